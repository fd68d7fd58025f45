"""Journeys with several cards at once: marked, counted, moved and dropped as one act, and what cannot go is named before."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from sprintsales.services import planning, tracking
from sprintsales.services.committing import commit
from sprintsales.services.dealing import add_deal
from sprintsales.ui.dialogs.quick_add import QuickAdd
from tests.services.week import FRIDAY, TUESDAY, WEDNESDAY, Week
from tests.ui.day import keys
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text
from tests.ui.test_plan import on_days, opened, planned

LINES = ("call acme renewal today 30m", "email birch today", "meeting eder today", "call corto fri")


@pytest.fixture
def promised(week: Week) -> Week:
    """Ana's Monday with three items, one on Friday, all promised."""
    for text in LINES:
        planning.add(week.desk(), text)
    commit(week.desk())
    return week


async def test_a_whole_day_is_marked_counted_and_moved_with_one_undo(promised: Week) -> None:
    async with opened(promised) as pilot:
        await keys(pilot, "asterisk")
        assert "3 marked  1h 35  €139k" in screen_text(pilot.app)
        await keys(pilot, "m", *"wed", "enter")
        assert {day: len(cards) for day, cards in on_days(planned(promised)).items()} == {WEDNESDAY: 3, FRIDAY: 1}
        assert "marked" not in screen_text(pilot.app)
        await keys(pilot, "u")
        assert {day: len(cards) for day, cards in on_days(planned(promised)).items()} == {planned(promised).today: 3, FRIDAY: 1}


@pytest.mark.slow
async def test_promised_items_are_dropped_with_one_reason_and_what_was_done_meanwhile_is_named(promised: Week) -> None:
    async with opened(promised) as pilot:
        await keys(pilot, "v", "shift+down", "x")
        assert "Drop them? They stay promised" in screen_text(pilot.app)
        await keys(pilot, "escape", "asterisk", "asterisk")
        tracking.done(promised.desk(), 1)
        await keys(pilot, "x")
        assert "1 of 3 stay as they are" in screen_text(pilot.app)
        await keys(pilot, "y", "1")
        assert {day: len(cards) for day, cards in on_days(planned(promised)).items()} == {planned(promised).today: 1, FRIDAY: 1}
        with promised.database.read() as connection:
            reasons = connection.exec_driver_sql("SELECT count(*) FROM activity WHERE state = 'dropped' AND drop_reason_id IS NOT NULL")
            assert reasons.scalar_one() == 2


@pytest.mark.slow
async def test_marked_items_go_to_the_next_working_day_and_away_and_a_click_with_ctrl_marks(promised: Week) -> None:
    async with opened(promised) as pilot:
        await keys(pilot, "asterisk", "greater_than_sign")
        assert {day: len(cards) for day, cards in on_days(planned(promised)).items()} == {TUESDAY: 3, FRIDAY: 1}
        await pilot.click("#grid", offset=(6, 5), control=True)
        await settled(pilot)
        await keys(pilot, "escape")
        assert "marked" not in screen_text(pilot.app)


@pytest.mark.slow
async def test_a_plans_in_one_line_from_every_screen_and_names_are_offered_while_they_are_typed(week: Week) -> None:
    async with opened(week) as pilot:
        for number in "12345678":
            await keys(pilot, number, "a")
            assert isinstance(pilot.app.screen, QuickAdd), number
            await keys(pilot, "escape")
        await keys(pilot, "2", "a", *"call acm")
        assert "Acme spare parts" in screen_text(pilot.app)
        await keys(pilot, "tab")
        assert pilot.app.screen.query_one("#text", Input).value == 'call "Acme renewal" '
        await keys(pilot, "backspace", *" 3/4", "down", "down", "enter")
        assert pilot.app.screen.query_one("#text", Input).value == 'call "Acme renewal" 2027-03-04 '
        await keys(pilot, "enter")
        assert "Planned call Acme renewal, Thu 4 Mar" in screen_text(pilot.app)


@pytest.mark.slow
async def test_a_name_of_two_deals_is_asked_with_keys_once_the_line_is_finished_and_nothing_typed_is_lost(week: Week) -> None:
    add_deal(week.desk(), "Acme pricing portal", {})
    async with opened(week) as pilot:
        await keys(pilot, "L", "a", *"call acme re pricing fri 30m", "enter")
        assert "fits 2 deals" in screen_text(pilot.app)
        await keys(pilot, "escape", "a")
        assert pilot.app.screen.query_one("#text", Input).value == "call acme re pricing fri 30m"
        await keys(pilot, "end", "down", "down", "enter")
        assert pilot.app.screen.query_one("#text", Input).value == 'call "Acme renewal" re pricing fri 30m'
        assert "deal Acme renewal   day Fri 20 Nov 2026   effort 30 min" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert on_days(planned(week)) == {FRIDAY: ["call Acme renewal"]}


@pytest.mark.slow
async def test_several_pasted_lines_are_planned_one_after_the_other(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "a")
        pilot.app.screen.query_one("#text", Input).post_message(events.Paste("- call birch tue\n\n• email eder wed\n"))
        await settled(pilot)
        assert "1 more line follows" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert pilot.app.screen.query_one("#text", Input).value == "email eder wed"
        await keys(pilot, "enter")
        assert on_days(planned(week)) == {TUESDAY: ["call Birch pilot"], WEDNESDAY: ["email Eder press line"]}
