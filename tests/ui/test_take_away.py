"""What a screen shows is copied and written into files, on every screen by the same two keys."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from textual.widgets import Input

from sprintsales.reports.sheet import Cell, Column, Section, Sheet, as_markdown, shortened
from sprintsales.ui.screens.take_away import file_stem
from tests.ui.day import keys, opened


@pytest.mark.slow
@pytest.mark.parametrize(
    ("screen", "schema", "heading"),
    [
        ("today", "sprintsales.today/1", "# "),
        ("plan", "sprintsales.plan/1", "# "),
        ("standup", "sprintsales.standup/1", "# "),
        ("deals", "sprintsales.deals/1", "# Deals · "),
        ("closing", "sprintsales.closing/1", "# Closing · "),
        ("review", "sprintsales.review/1", "# "),
        ("team", "sprintsales.team/1", "# "),
    ],
)
async def test_every_screen_is_copied_and_written_as_its_command_prints_it(
    wednesday: Path, tmp_path: Path, screen: str, schema: str, heading: str
) -> None:
    path = tmp_path / "shown.json"
    async with opened(wednesday, screen) as pilot:
        await keys(pilot, "y")
        assert pilot.app.clipboard.startswith(heading)
        await keys(pilot, "E")
        name = pilot.app.screen.query_one("#text", Input)
        assert name.value.startswith(f"{screen}-2026-11-1")
        assert name.value.endswith(".csv")
        name.value = str(path)
        await keys(pilot, "enter")
    assert json.loads(path.read_text())["schema"] == schema


async def test_only_the_deals_that_a_filter_leaves_are_taken(wednesday: Path, tmp_path: Path) -> None:
    for screen in ("deals", "closing"):
        path = tmp_path / f"{screen}.csv"
        async with opened(wednesday, screen) as pilot:
            await keys(pilot, "slash", *"birch", "enter", "E")
            assert "birch" in pilot.app.screen.query_one("#text", Input).value
            pilot.app.screen.query_one("#text", Input).value = str(path)
            await keys(pilot, "enter")
        rows = list(csv.DictReader(path.open()))
        assert rows, screen
        assert all("birch" in row["name"].casefold() for row in rows), screen


def test_a_long_table_is_copied_in_part_and_says_so() -> None:
    sheet = Sheet("Deals", (Section("", (Column("name"),), tuple((Cell(f"deal {n}"),) for n in range(7))),))
    text = as_markdown(shortened(sheet, 3, "E writes all"))
    assert text.count("| deal ") == 3
    assert "and 4 more: E writes all" in text


def test_a_file_is_called_by_plain_letters_only() -> None:
    assert file_stem("deals", "2026-11-18", 'rep:"Ana Ruíz" ../closing<30') == "deals-2026-11-18-rep-ana-ru-z-closing-30"
    assert file_stem("plan", "日本") == "plan"
