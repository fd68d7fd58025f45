"""The columns per week and the bars of the forecast as characters, by their laws."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.periods import week
from sprintsales.ui.widgets.outlook_bars import axis_line, outlook_bar, outlook_marks, place
from sprintsales.ui.widgets.timeline import CELL, Axis, axis
from sprintsales.ui.widgets.week_columns import Pillar, off_scale, top_of, week_columns

TODAY = date(2026, 11, 18)
AMOUNTS = st.integers(0, 10**12)


def weeks(count: int) -> Axis:
    return axis(week, TODAY, 0, count)


def drawn(*pillars: Pillar, rows: int = 4) -> list[str]:
    return [row.plain for row in week_columns(pillars, weeks(len(pillars)), rows)]


def test_the_largest_week_fills_the_chart_and_an_empty_one_shows_nothing() -> None:
    assert drawn(Pillar(800, 0), Pillar(200, 0), Pillar(0, 0)) == [
        " █████               ",
        " █████               ",
        " █████               ",
        " █████  █████        ",
    ]


def test_what_has_nothing_planned_stands_at_the_foot_in_another_grain() -> None:
    rows = drawn(Pillar(400, 400))
    assert [row.strip()[0] for row in rows] == ["█", "█", "▒", "▒"]


def test_the_goal_is_a_dashed_line_beside_the_columns() -> None:
    rows = drawn(Pillar(400, 0, 200), Pillar(0, 0, 200))
    assert rows[2] == "┄█████┄┄┄┄┄┄┄┄"


def test_one_giant_does_not_flatten_the_rest() -> None:
    giant = [Pillar(5_000, 0, 100), Pillar(100, 0, 100)]
    assert top_of(giant) == 400
    assert off_scale(giant) == [0]
    rows = drawn(*giant)
    assert rows[0][:CELL] == "   ▲   "
    assert rows[3][CELL:] == "┄█████┄"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, st.none() | AMOUNTS), max_size=12), st.integers(1, 6))
def test_every_row_fits_the_axis_and_uncovered_value_is_never_hidden(rows: list[tuple[int, int, int | None]], height: int) -> None:
    pillars = [Pillar(*row) for row in rows]
    lines = week_columns(pillars, weeks(len(pillars)), max(2, height))
    assert all(line.cell_length == CELL * len(pillars) for line in lines)
    for at, one in enumerate(pillars):
        foot = lines[-1].plain[at * CELL + 3]
        assert (foot in " ┄") == (one.value == 0)
        styles = {str(span.style).split(" ")[0] for span in lines[-1].spans if span.start <= at * CELL + 3 < span.end}
        assert ("$fill-risk" in styles) == bool(one.uncovered)


def test_the_bar_is_won_then_commit_then_best_case_and_the_goal_one_line() -> None:
    assert outlook_bar((20, 50, 75), 100, 25).plain == "████▓▓▓▓▓▓░░░░░     │    "
    assert outlook_marks(60, 40, 100, 25).plain == "        ◇   ◆       │    "


def test_words_stand_beside_the_marks_where_they_fit() -> None:
    assert outlook_marks(60, None, 100, 25, ("a long long text", "short")).plain == "short       ◆       │    "
    assert outlook_marks(5, None, 100, 25, ("a long long text", "short")).plain == " ◆ a long long text │    "
    assert outlook_marks(40, 75, 100, 20, ("a long long text",)).plain == "      ◆     ◇   │   "


def test_what_lies_beyond_the_axis_shows_at_its_edge() -> None:
    assert outlook_bar((200, 300, 400), 100, 10).plain == "████████│›"
    assert outlook_marks(500, None, 100, 10).plain == "        │›"


def test_the_axis_names_the_goal_where_the_bars_have_it() -> None:
    text = axis_line(77).plain
    assert text.index("goal") <= place(1.0, 77) < text.index("goal") + 4
    assert text.index("50%") == place(0.5, 77)


@settings(max_examples=80, deadline=None)
@given(st.lists(AMOUNTS, min_size=3, max_size=3).map(sorted), st.integers(1, 10**12), st.integers(1, 120))
def test_a_bar_is_as_wide_as_its_axis_and_grows_with_its_totals(totals: list[int], goal: int, width: int) -> None:
    bar = outlook_bar(totals, goal, width).plain
    assert len(bar) == width
    fills = [mark for mark in bar if mark in "█▓░"]
    assert fills == sorted(fills, key="█▓░".index)
    assert len(outlook_marks(totals[1], totals[0], goal, width).plain) == width
    assert axis_line(width).cell_length >= min(width, 4)
