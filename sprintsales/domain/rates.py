"""Owns what foreign money is worth in the team's currency on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.money import convert, digits

NANO = 10**9
"""Rates are kept in billionths."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What foreign money was worth in the team's currency, by day."""

    home: str
    dated: Mapping[str, tuple[tuple[date, ...], tuple[int, ...]]] = field(default_factory=dict)

    def at_home(self, minor: int | None, currency: str | None, day: date) -> int | None:
        """Return an amount in minor units of the team's currency by the latest rate on or before the day; None without value or rate."""
        if minor is None or currency is None or currency == self.home:
            return minor
        days, rates = self.dated.get(currency, ((), ()))
        place = bisect_right(days, day)
        if not place:
            return None
        try:
            return convert(minor, Fraction(rates[place - 1], NANO), digits(currency), digits(self.home))
        except NotReadable:  # more than can be kept: it stands apart, like an amount without a rate
            return None


def rates_of(home: str, noted: Iterable[tuple[str, date, int]]) -> Rates:
    """Return the rates of a team from what was noted: currency, day and billionths of the home currency, the oldest day first."""
    by_currency: dict[str, list[tuple[date, int]]] = {}
    for currency, day, rate in noted:
        by_currency.setdefault(currency, []).append((day, rate))
    return Rates(home, {code: (tuple(day for day, _ in rows), tuple(rate for _, rate in rows)) for code, rows in by_currency.items()})
