"""Facts about moved close dates and the work behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.slips import (
    SLIP_CLASSES,
    DateHistory,
    DateMove,
    DateSetting,
    DealWork,
    by_class,
    date_history,
    slip_class,
)

START = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday
FIRST = date(2026, 12, 4)


def week_of(day: date) -> int:
    return day.toordinal() // 7


def setting(
    n: int, before: date | None, after: date | None, *, hours: float = 0, member: int | None = 1, by_hand: bool = True, undone: bool = False
) -> DateSetting:
    moment = START + timedelta(hours=hours)
    return DateSetting(n, moment, moment.date(), member, before, after, by_hand, undone, reason=f"reason {n}", value=n * 100)


def later(days: int) -> date:
    return FIRST + timedelta(days=days)


def history(*settings: DateSetting) -> DateHistory:
    return date_history(settings, week_of)


def moved(found: DateHistory) -> list[tuple[date, date]]:
    return [(push.from_date, push.to_date) for push in found.pushes]


def test_a_date_given_once_is_no_push() -> None:
    found = history(setting(1, None, FIRST))
    assert (found.first_close_on, found.pushes, found.pull_ins, found.days_slipped) == (FIRST, (), (), 0)


def test_a_later_date_is_a_push_with_its_days_reason_and_value() -> None:
    found = history(setting(1, None, FIRST), setting(2, FIRST, later(42), hours=48))
    [push] = found.pushes
    assert (push.on, push.since, push.days, push.reason, push.value) == (date(2026, 11, 4), date(2026, 11, 2), 42, "reason 2", 200)
    assert found.first_close_on == FIRST


def test_an_earlier_date_is_a_pull_in_and_is_not_set_against_pushes() -> None:
    found = history(setting(1, None, FIRST), setting(2, FIRST, later(21), hours=200), setting(3, later(21), later(7), hours=400))
    assert [one.days for one in found.pull_ins] == [-14]
    assert found.days_slipped == 21


def test_an_undone_push_is_no_push() -> None:
    assert history(setting(1, None, FIRST), setting(2, FIRST, later(42), hours=48, undone=True)).pushes == ()


def test_the_same_person_correcting_within_24_hours_makes_one_push_to_the_last_date() -> None:
    found = history(setting(1, None, FIRST), setting(2, FIRST, later(42), hours=200), setting(3, later(42), later(7), hours=224))
    assert moved(found) == [(FIRST, later(7))]
    assert found.pushes[0].reason == "reason 3"


def test_a_correction_back_to_the_old_date_leaves_nothing() -> None:
    found = history(setting(1, None, FIRST), setting(2, FIRST, later(42), hours=200), setting(3, later(42), FIRST, hours=201))
    assert (found.pushes, found.pull_ins) == ((), ())


def test_correcting_the_first_date_makes_the_corrected_one_the_first() -> None:
    found = history(setting(1, None, FIRST), setting(2, FIRST, later(9), hours=1))
    assert (found.first_close_on, found.pushes) == (later(9), ())


@pytest.mark.parametrize(
    "second",
    [
        setting(2, FIRST, later(9), hours=24.1),
        setting(2, FIRST, later(9), hours=1, member=2),
        setting(2, FIRST, later(9), hours=1, by_hand=False),
        setting(2, FIRST, later(9), hours=1, member=None),
    ],
    ids=["too late", "another person", "an import", "nobody known"],
)
def test_these_are_no_corrections(second: DateSetting) -> None:
    assert moved(history(setting(1, None, FIRST), second)) == [(FIRST, later(9))]


def test_a_change_by_hand_of_an_imported_date_is_a_push_at_once() -> None:
    found = history(setting(1, None, FIRST, by_hand=False), setting(2, FIRST, later(9), hours=1))
    assert moved(found) == [(FIRST, later(9))]


def test_pushes_of_one_sprint_merge_and_those_of_two_do_not() -> None:
    same = history(setting(1, None, FIRST), setting(2, FIRST, later(7), hours=30), setting(3, later(7), later(14), hours=60))
    assert moved(same) == [(FIRST, later(14))]
    assert (same.pushes[0].moves, same.pushes[0].on) == (2, date(2026, 11, 3))
    apart = history(setting(1, None, FIRST), setting(2, FIRST, later(7), hours=30), setting(3, later(7), later(14), hours=60 + 168))
    assert moved(apart) == [(FIRST, later(7)), (later(7), later(14))]


def test_clearing_a_date_and_setting_a_later_one_is_still_a_push() -> None:
    found = history(setting(1, None, FIRST), setting(2, FIRST, None, hours=100), setting(3, None, later(30), hours=400))
    assert moved(found) == [(FIRST, later(30))]


def test_a_history_that_begins_with_a_change_keeps_the_date_before_it() -> None:
    found = history(setting(1, FIRST, later(7)))
    assert found.first_close_on == FIRST
    assert found.pushes[0].since is None


changes = st.lists(
    st.tuples(st.integers(-30, 30), st.integers(1, 200), st.integers(1, 2), st.booleans(), st.booleans()), min_size=0, max_size=12
)


@settings(max_examples=150)
@given(changes)
def test_first_date_plus_all_moves_is_the_last_date(steps: list[tuple[int, int, int, bool, bool]]) -> None:
    now, hours, listed = FIRST, 0, [setting(0, None, FIRST, by_hand=False)]
    for n, (days, gap, member, by_hand, undone) in enumerate(steps, start=1):
        hours += gap
        wanted = now + timedelta(days=days)
        listed.append(setting(n, now, wanted, hours=hours, member=member, by_hand=by_hand, undone=undone))
        now = now if undone else wanted
    found = history(*listed)
    assert found.first_close_on == FIRST
    assert found.last_close_on == now
    assert FIRST + timedelta(days=sum(one.days for one in (*found.pushes, *found.pull_ins))) == now
    assert all(one.days > 0 for one in found.pushes)
    assert all(one.days < 0 for one in found.pull_ins)


PUSH = DateMove(7, date(2026, 11, 20), date(2026, 11, 2), date(2026, 12, 4), date(2026, 12, 18), 1, None, 500_00)


def november(day: int) -> date:
    return date(2026, 11, day)


def done(planned: int, on: int) -> DealWork:
    return DealWork(planned, (november(planned),), november(on))


def open_(planned: date, *, touch: bool = True) -> DealWork:
    return DealWork(0, (planned,), None, touch)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ([], "no_plan"),
        ([open_(november(10))], "plan_missed"),
        ([open_(november(10)), open_(november(11)), done(12, 12)], "plan_missed"),
        ([open_(november(10)), done(12, 12)], "plan_done"),
        ([open_(november(10)), open_(november(11)), DealWork(3, (), november(12))], "plan_done"),
        ([DealWork(3, (), november(12))], "plan_done_unplanned"),
        ([DealWork(3, (), november(12), touch=False)], "no_plan"),
        ([open_(date(2026, 12, 1))], "moved_early"),
        ([open_(date(2026, 12, 4))], "moved_early"),
        ([open_(date(2026, 12, 5))], "no_plan"),
        ([open_(november(20))], "moved_early"),
        ([done(20, 20)], "plan_done"),
        ([done(10, 21)], "plan_missed"),
        ([DealWork(4, (november(10), date(2026, 12, 1)), None)], "plan_missed"),
        ([DealWork(5, (november(1),), november(1))], "no_plan"),
    ],
)
def test_the_class_of_a_push(work: list[DealWork], expected: str) -> None:
    assert slip_class(PUSH, work) == expected


days = st.dates(date(2026, 10, 20), date(2026, 12, 20))
works = st.builds(DealWork, st.integers(1, 99), st.lists(days, max_size=3).map(tuple), st.none() | days, st.booleans())
pushes = st.builds(
    lambda on, since, old, more, value: DateMove(1, on, since, old, old + timedelta(days=more), 1, None, value),
    days,
    st.none() | days,
    days,
    st.integers(1, 60),
    st.none() | st.integers(0, 10**9),
)


@settings(max_examples=50)
@given(st.lists(st.tuples(pushes, st.lists(works, max_size=5)), max_size=12))
def test_the_classes_partition_all_pushes_and_values_and_days_add_up(told: list[tuple[DateMove, list[DealWork]]]) -> None:
    sums = by_class([(push, slip_class(push, work)) for push, work in told])
    assert list(sums) == list(SLIP_CLASSES)
    assert sum(one.pushes for one in sums.values()) == len(told)
    assert sum(one.days for one in sums.values()) == sum(push.days for push, _work in told)
    assert sum(one.value for one in sums.values()) == sum(push.value or 0 for push, _work in told)
    assert sum(one.unvalued for one in sums.values()) == sum(push.value is None for push, _work in told)
