"""Journeys through the KPIs screen on a real file: walking the cells, periods and cuts, a number explained, the table taken elsewhere."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.storage import rows, tables
from sprintsales.storage.persons import remember
from sprintsales.ui.app import SprintSales
from sprintsales.ui.screens.deals import DealsScreen
from sprintsales.ui.screens.kpis import KpisScreen
from sprintsales.ui.widgets.cell_grid import Cell
from sprintsales.ui.widgets.lines import Lines
from sprintsales.ui.widgets.sparkline import sparkline
from tests.services import week as built
from tests.services.week import MONDAY
from tests.ui import day
from tests.ui.day import BEFORE, HOSTILE, LONG_NAME, keys, opened, refused, told
from tests.ui.snapshot import check_snapshot, live_links, screen_text

SIZES = {"140x40": (140, 40), "120x40": (120, 40), "80x24": (80, 24)}


def screen(pilot: Pilot[Any]) -> KpisScreen:
    """The screen, dialogs apart."""
    return next(one for one in pilot.app.screen_stack if isinstance(one, KpisScreen))


def focused(pilot: Pilot[Any]) -> str:
    """Which part of the screen the keys go to."""
    return (pilot.app.focused.id or "") if pilot.app.focused is not None else ""


def cell(pilot: Pilot[Any]) -> Cell:
    """The cell under the cursor."""
    found = screen(pilot).grid.cell
    assert found is not None
    return found


def status(pilot: Pilot[Any]) -> str:
    """What the line under the table says."""
    return screen(pilot).query_one("#status", Lines)._given[0].plain


async def stand_on(pilot: Pilot[Any], row: str, column: str) -> None:
    """Put the cursor on a cell."""
    screen(pilot).grid.stand_on(row, column)
    await pilot.pause()
    assert cell(pilot) == Cell(row, column)


def set_goals(path: Path) -> None:
    """What Ana and the team owe the month."""
    desk = day.desk(path, "Mia")
    for metric, commit, who in (("calls_made", 30, 2), ("calls_made", 60, None), ("won_value", 40_000, 2), ("contact_rate", "0.4", 2)):
        set_goal(desk, GoalWish(str(metric), "month", BEFORE, Decimal(commit), member_id=who))
    desk.database.close()


def crowd(path: Path) -> None:
    """Twenty more people, two of them hard to draw."""
    desk = day.desk(path, "Mia")

    def fill(session: Any) -> None:
        connection, team = session.connection(), desk.team.id
        names = [HOSTILE, LONG_NAME, *(f"Rep {number:02d} Nachname" for number in range(18))]
        for name in names:
            member = rows.add(session, tables.Member(team_id=team, name_id=remember(connection, team, "name", name), function="ae"))
            rows.add(session, tables.Membership(team_id=team, member_id=member, role="rep"))
            work = tables.Activity(
                team_id=team, type_id=1, owner_id=member, state="done", done_on=MONDAY, quantity_planned=member * 900,
                quantity_done=member * 900, outcome="reached",
            )  # fmt: skip
            rows.add(session, work)

    desk.write(desk.act("test", "hired"), fill)
    desk.database.close()


# As it looks.


@pytest.mark.parametrize("size", SIZES)
async def test_the_running_month_by_rep_with_goal_and_trend(wednesday: Path, size: str) -> None:
    set_goals(wednesday)
    async with opened(wednesday, "kpis", size=SIZES[size]) as pilot:
        assert "last 8 months" in screen_text(pilot.app) or size == "80x24"
        check_snapshot(pilot.app, f"kpis-{size}")


@pytest.mark.parametrize("size", ["140x40", "80x24"])
async def test_a_number_explains_itself(wednesday: Path, size: str) -> None:
    set_goals(wednesday)
    async with opened(wednesday, "kpis", size=SIZES[size]) as pilot:
        await stand_on(pilot, "2", "contact_rate")
        await keys(pilot, "enter")
        check_snapshot(pilot.app, f"kpis-explained-{size}")
        await keys(pilot, "escape")
        assert focused(pilot) == "grid"


@pytest.mark.slow
@pytest.mark.parametrize("size", ["140x40", "80x24"])
async def test_a_crowd_says_how_many_more_there_are_and_no_name_breaks_a_row(wednesday: Path, size: str) -> None:
    crowd(wednesday)
    async with opened(wednesday, "kpis", who="Mia", size=SIZES[size]) as pilot:
        check_snapshot(pilot.app, f"kpis-crowded-{size}")
        await keys(pilot, *["down"] * 21, "enter")
        assert not live_links(pilot.app)
        await keys(pilot, "escape", "down", "down")
        assert cell(pilot).row == "total", "the team's row is the last stop"


async def test_a_period_without_anything_says_what_to_do(tmp_path: Path) -> None:
    built.make(tmp_path / "empty.db")
    async with opened(tmp_path / "empty.db", "kpis", size=SIZES["80x24"], on=MONDAY) as pilot:
        await keys(pilot, "v", "6", "p", "p", "left_square_bracket")
        assert "Nothing to count in this period." in screen_text(pilot.app)
        check_snapshot(pilot.app, "kpis-empty-80x24")


async def test_signs_by_letters_take_the_same_places(wednesday: Path) -> None:
    async with opened(wednesday, "kpis", size=SIZES["80x24"], signs="ascii") as pilot:
        check_snapshot(pilot.app, "kpis-80x24-ascii")


# Walking, periods, cuts.


async def test_the_cursor_starts_on_me_pages_columns_and_says_why_there_is_no_number(wednesday: Path) -> None:
    async with opened(wednesday, "kpis", size=SIZES["80x24"]) as pilot:
        assert cell(pilot) == Cell("2", "calls_made")
        await keys(pilot, *["right"] * 4)
        assert "← 5–8 of" in screen_text(pilot.app)
        assert "Ana Ruiz" in screen_text(pilot.app), "the name stays"
        await stand_on(pilot, "2", "say_do")
        assert "no number: nothing was promised in a closed sprint" in status(pilot)
        await keys(pilot, "ctrl+r")
        assert cell(pilot) == Cell("2", "say_do"), "reading again moves nothing"


@pytest.mark.slow
async def test_periods_change_by_a_key_and_end_at_the_running_one(wednesday: Path) -> None:
    async with opened(wednesday, "kpis") as pilot:
        await keys(pilot, "left_square_bracket")
        assert "Oct 2026" in screen_text(pilot.app)
        await keys(pilot, "right_square_bracket", "right_square_bracket")
        assert "Nov 2026" in screen_text(pilot.app)
        assert "running one" in told(pilot)[-1]
        await keys(pilot, "p")
        assert "Quarter 4" in screen_text(pilot.app)
        await keys(pilot, "P", "P", "P")
        assert "last 8 sprints" in screen_text(pilot.app)


async def test_figures_are_cut_another_way_from_the_same_cell_on(wednesday: Path) -> None:
    async with opened(wednesday, "kpis") as pilot:
        await stand_on(pilot, "total", "calls_made")
        await keys(pilot, "v", "9")
        assert "by stage" in screen_text(pilot.app)
        assert "Negotiation" in screen_text(pilot.app)
        assert cell(pilot) == Cell("total", "calls_made")


@pytest.mark.slow
async def test_somebody_elses_row_is_gone_to_by_whose(wednesday: Path) -> None:
    async with opened(wednesday, "kpis") as pilot:
        await keys(pilot, "w", "2")
        assert cell(pilot).row == "3"


async def test_a_click_stands_on_a_cell_and_a_second_one_explains_it(wednesday: Path) -> None:
    async with opened(wednesday, "kpis") as pilot:
        grid = screen(pilot).grid.grid
        assert grid is not None
        second = grid.columns[1].key
        await pilot.click("#grid", offset=(44, 5))
        assert cell(pilot) == Cell("3", second)
        await pilot.click("#grid", offset=(30, 9))
        assert cell(pilot).row == "total", "beneath the rule"
        await pilot.click("#grid", offset=(44, 3), times=2)
        await keys(pilot)
        assert cell(pilot) == Cell("2", second)
        assert screen(pilot).has_class("-explained")
        await pilot.resize_terminal(80, 24)
        await keys(pilot)
        assert focused(pilot) == "drawer", "where there is room for one thing, that has the keys"
        await keys(pilot, "escape")
        assert focused(pilot) == "grid"


# Explaining.


@pytest.mark.slow
async def test_the_drawer_follows_the_cursor_and_opens_the_deal_of_a_row(wednesday: Path) -> None:
    async with opened(wednesday, "kpis") as pilot:
        await stand_on(pilot, "2", "open_count")
        await keys(pilot, "e", "tab", "up")
        await keys(pilot, "left")
        found = screen(pilot).drawer.explained
        assert found is not None
        assert (found.row.key, found.kpi.key) == cell(pilot), "another cell is explained"
        await stand_on(pilot, "2", "open_count")
        await keys(pilot, "tab", "enter")
        assert isinstance(pilot.app.screen, DealsScreen)
        assert (pilot.app.screen.words or "").strip() == f"#{screen_of_kpis(pilot).drawer.rows[0].deal_id}"


def screen_of_kpis(pilot: Pilot[Any]) -> KpisScreen:
    """The KPIs screen behind its tab."""
    assert isinstance(pilot.app, SprintSales)
    return next(one for one in pilot.app._opened if isinstance(one, KpisScreen))


async def test_what_somebody_else_does_is_counted_under_an_open_drawer(wednesday: Path) -> None:
    async with opened(wednesday, "kpis") as pilot:
        await keys(pilot, "enter")
        before = screen(pilot).drawer.explained
        ana: Desk = day.desk(wednesday)
        from sprintsales.services.tracking import log

        log(ana, "call birch reached")
        ana.database.close()
        screen(pilot).poll()
        await keys(pilot, "down")
        after = screen(pilot).drawer.explained
        assert before is not None
        assert after is not None
        assert after.figure.n == before.figure.n + 1


# Elsewhere.


async def test_the_table_is_copied_as_markdown_and_a_number_with_its_rows_and_its_command_from_its_drawer(
    wednesday: Path, tmp_path: Path
) -> None:
    async with opened(wednesday, "kpis") as pilot:
        await keys(pilot, "y")
        assert pilot.app.clipboard.startswith("# Nordwind")
        assert "| Ana Ruiz |" in pilot.app.clipboard
        assert "8 figures of 2 rows" in told(pilot)[-1]
        assert pilot.app.clipboard.splitlines()[2].count("|") == 10, "what is seen is copied"
        await keys(pilot, "enter", "y")
        found = screen(pilot).drawer.explained
        assert found is not None
        assert pilot.app.clipboard.startswith(f"# {found.kpi.title[:1].upper()}{found.kpi.title[1:]} · ")
        assert pilot.app.clipboard.count("\n| ") == found.total_rows + 1, "one line for each row behind it, and their heads"
        await keys(pilot, "Y")
        assert pilot.app.clipboard.startswith("sprintsales --today 2026-11-18 kpis --period month")
        path = tmp_path / "rows.csv"
        await keys(pilot, "E")
        await give(pilot, str(path))
        assert len(list(csv.reader(path.open()))) == found.total_rows + 1


async def test_the_table_is_written_into_a_file_that_is_never_overwritten_unasked(wednesday: Path, tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    async with opened(wednesday, "kpis") as pilot:
        await keys(pilot, "E")
        assert pilot.app.screen.query_one("#text", Input).value == "kpis-month-2026-11-01-by-rep.csv"
        await give(pilot, str(path))
        assert json.loads(path.read_text())["schema"] == "sprintsales.kpis/1"
        path.write_text("mine")
        await keys(pilot, "E")
        await give(pilot, str(path))
        assert "already there" in screen_text(pilot.app)
        await keys(pilot, "n", "escape")
        assert path.read_text() == "mine"
        await keys(pilot, "E")
        await give(pilot, str(path))
        await keys(pilot, "y")
        assert path.read_text() != "mine"
        assert not refused(pilot)


async def give(pilot: Pilot[Any], text: str) -> None:
    """Write TEXT into the dialog that is open and give it."""
    pilot.app.screen.query_one("#text", Input).value = text
    await keys(pilot, "enter")


def test_a_trend_leaves_a_place_empty_where_there_is_no_number_and_starts_at_nought() -> None:
    drawn = sparkline((None, 0, 1, 4, None, 8), 8.0, last="$success")
    assert drawn.plain == " ▁▂▅ █"
    assert [span.style for span in drawn.spans] == ["$trend", "$success"]


async def test_rows_are_sorted_by_a_key_or_a_click_on_a_head_filtered_by_words_and_cut_twice(wednesday: Path) -> None:
    set_goals(wednesday)
    async with opened(wednesday, "kpis", who="Mia") as pilot:
        names = listed(pilot)
        await stand_on(pilot, "2", "calls_made")
        await keys(pilot, "s")
        assert "Calls ↓" in screen_text(pilot.app)
        highest = listed(pilot)
        await keys(pilot, "s")
        assert listed(pilot) == highest[::-1]
        assert cell(pilot).row == "2", "the cursor stays with its row"
        await pilot.click("#grid", offset=(28, 1))
        await keys(pilot)
        assert listed(pilot) == names
        await keys(pilot, "slash", *"ben", "enter")
        assert listed(pilot) == ["Ben Okafor"]
        assert "1 of 2, total of all" in screen_text(pilot.app)
        await keys(pilot, "escape", "V", "9")
        assert len(listed(pilot)) > len(names)
        assert "by rep and stage" in screen_text(pilot.app)


def listed(pilot: Pilot[Any]) -> list[str]:
    """The rows as they stand."""
    grid = screen(pilot).grid.grid
    assert grid is not None
    return [row.name.plain for row in grid.rows]


async def test_a_week_stands_beside_what_the_quarter_has_brought_to_date(wednesday: Path) -> None:
    async with opened(wednesday, "kpis", who="Mia") as pilot:
        await keys(pilot, "P", "P")
        assert "outcomes quarter 4 to date" in screen_text(pilot.app)
        await stand_on(pilot, "total", "won_value")
        assert "Quarter 4 to date" in status(pilot)
        await keys(pilot, "enter")
        found = screen(pilot).drawer.explained
        assert found is not None
        assert "--period quarter" in found.command
        assert found.figure == found.row.figures["won_value"]
