"""What can be done with one piece of work, by keys, and what is in the database after: done, counted, moved, dropped, stopped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.services.planning import add
from sprintsales.services.tracking import Report, done
from sprintsales.services.views.cards import Card
from sprintsales.ui.dialogs.ask_choice import AskChoice
from sprintsales.ui.dialogs.conflict import AskConflict
from sprintsales.ui.dialogs.count_units import CountUnits
from sprintsales.ui.screens.deals import DealsScreen
from tests.services.week import FRIDAY, NEXT_TUESDAY, THURSDAY
from tests.ui import day
from tests.ui.day import keys, opened, refused, stand_on, the, told
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

CALLS = "freight"


def item(path: Path, word: str) -> Card:
    """An item as another reader of the database sees it, open or done, today or on another day."""
    from sprintsales.services.views.plan import plan_view

    reader = day.desk(path)
    with reader.database.read() as connection:
        view = plan_view(connection, reader)
    found = (*(one for column in view.days for one in column.cards), *view.undated, *view.backlog)
    return next(one for one in found if word in f"{one.title} {one.note}")


def tallies(path: Path, id_: int) -> dict[str, int]:
    """How the counted units of a block came out."""
    from sprintsales.storage.schema import activity_tally

    with day.desk(path).database.read() as connection:
        rows = connection.execute(activity_tally.select().where(activity_tally.c.activity_id == id_))
        return {row.outcome: row.units for row in rows}


async def answer(pilot: Pilot[None], text: str) -> None:
    """Type a line into the dialog and send it."""
    line = pilot.app.screen.query_one("#text", Input)
    line.value = text
    await settled(pilot)
    await keys(pilot, "enter")


# Done.


async def test_done_takes_two_keys_and_is_taken_back_by_one(wednesday: Path) -> None:
    corto = item(wednesday, "Corto")
    async with opened(wednesday) as pilot:
        await stand_on(pilot, corto)
        await keys(pilot, "space", "5")
        saved = item(wednesday, "Corto")
        assert (saved.state, saved.outcome) == ("done", "meeting_set")
        await keys(pilot, "u")
        assert item(wednesday, "Corto").is_open


async def test_escape_writes_nothing(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "space", "escape")
        assert item(wednesday, "Corto").is_open
        await keys(pilot, "space", "9")
        assert isinstance(pilot.app.screen, AskChoice)


async def test_what_is_done_already_says_so_instead_of_asking(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, the(day.desk(wednesday), "Birch"))
        await keys(pilot, "space")
        assert "is done already" in refused(pilot)
        assert not isinstance(pilot.app.screen, AskChoice)


async def test_work_of_somebody_else_is_refused_in_a_sentence(wednesday: Path) -> None:
    async with opened(wednesday, who="Ben") as pilot:
        await keys(pilot, "w", "2")
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "space", "1")
        assert refused(pilot)
    assert item(wednesday, "Corto").is_open


# A block, one key each.


async def test_every_key_counts_one_of_a_block_until_escape(wednesday: Path) -> None:
    calls = item(wednesday, CALLS)
    before = tallies(wednesday, calls.id)
    async with opened(wednesday) as pilot:
        await stand_on(pilot, calls)
        await keys(pilot, "space", "1", "2", "1")
        check_snapshot(pilot.app, "today-counting-140x40")
        await keys(pilot, "escape")
        assert item(wednesday, CALLS).quantity_done == calls.quantity_done + 3
        assert "9/10" in screen_text(pilot.app)
    after = tallies(wednesday, calls.id)
    assert after["reached"] == before["reached"] + 2
    assert after["no_answer"] == before["no_answer"] + 1


@pytest.mark.slow
async def test_keys_faster_than_the_screen_are_all_counted_and_none_falls_beside(wednesday: Path) -> None:
    calls = item(wednesday, CALLS)
    async with opened(wednesday) as pilot:
        await stand_on(pilot, calls)
        await keys(pilot, "space")
        await pilot.press("2", "2", "2", "2")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, CountUnits)
        assert pilot.app.current_mode == "today"
    saved = item(wednesday, CALLS)
    assert (saved.state, saved.quantity_done) == ("done", 10)
    assert tallies(wednesday, calls.id)["no_answer"] == 2 + 4


@pytest.mark.slow
async def test_a_wrong_count_is_taken_back_by_backspace(wednesday: Path) -> None:
    calls = item(wednesday, CALLS)
    before = tallies(wednesday, calls.id)
    async with opened(wednesday) as pilot:
        await stand_on(pilot, calls)
        await keys(pilot, "space", "backspace", "3", "backspace", "1")
        assert "7 of 10" in screen_text(pilot.app)
    assert item(wednesday, CALLS).quantity_done == calls.quantity_done + 1
    assert tallies(wednesday, calls.id).get("left_message", 0) == 0
    assert tallies(wednesday, calls.id)["reached"] == before["reached"] + 1


@pytest.mark.slow
async def test_a_block_may_end_short_of_its_plan(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, CALLS))
        await keys(pilot, "space", "1", "e")
    saved = item(wednesday, CALLS)
    assert (saved.state, saved.quantity_done) == ("done", 7)


@pytest.mark.slow
async def test_plus_counts_one_with_the_usual_outcome(wednesday: Path) -> None:
    calls = item(wednesday, CALLS)
    before = tallies(wednesday, calls.id)
    async with opened(wednesday) as pilot:
        await stand_on(pilot, calls)
        await keys(pilot, "plus", "plus")
        assert "8/10" in screen_text(pilot.app)
        assert told(pilot) == []
        await keys(pilot, "plus", "plus")
        assert "10/10" in told(pilot)[-1]
    assert tallies(wednesday, calls.id)["reached"] == before["reached"] + 4
    assert item(wednesday, CALLS).state == "done"


async def test_plus_on_a_single_piece_of_work_says_what_to_press(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "plus")
        assert "not a block" in refused(pilot)
    assert item(wednesday, "Corto").is_open


async def test_counting_ends_when_somebody_else_has_finished_the_block(wednesday: Path) -> None:
    calls = item(wednesday, CALLS)
    async with opened(wednesday) as pilot:
        await stand_on(pilot, calls)
        await keys(pilot, "space")
        done(day.desk(wednesday), calls.id, Report(quantity=0, finish=True))
        await keys(pilot, "1")
        assert not isinstance(pilot.app.screen, CountUnits)
        assert refused(pilot)
    assert item(wednesday, CALLS).quantity_done == calls.quantity_done


# The next step.


async def test_done_and_the_next_step_are_one_act_and_one_undo(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "n", "1")
        line = pilot.app.screen.query_one("#text", Input)
        line.value = "agreement fri 60m"
        await settled(pilot)
        assert "for Corto upgrade" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert told(pilot)[-1].startswith("✓ Call Corto upgrade, then agreement Corto upgrade")
        reader = day.desk(wednesday, on=FRIDAY)
        assert the(reader, "Corto").type == "agreement"
        assert item(wednesday, "two missing").state == "done"
        await keys(pilot, "u")
    assert item(wednesday, "two missing").is_open
    assert not any(one.type == "agreement" and one.deal == "Corto upgrade" for one in day.cards(day.desk(wednesday, on=FRIDAY)))


async def test_no_next_step_and_nothing_is_marked_done(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "n", "1", "escape")
    assert item(wednesday, "Corto").is_open


async def test_a_next_step_comes_behind_what_is_done_already(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, the(day.desk(wednesday), "Birch"))
        await keys(pilot, "n")
        await answer(pilot, "call thu 15m")
        assert "then call Birch pilot" in told(pilot)[-1]
    assert the(day.desk(wednesday, on=THURSDAY), "Birch").is_open


# Another day, another effort.


async def test_an_item_moves_inside_its_week_without_a_question(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "m")
        await answer(pilot, "fri")
        assert "→ Fri 20 Nov" in told(pilot)[-1]
    assert item(wednesday, "Corto").planned_on == FRIDAY


async def test_a_promised_item_leaves_its_week_with_a_reason_by_one_key(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "m")
        await answer(pilot, NEXT_TUESDAY.isoformat())
        assert "Why does it leave this week?" in screen_text(pilot.app)
        await keys(pilot, "2")
        await settled(pilot)
        assert refused(pilot) == ""
    reader = day.desk(wednesday)
    assert [one for one in day.cards(reader) if one.title == "Corto upgrade"] == []
    assert the(day.desk(wednesday, on=NEXT_TUESDAY), "Corto").planned_on == NEXT_TUESDAY


@pytest.mark.slow
async def test_a_day_that_is_gone_is_refused_and_the_item_stays(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "m")
        await answer(pilot, "2026-11-16")
        await keys(pilot, "escape")
        assert refused(pilot) or "✗" in screen_text(pilot.app)
    assert item(wednesday, "Corto").planned_on == date(2026, 11, 18)


@pytest.mark.parametrize(("text", "minutes"), [("45m", 45), ("1h 30", 90), ("2h", 120)])
async def test_effort_is_written_as_people_say_it(wednesday: Path, text: str, minutes: int) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "e")
        assert pilot.app.screen.query_one("#text", Input).value == "15m"
        await answer(pilot, text)
    assert item(wednesday, "Corto").minutes == minutes


async def test_an_effort_that_is_none_stays_in_its_line(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "e")
        await answer(pilot, "soon")
        assert "soon is no duration" in screen_text(pilot.app)
        await keys(pilot, "escape")
    assert item(wednesday, "Corto").minutes == 15


async def test_the_effort_shown_can_be_sent_as_it_stands(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "price agreed"))
        await keys(pilot, "e", "enter")
        assert refused(pilot) == ""
    assert item(wednesday, "price agreed").minutes == 90


# Gone, stopped.


async def test_what_was_promised_is_dropped_with_a_reason(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "x")
        assert "It stays promised" in screen_text(pilot.app)
        await keys(pilot, "1")
        assert "Dropped: Call Corto upgrade" in told(pilot)[-1]
        assert "Corto upgrade" not in [one.title for one in day.cards(day.desk(wednesday))]
        await keys(pilot, "u")
    assert item(wednesday, "Corto").is_open


@pytest.mark.slow
async def test_the_last_reason_asks_for_words(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "x", "5")
        await answer(pilot, "bought elsewhere")
        assert "Dropped" in told(pilot)[-1]


async def test_what_nobody_promised_is_dropped_at_once(wednesday: Path) -> None:
    ana = day.desk(wednesday)
    add(ana, "email eder re brochure today")
    async with opened(wednesday) as pilot:
        await stand_on(pilot, the(ana, "brochure"))
        await keys(pilot, "x")
        assert "Dropped: Email Eder press line" in told(pilot)[-1]
    assert [one for one in day.cards(ana) if one.note == "brochure"] == []


async def test_what_stops_an_item_is_said_shown_and_cleared(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "b")
        await answer(pilot, "she is ill")
        blocked = item(wednesday, "Corto")
        assert (blocked.state, blocked.blocked_why) == ("blocked", "she is ill")
        assert "blocked: she is ill" in screen_text(pilot.app)
        await keys(pilot, "b")
        assert item(wednesday, "Corto").state == "planned"


async def test_a_thing_without_a_deal_has_no_deal_to_open(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await stand_on(pilot, item(wednesday, CALLS))
        await keys(pilot, "o")
        assert "no deal" in refused(pilot)
        await stand_on(pilot, item(wednesday, "Corto"))
        await keys(pilot, "o")
        assert isinstance(pilot.app.screen, DealsScreen)
        assert "Corto upgrade" in screen_text(pilot.app)


async def test_what_changed_meanwhile_is_not_overwritten(wednesday: Path) -> None:
    from sprintsales.services.moving import move

    corto = item(wednesday, "Corto")
    async with opened(wednesday) as pilot:
        await stand_on(pilot, corto)
        await keys(pilot, "m")
        move(day.desk(wednesday), [corto.id], THURSDAY)
        await answer(pilot, "fri")
        assert isinstance(pilot.app.screen, AskConflict)
        await keys(pilot, "escape")
    assert item(wednesday, "Corto").planned_on == THURSDAY
