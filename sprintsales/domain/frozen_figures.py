"""Figures written down for good in the picture of a closed sprint, and read again: exact, without anybody's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from sprintsales.domain.kpi_formulas import Figure

Number = int | float | Fraction | None
Written = Mapping[str, list[object]]
"""By KPI: value, n, numerator and denominator; a number that is no whole one as a fraction, "3/7"."""


def written_down(figures: Mapping[str, Figure]) -> dict[str, list[object]]:
    """Return the figures that have a number, as JSON values."""
    return {
        key: [plain(one.value), one.n, plain(one.numerator), plain(one.denominator)]
        for key, one in figures.items()
        if one.value is not None
    }  # fmt: skip


def plain(number: Number) -> int | str | None:
    """Return a number as JSON holds it exactly."""
    if number is None or isinstance(number, int):
        return number
    exact = Fraction(number)
    return exact.numerator if exact.denominator == 1 else f"{exact.numerator}/{exact.denominator}"


def as_written(figures: Mapping[str, Figure], written: Written) -> dict[str, Figure]:
    """Return figures with the numbers that were written down; a figure nobody wrote down stays as it is counted."""
    return {key: told(one, written[key]) if key in written else one for key, one in figures.items()}


def told(figure: Figure, written: list[object]) -> Figure:
    """Return a figure with its written numbers; as it is where they are out of shape."""
    if len(written) != 4 or not isinstance(written[1], int):
        return figure
    value, numerator, denominator = (exact(written[place]) for place in (0, 2, 3))
    return replace(figure, value=value, n=written[1], numerator=numerator, denominator=denominator, why=None)


def exact(value: object) -> int | Fraction | None:
    """Return a written number; None for what is none."""
    if isinstance(value, int):
        return value
    try:
        return Fraction(value) if isinstance(value, str) else None
    except (ValueError, ZeroDivisionError):
        return None
