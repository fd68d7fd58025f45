"""The guided start: without a database a person makes a team, joins one or looks around, and can go back at every step."""

from __future__ import annotations

import os
import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.services.desk import open_desk
from sprintsales.services.founding import Founding, create
from sprintsales.services.joining import team_there
from sprintsales.settings import Settings, load
from sprintsales.storage.database import Database
from sprintsales.storage.queries.people import members, teams
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.start import DEMO, GuidedStart, Started
from tests.cluster import binaries
from tests.conftest import MEETING
from tests.places import Served
from tests.ui.day import keys
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of somebody who has nothing yet."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("HOME", str(tmp_path)), ("LANG", "de_CH.UTF-8"), ("TZ", "Europe/Zurich"), ("USER", "root")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("LC_ALL", raising=False)
    environ = {"SPRINTSALES_DB": str(tmp_path / "own" / "team.db"), "SPRINTSALES_CONFIG": str(tmp_path / "config.toml")}
    (tmp_path / "config.toml").write_text('theme = "dark"\n[keys]\nuser = "kept"\n', encoding="utf-8")
    return load(environ=environ)


@pytest.fixture
def server() -> Iterator[Served]:
    """A PostgreSQL server for teams to join."""
    if binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    served = Served(Path(os.environ[MEETING]))
    yield served
    served.clear()


async def typed(pilot: Pilot[Started | str], *answers: str) -> None:
    """Answer one line after the other."""
    for answer in answers:
        pilot.app.screen.query_one(Input).value = answer
        await settled(pilot)
        await keys(pilot, "enter")


async def change(pilot: Pilot[Started | str], number: str, answer: str) -> None:
    """Choose a line of the team to be made and answer anew."""
    await keys(pilot, number)
    await typed(pilot, answer)


@asynccontextmanager
async def begun(own: Settings, way: str = "", *answers: str) -> AsyncIterator[Pilot[Started | str]]:
    """The first question, or what comes after one of its ways and the lines asked for on it."""
    async with GuidedStart(own).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await keys(pilot, *way)
        await typed(pilot, *answers)
        yield pilot


def asked(pilot: Pilot[Started | str]) -> str:
    """What is asked now."""
    return pilot.app.screen._title_text if isinstance(pilot.app.screen, Dialog) else ""


async def test_a_team_is_made_with_a_few_keys(new: Settings) -> None:
    async with begun(new, "1", "Ana Ruiz") as pilot:
        assert asked(pilot) == "This team will be made"
        assert not new.path.exists()
        await change(pilot, "4", "North")
        await change(pilot, "5", "chf")
        await change(pilot, "6", "Europe/Rome")
        await keys(pilot, "8", "3", "2")
    assert pilot.app.return_value == Started(new)
    found = team_there(new)
    assert found is not None
    assert (found.team, [seat.name for seat in found.seats], found.seats[0].role) == ("North", ["Ana Ruiz"], "manager")
    assert open_desk(new).team.rhythm.first.weeks == 3


async def test_esc_goes_back_a_step_and_what_was_answered_is_still_there(new: Settings) -> None:
    async with begun(new, "1", "Ana Ruiz") as pilot:
        await change(pilot, "4", "North")
        await keys(pilot, "7", "2", "8", "2", "escape")
        assert asked(pilot) == "What is your name?"
        assert "Ana Ruiz" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert {"North", "Sunday"} <= set(screen_text(pilot.app).split())
        assert "2 weeks" in screen_text(pilot.app)
        await keys(pilot, "escape", "escape")
        assert asked(pilot) == "How do you want to start?"
        await keys(pilot, "escape")
    assert pilot.app.return_value is None
    assert not new.path.exists()


async def test_what_is_no_currency_or_zone_is_said_and_nothing_is_made(new: Settings) -> None:
    async with begun(new, "1", "Ana") as pilot:
        await change(pilot, "5", "euro")
        assert "not a currency code" in screen_text(pilot.app)
        await keys(pilot, "escape")
        await change(pilot, "6", "Europe/Roma")
        assert "is no time zone" in screen_text(pilot.app)
    assert not new.path.exists()


@pytest.mark.usefixtures("new")
async def test_the_demo_is_one_key_away_and_what_a_team_would_be_is_said_before() -> None:
    async with begun(Settings(database="nowhere/team.db")) as pilot:
        check_snapshot(pilot.app, "start")
        await keys(pilot, "1")
        await typed(pilot, "Ana Ruiz")
        check_snapshot(pilot.app, "start-team-80x24")
        await keys(pilot, "escape", "escape")
        await keys(pilot, "4")
    assert pilot.app.return_value == DEMO


async def test_an_address_that_is_none_is_explained(new: Settings) -> None:
    async with begun(new, "2", "mysql://x/y") as pilot:
        assert "no database sprintsales can open" in screen_text(pilot.app)
        await typed(pilot, "postgresql://ana:secret@127.0.0.1:1/sales")
        assert asked(pilot) == "That did not work"
        assert "cannot be reached just now" in " ".join(screen_text(pilot.app).split())
        assert "secret" not in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert asked(pilot) == "Where is the team's database?"


@pytest.mark.slow
@pytest.mark.postgres
async def test_a_team_that_exists_is_joined_by_its_address_and_a_name(new: Settings, server: Served, tmp_path: Path) -> None:
    url = str(server.empty(tmp_path))
    create(Settings(database=url), Founding("North", "Carla Vidal", timezone="Europe/Rome"))
    async with begun(new, "2", url) as pilot:
        assert asked(pilot) == "North: who are you?"
        assert "manager, your login" in screen_text(pilot.app)
        await keys(pilot, "enter")
    assert isinstance(pilot.app.return_value, Started)
    assert pilot.app.return_value.settings.database == url
    kept = tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))
    assert kept == {"database": url, "theme": "dark", "keys": {"user": "kept"}}
    assert (tmp_path / "config.toml").stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.postgres
async def test_a_team_is_made_in_an_empty_database_of_a_server(new: Settings, server: Served, tmp_path: Path) -> None:
    url = str(server.empty(tmp_path))
    async with begun(new, "3", url, "Ben") as pilot:
        await change(pilot, "4", "South")
        await change(pilot, "5", "usd")
        await keys(pilot, "2")
    database = Database.open(url)
    with database.read() as connection:
        team = teams(connection)[0]
        assert (team.name, team.currency) == ("South", "USD")
        assert [one.name for one in members(connection, team.id, team.rhythm.first.anchor)] == ["Ben"]
    database.close()
