"""The backward plan on the Plan screen: read by one key, and a block of it planned only after the rep has seen the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from sprintsales.services import planning
from sprintsales.services.views.plan import plan_view
from tests.places import Place, Template
from tests.services import week as built
from tests.services.selling import ask, sell
from tests.services.week import Week
from tests.ui.day import keys
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text
from tests.ui.test_plan import opened


def prepare(week: Week) -> None:
    """Half a year behind Ana, and a quota that asks for more than is open."""
    sell(week)
    ask(week, 20_000)


@pytest.fixture(scope="session")
def sold(place: Place) -> Template:
    return built.prepared(place, "sold", prepare)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(140, 40), (80, 24)])
async def test_a_block_is_planned_from_the_quota_in_four_keys(sold: Template, tmp_path: Path, size: tuple[int, int]) -> None:
    week = built.copy(sold, tmp_path / "team.db")
    async with opened(week, size=size) as pilot:
        await keys(pilot, "b")
        assert "72 calls (0 planned)" in screen_text(pilot.app).replace("\n", " ")
        await keys(pilot, "right")
        assert "Oct–Dec" in screen_text(pilot.app)
        await keys(pilot, "left", "enter")
        assert pilot.app.screen.query_one("#text", Input).value == "meeting 16 nov"
        await keys(pilot, "escape", "b", "down", "down", "enter")
        assert pilot.app.screen.query_one("#text", Input).value == "15x call 16 nov"
        await settled(pilot)
        assert not planned(week)
        await keys(pilot, "enter")
    assert planned(week) == [("call", 15)]
    week.database.close()


async def test_the_week_is_written_for_a_calendar(sold: Template, tmp_path: Path) -> None:
    week, file = built.copy(sold, tmp_path / "team.db"), tmp_path / "week.ics"
    planning.add(week.desk(), "call corto tue 14:00")
    async with opened(week) as pilot:
        await keys(pilot, "E")
        assert ".csv, .md, .json or .ics" in screen_text(pilot.app)
        pilot.app.screen.query_one("#text", Input).value = str(file)
        await keys(pilot, "enter")
    assert b"DTSTART;TZID=Europe/Rome:20261117T140000\r\n" in file.read_bytes()
    week.database.close()


def planned(week: Week) -> list[tuple[str, int]]:
    """What stands in the week."""
    desk = week.desk()
    with desk.database.read() as connection:
        return [(card.type, card.quantity) for day in plan_view(connection, desk).days for card in day.cards]
