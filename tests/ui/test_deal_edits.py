"""Journeys through changing a deal on the Deals screen: a date with its reason, a stage, a value, a new deal, the next step."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot

from sprintsales.services.dealing import deal_named, set_fields
from sprintsales.ui.dialogs.conflict import AskConflict
from tests.services.week import WEDNESDAY, Week
from tests.ui.day import keys
from tests.ui.deals_seen import answer, band, deal, names, shown, typed, write
from tests.ui.deals_seen import on_deals as opened
from tests.ui.snapshot import screen_text

on_birch = partial(opened, words="birch")


async def give(pilot: Pilot[Any], key: str, text: str) -> None:
    """Press a key that asks for something and answer it."""
    await keys(pilot, key)
    await answer(pilot, text)


async def test_a_push_is_explained_and_stands_in_the_story_of_the_date(week: Week) -> None:
    async with on_birch(week) as pilot:
        await keys(pilot, "d")
        await write(pilot, "8 jan 2027")
        assert "Fri 8 Jan 2027 · 21 days later" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert "21 days later: why?" in screen_text(pilot.app)
        await keys(pilot, "3")
        move = deal(week, "Birch pilot").moves[0].move
        assert (move.from_date, move.to_date, move.reason) == (date(2026, 12, 18), date(2027, 1, 8), "legal or security review")
        text = screen_text(pilot.app)
        assert "→ pushed 1× · 21 days" in text
        assert "“legal or security review”" in text
        assert "→ 1×" in text  # in the list too


async def test_undo_takes_the_new_date_back_on_screen_too(week: Week) -> None:
    async with on_birch(week) as pilot:
        await give(pilot, "d", "8 jan 2027")
        await keys(pilot, "1", "u")
        assert deal(week, "Birch pilot").deal.close_on == date(2026, 12, 18)
        assert "never moved later" in screen_text(pilot.app)
        assert "Fri 18 Dec" in screen_text(pilot.app)


async def test_a_push_without_a_reason_is_taken_and_waits_for_one_and_esc_takes_nothing(week: Week) -> None:
    async with on_birch(week) as pilot:
        await give(pilot, "d", "+60d")
        assert "esc cancels" in screen_text(pilot.app)
        await keys(pilot, "escape")
        assert deal(week, "Birch pilot").deal.close_on == date(2026, 12, 18)
        assert "Nothing was changed." in screen_text(pilot.app)
        await give(pilot, "d", "+60d")
        await keys(pilot, "0")
        assert deal(week, "Birch pilot").deal.close_on == date(2027, 1, 17)
        assert "no reason given yet" in screen_text(pilot.app)


@pytest.mark.slow
async def test_a_reason_can_be_given_in_words(week: Week) -> None:
    async with on_birch(week) as pilot:
        await give(pilot, "d", "8 jan 2027")
        await give(pilot, "7", "their plant burnt down")
        assert deal(week, "Birch pilot").moves[0].move.reason == "their plant burnt down"


async def test_a_date_that_is_past_is_asked_for_twice_and_a_sunday_is_named(week: Week) -> None:
    async with on_birch(week) as pilot:
        await give(pilot, "d", "2026-11-02")
        assert "That is past: Mon 2 Nov 2026. enter again" in screen_text(pilot.app)
        assert deal(week, "Birch pilot").deal.close_on == date(2026, 12, 18)
        await write(pilot, "2026-12-06")
        assert "! a Sunday" in screen_text(pilot.app)
        await answer(pilot, "2026-11-02")
        await keys(pilot, "enter")
        assert deal(week, "Birch pilot").deal.close_on == date(2026, 11, 2)


async def test_a_first_date_and_an_earlier_one_need_no_reason(week: Week) -> None:
    async with opened(week, words="frost") as pilot:
        await give(pilot, "d", "18 dec")
        assert deal(week, "Frost [/] contract").deal.close_on == date(2026, 12, 18)
        await give(pilot, "d", "11 dec")
        assert deal(week, "Frost [/] contract").deal.close_on == date(2026, 12, 11)


async def test_a_date_can_be_emptied(week: Week) -> None:
    async with on_birch(week) as pilot:
        await give(pilot, "d", "none")
        await keys(pilot, "6")
        assert deal(week, "Birch pilot").deal.close_on is None
        assert "no close date" in screen_text(pilot.app)


@pytest.mark.slow
async def test_an_agreement_after_the_close_is_said_at_once(week: Week) -> None:
    async with on_birch(week) as pilot:
        await give(pilot, "t", "8 jan 2027")
        assert deal(week, "Birch pilot").deal.agreement_on == date(2027, 1, 8)
        assert "after the close date" in screen_text(pilot.app)


async def test_a_lost_deal_says_why_and_leaves_the_open_ones(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "S", "6", "2")
        lost = deal(week, "Corto upgrade").deal
        assert (lost.outcome, lost.closed_on) == ("lost", WEDNESDAY)
        assert "Corto upgrade" not in names(pilot)
        await keys(pilot, "slash", *"lost")
        assert names(pilot) == ["Corto upgrade"]


async def test_a_stage_ahead_needs_no_reason_and_shows_on_the_path(week: Week) -> None:
    async with on_birch(week) as pilot:
        await keys(pilot, "S", "3")
        assert deal(week, "Birch pilot").deal.stage == "Proposal"
        assert "Proposal · 3 of 4" in screen_text(pilot.app)


async def test_a_value_is_read_back_before_it_is_taken(week: Week) -> None:
    async with on_birch(week) as pilot:
        await keys(pilot, "v")
        await write(pilot, "31k")
        assert "€31,000   €4,000 more" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert deal(week, "Birch pilot").deal.value == 31_000_00
        assert "€31,000" in screen_text(pilot.app)


async def test_a_value_that_could_mean_two_things_is_refused_and_stays_to_be_corrected(week: Week) -> None:
    async with on_birch(week) as pilot:
        await give(pilot, "v", "about twenty")
        assert typed(pilot) == "about twenty"
        assert "✗" in screen_text(pilot.app)
        assert deal(week, "Birch pilot").deal.value == 27_000_00


@pytest.mark.slow
async def test_a_smaller_value_says_why(week: Week) -> None:
    async with on_birch(week) as pilot:
        await give(pilot, "v", "20k")
        assert "€7,000 less: why?" in screen_text(pilot.app)
        await keys(pilot, "2")
        assert deal(week, "Birch pilot").deal.value == 20_000_00


async def test_what_somebody_else_changed_meanwhile_is_told_and_not_overwritten(week: Week) -> None:
    async with on_birch(week) as pilot:
        await keys(pilot, "d")
        seat = week.desk("Mia", WEDNESDAY)
        set_fields(seat, deal_named(seat, "Birch pilot"), {"close_on": "2026-12-04"})
        await answer(pilot, "8 jan 2027")
        await keys(pilot, "1")
        assert isinstance(pilot.app.screen, AskConflict)
        await keys(pilot, "escape")
        assert deal(week, "Birch pilot").deal.close_on == date(2026, 12, 4)
        assert "Fri 4 Dec" in screen_text(pilot.app)  # what is true now is shown
        assert band(pilot) == ""
        assert shown(pilot).words == "birch"


async def test_a_viewer_is_told_why_nothing_changes(week: Week) -> None:
    async with on_birch(week, who="Vic") as pilot:
        await give(pilot, "v", "31k")
        assert "viewer" in band(pilot)
        assert deal(week, "Birch pilot").deal.value == 27_000_00


async def test_a_new_deal_is_shown_at_once_and_undone_with_one_key(week: Week) -> None:
    async with opened(week) as pilot:
        await give(pilot, "n", "Lindqvist trial")
        assert names(pilot) == ["Lindqvist trial"]
        assert "Lindqvist trial" in screen_text(pilot.app)
        await keys(pilot, "escape")
        assert len(names(pilot)) == 6
        await keys(pilot, "u")
        assert len(names(pilot)) == 5


async def test_the_next_step_on_a_deal_is_planned_with_two_keys(week: Week) -> None:
    async with opened(week, words="acme renewal") as pilot:
        assert "! none" in screen_text(pilot.app)
        await keys(pilot, "p")
        assert "Acme renewal" in screen_text(pilot.app)
        assert typed(pilot).startswith("call #")
        await answer(pilot, typed(pilot) + "fri")
        work = deal(week, "Acme renewal").work
        assert [(one.type, one.planned_on) for one in work] == [("call", date(2026, 11, 20))]
        assert "☏ Fri 20" in screen_text(pilot.app)
        assert "! none" not in screen_text(pilot.app)
