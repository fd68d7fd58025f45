"""Planning: adding work from one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.quickadd import QuickAdd, read_plan
from sprintsales.domain.text import clean_block, clean_line
from sprintsales.services import roles
from sprintsales.services.answering import answer_by_planning
from sprintsales.services.desk import Desk
from sprintsales.services.items import short_day
from sprintsales.services.sprints import ensure
from sprintsales.services.targets import Target, target_of
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.activities import ActivityRow, TypeRow

if TYPE_CHECKING:
    from sqlmodel import Session

MOST_MINUTES = 14_400


class PlannedInThePast(Refused):
    """Work is planned for a day that is gone."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One line of quick add made precise: what kind of work, about whom, on which days; `said` are (label, value) for the reader."""

    line: QuickAdd
    type: TypeRow
    target: Target
    days: tuple[date | None, ...]
    """One item for each; None: some time in this sprint."""
    said: tuple[tuple[str, str], ...]

    @property
    def minutes(self) -> int:
        """Effort of one item in minutes: as typed, else the type's usual for the quantity."""
        return min(self.line.minutes or self.type.minutes * self.quantity, MOST_MINUTES)

    @property
    def quantity(self) -> int:
        """Units in one item."""
        return 1 if self.line.separate else self.line.quantity

    @property
    def summary(self) -> str:
        """What the journal says."""
        count = f"{self.line.quantity}x " if self.line.quantity > 1 else ""
        about = f" {self.target.says or self.line.list_name or ''}".rstrip()
        when = ", ".join(short_day(day) for day in self.days if day is not None)
        return f"{count}{self.type.name}{about}{f', {when}' if when else ''}"


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned: the items, what was understood, and the entry in the journal."""

    ids: tuple[int, ...]
    understood: Understood
    entry_id: int | None


def understand(connection: Connection, desk: Desk, text: str, *, owner_id: int | None = None, day: date | None = None) -> Understood:
    """Return what a line of quick add means here, for planning it or for showing it while it is typed.

    DAY holds where the line names none. Raises NotReadable with all problems of the line, NotFound or Ambiguous for its names.
    """
    return settle(connection, desk, readable(desk, text), owner_id=owner_id, day=day)


def settle(connection: Connection, desk: Desk, line: QuickAdd, *, owner_id: int | None = None, day: date | None = None) -> Understood:
    """Return a line that was read, with its type and names looked up; raises NotReadable, NotFound, Ambiguous."""
    kind = type_of(connection, desk, line.type_code)
    target = target_of(connection, desk, line, desk.me.id if owner_id is None else owner_id)
    return precise(line, kind, target, line.days or (day,))


def type_of(connection: Connection, desk: Desk, code: str | None) -> TypeRow:
    """Return the team's type of work with a code; raises NotReadable for one it does not use."""
    kind = activities.types(connection, desk.team.id).get(code or "")
    if kind is None or kind.archived:
        raise NotReadable(f"This team does not use {code or 'this kind of work'} any more. Choose another type.")
    return kind


def precise(line: QuickAdd, kind: TypeRow, target: Target, days: tuple[date | None, ...]) -> Understood:
    """Return a line made precise, with what its words stand for now."""
    told = {"name": target.name, "deal": target.name, "lead": target.name, "account": target.name if target.account_id else None}
    said = tuple(
        (
            "deal" if label == "name" and target.deal_id else "account" if label == "name" and target.account_id else label,
            told.get(label) or value,
        )
        for label, value in line.understood
    )
    return Understood(line, kind, target, days, said)


def add(desk: Desk, text: str, *, owner_id: int | None = None, day: date | None = None, token: str | None = None) -> Planned:
    """Plan what one line says and return it; one item, a block, or one item for each day named.

    Raises NotReadable, NotFound, Ambiguous, PlannedInThePast, SprintIsClosed, NotYours; then nothing is written.
    """
    line = readable(desk, text)
    return plan(desk, line, lambda connection: settle(connection, desk, line, owner_id=owner_id, day=day), owner_id=owner_id, token=token)


def readable(desk: Desk, text: str) -> QuickAdd:
    """Return a line of quick add as it reads; raises NotReadable with all its problems."""
    team = desk.team
    line = read_plan(text, today=desk.today, week_start=team.week_start, fiscal_start_month=team.fiscal_start_month)
    if line.problems:
        raise NotReadable(" ".join(line.problems))
    return line


def plan(
    desk: Desk,
    line: QuickAdd,
    look: Callable[[Connection], Understood],
    *,
    owner_id: int | None = None,
    note: str | None = None,
    token: str | None = None,
) -> Planned:
    """Plan a line as LOOK makes it precise, such as what a line of attention asks for, with a note; raises as `add` does."""
    owner = desk.me.id if owner_id is None else owner_id

    def understood(connection: Connection) -> Understood:
        roles.refuse_others(connection, desk, "plan", "", owner)
        wish = look(connection)
        for day in wish.days:
            refuse_past(desk, day)
        return wish

    def work(session: Session, wish: Understood) -> dict[str, Any]:
        ids = [insert(session, desk, wish, owner, day, note=note) for day in wish.days]
        for id_, day in zip(ids, wish.days, strict=True):
            answer_for(session, desk, wish, id_, owner, day)
        return {"ids": ids, "type": wish.type.code, "days": [None if day is None else day.isoformat() for day in wish.days]}

    done = desk.decide("plan", understood, lambda wish: f"planned {wish.summary}", work, token=token)
    return Planned(tuple(done.value["ids"]), recalled(desk, line, done.value), done.entry_id)


def recalled(desk: Desk, line: QuickAdd, told: Mapping[str, Any]) -> Understood:
    """Return what a line was understood to be when it was planned, whatever it would mean now; names as they are now."""
    days = tuple(None if day is None else date.fromisoformat(day) for day in told["days"])
    with desk.database.read() as connection:
        kind = activities.types(connection, desk.team.id)[told["type"]]
        row = activities.by_ids(connection, desk.team.id, told["ids"]).get(told["ids"][0])
    return precise(line, kind, Target() if row is None else target_of_row(row), days)


def target_of_row(row: ActivityRow) -> Target:
    """Return whom an item is about, as a target."""
    account_id = row.account_id if row.deal_id is None else None
    says = row.deal or row.account or ("a lead" if row.lead_id else None)
    return Target(row.deal_id, account_id, row.lead_id, row.deal or row.account or row.lead, says)


def insert(
    session: Session, desk: Desk, wish: Understood, owner_id: int, day: date | None, *, note: str | None = None, after_id: int | None = None
) -> int:
    """Put one planned item into the tables and return its id."""
    from sprintsales.storage import tables
    from sprintsales.storage.persons import remember
    from sprintsales.storage.rows import add as add_row

    said = clean_block(note or wish.line.note or "")
    note_id = remember(session.connection(), desk.team.id, "note", said) if said else None
    row = tables.Activity(
        team_id=desk.team.id,
        type_id=wish.type.id,
        owner_id=owner_id,
        deal_id=wish.target.deal_id,
        lead_id=wish.target.lead_id,
        account_id=wish.target.account_id,
        sprint_id=ensure(session, desk, day or desk.today),
        list_name=clean_line(wish.line.list_name) if wish.line.list_name else None,
        quantity_planned=wish.quantity,
        planned_on=day,
        planned_time=minute_of(wish.line.time),
        minutes=wish.minutes,
        after_id=after_id,
        note_id=note_id,
    )
    return add_row(session, row)


def answer_for(session: Session, desk: Desk, wish: Understood, id_: int, owner_id: int, day: date | None) -> None:
    """Accept the proposal that asked for what was planned by a line."""
    target = wish.target
    answer_by_planning(
        session, desk, id_, owner_id=owner_id, type_code=wish.type.code, deal_id=target.deal_id, lead_id=target.lead_id, day=day
    )


def minute_of(clock: time | None) -> int | None:
    """Return a time of day in minutes since midnight."""
    return None if clock is None else clock.hour * 60 + clock.minute


def refuse_past(desk: Desk, day: date | None) -> None:
    """Raise PlannedInThePast for a day before today."""
    if day is not None and day < desk.today:
        raise PlannedInThePast(f"{short_day(day)} is over. Plan it for today or later; work already done is logged: sprintsales log ...")
