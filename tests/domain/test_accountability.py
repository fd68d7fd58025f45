"""Facts about promises: fates, say/do and what stands beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.accountability import (
    NOTHING,
    OutsideCommitment,
    PromiseNumbers,
    closed_only,
    promise_numbers,
    summed,
)
from sprintsales.domain.fates import CommittedItem, Fate, SprintFacts, fate, is_on_time, is_overdue, units_kept, value_at_risk
from sprintsales.domain.periods import Period
from sprintsales.domain.steadiness import Steadiness, steadiness

MONDAY = date(2026, 11, 16)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))
RUNNING = SprintFacts(47, WEEK, "active")
CLOSED = SprintFacts(47, WEEK, "closed")
WEDNESDAY, THURSDAY, FRIDAY, SUNDAY = (MONDAY + timedelta(days=n) for n in (2, 3, 4, 6))
ITEM = CommittedItem(activity_id=1, minutes=30, planned_on=WEDNESDAY, sprint_id=47, deal_id=5, deal_value=900_00)
OUTSIDE = OutsideCommitment(capacity=600)


def done(on: date, quantity: int = 1, item: CommittedItem = ITEM) -> CommittedItem:
    return replace(item, done_on=on, done_quantity=quantity)


def test_work_done_on_sunday_belongs_to_that_sprint() -> None:
    assert fate(done(SUNDAY), CLOSED) is Fate.KEPT
    assert fate(done(SUNDAY + timedelta(days=1)), CLOSED) is Fate.MISSED
    assert fate(done(MONDAY - timedelta(days=1)), CLOSED) is Fate.MISSED


def test_late_inside_the_sprint_is_kept_but_not_on_time() -> None:
    assert (fate(done(THURSDAY), CLOSED), is_on_time(done(THURSDAY), CLOSED)) == (Fate.KEPT, False)
    assert is_on_time(done(WEDNESDAY), CLOSED)


def test_without_a_planned_day_the_whole_sprint_is_on_time() -> None:
    assert is_on_time(done(SUNDAY, item=replace(ITEM, planned_on=None)), CLOSED)


def test_a_block_is_kept_at_the_promised_quantity_and_its_units_stand_beside() -> None:
    block = replace(ITEM, quantity=30)
    assert fate(done(FRIDAY, 30, block), CLOSED) is Fate.KEPT
    assert fate(done(FRIDAY, 29, block), CLOSED) is Fate.MISSED
    assert [units_kept(done(FRIDAY, n, block), CLOSED) for n in (29, 30, 45)] == [29, 30, 30]
    assert units_kept(done(SUNDAY + timedelta(days=1), 30, block), CLOSED) == 0


def test_an_item_is_moot_from_the_day_its_deal_closed() -> None:
    assert fate(replace(ITEM, deal_closed_on=WEDNESDAY), RUNNING) is Fate.MOOT
    assert fate(replace(ITEM, deal_closed_on=THURSDAY), RUNNING) is Fate.OPEN
    assert fate(replace(ITEM, planned_on=None, deal_closed_on=SUNDAY), CLOSED) is Fate.MOOT


def test_reopening_the_deal_reverts_moot() -> None:
    moot = replace(ITEM, deal_closed_on=WEDNESDAY)
    assert fate(replace(moot, deal_closed_on=None), CLOSED) is Fate.MISSED


def test_work_promised_on_a_deal_already_won_is_never_moot() -> None:
    assert fate(replace(ITEM, deal_closed_on=MONDAY, deal_was_open=False), CLOSED) is Fate.MISSED


def test_done_work_is_kept_even_if_the_deal_closed_before() -> None:
    assert fate(done(FRIDAY, item=replace(ITEM, deal_closed_on=MONDAY)), CLOSED) is Fate.KEPT


def test_overdue_exists_only_while_the_sprint_runs_and_missed_only_after_close() -> None:
    assert is_overdue(ITEM, RUNNING, THURSDAY)
    assert not is_overdue(ITEM, RUNNING, WEDNESDAY)
    assert not is_overdue(ITEM, CLOSED, FRIDAY)
    assert fate(ITEM, replace(RUNNING, state="review")) is Fate.OPEN
    assert fate(ITEM, CLOSED) is Fate.MISSED


@pytest.mark.parametrize("decided", [Fate.CARRIED, Fate.HANDED_OVER, Fate.SPLIT, Fate.DROPPED, Fate.REMOVED])
def test_a_recorded_decision_stands_in_the_running_and_in_the_closed_sprint(decided: Fate) -> None:
    item = replace(ITEM, recorded=decided, sprint_id=48)
    assert (fate(item, RUNNING), fate(item, CLOSED)) == (decided, decided)


def test_what_another_person_did_after_a_hand_over_keeps_nothing_for_the_one_who_promised() -> None:
    assert fate(replace(done(WEDNESDAY), recorded=Fate.HANDED_OVER), CLOSED) is Fate.HANDED_OVER
    assert fate(replace(done(WEDNESDAY), recorded=Fate.REMOVED), CLOSED) is Fate.KEPT


def test_a_blocked_item_that_is_not_done_is_unkept() -> None:
    numbers = promise_numbers([replace(ITEM, blocked=True)], CLOSED, OUTSIDE, today=SUNDAY)
    assert (numbers.blocked, numbers.missed, numbers.say_do) == (1, 1, Fraction(0))


def test_say_do_of_22_promised_with_2_moot_and_14_kept() -> None:
    items = [done(WEDNESDAY)] * 14 + [replace(ITEM, deal_closed_on=MONDAY)] * 2 + [ITEM] * 6
    closed = promise_numbers(items, CLOSED, OUTSIDE, today=SUNDAY)
    assert (closed.committed, closed.kept, closed.moot, closed.unkept, closed.say_do) == (22, 14, 2, 6, Fraction(7, 10))
    running = promise_numbers(items, RUNNING, OUTSIDE, today=FRIDAY)
    assert (running.say_do, running.kept_so_far, running.open, running.overdue) == (None, Fraction(7, 10), 6, 6)


def test_nothing_promised_has_no_number_and_added_work_never_raises_one() -> None:
    assert promise_numbers([], CLOSED, replace(OUTSIDE, added=9, delivered=9), today=SUNDAY).say_do is None
    assert promise_numbers([replace(ITEM, deal_closed_on=MONDAY)], CLOSED, OUTSIDE, today=SUNDAY).say_do is None


def test_scope_change_and_carry_over_are_shares_of_what_was_promised() -> None:
    items = [done(WEDNESDAY)] * 2 + [replace(ITEM, recorded=Fate.REMOVED)] + [replace(ITEM, recorded=Fate.CARRIED)]
    numbers = promise_numbers(items, CLOSED, replace(OUTSIDE, added=3, added_carried=1), today=SUNDAY)
    assert (numbers.scope_added, numbers.scope_removed, numbers.carry_over) == (Fraction(3, 4), Fraction(1, 4), Fraction(1, 4))
    assert numbers.added_carried == 1


def test_units_and_minutes_leave_moot_work_out_as_items_do() -> None:
    block = replace(ITEM, quantity=30, minutes=120)
    items = [done(FRIDAY, 20, block), done(FRIDAY), replace(block, deal_closed_on=MONDAY, done_on=MONDAY, done_quantity=5)]
    numbers = promise_numbers(items, CLOSED, OUTSIDE, today=SUNDAY)
    assert (numbers.units_kept, numbers.units_share) == (21, Fraction(21, 31))
    assert numbers.minutes_share == Fraction(30, 150)


def test_a_sprint_under_half_load_is_light() -> None:
    half = promise_numbers([ITEM] * 10, CLOSED, OUTSIDE, today=SUNDAY)
    assert (half.load, half.is_light) == (Fraction(1, 2), False)
    assert promise_numbers([ITEM] * 9, CLOSED, OUTSIDE, today=SUNDAY).is_light
    unknown = promise_numbers([ITEM], CLOSED, replace(OUTSIDE, capacity=None), today=SUNDAY)
    assert (unknown.load, unknown.is_light) == (None, False)


def test_the_value_at_risk_counts_each_deal_once() -> None:
    items = [
        ITEM,
        ITEM,
        done(WEDNESDAY, item=replace(ITEM, deal_id=6)),
        replace(ITEM, deal_id=7, deal_value=100),
        replace(ITEM, deal_id=None),
    ]
    assert value_at_risk(items, CLOSED) == 900_00 + 100


def test_over_a_period_say_do_is_the_ratio_of_sums_of_closed_sprints() -> None:
    one = promise_numbers([done(WEDNESDAY)], CLOSED, OUTSIDE, today=SUNDAY)
    three = promise_numbers([ITEM] * 3, CLOSED, OUTSIDE, today=SUNDAY)
    running = promise_numbers([done(WEDNESDAY)] * 5, RUNNING, OUTSIDE, today=FRIDAY)
    assert closed_only([one, three, running]).say_do == Fraction(1, 4)
    assert summed([one, three, running]).say_do is None
    assert closed_only([running]) == NOTHING


def test_reps_who_did_not_commit_count_as_expected_only() -> None:
    silent = promise_numbers([], CLOSED, replace(OUTSIDE, committed=False), today=SUNDAY)
    late = promise_numbers([ITEM], CLOSED, replace(OUTSIDE, late_commit=True), today=SUNDAY)
    total = summed([silent, late])
    assert (total.reps_committed, total.reps_expected, total.late_commits, total.capacity) == (1, 2, 1, 600)


def test_sprints_with_nothing_planned_are_left_out_of_delivered_and_planned_alike() -> None:
    numbers = [PromiseNumbers(delivered=d, planned=p) for d, p in ((8, 10), (5, 0), (12, 10))]
    assert numbers[1].delivery is None
    total = summed(numbers)
    assert (total.delivered, total.planned, total.delivery) == (20, 20, Fraction(1))
    assert summed([total, numbers[1]]).delivery == 1


days = st.none() | st.dates(MONDAY - timedelta(days=5), MONDAY + timedelta(days=12))
items = st.builds(
    CommittedItem,
    activity_id=st.integers(1, 99),
    minutes=st.integers(0, 480),
    quantity=st.integers(1, 40),
    planned_on=days,
    deal_id=st.none() | st.integers(1, 5),
    deal_value=st.none() | st.integers(0, 10**9),
    deal_was_open=st.booleans(),
    deal_closed_on=days,
    done_on=days,
    done_quantity=st.integers(0, 50),
    sprint_id=st.sampled_from([None, 46, 47, 48]),
    blocked=st.booleans(),
    recorded=st.sampled_from([None, Fate.CARRIED, Fate.HANDED_OVER, Fate.SPLIT, Fate.DROPPED, Fate.REMOVED]),
)


@settings(max_examples=150)
@given(st.lists(items, max_size=25), st.sampled_from(["planned", "active", "review", "closed", "cancelled"]))
def test_every_promised_item_is_in_exactly_one_class(listed: list[CommittedItem], state: str) -> None:
    sprint = SprintFacts(47, WEEK, state)
    numbers = promise_numbers(listed, sprint, OUTSIDE, today=FRIDAY)
    classes = (numbers.carried, numbers.handed_over, numbers.split, numbers.dropped, numbers.removed, numbers.missed)
    assert numbers.committed == numbers.kept + numbers.moot + sum(classes) + numbers.open
    assert numbers.unkept == sum(classes)
    assert numbers.missed == 0 if state != "closed" else numbers.open == 0
    assert 0 <= numbers.units_kept <= numbers.units_committed - numbers.units_moot
    assert numbers.on_time <= numbers.kept
    assert numbers.overdue <= numbers.open


@settings(max_examples=60)
@given(st.lists(st.lists(items, max_size=8), max_size=6))
def test_a_sum_of_sums_is_the_sum(weeks: list[list[CommittedItem]]) -> None:
    numbers = [promise_numbers(listed, CLOSED, replace(OUTSIDE, delivered=3, planned=len(listed)), today=SUNDAY) for listed in weeks]
    assert summed([summed(numbers[:2]), summed(numbers[2:])]) == summed(numbers)


@pytest.mark.parametrize(
    ("percents", "verdict"),
    [
        ([100] * 5, None),
        ([100, 98, 102, 99, 101, 100], Steadiness.STEADY),
        ([150, 60, 140, 70, 100, 100], Steadiness.SPIKY),
        ([150, 140, 120, 100, 70, 60], Steadiness.DECLINING),
        ([150, 140, 120, 100, 95, 90], Steadiness.MIXED),
        ([60, 80, 100, 120, 110, 130], Steadiness.MIXED),
        ([0] * 6, Steadiness.MIXED),
    ],
)
def test_steadiness_is_asked_in_its_order(percents: list[int], verdict: Steadiness | None) -> None:
    assert steadiness([Fraction(percent, 100) for percent in percents]) is verdict


def test_months_without_a_quota_say_nothing_about_steadiness() -> None:
    assert steadiness([Fraction(1)] * 5 + [None]) is None
    assert steadiness([Fraction(1), None] * 6) is Steadiness.STEADY
