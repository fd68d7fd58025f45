"""A sprint in review closes itself after the second working day of the next one: once, by nobody, whoever comes next."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from sprintsales.domain.errors import Unusable
from sprintsales.services import planning, tracking
from sprintsales.services.calendar_edits import note_holiday
from sprintsales.services.closing_by_calendar import close_due, review_ends
from sprintsales.services.closing_sprint import close_sprint
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.promises import promises
from sprintsales.services.sprint_life import cancel_sprint
from sprintsales.services.sprints import CLOSED, REVIEW, sprint_on
from sprintsales.services.views.reviewed import review_view, reviewed_now
from sprintsales.services.views.sprints import sprint_lines
from sprintsales.settings import Clock, Settings
from sprintsales.storage.database import Database
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.schema import activity, journal_entry, snapshot
from tests.services.crowd import asked
from tests.services.week import MONDAY, NEXT_MONDAY, NEXT_TUESDAY, TUESDAY, Week

NEXT_WEDNESDAY = date(2026, 11, 25)


def a_promised_week(week: Week) -> list[int]:
    """Ana promises two calls on Monday and makes one."""
    ana = week.desk()
    made = [planning.add(ana, f"call {name} tue 30m").ids[0] for name in ("acme renewal", "birch pilot")]
    commit(ana)
    tracking.done(week.desk(on=TUESDAY), made[0])
    return made


def opened(week: Week, who: str, on: date, *, asked: bool = False) -> Desk:
    """Open the program as somebody on a day."""
    return open_desk(Settings(database=week.database.name, user=who, clock=Clock(on, asked=asked), keeps_calendar=True), week.database)


def state(desk: Desk) -> str:
    """Return the state of the promised week."""
    with desk.database.read() as connection:
        return sprint_on(connection, desk, MONDAY).state


def test_it_waits_for_two_working_days_and_then_closes_itself(week: Week) -> None:
    _, left = a_promised_week(week)
    for day in (NEXT_MONDAY, NEXT_TUESDAY):
        desk = opened(week, "Ana", day)
        assert state(desk) == REVIEW
        with desk.database.read() as connection:
            assert reviewed_now(connection, desk).start == MONDAY
    vic = opened(week, "Vic", NEXT_WEDNESDAY)
    assert state(vic) == CLOSED, "a viewer's look does it too: it is nobody's decision"
    [(member, summary)] = asked(vic, select(journal_entry.c.member_id, journal_entry.c.summary).where(journal_entry.c.verb == "close"))
    assert member is None
    assert summary == "Sprint 47 closed itself after two working days; 1 undecided item went to the backlog"
    [row] = asked(vic, select(activity.c.sprint_id, activity.c.planned_on, activity.c.state).where(activity.c.id == left))
    assert tuple(row) == (None, None, "planned")
    with vic.database.read() as connection:
        [ana] = [one for one in promises(connection, vic, [sprint_on(connection, vic, MONDAY)]) if one.numbers.committed]
        told = review_view(connection, vic, vic.sprint_of(MONDAY))
    assert (ana.numbers.kept, ana.numbers.missed) == (1, 1)
    assert told.sprint.goal_met is None, "nobody judged the sentence"
    assert close_due(vic) == []


def test_a_manager_closes_earlier_and_then_the_calendar_has_nothing_to_do(week: Week) -> None:
    a_promised_week(week)
    close_sprint(week.desk("Mia", on=NEXT_MONDAY), MONDAY, goal_met=True)
    assert close_due(week.desk("Ana", on=NEXT_WEDNESDAY)) == []


def test_on_a_day_set_for_looking_nothing_is_closed(week: Week) -> None:
    a_promised_week(week)
    assert state(opened(week, "Ana", NEXT_WEDNESDAY, asked=True)) == REVIEW


def test_a_week_nobody_works_in_does_not_count(week: Week) -> None:
    a_promised_week(week)
    mia = week.desk("Mia")
    for step in range(5):
        note_holiday(mia, NEXT_MONDAY + timedelta(days=step), "Works holiday")
    with mia.database.read() as connection:
        assert review_ends(calendars(connection, mia.team.id).team, mia.sprint_of(MONDAY)) == date(2026, 12, 1)
        later = week.desk("Mia", on=date(2026, 12, 1))
        assert reviewed_now(connection, later).start == MONDAY


def test_several_old_ones_close_the_oldest_first(week: Week) -> None:
    a_promised_week(week)
    planning.add(week.desk(on=NEXT_MONDAY), "call acme renewal tue 30m")
    done = close_due(week.desk("Ana", on=date(2026, 12, 10)))
    assert [one.sprint for one in done] == [47, 48]
    assert len(asked(week.desk(), select(snapshot.c.id).where(snapshot.c.kind == "close"))) == 2


class Sealed(Database):
    """A database that can be read and not written, such as a file in somebody else's folder."""

    def write(self, *_: Any, **__: Any) -> Any:
        """Refuse."""
        raise Unusable("read-only here")


def test_who_cannot_write_reads_on(week: Week) -> None:
    a_promised_week(week)
    sealed = Sealed.open(week.database.name)
    settings = Settings(database=sealed.name, user="Vic", clock=Clock(NEXT_WEDNESDAY), keeps_calendar=True)
    assert state(open_desk(settings, sealed)) == REVIEW
    sealed.close()
    assert state(opened(week, "Ana", NEXT_WEDNESDAY)) == CLOSED


def test_targets_are_cut_to_the_days_worked_and_their_verdict_is_kept(week: Week) -> None:
    mia = week.desk("Mia")
    set_goal(mia, GoalWish("calls_made", "sprint", MONDAY, Decimal(5)))
    note_holiday(mia, MONDAY + timedelta(days=3), "Works holiday")
    note_holiday(mia, MONDAY + timedelta(days=4), "Works holiday")
    a_promised_week(week)
    tracking.log(week.desk(on=TUESDAY), "2x call acme renewal")
    later = opened(week, "Mia", NEXT_WEDNESDAY)
    with later.database.read() as connection:
        told = review_view(connection, later, later.sprint_of(MONDAY))
    assert [(one.key, one.value, one.goal, one.whole, one.is_met) for one in told.targets] == [("calls_made", 3, 3, 5, True)]
    assert told.days_words == "3 of 5 days"
    set_goal(later, GoalWish("calls_made", "sprint", MONDAY, Decimal(50)))
    with later.database.read() as connection:
        assert [one.is_met for one in review_view(connection, later, later.sprint_of(MONDAY)).targets] == [True], "kept"


def test_a_cancelled_sprint_has_no_verdict_and_a_skipped_one_no_targets(week: Week) -> None:
    mia = week.desk("Mia")
    set_goal(mia, GoalWish("calls_made", "sprint", MONDAY, Decimal(5)))
    a_promised_week(week)
    cancel_sprint(mia, MONDAY, "fair week")
    for step in range(5):
        note_holiday(mia, NEXT_MONDAY + timedelta(days=step), "Works holiday")
    later = opened(week, "Mia", date(2026, 12, 10))
    with later.database.read() as connection:
        cancelled = review_view(connection, later, later.sprint_of(MONDAY))
        skipped = review_view(connection, later, later.sprint_of(NEXT_MONDAY))
        states = [one.said for one in sprint_lines(connection, later)]
    assert [one.is_met for one in cancelled.targets] == [None]
    assert (skipped.is_skipped, skipped.targets) == (True, ())
    assert states[3:] == ["running", "nothing was planned", "skipped: no working day", "cancelled: fair week"]
