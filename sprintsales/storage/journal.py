"""Reading the journal: which acts stand, what can be undone or redone, and what an act changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Connection, Date, Select, Table, func, or_, select

from sprintsales.domain.errors import NotFound, Refused
from sprintsales.storage.schema import journal_change, journal_entry
from sprintsales.storage.types import MOMENT_FORMAT, Moment

Values = Mapping[str, object]
IDS_TOGETHER = 900
INIT, UNDO, REDO = "init", "undo", "redo"
FINAL_WAYS = {"commit": "A commitment is withdrawn with: sprintsales plan --withdraw (W on the Plan screen)"}


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


def last_entry(connection: Connection) -> int:
    """Return the id of the newest entry of all teams, 0 where there is none yet."""
    return int(connection.execute(select(func.coalesce(func.max(journal_entry.c.id), 0))).scalar_one())


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


def taken_back(connection: Connection, entry_id: int, *, before: int | None = None) -> bool:
    """Return whether a later act took this one back, itself taken back or not; BEFORE leaves out that act and later ones."""
    e = journal_entry.c
    query = select(e.id).where(e.undoes_id == entry_id)
    return connection.execute(query if before is None else query.where(e.id < before)).first() is not None


def next_undo(connection: Connection, team_id: int, member_id: int | None) -> Entry:
    """Return the act an undo takes back; raises NothingToUndo, or NotUndone for a final act.

    It is the member's newest act, or act done again, that nobody has taken back.
    """
    e = journal_entry.c
    own = standing_acts(team_id, member_id).where(or_(e.undoes_id.is_(None), e.verb == REDO), e.verb != INIT)
    row = connection.execute(own.order_by(e.id.desc()).limit(1)).first()
    if row is None:
        raise NothingToUndo("There is nothing of yours to undo. Ask whoever did it to undo what is not yours.")
    found = Entry(*row)
    if found.final:
        way = FINAL_WAYS.get(found.verb, "An earlier act is taken back by its number: sprintsales undo --entry N")
        raise NotUndone(f"Your last act ({found.summary}) is kept for good. {way}")
    return found


def next_redo(connection: Connection, team_id: int, member_id: int | None) -> Entry:
    """Return the undo that a redo takes back: the member's newest since anything new was done; raises NothingToUndo."""
    e = journal_entry.c
    new = select(e.id).where(e.team_id == team_id, e.member_id == member_id, e.undoes_id.is_(None)).order_by(e.id.desc()).limit(1)
    own = standing_acts(team_id, member_id).where(e.verb == UNDO, e.id > func.coalesce(new.scalar_subquery(), 0))
    row = connection.execute(own.order_by(e.id.desc()).limit(1)).first()
    if row is None:
        raise NothingToUndo("There is nothing to redo: redo follows an undo, before anything new is done.")
    return Entry(*row)


def acts(team_id: int) -> Select[Any]:
    """Return the question for a team's acts, in the order of Entry's fields."""
    e = journal_entry.c
    return select(e.id, e.verb, e.summary, e.member_id, e.undoes_id, e.final, e.known_on, e.happened_at).where(e.team_id == team_id)


def standing_acts(team_id: int, member_id: int | None) -> Select[Any]:
    """Return the question for a member's acts that nobody took back."""
    e, later = journal_entry.c, journal_entry.alias("later")
    return acts(team_id).where(e.member_id == member_id, ~select(later.c.id).where(later.c.undoes_id == e.id).exists())


def entry_numbered(connection: Connection, team_id: int, entry_id: int) -> Entry:
    """Return an act by its number; raises NotFound."""
    row = connection.execute(acts(team_id).where(journal_entry.c.id == entry_id)).first()
    if row is None:
        raise NotFound(f"There is no journal entry {entry_id} in this team. Write the number that was told when it was saved.")
    return Entry(*row)


def entry_named(connection: Connection, team_id: int, entry_id: int) -> Entry:
    """Return the act an undo by number takes back: the one named, or the last time it was done again.

    Raises NotFound, NotUndone when it was taken back already or is final.
    """
    named = found = entry_numbered(connection, team_id, entry_id)
    if named.final or named.verb == INIT:
        raise NotUndone(
            f"Entry {entry_id} ({named.summary}) is kept for good; undo does not take it back. Change what it did by a new act instead."
        )
    stands = True
    while (later := undoing(connection, team_id, found.id)) is not None:
        found, stands = later, not stands
    if not stands:
        raise NotUndone(f"Entry {entry_id} ({named.summary}) has been undone already. To have it again: sprintsales redo, or do it anew.")
    return found


def undoing(connection: Connection, team_id: int, entry_id: int) -> Entry | None:
    """Return the last act that took this one back, if one did."""
    e = journal_entry.c
    row = connection.execute(acts(team_id).where(e.undoes_id == entry_id).order_by(e.id.desc()).limit(1)).first()
    return None if row is None else Entry(*row)


def first_of(connection: Connection, team_id: int, entry: Entry) -> Entry:
    """Return the act that a chain of undos and redos is about."""
    while entry.undoes_id is not None:
        entry = entry_numbered(connection, team_id, entry.undoes_id)
    return entry


def asked_before(connection: Connection, team_id: int, token: str | None) -> Entry | None:
    """Return the act that was taken back under this token, if one was: asking again means the same one."""
    if token is None:
        return None
    target = connection.execute(select(journal_entry.c.undoes_id).where(journal_entry.c.token == token)).scalar()
    return None if target is None else entry_numbered(connection, team_id, int(target))


def size_of(connection: Connection, entry_id: int) -> int:
    """Return how many row changes an act made."""
    query = select(func.count()).select_from(journal_change).where(journal_change.c.entry_id == entry_id)
    return int(connection.execute(query).scalar_one())


def changes_of(connection: Connection, entry_id: int, ids: Iterable[int] | None = None) -> list[Change]:
    """Return what an act changed, in order; only the changes with these IDS where they are given."""
    c = journal_change.c
    query = select(c.id, c.tbl, c.row_id, c.op, c.before, c.after).where(c.entry_id == entry_id).order_by(c.id)
    if ids is None:
        parts = [query]
    else:
        wanted = sorted(ids)
        parts = [query.where(c.id.in_(wanted[start : start + IDS_TOGETHER])) for start in range(0, len(wanted), IDS_TOGETHER)]
    return [
        Change(id_, tbl, row_id, op, read_json(before), read_json(after))
        for part in parts
        for id_, tbl, row_id, op, before, after in connection.execute(part)
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
        return datetime.fromisoformat(value)
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
