"""Each source of work makes each of its pieces once, whatever happens in between, and a proposal is answered once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sprintsales.domain.cadences import read_steps
from sprintsales.domain.errors import Refused
from sprintsales.domain.filling import CADENCE, COPY, RECURRING, WEEK
from sprintsales.formats.cadence_file import CadenceWish
from sprintsales.services import cadences, ideal_week, moving, planning, proposing, suggesting, tracking, undoing
from sprintsales.services.cadence_views import Subject
from sprintsales.services.desk import Desk
from sprintsales.services.filling import fill
from sprintsales.services.recurring import add_rule
from sprintsales.services.suggesting import AcceptedBefore
from sprintsales.services.views.suggestions import SuggestionsView, suggestions
from sprintsales.storage.check import check
from sprintsales.storage.schema import activity, origin, proposal
from tests.services.crowd import asked
from tests.services.week import MONDAY, NEXT_MONDAY, Week

SUGGEST = "suggest"
STEPS = st.lists(
    st.tuples(st.sampled_from((WEEK, COPY, RECURRING, CADENCE, SUGGEST, "done", "drop", "undo", "propose")), st.integers(0, 11)),
    min_size=4,
    max_size=14,
)


def sources(week: Week) -> Desk:
    """Give Ana something of every source."""
    mia, ana = week.desk("Mia"), week.desk("Ana")
    cadences.save(mia, [CadenceWish("Mails", "", read_steps("email, call +1, email +2 done"))])
    cadences.start(ana, 1, Subject(1))
    cadences.start(ana, 1, Subject(2))
    add_rule(ana, "admin 5m every mon and thu several")
    add_rule(ana, "call birch every wed 10m")
    planning.add(ana, "10x call list:Q4 wed 1h")
    planning.add(ana, "demo corto fri")
    ideal_week.keep_week(ana, MONDAY)
    return ana


def made(desk: Desk) -> dict[tuple[str, int, str], int]:
    """Which source made which piece of work."""
    o = origin.c
    rows = [tuple(row) for row in asked(desk, select(o.kind, o.source_id, o.slot, o.activity_id))]
    found = {(kind, source, slot): item for kind, source, slot, item in rows}
    assert len(found) == len(rows)
    assert len(set(found.values())) == len(rows), "one piece of work comes from one source"
    return found


def suggested(desk: Desk, start: date) -> SuggestionsView:
    with desk.database.read() as connection:
        return suggestions(connection, desk, None, desk.sprint_of(start))


def take(desk: Desk, kind: str, start: date) -> None:
    """Plan what a source offers, and ask for the same again, which makes nothing."""
    if kind == SUGGEST:
        view = suggested(desk, max(desk.today, start))
        if view.found.fitting:
            suggesting.accept(desk, view.found.fitting)
            before = made(desk)
            new = [one for one in view.found.fitting if one.what.activity_id is None]
            if new:
                with pytest.raises(AcceptedBefore):
                    suggesting.accept(desk, new)
            assert made(desk) == before
        return
    fill(desk, kind, start)
    if kind in (WEEK, COPY):
        assert fill(desk, kind, start).ids == ()


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_every_source_makes_each_piece_of_work_once(week: Week, steps: list[tuple[str, int]]) -> None:
    ana = week.desk("Ana") if made(week.desk("Ana")) else sources(week)
    known = made(ana)
    for step, number in steps:
        desk = week.at(ana, MONDAY + timedelta(days=number % 5))
        still = [row.id for row in asked(ana, select(activity.c.id).where(activity.c.state == "planned").order_by(activity.c.id.desc()))]
        if step == "propose":
            proposing.propose(week.desk("Mia"), "email acme renewal 20 nov", ana.me.id)
        elif step == "undo":
            with suppress(Refused):
                undoing.undo(desk)
            known = {}  # what is taken back may be made again
        elif step == "done" and still:
            tracking.done(desk, still[number % len(still)], tracking.Report())
        elif step == "drop" and still:
            moving.drop(desk, [still[number % len(still)]], "no use")
        elif step in (WEEK, COPY, RECURRING, CADENCE, SUGGEST):
            take(desk, step, NEXT_MONDAY if number % 2 else desk.today)
        now = made(ana)
        assert all(now[one] == item for one, item in known.items()), "what was made once stays that piece of work, dropped or done"
        answered = asked(ana, select(proposal.c.activity_id).where(proposal.c.state == "accepted"))
        assert len({row.activity_id for row in answered}) == len(answered), "one touch answers one proposal"
        known = now


def test_the_same_step_of_a_cadence_is_one_whether_it_is_suggested_or_filled_in(week: Week) -> None:
    ana = sources(week)
    tuesday = week.at(ana, MONDAY + timedelta(days=1))
    lines = [one for one in suggested(tuesday, MONDAY).found.lines if one.what.code == "cadence"]
    assert [(one.what.title, one.what.reason, one.day) for one in lines] == [
        ("Acme renewal", "Mails 2/3, due today", tuesday.today),
        ("Birch pilot", "Mails 2/3, due today", tuesday.today),
    ]
    suggesting.accept(tuesday, lines[:1])
    assert len(fill(tuesday, CADENCE, tuesday.today).ids) == 1, "the other one's"
    with pytest.raises(AcceptedBefore):
        suggesting.accept(tuesday, lines)
    assert check(ana.database).findings == ()


def test_who_plans_a_touch_that_was_proposed_has_answered_the_proposal(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")
    for line in ("call acme renewal tue", "call acme renewal", "call birch tue"):
        proposing.propose(mia, line, ana.me.id)
    [planned] = planning.add(ana, "call acme renewal tue 45m").ids
    states = [(row.state, row.activity_id) for row in asked(ana, select(proposal.c.state, proposal.c.activity_id).order_by(proposal.c.id))]
    assert states == [("accepted", planned), ("open", None), ("open", None)]
    assert {one.what.key for one in suggested(ana, MONDAY).found.lines} & {"proposal:1", "proposal:2", "proposal:3"} == {
        "proposal:2",
        "proposal:3",
    }
    undoing.undo(ana)
    assert {row.state for row in asked(ana, select(proposal.c.state))} == {"open"}


def test_what_is_no_selling_is_no_selling_load_but_leaves_less_time_for_it(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")
    proposing.propose(mia, "admin tue 90m", ana.me.id)
    view = suggested(ana, MONDAY)
    key = view.found.lines[0].what.key
    assert (key, view.found.load_with([key]), view.found.room_with([key])) == ("proposal:1", view.found.used, view.found.available - 90)
