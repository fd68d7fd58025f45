"""What a seat does not allow is said on the screen, with whom to ask, and nothing is changed by it."""

from __future__ import annotations

import pytest

from sprintsales.services import planning
from tests.services.week import WEDNESDAY, Week
from tests.ui.day import keys
from tests.ui.deals_seen import answer, band, deal
from tests.ui.deals_seen import on_deals as opened

ASK = "Ask Ben Okafor or a manager (Mia Chef) to change it."


@pytest.mark.slow
async def test_a_rep_is_told_whose_deal_it_is_and_whom_to_ask(week: Week) -> None:
    async with opened(week, words="gale") as pilot:
        await keys(pilot, "v")
        await answer(pilot, "99k")
        assert band(pilot) == f"Gale expansion is Ben Okafor’s deal. {ASK}"
        assert deal(week, "Gale expansion").deal.value == 55_000_00


@pytest.mark.slow
async def test_a_manager_changes_it_with_the_same_keys(week: Week) -> None:
    async with opened(week, who="Mia", words="gale") as pilot:
        await keys(pilot, "v")
        await answer(pilot, "99k")
        assert band(pilot) == ""
        assert deal(week, "Gale expansion").deal.value == 99_000_00


@pytest.mark.slow
@pytest.mark.parametrize(("fields", "sentence"), [({"role": "viewer"}, "You have a viewer’s seat"), ({"until_on": WEDNESDAY}, "was held")])
async def test_a_seat_that_goes_while_the_screen_is_open_is_told_at_the_next_save(
    week: Week, fields: dict[str, object], sentence: str
) -> None:
    planning.add(week.desk("Ana"), "call acme renewal wed 30m")
    async with opened(week, words="acme renewal") as pilot:
        week.seat("Ana", **fields)
        await keys(pilot, "v")
        await answer(pilot, "99k")
        assert sentence in band(pilot)
        assert "Ask a manager (Mia Chef)" in band(pilot)
        assert deal(week, "Acme renewal").deal.value == 48_000_00
