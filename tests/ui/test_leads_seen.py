"""How the leads look: crowded, with nothing found, and each question that is asked on them."""

from __future__ import annotations

import pytest

from sprintsales.services.leads import add_lead
from tests.services.week import MONDAY, TUESDAY, WEDNESDAY, Week
from tests.ui.day import HOSTILE, keys
from tests.ui.snapshot import check_snapshot
from tests.ui.test_leads import opened

pytestmark = pytest.mark.slow


def crowd(week: Week) -> None:
    """Bring in forty leads on three days, some of them in the queue."""
    for number in range(40):
        desk = week.desk("Mia", (MONDAY, TUESDAY, WEDNESDAY)[number % 3])
        owner, source = ("Ana Ruiz", "Ben Okafor", "-")[number % 3], ("Fair", "Web")[number % 2]
        name = {1: "Änne Groß 🚀", 2: HOSTILE}.get(number, f"Person {number}")
        add_lead(desk, name, {"owner": owner, "source": source, "account": f"Nova {number % 9}"})


async def test_crowded_leads_and_their_questions_on_a_small_terminal(week: Week) -> None:
    crowd(week)
    async with opened(week, "Ana", (80, 24)) as pilot:
        check_snapshot(pilot.app, "leads-80x24")
        await keys(pilot, "f3")
        check_snapshot(pilot.app, "leads-everybody-80x24")
        for key, name in (("c", "category"), ("S", "source"), ("o", "owner"), ("t", "touch"), ("v", "deal")):
            await keys(pilot, key)
            check_snapshot(pilot.app, f"leads-{name}-80x24")
            await keys(pilot, "escape")
        await keys(pilot, "slash", *"zzz", "enter")
        check_snapshot(pilot.app, "leads-nothing-80x24")


async def test_a_manager_sees_who_would_get_what_and_why(week: Week) -> None:
    crowd(week)
    async with opened(week, "Mia", (80, 24)) as pilot:
        check_snapshot(pilot.app, "leads-queue-80x24")
        await keys(pilot, "A", "2")
        check_snapshot(pilot.app, "leads-assign-80x24")
