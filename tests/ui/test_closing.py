"""Journeys through the Closing screen on a real file: when deals can close, what closes each week, and the clean-up pass."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.domain.closing import cell_sums
from sprintsales.domain.periods import Period
from sprintsales.services.dealing import add_deal, deal_named, set_fields
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.planning import add
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.closing import closing_view
from sprintsales.services.views.closing_board import closing_board
from sprintsales.services.views.closing_goals import PeriodGoal
from sprintsales.services.views.forecast import forecast_view
from sprintsales.ui.screens.closing import ClosingScreen
from tests.places import Place, Template
from tests.services.week import WEDNESDAY, Week, prepared
from tests.ui.day import HOSTILE, LONG_NAME, desk, keys, told
from tests.ui.deals_seen import NARROW, answer, deal, names
from tests.ui.deals_seen import on_closing as opened
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, live_links, screen_text


def shown(pilot: Pilot[Any]) -> ClosingScreen:
    """The screen, dialogs apart."""
    screen = next(one for one in pilot.app.screen_stack if isinstance(one, ClosingScreen))
    assert isinstance(screen, ClosingScreen)
    return screen


async def stand_on(pilot: Pilot[Any], name: str) -> None:
    """Put the cursor on a deal."""
    shown(pilot).deals.place_cursor(names(pilot).index(name))
    await settled(pilot)


def row(pilot: Pilot[Any], word: str) -> str:
    """The first row of the screen that holds a word."""
    return next(line for line in screen_text(pilot.app).splitlines() if word in line)


def with_dates(week: Week) -> None:
    """Agreements, moves, a date in the past, a goal and work: one deal for each thing a timeline can show."""
    before, path = date(2026, 11, 3), week.database.path
    ana, ben, mia = (desk(path, who, before) for who in ("Ana", "Ben", "Mia"))
    set_fields(ana, deal_named(ana, "Acme renewal"), {"agreement_on": "2026-11-26", "close_on": "2026-12-02"}, reason="legal review")
    set_fields(ana, deal_named(ana, "Birch pilot"), {"close_on": "2026-12-10"})
    set_fields(ben, deal_named(ben, "Gale expansion"), {"agreement_on": "2026-12-15"})
    add_deal(ben, "Kestrel", {"value": "31000", "close_on": "2026-11-13", "stage": "Proposal"})
    set_goal(mia, GoalWish("won_value", "month", date(2026, 1, 1), Decimal(100_000)))
    today = desk(path, "Ana")
    for text in ("call acme renewal fri", "meeting corto thu"):
        add(today, text)
    for one in (ana, ben, mia, today):
        one.database.close()


@pytest.fixture(scope="session")
def week_template(place: Place) -> Template:
    """The team with these, to be copied."""
    return prepared(place, "with_dates", with_dates)


@pytest.fixture
def dated(week: Week) -> Week:
    """The team with these in a database of its own."""
    return week


async def test_the_screen_at_140_columns(dated: Week) -> None:
    async with opened(dated) as pilot:
        check_snapshot(pilot.app, "closing-140x40")


async def test_the_screen_at_80_columns(dated: Week) -> None:
    async with opened(dated, size=NARROW) as pilot:
        check_snapshot(pilot.app, "closing-80x24")


async def test_the_screen_at_120_columns(dated: Week) -> None:
    async with opened(dated, size=(120, 40)) as pilot:
        await stand_on(pilot, "Frost [/] contract")
        check_snapshot(pilot.app, "closing-120x40")


@pytest.mark.slow
async def test_a_crowded_list_on_a_plain_terminal(dated: Week) -> None:
    ben = desk(dated.database.path, "Ben")
    for number in range(30):
        day = WEDNESDAY + timedelta(days=9 * number)
        add_deal(ben, f"{LONG_NAME} {number}", {"value": str(1000 + 40_000 * number), "close_on": day.isoformat(), "stage": "Proposal"})
    add_deal(ben, HOSTILE, {"value": "99999999", "close_on": "2026-11-19", "agreement_on": "2026-11-19", "stage": "Proposal"})
    ben.database.close()
    async with opened(dated, size=NARROW, signs="ascii") as pilot:
        await keys(pilot, "down", "down")
        assert "more" in screen_text(pilot.app)
        assert live_links(pilot.app) == []
        check_snapshot(pilot.app, "closing-crowded-80x24-ascii")
        await keys(pilot, "end")
        assert names(pilot)[-1] == "Frost [/] contract"
        assert row(pilot, "Frost").startswith("|")


@pytest.mark.slow
async def test_where_many_dates_are_past_one_sentence_says_so_and_the_list_begins_with_what_can_still_close(dated: Week) -> None:
    ben = desk(dated.database.path, "Ben", date(2026, 11, 3))
    for number in range(12):
        add_deal(ben, f"Stale {number}", {"value": "1000", "close_on": f"2026-11-{number + 4:02d}", "stage": "Proposal"})
    ben.database.close()
    async with opened(dated) as pilot:
        assert "✗ 13 of 21 close dates are past  €43k" in screen_text(pilot.app)
        assert "Stale 0 " not in screen_text(pilot.app)
        assert row(pilot, "▌·").startswith("▌· Corto upgrade")
        await keys(pilot, "home")
        assert row(pilot, "▌✗").startswith("▌✗ Stale 0")
        await keys(pilot, "c")
        assert "Clean up  Close date is past  13 left" in screen_text(pilot.app)


async def test_a_rep_begins_with_the_own_deals_and_the_own_figures(dated: Week) -> None:
    async with opened(dated, who="Ana") as pilot:
        assert "Gale expansion" not in names(pilot)
        assert "Ana Ruiz ▾" in screen_text(pilot.app)
        assert "Forecast of Ana Ruiz" in screen_text(pilot.app)
        assert "no goal on won value" in screen_text(pilot.app)
        await keys(pilot, "f3")
        assert "Gale expansion" in names(pilot)
        assert "Forecast of team Nordwind" in screen_text(pilot.app)


@pytest.mark.slow
async def test_one_person_is_chosen_by_name(dated: Week) -> None:
    async with opened(dated) as pilot:
        await keys(pilot, "w")
        choices = screen_text(pilot.app)
        assert "Whose deals?" in choices
        await keys(pilot, next(line.split("Ben")[0].split()[-1] for line in choices.splitlines() if "Ben Okafor" in line))
        assert set(names(pilot)) == {"Kestrel", "Acme spare parts", "Gale expansion", "Hansa rollout"}
        assert "Forecast of Ben Okafor" in screen_text(pilot.app)


@pytest.mark.slow
async def test_what_is_filtered_has_its_own_sums_and_no_goal(dated: Week) -> None:
    async with opened(dated) as pilot:
        assert "goal €24k" in screen_text(pilot.app)
        await keys(pilot, "slash", *"flag:uncov", "enter")
        assert names(pilot) == ["Acme spare parts"]
        assert "1 of 9 deals" in screen_text(pilot.app)
        assert "of the deals shown" in screen_text(pilot.app)
        assert "€103k" not in screen_text(pilot.app)
        await keys(pilot, "escape")
        assert len(names(pilot)) == 9
        assert "goal €24k" in screen_text(pilot.app)


@pytest.mark.slow
async def test_words_that_nothing_fits_say_the_way_back(dated: Week) -> None:
    async with opened(dated) as pilot:
        await keys(pilot, "slash", *"zzz")
        assert "No open deal fits these words." in screen_text(pilot.app)
        await keys(pilot, "escape")
        assert len(names(pilot)) == 9


async def test_the_weeks_move_and_become_months_and_quarters(dated: Week) -> None:
    async with opened(dated) as pilot:
        assert row(pilot, "Hansa").find("›") > 0
        await keys(pilot, "right", "right")
        assert "30     7" in row(pilot, "What to know")
        assert "‹" in row(pilot, "Corto")
        await keys(pilot, "z")
        assert "▸Nov   Dec" in row(pilot, "What to know")
        assert "●" in row(pilot, "Hansa")
        assert "Closing per month" in screen_text(pilot.app)
        assert "€1.24M" in row(pilot, "!€21k")
        await keys(pilot, "z")
        assert "O–D’26" in row(pilot, "What to know")
        await keys(pilot, "0")
        assert "16 now" in row(pilot, "What to know")


async def test_the_deal_under_the_cursor_says_which_rule_it_breaks_and_what_cures_it(dated: Week) -> None:
    async with opened(dated) as pilot:
        await stand_on(pilot, "Gale expansion")
        text = screen_text(pilot.app)
        assert "≠ Agreement is dated 11 days after the close." in text
        assert "→ Bring the agreement forward, or move the close date behind it." in text


async def test_enter_opens_the_deal_beside_the_timeline_and_esc_closes_it(dated: Week) -> None:
    async with opened(dated) as pilot:
        await stand_on(pilot, "Acme renewal")
        await keys(pilot, "enter")
        assert "“legal review”" in screen_text(pilot.app)
        assert "Open deals" in screen_text(pilot.app)
        await keys(pilot, "right")
        assert "after the close date" in row(pilot, "§ Tue 15 Dec")
        await keys(pilot, "escape")
        assert "“legal review”" not in screen_text(pilot.app)
        assert shown(pilot).deals.has_focus


@pytest.mark.slow
async def test_a_deal_opened_again_stands_as_it_was_left_by_others_and_by_oneself(dated: Week) -> None:
    async with opened(dated) as pilot:
        await stand_on(pilot, "Gale expansion")
        await keys(pilot, "enter", "escape")
        ben = dated.desk("Ben", on=WEDNESDAY)
        set_fields(ben, deal_named(ben, "Gale expansion"), {"value": "52111"})
        shown(pilot).poll()
        await settled(pilot)
        await keys(pilot, "enter")
        assert "€52,111" in screen_text(pilot.app)  # the list beside it says €52k
        await keys(pilot, "escape", "v")
        await answer(pilot, "53222")
        await keys(pilot, "enter")
        assert "€53,222" in screen_text(pilot.app)


async def test_a_close_date_moves_with_its_reason_and_the_timeline_with_it(dated: Week) -> None:
    async with opened(dated) as pilot:
        await stand_on(pilot, "Acme spare parts")
        await keys(pilot, "d")
        await answer(pilot, "2026-12-09")
        assert "14 days later: why?" in screen_text(pilot.app)
        await keys(pilot, "2")
        assert deal(dated, "Acme spare parts").deal.close_on == date(2026, 12, 9)
        assert "○╌╌╌╌╌╌╌╌╌╌╌╌╌●" in row(pilot, "Acme spare parts")
        await keys(pilot, "u")
        assert deal(dated, "Acme spare parts").deal.close_on == date(2026, 11, 25)
        assert "╌" not in row(pilot, "Acme spare parts")


async def test_a_deal_marked_lost_leaves_the_timeline_and_undo_brings_it_back(dated: Week) -> None:
    async with opened(dated) as pilot:
        await stand_on(pilot, "Kestrel")
        await keys(pilot, "S", "6", "2")
        assert deal(dated, "Kestrel").deal.outcome == "lost"
        assert "Kestrel" not in names(pilot)
        await keys(pilot, "u")
        assert "Kestrel" in names(pilot)


async def test_a_next_step_is_planned_where_the_flag_asks_for_it(dated: Week) -> None:
    async with opened(dated, size=NARROW) as pilot:
        await stand_on(pilot, "Acme spare parts")
        await keys(pilot, "p")
        number = deal(dated, "Acme spare parts").deal.id
        assert pilot.app.screen.query_one("#text", Input).value == f"call #{number} "
        await answer(pilot, f"call #{number} fri")
        assert "no plan" not in screen_text(pilot.app)
        assert "1 has no date" in screen_text(pilot.app)


@pytest.mark.slow
async def test_the_clean_up_goes_from_kind_to_kind_and_a_cured_deal_leaves(dated: Week) -> None:
    async with opened(dated) as pilot:
        await keys(pilot, "c")
        assert names(pilot) == ["Kestrel"]
        assert "Clean up  Close date is past  1 left" in screen_text(pilot.app)
        check_snapshot(pilot.app, "closing-clean-up-140x40")
        await keys(pilot, "d")
        await answer(pilot, "2026-11-02")
        assert "dates: give a day from today on." in screen_text(pilot.app)
        await answer(pilot, "2026-12-18")
        await keys(pilot, "1")
        assert names(pilot) == []
        assert "€31k" in row(pilot, "!€9,400")
        assert "✓ None of this kind is left." in screen_text(pilot.app)
        await keys(pilot, "u")
        assert names(pilot) == ["Kestrel"]
        await keys(pilot, "c")
        assert "No close date" in screen_text(pilot.app)
        assert names(pilot) == ["Frost [/] contract"]
        await keys(pilot, "c", "c", "c")
        assert "No value  1 left" in screen_text(pilot.app)
        await keys(pilot, "c")
        assert told(pilot)[-1] == "The clean-up is through."
        assert len(names(pilot)) == 9


async def test_somebody_without_deals_is_told_what_to_do(dated: Week) -> None:
    async with opened(dated, who="Vic") as pilot:
        await keys(pilot, "slash", *"rep:mia")
        assert names(pilot) == []
        check_snapshot(pilot.app, "closing-nothing-140x40")


def test_the_weeks_of_the_board_are_those_of_the_report(dated: Week) -> None:
    seat = dated.desk("Mia", on=WEDNESDAY)
    with seat.database.read() as connection:
        report, board = closing_view(connection, seat), closing_board(connection, seat)
    cells = [board.cell(one.start, "week") for one in report.weeks]
    sums = cell_sums(board.dues(board.index.lines), cells, board.index.as_of)
    assert [(one.count, one.value, one.uncovered) for one in sums] == [(one.count, one.value, one.uncovered) for one in report.weeks]


def test_the_outlooks_of_the_board_are_those_of_the_command(dated: Week) -> None:
    seat = dated.desk("Mia", on=WEDNESDAY)
    with seat.database.read() as connection:
        for said in (None, "ben"):
            board = closing_board(connection, seat, said)
            for one in board.outlooks:
                asked = AskedPeriod(one.kind, one.forecast.period)
                assert one.forecast == forecast_view(connection, seat, asked, member_id=board.goals.member_id).outlook


def test_a_week_owes_its_working_days_part_of_the_months_it_touches(dated: Week) -> None:
    seat = dated.desk("Mia", on=WEDNESDAY)
    with seat.database.read() as connection:
        goals = closing_board(connection, seat).goals
    november, between = Period(date(2026, 11, 16), date(2026, 11, 23)), Period(date(2026, 11, 30), date(2026, 12, 7))
    assert goals.of(november, "week") == PeriodGoal(23_809_52, "month")  # 5 of the 21 working days of November
    assert goals.of(between, "week") == PeriodGoal(22_153_21, "month")  # 1 of 21, and 4 of the 23 of December
    assert goals.of(Period(date(2026, 10, 1), date(2027, 1, 1)), "quarter") == PeriodGoal(300_000_00)
    assert goals.of(Period(date(2025, 11, 17), date(2025, 11, 24)), "week") is None
