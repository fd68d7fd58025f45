"""Which flags a deal raises today: the table "close-date visibility" as pure rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sprintsales.domain.deals import (
    DealFacts,
    age_days,
    has_touch_between,
    is_known_value,
    least_stage_age,
    silent_slip_days,
)
from sprintsales.domain.flag_registry import FLAGS, FlagKind
from sprintsales.domain.periods import SOON, Period
from sprintsales.domain.won_history import NO_LIMITS, Limits

PLACEHOLDER_AHEAD = timedelta(days=30)
PLACEHOLDER_UNTOUCHED = timedelta(days=30)
PLACEHOLDER_TIMES = 3


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag raised by one deal. `n`: days overdue, days late, days in stage, times pushed or age in days; `on`: the date it is about.

    `dates`: which of its dates that is, in words ("agreement"), where the flag may mean either.
    """

    code: str
    n: int | None = None
    on: date | None = None
    dates: str | None = None

    @property
    def kind(self) -> FlagKind:
        """Its row of the registry."""
        return FLAGS[self.code]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules need beside the deal: today, the sprint being planned (if any) and the limits from won history."""

    today: date
    sprint: Period | None = None
    limits: Limits = NO_LIMITS


def tone(flag: Flag) -> str:
    """The verdict colour's name: muted, risk or bad; two pushes are a risk, three and more bad."""
    if flag.code == "pushed":
        return "bad" if (flag.n or 0) >= 3 else "risk" if flag.n == 2 else "muted"
    return flag.kind.tone


def flags(deal: DealFacts, situation: Situation, judged: Collection[str] = ()) -> tuple[Flag, ...]:
    """All flags of an open deal, the worst first; none for a closed one.

    `judged` adds what was found when the date was entered or over all of a rep's dates: `unlikely`, `placeholder`.
    """
    if deal.outcome != "open":
        return ()
    found = [flag for rule in _RULES if (flag := rule(deal, situation)) is not None]
    if "unlikely" in judged and deal.agreement_sent_on is None and deal.close_on is not None:
        found.append(Flag("unlikely", on=deal.close_on))
    if "placeholder" in judged and deal.close_on is not None:
        found.append(Flag("placeholder", on=deal.close_on))
    return tuple(sorted(found, key=lambda flag: flag.kind.rank))


def worst(raised: Iterable[Flag]) -> Flag | None:
    """The flag shown left of a deal's name; None where nothing is to say."""
    return min(raised, key=lambda flag: flag.kind.rank, default=None)


def _overdue(deal: DealFacts, now: Situation) -> Flag | None:
    days = silent_slip_days(deal, now.today)
    return Flag("overdue", days, deal.close_on) if days else None


def _uncovered(deal: DealFacts, now: Situation) -> Flag | None:
    day = uncovered_on(deal, now.today, now.sprint)
    if day is None:
        return None
    agreed = None if deal.agreement_sent_on else deal.agreement_on
    dates = " and ".join(word for word, on in (("agreement", agreed), ("close", deal.close_on)) if on == day)
    return Flag("uncovered", (day - now.today).days, day, dates)


def uncovered_on(deal: DealFacts, today: date, sprint: Period | None = None) -> date | None:
    """The first date of an open deal that comes soon with no open touch planned from today to it; None where all is covered.

    Dates looked at: the agreement (until it is sent) and the expected close; soon: inside the sprint or within 14 days, inclusive.
    """
    if deal.outcome != "open":
        return None
    pending = [deal.close_on, None if deal.agreement_sent_on else deal.agreement_on]
    for day in sorted(day for day in pending if day is not None):
        soon = day <= today + SOON or (sprint is not None and sprint.start <= day < sprint.end)
        if day >= today and soon and not has_touch_between(deal, today, day):
            return day
    return None


def _pushed(deal: DealFacts, now: Situation) -> Flag | None:
    return Flag("pushed", deal.pushes, deal.close_on) if deal.pushes else None


def _stalled(deal: DealFacts, now: Situation) -> Flag | None:
    age = least_stage_age(deal, now.today)
    limit = stage_limit(deal, now.limits)
    return Flag("stalled", age, deal.stage_since or deal.stage_seen_on) if age is not None and limit is not None and age > limit else None


def stage_limit(deal: DealFacts, limits: Limits) -> int | None:
    """Days the deal may stay in its stage: the p90 of won deals, else the stage's expected days, else None (not judged)."""
    learnt = None if deal.stage_id is None else limits.stalled.get(deal.stage_id)
    return deal.expected_days if learnt is None else learnt


def _no_date(deal: DealFacts, now: Situation) -> Flag | None:
    return Flag("no_date") if deal.close_on is None else None


def _agreement_late(deal: DealFacts, now: Situation) -> Flag | None:
    day = deal.agreement_on
    return (
        Flag("agreement_late", (now.today - day).days, day)
        if day is not None and day < now.today and deal.agreement_sent_on is None
        else None
    )


def _agreement_after_close(deal: DealFacts, now: Situation) -> Flag | None:
    if deal.agreement_on is None or deal.close_on is None or deal.agreement_sent_on is not None or deal.agreement_on <= deal.close_on:
        return None
    return Flag("agreement_after_close", (deal.agreement_on - deal.close_on).days, deal.agreement_on)


def _no_value(deal: DealFacts, now: Situation) -> Flag | None:
    return None if is_known_value(deal) else Flag("no_value")


def _dead(deal: DealFacts, now: Situation) -> Flag | None:
    limit = now.limits.dead.get(deal.pipeline_id)
    age = age_days(deal, now.today)
    return Flag("dead", age) if limit is not None and age > limit else None


def _missing(deal: DealFacts, now: Situation) -> Flag | None:
    return Flag("missing") if deal.missing else None


_RULES: Sequence[Callable[[DealFacts, Situation], Flag | None]] = (
    _overdue,
    _uncovered,
    _pushed,
    _stalled,
    _no_date,
    _agreement_late,
    _agreement_after_close,
    _no_value,
    _dead,
    _missing,
)


def is_month_end(day: date, is_working: Callable[[date], bool]) -> bool:
    """Whether a day is the last calendar day or the last working day of its (fiscal) month."""
    following = day + timedelta(days=1)
    if following.month != day.month:
        return True
    if not is_working(day):
        return False
    while following.month == day.month:
        if is_working(following):
            return False
        following += timedelta(days=1)
    return True


def looks_like_placeholder(
    close_on: date,
    *,
    set_on: date,
    touched_on: date | None,
    renewal: bool,
    today: date,
    is_working: Callable[[date], bool],
) -> bool:
    """Whether one date has the shape of a placeholder: a month end, set over 30 days ahead, no renewal, untouched by a person for 30 days.

    `touched_on`: when a person last set or confirmed the date by hand, None if never.
    """
    ahead = close_on - set_on > PLACEHOLDER_AHEAD
    untouched = touched_on is None or today - touched_on > PLACEHOLDER_UNTOUCHED
    return ahead and untouched and not renewal and is_month_end(close_on, is_working)


def month_end_chance(first: date, last: date, is_working: Callable[[date], bool]) -> Fraction | None:
    """The share of the days from `first` to `last`, inclusive, that are month ends: what a rep's dates would show by chance."""
    days = (last - first).days + 1
    if days <= 0:
        return None
    return Fraction(sum(first <= day <= last for day in _month_ends(first, last, is_working)), days)


def _month_ends(first: date, last: date, is_working: Callable[[date], bool]) -> Iterator[date]:
    """The last calendar day and, where it is another one, the last working day of each month the range touches."""
    start = first.replace(day=1)
    while start <= last:
        following = (start + timedelta(days=31)).replace(day=1)
        end = following - timedelta(days=1)
        yield end
        worked = end
        while worked >= start and not is_working(worked):
            worked -= timedelta(days=1)
        if start <= worked < end:
            yield worked
        start = following


def placeholder_habit(hits: int, of: int, chance: Fraction | None) -> bool:
    """Whether a rep's share of placeholder-shaped dates is over three times chance, so that the single deals are flagged."""
    return bool(of) and chance is not None and Fraction(hits, of) > PLACEHOLDER_TIMES * chance
