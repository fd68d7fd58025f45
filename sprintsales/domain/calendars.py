"""Owns everybody's working time: patterns, holidays, absences and seats as they were noted, made into one calendar per person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sprintsales.domain.periods import Period, one_day
from sprintsales.domain.workdays import FULL_TIME, Pattern, Span, WorkCalendar

Dated = tuple[date | None, Pattern]
NotedPattern = tuple[int | None, date | None, tuple[int, ...]]
"""Of whom (None: the team's), from when, minutes Monday to Sunday."""
NotedAbsence = tuple[int, date, date, str | None]
"""Who is away, from when until before when, which part of each day (None: all of it)."""
NotedHoliday = tuple[date, str | None]
"""A day, and which part of it is off (None: all of it)."""
NotedSeat = tuple[int, date | None, date | None]
"""Who has a seat, from when until before when."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """The team's calendar and those of its members."""

    team: WorkCalendar
    members: Mapping[int, WorkCalendar] = field(default_factory=dict)

    def of(self, member_id: int | None) -> WorkCalendar:
        """Return the calendar of a member; the team's for nobody in particular, and for who has no time of the own and was always here."""
        return self.team if member_id is None else self.members.get(member_id, self.team)


def calendars_of(
    patterns: Iterable[NotedPattern], absences: Iterable[NotedAbsence], holidays: Iterable[NotedHoliday], seats: Iterable[NotedSeat] = ()
) -> Calendars:
    """Return everybody's working time: own pattern before the team's, minus team holidays, minus own absences, while the seat lasts."""
    own: dict[int | None, list[Dated]] = {}
    for member_id, from_on, minutes in patterns:
        own.setdefault(member_id, []).append((from_on, Pattern(minutes)))
    away: dict[int, list[tuple[Period, str | None]]] = {}
    for member_id, start, end, part in absences:
        away.setdefault(member_id, []).append((Period(start, end), part))
    held: dict[int, list[Span]] = {}
    for member_id, begins, ends in seats:
        held.setdefault(member_id, []).append((begins, ends))
    days = list(holidays)
    off = frozenset(day for day, part in days if part is None)
    halves = tuple((one_day(day), part) for day, part in days if part is not None)
    of_team = own.get(None) or [(None, FULL_TIME)]
    limited = {member_id for member_id, spans in held.items() if (None, None) not in spans}
    named = {member_id for member_id in (*own, *away, *limited) if member_id is not None}
    members = {
        member_id: WorkCalendar(
            merged(of_team, own.get(member_id, [])),
            off,
            tuple(days for days, part in away.get(member_id, ()) if part is None),
            (*halves, *((days, part) for days, part in away.get(member_id, ()) if part is not None)),
            tuple(held[member_id]) if member_id in limited else None,
        )
        for member_id in named
    }
    return Calendars(WorkCalendar(tuple(of_team), off, halves=halves), members)


def merged(of_team: list[Dated], own: list[Dated]) -> tuple[Dated, ...]:
    """Return the patterns that hold for one person: the team's until the first own one begins, then only the own ones."""
    if not own:
        return tuple(of_team)
    first = min(start or date.min for start, _pattern in own)
    return (*(one for one in of_team if (one[0] or date.min) < first), *own)
