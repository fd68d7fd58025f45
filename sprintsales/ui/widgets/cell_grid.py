"""A table of cells of two rows each: the first column is fixed, the others are paged, and the cursor stands on a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.ui.content import Part, cut, left, line, rule
from sprintsales.ui.format import count
from sprintsales.ui.widgets.lines import LineWidget
from sprintsales.ui.widgets.movement import moving

CELL = 14
"""Columns of a cell, the one for the mark of the cursor included."""
HEADS = 3
"""Rows of the heads: group, title, note."""


class Cell(NamedTuple):
    """A place in the table: the keys of its row and its column."""

    row: str
    column: str


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column: its words and the group it stands in; `mark` says that rows are sorted by it."""

    key: str
    title: str
    note: str
    group: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: what stands in the fixed column, on its two lines."""

    key: str
    name: Content
    note: Content


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole table; `foot` stands beneath a rule; `draw` gives the two lines of a cell in a width."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    foot: GridRow | None
    draw: Callable[[Cell, int], tuple[Content, Content]]


def name_width(width: int) -> int:
    """How wide the fixed column is."""
    return 24 if width >= 130 else 20 if width >= 100 else 16


class CellGrid(LineWidget, can_focus=True):
    """The cursor keeps its cell by key when the table changes; columns turn by whole pages as the cursor walks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *moving(down="move(1, 0)", up="move(-1, 0)", right="move(0, 1)", left="move(0, -1)"),
        *moving(page_down="page(1)", page_up="page(-1)", first="edge(-1)", last="edge(1)", choose="choose"),
        Binding("escape", "screen.back", show=False),
    ]

    class Pointed(Message):
        """The cursor stands on another cell."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    class Chosen(Pointed):
        """Enter or a double click on a cell."""

    class HeadClicked(Message):
        """A click on the head of a column."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.grid: Grid | None = None
        self.empty: Sequence[Content] = ()
        self.at = (0, 0)
        self.top = 0
        self._reported: Cell | None = None

    # What stands where.

    def show_grid(self, grid: Grid) -> None:
        """Show a table; the cursor stays on its cell where that is still there."""
        cell = self.cell
        self.grid = grid
        if cell is not None:
            self._stand(cell)
        self._clamp()
        self.redraw()
        self._report()

    @property
    def cell(self) -> Cell | None:
        """The cell under the cursor."""
        grid = self.grid
        rows = self._all_rows()
        if grid is None or not rows or not grid.columns:
            return None
        return Cell(rows[min(self.at[0], len(rows) - 1)].key, grid.columns[min(self.at[1], len(grid.columns) - 1)].key)

    def stand_on(self, row: str | None = None, column: str | None = None) -> None:
        """Put the cursor on a row or a column that is there."""
        now = self.cell
        if now is not None:
            self._stand(Cell(row if row is not None else now.row, column if column is not None else now.column))
            self._moved()

    def _stand(self, cell: Cell) -> None:
        grid = self.grid
        assert grid is not None
        row = next((place for place, one in enumerate(self._all_rows()) if one.key == cell.row), self.at[0])
        column = next((place for place, one in enumerate(grid.columns) if one.key == cell.column), self.at[1])
        self.at = (row, column)

    def _all_rows(self) -> Sequence[GridRow]:
        if self.grid is None or (not self.grid.rows and self.empty):
            return ()
        return (*self.grid.rows, self.grid.foot) if self.grid.foot is not None else self.grid.rows

    @property
    def per_page(self) -> int:
        """How many columns stand beside the fixed one."""
        return max(1, (self.size.width - name_width(self.size.width) - 2) // CELL)

    @property
    def first_column(self) -> int:
        """The first column of the page the cursor is on; the last page is filled up with those before it."""
        columns = len(self.grid.columns) if self.grid is not None else 0
        return max(0, min(self.at[1] // self.per_page * self.per_page, columns - self.per_page))

    @property
    def columns_shown(self) -> tuple[str, ...]:
        """The keys of the columns on this page."""
        columns = self.grid.columns if self.grid is not None else ()
        return tuple(column.key for column in columns[self.first_column : self.first_column + self.per_page])

    @property
    def _room(self) -> int:
        """How many rows stand between the heads and the foot."""
        foot = 3 if self.grid is not None and self.grid.foot is not None else 0
        return max(1, (self.size.height - HEADS - foot) // 2)

    def _visible(self) -> int:
        """How many rows are drawn: one less where the last place says how many more there are."""
        assert self.grid is not None
        room, rows = self._room, len(self.grid.rows)
        spare = (self.size.height - HEADS - (3 if self.grid.foot is not None else 0)) % 2
        return room if self.top + room >= rows or spare else max(1, room - 1)

    def _clamp(self) -> None:
        if self.grid is None:
            return
        rows, columns = len(self._all_rows()), len(self.grid.columns)
        row, column = max(0, min(self.at[0], rows - 1)), max(0, min(self.at[1], columns - 1))
        self.at = (row, column)
        within = min(row, len(self.grid.rows) - 1)
        if row < len(self.grid.rows):
            self.top = min(self.top, within)
            while within >= self.top + self._visible():
                self.top += 1
        self.top = max(0, min(self.top, len(self.grid.rows) - self._room))

    def _moved(self) -> None:
        self._clamp()
        self.redraw()
        self._report()

    def _report(self) -> None:
        cell = self.cell
        if cell is not None and cell != self._reported:
            self._reported = cell
            self.post_message(self.Pointed(cell))

    # Drawing.

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        grid = self.grid
        if grid is None:
            return [line(" ", ("loading …", "$muted"))]
        if not grid.rows and self.empty:
            return [line(" ", row) for row in self.empty]
        self._clamp()
        shown = grid.columns[self.first_column : self.first_column + self.per_page]
        lines = list(self._heads(shown, width))
        last = self.top + self._visible()
        for place in range(self.top, min(last, len(grid.rows))):
            ground = "on $surface" if place % 2 == 0 else ""
            lines += self._two(grid.rows[place], place, shown, width, ground)
        if last < len(grid.rows):
            lines.append(line(" ", (f"+ {count(len(grid.rows) - last)} more ↓", "$muted")))
        if grid.foot is not None:
            lines += [rule(width), *self._two(grid.foot, len(grid.rows), shown, width, "")]
        return lines

    def _heads(self, shown: Sequence[GridColumn], width: int) -> Sequence[Content]:
        grid = self.grid
        assert grid is not None
        name, first = name_width(width), self.first_column
        more = first + len(shown) < len(grid.columns)
        place = f"{first + 1}–{first + len(shown)} of {len(grid.columns)}"
        ways = f"{'← ' if first else ''}{place}{' →' if more else ''}"
        groups: list[Part] = [left(line(" ", (ways, "$muted")), name + 2)]
        at = 0
        while at < len(shown):
            run = 1
            while at + run < len(shown) and shown[at + run].group == shown[at].group:
                run += 1
            words = cut(shown[at].group, CELL * run - 2)
            rest = CELL * run - 3 - words.cell_length
            groups += [" ", (words, "$accent"), " ", rule(rest), " "] if rest > 0 else [" ", (left(words, CELL * run - 1), "$accent")]
            at += run
        titles = [self._title(one) for one in shown]
        notes = [line(" ", (left(one.note, CELL - 1), "$muted")) for one in shown]
        blank = " " * (name + 2)
        return [line(*groups), line(blank, *titles), line(blank, *notes)]

    def _title(self, column: GridColumn) -> Content:
        words = column.title[:1].upper() + column.title[1:]
        if not column.mark:
            return line(" ", (left(words, CELL - 1), "bold"))
        return line(" ", left(line((cut(words, CELL - 3), "bold"), " ", (column.mark, "$accent")), CELL - 1))

    def _two(self, row: GridRow, place: int, shown: Sequence[GridColumn], width: int, ground: str) -> Sequence[Content]:
        grid = self.grid
        assert grid is not None
        name = name_width(width)
        upper: list[Part] = [" ", left(row.name, name), " "]
        lower: list[Part] = [" ", left(row.note, name), " "]
        for offset, column in enumerate(shown):
            first, second = grid.draw(Cell(row.key, column.key), CELL - 1)
            chosen = self.at == (place, self.first_column + offset)
            upper.append(self._marked(first, chosen=chosen))
            lower.append(self._marked(second, chosen=chosen))
        found = [left(line(*upper), width), left(line(*lower), width)]
        return [line((one, ground)) for one in found] if ground else found

    def _marked(self, content: Content, *, chosen: bool) -> Content:
        filled = left(content, CELL - 1)
        if not chosen:
            return line(" ", filled)
        if not self.has_focus:
            return line(("▏", "$trend"), filled)
        return line((line(("▌", "$accent"), filled), "on $select"))

    # Keys and mouse.

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor by cells."""
        self.at = (self.at[0] + rows, self.at[1] + columns)
        self._moved()

    def action_page(self, pages: int) -> None:
        """Move the cursor by a page of columns: rows seldom need one."""
        self.at = (self.at[0], self.first_column + pages * self.per_page)
        self._moved()

    def action_edge(self, side: int) -> None:
        """Move the cursor to the first column or the last."""
        self.at = (self.at[0], 0 if side < 0 else 10**6)
        self._moved()

    def action_choose(self) -> None:
        """Say that the cell under the cursor was chosen."""
        cell = self.cell
        if cell is not None:
            self.post_message(self.Chosen(cell))

    def cell_at(self, x: int, y: int) -> tuple[int, int] | None:
        """The row and column under a place of this widget."""
        grid = self.grid
        if grid is None or y < HEADS:
            return None
        column = self.first_column + max(0, x - name_width(self.size.width) - 2) // CELL
        drawn = min(self._visible(), len(grid.rows) - self.top)
        row = self.top + (y - HEADS) // 2
        foot = HEADS + 2 * drawn + (1 if self.top + drawn < len(grid.rows) else 0) + 1
        if row >= self.top + drawn:
            row = len(grid.rows) if grid.foot is not None and foot <= y < foot + 2 else -1
        inside = row >= 0 and column < min(len(grid.columns), self.first_column + self.per_page)
        return (row, column) if inside else None

    def head_at(self, x: int, y: int) -> str | None:
        """The column whose head, title or note, is under a place of this widget."""
        place = (x - name_width(self.size.width) - 2) // CELL
        return self.columns_shown[place] if 0 < y < HEADS and 0 <= place < len(self.columns_shown) else None

    def on_click(self, event: events.Click) -> None:
        """A click stands on a cell, a double click chooses it; one on a head says which."""
        head = self.head_at(event.x, event.y)
        if head is not None:
            self.post_message(self.HeadClicked(head))
        place = self.cell_at(event.x, event.y)
        if place is None:
            return
        self.at = place
        self._moved()
        if event.chain >= 2:
            self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves by a row."""
        event.stop()
        self.action_move(1, 0)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves by a row."""
        event.stop()
        self.action_move(-1, 0)

    def on_resize(self) -> None:
        """Keep the cursor in view at the new size."""
        self._clamp()
        self.redraw()

    def on_focus(self) -> None:
        """Mark the cursor as the one that keys move."""
        self.redraw()

    def on_blur(self) -> None:
        """Mark the cursor as resting."""
        self.redraw()
