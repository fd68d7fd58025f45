"""A cadence is started once, brings one step after the other, and stops when somebody answers or the deal moves on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sprintsales.domain.cadences import read_steps
from sprintsales.domain.filling import CADENCE
from sprintsales.formats.cadence_file import CadenceWish
from sprintsales.services import cadences, committing, dealing, tracking, undoing
from sprintsales.services.cadence_views import Subject, fitting, over
from sprintsales.services.cadences import DoesNotFit, put_away, save, start, stop
from sprintsales.services.desk import Desk
from sprintsales.services.filling import fill
from sprintsales.services.roles import NotYours, OnlyManagers
from sprintsales.storage.schema import activity, enrolment, origin
from tests.services.crowd import OpenDesk, asked, at_once, count, expect, seats
from tests.services.test_filling import at_desk
from tests.services.week import MONDAY, NEXT_MONDAY, THURSDAY, WEDNESDAY, Week

__all__ = ["at_desk"]

ACME, BIRCH, BENS, LENA = Subject(1), Subject(2), Subject(6), Subject(lead_id=1)
OFFER = CadenceWish("Offer out", "stage:proposal", read_steps("email, call +2, call +3 done 15m re last try"))
LEADS = CadenceWish("New lead", "lead:qualified", read_steps("email, call +1"))


def made(mia: Desk) -> int:
    """Make both cadences and return the number of the one for offers."""
    assert save(mia, [OFFER, LEADS]).added == 2
    return 1


def items(desk: Desk) -> list[tuple[object, ...]]:
    """Day and state of each piece of work."""
    return [tuple(row) for row in asked(desk, select(activity.c.planned_on, activity.c.state).order_by(activity.c.id))]


def why(desk: Desk) -> list[str | None]:
    """Why each enrolment is on record as stopped."""
    return [row[0] for row in asked(desk, select(enrolment.c.why).order_by(enrolment.c.id))]


def ended(desk: Desk) -> list[str | None]:
    """Why each of mine is over that is not on record yet."""
    with desk.database.read() as connection:
        return [one.why for one in over(connection, desk)]


def test_steps_come_one_after_the_other_and_each_once(week: Week) -> None:
    ana = week.desk("Ana")
    cadence = made(week.desk("Mia"))
    first = start(ana, cadence, ACME)
    assert (start(ana, cadence, ACME).new, items(ana)) == (False, [(MONDAY, "planned")])
    assert len(fill(ana, CADENCE, MONDAY).ids) == 1, "the first is due today, so the next is planned"
    assert fill(ana, CADENCE, MONDAY).ids == ()
    assert first.item_id is not None
    tracking.done(ana, first.item_id, tracking.Report(outcome="sent"))
    on_wednesday = week.desk("Ana", WEDNESDAY)
    assert fill(on_wednesday, CADENCE, MONDAY).ids == (), "the third counts from when the second is done"
    tracking.done(on_wednesday, first.item_id + 1, tracking.Report(outcome="no answer"))
    assert len(fill(on_wednesday, CADENCE, NEXT_MONDAY).ids) == 1
    assert items(ana) == [(MONDAY, "done"), (WEDNESDAY, "done"), (NEXT_MONDAY, "planned")]


def test_the_one_made_for_the_stage_is_offered_first_and_leads_have_their_own(week: Week) -> None:
    made(week.desk("Mia"))
    ana = week.desk("Ana")
    with ana.database.read() as connection:
        offers = {who: [(one.cadence.name, one.fits) for one in fitting(connection, ana, who)] for who in (ACME, BIRCH, LENA)}
    assert offers == {ACME: [("Offer out", True)], BIRCH: [("Offer out", False)], LENA: [("New lead", False)]}
    assert start(ana, 2, LENA).new
    with pytest.raises(DoesNotFit, match="New lead is for qualified leads, and this is a deal"):
        start(ana, 2, ACME)


def test_an_answer_stops_it_and_its_open_step_is_dropped_with_one_key_and_back_with_one_undo(week: Week) -> None:
    ana = week.desk("Ana")
    first = start(ana, made(week.desk("Mia")), ACME).item_id
    fill(ana, CADENCE, MONDAY)
    committing.commit(ana)
    assert first is not None
    tracking.done(ana, first, tracking.Report(outcome="replied"))
    assert (ended(ana), fill(ana, CADENCE, MONDAY).ids) == (["reply"], ())
    assert stop(ana, drop=True) == [1]
    assert (items(ana)[1][1], why(ana), ended(ana)) == ("dropped", ["reply"], [])
    undoing.undo(ana)
    assert (items(ana)[1][1], ended(ana)) == ("planned", ["reply"])


@pytest.mark.parametrize(("change", "reason"), [({"stage": "Negotiation"}, "stage"), ({"stage": "won"}, "closed")])
def test_a_deal_that_moves_on_or_closes_stops_it(week: Week, change: dict[str, str], reason: str) -> None:
    ana = week.desk("Ana")
    cadence = made(week.desk("Mia"))
    start(ana, cadence, ACME)
    dealing.set_fields(ana, 1, change)
    assert ended(ana) == [reason]
    if reason == "closed":
        with pytest.raises(DoesNotFit, match="This is closed"):
            start(ana, cadence, ACME)
    else:
        assert start(ana, cadence, ACME).new, "in the new stage it begins anew"
        assert why(ana) == ["stage", None]


def test_stopped_by_hand_it_can_be_started_again(week: Week) -> None:
    ana = week.desk("Ana")
    cadence = made(week.desk("Mia"))
    start(ana, cadence, ACME)
    assert (stop(ana, [1]), stop(ana, [1]), why(ana)) == ([1], [], ["by_hand"])
    assert start(ana, cadence, ACME).new


def test_changed_steps_hold_for_who_goes_through_and_what_is_as_before_is_no_change(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")
    start(ana, made(mia), ACME)
    shorter = CadenceWish("offer out", "", read_steps("email, call +3"))
    assert (save(mia, [OFFER]).same, save(mia, [shorter]).changed, save(mia, [shorter]).same) == (1, 1, 1)
    fill(ana, CADENCE, MONDAY)
    assert items(ana)[1] == (THURSDAY, "planned")
    assert (save(mia, [OFFER]).changed, put_away(mia, "offer"), put_away(mia, "Offer out")) == (1, True, False)


def test_a_manager_makes_them_and_who_works_on_a_deal_starts_them(week: Week) -> None:
    made(week.desk("Mia"))
    with pytest.raises(OnlyManagers, match="Cadences are made by a manager"):
        save(week.desk("Ana"), [LEADS])
    with pytest.raises(NotYours, match="This deal is Ben Okafor’s"):
        start(week.desk("Ana"), 1, BENS)
    assert cadences.save_line(week.desk("Mia"), "Other: call, call +1").added == 1


@pytest.mark.at_once
def test_twenty_clients_who_start_one_cadence_and_plan_its_steps_make_each_once(at_desk: OpenDesk) -> None:
    ana = at_desk("Ana")
    made(at_desk("Mia"))

    def act(desk: Desk, place: int) -> object:
        return start(desk, 1, ACME) if place % 2 else fill(desk, CADENCE, MONDAY)

    expect(at_once(seats(at_desk, "Ana"), act), 20)
    fill(ana, CADENCE, MONDAY)
    assert (count(ana, enrolment), count(ana, origin), count(ana, activity)) == (1, 2, 2)
