"""Pace, capacity and yesterday count the days a rep really works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.periods import Period, week
from sprintsales.domain.workdays import FULL_TIME, PARTS, NoWorkingDay, Pattern, WorkCalendar

MONDAY = date(2026, 11, 16)
SPRINT = week(MONDAY)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
NOBODY = Pattern((0,) * 7)
MORNINGS = Pattern((240, 240, 240, 0, 0, 0, 0))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    pattern = draw(st.lists(st.sampled_from([0, 240, 480]), min_size=7, max_size=7).filter(any))
    start = draw(DAYS)
    return WorkCalendar(
        patterns=((None, FULL_TIME), (start, Pattern(tuple(pattern)))),
        holidays=frozenset(start + timedelta(days=offset) for offset in draw(st.sets(st.integers(-30, 30), max_size=5))),
        absences=tuple(Period(start, start + timedelta(days=length)) for length in draw(st.lists(st.integers(1, 20), max_size=2))),
        halves=tuple(
            (Period(start, start + timedelta(days=length)), part)
            for length, part in draw(st.lists(st.tuples(st.integers(1, 20), st.sampled_from(PARTS)), max_size=3))
        ),
    )


def test_without_a_setting_people_work_monday_to_friday_eight_hours() -> None:
    full = WorkCalendar()
    assert full.working_days(SPRINT) == 5
    assert full.minutes(SPRINT) == 5 * 480
    assert not full.is_working(date(2026, 11, 21))


def test_holidays_and_absences_take_their_days_once() -> None:
    calendar = WorkCalendar(holidays=frozenset({MONDAY}), absences=(Period(MONDAY, date(2026, 11, 18)),))
    assert calendar.days(SPRINT) == [date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)]
    assert calendar.minutes(SPRINT) == 3 * 480


def test_a_new_working_pattern_counts_from_its_day_on_whatever_the_order() -> None:
    patterns = ((date(2026, 11, 18), MORNINGS), (None, FULL_TIME))
    for order in (patterns, patterns[::-1]):
        calendar = WorkCalendar(patterns=order)
        assert [calendar.minutes_on(day) for day in SPRINT.each_day()] == [480, 480, 240, 0, 0, 0, 0]


def test_before_a_rep_joined_nothing_is_worked() -> None:
    calendar = WorkCalendar(patterns=((date(2026, 11, 18), FULL_TIME),))
    assert calendar.working_days(SPRINT) == 3
    assert calendar.minutes_on(date(2026, 11, 17)) == 0


def test_today_is_not_yet_past() -> None:
    full = WorkCalendar()
    assert full.days_past(SPRINT, MONDAY) == 0
    assert full.days_past(SPRINT, date(2026, 11, 19)) == 3
    assert full.days_past(SPRINT, date(2026, 11, 22)) == 5
    assert full.days_past(SPRINT, date(2027, 1, 1)) == 5
    assert full.days_past(SPRINT, date(2026, 1, 1)) == 0


def test_the_yesterday_of_a_monday_is_friday_and_after_a_holiday_the_day_before_it() -> None:
    assert WorkCalendar().previous_working_day(date(2026, 11, 23)) == date(2026, 11, 20)
    assert WorkCalendar(holidays=frozenset({date(2026, 11, 20)})).previous_working_day(date(2026, 11, 23)) == date(2026, 11, 19)


def test_a_cadence_step_counts_working_days() -> None:
    full = WorkCalendar()
    assert full.add_working_days(date(2026, 11, 20), 2) == date(2026, 11, 24)
    assert full.add_working_days(date(2026, 11, 24), -2) == date(2026, 11, 20)
    assert full.add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert full.add_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)
    assert full.add_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_a_calendar_without_working_days_says_so_instead_of_searching_for_ever() -> None:
    with pytest.raises(NoWorkingDay, match="working pattern"):
        WorkCalendar(patterns=((None, NOBODY),)).next_working_day(MONDAY)


@pytest.mark.parametrize("minutes", [(480,) * 6, (480,) * 8, (1441, 0, 0, 0, 0, 0, 0), (-1, 0, 0, 0, 0, 0, 0)])
def test_a_working_week_has_seven_days_of_at_most_24_hours(minutes: tuple[int, ...]) -> None:
    with pytest.raises(NotReadable, match="seven days"):
        Pattern(minutes)


@given(calendars(), DAYS, st.integers(-40, 40).filter(bool))
def test_between_a_day_and_n_working_days_later_lie_n_of_them(calendar: WorkCalendar, day: date, number: int) -> None:
    found = calendar.add_working_days(day, number)
    assert calendar.is_working(found)
    one = timedelta(days=1)
    between = Period(day + one, found + one) if number > 0 else Period(found, day)
    assert calendar.working_days(between) == abs(number)


@given(calendars(), DAYS, st.integers(1, 60), st.integers(-5, 70))
def test_past_and_coming_working_days_sum_to_the_period(calendar: WorkCalendar, day: date, length: int, offset: int) -> None:
    period, today = Period(day, day + timedelta(days=length)), day + timedelta(days=offset)
    coming = sum(calendar.is_working(each) for each in period.each_day() if each >= today)
    assert calendar.days_past(period, today) + coming == calendar.working_days(period)


@pytest.mark.parametrize(
    ("parts", "minutes"),
    [(["half"], 240), (["half", "half"], 0), (["morning", "afternoon"], 0), (["afternoon", "afternoon"], 240), (["half", "morning"], 0)],
)
def test_half_a_day_off_leaves_half_a_day_and_the_same_half_is_off_once(parts: list[str], minutes: int) -> None:
    calendar = WorkCalendar(halves=tuple((Period(MONDAY, MONDAY + timedelta(days=1)), part) for part in parts))
    assert (calendar.minutes_on(MONDAY), calendar.minutes(SPRINT)) == (minutes, 4 * 480 + minutes)
    assert calendar.worth(SPRINT) == 4 + Fraction(minutes, 480)
    assert calendar.working_days(SPRINT) == (5 if minutes else 4)


def test_who_joins_or_leaves_inside_a_week_works_only_on_the_days_in_the_team() -> None:
    wednesday = MONDAY + timedelta(days=2)
    assert WorkCalendar(seats=((wednesday, None),)).days(SPRINT) == [wednesday + timedelta(days=each) for each in range(3)]
    assert WorkCalendar(seats=((None, wednesday),)).minutes(SPRINT) == 2 * 480
    assert WorkCalendar(seats=((None, wednesday), (wednesday, None))).working_days(SPRINT) == 5
    assert WorkCalendar(seats=()).minutes(SPRINT) == 0


@given(calendars(), DAYS, st.integers(1, 60), st.integers(-30, 30))
def test_a_seat_cuts_a_period_in_two_that_sum_to_the_whole(calendar: WorkCalendar, day: date, length: int, offset: int) -> None:
    period, cut = Period(day, day + timedelta(days=length)), day + timedelta(days=offset)
    before, after = replace(calendar, seats=((None, cut),)), replace(calendar, seats=((cut, None),))
    assert before.minutes(period) + after.minutes(period) == calendar.minutes(period)
    assert before.worth(period) + after.worth(period) == calendar.worth(period) <= calendar.working_days(period)
