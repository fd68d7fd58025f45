"""What closes in each period as columns of eighths: uncovered value at the foot, covered above it, the goal as a dashed line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from sprintsales.ui.content import line
from sprintsales.ui.widgets.timeline import CELL, Axis

EIGHTHS = " ▁▂▃▄▅▆▇█"
BAR = 5
MOST_GOALS = 4
"""The scale ends at so many times the goal, so that one giant does not flatten the rest."""


@dataclass(frozen=True, slots=True)
class Pillar:
    """One period: value with something planned, value with nothing planned, and the goal where there is one."""

    covered: int
    uncovered: int
    goal: int | None = None

    @property
    def value(self) -> int:
        """Both together."""
        return self.covered + self.uncovered


def top_of(pillars: Sequence[Pillar]) -> int:
    """Return the value at the top of the scale: the largest one, at least the goal and at most 4 times the goal."""
    most = max((one.value for one in pillars), default=0)
    goal = max((one.goal or 0 for one in pillars), default=0)
    return max(1, goal, min(most, MOST_GOALS * goal) if goal else most)


def off_scale(pillars: Sequence[Pillar]) -> list[int]:
    """Return the places of those that do not fit the scale."""
    top = top_of(pillars)
    return [place for place, one in enumerate(pillars) if one.value > top]


def week_columns(pillars: Sequence[Pillar], on: Axis, rows: int) -> list[Content]:
    """Return ROWS lines, the topmost first, one column 5 wide for each period of the axis; `▲` above what does not fit."""
    top = top_of(pillars)
    found: list[Content] = []
    for row in range(rows - 1, -1, -1):
        parts = [_cell(one, row, rows, top, on.shade(place * CELL)) for place, one in enumerate(pillars)]
        found.append(line(*parts))
    return found


def _cell(one: Pillar, row: int, rows: int, top: int, ground: str) -> Content:
    is_off = one.value > top
    full = 8 * (rows - 1) if is_off else _eighths(one.value, top, rows)
    bare = _eighths(one.uncovered, max(top, one.value), rows - 1 if is_off else rows)
    dashed = one.goal is not None and _row_of(one.goal, top, rows) == row
    blank = "┄" if dashed else " "
    side = (blank, f"$muted {ground}".strip())
    if is_off and row == rows - 1:
        return line(side, (blank * 2 + "▲" + blank * 2, f"$foreground {ground}".strip()), side)
    mark, style = _piece(min(8, max(0, full - 8 * row)), min(8, max(0, bare - 8 * row)))
    if mark == " ":
        return line((blank * CELL, f"$muted {ground}".strip()))
    return line(side, (mark * BAR, style if " on " in style else f"{style} {ground}".strip()), side)


def _piece(full: int, bare: int) -> tuple[str, str]:
    """One row of a column, filled FULL eighths, of which BARE have nothing planned."""
    if not full:
        return " ", ""
    if bare >= 8:
        return "▒", "$fill-risk"
    if bare and full == 8:
        return EIGHTHS[bare], "$fill-risk on $fill-acc"
    return EIGHTHS[full], "$fill-risk" if bare else "$fill-acc"


def _eighths(value: int, top: int, rows: int) -> int:
    """An amount in eighths of a row; what is more than nothing has at least one."""
    return min(8 * rows, max(1, value * rows * 8 // top)) if value > 0 else 0


def _row_of(value: int, top: int, rows: int) -> int:
    return max(0, min(rows - 1, (value * rows * 8 // top - 1) // 8))
