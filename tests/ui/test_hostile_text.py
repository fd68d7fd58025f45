"""A name is only a name: in every widget and dialog hostile text is drawn as it stands and steers nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from sprintsales.ui.base import KitScreen
from sprintsales.ui.commands import EVERYWHERE, Command, CommandTable
from sprintsales.ui.content import T, line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.dialogs.ask_date import AskDate
from sprintsales.ui.dialogs.ask_text import AskText
from sprintsales.ui.dialogs.confirm import Confirm
from sprintsales.ui.dialogs.help import Help
from sprintsales.ui.widgets.band import Band
from sprintsales.ui.widgets.card import WeekGrid
from sprintsales.ui.widgets.day_cards import DayCards, WeekStrip
from sprintsales.ui.widgets.frame import Frame, Tile, Uncovered
from sprintsales.ui.widgets.key_line import KeyLine
from sprintsales.ui.widgets.keyed_table import Column, KeyedTable, TableRow
from sprintsales.ui.widgets.lines import Lines
from sprintsales.ui.widgets.section_list import Section, SectionList
from sprintsales.ui.widgets.week import Card, DayColumn, Week
from sprintsales.ui.widgets.windowed_list import WindowedList
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import live_links, screen_text
from tests.ui.week_data import FRAME

HOSTILE = (
    "Acme [/] deal",
    "[@click=app.quit]x[/]",
    "[b]X[/b] [red]y",
    "\x1b]0;PWNED\x07after\x1b[2J\x1b[H",
    "\x9b31mred\x85 \x00nul \x7fdel",
    "\u202eevil\u2066 \u200bzero",
    "two\nlines\tand\r\u2028more",
    "日本語株式会社 👩‍👩‍👧 e\u0301",
    "Z" + "\u0301\u0323" * 40,
    "long " * 60,
    "\ud800 lone",
)
names = pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))


class Rows:
    def __init__(self, name: str) -> None:
        self._name = name

    def count(self) -> int:
        return 3

    def page(self, offset: int, limit: int) -> list[str]:
        return [self._name] * 3

    def position(self, key: str) -> int | None:
        return 0


def _frame(name: str) -> Widget:
    frame = Frame("plan")
    tile = Tile(name, name, name, "bad", name, name, 0.5, 0.5, name, name)
    frame.show(
        replace(
            FRAME, team=name, sprint_name=name, whose=name, saved_at=name, tiles=(tile, tile), uncovered=Uncovered(name, name, name, name)
        )
    )
    return frame


def _days(name: str) -> tuple[DayColumn, ...]:
    card = Card("k", "planned", name, "call", name, name, name)
    return (DayColumn(name, 10, 20, is_today=True, cards=(card,), foot=((name,),)), DayColumn("Thu 19"))


def _grid(name: str) -> Widget:
    grid = WeekGrid()
    grid.show(_days(name))
    return grid


def _week(kind: Callable[[Week], Widget]) -> Callable[[str], Widget]:
    def make(name: str) -> Widget:
        week = Week()
        week.show(_days(name))
        return kind(week)

    return make


def _table(name: str) -> Widget:
    table = KeyedTable((Column(name), Column(name, 12, numbers=True)), empty=(line(name),))
    table.show_rows([TableRow("a", (name, name)), TableRow(name, (T(name), name))])
    return table


def _sections(name: str) -> Widget:
    shown: SectionList[str] = SectionList(lambda row, width, selected: line((row, "bold")), str)
    shown.show_sections([Section(name, (name, name), name, ruled=True), Section(name, (name,), name, "!")])
    return shown


def _window(name: str) -> Widget:
    shown: WindowedList[str] = WindowedList(lambda row, width, selected: line((row, "bold")), str)
    shown.show_source(Rows(name))
    return shown


def _band(name: str) -> Widget:
    band = Band()
    band.say(name, "^r read again")
    return band


WIDGETS: tuple[Callable[[str], Widget], ...] = (
    _frame,
    _grid,
    _week(WeekStrip),
    _week(DayCards),
    _table,
    _sections,
    _window,
    _band,
    lambda name: Lines([T(name), line((name, "bold"))]),
    lambda name: KeyLine([("a", name, "nothing"), (name, name, "nothing")]),
)


def check_harmless(text: str) -> None:
    """Nothing on the screen TEXT may move the cursor, change direction or be half a character."""
    for char in text.replace("\n", ""):
        kind = unicodedata.category(char)
        assert kind not in ("Cc", "Cs", "Cf") or char in "\u200c\u200d", f"{char!r} reached the screen"


@names
async def test_every_widget_draws_a_hostile_name_as_text(name: str) -> None:
    widgets = [make(name) for make in WIDGETS]
    for widget in widgets:
        widget.styles.height = 8
    app = KitApp(widgets)
    async with app.run_test(size=(120, 8 * len(widgets))) as pilot:
        for width in (120, 80):
            await pilot.resize_terminal(width, 8 * len(widgets))
            await settled(pilot)
            check_harmless(screen_text(app))
            assert live_links(app) == []
        for clickable in (Frame, WeekGrid, WindowedList, KeyLine):
            await pilot.click(clickable, offset=(3, 1))
        assert app.is_running


def _dialogs(name: str) -> tuple[Screen[Any], ...]:
    table = CommandTable((Command("x", ("x",), name, name, EVERYWHERE, "app.bell"),))
    return (
        AskText(name, value=name, placeholder=name, preview=lambda text: [T(text)]),
        AskChoice(name, (Choice(1, name, name), Choice(2, name)), about=T(name)),
        Confirm(name, name, yes=name, no=name),
        AskDate(name, lambda text: date(2026, 1, 1), lambda day: name, value=name),
        Help(table, name),
    )


@names
async def test_every_dialog_draws_a_hostile_name_as_text(name: str) -> None:
    for dialog in _dialogs(name):
        app = KitApp()
        async with app.run_test(size=(80, 20)) as pilot:
            app.push_screen(dialog)
            await settled(pilot)
            check_harmless(screen_text(app))
            assert app.is_running


async def test_a_pasted_escape_never_enters_a_line() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 20)) as pilot:
        app.push_screen(AskText("Quick add"))
        await settled(pilot)
        app.screen.query_one(Input).value = "call \x1b]0;PWNED\x07 acme\u202e "
        await settled(pilot)
        check_harmless(app.screen.query_one(Input).value)
        check_harmless(screen_text(app))


class Bare(KitScreen[None, None]):
    NAME = "plan"


@names
async def test_an_error_with_a_hostile_message_is_a_sentence(name: str) -> None:
    screen = Bare()
    app = KitApp(screen=screen)
    async with app.run_test(size=(100, 20)) as pilot:
        await settled(pilot)
        screen.show_trouble(ValueError(name))
        await settled(pilot)
        check_harmless(screen_text(app))


@pytest.mark.parametrize("plain", [False, True])
async def test_no_colour_and_letters_for_signs_draw_too(plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from sprintsales.ui import signs

    monkeypatch.setenv("NO_COLOR", "1")
    signs.use_plain(plain)
    app = KitApp((_frame("Acme"),))
    async with app.run_test(size=(120, 12)) as pilot:
        await settled(pilot)
        text = screen_text(app)
        assert app.no_color
        assert text.isascii() == plain
