"""Journeys through the Plan screen, by keys alone, on a real file: what a rep does on Monday and what is in the database after."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.services import planning
from sprintsales.services.views.plan import PlanView, plan_view
from sprintsales.settings import Clock, Settings
from sprintsales.ui.app import SprintSales, opening_on
from sprintsales.ui.screens.plan import PlanScreen
from tests.services.week import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Week
from tests.ui.day import keys
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text


@asynccontextmanager
async def opened(week: Week, *, on: date = MONDAY, who: str = "Ana", size: tuple[int, int] = (140, 40)) -> AsyncIterator[Pilot[Any]]:
    """The program on the Plan screen, settled."""
    settings = Settings(database=str(week.database.path), user=who, clock=Clock(on))
    app = opening_on("plan")(settings)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot
        await settled(pilot)
        app.office.close()


async def write_line(pilot: Pilot[Any], text: str) -> None:
    """Plan one line by quick add."""
    await keys(pilot, "a")
    pilot.app.screen.query_one("#text", Input).value = text
    await settled(pilot)
    await keys(pilot, "enter")


def planned(week: Week, on: date = MONDAY) -> PlanView:
    """The plan as another reader of the database sees it."""
    desk = week.desk(on=on)
    with desk.database.read() as connection:
        return plan_view(connection, desk)


def on_days(view: PlanView) -> dict[date, Sequence[str]]:
    """What stands on which day."""
    return {day.day: [f"{card.type} {card.deal or card.list_name}" for card in day.cards] for day in view.days if day.cards}


async def test_a_line_typed_on_monday_stands_on_its_day_and_in_the_database(week: Week) -> None:
    async with opened(week) as pilot:
        await write_line(pilot, "call corto re pricing tue 30m")
        assert "Corto upgrade" in screen_text(pilot.app)
    assert on_days(planned(week)) == {TUESDAY: ["call Corto upgrade"]}


async def test_a_line_without_a_day_falls_on_the_day_under_the_cursor(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "right", "right")
        await write_line(pilot, "email birch")
    assert on_days(planned(week)) == {WEDNESDAY: ["email Birch pilot"]}


async def test_a_line_that_is_not_understood_stays_in_its_dialog_and_writes_nothing(week: Week) -> None:
    async with opened(week) as pilot:
        await write_line(pilot, "call nobody-like-this tue")
        assert pilot.app.screen.query_one("#text", Input).value == "call nobody-like-this tue"
        assert "✗" in screen_text(pilot.app)
        await keys(pilot, "escape")
    assert on_days(planned(week)) == {}


async def test_a_card_moves_with_one_key_and_back_with_undo(week: Week) -> None:
    planning.add(week.desk(), "call corto tue")
    async with opened(week) as pilot:
        await keys(pilot, "right", "greater_than_sign")
        assert on_days(planned(week)) == {WEDNESDAY: ["call Corto upgrade"]}
        await keys(pilot, "u")
        assert on_days(planned(week)) == {TUESDAY: ["call Corto upgrade"]}
        await keys(pilot, "U")
    assert on_days(planned(week)) == {WEDNESDAY: ["call Corto upgrade"]}


async def test_what_needs_attention_becomes_planned_work_with_one_key_and_its_reason_as_note(week: Week) -> None:
    async with opened(week) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        before = screen.view
        assert before is not None
        assert before.uncovered is not None
        assert before.uncovered.count > 0
        await keys(pilot, "tab", "enter")
        after = screen.view
        assert after is not None
        assert after.uncovered is not None
        assert after.uncovered.value < before.uncovered.value
    cards = [card for day in planned(week).days for card in day.cards]
    assert len(cards) == 1
    assert cards[0].note


async def test_attention_never_has_more_than_seven_lines(week: Week) -> None:
    async with opened(week) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        assert screen.view is not None
        assert 0 < len(screen.view.attention.lines) <= 7


async def test_a_promise_is_asked_for_once_and_frozen(week: Week) -> None:
    planning.add(week.desk(), "call corto tue")
    async with opened(week) as pilot:
        await keys(pilot, "C")
        assert "Commit to this week?" in screen_text(pilot.app)
        await keys(pilot, "y")
        assert "committed" in screen_text(pilot.app)
        await write_line(pilot, "email birch thu")
        await keys(pilot, "C")
        assert "promised already" in screen_text(pilot.app)
    view = planned(week)
    assert (view.committed, view.added) == (1, 1)


async def test_before_the_commit_its_load_is_told_and_explained_and_the_week_on_screen_is_withdrawn(week: Week) -> None:
    planning.add(week.desk(), "call corto tue 30m")
    planning.add(week.desk(), "call birch next tue 30m")
    async with opened(week) as pilot:
        await keys(pilot, "right_square_bracket", "C")
        text = screen_text(pilot.app)
        assert ("Commit to Sprint 48?" in text, "Light: under half" in text, "1 item, 0.5h, load 3%" in text) == (True, True, True)
        await keys(pilot, "percent_sign")
        assert "Working hours of 5 days" in screen_text(pilot.app)
        await keys(pilot, "escape", "y")
        assert "load 3%" in screen_text(pilot.app)
        await keys(pilot, "W")
        assert "The promise for Sprint 48 is withdrawn" in screen_text(pilot.app)
        await keys(pilot, "left_square_bracket", "W")
        assert "You have not committed to Sprint 47" in screen_text(pilot.app)


async def test_nothing_planned_is_nothing_to_promise(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "C")
        assert "Nothing is planned yet" in screen_text(pilot.app)


async def test_promised_work_is_dropped_with_a_reason_by_two_keys(week: Week) -> None:
    planning.add(week.desk(), "call corto tue")
    async with opened(week) as pilot:
        await keys(pilot, "C", "y", "right", "x", "2")
        assert on_days(planned(week)) == {}
    assert planned(week).committed == 1


async def test_done_takes_two_keys_and_a_done_card_steps_back(week: Week) -> None:
    planning.add(week.desk(), "call corto today")
    async with opened(week) as pilot:
        await keys(pilot, "space", "1")
    [card] = [card for day in planned(week).days for card in day.cards]
    assert (card.state, card.outcome) == ("done", "reached")


async def test_somebody_elses_week_can_be_looked_at_but_not_promised(week: Week) -> None:
    planning.add(week.desk("Ben"), "call gale thu")
    async with opened(week, who="Mia") as pilot:
        await keys(pilot, "w")
        text = screen_text(pilot.app)
        assert "Ben Okafor" in text
        digit = next(line for line in text.splitlines() if "Ben Okafor" in line).strip(" ▌│▏").split()[0]
        await keys(pilot, digit)
        assert "Gale expansion" in screen_text(pilot.app)
        await keys(pilot, "C")
        assert "Only the rep commits" in screen_text(pilot.app)


async def test_what_another_window_plans_appears_by_itself(week: Week) -> None:
    async with opened(week) as pilot:
        planning.add(week.desk(), "demo birch thu")
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        screen.poll()
        await settled(pilot)
        assert screen.view is not None
        assert on_days(screen.view) == {THURSDAY: ["demo Birch pilot"]}


async def test_the_narrow_week_shows_the_chosen_day_as_a_list(week: Week) -> None:
    planning.add(week.desk(), "call corto tue")
    async with opened(week, size=(80, 24)) as pilot:
        await keys(pilot, "right")
        text = screen_text(pilot.app)
        assert "Corto upgrade" in text
        assert "Needs attention" in text
        assert all(len(line) <= 80 for line in text.splitlines())


async def test_a_hostile_name_is_only_text_in_the_week(week: Week) -> None:
    planning.add(week.desk(), 'call "Frost [/] contract" tue')
    async with opened(week) as pilot:
        assert "Frost [/]" in screen_text(pilot.app)


@pytest.mark.slow
async def test_leaving_waits_for_what_was_decided(week: Week) -> None:
    planning.add(week.desk(), "call corto tue")
    async with opened(week) as pilot:
        assert isinstance(pilot.app, SprintSales)
        await pilot.press("right", "greater_than_sign", "q")
        await settled(pilot)
    assert on_days(planned(week)) == {WEDNESDAY: ["call Corto upgrade"]}


@pytest.mark.parametrize("size", [(140, 40), (80, 24)])
async def test_entered_by_its_tab_the_keys_are_in_the_week(week: Week, size: tuple[int, int]) -> None:
    planning.add(week.desk(), "call corto today")
    settings = Settings(database=str(week.database.path), user="Ana", clock=Clock(MONDAY))
    app = opening_on("today")(settings)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        await keys(pilot, "2")
        screen = app.screen
        assert isinstance(screen, PlanScreen)
        assert not screen.in_needs
        app.office.close()


async def test_keys_in_the_attention_pane_never_touch_the_card_that_rests_in_the_week(week: Week) -> None:
    planning.add(week.desk(), "call corto today")
    async with opened(week) as pilot:
        await keys(pilot, "tab", "x")
        assert on_days(planned(week)) == {MONDAY: ["call Corto upgrade"]}


@pytest.mark.slow
async def test_an_act_from_before_the_program_was_started_is_undone_only_after_a_question(week: Week) -> None:
    planning.add(week.desk(), "call corto tue")
    async with opened(week) as pilot:
        await keys(pilot, "right", "greater_than_sign", "u")
        assert on_days(planned(week)) == {TUESDAY: ["call Corto upgrade"]}
        await keys(pilot, "u")
        assert "“planned call Corto upgrade, Tue 17 Nov”" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert on_days(planned(week)) == {TUESDAY: ["call Corto upgrade"]}
        await keys(pilot, "u", "y")
    assert on_days(planned(week)) == {}


async def test_the_week_is_copied_as_the_command_prints_it(week: Week) -> None:
    planning.add(week.desk(), "call corto tue")
    async with opened(week) as pilot:
        await keys(pilot, "y")
        assert "| call | Corto upgrade |" in pilot.app.clipboard
