"""Lists of any length: started, moved in and refreshed at the same cost."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from textual.content import Content
from typing_extensions import override

from sprintsales.ui.base import KitScreen
from sprintsales.ui.content import line
from sprintsales.ui.widgets.windowed_list import PAGE, WindowedList
from tests.ui.kit_app import KitApp, ListenerApp
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text


@dataclass
class Numbers:
    """Rows are numbers; keeps what was asked and from which threads."""

    total: int
    shift: int = 0
    asked: list[tuple[int, int]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    error: Exception | None = None

    def count(self) -> int:
        self.threads.add(threading.get_ident())
        if self.error is not None:
            raise self.error
        return self.total

    def page(self, offset: int, limit: int) -> Sequence[int]:
        self.asked.append((offset, limit))
        return [number + self.shift for number in range(offset, min(self.total, offset + limit))]

    def position(self, key: str) -> int | None:
        place = int(key) - self.shift
        return place if 0 <= place < self.total else None


class Counted:
    """Draws a number and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, row: int, width: int, selected: bool) -> Content:
        self.calls += 1
        return line(f"number {row}")


def windowed(draw: Counted | None = None) -> WindowedList[int]:
    return WindowedList(draw or Counted(), str)


@pytest.mark.parametrize("total", [100, 100_000])
async def test_a_list_starts_by_reading_what_is_in_view_however_long_it_is(total: int) -> None:
    source, shown = Numbers(total), windowed()
    app = ListenerApp(shown)
    async with app.run_test(size=(40, 20)) as pilot:
        shown.show_source(source)
        await settled(pilot)
        assert source.asked == [(0, PAGE)]
        assert app._thread_id not in source.threads
        assert "number 0" in screen_text(app)
        assert shown.total == total


async def costs_of_a_key(total: int) -> list[int]:
    draw = Counted()
    shown = windowed(draw)
    async with ListenerApp(shown).run_test(size=(40, 20)) as pilot:
        shown.show_source(Numbers(total))
        shown.focus()
        await settled(pilot)
        costs = []
        for _ in range(12):
            before = draw.calls
            await pilot.press("j")
            await settled(pilot)
            costs.append(draw.calls - before)
        return costs


async def test_a_key_draws_as_many_lines_at_ten_thousand_rows_as_at_a_hundred() -> None:
    few, lots = await costs_of_a_key(100), await costs_of_a_key(10_000)
    assert few == lots
    assert min(few) == 2  # the row left and the row reached


async def test_the_far_end_is_one_key_away() -> None:
    source, shown = Numbers(100_000), windowed()
    app = ListenerApp(shown)
    async with app.run_test(size=(40, 20)) as pilot:
        shown.show_source(source)
        shown.focus()
        await settled(pilot)
        await pilot.press("G")
        await settled(pilot)
        assert shown.cursor_key == "99999"
        assert "number 99999" in screen_text(app)
        assert len(source.asked) <= 3  # not a page of what lies between
        assert app.selected[-1] == "99999"


async def test_the_cursor_of_a_long_list_follows_its_row_into_new_data() -> None:
    shown = windowed()
    app = ListenerApp(shown)
    async with app.run_test(size=(40, 20)) as pilot:
        shown.show_source(Numbers(10_000))
        shown.focus()
        await settled(pilot)
        shown.place_cursor(5_000)
        await settled(pilot)
        assert shown.cursor_key == "5000"
        place = screen_text(app).splitlines().index("▌number 5000")
        shown.show_source(Numbers(10_000, shift=-300))
        await settled(pilot)
        assert shown.cursor_key == "5000"
        assert shown.cursor == 5_300
        assert screen_text(app).splitlines().index("▌number 5000") == place  # and the eye need not search it


async def test_a_newer_source_wins_over_one_still_being_read() -> None:
    shown = windowed()
    app = ListenerApp(shown)
    async with app.run_test(size=(40, 20)) as pilot:
        for total in (100, 200, 300):
            shown.show_source(Numbers(total))
        await settled(pilot)
        assert shown.total == 300


async def test_a_list_gone_empty_says_so() -> None:
    shown: WindowedList[int] = WindowedList(Counted(), str, empty=(line("No deal fits."),))
    app = ListenerApp(shown)
    async with app.run_test(size=(40, 20)) as pilot:
        shown.show_source(Numbers(500))
        await settled(pilot)
        shown.place_cursor(400)
        await settled(pilot)
        shown.show_source(Numbers(0))
        await settled(pilot)
        assert "No deal fits." in screen_text(app)
        assert shown.cursor_key == ""
        shown.show_source(Numbers(5))
        await settled(pilot)
        assert shown.cursor_key == "0"


class WithList(KitScreen[None, None]):
    NAME = "deals"

    @override
    def body(self) -> Sequence[WindowedList[int]]:
        return (windowed(),)


async def test_trouble_while_reading_rows_reaches_the_band_of_the_screen() -> None:
    screen = WithList()
    app = KitApp(screen=screen)
    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        screen.query_one(WindowedList).show_source(Numbers(5, error=OSError("disk gone")))
        await settled(pilot)
        assert "OSError: disk gone" in screen_text(app)


async def test_a_large_rest_is_counted_with_parted_thousands() -> None:
    shown = windowed()
    app = ListenerApp(shown)
    async with app.run_test(size=(40, 20)) as pilot:
        shown.show_source(Numbers(100_000))
        await settled(pilot)
        assert "+ 99,981 more ↓" in screen_text(app)
