"""Journeys through suggestions and proposals on the Plan screen: what the keys mark, accept and leave as it was."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from sprintsales.services import proposing
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import proposals
from sprintsales.ui.dialogs.clean_up import CleanUp
from sprintsales.ui.dialogs.suggest import Suggest
from sprintsales.ui.screens.plan import PlanScreen
from tests.services.week import TUESDAY, Week
from tests.ui.day import keys
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text
from tests.ui.test_plan import on_days, opened, planned, write_line

pytestmark = pytest.mark.slow


def states(desk: Desk) -> list[str]:
    with desk.database.read() as connection:
        return [row.state for row in proposals.proposals(connection, desk.team.id)]


async def test_marks_change_the_load_at_once_and_enter_plans_them_in_one_act(week: Week) -> None:
    async with opened(week, size=(80, 24)) as pilot:
        await keys(pilot, "s")
        assert "load 0.0 of 20.0 h" in screen_text(pilot.app)
        await keys(pilot, "space", "space")
        assert "load 1.0 of 20.0 h" in screen_text(pilot.app)
        assert "2 marked" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert planned(week).selling_used == 60
        await keys(pilot, "u")
    assert on_days(planned(week)) == {}


async def test_esc_leaves_everything_as_it_was_and_all_takes_what_fits(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "s", "space", "greater_than_sign", "escape")
        assert on_days(planned(week)) == {}
        await keys(pilot, "s", "A")
        view = planned(week)
        assert 0 < view.selling_used <= view.capacity.selling
        await keys(pilot, "s")
        assert not isinstance(pilot.app.screen, Suggest)
        assert "Nothing is suggested: all is covered." in screen_text(pilot.app)


async def test_the_day_is_changed_before_the_yes_and_a_click_marks(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "s")
        before = pilot.app.screen.query_one("#choices")
        await pilot.click("#choices", offset=(6, 1))
        await settled(pilot)
        assert "1 marked" in screen_text(pilot.app)
        assert before.has_focus
        await keys(pilot, "escape", "s")
        dialog = pilot.app.screen
        assert isinstance(dialog, Suggest)
        first = dialog.view.found.lines[0]
        await keys(pilot, "greater_than_sign", "enter")
    [day] = on_days(planned(week))
    assert day != first.day


async def test_what_is_turned_away_leaves_the_list_which_stays_open_and_comes_back(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")
    proposing.propose(mia, "email acme renewal tue", ana.me.id)
    async with opened(week, size=(80, 24)) as pilot:
        await keys(pilot, "s", "x")
        await keys(pilot, *"met", "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, Suggest)
        assert states(mia) == ["declined"]
        before = [one.what.key for one in dialog.view.found.lines]
        assert not any(key.startswith("proposal") for key in before)
        await keys(pilot, "x")
        assert [one.what.key for one in dialog.view.found.lines] == before[1:]
        assert "2 turned away" in screen_text(pilot.app)
        await keys(pilot, "escape", "s")
        dialog = pilot.app.screen
        assert isinstance(dialog, Suggest)
        assert [one.what.key for one in dialog.view.found.lines] == before[1:]
        await keys(pilot, "X")
        assert [one.what.key for one in dialog.view.found.lines] == before
        assert on_days(planned(week)) == {}


async def test_a_proposal_is_seen_declined_with_a_reason_and_the_manager_proposes_with_a(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")
    proposing.propose(mia, "call acme renewal tue 45m", ana.me.id, reason="board on Friday")
    async with opened(week) as pilot:
        assert "1 proposal" in screen_text(pilot.app)
        await keys(pilot, "s")
        assert "Mia Chef proposes: board on Friday" in screen_text(pilot.app)
        await keys(pilot, "x")
        await keys(pilot, *"met", "enter")
    assert states(mia) == ["declined"]
    async with opened(week, who="Mia") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        screen.office.who_id = ana.me.id
        await keys(pilot, "ctrl+r")
        await write_line(pilot, "call birch tue")
        await keys(pilot, *"why", "enter")
        await keys(pilot, "s")
        assert "waits for an answer" in screen_text(pilot.app)
        assert "declined on" in screen_text(pilot.app)
        await keys(pilot, "enter")
    assert states(mia) == ["withdrawn", "declined"]
    assert TUESDAY not in on_days(planned(week))


async def test_the_clean_up_goes_by_one_key_a_deal_and_one_undo_takes_all_of_it_back(week: Week) -> None:
    async with opened(week, size=(80, 24)) as pilot:
        await keys(pilot, "c")
        dialog = pilot.app.screen
        assert isinstance(dialog, CleanUp)
        total = len(dialog.view.deals)
        await keys(pilot, "k", "l", "z")
        assert "1 kept · 1 lost · 1 put off" in screen_text(pilot.app)
        await keys(pilot, "escape")
        assert "not saved: enter saves all, esc again forgets it" in screen_text(pilot.app)
        await keys(pilot, "enter", "c")
        after = pilot.app.screen
        assert isinstance(after, CleanUp)
        assert len(after.view.deals) <= total - 2
        await keys(pilot, "escape", "u", "c")
        again = pilot.app.screen
        assert isinstance(again, CleanUp)
        assert again.view.deals == dialog.view.deals


async def test_a_deal_is_put_off_from_its_line_of_attention(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "tab")
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        need = screen.chosen_need()
        assert need is not None
        await keys(pilot, "z")
        pilot.app.screen.query_one("#text", Input).value = "fri"
        await keys(pilot, "enter")
    assert need.deal_id not in {one.deal_id for one in planned(week).attention.lines}


async def test_a_line_of_attention_is_planned_once_however_fast_its_key_comes_again(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "tab")
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        need = screen.chosen_need()
        assert need is not None
        for _ in range(3):
            screen.action_plan_it()
        await settled(pilot)
        assert screen.view is not None
        cards = [card for day in screen.view.days for card in day.cards if card.deal_id == need.deal_id]
        assert len(cards) == 1
        assert need.deal_id not in {one.deal_id for one in screen.view.attention.lines}
