"""How steady a rep's quota attainment is from month to month: a judgement about a person, for that person and the manager only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sprintsales.domain.statistics import Number, mean


class Steadiness(StrEnum):
    """The verdicts, asked in this order."""

    DECLINING = "declining"
    SPIKY = "spiky"
    STEADY = "steady"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class SteadinessLimits:
    """The team's settings; the defaults are reference lines, not truth."""

    months: int = 6
    low_end: Fraction = Fraction(9, 10)
    spike: Fraction = Fraction(14, 10)
    trough: Fraction = Fraction(7, 10)
    variation: Fraction = Fraction(15, 100)


def steadiness(attainments: Sequence[Number | None], limits: SteadinessLimits | None = None) -> Steadiness | None:
    """The verdict on monthly attainments (won / quota, oldest first); months without a quota are None and left out; None below six.

    Declining: the least-squares trend of the last six falls and the last is under 0.9. Spiky: at least one at 1.4 and one at 0.7 or less.
    Steady: the coefficient of variation (population) is at most 0.15. Else mixed.
    """
    rule = limits or SteadinessLimits()
    known = [Fraction(one) for one in attainments if one is not None]
    if len(known) < rule.months:
        return None
    if trend(known[-rule.months :]) < 0 and known[-1] < rule.low_end:
        return Steadiness.DECLINING
    if max(known) >= rule.spike and min(known) <= rule.trough:
        return Steadiness.SPIKY
    return Steadiness.STEADY if _varies_little(known, rule.variation) else Steadiness.MIXED


def trend(values: Sequence[Fraction]) -> Fraction:
    """The least-squares slope per step; 0 of a single value."""
    n = len(values)
    spread = Fraction(n * (n * n - 1), 12)
    if not spread:
        return Fraction(0)
    centre = Fraction(n - 1, 2)
    return sum(((position - centre) * value for position, value in enumerate(values)), Fraction(0)) / spread


def _varies_little(values: Sequence[Fraction], limit: Fraction) -> bool:
    """Whether standard deviation / mean is within the limit, compared in squares so that it stays exact."""
    average = mean(values)
    assert average is not None  # six values at least
    variance = sum(((value - average) ** 2 for value in values), Fraction(0)) / len(values)
    return average > 0 and variance <= (limit * average) ** 2
