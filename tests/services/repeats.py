"""Every verb with a token, once: how it is called in the small team, for the tests that call each of them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sprintsales.domain.attention import AttentionLine
from sprintsales.domain.cadences import Step
from sprintsales.domain.periods import Period
from sprintsales.domain.suggesting import Suggestion
from sprintsales.formats.cadence_file import CadenceWish
from sprintsales.services import (
    accepting,
    assigning,
    blocking,
    cadences,
    calendar_edits,
    cleaning,
    closing_sprint,
    committing,
    dealing,
    erasing,
    filling,
    goals,
    handing,
    ideal_week,
    leads,
    moving,
    person_edits,
    planning,
    proposing,
    putting_off,
    recurring,
    seats,
    sprint_life,
    suggesting,
    tracking,
    undoing,
)  # fmt: skip
from sprintsales.services.cadence_views import Subject
from sprintsales.services.desk import Desk
from sprintsales.services.importing import around
from sprintsales.services.views.suggestions import suggestions
from sprintsales.storage.queries.persons import Person
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, Week

DEAL = 1
Call = Callable[[Desk, Any, str | None], object]


@dataclass(frozen=True)
class Case:
    """One verb: its name in the journal, who calls it when, what must be there first, and the call with a token.

    `answer` is what of the answer has to be the same when it is asked again: all of it, where nothing else is said.
    """

    verb: str
    ready: Callable[[Week, Path], Any]
    call: Call
    who: str = "Ana"
    on: date = MONDAY
    answer: Callable[[Any], object] = lambda told: told


def nothing(_week: Week, _folder: Path) -> None:
    """Nothing has to be there."""


def item(week: Week, _folder: Path) -> int:
    """Plan a call of Ana's."""
    return planning.add(week.desk("Ana"), "call acme renewal tue 30m").ids[0]


def block(week: Week, _folder: Path) -> int:
    """Plan a block of Ana's."""
    return planning.add(week.desk("Ana"), "5x call list:Q4 tue 2h").ids[0]


def blocked(week: Week, folder: Path) -> int:
    """Plan a call that is stopped."""
    [id_] = blocking.block(week.desk("Ana"), [item(week, folder)], "legal is slow")
    return id_


def suggestion(week: Week, _folder: Path) -> Suggestion:
    """Look at what is suggested to Ana first."""
    with week.database.read() as connection:
        return suggestions(connection, week.desk("Ana")).found.lines[0]


def ana_id(week: Week, _folder: Path) -> int:
    """Name Ana."""
    return week.desk("Ana").me.id


def proposal(week: Week, folder: Path) -> int:
    """Let Mia propose a call to Ana."""
    return proposing.propose(week.desk("Mia"), "call acme renewal thu", ana_id(week, folder)).ids[0]


def promised(week: Week, folder: Path) -> None:
    """Let Ana commit to a call."""
    item(week, folder)
    committing.commit(week.desk("Ana"))


def dearer(week: Week, _folder: Path) -> None:
    """Let Ana change a deal."""
    dealing.set_fields(week.desk("Ana"), DEAL, {"value": "50000"})


def taken_back(week: Week, folder: Path) -> None:
    """Let Ana change a deal and take it back."""
    dearer(week, folder)
    undoing.undo(week.desk("Ana"))


def need(id_: int | None) -> AttentionLine:
    """Return a line of attention about a deal, or about a planned item."""
    return AttentionLine(
        code="overdue_activity" if id_ else "uncovered", title="Acme", sentence="closes soon", sign="!", activity_id=id_,
        deal_id=None if id_ else DEAL, type="call", minutes=30, day=THURSDAY,
    )  # fmt: skip


def somebody(week: Week, folder: Path) -> tuple[Person, Path]:
    """Name Ben, who is to be erased."""
    mia = week.desk("Mia")
    with mia.database.read() as connection:
        return erasing.person_named(connection, mia, "Ben Okafor"), folder


def absent(week: Week, _folder: Path) -> int:
    """Note that Ana is away on Thursday."""
    ana = week.desk("Ana")
    return calendar_edits.note_absence(ana, ana.me.id, Period(THURSDAY, FRIDAY))


def holiday(week: Week, _folder: Path) -> int:
    """Note that nobody works on Friday."""
    return calendar_edits.note_holiday(week.desk("Mia"), FRIDAY)


def ben(week: Week, _folder: Path) -> int:
    """Return who Ben is."""
    return week.desk("Ben").me.id


def queued(week: Week, _folder: Path) -> None:
    """Put two leads into the queue."""
    for name in ("Jo Berg", "Kim Dahl"):
        leads.add_lead(week.desk("Mia"), name, {"owner": "-"})


CALLS = goals.GoalWish("calls_made", "month", MONDAY, Decimal(40), reason="a new product")


def calls(week: Week, _folder: Path) -> int:
    """Set a goal on calls."""
    return goals.set_goal(week.desk("Mia"), CALLS)


def usual(week: Week, _folder: Path) -> int:
    """Give Ana an ideal week of one line."""
    return ideal_week.add_line(week.desk("Ana"), 2, "10x call list:Q4 2h")


def comes_back(week: Week, _folder: Path) -> int:
    """Give Ana recurring work."""
    return recurring.add_rule(week.desk("Ana"), "call acme renewal every fri 30m re price").id


MAILS_IN = CadenceWish("Mails in", "stage:Proposal", (Step("email", 0), Step("call", 2, note="ask")))


def mails_in(week: Week, _folder: Path) -> int:
    """Make a cadence."""
    return cadences.save(week.desk("Mia"), [MAILS_IN]).added


def goes_through(week: Week, folder: Path) -> list[int]:
    """Start it for a deal of Ana's."""
    return [cadences.start(week.desk("Ana"), mails_in(week, folder), Subject(DEAL)).enrolment_id]


CASES: Mapping[str, Case] = {
    "cadences.save": Case("cadence", nothing, lambda desk, _, token: cadences.save(desk, [MAILS_IN], token=token), who="Mia"),
    "cadences.put_away": Case("cadence", mails_in, lambda desk, _, token: cadences.put_away(desk, "mails", token=token), who="Mia"),
    "cadences.start": Case("enrol", mails_in, lambda desk, id_, token: cadences.start(desk, id_, Subject(DEAL), token=token)),
    "cadences.stop": Case("enrol", goes_through, lambda desk, ids, token: cadences.stop(desk, ids, drop=True, token=token)),
    "recurring.add_rule": Case(
        "recurring", nothing, lambda desk, _, token: recurring.add_rule(desk, "call acme renewal every fri re price", token=token)
    ),
    "recurring.end_rule": Case("recurring", comes_back, lambda desk, id_, token: recurring.end_rule(desk, id_, token=token)),
    "recurring.pause_rule": Case(
        "recurring", comes_back, lambda desk, id_, token: recurring.pause_rule(desk, id_, NEXT_MONDAY, token=token)
    ),
    "filling.fill": Case("plan", usual, lambda desk, _, token: filling.fill(desk, "week", MONDAY, token=token)),
    "ideal_week.keep_week": Case("week", item, lambda desk, _, token: ideal_week.keep_week(desk, MONDAY, token=token)),
    "ideal_week.add_line": Case("week", nothing, lambda desk, _, token: ideal_week.add_line(desk, 0, "admin 30m", token=token)),
    "ideal_week.end_line": Case("week", usual, lambda desk, id_, token: ideal_week.end_line(desk, id_, token=token)),
    "planning.add": Case("plan", nothing, lambda desk, _, token: planning.add(desk, "2x call acme re price tue, wed", token=token)),
    "moving.move": Case("move", item, lambda desk, id_, token: moving.move(desk, [id_], FRIDAY, token=token)),
    "moving.carry": Case("move", item, lambda desk, id_, token: moving.carry(desk, [id_], token=token)),
    "moving.unplan": Case("unplan", item, lambda desk, id_, token: moving.unplan(desk, [id_], reason="later", token=token)),
    "putting_off.postpone": Case("move", item, lambda desk, id_, token: putting_off.postpone(desk, [id_], token=token)),
    "putting_off.next_sprint": Case("move", item, lambda desk, id_, token: putting_off.next_sprint(desk, [id_], token=token)),
    "putting_off.snooze": Case("unplan", item, lambda desk, id_, token: putting_off.snooze(desk, [id_], NEXT_MONDAY, token=token)),
    "putting_off.snooze_deal": Case("snooze", nothing, lambda desk, _, token: putting_off.snooze_deal(desk, DEAL, FRIDAY, token=token)),
    "moving.drop": Case("drop", item, lambda desk, id_, token: moving.drop(desk, [id_], "no need", token=token)),
    "moving.change": Case("change", item, lambda desk, id_, token: moving.change(desk, id_, minutes=45, token=token)),
    "tracking.done": Case(
        "done", block,
        lambda desk, id_, token: tracking.done(desk, id_, tracking.Report(quantity=2, note="two"), following="email fri", token=token),
    ),
    "tracking.follow": Case("plan", item, lambda desk, id_, token: tracking.follow(desk, id_, "email fri", token=token)),
    "tracking.log": Case("log", nothing, lambda desk, _, token: tracking.log(desk, "call acme renewal next email fri", token=token)),
    "blocking.block": Case("block", item, lambda desk, id_, token: blocking.block(desk, [id_], "legal is slow", token=token)),
    "blocking.unblock": Case("unblock", blocked, lambda desk, id_, token: blocking.unblock(desk, [id_], token=token)),
    "dealing.add_deal": Case("deal", nothing, lambda desk, _, token: dealing.add_deal(desk, "Nova line", {"value": "9k"}, token=token)),
    "leads.add_lead": Case("lead", nothing, lambda desk, _, token: leads.add_lead(desk, "Jo Berg", {"source": "Fair"}, token=token)),
    "leads.set_leads": Case("lead", nothing, lambda desk, _, token: leads.set_leads(desk, [1], {"category": "later"}, token=token)),
    "leads.convert": Case("lead", nothing, lambda desk, _, token: leads.convert(desk, 1, {"name": "Frost line"}, token=token)),
    "assigning.set_rules": Case("team", nothing, lambda desk, _, token: assigning.set_rules(desk, days=2, token=token), who="Mia"),
    "assigning.assign": Case("assign", queued, lambda desk, _, token: assigning.assign(desk, "round-robin", token=token), who="Mia"),
    "dealing.set_fields": Case(
        "deal", nothing, lambda desk, _, token: dealing.set_fields(desk, DEAL, {"close_on": "2026-12-18"}, reason="budget", token=token)
    ),
    "goals.end_goal": Case(
        "goal", calls, lambda desk, _, token: goals.end_goal(desk, "calls_made", "month", MONDAY, reason="over", token=token), who="Mia"
    ),
    "goals.set_goal": Case("goal", nothing, lambda desk, _, token: goals.set_goal(desk, CALLS, token=token), who="Mia"),
    "calendar_edits.note_absence": Case(
        "absence", nothing, lambda desk, _, token: calendar_edits.note_absence(desk, desk.me.id, Period(THURSDAY, FRIDAY), token=token)
    ),
    "calendar_edits.remove_absence": Case(
        "absence", absent, lambda desk, id_, token: calendar_edits.remove_absence(desk, id_, token=token)
    ),
    "calendar_edits.set_week": Case(
        "pattern", ben,
        lambda desk, id_, token: calendar_edits.set_week(
            desk, calendar_edits.WeekWish((480, 480, 480, 480, 0, 0, 0), THURSDAY, id_), token=token
        ),
        who="Mia",
    ),
    "calendar_edits.note_holiday": Case(
        "holiday", nothing, lambda desk, _, token: calendar_edits.note_holiday(desk, FRIDAY, "Town fair", token=token), who="Mia"
    ),
    "calendar_edits.remove_holiday": Case(
        "holiday", holiday, lambda desk, id_, token: calendar_edits.remove_holiday(desk, id_, token=token), who="Mia"
    ),
    "seats.add_member": Case(
        "seat", nothing, lambda desk, _, token: seats.add_member(desk, seats.NewMember("Nina Neu", "n@x.example"), token=token), who="Mia"
    ),
    "importing.around.call_me": Case("seat", nothing, lambda desk, _, token: around.call_me(desk, "Mia Sommer", token=token), who="Mia"),
    "seats.change_role": Case("seat", ben, lambda desk, id_, token: seats.change_role(desk, id_, "viewer", token=token), who="Mia"),
    "seats.end_seat": Case("seat", ben, lambda desk, id_, token: seats.end_seat(desk, id_, FRIDAY, token=token), who="Mia"),
    "person_edits.change_person": Case(
        "person", ben, lambda desk, id_, token: person_edits.change_person(desk, id_, "email", "ben@new.example", token=token), who="Mia"
    ),
    "handing.hand_over": Case("hand", ben, lambda desk, id_, token: handing.hand_over(desk, id_, desk.me.id, token=token), who="Mia"),
    "committing.commit": Case("commit", item, lambda desk, _, token: committing.commit(desk, token=token)),
    "committing.withdraw": Case("withdraw", promised, lambda desk, _, token: committing.withdraw(desk, token=token)),
    "sprint_life.set_sprint_goal": Case(
        "sprint", nothing, lambda desk, _, token: sprint_life.set_sprint_goal(desk, MONDAY, "Ten demos", token=token), who="Mia"
    ),
    "sprint_life.cancel_sprint": Case(
        "cancel", promised, lambda desk, _, token: sprint_life.cancel_sprint(desk, MONDAY, "the fair", token=token), who="Mia"
    ),
    "sprint_life.set_rhythm": Case("team", nothing, lambda desk, _, token: sprint_life.set_rhythm(desk, 0, 2, token=token), who="Mia"),
    "closing_sprint.close_sprint": Case(
        "close", promised, lambda desk, _, token: closing_sprint.close_sprint(desk, MONDAY, goal_met=True, token=token), "Mia", NEXT_MONDAY
    ),
    "undoing.undo": Case("undo", dearer, lambda desk, _, token: undoing.undo(desk, token=token)),
    "undoing.redo": Case("redo", taken_back, lambda desk, _, token: undoing.redo(desk, token=token)),
    "accepting.accept": Case("plan", nothing, lambda desk, _, token: accepting.accept(desk, need(None), token=token)),
    "cleaning.clean": Case(
        "deal", nothing, lambda desk, _, token: cleaning.clean(desk, [cleaning.Decision(DEAL, cleaning.SNOOZE, FRIDAY)], token=token)
    ),
    "suggesting.accept": Case(
        "accept", suggestion, lambda desk, one, token: suggesting.accept(desk, [one], token=token)
    ),
    "proposing.propose": Case(
        "propose", ana_id, lambda desk, id_, token: proposing.propose(desk, "call acme renewal thu", id_, token=token), who="Mia",
    ),
    "proposing.decline": Case("decline", proposal, lambda desk, id_, token: proposing.decline(desk, [id_], "met them", token=token)),
    "proposing.retract": Case("retract", proposal, lambda desk, id_, token: proposing.retract(desk, [id_], token=token), who="Mia"),
    "erasing.forget": Case(
        "forget", somebody, lambda desk, ben, token: erasing.forget(desk, *ben, token=token), who="Mia", answer=lambda told: told.number
    ),
}  # fmt: skip
"""By module and name, as in the services."""
