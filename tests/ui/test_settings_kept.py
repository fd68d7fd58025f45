"""What somebody chose on the screens is there again at the next start."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from sprintsales.keeping import state_file
from sprintsales.settings import Settings
from sprintsales.ui.app import SprintSales, opening_on
from sprintsales.ui.screens.closing import ClosingScreen
from sprintsales.ui.screens.deals import DealsScreen
from sprintsales.ui.screens.kpis import KpisScreen
from tests.ui import day
from tests.ui.day import keys
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text


def app_on(screen: str, known: Settings) -> SprintSales:
    return opening_on(screen)(known)


async def test_theme_signs_and_how_the_screens_stood_are_there_at_the_next_start(wednesday: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('# mine\ntheme = "light"\n', encoding="utf-8")
    known = replace(
        day.settings(wednesday, "Mia"), config_path=config, state_folder=tmp_path / "state", theme="light", database=str(wednesday)
    )
    app = app_on("deals", known)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await keys(pilot, "f4", "s", "5", "z", "6", "p", "comma")
        shown = screen_text(app)
        assert all(word in shown for word in ("Settings", "Database", "Mia Chef", "light", "kept", "default"))
        assert "config.toml" in "".join(shown.split()), "a long path is folded anywhere"
        assert all(word in shown for word in ("Currency", "EUR", "Week starts", "Monday", "Time zone", "8, then P"))
        await keys(pilot, "3", "down")
        assert app.theme == "terminal", "seen before it is chosen"
        await keys(pilot, "escape")
        assert app.theme == "paper"
        await keys(pilot, "3", "3", "4", "3")
        assert "ascii" in screen_text(app)
        await keys(pilot, "escape", "q")
    assert config.read_text(encoding="utf-8") == '# mine\ntheme = "terminal"\nsigns = "ascii"\n'

    app = app_on("deals", replace(known, theme="terminal"))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        deals = app.screen
        await keys(pilot, "5")
        closing = app.screen
        await keys(pilot, "6")
        kpis = app.screen
        assert isinstance(deals, DealsScreen)
        assert isinstance(closing, ClosingScreen)
        assert isinstance(kpis, KpisScreen)
        assert (deals.words, deals.order.sort != "closing", closing.deals.unit, kpis.asked.kind) == (
            "flag:uncovered ",
            True,
            "month",
            "quarter",
        )
        await keys(pilot, "q")


async def test_a_state_of_nonsense_changes_nothing(wednesday: Path, tmp_path: Path) -> None:
    known = replace(day.settings(wednesday, "Mia"), state_folder=tmp_path)
    path = state_file(known)
    assert path is not None
    wrong = {"sort": "x", "preset": [1], "zoom": 3, "kind": None, "by": {}}
    path.write_text(
        json.dumps({"who": 9999, "recent": [["deal", "x"], 3, ["deal", -1]], "screens": dict.fromkeys(("deals", "closing", "kpis"), wrong)})
    )
    app = app_on("deals", known)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert "Acme renewal" in screen_text(app)
        await keys(pilot, "5", "6", "2", "g")
        assert app.office.who_id is None
        app.office.close()
