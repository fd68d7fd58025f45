"""Hostile text through every screen: everything painted is only text, nothing runs, the program lives."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sprintsales.ui.table import TABS
from tests.hostile import fields
from tests.hostile.corpus import MONSTERS, STRINGS, WHOLE, thin
from tests.hostile.walks import EVERYWHERE, KEYS, SMALL, WIDE, click_everywhere, look, opened, press, program, type_into, walk
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text

# The keys that open a line to type into, with the number of the tab they work on.
LINES = (
    ("1", "a"), ("1", "l"), ("1", "n"), ("1", "m"), ("1", "x"), ("1", "ctrl+p"), ("1", "g"), ("2", "a"),
    ("4", "d"), ("4", "n"), ("4", "v"), ("4", "slash"),
)  # fmt: skip


def test_every_screen_is_walked_through() -> None:
    assert set(KEYS) == set(TABS)


@pytest.fixture
def hostile(below: Path, tmp_path: Path) -> Path:
    """The team below the doors in a file of its own."""
    return Path(shutil.copy(below, tmp_path / "team.db"))


async def test_hostile_names_on_every_screen(hostile: Path) -> None:
    async with opened(hostile, "plan", WIDE) as pilot:
        assert look(pilot, "wide plan") == []
        for name in TABS:
            assert await press(pilot, name, (str(TABS.index(name) + 1), *KEYS[name][:2])) == []
        await pilot.resize_terminal(*SMALL)
        for name in ("deals", "today", "plan"):
            assert await press(pilot, f"small {name}", (str(TABS.index(name) + 1), *KEYS[name][:2], "escape")) == []
        assert await press(pilot, "everywhere", EVERYWHERE) == []


@pytest.mark.slow
async def test_hostile_words_typed_into_a_line(hostile: Path) -> None:
    async with opened(hostile, "deals", SMALL) as pilot:
        assert await type_into(pilot, "filter", "slash", STRINGS[::40]) == []
        assert await press(pilot, "away", ("1",)) == []
        assert await type_into(pilot, "add", "a", STRINGS[7::40]) == []
        assert await type_into(pilot, "palette", "ctrl+p", STRINGS[::40]) == []


async def test_a_click_on_a_hostile_name_runs_nothing(hostile: Path) -> None:
    async with opened(hostile, "plan", SMALL) as pilot:
        assert await click_everywhere(pilot, "plan", SMALL, 331) == []


@pytest.mark.slow
async def test_every_key_of_every_small_screen(hostile: Path) -> None:
    async with opened(hostile, "today", SMALL) as pilot:
        assert await walk(pilot, "small") == []


@pytest.mark.slow
async def test_every_key_of_every_wide_screen(hostile: Path) -> None:
    async with opened(hostile, "plan", WIDE) as pilot:
        assert await walk(pilot, "wide") == []


@pytest.mark.slow
@pytest.mark.parametrize(("tab", "key"), LINES)
async def test_every_string_typed_into_every_line(hostile: Path, tab: str, key: str) -> None:
    async with opened(hostile, "today", SMALL) as pilot:
        assert await press(pilot, f"tab {tab}", (tab,)) == []
        assert await type_into(pilot, f"tab {tab} {key}", key, thin(STRINGS, 24)) == []


@pytest.mark.slow
async def test_clicks_all_over_hostile_names_run_nothing(hostile: Path) -> None:
    async with opened(hostile, "today", SMALL) as pilot:
        for name in ("today", "deals", "plan"):
            assert await press(pilot, name, (str(TABS.index(name) + 1),)) == []
            assert await click_everywhere(pilot, name, SMALL, 131) == []
            assert await press(pilot, name, ("escape", "escape")) == []


async def test_what_is_told_in_a_notice_is_only_text(hostile: Path) -> None:
    async with opened(hostile, "today", SMALL) as pilot:
        for text in STRINGS[::24]:
            pilot.app.notify(text, markup=False)
            pilot.app.notify(text, title=text, severity="error", markup=False)
            await settled(pilot)
            assert look(pilot, f"notice {text[:30]!a}") == []
            pilot.app.clear_notifications()


@pytest.mark.parametrize("theme", ["\x1b[31m", "[@click=app.quit]x[/]", "light"])
async def test_a_theme_nobody_knows_is_the_usual_one(hostile: Path, theme: str) -> None:
    app = program(hostile, theme=theme)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        assert look(pilot, "theme") == []
        assert screen_text(app).strip()
        app.office.close()


@pytest.mark.slow
@pytest.mark.parametrize("shift", [203, *(range(3, 200, 40) if WHOLE else ())])
async def test_every_string_on_every_screen(plain: Path, tmp_path: Path, shift: int) -> None:
    path = Path(shutil.copy(plain, tmp_path / "team.db"))
    fields.fill(path, shift, codes=shift % 40 == 3)
    async with opened(path, "today", (SMALL, WIDE, (100, 30))[shift // 100 % 3]) as pilot:
        assert await walk(pilot, f"shift {shift}") == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(MONSTERS), 4) if WHOLE else [4])
async def test_a_megabyte_on_every_screen(plain: Path, tmp_path: Path, first: int) -> None:
    path = Path(shutil.copy(plain, tmp_path / "team.db"))
    monsters = [*MONSTERS.values()]
    fields.fill_endless(path, [*monsters[first:], *monsters[:first]])
    async with opened(path, "today", SMALL) as pilot:
        for name in TABS:
            assert await press(pilot, f"a megabyte, {name}", (str(TABS.index(name) + 1), *KEYS[name][:4], *EVERYWHERE)) == []
        for key in ("a", "l"):
            assert await press(pilot, "today", ("1",)) == []
            assert await type_into(pilot, "a megabyte typed", key, monsters[first : first + 4]) == []
        assert await press(pilot, "deals", ("4",)) == []
        assert await type_into(pilot, "a megabyte to filter by", "slash", monsters[first : first + 4]) == []
