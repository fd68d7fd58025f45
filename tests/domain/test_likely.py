"""The likely range: chances from history with won and lost competing, the exact sum of what may come, and no number before it is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.likely import ENOUGH, LOST, OPEN, WON, Case, Chance, Past, Stay, Window, after, likely, quantile, shrunk, spread

MONTH = Window(0, 29)


def case(id_: int, days: int, end: str, *, owner: int = 1, entered: int = 0) -> Case:
    """A deal of one stage."""
    return Case(id=id_, owner_id=owner, pipeline_id=1, days=days, end=end, stays=(Stay(1, entered, days),))


def test_won_and_lost_compete_and_what_is_open_counts_only_as_long_as_it_was_seen() -> None:
    # Five at the start: won on day 2 (1/5), open until day 3, lost on day 5 (4/5 · 1/3), won on day 8 (4/5 · 2/3 · 1/2), one after day 29.
    cases = [(2, WON), (3, OPEN), (5, LOST), (8, WON), (40, WON)]
    found = after(cases, MONTH)
    assert found.won == pytest.approx(1 / 5 + 4 / 15)
    assert found.lost == pytest.approx(4 / 15)
    assert found.n == 4
    later = after(cases, Window(6, 29))
    assert later.won == pytest.approx(4 / 15)
    assert later.lost == 0


def test_a_few_own_cases_move_the_teams_chance_only_a_little() -> None:
    assert shrunk(Chance(1.0, 0.0, 5), Chance(0.4, 0.3, 100)).won == pytest.approx((5 + 4) / 15)
    assert shrunk(Chance(0.0, 0.0, 0), Chance(0.4, 0.3, 100)) == Chance(0.4, 0.3, 0)


def test_three_deals_by_hand() -> None:
    sums = spread([(0.5, 100), (0.5, 200), (0.2, 1000)])
    assert sums == pytest.approx({0: 0.2, 100: 0.2, 200: 0.2, 300: 0.2, 1000: 0.05, 1100: 0.05, 1200: 0.05, 1300: 0.05})
    assert [quantile(sums, share) for share in (0.1, 0.5, 0.9)] == [0, 200, 1100]


def test_a_small_team_by_hand() -> None:
    # Twenty deals of day 10: 10 won, 10 lost. A deal of today stands at 0 days; all its groups say 50 %, whatever their weights.
    past = Past([case(id_, 10, WON if id_ % 2 else LOST, owner=2 + id_) for id_ in range(20)])
    found = likely(past, [(case(99, 0, OPEN), 1000_00)], MONTH)
    assert found.chances[99].won == pytest.approx(0.5)
    assert (found.p10, found.p50, found.p90, found.n) == (0, 0, 1000_00, 20)
    assert found.decided == pytest.approx(1)
    assert likely(past, [(case(99, 0, OPEN), 1000_00)], Window(0, 9)).p90 == 0, "nobody ever won before the tenth day"


def test_a_deal_that_stood_longer_in_its_stage_than_those_that_are_won_has_the_lesser_chance() -> None:
    ways = [case(id_, 10, WON) for id_ in range(30)] + [case(id_, 60, LOST) for id_ in range(30, 60)]
    past = Past(ways)
    young, old = case(90, 5, OPEN), case(91, 40, OPEN)
    assert past.chance(young, MONTH).won > 0.45
    assert past.chance(old, MONTH).won < 0.2
    fresh = Case(id=92, owner_id=1, pipeline_id=1, days=40, end=OPEN, stays=(Stay(1, 38, 40),))
    assert past.chance(fresh, MONTH).won > past.chance(old, MONTH).won


def test_too_little_history_gives_no_number_and_says_how_little() -> None:
    past = Past([case(id_, 10, WON) for id_ in range(4)])
    found = likely(past, [(case(9, 3, OPEN), 100)], MONTH)
    assert (found.p50, found.why) == (None, "too little history (n = 4)")
    assert likely(past, [], MONTH).p50 == 0, "no open deal brings nothing, whatever the past"


def test_a_deal_without_an_amount_is_left_out_and_counted() -> None:
    past = Past([case(id_, 10, WON) for id_ in range(ENOUGH)])
    found = likely(past, [(case(98, 3, OPEN), None), (case(99, 3, OPEN), 500)], MONTH)
    assert (found.unvalued, found.deals, found.p50) == (1, 1, 500)


ENDS = st.sampled_from((WON, LOST, OPEN))
WAYS = st.lists(st.tuples(st.integers(0, 60), ENDS, st.integers(1, 2), st.integers(0, 60)), min_size=ENOUGH, max_size=60)
DEALS = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 10_000)), max_size=9)


@settings(max_examples=60, deadline=None)
@given(WAYS, st.integers(0, 80), st.integers(0, 80), st.integers(0, 40), st.integers(0, 40))
def test_chances_are_chances_and_longer_windows_never_lessen_them(
    ways: list[tuple[int, str, int, int]], age: int, entered: int, first: int, more: int
) -> None:
    past = Past(case(id_, days, end, owner=owner, entered=min(days, at)) for id_, (days, end, owner, at) in enumerate(ways))
    deal = case(999, age, OPEN, entered=min(age, entered))
    short, long = past.chance(deal, Window(first, first + 5)), past.chance(deal, Window(first, first + 5 + more))
    for one in (short, long):
        assert one.won >= 0
        assert one.lost >= 0
        assert one.won + one.lost <= 1 + 1e-9
    following = past.chance(deal, Window(0, first + 5)).won
    assert following >= short.won - 1e-9


@settings(max_examples=80, deadline=None)
@given(DEALS, st.tuples(st.floats(0, 1), st.integers(1, 10_000)), st.sampled_from((1, 50)))
def test_the_range_is_in_order_and_another_deal_never_lowers_it_and_a_certain_one_counts_wholly(
    deals: list[tuple[float, int]], another: tuple[float, int], step: int
) -> None:
    sums = spread(deals, step)
    assert sum(sums.values()) == pytest.approx(1)
    p10, p50, p90 = (quantile(sums, share) for share in (0.1, 0.5, 0.9))
    assert 0 <= p10 <= p50 <= p90
    more = spread([*deals, another], step)
    assert all(quantile(more, share) >= quantile(sums, share) for share in (0.1, 0.5, 0.9))
    certain = spread([*deals, (1.0, 100 * step)], step)
    assert quantile(certain, 0.5) == p50 + 100 * step
