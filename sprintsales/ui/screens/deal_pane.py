"""The pane beside a list of deals: everything about the one under the cursor, read in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sprintsales.ui.content import NOTHING, Part, line
from sprintsales.ui.screens.deal_detail import detail_lines
from sprintsales.ui.widgets.band import Trouble
from sprintsales.ui.widgets.pane import DetailPane

if TYPE_CHECKING:
    from sprintsales.services.views.deals import DealView

MORE: tuple[Part, ...] = (("   enter", "bold $accent"), (" scrolls", "$muted"))


@dataclass(frozen=True, slots=True)
class Detail:
    """One deal as shown, with its columns as they were then: a change is made on what was seen.

    `told` is what a conflict told since: who has been told it may overwrite it.
    """

    view: DealView
    seen: Mapping[str, object]
    told: Mapping[str, object] = field(default_factory=dict)


class DealPane(DetailPane):
    """The deal under the cursor, read in the background: the latest wish wins, and what was shown stays until the next one is read."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.back", show=False)]

    def __init__(self, read: Callable[[int], Detail], *, id: str) -> None:
        super().__init__(id=id)
        self._read = read
        self._wanted: int | None = None
        self._reading: Worker[Detail] | None = None
        self._reading_id: int | None = None
        self._stale = False
        self.detail: Detail | None = None

    def look_at(self, deal_id: int | None, *, again: bool = False) -> None:
        """Show a deal, AGAIN where it may have changed since it was read; while nobody sees the pane, read it once it is seen."""
        self._wanted = deal_id
        self._stale = self._stale or again
        if deal_id is None:
            self.take(None)
        elif self._stale or deal_id != self._shown_id():
            self._start()

    def seen(self, deal_id: int) -> Detail | None:
        """Return a deal as it stands here, or None where it is not seen."""
        return self.detail if self.display and self._shown_id() == deal_id else None

    def take(self, detail: Detail | None) -> None:
        """Show what was read elsewhere."""
        if detail is None or detail.view.deal.id != self._shown_id():
            self.top = 0
        self.detail = detail
        self.redraw()

    def _shown_id(self) -> int | None:
        return self.detail.view.deal.id if self.detail is not None else None

    def _start(self) -> None:
        if self._reading is not None or self._wanted is None or not self.display:
            return
        self._stale = False
        self._reading_id = id_ = self._wanted
        self._reading = self.run_worker(lambda: self._read(id_), thread=True, group="detail", exit_on_error=False, description="a deal")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was read if it is still wanted, and go on with what is."""
        if event.worker is not self._reading or not event.worker.is_finished:
            return
        self._reading = None
        if self._reading_id != self._wanted or self._stale:
            self._start()
        elif event.state is WorkerState.ERROR and event.worker.error is not None:
            self.take(None)
            self.post_message(Trouble(event.worker.error))
        elif event.state is WorkerState.SUCCESS:
            self.take(event.worker.result)

    def on_show(self) -> None:
        """Read what was wished for while nobody could see it."""
        if self._stale or self._shown_id() != self._wanted:
            self._start()

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self.detail is None:
            return [] if self._wanted is None else [NOTHING, line(" ", ("loading …", "$muted"))]
        lines = [NOTHING, *detail_lines(self.detail.view, width - 2)]
        return self.placed(lines, width, height, ways=() if self.has_focus else MORE)

    @override
    def on_blur(self) -> None:
        """At rest the pane shows the deal from its name on."""
        self.top = 0
