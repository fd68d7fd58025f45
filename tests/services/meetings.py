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
    assigning,
    blocking,
    cadences,
    calendar_edits,
    cleaning,
    closing_sprint,
    committing,
    dealing,
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
from sprintsales.services.calendar_edits import WeekWish
from sprintsales.services.importing import around
from sprintsales.services.items import AlreadyDone
from sprintsales.services.proposing import ProposalIsOver
from sprintsales.services.sprints import SprintIsClosed
from sprintsales.storage.queries import snoozes
from sprintsales.storage.undo import TouchedSince
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, NEXT_TUESDAY, SUNDAY, THURSDAY, WEDNESDAY
from tests.services.windows import (
    CALLS_IN,
    DEAL,
    FIRST,
    MAILS_IN,
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
    cancelled,
    change_nova,
    changed_and,
    close_date,
    closed,
    closing_later,
    comes_back,
    commit_seen,
    committed,
    days,
    dearer,
    ends,
    forget_ben,
    goal_seen,
    goes_through,
    holidays,
    is_forgotten,
    last_seat,
    late_call,
    lead_category,
    lead_deal,
    lead_owner,
    lead_rules,
    mails_in,
    mias_name,
    mine_made,
    names,
    need,
    no_usual_week,
    nothing_comes_back,
    nova,
    propose_acme,
    proposed,
    rhythms,
    seen_nothing,
    sprint_goal,
    they_made,
    to_friday,
    twin,
    usual_week,
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
    "leads.add_lead": Meeting(
        seen_nothing, lambda w: leads.add_lead(w.theirs, "Jo Berg"), lambda w, _: leads.add_lead(w.mine, "Jo Berg"),
        lambda w: w.made(w.mine, "lead"), 1, lambda w: w.made(w.theirs, "lead"),
    ),
    "leads.set_leads": Meeting(
        lambda w: {1: leads.as_seen(w.mine, 1)}, lambda w: leads.set_leads(w.theirs, [1], {"category": "later"}),
        lambda w, seen: leads.set_leads(w.mine, [1], {"category": "qualified"}, seen=seen),
        lead_category, "qualified", lead_category, ChangedMeanwhile, "Category: before no category, theirs later .*, mine qualified",
    ),
    "leads.convert": Meeting(
        seen_nothing, lambda w: leads.convert(w.theirs, 1, {"name": "Frost pilot"}),
        lambda w, _: leads.convert(w.mine, 1, {"name": "Frost line"}), lead_deal, "Frost line", lead_deal,
        leads.AlreadyADeal, "is the deal Frost pilot",
    ),
    "assigning.assign": Meeting(
        lambda w: leads.add_lead(w.theirs, "Jo Berg", {"owner": "-"}).ids[0],
        lambda w: leads.set_leads(w.theirs, [2], {"owner": "me"}),
        lambda w, seen: assigning.assign(w.seat("Mia"), "load", shown={seen: w.mine.me.id}, to=[w.mine.me.id]),
        lead_owner, "Ana Ruiz", lead_owner, assigning.QueueIsEmpty, "each has an owner",
    ),
    # What the ideal week brings is brought once, whichever window asks.
    "filling.fill": Meeting(
        usual_week, lambda w: filling.fill(twin(w), "week", MONDAY), lambda w, _: filling.fill(w.mine, "week", MONDAY),
        Windows.brought, 1, Windows.brought, beside=lambda w: w.work().minutes,
    ),
    "ideal_week.keep_week": Meeting(
        seen_nothing, lambda w: ideal_week.keep_week(twin(w), MONDAY), lambda w, _: ideal_week.keep_week(w.mine, MONDAY),
        Windows.usual, 1, Windows.usual,
    ),
    "ideal_week.add_line": Meeting(
        seen_nothing, lambda w: ideal_week.add_line(twin(w), 0, "admin 30m"), lambda w, _: ideal_week.add_line(w.mine, 0, "email"),
        lambda w: Windows.usual(w) > 0, True, lambda w: Windows.usual(w) > 0,
    ),
    "ideal_week.end_line": Meeting(
        usual_week, no_usual_week, lambda w, seen: ideal_week.end_line(w.mine, seen),
        Windows.usual, 0, Windows.usual,
    ),
    "cadences.save": Meeting(
        seen_nothing, lambda w: cadences.save(w.theirs, [CALLS_IN]), lambda w, _: cadences.save(w.seat("Mia"), [MAILS_IN]),
        Windows.first_step, "email", lambda w: len(Windows.steps(w)),
    ),
    "cadences.put_away": Meeting(
        lambda w: cadences.save(w.theirs, [MAILS_IN]), lambda w: cadences.put_away(w.theirs, MAILS_IN.name) if w.steps() else None,
        lambda w, _: cadences.put_away(w.seat("Mia"), MAILS_IN.name), Windows.steps, [], Windows.steps,
    ),
    "cadences.start": Meeting(
        mails_in, lambda w: cadences.start(twin(w), mails_in(w), Subject(DEAL)),
        lambda w, seen: cadences.start(w.mine, seen, Subject(DEAL)),
        Windows.enrolled, 1, Windows.enrolled,
    ),
    "cadences.stop": Meeting(
        goes_through, lambda w: cadences.stop(twin(w), w.running()), lambda w, seen: cadences.stop(w.mine, seen),
        Windows.enrolled, 0, Windows.enrolled,
    ),
    "recurring.add_rule": Meeting(
        seen_nothing, lambda w: recurring.add_rule(twin(w), "admin every mon"), lambda w, _: recurring.add_rule(w.mine, "email every tue"),
        lambda w: Windows.rules(w) > 0, True, lambda w: Windows.rules(w) > 0,
    ),
    "recurring.end_rule": Meeting(
        comes_back, nothing_comes_back, lambda w, seen: recurring.end_rule(w.mine, seen), Windows.rules, 0, Windows.rules,
    ),
    "recurring.pause_rule": Meeting(
        comes_back, lambda w: recurring.end_rule(twin(w), 1), lambda w, seen: recurring.pause_rule(w.mine, seen, NEXT_MONDAY),
        Windows.rules, 1, Windows.rules, recurring.ComesNever, "does not come back",
    ),
    "assigning.set_rules": Meeting(
        seen_nothing, lambda w: assigning.set_rules(w.theirs, plans="planned"),
        lambda w, _: assigning.set_rules(w.seat("Mia"), days=2), lambda w: lead_rules(w).days, 2, lambda w: lead_rules(w).plans,
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
    "suggesting.accept": Meeting(
        Windows.place, to_friday, lambda w, seen: suggesting.accept(w.mine, [late_call(w, seen[w.item])]), days, THURSDAY,
        days, ChangedMeanwhile, ON_FRIDAY,
    ),
    "cleaning.clean": Meeting(
        close_date, closing_later,
        lambda w, seen: cleaning.clean(w.mine, [cleaning.Decision(DEAL, cleaning.DATE, FRIDAY, shown=(seen,))]),
        close_date, FRIDAY, close_date, ChangedMeanwhile, "Close date",
    ),
    # A proposal has one end: the first answer is it.
    "proposing.propose": Meeting(
        seen_nothing, lambda w: proposing.propose(w.theirs, "call acme renewal thu", w.mine.me.id),
        lambda w, _: proposing.propose(w.seat("Mia"), "call birch thu", w.mine.me.id), lambda w: proposed(w, "Birch pilot"), ["open"],
        lambda w: proposed(w, "Acme renewal"),
    ),
    "proposing.decline": Meeting(
        propose_acme, lambda w: proposing.retract(w.theirs, [1]), lambda w, _: proposing.decline(w.mine, [1], "met them"),
        lambda w: proposed(w, "Acme renewal"), ["declined"], lambda w: proposed(w, "Acme renewal"), ProposalIsOver, "was taken back",
    ),
    "proposing.retract": Meeting(
        propose_acme, lambda w: proposing.decline(w.seat("Ana", other=True), [1], "met them"),
        lambda w, _: proposing.retract(w.seat("Mia"), [1]), lambda w: proposed(w, "Acme renewal"), ["withdrawn"],
        lambda w: proposed(w, "Acme renewal"), ProposalIsOver, "was declined",
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
    "sprint_life.set_sprint_goal": Meeting(
        seen_nothing, lambda w: sprint_life.set_sprint_goal(w.theirs, MONDAY, "Ten demos"),
        lambda w, _: sprint_life.set_sprint_goal(w.seat("Mia"), MONDAY, "Two agreements out"), sprint_goal,
        "Two agreements out", sprint_goal,
        ChangedMeanwhile, r"Goal: before no goal, theirs Ten demos \(you, in another window, just now\), mine Two agreements out",
    ),
    "sprint_life.cancel_sprint": Meeting(
        seen_nothing, lambda w: sprint_life.cancel_sprint(w.seat("Mia", other=True), MONDAY, "the fair"),
        lambda w, _: sprint_life.cancel_sprint(w.seat("Mia"), MONDAY, "the fair"), cancelled, True, cancelled,
        SprintIsClosed, r"Sprint 47 is cancelled",
    ),
    "sprint_life.set_rhythm": Meeting(
        seen_nothing, lambda w: sprint_life.set_rhythm(w.seat("Mia", other=True), 0, 2),
        lambda w, _: sprint_life.set_rhythm(w.seat("Mia"), 0, 2), rhythms, [2], rhythms,
        sprint_life.SameRhythm, r"Sprints begin on Monday and last 2 weeks already",
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
    "proposing.decided": "proposing.decline",
}  # fmt: skip
"""Functions that write for verbs of this table, and one of the verbs."""

ALONE = {
    "founding.found": "makes the team: nobody else is in the database yet",
    "closing_by_calendar.close_one": "nobody asks for it: whoever comes second finds the sprint closed (test_closing_by_calendar)",
}
"""Functions that write without meeting anybody, and why."""
