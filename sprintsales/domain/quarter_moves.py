"""What moved dates did to a quarter: the value that left it and the value that came into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sprintsales.domain.periods import Period


class Shift(NamedTuple):
    """One move of a deal's close date; value in minor units, None where unknown."""

    deal_id: int
    on: date
    from_date: date
    to_date: date
    value: int | None


@dataclass(frozen=True, slots=True)
class QuarterMoves:
    """Deals whose date crossed a quarter's end, and their value; `unvalued` of both have none."""

    left: int = 0
    left_count: int = 0
    came: int = 0
    came_count: int = 0
    unvalued: int = 0


def quarter_moves(shifts: Iterable[Shift], quarter: Period) -> QuarterMoves:
    """What moves, taken together deal by deal, did to a quarter.

    A deal counts once, from its first old date to its last new one, with the last value known: there and back again is no move.
    Left: from before the quarter's end to its end or later. Came: the other way round.
    """
    chains: dict[int, list[Shift]] = {}
    for one in sorted(shifts, key=lambda shift: shift.on):
        chains.setdefault(one.deal_id, []).append(one)
    left: list[int | None] = []
    came: list[int | None] = []
    for chain in chains.values():
        value = next((one.value for one in reversed(chain) if one.value is not None), None)
        was_in, is_in = chain[0].from_date < quarter.end, chain[-1].to_date < quarter.end
        if was_in != is_in:
            (left if was_in else came).append(value)
    return QuarterMoves(
        left=sum(value or 0 for value in left),
        left_count=len(left),
        came=sum(value or 0 for value in came),
        came_count=len(came),
        unvalued=sum(value is None for value in (*left, *came)),
    )
