"""The team the hammers work with: managers who may all touch everything, a few deals and one block that all of them count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.founding import Founding, found
from sprintsales.services.sprints import ensure
from sprintsales.settings import Clock, Settings
from sprintsales.storage import rows, tables
from sprintsales.storage.database import Database
from sprintsales.storage.persons import remember
from sprintsales.storage.queries import activities
from tests.places import Target

MONDAY = date(2026, 11, 16)
DAYS = tuple(date(2026, 11, day) for day in range(16, 21))
DEALS = 3
"""Few, so that people meet."""
BLOCK = 100_000


@dataclass(frozen=True, slots=True)
class Team:
    """Where the team's database is, who works in it, and the block everybody counts."""

    target: Target
    names: tuple[str, ...]
    deals: tuple[int, ...]
    block: int


def name_of(place: int) -> str:
    """Return the name of the member at a place of the team."""
    return f"Member {place:02}"


def desk_of(target: Target, name: str) -> Desk:
    """Return the desk of a member, with a database of its own as in a process of its own."""
    return open_desk(Settings(database=str(target), user=name, clock=Clock(MONDAY)))


def make(target: Target, members: int) -> Team:
    """Make the team in a new database."""
    database = Database.create(target)
    clock = Clock(MONDAY)
    found(database, Founding(team="Hammers", me="Mia Chef"), clock)
    desk = open_desk(Settings(database=str(target), clock=clock), database)
    names = tuple(name_of(place) for place in range(1, members + 1))
    made = desk.write(desk.act("import", "filled the team"), lambda session: fill(session, desk, names)).value
    database.close()
    return Team(target, names, tuple(made["deals"]), made["block"][0])


def fill(session: Session, desk: Desk, names: tuple[str, ...]) -> dict[str, list[int]]:
    """Put people, deals and the block in, and return the ids of deals and block."""
    connection, team = session.connection(), desk.team.id
    for name in names:
        member = rows.add(session, tables.Member(team_id=team, name_id=remember(connection, team, "name", name), function="ae"))
        rows.add(session, tables.Membership(team_id=team, member_id=member, role="manager"))
    deals = [
        tables.Deal(
            team_id=team, name=f"Deal {place:02}", pipeline_id=1, stage_id=1, value=100_00, currency="EUR", probability=0,
            started_on=date(2026, 10, 1), close_on=date(2026, 12, 1),
        )
        for place in range(DEALS)
    ]  # fmt: skip
    kind = activities.types(connection, team)["call"]
    block = tables.Activity(
        team_id=team, type_id=kind.id, owner_id=desk.me.id, sprint_id=ensure(session, desk, MONDAY), planned_on=MONDAY, list_name="All",
        quantity_planned=BLOCK, minutes=480,
    )  # fmt: skip
    return {"deals": [rows.add(session, deal) for deal in deals], "block": [rows.add(session, block)]}
