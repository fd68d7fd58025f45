"""Facts about the promise: frozen once, late or in time, withdrawn while nothing has happened, and counted as it stood."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

import pytest
from sqlalchemy import select
from sqlmodel import Session

from sprintsales.domain.accountability import PromiseNumbers
from sprintsales.services import moving, planning, tracking
from sprintsales.services.committing import AlreadyCommitted, NotCommitted, NothingPlanned, PromiseStands, SprintIsOver, commit, withdraw
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import SprintIsClosed
from sprintsales.services.tracking import Report
from sprintsales.services.undoing import undo
from sprintsales.services.views.accountability import promise_by_member, promise_rows
from sprintsales.services.views.plan import PlanView, plan_view
from sprintsales.storage import rows, tables
from sprintsales.storage.digests import digest_of
from sprintsales.storage.journal import NotUndone
from sprintsales.storage.schema import commitment_item
from sprintsales.storage.undo import TouchedSince
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, NEXT_TUESDAY, SUNDAY, THURSDAY, TUESDAY, WEDNESDAY, Week


def mine(desk: Desk) -> PromiseNumbers:
    with desk.database.read() as connection:
        return promise_by_member(connection, desk, desk.sprint_of(MONDAY))[desk.me.id]


def close(week: Week, on: date) -> None:
    """Close sprint 47, as its manager will."""
    mia = week.desk("Mia", on)
    with mia.database.read() as connection:
        id_ = int(connection.exec_driver_sql("SELECT id FROM sprint WHERE number = 47").scalar_one())
    mia.write(mia.act("close", "closed sprint 47"), lambda session: rows.put(session, tables.Sprint, id_, closed_on=on))


def test_a_promise_freezes_items_with_their_deals_and_its_picture_is_sealed(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme tue 30m")
    planning.add(ana, "30x call list:Q4 wed 2h")
    given = commit(ana)
    assert (given.items, given.load_minutes, given.late, given.sprint) == (2, 150, False, 47)
    i = commitment_item.c
    with ana.database.read() as connection:
        asked = select(i.quantity, i.minutes, i.planned_on, i.deal_value, i.deal_close_on, i.deal_stage_id).order_by(i.id)
        items = connection.execute(asked).all()
        body, digest = connection.exec_driver_sql("SELECT body, digest FROM snapshot WHERE kind = 'commit'").one()
    assert tuple(items[0]) == (1, 30, TUESDAY, 48_000_00, date(2026, 11, 30), 3)
    assert tuple(items[1])[:3] == (30, 120, WEDNESDAY)
    assert (digest_of(body), given.digest) == (digest, digest)
    told = json.loads(body)
    assert (told["sprint"], told["member"], len(told["items"])) == (47, ana.me.id, 2)
    assert "Ruiz" not in body


def test_a_commit_is_late_after_the_reps_first_working_day(week: Week) -> None:
    ana, ben = week.desk("Ana"), week.desk("Ben")
    away = tables.Absence(team_id=1, member_id=ben.me.id, start_on=MONDAY, end_on=WEDNESDAY)
    ben.write(ben.act("absence", "away"), lambda session: rows.add(session, away))
    for desk in (ana, ben):
        planning.add(desk, "call acme thu")
    assert commit(week.at(ana, TUESDAY)).late
    assert not commit(week.at(ben, WEDNESDAY)).late


def test_a_promise_is_given_once_and_needs_something_in_it(week: Week) -> None:
    ana = week.desk()
    with pytest.raises(NothingPlanned, match="Nothing is planned in Sprint 47"):
        commit(ana)
    [done] = planning.add(ana, "call acme today").ids
    tracking.done(ana, done)
    with pytest.raises(NothingPlanned):
        commit(ana)
    planning.add(ana, "call acme tue")
    commit(ana)
    with pytest.raises(AlreadyCommitted):
        commit(ana)
    planning.add(week.desk("Ben"), "call gale tue")
    with pytest.raises(SprintIsOver):
        commit(week.desk("Ben", NEXT_MONDAY), MONDAY)


def test_an_undo_never_takes_a_promise_back_but_a_withdrawal_does_and_leaves_it_on_record(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme tue")
    commit(ana)
    with pytest.raises(NotUndone, match="A commitment is withdrawn with"):
        undo(ana)
    assert withdraw(ana) == 47
    with pytest.raises(NotCommitted):
        withdraw(ana)
    planning.add(ana, "call birch tue")
    assert commit(ana).items == 2
    with ana.database.read() as connection:
        found = connection.exec_driver_sql("SELECT withdrawn_by IS NULL FROM commitment ORDER BY id").scalars().all()
    assert found == [0, 1]


def test_what_a_withdrawn_promise_named_stays_on_record_so_it_is_dropped_and_not_undone(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme tue").ids
    commit(ana)
    withdraw(ana)
    with pytest.raises(TouchedSince, match="hangs on it"):
        undo(ana)
    assert moving.drop(ana, [id_]) == [id_]


@pytest.mark.parametrize("later", ["add", "move", "done", "drop"])
def test_a_promise_stands_once_my_part_of_the_sprint_was_touched(week: Week, later: str) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme tue").ids
    commit(ana)
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: planning.add(ana, "call birch fri"),
        "move": lambda: moving.move(week.desk("Mia"), [id_], FRIDAY),
        "done": lambda: tracking.done(ana, id_),
        "drop": lambda: moving.drop(ana, [id_], "no budget"),
    }
    planning.add(week.desk("Ben"), "call gale tue")
    acts[later]()
    with pytest.raises(PromiseStands, match="changed after the commit"):
        withdraw(ana)


def test_added_work_never_raises_say_do_and_done_before_the_commit_is_not_in_it(week: Week) -> None:
    ana = week.desk()
    first, promised = (planning.add(ana, line).ids[0] for line in ("call acme today", "call birch tue"))
    tracking.done(ana, first)
    commit(ana)
    [added] = planning.add(ana, "call corto wed").ids
    tracking.done(week.at(ana, WEDNESDAY), added)
    tracking.log(week.at(ana, WEDNESDAY), "email eder")
    numbers = mine(week.at(ana, FRIDAY))
    assert (numbers.committed, numbers.kept, numbers.open, numbers.overdue) == (1, 0, 1, 1)
    assert (numbers.added, numbers.unplanned_done, numbers.delivered) == (1, 1, 3)
    assert promised


def test_moving_inside_the_week_leaves_on_time_to_the_frozen_day(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme tue").ids
    commit(ana)
    moving.move(ana, [id_], FRIDAY)
    tracking.done(week.at(ana, THURSDAY), id_)
    numbers = mine(week.at(ana, FRIDAY))
    assert (numbers.kept, numbers.on_time) == (1, 0)


def test_say_do_has_no_number_until_the_sprint_is_closed_and_stays_then_as_it_was(week: Week) -> None:
    ana = week.desk()
    kept, missed = (planning.add(ana, line).ids[0] for line in ("call acme tue", "call birch wed"))
    commit(ana)
    tracking.done(week.at(ana, TUESDAY), kept)
    assert mine(week.at(ana, NEXT_MONDAY)).say_do is None
    close(week, NEXT_TUESDAY)
    after = week.at(ana, NEXT_TUESDAY + timedelta(days=1))
    assert mine(after).say_do == pytest.approx(0.5)
    tracking.done(after, missed, Report(on=SUNDAY))
    assert mine(after).say_do == pytest.approx(0.5)
    assert mine(after).missed == 1


def test_nothing_is_planned_into_a_closed_sprint(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme tue")
    close(week, TUESDAY)
    with pytest.raises(SprintIsClosed, match="Sprint 47 is closed"):
        planning.add(ana, "call birch fri")
    with pytest.raises(SprintIsClosed):
        commit(ana)


def test_work_promised_for_a_deal_that_closed_before_its_day_is_moot_and_reopening_reverts_it(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call corto thu")
    commit(ana)
    won = {"outcome": "won", "closed_on": WEDNESDAY}
    ana.write(ana.act("deal", "won"), lambda session: rows.put(session, tables.Deal, 3, **won))
    assert (mine(ana).moot, mine(ana).open) == (1, 0)
    ana.write(ana.act("deal", "open again"), lambda session: rows.put(session, tables.Deal, 3, outcome="open", closed_on=None))
    assert (mine(ana).moot, mine(ana).open) == (0, 1)


def test_who_should_have_committed_and_did_not_is_counted(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme tue")
    commit(ana)
    with ana.database.read() as connection:
        found = promise_rows(connection, ana, ana.sprint_of(MONDAY))
    assert [(one.member_id, one.numbers.reps_expected, one.numbers.reps_committed, one.on) for one in found] == [
        (ana.me.id, 1, 1, FRIDAY), (week.desk("Ben").me.id, 1, 0, FRIDAY),
    ]  # fmt: skip


def test_a_sprint_counts_for_the_month_its_last_working_day_lies_in(week: Week) -> None:
    last_week = week.desk(on=date(2026, 11, 30))  # the sprint of 30 November ends on Friday 4 December
    planning.add(last_week, "call acme today")
    commit(last_week)
    with last_week.database.read() as connection:
        november = promise_by_member(connection, last_week, last_week.sprint_of(NEXT_MONDAY))
        found = [one.on for one in promise_rows(connection, last_week, last_week.sprint_of(last_week.today))]
    assert last_week.me.id not in november
    assert set(found) == {date(2026, 12, 4)}


def test_capacity_is_assumed_from_the_pattern_until_three_sprints_are_closed(week: Week) -> None:
    ana, mia = week.desk(), week.desk("Mia", MONDAY)
    worked = {date(2026, 10, 26): 600, date(2026, 11, 2): 900, date(2026, 11, 9): 1200}
    for monday, minutes in worked.items():
        made = tracking.log(ana, f"call acme {monday.isoformat()}").id
        ana.write(ana.act("change", "minutes"), partial(rows.put, model=tables.Activity, row_id=made, minutes_done=minutes))
    planning.add(ana, "call acme tue")
    assert commit(ana).assumed
    withdraw(ana)
    with mia.database.read() as connection:
        past = connection.exec_driver_sql("SELECT id FROM sprint WHERE start_on < '2026-11-16'").scalars().all()
    for id_ in past:
        mia.write(mia.act("close", "closed"), partial(rows.put, model=tables.Sprint, row_id=id_, closed_on=MONDAY))
    given = commit(ana)
    assert (given.assumed, given.capacity_minutes, given.is_light) == (False, 900, True)


def test_other_work_keeps_its_time_once_it_is_done(week: Week) -> None:
    ana = week.desk()
    [admin] = planning.add(ana, "admin today 60m").ids
    planning.add(ana, "call acme tue 30m")
    before = plan_of(ana)
    tracking.done(ana, admin)
    after = plan_of(ana)
    assert (before.capacity.gross, before.capacity.selling) == (1200, 1140)
    assert (after.capacity.selling, after.selling_used) == (1140, 30)


def test_before_the_commit_it_is_known_whether_it_would_be_late_light_or_too_much(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme fri 30m")
    assert (plan_of(ana).is_late_now, plan_of(ana).is_light, plan_of(ana).is_overloaded) == (False, True, False)
    for day in ("tue", "wed", "thu"):
        planning.add(ana, f"research acme {day} 450m")
    late = plan_of(week.at(ana, TUESDAY))
    assert (late.is_late_now, late.is_light, late.is_overloaded, late.load) == (True, False, True, Fraction(1380, 1200))
    given = commit(week.at(ana, TUESDAY))
    assert (given.late, given.is_light, given.is_overloaded, given.load) == (True, False, True, Fraction(1380, 1200))


def test_who_was_away_for_months_has_the_capacity_of_the_sprints_before(week: Week) -> None:
    ana, mia = week.desk(), week.desk("Mia")
    days = [date(2026, 6, 1) + timedelta(weeks=number) for number in range(24)]

    def past(session: Session) -> None:
        for number, monday in enumerate(days):
            end = monday + timedelta(weeks=1)
            rows.add(session, tables.Sprint(team_id=1, number=number + 1, start_on=monday, end_on=end))
        rows.add(session, tables.Absence(team_id=1, member_id=ana.me.id, start_on=days[4], end_on=days[23] + timedelta(days=5)))

    mia.write(mia.act("sprint", "the past"), past)
    for monday in days[:4]:
        tracking.log(ana, f"call acme 300m {monday.isoformat()}")
    with mia.database.read() as connection:
        stored = connection.exec_driver_sql("SELECT id FROM sprint WHERE start_on < '2026-11-16'").scalars().all()
    for id_ in stored:
        mia.write(mia.act("close", "closed"), partial(rows.put, model=tables.Sprint, row_id=id_, closed_on=MONDAY))
    assert [one.number for one in plan_of(ana).capacity.told_by] == [1, 2, 3, 4]
    assert (plan_of(ana).capacity.gross, plan_of(ana).capacity.assumed) == (300, False)


def plan_of(desk: Desk) -> PlanView:
    with desk.database.read() as connection:
        return plan_view(connection, desk)
