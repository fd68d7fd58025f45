"""Facts about averages, ranks and shares."""

from __future__ import annotations

import statistics as reference
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.statistics import mean, median, percentile, ratio, rounded, wilson


def test_nothing_has_no_number() -> None:
    assert (mean([]), median([]), percentile([], Fraction(1, 2)), wilson(0, 0), ratio(3, 0)) == (None,) * 5


def test_the_median_of_an_even_number_lies_exactly_between() -> None:
    assert median([1, 4, 2, 10]) == 3
    assert median([1, 2]) == Fraction(3, 2)


def test_a_mean_is_exact_where_a_float_is_not() -> None:
    assert mean([Fraction(1, 10)] * 3) == Fraction(1, 10)


def test_a_percentile_is_a_member_of_the_list() -> None:
    assert percentile(list(range(1, 101)), Fraction(99, 100)) == 99
    assert percentile([5], Fraction(1, 100)) == 5
    assert percentile([1, 2, 3, 4], Fraction(1, 2)) == 2
    assert percentile([1, 2, 3, 4], Fraction(1)) == 4


def test_a_percentile_of_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        percentile([1], Fraction(0))


@settings(max_examples=60)
@given(st.lists(st.integers(-500, 500), min_size=1, max_size=40), st.integers(1, 100))
def test_the_percentile_covers_at_least_its_share_and_no_smaller_member_does(values: list[int], percent: int) -> None:
    ordered, share = sorted(values), Fraction(percent, 100)
    found = percentile(ordered, share)
    assert found is not None
    assert Fraction(sum(value <= found for value in ordered), len(ordered)) >= share
    smaller = [value for value in ordered if value < found]
    assert not smaller or Fraction(len(smaller), len(ordered)) < share


@settings(max_examples=60)
@given(st.lists(st.integers(-500, 500), min_size=1, max_size=40))
def test_median_and_mean_agree_with_the_standard_library(values: list[int]) -> None:
    assert median(values) == Fraction(reference.median([Fraction(value) for value in values]))
    assert mean(values) == Fraction(sum(values), len(values))


def test_the_wilson_interval_of_8_of_10_is_the_published_one() -> None:
    interval = wilson(8, 10)
    assert interval is not None
    assert interval == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_the_wilson_interval_stays_inside_0_and_1() -> None:
    assert wilson(0, 5) is not None
    assert (wilson(0, 5) or (9, 9))[0] == 0.0
    assert (wilson(5, 5) or (9, 9))[1] == 1.0


def test_halves_round_away_from_zero_as_by_hand() -> None:
    assert [rounded(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]
    assert [rounded(Fraction(n, 3)) for n in (-2, -1, 1, 2)] == [-1, 0, 0, 1]


def test_the_backward_chain_of_14_wins_needs_2000_calls_exactly() -> None:
    needed = Fraction(14)
    steps = []
    for percent in (40, 50, 35, 10):
        needed /= Fraction(percent, 100)
        steps.append(needed)
    assert steps == [35, 70, 200, 2000]


def test_70_percent_of_200k_beats_100_percent_of_120k() -> None:
    assert Fraction(700, 1000) * 200_000_00 == 140_000_00 > 120_000_00
