"""Dialogs return a value, explain while one types, and lose nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content
from textual.widgets import Input

from sprintsales.domain.errors import NotReadable
from sprintsales.ui.content import T, line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.dialogs.ask_date import AskDate
from sprintsales.ui.dialogs.ask_text import AskText
from sprintsales.ui.dialogs.base import Answer, Dialog
from sprintsales.ui.dialogs.confirm import Confirm
from sprintsales.ui.dialogs.draft import Draft
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text


def understood(text: str) -> Sequence[Content]:
    return [line(("understood: ", "$muted"), (T(text), "bold"))]


def no_short_words(text: str) -> None:
    if len(text) < 4:
        raise NotReadable("Say what to do and with whom: call acme fri.")


def iso_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotReadable(f"“{text}” is no day; write 2026-11-20.") from None


OUTCOMES = (Choice("reached", "reached", "usual: 41%"), Choice("no_answer", "no answer"), Choice("message", "left a message"))


def asked(app: KitApp, dialog: Dialog[Answer]) -> list[Answer | None]:
    answers: list[Answer | None] = []
    app.push_screen(dialog, answers.append)
    return answers


async def test_a_line_is_explained_while_it_is_typed() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 16)) as pilot:
        answers = asked(app, AskText("Quick add", preview=understood))
        await settled(pilot)
        await pilot.press(*"call acme")
        await settled(pilot)
        check_snapshot(app, "dialog-text")
        await pilot.press("enter")
        await settled(pilot)
        assert answers == ["call acme"]


async def test_what_was_typed_is_there_again_after_a_cancel_and_typing_replaces_it_where_no_key_goes_on_with_it() -> None:
    app, draft = KitApp(), Draft()
    async with app.run_test(size=(80, 16)) as pilot:
        answers = asked(app, AskText("Quick add", draft=draft))
        await settled(pilot)
        await pilot.press(*"call", "escape")
        await settled(pilot)
        assert answers == [None]
        again = asked(app, AskText("Quick add", draft=draft))
        await settled(pilot)
        assert app.screen.query_one(Input).value == "call"
        await pilot.press("end", *"!", "enter")
        await settled(pilot)
        assert again == ["call!"]
        assert draft.text == ""
        draft.text = "kept"
        anew = asked(app, AskText("Quick add", draft=draft))
        await settled(pilot)
        await pilot.press(*"new", "enter")
        await settled(pilot)
        assert anew == ["new"]


async def test_a_text_that_cannot_be_taken_stays_with_the_reason() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 16)) as pilot:
        answers = asked(app, AskText("Quick add", accept=no_short_words))
        await settled(pilot)
        await pilot.press(*"abc", "enter")
        await settled(pilot)
        assert answers == []
        assert "✗ Say what to do and with whom" in screen_text(app)
        assert app.screen.query_one(Input).value == "abc"
        await pilot.press("d", "enter")
        await settled(pilot)
        assert answers == ["abcd"]


async def test_nothing_typed_is_no_answer() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 16)) as pilot:
        answers = asked(app, AskText("Quick add"))
        await settled(pilot)
        await pilot.press("space", "enter")
        await settled(pilot)
        assert answers == []


async def test_a_letter_that_is_a_key_elsewhere_is_a_letter_in_a_line() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 16)) as pilot:
        answers = asked(app, AskText("Quick add"))
        await settled(pilot)
        await pilot.press("q", "slash", "u", "question_mark", "j", "1", "enter")
        await settled(pilot)
        assert answers == ["q/u?j1"]


async def test_a_digit_answers_at_once() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 16)) as pilot:
        answers = asked(app, AskChoice("Done? How did it go", OUTCOMES))
        await settled(pilot)
        check_snapshot(app, "dialog-choice")
        await pilot.press("9")
        assert answers == []
        await pilot.press("2")
        await settled(pilot)
        assert answers == ["no_answer"]


async def test_a_choice_by_cursor_by_click_or_none_at_all() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 16)) as pilot:
        answers = asked(app, AskChoice("Done?", OUTCOMES))
        await settled(pilot)
        await pilot.press("j", "j", "enter")
        await settled(pilot)
        assert answers == ["message"]
        answers = asked(app, AskChoice("Done?", OUTCOMES))
        await settled(pilot)
        await pilot.click("#choices", offset=(4, 1))
        await settled(pilot)
        assert answers == ["no_answer"]
        for way in ("escape", "click beside"):
            answers = asked(app, AskChoice("Done?", OUTCOMES))
            await settled(pilot)
            await (pilot.press("escape") if way == "escape" else pilot.click(offset=(1, 1)))
            await settled(pilot)
            assert answers == [None], way


async def test_enter_twice_does_no_harm() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 16)) as pilot:
        for key, expected in (("enter", False), ("y", True), ("n", False), ("escape", None), ("1", True)):
            answers = asked(app, Confirm("Drop this call?", "It stays in the promise and counts as not kept.", yes="Drop it", no="Keep it"))
            await settled(pilot)
            await pilot.press(key)
            await settled(pilot)
            assert answers == [expected], key
        asked(app, Confirm("Drop this call?", "It stays in the promise and counts as not kept.", yes="Drop it", no="Keep it"))
        await settled(pilot)
        check_snapshot(app, "dialog-confirm")


async def test_a_day_is_echoed_before_it_is_taken() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 16)) as pilot:
        answers = asked(app, AskDate("Move to which day?", iso_day, lambda day: f"{day:%A} {day.day} {day:%B %Y}"))
        await settled(pilot)
        await pilot.press(*"2026-11")
        await settled(pilot)
        assert "✗ “2026-11” is no day" in screen_text(app)
        await pilot.press("enter")
        assert answers == []
        await pilot.press(*"-20")
        await settled(pilot)
        assert "→ Friday 20 November 2026" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert answers == [date(2026, 11, 20)]
