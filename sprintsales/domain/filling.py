"""Owns what of a set of wishes a week takes: days somebody works, what fits the time that is left, and why the rest stays out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sprintsales.domain.dates import day_name
from sprintsales.domain.workdays import WorkCalendar

WEEK, COPY, RECURRING, CADENCE = "week", "copy", "recurring", "cadence"
KINDS = (WEEK, COPY, RECURRING, CADENCE)
"""What a week is filled from: the ideal week, the plan of the sprint before, recurring work, the steps of cadences."""
TOO_MUCH = "more than fits"
THERE = "planned already"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of work that could be planned; `why_not`: what its source says against it. No day: some time in the sprint."""

    key: str
    day: date | None
    minutes: int
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A piece of work with what is said about it. `possible`: somebody may take it; `fits`: proposed, because there is time for it."""

    key: str
    possible: bool
    fits: bool
    why: str | None


def why_off(day: date, calendar: WorkCalendar, today: date) -> str | None:
    """Return why nothing is planned on a day, as a phrase that names it; None where it is worked."""
    name = day_name(day).rsplit(" ", maxsplit=1)[0]
    if day < today:
        return f"{name} is over"
    if calendar.is_working(day):
        return None
    if not calendar.has_seat(day):
        return f"no seat in the team on {name}"
    if day in calendar.holidays:
        return f"{name} is a holiday"
    if not calendar.usual.is_working(day):
        return f"{name} is no working day"
    return f"away on {name}"


def judged(
    wanted: Iterable[Wanted],
    *,
    calendar: WorkCalendar,
    today: date,
    room: Mapping[date, int],
    left: int,
    made: frozenset[str] = frozenset(),
) -> list[Judged]:
    """Return what is said about each wish, in their order.

    What was MADE before is not made again. A wish fits while its minutes are within what is left of its day (ROOM) and of the sprint
    (LEFT); one that does not fit is possible all the same, one on a day off is not.
    """
    rest, days, found = left, dict(room), []
    for one in wanted:
        why = THERE if one.key in made else one.why_not or (None if one.day is None else why_off(one.day, calendar, today))
        if why is not None:
            found.append(Judged(one.key, possible=False, fits=False, why=why))
            continue
        fits = one.minutes <= rest and (one.day is None or one.minutes <= days.get(one.day, 0))
        if fits:
            rest -= one.minutes
            if one.day is not None:
                days[one.day] = days.get(one.day, 0) - one.minutes
        found.append(Judged(one.key, possible=True, fits=fits, why=None if fits else TOO_MUCH))
    return found
