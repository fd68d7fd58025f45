"""Founding a team: the company, the team, its first manager, a pipeline to start with and the types of work."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.domain.activities import TYPES
from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.money import currency_code
from sprintsales.domain.periods import WEEKDAYS, week
from sprintsales.domain.rhythm import LONGEST
from sprintsales.domain.text import clean_line
from sprintsales.services.desk import new_token
from sprintsales.settings import Clock, Settings, zone_named
from sprintsales.storage.database import Act, Database

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

# Name, probability in per mille, kind: a plain B2B pipeline; a team renames it as it likes.
DEFAULT_STAGES = (
    ("Prospect", 100, "open"),
    ("Qualified", 250, "open"),
    ("Proposal", 500, "open"),
    ("Negotiation", 750, "open"),
    ("Won", 1000, "won"),
    ("Lost", 0, "lost"),
)


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new team is made from."""

    team: str
    me: str
    email: str | None = None
    currency: str = "EUR"
    timezone: str = "UTC"
    week_start: str = "mon"
    sprint_weeks: int = 1


class TeamExists(Refused):
    """The database has a team already."""


def found(database: Database, wish: Founding, clock: Clock) -> int:
    """Make the team and return its id; raises NotReadable for a currency, zone or weekday that is none, TeamExists."""
    team_name, me = clean_line(wish.team), clean_line(wish.me)
    if not team_name or not me:
        raise NotReadable("A team needs a name, and so do you: init --team NAME --me NAME")
    currency = currency_code(wish.currency)
    if not 1 <= wish.sprint_weeks <= LONGEST:
        raise NotReadable(f"A sprint lasts 1 to {LONGEST} weeks, not {wish.sprint_weeks}.")
    if wish.week_start not in WEEKDAYS:
        raise NotReadable(f"{wish.week_start} is no weekday; write one of {', '.join(WEEKDAYS)}.")
    zone = zone_named(wish.timezone)
    today = clock.today(zone)
    with database.read() as connection:
        login = database.place.login(connection)
    act = Act(
        verb="init",
        summary=f"made the team {team_name}",
        recorded_at=clock.recorded(),
        happened_at=clock.now(zone),
        known_on=today,
        clock_set=clock.set_to is not None,
    )

    def alone(connection: Connection) -> Act:
        refuse_second_team(connection, database, login)
        return act

    sound = replace(wish, currency=currency)
    first = replace(act, settle=alone)  # judged inside the write: two who found at once make one team
    return database.write(first, lambda session: lay(session, sound, team_name, me, today, login), token=new_token()).value


def refuse_second_team(connection: Connection, database: Database, login: str | None) -> None:
    """Raise TeamExists where a team is, with the way into it."""
    from sprintsales.storage.queries.people import teams

    there = teams(connection)
    if there:
        ways = "Choose another file with --db, or just start: sprintsales"
        if login is not None:
            ways = "To work in it, start with: sprintsales --db URL --as YOUR-NAME. For another team, ask for another database."
        raise TeamExists(f"{database.name} has a team already ({there[0].name}). {ways}")


def lay(session: Session, wish: Founding, team_name: str, me: str, today: date, login: str | None) -> int:
    """Write the first rows and return the team's id."""
    from sprintsales.storage import tables
    from sprintsales.storage.persons import login_seal, remember
    from sprintsales.storage.rows import add

    company = add(session, tables.Company(name=team_name))
    start = WEEKDAYS.index(wish.week_start)
    team = add(
        session,
        tables.Team(
            company_id=company,
            name=team_name,
            currency=wish.currency,
            timezone=wish.timezone,
            week_start=start,
            sprint_weeks=wish.sprint_weeks,
            sprint_anchor=first_sprint(today, start),
        ),
    )
    connection = session.connection()
    email = remember(connection, team, "email", clean_line(wish.email)) if wish.email else None
    seal = None if login is None else login_seal(login)
    member = add(session, tables.Member(team_id=team, name_id=remember(connection, team, "name", me), email_id=email, login=seal))
    add(session, tables.Membership(team_id=team, member_id=member, role="manager"))
    add(session, tables.WorkingPattern(team_id=team))
    pipeline = add(session, tables.Pipeline(team_id=team, name="Sales"))
    for position, (name, probability, kind) in enumerate(DEFAULT_STAGES, start=1):
        add(session, tables.Stage(team_id=team, pipeline_id=pipeline, name=name, position=position, probability=probability, kind=kind))
    for one in TYPES.values():
        outcomes = json.dumps([outcome.code for outcome in one.outcomes])
        row = tables.ActivityType(
            team_id=team,
            code=one.code,
            name=one.name,
            sign=one.sign,
            minutes=one.minutes,
            work_class=one.kind,
            touch=one.touch,
            outcomes=outcomes,
        )
        add(session, row)
    return team


def first_sprint(today: date, week_start: int) -> date:
    """Return the day sprint 1 starts on: the first week of this year, so that sprint numbers follow the calendar weeks at first."""
    return week(date(today.year, 1, 4), week_start).start


def create(settings: Settings, wish: Founding) -> int:
    """Make a new database with this team and return the team's id; nothing is left behind when it is refused.

    A server's database may have been made ready before, without a team in it.
    """
    database = Database(settings.target)
    if settings.file is None and database.version() is not None:
        database.check_version()
        return found(database, wish, settings.clock)
    database = Database.create(settings.target)
    try:
        return found(database, wish, settings.clock)
    except (Refused, NotReadable):
        database.discard()
        raise
