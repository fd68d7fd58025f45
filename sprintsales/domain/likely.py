"""The likely range: each open deal's chance to be won in a window, from the team's own time-to-close history, and what their sum will be.

Won and lost compete and open deals are censored (Aalen-Johansen from a landmark). Definition: chance to be won in the window given age
and stage age, shrunk where n is small; P10-P50-P90 of the sum, exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate

from sprintsales.domain.statistics import rounded

WON, LOST, OPEN = "won", "lost", "open"
ENOUGH = 20
"""Closed deals with a known beginning and end below which no range is told."""
WEIGHT = 10
"""How many cases the wider group weighs in a narrower one (m), as in the backward plan's rates."""
CELLS, WORK = 4000, 4_000_000
"""Different sums up to which every one is kept; beyond, amounts are rounded to a step of money, the finer the fewer deals there are."""
P10, P50, P90 = 0.1, 0.5, 0.9
METHOD = "competing risks from the team's own history, exact sum"


@dataclass(frozen=True, slots=True)
class Stay:
    """A deal's stay in a stage, in days since the deal began: it stood there from `entered` up to and including `left`."""

    stage_id: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One deal's way so far: won or lost after so many days, or still open after so many (then nothing is known of later days)."""

    id: int
    owner_id: int | None
    pipeline_id: int | None
    days: int
    end: str
    stays: tuple[Stay, ...] = ()
    """Those of which somebody saw the beginning."""

    @property
    def stage(self) -> Stay | None:
        """The stay it is in or ended in; None where nobody saw it begin."""
        return self.stays[-1] if self.stays and self.stays[-1].left == self.days else None


@dataclass(frozen=True, slots=True)
class Window:
    """Days from today, both inclusive: from 0 to 29 is the coming month."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of an open deal to be won, and to be lost, in a window; `n`: cases of the narrowest group that were followed."""

    won: float
    lost: float
    n: int = 0


NO_CASE = Chance(0.0, 0.0)


class Past:
    """The team's deals as cases, ordered so that groups of the same age are found fast."""

    def __init__(self, cases: Iterable[Case]) -> None:
        listed = sorted(cases, key=lambda one: (one.days, one.end))
        self.closed = sum(one.end != OPEN for one in listed)
        self._ways: dict[int | None, list[tuple[int, str, int | None]]] = {}
        self._stays: dict[int, list[tuple[int, int, int, str, int | None]]] = {}
        for one in listed:
            self._ways.setdefault(one.pipeline_id, []).append((one.days, one.end, one.owner_id))
            for stay in one.stays:
                row = (stay.left - stay.entered, stay.entered, one.days, one.end, one.owner_id)
                self._stays.setdefault(stay.stage_id, []).append(row)
        for stays in self._stays.values():
            stays.sort(key=lambda row: row[0])
        self._known: dict[tuple[object, ...], Chance] = {}

    def chance(self, deal: Case, window: Window) -> Chance:
        """Return the chance of an open deal, from the widest group to the narrowest, each shrunk to the one before it.

        The groups: the pipeline's deals from their beginning, at a quarter, at half, and at all of this deal's age; those that stood as
        long in its stage; of these, those about as old (half to twice); of these, its owner's own.
        """
        told = self._by_age(deal.pipeline_id, deal.days, window)
        stage = deal.stage
        if stage is None:
            own = [(days - deal.days, end) for days, end, owner in self._older(deal.pipeline_id, deal.days) if owner == deal.owner_id]
            return shrunk(after(own, window), told)
        age = deal.days - stage.entered
        stays = self._stays.get(stage.stage_id, [])
        there = stays[bisect_left(stays, age, key=lambda row: row[0]) :]
        alike = [row for row in there if deal.days <= 2 * (row[1] + age) and row[1] + age <= 2 * deal.days]
        for key, rows in (("all", there), ("alike", alike), ("own", [row for row in alike if row[4] == deal.owner_id])):
            cached = (key, stage.stage_id, age, deal.days if key != "all" else 0, deal.owner_id if key == "own" else 0, window)
            found = self._known.get(cached)
            if found is None:
                found = self._known[cached] = after(sorted((days - entered - age, end) for _, entered, days, end, _ in rows), window)
            told = shrunk(found, told)
        return told

    def _older(self, pipeline_id: int | None, age: int) -> list[tuple[int, str, int | None]]:
        ways = self._ways.get(pipeline_id, [])
        return ways[bisect_left(ways, age, key=lambda row: row[0]) :]

    def _by_age(self, pipeline_id: int | None, age: int, window: Window) -> Chance:
        told = None
        for landmark in sorted({0, age // 4, age // 2, age}):
            key = (pipeline_id, landmark, window)
            found = self._known.get(key)
            if found is None:
                rows = [(days - landmark, end) for days, end, _ in self._older(pipeline_id, landmark)]
                found = self._known[key] = after(rows, window)
            told = found if told is None else shrunk(found, told)
        return told or NO_CASE


def after(cases: Sequence[tuple[int, str]], window: Window) -> Chance:
    """Return the share won, and lost, in a window of days after a common moment (Aalen-Johansen), with the number of cases followed.

    CASES: days from that moment until it ended, ascending, and how. What is open on day 0 tells nothing. Followed means: ended by the end
    of the window, or still there after it.
    """
    first = 0
    while first < len(cases) and cases[first] == (0, OPEN):
        first += 1
    kept = [one for one in cases[first:] if one != (0, OPEN)]
    at_risk, still, n = len(kept), 1.0, len(kept)
    won = lost = 0.0
    place = 0
    while place < len(kept) and kept[place][0] <= window.last:
        day, ended = kept[place][0], {WON: 0, LOST: 0, OPEN: 0}
        while place < len(kept) and kept[place][0] == day:
            ended[kept[place][1]] += 1
            place += 1
        if day >= window.first:
            won += still * ended[WON] / at_risk
            lost += still * ended[LOST] / at_risk
        still *= 1 - (ended[WON] + ended[LOST]) / at_risk
        at_risk -= sum(ended.values())
        n -= ended[OPEN]
    return Chance(won, lost, n)


def shrunk(own: Chance, wider: Chance) -> Chance:
    """Return (n·own + m·wider) / (n + m), m = 10."""
    total = own.n + WEIGHT
    return Chance((own.n * own.won + WEIGHT * wider.won) / total, (own.n * own.lost + WEIGHT * wider.lost) / total, own.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """What open deals will bring in a window, in minor units; no amounts with `why` where too little history tells."""

    p10: int | None = None
    p50: int | None = None
    p90: int | None = None
    mean: int | None = None
    n: int = 0
    """Closed deals it rests on."""
    deals: int = 0
    """Open deals counted."""
    unvalued: int = 0
    """Open deals left out, because they have no amount."""
    decided: float = 0.0
    """How many of the deals will be won or lost in the window, in the mean."""
    step: int = 1
    """The money every amount is rounded to; 1: exact."""
    chances: Mapping[int, Chance] = field(default_factory=dict)
    """By deal."""
    why: str | None = None


def likely(past: Past, deals: Iterable[tuple[Case, int | None]], window: Window) -> Likely:
    """Return the likely range of what open deals, each with its value in minor units, will bring in a window."""
    listed = list(deals)
    valued = [(one, value) for one, value in listed if value]
    unvalued = len(listed) - len(valued)
    if past.closed < ENOUGH and listed:
        return Likely(n=past.closed, deals=len(valued), unvalued=unvalued, why=f"too little history (n = {past.closed})")
    if window.last < 0:
        return Likely(p10=0, p50=0, p90=0, mean=0, n=past.closed, deals=len(valued), unvalued=unvalued)
    chances = {one.id: past.chance(one, window) for one, _ in listed}
    step = step_of([value for _, value in valued])
    sums = spread(sorted((chances[one.id].won, value) for one, value in valued), step)
    p10, p50, p90 = (quantile(sums, share) for share in (P10, P50, P90))
    decided = sum(one.won + one.lost for one in chances.values())
    mean = rounded(sum((Fraction(chances[one.id].won) * value for one, value in valued), Fraction(0)))
    return Likely(
        p10=p10, p50=p50, p90=p90, mean=mean, n=past.closed, deals=len(valued), unvalued=unvalued, decided=decided, step=step,
        chances=chances,
    )  # fmt: skip


def step_of(values: Sequence[int]) -> int:
    """Return the step of money amounts are rounded to: 1 where every sum can be kept, else 1, 2 or 5 times a power of ten."""
    if 2 ** len(values) <= CELLS:
        return 1
    total, power, cells = sum(values), 1, max(CELLS, WORK // len(values))
    while True:
        for step in (power, 2 * power, 5 * power):
            if total // step <= cells:
                return step
        power *= 10


def spread(deals: Iterable[tuple[float, int]], step: int = 1) -> dict[int, float]:
    """Return the probability of each sum of independent deals: each brings its amount by its chance, else nothing.

    Amounts are rounded to a STEP; what rounding leaves goes on to the next deal, so that many small ones are not lost.
    """
    sums, total, given = {0: 1.0}, 0, 0
    for chance, value in deals:
        total += value
        worth = (2 * total + step) // (2 * step) * step - given
        given += worth
        if not chance or not worth:
            continue
        grown: dict[int, float] = {} if chance >= 1 else {amount: share * (1 - chance) for amount, share in sums.items()}
        for amount, share in sums.items():
            grown[amount + worth] = grown.get(amount + worth, 0.0) + share * chance
        sums = grown
    return sums


def quantile(sums: Mapping[int, float], share: float) -> int:
    """Return the smallest sum that is not exceeded with at least this probability."""
    ordered = sorted(sums)
    reached = accumulate(sums[amount] for amount in ordered)
    return next((amount for amount, total in zip(ordered, reached, strict=True) if total >= share - 1e-12), ordered[-1])
