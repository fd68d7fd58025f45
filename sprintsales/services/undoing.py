"""Undo and redo: my last act, or a named one, taken back as one act of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sprintsales.services.desk import Desk
from sprintsales.storage.journal import Entry, NotUndone, entry_named, next_redo, next_undo, undone_entries
from sprintsales.storage.undo import Kept, Undone, undo_entry

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

    Raises NothingToUndo, NotUndone, NotFound, or TouchedSince when what it wrote no longer stands.
    """
    with desk.database.read() as connection:
        entry = next_undo(connection, desk.team.id, desk.me.id) if entry_id is None else entry_named(connection, desk.team.id, entry_id)
    return reverse(desk, entry, "undo", f"undid: {plain(entry.summary)}", token)


def redo(desk: Desk, *, token: str | None = None) -> TakenBack:
    """Do again what my last undo took back; raises NothingToUndo when nothing was undone last."""
    with desk.database.read() as connection:
        entry = next_redo(connection, desk.team.id, desk.me.id)
    return reverse(desk, entry, "redo", f"did again: {plain(entry.summary)}", token)


def plain(summary: str) -> str:
    """Return what an act was about, without the undos and redos it has been through."""
    return summary.removeprefix("undid: ").removeprefix("did again: ")


def reverse(desk: Desk, entry: Entry, verb: str, summary: str, token: str | None) -> TakenBack:
    """Reverse an act under a new one."""
    undone = Undone()

    def work(session: Session) -> int:
        connection = session.connection()
        if entry.id in undone_entries(connection, desk.team.id, before=session.info["entry_id"]):
            raise NotUndone(f"{entry.summary} has just been taken back by another window.")
        made = undo_entry(connection, entry.id, partly=entry.verb == "import")
        undone.rows, undone.kept = made.rows, made.kept
        return made.rows

    act = desk.act(verb, summary, undoes=entry.id)
    done = desk.write(act, work, token=token)
    return TakenBack(verb, summary, undone.rows, tuple(undone.kept), done.entry_id)
