"""Lists: the cursor belongs to a row and not to a place, and length costs nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from textual.events import MouseScrollDown
from textual.pilot import Pilot
from typing_extensions import override

from sprintsales.ui.content import line
from sprintsales.ui.widgets.keyed_table import Column, KeyedTable, TableRow
from sprintsales.ui.widgets.section_list import Section, SectionList, flag_section
from tests.ui.kit_app import ListenerApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

COLUMNS = (Column("Deal"), Column("Value", 9, numbers=True))


def rows(*deals: tuple[str, str]) -> list[TableRow]:
    return [TableRow(name.lower(), (name, value)) for name, value in deals]


DEALS = (("Orban", "€48,200"), ("Acme", "€48,000"), ("Corto", "€12,000"))


@asynccontextmanager
async def on_table(shown: Sequence[TableRow], *, height: int = 12) -> AsyncIterator[tuple[Pilot[None], ListenerApp, KeyedTable]]:
    """A table of these rows that has the keys."""
    table = KeyedTable(COLUMNS)
    app = ListenerApp(table)
    async with app.run_test(size=(30, height)) as pilot:
        table.show_rows(shown)
        table.focus()
        await settled(pilot)
        yield pilot, app, table


# The keyed table.


async def test_a_table_stands_under_its_heads() -> None:
    table = KeyedTable(COLUMNS)
    app = ListenerApp(table)
    async with app.run_test(size=(30, 8)) as pilot:
        assert "loading …" in screen_text(app)
        table.show_rows(rows(*DEALS))
        table.focus()
        await settled(pilot)
        check_snapshot(app, "table")


async def test_the_cursor_follows_its_deal_when_the_order_changes() -> None:
    async with on_table(rows(*DEALS), height=8) as (pilot, app, table):
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
    async with ListenerApp(table).run_test(size=(30, 8)) as pilot:
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
    async with on_table(many(50)) as (pilot, app, table):
        for key, expected in (
            ("j", "1"),
            ("down", "2"),
            ("k", "1"),
            ("G", "49"),
            ("up", "48"),
            ("home", "0"),
            ("end", "49"),
            ("home", "0"),
        ):
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
    async with on_table(many(50)) as (pilot, app, _table):
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
    async with on_table(many(13)) as (pilot, app, table):
        for number in (*range(13), *range(12, -1, -1)):
            table.place_cursor(number)
            await pilot.pause()
            assert f"▌Deal {number} " in screen_text(app), number


async def test_the_mouse_selects_chooses_and_scrolls() -> None:
    async with on_table(many(50)) as (pilot, app, table):
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


@asynccontextmanager
async def on_sections(given: Sequence[Section[str]]) -> AsyncIterator[tuple[Pilot[None], ListenerApp, SectionList[str]]]:
    """A list of these sections that has the keys."""
    shown: SectionList[str] = SectionList(lambda row, width, selected: line((row, "bold" if selected else "")), str.lower)
    app = ListenerApp(shown)
    async with app.run_test(size=(40, 14)) as pilot:
        shown.show_sections(given)
        shown.focus()
        await settled(pilot)
        yield pilot, app, shown


async def test_the_cursor_steps_over_heads_and_gaps() -> None:
    async with on_sections(sections()) as (pilot, app, shown):
        check_snapshot(app, "sections")
        visited = [shown.cursor_key]
        for _ in range(4):
            await pilot.press("down")
            visited.append(shown.cursor_key)
        assert visited == ["eder", "lindqvist", "corto", "acme", "birch"]
        assert shown.row_under_cursor() == "Birch"


async def test_the_cursor_of_a_sectioned_list_stays_on_its_row() -> None:
    async with on_sections(sections()) as (pilot, _app, shown):
        shown.place_cursor(2)
        shown.show_sections(sections(with_overdue=False))
        assert shown.cursor_key == "corto"
        shown.show_sections([])
        await settled(pilot)
        assert shown.cursor_key == ""
        assert shown.row_under_cursor() is None


async def test_a_folded_section_is_one_line_that_can_be_chosen() -> None:
    folded = [
        flag_section("Closing, nothing planned", "uncovered", ("Orban",), "€86k"),
        flag_section("Blocked", "blocked", ("Gale",), "1", folded=True, key="blocked"),
        flag_section("Stalled in stage", "stalled", ("Molino",), "2", folded=True, key="stalled"),
    ]
    async with on_sections(folded) as (pilot, app, _shown):
        check_snapshot(app, "sections-folded")
        await pilot.press("G", "enter")
        await settled(pilot)
        assert app.chosen == ["stalled"]


async def test_an_empty_list_says_what_to_do() -> None:
    shown: SectionList[str] = SectionList(
        lambda row, width, selected: line(row), str, empty=(line(("Nothing planned for today.", "bold")),)
    )
    app = ListenerApp(shown)
    async with app.run_test(size=(40, 6)) as pilot:
        shown.show_sections([])
        await settled(pilot)
        assert "Nothing planned for today." in screen_text(app)
