"""A cell means one thing or is refused with the reason: amounts, shares, whole numbers, lengths of time, yes and no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.money import LIMIT, major
from sprintsales.formats.values import (
    DATE_ORDERS,
    DecimalSign,
    amount_style,
    date_order,
    has_time,
    probability_scale,
    read_amount,
    read_bool,
    read_date,
    read_minutes,
    read_moment,
    read_number,
    read_percent,
    read_until,
    read_whole,
)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("", None),
        ("  ", None),
        ("5", 500),
        ("1000.00", 100_000),
        ("24400.0", 2_440_000),
        ("$45,000", 4_500_000),
        ("45k", 4_500_000),
        ("45 K", 4_500_000),
        ("1.2M", 120_000_000),
        ("1,2 Mio", 120_000_000),
        ("2bn", 200_000_000_000),
        ("1.234,56", 123_456),
        ("1,234.56", 123_456),
        ("$1,234,567", 123_456_700),
        ("1 234,56", 123_456),
        ("1\u202f234,56", 123_456),
        ("1'234.50", 123_450),
        ("1’234.50", 123_450),
        ("12,34,567.50", 123_456_750),
        ("(500)", -50_000),
        ("($500)", -50_000),
        ("-$5", -500),
        ("−5", -500),
        ("500-", -50_000),
        ("US$ 5", 500),
        ("5 USD", 500),
        ("usd 45k", 4_500_000),
        ("0.500", 50),
        (".5", 50),
        ("1234.567", 123_457),
        ("1054.005", 105_401),
        ("-1054.005", -105_401),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, minor: int | None) -> None:
    assert read_amount(text, "USD") == minor


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("NaN", "not a number"),
        ("-inf", "not a number"),
        ("Infinity", "not a number"),
        ("null", "not a number"),
        ("#REF!", "not a number"),
        ("1e400", "scientific"),
        ("1.5E+06", "scientific"),
        ("0x10", "not an amount"),
        ("١٢", "figures"),
        ("１２", "figures"),
        ("1_000", "not an amount"),
        ("1.234", "thousands or decimals"),
        ("1.234k", "thousands or decimals"),
        ("1,2,3", "not an amount"),
        ("1.2.3", "not an amount"),
        ("1 23", "not an amount"),
        ("--5", "more than one sign"),
        ("€5", "in €, but USD"),
        ("5 EUR", "in EUR, but USD"),
        ("5%", "percentage"),
        ("-", "not an amount"),
        ("five", "not an amount"),
        ("5 apples", "not an amount"),
        ("9" * 20, "beyond"),
        ("9" * 100, "too long"),
        ("1\0", "not an amount"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(NotReadable, match=why):
        read_amount(text, "USD")


@pytest.mark.parametrize(
    ("text", "decimal", "minor"),
    [("1.234", "comma", 123_400), ("1.234", "point", 123), ("45,000", "comma", 4_500), ("1,234", "point", 123_400), ("7", "comma", 700)],
)
def test_the_style_of_the_column_decides_what_is_thousands(text: str, decimal: DecimalSign, minor: int) -> None:
    assert read_amount(text, "EUR", decimal=decimal) == minor


def test_a_column_never_mixes_styles() -> None:
    for text, decimal in (("1,5", "point"), ("1.5", "comma"), ("1,234.5", "comma"), ("1000.00", "comma")):
        with pytest.raises(NotReadable, match="decimal"):
            read_amount(text, "EUR", decimal="point" if decimal == "point" else "comma")


def test_currencies_have_their_own_decimals() -> None:
    assert read_amount("1.234", "JPY") == 1_234
    assert read_amount("¥1,234", "JPY") == 1_234
    assert read_amount("5.555", "KWD", decimal="point") == 5_555
    with pytest.raises(NotReadable):
        read_amount("5,555", "KWD")


@pytest.mark.parametrize(
    ("samples", "style"),
    [
        (["1.234", "1.5"], "point"),
        (["1.234", "12,50"], "comma"),
        (["1.234", "1.234.567"], "comma"),
        (["$45,000", "$1,200,000"], "point"),
        (["45,000"], "point"),
        (["5", "", "x"], "point"),
        (["1.234"], None),
        (["1.234,56", "1,234.56"], None),
    ],
)
def test_the_style_of_a_column_is_decided_by_its_unmistakable_values(samples: list[str], style: str | None) -> None:
    assert amount_style(samples) == style


@given(st.integers(-LIMIT, LIMIT), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_every_amount_we_write_is_read_back(minor: int, currency: str) -> None:
    assert read_amount(major(minor, currency), currency, decimal="point") == minor


@given(st.integers(-(10**12), 10**12))
def test_grouped_amounts_of_both_styles_are_the_same_amount(minor: int) -> None:
    american = f"{Decimal(minor) / 100:,.2f}"
    european = american.translate(str.maketrans(",.", ".,"))
    assert read_amount(american, "EUR") == read_amount(european, "EUR") == minor


def test_plain_numbers_are_exact_and_name_nothing_but_a_number() -> None:
    assert read_number("1.0852") == Decimal("1.0852")
    assert read_number("0,925") == Decimal("0.925")
    assert read_number("1,085", decimal="comma") == Decimal("1.085")
    assert read_number("") is None
    for text in ("1.085", "5k", "$5", "nan", "1e5"):
        with pytest.raises(NotReadable):
            read_number(text)


@pytest.mark.parametrize(
    ("text", "percent", "ratio"),
    [
        ("60%", 600, 600),
        ("60 %", 600, 600),
        ("33.35", 334, None),
        ("0.6", 6, 600),
        ("0,6", 6, 600),
        ("1", 10, 1000),
        ("100", 1000, None),
        ("", None, None),
    ],
)
def test_shares_are_read_in_the_scale_of_their_column(text: str, percent: int | None, ratio: int | None) -> None:
    assert read_percent(text) == percent
    if ratio is not None:
        assert read_percent(text, scale="ratio") == ratio


@pytest.mark.parametrize("text", ["101", "-1", "abc", "1e2", "NaN", "60%%", "٦٠"])
def test_impossible_shares_are_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        read_percent(text)


@pytest.mark.parametrize(
    ("samples", "scale"),
    [
        (["0.1", "1"], "ratio"),
        (["0", "1"], "ambiguous"),
        (["1"], "ambiguous"),
        ([], "ambiguous"),
        (["0.5", "60"], "percent"),
        (["0.5 %"], "percent"),
    ],
)
def test_the_scale_of_a_probability_column_is_decided_by_all_values(samples: list[str], scale: str) -> None:
    assert probability_scale(samples) == scale


def test_whole_numbers_are_whole_and_in_bounds() -> None:
    assert [read_whole(text) for text in ("30", " 30.0 ", "", "0")] == [30, 30, None, 0]
    for text in ("30.5", "-1", "1000001", "1e3", "٣", "x"):
        with pytest.raises(NotReadable):
            read_whole(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30", 30), ("30m", 30), ("30 min", 30), ("1h 30", 90), ("1h30m", 90), ("2 h", 120), ("1:30", 90), ("00:30:00", 30), ("", None)],
)
def test_lengths_of_time_are_minutes(text: str, minutes: int | None) -> None:
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["h", "-5", "1.5", "99999", "1:75", "soon"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        read_minutes(text)


def test_yes_and_no_in_the_words_of_several_languages() -> None:
    assert [read_bool(text) for text in ("TRUE", "ja", "Sì", "0", "Undone", " ")] == [True, True, True, False, False, None]
    with pytest.raises(NotReadable):
        read_bool("maybe")


ANY = st.text(max_size=80) | st.text(st.sampled_from("0123456789.,-/: '()+$€kKMeExTZ%nNaAifINF١٢۲"), max_size=25)
READERS: list[Callable[[str], object]] = [
    partial(read_amount, currency="EUR"),
    partial(read_amount, currency="JPY", decimal="comma"),
    read_number,
    read_percent,
    partial(read_percent, scale="ratio"),
    read_whole,
    read_minutes,
    read_bool,
    has_time,
    *(partial(reader, order=order) for order in DATE_ORDERS for reader in (read_date, read_until)),
    *(partial(read_moment, order=order, zone=ZoneInfo("Europe/Rome")) for order in DATE_ORDERS),
]


def outcome(reader: Callable[[str], object], text: str) -> object:
    try:
        return reader(text)
    except NotReadable as why:
        return str(why)


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_any_text_is_a_value_or_a_refusal_and_never_a_surprise(text: str) -> None:
    found = [outcome(reader, text) for reader in READERS]
    assert "" not in found
    assert all(abs(value) <= LIMIT for value in found if isinstance(value, int))
    assert all(value.is_finite() for value in found if isinstance(value, Decimal))


@settings(max_examples=100, deadline=None)
@given(st.lists(ANY, max_size=6))
def test_guesses_about_any_column_are_a_guess_and_never_a_surprise(samples: list[str]) -> None:
    assert amount_style(samples) in ("point", "comma", None)
    assert probability_scale(samples) in ("percent", "ratio", "ambiguous")
    guess = date_order(samples)
    assert guess.why
    assert guess.order is None or any(isinstance(outcome(partial(read_date, order=guess.order), text), date | str) for text in samples)
