"""The dialogs of a conflict by themselves: what they show, what each key answers, and that a stray enter does no harm."""

from __future__ import annotations

import pytest

from sprintsales.domain.meanwhile import ChangedMeanwhile, Clash, Difference, Sides
from sprintsales.ui.dialogs.conflict import AGAIN, MINE, THEIRS, AskConflict
from sprintsales.ui.dialogs.typed_text import TypedText
from tests.ui.day import HOSTILE
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, live_links, screen_text

SIDES = Sides("deal", 1, {}, {}, {})
VALUE = Difference("value", "€48,200", "€52,000", "€50,000", "Ben Okafor", "2 minutes ago")
CLOSE = Difference("close date", "Mon 30 Nov", "Fri 18 Dec", "Fri 11 Dec", "Mia Chef", "1 hour ago")


def clash(*told: Difference, thing: str = "Puerto Almar") -> ChangedMeanwhile:
    return ChangedMeanwhile(tuple(Clash(one.title, 1, 2, 3) for one in told), SIDES, thing=thing, told=told)


@pytest.mark.parametrize(
    ("key", "answer"),
    [("1", THEIRS), ("2", MINE), ("3", AGAIN), ("t", THEIRS), ("m", MINE), ("e", AGAIN), ("escape", None), ("enter", AGAIN)],
)
async def test_each_way_has_a_key_and_a_stray_enter_neither_overwrites_nor_loses(key: str, answer: str | None) -> None:
    app, answers = KitApp(), list[str | None]()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AskConflict(clash(VALUE)), answers.append)
        await settled(pilot)
        await pilot.press(key)
        await settled(pilot)
    assert answers == [answer]


async def test_where_nothing_was_typed_enter_keeps_what_stands() -> None:
    app, answers = KitApp(), list[str | None]()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AskConflict(clash(VALUE), again_word=""), answers.append)
        await settled(pilot)
        assert "Edit mine" not in screen_text(app)
        await pilot.press("e", "enter")
        await settled(pilot)
    assert answers == [THEIRS]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_before_theirs_and_mine_stand_below_each_other(size: tuple[int, int]) -> None:
    app = KitApp()
    async with app.run_test(size=size) as pilot:
        app.push_screen(AskConflict(clash(VALUE)))
        await settled(pilot)
        check_snapshot(app, f"conflict-{size[0]}x{size[1]}")


async def test_several_fields_are_a_line_each_and_say_who_changed_which() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AskConflict(clash(VALUE, CLOSE)))
        await settled(pilot)
        check_snapshot(app, "conflict-fields-80x24")


async def test_a_long_note_is_shown_as_far_as_there_is_room() -> None:
    note = Difference("note", "no note", "they want it in blue " * 12, "ask the lawyer " * 40, "Ben Okafor", "just now")
    app = KitApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AskConflict(clash(note)))
        await settled(pilot)
        check_snapshot(app, "conflict-note-80x24")


async def test_hostile_names_and_values_are_only_text() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for told in ((Difference("name", HOSTILE, HOSTILE, HOSTILE, HOSTILE, "just now"),), (VALUE, Difference("note", *[HOSTILE] * 5))):
            app.push_screen(AskConflict(clash(*told, thing=HOSTILE)))
            await settled(pilot)
            assert not live_links(app)
            assert "\x1b" not in screen_text(app)
        app.push_screen(TypedText(HOSTILE, HOSTILE))
        await settled(pilot)
        assert not live_links(app)


async def test_what_was_typed_for_something_gone_can_be_copied() -> None:
    app = KitApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(
            TypedText("Puerto Almar (#12) is not there any more: Ben Okafor took it back 2 minutes ago.", "call the lawyer first")
        )
        await settled(pilot)
        check_snapshot(app, "typed-text-80x24")
        await pilot.press("c")
        await settled(pilot)
        assert app.clipboard == "call the lawyer first"
        assert "✓ copied" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert not isinstance(app.screen, TypedText)
