"""Lists: the cursor belongs to a row and not to a place, and length costs nothing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from textual.content import Content
from textual.events import MouseScrollDown
from typing_extensions import override

from sprintsales.ui.base import KitScreen
from sprintsales.ui.content import line
from sprintsales.ui.widgets.keyed_table import Column, KeyedTable, TableRow
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.section_list import Section, SectionList, flag_section
from sprintsales.ui.widgets.windowed_list import PAGE, WindowedList
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

COLUMNS = (Column("Deal"), Column("Value", 9, numbers=True))


def rows(*deals: tuple[str, str]) -> list[TableRow]:
    return [TableRow(name.lower(), (name, value)) for name, value in deals]


DEALS = (("Orban", "€48,200"), ("Acme", "€48,000"), ("Corto", "€12,000"))


class Listener(KitApp):
    """Keeps what lists report."""

    def __init__(self, *widgets: LineList) -> None:
        super().__init__(widgets)
        self.selected: list[str] = []
        self.chosen: list[str] = []

    def on_line_list_selected(self, event: LineList.Selected) -> None:
        self.selected.append(event.key)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        self.chosen.append(event.key)


# The keyed table.


async def test_a_table_stands_under_its_heads() -> None:
    table = KeyedTable(COLUMNS)
    app = Listener(table)
    async with app.run_test(size=(30, 8)) as pilot:
        assert "loading …" in screen_text(app)
        table.show_rows(rows(*DEALS))
        table.focus()
        await settled(pilot)
        check_snapshot(app, "table")


async def test_the_cursor_follows_its_deal_when_the_order_changes() -> None:
    table = KeyedTable(COLUMNS)
    app = Listener(table)
    async with app.run_test(size=(30, 8)) as pilot:
        table.show_rows(rows(*DEALS))
        table.focus()
        await pilot.press("j")
        assert table.cursor_key == "acme"
        table.show_rows(rows(("Zeta", "€1"), *DEALS[::-1]))
        assert table.cursor_key == "acme"
        table.show_rows(rows(DEALS[0], DEALS[2]))
        assert table.cursor_key in ("orban", "corto")
        table.show_rows([])
        assert table.cursor_key == ""
        await settled(pilot)
        assert app.selected[:2] == ["orban", "acme"]


class Watched(KeyedTable):
    """Keeps which lines it was asked to paint again."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self.painted: list[int] = []

    @override
    def refresh_line(self, y: int) -> None:
        self.painted.append(y)
        super().refresh_line(y)


async def test_only_changed_cells_are_painted_again_and_they_stand_out_for_a_moment() -> None:
    table = Watched(COLUMNS)
    async with Listener(table).run_test(size=(30, 8)) as pilot:
        table.show_rows(rows(*DEALS))
        await settled(pilot)
        table.painted.clear()
        assert table.show_rows(rows(*DEALS)) == set()
        assert table.painted == []
        assert table.show_rows(rows(DEALS[0], ("Acme", "€50,000"), DEALS[2])) == {("acme", 1)}
        assert table.painted == [1]
        marked = table.line_at(1, 28, selected=False)
        assert any(span.style == "on $select" for span in marked.spans)
        table.settle()
        assert not any(span.style == "on $select" for span in table.line_at(1, 28, selected=False).spans)


# Movement, the same in every list.


def many(count: int) -> list[TableRow]:
    return [TableRow(str(number), (f"Deal {number}", f"€{number}")) for number in range(count)]


async def test_keys_move_page_and_jump() -> None:
    table = KeyedTable(COLUMNS)
    app = Listener(table)
    async with app.run_test(size=(30, 12)) as pilot:
        table.show_rows(many(50))
        table.focus()
        for key, expected in (("j", "1"), ("down", "2"), ("k", "1"), ("G", "49"), ("up", "48"), ("g", "0"), ("end", "49"), ("home", "0")):
            await pilot.press(key)
            assert table.cursor_key == expected, key
        await pilot.press("pagedown")
        assert 5 <= int(table.cursor_key) <= 10
        await pilot.press("pageup")
        assert table.cursor_key == "0"
        await pilot.press("enter")
        await settled(pilot)
        assert app.chosen == ["0"]


async def test_the_last_row_says_how_many_more_there_are() -> None:
    table = KeyedTable(COLUMNS)
    app = Listener(table)
    async with app.run_test(size=(30, 12)) as pilot:
        table.show_rows(many(50))
        table.focus()
        await settled(pilot)
        assert "+ 41 more ↓" in screen_text(app)
        for _ in range(12):
            await pilot.press("j")
        text = screen_text(app)
        assert "Deal 12" in text
        assert "more ↓" in text
        await pilot.press("G")
        assert "more ↓" not in screen_text(app)
        assert "Deal 49" in screen_text(app)


async def test_every_row_can_be_stood_on_and_seen() -> None:
    table = KeyedTable(COLUMNS)
    app = Listener(table)
    async with app.run_test(size=(30, 12)) as pilot:
        table.show_rows(many(13))
        table.focus()
        for number in (*range(13), *range(12, -1, -1)):
            table.place_cursor(number)
            await pilot.pause()
            assert f"▌Deal {number} " in screen_text(app), number


async def test_the_mouse_selects_chooses_and_scrolls() -> None:
    table = KeyedTable(COLUMNS)
    app = Listener(table)
    async with app.run_test(size=(30, 12)) as pilot:
        table.show_rows(many(50))
        await settled(pilot)
        await pilot.click(KeyedTable, offset=(5, 5))
        assert table.cursor_key == "3"
        await pilot.click(KeyedTable, offset=(5, 6), times=2)
        await settled(pilot)
        assert app.chosen == ["4"]
        await pilot._post_mouse_events([MouseScrollDown], KeyedTable, offset=(5, 5), button=0)
        await settled(pilot)
        assert table.top == 3
        assert table.cursor_key == "4"  # the wheel moves the view, not the cursor
        await pilot.click(KeyedTable, offset=(5, 11))  # the line "+ n more" is no row
        assert table.cursor_key == "4"


# Sections.


def sections(*, with_overdue: bool = True) -> list[Section[str]]:
    late = [Section("Overdue", ("Eder",), "1", tone="$error", ruled=True)] if with_overdue else []
    return [
        *late,
        Section("At a time", ("Lindqvist", "Corto", "Acme"), "3", ruled=True),
        Section("Done today", ("Birch",), "1", ruled=True),
    ]


def section_list() -> SectionList[str]:
    return SectionList(lambda row, width, selected: line((row, "bold" if selected else "")), str.lower)


async def test_the_cursor_steps_over_heads_and_gaps() -> None:
    shown = section_list()
    app = Listener(shown)
    async with app.run_test(size=(40, 14)) as pilot:
        shown.show_sections(sections())
        shown.focus()
        await settled(pilot)
        check_snapshot(app, "sections")
        visited = [shown.cursor_key]
        for _ in range(4):
            await pilot.press("down")
            visited.append(shown.cursor_key)
        assert visited == ["eder", "lindqvist", "corto", "acme", "birch"]
        assert shown.row_under_cursor() == "Birch"


async def test_the_cursor_of_a_sectioned_list_stays_on_its_row() -> None:
    shown = section_list()
    async with Listener(shown).run_test(size=(40, 14)) as pilot:
        shown.show_sections(sections())
        shown.place_cursor(2)
        shown.show_sections(sections(with_overdue=False))
        assert shown.cursor_key == "corto"
        shown.show_sections([])
        await settled(pilot)
        assert shown.cursor_key == ""
        assert shown.row_under_cursor() is None


async def test_a_folded_section_is_one_line_that_can_be_chosen() -> None:
    shown = section_list()
    app = Listener(shown)
    async with app.run_test(size=(40, 14)) as pilot:
        shown.show_sections(
            [
                flag_section("Closing, nothing planned", "uncovered", ("Orban",), "€86k"),
                flag_section("Blocked", "blocked", ("Gale",), "1", folded=True, key="blocked"),
                flag_section("Stalled in stage", "stalled", ("Molino",), "2", folded=True, key="stalled"),
            ]
        )
        shown.focus()
        await settled(pilot)
        check_snapshot(app, "sections-folded")
        await pilot.press("G", "enter")
        await settled(pilot)
        assert app.chosen == ["stalled"]


async def test_an_empty_list_says_what_to_do() -> None:
    shown: SectionList[str] = SectionList(
        lambda row, width, selected: line(row), str, empty=(line(("Nothing planned for today.", "bold")),)
    )
    app = Listener(shown)
    async with app.run_test(size=(40, 6)) as pilot:
        shown.show_sections([])
        await settled(pilot)
        assert "Nothing planned for today." in screen_text(app)


# The windowed list.


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
    app = Listener(shown)
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
    async with Listener(shown).run_test(size=(40, 20)) as pilot:
        shown.show_source(Numbers(total))
        shown.focus()
        await settled(pilot)
        costs = []
        for _ in range(12):
            before = draw.calls
            await pilot.press("j")
            await pilot.pause()
            costs.append(draw.calls - before)
        return costs


async def test_a_key_draws_as_many_lines_at_ten_thousand_rows_as_at_a_hundred() -> None:
    few, lots = await costs_of_a_key(100), await costs_of_a_key(10_000)
    assert few == lots
    assert min(few) == 2  # the row left and the row reached


async def test_the_far_end_is_one_key_away() -> None:
    source, shown = Numbers(100_000), windowed()
    app = Listener(shown)
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
    app = Listener(shown)
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
    app = Listener(shown)
    async with app.run_test(size=(40, 20)) as pilot:
        for total in (100, 200, 300):
            shown.show_source(Numbers(total))
        await settled(pilot)
        assert shown.total == 300


async def test_a_list_gone_empty_says_so() -> None:
    shown: WindowedList[int] = WindowedList(Counted(), str, empty=(line("No deal fits."),))
    app = Listener(shown)
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
