"""The screen reads in the background, shows the newest answer only, and turns every trouble into a sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from typing_extensions import override

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.ui.base import KitScreen
from sprintsales.ui.widgets.band import Band, sentence_of
from sprintsales.ui.widgets.frame import Frame
from tests.ui.kit_app import KitApp, TableApp
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text


class Reader(KitScreen[str, str]):
    """Reads what `asked` says when asked; a gate can hold a reading."""

    POLL_SECONDS = 3600.0  # tests poll by hand

    def __init__(self, changed: Callable[[], int] | None = None, *, poll_in_thread: bool = False) -> None:
        super().__init__(changed, poll_in_thread=poll_in_thread)
        self.asked = "first"
        self.read: list[str] = []
        self.shown: list[str] = []
        self.threads: set[int] = set()
        self.gate: threading.Event | None = None
        self.started = threading.Event()
        self.error: Exception | None = None
        self.has_waited: float | None = None

    @override
    def waited(self) -> float | None:
        return self.has_waited

    @override
    def question(self) -> str:
        assert threading.get_ident() == self.app._thread_id
        return self.asked

    @override
    def fetch(self, question: str) -> str:
        self.read.append(question)
        self.threads.add(threading.get_ident())
        self.started.set()
        if self.gate is not None:
            assert self.gate.wait(10)
        if self.error is not None:
            raise self.error
        return question.upper()

    @override
    def show(self, view: str) -> None:
        assert threading.get_ident() == self.app._thread_id
        self.shown.append(view)


async def test_reading_happens_off_the_loop_and_showing_on_it() -> None:
    screen = Reader()
    async with KitApp(screen=screen).run_test() as pilot:
        await settled(pilot)
        assert screen.shown == ["FIRST"]
        assert screen.app._thread_id not in screen.threads
        assert screen.view == "FIRST"


async def test_an_answer_overtaken_by_a_newer_question_is_not_shown() -> None:
    screen = Reader()
    screen.gate = threading.Event()
    async with KitApp(screen=screen).run_test() as pilot:
        await pilot.pause()
        for word in ("a", "ac", "acm", "acme"):
            screen.asked = word
            screen.refresh_data()
        screen.gate.set()
        await settled(pilot)
        assert screen.shown == ["ACME"]
        assert screen.read == ["first", "acme"]  # one reading at a time, and only the newest question after it


async def test_a_failed_reading_says_so_and_the_way_out_works() -> None:
    screen = Reader()
    screen.error = Unusable("The database is busy since 15 seconds; close other programs that use it.")
    app = TableApp(screen=screen)
    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        assert "✗ The database is busy since 15 seconds" in screen_text(app)
        assert app.is_running
        screen.error = None
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert screen.shown == ["FIRST"]
        assert not screen.query_one(Band).display


async def test_a_change_that_waits_for_another_program_says_so_until_it_is_closed_or_saved() -> None:
    screen = Reader()
    app = TableApp(screen=screen)
    async with app.run_test() as pilot:
        await settled(pilot)
        for seconds, said in ((1, False), (2, True), (3, True)):
            screen.has_waited = seconds
            screen.show_waiting()
            assert screen.query_one(Band).display is said
        await pilot.press("escape")
        screen.show_waiting()
        assert not screen.query_one(Band).display  # closed is closed
        screen.show_waiting(ended=True)
        screen.show_waiting()
        assert "saved as soon as it is done (3 s)" in screen.query_one(Band).sentence
        screen.show_waiting(ended=True)
        assert not screen.query_one(Band).display


async def test_trouble_can_be_clicked_away_or_escaped() -> None:
    screen = Reader()
    app = TableApp(screen=screen)
    async with app.run_test() as pilot:
        await settled(pilot)
        screen.say("No.")
        await pilot.pause()
        await pilot.click(Band)
        assert not screen.query_one(Band).display
        screen.say("No again.")
        await pilot.press("escape")
        assert not screen.query_one(Band).display


def test_a_refusal_speaks_for_itself_and_a_fault_is_named() -> None:
    assert sentence_of(Refused("The sprint is closed; a manager can reopen it.")) == "The sprint is closed; a manager can reopen it."
    assert sentence_of(ZeroDivisionError("division by zero")) == "This should not have happened (ZeroDivisionError: division by zero)."


async def test_data_is_read_again_only_when_it_changed() -> None:
    changes = [0]
    screen = Reader(lambda: changes[0])
    async with KitApp(screen=screen).run_test() as pilot:
        await settled(pilot)
        screen.poll()
        await settled(pilot)
        assert screen.read == ["first"]
        changes[0] = 7
        screen.poll()
        await settled(pilot)
        assert screen.read == ["first", "first"]
        screen.poll()
        await settled(pilot)
        assert screen.read == ["first", "first"]


async def test_a_change_on_a_server_is_looked_for_in_a_thread() -> None:
    changes, threads = [0], set[int]()

    def counted() -> int:
        threads.add(threading.get_ident())
        return changes[0]

    screen = Reader(counted, poll_in_thread=True)
    async with KitApp(screen=screen).run_test() as pilot:
        await settled(pilot)
        screen.poll()
        await settled(pilot)
        changes[0] = 1
        screen.poll()
        await settled(pilot)
        assert screen.read == ["first", "first"]
        assert screen.app._thread_id not in threads


async def test_looking_for_changes_waits_while_a_reading_is_on_its_way() -> None:
    changes = [0]
    screen = Reader(lambda: changes[0])
    screen.gate = threading.Event()
    async with KitApp(screen=screen).run_test() as pilot:
        await pilot.pause()
        for _ in range(5):
            changes[0] += 1
            screen.poll()
        screen.gate.set()
        await settled(pilot)
        assert screen.read == ["first"]
        screen.poll()  # what changed while reading is seen now, not lost
        await settled(pilot)
        assert screen.read == ["first", "first"]


async def test_a_lost_database_is_a_sentence_not_an_end() -> None:
    answers: list[Exception | int] = [0]

    def counted() -> int:
        answer = answers[-1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    screen = Reader(counted)
    app = KitApp(screen=screen)
    async with app.run_test() as pilot:
        await settled(pilot)
        answers.append(Unusable("The database file is gone; put it back or start with another one."))
        screen.poll()
        await settled(pilot)
        assert "The database file is gone" in screen_text(app)


async def test_a_screen_nobody_looks_at_does_not_poll_and_catches_up() -> None:
    changes = [0]
    screen = Reader(lambda: changes[0])
    app = KitApp(screen=screen)
    async with app.run_test() as pilot:
        await settled(pilot)
        await app.push_screen(Reader())
        changes[0] = 1
        await settled(pilot)
        assert screen.read == ["first"]
        app.pop_screen()
        await settled(pilot)
        assert screen.read == ["first", "first"]


async def test_writes_run_in_order_and_each_answer_comes_back_on_the_loop() -> None:
    screen = Reader()
    gate, done, answers = threading.Event(), list[str](), list[str]()

    def write(name: str) -> Callable[[], str]:
        def call() -> str:
            assert gate.wait(10)
            done.append(name)
            return name

        return call

    async with KitApp(screen=screen).run_test() as pilot:
        await settled(pilot)
        for name in "abc":
            screen.act(write(name), answers.append)
        assert screen.acts_waiting == 3
        await pilot.pause()
        assert "◐ saving" in _head(screen) or "◐" in _head(screen)
        gate.set()
        await settled(pilot)
        await screen.acts_ended()
        assert done == answers == ["a", "b", "c"]
        assert screen.read == ["first", "first"]  # once, after the last
        assert "◐" not in _head(screen)


async def test_a_look_waits_for_the_writes_before_it_and_reads_nothing_else_again() -> None:
    screen = Reader()
    app = KitApp(screen=screen)
    found: list[str] = []
    async with app.run_test() as pilot:
        await settled(pilot)
        before = len(screen.read)
        screen.look(lambda: "seen", found.append)
        await screen.acts_ended()
        await settled(pilot)
        assert (found, len(screen.read)) == (["seen"], before)
        screen.act(lambda: found.append("written"))
        screen.look(lambda: "seen after", found.append)
        await screen.acts_ended()
        await settled(pilot)
    assert (found, len(screen.read)) == (["seen", "written", "seen after"], before + 1)


async def test_a_write_that_follows_from_an_answer_is_waited_for_as_well() -> None:
    screen = Reader()
    app = KitApp(screen=screen)
    found: list[str] = []
    async with app.run_test() as pilot:
        await settled(pilot)
        screen.look(lambda: "seen", lambda _: screen.act(lambda: found.append("written")))
        await screen.acts_ended()
        assert found == ["written"]


async def test_a_refused_write_is_told_and_the_next_one_still_runs() -> None:
    screen = Reader()
    done: list[Any] = []

    def refused() -> None:
        raise Refused("Corto upgrade was closed by Tom; open it again before planning.")

    app = KitApp(screen=screen)
    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        screen.act(refused, done.append)
        screen.act(lambda: "second", done.append)
        await settled(pilot)
        assert done == ["second"]
        assert "Corto upgrade was closed by Tom" in screen_text(app)


def _head(screen: Reader) -> str:
    frame = screen.query_one(Frame)
    return frame.render_line(0).text
