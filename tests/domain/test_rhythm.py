"""How sprints follow each other, also where their length or first weekday changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.periods import Period
from sprintsales.domain.rhythm import Rhythm, Stretch, next_stretch

MONDAY = date(2026, 11, 2)


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    rhythm = Rhythm(Stretch(MONDAY + timedelta(days=draw(st.integers(0, 6))), draw(st.integers(1, 4))))
    for _ in range(draw(st.integers(0, 4))):
        last = (rhythm.later or (rhythm.first,))[-1]
        taken = last.anchor + timedelta(days=draw(st.integers(1, 90)))
        rhythm = Rhythm(rhythm.first, (*rhythm.later, next_stretch(rhythm, taken, draw(st.integers(0, 6)), draw(st.integers(1, 4)))))
    return rhythm


@given(rhythms(), st.integers(-400, 800))
def test_sprints_follow_without_gap_or_overlap_and_are_numbered_in_order(rhythm: Rhythm, days: int) -> None:
    day = MONDAY + timedelta(days=days)
    period = rhythm.period(day)
    assert day in period
    assert all(rhythm.period(one) == period for one in period.each_day())
    assert rhythm.period(period.end).start == period.end
    number = rhythm.number(period.start)
    assert rhythm.number(period.end) == number + 1
    assert rhythm.numbered(number) == period
    assert rhythm.shifted(period, 3).start > period.start
    assert rhythm.shifted(rhythm.shifted(period, 3), -3) == period


@given(rhythms(), st.integers(1, 200), st.integers(0, 6), st.integers(1, 4))
def test_a_change_moves_no_sprint_that_is_taken(rhythm: Rhythm, days: int, weekday: int, weeks: int) -> None:
    last = (rhythm.later or (rhythm.first,))[-1]
    taken = last.anchor + timedelta(days=days)
    stretch = next_stretch(rhythm, taken, weekday, weeks)
    changed = Rhythm(rhythm.first, (*rhythm.later, stretch))
    assert stretch.anchor.weekday() == weekday
    assert changed.period(stretch.anchor).start == stretch.anchor
    for before in range(-60, days):
        day = last.anchor + timedelta(days=before)
        assert changed.period(day) == rhythm.period(day)
        assert changed.number(changed.period(day).start) == rhythm.number(rhythm.period(day).start)


def test_weeks_become_fortnights_from_wednesday_with_one_short_sprint_between() -> None:
    weekly = Rhythm(Stretch(MONDAY, 1))
    changed = Rhythm(weekly.first, (next_stretch(weekly, date(2026, 11, 30), 2, 2),))
    assert changed.period(date(2026, 11, 29)) == Period(date(2026, 11, 23), date(2026, 11, 30))
    assert changed.period(date(2026, 11, 30)) == Period(date(2026, 11, 30), date(2026, 12, 2))
    assert changed.period(date(2026, 12, 3)) == Period(date(2026, 12, 2), date(2026, 12, 16))
    assert [changed.number(changed.period(day).start) for day in (MONDAY, date(2026, 11, 30), date(2026, 12, 2))] == [1, 5, 6]


@pytest.mark.parametrize("weeks", [0, 5])
def test_a_sprint_lasts_one_to_four_weeks(weeks: int) -> None:
    with pytest.raises(NotReadable, match="1 to 4 weeks"):
        next_stretch(Rhythm(Stretch(MONDAY, 1)), MONDAY, 0, weeks)
