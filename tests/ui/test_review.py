"""Journeys through the Review screen: the steps of the meeting, other sprints, and a closed one as it was frozen."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sprintsales.services.closing_sprint import close_sprint
from sprintsales.services.dealing import set_fields
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.moving import drop
from sprintsales.services.tracking import log
from sprintsales.ui.screens.review import ReviewScreen
from sprintsales.ui.screens.review_parts import PARTS
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, NEXT_TUESDAY
from tests.ui import day
from tests.ui.day import desk, keys, opened, refused, told
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

SIZES = {"140x40": (140, 40), "120x40": (120, 40), "80x24": (80, 24)}


@pytest.fixture(scope="module")
def lived(day_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ana's week at its end: a deal won, one lost, dates moved over the end of the quarter and back, something dropped."""
    path = Path(shutil.copy(day_template, tmp_path_factory.mktemp("review") / "lived.db"))
    ana = desk(path, on=FRIDAY)
    set_fields(ana, 3, {"stage": "Won"})
    set_fields(ana, 2, {"close_on": "2027-01-29"}, reason="budget of next year")
    set_fields(ana, 4, {"close_on": "2026-12-18"}, reason="their line stands still")
    set_fields(ana, 1, {"close_on": "2026-12-11"})
    drop(ana, [day.the(ana, "Frost").id], "no budget")
    ana.database.close()
    return path


@pytest.fixture
def week_end(lived: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(lived, tmp_path / "review.db"))


@pytest.fixture
def closed(week_end: Path) -> Path:
    """The same, closed on the Monday after."""
    mia = desk(week_end, "Mia", on=NEXT_MONDAY)
    close_sprint(mia, MONDAY, goal_met=False)
    mia.database.close()
    return week_end


def shown(pilot: Pilot[Any]) -> ReviewScreen:
    """The screen."""
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_a_week_is_read_through(week_end: Path, size: str) -> None:
    async with opened(week_end, "review", who="Mia", on=FRIDAY, size=SIZES[size]) as pilot:
        check_snapshot(pilot.app, f"review-{size}")


async def test_small_terminals_show_one_step_at_a_time(week_end: Path) -> None:
    async with opened(week_end, "review", who="Mia", on=FRIDAY, size=SIZES["80x24"]) as pilot:
        for id_, *_ in PARTS[1:]:
            await keys(pilot, "right")
            check_snapshot(pilot.app, f"review-{id_}-80x24")
        await keys(pilot, "right")
        assert shown(pilot).at == len(PARTS) - 1
        await keys(pilot, *["left"] * 9)
        assert shown(pilot).at == 0


async def test_a_closed_sprint_shows_what_was_frozen_and_says_so(closed: Path) -> None:
    async with opened(closed, "review", who="Mia", on=NEXT_TUESDAY) as pilot:
        assert "Sprint 48 runs" in screen_text(pilot.app)
        await keys(pilot, "left_square_bracket", "right")
        screen = shown(pilot)
        assert screen.view is not None
        assert len(screen.view.review.digest or "") == 64
        review = replace(screen.view.review, digest="44989858" * 8)  # the picture is not about how a digest comes out
        screen.view = replace(screen.view, review=review)
        screen.show(screen.view)
        await settled(pilot)
        check_snapshot(pilot.app, "review-closed-140x40")
        text = screen_text(pilot.app)
        assert "Sprint 47 closed Mon 23 Nov, frozen" in text
        assert "✗ Goal not met" not in text or "No goal was set" not in text
        ana = desk(closed, on=NEXT_TUESDAY)
        set_fields(ana, 1, {"stage": "Won", "closed_on": FRIDAY.isoformat()})
        ana.database.close()
        await keys(pilot, "ctrl+r")
        assert "won 1 → 2" not in screen_text(pilot.app), "a closed report never changes"
        assert "corrected since the close" in screen_text(pilot.app)
        await keys(pilot, "r", "right", "right")
        assert "≠ Acme renewal: Won, €48,000, is new" in screen_text(pilot.app)
        await keys(pilot, "left")
        assert "≠ Team: won 1 → 2" in screen_text(pilot.app)
        assert "Sprint 47 as recorded today, see ≠" in screen_text(pilot.app)
        await keys(pilot, "right_square_bracket", "right_square_bracket")
        assert "Sprint 48" in screen_text(pilot.app)
        assert refused(pilot).startswith("The next sprint has not begun")
        await pilot.press("left_square_bracket", "r")  # judged when the sprint asked for is here
        await settled(pilot)
        assert "as recorded today" in screen_text(pilot.app)
        await keys(pilot, "right_square_bracket", "r")
        assert refused(pilot).startswith("Only a closed sprint is frozen")


async def test_on_monday_the_review_is_about_the_week_that_ended(week_end: Path) -> None:
    mia = desk(week_end, "Mia", on=FRIDAY)
    for metric, level in (("calls_made", "9"), ("contact_rate", "0.4")):
        set_goal(mia, GoalWish(metric, "sprint", MONDAY, Decimal(level)))
    log(mia, "call #1 reached 5m")
    mia.database.close()
    async with opened(week_end, "review", who="Mia", on=NEXT_MONDAY, size=(100, 30)) as pilot:
        text = screen_text(pilot.app)
        assert "Sprint 47 in review, not closed yet" in text
        assert "✗ 1 of 2 targets met" in text
        await keys(pilot, "right", "right")
        team = next(row for row in screen_text(pilot.app).splitlines() if row.startswith(" Team  "))
        assert "▼" in team.split("%")[0]
        assert "▼" not in team.split("%")[1]


async def test_a_click_on_a_part_is_a_step_to_it(week_end: Path) -> None:
    async with opened(week_end, "review", who="Mia", on=FRIDAY) as pilot:
        await pilot.click("#unfinished", offset=(5, 1))
        await settled(pilot)
        assert shown(pilot).at == 5
        await pilot.click("#steps", offset=(15, 0))
        await settled(pilot)
        assert shown(pilot).at == 1


@pytest.mark.slow
async def test_a_crowded_part_scrolls_under_its_head(week_end: Path) -> None:
    async with opened(week_end, "review", who="Mia", on=FRIDAY) as pilot:
        screen = shown(pilot)
        assert screen.view is not None
        review = screen.view.review
        screen.view = replace(screen.view, review=replace(review, dates_moved=review.dates_moved * 6, members=review.members * 8))
        screen.show(screen.view)
        await settled(pilot)
        check_snapshot(pilot.app, "review-crowded-140x40")
        await keys(pilot, "right", "right", "right", *["pagedown"] * 6)
        text = screen_text(pilot.app)
        assert "Dates moved" in text
        assert "✓ Corto upgrade" in text


async def test_a_sprint_nobody_worked_in_says_so_in_each_part(tmp_path: Path) -> None:
    day.make_empty(tmp_path / "empty.db")
    async with opened(tmp_path / "empty.db", "review", who="Mia", on=MONDAY) as pilot:
        check_snapshot(pilot.app, "review-empty-140x40")


async def test_the_review_is_copied_as_markdown_and_is_everybodys(week_end: Path) -> None:
    async with opened(week_end, "review", who="Mia", on=FRIDAY) as pilot:
        await keys(pilot, "y")
        assert pilot.app.clipboard.startswith("# Review Sprint 47")
        assert told(pilot)[-1].startswith("Copied as Markdown: the review of Sprint 47")
        await keys(pilot, "w")
        assert refused(pilot) == "A review is the whole team's."


async def test_signs_by_letters_keep_the_chart(week_end: Path) -> None:
    async with opened(week_end, "review", who="Mia", on=FRIDAY, size=SIZES["80x24"], signs="ascii") as pilot:
        await keys(pilot, "right")
        check_snapshot(pilot.app, "review-80x24-ascii")
