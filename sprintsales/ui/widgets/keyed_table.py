"""A table of up to a few hundred rows known by key: showing it again repaints only what changed and keeps the cursor on its row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.timer import Timer
from typing_extensions import override

from sprintsales.ui.content import Part, left, line, right, rule
from sprintsales.ui.widgets.line_list import LineList

CHANGE_SHOWN = 1.0
"""For so many seconds a changed cell stands on the ground of a selection."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in columns (0 takes what is left), numbers at the right."""

    head: str
    width: int = 0
    numbers: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its key, and for each column a text or a content."""

    key: str
    cells: tuple[str | Content, ...]


class KeyedTable(LineList):
    """Rows by key under fixed heads."""

    def __init__(
        self, columns: Sequence[Column], *, empty: Sequence[Content] = (), id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(empty=empty, id=id, classes=classes)
        self._columns = tuple(columns)
        self._rows: list[TableRow] = []
        self._fresh: set[tuple[str, int]] = set()
        self._fading: Timer | None = None

    def show_rows(self, rows: Iterable[TableRow]) -> set[tuple[str, int]]:
        """Show ROWS in their order; returns which cells changed, as key and column. The cursor stays on its key, or near it."""
        new = list(rows)
        keep, follow = self.cursor_key, self.cursor_in_view
        before = {row.key: row.cells for row in self._rows}
        changed = {
            (row.key, column)
            for row in new
            if row.key in before
            for column, (old, now) in enumerate(zip(before[row.key], row.cells, strict=True))
            if not _same(old, now)
        }
        same_order = self.loaded and [row.key for row in self._rows] == [row.key for row in new]
        self._rows = new
        self._mark(changed)
        if same_order:
            for y in sorted({self._index(key) for key, _ in changed}):
                self.refresh_line(y)
            return changed
        at = self._index(keep) if keep else -1
        if at >= 0:
            if follow:
                self.top = max(0, self.top + at - self.cursor)
            self.cursor = at
        self.lines_changed(follow=follow)
        return changed

    def settle(self) -> None:
        """Draw changed cells like all others again."""
        keys = {key for key, _ in self._fresh}
        self._fresh = set()
        for key in keys:
            if (y := self._index(key)) >= 0:
                self.refresh_line(y)

    def _mark(self, changed: set[tuple[str, int]]) -> None:
        if not changed or not self.is_mounted:
            return
        self._fresh |= changed
        if self._fading is not None:
            self._fading.stop()
        self._fading = self.set_timer(CHANGE_SHOWN, self.settle)

    def _index(self, key: str) -> int:
        return next((at for at, row in enumerate(self._rows) if row.key == key), -1)

    @override
    def line_total(self) -> int:
        return len(self._rows)

    @override
    def key_at(self, stop: int) -> str:
        return self._rows[stop].key

    @override
    def head_lines(self, width: int) -> Sequence[Content]:
        cells = [self._cell(column, size, column.head) for column, size in zip(self._columns, self._widths(width), strict=True)]
        return line((_joined(cells), "$muted")), rule(width)

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        row = self._rows[y]
        cells: list[Content] = []
        for index, (column, size) in enumerate(zip(self._columns, self._widths(width), strict=True)):
            cell = self._cell(column, size, row.cells[index])
            cells.append(line((cell, "on $select")) if (row.key, index) in self._fresh else cell)
        return line((_joined(cells), "bold")) if selected else _joined(cells)

    @staticmethod
    def _cell(column: Column, width: int, text: str | Content) -> Content:
        return right(text, width) if column.numbers else left(text, width)

    def _widths(self, width: int) -> list[int]:
        fixed = sum(column.width for column in self._columns) + len(self._columns) - 1
        open_ones = sum(1 for column in self._columns if not column.width)
        rest = max(0, width - fixed)
        sizes: list[int] = []
        for column in self._columns:
            if column.width:
                sizes.append(column.width)
            else:
                share = rest // open_ones
                sizes.append(share)
                rest, open_ones = rest - share, open_ones - 1
        return sizes


def _same(old: str | Content, new: str | Content) -> bool:
    if isinstance(old, Content) and isinstance(new, Content):
        return old.plain == new.plain and list(old.spans) == list(new.spans)
    return type(old) is type(new) and old == new


def _joined(cells: Sequence[Content]) -> Content:
    parts: list[Part] = []
    for index, cell in enumerate(cells):
        parts += [" ", cell] if index else [cell]
    return line(*parts)
