"""Weeks are right: every day lies in exactly one sprint, week, month, quarter and fiscal year, wherever the rep works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.periods import (
    DAY,
    KINDS,
    Period,
    civil_day,
    day_bounds,
    iso_name,
    iso_week,
    month,
    one_day,
    period,
    period_words,
    pieces,
    previous,
    quarter,
    same_last_year,
    sprint_period,
    through,
    week,
    year,
)

FIRST, END = date(2020, 1, 1), date(2041, 1, 1)
EVERY_DAY = [FIRST + timedelta(days=offset) for offset in range((END - FIRST).days)]
ZONES = ["Europe/Rome", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "America/Havana"]
DAYS = st.dates(FIRST, END)


def assert_partition(of: Callable[[date], Period]) -> None:
    """Every day is in its own period, and each period begins where the one before ended."""
    now = of(EVERY_DAY[0])
    for day in EVERY_DAY:
        found = of(day)
        assert day in found
        if found != now:
            assert found.start == now.end == day
            now = found


@pytest.mark.parametrize("start", range(7))
def test_every_day_is_in_exactly_one_week(start: int) -> None:
    assert_partition(lambda day: week(day, start))
    assert all(week(day, start).start.weekday() == start for day in EVERY_DAY)


@pytest.mark.parametrize("weeks", [1, 2, 3, 4])
@pytest.mark.parametrize("anchor", [date(2026, 11, 16), date(2026, 11, 22), date(2019, 2, 6)])
def test_every_day_is_in_exactly_one_sprint_before_and_after_the_first(anchor: date, weeks: int) -> None:
    assert_partition(lambda day: sprint_period(day, anchor, weeks))
    assert sprint_period(anchor, anchor, weeks).start == anchor
    assert sprint_period(date(2031, 5, 5), anchor, weeks).days == 7 * weeks


def test_every_day_is_in_exactly_one_month() -> None:
    assert_partition(month)


@pytest.mark.parametrize("start_month", range(1, 13))
def test_every_day_is_in_exactly_one_fiscal_quarter_and_year(start_month: int) -> None:
    assert_partition(lambda day: quarter(day, start_month))
    assert_partition(lambda day: year(day, start_month))


@given(DAYS, st.integers(1, 12))
def test_a_fiscal_year_is_its_four_quarters_and_twelve_months(day: date, start_month: int) -> None:
    whole = year(day, start_month)
    assert whole.start.month == start_month
    quarters = pieces(whole, "quarter", fiscal_start_month=start_month)
    assert len(quarters) == 4
    assert [piece for quarter_ in quarters for piece in pieces(quarter_, "month")] == pieces(whole, "month")
    assert len(pieces(whole, "month")) == 12


@given(DAYS, DAYS, st.sampled_from(KINDS), st.integers(0, 6), st.integers(1, 12))
def test_pieces_of_a_range_sum_to_it_without_gap_or_overlap(a: date, b: date, kind: str, start: int, start_month: int) -> None:
    whole = through(min(a, b), min(max(a, b), min(a, b) + timedelta(days=900)))
    cut = pieces(whole, kind, week_start=start, fiscal_start_month=start_month)
    assert sum(piece.days for piece in cut) == whole.days
    assert cut[0].start == whole.start
    assert cut[-1].end == whole.end
    assert all(left.end == right.start for left, right in pairwise(cut))


@given(DAYS, st.sampled_from(KINDS), st.integers(0, 6), st.integers(1, 12))
def test_the_previous_period_ends_where_this_one_starts(day: date, kind: str, start: int, start_month: int) -> None:
    now = period(kind, day, week_start=start, fiscal_start_month=start_month)
    before = previous(now, kind, week_start=start, fiscal_start_month=start_month)
    assert before.end == now.start
    assert before == period(kind, before.last, week_start=start, fiscal_start_month=start_month)


def test_before_a_sprint_or_a_range_comes_one_of_the_same_length() -> None:
    assert previous(Period(date(2026, 11, 16), date(2026, 11, 30)), "sprint") == Period(date(2026, 11, 2), date(2026, 11, 16))


def test_a_week_a_year_ago_has_the_same_weekdays_and_a_quarter_the_same_dates() -> None:
    assert same_last_year(week(date(2026, 11, 22)), "week") == week(date(2025, 11, 23))
    assert same_last_year(quarter(date(2026, 11, 22)), "quarter") == quarter(date(2025, 11, 22))
    assert same_last_year(month(date(2024, 2, 1)), "month") == month(date(2023, 2, 1))
    assert same_last_year(month(date(2023, 2, 1)), "month") == Period(date(2022, 2, 1), date(2022, 3, 1))
    assert same_last_year(Period(date(2024, 2, 28), date(2024, 2, 29)), "range") == one_day(date(2023, 2, 28))
    assert same_last_year(month(date(2025, 2, 1)), "month") == month(date(2024, 2, 1))


def test_a_period_is_half_open_and_never_empty() -> None:
    sprint = Period(date(2026, 11, 16), date(2026, 11, 23))
    assert date(2026, 11, 22) in sprint
    assert date(2026, 11, 23) not in sprint
    assert sprint.last == date(2026, 11, 22)
    assert sprint.days == 7
    assert sprint.each_day()[-1] == sprint.last
    with pytest.raises(NotReadable, match="end after it starts"):
        Period(date(2026, 11, 16), date(2026, 11, 16))
    with pytest.raises(NotReadable, match="end after it starts"):
        through(date(2026, 11, 16), date(2026, 11, 15))


def test_periods_share_days_or_nothing() -> None:
    november, sprint = month(date(2026, 11, 1)), Period(date(2026, 11, 30), date(2026, 12, 7))
    assert november.common(sprint) == one_day(date(2026, 11, 30))
    assert november.common(month(date(2026, 12, 1))) is None


def test_years_with_53_weeks_are_known_and_no_others() -> None:
    long_years = []
    for number in range(2020, 2041):
        try:
            iso_week(f"{number}-W53")
        except NotReadable:
            continue
        long_years.append(number)
    assert long_years == [2020, 2026, 2032, 2037]


def test_a_week_the_year_has_not_is_refused_with_its_last_one() -> None:
    with pytest.raises(NotReadable, match="2025-W52"):
        iso_week("2025-W53")


def test_new_year_may_lie_in_week_53_of_the_year_before() -> None:
    assert iso_name(date(2027, 1, 1)) == "2026-W53"
    assert date(2027, 1, 1) in iso_week("2026-W53")
    assert iso_name(date(2024, 12, 30)) == "2025-W01"


def test_every_day_is_in_the_iso_week_of_its_name() -> None:
    for day in EVERY_DAY:
        assert iso_week(iso_name(day)) == week(day)


@pytest.mark.parametrize("text", ["2026", "2026-47", "W47", "2026-W00", "2026-W54", "0001-W01", "2026-W4x", "２０２６-W47", ""])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        iso_week(text)


@pytest.mark.parametrize("sprint", [0, 5, -1])
def test_a_sprint_of_no_weeks_or_five_is_refused(sprint: int) -> None:
    with pytest.raises(NotReadable, match="1 to 4"):
        sprint_period(date(2026, 11, 22), date(2026, 11, 16), sprint)


def test_a_kind_of_period_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotReadable, match="week, month, quarter"):
        period("fortnight", date(2026, 11, 22))
    with pytest.raises(NotReadable, match="too far"):
        period("year", date.max)
    with pytest.raises(NotReadable, match="1 to 12"):
        quarter(date(2026, 11, 22), 13)


@pytest.mark.parametrize("name", ZONES)
def test_each_day_of_a_zone_begins_when_the_one_before_ends(name: str) -> None:
    zone = ZoneInfo(name)
    end = day_bounds(FIRST - DAY, zone)[1]
    for day in EVERY_DAY:
        start, next_start = day_bounds(day, zone)
        assert start == end
        assert civil_day(start, zone) == day
        assert civil_day(next_start - timedelta(microseconds=1), zone) == day
        assert timedelta(hours=23) <= next_start - start <= timedelta(hours=25)
        end = next_start


@given(st.integers(0, 21 * 365 * 24 * 60), st.sampled_from(ZONES))
def test_each_moment_is_on_exactly_one_day_of_a_zone(minutes: int, name: str) -> None:
    moment, zone = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes), ZoneInfo(name)
    day = civil_day(moment, zone)
    start, end = day_bounds(day, zone)
    assert start <= moment < end


def test_days_on_which_clocks_change_have_23_or_25_hours() -> None:
    def hours(day: date, zone: str) -> float:
        start, end = day_bounds(day, ZoneInfo(zone))
        return (end - start) / timedelta(hours=1)

    assert hours(date(2026, 3, 29), "Europe/Rome") == 23
    assert hours(date(2026, 10, 25), "Europe/Rome") == 25
    assert hours(date(2026, 4, 5), "Australia/Lord_Howe") == 24.5
    assert hours(date(2018, 11, 4), "America/Sao_Paulo") == 23  # midnight itself is skipped
    assert hours(date(2011, 12, 30), "Pacific/Apia") == 0  # the day Samoa left out


def test_the_same_call_is_on_two_days_for_reps_in_two_zones() -> None:
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert civil_day(moment, ZoneInfo("Europe/Rome")) == date(2026, 11, 23)
    assert civil_day(moment, ZoneInfo("America/New_York")) == date(2026, 11, 22)


def test_a_moment_without_a_zone_is_on_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        civil_day(datetime.fromisoformat("2026-11-22T10:00"), UTC)


def test_a_month_a_quarter_and_a_year_are_said_in_a_word_or_two() -> None:
    spans = (month(date(2026, 11, 5)), quarter(date(2026, 11, 5)), quarter(date(2026, 12, 5), 2), year(date(2026, 11, 5)))
    kinds = ("month", "quarter", "quarter", "year")
    assert [period_words(kind, span) for kind, span in zip(kinds, spans, strict=True)] == ["Nov", "Oct–Dec", "Nov–Jan", "2026"]
    assert period_words("year", year(date(2026, 11, 5), 4)) == "2026/27"
