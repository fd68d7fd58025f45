"""What a manager decides about sprints on the screens: cancelled with a reason after a warning, closed with a verdict, another rhythm."""

from __future__ import annotations

from sprintsales.services import planning
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import SprintView, sprint_on
from sprintsales.ui.app import SprintSales
from sprintsales.ui.screens.plan import PlanScreen
from tests.services.week import MONDAY, NEXT_MONDAY, Week
from tests.ui.day import keys
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text
from tests.ui.test_plan import opened


def sprint(desk: Desk) -> SprintView:
    """Return the sprint of the first Monday."""
    with desk.database.read() as connection:
        return sprint_on(connection, desk, MONDAY)


async def test_a_sprint_is_cancelled_after_a_warning_and_with_a_reason(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme renewal tue 30m")
    commit(ana)
    async with opened(week, who="Mia", size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        screen.action_cancel_sprint()
        await settled(pilot)
        assert "promise one person" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert sprint(ana).state == "active", "enter twice does no harm"
        screen.action_cancel_sprint()
        await settled(pilot)
        await keys(pilot, "y", *"fair", "enter")
    assert (sprint(ana).state, sprint(ana).cancel_reason) == ("cancelled", "fair")


async def test_a_sprint_in_review_is_closed_with_a_verdict(week: Week) -> None:
    planning.add(week.desk(), "call acme renewal tue 30m")
    async with opened(week, who="Mia", on=NEXT_MONDAY) as pilot:
        await keys(pilot, "left_square_bracket")
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        screen.action_close_sprint()
        await settled(pilot)
        assert "1 undecided item goes to the backlog" in " ".join(screen_text(pilot.app).split())
        await keys(pilot, "enter")
        assert sprint(week.desk(on=NEXT_MONDAY)).state == "review", "enter twice does no harm"
        screen.action_close_sprint()
        await settled(pilot)
        await keys(pilot, "1")
    assert sprint(week.desk(on=NEXT_MONDAY)).state == "closed"


async def test_the_length_of_sprints_is_changed_with_a_look_at_the_next_three(week: Week) -> None:
    async with opened(week, who="Mia", size=(80, 24)) as pilot:
        assert isinstance(pilot.app, SprintSales)
        pilot.app.action_sprint_rhythm()
        await settled(pilot)
        assert "23 Nov – 6 Dec" in screen_text(pilot.app)
        await keys(pilot, "2")
        assert "(short)" in screen_text(pilot.app)
        await keys(pilot, "3")
        desk = pilot.app.office.desk
        assert (desk.team.rhythm.last.weeks, desk.team.rhythm.last.anchor.weekday()) == (2, 2), "the open program knows it at once"
