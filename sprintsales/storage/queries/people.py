"""Teams and people: who is here, in which role, under whom, and when they work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from sprintsales.domain.rhythm import Rhythm, Stretch
from sprintsales.storage.erased import text_of
from sprintsales.storage.schema import (
    absence,
    holiday,
    label,
    member,
    membership,
    person_text,
    sprint_rhythm,
    team,
    team_setting,
    working_pattern,
)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team and the settings that shape its weeks."""

    id: int
    version: int
    company_id: int
    name: str
    currency: str
    timezone: str
    week_start: int
    rhythm: Rhythm
    fiscal_start_month: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person as figures and screens name them; no role = a name without a seat."""

    id: int
    name: str
    email: str | None
    function: str | None
    role: str | None
    manager_id: int | None
    manager: str | None
    territory: str | None
    from_on: date | None
    until_on: date | None


def teams(connection: Connection) -> list[TeamRow]:
    """Return all teams, the oldest first."""
    t = team.c
    columns = (
        t.id,
        t.version,
        t.company_id,
        t.name,
        t.currency,
        t.timezone,
        t.week_start,
        t.sprint_weeks,
        t.sprint_anchor,
        t.fiscal_start_month,
    )
    later = rhythms(connection)
    found = []
    for row in connection.execute(select(*columns).order_by(t.id)).mappings():
        told = dict(row)
        first = Stretch(told.pop("sprint_anchor"), told.pop("sprint_weeks"))
        found.append(TeamRow(**told, rhythm=Rhythm(first, tuple(later.get(row["id"], ())))))
    return found


def rhythms(connection: Connection) -> dict[int, list[Stretch]]:
    """Return by team from which days on its sprints follow otherwise than at first, the earliest first."""
    r = sprint_rhythm.c
    later: dict[int, list[Stretch]] = {}
    for row in connection.execute(select(r.team_id, r.from_on, r.weeks).order_by(r.team_id, r.from_on)):
        later.setdefault(row.team_id, []).append(Stretch(row.from_on, row.weeks))
    return later


def rhythm_now(connection: Connection, team: TeamRow) -> Rhythm:
    """Return how a team's sprints follow each other as it stands now, whatever was read of the team before."""
    return replace(team.rhythm, later=tuple(rhythms(connection).get(team.id, ())))


def settings(connection: Connection, team_id: int) -> dict[str, str]:
    """Return the settings this team changed."""
    s = team_setting.c
    return {row.key: row.value for row in connection.execute(select(s.key, s.value).where(s.team_id == team_id))}


def members(connection: Connection, team_id: int, on: date) -> list[MemberRow]:
    """Return everybody the team's figures name, with the seat they hold on a day (the last one before it where none holds)."""
    name, email = person_text.alias("name"), person_text.alias("email")
    query = (
        select(member.c.id, member.c.function, name.c.body, name.c.erased_as, email.c.body.label("email"))
        .join(name, name.c.id == member.c.name_id)
        .join(email, email.c.id == member.c.email_id, isouter=True)
        .where(member.c.team_id == team_id)
        .order_by(member.c.id)
    )
    people = list(connection.execute(query))
    names = {row.id: text_of(row.body, row.erased_as) for row in people}
    seats = seats_on(connection, team_id, on)
    rows = []
    for row in people:
        role, boss, territory, from_on, until_on = seats.get(row.id, (None, None, None, None, None))
        manager = names.get(boss) if boss is not None else None
        rows.append(MemberRow(row.id, names[row.id], row.email, row.function, role, boss, manager, territory, from_on, until_on))
    return rows


Seat = tuple[str, int | None, str | None, date | None, date | None]


def seats_on(connection: Connection, team_id: int, on: date, member_id: int | None = None) -> dict[int, Seat]:
    """Return the seat of each member (or one) on a day: role, superior, territory, from, until; a seat that ended before it is none."""
    m = membership.c
    query = (
        select(m.member_id, m.role, m.reports_to_id, label.c.name, m.from_on, m.until_on)
        .join(label, label.c.id == m.territory_id, isouter=True)
        .where(m.team_id == team_id, *(() if member_id is None else (m.member_id == member_id,)))
        .order_by(m.from_on.nulls_first(), m.id)
    )
    found: dict[int, Seat] = {}
    for member_id, role, boss, territory, from_on, until_on in connection.execute(query):
        if (from_on is None or from_on <= on) and (until_on is None or until_on > on):
            found[member_id] = (role, boss, territory, from_on, until_on)
    return found


def first_member(connection: Connection, team_id: int) -> int | None:
    """Return the member made with the team: its first manager."""
    m = membership.c
    return connection.execute(select(m.member_id).where(m.team_id == team_id, m.role == "manager").order_by(m.id).limit(1)).scalar()


def member_with_login(connection: Connection, team_id: int, login: str) -> int | None:
    """Return the member who is known to the server by this login, the oldest where several are."""
    from sprintsales.storage.persons import has_login  # only a server knows logins: a file does not pay for the digests

    m = member.c
    seals = connection.execute(select(m.id, m.login).where(m.team_id == team_id, m.login.is_not(None)).order_by(m.id))
    return next((int(row.id) for row in seals if has_login(login, row.login)), None)


PatternRow = tuple[int | None, date | None, tuple[int, ...]]


def patterns(connection: Connection, team_id: int) -> list[PatternRow]:
    """Return working patterns: of whom (None = the team), from when, minutes Monday to Sunday."""
    p = working_pattern.c
    query = (
        select(p.member_id, p.from_on, p.mon, p.tue, p.wed, p.thu, p.fri, p.sat, p.sun)
        .where(p.team_id == team_id)
        .order_by(p.from_on.nulls_first(), p.id)
    )
    return [(row[0], row[1], tuple(row[2:])) for row in connection.execute(query)]


def holidays(connection: Connection, team_id: int) -> list[tuple[date, str | None]]:
    """Return the days the team does not work, and which part of each (None: all of it)."""
    query = select(holiday.c.on_day, holiday.c.part).where(holiday.c.team_id == team_id)
    return [(row.on_day, row.part) for row in connection.execute(query)]


def absences(connection: Connection, team_id: int) -> list[tuple[int, date, date, str | None]]:
    """Return who is away from when until before when, and which part of each day (None: all of it)."""
    a = absence.c
    query = select(a.member_id, a.start_on, a.end_on, a.part).where(a.team_id == team_id)
    return [(row.member_id, row.start_on, row.end_on, row.part) for row in connection.execute(query)]


def seat_spans(connection: Connection, team_id: int) -> list[tuple[int, date | None, date | None]]:
    """Return from when until before when each member has a seat."""
    m = membership.c
    query = select(m.member_id, m.from_on, m.until_on).where(m.team_id == team_id)
    return [(row.member_id, row.from_on, row.until_on) for row in connection.execute(query)]
