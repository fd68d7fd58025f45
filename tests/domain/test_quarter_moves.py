"""Laws of what moved dates do to a quarter: nothing is counted twice, and there and back again is no move."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.periods import quarter
from sprintsales.domain.quarter_moves import QuarterMoves, Shift, quarter_moves

Q4 = quarter(date(2026, 11, 18))
START = date(2026, 11, 16)
days = st.dates(date(2026, 10, 1), date(2027, 3, 31))


@st.composite
def chains(draw: st.DrawFn) -> list[Shift]:
    """Some deals' dates, each moved a few times, one move a day."""
    shifts: list[Shift] = []
    for deal_id in range(draw(st.integers(0, 4))):
        dates = draw(st.lists(days, min_size=2, max_size=4))
        value = draw(st.none() | st.integers(1, 10**9))
        for step, (before, after) in enumerate(pairwise(dates)):
            shifts.append(Shift(deal_id, START + timedelta(days=step), before, after, value))
    return shifts


@given(chains())
def test_what_left_less_what_came_is_what_the_quarter_has_less(shifts: list[Shift]) -> None:
    first: dict[int, Shift] = {}
    last: dict[int, Shift] = {}
    for one in shifts:
        first.setdefault(one.deal_id, one)
        last[one.deal_id] = one
    before = sum(one.value or 0 for one in first.values() if one.from_date < Q4.end)
    after = sum(one.value or 0 for one in last.values() if one.to_date < Q4.end)
    found = quarter_moves(shifts, Q4)
    assert found.left - found.came == before - after
    assert found.left_count + found.came_count <= len(first)


@given(chains())
def test_moves_undone_one_by_one_leave_nothing(shifts: list[Shift]) -> None:
    later = START + timedelta(days=30)
    back = [one._replace(on=later + (later - one.on), from_date=one.to_date, to_date=one.from_date) for one in shifts]
    assert quarter_moves([*shifts, *back], Q4) == QuarterMoves()


def test_a_deal_without_a_value_is_counted_and_told_apart() -> None:
    out = Shift(1, START, date(2026, 12, 18), date(2027, 1, 29), None)
    inside = Shift(2, START, date(2026, 11, 30), date(2026, 12, 30), 5_000)
    assert quarter_moves([out, inside], Q4) == QuarterMoves(left_count=1, unvalued=1)
