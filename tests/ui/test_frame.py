"""The frame answers who, when and whether we are winning, at every width."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sprintsales.ui.widgets.bars import bar, pips
from sprintsales.ui.widgets.frame import TABS, Frame, FrameView, Uncovered
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text
from tests.ui.week_data import FRAME


class Listener(KitApp):
    def __init__(self, frame: Frame) -> None:
        super().__init__((frame,))
        self.heard: list[str] = []

    def on_frame_tab_chosen(self, event: Frame.TabChosen) -> None:
        self.heard.append(event.screen_name)

    def on_frame_action_chosen(self, event: Frame.ActionChosen) -> None:
        self.heard.append(event.action)

    def on_frame_whose_chosen(self) -> None:
        self.heard.append("whose")

    def on_frame_uncovered_chosen(self) -> None:
        self.heard.append("uncovered")


@pytest.mark.parametrize("width", [140, 120, 110, 100, 80])
async def test_the_frame_at_every_width(width: int) -> None:
    frame = Frame("plan")
    app = Listener(frame)
    async with app.run_test(size=(width, 8)) as pilot:
        frame.show(FRAME)
        await settled(pilot)
        check_snapshot(app, f"frame-{width}")
        assert frame.size.height == (7 if width >= 110 else 4)


async def test_a_frame_without_tiles_leaves_their_rows_to_the_body() -> None:
    frame = Frame("deals")
    async with Listener(frame).run_test(size=(140, 10)) as pilot:
        frame.show(replace(FRAME, tiles=(), uncovered=None))
        await settled(pilot)
        assert frame.size.height == 4
        frame.show(FRAME)
        await settled(pilot)
        assert frame.size.height == 7


async def test_all_covered_is_said_without_a_tint() -> None:
    frame = Frame("plan")
    app = Listener(frame)
    async with app.run_test(size=(140, 8)) as pilot:
        frame.show(replace(FRAME, uncovered=Uncovered()))
        await settled(pilot)
        assert "✓ all covered" in screen_text(app)
        assert "Uncovered" not in screen_text(app)


@pytest.mark.parametrize(
    ("state", "at", "words"),
    [
        ("saved", "09:41", "● saved 09:41"),
        ("failed", "09:41", "✗ not saved, retrying"),
        ("changed", "Tom changed this 2 min ago", "→ Tom changed this 2 min ago"),
        ("saving", "", "◐ saving"),
    ],
)
async def test_the_state_of_the_database_is_a_sign_and_words(state: str, at: str, words: str) -> None:
    frame = Frame("plan")
    app = Listener(frame)
    async with app.run_test(size=(140, 8)) as pilot:
        frame.show(replace(FRAME, state=state, saved_at=at))
        await settled(pilot)
        assert words in screen_text(app)


@pytest.mark.parametrize("width", [140, 80])
async def test_tabs_name_and_uncovered_value_answer_to_the_mouse(width: int) -> None:
    frame = Frame("plan")
    app = Listener(frame)
    async with app.run_test(size=(width, 8)) as pilot:
        frame.show(FRAME)
        await settled(pilot)
        lines = screen_text(app).splitlines()
        for name, word in TABS:
            await pilot.click(Frame, offset=(lines[1].index(word) + 1, 1))
            assert app.heard[-1] == name
        await pilot.click(Frame, offset=(lines[0].index("Ana"), 0))
        assert app.heard[-1] == "whose"
        if width == 140:
            for words, action in (("g jump", "app.jump"), ("everything", "app.command_palette"), ("? help", "screen.help")):
                await pilot.click(Frame, offset=(lines[1].index(words), 1))
                assert app.heard[-1] == action
        row = 3 if width == 140 else 2
        await pilot.click(Frame, offset=(lines[row].index("!") + 3, row))
        assert app.heard[-1] == "uncovered"


async def test_before_anything_is_known_there_is_a_frame_already() -> None:
    app = Listener(Frame("today"))
    async with app.run_test(size=(140, 8)):
        assert "1 Today" in screen_text(app)


async def test_a_long_name_is_cut_before_anything_else() -> None:
    frame = Frame("plan")
    app = Listener(frame)
    async with app.run_test(size=(80, 8)) as pilot:
        frame.show(replace(FRAME, team="Donaudampfschifffahrtsgesellschaft Vertrieb Süd", whose="Wolfeschlegelsteinhausenbergerdorff"))
        await settled(pilot)
        assert "●" in screen_text(app).splitlines()[0]


def test_an_empty_view_is_a_frame_too() -> None:
    assert FrameView(team="x").tiles == ()


def test_a_bar_is_full_at_its_goal_and_never_longer() -> None:
    assert bar(10, 0.0).plain == "──────────"
    assert bar(10, 0.45).plain == "━━━━╸─────"
    assert bar(10, 1.0).plain == bar(10, 3.7).plain == "━━━━━━━━━━"
    assert bar(10, 0.999).plain != bar(10, 1.0).plain


def test_the_pace_stands_on_the_rest_or_on_the_filled_part() -> None:
    assert bar(10, 0.3, pace=0.5).plain == "━━━──┼────"
    assert bar(10, 0.8, pace=0.5).plain == "━━━━━╋━━──"
    assert bar(10, 0.8, pace=1.0).plain == "━━━━━━━━─┼"


def test_no_number_is_an_empty_track_and_no_pace_no_mark() -> None:
    assert bar(6, None).plain == "──────"
    assert bar(0, 0.5).plain == ""


def test_the_days_gone_are_counted() -> None:
    assert pips(3, 5).plain == "▰▰▰▱▱"
    assert pips(9, 5).plain == "▰▰▰▰▰"
    assert pips(0, 0).plain == ""
