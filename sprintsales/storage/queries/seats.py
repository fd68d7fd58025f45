"""Seats, working patterns, absences and holidays as they were noted, each with its own number, for who looks after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from sprintsales.storage.schema import absence, holiday, membership, team, working_pattern

WEEK_COLUMNS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat: which role from when until before when; no start = always, no end = for good."""

    id: int
    member_id: int
    role: str
    reports_to_id: int | None
    territory_id: int | None
    from_on: date | None
    until_on: date | None

    def holds(self, day: date) -> bool:
        """Return whether it is held on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class PatternRow:
    """Minutes Monday to Sunday from a day on, of a member or (nobody) of the team."""

    id: int
    member_id: int | None
    from_on: date | None
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days somebody is away (half-open), what for, and which part of each day (None: all of it)."""

    id: int
    member_id: int
    start_on: date
    end_on: date
    kind: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day the whole team does not work, or a part of it."""

    id: int
    on_day: date
    name: str
    part: str | None = None


def seats(connection: Connection, team_id: int, member_id: int | None = None) -> list[SeatRow]:
    """Return every seat there ever was in a team (of one member), in the order they began."""
    m = membership.c
    mine = () if member_id is None else (m.member_id == member_id,)
    query = (
        select(m.id, m.member_id, m.role, m.reports_to_id, m.territory_id, m.from_on, m.until_on)
        .where(m.team_id == team_id, *mine)
        .order_by(m.from_on.nulls_first(), m.id)
    )
    return [SeatRow(*row) for row in connection.execute(query)]


def patterns(connection: Connection, team_id: int) -> list[PatternRow]:
    """Return every working pattern, in the order they began."""
    p = working_pattern.c
    query = select(p.id, p.member_id, p.from_on, *(p[name] for name in WEEK_COLUMNS)).where(p.team_id == team_id)
    ordered = connection.execute(query.order_by(p.from_on.nulls_first(), p.id))
    return [PatternRow(row[0], row[1], row[2], tuple(row[3:])) for row in ordered]


def absences(connection: Connection, team_id: int, member_id: int | None = None) -> list[AbsenceRow]:
    """Return every absence (of one member), the earliest first."""
    a = absence.c
    mine = () if member_id is None else (a.member_id == member_id,)
    query = select(a.id, a.member_id, a.start_on, a.end_on, a.kind, a.part).where(a.team_id == team_id, *mine).order_by(a.start_on, a.id)
    return [AbsenceRow(*row) for row in connection.execute(query)]


def holidays(connection: Connection, team_id: int) -> list[HolidayRow]:
    """Return the days the team does not work, the earliest first."""
    h = holiday.c
    query = select(h.id, h.on_day, h.name, h.part).where(h.team_id == team_id).order_by(h.on_day)
    return [HolidayRow(*row) for row in connection.execute(query)]


def numbers_are_private(connection: Connection, team_id: int) -> bool:
    """Return whether the team keeps a person's numbers between that person and the managers."""
    return bool(connection.execute(select(team.c.private_numbers).where(team.c.id == team_id)).scalar())
