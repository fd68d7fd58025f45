"""What the team's own won deals say about time: how long a stage, a cycle and the rest of a deal took."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from sprintsales.domain.statistics import percentile

ENOUGH = 20
"""Won deals below which history judges nothing."""
STALLED_SHARE = Fraction(90, 100)
DEAD_SHARE = Fraction(99, 100)
UNLIKELY_SHARE = Fraction(95, 100)
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class WonHistory:
    """Day counts of won deals: per stage the stays in it, per pipeline the cycles from start to close. In any order."""

    stage_days: Mapping[int, Iterable[int]] = field(default_factory=dict)
    cycles: Mapping[int | None, Iterable[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """Days above which a stage age is stalled (by stage) and a deal dead (by pipeline); a missing key was not judged (n < 20)."""

    stalled: Mapping[int, int] = field(default_factory=dict)
    dead: Mapping[int | None, int] = field(default_factory=dict)


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class StageStay:
    """A won deal's stay in one stage, in days since the deal began; it left at `left` (exclusive) and was won at `cycle`."""

    stage_id: int
    entered: int
    left: int
    cycle: int


def limits(history: WonHistory) -> Limits:
    """The p90 of stays per stage and the p99 of cycles per pipeline, where at least 20 won deals tell; made once for all deals."""
    return Limits(stalled=_limit(history.stage_days, STALLED_SHARE), dead=_limit(history.cycles, DEAD_SHARE))


def _limit(days: Mapping[K, Iterable[int]], share: Fraction) -> dict[K, int]:
    found: dict[K, int] = {}
    for key, values in days.items():
        ordered = sorted(value for value in values if value >= 0)  # closed before it began is a typing error, not a cycle
        limit = percentile(ordered, share)
        if limit is not None and len(ordered) >= ENOUGH:
            found[key] = limit
    return found


def remaining_days(stays: Iterable[StageStay], *, stage_id: int, age: int) -> list[int]:
    """Days that won deals of this stage and age still needed, ascending: those which stood in the stage at that age."""
    return sorted(stay.cycle - age for stay in stays if stay.stage_id == stage_id and stay.entered <= age < stay.left)


def is_unlikely(days_given: int, remaining: list[int]) -> bool | None:
    """Whether a date is sooner than at least 95 % of won deals of that stage and age needed; None below 20 of them.

    `days_given` is counted from the day the date was entered, `remaining` is ascending. Judged once, when the date is entered.
    """
    n = len(remaining)
    if n < ENOUGH:
        return None
    longer = n - bisect_right(remaining, days_given)
    return Fraction(longer, n) >= UNLIKELY_SHARE
