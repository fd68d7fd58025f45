"""Working time as stored, made into one calendar per person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import FULL_TIME, Pattern, WorkCalendar
from sprintsales.storage.queries import people

Dated = tuple[date | None, Pattern]


@dataclass(frozen=True, slots=True)
class Calendars:
    """The team's calendar and those of its members."""

    team: WorkCalendar
    members: Mapping[int, WorkCalendar] = field(default_factory=dict)

    def of(self, member_id: int | None) -> WorkCalendar:
        """Return the calendar of a member; the team's for nobody in particular or without a pattern or absence of the own."""
        return self.team if member_id is None else self.members.get(member_id, self.team)


def calendars(connection: Connection, team_id: int) -> Calendars:
    """Return everybody's working time: own pattern before the team's, minus team holidays, minus own absences."""
    patterns: dict[int | None, list[Dated]] = {}
    for member_id, from_on, minutes in people.patterns(connection, team_id):
        patterns.setdefault(member_id, []).append((from_on, Pattern(minutes)))
    away: dict[int, list[Period]] = {}
    for member_id, start, end in people.absences(connection, team_id):
        away.setdefault(member_id, []).append(Period(start, end))
    holidays = frozenset(people.holidays(connection, team_id))
    of_team = patterns.get(None) or [(None, FULL_TIME)]
    named = {member_id for member_id in (*patterns, *away) if member_id is not None}
    members = {
        member_id: WorkCalendar(merged(of_team, patterns.get(member_id, [])), holidays, tuple(away.get(member_id, ())))
        for member_id in named
    }
    return Calendars(WorkCalendar(tuple(of_team), holidays), members)


def merged(of_team: list[Dated], own: list[Dated]) -> tuple[Dated, ...]:
    """Return the patterns that hold for one person: the team's until the first own one begins, then only the own ones."""
    if not own:
        return tuple(of_team)
    first = min(start or date.min for start, _pattern in own)
    return (*(one for one in of_team if (one[0] or date.min) < first), *own)
