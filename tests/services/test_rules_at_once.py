"""Rules over many rows hold with twenty clients at one moment, each at a connection of its own, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from sprintsales.domain.errors import Refused
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.founding import Founding, TeamExists, found
from sprintsales.settings import Clock, Settings
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.queries.people import teams
from tests.places import Place, Template
from tests.services import crowd
from tests.services.crowd import CLIENTS, OpenDesk
from tests.services.week import MONDAY

pytestmark = pytest.mark.at_once


@pytest.fixture
def desks(week_template: Template, tmp_path: Path) -> Iterator[OpenDesk]:
    """Return what opens a desk at one team, each with a database of its own; afterwards the database has to be sound."""
    target, opened = week_template.copied(tmp_path / "week.db"), []

    def open_one(who: str, on: date = MONDAY) -> Desk:
        database = Database.open(target)
        opened.append(database)
        return open_desk(Settings(database=database.name, user=who, clock=Clock(on)), database)

    yield open_one
    assert check(opened[0]).findings == ()
    for database in opened:
        database.close()


SCENARIOS = (*crowd.SCENARIOS[:5], *(pytest.param(one, marks=pytest.mark.slow) for one in crowd.SCENARIOS[5:]))
"""The first ones every time, the others with the long tests."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_however_many_come_at_once(desks: OpenDesk, scenario: Callable[[OpenDesk], None]) -> None:
    scenario(desks)


def test_a_manager_stays_however_they_take_each_others_seats(desks: OpenDesk, tmp_path: Path) -> None:
    crowd.a_manager_stays_however_they_take_each_others_seats(desks, tmp_path)


def test_two_who_found_a_team_at_once_make_one(place: Place, tmp_path: Path) -> None:
    target = place.empty(tmp_path / "new.db")
    Database.create(target).close()
    databases = [Database.open(target) for _ in range(CLIENTS)]
    clock = Clock(MONDAY)

    def founded(database: Database) -> object:
        try:
            return found(database, Founding(team="Nordwind", me="Mia Chef"), clock)
        except Refused as refused:
            return refused

    outcomes = crowd.together(databases, founded)
    assert sum(isinstance(one, TeamExists) for one in outcomes) == CLIENTS - 1
    with databases[0].read() as connection:
        assert len(teams(connection)) == 1
    for database in databases:
        database.close()
