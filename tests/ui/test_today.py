"""Journeys through the Today screen, by keys alone, on a real file: what a rep sees and does on a Wednesday."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from sprintsales.services.dealing import add_deal
from sprintsales.services.planning import add
from sprintsales.services.tracking import Report, done
from sprintsales.services.views.today import item_detail, today_view
from sprintsales.ui.dialogs.ask_choice import AskChoice
from sprintsales.ui.screens.day_list import DayList
from sprintsales.ui.screens.empty_day import EmptyDay
from sprintsales.ui.screens.item_detail import ItemDialog
from sprintsales.ui.screens.plan import PlanScreen
from sprintsales.ui.screens.today import TodayScreen
from tests.services.week import MONDAY, WEDNESDAY
from tests.ui import day
from tests.ui.day import keys, opened, stand_on, the, told
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, live_links, screen_text

SIZES = {"140x40": (140, 40), "120x40": (120, 40), "80x24": (80, 24)}


def screen(pilot: Pilot[None]) -> TodayScreen:
    found = pilot.app.screen_stack[0]
    assert isinstance(found, TodayScreen)
    return found


def cursor(pilot: Pilot[None]) -> str:
    """The name under the cursor."""
    row = screen(pilot).query_one("#list", DayList).row_under_cursor()
    return row.name if row is not None else ""


def shown_detail(pilot: Pilot[None]) -> str:
    """What stands in the panel beside the list."""
    return "\n".join(row[94:] for row in screen_text(pilot.app).splitlines()[7:38])


@pytest.mark.parametrize("size", SIZES)
async def test_a_day_reads_in_order_of_time_and_value_at_risk(wednesday: Path, size: str) -> None:
    async with opened(wednesday, size=SIZES[size]) as pilot:
        await keys(pilot, "down", "down", "down")
        assert cursor(pilot) == "Corto upgrade"
        check_snapshot(pilot.app, f"today-{size}")


async def test_signs_by_letters_take_the_same_places(wednesday: Path) -> None:
    async with opened(wednesday, size=(80, 24), signs="ascii") as pilot:
        check_snapshot(pilot.app, "today-80x24-ascii")


@pytest.mark.parametrize("size", ["140x40", "80x24"])
async def test_an_empty_day_says_so_and_offers_ways_to_start_with_a_real_suggestion(tmp_path: Path, size: str) -> None:
    day.make_empty(tmp_path / "empty.db")
    async with opened(tmp_path / "empty.db", size=SIZES[size]) as pilot:
        assert isinstance(pilot.app.focused, EmptyDay)
        assert "Orban Textil" in screen_text(pilot.app)
        check_snapshot(pilot.app, f"today-empty-{size}")


async def test_one_key_takes_the_suggestion_and_it_stands_on_today(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    day.make_empty(path)
    async with opened(path) as pilot:
        await keys(pilot, "p")
        assert cursor(pilot) == "Orban Textil"
        assert "all covered" not in screen_text(pilot.app)
        assert isinstance(pilot.app.focused, DayList)
        planned = the(day.desk(path), "Orban")
        assert (planned.planned_on, planned.is_open) == (WEDNESDAY, True)
        await keys(pilot, "u")
        assert isinstance(pilot.app.focused, EmptyDay)
    assert day.cards(day.desk(path)) == ()


async def test_enter_takes_the_way_under_the_cursor(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    day.make_empty(path)
    async with opened(path) as pilot:
        await keys(pilot, "down", "down", "enter")
        assert isinstance(pilot.app.screen, PlanScreen)


async def test_a_team_without_deals_is_told_of_the_sample(tmp_path: Path) -> None:
    day.make_empty(tmp_path / "empty.db")
    async with opened(tmp_path / "empty.db", who="Mia") as pilot:
        text = screen_text(pilot.app)
        assert "sprintsales demo" in text
        assert "Take a suggestion" not in text


async def test_keys_that_need_an_item_are_not_offered_on_an_empty_day(tmp_path: Path) -> None:
    day.make_empty(tmp_path / "empty.db")
    async with opened(tmp_path / "empty.db") as pilot:
        last = screen_text(pilot.app).splitlines()[-1]
        assert "done" not in last
        assert "add" in last
        await keys(pilot, "space", "m", "x")
        assert pilot.app.screen is screen(pilot)


async def test_a_crowded_day_keeps_its_list_and_says_how_much_more_there_is(wednesday: Path) -> None:
    ana = day.desk(wednesday)
    for number in range(30):
        add(ana, f"call acme renewal re number {number} today {8 + number // 4:02d}:{15 * (number % 4):02d}")
    ana.database.close()
    async with opened(wednesday) as pilot:
        check_snapshot(pilot.app, "today-crowded-140x40")
        await keys(pilot, "end")
        assert cursor(pilot) == "Acme renewal"
        assert "liked a post" in screen_text(pilot.app)
    async with opened(wednesday, size=(80, 24)) as pilot:
        check_snapshot(pilot.app, "today-crowded-80x24")


@pytest.mark.slow
async def test_a_hostile_name_is_only_a_name(wednesday: Path) -> None:
    ana = day.desk(wednesday)
    deal = add_deal(ana, day.HOSTILE, {"value": "1000"}).view.deal
    add(ana, f"call #{deal.id} re [bold]now[/] today 09:00")
    ana.database.close()
    for size in ((140, 40), (80, 24)):
        async with opened(wednesday, size=size) as pilot:
            await stand_on(pilot, the(day.desk(wednesday), "Free"))
            text = screen_text(pilot.app)
            assert "[/b][@click=app" in text
            assert "\x1b" not in text
            assert "\u202e" not in text
            assert live_links(pilot.app) == []
            await keys(pilot, "enter")
            assert live_links(pilot.app) == []
            await keys(pilot, "1")
            assert live_links(pilot.app) == []
            await keys(pilot, "u")


# The details.


async def test_the_details_follow_the_cursor(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        assert "waits for legal" in shown_detail(pilot).lower()
        await keys(pilot, "down", "down", "down")
        text = shown_detail(pilot)
        assert "Corto upgrade" in text
        assert "two seats short" in text
        assert "agreement Fri 20 Nov  in 2 d" in text
        assert "usual:" in text
        await keys(pilot, "end")
        assert "How it went" in shown_detail(pilot)


def test_the_details_of_an_item_read_alone_are_those_read_with_the_list(wednesday: Path) -> None:
    ana = day.desk(wednesday)
    with ana.database.read() as connection:
        for one in today_view(connection, ana).cards:
            assert item_detail(connection, ana, one.id) == today_view(connection, ana, selected_id=one.id).selected


async def test_a_change_saved_while_the_cursor_moves_is_not_lost(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        add(day.desk(wednesday), "call eder today 09:50")
        screen(pilot).refresh_data()
        await pilot.press("down", "down", "down")
        await settled(pilot)
        assert "09:50" in screen_text(pilot.app)
        assert cursor(pilot) in shown_detail(pilot)


async def test_the_whole_name_stands_in_the_details(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        first, second = day.LONG_NAME.split()
        assert first in shown_detail(pilot)
        assert second in shown_detail(pilot)
        assert "…" in screen_text(pilot.app).splitlines()[11]


async def test_moving_the_cursor_leaves_the_list_as_it_is(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        shown = screen(pilot).query_one("#list", DayList)
        lines = shown._all
        await keys(pilot, "down")
        assert shown._all is lines


async def test_enter_opens_the_details_on_a_small_screen_and_a_digit_there_says_how_it_went(wednesday: Path) -> None:
    async with opened(wednesday, size=(80, 24)) as pilot:
        await stand_on(pilot, the(day.desk(wednesday), "Corto"))
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, ItemDialog)
        check_snapshot(pilot.app, "today-detail-80x24")
        await keys(pilot, "1")
        assert the(day.desk(wednesday), "Corto").outcome == "reached"


async def test_a_finished_item_opens_without_a_question(wednesday: Path) -> None:
    async with opened(wednesday, size=(80, 24)) as pilot:
        await stand_on(pilot, the(day.desk(wednesday), "Birch"))
        await keys(pilot, "enter")
        text = screen_text(pilot.app)
        assert "wants new price by Thu" in text
        assert "1 sent" not in text
        await keys(pilot, "escape")
        assert pilot.app.screen is screen(pilot)


async def test_enter_on_a_wide_screen_asks_how_it_went(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, the(day.desk(wednesday), "Corto"))
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, AskChoice)
        assert "usual:" in screen_text(pilot.app)


# What changes while one looks.


async def test_the_cursor_goes_on_to_the_next_open_item_when_one_is_done(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, the(day.desk(wednesday), "Corto"))
        await keys(pilot, "space", "1")
        assert cursor(pilot) == "Acme renewal"
        assert "Acme renewal" in shown_detail(pilot)
        assert told(pilot)[-1].startswith("✓ Call Corto upgrade")


async def test_after_the_last_open_item_the_cursor_goes_back_to_one_before(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, the(day.desk(wednesday), "some day"))
        assert cursor(pilot) == "Lindqvist"
        await keys(pilot, "space", "1")
        assert cursor(pilot) == "freight forwarders, list B"


async def test_what_somebody_else_saves_is_shown_and_the_cursor_stays_on_its_item(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, the(day.desk(wednesday), "Corto"))
        other = day.desk(wednesday)
        add(other, "call eder today 09:50")
        done(other, the(other, "Lindqvist").id, Report(outcome="held"))
        screen(pilot).poll()
        await settled(pilot)
        assert cursor(pilot) == "Corto upgrade"
        assert "09:50" in screen_text(pilot.app)


async def test_a_manager_looks_at_the_day_of_a_rep(wednesday: Path) -> None:
    async with opened(wednesday, who="Mia") as pilot:
        assert "Nothing planned for today." in screen_text(pilot.app)
        await keys(pilot, "w", "2")
        text = screen_text(pilot.app)
        assert "Corto upgrade" in text
        assert "Ana Ruiz" in text.splitlines()[0]
        await keys(pilot, "w", "3")
        assert "Ben Okafor has nothing planned for today." in screen_text(pilot.app)


async def test_a_terminal_made_smaller_folds_the_details(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        assert "Why now" in screen_text(pilot.app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        text = screen_text(pilot.app)
        assert "Why now" not in text
        assert "enter: detail and outcome" in text
        await pilot.resize_terminal(140, 40)
        await settled(pilot)
        assert "Why now" in screen_text(pilot.app)


async def test_a_day_with_all_done_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    day.make_empty(path)
    ana = day.desk(path)
    done(ana, add(ana, "call acme renewal today").ids[0])
    ana.database.close()
    async with opened(path) as pilot:
        text = screen_text(pilot.app)
        assert "1 of 1 done · all done" in text
        assert "How it went" in text


async def test_a_line_without_a_day_is_planned_for_today(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await keys(pilot, "a", *"call eder", "enter")
        assert "Eder press line" in screen_text(pilot.app)
    ana = day.desk(wednesday)
    assert [one.planned_on for one in day.cards(ana) if one.title == "Eder press line" and one.state == "planned"] == [WEDNESDAY]
    assert MONDAY < WEDNESDAY
