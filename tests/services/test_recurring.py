"""Recurring work is offered once for each of its days, never two open at once unless that was asked for, and not for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sprintsales.domain.filling import RECURRING
from sprintsales.domain.periods import one_day
from sprintsales.services import calendar_edits, dealing, moving, recurring, tracking, undoing
from sprintsales.services.desk import Desk
from sprintsales.services.filling import fill, offer
from sprintsales.services.recurring import add_rule, end_rule, my_rules, pause_rule
from sprintsales.services.roles import NotYours
from sprintsales.storage.schema import activity, origin
from tests.services.crowd import OpenDesk, asked, at_once, count, expect, seats
from tests.services.test_filling import at_desk
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Week

__all__ = ["at_desk"]


def offered(desk: Desk, start: date = MONDAY) -> list[tuple[date | None, str | None]]:
    """What is offered: days, and why not."""
    with desk.database.read() as connection:
        return [(one.piece.day, one.judged.why) for one in offer(connection, desk, RECURRING, start).lines]


def days(desk: Desk) -> list[date]:
    """The days with work."""
    return [row[0] for row in asked(desk, select(activity.c.planned_on).order_by(activity.c.id))]


def test_one_at_a_time_and_the_next_when_that_is_done(week: Week) -> None:
    ana = week.desk("Ana")
    add_rule(ana, "call acme renewal every mon, wed and fri 20m re price")
    assert offered(ana)[1:] == [(WEDNESDAY, "the one before it comes first"), (FRIDAY, "the one before it comes first")]
    [first] = fill(ana, RECURRING, MONDAY).ids
    assert fill(ana, RECURRING, MONDAY).ids == ()
    assert offered(ana)[1] == (WEDNESDAY, f"one is open already: #{first}")
    tracking.done(ana, first, tracking.Report(outcome="reached"))
    assert len(fill(ana, RECURRING, MONDAY).ids) == 1
    assert days(ana) == [MONDAY, WEDNESDAY]


def test_several_may_be_open_where_that_was_said(week: Week) -> None:
    ana = week.desk("Ana")
    add_rule(ana, "call acme renewal every workday 20m several until thu")
    assert len(fill(ana, RECURRING, MONDAY).ids) == 4
    assert days(ana) == [MONDAY, TUESDAY, WEDNESDAY, THURSDAY]


def test_what_was_dropped_does_not_come_back_and_what_was_undone_does(week: Week) -> None:
    ana = week.desk("Ana")
    add_rule(ana, "admin every tue")
    [first] = fill(ana, RECURRING, MONDAY).ids
    undoing.undo(ana)
    [again] = fill(ana, RECURRING, MONDAY).ids
    moving.drop(ana, [again])
    assert fill(ana, RECURRING, MONDAY).ids == ()
    assert first != again


def test_a_day_off_moves_it_inside_its_week_and_says_so(week: Week) -> None:
    ana = week.desk("Ana")
    add_rule(ana, "admin every fri")
    calendar_edits.note_absence(ana, ana.me.id, one_day(FRIDAY))
    with ana.database.read() as connection:
        [line] = offer(connection, ana, RECURRING, MONDAY).lines
    assert (line.piece.day, line.piece.reason) == (THURSDAY, "every Fri, instead of Fri 20 Nov")


def test_it_is_not_planned_far_ahead_nor_for_a_deal_that_is_closed(week: Week) -> None:
    ana = week.desk("Ana")
    add_rule(ana, "call acme renewal every mon")
    assert offered(ana, MONDAY + timedelta(days=14)) == [(MONDAY + timedelta(days=14), None)]
    assert offered(ana, MONDAY + timedelta(days=21)) == [(MONDAY + timedelta(days=21), "more than 2 sprints ahead")]
    dealing.set_fields(ana, 1, {"stage": "lost"})
    assert offered(ana) == [(MONDAY, "the deal is lost")]


@pytest.mark.slow
def test_a_rule_makes_a_hundred_items_a_year_at_most(week: Week) -> None:
    ana = week.desk("Ana")
    add_rule(ana, "admin 5m every workday several")
    for number in range(24):
        fill(week.desk("Ana", MONDAY + timedelta(days=7 * number)), RECURRING, MONDAY + timedelta(days=7 * number))
    assert count(ana, origin) == 100


def test_a_rule_rests_and_ends_and_is_nobody_elses(week: Week) -> None:
    ana = week.desk("Ana")
    made = add_rule(ana, "admin every 2 weeks on mon").id
    assert pause_rule(ana, made, NEXT_MONDAY) == NEXT_MONDAY + timedelta(days=7)
    assert offered(ana) == []
    with pytest.raises(NotYours, match="Recurring work #1 is Ana Ruiz’s"):
        end_rule(week.desk("Mia"), made)
    assert (end_rule(ana, made), end_rule(ana, made)) == (True, False)
    with ana.database.read() as connection:
        assert my_rules(connection, ana) == []
    with pytest.raises(recurring.ComesNever):
        pause_rule(ana, made, NEXT_MONDAY)


STEPS = st.lists(st.tuples(st.sampled_from(("fill", "done", "drop", "move")), st.integers(0, 13)), min_size=3, max_size=12)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_done_in_between_a_day_makes_one_item_and_one_is_open_at_most(week: Week, steps: list[tuple[str, int]]) -> None:
    ana = week.desk("Ana")
    rule = add_rule(ana, "admin every mon, wed and fri 5m").id
    for step, number in steps:
        desk = week.at(ana, MONDAY + timedelta(days=number % 5))
        items = asked(ana, select(activity).join(origin, origin.c.activity_id == activity.c.id).where(origin.c.source_id == rule))
        still = [one.id for one in items if one.state == "planned"]
        if step == "fill":
            fill(desk, RECURRING, MONDAY + timedelta(days=number % 14))
            fill(desk, RECURRING, MONDAY + timedelta(days=number % 14))
        elif still and step == "done":
            tracking.done(desk, still[0], tracking.Report(outcome="done"))
        elif still and step == "drop":
            moving.drop(desk, still[:1])
        elif still and step == "move":
            moving.move(desk, still[:1], MONDAY + timedelta(days=number))
        items = asked(
            ana,
            select(activity.c.state, origin.c.slot).join(origin, origin.c.activity_id == activity.c.id).where(origin.c.source_id == rule),
        )
        assert sum(one.state == "planned" for one in items) <= 1
        assert len({one.slot for one in items}) == len(items)
    end_rule(ana, rule)


@pytest.mark.slow
@pytest.mark.at_once
def test_twenty_clients_make_one_item_of_a_rule(at_desk: OpenDesk) -> None:
    ana = at_desk("Ana")
    add_rule(ana, "admin every mon, wed and fri 5m")
    add_rule(ana, "admin every workday 5m several")
    expect(at_once(seats(at_desk, "Ana"), lambda desk, _: fill(desk, RECURRING, NEXT_MONDAY)), 20)
    assert (count(ana, origin, origin.c.source_id == 1), count(ana, origin, origin.c.source_id == 2)) == (1, 5)
