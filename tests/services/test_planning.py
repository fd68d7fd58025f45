"""Facts about planning a week: one line becomes work, and moving it inside the week never asks."""

from __future__ import annotations

from datetime import date

import pytest

from sprintsales.domain.errors import Ambiguous, NotFound, NotReadable
from sprintsales.domain.meanwhile import ChangedMeanwhile
from sprintsales.services import moving, planning, tracking
from sprintsales.services.carrying import CarriedTwice, ReasonNeeded
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk
from sprintsales.services.items import AlreadyDone, IsDropped
from sprintsales.services.planning import PlannedInThePast
from sprintsales.services.roles import NotYours, ReadsOnly
from sprintsales.services.undoing import undo
from sprintsales.services.views.plan import plan_view
from sprintsales.storage.queries.activities import ActivityRow, by_ids
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, NEXT_TUESDAY, THURSDAY, TUESDAY, WEDNESDAY, Week


def row(desk: Desk, id_: int) -> ActivityRow:
    with desk.database.read() as connection:
        return by_ids(connection, desk.team.id, [id_])[id_]


def entries(desk: Desk) -> int:
    with desk.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM journal_entry").scalar_one())


def test_a_line_becomes_work_on_my_deal_with_day_effort_and_note(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme re pricing tue 30m").ids
    made = row(ana, id_)
    assert (made.type, made.deal, made.planned_on, made.minutes, made.note) == ("call", "Acme renewal", TUESDAY, 30, "pricing")
    assert (made.owner_id, made.state, made.sprint_id is not None) == (ana.me.id, "planned", True)


def test_the_own_deals_are_looked_at_before_the_teams(week: Week) -> None:
    assert row(week.desk("Ana"), planning.add(week.desk("Ana"), "call acme fri").ids[0]).deal == "Acme renewal"
    assert row(week.desk("Ben"), planning.add(week.desk("Ben"), "call acme fri").ids[0]).deal == "Acme spare parts"
    assert row(week.desk("Ana"), planning.add(week.desk("Ana"), "call hansa fri").ids[0]).deal == "Hansa rollout"


def test_a_name_that_fits_two_deals_is_asked_and_nothing_is_written(week: Week) -> None:
    ana, before = week.desk(), entries(week.desk())
    with pytest.raises(Ambiguous, match="fits 2 deals"):
        planning.add(week.at(ana, MONDAY), "call p fri")  # pilot, press line
    with pytest.raises(NotFound):
        planning.add(ana, "call nobody fri")
    with pytest.raises(NotReadable, match="Begin with what to do"):
        planning.add(ana, "acme tue")
    assert entries(ana) == before


def test_thirty_calls_are_one_block_and_two_days_are_two_items(week: Week) -> None:
    ana = week.desk()
    [block] = planning.add(ana, "30x call list:Q4 wed 2h").ids
    assert (row(ana, block).quantity_planned, row(ana, block).minutes, row(ana, block).list_name) == (30, 120, "Q4")
    two = [row(ana, id_) for id_ in planning.add(ana, "2x call @Birch thu fri").ids]
    assert [(one.planned_on, one.quantity_planned, one.account) for one in two] == [(THURSDAY, 1, "Birch"), (FRIDAY, 1, "Birch")]


def test_effort_is_the_types_usual_times_the_quantity_where_none_is_typed(week: Week) -> None:
    ana = week.desk()
    assert row(ana, planning.add(ana, "12x call list:Q4 wed").ids[0]).minutes == 120
    assert row(ana, planning.add(ana, "meeting corto fri 14:00").ids[0]).planned_time == 14 * 60


def test_a_lead_is_found_by_name_and_never_named_in_the_journal(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, 'email lead:"Lena Frost" wed').ids
    assert row(ana, id_).lead == "Lena Frost"
    with ana.database.read() as connection:
        told = " ".join(connection.exec_driver_sql("SELECT summary FROM journal_entry").scalars())
        changes = " ".join(connection.exec_driver_sql("SELECT coalesce(after, '') FROM journal_change").scalars())
    assert "email a lead" in told
    assert "Lena" not in told + changes


def test_work_without_a_day_is_in_this_sprint_and_work_without_a_subject_is_prospecting(week: Week) -> None:
    ana = week.desk()
    made = row(ana, planning.add(ana, "20x call list:Fair").ids[0])
    assert (made.planned_on, made.deal_id, made.sprint_id is not None) == (None, None, True)


def test_nothing_is_planned_for_a_day_that_is_over(week: Week) -> None:
    with pytest.raises(PlannedInThePast, match="Mon 16 Nov is over"):
        planning.add(week.desk(on=WEDNESDAY), "call acme 2026-11-16")


def test_a_first_item_is_undone_though_a_colleague_plans_in_the_same_sprint(week: Week) -> None:
    ana, ben = week.desk("Ana"), week.desk("Ben")
    planning.add(ana, "call acme tue")
    kept = planning.add(ben, "call gale tue").ids[0]
    undo(ana)
    assert row(ben, kept).sprint_id is not None
    with ana.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM activity").scalar_one() == 1


def test_a_rep_changes_own_items_only_and_a_manager_everybodys(week: Week) -> None:
    ana, ben, mia = week.desk("Ana"), week.desk("Ben"), week.desk("Mia")
    [id_] = planning.add(ana, "call acme tue").ids
    with pytest.raises(NotYours, match="Ask Ana Ruiz or a manager"):
        moving.move(ben, [id_], FRIDAY)
    with pytest.raises(NotYours, match="Ask Ana Ruiz or a manager"):
        moving.drop(ben, [id_])
    with pytest.raises(NotYours, match="Ask Ana Ruiz or a manager"):
        tracking.done(ben, id_)
    moving.move(mia, [id_], FRIDAY)
    assert row(ana, id_).planned_on == FRIDAY
    with ana.database.read() as connection:
        last = connection.exec_driver_sql("SELECT member_id, verb FROM journal_entry ORDER BY id DESC LIMIT 1").one()
    assert tuple(last) == (mia.me.id, "move")
    with pytest.raises(ReadsOnly):
        planning.add(week.desk("Vic"), "call gale tue")


def test_moving_inside_the_week_never_asks_even_after_the_commit(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme tue").ids
    commit(ana)
    assert moving.move(ana, [id_], FRIDAY) == [id_]
    assert moving.move(ana, [id_], FRIDAY) == []
    assert moving.change(ana, id_, minutes=90)
    assert (row(ana, id_).planned_on, row(ana, id_).minutes) == (FRIDAY, 90)


def test_a_promised_item_leaves_the_sprint_only_with_a_reason(week: Week) -> None:
    ana = week.desk()
    promised, dropped, gone = (planning.add(ana, line).ids[0] for line in ("call acme tue", "call birch tue", "email corto wed"))
    commit(ana)
    [loose] = planning.add(ana, "call eder thu").ids
    with pytest.raises(ReasonNeeded, match="promised for Sprint 47"):
        moving.move(ana, [promised], NEXT_MONDAY)
    with pytest.raises(ReasonNeeded, match="sprintsales drop"):
        moving.drop(ana, [dropped])
    with pytest.raises(ReasonNeeded, match="email Corto upgrade is promised"):
        moving.unplan(ana, [gone], reason="  ")
    moving.move(ana, [promised], NEXT_MONDAY, reason="they are away")
    moving.drop(ana, [dropped], "lost interest")
    moving.unplan(ana, [gone], reason="no time")
    moving.move(ana, [loose], NEXT_MONDAY)
    with ana.database.read() as connection:
        fates = connection.exec_driver_sql(
            "SELECT f.activity_id, f.fate, t.body FROM fate f JOIN person_text t ON t.id = f.reason_id ORDER BY f.id"
        ).all()
    assert [tuple(one) for one in fates] == [
        (promised, "removed", "they are away"), (dropped, "dropped", "lost interest"), (gone, "removed", "no time"),
    ]  # fmt: skip


def test_an_item_that_comes_back_has_left_no_fate(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme tue").ids
    commit(ana)
    moving.move(ana, [id_], NEXT_MONDAY, reason="they are away")
    moving.move(ana, [id_], THURSDAY)
    with ana.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM fate").scalar_one() == 0


def test_moving_to_a_later_sprint_at_the_end_of_this_one_is_a_carry_and_asks_nothing(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme tue").ids
    commit(ana)
    moving.carry(week.at(ana, FRIDAY), [id_])
    carried = row(ana, id_)
    assert (carried.carries, carried.planned_on) == (1, None)
    with ana.database.read() as connection:
        assert connection.exec_driver_sql("SELECT fate FROM fate").scalar_one() == "carried"


def test_the_second_carry_forces_a_fixed_day(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme tue").ids
    moving.carry(week.at(ana, FRIDAY), [id_])
    next_friday = week.at(ana, date(2026, 11, 27))
    with pytest.raises(CarriedTwice, match="Fix a day"):
        moving.carry(next_friday, [id_])
    moving.carry(next_friday, [id_], date(2026, 12, 1))
    assert row(ana, id_).carries == 2
    monday = week.at(ana, date(2026, 11, 30))

    def to_decide() -> list[int | None]:
        with ana.database.read() as connection:
            return [one.activity_id for one in plan_view(connection, monday).attention.lines if one.code == "carried_twice"]

    assert to_decide() == [id_]
    moving.move(monday, [id_], date(2026, 12, 3))
    assert to_decide() == []
    undo(monday)
    assert to_decide() == [id_]


def test_what_is_done_or_dropped_stays(week: Week) -> None:
    ana = week.desk()
    done, dropped = (planning.add(ana, line).ids[0] for line in ("call acme tue", "call birch tue"))
    tracking.done(ana, done)
    moving.drop(ana, [dropped])
    with pytest.raises(AlreadyDone):
        moving.move(ana, [done], NEXT_TUESDAY)
    with pytest.raises(IsDropped):
        moving.move(ana, [dropped], FRIDAY)


def test_a_field_somebody_else_changed_meanwhile_is_asked_and_other_fields_merge(week: Week) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    [id_] = planning.add(ana, "call acme tue").ids
    moving.move(mia, [id_], FRIDAY)
    with pytest.raises(
        ChangedMeanwhile, match=r"call Acme renewal. Day: before Tue 17 Nov, theirs Fri 20 Nov \(Mia Chef, just now\), mine Thu 19 Nov"
    ):
        moving.move(ana, [id_], THURSDAY, shown={id_: {"planned_on": TUESDAY}})
    assert moving.change(ana, id_, shown={"minutes": 10}, minutes=25)
    assert (row(ana, id_).planned_on, row(ana, id_).minutes) == (FRIDAY, 25)


def test_the_same_token_plans_once(week: Week) -> None:
    ana = week.desk()
    first = planning.add(ana, "call acme tue", token="one key")
    again = planning.add(ana, "call acme tue", token="one key")
    assert first.ids == again.ids


def test_sprints_are_numbered_by_weeks_since_the_anchor(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme tue")
    planning.add(ana, "call acme 2027-01-08")
    with ana.database.read() as connection:
        found = connection.exec_driver_sql("SELECT number, start_on FROM sprint ORDER BY number").all()
    assert [(number, str(start)) for number, start in found] == [(47, "2026-11-16"), (54, "2027-01-04")]
