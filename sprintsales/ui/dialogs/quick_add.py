"""Asks for one line of work and shows, while it is typed, what was understood; the names are looked up in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import EXAMPLE, Draft
from sprintsales.ui.dialogs.line_dialog import CleanInput, LineDialog, refusal
from sprintsales.ui.dialogs.offers import OfferList
from sprintsales.ui.widgets.band import sentence_of
from sprintsales.ui.widgets.line_list import LineList

if TYPE_CHECKING:
    from sprintsales.services.views.completing import Offer, Offers

Explain = Callable[[str], tuple[tuple[str, str], ...]]
"""What a line means, as labels and values; called in a worker. Raises NotReadable or Refused with a sentence."""

MIND = "mind"
"""The label of what should be looked at twice: it stands on a line of its own, with a sign."""

Complete = Callable[[str, int], "Offers"]
"""What the name before the cursor may be; called in a worker."""


class PlanInput(CleanInput):
    """A line of which each is one piece of work: several pasted ones are taken one after the other."""

    class Several(Message):
        """LINES were pasted at once."""

        def __init__(self, lines: Sequence[str]) -> None:
            super().__init__()
            self.lines = lines

    @override
    def take_lines(self, lines: Sequence[str]) -> None:
        self.post_message(self.Several(lines))


class QuickAdd(LineDialog[str]):
    """Answers the line once it is understood; what cannot be taken is said, and the line stays.

    With COMPLETE a list under the line offers names while one is typed: tab takes the first, or the one the arrows stand on. Of several
    pasted lines the first stands in the line, and `rest` are those that follow.
    """

    WIDTH = 76
    INPUT = PlanInput
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False, id="quick_add.down"),
        Binding("up", "step(-1)", show=False, id="quick_add.up"),
        Binding("tab", "take", show=False, id="quick_add.take"),
    ]

    def __init__(
        self,
        title: str,
        explain: Explain,
        *,
        draft: Draft | None = None,
        value: str = "",
        placeholder: str = EXAMPLE,
        complete: Complete | None = None,
        rest: Sequence[str] = (),
    ) -> None:
        hint = "tab takes a name   enter saves   esc cancels" if complete else "enter saves   esc cancels"
        super().__init__(title, draft=draft, value=value, placeholder=placeholder, hint=hint)
        self._explain = explain
        self._complete = complete
        self._completing: Worker[Offers] | None = None
        self._asked = self._to_ask = ("", 0)
        self.rest = tuple(rest)
        self._explaining: Worker[tuple[tuple[str, str], ...]] | None = None
        self._explained = ""
        self._wanted = ""
        self._taking = False

    @override
    def read(self, text: str) -> str:
        return text

    @override
    def meaning(self, text: str) -> Sequence[Content]:
        self._wanted = text
        if self._explaining is None:
            self._look(text)
        return [line(("understood: ", "$muted"), ("…", "$muted"))]

    def _look(self, text: str) -> None:
        self._explained = text
        self._explaining = self.run_worker(lambda: self._explain(text), thread=True, group="explain", exit_on_error=False)

    @override
    def body(self) -> Iterable[Widget]:
        yield from super().body()
        if self._complete is not None:
            yield OfferList()

    # Names while they are typed.

    @property
    def offers(self) -> OfferList | None:
        """The list under the line, where there is one."""
        return self.query_one(OfferList) if self._complete is not None else None

    def _seek(self) -> None:
        line_ = self.query_one("#text", Input)
        self._to_ask = (line_.value, line_.cursor_position)
        if self._complete is not None and self._completing is None and self._to_ask != self._asked:
            self._asked = text, cursor = self._to_ask
            ask = self._complete
            self._completing = self.run_worker(lambda: ask(text, cursor), thread=True, group="complete", exit_on_error=False)

    def _sought(self, worker: Worker[Offers], *, found: bool) -> None:
        self._completing = None
        if self._asked != self._to_ask:
            self._seek()
        elif self.offers is not None:
            self.offers.show(worker.result if found else None)

    def action_step(self, by: int) -> None:
        """Go into the list, through it, and back to the line."""
        if self.offers is not None:
            self.offers.step(by)

    def action_take(self) -> None:
        """Take the offer the arrows stand on, else the first."""
        if self.offers is not None:
            self._put(self.offers.chosen or self.offers.offer_at(0))

    @on(LineList.Chosen, "#offers")
    def _clicked(self, event: LineList.Chosen) -> None:
        event.stop()
        if self.offers is not None:
            self._put(self.offers.offer_at(int(event.key)))

    def _put(self, one: Offer | None) -> None:
        """Write an offer into the line, where that still is the line it was offered for."""
        from sprintsales.domain.completing import put

        line_ = self.query_one("#text", Input)
        found = self.offers.found if self.offers is not None else None
        if one is None or found is None or found.fragment is None or (line_.value, line_.cursor_position) != self._asked:
            return
        line_.value, line_.cursor_position = put(line_.value, found.fragment, one.put)
        line_.focus()

    # Several lines.

    @on(PlanInput.Several)
    def _take_lines(self, event: PlanInput.Several) -> None:
        event.stop()
        first, *more = event.lines
        self.rest = (*more, *self.rest)
        self.query_one("#text", Input).value = first

    @override
    def _say(self, lines: Sequence[Content]) -> None:
        more = len(self.rest)
        follow = f"{more} more {'line follows' if more == 1 else 'lines follow'}, one after the other; esc leaves them out"
        super()._say([*lines, line((follow, "$muted"))] if more else lines)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line as soon as it is understood; where the arrows stand on an offer, take that."""
        event.prevent_default()  # Textual would run the base's handler too, which takes the line unread
        event.stop()
        if self.offers is not None and self.offers.chosen is not None:
            self._put(self.offers.chosen)
        elif event.value.strip():
            self._taking = True
            self._wanted = event.value.strip()
            if self._explaining is None:
                self._look(self._wanted)

    def on_input_changed(self, event: Input.Changed) -> None:
        """A change takes back the wish to save; the base's handler explains it."""
        self._taking = False
        self.call_after_refresh(self._seek)  # the cursor moves after the value

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was found, or look again where the line has changed meanwhile."""
        worker = event.worker
        if worker is self._completing and worker.is_finished:
            self._sought(worker, found=event.state is WorkerState.SUCCESS)
        if worker is not self._explaining or not worker.is_finished:
            return
        self._explaining = None
        if self._explained != self._wanted:
            self._look(self._wanted)
        elif event.state is WorkerState.SUCCESS and worker.result is not None:
            self._understood(worker.result)
        elif worker.error is not None:
            self._taking = False
            self._say([refusal(sentence_of(worker.error))])

    def _understood(self, said: tuple[tuple[str, str], ...]) -> None:
        if self._taking:
            self._draft.text = ""
            self.dismiss(self._explained)
            return
        first, *more = [entry(label, value) for label, value in said if label != MIND]
        minds = [line(("! ", "bold $warning"), (value, "$warning")) for label, value in said if label == MIND]
        self._say([*rows_of([line(("✓ ", "$success"), first), *more], self.WIDTH - 4), *minds])


def entry(label: str, value: str) -> Content:
    """One thing understood; the kind of work needs no label, and `then` is where the next step begins."""
    word = label.removesuffix("type").rstrip() if label.endswith("type") else label.removeprefix("then ")
    return line((f"{word} " if word else "", "$muted"), (value, "bold"))


def rows_of(entries: Sequence[Content], width: int, gap: str = "   ") -> list[Content]:
    """Entries side by side, a new row where one would not fit whole."""
    rows = [entries[0]]
    for one in entries[1:]:
        if rows[-1].cell_length + len(gap) + one.cell_length <= width:
            rows[-1] = line(rows[-1], gap, one)
        else:
            rows.append(one)
    return rows
