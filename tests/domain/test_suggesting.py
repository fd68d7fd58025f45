"""Facts and laws about the suggested plan: its order, its days, and that all of it never exceeds what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.suggesting import (
    CARRIED,
    DEAL,
    GAP,
    LATE,
    PROPOSAL,
    REASONS,
    UNCOVERED,
    Candidate,
    Suggested,
    blocks,
    closing_worth,
    suggested,
)

MONDAY = date(2026, 11, 16)
WEEK = {MONDAY + timedelta(days=n): 240 for n in range(5)}


def one(code: str, key: str, minutes: int = 30, **fields: Any) -> Candidate:
    return Candidate(code=code, key=key, title=key, reason="because", type="call", minutes=minutes, **fields)


def keys(found: Suggested) -> list[str]:
    return [line.what.key for line in found.lines]


def test_what_waits_comes_before_what_could_be_better_and_proposals_before_all() -> None:
    wild = [one(code, code) for code in (GAP, DEAL, UNCOVERED, LATE, CARRIED, PROPOSAL)]
    assert keys(suggested(wild, used=0, available=999, room=WEEK)) == [PROPOSAL, CARRIED, LATE, UNCOVERED, DEAL, GAP]


def test_of_two_deals_that_close_the_one_with_more_to_lose_a_day_comes_first() -> None:
    near, far = closing_worth(10_000, 500, 1), closing_worth(50_000, 500, 14)
    found = suggested([one(UNCOVERED, "far", worth=far), one(UNCOVERED, "near", worth=near)], used=0, available=999, room=WEEK)
    assert (near, far, keys(found)) == (Fraction(5000), Fraction(12500, 7), ["near", "far"])


def test_a_deal_is_called_once() -> None:
    found = suggested(
        [one(LATE, "a", deal_id=1), one(UNCOVERED, "b", deal_id=1), one(DEAL, "c", deal_id=2)], used=0, available=99, room=WEEK
    )
    assert keys(found) == ["a", "c"]


def test_any_touch_of_a_deal_answers_that_it_closes_with_nothing_planned() -> None:
    wild = [one(UNCOVERED, "a", deal_id=1), one(PROPOSAL, "b", deal_id=1, wanted=MONDAY), one(UNCOVERED, "c", deal_id=2)]
    wild = [replace(wild[0], type="email"), *wild[1:]]
    assert keys(suggested(wild, used=0, available=99, room=WEEK)) == ["b", "c"]
    wild[1] = replace(wild[1], type="research")
    assert keys(suggested(wild, used=0, available=99, room=WEEK)) == ["b", "a", "c"]


def test_the_list_says_where_the_week_is_full_and_a_short_call_may_still_fit() -> None:
    wanted = [one(UNCOVERED, "a", 60, worth=Fraction(3)), one(UNCOVERED, "b", 60, worth=Fraction(2)), one(UNCOVERED, "c", 20)]
    found = suggested(wanted, used=0, available=90, room=WEEK)
    assert [line.fits for line in found.lines] == [True, False, True]
    assert (found.left_over, found.load_with(["a", "c"])) == (1, 80)


def test_overdue_work_of_the_week_costs_nothing_more_and_goes_on_the_first_day_with_room() -> None:
    room = {**WEEK, MONDAY: 10}
    found = suggested([one(LATE, "a", 30, load=0)], used=900, available=900, room=room)
    assert (found.lines[0].fits, found.lines[0].day) == (True, MONDAY + timedelta(days=1))


def test_the_rest_goes_on_the_emptiest_day_but_never_after_the_close() -> None:
    room = {**WEEK, MONDAY: 100, MONDAY + timedelta(days=4): 300}
    found = suggested([one(DEAL, "late"), one(UNCOVERED, "soon", until=MONDAY)], used=0, available=999, room=room)
    assert {line.what.key: line.day for line in found.lines} == {"soon": MONDAY, "late": MONDAY + timedelta(days=4)}


def test_a_day_somebody_wished_for_stands_and_without_working_days_left_there_is_none() -> None:
    wish = one(PROPOSAL, "p", wanted=MONDAY + timedelta(days=2))
    assert suggested([wish], used=0, available=99, room=WEEK).lines[0].day == MONDAY + timedelta(days=2)
    assert suggested([one(DEAL, "d")], used=0, available=0, room={}).lines[0].day is None


def test_twelve_calls_missing_are_one_block_and_fifty_are_five() -> None:
    assert (blocks(12, 10), blocks(50, 10), blocks(0, 10), blocks(3, 200)) == ([12], [10] * 5, [], [1, 1, 1])


CANDIDATES = st.lists(
    st.builds(
        one,
        st.sampled_from(sorted(REASONS)),
        st.sampled_from("abcdefghijkl"),
        st.integers(0, 300),
        deal_id=st.none() | st.integers(1, 4),
        worth=st.fractions(0, 9),
        load=st.none() | st.just(0),
    ),
    max_size=14,
)


@settings(max_examples=60)
@given(CANDIDATES, st.integers(0, 900), st.integers(0, 900), st.randoms())
def test_all_of_them_never_exceed_what_is_left_and_the_order_of_asking_says_nothing(
    wanted: list[Candidate], used: int, available: int, random: Random
) -> None:
    unique = list({each.key: each for each in wanted}.values())
    found = suggested(unique, used=used, available=available, room=WEEK)
    assert sum(line.what.cost for line in found.fitting) <= max(0, available - used)
    shuffled = list(unique)
    random.shuffle(shuffled)
    assert suggested(shuffled, used=used, available=available, room=WEEK) == found
    pairs = [(line.what.deal_id, line.what.type) for line in found.lines if line.what.deal_id and line.what.code != PROPOSAL]
    assert len(pairs) == len(set(pairs))
    assert all(line.day in WEEK for line in found.lines)


def test_a_hundred_new_leads_stand_behind_the_deals_that_close_and_none_of_them_hides_what_somebody_proposes() -> None:
    leads = [one("first_touch", f"lead{number}", 10) for number in range(100)]
    found = suggested([*leads, one("uncovered", "deal", 30, deal_id=1), one("proposal", "asked", 30)], used=0, available=600, room=WEEK)
    assert [line.what.key for line in found.lines[:3]] == ["asked", "deal", "lead0"]


def test_hours_of_days_that_are_over_are_not_filled_once_more() -> None:
    last_two = {MONDAY + timedelta(days=3): 60, MONDAY + timedelta(days=4): 30}
    found = suggested([one(GAP, key, 30) for key in "abcde"], used=0, available=999, room=last_two)
    assert [line.fits for line in found.lines] == [True, True, True, False, False]
