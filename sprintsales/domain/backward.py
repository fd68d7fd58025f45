"""The backward plan: from the gap to a quota through conversion rates to the work it takes, and the levers where that is too much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sprintsales.domain.statistics import Number, median, ratio

WEEKS = 26
"""How far back rates and values are counted."""
WEIGHT = 10
"""How many cases the team's rate weighs in a person's own (m)."""
LAG_NEEDED = 5
"""How many own wins a median lag needs to stand alone."""
WON, DEALS, MEETINGS, REACHED, CALLS = "won", "deals", "meetings", "reached", "calls"
STEPS = (WON, DEALS, MEETINGS, REACHED, CALLS)
WIN, DEAL, MEETING, CONTACT = "win", "deal", "meeting", "contact"
RATE_OF: Mapping[str, str] = {DEALS: WIN, MEETINGS: DEAL, REACHED: MEETING, CALLS: CONTACT}
"""The rate that leads from a step to the one before it."""
RATE_WORDS: Mapping[str, str] = {
    WIN: "deals that are won",
    DEAL: "meetings that become a deal",
    MEETING: "people reached who come to a meeting",
    CONTACT: "calls that reach somebody",
}
QUOTIENTS: Mapping[str, str] = {
    WIN: "won / (won + lost)",
    DEAL: "deals created / meetings held",
    MEETING: "meetings held / contacts reached",
    CONTACT: "reached / calls with a known outcome",
}
OWN, BLENDED, TEAM = "own", "own and team", "team"


@dataclass(frozen=True, slots=True)
class Tally:
    """HITS of N cases."""

    hits: int = 0
    n: int = 0

    @property
    def share(self) -> Fraction | None:
        """hits / n; None of nothing."""
        return ratio(self.hits, self.n)


@dataclass(frozen=True, slots=True)
class Rate:
    """One conversion rate: a person's own cases, shrunk to those of the team (which hold the own ones)."""

    key: str
    own: Tally
    team: Tally

    @property
    def value(self) -> Fraction | None:
        """(x + m·R) / (n + m) with the team's rate R and m = 10; None where the team has no case, because then nothing is known."""
        team = self.team.share
        return None if team is None else (self.own.hits + WEIGHT * team) / (self.own.n + WEIGHT)

    @property
    def basis(self) -> str | None:
        """Whose cases it rests on: own (nobody else has any), own and team, or the team's alone."""
        if not self.team.n:
            return None
        return TEAM if not self.own.n else OWN if self.own == self.team else BLENDED

    @property
    def why(self) -> str | None:
        """Why no need can be told from it; None where it can."""
        if not self.team.n:
            return f"no rate of {RATE_WORDS[self.key]} yet ({QUOTIENTS[self.key]}: no case in {WEEKS} weeks)"
        if not self.value:
            return f"none of {self.team.n} in {WEEKS} weeks: a rate of 0 for {RATE_WORDS[self.key]} leads to no number"
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain. `exact` is never rounded; `need` is it, rounded up once; None with `why` where a rate or value is missing."""

    key: str
    exact: Fraction | None
    rate: Rate | None = None
    why: str | None = None

    @property
    def need(self) -> int | None:
        """How many it takes."""
        return None if self.exact is None else ceiling(self.exact)


@dataclass(frozen=True, slots=True)
class Lag:
    """Days from a deal's beginning to its being won: the median, rounded up, of the own N wins, or of the team's where the own are few."""

    days: int | None
    n: int
    basis: str


def lag_of(own: Sequence[int], team: Sequence[int]) -> Lag:
    """The median lag of the won deals; the own ones count alone from five on. No days where nothing is known."""
    cycles, basis = (own, OWN) if len(own) >= LAG_NEEDED else (team, TEAM)
    middle = median(cycles)
    return Lag(None if middle is None else ceiling(middle), len(cycles), basis)


def ceiling(value: Number) -> int:
    """The smallest whole number that is no less."""
    exact = Fraction(value)
    return -(-exact.numerator // exact.denominator)


def gap(quota: int | None, won: int, expected: int) -> int | None:
    """max(0, quota − won − what the existing open deals will bring); None without a quota."""
    return None if quota is None else max(0, quota - won - expected)


def deals_for(missing: int | None, mean_won: Fraction | None) -> Fraction | None:
    """D = G / own mean won value; nothing missing needs no deal; None where either is unknown."""
    if missing == 0:
        return Fraction(0)
    return None if missing is None or not mean_won else missing / mean_won


def chain(won: Fraction | None, rates: Mapping[str, Rate], *, why: str | None = None, to: str = CALLS) -> tuple[Step, ...]:
    """The steps from deals to win back to calls (or TO): each step's need / its rate, exact all the way.

    A missing rate leaves no number from there on, and says which one; WHY tells why there is not even a number of deals to win.
    """
    steps = [Step(WON, won, why=None if won is not None else why or "unknown")]
    exact, reason = won, steps[0].why
    for key in STEPS[1 : STEPS.index(to) + 1]:
        rate = rates[RATE_OF[key]]
        value = rate.value
        if exact is not None and exact > 0:
            reason = rate.why
            exact = exact / value if value else None
        steps.append(Step(key, exact, rate, reason if exact is None else None))
    return tuple(steps)


def need_of(steps: Sequence[Step], key: str) -> Fraction | None:
    """The exact need of a step; None where it is unknown or no step of this chain."""
    return next((one.exact for one in steps if one.key == key), None)


def minutes_for(steps: Sequence[Step], each: Mapping[str, int]) -> Fraction | None:
    """The minutes a chain takes, at so many minutes for EACH call and meeting; None where a need is unknown."""
    needs = [(need_of(steps, key), each[key]) for key in each]
    return None if any(need is None for need, _ in needs) else sum((need * minutes for need, minutes in needs if need), Fraction(0))


def share_of(exact: Fraction | None, part: Number, whole: Number) -> int | None:
    """What of a need falls into PART of WHOLE working days, rounded up once; None where the need is unknown or no day is left."""
    if exact is None:
        return None
    if exact == 0:
        return 0
    return ceiling(exact * min(Fraction(1), Fraction(part) / whole)) if whole > 0 else None


@dataclass(frozen=True, slots=True)
class Lever:
    """What would close a plan if it alone changed: from `now` to `needed`; needed None with `why` where it alone cannot.

    `key` is a rate's, or value, quota, days, lag; money in minor units, rates as shares.
    """

    key: str
    now: Fraction | None
    needed: Fraction | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a need fits into what there is: `possible` of `needed` (deals or minutes), and the money missing where it does not."""

    needed: Fraction
    possible: Fraction
    short_value: Fraction
    levers: tuple[Lever, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether it can be done."""
        return self.needed <= self.possible


NOTHING_FITS = "nothing is left to work with"


def _scaled_rate(rate: Rate, by: Fraction) -> Lever:
    """The lever of a rate that has to be so many times as high."""
    now = rate.value or Fraction(0)
    needed = now * by
    if needed <= 1 or now > 1:  # a quotient over 1 (deals that came without a meeting) is no share, and has no end at 1
        return Lever(rate.key, now, needed)
    return Lever(rate.key, now, None, "even every single one would not be enough")


def reach_of_deals(*, missing: int, quota: int, mean_won: Fraction, win: Rate, open_deals: int) -> Reach | None:
    """Whether the open deals that are left can bring what is missing, at the win rate; None where that is unknown.

    needed: deals to bring to a decision; possible: how many there are.
    """
    rate = win.value
    if not rate or not mean_won:
        return None
    needed, possible = missing / mean_won / rate, Fraction(open_deals)
    if needed <= possible:
        return Reach(needed, possible, Fraction(0))
    brings = possible * rate * mean_won
    levers: list[Lever] = []
    if open_deals:
        times = needed / possible
        levers = [_scaled_rate(win, times), Lever("value", mean_won, mean_won * times)]
    else:
        levers = [Lever(WIN, rate, None, NOTHING_FITS), Lever("value", mean_won, None, NOTHING_FITS)]
    levers += [Lever("quota", Fraction(quota), quota - missing + brings), Lever("deals", possible, needed)]
    return Reach(needed, possible, missing - brings, tuple(levers))


def reach_of_time(
    steps: Sequence[Step],
    each: Mapping[str, int],
    *,
    missing: int,
    quota: int,
    mean_won: Fraction | None,
    capacity: Number,
    per_day: Number,
) -> Reach | None:
    """Whether a chain's calls and meetings fit into the minutes there are; None where a need is unknown.

    needed and possible in minutes; `short_value` is the part of the gap the missing minutes would have brought.
    """
    needed, possible = minutes_for(steps, each), Fraction(capacity)
    if needed is None:
        return None
    if needed <= possible:
        return Reach(needed, possible, Fraction(0))
    left = possible / needed
    levers: list[Lever] = []
    if possible:  # without any time no rate and no value helps
        levers = [_lever_of(one.rate, steps, each, possible) for one in steps if one.rate is not None]
        levers += [Lever("value", mean_won, mean_won / left)] if mean_won else []
    levers.append(Lever("quota", Fraction(quota), quota - missing * (1 - left)))
    if per_day > 0 and possible:
        levers.append(Lever("days", possible / per_day, needed / per_day))
    return Reach(needed, possible, missing * (1 - left), tuple(levers))


def _lever_of(rate: Rate, steps: Sequence[Step], each: Mapping[str, int], possible: Fraction) -> Lever:
    """How high one rate has to be for the whole chain to fit: what comes after it in the chain stays, what leads to it shrinks."""
    keys = [one.key for one in steps]
    place = next(at for at, one in enumerate(steps) if one.rate is rate)
    fixed = sum(((need_of(steps, key) or 0) * each[key] for key in keys[:place] if key in each), Fraction(0))
    shrinks = sum(((need_of(steps, key) or 0) * each[key] for key in keys[place:] if key in each), Fraction(0))
    if possible <= fixed:
        return Lever(rate.key, rate.value, None, "the steps after it alone take more time than there is" if fixed else NOTHING_FITS)
    return _scaled_rate(rate, shrinks / (possible - fixed))
