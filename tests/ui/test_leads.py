"""Journeys through the leads on a real file: finding one, taking it, touching it, making it a deal, and assigning the queue."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from sprintsales.services.leads import add_lead
from sprintsales.services.views.leads import lead_index
from sprintsales.ui.app import opening_on
from sprintsales.ui.screens.leads import LeadsScreen
from tests.services.week import WEDNESDAY, Week
from tests.ui.day import HOSTILE, keys, settings, told
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text


@asynccontextmanager
async def opened(week: Week, who: str, size: tuple[int, int] = (140, 40), first: str = "leads") -> AsyncIterator[Pilot[Any]]:
    """The program on the leads, settled."""
    path = week.database.path
    assert path is not None
    app = opening_on(first)(settings(path, who, WEDNESDAY))
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot
        await settled(pilot)
        app.office.close()


def owners(week: Week) -> dict[str, str | None]:
    """Who has which lead."""
    mia = week.desk("Mia")
    with mia.database.read() as connection:
        return {one.name: one.owner for one in lead_index(connection, mia).lines}


async def test_a_rep_reaches_the_leads_takes_one_of_the_queue_and_makes_it_a_deal(week: Week) -> None:
    add_lead(week.desk("Mia", WEDNESDAY), "Jo Berg", {"owner": "-", "account": "Nova"})
    async with opened(week, "Ana", first="deals") as pilot:
        await keys(pilot, "L")
        assert isinstance(pilot.app.screen, LeadsScreen)
        assert "queue 1   with a day 1   due today 0   late 1" in screen_text(pilot.app)
        await keys(pilot, "f4", "o", "1")
        assert owners(week)["Jo Berg"] == "Ana Ruiz"
        await keys(pilot, "f2")
        assert "queue 0" in screen_text(pilot.app)
        await keys(pilot, "t", "end", *"fri", "enter")
        assert "Planned call a lead, Fri" in told(pilot)[-1]
        await keys(pilot, "slash", "end", *"berg", "enter", "v", "end", *", 12k", "enter")
        assert "Jo Berg is the deal" in told(pilot)[-1]
        await keys(pilot, "u")
        assert "Jo Berg" in screen_text(pilot.app)
        await keys(pilot, "escape", "escape")


@pytest.mark.slow
async def test_a_manager_assigns_the_queue_after_seeing_who_gets_what_and_why(week: Week) -> None:
    for number in range(4):
        add_lead(week.desk("Mia", WEDNESDAY), f"Lead {number}{HOSTILE if number == 3 else ''}", {"owner": "-"})
    async with opened(week, "Mia", (80, 24)) as pilot:
        await keys(pilot, "A", "3")
        assert "next after" in screen_text(pilot.app)
        await keys(pilot, "escape")
        assert sum(owner is None for owner in owners(week).values()) == 4
        await keys(pilot, "A", "3", "enter")
        assert sum(owner is None for owner in owners(week).values()) == 0
        assert "4 proposed to their owners" in told(pilot)[-1]
        await keys(pilot, "u")
        assert sum(owner is None for owner in owners(week).values()) == 4
