"""The Plan screen as text: a normal, an empty and a crowded week, wide and narrow, and by letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from sprintsales.services.planning import add
from tests.services.week import MONDAY, WEDNESDAY
from tests.ui import day
from tests.ui.day import keys, opened
from tests.ui.snapshot import check_snapshot

SIZES = {"140x40": (140, 40), "120x40": (120, 40), "80x24": (80, 24)}


@pytest.mark.parametrize("size", SIZES)
async def test_a_week_shows_what_is_done_open_overdue_and_blocked_by_days(wednesday: Path, size: str) -> None:
    async with opened(wednesday, "plan", size=SIZES[size]) as pilot:
        check_snapshot(pilot.app, f"plan-{size}")


async def test_what_needs_attention_is_told_in_full_under_the_cursor(wednesday: Path) -> None:
    async with opened(wednesday, "plan", size=SIZES["140x40"]) as pilot:
        await keys(pilot, "tab", "down")
        check_snapshot(pilot.app, "plan-attention-140x40")


@pytest.mark.parametrize("size", ["140x40", "80x24"])
async def test_an_empty_week_says_how_to_begin(tmp_path: Path, size: str) -> None:
    day.make_empty(tmp_path / "empty.db")
    async with opened(tmp_path / "empty.db", "plan", size=SIZES[size], on=MONDAY) as pilot:
        check_snapshot(pilot.app, f"plan-empty-{size}")


@pytest.mark.parametrize("size", ["140x40", "80x24"])
async def test_a_crowded_day_says_how_many_more_there_are(wednesday: Path, size: str) -> None:
    ana = day.desk(wednesday, on=WEDNESDAY)
    for minute in range(14):
        add(ana, f"call acme renewal thu 14:{minute:02d} 20m")
    ana.database.close()
    async with opened(wednesday, "plan", size=SIZES[size]) as pilot:
        await keys(pilot, "right")
        check_snapshot(pilot.app, f"plan-crowded-{size}")


async def test_signs_by_letters_take_the_same_places_in_the_week(wednesday: Path) -> None:
    async with opened(wednesday, "plan", size=SIZES["80x24"], signs="ascii") as pilot:
        check_snapshot(pilot.app, "plan-80x24-ascii")
