"""What a lead waits for, how long it took, and who gets it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.leads import (
    LOAD,
    QUEUE,
    RESPONDED,
    ROUND_ROBIN,
    TERRITORY,
    TOUCHED,
    UNQUALIFIED,
    WAITING,
    WAYS,
    LeadFacts,
    Taker,
    Waiting,
    assigned,
    clock,
    days_ahead,
    due_day,
    first_touch_clock,
    plan_day,
    share_of,
)  # fmt: skip
from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import Pattern, WorkCalendar

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)
FULL = WorkCalendar()
PART = WorkCalendar(((None, Pattern((480, 480, 0, 0, 0, 0, 0))),))
NEW = LeadFacts(owner_id=1, category="qualified", created_on=FRIDAY)

WORTHS = st.sampled_from([Fraction(0), Fraction(5, 2), Fraction(3), Fraction(5)])
TAKERS = st.lists(
    st.builds(Taker, st.integers(1, 30), st.just("Somebody"), st.sampled_from([None, "North", "south"]), st.integers(0, 20), WORTHS),
    max_size=6, unique_by=lambda one: one.id,
)  # fmt: skip
PLACES = st.sampled_from([None, "North", "South", "Fair"])
LEADS = st.integers(0, 40).flatmap(
    lambda many: st.lists(st.tuples(PLACES, PLACES), min_size=many, max_size=many).map(
        lambda rows: [Waiting(number, place, source) for number, (place, source) in enumerate(rows, start=1)]
    )
)


def test_a_lead_is_in_the_state_of_what_it_waits_for() -> None:
    touched = replace(NEW, first_touch_on=MONDAY)
    assert [one.state for one in (NEW, touched, replace(touched, responded_on=MONDAY))] == [WAITING, TOUCHED, RESPONDED]
    assert [replace(NEW, owner_id=None).state, replace(touched, owner_id=None).state] == [QUEUE, QUEUE]
    assert replace(NEW, category="Unqualified", owner_id=None).state == UNQUALIFIED


def test_a_first_touch_is_due_a_working_day_of_the_owner_after_the_lead_came_in() -> None:
    assert due_day(NEW, FULL) == MONDAY
    assert due_day(replace(NEW, created_on=date(2026, 11, 24)), PART) == date(2026, 11, 30)
    assert due_day(replace(NEW, owner_id=None), FULL) is None
    assert due_day(replace(NEW, created_on=None), FULL) is None


def test_what_is_late_is_planned_for_the_next_day_the_owner_works() -> None:
    assert plan_day(FRIDAY, FULL, MONDAY) == MONDAY
    assert plan_day(FRIDAY, PART, date(2026, 11, 25)) == date(2026, 11, 30)
    assert plan_day(date(2026, 11, 27), FULL, MONDAY) == date(2026, 11, 27)


def test_the_clock_counts_the_owners_working_time_and_the_hours_on_the_wall() -> None:
    friday, monday = datetime(2026, 11, 20, 16, tzinfo=UTC), datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    found = first_touch_clock(replace(NEW, created_at=friday, first_touch_on=MONDAY, first_touch_at=monday), FULL, UTC)
    assert found is not None
    assert (found.working, found.minutes, found.by_day) == (60 + 90, 66 * 60 + 30, False)
    by_day = clock(FRIDAY, None, MONDAY, None, FULL, UTC)
    assert by_day is not None
    assert (by_day.working, by_day.by_day) == (480, True)
    assert clock(MONDAY, None, FRIDAY, None, FULL, UTC) is None
    assert first_touch_clock(NEW, FULL, UTC) is None


def test_territory_is_the_accounts_else_the_sources_and_the_reason_says_so() -> None:
    ana, ben = Taker(1, "Ana", "North", 0, Fraction(5)), Taker(2, "Ben", "Fair", 0, Fraction(5))
    leads = [Waiting(1, "north", None), Waiting(2, "West", "Fair"), Waiting(3, None, "Web")]
    told = assigned(TERRITORY, leads, [ana, ben])
    assert [(one.owner_id, one.why) for one in told] == [
        (1, "Ana has north"), (2, "Ben has Fair"), (None, "its territory is not known"),
    ]  # fmt: skip


def test_by_load_a_part_time_rep_gets_her_share_only() -> None:
    ahead = days_ahead(FULL, MONDAY)
    assert ahead == Period(MONDAY, date(2026, 11, 28))
    ana, ben = Taker(1, "Ana", None, 0, share_of(FULL, 480, ahead)), Taker(2, "Ben", None, 0, share_of(PART, 480, ahead))
    shares = Counter(one.owner_id for one in assigned(LOAD, [Waiting(number, None, None) for number in range(70)], [ana, ben]))
    assert (shares[1], shares[2]) == (50, 20)


def test_in_turn_goes_on_after_who_got_the_last_one() -> None:
    here = [Taker(number, name, None, 0, Fraction(5)) for number, name in ((1, "Ana"), (2, "Ben"), (3, "Cleo"))]
    told = assigned(ROUND_ROBIN, [Waiting(1, None, None), Waiting(2, None, None)], here, last=2)
    assert [(one.owner_id, one.why) for one in told] == [(3, "Cleo: next after Ben"), (1, "Ana: next after Cleo")]


@settings(max_examples=60)
@given(st.sampled_from(WAYS), LEADS, TAKERS, st.none() | st.integers(1, 30))
def test_every_lead_is_given_once_to_nobody_who_is_away_and_always_alike(
    way: str, leads: list[Waiting], takers: list[Taker], last: int | None
) -> None:
    told = assigned(way, leads, takers, last=last)
    assert [one.lead_id for one in told] == [lead.id for lead in leads]
    assert told == assigned(way, leads, takers[::-1], last=last)
    away = {one.id for one in takers if not one.worth}
    assert not away & {one.owner_id for one in told}
    assert all(one.why for one in told)
    here = {one.id: 0 for one in takers if one.worth}
    if way == ROUND_ROBIN and here:
        shares = here | Counter(one.owner_id for one in told if one.owner_id is not None)
        assert max(shares.values()) - min(shares.values()) <= 1
