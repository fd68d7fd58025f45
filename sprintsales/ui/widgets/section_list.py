"""A list under headings: rows of up to a few hundred, parted into sections whose heads carry a sign, a word and a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content
from typing_extensions import override

from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, between, line, rule
from sprintsales.ui.widgets.line_list import LineList

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Section(Generic[Row]):
    """Rows under one head.

    `tone` colours sign and figure, and the title where there is no sign; `figure` stands at the right, or after the title where a
    rule runs to the edge (`ruled`). A `folded` section shows its head only; a `key` makes the head itself a stop for the cursor.
    """

    title: str
    rows: tuple[Row, ...] = ()
    figure: str = ""
    sign: str = ""
    tone: str = "$foreground"
    ruled: bool = False
    folded: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Line(Generic[Row]):
    """One line: a head, a row or a gap, and its key where the cursor may stop."""

    head: Section[Row] | None = None
    row: Row | None = None
    key: str = ""


class SectionList(LineList, Generic[Row]):
    """Sections with a gap between them (and, if asked, between rows); the cursor stays on its key over a refresh."""

    def __init__(
        self,
        draw_row: Callable[[Row, int, bool], Content],
        key_of: Callable[[Row], str],
        *,
        gap: int = 1,
        row_gap: int = 0,
        empty: Sequence[Content] = (),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(empty=empty, id=id, classes=classes)
        self._draw_row = draw_row
        self._key_of = key_of
        self.gap = gap
        self.row_gap = row_gap
        self._all: list[_Line[Row]] = []
        self._stops: list[int] = []

    def show_sections(self, sections: Sequence[Section[Row]]) -> None:
        """Show SECTIONS; the cursor stays on its key, or where that is gone, near its place."""
        keep, seen_at, follow = self.cursor_key, self._line_of_cursor() - self.top, self.cursor_in_view
        self._all = []
        for section in sections:
            self._add(section)
        self._stops = [y for y, entry in enumerate(self._all) if entry.key]
        if keep:
            found = next((stop for stop, y in enumerate(self._stops) if self._all[y].key == keep), -1)
            if found >= 0:
                self.cursor = found
                if follow:
                    self.top = max(0, self._stops[found] - seen_at)
        self.lines_changed(follow=follow)

    def _add(self, section: Section[Row]) -> None:
        blank: _Line[Row] = _Line()
        if self._all and not (section.folded and self._all[-1].head is not None):
            self._all += [blank] * self.gap
        if section.title:
            self._all.append(_Line(head=section, key=section.key))
        if section.folded:
            return
        for index, row in enumerate(section.rows):
            if index:
                self._all += [blank] * self.row_gap
            self._all.append(_Line(row=row, key=self._key_of(row)))

    def _line_of_cursor(self) -> int:
        return self._stops[self.cursor] if 0 <= self.cursor < len(self._stops) else 0

    @override
    def line_total(self) -> int:
        return len(self._all)

    @override
    def stops(self) -> Sequence[int]:
        return self._stops

    @override
    def key_at(self, stop: int) -> str:
        return self._all[self._stops[stop]].key

    def row_under_cursor(self) -> Row | None:
        """The row the cursor stands on; None on a head or in an empty list."""
        return self._all[self._stops[self.cursor]].row if 0 <= self.cursor < len(self._stops) else None

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        entry = self._all[y]
        if entry.head is not None:
            return _head(entry.head, width)
        return NOTHING if entry.row is None else self._draw_row(entry.row, width, selected)


def _head(section: Section[Row], width: int) -> Content:
    if section.sign:
        start = line((section.sign, f"bold {section.tone}"), " ", (section.title, "bold"))
        return between(start, line((section.figure, f"bold {section.tone}"), " "), width)
    start = line((section.title, f"bold {section.tone}"))
    if not section.ruled:
        return between(start, line((section.figure, "$muted"), " "), width)
    start = line(start, *([("  " + section.figure, "$muted")] if section.figure else []), "  ")
    return line(start, rule(width - start.cell_length - 1))


def flag_section(title: str, code: str, rows: tuple[Row, ...], figure: str, *, folded: bool = False, key: str = "") -> Section[Row]:
    """A section headed by the sign of a deal's flag, in its tone."""
    sign = signs.flag(code)
    return Section(title, rows, figure, signs.drawn(sign), sign.tone, folded=folded, key=key)
