"""A walk through every screen of the program, looking after each key at everything that is painted."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.settings import Settings
from sprintsales.ui.app import SprintSales, opening_on
from sprintsales.ui.dialogs.line_dialog import CleanInput
from sprintsales.ui.table import TABS
from sprintsales.ui.widgets.band import Band
from tests.hostile.corpus import assert_harmless
from tests.services.week import WEDNESDAY
from tests.ui.day import StillClock
from tests.ui.settled import settled
from tests.ui.snapshot import live_links, screen_text

SMALL, WIDE = (80, 24), (140, 40)

# By screen, keys pressed one after the other; esc closes what they open.
KEYS: dict[str, tuple[str, ...]] = {
    "today": ("down", "enter", "down", "escape", "space", "escape", "a", "escape", "l", "escape", "m", "escape", "n", "escape",
              "x", "escape", "b", "escape", "e", "escape", "end", "enter", "escape", "home"),
    "plan": ("right", "down", "enter", "escape", "tab", "down", "p", "escape", "tab", "m", "escape", "x", "escape", "b", "escape",
             "left_square_bracket", "left_square_bracket", "right_square_bracket", "right_square_bracket", "C", "escape"),
    "standup": ("down", "pagedown", "pageup", "right", "t", "right", "left", "y", "R"),
    "deals": ("down", "i", "down", "down", "down", "s", "s", "s", "s", "r", "d", "escape", "t", "escape", "S", "escape", "v", "escape", "n",
              "escape", "p", "escape", "pagedown", "end", "f4", "f5", "f3", "i"),
    "closing": ("down", "enter", "right", "escape", "right", "z", "z", "z", "d", "escape", "t", "escape", "p", "escape", "S", "escape", "v",
                "escape", "c", "c", "c", "c", "c", "c", "f4", "f5", "f3", "slash", "escape", "pagedown", "end"),
    "kpis": ("down", "enter", "down", "tab", "right", "end", "escape", "escape", "home", "p", "v", "escape", "v", "6", "enter", "escape",
             "left_square_bracket", "right_square_bracket", "y", "E", "escape", "down", "down"),
    "review": ("right", "down", "pagedown", "right", "right", "right", "right", "pagedown", "left_square_bracket", "y"),
    "team": ("down", "end", "i", "down", "escape", "n", "escape", "home", "R", "escape", "p", "escape", "v", "escape", "x", "escape", "t",
             "1", "escape", "H", "escape", "P", "escape", "down", "v", "escape"),
}  # fmt: skip
EVERYWHERE = ("question_mark", "end", "escape", "w", "escape", "g", "e", "down", "escape", "comma", "escape")


def own_settings(path: Path, **more: Any) -> Settings:
    """Settings of the team's first manager on the Wednesday."""
    return Settings(database=str(path), clock=StillClock(WEDNESDAY), **more)


def busiest(path: Path) -> int:
    """The member with the most work."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT owner_id FROM activity WHERE owner_id IS NOT NULL GROUP BY owner_id ORDER BY count(*) DESC, owner_id LIMIT 1"
        return int(connection.execute(query).fetchone()[0])


@asynccontextmanager
async def opened(path: Path, screen: str, size: tuple[int, int]) -> AsyncIterator[Pilot[Any]]:
    """The program on a screen, over the shoulder of who has most to do."""
    app = opening_on(screen)(own_settings(path))
    app.office.who_id = busiest(path)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot
        app.office.close()


def look(pilot: Pilot[Any], where: str) -> None:
    """Everything painted is only text, nothing on it would run when clicked, the program lives and nothing failed inside it."""
    app = pilot.app
    assert app.is_running, f"{where}: the program has ended"
    assert_harmless(screen_text(app), where)
    assert live_links(app) == [], where
    for band in app.screen.query(Band):
        assert not band.sentence.startswith("This should not have happened"), f"{where}: {band.sentence[:400]!a}"
    for line in app.screen.query(CleanInput):
        assert_harmless(line.value, f"{where}: an input")


async def press(pilot: Pilot[Any], where: str, keys: Iterable[str]) -> None:
    """Press keys one by one and look after each."""
    pressed: list[str] = []
    for key in keys:
        pressed.append(key)
        await pilot.press(key)
        await settled(pilot)
        look(pilot, f"{where} after {' '.join(pressed)}")


async def walk(pilot: Pilot[Any], where: str, screens: Iterable[str] = TABS) -> None:
    """Go through screens with all their keys."""
    for name in screens:
        await press(pilot, f"{where}, {name}", (str(TABS.index(name) + 1), *KEYS[name], *EVERYWHERE))


async def type_into(pilot: Pilot[Any], where: str, key: str, texts: Iterable[str]) -> None:
    """Open a line with a key, put texts into it one after the other, and close it."""
    await press(pilot, where, (key,))
    for text in texts:
        for line in pilot.app.screen.query(Input):
            line.value = text
        await settled(pilot)
        look(pilot, f"{where}, typed {text[:30]!a}")
    await press(pilot, where, ("escape",))


async def click_everywhere(pilot: Pilot[Any], where: str, size: tuple[int, int], step: int) -> None:
    """Click on a grid of places."""
    width, height = size
    for place in range(0, width * height, step):
        await pilot.click(offset=(place % width, place // width))
        await pilot.pause()
        look(pilot, f"{where} after a click at {place % width}, {place // width}")
    await settled(pilot)
    look(pilot, f"{where} after clicks")


def program(path: Path, **more: Any) -> SprintSales:
    """The program with other settings."""
    return SprintSales(own_settings(path, **more))
