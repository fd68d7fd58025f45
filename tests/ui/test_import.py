"""Files come in by the screens: step by step, with a way back, and just as the command would bring them in."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from sprintsales.services.founding import Founding, create
from sprintsales.services.seats import NewMember, add_member
from sprintsales.settings import Clock, Settings
from sprintsales.ui.app import SprintSales
from sprintsales.ui.base import KIT_CSS
from sprintsales.ui.dialogs.pick import Pick
from sprintsales.ui.screens.import_screen import Ended
from sprintsales.ui.screens.import_wizard import ImportWizard
from sprintsales.ui.screens.plan import PlanScreen
from sprintsales.ui.start import GuidedStart, Started
from sprintsales.ui.theme import INK, register_themes, variable_defaults
from tests.cluster import Cluster, binaries
from tests.services.importing_team import TODAY, Team, founded
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

SHEET = Path(__file__).parents[2] / "sprintsales" / "ui" / "screens" / "import_wizard.tcss"
PEOPLE = "sales_agent,manager,region\nAna Rossi,,West\nBen Kaya,Ana Rossi,East\n"
DEALS = (
    "Deal ID,Deal Name,Company,Deal owner,Deal Stage,Amount,Close Date,Region [/x]\n"
    "1,Acme renewal,Acme,Ana Rossi,In talks,1200,04/12/2026,West\n"
    "2,Beta line,Beta,Ben Kaya,Closed won,800.50,02/11/2026,East\n"
    "3,Corto [/b] pilot,Corto,Cy Neu,Proposal,,11/12/2026,East\n"
    "4,Delta,Delta,Ben Kaya,Proposal,many,05/12/2026,East\n"
)
WHEN = 1_795_000_000
"""A day of November 2026."""


class Host(App[None]):
    """Nothing but the import."""

    CSS_PATH = [KIT_CSS, SHEET]

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.wizard = ImportWizard(settings)
        self.ended: Ended | None = None
        register_themes(self)
        self.theme = INK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    def on_mount(self) -> None:
        self.push_screen(self.wizard, self.left)

    def left(self, ended: Ended | None) -> None:
        self.ended = ended


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    """A new team, and a folder one stands in with an export of two files."""
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in (("people.csv", PEOPLE), ("deals.csv", DEALS)):
        put(folder / name, text)
    monkeypatch.chdir(folder)
    for name, value in (("HOME", str(tmp_path)), ("LANG", "en_US.UTF-8"), ("TZ", "Europe/Rome"), ("USER", "root")):
        monkeypatch.setenv(name, value)
    return founded(tmp_path)


def put(path: Path, text: str) -> None:
    """Write a file of a known day."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (WHEN, WHEN))


def settings(team: Team, user: str | None = None) -> Settings:
    """The settings that open the team."""
    return Settings(database=str(team.path), user=user, clock=Clock(TODAY), copies=False)


async def keys(pilot: Pilot[Any], *pressed: str) -> None:
    """Press keys, and wait for what each leads to."""
    for key in pressed:
        await pilot.press(key)
        await settled(pilot)


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type a line and press enter."""
    await pilot.press(*text)
    await settled(pilot)
    await keys(pilot, "enter")


async def seen(pilot: Pilot[Any], name: str) -> None:
    """Compare both sizes with what they looked like; paths of this machine do not count."""
    for width, height in ((140, 40), (80, 24)):
        await pilot.resize_terminal(width, height)
        await settled(pilot)
        check_snapshot(pilot.app, f"import-{name}-{width}x{height}")


@pytest.mark.slow
async def test_deals_come_in_step_by_step_and_go_back_with_one_key(team: Team) -> None:
    host = Host(settings(team))
    async with host.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await seen(pilot, "files")
        await typed(pilot, "deals")
        await seen(pilot, "columns")
        await keys(pilot, "enter")
        await seen(pilot, "stages")
        await keys(pilot, "down", "enter", "4", "n")
        await seen(pilot, "dates")
        await keys(pilot, "down", "enter")
        assert "→ Yes, go on" in screen_text(host)
        await keys(pilot, "enter")
        await seen(pilot, "preview")
        assert team.count("deal") == 0
        await keys(pilot, "escape", "escape", "escape")
        assert "Is this what your columns mean?" in screen_text(host)
        await keys(pilot, "n", "n", "n", "enter")
        await pilot.resize_terminal(140, 40)
        await settled(pilot)
        assert (team.count("deal"), team.deal("Acme renewal")["stage"]) == (3, "Qualified")
        told = screen_text(host)
        assert "It is in, but for 1 row" in told
        assert "The file and what is here agree" in told
        assert (Path.cwd() / "deals-refused.csv").read_text(encoding="utf-8").count("Delta") == 2
        assert "--date-format 'Close Date=dmy'" in " ".join(told.split())
        await keys(pilot, "u")
        assert "Taken back" in screen_text(host)
        assert team.count("deal") == 0


@pytest.mark.slow
async def test_what_cannot_be_read_is_said_on_the_page_and_nothing_is_lost(team: Team) -> None:
    put(Path("book.xlsx"), "PK\x03\x04")
    put(Path("odd.csv"), "foo,bar\n1,2\n")
    host = Host(settings(team))
    async with host.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for name, sentence in (("nosuch.csv", "nosuch.csv. Check the name"), ("book.xlsx", "save the sheet as CSV UTF-8")):
            await typed(pilot, name)
            assert "".join(sentence.split()) in "".join(screen_text(host).split()), "a long path is folded anywhere"
            await pilot.press("ctrl+a", "ctrl+k")
        await typed(pilot, "odd.csv")
        assert "What does odd.csv hold?" in screen_text(host)
        await keys(pilot, "1", "enter")
        assert "no row comes in without it" in " ".join(screen_text(host).split())
        await keys(pilot, "down", "down", "down", "enter")
        assert isinstance(host.screen, Pick)
        await typed(pilot, "id in your")
        await keys(pilot, "n")
        assert "Import 1 deals" in screen_text(host)
        await keys(pilot, "c", "f", "4")
        assert "First say which column is the name of the person" in screen_text(host)
        await keys(pilot, "escape", "escape")
    assert host.ended == Ended("")
    assert team.count("journal_entry") == 1


async def test_all_files_of_an_export_come_in_together_and_again_change_nothing(team: Team) -> None:
    put(Path("deals.csv"), DEALS.replace("many,05", "900,13").replace("In talks", "Qualified"))
    host = Host(settings(team))
    async with host.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await keys(pilot, "enter")
        assert (team.count("member"), team.count("deal")) == (2, 0)  # who is plain comes in at once; Ana is the one who founded the team
        assert "file 2 of 2" in screen_text(host)
        await keys(pilot, "enter", "enter")
        assert (team.count("member"), team.count("deal")) == (3, 4)
        await keys(pilot, "i", "enter", "enter")
        assert "Nothing would change" in screen_text(host)
        assert "Read: id in your CRM ← Deal ID" in screen_text(host)
        await keys(pilot, "enter", "enter")
    assert host.ended == Ended("plan")
    assert team.count("deal") == 4


@pytest.mark.slow
async def test_what_is_under_way_is_stopped_by_esc_and_the_page_before_stands_as_it_was(team: Team) -> None:
    host = Host(settings(team))

    half = threading.Event()

    def until_stopped() -> None:
        while True:
            host.wizard.job.tick(5)
            half.set()

    async with host.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        host.wizard.work("Importing", until_stopped, lambda _nothing: None, 10)
        assert host.wizard.busy is not None
        host.wizard.show_busy(host.wizard.busy)
        await pilot.press("enter", "n")
        assert await asyncio.to_thread(half.wait, 10)
        host.wizard.show_progress()
        await pilot.pause()
        shown = screen_text(host)
        await keys(pilot, "escape")
        assert " 50%" in shown
        assert "Stopped; nothing of it was kept" in screen_text(host)
        assert "Which file has your deals" in screen_text(host)


async def test_a_rep_is_told_who_imports(team: Team) -> None:
    add_member(team.desk(), NewMember("Ben Kaya"))
    app = SprintSales(settings(team, "Ben Kaya"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await keys(pilot, "I")
        assert not isinstance(app.screen, ImportWizard)
        assert "Files are imported by a manager" in " ".join(screen_text(app).split())


@pytest.mark.slow
async def test_from_an_empty_folder_to_a_promised_week_by_keys_alone(team: Team, tmp_path: Path) -> None:
    put(Path("people.csv"), PEOPLE.replace("Ana Rossi", "Ana Ruiz"))
    put(Path("deals.csv"), DEALS.replace("many,05", "900,13").replace("Ana Rossi", "Ana Ruiz"))
    fresh = Settings(database=str(tmp_path / "own" / "new.db"), clock=Clock(TODAY), copies=False)
    start = GuidedStart(fresh)
    async with start.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await keys(pilot, "enter")
        await typed(pilot, "Ana")
        await keys(pilot, "enter")
    assert start.return_value == Started(fresh, importing=True)
    app = type("Planning", (SprintSales,), {"DEFAULT_MODE": "plan"})(fresh, importing=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await keys(pilot, "enter")
        assert "Are you one of these people?" in screen_text(app)
        await typed(pilot, "ruiz")
        await keys(pilot, "enter", "enter", "enter", "enter")  # columns, stages, preview, result
        assert isinstance(app.screen, PlanScreen)
        assert app.office.desk.me.name == "Ana Ruiz"
        await keys(pilot, "a")
        await typed(pilot, "call acme thu 30m")
        await keys(pilot, "C", "enter")
        assert app.screen.view is not None
        assert app.screen.view.is_committed


@pytest.mark.slow
@pytest.mark.postgres
async def test_a_server_that_goes_away_is_said_and_the_answers_wait_for_it(team: Team) -> None:
    if binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    cluster = Cluster(fast=False)
    there = Settings(database=cluster.make("team"), user="Ana Rossi")
    create(there, Founding("North", "Ana Rossi", timezone="Europe/Rome"))
    host = Host(there)
    async with host.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await typed(pilot, "people")
        assert "Is this what your columns mean?" in screen_text(host)
        cluster.stop("immediate")
        await keys(pilot, "n")
        assert "cannot be reached" in " ".join(screen_text(host).split())
        assert "✓ name of the person" in screen_text(host)
        cluster.start()
        await keys(pilot, "n")
        assert "This is what would happen" in screen_text(host)
        await keys(pilot, "enter")
        assert "It is in." in screen_text(host)
        await keys(pilot, "escape")
    cluster.remove()
