"""One line of work: explained while it is typed, taken when it is understood, never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.domain.errors import NotFound, NotReadable
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.dialogs.quick_add import QuickAdd
from tests.services.week import FRIDAY
from tests.ui import day
from tests.ui.day import keys, opened, told
from tests.ui.deals_seen import answer, typed, write
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

Said = tuple[tuple[str, str], ...]
Explain = Callable[[str], Said]


def understood(text: str) -> Said:
    if "nobody" in text:
        raise NotFound("There is no open deal called nobody.")
    return (("type", text.split(maxsplit=1)[0]), ("deal", "Acme renewal"))


def not_before(found: Event) -> Explain:
    """Understands a line as soon as the names are found."""

    def slowly(text: str) -> Said:
        found.wait(10)
        return understood(text)

    return slowly


async def ask(pilot: Pilot[None], explain: Explain, draft: Draft | None = None) -> list[str | None]:
    """Open the line; return what it will have answered."""
    answers: list[str | None] = []
    pilot.app.push_screen(QuickAdd("Plan in one line", explain, draft=draft), answers.append)
    await settled(pilot)
    return answers


@asynccontextmanager
async def asking(explain: Explain) -> AsyncIterator[tuple[Pilot[None], list[str | None]]]:
    """An open line, and what it has answered."""
    async with KitApp().run_test(size=(80, 16)) as pilot:
        yield pilot, await ask(pilot, explain)


async def test_a_line_is_explained_while_it_is_typed_and_taken_by_enter() -> None:
    async with asking(understood) as (pilot, answers):
        await pilot.press(*"call acme")
        await settled(pilot)
        check_snapshot(pilot.app, "quick-add")
        await pilot.press("enter")
        await settled(pilot)
        assert answers == ["call acme"]


async def test_a_line_that_is_not_understood_stays_with_the_reason() -> None:
    async with asking(understood) as (pilot, answers):
        await pilot.press(*"call nobody", "enter")
        await settled(pilot)
        assert answers == []
        assert "✗ There is no open deal called nobody." in screen_text(pilot.app)
        await pilot.press(*["backspace"] * 6, *"acme", "enter")
        await settled(pilot)
        assert answers == ["call acme"]


async def test_enter_before_the_names_are_found_waits_for_them() -> None:
    found = Event()
    async with asking(not_before(found)) as (pilot, answers):
        await pilot.press(*"call acme", "enter")
        assert answers == []
        found.set()
        await settled(pilot)
        assert answers == ["call acme"]


async def test_typing_on_after_enter_takes_the_wish_back() -> None:
    found = Event()
    async with asking(not_before(found)) as (pilot, answers):
        await pilot.press(*"call acme", "enter", *" fri")
        found.set()
        await settled(pilot)
        assert answers == []
        assert pilot.app.screen.query_one(Input).value == "call acme fri"


async def test_what_is_said_belongs_to_the_line_as_it_stands() -> None:
    first, asked_for = Event(), list[str]()

    def slowly(text: str) -> Said:
        asked_for.append(text)
        first.wait(10)
        return (("type", text),)

    async with asking(slowly) as (pilot, _):
        await pilot.press(*"email")
        first.set()
        await settled(pilot)
        assert "✓ email" in screen_text(pilot.app)
        assert len(asked_for) <= 2


async def test_an_emptied_line_says_nothing() -> None:
    async with asking(understood) as (pilot, answers):
        await pilot.press("c", "backspace", "enter")
        await settled(pilot)
        assert answers == []
        assert "understood" not in screen_text(pilot.app)
        assert "✓" not in screen_text(pilot.app)


async def test_a_cancelled_line_is_there_again_and_a_taken_one_is_not() -> None:
    draft = Draft()
    async with KitApp().run_test(size=(80, 16)) as pilot:
        await ask(pilot, understood, draft)
        await pilot.press(*"call acme", "escape")
        await settled(pilot)
        answers = await ask(pilot, understood, draft)
        assert pilot.app.screen.query_one(Input).value == "call acme"
        await pilot.press("enter")
        await settled(pilot)
        assert answers == ["call acme"]
        assert draft.text == ""


async def test_a_line_pasted_with_control_characters_is_cleaned() -> None:
    async with asking(understood) as (pilot, _):
        pilot.app.screen.query_one(Input).value = "call\x1b[31m \u202eacme"
        await settled(pilot)
        assert "\x1b" not in pilot.app.screen.query_one(Input).value
        assert "\u202e" not in screen_text(pilot.app)


async def test_a_fault_of_ours_is_said_and_the_line_stays() -> None:
    def broken(text: str) -> Said:
        raise LookupError("no such thing")

    async with asking(broken) as (pilot, answers):
        await pilot.press(*"call acme", "enter")
        await settled(pilot)
        assert answers == []
        assert "This should not have happened" in screen_text(pilot.app)


async def test_a_problem_of_the_line_is_told_in_full() -> None:
    def unread(text: str) -> Said:
        raise NotReadable("Begin with what to do: call, email. Two days stand in this line, and one item is for one day only: write 2x.")

    async with asking(unread) as (pilot, _):
        await pilot.press("x")
        await settled(pilot)
        assert "write 2x." in screen_text(pilot.app)


# In the program.


async def test_work_already_done_is_logged_in_one_line_with_its_next_step(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await keys(pilot, "l")
        await write(pilot, "call kestrel reached 5m next email fri")
        text = screen_text(pilot.app)
        assert "deal Kestrel rollout" in text
        assert "then email" in text
        await keys(pilot, "enter")
        assert "Logged call Kestrel rollout, then email" in told(pilot)[-1]
    ana = day.desk(wednesday)
    assert any(one.title == "Kestrel rollout" and one.is_unplanned and one.outcome == "reached" for one in day.cards(ana))
    assert any(one.title == "Kestrel rollout" and one.type == "email" for one in day.cards(day.desk(wednesday, on=FRIDAY)))


async def test_a_log_line_that_names_two_things_is_asked_about_and_kept(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        await keys(pilot, "l")
        await answer(pilot, "call acme reached next email nobodylikethis fri")
        assert "✗" in screen_text(pilot.app)
        await keys(pilot, "escape", "l")
        assert typed(pilot).startswith("call acme reached")
