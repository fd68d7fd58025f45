"""Facts about what a period will bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.deals import DealFacts
from sprintsales.domain.forecast import Heap, category, forecast, naive
from sprintsales.domain.periods import Period

TODAY = date(2026, 11, 18)
MONTH = Period(date(2026, 11, 1), date(2026, 12, 1))
DEAL = DealFacts(id=1, name="Acme", created_on=date(2026, 9, 1), close_on=date(2026, 11, 27), value=1000_00, probability=500)


def test_weighted_is_by_date_and_an_undated_deal_is_never_in_this_month() -> None:
    seen = forecast(MONTH, [DEAL, replace(DEAL, close_on=None)], today=TODAY)
    assert (seen.weighted, seen.in_period, seen.undated) == (500_00, Heap(1, 1000_00), Heap(1, 1000_00))


def test_an_overdue_deal_is_a_line_of_its_own_even_if_its_date_lies_in_the_month() -> None:
    seen = forecast(MONTH, [replace(DEAL, close_on=date(2026, 11, 17)), replace(DEAL, close_on=TODAY)], today=TODAY)
    assert (seen.overdue, seen.in_period.count) == (Heap(1, 1000_00), 1)


def test_a_deal_of_next_month_is_in_neither() -> None:
    seen = forecast(MONTH, [replace(DEAL, close_on=date(2026, 12, 1))], today=TODAY)
    assert (seen.weighted, seen.in_period.count, seen.overdue.count, seen.undated.count) == (0, 0, 0, 0)


def test_best_case_contains_commit_and_each_total_adds_won() -> None:
    deals = [
        replace(DEAL, outcome="won", closed_on=date(2026, 11, 5), value=7_00),
        replace(DEAL, outcome="won", closed_on=date(2026, 10, 31), value=9999_00),
        replace(DEAL, outcome="lost", closed_on=date(2026, 11, 5)),
        replace(DEAL, probability=750, value=100_00),
        replace(DEAL, probability=500, value=10_00),
        replace(DEAL, probability=499, value=1_00),
    ]
    seen = forecast(MONTH, deals, today=TODAY, goal=100_00)
    assert (seen.won, seen.won_count, seen.commit, seen.best_case) == (7_00, 1, 100_00, 110_00)
    assert (seen.commit_total, seen.best_case_total, seen.weighted_total) == (107_00, 117_00, 7_00 + 80_50)
    assert seen.gap == 93_00


def test_the_override_of_the_rep_beats_the_probability() -> None:
    assert category(replace(DEAL, probability=900, forecast_category="pipeline")) == "pipeline"
    assert [category(replace(DEAL, probability=p)) for p in (None, 0, 500, 749, 750, 1000)] == [
        "pipeline", "pipeline", "best_case", "best_case", "commit", "commit",
    ]  # fmt: skip


def test_omitted_deals_and_deals_missing_in_the_crm_are_in_no_line() -> None:
    seen = forecast(MONTH, [replace(DEAL, forecast_category="omitted"), replace(DEAL, missing=True, close_on=None)], today=TODAY)
    assert (seen.in_period.count, seen.undated.count, seen.weighted) == (0, 0, 0)


def test_commit_that_rests_on_an_agreement_after_the_close_is_named() -> None:
    late = replace(DEAL, probability=800, agreement_on=date(2026, 11, 28))
    deals = [late, replace(late, agreement_sent_on=TODAY), replace(late, probability=500), replace(late, agreement_on=DEAL.close_on)]
    assert forecast(MONTH, deals, today=TODAY).doubtful == Heap(1, 1000_00)
    assert (Heap(2, 0, 2).known, Heap(2, 5_00, 1).known, Heap().known) == (None, 5_00, None)


def test_weighted_is_rounded_once_and_not_deal_by_deal() -> None:
    assert forecast(MONTH, [replace(DEAL, value=1, probability=400)] * 10, today=TODAY).weighted == 4


def test_deals_without_value_or_probability_are_counted_as_left_out() -> None:
    seen = forecast(MONTH, [replace(DEAL, value=None), replace(DEAL, probability=None)], today=TODAY)
    assert (seen.weighted, seen.unweighted, seen.in_period) == (0, 2, Heap(2, 1000_00, 1))


def test_the_naive_rival_needs_three_periods() -> None:
    assert naive([100, 200]) is None
    assert naive([999_999, 100, 200, 301]) == 200
    assert naive([1, 1, 0]) == 1


deals = st.builds(
    lambda **changes: replace(DEAL, **changes),
    close_on=st.none() | st.dates(date(2026, 10, 1), date(2027, 1, 31)),
    value=st.none() | st.integers(0, 10**10),
    probability=st.none() | st.integers(0, 1000),
    forecast_category=st.none() | st.sampled_from(["pipeline", "best_case", "commit"]),
)


@settings(max_examples=80)
@given(st.lists(deals, max_size=20), st.dates(date(2026, 10, 15), date(2026, 12, 15)))
def test_each_open_deal_is_in_one_line_and_a_split_period_adds_up(listed: list[DealFacts], today: date) -> None:
    whole = Period(date(2026, 10, 1), date(2027, 2, 1))
    seen = forecast(whole, listed, today=today)
    assert seen.in_period.count + seen.overdue.count + seen.undated.count == len(listed)
    assert 0 <= seen.commit <= seen.best_case <= seen.in_period.value
    parts = [forecast(Period(whole.start, MONTH.end), listed, today=today), forecast(Period(MONTH.end, whole.end), listed, today=today)]
    assert sum(part.best_case for part in parts) == seen.best_case
    assert sum(part.weighted for part in parts) == pytest.approx(seen.weighted, abs=1)
