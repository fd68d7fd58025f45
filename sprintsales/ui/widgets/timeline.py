"""The timeline of dates: an axis of weeks, months or quarters, and one row of it drawn from a deal's dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from textual.content import Content

from sprintsales.domain.periods import Period
from sprintsales.ui.content import Part, cut, left, line
from sprintsales.ui.format import ENGLISH, Locale

CELL = 7
"""Columns of one week, month or quarter: of a week each column is a day."""
UNITS = ("week", "month", "quarter")
CLOSE, AGREEMENT, EARLIER = "●", "§", "○"


@dataclass(frozen=True, slots=True)
class Axis:
    """Periods that follow each other, `CELL` columns each; `first` is the place of the first one, 0 the present one."""

    cells: tuple[Period, ...]
    first: int = 0
    unit: str = "week"

    @property
    def width(self) -> int:
        """How many columns it has."""
        return CELL * len(self.cells)

    def column(self, day: date) -> int:
        """Return the column of a day; -1 before the first one, `width` after the last."""
        if not self.cells or day < self.cells[0].start:
            return -1
        for place, cell in enumerate(self.cells):
            if day < cell.end:
                return place * CELL + (day - cell.start).days * CELL // cell.days
        return self.width

    def shade(self, column: int) -> str:
        """Return the ground of a column: every second period stands on the surface."""
        return "on $surface" if (self.first + column // CELL) % 2 == 0 else ""


def axis(cell_of: Callable[[date], Period], today: date, first: int, count: int, unit: str = "week") -> Axis:
    """Return COUNT periods from the FIRST one on (0: the present one), found by CELL_OF."""
    cell = cell_of(today)
    for _ in range(abs(first)):
        cell = cell_of(cell.end if first > 0 else cell.start - timedelta(days=1))
    cells = [cell]
    while len(cells) < count:
        cells.append(cell_of(cells[-1].end))
    return Axis(tuple(cells[: max(0, count)]), first, unit)


@dataclass(frozen=True, slots=True)
class Track:
    """What one row shows: the close date with the dates it had before, the agreement until it is sent, and the tone of its verdict."""

    close_on: date | None = None
    agreement_on: date | None = None
    earlier: tuple[date, ...] = ()
    tone: str = "$success"


class _Row:
    """One row while it is drawn: a mark and a style for every column."""

    def __init__(self, width: int) -> None:
        self.marks = [" "] * width
        self.styles = [""] * width

    def stroke(self, start: int, end: int, mark: str, style: str) -> None:
        """Draw a line between two columns, both included, as far as it is in view."""
        low, high = sorted((start, end))
        for at in range(max(0, low), min(len(self.marks) - 1, high) + 1):
            self.put(at, mark, style)

    def put(self, at: int, mark: str, style: str) -> None:
        """Set one column."""
        if 0 <= at < len(self.marks):
            self.marks[at], self.styles[at] = mark, style


def track(shown: Track, on: Axis, today: date, *, selected: bool = False) -> Content:
    """Return the row of a deal: `§───●` from agreement to close, `○╌╌○╌╌●` from earlier dates, `│` today, `‹ ›` off the edge.

    Marks win over lines, the close over the agreement over earlier dates; of two on one column the lesser moves one to the left.
    """
    row = _Row(on.width)
    row.put(on.column(today), "│", "$accent")
    close = None if shown.close_on is None else on.column(shown.close_on)
    before = [on.column(day) for day in shown.earlier]
    for one, other in pairwise([*before, *([] if close is None else [close])]):
        row.stroke(one, other, "╌", "$muted")
    agreement = None if shown.agreement_on is None else on.column(shown.agreement_on)
    if agreement is not None and close is not None:
        row.stroke(agreement, close, "─", shown.tone)
    _put_marks(row, close, agreement, before, shown.tone)
    return _painted(row, None if selected else on)


def _put_marks(row: _Row, close: int | None, agreement: int | None, before: Sequence[int], tone: str) -> None:
    width = len(row.marks)
    ranked: list[tuple[int, str, str]] = []
    if close is not None:
        ranked.append((close, CLOSE, f"bold {tone}"))
    if agreement is not None:
        ranked.append((agreement, AGREEMENT, f"bold {tone}" if tone == "$error" else "bold"))
    ranked += [(at, EARLIER, "$muted") for at in before]
    taken: set[int] = set()
    for column, mark, style in ranked:
        if not 0 <= column < width:
            continue
        at = column
        while at in taken:
            at -= 1
        if at >= 0:
            taken.add(at)
            row.put(at, mark, style)
    for edge, mark, hidden in (
        (0, "‹", [style for at, _mark, style in ranked if at < 0]),
        (width - 1, "›", [style for at, _mark, style in ranked if at >= width]),
    ):
        if hidden and edge not in taken:
            row.put(edge, mark, hidden[0])


def _painted(row: _Row, on: Axis | None) -> Content:
    parts: list[tuple[str, str]] = []
    for at, (mark, style) in enumerate(zip(row.marks, row.styles, strict=True)):
        look = " ".join(part for part in (style, on.shade(at) if on is not None else "") if part)
        if parts and parts[-1][1] == look:
            parts[-1] = (parts[-1][0] + mark, look)
        else:
            parts.append((mark, look))
    return line(*parts)


# The head above it.


def axis_heads(on: Axis, today: date, locale: Locale = ENGLISH, *, one_row: bool = False) -> tuple[Content, ...]:
    """Return the heads: the months (of months and quarters the years) over the days they begin with, or both in one row."""
    if one_row:
        return (_row_of(on, today, [_short(cell, on.unit, locale) for cell in on.cells]),)
    small = [_small(cell, on.unit, today, locale) for cell in on.cells]
    return (_large(on, locale), _row_of(on, today, small))


def _row_of(on: Axis, today: date, words: Sequence[str]) -> Content:
    parts: list[Part] = []
    for place, (cell, word) in enumerate(zip(on.cells, words, strict=True)):
        look = "bold $accent" if today in cell else "$muted"
        parts.append((left(line((word, look)), CELL), on.shade(place * CELL)))
    return line(*parts)


def _short(cell: Period, unit: str, locale: Locale) -> str:
    month = locale.months[cell.start.month - 1]
    if unit == "week":
        return f"{cell.start.day} {month}"
    return f"{month} ’{cell.start.year % 100:02d}" if unit == "month" else _quarter(cell, locale)


def _quarter(cell: Period, locale: Locale) -> str:
    """A quarter by the first letters of its months, so that two of them do not run together: `O–D ’26`."""
    first, last = (locale.months[day.month - 1][:1] for day in (cell.start, cell.last))
    return f"{first}–{last}’{cell.start.year % 100:02d}"


def _small(cell: Period, unit: str, today: date, locale: Locale) -> str:
    month = locale.months[cell.start.month - 1]
    if unit == "quarter":
        return _quarter(cell, locale)
    if unit == "month":
        return f"▸{month}" if today in cell else month
    return f"{cell.start.day} now" if today in cell else str(cell.start.day)


def _large(on: Axis, locale: Locale) -> Content:
    """A month stands over the week its first day lies in, a year over its first month or quarter."""
    names: list[tuple[int, str]] = []
    for place, cell in enumerate(on.cells):
        begins = cell.last if place else cell.start
        key = f"{locale.months[begins.month - 1]} {begins.year}" if on.unit == "week" else str(begins.year)
        if not names or names[-1][1] != key:
            names.append((place * CELL, key))
    parts: list[Part] = []
    for (at, name), end in zip(names, [*(at for at, _ in names[1:]), on.width], strict=True):
        room = end - at
        text = name if len(name) < room or on.unit != "week" else name.split(" ", maxsplit=1)[0]
        parts.append(left(line((cut(text, max(1, room - 1)), "bold")), room))
    return line(*parts)
