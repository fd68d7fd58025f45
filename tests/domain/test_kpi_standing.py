"""Facts about how a figure stands against its goal."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.kpi_standing import Standing, grows, is_met, standing
from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import WorkCalendar

WEEK = Period(date(2026, 11, 16), date(2026, 11, 23))
WEDNESDAY, AFTER = date(2026, 11, 18), date(2026, 11, 30)


def stands(key: str, value: int | Fraction | None, goal: int, today: date = WEDNESDAY) -> Standing:
    return standing(KPIS[key], Figure(value), goal, calendar=WorkCalendar(), period=WEEK, today=today)


def test_what_grows_owes_the_share_of_the_working_days_gone() -> None:
    found = stands("calls_made", 39, 50)
    assert (found.share, found.due, found.verdict) == (Fraction(39, 50), Fraction(2, 5), "ahead")
    assert stands("calls_made", 20, 50).verdict == "on_pace"
    assert stands("won_value", 10_00, 100_00).verdict == "behind"


def test_a_target_is_met_by_the_kpis_own_unit_and_direction() -> None:
    assert is_met(KPIS["contact_rate"], Fraction(458, 1000), 400)
    assert is_met(KPIS["contact_rate"], 0.3, 400) is False
    assert is_met(KPIS["pushes"], 3, 4)
    assert is_met(KPIS["calls_made"], 391, 293)
    assert is_met(KPIS["calls_made"], None, 293) is None


def test_before_a_working_day_is_past_nothing_is_judged() -> None:
    found = stands("calls_made", 9, 50, today=WEEK.start)
    assert (found.share, found.due, found.verdict) == (Fraction(9, 50), None, None)


@pytest.mark.parametrize(("value", "verdict"), [(Fraction(84, 100), "on_pace"), (Fraction(95, 100), "ahead"), (Fraction(7, 10), "behind")])
def test_a_ratio_is_held_against_its_whole_goal_on_any_day(value: Fraction, verdict: str) -> None:
    found = stands("say_do", value, 850)
    assert (found.goal, found.due, found.verdict) == (Fraction(85, 100), None, verdict)


def test_where_less_is_better_less_is_ahead() -> None:
    assert stands("cycle_days_median", 30, 60).verdict == "ahead"
    assert stands("pushes", 9, 5, today=AFTER).verdict == "behind"


def test_no_number_has_no_share_and_no_verdict() -> None:
    assert stands("say_do", None, 850) == Standing(Fraction(85, 100), None, None, None)


def test_a_moment_owes_nothing_day_by_day() -> None:
    assert not grows(KPIS["open_count"])
    assert not grows(KPIS["open_value"])
    assert {key for key, kpi in KPIS.items() if kpi.unit == "money" and grows(kpi)} == {"won_value", "slipped_value"}


@settings(max_examples=60)
@given(st.integers(0, 500), st.integers(1, 400), st.sampled_from(WEEK.each_day()[1:]))
def test_the_verdict_says_whether_the_share_lies_beyond_what_is_due(value: int, goal: int, today: date) -> None:
    found = stands("calls_made", value, goal, today=today)
    assert found.share is not None
    assert found.due is not None
    gap = found.share - found.due
    assert found.verdict == ("on_pace" if abs(gap) <= found.due * Fraction(5, 100) else "ahead" if gap > 0 else "behind")
