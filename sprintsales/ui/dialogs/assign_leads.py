"""Shows who would get which lead and why, before anything is assigned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.domain.periods import WEEKDAYS
from sprintsales.ui.content import left, line
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.assigning import Preview, Proposed

MOST_ROWS = 14


class _Given(LineList):
    """Each lead with who would get it, the day of its first touch, and why."""

    def __init__(self, lines: Sequence[Proposed]) -> None:
        super().__init__(id="given")
        self._given = lines
        self.cursor = 0
        self.loaded = True
        self.styles.height = min(MOST_ROWS, len(lines))

    def line_total(self) -> int:
        return len(self._given)

    def key_at(self, stop: int) -> str:
        return str(stop)

    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        one = self._given[y]
        owner = line((one.owner, "bold")) if one.owner else line(("stays in the queue", "$warning"))
        name, person, day = (22, 18, 6) if width >= 86 else (15, 13, 6)
        on = "" if one.day is None or one.owner is None else f"{WEEKDAYS[one.day.weekday()].title()} {one.day.day}"
        why = left(line((one.why, "$muted")), max(0, width - name - person - day - 3))
        return line(left(one.lead.name, name), " ", left(owner, person), " ", left(on, day), " ", why)


class AssignLeads(Dialog[bool]):
    """`enter` or `y` answers yes; `esc` and `n` nothing: nothing is assigned."""

    WIDTH = 96
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "agree", show=False), Binding("n", "cancel", show=False)]

    def __init__(self, found: Preview, words: str) -> None:
        super().__init__(f"Assign {words}?", hint="enter assigns   esc cancels")
        self._found = found

    @override
    def body(self) -> Iterable[Widget]:
        from sprintsales.reports.leads import shares_words

        told = line((f"{len(self._found.lines):,} in the queue: ", "$muted"), (shares_words(self._found), "bold"))
        yield Lines([*told.wrap(min(self.WIDTH, self.app.size.width) - 4), line("")])
        yield _Given(self._found.lines)

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one("#given").focus()

    def action_agree(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    @on(LineList.Chosen)
    def _agreed(self, event: LineList.Chosen) -> None:
        event.stop()
        self.dismiss(True)
