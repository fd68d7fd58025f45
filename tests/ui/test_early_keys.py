"""What is typed while a screen still reads is not lost: it waits for the data and then counts, in order."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input
from typing_extensions import override

from sprintsales.domain.errors import Unusable
from sprintsales.ui.base import KitScreen
from tests.ui.kit_app import TableApp
from tests.ui.settled import settled


class Word(ModalScreen[None]):
    """Asks for a word."""

    @override
    def compose(self) -> ComposeResult:
        yield Input()


class Slow(KitScreen[None, str]):
    """Reads until its gate opens; `j` and `k` are noted with what stood there, `a` opens a dialog."""

    POLL_SECONDS = 3600.0
    BINDINGS: ClassVar[list[BindingType]] = [("j", "note('j')"), ("k", "note('k')"), ("a", "word")]

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.error: Exception | None = None
        self.noted: list[tuple[str, str | None]] = []

    @override
    def body(self) -> Iterable[Widget]:
        return ()

    @override
    def fetch(self, question: None) -> str:
        assert self.gate.wait(10)
        if self.error is not None:
            raise self.error
        return "data"

    def action_note(self, key: str) -> None:
        self.noted.append((key, self.view))

    def action_word(self) -> None:
        self.app.push_screen(Word())


async def test_keys_typed_while_it_reads_count_in_order_once_it_shows() -> None:
    screen = Slow()
    async with TableApp(screen=screen).run_test() as pilot:
        await pilot.press("j", "k", "j")
        assert screen.noted == []
        screen.gate.set()
        await settled(pilot)
        while len(screen.noted) < 3:
            await pilot.pause()
        assert screen.noted == [("j", "data"), ("k", "data"), ("j", "data")]
        await pilot.press("k")
        assert screen.noted[-1] == ("k", "data")


async def test_what_is_typed_for_a_dialog_comes_into_the_dialog() -> None:
    screen = Slow()
    app = TableApp(screen=screen)
    async with app.run_test() as pilot:
        await pilot.press("a", "A", "c", "m", "e", "space", "1")
        screen.gate.set()
        await settled(pilot)
        while not isinstance(app.screen, Word) or len(app.screen.query_one(Input).value) < 6:
            await pilot.pause()
        assert app.screen.query_one(Input).value == "Acme 1"


async def test_escape_takes_back_what_waits_and_a_failed_reading_keeps_nothing_waiting() -> None:
    screen = Slow()
    screen.error = Unusable("The database is busy.")
    async with TableApp(screen=screen).run_test() as pilot:
        await pilot.press("j", "j", "escape")
        screen.gate.set()
        await settled(pilot)
        await pilot.press("k")
        assert screen.noted == [("k", None)]
