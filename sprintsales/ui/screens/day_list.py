"""The list of a day under a line that says how far the day is, and the line below it that logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from typing_extensions import override

from sprintsales.ui.content import NOTHING, left, line
from sprintsales.ui.screens.today_rows import Item, day_line, item_row, with_aside
from sprintsales.ui.widgets.lines import Lines
from sprintsales.ui.widgets.section_list import SectionList

if TYPE_CHECKING:
    from sprintsales.ui.screens.today_rows import Day


class DayList(SectionList[Item]):
    """The list, under a line that says how far the day is."""

    def __init__(self, *, id: str) -> None:
        super().__init__(item_row, lambda item: item.key, id=id)
        self.view: Day | None = None
        self.marked: Content | None = None
        """What is marked, in numbers, in the place of the day's; None where nothing is."""

    @override
    def head_lines(self, width: int) -> Sequence[Content]:
        if self.marked is not None:
            return (line(" ", left(self.marked, width - 1)), NOTHING)
        if self.view is None or self.screen.has_class("-narrow"):
            return ()
        return (day_line(self.view, width), NOTHING)

    def keys(self) -> list[str]:
        """The keys of all rows from top to bottom."""
        return [self.key_at(stop) for stop in range(len(self.stops()))]

    def select(self, key: str) -> None:
        """Put the cursor on the row KEY, if it is there."""
        keys = self.keys()
        if key in keys:
            self.place_cursor(keys.index(key))

    def step_on(self, view: Day) -> None:
        """Where the item under the cursor has just been finished, stand on the next one that is open, not on its place among the done."""
        under = next((one for one in self.view.cards if str(one.id) == self.cursor_key), None) if self.view is not None else None
        still_open = {str(one.id) for one in view.cards if one.is_open}
        if under is None or not under.is_open or self.cursor_key in still_open:
            return
        keys = self.keys()
        at = keys.index(self.cursor_key)
        self.select(next((key for key in (*keys[at + 1 :], *reversed(keys[:at])) if key in still_open), ""))


class LogLine(Lines):
    """The way to log something, said where it is looked for; a click opens it."""

    def show_way(self, width: int) -> None:
        """Show the key, with an example."""
        start = line(
            " ", ("l", "bold $accent"), (" log what you just did   ", "$muted"), ("call orsini reached 5m next email fri", "$faint")
        )
        row = line((with_aside(start, line(("unplanned work counts too", "$faint"), " "), width), "on $surface"))
        self.show([NOTHING, row])

    async def on_click(self) -> None:
        """A click is its key."""
        await self.screen.run_action("log")
