"""Owns everybody's working time: patterns, holidays and absences as they were noted, made into one calendar per person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import FULL_TIME, Pattern, WorkCalendar

Dated = tuple[date | None, Pattern]
NotedPattern = tuple[int | None, date | None, tuple[int, ...]]
"""Of whom (None: the team's), from when, minutes Monday to Sunday."""
NotedAbsence = tuple[int, date, date]
"""Who is away, from when until before when."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """The team's calendar and those of its members."""

    team: WorkCalendar
    members: Mapping[int, WorkCalendar] = field(default_factory=dict)

    def of(self, member_id: int | None) -> WorkCalendar:
        """Return the calendar of a member; the team's for nobody in particular or without a pattern or absence of the own."""
        return self.team if member_id is None else self.members.get(member_id, self.team)


def calendars_of(patterns: Iterable[NotedPattern], absences: Iterable[NotedAbsence], holidays: Iterable[date]) -> Calendars:
    """Return everybody's working time: own pattern before the team's, minus team holidays, minus own absences."""
    own: dict[int | None, list[Dated]] = {}
    for member_id, from_on, minutes in patterns:
        own.setdefault(member_id, []).append((from_on, Pattern(minutes)))
    away: dict[int, list[Period]] = {}
    for member_id, start, end in absences:
        away.setdefault(member_id, []).append(Period(start, end))
    off = frozenset(holidays)
    of_team = own.get(None) or [(None, FULL_TIME)]
    named = {member_id for member_id in (*own, *away) if member_id is not None}
    members = {member_id: WorkCalendar(merged(of_team, own.get(member_id, [])), off, tuple(away.get(member_id, ()))) for member_id in named}
    return Calendars(WorkCalendar(tuple(of_team), off), members)


def merged(of_team: list[Dated], own: list[Dated]) -> tuple[Dated, ...]:
    """Return the patterns that hold for one person: the team's until the first own one begins, then only the own ones."""
    if not own:
        return tuple(of_team)
    first = min(start or date.min for start, _pattern in own)
    return (*(one for one in of_team if (one[0] or date.min) < first), *own)
