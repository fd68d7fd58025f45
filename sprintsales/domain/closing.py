"""What should close when: the sums of the periods ahead, and the part of a longer goal that falls on a shorter period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sprintsales.domain.periods import Period
from sprintsales.domain.statistics import rounded


@dataclass(frozen=True, slots=True)
class Due:
    """What the sums need of one open deal; `uncovered`: it closes soon with nothing planned."""

    close_on: date | None
    value: int | None
    uncovered: bool


@dataclass(frozen=True, slots=True)
class CellSum:
    """What should close in one period from today on, in minor units; `unvalued` deals have no amount."""

    period: Period
    count: int = 0
    covered: int = 0
    uncovered: int = 0
    unvalued: int = 0

    @property
    def value(self) -> int:
        """Covered and uncovered together."""
        return self.covered + self.uncovered


def cell_sums(dues: Iterable[Due], cells: Sequence[Period], today: date) -> tuple[CellSum, ...]:
    """The sums of each of some periods that follow each other; what is overdue, undated or outside of all is in none."""
    counts = [[0, 0, 0, 0] for _ in cells]
    if cells:
        places = _places(cells)
        for due in dues:
            place = places.get(due.close_on) if due.close_on is not None and due.close_on >= today else None
            if place is None:
                continue
            found = counts[place]
            found[0] += 1
            found[2 if due.uncovered else 1] += due.value or 0
            found[3] += due.value is None
    return tuple(CellSum(cell, *found) for cell, found in zip(cells, counts, strict=True))


def _places(cells: Sequence[Period]) -> dict[date, int]:
    return {day: place for place, cell in enumerate(cells) for day in cell.each_day()}


def shared_out(parts: Iterable[tuple[int, int, int]]) -> int | None:
    """The part of longer goals that falls on a shorter period, each as (goal, working days shared with it, working days it has).

    Σ goal × shared / all, exact and rounded once; None without a goal that has a working day. The shares of all pieces of a goal sum to it.
    """
    whole = [(goal, shared, days) for goal, shared, days in parts if days > 0]
    return rounded(sum((Fraction(goal * shared, days) for goal, shared, days in whole), Fraction())) if whole else None
