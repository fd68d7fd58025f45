"""Facts about putting work and deals off: to the owner's next working day, away until a day, many at once and all or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sprintsales.domain.errors import Refused
from sprintsales.domain.periods import Period
from sprintsales.services import calendar_edits, moving, planning, tracking
from sprintsales.services.carrying import CarriedTwice, ReasonNeeded
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk
from sprintsales.services.items import AlreadyDone
from sprintsales.services.putting_off import next_sprint, postpone, sift, snooze, snooze_deal
from sprintsales.services.undoing import undo
from sprintsales.services.views.plan import PlanView, plan_view
from sprintsales.storage.queries.activities import by_ids
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, NEXT_TUESDAY, THURSDAY, TUESDAY, WEDNESDAY, Week


def days(desk: Desk, ids: list[int]) -> list[date | None]:
    with desk.database.read() as connection:
        found = by_ids(connection, desk.team.id, ids)
    return [found[id_].planned_on for id_ in ids]


def plan_of(desk: Desk) -> PlanView:
    with desk.database.read() as connection:
        return plan_view(connection, desk)


def planned(desk: Desk, *lines: str) -> list[int]:
    return [id_ for line in lines for id_ in planning.add(desk, line).ids]


def test_work_is_put_off_to_the_next_day_its_owner_works_and_all_of_it_comes_back_with_one_undo(week: Week) -> None:
    ana = week.desk()
    calendar_edits.note_absence(ana, ana.me.id, Period(WEDNESDAY, THURSDAY))
    ids = planned(ana, "call acme renewal today", "call birch tue", "email eder fri")
    assert postpone(ana, ids) == dict(zip(ids, [TUESDAY, THURSDAY, NEXT_MONDAY], strict=True))
    undo(ana)
    assert days(ana, ids) == [MONDAY, TUESDAY, FRIDAY]


def test_the_next_sprint_has_the_work_on_the_same_weekday_and_what_was_carried_before_is_decided(week: Week) -> None:
    ana = week.desk()
    ids = planned(ana, "call acme renewal tue", "call birch fri")
    calendar_edits.note_absence(ana, ana.me.id, Period(NEXT_TUESDAY, date(2026, 11, 25)))
    assert next_sprint(ana, ids) == {ids[0]: date(2026, 11, 25), ids[1]: date(2026, 11, 27)}
    undo(ana)
    friday = week.at(ana, FRIDAY)
    next_sprint(friday, [ids[1]])
    with pytest.raises(CarriedTwice):
        next_sprint(week.at(ana, date(2026, 11, 27)), [ids[1]])


def test_of_many_that_are_dropped_or_moved_all_go_or_each_that_stays_is_named(week: Week) -> None:
    ana = week.desk()
    [call, email, meeting] = planned(ana, "call acme renewal tue", "email birch tue", "meeting eder wed")
    [theirs] = planned(week.desk("Ben"), "call gale wed")
    tracking.done(ana, call)
    moving.drop(ana, [meeting])
    with pytest.raises(AlreadyDone, match=rf"Nothing was changed: 2 of the 3 stay.*#{call} .*#{meeting} .*Leave them out"):
        moving.move(ana, [call, email, meeting], FRIDAY)
    assert days(ana, [email]) == [TUESDAY]
    with ana.database.read() as connection:
        sifted = sift(connection, ana, [call, email, meeting, theirs, 9999])
    assert (sifted.ids, [id_ for id_, _ in sifted.refused]) == ((email,), [call, meeting, theirs, 9999])


def test_work_put_away_leaves_the_week_and_comes_back_in_the_week_of_its_day(week: Week) -> None:
    ana = week.desk()
    [call] = planned(ana, "call acme renewal tue")
    commit(ana)
    with pytest.raises(ReasonNeeded):
        snooze(ana, [call], NEXT_TUESDAY)
    snooze(ana, [call], NEXT_TUESDAY, reason="they are away")
    assert plan_of(ana).card(call) is None
    assert plan_of(week.at(ana, NEXT_MONDAY)).card(call) is not None
    undo(ana)
    snooze(ana, [call], THURSDAY)  # inside its week it only moves, and nobody asks
    assert days(ana, [call]) == [THURSDAY]


def test_a_deal_that_is_put_away_asks_for_nothing_before_its_day(week: Week) -> None:
    ana = week.desk()

    def asking(desk: Desk) -> set[int | None]:
        return {line.deal_id for line in plan_of(desk).attention.lines}

    corto = next(iter(asking(ana) - {None}))
    assert corto is not None
    assert snooze_deal(ana, corto, THURSDAY)
    assert not snooze_deal(ana, corto, THURSDAY)
    assert corto not in asking(ana)
    assert corto in asking(week.at(ana, THURSDAY))
    snooze_deal(ana, corto, None)
    assert corto in asking(ana)
    with pytest.raises(Refused, match="Ben"):
        snooze_deal(ana, 6, FRIDAY)


def test_fifty_promised_items_go_with_one_reason_and_come_back_with_one_undo(week: Week) -> None:
    ana = week.desk()
    lines = [f"call acme {('today', 'tue', 'wed')[place % 3]} 5m" for place in range(48)]
    ids = planned(ana, *lines, "2x call @Birch tue wed")
    [done] = planned(ana, "email birch today")
    commit(ana)
    tracking.done(ana, done)
    before = (days(ana, ids), plan_of(ana).committed)
    acts: dict[str, Callable[[str | None], list[int]]] = {
        "move": lambda why: moving.move(ana, ids, NEXT_TUESDAY, reason=why),
        "postpone": lambda why: list(postpone(week.at(ana, FRIDAY), ids, reason=why)),
        "snooze": lambda why: snooze(ana, ids, NEXT_TUESDAY, reason=why),
        "next": lambda why: list(next_sprint(ana, ids, reason=why)),
        "drop": lambda why: moving.drop(ana, ids, why),
    }
    for way, act in acts.items():
        if way != "postpone":  # put off on the last day they are carried, which needs no reason
            with pytest.raises(ReasonNeeded, match="Say why"):
                act(None)
        assert act("the fair") == ids
        gone = plan_of(ana)
        assert (gone.to_promise, gone.committed, gone.removed) == ((), 51, 0 if way in ("postpone", "drop") else 50), way
        undo(ana)
        assert (days(ana, ids), plan_of(ana).committed, len(plan_of(ana).to_promise)) == (*before, 50), way
