"""A sprint's goal, a cancelled sprint, and another rhythm of sprints: on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.meanwhile import ChangedMeanwhile
from sprintsales.domain.periods import Period
from sprintsales.services import moving, planning, sprint_life
from sprintsales.services.calendar_edits import note_holiday
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk
from sprintsales.services.promises import promises
from sprintsales.services.roles import OnlyManagers
from sprintsales.services.sprint_life import cancelling, rhythm_view
from sprintsales.services.sprints import CANCELLED, RhythmChanged, SprintIsClosed, sprint_on
from sprintsales.services.undoing import undo
from sprintsales.services.views.sprints import sprint_lines, worked_sprint
from sprintsales.storage.schema import activity
from tests.services.week import MONDAY, NEXT_MONDAY, TUESDAY, WEDNESDAY, Week


def view(desk: Desk, day: date) -> tuple[int, str, str | None]:
    with desk.database.read() as connection:
        one = sprint_on(connection, desk, day)
    return one.number, one.state, one.goal


def test_a_goal_is_one_sentence_that_a_manager_sets_and_takes_back(week: Week) -> None:
    mia = week.desk("Mia")
    assert sprint_life.set_sprint_goal(mia, NEXT_MONDAY, " Two agreements out by Friday ") == "Two agreements out by Friday"
    assert view(mia, NEXT_MONDAY)[2] == "Two agreements out by Friday"
    with pytest.raises(ChangedMeanwhile, match="Two agreements out"):
        sprint_life.set_sprint_goal(mia, NEXT_MONDAY, "Three")
    with pytest.raises(NotReadable, match="200 letters"):
        sprint_life.set_sprint_goal(mia, MONDAY, "x" * 201)
    with pytest.raises(Refused, match="by a manager"):
        sprint_life.set_sprint_goal(week.desk("Ana"), MONDAY, "mine")
    undo(mia)
    assert view(mia, NEXT_MONDAY)[2] is None


def test_a_cancelled_sprint_gives_its_open_work_back_and_counts_nowhere(week: Week) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    made = [planning.add(ana, "call 10m", day=day).ids[0] for day in (TUESDAY, WEDNESDAY)]
    commit(ana)
    with pytest.raises(NotReadable, match="with a reason"):
        sprint_life.cancel_sprint(mia, MONDAY, "  ")
    done = sprint_life.cancel_sprint(mia, MONDAY, "the fair takes the whole week")
    assert done.returned == 2
    assert view(mia, MONDAY)[1] == CANCELLED
    with ana.database.read() as connection:
        where = connection.execute(select(activity.c.sprint_id, activity.c.planned_on).where(activity.c.id.in_(made))).all()
        assert where == [(None, None), (None, None)]
        assert promises(connection, mia, [sprint_on(connection, mia, MONDAY)]) == [], "a cancelled promise is in no ratio"
    with pytest.raises(SprintIsClosed, match="is cancelled"):
        planning.add(ana, "call 10m", day=WEDNESDAY)
    undo(mia)
    assert view(mia, MONDAY)[1] == "active"
    with ana.database.read() as connection:
        assert None not in connection.execute(select(activity.c.sprint_id).where(activity.c.id.in_(made))).scalars().all()


def test_another_rhythm_begins_after_what_is_planned(week: Week) -> None:
    mia = week.desk("Mia")
    later = NEXT_MONDAY + timedelta(weeks=1)
    planning.add(week.desk("Ana"), "call 10m", day=later)
    begins = sprint_life.set_rhythm(mia, 2, 2)
    assert begins == later + timedelta(days=9)
    again = week.desk("Mia")
    assert again.sprint_of(later) == Period(later, later + timedelta(weeks=1))
    assert again.sprint_of(begins) == Period(begins, begins + timedelta(weeks=2))
    assert view(again, begins)[0] == view(again, later)[0] + 2, "a short sprint lies between"
    with pytest.raises(sprint_life.SameRhythm, match="Wednesday and last 2 weeks already"):
        sprint_life.set_rhythm(again, 2, 2)
    undo(again)
    assert week.desk("Mia").sprint_of(begins).days == 7


def test_a_sprint_in_which_nobody_works_is_skipped_until_somebody_plans_in_it(week: Week) -> None:
    mia = week.desk("Mia")
    for more in range(5):
        note_holiday(mia, NEXT_MONDAY + timedelta(days=more))
    after = NEXT_MONDAY + timedelta(weeks=1)
    with mia.database.read() as connection:
        assert worked_sprint(connection, mia, mia.sprint_of(MONDAY), 1).start == after
        assert worked_sprint(connection, mia, mia.sprint_of(after), -1).start == MONDAY
        lines = {one.view.period.start: one for one in sprint_lines(connection, mia)}
    assert (lines[NEXT_MONDAY].said, lines[NEXT_MONDAY].working_days) == ("skipped: no working day", 0)
    assert lines[after].view.number == lines[NEXT_MONDAY].view.number + 1
    ana = week.desk("Ana")
    item = planning.add(ana, "call 10m", day=WEDNESDAY).ids[0]
    moving.carry(ana, [item], reason="later")
    with mia.database.read() as connection:
        assert (
            connection.execute(select(activity.c.sprint_id).where(activity.c.id == item)).scalar() == sprint_on(connection, mia, after).id
        )
    planning.add(ana, "call 10m", day=NEXT_MONDAY)
    with mia.database.read() as connection:
        assert worked_sprint(connection, mia, mia.sprint_of(MONDAY), 1).start == NEXT_MONDAY


def test_the_next_three_sprints_are_seen_before_a_rhythm_is_changed(week: Week) -> None:
    mia = week.desk("Mia")
    with mia.database.read() as connection:
        view = rhythm_view(connection, mia)
        with pytest.raises(OnlyManagers, match="Ask a manager"):
            rhythm_view(connection, week.desk("Ana"))
    assert (view.weekday, view.weeks, [one.start for one in view.following]) == (
        0,
        1,
        [date(2026, 11, day) for day in (23, 30)] + [date(2026, 12, 7)],
    )
    cut, *whole = view.ways[2, 2]
    assert (cut.start, cut.days) == (NEXT_MONDAY, 2), "what is cut short by the change is shown too"
    start = sprint_life.set_rhythm(mia, 2, 2)
    later = week.desk("Mia").team.rhythm
    assert [later.period(start), later.shifted(later.period(start), 1)] == whole


def test_a_program_that_is_open_takes_up_another_rhythm_and_plans_into_no_old_sprint(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")
    start = sprint_life.set_rhythm(mia, 2, 2)
    with pytest.raises(RhythmChanged, match="do it again"):
        planning.add(ana, "call acme renewal 30m", day=start + timedelta(days=8))
    with ana.database.read() as connection:
        ana = ana.knowing_rhythm(connection)
        assert ana.knowing_rhythm(connection) is ana
    planning.add(ana, "call acme renewal 30m", day=start + timedelta(days=8))
    with ana.database.read() as connection:
        assert sprint_on(connection, ana, start).id is not None


def test_what_cancelling_does_to_promises_is_said_before(week: Week) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    planning.add(ana, "call acme renewal tue 30m")
    commit(ana)
    planning.add(ana, "call birch pilot tue 30m")
    with mia.database.read() as connection:
        what = cancelling(connection, mia, MONDAY)
        with pytest.raises(OnlyManagers):
            cancelling(connection, ana, MONDAY)
    assert (what.returned, what.promises, what.promised) == (2, 1, 1)
    assert "The promise one person gave for it (1 item) counts nowhere then." in what.sentence
