"""Two people change one deal at two terminals: the second one is asked, and nothing typed is lost."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlmodel import Session
from textual.pilot import Pilot

from sprintsales.services.dealing import add_deal, deal_named, set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.undoing import undo
from sprintsales.services.views.deals import DealView
from sprintsales.storage import rows, tables
from sprintsales.ui.dialogs.ask_choice import AskChoice
from sprintsales.ui.dialogs.ask_date import AskDate
from sprintsales.ui.dialogs.confirm import Confirm
from sprintsales.ui.dialogs.conflict import AskConflict
from sprintsales.ui.dialogs.typed_text import TypedText
from tests.services.week import Week
from tests.ui import day
from tests.ui.conflicts_seen import asked, on_key_line
from tests.ui.day import HOSTILE, keys, refused, told
from tests.ui.deals_seen import NARROW, WIDE, answer, deal, typed, write
from tests.ui.deals_seen import on_deals as opened
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, live_links, screen_text


@pytest.fixture
def mia(week: Week) -> Desk:
    """The manager at another terminal."""
    return day.desk(week.database.path, "Mia")


def birch(desk: Desk, **fields: str) -> DealView:
    """Change the Birch pilot at that terminal."""
    return set_fields(desk, deal_named(desk, "Birch pilot"), fields).view


@asynccontextmanager
async def conflict(
    week: Week, mia: Desk, *, mine: str = "31k", theirs: str = "30k", size: tuple[int, int] = WIDE
) -> AsyncIterator[Pilot[Any]]:
    """Ana wants another value of the Birch pilot, and Mia was faster."""
    async with opened(week, words="birch", size=size) as pilot:
        await keys(pilot, "v")
        birch(mia, value=theirs)
        await answer(pilot, mine)
        yield pilot


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_same_field_changed_meanwhile_asks_with_before_theirs_and_mine(week: Week, mia: Desk, size: tuple[int, int]) -> None:
    async with conflict(week, mia, size=size) as pilot:
        assert "theirs   €30,000           Mia Chef, just now" in asked(pilot)
        check_snapshot(pilot.app, f"conflict-deals-{size[0]}x{size[1]}")
    assert deal(week, "Birch pilot").deal.value == 30_000_00


async def test_theirs_is_kept_by_one_key(week: Week, mia: Desk) -> None:
    async with conflict(week, mia) as pilot:
        await keys(pilot, "t")
        assert told(pilot)[-1] == "Birch pilot: €30,000 stays"
        assert "not saved" not in on_key_line(pilot)
        await keys(pilot, "v")
        assert typed(pilot) == "€30,000"
    assert deal(week, "Birch pilot").deal.value == 30_000_00


async def test_mine_is_taken_by_one_key_and_undone_by_another(week: Week, mia: Desk) -> None:
    async with conflict(week, mia) as pilot:
        await keys(pilot, "m")
        assert told(pilot)[-1] == "Birch pilot: €31,000   u takes it back"
        assert deal(week, "Birch pilot").deal.value == 31_000_00
        await keys(pilot, "u")
    assert deal(week, "Birch pilot").deal.value == 30_000_00


@pytest.mark.slow
async def test_it_asks_again_where_it_was_changed_yet_again(week: Week, mia: Desk) -> None:
    async with conflict(week, mia) as pilot:
        birch(mia, value="32k")
        await keys(pilot, "m")
        shown = asked(pilot)
        assert "before   €30,000" in shown
        assert "theirs   €32,000" in shown
        await keys(pilot, "m")
    assert deal(week, "Birch pilot").deal.value == 31_000_00


@pytest.mark.slow
async def test_editing_again_begins_with_what_was_typed_and_goes_over_what_was_told(week: Week, mia: Desk) -> None:
    async with conflict(week, mia) as pilot:
        await keys(pilot, "enter")
        assert typed(pilot) == "31k"
        assert "€31,000   €1,000 more" in screen_text(pilot.app), "compared with what was told"
        await answer(pilot, "30500")
        assert "€500 more" not in screen_text(pilot.app)
    assert deal(week, "Birch pilot").deal.value == 30_500_00


async def test_what_is_decided_later_is_taken_up_by_a_key(week: Week, mia: Desk) -> None:
    async with conflict(week, mia) as pilot:
        await keys(pilot, "escape")
        assert told(pilot)[-1] == "Not saved yet: Birch pilot: €31,000\n. goes on with it"
        assert on_key_line(pilot)[0] == "not saved"
        await keys(pilot, "full_stop")
        assert typed(pilot) == "31k"
        await keys(pilot, "enter")
        assert "not saved" not in on_key_line(pilot)
        await keys(pilot, "full_stop")
        assert not isinstance(pilot.app.screen, AskConflict)
    assert deal(week, "Birch pilot").deal.value == 31_000_00


@pytest.mark.slow
async def test_what_was_put_aside_is_on_its_own_key_too_until_it_is_given_up(week: Week, mia: Desk) -> None:
    async with conflict(week, mia) as pilot:
        await keys(pilot, "escape", "v")
        assert typed(pilot) == "31k"
        await keys(pilot, "escape")
        assert "not saved" not in on_key_line(pilot)
        await keys(pilot, "v")
        assert typed(pilot) == "€30,000"


async def test_another_field_merges_without_a_question(week: Week, mia: Desk) -> None:
    async with opened(week, words="birch") as pilot:
        await keys(pilot, "d")
        birch(mia, value="30k")
        await answer(pilot, "2026-12-11")
        assert told(pilot)[-1].startswith("Birch pilot: closes Fri 11 Dec")
    found = deal(week, "Birch pilot").deal
    assert (found.value, str(found.close_on)) == (30_000_00, "2026-12-11")


async def test_two_who_want_the_same_are_not_asked(week: Week, mia: Desk) -> None:
    async with conflict(week, mia, mine="30k", theirs="30000") as pilot:
        assert told(pilot)[-1] == "Birch pilot was so already."


@pytest.mark.slow
async def test_a_reason_given_stays_with_the_change_through_the_question(week: Week, mia: Desk) -> None:
    async with opened(week, words="birch") as pilot:
        await keys(pilot, "d")
        birch(mia, close_on="2026-12-21")
        await answer(pilot, "8 jan 2027")
        await keys(pilot, "7")
        await answer(pilot, "their board meets later")
        assert "theirs   Mon 21 Dec" in asked(pilot)
        await keys(pilot, "e")
        assert typed(pilot) == "8 jan 2027"
        await keys(pilot, "enter")
        assert "their board meets later" in screen_text(pilot.app)
        await keys(pilot, "enter")
    moves = deal(week, "Birch pilot").moves
    assert (str(moves[-1].move.to_date), moves[-1].move.reason) == ("2027-01-08", "their board meets later")


@pytest.mark.slow
async def test_a_stage_is_chosen_again_with_the_mark_where_it_stands_now(week: Week, mia: Desk) -> None:
    async with opened(week, words="birch") as pilot:
        await keys(pilot, "S")
        birch(mia, stage="Negotiation")
        await keys(pilot, "3")
        assert "theirs   Negotiation" in asked(pilot)
        await keys(pilot, "e")
        assert isinstance(pilot.app.screen, AskChoice)
        marked = next(line for line in screen_text(pilot.app).splitlines() if "it stands here" in line)
        assert "Negotiation" in marked
        await keys(pilot, "5")
    assert deal(week, "Birch pilot").deal.outcome == "won"


@pytest.mark.slow
async def test_what_was_typed_for_a_deal_taken_away_can_be_taken_along(week: Week, mia: Desk) -> None:
    add_deal(mia, "Puerto Almar", {"owner": "Ana"})
    async with opened(week, words="puerto") as pilot:
        await keys(pilot, "v")
        undo(mia)
        await answer(pilot, "31k")
        assert isinstance(pilot.app.screen, TypedText)
        shown = " ".join(screen_text(pilot.app).split())
        assert "is not there any more: Mia Chef took it back just now." in shown
        await keys(pilot, "c")
        assert pilot.app.clipboard == "31k"
        await keys(pilot, "escape")
        assert "not saved" not in on_key_line(pilot)


async def test_a_hostile_name_is_only_text_in_the_question(week: Week, mia: Desk) -> None:
    named = add_deal(mia, HOSTILE, {"owner": "Ana", "value": "1k", "next_step": HOSTILE}).view.deal.id
    async with opened(week, words=f"#{named}") as pilot:
        await keys(pilot, "v")
        set_fields(mia, named, {"value": "2k", "name": f"{HOSTILE} 2"})
        await answer(pilot, "3k")
        assert "[/b][@click=app.leave]Free[/]" in asked(pilot)
        assert live_links(pilot.app) == []


# Nothing typed is lost.


async def test_a_line_refused_when_it_was_to_be_saved_is_there_again(week: Week) -> None:
    async with day.opened(week.database.path) as pilot:
        await keys(pilot, "a")
        week.seat("Ana", role="viewer")
        await answer(pilot, "call birch fri 30m")
        assert "viewer" in refused(pilot)
        await keys(pilot, "full_stop")
        assert typed(pilot) == "call birch fri 30m"
        week.seat("Ana", role="rep")
        await keys(pilot, "enter")
        assert told(pilot)[-1].startswith("Planned call Birch pilot")
        assert "not saved" not in on_key_line(pilot)


@pytest.mark.slow
async def test_nobody_leaves_with_something_unsaved_without_being_asked(week: Week, mia: Desk) -> None:
    async with conflict(week, mia) as pilot:
        await keys(pilot, "escape", "1", "q")
        assert isinstance(pilot.app.screen, Confirm)
        assert "Birch pilot: €31,000 is not saved." in screen_text(pilot.app)
        await keys(pilot, "n", "4", "full_stop")
        assert typed(pilot) == "31k"


async def test_a_question_waits_until_the_keys_are_free(week: Week, mia: Desk) -> None:
    release, holds = threading.Event(), threading.Event()

    def slowly(session: Session) -> None:
        rows.put(session, tables.Deal, 2, value=30_000_00)
        holds.set()
        release.wait(30)

    other = threading.Thread(target=lambda: mia.write(mia.act("deal", "changed Birch pilot"), slowly))
    async with opened(week, words="birch") as pilot:
        await keys(pilot, "v")
        await write(pilot, "31k")
        other.start()
        assert holds.wait(10)
        await pilot.press("enter")  # saving waits for the other write
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
        release.set()
        other.join()
        await settled(pilot)
        assert isinstance(pilot.app.screen, AskDate), "keys meant for the date must not decide about the value"
        assert told(pilot)[-1] == "Not saved yet: Birch pilot: €31,000"
        await keys(pilot, "escape")
        assert "theirs   €30,000" in asked(pilot)
