"""The common part of every list: lines of which only the visible ones are drawn, a cursor that stops on some of them, keys and mouse."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from typing_extensions import override

from sprintsales.ui.content import NOTHING, left, line
from sprintsales.ui.format import count
from sprintsales.ui.widgets.lines import LineWidget, strip_of
from sprintsales.ui.widgets.movement import moving

WHEEL_LINES = 3


class LineList(LineWidget, can_focus=True):
    """A list drawn line by line, with one column at the left for the mark of the cursor.

    A subclass answers `line_total`, `stops` (the lines on which the cursor may stand, ascending), `line_at` and `key_at`.
    Instead of a scroll bar the last row says how many more there are.
    """

    BINDINGS: ClassVar[list[BindingType]] = moving(
        down="step(1)", up="step(-1)", page_down="leap(1)", page_up="leap(-1)", first="edge(-1)", last="edge(1)", choose="choose"
    )

    CLICKS_TO_CHOOSE: ClassVar[int] = 2

    class Selected(Message):
        """The cursor stands on another row: `key` names it, an empty key means on none."""

        def __init__(self, source: LineList, key: str) -> None:
            super().__init__()
            self.source = source
            self.key = key

        @property
        def control(self) -> LineList:
            """The list itself, for `@on(..., "#id")`."""
            return self.source

    class Chosen(Selected):
        """Enter or a double click on the row `key`."""

    class Marked(Selected):
        """A click with ctrl on the row `key`."""

    def __init__(self, *, empty: Sequence[Content] = (), id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.empty = tuple(empty)
        self.loaded = False
        self.top = 0
        self.cursor = -1
        self._reported = ""

    # What a subclass knows.

    def line_total(self) -> int:
        """How many lines there are, heads and gaps included."""
        return 0

    def stops(self) -> Sequence[int]:
        """The lines on which the cursor may stand, ascending."""
        return range(self.line_total())

    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        """Line Y in WIDTH columns."""
        return NOTHING

    def key_at(self, stop: int) -> str:
        """The key of the row at the STOP-th place of `stops`; empty while it is not known."""
        return ""

    def head_lines(self, width: int) -> Sequence[Content]:
        """Lines above the list that do not scroll."""
        return ()

    def came_into_view(self, first: int, last: int) -> None:
        """Lines FIRST up to LAST are about to be drawn."""

    # Where things are.

    @property
    def cursor_key(self) -> str:
        """The key under the cursor, or an empty one."""
        return self.key_at(self.cursor) if 0 <= self.cursor < len(self.stops()) else ""

    @property
    def _head_height(self) -> int:
        return len(self.head_lines(max(1, self.size.width - 1)))

    @property
    def _room(self) -> int:
        """Rows for lines, the one that says how many more there are not counted."""
        room = max(1, self.size.height - self._head_height)
        return room if self.line_total() - self.top <= room else max(1, room - 1)

    def _last_top(self) -> int:
        return max(0, self.line_total() - max(1, self.size.height - self._head_height))

    def place_cursor(self, stop: int) -> None:
        """Stand on the STOP-th row, or the nearest there is, and bring it into view."""
        stops = self.stops()
        old, old_top = self.cursor, self.top
        self.cursor = min(max(0, stop), len(stops) - 1)
        self._bring_into_view()
        if self.top != old_top:
            self.refresh()
            self._announce_view()
        else:
            for changed in {old, self.cursor}:
                self._refresh_stop(changed)
        self._report()

    def _bring_into_view(self) -> None:
        stops = self.stops()
        if not 0 <= self.cursor < len(stops):
            return
        y = stops[self.cursor]
        first = 0 if self.cursor == 0 else y  # the head above the first row comes along
        if first < self.top:
            self.top = first
        if self.size.height:
            # The room shrinks by a row as soon as something is left below, so look once more after moving.
            for _ in range(2):
                if y >= self.top + self._room:
                    self.top = min(self._last_top(), y - self._room + 1)
        self.top = min(self.top, self._last_top()) if self.size.height else self.top

    def _refresh_stop(self, stop: int) -> None:
        stops = self.stops()
        if 0 <= stop < len(stops):
            self.refresh_line(stops[stop])

    def refresh_line(self, y: int) -> None:
        """Paint line Y again where it is in view."""
        row = y - self.top + self._head_height
        if self._head_height <= row < self.size.height:
            self.refresh(Region(0, row, self.size.width, 1))

    def _announce_view(self) -> None:
        if self.size.height:
            self.came_into_view(self.top, min(self.line_total(), self.top + self.size.height))

    def _report(self) -> None:
        key = self.cursor_key
        if key != self._reported:
            self._reported = key
            self.post_message(self.Selected(self, key))

    @property
    def is_live(self) -> bool:
        """Whether the cursor is the one that keys move."""
        return self.has_focus

    @property
    def cursor_in_view(self) -> bool:
        """Whether the row under the cursor can be seen; the wheel may have left it behind."""
        stops = self.stops()
        if not 0 <= self.cursor < len(stops):
            return True
        return not self.size.height or self.top <= stops[self.cursor] < self.top + self._room

    def lines_changed(self, *, follow: bool = True) -> None:
        """The lines are others now: keep top and cursor inside them and draw; FOLLOW brings the cursor into view."""
        self.loaded = True
        self.cursor = min(max(0, self.cursor), len(self.stops()) - 1)
        if follow:
            self._bring_into_view()
        self.top = min(self.top, self._last_top()) if self.size.height else self.top
        self.redraw(layout=self.styles.auto_dimensions)
        self._announce_view()
        self._report()

    # Drawing.

    @override
    def height_for(self, width: int) -> int:
        return len(self.head_lines(width)) + max(self.line_total(), len(self._standing_in()))

    def _standing_in(self) -> Sequence[Content]:
        """What stands there instead of rows."""
        if not self.loaded:
            return (line(("loading …", "$muted")),)
        return self.empty if self.line_total() == 0 else ()

    @override
    def render_line(self, y: int) -> Strip:
        width = self.size.width
        return strip_of(self, self._row(y, width), width)

    def _row(self, y: int, width: int) -> Content:
        head = self.head_lines(width - 1)
        if y < len(head):
            return line(" ", head[y])
        instead = self._standing_in()
        row = y - len(head)
        if instead:
            return line(" ", instead[row]) if row < len(instead) else NOTHING
        at = row + self.top
        total = self.line_total()
        if at >= total:
            return NOTHING
        if row >= self._room and total - self.top > self._room:
            return line(" ", (f"+ {count(self._rows_from(at))} more ↓", "$muted"))
        return self._marked(at, width)

    def _rows_from(self, y: int) -> int:
        stops = self.stops()
        return len(stops) - bisect_left(stops, y)

    def _marked(self, y: int, width: int) -> Content:
        stops = self.stops()
        selected = 0 <= self.cursor < len(stops) and stops[self.cursor] == y
        content = left(self.line_at(y, width - 1, selected=selected), width - 1)
        if not selected:
            return line(" ", content)
        if not self.is_live:
            return line(("▏", "$trend"), content)
        return line((line(("▌", "$accent"), content), "on $select"))

    # Keys and mouse.

    def action_step(self, by: int) -> None:
        """Move the cursor BY rows."""
        self.place_cursor(self.cursor + by)

    def action_leap(self, pages: int) -> None:
        """Move the cursor by PAGES of what is in view."""
        stops = self.stops()
        if not stops:
            return
        target = stops[max(0, self.cursor)] + pages * max(1, self._room - 1)
        stop = bisect_left(stops, target)
        self.place_cursor(stop if stop != self.cursor else self.cursor + pages)

    def action_edge(self, side: int) -> None:
        """Move the cursor to the first row (-1) or the last (1)."""
        self.place_cursor(0 if side < 0 else len(self.stops()) - 1)

    def action_choose(self) -> None:
        """Say that the row under the cursor was chosen."""
        if self.cursor_key:
            self.post_message(self.Chosen(self, self.cursor_key))

    def stop_at(self, row: int) -> int:
        """The row number under screen row ROW of this widget, or -1."""
        at = row - self._head_height
        if at < 0 or at >= self._room:
            return -1
        stops = self.stops()
        y = at + self.top
        stop = bisect_left(stops, y)
        return stop if stop < len(stops) and stops[stop] == y else -1

    def on_click(self, event: events.Click) -> None:
        """A click selects a row, a double click chooses it."""
        stop = self.stop_at(event.y)
        if stop < 0:
            return
        self.place_cursor(stop)
        if event.ctrl and self.cursor_key:
            self.post_message(self.Marked(self, self.cursor_key))
        elif event.chain >= self.CLICKS_TO_CHOOSE:
            self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the view, not the cursor."""
        event.stop()
        self._scroll_by(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the view, not the cursor."""
        event.stop()
        self._scroll_by(-WHEEL_LINES)

    def _scroll_by(self, lines: int) -> None:
        top = min(max(0, self.top + lines), self._last_top())
        if top != self.top:
            self.top = top
            self.refresh()
            self._announce_view()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view at the new size."""
        self._bring_into_view()
        self.top = min(self.top, self._last_top())
        self._announce_view()

    def on_focus(self) -> None:
        """Mark the cursor as the one that keys move."""
        self._refresh_stop(self.cursor)

    def on_blur(self) -> None:
        """Mark the cursor as resting."""
        self._refresh_stop(self.cursor)


class ListBelowLine(LineList):
    """A list below a line that is typed in: the line has the keys and passes on what moves the cursor; one click chooses."""

    CLICKS_TO_CHOOSE = 1

    @property
    @override
    def is_live(self) -> bool:
        return True
