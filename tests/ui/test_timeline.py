"""The rows of the timeline as characters, drawn without an app."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.periods import period
from sprintsales.ui.widgets.timeline import CELL, Axis, Track, axis, axis_heads, track

TODAY = date(2026, 11, 18)


def weeks(count: int = 6, first: int = 0, unit: str = "week") -> Axis:
    return axis(lambda day: period(unit, day), TODAY, first, count, unit)


def on(day: int, month: int = 11, year: int = 2026) -> date:
    return date(year, month, day)


def drawn(shown: Track, count: int = 3, first: int = 0) -> str:
    return track(shown, weeks(count, first), TODAY).plain


def test_a_week_has_a_column_for_each_day_and_today_is_a_line() -> None:
    assert drawn(Track()) == "  │" + " " * 18


def test_the_agreement_leads_to_the_close() -> None:
    assert drawn(Track(on(24), on(20)), 2) == "  │ §───●     "


def test_an_agreement_after_the_close_shows_behind_it() -> None:
    shown = track(Track(on(20), on(25), tone="$error"), weeks(2), TODAY)
    assert shown.plain == "  │ ●────§    "
    assert any("$error" in str(span.style) for span in shown.spans)


def test_earlier_dates_lead_to_the_present_one() -> None:
    assert drawn(Track(on(30), None, (on(19), on(24))), 3) == "  │○╌╌╌╌○╌╌╌╌╌●" + " " * 6


def test_a_date_moved_earlier_comes_from_the_right() -> None:
    assert drawn(Track(on(20), None, (on(27),)), 2) == "  │ ●╌╌╌╌╌╌○  "


def test_what_is_outside_shows_at_the_edge() -> None:
    assert drawn(Track(on(19), None, (on(2),)), 2) == "‹╌╌●          "
    assert drawn(Track(on(24, 12), on(20)), 2) == "  │ §────────›"
    assert drawn(Track(on(3), None), 2) == "‹ │           "


def test_of_two_marks_on_one_day_the_lesser_moves_left() -> None:
    assert drawn(Track(on(20), on(20), (on(20),)), 1) == "  ○§●  "


def test_a_mark_hides_today() -> None:
    assert drawn(Track(on(18)), 1) == "  ●    "


def test_months_and_quarters_share_their_columns_among_their_days() -> None:
    months = weeks(3, unit="month")
    assert [cell.start for cell in months.cells] == [on(1), on(1, 12), on(1, 1, 2027)]
    assert months.column(on(1)) == 0
    assert months.column(on(30)) == CELL - 1
    assert months.column(on(1, 12)) == CELL
    assert weeks(2, unit="quarter").column(on(31, 12)) == CELL - 1


@pytest.mark.parametrize(
    ("unit", "heads"),
    [
        ("week", ["Nov 2026      Dec 2026", "16 now 23     30     7"]),
        ("month", ["2026          2027", "▸Nov   Dec    Jan    Feb"]),
        ("quarter", ["2026   2027", "O–D’26 J–M’27 A–J’27 J–S’27"]),
    ],
)
def test_the_heads_name_the_months_and_the_first_days(unit: str, heads: list[str]) -> None:
    shown = axis_heads(weeks(4, unit=unit), TODAY)
    assert [row.plain.rstrip() for row in shown] == heads


def test_in_one_row_a_week_is_named_by_its_first_day() -> None:
    assert axis_heads(weeks(3), TODAY, one_row=True)[0].plain == "16 Nov 23 Nov 30 Nov "


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-60, 120), max_size=5),
    st.none() | st.integers(-60, 120),
    st.none() | st.integers(-60, 120),
    st.integers(-5, 5),
    st.integers(1, 12),
    st.sampled_from(["week", "month", "quarter"]),
)
def test_a_row_is_always_as_wide_as_its_axis_and_shows_the_close_in_view(
    before: list[int], close: int | None, agreement: int | None, first: int, count: int, unit: str
) -> None:
    def day(offset: int) -> date:
        return TODAY + timedelta(days=offset)

    shown = Track(None if close is None else day(close), None if agreement is None else day(agreement), tuple(map(day, before)))
    on = weeks(count, first, unit)
    row = track(shown, on, TODAY)
    assert row.cell_length == on.width
    if shown.close_on is not None:
        at = on.column(shown.close_on)
        assert row.plain[at] == "●" if 0 <= at < on.width else row.plain[0 if at < 0 else -1] != " "


@settings(max_examples=40, deadline=None)
@given(st.integers(-400, 400), st.integers(1, 400), st.sampled_from(["week", "month", "quarter"]))
def test_a_later_day_is_never_further_left(start: int, more: int, unit: str) -> None:
    on = weeks(8, unit=unit)
    assert on.column(TODAY + timedelta(days=start)) <= on.column(TODAY + timedelta(days=start + more))
