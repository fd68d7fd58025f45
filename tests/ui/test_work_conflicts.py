"""Two people change one piece of work at two terminals: the second one is asked, or told who was first, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sprintsales.services import blocking, moving, planning, tracking
from sprintsales.services.desk import Desk
from sprintsales.ui.dialogs.typed_text import TypedText
from tests.services.week import FRIDAY, THURSDAY, Week
from tests.ui import day
from tests.ui.conflicts_seen import asked
from tests.ui.day import keys, refused, stand_on, told
from tests.ui.deals_seen import answer, typed
from tests.ui.snapshot import screen_text
from tests.ui.test_work_actions import item

Act = Callable[[Desk, int], object]


@asynccontextmanager
async def on_corto(path: Path, pressed: str, meanwhile: Act) -> AsyncIterator[Pilot[Any]]:
    """Ana's Wednesday, keys (with blanks between) pressed on her call to Corto, and then what Mia did to it at the other terminal."""
    async with day.opened(path) as pilot:
        corto = item(path, "Corto")
        await stand_on(pilot, corto)
        await keys(pilot, *pressed.split())
        meanwhile(day.desk(path, "Mia"), corto.id)
        yield pilot


def moved_to(on: date) -> Act:
    """The item goes to a day."""
    return lambda desk, id_: moving.move(desk, [id_], on)


@pytest.mark.slow
async def test_an_item_moved_meanwhile_is_asked_and_found_again_though_it_left_the_list(wednesday: Path) -> None:
    async with on_corto(wednesday, "m", moved_to(THURSDAY)) as pilot:
        await answer(pilot, "fri")
        assert "theirs   Thu 19 Nov        Mia Chef, just now" in asked(pilot)
        await keys(pilot, "escape", "full_stop")
        assert typed(pilot) == "fri"
        await keys(pilot, "enter")
        assert told(pilot)[-1] == "Call Corto upgrade → Fri 20 Nov   u takes it back"
    assert item(wednesday, "Corto").planned_on == FRIDAY


async def test_an_item_moved_to_the_same_day_by_both_is_not_taken_for_mine(wednesday: Path) -> None:
    async with on_corto(wednesday, "m", moved_to(FRIDAY)) as pilot:
        await answer(pilot, "fri")
        assert told(pilot)[-1] == "Call Corto upgrade stands on Fri 20 Nov already", "u would take back something else"


@pytest.mark.slow
async def test_dropping_what_was_moved_meanwhile_is_asked(wednesday: Path) -> None:
    async with on_corto(wednesday, "x", moved_to(FRIDAY)) as pilot:
        await keys(pilot, "1")
        assert "mine     dropped" in asked(pilot)
        await keys(pilot, "enter")
        assert told(pilot)[-1] == "call Corto upgrade: Fri 20 Nov stays"
    assert item(wednesday, "Corto").is_open


@pytest.mark.parametrize(
    ("key", "text", "act", "says"),
    [
        ("m", "fri", tracking.done, "Mia Chef did it just now."),
        ("e", "45m", lambda desk, id_: moving.drop(desk, [id_], "gone"), "Mia Chef dropped it just now."),
        ("b", "waits for legal", tracking.done, "Mia Chef did it just now."),
    ],
)
@pytest.mark.slow
async def test_what_is_over_says_who_ended_it_and_gives_back_what_was_typed(
    wednesday: Path, key: str, text: str, act: Act, says: str
) -> None:
    async with on_corto(wednesday, key, act) as pilot:
        await answer(pilot, text)
        assert isinstance(pilot.app.screen, TypedText)
        shown = " ".join(screen_text(pilot.app).split())
        assert says in shown
        assert text in shown


async def test_done_by_two_is_told_to_the_second_by_name(wednesday: Path) -> None:
    async with on_corto(wednesday, "space", lambda mia, corto: tracking.done(mia, corto, tracking.Report(outcome="no answer"))) as pilot:
        await keys(pilot, "1")
        assert "Mia Chef did it just now" in refused(pilot)
    assert item(wednesday, "Corto").outcome == "no_answer"


@pytest.mark.slow
async def test_the_next_step_typed_for_what_was_done_meanwhile_is_planned_all_the_same(wednesday: Path) -> None:
    async with on_corto(wednesday, "n 1", tracking.done) as pilot:
        await answer(pilot, "agreement fri 60m")
        assert "Mia Chef did it just now" in refused(pilot)
        await keys(pilot, "full_stop")
        assert typed(pilot) == "agreement fri 60m"
        await keys(pilot, "enter")
        assert "then agreement Corto upgrade" in told(pilot)[-1]
    friday = day.cards(day.desk(wednesday, on=FRIDAY))
    assert [one.type for one in friday if one.deal == "Corto upgrade"].count("agreement") == 1


@pytest.mark.slow
async def test_another_reason_said_meanwhile_is_asked_and_mine_edited_again(wednesday: Path) -> None:
    async with on_corto(wednesday, "b", lambda mia, corto: blocking.block(mia, [corto], "she is ill")) as pilot:
        await answer(pilot, "waits for legal")
        assert "theirs   she is ill" in asked(pilot)
        await keys(pilot, "e")
        assert typed(pilot) == "waits for legal"
        await answer(pilot, "she is ill, and legal waits")
    assert item(wednesday, "Corto").blocked_why == "she is ill, and legal waits"


@pytest.mark.slow
async def test_another_effort_given_meanwhile_is_asked(wednesday: Path) -> None:
    async with on_corto(wednesday, "e", lambda mia, corto: moving.change(mia, corto, minutes=30)) as pilot:
        await answer(pilot, "1h")
        assert "theirs   30m" in asked(pilot)
        await keys(pilot, "m")
    assert item(wednesday, "Corto").minutes == 60


@pytest.mark.slow
async def test_nobody_promises_what_came_into_the_plan_while_deciding(week: Week) -> None:
    ana = day.desk(week.database.path)
    planning.add(ana, "call birch fri")
    async with day.opened(week.database.path, "plan") as pilot:
        await keys(pilot, "C")
        planning.add(day.desk(week.database.path, "Mia"), "demo gale fri", owner_id=ana.me.id)
        await keys(pilot, "y")
        assert refused(pilot).startswith("Your plan changed while you were deciding: demo Gale expansion came in.")
        await keys(pilot, "C", "y")
        assert told(pilot)[-1].startswith("Promised: 2 items")


@pytest.mark.slow
async def test_a_day_of_another_week_keeps_its_reason_through_the_question(wednesday: Path) -> None:
    async with on_corto(wednesday, "m", moved_to(THURSDAY)) as pilot:
        await answer(pilot, "2026-11-24")
        await keys(pilot, "2")
        assert "mine     Tue 24 Nov" in asked(pilot)
        await keys(pilot, "m")
        assert refused(pilot) == ""
    assert [one for one in day.cards(day.desk(wednesday)) if one.deal == "Corto upgrade" and one.is_open] == []
