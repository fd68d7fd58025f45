"""Figures as a team reads them; what is not known is a dash and never a zero."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.ui.format import (
    DASH,
    Locale,
    clock,
    count,
    day,
    day_with_month,
    days_between,
    hours,
    minutes,
    money_full,
    money_short,
    percent,
    ratio,
)

TODAY = date(2026, 11, 18)
GERMAN = Locale(
    decimal=",",
    thousands=".",
    symbol_first=False,
    symbol_gap=" ",
    day_mark=".",
    months=("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
)


@pytest.mark.parametrize(
    ("minor", "short"),
    [
        (940_000, "€9,400"),
        (999_949, "€9,999"),
        (999_950, "€10k"),
        (4_820_000, "€48k"),
        (11_200_000, "€112k"),
        (99_949_999, "€999k"),
        (99_950_000, "€1M"),
        (124_000_000, "€1.24M"),
        (1_240_000_000, "€12.4M"),
        (12_400_000_000, "€124M"),
        (99_999_999_900, "€1B"),
        (123_456_789_000, "€1.23B"),
        (-4_820_000, "−€48k"),
        (0, "€0"),
        (-20, "€0"),
        (None, DASH),
    ],
)
def test_money_in_cards_is_short(minor: int | None, short: str) -> None:
    assert money_short(minor, "EUR") == short


def test_money_in_tables_is_full_and_exact() -> None:
    assert money_full(4_820_000, "EUR") == "€48,200"
    assert money_full(4_820_050, "EUR") == "€48,200.50"
    assert money_full(-124_000_000, "EUR") == "−€1,240,000"
    assert money_full(1_500, "JPY") == "¥1,500"
    assert money_full(1_500_125, "KWD") == "KWD 1,500.125"
    assert money_full(None, "EUR") == DASH


def test_money_follows_the_locale() -> None:
    assert money_full(4_820_050, "EUR", GERMAN) == "48.200,50 €"
    assert money_short(124_000_000, "EUR", GERMAN) == "1,24M €"


@settings(max_examples=200)
@given(st.integers(-(10**13), 10**13))
def test_a_short_amount_fits_its_column_up_to_a_hundred_milliards(minor: int) -> None:
    assert len(money_short(minor, "EUR").lstrip("−")) <= 7


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 11, 20), "Fri 20"),
        (date(2026, 11, 5), "Thu 5"),
        (date(2026, 12, 1), "Tue 1"),
        (date(2026, 12, 2), "2 Dec"),
        (date(2027, 1, 8), "8 Jan"),
        (date(2027, 11, 20), "20 Nov 2027"),
        (date(2026, 1, 8), "8 Jan 2026"),
        (None, DASH),
    ],
)
def test_a_day_is_a_weekday_inside_two_weeks_and_a_month_beyond(on: date | None, text: str) -> None:
    assert day(on, TODAY) == text


def test_a_day_in_a_table_has_weekday_and_month() -> None:
    assert day_with_month(date(2026, 11, 20), TODAY) == "Fri 20 Nov"
    assert day_with_month(date(2028, 1, 8), TODAY) == "8 Jan 2028"
    assert day_with_month(date(2026, 11, 20), TODAY, GERMAN) == "Fri 20. Nov"


def test_the_days_of_a_sprint() -> None:
    assert days_between(date(2026, 11, 16), date(2026, 11, 20)) == "Mon 16 – Fri 20 Nov"
    assert days_between(date(2026, 11, 30), date(2026, 12, 4)) == "Mon 30 Nov – Fri 4 Dec"
    assert days_between(date(2026, 11, 16), date(2026, 11, 20), weekdays=False) == "16–20 Nov"
    assert days_between(date(2026, 11, 30), date(2026, 12, 4), weekdays=False) == "30 Nov – 4 Dec"


def test_durations() -> None:
    assert [minutes(number) for number in (0, 30, 60, 90, 125, -30, None)] == ["0m", "30m", "1h", "1h 30", "2h 05", "−30m", DASH]
    assert [hours(number) for number in (0, 390, 288, -90, None)] == ["0.0h", "6.5h", "4.8h", "−1.5h", DASH]
    assert hours(390, GERMAN) == "6,5h"
    assert clock(datetime(2026, 11, 18, 9, 41, tzinfo=UTC)) == "09:41"
    assert clock(None) == DASH


def test_shares_and_counts() -> None:
    assert percent(0.41) == "41%"
    assert percent(0.0) == "0%"
    assert percent(None) == DASH
    assert percent(0.3333, places=1) == "33.3%"
    assert percent(-0.05) == "−5%"
    assert ratio(9, 22) == "9/22"
    assert ratio(0, 0) == DASH
    assert ratio(3, None) == DASH
    assert count(1_240) == "1,240"
    assert count(0) == "0"
    assert count(None) == DASH
