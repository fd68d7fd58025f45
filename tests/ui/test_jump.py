"""From any screen `g` leads to any deal, person, account or screen, and `esc` back to where one was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sprintsales.services.dealing import add_deal
from sprintsales.ui.dialogs.jump import Jump, Places
from sprintsales.ui.table import TABS
from tests.ui import day
from tests.ui.day import HOSTILE, keys, opened
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, live_links, screen_text


async def typed(pilot: Pilot[Any], words: str) -> None:
    """Open the dialog and type."""
    await keys(pilot, "g")
    assert isinstance(pilot.app.screen, Jump)
    await pilot.press(*words)
    await settled(pilot)


async def test_any_deal_is_opened_from_any_screen_and_esc_leads_back(wednesday: Path) -> None:
    ben = day.desk(wednesday, "Ben")
    add_deal(ben, HOSTILE, {})
    ben.database.close()
    async with opened(wednesday, "plan") as pilot:
        await typed(pilot, "hansa")
        check_snapshot(pilot.app, "jump-140x40")
        await keys(pilot, "enter")
        shown = screen_text(pilot.app)
        assert getattr(pilot.app.screen, "NAME", "") == "deals"
        assert "Hansa rollout" in shown
        assert "Ben Okafor" in shown, "the deal of somebody else stands there with its details"
        await keys(pilot, "escape")
        assert getattr(pilot.app.screen, "NAME", "") == "plan"
        await typed(pilot, "free mon")
        assert live_links(pilot.app) == []
        await keys(pilot, "escape", "g")
        view = pilot.app.screen.query_one(Places).view
        assert view is not None
        places = [place.name for place in view.places]
        assert places[0] == "Hansa rollout", "what was opened last is first"
        assert len(places) > 1


async def test_a_person_has_a_week_and_a_page_and_an_account_its_deals(wednesday: Path) -> None:
    async with opened(wednesday, "kpis", size=(80, 24)) as pilot:
        await typed(pilot, "ben ok")
        check_snapshot(pilot.app, "jump-80x24")
        await keys(pilot, "enter")
        assert getattr(pilot.app.screen, "NAME", "") == "plan"
        assert "Ben Okafor" in screen_text(pilot.app).splitlines()[0]
        await keys(pilot, "escape")
        assert getattr(pilot.app.screen, "NAME", "") == "kpis"
        await typed(pilot, "ben ok")
        await keys(pilot, "tab")
        assert "Ben Okafor" in screen_text(pilot.app)
        assert getattr(pilot.app.screen, "NAME", "") == "team"
        await typed(pilot, "corto ltd")
        await pilot.click(Places, offset=(10, 0))
        await settled(pilot)
        assert ('account:"Corto Ltd" all' in screen_text(pilot.app), "Corto upgrade" in screen_text(pilot.app)) == (True, True)


@pytest.mark.slow
async def test_the_dialog_opens_on_every_screen_and_closes_without_a_trace(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        for number, name in enumerate(TABS, start=1):
            await keys(pilot, str(number))
            before = screen_text(pilot.app)
            await typed(pilot, "x")
            await keys(pilot, "escape")
            assert screen_text(pilot.app) == before, name


async def test_a_terminal_that_is_too_small_says_so_and_keeps_everything(wednesday: Path) -> None:
    async with opened(wednesday, "deals", size=(80, 24)) as pilot:
        await keys(pilot, "down", "down")
        before = screen_text(pilot.app)
        await pilot.resize_terminal(60, 20)
        await settled(pilot)
        assert "This window is 60 × 20" in screen_text(pilot.app)
        assert "Acme" not in screen_text(pilot.app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert screen_text(pilot.app) == before
