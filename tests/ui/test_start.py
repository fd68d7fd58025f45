"""The guided start: without a database a person makes a team, joins one or looks around, and can go back at every step."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

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
        await pilot.press("enter")
        await settled(pilot)


async def change(pilot: Pilot[Started | str], number: str, answer: str) -> None:
    """Choose a line of the team to be made and answer anew."""
    await pilot.press(number)
    await settled(pilot)
    await typed(pilot, answer)


def asked(pilot: Pilot[Started | str]) -> str:
    """What is asked now."""
    return pilot.app.screen._title_text if isinstance(pilot.app.screen, Dialog) else ""


async def test_a_team_is_made_with_a_few_keys(new: Settings) -> None:
    app = GuidedStart(new)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        await typed(pilot, "Ana Ruiz")
        assert asked(pilot) == "This team will be made"
        assert not new.path.exists()
        await change(pilot, "4", "North")
        await change(pilot, "5", "chf")
        await change(pilot, "6", "Europe/Rome")
        await pilot.press("2")
        await settled(pilot)
    assert app.return_value == Started(new)
    found = team_there(new)
    assert found is not None
    assert (found.team, [seat.name for seat in found.seats], found.seats[0].role) == ("North", ["Ana Ruiz"], "manager")


async def test_esc_goes_back_a_step_and_what_was_answered_is_still_there(new: Settings) -> None:
    app = GuidedStart(new)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        await typed(pilot, "Ana Ruiz")
        await change(pilot, "4", "North")
        await pilot.press("7", "2", "escape")
        await settled(pilot)
        assert asked(pilot) == "What is your name?"
        assert "Ana Ruiz" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert {"North", "Sunday"} <= set(screen_text(app).split())
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert asked(pilot) == "How do you want to start?"
        await pilot.press("escape")
        await settled(pilot)
    assert app.return_value is None
    assert not new.path.exists()


async def test_what_is_no_currency_or_zone_is_said_and_nothing_is_made(new: Settings) -> None:
    app = GuidedStart(new)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        await typed(pilot, "Ana")
        await change(pilot, "5", "euro")
        assert "not a currency code" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        await change(pilot, "6", "Europe/Roma")
        assert "is no time zone" in screen_text(app)
    assert not new.path.exists()


@pytest.mark.usefixtures("new")
async def test_the_demo_is_one_key_away_and_what_a_team_would_be_is_said_before() -> None:
    app = GuidedStart(Settings(database="nowhere/team.db"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        check_snapshot(app, "start")
        await pilot.press("1")
        await settled(pilot)
        await typed(pilot, "Ana Ruiz")
        check_snapshot(app, "start-team-80x24")
        await pilot.press("escape", "escape")
        await settled(pilot)
        await pilot.press("4")
        await settled(pilot)
    assert app.return_value == DEMO


async def test_an_address_that_is_none_is_explained(new: Settings) -> None:
    app = GuidedStart(new)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        await typed(pilot, "mysql://x/y")
        assert "no database sprintsales can open" in screen_text(app)
        await typed(pilot, "postgresql://ana:secret@127.0.0.1:1/sales")
        assert asked(pilot) == "That did not work"
        assert "cannot be reached just now" in " ".join(screen_text(app).split())
        assert "secret" not in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert asked(pilot) == "Where is the team's database?"


@pytest.mark.slow
@pytest.mark.postgres
async def test_a_team_that_exists_is_joined_by_its_address_and_a_name(new: Settings, server: Served, tmp_path: Path) -> None:
    url = str(server.empty(tmp_path))
    create(Settings(database=url), Founding("North", "Carla Vidal", timezone="Europe/Rome"))
    app = GuidedStart(new)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        await typed(pilot, url)
        assert asked(pilot) == "North: who are you?"
        assert "manager, your login" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
    assert isinstance(app.return_value, Started)
    assert app.return_value.settings.database == url
    kept = tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))
    assert kept == {"database": url, "theme": "dark", "keys": {"user": "kept"}}
    assert (tmp_path / "config.toml").stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.postgres
async def test_a_team_is_made_in_an_empty_database_of_a_server(new: Settings, server: Served, tmp_path: Path) -> None:
    url = str(server.empty(tmp_path))
    app = GuidedStart(new)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("3")
        await settled(pilot)
        await typed(pilot, url, "Ben")
        await change(pilot, "4", "South")
        await change(pilot, "5", "usd")
        await pilot.press("2")
        await settled(pilot)
    database = Database.open(url)
    with database.read() as connection:
        team = teams(connection)[0]
        assert (team.name, team.currency) == ("South", "USD")
        assert [one.name for one in members(connection, team.id, team.sprint_anchor)] == ["Ben"]
    database.close()
