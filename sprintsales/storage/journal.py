"""Reading the journal: which acts stand, what can be undone or redone, and what an act changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Boolean, Connection, Date, Table, func, select

from sprintsales.domain.errors import NotFound, Refused
from sprintsales.storage.schema import journal_change, journal_entry
from sprintsales.storage.types import MOMENT_FORMAT, Moment

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as the journal holds it."""

    id: int
    verb: str
    summary: str
    member_id: int | None
    undoes_id: int | None
    final: bool
    known_on: date
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row: the fields it changed, before and after."""

    id: int
    table: str
    row_id: int
    op: str
    before: Values
    after: Values


class NothingToUndo(Refused):
    """There is no act of this member left to take back."""


class NotUndone(Refused):
    """This act is not taken back by undo."""


def undone_entries(connection: Connection, team_id: int | None = None, *, before: int | None = None) -> frozenset[int]:
    """Return the ids of all acts that do not stand any more (an undo that was itself undone does not count).

    BEFORE leaves out that act and later ones: inside a write, the act under way must not count as done.
    """
    entry = journal_entry
    query = select(entry.c.id, entry.c.undoes_id).where(entry.c.undoes_id.is_not(None)).order_by(entry.c.id.desc())
    if team_id is not None:
        query = query.where(entry.c.team_id == team_id)
    if before is not None:
        query = query.where(entry.c.id < before)
    undone: set[int] = set()
    for id_, undoes in connection.execute(query):
        if id_ not in undone:
            undone.add(undoes)
    return frozenset(undone)


def entries_of(connection: Connection, team_id: int, member_id: int | None) -> list[Entry]:
    """Return the acts of one member, oldest first."""
    entry = journal_entry
    columns = (
        entry.c.id,
        entry.c.verb,
        entry.c.summary,
        entry.c.member_id,
        entry.c.undoes_id,
        entry.c.final,
        entry.c.known_on,
        entry.c.happened_at,
    )
    query = select(*columns).where(entry.c.team_id == team_id, entry.c.member_id == member_id).order_by(entry.c.id)
    return [Entry(*row) for row in connection.execute(query)]


def stacks(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return what can be undone and what can be redone, the next one last."""
    done: list[Entry] = []
    redo: list[Entry] = []
    for entry in entries:
        target = entry.undoes_id
        if target is None:
            done.append(entry)
            redo = []
        elif any(one.id == target for one in done):
            done = [one for one in done if one.id != target]
            redo = redo if entry.final else [*redo, entry]
        elif any(one.id == target for one in redo):
            redo = [one for one in redo if one.id != target]
            done.append(entry)
    return done, redo


def next_undo(connection: Connection, team_id: int, member_id: int | None) -> Entry:
    """Return the act an undo takes back; raises NothingToUndo, or NotUndone for a final act."""
    done, _ = stacks(entries_of(connection, team_id, member_id))
    done = [entry for entry in done if entry.verb != "init"]
    if not done:
        raise NothingToUndo("There is nothing of yours to undo.")
    if done[-1].final:
        last = done[-1].summary
        raise NotUndone(f"Your last act ({last}) is kept for good. A commitment is withdrawn with: sprintsales plan --withdraw")
    return done[-1]


def next_redo(connection: Connection, team_id: int, member_id: int | None) -> Entry:
    """Return the undo that a redo takes back; raises NothingToUndo."""
    _, redo = stacks(entries_of(connection, team_id, member_id))
    if not redo:
        raise NothingToUndo("There is nothing to redo: redo follows an undo, before anything new is done.")
    return redo[-1]


def entry_named(connection: Connection, team_id: int, entry_id: int) -> Entry:
    """Return an act by its number; raises NotFound, NotUndone when it was taken back already or is final."""
    entry = journal_entry
    columns = (
        entry.c.id,
        entry.c.verb,
        entry.c.summary,
        entry.c.member_id,
        entry.c.undoes_id,
        entry.c.final,
        entry.c.known_on,
        entry.c.happened_at,
    )
    row = connection.execute(select(*columns).where(entry.c.id == entry_id, entry.c.team_id == team_id)).first()
    if row is None:
        raise NotFound(f"There is no journal entry {entry_id} in this team.")
    found = Entry(*row)
    if found.id in undone_entries(connection, team_id):
        raise NotUndone(f"Entry {entry_id} ({found.summary}) has been undone already.")
    if found.final or found.verb == "init":
        raise NotUndone(f"Entry {entry_id} ({found.summary}) is kept for good; undo does not take it back.")
    return found


def size_of(connection: Connection, entry_id: int) -> int:
    """Return how many row changes an act made."""
    query = select(func.count()).select_from(journal_change).where(journal_change.c.entry_id == entry_id)
    return int(connection.execute(query).scalar_one())


def changes_of(connection: Connection, entry_id: int) -> list[Change]:
    """Return what an act changed, in order."""
    c = journal_change.c
    query = select(c.id, c.tbl, c.row_id, c.op, c.before, c.after).where(c.entry_id == entry_id).order_by(c.id)
    return [
        Change(id_, tbl, row_id, op, read_json(before), read_json(after))
        for id_, tbl, row_id, op, before, after in connection.execute(query)
    ]


def read_json(text: str | None) -> Values:
    """Return the fields of a change as plain JSON values."""
    return {} if text is None else dict(json.loads(text))


def from_json(table: Table, values: Values) -> dict[str, object]:
    """Return journal values as the columns' Python values."""
    return {name: python_value(table, name, value) for name, value in values.items()}


def python_value(table: Table, name: str, value: object) -> object:
    """Return one journal value as its column's Python value."""
    kind = table.c[name].type
    if isinstance(kind, Date) and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(kind, Moment) and isinstance(value, str):
        return datetime.strptime(value, MOMENT_FORMAT).replace(tzinfo=UTC)
    if isinstance(kind, Boolean) and isinstance(value, int):
        return bool(value)
    return value


def plain_value(value: object) -> object:
    """Return a column's Python value as the journal writes it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(MOMENT_FORMAT)
    if isinstance(value, date):
        return value.isoformat()
    return value
