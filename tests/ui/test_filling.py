"""The week filled by keys alone: kept as the ideal one, brought into the next week, chosen line by line, back with one undo."""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import Input

from sprintsales.services import planning
from sprintsales.services.cadences import save_line
from sprintsales.services.tracking import Report, done
from tests.services.week import MONDAY, NEXT_MONDAY, NEXT_TUESDAY, WEDNESDAY, Week
from tests.ui.day import keys
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text
from tests.ui.test_plan import on_days, opened, planned


def next_week(week: Week) -> dict[date, int]:
    """How many items stand on each day of next week."""
    return {day: len(cards) for day, cards in on_days(planned(week, NEXT_MONDAY)).items()}


@pytest.mark.slow
async def test_a_kept_week_fills_the_next_one_with_the_lines_chosen_and_one_undo_takes_them_back(week: Week) -> None:
    for line in ("10x call list:Q4 today 2h", "meeting acme renewal tue 10:00"):
        planning.add(week.desk(), line)
    async with opened(week) as pilot:
        await keys(pilot, "f", "5", "right_square_bracket", "f", "1")
        assert "10x call Q4" in screen_text(pilot.app)
        await keys(pilot, "space", "enter")
        assert next_week(week) == {NEXT_TUESDAY: 1}
        await keys(pilot, "u")
        assert next_week(week) == {}
        await keys(pilot, "f", "2", "enter")
        assert next_week(week) == {NEXT_MONDAY: 1, NEXT_TUESDAY: 1}
        await keys(pilot, "f", "2")
        assert "planned already" in screen_text(pilot.app)


@pytest.mark.slow
async def test_a_line_is_added_to_the_ideal_week_and_taken_out_again(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "f", "1")
        assert "Your ideal week is empty" in screen_text(pilot.app)
        await keys(pilot, "f", "6", "down", "enter")
        pilot.app.screen.query_one("#text", Input).value = "admin 30m fri"
        await keys(pilot, "enter")
        assert "leave the day out" in screen_text(pilot.app).replace("\n", " ")
        pilot.app.screen.query_one("#text", Input).value = "admin 30m"
        await settled(pilot)
        await keys(pilot, "enter")
        assert "Tue admin  30m" in screen_text(pilot.app)
        await keys(pilot, "t", "u", "e", "enter")
        assert "Tue admin" not in screen_text(pilot.app)
        await keys(pilot, "escape")


@pytest.mark.slow
async def test_recurring_work_is_made_from_a_line_planned_when_due_and_ended(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "f", "7")
        pilot.app.screen.query_one("#text", Input).value = "call acme renewal every wed 20m"
        await settled(pilot)
        assert "next Wed 18 Nov, Wed 25 Nov, Wed 2 Dec" in screen_text(pilot.app)
        await keys(pilot, "enter", "f", "3", "enter")
        assert {day: list(cards) for day, cards in on_days(planned(week)).items()} == {WEDNESDAY: ["call Acme renewal"]}
        await keys(pilot, "f", "7")
        assert "one open" in screen_text(pilot.app)
        await keys(pilot, "enter", "1")
        assert "Ended: call Acme renewal, every Wed" in screen_text(pilot.app)


@pytest.mark.slow
async def test_a_cadence_is_started_by_two_keys_and_what_is_left_of_it_dropped_when_they_answer(week: Week) -> None:
    save_line(week.desk("Mia"), "Offer out for stage:Proposal: email, call +2, call +3")
    mail = planning.add(week.desk(), "email acme renewal today").ids[0]
    async with opened(week) as pilot:
        await keys(pilot, "K")
        assert "start “Offer out”, for Proposal" in screen_text(pilot.app)
        await keys(pilot, "enter", "f", "4", "enter")
        assert on_days(planned(week)) == {MONDAY: ["email Acme renewal"] * 2, WEDNESDAY: ["call Acme renewal"]}
        done(week.desk(), mail + 1, Report(outcome="replied"))
        await keys(pilot, "f", "4")
        assert "they answered" in screen_text(pilot.app)
        await keys(pilot, "y")
    assert on_days(planned(week)) == {MONDAY: ["email Acme renewal"] * 2}
