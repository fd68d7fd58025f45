"""What a period will bring, told by simple and checkable means: won, commit, best case, weighted by date, and the naive rival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sprintsales.domain.deals import DealFacts, agreed_after_close
from sprintsales.domain.periods import Period
from sprintsales.domain.statistics import rounded

OMITTED, PIPELINE, BEST_CASE, COMMIT = "omitted", "pipeline", "best_case", "commit"
CATEGORIES = (OMITTED, PIPELINE, BEST_CASE, COMMIT)
COMMIT_FROM = 750
BEST_CASE_FROM = 500
NAIVE_PERIODS = 3


@dataclass(frozen=True, slots=True)
class Heap:
    """Deals counted together; `value` sums those with a known value, `unvalued` have none."""

    count: int = 0
    value: int = 0
    unvalued: int = 0

    @property
    def known(self) -> int | None:
        """The value, None where not one of them has an amount."""
        return self.value if self.count > self.unvalued else None

    @classmethod
    def of(cls, values: Iterable[int | None]) -> Heap:
        """Return the heap of deals with these values, None for one without an amount."""
        listed = list(values)
        return cls(len(listed), sum(value or 0 for value in listed), listed.count(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One period's outlook in minor units. commit, best_case and weighted are open deals only; each `..._total` adds won.

    best_case contains commit (as forecast roll-ups do), so that won ≤ commit_total ≤ best_case_total.
    """

    period: Period
    won: int
    won_count: int
    commit: int
    best_case: int
    weighted: int
    in_period: Heap
    """The open deals whose close date lies in what is left of the period."""
    overdue: Heap
    undated: Heap
    naive: int | None
    naive_n: int
    doubtful: Heap = Heap()
    """Deals in `commit` whose agreement is dated after their close, so that one of the two dates cannot be true."""
    unweighted: int = 0
    """Deals in the period left out of `weighted`, because their value or their probability is unknown."""
    goal: int | None = None

    @property
    def commit_total(self) -> int:
        """Won and commit."""
        return self.won + self.commit

    @property
    def best_case_total(self) -> int:
        """Won and best case."""
        return self.won + self.best_case

    @property
    def weighted_total(self) -> int:
        """Won and weighted."""
        return self.won + self.weighted

    @property
    def gap(self) -> int | None:
        """Goal minus won, 0 once reached; None without a goal."""
        return None if self.goal is None else max(0, self.goal - self.won)


def category(deal: DealFacts) -> str:
    """The rep's override, else from the probability: commit from 75 %, best case from 50 %, pipeline below or without one."""
    if deal.forecast_category is not None:
        return deal.forecast_category
    probability = deal.probability or 0
    return COMMIT if probability >= COMMIT_FROM else BEST_CASE if probability >= BEST_CASE_FROM else PIPELINE


def naive(won_before: Sequence[int]) -> int | None:
    """The mean of the last three periods' won value (oldest first), rounded once; None with fewer than three."""
    last = won_before[-NAIVE_PERIODS:]
    return rounded(Fraction(sum(last), NAIVE_PERIODS)) if len(last) == NAIVE_PERIODS else None


def forecast(
    period: Period, deals: Iterable[DealFacts], *, today: date, won_before: Sequence[int] = (), goal: int | None = None
) -> Forecast:
    """The outlook of a period from all deals as known today: the open ones and those won in it (others are ignored).

    By date: an open deal counts when its close date lies in the period from today on. An overdue one is a line of its own, so is an
    undated one, whatever the period; omitted deals and deals missing in the CRM are in none. Weighted = Σ value × per mille / 1000, exact,
    rounded once at the end (half away from zero).
    """
    won = won_count = commit = best_case = weighted = unweighted = 0
    in_period, overdue, undated, doubtful = _Heaping(), _Heaping(), _Heaping(), _Heaping()
    for deal in deals:
        if deal.outcome == "won" and deal.closed_on is not None and deal.closed_on in period:
            won, won_count = won + (deal.value or 0), won_count + 1
        if deal.outcome != "open" or deal.missing or (kind := category(deal)) == OMITTED:
            continue
        if deal.close_on is None:
            undated.add(deal)
        elif deal.close_on < today:
            overdue.add(deal)
        elif deal.close_on in period:
            in_period.add(deal)
            value = deal.value or 0
            commit += value if kind == COMMIT else 0
            if kind == COMMIT and agreed_after_close(deal):
                doubtful.add(deal)
            best_case += value if kind in {COMMIT, BEST_CASE} else 0
            if deal.value is None or deal.probability is None:
                unweighted += 1
            else:
                weighted += value * deal.probability
    return Forecast(
        period=period,
        won=won,
        won_count=won_count,
        commit=commit,
        best_case=best_case,
        weighted=rounded(Fraction(weighted, 1000)),
        in_period=in_period.heap(),
        overdue=overdue.heap(),
        undated=undated.heap(),
        naive=naive(won_before),
        naive_n=min(len(won_before), NAIVE_PERIODS),
        doubtful=doubtful.heap(),
        unweighted=unweighted,
        goal=goal,
    )


class _Heaping:
    """A heap while it grows."""

    def __init__(self) -> None:
        self.count = self.value = self.unvalued = 0

    def add(self, deal: DealFacts) -> None:
        self.count += 1
        self.value += deal.value or 0
        self.unvalued += deal.value is None

    def heap(self) -> Heap:
        return Heap(self.count, self.value, self.unvalued)
