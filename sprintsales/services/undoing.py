"""Undo and redo: my last act, or a named one, taken back as one act of its own."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, func, not_, select

from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.storage.journal import (
    REDO,
    UNDO,
    Entry,
    NotUndone,
    asked_before,
    entry_named,
    entry_numbered,
    first_of,
    next_redo,
    next_undo,
    taken_back,
)
from sprintsales.storage.schema import journal_change
from sprintsales.storage.undo import Kept, undo_entry

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back: the act, the rows, what had to be kept, and the new entry."""

    verb: str
    summary: str
    rows: int
    kept: tuple[Kept, ...]
    entry_id: int | None


def undo(desk: Desk, entry_id: int | None = None, *, token: str | None = None) -> TakenBack:
    """Take back my last act, or the one named, and return what that did; an import is taken back as far as it still holds.

    Raises NothingToUndo, NotUndone, NotFound, NotYourAct, or TouchedSince when what it wrote no longer stands.
    """
    with desk.database.read() as connection:
        entry = asked_before(connection, desk.team.id, token)
        if entry is None:
            roles.refuse(connection, desk, UNDO)
            entry = next_undo(connection, desk.team.id, desk.me.id) if entry_id is None else named(connection, desk, entry_id)
    return reverse(desk, entry, token)


def last_act(desk: Desk) -> Entry:
    """Return the act of mine that an undo would take back, with its moment; raises NothingToUndo, NotUndone."""
    with desk.database.read() as connection:
        roles.refuse(connection, desk, UNDO)
        return next_undo(connection, desk.team.id, desk.me.id)


def redo(desk: Desk, *, token: str | None = None) -> TakenBack:
    """Do again what my last undo took back; raises NothingToUndo when nothing was undone last, TouchedSince as an undo does."""
    with desk.database.read() as connection:
        entry = asked_before(connection, desk.team.id, token)
        if entry is None:
            roles.refuse(connection, desk, REDO)
            entry = next_redo(connection, desk.team.id, desk.me.id)
    return reverse(desk, entry, token)


def named(connection: Connection, desk: Desk, entry_id: int) -> Entry:
    """Return the act with this number, one of mine unless a manager asks; raises NotFound, NotYourAct, NotUndone."""
    refuse_others(connection, desk, entry_numbered(connection, desk.team.id, entry_id))
    return entry_named(connection, desk.team.id, entry_id)


def refuse_others(connection: Connection, desk: Desk, entry: Entry) -> Entry:
    """Return the act behind an entry; raises NotYourAct for somebody else's, OnlyManagers for one that needs a manager's seat again."""
    first = first_of(connection, desk.team.id, entry)
    roles.refuse_others(connection, desk, "undo", f"Entry {first.id} ({plain(first.summary)})", first.member_id)
    roles.refuse(connection, desk, first.verb)
    return first


def told_rows(desk: Desk, entry_id: int | None) -> dict[str, int]:
    """Return how many rows of each table an act wrote, the most first; stages that only moved up or down are none of them."""
    if entry_id is None:
        return {}
    c = journal_change.c
    many = func.count(c.row_id.distinct())
    moved = and_(c.tbl == "stage", c.op == "update")
    query = select(c.tbl, many).where(c.entry_id == entry_id, not_(moved)).group_by(c.tbl)
    with desk.database.read() as connection:
        found = {str(table): int(rows) for table, rows in connection.execute(query)}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def plain(summary: str) -> str:
    """Return what an act was about, without the undos and redos it has been through."""
    return summary.removeprefix("undid: ").removeprefix("did again: ")


def reverse(desk: Desk, entry: Entry, token: str | None) -> TakenBack:
    """Reverse an act under a new one: an undo, or of an undo the redo.

    Which act is meant was decided by what the user saw; whether it still stands, and may be taken back, is judged inside the write.
    """
    verb, said = (REDO, "did again") if entry.verb == UNDO else (UNDO, "undid")
    summary = f"{said}: {plain(entry.summary)}"

    def work(session: Session) -> dict[str, Any]:
        connection = session.connection()
        if taken_back(connection, entry.id, before=session.info["entry_id"]):
            raise NotUndone(f"{entry.summary} has just been taken back by another window. Look again; redo brings it back.")
        first = refuse_others(connection, desk, entry)
        made = undo_entry(
            connection, entry.id, partly=first.verb == "import" and verb == UNDO, first_id=first.id, said=plain(entry.summary)
        )
        (roles.refuse_unled if first.verb == "seat" else roles.refuse_without_manager)(connection, desk)
        return {"rows": made.rows, "kept": [astuple(one) for one in made.kept]}

    done = desk.write(desk.act(verb, summary, undoes=entry.id), work, token=token)
    kept = tuple(Kept(table, row_id, tuple(fields), why) for table, row_id, fields, why in done.value["kept"])
    return TakenBack(verb, summary, done.value["rows"], kept, done.entry_id)
