"""Facts about doing the work: outcomes, blocks counted one by one, next steps, and what was never planned."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from sprintsales.domain.errors import Ambiguous, NotReadable
from sprintsales.services import blocking, planning, tracking
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk
from sprintsales.services.items import AlreadyDone, find
from sprintsales.services.tracking import NotYetDone, Report
from sprintsales.services.undoing import undo
from sprintsales.storage.queries.activities import ActivityRow, blockers, by_ids
from sprintsales.storage.queries.sprints import sprints_with_ids
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, NEXT_TUESDAY, TUESDAY, WEDNESDAY, Week


def row(desk: Desk, id_: int) -> ActivityRow:
    with desk.database.read() as connection:
        return by_ids(connection, desk.team.id, [id_])[id_]


def tallies(desk: Desk, id_: int) -> dict[str, int]:
    with desk.database.read() as connection:
        found = connection.execute(text("SELECT outcome, units FROM activity_tally WHERE activity_id = :id"), {"id": id_})
        return {str(one.outcome): int(one.units) for one in found}


def sprint_start(desk: Desk, one: ActivityRow) -> date:
    assert one.sprint_id is not None
    with desk.database.read() as connection:
        return sprints_with_ids(connection, desk.team.id, [one.sprint_id])[one.sprint_id].start_on


def test_done_takes_the_usual_outcome_today_and_notes_when_it_was_logged(week: Week) -> None:
    ana = week.desk(on=TUESDAY)
    [id_] = planning.add(ana, "call acme wed").ids
    told = tracking.done(ana, id_)
    made = row(ana, id_)
    assert (told.state, made.outcome, made.done_on, made.quantity_done) == ("done", "reached", TUESDAY, 1)
    assert made.logged_at is not None
    assert made.done_at is not None


def test_an_outcome_is_one_of_its_type_in_any_of_its_words(week: Week) -> None:
    ana = week.desk()
    first, second = planning.add(ana, "2x call acme tue wed").ids
    assert tracking.done(ana, first, Report(outcome="voicemail")).outcome == "left_message"
    with pytest.raises(NotReadable, match=r"no outcome of a call\. There are: reached, no answer"):
        tracking.done(ana, second, Report(outcome="held"))


def test_a_block_is_counted_unit_by_unit_with_its_outcomes_and_is_done_when_all_are(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "5x call list:Q4 tue").ids
    for outcome in (None, None, "no answer"):
        assert tracking.done(ana, id_, Report(quantity=1, outcome=outcome)).state == "planned"
    assert row(ana, id_).done_on == MONDAY
    assert tracking.done(week.at(ana, TUESDAY), id_, Report(outcome="no answer")).state == "done"
    assert (row(ana, id_).quantity_done, row(ana, id_).done_on) == (5, TUESDAY)
    assert tallies(ana, id_) == {"reached": 2, "no_answer": 3}


def test_a_block_can_end_short_of_its_plan(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "30x call list:Q4 tue").ids
    tracking.done(ana, id_, Report(quantity=20))
    ended = tracking.done(ana, id_, Report(finish=True))
    assert (ended.state, ended.quantity_done) == ("done", 20)


def test_nothing_is_done_twice_or_tomorrow_or_less_than_once(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme tue").ids
    with pytest.raises(NotYetDone):
        tracking.done(ana, id_, Report(on=TUESDAY))
    with pytest.raises(NotReadable):
        tracking.done(ana, id_, Report(quantity=0))
    tracking.done(ana, id_)
    with pytest.raises(AlreadyDone):
        tracking.done(ana, id_)


def test_a_next_step_is_chained_to_the_work_and_about_the_same_deal(week: Week) -> None:
    ana = week.desk()
    [id_] = planning.add(ana, "call acme today").ids
    told = tracking.done(ana, id_, Report(note="wants two seats"), following="email fri")
    assert told.next_id is not None
    following = row(ana, told.next_id)
    assert (following.type, following.deal, following.planned_on, following.after_id) == ("email", "Acme renewal", FRIDAY, id_)
    assert row(ana, id_).result == "wants two seats"
    undo(ana)
    assert row(ana, id_).state == "planned"


def test_unplanned_work_is_logged_in_one_line_with_its_next_step(week: Week) -> None:
    ana = week.desk(on=WEDNESDAY)
    told = tracking.log(ana, "call corto reached 5m next email fri")
    made = row(ana, told.id)
    assert (made.unplanned, made.state, made.outcome, made.minutes_done, made.done_on) == (True, "done", "reached", 5, WEDNESDAY)
    assert told.next_id is not None
    assert (row(ana, told.next_id).deal, row(ana, told.next_id).planned_on) == ("Corto upgrade", FRIDAY)


def test_work_logged_for_last_week_belongs_to_last_weeks_sprint(week: Week) -> None:
    ana = week.desk(on=NEXT_MONDAY)
    made = row(ana, tracking.log(ana, "12x call list:Q4 yesterday").id)
    assert (made.done_on, sprint_start(ana, made), made.quantity_done) == (date(2026, 11, 22), MONDAY, 12)


def test_overdue_work_done_later_stays_with_its_sprint_and_early_work_comes_into_the_one_it_was_done_in(week: Week) -> None:
    ana = week.desk()
    late, early, promised = (planning.add(ana, line).ids[0] for line in ("call acme tue", "call birch 2026-11-24", "call corto 2026-11-24"))
    commit(ana, NEXT_TUESDAY)
    tracking.done(week.at(ana, NEXT_MONDAY), late)
    assert sprint_start(ana, row(ana, late)) == MONDAY
    tracking.done(ana, promised)
    assert sprint_start(ana, row(ana, promised)) == NEXT_MONDAY
    planning.add(ana, "call eder 2026-12-01")
    [free] = planning.add(ana, "call eder 2026-12-02").ids
    tracking.done(ana, free)
    assert sprint_start(ana, row(ana, free)) == MONDAY
    assert row(ana, early).state == "planned"


def test_an_item_is_found_by_number_or_by_its_words(week: Week) -> None:
    ana = week.desk()
    first = planning.add(ana, "call acme tue").ids[0]
    second, third = planning.add(ana, "2x email acme wed thu").ids
    with ana.database.read() as connection:
        assert find(connection, ana, f"#{first}") == first
        assert find(connection, ana, "call acme") == first
        assert find(connection, ana, "email acme wed") == second
        with pytest.raises(Ambiguous, match=f"#{second}.*#{third}|#{third}.*#{second}"):
            find(connection, ana, "email acme")


def test_a_blocker_says_why_since_when_and_goes_when_cleared(week: Week) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    [id_] = planning.add(ana, "call acme tue").ids
    with pytest.raises(NotReadable, match="what stops it"):
        blocking.block(ana, [id_], "  ")
    blocking.block(ana, [id_], "legal has it", clears_id=mia.me.id)
    blocking.block(week.at(ana, TUESDAY), [id_], "legal still has it", clears_id=mia.me.id)
    with ana.database.read() as connection:
        [one] = blockers(connection, ana.team.id)
    assert (one.activity_id, one.since_on, one.reason, one.clears_id) == (id_, MONDAY, "legal still has it", mia.me.id)
    assert blocking.unblock(ana, [id_]) == [id_]
    assert blocking.unblock(ana, [id_]) == []
