"""A server that goes away and comes back: the screen says so, keeps what it shows, and loses nothing that was decided meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from textual.pilot import Pilot
from typing_extensions import override

from sprintsales.domain.errors import Unreachable
from sprintsales.services.dealing import add_deal
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.founding import Founding, create
from sprintsales.services.planning import add
from sprintsales.services.tracking import done
from sprintsales.settings import Settings
from sprintsales.ui.app import SprintSales, opening_on
from sprintsales.ui.base import STILL_SHOWN, KitScreen
from sprintsales.ui.dialogs.confirm import Confirm
from sprintsales.ui.widgets.band import Band
from sprintsales.ui.widgets.frame import Frame
from tests.cluster import Cluster, binaries
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

AWAY = Unreachable("postgresql://team/sales cannot be reached just now (Connection refused). Check your network, then try again.")


class Server:
    """A counter on a server that may be away."""

    def __init__(self) -> None:
        self.count = 0
        self.away = False

    def __call__(self) -> int:
        if self.away:
            raise AWAY
        return self.count


class Watcher(KitScreen[None, str]):
    """Reads from a server."""

    POLL_SECONDS = 3600.0  # tests poll by hand

    def __init__(self, server: Server) -> None:
        super().__init__(server, poll_in_thread=True)
        self.server = server
        self.shown: list[str] = []

    @override
    def fetch(self, question: None) -> str:
        return f"state {self.server()}"

    @override
    def show(self, view: str) -> None:
        self.shown.append(view)


def head(screen: Watcher) -> str:
    return screen.query_one(Frame).render_line(0).text


async def polled(pilot: Pilot[None], screen: Watcher) -> None:
    screen.poll()
    await settled(pilot)


async def test_a_server_that_goes_away_is_said_once_and_what_was_read_stays() -> None:
    server = Server()
    screen = Watcher(server)
    app = KitApp(screen=screen)
    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        server.away = True
        await polled(pilot, screen)
        assert "◌ offline, trying" in head(screen)
        assert screen.query_one(Band).sentence == STILL_SHOWN
        check_snapshot(app, "away")
        screen.action_clear_trouble()
        await polled(pilot, screen)
        assert not screen.query_one(Band).display  # closed by hand, not said again; the frame goes on saying it
        assert screen.shown == ["state 0"]


async def test_a_server_that_is_back_is_read_and_what_was_missed_is_caught_up() -> None:
    server = Server()
    screen = Watcher(server)
    async with KitApp(screen=screen).run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        server.away = True
        await polled(pilot, screen)
        server.away, server.count = False, 5
        await polled(pilot, screen)
        assert "offline" not in head(screen)
        assert not screen.query_one(Band).display
        assert screen.shown == ["state 0", "state 5"]
        await polled(pilot, screen)
        assert screen.shown == ["state 0", "state 5"]  # nothing changed, nothing is read


async def test_a_server_that_is_away_at_the_start_is_waited_for() -> None:
    server = Server()
    server.away = True
    screen = Watcher(server)
    app = KitApp(screen=screen)
    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        assert "cannot be reached just now" in screen_text(app)
        server.away = False
        await polled(pilot, screen)
        assert screen.shown == ["state 0"]
        assert "cannot be reached" not in screen_text(app)


async def test_a_change_seen_under_a_dialog_is_read_when_the_dialog_has_its_answer() -> None:
    server = Server()
    screen = Watcher(server)
    app = KitApp(screen=screen)
    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        app.push_screen(Confirm("Sure?", ""))
        await settled(pilot)
        server.count = 3
        await polled(pilot, screen)
        assert screen.shown == ["state 0"]
        await pilot.press("escape")
        await settled(pilot)
        assert screen.shown == ["state 0", "state 3"]


async def test_a_write_that_waits_for_its_server_is_seen_and_ends_when_it_is_back() -> None:
    server, back = Server(), threading.Event()
    screen = Watcher(server)

    def call() -> str:
        assert back.wait(10)
        return "saved"

    done_: list[str] = []
    async with KitApp(screen=screen).run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        server.away = True
        screen.act(call, done_.append)
        screen.poll()
        while not screen.away:
            await pilot.pause()
        assert "◌ offline, not saved yet" in head(screen)
        server.away, server.count = False, 1
        back.set()
        await settled(pilot)
        assert done_ == ["saved"]
        assert "offline" not in head(screen)
        assert screen.shown == ["state 0", "state 1"]


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of its own, to be stopped and started."""
    if binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    made = Cluster(fast=False)  # what it says is saved must be there after a crash
    yield made
    made.remove()


@pytest.fixture
def team(cluster: Cluster) -> Settings:
    """Ana's team on the server, with one call planned for today."""
    settings = Settings(database=cluster.make("team"), user="Ana")
    create(settings, Founding("North", "Ana", timezone="Europe/Rome"))
    desk = open_desk(settings)
    add_deal(desk, "Almar")
    add(desk, "call Almar today 30m")
    desk.database.close()
    return settings


def item(desk: Desk) -> tuple[str, int]:
    with desk.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT state, version FROM activity").all()
    return str(rows[0][0]), len(rows)


@pytest.mark.slow
@pytest.mark.postgres
async def test_a_call_done_while_the_server_was_away_is_saved_once_when_it_is_back(cluster: Cluster, team: Settings) -> None:
    app: SprintSales = opening_on("today")(team)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, KitScreen)
        cluster.stop("immediate")
        await pilot.press("space")
        await settled(pilot)
        await pilot.press("1")
        while not screen.away:
            screen.poll()
            await pilot.pause()
        assert "offline, not saved yet" in screen_text(app)
        await pilot.press("q")
        while not isinstance(app.screen, Confirm):
            await pilot.pause()
        assert "One change has not reached the server yet" in " ".join(screen_text(app).split())
        await pilot.press("n")
        cluster.start()
        await screen.acts_ended()
        await settled(pilot)
        assert "offline" not in screen_text(app)
    desk = open_desk(team)
    assert item(desk) == ("done", 1)
    desk.database.close()


@pytest.mark.slow
@pytest.mark.postgres
async def test_what_another_terminal_saved_is_on_screen_and_the_cursor_stays(team: Settings) -> None:
    other = open_desk(team)
    for words in ("email Almar re price today 10m", "email Almar re terms today 20m"):
        add(other, words)
    app: SprintSales = opening_on("today")(team)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await pilot.press("down")
        before = screen_text(app)
        done(other, 1)
        screen = app.screen
        assert isinstance(screen, KitScreen)
        for _ in range(100):  # its own timer may be asking just now
            screen.poll()
            await settled(pilot)
            if before.count("✓") < screen_text(app).count("✓"):
                break
        assert before.count("✓") < screen_text(app).count("✓")
        assert app.focused is not None
    other.database.close()
