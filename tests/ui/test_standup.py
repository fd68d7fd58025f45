"""Journeys through the Standup screen: one person after the other, who is away is passed over, the clock runs beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from textual.pilot import Pilot

from sprintsales.services.blocking import block
from sprintsales.services.dealing import set_fields
from sprintsales.services.planning import add
from sprintsales.services.tracking import Report, done
from sprintsales.storage import rows, tables
from sprintsales.storage.persons import remember
from sprintsales.ui.screens.standup import StandupScreen
from sprintsales.ui.screens.standup_people import PersonRow, around_shown, minutes
from sprintsales.ui.screens.standup_round import WAITING, Attendee, Round, StandupClock
from tests.services.week import FRIDAY, MONDAY, THURSDAY, WEDNESDAY
from tests.ui.day import desk, keys, opened, told
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

SIZES = {"140x40": (140, 40), "120x40": (120, 40), "100x30": (100, 30), "80x24": (80, 24)}


@pytest.fixture
def standup(wednesday: Path) -> Path:
    """Ana's Wednesday, with a third rep away, a blocker somebody can clear, and a date that moved."""
    mia, ana = desk(wednesday, "Mia"), desk(wednesday, on=WEDNESDAY)

    def work(session: Session) -> None:
        name = remember(session.connection(), mia.team.id, "name", "Maximiliane Schwarzenberger")
        member = rows.add(session, tables.Member(team_id=mia.team.id, name_id=name, function="ae"))
        rows.add(session, tables.Membership(team_id=mia.team.id, member_id=member, role="rep", reports_to_id=mia.me.id))
        rows.add(session, tables.Absence(team_id=mia.team.id, member_id=member, start_on=MONDAY, end_on=FRIDAY))

    mia.write(mia.act("seat", "came and is away"), work)
    [stopped] = add(ana, "call eder thu").ids
    block(ana, [stopped], "no budget before January", clears_id=mia.me.id)
    set_fields(ana, 1, {"close_on": "2026-12-18"}, reason="waiting for their board")
    for one in (mia, ana):
        one.database.close()
    return wednesday


def shown(pilot: Pilot[Any]) -> StandupScreen:
    """The screen."""
    screen = pilot.app.screen
    assert isinstance(screen, StandupScreen)
    return screen


def states(pilot: Pilot[Any]) -> list[str]:
    """Everybody's state, in the order of the list."""
    turns = shown(pilot).turns
    return [turns.state(one) for one in turns.people]


@pytest.mark.parametrize("size", SIZES)
async def test_one_person_is_read_across_the_room(standup: Path, size: str) -> None:
    async with opened(standup, "standup", who="Mia", size=SIZES[size]) as pilot:
        check_snapshot(pilot.app, f"standup-{size}")


async def test_each_step_hears_one_and_passes_over_who_is_away(standup: Path) -> None:
    async with opened(standup, "standup", who="Mia") as pilot:
        assert states(pilot) == ["speaking", "waiting", "away"]
        await keys(pilot, "right")
        assert states(pilot) == ["heard", "speaking", "away"]
        assert shown(pilot).clock.runs
        await keys(pilot, "left")
        assert states(pilot) == ["speaking", "waiting", "away"]
        await keys(pilot, "space", "enter")
        assert states(pilot) == ["heard", "heard", "away"]
        assert not shown(pilot).clock.runs
        assert told(pilot)[-1].startswith("Everybody was heard, in 0:00 of 15:00.")
        check_snapshot(pilot.app, "standup-all-heard-140x40")


async def test_who_is_away_can_be_looked_at_and_says_when_to_be_back(standup: Path) -> None:
    async with opened(standup, "standup", who="Mia") as pilot:
        await keys(pilot, "down", "down")
        assert states(pilot) == ["waiting", "waiting", "away"]
        text = screen_text(pilot.app)
        assert "– away today, back Fri 20 Nov" in text
        assert "t starts the clock" in text


async def test_a_click_on_somebody_is_that_ones_turn(standup: Path) -> None:
    async with opened(standup, "standup", who="Mia") as pilot:
        row = next(y for y, text in enumerate(screen_text(pilot.app).split("\n")) if "○ Ben Okafor" in text)
        await pilot.click(offset=(6, row))
        await settled(pilot)
        assert states(pilot) == ["heard", "speaking", "away"]


async def test_the_clock_tells_time_against_people_and_stands_still_when_told(standup: Path) -> None:
    async with opened(standup, "standup", who="Mia") as pilot:
        await keys(pilot, "t")
        screen = shown(pilot)
        screen.clock.since = screen.now() - timedelta(minutes=8, seconds=20)
        screen.redraw_clock()
        await settled(pilot)
        text = screen_text(pilot.app)
        assert "0 of 2  ▼ 0:50 behind" in text
        assert "left of 15:00" in text
        await keys(pilot, "t")
        assert "clock stands" in screen_text(pilot.app)
        assert int(screen.clock.seconds(screen.now() + timedelta(hours=1))) == 500
        await keys(pilot, "R")
        assert not screen.clock.was_started


async def test_what_others_save_meanwhile_is_shown_without_losing_the_turn(standup: Path) -> None:
    async with opened(standup, "standup", who="Mia") as pilot:
        await keys(pilot, "right")
        ben = desk(standup, "Ben")
        [call] = add(ben, "call gale re the price wed").ids
        done(ben, call, Report(outcome="reached"))
        ben.database.close()
        shown(pilot).poll()
        await settled(pilot)
        assert states(pilot) == ["heard", "speaking", "away"]
        assert "Gale expansion" in screen_text(pilot.app)


async def test_the_next_day_begins_with_nobody_heard_and_the_whole_time(standup: Path) -> None:
    async with opened(standup, "standup", who="Mia") as pilot:
        await keys(pilot, "right")
        screen = shown(pilot)
        assert screen.view is not None
        screen.show(replace(screen.view, standup=replace(screen.view.standup, today=THURSDAY)))
        await settled(pilot)
        assert states(pilot) == ["speaking", "waiting", "away"]
        assert not screen.clock.was_started


async def test_the_standup_is_copied_as_markdown(standup: Path) -> None:
    async with opened(standup, "standup", who="Mia") as pilot:
        await keys(pilot, "y")
        copied = pilot.app.clipboard
        assert copied.startswith("# Stand-up Nordwind, Wed 18 Nov, Sprint 47")
        assert "no budget before January, 0 d, Mia Chef can clear it" in copied


async def test_a_crowded_person_keeps_what_is_overdue_in_sight_and_the_rest_one_key_away(standup: Path) -> None:
    ana = desk(standup, on=WEDNESDAY)
    for number in range(9):
        done(ana, add(ana, f"call birch today 9:{number + 10}").ids[0], Report(outcome="reached"))
        add(ana, f"email acme renewal today 15:{number + 10}")
    ana.database.close()
    async with opened(standup, "standup", who="Mia", size=SIZES["100x30"]) as pilot:
        check_snapshot(pilot.app, "standup-crowded-100x30")
        assert "more done" in screen_text(pilot.app)
        await keys(pilot, "pagedown", "pagedown", "pagedown", "pagedown")
        assert "more" not in screen_text(pilot.app)
        assert "■ Blocked" in screen_text(pilot.app)


@pytest.mark.slow
async def test_a_team_without_reps_says_how_to_bring_them_in(tmp_path: Path) -> None:
    from sprintsales.services.founding import Founding, found
    from sprintsales.settings import Clock
    from sprintsales.storage.database import Database

    database = Database.create(tmp_path / "new.db")
    found(database, Founding(team="Nordwind", me="Mia Chef", timezone="Europe/Rome"), Clock(MONDAY))
    database.close()
    async with opened(tmp_path / "new.db", "standup", who="Mia") as pilot:
        assert "Nobody has a rep's seat yet, so nobody stands up." in screen_text(pilot.app)
        await keys(pilot, "right", "left", "down", "t", "t", "R", "w")


async def test_signs_by_letters_say_the_same(standup: Path) -> None:
    async with opened(standup, "standup", who="Mia", size=SIZES["80x24"], signs="ascii") as pilot:
        await keys(pilot, "right")
        check_snapshot(pilot.app, "standup-80x24-ascii")


# Turns and clock without a screen.


def test_who_was_passed_over_has_a_turn_before_the_round_ends() -> None:
    turns = Round()
    turns.take([Attendee(1, False), Attendee(2, True), Attendee(3, False), Attendee(4, False)])
    turns.look(3)
    turns.next()
    assert (turns.at, turns.heard) == (1, {4})
    turns.next()
    turns.next()
    assert turns.is_over
    turns.take([Attendee(3, False), Attendee(5, False)])
    assert (turns.at, turns.is_over) == (3, False)


def test_the_clock_adds_up_what_it_ran() -> None:
    start = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
    clock = StandupClock()
    clock.start(start)
    clock.stop(start + timedelta(seconds=90))
    clock.start(start + timedelta(minutes=10))
    assert minutes(int(clock.seconds(start + timedelta(minutes=11)))) == "2:30"


def test_a_round_of_nobody_has_no_turns_and_no_end() -> None:
    turns = Round()
    turns.next()
    turns.back()
    turns.look(1)
    assert (turns.at, turns.is_over) == (None, False)


def test_a_large_team_in_one_line_shows_those_around_the_speaker_and_counts_the_others() -> None:
    for speaker in range(30):
        rows = [PersonRow(place, f"Person{place}", WAITING, "", place == speaker) for place in range(30)]
        before, shown, after = around_shown(rows, 60)
        assert rows[speaker] in shown
        assert before + len(shown) + after == 30
        assert shown == rows[before : 30 - after]
        assert len(shown) == 4
    assert around_shown(rows[:9], 60) == (0, rows[:9], 0)
