"""The sums of the periods ahead, and shares of longer goals, by their laws."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.closing import CellSum, Due, cell_sums, shared_out
from sprintsales.domain.periods import Period, month, pieces, week

TODAY = date(2026, 11, 18)
WEEKS = tuple(week(TODAY + timedelta(weeks=number)) for number in range(4))


def test_covered_and_uncovered_value_stand_apart_and_an_unknown_value_is_counted() -> None:
    dues = (Due(TODAY, 100, True), Due(TODAY + timedelta(days=1), 250, False), Due(TODAY, None, True))
    assert cell_sums(dues, WEEKS, TODAY)[0] == CellSum(WEEKS[0], 3, 250, 100, 1)


def test_what_is_overdue_undated_or_outside_is_in_no_week() -> None:
    dues = (Due(date(2026, 11, 17), 5, False), Due(None, 7, False), Due(date(2027, 11, 1), 9, True))
    assert all(one.count == 0 and one.value == 0 for one in cell_sums(dues, WEEKS, TODAY))
    assert cell_sums(dues, (), TODAY) == ()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.none() | st.integers(-30, 60), st.none() | st.integers(0, 10**9), st.booleans()), max_size=30))
def test_the_weeks_hold_every_deal_once(rows: list[tuple[int | None, int | None, bool]]) -> None:
    dues = [Due(None if ahead is None else TODAY + timedelta(days=ahead), value, bare) for ahead, value, bare in rows]
    inside = [one for one in dues if one.close_on is not None and TODAY <= one.close_on < WEEKS[-1].end]
    sums = cell_sums(dues, WEEKS, TODAY)
    assert sum(one.count for one in sums) == len(inside)
    assert sum(one.value for one in sums) == sum(one.value or 0 for one in inside)


@settings(max_examples=60)
@given(st.integers(0, 10**10), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_weeks_of_a_month_share_its_goal_out_to_within_rounding(goal: int, day: date) -> None:
    whole = month(day)
    cut = pieces(whole, "week")
    shares = [shared_out([(goal, sum(one.weekday() < 5 for one in piece.each_day()), _worked(whole))]) for piece in cut]
    assert abs(sum(share or 0 for share in shares) - goal) <= len(cut)


def test_without_a_goal_or_a_working_day_there_is_no_share() -> None:
    assert shared_out(()) is None
    assert shared_out([(1000, 0, 0)]) is None
    assert shared_out([(1000, 1, 4), (900, 1, 3)]) == 550


def _worked(whole: Period) -> int:
    return sum(day.weekday() < 5 for day in whole.each_day())
