"""The week at first sight holds what the whole view holds, and never comes after it."""

from __future__ import annotations

from pathlib import Path

from sprintsales.services.views.glimpse import GlimpseDay, WeekGlimpse, week_glimpse
from sprintsales.services.views.plan import plan_view
from sprintsales.ui.live import Glimpsed
from sprintsales.ui.screens.plan import PlanScreen
from tests.services.week import MONDAY, WEDNESDAY
from tests.ui import day
from tests.ui.day import opened
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text


def test_the_week_at_first_sight_has_the_same_work_on_the_same_days_in_the_same_order(wednesday: Path) -> None:
    ana = day.desk(wednesday, on=WEDNESDAY)
    with ana.database.read() as connection:
        glimpse = week_glimpse(connection, ana, None, ana.sprint_of(WEDNESDAY))
        whole = plan_view(connection, ana)
    ana.database.close()
    assert [(one.day, [card.id for card in one.cards]) for one in glimpse.days] == [
        (one.day, [card.id for card in one.cards]) for one in whole.days
    ]
    assert [one.used for one in glimpse.days] == [one.used for one in whole.days]
    assert {card.state for one in glimpse.days for card in one.cards} <= {"planned", "done", "overdue"}


def test_a_week_without_work_shows_its_weekdays_at_first_sight(tmp_path: Path) -> None:
    day.make_empty(tmp_path / "empty.db")
    ana = day.desk(tmp_path / "empty.db", on=MONDAY)
    with ana.database.read() as connection:
        glimpse = week_glimpse(connection, ana, None, ana.sprint_of(MONDAY))
    ana.database.close()
    assert [one.day.weekday() for one in glimpse.days] == [0, 1, 2, 3, 4]
    assert all(one.cards == () for one in glimpse.days)


async def test_a_first_sight_that_comes_late_is_not_shown(wednesday: Path) -> None:
    async with opened(wednesday, "plan") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        before = screen_text(pilot.app)
        screen.post_message(
            Glimpsed(WeekGlimpse("Nordwind", 47, day.desk(wednesday).sprint_of(MONDAY), MONDAY, (GlimpseDay(MONDAY, 0, ()),)))
        )
        await settled(pilot)
        assert screen_text(pilot.app) == before


async def test_the_first_sight_draws_the_frame_and_the_cards(wednesday: Path) -> None:
    async with opened(wednesday, "plan") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        glimpse = screen.glimpse(screen.question())
        screen.show_glimpse(glimpse)
        await settled(pilot)
        text = screen_text(pilot.app)
        assert "Sprint 47" in text
        assert "Lindqvist" in text
        assert "Promise" in text
