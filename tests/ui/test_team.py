"""Journeys through the Team screen on a real file: reading the team, changing it by one line, and what is not for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.domain.periods import Period
from sprintsales.services import person_edits, planning, seats
from sprintsales.services.calendar_edits import WeekWish, note_absence, set_week
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.founding import Founding, found
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.handing import LeftBehind
from sprintsales.services.views.team import TeamPerson
from sprintsales.storage import rows, tables
from sprintsales.storage.database import Database
from sprintsales.ui.app import opening_on
from sprintsales.ui.dialogs.conflict import AskConflict
from sprintsales.ui.screens.plan import PlanScreen
from sprintsales.ui.screens.team import TeamScreen
from sprintsales.ui.widgets.frame import Frame
from tests.services.week import MONDAY, NEXT_MONDAY, THURSDAY, WEDNESDAY, Week
from tests.ui.day import HOSTILE, LONG_NAME, StillClock, keys, refused, settings, told
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, live_links, screen_text

WIDE, NARROW = (140, 40), (80, 24)
PART_TIME = (360, 360, 360, 360, 0, 0, 0)


@asynccontextmanager
async def opened(
    path: Path | None, *, who: str = "Mia", size: tuple[int, int] = WIDE, on: date = WEDNESDAY, signs: str = "unicode"
) -> AsyncIterator[Pilot[Any]]:
    """The program on the Team screen, settled."""
    assert path is not None
    app = opening_on("team")(replace(settings(path, who, on), signs=signs))
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot
        await settled(pilot)
        app.office.close()


def desk(week: Week, who: str) -> Desk:
    """Somebody's desk on the Monday, with a clock that stands still."""
    assert week.database.path is not None
    return open_desk(settings(week.database.path, who, MONDAY), week.database)


@pytest.fixture
def team(week: Week) -> Week:
    """The small team with a part-timer, somebody away, goals, a promise and a holiday."""
    mia, ana, ben = (desk(week, who) for who in ("Mia", "Ana", "Ben"))
    set_week(mia, WeekWish(PART_TIME, date(2026, 11, 2), ben.me.id))
    note_absence(mia, ana.me.id, Period(THURSDAY, date(2026, 11, 21)), "training")
    for metric, level, period, who in (
        ("calls_made", 20, "sprint", ana.me.id), ("won_value", 40_000, "month", ana.me.id), ("win_rate", "0.25", "quarter", ben.me.id),
        ("calls_made", 40, "sprint", None), ("won_value", 90_000, "month", None),
    ):  # fmt: skip
        set_goal(mia, GoalWish(metric, period, MONDAY, Decimal(level), member_id=who))
    for text in ("4x call acme re price tue 2h", "demo birch wed 60m"):
        planning.add(ana, text)
    commit(ana)
    holiday = tables.Holiday(team_id=mia.team.id, on_day=date(2026, 12, 8), name="Immacolata")
    mia.write(mia.act("holiday", "noted a holiday"), lambda session: rows.add(session, holiday))
    return week


def shown(pilot: Pilot[Any]) -> TeamScreen:
    """The screen, dialogs apart."""
    return next(one for one in pilot.app.screen_stack if isinstance(one, TeamScreen))


def person(pilot: Pilot[Any], name: str) -> TeamPerson:
    """Somebody as the screen has read them last."""
    view = shown(pilot).view
    assert view is not None
    return next(one for one in view.people if one.name.startswith(name))


async def stand_on(pilot: Pilot[Any], name: str) -> None:
    """Put the cursor on somebody."""
    shown(pilot).people.stand_on(person(pilot, name).id)
    await settled(pilot)


async def answer(pilot: Pilot[Any], text: str) -> str:
    """Write TEXT into the dialog that is open and give it; return what stood there before it was given."""
    pilot.app.screen.query_one("#text", Input).value = text
    await settled(pilot)
    before = screen_text(pilot.app)
    await keys(pilot, "enter")
    return before


# Reading.


async def test_the_team_stands_in_columns_with_the_person_beside_it(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ana")
        check_snapshot(pilot.app, "team-140x40")


async def test_on_a_small_terminal_the_person_opens_over_the_list_and_esc_goes_back(team: Week) -> None:
    async with opened(team.database.path, size=NARROW, signs="ascii") as pilot:
        await stand_on(pilot, "Ana")
        check_snapshot(pilot.app, "team-80x24-ascii")
        await keys(pilot, "i")
        check_snapshot(pilot.app, "team-person-80x24")
        await keys(pilot, "right", "escape")
        chosen = shown(pilot).chosen()
        assert (pilot.app.focused, chosen.name if chosen else "") == (shown(pilot).people, "Ben Okafor")


async def test_a_team_of_one_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    database = Database.create(path)
    found(database, Founding("Nordwind", "Mia Chef", timezone="Europe/Rome"), StillClock(WEDNESDAY))
    database.close()
    async with opened(path, size=NARROW) as pilot:
        check_snapshot(pilot.app, "team-empty-80x24")


@pytest.mark.slow
async def test_a_crowd_of_every_kind_scrolls_and_hostile_names_are_only_names(team: Week) -> None:
    mia = desk(team, "Mia")
    for place, name in enumerate((HOSTILE, LONG_NAME, "山田 太郎", *(f"Person {number:02d}" for number in range(24)))):
        wish = seats.NewMember(name, function=seats.FUNCTIONS[place % 5], from_on=NEXT_MONDAY if place % 6 == 5 else MONDAY)
        who = seats.add_member(mia, wish)
        if place % 7 == 6:
            seats.end_seat(mia, who, MONDAY)
    for size in (WIDE, NARROW):
        async with opened(team.database.path, size=size) as pilot:
            check_snapshot(pilot.app, f"team-crowded-{size[0]}x{size[1]}")
            assert live_links(pilot.app) == []
            await keys(pilot, "end")
            assert "Left" in screen_text(pilot.app)


@pytest.mark.slow
async def test_enter_opens_the_persons_week_in_plan_and_again_another_ones(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        for name in ("Ana", "Ben", "Mia"):
            await stand_on(pilot, name)
            await keys(pilot, "enter")
            assert isinstance(pilot.app.screen, PlanScreen)
            view = pilot.app.screen.view
            assert view is not None
            assert view.who.name.startswith(name)
            await keys(pilot, "8")


# Changing.


async def test_an_absence_noted_in_one_line_shrinks_the_plan_and_the_numbers_at_once_and_u_gives_them_back(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ben")
        before = person(pilot, "Ben").load
        assert before is not None
        await keys(pilot, "enter", "8", "v")
        said = await answer(pilot, "tomorrow - fri sick")
        assert "→ Thu 19 Nov – Fri 20 Nov · 1 working day · sick" in said
        assert told(pilot)[-1] == "Ben Okafor is away Thu 19 Nov – Fri 20 Nov   u takes it back"
        after = person(pilot, "Ben")
        assert after.load is not None
        assert (before.capacity.gross, after.load.capacity.gross, after.minutes) == (720, 540, 1080)
        await keys(pilot, "2")
        plan = pilot.app.screen
        assert isinstance(plan, PlanScreen)
        assert plan.view is not None
        assert (plan.view.who.name, plan.view.capacity.gross, len(plan.view.days)) == ("Ben Okafor", 540, 3)
        await keys(pilot, "8", "u")
        assert person(pilot, "Ben").load == before


async def test_an_absence_is_chosen_and_taken_away(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ana")
        await keys(pilot, "x")
        assert "training" in screen_text(pilot.app)
        await keys(pilot, "1")
        assert person(pilot, "Ana").away == ()
        assert not shown(pilot).check_action("end_absence", ())


@pytest.mark.slow
async def test_what_was_typed_and_refused_waits_and_is_asked_for_again(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ana")
        await keys(pilot, "v")
        await answer(pilot, "nonsense")
        assert "does not begin with a day" in screen_text(pilot.app)
        await answer(pilot, "fri - mon")
        assert "Ana Ruiz is away from Thu 19 Nov 2026 to Fri 20 Nov 2026 already" in refused(pilot)
        await keys(pilot, "full_stop")
        assert pilot.app.screen.query_one("#text", Input).value == "fri - mon"
        await answer(pilot, "mon - tue")
        assert len(person(pilot, "Ana").away) == 2


async def test_a_working_week_is_set_from_its_day_and_meets_what_another_manager_did(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ben")
        await keys(pilot, "p")
        assert pilot.app.screen.query_one("#text", Input).value == "mon-thu 6h"
        set_week(team.desk("Mia"), WeekWish((420, *PART_TIME[1:]), date(2026, 11, 2), person(pilot, "Ben").id))
        await answer(pilot, "mon tue 4h from 2 nov")
        assert isinstance(pilot.app.screen, AskConflict)
        assert "working week of Ben Okafor" in screen_text(pilot.app)
        await keys(pilot, "m")
        assert person(pilot, "Ben").week.minutes == (240, 240, 0, 0, 0, 0, 0)


@pytest.mark.slow
async def test_a_holiday_and_the_teams_hours_change_everybodys_week(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await keys(pilot, "H", "1")
        assert "→ Fri 20 Nov 2026 · half a day · Town fair" in await answer(pilot, "fri half Town fair")
        assert person(pilot, "Mia").minutes == 2160
        assert "½" in screen_text(pilot.app)
        await keys(pilot, "u", "H", "1")
        assert "→ Fri 20 Nov 2026 · Town fair" in await answer(pilot, "fri Town fair")
        assert person(pilot, "Mia").minutes == 1920
        await keys(pilot, "P")
        await answer(pilot, "mon-fri 7h from 2 nov")
        assert (person(pilot, "Mia").minutes, person(pilot, "Ben").minutes) == (1680, 1440)
        await keys(pilot, "H", "2")
        assert person(pilot, "Mia").minutes == 2100


async def test_somebody_new_is_added_in_one_line_and_stood_on(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await keys(pilot, "n")
        said = await answer(pilot, "Nina Neu, nina@x.example, SDR, from mon")
        assert "→ Nina Neu · nina@x.example · rep · SDR" in said
        assert "from Mon 23 Nov" in said
        chosen = shown(pilot).chosen()
        assert chosen is not None
        assert (chosen.name, chosen.state, told(pilot)[-1]) == ("Nina Neu", "coming", "Nina Neu joins on Mon 23 Nov   u takes it back")


@pytest.mark.slow
async def test_a_role_changes_from_a_day_and_the_last_manager_stays(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await keys(pilot, "R", "1", "enter")
        assert "Make somebody else a manager first" in refused(pilot)
        await stand_on(pilot, "Ana")
        await keys(pilot, "R", "2")
        await answer(pilot, "fri")
        assert "→ manager from Fri 20 Nov" in screen_text(pilot.app)
        await stand_on(pilot, "Ben")
        await keys(pilot, "R", "4")
        await answer(pilot, "fri")
        assert "3 open deals can go over now" in screen_text(pilot.app)
        await keys(pilot, "1")
        assert "3 open deals wait for another owner: e hands them over" in told(pilot)[-1]
        await stand_on(pilot, "Ben")
        assert "3 open deals wait for another owner" in screen_text(pilot.app)
        await keys(pilot, "e", "8", "1")
        assert told(pilot)[-1] == "3 open deals of Ben Okafor went to Mia Chef   u takes it back"
        assert person(pilot, "Ben").left_behind is None
        await keys(pilot, "u", "u", "R", "4", "enter")
        check_snapshot(pilot.app, "team-heirs-140x40")
        await keys(pilot, "1")
        assert "3 open deals went to Mia Chef" in told(pilot)[-1]
        await keys(pilot, "u")
        ben = person(pilot, "Ben")
        assert (ben.seat.until_on if ben.seat else MONDAY, ben.left_behind) == (None, LeftBehind(3, 0))


@pytest.mark.slow
async def test_a_person_is_changed_field_by_field_from_one_list_and_meets_what_another_manager_did(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ben")
        await keys(pilot, "e")
        check_snapshot(pilot.app, "team-edit-140x40")
        await keys(pilot, "1")
        assert pilot.app.screen.query_one("#text", Input).value == "Ben Okafor"
        who = person(pilot, "Ben").id
        person_edits.change_person(team.desk("Mia"), who, "name", "Benjamin O.")
        await answer(pilot, "Ben Okafor-Lind")
        assert isinstance(pilot.app.screen, AskConflict)
        await keys(pilot, "m")
        assert (person(pilot, "Ben").name, told(pilot)[-1]) == ("Ben Okafor-Lind", "Ben Okafor: name Ben Okafor-Lind   u takes it back")
        await keys(pilot, "e", "3", "2", "e", "4", "2", "e", "5")
        await answer(pilot, "South")
        await keys(pilot, "e", "2")
        await answer(pilot, "none")
        ben = person(pilot, "Ben")
        assert (ben.function, ben.manager, ben.territory, ben.email) == ("sdr", "Ana Ruiz", "South", None)
        await keys(pilot, "u", "u", "u", "u")
        assert (person(pilot, "Ben").manager, person(pilot, "Ben").name) == ("Mia Chef", "Benjamin O.")


async def test_a_goal_is_changed_and_ended_from_the_list_of_all_there_were(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ana")
        await keys(pilot, "t", "4", "1")
        assert pilot.app.screen.query_one("#text", Input).value == "won value 40000 month"
        said = await answer(pilot, "won 45k month from 1 dec because of the fair")
        assert "→ won value €45,000 a month · from Tue 1 Dec · because of" in said
        await keys(pilot, "t", "3", "2")
        assert "Ana Ruiz: no goal on calls a sprint from Mon 23 Nov" in told(pilot)[-1]
        await keys(pilot, "t")
        check_snapshot(pilot.app, "team-goals-140x40")


@pytest.mark.slow
async def test_who_left_gets_a_seat_again_by_the_same_key(team: Week) -> None:
    seats.end_seat(desk(team, "Mia"), desk(team, "Ben").me.id, MONDAY)
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ben")
        assert not shown(pilot).check_action("goal", ())
        await keys(pilot, "R")
        assert pilot.app.screen.query_one("#text", Input).value == "Ben Okafor, "
        await answer(pilot, "Ben Okafor, manager")
        assert (person(pilot, "Ben").state, person(pilot, "Ben").role) == ("here", "manager")


async def test_a_goal_is_set_for_a_person_or_the_team_and_the_tile_reacts(team: Week) -> None:
    async with opened(team.database.path) as pilot:
        await stand_on(pilot, "Ana")
        await keys(pilot, "t", "1")
        assert "→ calls 30 a sprint" in await answer(pilot, "calls 30")
        goal = next(one for one in person(pilot, "Ana").goals if one.metric == "calls_made")
        assert (goal.full, goal.target) == (30, 18)
        await keys(pilot, "t", "2")
        await answer(pilot, "calls 80 sprint")
        tiles = shown(pilot).query_one("#frame", Frame)._view.tiles
        assert next(tile.goal for tile in tiles if tile.label == "Calls") == "80"


# What is not for everybody.


async def test_a_rep_notes_own_absences_and_is_offered_nothing_of_the_managers(team: Week) -> None:
    async with opened(team.database.path, who="Ana") as pilot:
        screen = shown(pilot)
        assert (screen.chosen() or person(pilot, "Ben")).name == "Ana Ruiz"
        offered = {action for action in ("new_person", "role", "working_week", "goal", "absence") if screen.check_action(action, ())}
        assert offered == {"absence"}
        await keys(pilot, "e")
        await answer(pilot, "ana@x.example")
        assert person(pilot, "Ana").email == "ana@x.example"
        await stand_on(pilot, "Ben")
        assert not screen.check_action("absence", ())
        assert not screen.check_action("edit_person", ())


async def test_private_numbers_of_others_are_not_on_the_screen(team: Week) -> None:
    mia = team.desk("Mia")
    mia.write(mia.act("team", "made numbers private"), lambda session: rows.put(session, tables.Team, mia.team.id, private_numbers=True))
    async with opened(team.database.path, who="Ben") as pilot:
        await stand_on(pilot, "Ana")
        text = screen_text(pilot.app)
        assert "are private in this team" in " ".join(text.split())
        assert "training" not in text
