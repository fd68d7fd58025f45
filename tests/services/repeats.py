"""Every verb with a token, once: how it is called in the small team, for the tests that call each of them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sprintsales.domain.attention import AttentionLine
from sprintsales.domain.periods import Period
from sprintsales.services import (
    accepting,
    blocking,
    calendar_edits,
    closing_sprint,
    committing,
    dealing,
    erasing,
    goals,
    handing,
    moving,
    person_edits,
    planning,
    putting_off,
    seats,
    tracking,
    undoing,
)  # fmt: skip
from sprintsales.services.desk import Desk
from sprintsales.services.importing import around
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


CALLS = goals.GoalWish("calls_made", "month", MONDAY, Decimal(40), reason="a new product")


def calls(week: Week, _folder: Path) -> int:
    """Set a goal on calls."""
    return goals.set_goal(week.desk("Mia"), CALLS)


CASES: Mapping[str, Case] = {
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
    "closing_sprint.close_sprint": Case(
        "close", promised, lambda desk, _, token: closing_sprint.close_sprint(desk, MONDAY, goal_met=True, token=token), "Mia", NEXT_MONDAY
    ),
    "undoing.undo": Case("undo", dearer, lambda desk, _, token: undoing.undo(desk, token=token)),
    "undoing.redo": Case("redo", taken_back, lambda desk, _, token: undoing.redo(desk, token=token)),
    "accepting.accept": Case("plan", nothing, lambda desk, _, token: accepting.accept(desk, need(None), token=token)),
    "erasing.forget": Case(
        "forget", somebody, lambda desk, ben, token: erasing.forget(desk, *ben, token=token), who="Mia", answer=lambda told: told.number
    ),
}  # fmt: skip
"""By module and name, as in the services."""
