"""Money is exact to the cent, whatever is done with it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.money import (
    CURRENCIES,
    LIMIT,
    convert,
    currency_code,
    digits,
    known,
    major,
    rounded,
    share,
    split,
    to_minor,
)

AMOUNTS = st.integers(-LIMIT, LIMIT)
CODES = st.sampled_from(["EUR", "JPY", "KWD", "CLF", "USD"])


def test_currencies_have_the_decimals_of_iso_4217() -> None:
    assert [digits(code) for code in ("EUR", "USD", "JPY", "KWD", "CLF", "HUF", "XOF", "TND")] == [2, 2, 0, 3, 4, 2, 0, 3]
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in CURRENCIES)
    assert known("EUR")
    assert not known("eur")
    assert not known("ZZZ")


def test_a_currency_may_be_typed_in_any_case_but_not_as_a_sign() -> None:
    assert currency_code(" usd ") == "USD"
    with pytest.raises(NotReadable, match="three letters"):
        currency_code("€")


def test_a_thousand_dimes_are_exactly_a_hundred() -> None:
    assert major(sum(to_minor(Decimal("0.10"), "EUR") for _ in range(1000)), "EUR") == "100.00"


@given(AMOUNTS, CODES)
def test_what_is_printed_reads_back_as_the_same_amount(minor: int, currency: str) -> None:
    assert to_minor(Decimal(major(minor, currency)), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(123450, "EUR", "1234.50"), (-5, "EUR", "-0.05"), (0, "EUR", "0.00"), (1234, "JPY", "1234"), (1, "KWD", "0.001")],
)
def test_amounts_are_printed_with_the_decimals_of_their_currency(minor: int, currency: str, text: str) -> None:
    assert major(minor, currency) == text


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1234.5", "EUR", 123450),
        ("12e3", "EUR", 1200000),
        ("1.50000", "EUR", 150),
        ("0e99999", "EUR", 0),
        ("-0", "EUR", 0),
        ("7.000", "JPY", 7),
        ("10000000000000.00", "EUR", LIMIT),
    ],
)
def test_an_amount_becomes_whole_minor_units(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(
    ("amount", "minor"),
    [
        ("0.005", 1),
        ("-0.005", -1),
        ("0.004999", 0),
        ("2.675", 268),
        ("1e-999999", 0),
        ("9e-3", 1),
        ("1.23456789012345678901234567890123456789", 123),
    ],
)
def test_an_import_rounds_surplus_decimals_half_away_from_zero(amount: str, minor: int) -> None:
    assert to_minor(Decimal(amount), "EUR", rounding=True) == minor
    with pytest.raises(NotReadable, match="2 decimals"):
        to_minor(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    "amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1e400", "1e999999", "-1e16", "10000000000000.01", "10000000000000.005"]
)
def test_what_is_no_amount_of_money_is_refused(amount: str) -> None:
    with pytest.raises(NotReadable):
        to_minor(Decimal(amount), "EUR", rounding=True)


def test_a_yen_has_no_decimals() -> None:
    with pytest.raises(NotReadable, match="no decimals"):
        to_minor(Decimal("1.5"), "JPY")


def test_five_percent_of_five_hundred_is_twenty_five() -> None:
    assert share(500_00, 50) == 25_00
    assert share(1, 500) == 1
    assert share(-1, 500) == -1
    assert share(1, 499) == 0


@given(st.fractions())
def test_rounding_is_never_off_by_more_than_a_half_and_the_same_for_debts(amount: Fraction) -> None:
    assert abs(rounded(amount) - amount) <= Fraction(1, 2)
    assert rounded(-amount) == -rounded(amount)


@given(AMOUNTS, st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_parts_of_a_split_always_sum_to_the_whole(minor: int, weights: list[int]) -> None:
    parts = split(minor, weights)
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(minor * weight, sum(weights))) < 1
        assert weight or part == 0


def test_the_odd_cent_goes_to_the_first_of_equals() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2]])
def test_an_amount_is_not_split_without_a_share(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)


def test_conversion_minds_the_decimals_of_both_currencies() -> None:
    assert convert(100_00, Fraction(160), digits("EUR"), digits("JPY")) == 16000
    assert convert(16000, Fraction(1, 160), digits("JPY"), digits("EUR")) == 100_00
    assert convert(1_000, Fraction("3.25"), digits("KWD"), digits("USD")) == 325


@given(st.integers(-(10**12), 10**12))
def test_the_own_currency_converts_to_itself(minor: int) -> None:
    assert convert(minor, Fraction(1), 2, 2) == minor


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(NotReadable, match="greater than zero"):
        convert(100, Fraction(0), 2, 2)
    with pytest.raises(NotReadable, match="beyond"):
        convert(LIMIT, Fraction(2), 2, 2)
