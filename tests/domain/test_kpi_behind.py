"""Facts about the rows behind a figure, and about the facts of several periods read at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.kpi_behind import FAMILIES, FEW, rows_behind
from sprintsales.domain.kpi_facts import ActivityTally, ClosedDeal, CountRow, CreatedDeal, KpiFacts, OpenDeal, PushRow, QuotaRow
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.kpi_trend import periods_before, pieced
from sprintsales.domain.kpis import compute, cuts_named, grouped
from sprintsales.domain.periods import Period, pieces

QUARTER = Period(date(2017, 10, 1), date(2018, 1, 1))
DAY = date(2017, 11, 15)
EMPTY = KpiFacts(period=QUARTER, today=date(2018, 2, 1), stage_advances=())

days = st.dates(QUARTER.start, QUARTER.last)
values = st.none() | st.integers(0, 9)
closed_rows = st.builds(ClosedDeal, st.sampled_from(["won", "lost"]), values, st.none() | st.dates(date(2017, 8, 1), DAY), days)
open_rows = st.builds(
    OpenDeal, values, st.none() | st.integers(0, 1000), st.none() | days, st.none() | st.booleans(), st.just(QUARTER.last)
)  # fmt: skip
tallies = st.builds(
    ActivityTally, st.sampled_from(["call", "meeting", "demo", "proposal"]), st.sampled_from([None, "reached", "no_answer", "held"]),
    st.integers(1, 4), st.integers(0, 90), days,
)  # fmt: skip
facts_found = st.builds(
    lambda closed, opened, work, pushed, created, leads: replace(
        EMPTY, closed=closed, open=opened, activities=work, pushes=pushed, created=created, leads=leads, quotas=[QuotaRow(9, 3, QUARTER)]
    ),
    st.lists(closed_rows, max_size=7), st.lists(open_rows, max_size=5), st.lists(tallies, max_size=6),
    st.lists(st.builds(PushRow, values, st.integers(1, 30), days), max_size=3),
    st.lists(st.builds(CreatedDeal, st.sampled_from(["won", "lost", "open"]), days), max_size=4),
    st.lists(st.builds(CountRow, st.just(1), days), max_size=3),
)  # fmt: skip


@settings(max_examples=60)
@given(facts_found, st.sampled_from(list(KPIS)))
def test_the_rows_behind_a_figure_alone_give_the_same_figure(facts: KpiFacts, key: str) -> None:
    kpi = KPIS[key]
    behind = rows_behind(kpi, facts)
    nothing_else: dict[str, Any] = {name: behind.get(name, ()) for name in FAMILIES if getattr(facts, name) is not None}
    only = replace(facts, **nothing_else)
    whole, kept = compute(facts)[key], compute(only)[key]
    if whole.value is not None:
        assert (kept.value, kept.n, kept.numerator, kept.denominator) == (whole.value, whole.n, whole.numerator, whole.denominator)


def test_a_count_of_wins_is_made_of_wins_and_a_win_rate_of_all_that_closed() -> None:
    won, lost = ClosedDeal("won", 5, None, DAY, ref=1), ClosedDeal("lost", 5, None, DAY, ref=2)
    facts = replace(EMPTY, closed=[won, lost], open=[OpenDeal(1, 500, DAY, True, QUARTER.last, ref=3)])
    assert rows_behind(KPIS["won_count"], facts) == {"closed": [won]}
    assert rows_behind(KPIS["win_rate"], facts) == {"closed": [won, lost]}
    assert rows_behind(KPIS["cycle_days_median"], facts) == {}, "without a start there is no cycle"


def test_a_contact_rate_is_made_of_calls_with_an_outcome() -> None:
    reached, silent, mail = (
        ActivityTally(kind, outcome, 2, 5, DAY) for kind, outcome in (("call", "reached"), ("call", None), ("email", "replied"))
    )
    assert rows_behind(KPIS["contact_rate"], replace(EMPTY, activities=[reached, silent, mail])) == {"activities": [reached]}


def test_many_rows_are_each_looked_at_alone() -> None:
    many = [ClosedDeal("won" if place % 2 else "lost", 5, None, DAY, ref=place) for place in range(FEW + 10)]
    found = rows_behind(KPIS["won_count"], replace(EMPTY, closed=many))
    assert len(found["closed"]) == (FEW + 10) // 2


@settings(max_examples=40)
@given(facts_found)
def test_the_pieces_of_a_reading_hold_every_row_once_and_sum_to_the_whole(facts: KpiFacts) -> None:
    facts = replace(facts, open=())
    months = tuple(pieces(QUARTER, "month"))
    parts = pieced(facts, months)
    assert [part.period for part in parts] == list(months)
    for name in FAMILIES:
        rows = getattr(facts, name)
        dealt = [row for part in parts for row in getattr(part, name) or ()]
        assert sorted(map(repr, dealt)) == sorted(map(repr, rows or ()))
    alone = [group.facts for group in grouped(facts, cuts_named("month"), pieces=months)]
    for key in ("won_count", "calls_made", "pushes", "leads_created", "win_rate", "won_value"):
        assert [compute(part)[key] for part in parts] == [compute(group)[key] for group in alone]


def test_a_quota_belongs_to_just_its_piece() -> None:
    months = tuple(pieces(QUARTER, "month"))
    parts = pieced(replace(EMPTY, quota=99, quotas=[QuotaRow(30, 0, QUARTER), QuotaRow(10, 0, months[1])]), months)
    assert [compute(part)["quota"].value for part in parts] == [None, 10, None]


def test_a_row_outside_all_pieces_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="no piece"):
        pieced(replace(EMPTY, leads=[CountRow(1, QUARTER.end)]), tuple(pieces(QUARTER, "month")))


@pytest.mark.parametrize("kind", ["sprint", "week", "month", "quarter", "year"])
def test_eight_periods_follow_each_other_without_a_gap_and_end_with_the_shown_one(kind: str) -> None:
    start = date(2026, 1, 1) if kind in ("quarter", "year") else date(2026, 6, 1)
    length = {"sprint": 14, "week": 7, "month": 30, "quarter": 90, "year": 365}[kind]
    found = periods_before(Period(start, start + timedelta(length)), kind)
    assert len(found) == 8
    assert found[-1].start == start
    assert all(one.end == after.start for one, after in pairwise(found))
