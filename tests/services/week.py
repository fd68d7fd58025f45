"""A team of three in a real database: Ana and Ben sell, Mia manages; ten deals; the clock of a desk stands on any day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.founding import Founding, found
from sprintsales.settings import Clock, Settings
from sprintsales.storage import rows, tables
from sprintsales.storage.database import Database
from sprintsales.storage.persons import remember
from sprintsales.storage.queries.people import teams
from sprintsales.storage.schema import membership
from tests.places import Ids, Place, Target, Template

MONDAY = date(2026, 11, 16)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SUNDAY = (date(2026, 11, day) for day in (17, 18, 19, 20, 22))
NEXT_MONDAY, NEXT_TUESDAY = date(2026, 11, 23), date(2026, 11, 24)

# name, account, owner, stage, value, close date
DEALS = (
    ("Acme renewal", "Acme", "Ana", "Proposal", 48_000_00, date(2026, 11, 30)),
    ("Birch pilot", "Birch", "Ana", "Qualified", 27_000_00, date(2026, 12, 18)),
    ("Corto upgrade", "Corto Ltd", "Ana", "Negotiation", 12_000_00, date(2026, 11, 20)),
    ("Eder press line", "Eder", "Ana", "Qualified", 64_000_00, date(2027, 2, 26)),
    ("Frost [/] contract", "Frost", "Ana", "Prospect", None, None),
    ("Acme spare parts", "Acme", "Ben", "Proposal", 9_400_00, date(2026, 11, 25)),
    ("Gale expansion", "Gale", "Ben", "Negotiation", 55_000_00, date(2026, 12, 4)),
    ("Hansa rollout", "Hansa", "Ben", "Prospect", 1_240_000_00, date(2027, 3, 31)),
)


@dataclass(frozen=True)
class Week:
    """The team's database and ways to sit down at it."""

    database: Database

    def desk(self, who: str = "Ana", on: date = MONDAY) -> Desk:
        """Return the desk of a person on a day."""
        settings = Settings(database=self.database.name, user=who, clock=Clock(on))
        return open_desk(settings, self.database)

    def at(self, desk: Desk, on: date) -> Desk:
        """Return the same desk on another day."""
        return replace(desk, clock=Clock(on))

    def seat(self, who: str, **fields: object) -> None:
        """Change the seat of a person, as a manager at another terminal would."""
        mia, member = self.desk("Mia"), self.desk(who).me.id
        query = select(membership.c.id).where(membership.c.member_id == member)

        def work(session: Session) -> None:
            rows.put(session, tables.Membership, session.connection().execute(query).scalar_one(), **fields)

        mia.write(mia.act("seat", "changed a seat"), work)


def make(target: Target) -> Ids:
    """Make the team in a new database."""
    database = Database.create(target)
    clock = Clock(date(2026, 11, 2))
    found(database, Founding(team="Nordwind", me="Mia Chef", timezone="Europe/Rome"), clock)
    desk = open_desk(Settings(database=database.name, clock=clock), database)
    desk.write(desk.act("import", "filled the team"), lambda session: fill(session, desk))
    database.close()
    return {}


def fill(session: Session, desk: Desk) -> None:
    """Put people and deals in."""
    connection, team = session.connection(), teams(session.connection())[0].id
    people = {}
    for name in ("Ana Ruiz", "Ben Okafor"):
        member = rows.add(session, tables.Member(team_id=team, name_id=remember(connection, team, "name", name), function="ae"))
        rows.add(session, tables.Membership(team_id=team, member_id=member, role="rep", reports_to_id=desk.me.id))
        people[name.split()[0]] = member
    viewer = rows.add(session, tables.Member(team_id=team, name_id=remember(connection, team, "name", "Vic Viewer")))
    rows.add(session, tables.Membership(team_id=team, member_id=viewer, role="viewer"))
    stages = {row[1]: row[0] for row in connection.exec_driver_sql("SELECT id, name FROM stage")}
    accounts: dict[str, int] = {}
    for name, account, owner, stage, value, close_on in DEALS:
        if account not in accounts:
            accounts[account] = rows.add(session, tables.Account(team_id=team, name=account))
        row = tables.Deal(
            team_id=team, name=name, account_id=accounts[account], owner_id=people[owner], pipeline_id=1, stage_id=stages[stage],
            value=value, currency="EUR", started_on=date(2026, 10, 1), close_on=close_on,
        )  # fmt: skip
        rows.add(session, row)
    lead_name = remember(connection, team, "name", "Lena Frost")
    rows.add(session, tables.Lead(team_id=team, name_id=lead_name, owner_id=people["Ana"], created_on=MONDAY))


def prepared(place: Place, name: str, prepare: Callable[[Week], None]) -> Template:
    """Return the team as PREPARE leaves it, made once in a run and copied for each test."""

    def make_prepared(target: Target) -> Ids:
        ids = make(target)
        week = Week(Database.open(target))
        prepare(week)
        week.database.close()
        return ids

    return place.template(name, make_prepared)


def copy(template: Template, path: Path) -> Week:
    """Return the team in a database of its own."""
    return Week(Database.open(template.copied(path)))
