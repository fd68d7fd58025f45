"""Tracking: marking work done, counting blocks, and logging what was never planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from sprintsales.domain.activities import TYPES, Outcome
from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.quickadd import QuickAdd, read_log
from sprintsales.domain.text import clean_block
from sprintsales.services.desk import Desk
from sprintsales.services.items import open_rows, refuse_others, rows_of, says, short_day
from sprintsales.services.planning import (
    MOST_MINUTES,
    Understood,
    answer_for,
    insert,
    minute_of,
    readable,
    refuse_past,
    settle,
    target_of_row,
)
from sprintsales.services.sprints import ensure
from sprintsales.services.targets import Target
from sprintsales.storage.database import Done
from sprintsales.storage.queries import activities, sprints
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.commitments import standing
from sprintsales.storage.schema import activity_tally, commitment_item

if TYPE_CHECKING:
    from sqlmodel import Session


class NotYetDone(Refused):
    """Work is marked done on a day still to come."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is told about finished work.

    `quantity`: units counted now (None: all that are left); `finish`: the block ends here, short of its plan; `assume`: where no outcome
    is told, the type's usual one is meant, otherwise it stays unknown unless it says no more than that the work was done.
    """

    on: date | None = None
    quantity: int | None = None
    outcome: str | None = None
    note: str | None = None
    minutes: int | None = None
    finish: bool = False
    assume: bool = True


@dataclass(frozen=True, slots=True)
class Tracked:
    """What was marked or logged: the item, what it says now, and the next step planned with it."""

    id: int
    label: str
    state: str
    quantity_done: int
    quantity_planned: int
    done_on: date
    outcome: str | None = None
    next_id: int | None = None
    next_said: str | None = None
    entry_id: int | None = None
    outcomes: tuple[str, ...] = ()
    """What it could have been told to come out as, where nothing was told."""

    @property
    def more_than_planned(self) -> int:
        """How many units were done beyond the plan."""
        return max(0, self.quantity_done - self.quantity_planned)


@dataclass(frozen=True, slots=True)
class Doing:
    """An item about to be marked: how many units, with which outcome, and the next step."""

    row: ActivityRow
    units: int
    outcome: Outcome | None
    step: Understood | None

    @property
    def says(self) -> str:
        """What the journal says of it."""
        return f"{self.units} of {says(self.row)}" if self.row.is_block else says(self.row)


def outcome_of(type_code: str, words: str | None, *, assume: bool = True) -> Outcome | None:
    """Return the outcome typed, or the type's usual one where nothing was; raises NotReadable, naming the outcomes there are.

    Without ASSUME a usual outcome that somebody was reached is not taken for granted: what nobody said stays unknown.
    """
    kind = TYPES.get(type_code)
    if kind is None:
        return None
    if not words:
        usual = kind.outcomes[0]
        return usual if assume or not usual.reached else None
    found = kind.outcome_named(words)
    if found is None:
        near = kind.near_outcome(words)
        ways = f"Did you mean {near}?" if near else f"There are: {', '.join(one.label for one in kind.outcomes)}."
        raise NotReadable(f"“{words}” is no outcome of a {kind.name}. {ways}")
    return found


def untold(type_code: str) -> tuple[str, ...]:
    """Return how work of a type can come out, in words; nothing where being done says it all."""
    kind = TYPES.get(type_code)
    return tuple(one.label for one in kind.outcomes) if kind is not None and kind.outcomes[0].reached else ()


def open_outcomes(desk: Desk, id_: int) -> tuple[str, tuple[str, ...]]:
    """Return what an open item is called and how it can come out; raises NotFound, AlreadyDone, IsDropped, NotYours."""
    with desk.database.read() as connection:
        [row] = open_rows(connection, desk, [id_])
    return row.label, untold(row.type)


def done(desk: Desk, id_: int, report: Report | None = None, *, following: str | None = None, token: str | None = None) -> Tracked:
    """Mark an item done, or count units of a block, and return it; FOLLOWING plans the next step in the same act ("email fri").

    Raises NotFound, NotYours, AlreadyDone, IsDropped, NotYetDone, NotReadable, Ambiguous, PlannedInThePast, SprintIsClosed.
    """
    told = report or Report()
    on = told.on or desk.today

    def look(connection: Connection) -> Doing:
        refuse_future(desk, on)
        [row] = open_rows(connection, desk, [id_])
        outcome, units = outcome_of(row.type, told.outcome, assume=told.assume), units_of(row, told)
        return Doing(row, units, outcome, next_step(connection, desk, following, row) if following else None)

    def work(session: Session, doing: Doing) -> dict[str, Any]:
        mark(session, desk, doing.row, told, on, doing.units, doing.outcome)
        said = answer(session, desk, id_, insert_next(session, desk, doing.step, doing.row.owner_id, id_), doing.step)
        return said if doing.outcome else {**said, "outcomes": untold(doing.row.type)}

    return tracked(desk, desk.decide("done", look, lambda doing: f"did {doing.says}", work, token=token))


def refuse_future(desk: Desk, on: date) -> None:
    """Raise NotYetDone for a day after today."""
    if on > desk.today:
        raise NotYetDone(f"{short_day(on)} is still to come. Plan it, and mark it done when it is.")


def units_of(row: ActivityRow, told: Report) -> int:
    """Return how many units a report adds; raises NotReadable for none or less."""
    left = max(1, row.quantity_planned - row.quantity_done)
    units = told.quantity if told.quantity is not None else (0 if told.finish and row.quantity_done else left)
    if units < 0 or (units == 0 and not (told.finish and row.quantity_done)) or row.quantity_done + units > 100_000:
        raise NotReadable("Say how many were done: at least 1.")
    return units


def mark(session: Session, desk: Desk, row: ActivityRow, told: Report, on: date, units: int, outcome: Outcome | None) -> None:
    """Write down that units of an item were done on a day; it is done once all planned ones are, or when told so."""
    from sprintsales.storage import tables
    from sprintsales.storage.persons import remember
    from sprintsales.storage.rows import put

    total = row.quantity_done + units
    state = "done" if told.finish or total >= row.quantity_planned else "planned"
    last = max(on, row.done_on) if row.done_on is not None else on
    fields: dict[str, object] = {"quantity_done": total, "state": state, "done_on": last, "logged_at": desk.now}
    fields["done_at"] = desk.now if last == desk.today else None
    if told.minutes is not None:
        fields["minutes_done"] = min((row.minutes_done or 0) + told.minutes, MOST_MINUTES)
    if told.note and clean_block(told.note):
        said = clean_block(told.note)
        both = f"{row.result}\n{said}" if row.result and row.quantity_done else said  # who counted before has told something too
        fields["result_id"] = remember(session.connection(), desk.team.id, "note", both)
    if row.is_block:
        tally(session, desk, row.id, outcome, units)
    elif outcome is not None:
        fields["outcome"] = outcome.code
    home = sprint_of_done(session, desk, row, on)
    if home is not None:
        fields["sprint_id"] = home
    put(session, tables.Activity, row.id, **fields)


def sprint_of_done(session: Session, desk: Desk, row: ActivityRow, on: date) -> int | None:
    """Return the sprint finished work comes into: that of its day for backlog and for work done before its sprint began; else None.

    Work promised for a sprint stays with it, and so does overdue work.
    """
    connection = session.connection()
    if row.sprint_id is not None:
        stored = sprints.sprints_with_ids(connection, desk.team.id, [row.sprint_id])[row.sprint_id]
        if on >= stored.start_on or is_promised(connection, desk, row):
            return None
    return ensure(session, desk, on)


def is_promised(connection: Connection, desk: Desk, row: ActivityRow) -> bool:
    """Return whether an item stands in a promise for the sprint it is in."""
    promises = [one.id for one in standing(connection, desk.team.id, [row.sprint_id or 0])]
    i = commitment_item.c
    query = select(i.id).where(i.commitment_id.in_(promises), i.activity_id == row.id)
    return connection.execute(query).first() is not None


def tally(session: Session, desk: Desk, activity_id: int, outcome: Outcome | None, units: int) -> None:
    """Count units of a block under their outcome."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    if outcome is None or not units:
        return
    t = activity_tally.c
    query = select(t.id, t.units).where(t.activity_id == activity_id, t.outcome == outcome.code)
    before = session.connection().execute(query).first()
    if before is None:
        add(session, tables.ActivityTally(team_id=desk.team.id, activity_id=activity_id, outcome=outcome.code, units=units))
    else:
        put(session, tables.ActivityTally, before.id, units=before.units + units)


def next_step(connection: Connection, desk: Desk, text: str, row: ActivityRow) -> Understood:
    """Return the next step a line names, with whoever the work was for where it names nobody; raises NotReadable, NotFound, Ambiguous."""
    return following_of(connection, desk, readable(desk, text), target_of_row(row))


def following_of(connection: Connection, desk: Desk, line: QuickAdd, about: Target) -> Understood:
    """Return a next step as planned work about the same subject, unless it names its own."""
    step = settle(connection, desk, line)
    for day in step.days:
        refuse_past(desk, day)
    return step if line.aims else Understood(step.line, step.type, about, step.days, step.said)


def insert_next(session: Session, desk: Desk, step: Understood | None, owner_id: int | None, after_id: int) -> int | None:
    """Plan the next step behind an item and return its id (the first one's, if it is for several days)."""
    if step is None:
        return None
    owner = desk.me.id if owner_id is None else owner_id
    made = [insert(session, desk, step, owner, day, after_id=after_id) for day in step.days]
    for id_, day in zip(made, step.days, strict=True):
        answer_for(session, desk, step, id_, owner, day)
    return made[0]


def follow(desk: Desk, id_: int, text: str, *, token: str | None = None) -> Tracked:
    """Plan the next step behind an item of mine in one line ("email fri") and return the item with it.

    Raises NotFound, NotYours, NotReadable, Ambiguous, PlannedInThePast, SprintIsClosed.
    """

    def look(connection: Connection) -> tuple[ActivityRow, Understood]:
        rows = rows_of(connection, desk, [id_])
        refuse_others(connection, desk, rows)
        return rows[0], next_step(connection, desk, text, rows[0])

    def work(session: Session, found: tuple[ActivityRow, Understood]) -> dict[str, Any]:
        row, step = found
        return answer(session, desk, id_, insert_next(session, desk, step, row.owner_id, id_), step)

    return tracked(desk, desk.decide("plan", look, lambda found: f"planned {found[1].summary}", work, token=token))


def log(desk: Desk, text: str, *, token: str | None = None) -> Tracked:
    """Log work of mine that was never planned, in one line, with the next step it may name: `call orsini reached 5m next email fri`.

    Raises NotReadable, NotFound, Ambiguous, NotYetDone, PlannedInThePast, SprintIsClosed.
    """
    line = read_log(text, today=desk.today)
    if line.problems or (line.following is not None and line.following.problems):
        raise NotReadable(" ".join((*line.problems, *(line.following.problems if line.following else ()))))
    if line.done.separate:
        raise NotReadable("Log one day at a time: a line for each day.")

    def look(connection: Connection) -> tuple[Understood, Understood | None]:
        wish = settle(connection, desk, line.done)
        refuse_future(desk, wish.days[0] or desk.today)
        return wish, following_of(connection, desk, line.following, wish.target) if line.following else None

    def work(session: Session, found: tuple[Understood, Understood | None]) -> dict[str, Any]:
        wish, step = found
        id_ = insert_done(session, desk, wish, wish.days[0] or desk.today)
        return answer(session, desk, id_, insert_next(session, desk, step, desk.me.id, id_), step)

    return tracked(desk, desk.decide("log", look, lambda found: f"logged {found[0].summary}", work, token=token))


def insert_done(session: Session, desk: Desk, wish: Understood, on: date) -> int:
    """Put work that is done already into the tables and return its id."""
    from sprintsales.storage import tables
    from sprintsales.storage.persons import remember
    from sprintsales.storage.rows import add

    outcome = outcome_of(wish.type.code, wish.line.outcome)
    note = clean_block(wish.line.note or "")
    block = wish.quantity > 1
    row = tables.Activity(
        team_id=desk.team.id, type_id=wish.type.id, owner_id=desk.me.id, deal_id=wish.target.deal_id, lead_id=wish.target.lead_id,
        account_id=wish.target.account_id, list_name=wish.line.list_name, sprint_id=ensure(session, desk, on), state="done",
        quantity_planned=wish.quantity, quantity_done=wish.quantity, minutes=wish.minutes, minutes_done=wish.line.minutes,
        outcome=None if block or outcome is None else outcome.code, done_on=on, done_at=desk.now if on == desk.today else None,
        planned_time=minute_of(wish.line.time), logged_at=desk.now, unplanned=True,
        result_id=remember(session.connection(), desk.team.id, "note", note) if note else None,
    )  # fmt: skip
    id_ = add(session, row)
    if block:
        tally(session, desk, id_, outcome, wish.quantity)
    return id_


def answer(session: Session, desk: Desk, id_: int, next_id: int | None, step: Understood | None) -> dict[str, Any]:
    """Return an item as it stands after the act, for the journal to keep: its name is looked up when it is told."""
    [row] = rows_of(session.connection(), desk, [id_])
    told = {
        "id": row.id, "state": row.state, "quantity_done": row.quantity_done, "quantity_planned": row.quantity_planned,
        "outcome": row.outcome, "done_on": (row.done_on or desk.today).isoformat(), "next_id": next_id,
        "next_said": step.summary if step and next_id else None,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


def tracked(desk: Desk, done: Done[dict[str, Any]]) -> Tracked:
    """Return what an act answered, now or when its token was used first, under the name the item has now."""
    told = dict(done.value)
    on, outcomes = date.fromisoformat(told.pop("done_on")), tuple(told.pop("outcomes", ()))
    with desk.database.read() as connection:
        row = activities.by_ids(connection, desk.team.id, [told["id"]]).get(told["id"])
    return Tracked(**told, label=f"#{told['id']}" if row is None else row.label, done_on=on, entry_id=done.entry_id, outcomes=outcomes)
