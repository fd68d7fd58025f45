"""The week is filled from the ideal week and from last week's plan: what is chosen, once, and back with one undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from sprintsales.domain.filling import COPY, THERE, WEEK
from sprintsales.domain.periods import one_day
from sprintsales.services import calendar_edits, filling, ideal_week, moving, planning, tracking, undoing
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.filling import NotOffered, Offer, fill, offer
from sprintsales.services.roles import NotYours
from sprintsales.settings import Clock, Settings
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.schema import activity, journal_entry, origin
from tests.places import Template
from tests.services.crowd import OpenDesk, asked, at_once, count, expect, seats
from tests.services.week import MONDAY, NEXT_MONDAY, NEXT_TUESDAY, THURSDAY, Week

NEXT_FRIDAY = NEXT_MONDAY + timedelta(days=4)


def offered(desk: Desk, kind: str, start: date = MONDAY) -> Offer:
    """What is offered."""
    with desk.database.read() as connection:
        return offer(connection, desk, kind, start)


def work(desk: Desk) -> list[tuple[object, ...]]:
    """What stands where: type, day, quantity, minutes, state."""
    a = activity.c
    return [tuple(row) for row in asked(desk, select(a.type_id, a.planned_on, a.quantity_planned, a.minutes, a.state).order_by(a.id))]


def plan_a_week(ana: Desk) -> list[int]:
    """Plan calls on Monday, a meeting on Tuesday and a demo on Friday."""
    lines = ("10x call list:Q4 today 2h", "meeting acme renewal tue 10:00", "demo corto fri")
    return [planning.add(ana, line).ids[0] for line in lines]


def test_a_plan_kept_as_the_ideal_week_fills_the_next_one_once_and_back_with_one_undo(week: Week) -> None:
    ana = week.desk("Ana")
    plan_a_week(ana)
    assert ideal_week.keep_week(ana, MONDAY).added == 3
    assert ideal_week.keep_week(ana, MONDAY) == ideal_week.Kept(0, 0)
    before = work(ana)
    done = fill(ana, WEEK, NEXT_MONDAY)
    assert [(row[1], row[2]) for row in work(ana)[3:]] == [(NEXT_MONDAY, 10), (NEXT_TUESDAY, 1), (NEXT_FRIDAY, 1)]
    assert len(done.ids) == 3
    entries = count(ana, journal_entry)
    assert fill(ana, WEEK, NEXT_MONDAY) == filling.Filled((), None)
    assert count(ana, journal_entry) == entries, "asking again is no act"
    undoing.undo(ana)
    assert work(ana) == before
    assert len(fill(ana, WEEK, NEXT_MONDAY).ids) == 3, "what was taken back can be had again"


def test_the_plan_is_copied_not_what_came_of_it_and_what_was_dropped_there_does_not_come(week: Week) -> None:
    ana = week.desk("Ana")
    block, _, demo = plan_a_week(ana)
    tracking.done(ana, block, tracking.Report(quantity=4, outcome="reached"))
    tracking.log(ana, "call birch reached")
    moving.drop(ana, [demo], "no need")
    fill(ana, COPY, NEXT_MONDAY)
    assert [row[1:] for row in work(ana)[4:]] == [(NEXT_MONDAY, 10, 120, "planned"), (NEXT_TUESDAY, 1, 60, "planned")]


def test_what_was_brought_and_dropped_does_not_come_back(week: Week) -> None:
    ana = week.desk("Ana")
    plan_a_week(ana)
    ids = fill(ana, COPY, NEXT_MONDAY).ids
    moving.drop(ana, ids[:1])
    assert fill(ana, COPY, NEXT_MONDAY).ids == ()
    assert {one.judged.why for one in offered(ana, COPY, NEXT_MONDAY).lines} == {THERE}


def test_days_off_are_skipped_and_named_and_cannot_be_chosen(week: Week) -> None:
    ana = week.desk("Ana")
    plan_a_week(ana)
    calendar_edits.note_holiday(week.desk("Mia"), NEXT_TUESDAY, "Town fair")
    calendar_edits.note_absence(ana, ana.me.id, one_day(NEXT_FRIDAY))
    told = offered(ana, COPY, NEXT_MONDAY).lines
    assert [one.judged.why for one in told] == [None, "Tue 24 Nov is a holiday", "away on Fri 27 Nov"]
    with pytest.raises(NotOffered, match="demo Corto upgrade is not planned: away on Fri 27 Nov"):
        fill(ana, COPY, NEXT_MONDAY, [told[2].key])
    assert len(fill(ana, COPY, NEXT_MONDAY).ids) == 1


def test_what_is_still_open_in_a_week_that_is_over_is_moved_not_copied(week: Week) -> None:
    plan_a_week(week.desk("Ana"))
    told = offered(week.desk("Ana", NEXT_MONDAY), COPY, NEXT_MONDAY).lines
    assert {one.judged.why for one in told} == {"still open there: move it instead"}


def test_only_the_chosen_lines_are_planned_even_beyond_what_fits(week: Week) -> None:
    ana = week.desk("Ana")
    for _ in range(3):
        ideal_week.add_line(ana, 3, "meeting 3h")
    told = offered(ana, WEEK).lines
    assert [one.judged.fits for one in told] == [True, False, False]
    fill(ana, WEEK, MONDAY, [told[0].key, told[2].key])
    assert [row[1] for row in work(ana)] == [THURSDAY, THURSDAY]


def test_nobody_changes_the_ideal_week_of_somebody_else(week: Week) -> None:
    line = ideal_week.add_line(week.desk("Ana"), 4, "admin 30m")
    with pytest.raises(NotYours, match="Line #1 is of Ana Ruiz’s ideal week"):
        ideal_week.end_line(week.desk("Mia"), line)
    assert offered(week.desk("Mia"), WEEK).lines == ()


@pytest.fixture
def at_desk(week_template: Template, tmp_path: Path) -> Iterator[OpenDesk]:
    """Return what opens a desk at one team, each with a database of its own; afterwards the database has to be sound."""
    target, opened = week_template.copied(tmp_path / "week.db"), []

    def open_one(who: str, on: date = MONDAY) -> Desk:
        database = Database.open(target)
        opened.append(database)
        return open_desk(Settings(database=database.name, user=who, clock=Clock(on)), database)

    yield open_one
    assert check(opened[0]).findings == ()
    for database in opened:
        database.close()


@pytest.mark.slow
@pytest.mark.at_once
def test_twenty_clients_who_fill_one_week_make_each_item_once(at_desk: OpenDesk) -> None:
    ana = at_desk("Ana")
    for weekday in range(5):
        ideal_week.add_line(ana, weekday, "admin 30m")
    planning.add(ana, "call acme renewal tue 30m")
    expect(at_once(seats(at_desk, "Ana"), lambda desk, place: fill(desk, WEEK if place % 2 else COPY, NEXT_MONDAY)), 20)
    assert (count(ana, origin), count(ana, activity)) == (6, 7)
    assert asked(ana, select(activity.c.planned_on).where(activity.c.planned_on == NEXT_TUESDAY, activity.c.deal_id.is_not(None)))
