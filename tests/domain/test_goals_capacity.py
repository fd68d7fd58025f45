"""Facts about pace, shortened sprints, capacity and overload."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from sprintsales.domain.capacity import ClosedSprintWork, PlannedMinutes, capacity, day_loads, is_overloaded, load
from sprintsales.domain.goals import pace, progress, prorated, scaled_target, while_seated
from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import Pattern, WorkCalendar

MONDAY = date(2026, 11, 16)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))
FULL = WorkCalendar()
AWAY = WorkCalendar(absences=(Period(MONDAY, MONDAY + timedelta(days=2)),))


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def test_pace_is_the_result_over_what_the_past_working_days_ask() -> None:
    assert pace(16, 40, days_past=2, days=5) == 1
    assert pace(12, 40, days_past=2, days=5) == Fraction(3, 4)


def test_on_monday_no_working_day_is_past_and_there_is_no_pace() -> None:
    assert pace(3, 40, days_past=0, days=5) is None
    first = progress(3, 40, calendar=FULL, period=WEEK, today=MONDAY)
    assert (first.pace, first.verdict, first.amount) == (None, None, None)


@pytest.mark.parametrize(("result", "verdict", "amount"), [(16, "on_pace", 0), (20, "ahead", 4), (10, "behind", -6), (17, "ahead", 1)])
def test_the_verdict_names_by_how_much(result: int, verdict: str, amount: int) -> None:
    seen = progress(result, 40, calendar=FULL, period=WEEK, today=day(2))
    assert (seen.due, seen.verdict, seen.amount) == (Fraction(16), verdict, amount)


def test_own_absence_moves_the_pace() -> None:
    assert progress(8, 24, calendar=AWAY, period=WEEK, today=day(3)).pace == 1
    assert progress(0, 24, calendar=AWAY, period=WEEK, today=day(2)).pace is None


def test_less_is_better_where_the_goal_says_so() -> None:
    assert progress(30, 40, calendar=FULL, period=WEEK, today=day(2), better="down").verdict == "behind"
    assert progress(3, 40, calendar=FULL, period=WEEK, today=day(2), better="down").verdict == "ahead"


def test_what_is_missing_never_falls_below_nothing() -> None:
    seen = progress(50, 40, calendar=FULL, period=WEEK, today=day(5))
    assert (seen.missing, seen.attained) == (0, Fraction(5, 4))


def test_a_goal_of_40_in_3_of_5_days_is_24() -> None:
    scaled = scaled_target(40, days=3, full_days=5)
    assert (scaled.target, scaled.full, scaled.days, scaled.full_days) == (24, 40, 3, 5)
    assert scaled_target(40, days=5, full_days=5).target == 40
    assert scaled_target(40, days=0, full_days=5).target == 0


def test_a_joiner_has_the_part_of_the_quota_of_the_days_there() -> None:
    assert prorated(90_000_00, days=22, full_days=66) == 30_000_00


HISTORY = [ClosedSprintWork(minutes, 5) for minutes in (9000, 1000, 1200, 1300, 1400, 1500, 1600)]


def test_capacity_is_the_median_day_of_the_last_six_closed_sprints() -> None:
    found = capacity(HISTORY, calendar=FULL, period=WEEK, non_selling=150)
    assert (found.gross, found.selling, found.per_day, found.n, found.assumed) == (1350, 1200, Fraction(270), 6, False)


def test_two_of_five_days_absent_leave_three_fifths() -> None:
    whole = capacity(HISTORY, calendar=FULL, period=WEEK)
    part = capacity(HISTORY, calendar=AWAY, period=WEEK)
    assert Fraction(part.gross, whole.gross) == Fraction(3, 5)
    assert Fraction(capacity([], calendar=AWAY, period=WEEK).gross, capacity([], calendar=FULL, period=WEEK).gross) == Fraction(3, 5)


def test_with_fewer_than_three_sprints_capacity_is_assumed_from_the_pattern() -> None:
    found = capacity([*HISTORY[:2], ClosedSprintWork(0, 0)], calendar=FULL, period=WEEK, share=500)
    assert (found.gross, found.per_day, found.n, found.assumed) == (1200, Fraction(240), 2, True)


def test_a_week_of_holiday_has_no_capacity_and_any_work_in_it_is_too_much() -> None:
    away = capacity(HISTORY, calendar=WorkCalendar(absences=(WEEK,)), period=WEEK)
    assert (away.gross, away.selling) == (0, 0)
    assert load(30, away.selling) is None
    assert is_overloaded(30, away.selling)
    assert not is_overloaded(0, away.selling)


def test_overload_begins_above_110_percent() -> None:
    assert not is_overloaded(1100, 1000)
    assert is_overloaded(1101, 1000)
    assert not is_overloaded(9999, None)
    assert load(500, 1000) == Fraction(1, 2)


def test_day_loads_show_each_worked_day_and_work_on_a_day_off() -> None:
    items = [PlannedMinutes(day(0), 300), PlannedMinutes(day(0), 60, selling=False), PlannedMinutes(day(5), 30), PlannedMinutes(None, 99)]
    found = day_loads(items, capacity=capacity(HISTORY, calendar=FULL, period=WEEK), calendar=FULL, period=WEEK)
    assert [(one.planned, one.selling, one.available, one.is_overloaded) for one in found] == [
        (360, 300, 270, True),
        *[(0, 0, 270, False)] * 4,
        (30, 30, 0, True),
    ]
    assert found[0].load == Fraction(4, 3)


def test_an_assumed_day_follows_the_pattern_of_a_part_timer() -> None:
    half = WorkCalendar(patterns=((None, Pattern((480, 240, 0, 0, 0, 0, 0))),))
    found = capacity([], calendar=half, period=WEEK, share=500)
    assert (found.gross, found.selling, found.per_day, found.n, found.assumed) == (360, 360, Fraction(180), 0, True)
    assert [one.available for one in day_loads([], capacity=found, calendar=half, period=WEEK)] == [240, 120]


def test_a_half_day_off_is_worth_half_a_day_of_capacity_learnt_or_assumed() -> None:
    friday = WorkCalendar(halves=((Period(day(4), day(5)), "afternoon"),))
    for history in (HISTORY, []):
        whole, part = (capacity(history, calendar=one, period=WEEK) for one in (FULL, friday))
        assert Fraction(part.gross, whole.gross) == Fraction(9, 10)
        full, half = (day_loads([], capacity=room, calendar=one, period=WEEK) for room, one in ((whole, FULL), (part, friday)))
        assert ([one.available for one in half[:4]], 2 * half[4].available) == ([one.available for one in full[:4]], full[4].available)
    assert progress(36, 40, calendar=friday, period=WEEK, today=day(4)).due == Fraction(40 * 4 * 2, 9)


def test_who_joins_or_leaves_inside_a_period_owes_the_goal_of_the_days_in_the_team() -> None:
    joiner = WorkCalendar(absences=(Period(day(3), day(4)),), seats=((day(2), None),))
    assert while_seated(100, joiner, WEEK) == 60
    assert while_seated(100, WorkCalendar(seats=((None, day(1)),)), WEEK) == 20
    assert while_seated(100, WorkCalendar(seats=((day(7), None),)), WEEK) is None
    assert while_seated(100, WorkCalendar(seats=None), WEEK) == 100
