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
from tests.hostile.corpus import harm
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


def look(pilot: Pilot[Any], where: str) -> list[str]:
    """What is wrong here: something painted is more than text or would run when clicked, the program has ended or failed inside."""
    app = pilot.app
    if not app.is_running:
        return [f"{where}: the program has ended"]
    found = harm(screen_text(app), where)
    found += [f"{where}: {link!a} runs when clicked" for link in live_links(app)]
    sentences = [band.sentence for band in app.screen.query(Band)]
    found += [f"{where}: {one[:400]!a}" for one in sentences if one.startswith("This should not have happened")]
    for line in app.screen.query(CleanInput):
        found += harm(line.value, f"{where}: an input")
    return found


async def press(pilot: Pilot[Any], where: str, keys: Iterable[str]) -> list[str]:
    """Press keys one by one and return what is wrong after the first of them that leads to anything wrong."""
    pressed: list[str] = []
    for key in keys:
        pressed.append(key)
        await pilot.press(key)
        await settled(pilot)
        if found := look(pilot, f"{where} after {' '.join(pressed)}"):
            return found
    return []


async def walk(pilot: Pilot[Any], where: str) -> list[str]:
    """Go through the screens with all their keys and return what is wrong on the first one where anything is."""
    for name in TABS:
        if found := await press(pilot, f"{where}, {name}", (str(TABS.index(name) + 1), *KEYS[name], *EVERYWHERE)):
            return found
    return []


async def type_into(pilot: Pilot[Any], where: str, key: str, texts: Iterable[str]) -> list[str]:
    """Open a line with a key, put texts into it one after the other, close it, and return the first that was wrong."""
    found = await press(pilot, where, (key,))
    for text in texts:
        if found:
            return found
        for line in pilot.app.screen.query(Input):
            line.value = text
        await settled(pilot)
        found = look(pilot, f"{where}, typed {text[:30]!a}")
    return found or await press(pilot, where, ("escape",))


async def click_everywhere(pilot: Pilot[Any], where: str, size: tuple[int, int], step: int) -> list[str]:
    """Click on a grid of places and return what is wrong after the first click that leads to anything wrong."""
    width, height = size
    for place in range(0, width * height, step):
        await pilot.click(offset=(place % width, place // width))
        await pilot.pause()
        if found := look(pilot, f"{where} after a click at {place % width}, {place // width}"):
            return found
    await settled(pilot)
    return look(pilot, f"{where} after clicks")


def program(path: Path, **more: Any) -> SprintSales:
    """The program with other settings."""
    return SprintSales(own_settings(path, **more))
