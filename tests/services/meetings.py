"""For every verb what happens when the other window is faster: the table the tests of conflicts go by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sprintsales.domain.errors import Refused
from sprintsales.domain.meanwhile import ChangedMeanwhile, Gone
from sprintsales.services import (
    accepting,
    blocking,
    calendar_edits,
    closing_sprint,
    committing,
    dealing,
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
from sprintsales.services.calendar_edits import WeekWish
from sprintsales.services.importing import around
from sprintsales.services.items import AlreadyDone
from sprintsales.services.sprints import SprintIsClosed
from sprintsales.storage.queries import snoozes
from sprintsales.storage.undo import TouchedSince
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, NEXT_TUESDAY, SUNDAY, THURSDAY, WEDNESDAY
from tests.services.windows import (
    DEAL,
    FIRST,
    PART_TIME,
    SHORT_DAYS,
    THURSDAY_OFF,
    Windows,
    absence_seen,
    away,
    ben,
    blocked,
    bring,
    called,
    change_nova,
    changed_and,
    close_date,
    closed,
    closing_later,
    commit_seen,
    committed,
    days,
    dearer,
    ends,
    forget_ben,
    goal_seen,
    holidays,
    is_forgotten,
    last_seat,
    mias_name,
    mine_made,
    names,
    need,
    nova,
    seen_nothing,
    they_made,
    to_friday,
    value,
    week_of_ana,
    week_seen,
)

Step = Callable[[Windows], object]
Act = Callable[[Windows, Any], object]


@dataclass(frozen=True)
class Meeting:
    """What a verb does when the other window did the same, or something else, between its look and its act.

    `look` gives what was seen. After `same` the act is refused by name (`refused`, with `says` in the sentence) and `theirs` still stands,
    or without `refused` both wishes stand: `theirs`, and `mine` after the act. After `other` both stand: `beside` and `mine`.
    """

    look: Step
    same: Step
    act: Act
    mine: Step
    wanted: object
    theirs: Step
    refused: type[Refused] | None = None
    says: str = ""
    other: Step = field(default=lambda w: moving.change(w.theirs, w.item, minutes=45))
    beside: Step = field(default=lambda w: w.work().minutes)


def away_until(w: Windows) -> object:
    """Return until when the deal is put away."""
    with w.mine.database.read() as connection:
        return snoozes.deals_away(connection, w.mine.team.id, w.mine.today).get(DEAL)


ON_FRIDAY = r"Day: before Tue 17 Nov, theirs Fri 20 Nov \(Mia Chef, just now\)"

MEETINGS: Mapping[str, Meeting] = {
    # Adding overwrites nothing: both find their own row.
    "planning.add": Meeting(
        seen_nothing, lambda w: planning.add(w.theirs, "call acme renewal thu", owner_id=w.mine.me.id),
        lambda w, _: planning.add(w.mine, "call acme renewal thu"), mine_made, 2, they_made,
    ),
    "tracking.follow": Meeting(
        seen_nothing, lambda w: tracking.follow(w.theirs, w.item, "email fri"), lambda w, _: tracking.follow(w.mine, w.item, "email fri"),
        mine_made, 2, they_made,
    ),
    "tracking.log": Meeting(
        seen_nothing, lambda w: tracking.log(w.theirs, "call acme renewal"), lambda w, _: tracking.log(w.mine, "call acme renewal"),
        mine_made, 2, they_made,
    ),
    "dealing.add_deal": Meeting(
        seen_nothing, lambda w: dealing.add_deal(w.theirs, "Nova"), lambda w, _: dealing.add_deal(w.mine, "Nova"),
        lambda w: w.made(w.mine, "deal"), 1, lambda w: w.made(w.theirs, "deal"),
    ),
    # A piece of work has one place: who has not seen where it is now is asked before it goes elsewhere.
    "moving.move": Meeting(
        Windows.place, to_friday, lambda w, seen: moving.move(w.mine, [w.item], THURSDAY, shown=seen), days, THURSDAY,
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "moving.carry": Meeting(
        Windows.place, to_friday, lambda w, seen: moving.carry(w.mine, [w.item], NEXT_TUESDAY, shown=seen), days, NEXT_TUESDAY,
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "moving.unplan": Meeting(
        Windows.place, to_friday, lambda w, seen: moving.unplan(w.mine, [w.item], shown=seen), days, None,
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "putting_off.postpone": Meeting(
        Windows.place, to_friday, lambda w, seen: putting_off.postpone(w.mine, [w.item], shown=seen), days, WEDNESDAY,
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "putting_off.next_sprint": Meeting(
        Windows.place, to_friday, lambda w, seen: putting_off.next_sprint(w.mine, [w.item], shown=seen), days, NEXT_TUESDAY,
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "putting_off.snooze": Meeting(
        Windows.place, to_friday, lambda w, seen: putting_off.snooze(w.mine, [w.item], NEXT_TUESDAY, shown=seen), days, NEXT_TUESDAY,
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "putting_off.snooze_deal": Meeting(
        lambda w: {"until_on": None}, lambda w: putting_off.snooze_deal(w.theirs, DEAL, FRIDAY),
        lambda w, seen: putting_off.snooze_deal(w.mine, DEAL, NEXT_TUESDAY, shown=seen), away_until, NEXT_TUESDAY,
        away_until, ChangedMeanwhile, "theirs Fri 20 Nov",
    ),
    "moving.drop": Meeting(
        Windows.place, to_friday, lambda w, seen: moving.drop(w.mine, [w.item], shown=seen), lambda w: w.work().state, "dropped",
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "accepting.accept": Meeting(
        Windows.place, to_friday, lambda w, seen: accepting.accept(w.mine, need(w), shown=seen[w.item]), days, THURSDAY,
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "moving.change": Meeting(
        lambda w: {"minutes": w.work().minutes}, lambda w: moving.change(w.theirs, w.item, minutes=45),
        lambda w, seen: moving.change(w.mine, w.item, shown=seen, minutes=60), lambda w: w.work().minutes, 60,
        lambda w: w.work().minutes, ChangedMeanwhile, "Effort: before 30m, theirs 45m .*, mine 1h", other=to_friday, beside=days,
    ),
    # Work done twice counts once: the second is told who was first.
    "tracking.done": Meeting(
        seen_nothing, lambda w: tracking.done(w.theirs, w.item, tracking.Report(outcome="no answer")),
        lambda w, _: tracking.done(w.mine, w.item, tracking.Report(outcome="reached", quantity=1)), lambda w: w.work().outcome, "reached",
        lambda w: w.work().outcome, AlreadyDone, "is done. Mia Chef did it just now", other=to_friday, beside=days,
    ),
    "blocking.block": Meeting(
        lambda w: {w.item: {"reason": None}}, lambda w: blocking.block(w.theirs, [w.item], "legal"),
        lambda w, seen: blocking.block(w.mine, [w.item], "budget", shown=seen), Windows.reason, "budget", Windows.reason,
        ChangedMeanwhile, "What stops it: before nothing, theirs legal .*, mine budget", other=to_friday, beside=days,
    ),
    "blocking.unblock": Meeting(
        blocked, lambda w: blocking.block(w.theirs, [w.item], "budget"),
        lambda w, seen: blocking.unblock(w.mine, [w.item], shown=seen), Windows.reason, None, Windows.reason,
        ChangedMeanwhile, "before legal, theirs budget .*, mine nothing any more", other=to_friday, beside=days,
    ),
    "dealing.set_fields": Meeting(
        lambda w: dealing.as_seen(w.mine, DEAL), dearer,
        lambda w, seen: dealing.set_fields(w.mine, DEAL, {"value": "50000"}, seen=seen), value, 50_000_00, value,
        ChangedMeanwhile, r"Acme renewal. Value: before €48,000, theirs €52,000 \(Mia Chef, just now\), mine €50,000",
        other=closing_later, beside=close_date,
    ),
    "goals.set_goal": Meeting(
        goal_seen, lambda w: goals.set_goal(w.theirs, goals.GoalWish("calls_made", "month", MONDAY, Decimal(50))),
        lambda w, seen: goals.set_goal(w.seat("Mia"), goals.GoalWish("calls_made", "month", MONDAY, Decimal(60)), shown=seen),
        Windows.level, 60, Windows.level,
        ChangedMeanwhile, r"the goal on calls of the team by month. Level: before 40, theirs 50 \(you, in another window, just now\)",
    ),
    "goals.end_goal": Meeting(
        lambda w: goal_seen(w)["commit_level"],
        lambda w: goals.set_goal(w.theirs, goals.GoalWish("calls_made", "month", MONDAY, Decimal(50))),
        lambda w, seen: goals.end_goal(w.seat("Mia"), "calls_made", "month", MONDAY, shown=seen), ends, FIRST, Windows.level,
        ChangedMeanwhile, r"calls of the team by month. Level: before 40, theirs 50 \(you, .*, mine no goal any more",
    ),
    # The calendar and the seats of the team.
    "calendar_edits.note_absence": Meeting(
        seen_nothing, absence_seen, lambda w, _: calendar_edits.note_absence(w.mine, w.mine.me.id, THURSDAY_OFF), away,
        [(THURSDAY, FRIDAY)], away, calendar_edits.AlreadyAway, "Ana Ruiz is away on Thu 19 Nov 2026 already",
    ),
    "calendar_edits.remove_absence": Meeting(
        absence_seen, lambda w: calendar_edits.remove_absence(w.theirs, 1),
        lambda w, seen: calendar_edits.remove_absence(w.mine, seen), away, [], away,
        Gone, r"the absence of Ana Ruiz \(#1\) is not there any more: Mia Chef removed it just now",
    ),
    "calendar_edits.set_week": Meeting(
        week_seen, lambda w: calendar_edits.set_week(w.theirs, WeekWish(SHORT_DAYS, MONDAY, w.mine.me.id)),
        lambda w, seen: calendar_edits.set_week(w.seat("Mia"), WeekWish(PART_TIME, MONDAY, w.mine.me.id), shown=seen),
        week_of_ana, PART_TIME, week_of_ana,
        ChangedMeanwhile, r"the working week of Ana Ruiz. Fri: before 8h, theirs 6h \(you, in another window, just now\), mine off",
    ),
    "calendar_edits.note_holiday": Meeting(
        seen_nothing, lambda w: calendar_edits.note_holiday(w.theirs, FRIDAY, "Town fair"),
        lambda w, _: calendar_edits.note_holiday(w.seat("Mia"), FRIDAY), holidays, [FRIDAY], holidays,
        calendar_edits.HolidayKnown, r"Fri 20 Nov 2026 is a holiday of the team already \(Town fair\)",
    ),
    "calendar_edits.remove_holiday": Meeting(
        lambda w: calendar_edits.note_holiday(w.theirs, FRIDAY, "Town fair"), lambda w: calendar_edits.remove_holiday(w.theirs, 1),
        lambda w, seen: calendar_edits.remove_holiday(w.seat("Mia"), seen), holidays, [], holidays,
        Gone, r"Town fair \(#1\) is not there any more: you removed it just now",
    ),
    "seats.add_member": Meeting(
        seen_nothing, lambda w: seats.add_member(w.theirs, seats.NewMember("Nina Neu")),
        lambda w, _: seats.add_member(w.seat("Mia"), seats.NewMember("nina neu" if names(w) else "Nina Neu")), names, 1, names,
        seats.AlreadyHere, "Nina Neu has a rep’s seat already",
    ),
    "importing.around.call_me": Meeting(
        lambda w: w.seat("Mia"), lambda w: around.call_me(w.theirs, "Mia Sommer"),
        lambda _, seen: around.call_me(seen, "Mia Winter"), mias_name, "Mia Winter", mias_name, around.CalledOtherwise,
        "You are not called Mia Chef here any more",
    ),
    "seats.change_role": Meeting(
        lambda w: last_seat(w).role, lambda w: seats.change_role(w.theirs, ben(w), "viewer"),
        lambda w, seen: seats.change_role(w.seat("Mia"), ben(w), "manager", shown=seen), lambda w: last_seat(w).role, "manager",
        lambda w: last_seat(w).role, ChangedMeanwhile, r"the seat of Ben Okafor. Role: before rep, theirs viewer \(you, .*, mine manager",
    ),
    "seats.end_seat": Meeting(
        seen_nothing, lambda w: seats.end_seat(w.theirs, ben(w), FRIDAY),
        lambda w, _: seats.end_seat(w.seat("Mia"), ben(w), SUNDAY), lambda w: last_seat(w).until_on, NEXT_MONDAY,
        lambda w: last_seat(w).until_on, seats.NoSeatThen, "so there is none on Sun 22 Nov 2026",
    ),
    "person_edits.change_person": Meeting(
        lambda w: "Ben Okafor", lambda w: person_edits.change_person(w.theirs, ben(w), "name", "Ben O."),
        lambda w, seen: person_edits.change_person(w.seat("Mia"), ben(w), "name", "Benjamin", shown=seen), called, "Benjamin", called,
        ChangedMeanwhile, r"Name: before Ben Okafor, theirs Ben O. \(you, in another window, just now\), mine Benjamin",
    ),
    "handing.hand_over": Meeting(
        seen_nothing, lambda w: handing.hand_over(w.theirs, w.mine.me.id, w.theirs.me.id),
        lambda w, _: handing.hand_over(w.seat("Mia"), w.mine.me.id, ben(w)), lambda w: w.deal().owner_id == ben(w), True,
        lambda w: w.work().owner_id, handing.NothingOpen, "nothing to hand over",
    ),
    # A promise is for the plan that was looked at, and final.
    "committing.commit": Meeting(
        commit_seen, lambda w: planning.add(w.theirs, "demo birch wed", owner_id=w.mine.me.id),
        lambda w, seen: committing.commit(w.mine, shown=seen), committed, 1, they_made,
        committing.PlanChanged, "demo Birch pilot came in",
    ),
    "committing.withdraw": Meeting(
        lambda w: committing.commit(w.mine), to_friday, lambda w, _: committing.withdraw(w.mine), committed, 0, days,
        committing.PromiseStands, "was changed after the commit", other=closing_later, beside=close_date,
    ),
    "closing_sprint.close_sprint": Meeting(
        seen_nothing, lambda w: closing_sprint.close_sprint(w.seat("Mia", other=True, on=NEXT_MONDAY), MONDAY),
        lambda w, _: closing_sprint.close_sprint(w.seat("Mia", on=NEXT_MONDAY), MONDAY), closed, True, closed,
        SprintIsClosed, "is closed",
    ),
    "undoing.undo": Meeting(
        changed_and, dearer, lambda w, _: undoing.undo(w.mine), value, 48_000_00, value,
        TouchedSince, "changed", other=closing_later, beside=close_date,
    ),
    "undoing.redo": Meeting(
        lambda w: changed_and(w, undone=True), dearer, lambda w, _: undoing.redo(w.mine), value, 50_000_00, value,
        TouchedSince, "changed", other=closing_later, beside=close_date,
    ),
    "erasing.forget": Meeting(
        seen_nothing, lambda w: forget_ben(w.theirs, w), lambda w, _: forget_ben(w.seat("Mia"), w) if not is_forgotten(w) else None,
        is_forgotten, True, is_forgotten,
    ),
    # A file never overwrites what was changed here since the last one: it is listed as a conflict.
    "importing.run.import_file": Meeting(
        lambda w: bring(w.theirs, w, "2026-12-04"), lambda w: change_nova(w, close_on="2026-12-24"),
        lambda w, _: bring(w.seat("Mia"), w, "2026-12-11"), lambda w: nova(w).name, "Nova line", lambda w: nova(w).close_on,
        other=lambda w: change_nova(w, next_step="call the lawyer"), beside=lambda w: nova(w).next_step_id,
    ),
}  # fmt: skip

PARTS = {
    "planning.plan": "planning.add", "moving.relocate": "moving.move", "undoing.reverse": "undoing.undo",
    "dealing.put_in": "dealing.add_deal", "dealing.change": "dealing.set_fields", "items.change_open": "moving.drop",
}  # fmt: skip
"""Functions that write for verbs of this table, and one of the verbs."""

ALONE = {
    "founding.found": "makes the team: nobody else is in the database yet",
}
"""Functions that write without meeting anybody, and why."""
