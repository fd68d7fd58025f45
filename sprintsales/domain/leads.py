"""Owns what a lead waits for, its clocks in working time, and who gets it: by territory, by load or in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction

from sprintsales.domain.periods import DAY, Period
from sprintsales.domain.workdays import NoWorkingDay, WorkCalendar

QUEUE, WAITING, TOUCHED, RESPONDED, CONVERTED, UNQUALIFIED = "queue", "waiting", "touched", "responded", "converted", "unqualified"
STATES = (QUEUE, WAITING, TOUCHED, RESPONDED, CONVERTED, UNQUALIFIED)
OVER = frozenset({CONVERTED, UNQUALIFIED})
NOT_WORTH_IT = frozenset({"unqualified", "disqualified", "not qualified", "junk"})
"""Categories that end the work on a lead."""
FIRST_TOUCH_DAYS = 1
"""Working days to the first touch where the team set nothing else."""
LOAD_DAYS = 5
"""Working days ahead, today included, that a load is spread over."""
DAY_BEGINS = 9 * 60
"""Minute of the day working time is counted from: a pattern says how long somebody works, not when."""
TERRITORY, LOAD, ROUND_ROBIN = "territory", "load", "round-robin"
WAYS = (TERRITORY, LOAD, ROUND_ROBIN)


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What the rules know of one lead; a day without its moment is known by the day alone."""

    owner_id: int | None
    category: str | None
    created_on: date | None
    created_at: datetime | None = None
    first_touch_on: date | None = None
    first_touch_at: datetime | None = None
    responded_on: date | None = None
    responded_at: datetime | None = None
    converted: bool = False

    @property
    def state(self) -> str:
        """What the lead waits for; in exactly one state, and without an owner in the queue unless it is over."""
        if self.converted:
            return CONVERTED
        if (self.category or "").casefold().replace("_", " ").strip() in NOT_WORTH_IT:
            return UNQUALIFIED
        if self.owner_id is None:
            return QUEUE
        if self.responded_on is not None:
            return RESPONDED
        return TOUCHED if self.first_touch_on is not None else WAITING


@dataclass(frozen=True, slots=True)
class Clock:
    """How long something took: minutes of working time of whoever had to do it, and minutes on the clock.

    `by_day`: only the days are known, so that the same day is 0.
    """

    working: int
    minutes: int
    by_day: bool


def known_by(facts: LeadFacts, day: date) -> LeadFacts:
    """Return what was known of a lead on a day: a later touch or answer had not come."""
    if facts.first_touch_on is not None and facts.first_touch_on > day:
        facts = replace(facts, first_touch_on=None, first_touch_at=None)
    if facts.responded_on is not None and facts.responded_on > day:
        facts = replace(facts, responded_on=None, responded_at=None)
    return facts


def due_day(facts: LeadFacts, calendar: WorkCalendar, days: int = FIRST_TOUCH_DAYS) -> date | None:
    """Return the day the first touch is due: so many working days of the owner after the lead came in; None where that is unknown."""
    if facts.created_on is None or facts.owner_id is None:
        return None
    try:
        return calendar.add_working_days(facts.created_on, days)
    except NoWorkingDay:
        return None


def plan_day(due: date | None, calendar: WorkCalendar, today: date) -> date:
    """Return the day a first touch can still be planned for: the due day, else the next day its owner works; today for who never does."""
    start = max(due or today, today)
    try:
        return start if calendar.is_working(start) else calendar.next_working_day(start)
    except NoWorkingDay:
        return start


def first_touch_clock(facts: LeadFacts, calendar: WorkCalendar, zone: tzinfo) -> Clock | None:
    """Return the time from coming in to the first touch; None where one of both is unknown."""
    return clock(facts.created_on, facts.created_at, facts.first_touch_on, facts.first_touch_at, calendar, zone)


def response_clock(facts: LeadFacts, calendar: WorkCalendar, zone: tzinfo) -> Clock | None:
    """Return the time from the first touch to the positive answer, as the KPI counts it; None where one of both is unknown."""
    return clock(facts.first_touch_on, facts.first_touch_at, facts.responded_on, facts.responded_at, calendar, zone)


def clock(
    start_on: date | None, start_at: datetime | None, end_on: date | None, end_at: datetime | None, calendar: WorkCalendar, zone: tzinfo
) -> Clock | None:
    """Return the time between two moments, or two days where a moment is unknown; None where a day is, or the second comes first."""
    if start_on is None or end_on is None:
        return None
    if start_at is not None and end_at is not None:
        if end_at < start_at:
            return None
        return Clock(working_minutes(start_at, end_at, calendar, zone), (end_at - start_at) // timedelta(minutes=1), by_day=False)
    if end_on < start_on:
        return None
    whole = 0 if end_on == start_on else calendar.minutes(Period(start_on, end_on))
    return Clock(whole, (end_on - start_on) // timedelta(minutes=1), by_day=True)


def working_minutes(start: datetime, end: datetime, calendar: WorkCalendar, zone: tzinfo) -> int:
    """Return the working minutes between two moments: each day's minutes, from nine o'clock on in this zone."""
    here, there = start.astimezone(zone), end.astimezone(zone)
    day, found = here.date(), 0
    while day <= there.date():
        opens, closes = DAY_BEGINS, DAY_BEGINS + calendar.minutes_on(day)
        low = max(opens, here.hour * 60 + here.minute) if day == here.date() else opens
        high = min(closes, there.hour * 60 + there.minute) if day == there.date() else closes
        found += max(0, high - low)
        day += DAY
    return found


# Who gets it.


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who takes leads: the own territory, leads still open, and what the next working days are worth (0: away)."""

    id: int
    name: str
    territory: str | None
    open_leads: int
    worth: Fraction


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lead without an owner: its territory, and where it came from."""

    id: int
    territory: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """Who gets a lead and why; nobody: why it stays in the queue."""

    lead_id: int
    owner_id: int | None
    why: str


def assigned(way: str, leads: Sequence[Waiting], takers: Sequence[Taker], *, last: int | None = None) -> list[Given]:
    """Return for each lead, in their order, who gets it and why; the same question has the same answer.

    LAST is who got one last in turn. Nobody who does not work in the days ahead gets any.
    """
    return _WAYS[way](leads, sorted(takers, key=lambda one: one.id), last)


def by_territory(leads: Sequence[Waiting], takers: Sequence[Taker], _last: int | None) -> list[Given]:
    """Give each to who has its account's territory, else the territory its source is called by; of several, to whom it burdens least."""
    of_territory: dict[str, list[Taker]] = {}
    for one in takers:
        if one.territory:
            of_territory.setdefault(one.territory.casefold(), []).append(one)
    loads = {one.id: one.open_leads for one in takers}
    found = []
    for lead in leads:
        words = [word for word in (lead.territory, lead.source) if word]
        word = next((word for word in words if word.casefold() in of_territory), None)
        if word is None:
            told = f"nobody has the territory {lead.territory}" if lead.territory else "its territory is not known"
            found.append(Given(lead.id, None, told))
            continue
        here = [one for one in of_territory[word.casefold()] if one.worth]
        if not here:
            found.append(Given(lead.id, None, f"whoever has {word} is away on the next {LOAD_DAYS} working days"))
            continue
        one = min(here, key=lambda taker: (Fraction(loads[taker.id]) / taker.worth, taker.id))
        loads[one.id] += 1
        many = f", the fewest open leads of the {len(here)} there" if len(here) > 1 else ""
        found.append(Given(lead.id, one.id, f"{one.name} has {word}{many}"))
    return found


def by_load(leads: Sequence[Waiting], takers: Sequence[Taker], _last: int | None) -> list[Given]:
    """Give each to who has the fewest open leads for each working day ahead, those just given counted."""
    here = [one for one in takers if one.worth]
    loads = {one.id: one.open_leads for one in here}
    found = []
    for lead in leads:
        if not here:
            found.append(Given(lead.id, None, NOBODY_HERE))
            continue
        one = min(here, key=lambda taker: (Fraction(loads[taker.id]) / taker.worth, taker.id))
        why = f"least load: {loads[one.id]:,} open, works {number_words(one.worth)} of {LOAD_DAYS} days"
        loads[one.id] += 1
        found.append(Given(lead.id, one.id, why))
    return found


def in_turn(leads: Sequence[Waiting], takers: Sequence[Taker], last: int | None) -> list[Given]:
    """Give one after the other to each in turn, going on after who got the last one."""
    here = [one for one in takers if one.worth]
    if not here:
        return [Given(lead.id, None, NOBODY_HERE) for lead in leads]
    start = next((place for place, one in enumerate(here) if last is not None and one.id > last), 0)
    found = []
    for place, lead in enumerate(leads):
        one, before = here[(start + place) % len(here)], here[(start + place - 1) % len(here)]
        first = place == 0 and last is None
        told = "the first in turn" if first else "the only one here" if len(here) == 1 else f"next after {before.name}"
        found.append(Given(lead.id, one.id, f"{one.name}: {told}"))
    return found


NOBODY_HERE = f"nobody who takes leads works on the next {LOAD_DAYS} working days"
_WAYS: Mapping[str, Callable[[Sequence[Waiting], Sequence[Taker], int | None], list[Given]]] = {
    TERRITORY: by_territory, LOAD: by_load, ROUND_ROBIN: in_turn,
}  # fmt: skip


def number_words(worth: Fraction) -> str:
    """Return working days as a number: 3, 2.5."""
    return f"{worth.numerator}" if worth.denominator == 1 else f"{float(worth):.1f}"


def days_ahead(calendar: WorkCalendar, today: date) -> Period:
    """Return the days from today on that hold so many working days of the team; a week where it has none."""
    try:
        last = calendar.add_working_days(today, 0)
        return Period(today, calendar.add_working_days(last, LOAD_DAYS - 1) + DAY)
    except NoWorkingDay:
        return Period(today, today + 7 * DAY)


def share_of(worked: WorkCalendar, full: int, ahead: Period) -> Fraction:
    """Return what the days ahead are worth to somebody in days of FULL minutes: part-time, holidays and absences counted."""
    return Fraction(worked.minutes(ahead), full) if full else worked.worth(ahead)
