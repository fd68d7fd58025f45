"""The week: where the cursor goes, what a card says, how it looks at both sizes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from textual.containers import Horizontal, Vertical
from textual.pilot import Pilot

from sprintsales.ui.content import line
from sprintsales.ui.widgets.card import CardChosen, CardSelected, WeekGrid, card_line, card_rows, day_bar, day_head
from sprintsales.ui.widgets.day_cards import DayCards, WeekStrip
from sprintsales.ui.widgets.week import Card, DayColumn, Week
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text
from tests.ui.week_data import WEEK


def week() -> Week:
    shown = Week()
    shown.show(WEEK)
    return shown


class Listener(KitApp):
    def __init__(self, *widgets: WeekGrid | WeekStrip | DayCards | Vertical) -> None:
        super().__init__(widgets)
        self.selected: list[tuple[str, int]] = []
        self.chosen: list[str] = []

    def on_card_selected(self, event: CardSelected) -> None:
        self.selected.append((event.key, event.day))

    def on_card_chosen(self, event: CardChosen) -> None:
        self.chosen.append(event.key)


@asynccontextmanager
async def on_grid(*, height: int = 20) -> AsyncIterator[tuple[Pilot[None], Listener, WeekGrid]]:
    """The grid with the week in it and the keys."""
    grid = WeekGrid()
    app = Listener(grid)
    async with app.run_test(size=(99, height)) as pilot:
        grid.show(WEEK)
        grid.focus()
        await settled(pilot)
        yield pilot, app, grid


def test_the_week_opens_at_the_first_open_work_of_today() -> None:
    assert week().key == "w2"


def test_the_cursor_moves_among_cells_and_stays_inside() -> None:
    shown = week()
    shown.move(1, 0)
    assert shown.key == "h2"
    shown.move(0, 99)
    assert shown.key == "h7"
    shown.move(1, 0)
    assert (shown.key, shown.selected, shown.day) == ("", None, 4)  # a day without cards can be stood on: something may be planned there
    shown.move(1, 0)
    assert shown.day == 4
    shown.move(-99, 0)
    assert shown.day == 0


def test_the_cursor_follows_its_card_to_another_day() -> None:
    shown = week()
    moved = (WEEK[0], WEEK[1], DayColumn("Wed 18", is_today=True), DayColumn("Thu 19", cards=WEEK[2].cards), WEEK[4])
    shown.show(moved)
    assert (shown.key, shown.day) == ("w2", 3)


def test_the_cursor_stays_near_when_its_card_is_dropped() -> None:
    shown = week()
    shown.select("w4")
    shown.show((*WEEK[:2], DayColumn("Wed 18", is_today=True, cards=WEEK[2].cards[:3]), *WEEK[3:]))
    assert shown.key == "w3"
    shown.show(())
    assert (shown.key, shown.column) == ("", None)


def test_a_card_not_there_is_not_selected() -> None:
    shown = week()
    assert not shown.select("nobody")
    assert shown.key == "w2"


def test_more_than_a_tenth_over_is_over() -> None:
    assert not DayColumn("Thu 19", 429, 390).over
    assert DayColumn("Thu 19", 430, 390).over
    assert not DayColumn("Sat 21", 30, None).over


def test_a_day_head_says_hours_of_capacity_where_there_is_room() -> None:
    assert day_head(WEEK[2], 19).plain == " ▸Wed 18  4.8/6.5h "
    assert day_head(WEEK[3], 19).plain == " Thu 19 ▲ 7.5/6.5h "
    assert day_head(replace(WEEK[2], used=1518), 19).plain == " ▸Wed 18   ▲ 25.3h "
    assert day_head(WEEK[3], 16).plain == " Thu 19  ▲ 7.5h "


def test_a_day_is_called_too_full_only_where_its_capacity_is_known() -> None:
    unknown, off, full = (DayColumn("Wed 18", used=450, capacity=capacity) for capacity in (None, 0, 390))
    assert day_bar(unknown, 10).plain == "─" * 10
    assert "▲" not in day_head(unknown, 19).plain
    assert day_bar(off, 10) == day_bar(full, 10)
    assert day_bar(full, 10).plain == "━" * 10


def test_the_word_of_a_type_goes_before_its_sign() -> None:
    card = Card("k", "planned", "Hansa Logistik", "follow_up", "Follow-up", "30m")
    assert [row.plain for row in card_rows(card, 19, today=False, chosen=False, focused=False)] == [
        " ○ Hansa Logistik  ",
        "   » Follow-up 30m ",
    ]
    assert [row.plain for row in card_rows(card, 13, today=False, chosen=False, focused=False)] == [" ○ Hansa Lo… ", "   »     30m "]


def test_a_card_on_one_line_keeps_state_minutes_and_mark_whole() -> None:
    card = Card("k", "planned", "Donaudampfschifffahrtsgesellschaft", "agreement", "Agreement", "60m", "↻2")
    assert card_line(card, 45, selected=False).plain == "○ Donaudampfschifffahrt… § Agreement ↻2  60m "
    assert card_line(card, 30, selected=False).cell_length == 30


async def test_the_grid_beside_the_picture() -> None:
    grid = WeekGrid()
    app = Listener(grid)
    async with app.run_test(size=(99, 20)) as pilot:
        assert "loading …" in screen_text(app)
        grid.show(WEEK)
        grid.focus()
        await settled(pilot)
        check_snapshot(app, "week-99x20")


async def test_keys_and_mouse_move_in_the_grid_and_say_so() -> None:
    async with on_grid() as (pilot, app, grid):
        await pilot.press("l", "j", "left", "k", "enter")
        await settled(pilot)
        assert app.selected == [("h2", 3), ("h3", 3), ("w3", 2), ("w2", 2)]
        assert app.chosen == ["w2"]
        for key, place in (("ctrl+d", "h6"), ("ctrl+u", "h1"), ("pagedown", "h6")):  # half a page, as in every list
            grid.week.go(3, 0 if key != "ctrl+u" else 5)
            await pilot.press(key)
            assert grid.week.key == place
        await pilot.click(WeekGrid, offset=(25, 8))
        assert grid.week.key == "t2"
        await pilot.click(WeekGrid, offset=(85, 1))
        assert (grid.week.day, grid.week.key) == (4, "")
        await pilot.click(WeekGrid, offset=(5, 5), times=2)
        await settled(pilot)
        assert app.chosen[-1] == "m1"


async def test_a_crowded_day_scrolls_with_the_cursor_and_says_what_is_hidden() -> None:
    async with on_grid() as (pilot, app, grid):
        assert "+ 2 more ↓" in screen_text(app)
        grid.week.select("h7")
        await settled(pilot)
        text = screen_text(app)
        assert "▌○ Prospecting ×7" in text
        assert "+ 2 more ↑" in text


async def test_the_card_under_the_cursor_is_seen_at_every_height() -> None:
    async with on_grid(height=30) as (pilot, app, grid):
        for height in range(8, 30):
            await pilot.resize_terminal(99, height)
            for key in ("h1", "h4", "h7"):
                grid.week.select(key)
                await pilot.pause()
                assert screen_text(app).count("▌○ Prospecting ×" + key[1]) == 1, (height, key)


async def test_the_week_below_110_columns_is_a_strip_and_a_day() -> None:
    days = week()
    cards = DayCards(days)
    app = Listener(Vertical(WeekStrip(days), Horizontal(cards)))
    async with app.run_test(size=(80, 20)) as pilot:
        cards.focus()
        await settled(pilot)
        check_snapshot(app, "week-80x20")
        await pilot.press("j", "l", "enter")
        await settled(pilot)
        assert app.selected == [("w3", 2), ("h3", 3)]
        assert app.chosen == ["h3"]
        await pilot.click(WeekStrip, offset=(70, 0))
        await settled(pilot)
        assert "Nothing planned for this day." in screen_text(app)
        assert "3.0 h free" in screen_text(app)
        await pilot.click(WeekStrip, offset=(20, 0))
        await pilot.click(DayCards, offset=(5, 2))
        assert days.key == "t2"
        assert "✗ 1" in screen_text(app)


async def test_a_crowded_day_as_a_list_keeps_its_cursor_in_view() -> None:
    days = week()
    cards = DayCards(days)
    app = Listener(Vertical(WeekStrip(days), cards))
    async with app.run_test(size=(80, 9)) as pilot:
        cards.focus()
        for number in (1, 4, 7):
            days.select(f"h{number}")
            await pilot.pause()
            assert f"▌○ Prospecting ×{number}" in screen_text(app)


def test_a_note_of_free_time_is_a_line_of_parts() -> None:
    assert line(*WEEK[4].foot[0]).plain == "3.0 h free"
