"""A column of dates has one order, decided by all of it; a date is the day that was written, or refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from datetime import time as dt_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable
from sprintsales.formats.dates import FIRST_YEAR, LAST_YEAR, DateOrder, date_order, has_time, read_date, read_moment, read_until

ROME = ZoneInfo("Europe/Rome")
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-12-25", "ymd"),
        ("2026/12/25", "ymd"),
        ("20261225", "ymd"),
        ("2026-Dec-25", "ymd"),
        ("2026-12-25 00:00", "ymd"),
        ("2026-12-25T23:30:00Z", "ymd"),
        ("2026-12-25T23:30:00.123+01:00", "ymd"),
        (" 25.12.2026 ", "dmy"),
        ("25/12/2026, 14:05", "dmy"),
        ("25 Dec 2026", "dmy"),
        ("25-dec-2026", "dmy"),
        ("25. Dezember 2026", "dmy"),
        ("25 déc. 2026", "dmy"),
        ("25 de diciembre de 2026", "dmy"),
        ("25 dicembre 2026", "dmy"),
        ("12/25/2026", "mdy"),
        ("12/25/2026 3:45 PM", "mdy"),
        ("Dec 25, 2026", "mdy"),
        ("December 25th, 2026", "mdy"),
        ("1798156800", "epoch"),
        ("1798156800000", "epoch"),
        ("46381", "excel"),
        ("46381.75", "excel"),
    ],
)
def test_christmas_is_christmas_however_it_is_written(text: str, order: DateOrder) -> None:
    assert read_date(text, order) == CHRISTMAS


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("2026-02-30", "ymd", "not a day of the calendar"),
        ("30/02/2026", "dmy", "not a day of the calendar"),
        ("25/12/26", "dmy", "no year of four figures"),
        ("12/25/26", "mdy", "no year of four figures"),
        ("2026-12-25", "dmy", "does not fit"),
        ("25/12/2026", "ymd", "does not fit"),
        ("25/12/2026", "mdy", "not a day of the calendar"),
        ("may", "dmy", "not a date"),
        ("dec 2026", "dmy", "not a date"),
        ("10", "ymd", "not a date"),
        ("2026", "ymd", "not a date"),
        ("2026-12", "ymd", "not a date"),
        ("2026-W53-1", "ymd", "not a date"),
        ("25/12-2026", "dmy", "not a date"),
        ("２０２６-12-25", "ymd", "not a date"),
        ("٢٠٢٦-١٢-٢٥", "ymd", "not a date"),
        ("2026-12-25 24:00", "ymd", "time of day"),
        ("2026-12-25 13:00 PM", "ymd", "no hour 13"),
        ("2026-12-25 10:00 CET", "ymd", "not a date"),
        ("2026-12-25 10:00+19:00", "ymd", "zone"),
        ("Close Date", "ymd", "not a date"),
        ("9999-12-31", "ymd", "outside the years"),
        ("1799-12-31", "ymd", "outside the years"),
        ("46381", "ymd", "not a date"),
        ("tomorrow", "epoch", "not a count"),
        ("5", "epoch", "not a count"),
        ("9999999999999", "epoch", "outside the years"),
        ("999999", "excel", "outside the years"),
        ("2026-12-25" + " " * 80 + "x", "ymd", "too long"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(text: str, order: DateOrder, why: str) -> None:
    with pytest.raises(NotReadable, match=why):
        read_date(text, order)


def test_a_blank_cell_is_no_date_and_no_mistake() -> None:
    assert read_date(" ", "ymd") is None
    assert read_moment("", "ymd", ROME) is None


def test_the_end_of_time_of_databases_is_no_end() -> None:
    assert read_until("9999-12-31 23:59:59", "ymd") is None
    assert read_until("31.12.2999", "dmy") is None
    assert read_until("2026-12-25", "ymd") == CHRISTMAS


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["2026-12-01", "", "2026-12-25 10:00"], "ymd"),
        (["01/02/2026", "13/02/2026"], "dmy"),
        (["01/02/2026", "02/13/2026"], "mdy"),
        (["25 Dec 2026", "13/02/2026"], "dmy"),
        (["05/05/2026"], "dmy"),
        (["1798156800", "1798156800000"], "epoch"),
        (["2026-12-01", "Close Date", "x"], "ymd"),
    ],
)
def test_one_value_above_twelve_settles_the_order_of_its_column(samples: list[str], order: str) -> None:
    guess = date_order(samples)
    assert (guess.order, guess.ambiguous) == (order, False)


@pytest.mark.parametrize(
    ("samples", "why"),
    [
        (["01/02/2026", "05/06/2026"], "day first or month first"),
        (["25 Dec 2026", "01/02/2026"], "day first or month first"),
        (["13/02/2026", "02/13/2026"], "mixes orders"),
        (["2026-01-01", "13/02/2026"], "mixes orders"),
        (["46381"], "Excel"),
    ],
)
def test_a_column_that_could_be_two_orders_is_a_question(samples: list[str], why: str) -> None:
    guess = date_order(samples)
    assert (guess.order, guess.ambiguous) == (None, True)
    assert why in guess.why


def test_a_column_without_dates_is_no_question() -> None:
    for samples in ([], [""], ["x", "y"]):
        assert date_order(samples).ambiguous is False
        assert date_order(samples).order is None


def test_a_moment_with_a_zone_is_that_moment_and_one_without_is_on_the_clock_of_the_team() -> None:
    assert read_moment("2026-12-01T10:00:00Z", "ymd", ROME) == (datetime(2026, 12, 1, 10, tzinfo=UTC), True)
    assert read_moment("2026-12-01T10:00:00-0500", "ymd", ROME) == (datetime(2026, 12, 1, 15, tzinfo=UTC), True)
    assert read_moment("2026-12-01 10:00:00", "ymd", ROME) == (datetime(2026, 12, 1, 9, tzinfo=UTC), False)
    assert read_moment("2026-07-01 10:00", "ymd", ROME) == (datetime(2026, 7, 1, 8, tzinfo=UTC), False)
    assert read_moment("1798156800", "epoch", ROME) == (datetime(2026, 12, 25, tzinfo=UTC), True)
    assert read_moment("46381.5", "excel", ROME) == (datetime(2026, 12, 25, 11, tzinfo=UTC), False)


@pytest.mark.parametrize("text", ["2026-03-29 02:30", "2026-03-29 02:30:00"])
def test_a_time_that_the_clock_skips_counts_from_before_the_gap(text: str) -> None:
    assert read_moment(text, "ymd", ROME) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), False)


@pytest.mark.parametrize("text", ["2026-10-25 02:30", "2026-10-25 02:30:00"])
def test_a_time_that_the_clock_shows_twice_is_the_first(text: str) -> None:
    assert read_moment(text, "ymd", ROME) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), False)


def test_a_day_alone_stays_that_day_in_the_zone_of_the_team() -> None:
    found = read_moment("2026-12-01", "ymd", ROME)
    assert found is not None
    assert found[0].astimezone(ROME).date() == date(2026, 12, 1)
    assert not has_time("2026-12-01")
    assert has_time("2026-12-01 00:00")
    assert has_time("1798156800")


DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d %H:%M"]))
def test_every_day_written_year_first_is_read_back(day: date, shape: str) -> None:
    assert read_date(datetime(day.year, day.month, day.day, tzinfo=UTC).strftime(shape), "ymd") == day


@settings(max_examples=200)
@given(st.lists(DAYS, min_size=1, max_size=30), st.sampled_from(["dmy", "mdy"]))
def test_a_decided_order_never_misreads_a_day(days: list[date], order: DateOrder) -> None:
    shape = "{0.day}/{0.month}/{0.year:04d}" if order == "dmy" else "{0.month:02d}/{0.day:02d}/{0.year:04d}"
    texts = [shape.format(day) for day in days]
    guess = date_order(texts)
    if guess.order is None:
        assert all(day.day <= 12 for day in days)
    else:
        assert [read_date(text, guess.order) for text in texts] == days


@given(DAYS, st.times(), st.sampled_from([" ", "T"]), st.sampled_from(["Z", "+02:00", "-0930"]))
def test_both_ways_of_reading_a_moment_agree(day: date, clock: dt_time, between: str, offset: str) -> None:
    at = datetime.combine(day, clock.replace(microsecond=0), tzinfo=UTC)
    text = at.strftime(f"%Y-%m-%d{between}%H:%M:%S")
    quick, slow = read_moment(text, "ymd", ROME), read_moment(text + ".0", "ymd", ROME)
    assert quick == slow
    assert quick is not None
    zoned = read_moment(text + offset, "ymd", ROME)
    assert zoned is not None
    shift = {"Z": timedelta(), "+02:00": timedelta(hours=2), "-0930": -timedelta(hours=9, minutes=30)}[offset]
    assert zoned == (at - shift, True)
