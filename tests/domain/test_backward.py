"""The backward plan: exact fractions from the gap to the calls, rates shrunk to the team's, and levers that really close it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.backward import (
    CALLS,
    CONTACT,
    DEAL,
    MEETING,
    MEETINGS,
    RATE_OF,
    STEPS,
    WIN,
    Lever,
    Rate,
    Tally,
    chain,
    deals_for,
    gap,
    lag_of,
    minutes_for,
    reach_of_deals,
    reach_of_time,
    share_of,
)

EACH = {MEETINGS: 60, CALLS: 6}


def a_rate(key: str, hits: int, n: int) -> Rate:
    """A rate of a team of one: own and team are the same cases."""
    return Rate(key, Tally(hits, n), Tally(hits, n))


def rates(win: tuple[int, int], deal: tuple[int, int], meeting: tuple[int, int], contact: tuple[int, int]) -> dict[str, Rate]:
    """The four rates as hits of cases."""
    return {key: a_rate(key, *of) for key, of in ((WIN, win), (DEAL, deal), (MEETING, meeting), (CONTACT, contact))}


EXAMPLE = rates((40, 100), (50, 100), (35, 100), (10, 100))


def test_fourteen_won_deals_take_two_thousand_calls() -> None:
    steps = chain(Fraction(14), EXAMPLE)
    assert [one.need for one in steps] == [14, 35, 70, 200, 2000]
    assert all(one.exact == one.need for one in steps)  # floats would say 2,001


def test_a_part_of_a_deal_is_rounded_only_at_the_end() -> None:
    steps = chain(Fraction(1, 3), rates((1, 3), (1, 2), (1, 1), (1, 2)))
    assert [one.exact for one in steps] == [Fraction(1, 3), 1, 2, 2, 4]
    assert [one.need for one in steps] == [1, 1, 2, 2, 4]


def test_the_gap_is_what_quota_won_and_open_deals_leave() -> None:
    assert gap(100, 30, 20) == 50
    assert gap(100, 90, 20) == 0
    assert gap(None, 90, 20) is None
    assert deals_for(50, Fraction(20)) == Fraction(5, 2)
    assert deals_for(0, None) == 0
    assert deals_for(50, None) is None


def test_an_own_rate_leans_on_the_teams_as_long_as_it_rests_on_little() -> None:
    assert Rate(WIN, Tally(2, 10), Tally(40, 100)).value == Fraction(2 + 4, 20)
    assert Rate(WIN, Tally(), Tally(40, 100)).value == Fraction(2, 5)
    assert Rate(WIN, Tally(), Tally(40, 100)).basis == "team"
    assert Rate(WIN, Tally(), Tally()).value is None


def test_a_missing_rate_ends_the_chain_and_is_named() -> None:
    steps = chain(Fraction(4), {**EXAMPLE, MEETING: a_rate(MEETING, 0, 0)})
    assert [one.need for one in steps] == [4, 10, 20, None, None]
    assert all("people reached who come to a meeting" in (one.why or "") for one in steps[3:])
    assert "a rate of 0" in (chain(Fraction(4), {**EXAMPLE, WIN: a_rate(WIN, 0, 12)})[1].why or "")


def test_nothing_missing_needs_nothing_even_where_no_rate_is_known() -> None:
    assert [one.need for one in chain(Fraction(0), {key: a_rate(key, 0, 0) for key in RATE_OF.values()})] == [0] * len(STEPS)


def test_a_weeks_share_is_its_part_of_the_working_days() -> None:
    assert share_of(Fraction(200), 5, 25) == 40
    assert share_of(Fraction(201), 5, 25) == 41
    assert share_of(Fraction(200), 5, 3) == 200
    assert share_of(Fraction(200), 5, 0) is None
    assert share_of(None, 5, 25) is None


def test_a_lag_is_the_own_median_from_five_wins_on() -> None:
    assert (lag_of([10, 20, 31, 40, 90], [1] * 9).days, lag_of([10, 20, 31, 40, 90], []).basis) == (31, "own")
    assert (lag_of([10], [10, 21]).days, lag_of([10], [10, 21]).basis) == (16, "team")
    assert lag_of([], []).days is None


def test_too_few_open_deals_name_the_missing_value_and_each_way_to_close_it() -> None:
    found = reach_of_deals(missing=1000, quota=4000, mean_won=Fraction(100), win=a_rate(WIN, 40, 100), open_deals=20)
    assert found is not None
    assert not found.fits
    assert (found.needed, found.possible, found.short_value) == (Fraction(25), Fraction(20), Fraction(200))
    assert found.levers == (
        Lever(WIN, Fraction(2, 5), Fraction(1, 2)),
        Lever("value", Fraction(100), Fraction(125)),
        Lever("quota", Fraction(4000), Fraction(3800)),
        Lever("deals", Fraction(20), Fraction(25)),
    )


HITS = st.integers(1, 60)
RATES = st.builds(lambda *pairs: rates(*[(min(a, b), max(a, b)) for a, b in pairs]), *[st.tuples(HITS, HITS)] * 4)
GAPS = st.integers(1, 10_000_000)
MEANS = st.fractions(1, 1_000_000, max_denominator=50)


@settings(max_examples=60, deadline=None)
@given(own=st.tuples(HITS, HITS), team=st.tuples(HITS, HITS))
def test_a_shrunk_rate_lies_between_the_own_and_the_teams(own: tuple[int, int], team: tuple[int, int]) -> None:
    rate = Rate(WIN, Tally(min(own), max(own)), Tally(min(team), max(team)))
    ends = sorted(share for share in (rate.own.share, rate.team.share) if share is not None)
    assert rate.value is not None
    assert ends[0] <= rate.value <= ends[-1]


@settings(max_examples=60, deadline=None)
@given(missing=GAPS, mean=MEANS, held=RATES, hours=st.integers(0, 4000))
def test_each_lever_alone_closes_the_plan_it_is_told_for(missing: int, mean: Fraction, held: dict[str, Rate], hours: int) -> None:
    capacity = hours * 60
    steps = chain(deals_for(missing, mean), held)
    found = reach_of_time(steps, EACH, missing=missing, quota=missing, mean_won=mean, capacity=capacity, per_day=240)
    assert found is not None
    assert found.fits == (found.short_value == 0)
    for lever in found.levers:
        if lever.needed is None:
            continue
        assert lever.now is not None
        value, changed, room = mean, held, Fraction(capacity)
        if lever.key == "value":
            value = lever.needed
        elif lever.key == "quota":
            assert minutes_for(chain(lever.needed / mean, held), EACH) == capacity  # nothing is won yet: the gap is the quota
            continue
        elif lever.key == "days":
            room = lever.needed * 240
        else:
            changed = {**held, lever.key: exactly(held[lever.key], lever.needed)}
        assert minutes_for(chain(missing / value, changed), EACH) == room


def exactly(rate: Rate, value: Fraction) -> Rate:
    """A rate of just this value."""
    tally = Tally(value.numerator, value.denominator)
    return replace(rate, own=tally, team=tally)
