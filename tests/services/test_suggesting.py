"""Facts about suggestions and proposals: nothing is planned before the yes, once is once, and one undo takes all of it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sprintsales.domain.errors import Refused
from sprintsales.domain.suggesting import Suggestion, on_day
from sprintsales.services import committing, moving, planning, proposing, suggesting, undoing
from sprintsales.services.carrying import ReasonNeeded
from sprintsales.services.closing_sprint import close_sprint
from sprintsales.services.desk import Desk
from sprintsales.services.proposing import ProposalIsOver
from sprintsales.services.roles import NotYours, OnlyManagers
from sprintsales.services.views.plan import PlanView, plan_view
from sprintsales.services.views.suggestions import SuggestionsView, suggestions
from sprintsales.storage.queries import proposals
from sprintsales.storage.queries.proposals import ProposalRow
from tests.services.week import MONDAY, TUESDAY, WEDNESDAY, Week


def seen(desk: Desk) -> SuggestionsView:
    with desk.database.read() as connection:
        return suggestions(connection, desk)


def plan_of(desk: Desk) -> PlanView:
    with desk.database.read() as connection:
        return plan_view(connection, desk)


def by_key(view: SuggestionsView) -> dict[str, Suggestion]:
    return {one.what.key: one for one in view.found.lines}


def proposal(desk: Desk, id_: int) -> ProposalRow:
    with desk.database.read() as connection:
        return proposals.with_ids(connection, desk.team.id, [id_])[id_]


def test_what_closes_soon_is_suggested_with_its_reason_and_not_again_once_it_is_planned(week: Week) -> None:
    ana = week.desk("Ana")
    found = by_key(seen(ana))
    corto = next(one for one in found.values() if one.what.title == "Corto upgrade")
    assert (corto.rank, corto.what.code, corto.what.reason) == (1, "uncovered", "closes in 4 days, nothing planned")
    assert corto.fits
    assert corto.day is not None
    assert MONDAY <= corto.day <= date(2026, 11, 20)
    planning.add(ana, "call corto wed")
    assert corto.what.key not in by_key(seen(ana))


def test_all_that_fit_are_accepted_in_one_act_and_one_undo_takes_them_and_their_origins_back(week: Week) -> None:
    ana = week.desk("Ana")
    before = seen(ana)
    done = suggesting.accept(ana, before.found.fitting)
    assert done.count == len(before.found.fitting) > 1
    after = plan_of(ana)
    assert after.selling_used == before.found.load_with(one.what.key for one in before.found.fitting) <= after.capacity.selling
    card = after.card(done.planned[0])
    assert card is not None
    assert card.note == before.found.lines[0].what.reason
    undoing.undo(ana)
    assert (plan_of(ana).selling_used, seen(ana).found) == (0, before.found)


def test_the_same_suggestion_accepted_in_two_windows_is_planned_once_and_a_dropped_one_does_not_come_back(week: Week) -> None:
    ana = week.desk("Ana")
    first, second, *_ = seen(ana).found.lines
    done = suggesting.accept(ana, [first])
    both = suggesting.accept(ana, [first, second])
    assert (both.count, both.before) == (1, 1)
    with pytest.raises(suggesting.AcceptedBefore):
        suggesting.accept(ana, [first])
    moving.drop(ana, done.planned, "no use")
    assert first.what.key not in by_key(seen(ana))


def test_overdue_work_is_suggested_for_a_day_with_room_and_adds_nothing_to_the_load(week: Week) -> None:
    planned = planning.add(week.desk("Ana"), "call birch today 60m").ids[0]
    ana = week.desk("Ana", WEDNESDAY)
    view = seen(ana)
    late = by_key(view)[f"item:{planned}"]
    assert (late.rank, late.what.reason, late.what.cost, late.day) == (1, "overdue by 2 days", 0, WEDNESDAY)
    assert suggesting.accept(ana, [late]).moved == (planned,)
    card = plan_of(ana).card(planned)
    assert card is not None
    assert card.planned_on == WEDNESDAY


def test_promised_work_of_a_closed_sprint_is_not_forgotten_in_the_backlog(week: Week) -> None:
    ana, next_monday = week.desk("Ana"), MONDAY + timedelta(days=7)
    promised = planning.add(ana, "call birch today 60m").ids[0]
    committing.commit(ana)
    some_day = planning.add(week.desk("Ana", TUESDAY), "email birch").ids[0]
    close_sprint(week.desk("Mia", next_monday), MONDAY)
    ana = week.desk("Ana", next_monday)
    found = by_key(seen(ana))
    left, other = found[f"item:{promised}"], found[f"item:{some_day}"]
    assert left.what.reason == f"promised in {plan_of(week.desk('Ana')).sprint.name}, not done"
    assert other.what.reason == "waits in the backlog"
    assert left.rank < other.rank
    assert suggesting.accept(ana, [left]).moved == (promised,)
    assert f"item:{promised}" not in by_key(seen(ana))
    undoing.undo(ana)
    assert f"item:{promised}" in by_key(seen(ana))


def test_the_day_can_be_changed_before_the_yes_but_not_to_one_that_is_over(week: Week) -> None:
    ana = week.desk("Ana", TUESDAY)
    first = seen(ana).found.lines[0]
    with pytest.raises(planning.PlannedInThePast):
        suggesting.accept(ana, [on_day(first, MONDAY)])
    [made] = suggesting.accept(ana, [on_day(first, WEDNESDAY)]).planned
    card = plan_of(ana).card(made)
    assert card is not None
    assert card.planned_on == WEDNESDAY


def test_what_a_manager_proposes_stands_first_and_is_no_load_until_the_rep_says_yes(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")
    before = plan_of(ana)
    [id_] = proposing.propose(mia, "call acme renewal tue 45m", ana.me.id, reason="their board meets on Friday").ids
    assert plan_of(ana).selling_used == before.selling_used == 0
    first = seen(ana).found.lines[0]
    assert (first.what.reason, first.day, first.what.minutes) == ("Mia Chef proposes: their board meets on Friday", TUESDAY, 45)
    with pytest.raises(NotYours, match=r"nobody says yes for somebody else"):
        suggesting.accept(mia, [first], owner_id=ana.me.id)
    [made] = suggesting.accept(ana, [first]).planned
    card = plan_of(ana).card(made)
    assert card is not None
    assert card.note == "Mia Chef proposes: their board meets on Friday"
    assert (proposal(mia, id_).state, proposal(mia, id_).activity_id) == ("accepted", made)
    with pytest.raises(ProposalIsOver, match=r"was accepted on 16 Nov"):
        proposing.retract(mia, [id_])
    undoing.undo(ana)
    assert proposal(mia, id_).state == "open"


def test_a_proposal_is_declined_with_a_reason_its_maker_reads(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")
    [id_] = proposing.propose(mia, "meeting eder thu", ana.me.id).ids
    with pytest.raises(ReasonNeeded):
        proposing.decline(ana, [id_], " ")
    with pytest.raises(NotYours):
        proposing.decline(week.desk("Ben"), [id_], "mine")
    proposing.decline(ana, [id_], "met them yesterday")
    with mia.database.read() as connection:
        assert proposals.answers(connection, [id_]) == {id_: "met them yesterday"}
    assert f"proposal:{id_}" not in by_key(seen(ana))
    undoing.undo(ana)
    proposing.retract(mia, [id_])
    assert proposal(ana, id_).state == "withdrawn"


def test_only_managers_propose_and_only_to_others_who_plan(week: Week) -> None:
    with pytest.raises(OnlyManagers, match=r"Mia Chef"):
        proposing.propose(week.desk("Ana"), "call acme", week.desk("Ben").me.id)
    mia = week.desk("Mia")
    with pytest.raises(Refused, match=r"is planned, not proposed"):
        proposing.propose(mia, "call acme renewal", mia.me.id)
