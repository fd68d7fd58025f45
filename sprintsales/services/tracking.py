"""Tracking: marking work done, counting blocks, logging what was never planned, and what blocks an item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from sprintsales.domain.activities import TYPES, Outcome
from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.quickadd import QuickAdd, read_log, read_plan
from sprintsales.domain.text import clean_block
from sprintsales.services.desk import Desk
from sprintsales.services.items import open_rows, reason_of, refuse_others, rows_of, say_all, says, short_day
from sprintsales.services.planning import MOST_MINUTES, Understood, insert, minute_of, refuse_past, settle
from sprintsales.services.sprints import ensure, prepare
from sprintsales.services.targets import Target
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

    `quantity`: units counted now (None: all that are left); `finish`: the block ends here, short of its plan.
    """

    on: date | None = None
    quantity: int | None = None
    outcome: str | None = None
    note: str | None = None
    minutes: int | None = None
    finish: bool = False


@dataclass(frozen=True, slots=True)
class Tracked:
    """What was marked or logged: the item, what it says now, and the next step planned with it."""

    id: int
    label: str
    state: str
    quantity_done: int
    quantity_planned: int
    outcome: str | None
    done_on: date
    next_id: int | None = None
    next_said: str | None = None
    entry_id: int | None = None


def outcome_of(type_code: str, words: str | None) -> Outcome | None:
    """Return the outcome typed, or the type's usual one where nothing was; raises NotReadable, naming the outcomes there are."""
    kind = TYPES.get(type_code)
    if kind is None:
        return None
    if not words:
        return kind.outcomes[0]
    found = kind.outcome_named(words)
    if found is None:
        raise NotReadable(f"“{words}” is no outcome of a {kind.name}. There are: {', '.join(one.label for one in kind.outcomes)}.")
    return found


def done(desk: Desk, id_: int, report: Report | None = None, *, following: str | None = None, token: str | None = None) -> Tracked:
    """Mark an item done, or count units of a block, and return it; FOLLOWING plans the next step in the same act ("email fri").

    Raises NotFound, NotYours, AlreadyDone, IsDropped, NotYetDone, NotReadable, Ambiguous, PlannedInThePast, SprintIsClosed.
    """
    told = report or Report()
    on = told.on or desk.today
    refuse_future(desk, on)
    with desk.database.read() as connection:
        [row] = open_rows(connection, desk, [id_])
        outcome = outcome_of(row.type, told.outcome)
        units = units_of(row, told)
        following_step = next_step(connection, desk, following, row) if following else None
    prepare(desk, on, *(following_step.days if following_step else ()), *([desk.today] if following_step else []))

    def work(session: Session) -> dict[str, int | None]:
        [now] = open_rows(session.connection(), desk, [id_])
        mark(session, desk, now, told, on, units_of(now, told), outcome)
        return {"next": insert_next(session, desk, following_step, now.owner_id, now.id)}

    name = f"{units} of {says(row)}" if row.is_block else says(row)
    result = desk.write(desk.act("done", f"did {name}"), work, token=token)
    return tracked(desk, id_, result.value["next"], following_step, result.entry_id)


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
        fields["result_id"] = remember(session.connection(), desk.team.id, "note", clean_block(told.note))
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
    line = read_plan(text, today=desk.today)
    return following_of(
        connection,
        desk,
        line,
        Target(
            row.deal_id,
            row.account_id if row.deal_id is None else None,
            row.lead_id,
            row.deal or row.account or row.lead,
            row.deal or row.account,
        ),
    )


def following_of(connection: Connection, desk: Desk, line: QuickAdd, about: Target) -> Understood:
    """Return a next step as planned work about the same subject, unless it names its own."""
    if line.problems:
        raise NotReadable(" ".join(line.problems))
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
    return made[0]


def follow(desk: Desk, id_: int, text: str, *, token: str | None = None) -> Tracked:
    """Plan the next step behind an item of mine in one line ("email fri") and return the item with it.

    Raises NotFound, NotYours, NotReadable, Ambiguous, PlannedInThePast, SprintIsClosed.
    """
    with desk.database.read() as connection:
        rows = rows_of(connection, desk, [id_])
        refuse_others(connection, desk, rows)
        step = next_step(connection, desk, text, rows[0])
    prepare(desk, *(day or desk.today for day in step.days))

    def work(session: Session) -> int | None:
        return insert_next(session, desk, step, rows[0].owner_id, id_)

    result = desk.write(desk.act("plan", f"planned {step.summary}"), work, token=token)
    return tracked(desk, id_, result.value, step, result.entry_id)


def log(desk: Desk, text: str, *, token: str | None = None) -> Tracked:
    """Log work of mine that was never planned, in one line, with the next step it may name: `call orsini reached 5m next email fri`.

    Raises NotReadable, NotFound, Ambiguous, NotYetDone, PlannedInThePast, SprintIsClosed.
    """
    line = read_log(text, today=desk.today)
    if line.problems:
        raise NotReadable(" ".join(line.problems))
    if line.done.separate:
        raise NotReadable("Log one day at a time: a line for each day.")
    with desk.database.read() as connection:
        wish = settle(connection, desk, line.done)
        step = following_of(connection, desk, line.following, wish.target) if line.following else None
    on = wish.days[0] or desk.today
    refuse_future(desk, on)
    prepare(desk, on, *(step.days if step else ()), *([desk.today] if step else []))

    def work(session: Session) -> dict[str, int | None]:
        id_ = insert_done(session, desk, wish, on)
        return {"id": id_, "next": insert_next(session, desk, step, desk.me.id, id_)}

    result = desk.write(desk.act("log", f"logged {wish.summary}"), work, token=token)
    return tracked(desk, int(result.value["id"] or 0), result.value["next"], step, result.entry_id)


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


def tracked(desk: Desk, id_: int, next_id: int | None, step: Understood | None, entry_id: int | None) -> Tracked:
    """Return an item as it stands after the act."""
    with desk.database.read() as connection:
        [row] = rows_of(connection, desk, [id_])
    return Tracked(
        row.id, row.label, row.state, row.quantity_done, row.quantity_planned, row.outcome, row.done_on or desk.today, next_id,
        step.summary if step and next_id else None, entry_id,
    )  # fmt: skip


def block(desk: Desk, ids: Iterable[int], reason: str, *, clears_id: int | None = None, token: str | None = None) -> list[int]:
    """Say what stops items, and who can clear it, and return their ids; said again it replaces what was said.

    Raises NotFound, NotYours, AlreadyDone, IsDropped, NotReadable without a reason.
    """
    wanted = list(ids)
    reason = clean_block(reason)
    if not reason:
        raise NotReadable("Say what stops it: sprintsales block ID --reason WHY")
    with desk.database.read() as connection:
        rows = open_rows(connection, desk, wanted)

    def work(session: Session) -> list[int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import add, put

        rows = open_rows(session.connection(), desk, wanted)
        there = {one.activity_id: one.id for one in activities.blockers(session.connection(), desk.team.id)}
        reason_id = reason_of(session)
        for row in rows:
            if row.id in there:
                put(session, tables.Blocker, there[row.id], reason_id=reason_id, clears_id=clears_id)
            else:
                new = tables.Blocker(
                    team_id=desk.team.id, activity_id=row.id, since_on=desk.today, reason_id=reason_id, clears_id=clears_id
                )
                add(session, new)
        return [row.id for row in rows]

    return desk.write(desk.act("block", f"blocked {say_all(rows)}", reason=reason), work, token=token).value


def unblock(desk: Desk, ids: Iterable[int], *, token: str | None = None) -> list[int]:
    """Say that nothing stops items any more and return those that were blocked; raises NotFound, NotYours."""
    wanted = list(ids)
    with desk.database.read() as connection:
        rows = rows_of(connection, desk, wanted)
        refuse_others(connection, desk, rows)

    def work(session: Session) -> list[int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        there = [one for one in activities.blockers(session.connection(), desk.team.id) if one.activity_id in wanted]
        for one in there:
            put(session, tables.Blocker, one.id, cleared_on=desk.today)
        return [one.activity_id for one in there if one.activity_id is not None]

    return desk.write(desk.act("unblock", f"unblocked {say_all(rows)}"), work, token=token).value
