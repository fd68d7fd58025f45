"""The database examined: every invariant by name, and what breaks it in sentences with the rows it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from sprintsales.storage.database import Database
from sprintsales.storage.digests import digest_of
from sprintsales.storage.invariants import rules
from sprintsales.storage.replay import HISTORY, TABLES, VERSIONS, replay
from sprintsales.storage.triggers import sqlite_triggers

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: the invariant it breaks, a sentence, and the rows ("deal 12", the first twenty)."""

    invariant: str
    sentence: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, the names of all invariants examined, and how much of the journal was replayed."""

    findings: tuple[Finding, ...]
    invariants: tuple[str, ...]
    entries: int
    changes: int


Found = tuple[str, str, str]  # the invariant, what is said of a row, the row


def check(database: Database) -> Report:
    """Return what is wrong with a database as of one moment; raises Unusable when it cannot be read at all."""
    with database.read(any_version=True) as connection:
        return examine(connection)


def examine(connection: Connection) -> Report:
    """Return what is wrong, seen through one connection."""
    found = [finding for look in LOOKS for finding in look(connection)]
    entries, changes = (
        int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()) for name in ("journal_entry", "journal_change")
    )
    return Report(tuple(grouped(found)), invariants(), entries, changes)


def invariants() -> tuple[str, ...]:
    """Return the names of all invariants, in the order they are examined."""
    own = (FILE, LINKS, GUARDS, TABLES, VERSIONS, HISTORY, SNAPSHOTS, TEXTS)
    return tuple(dict.fromkeys((*own, *(rule.invariant for rule in rules()))))


def grouped(found: Iterable[Found]) -> Iterator[Finding]:
    """Yield one finding for rows of which the same is said: "deal 4 and deal 9: ..."."""
    groups: dict[tuple[str, str], list[str]] = {}
    for invariant, said, row in found:
        groups.setdefault((invariant, said), []).append(row)
    for (invariant, said), all_rows in groups.items():
        rows = [row for row in all_rows if row]
        more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        who = f"{', '.join(rows[:SHOWN])}{more}: " if rows else ""
        yield Finding(invariant, f"{who}{said}.", tuple(rows[:SHOWN]))


FILE, LINKS, GUARDS = "the file is whole", "links lead to rows", "the guards are in place"
SNAPSHOTS, TEXTS = "snapshots are unchanged", "texts of persons are unchanged"


def file_is_whole(connection: Connection) -> Iterator[Found]:
    """Yield what SQLite finds wrong in pages, indexes and rules of the tables."""
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield FILE, str(said).strip(), ""


def links_lead_somewhere(connection: Connection) -> Iterator[Found]:
    """Yield rows that point at a row that is not there."""
    for table, row_id, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield LINKS, f"points at a {str(parent).replace('_', ' ')} that is not there", f"{table} {row_id}"


def guards_in_place(connection: Connection) -> Iterator[Found]:
    """Yield triggers that are missing, changed, or not ours."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    there = {str(name): str(text) for name, text in connection.exec_driver_sql(query)}
    ours = {text.split()[2]: text for text in sqlite_triggers()}
    for name, text in ours.items():
        if there.get(name) != text:
            how = "is changed" if name in there else "is missing"
            yield GUARDS, f"{how}, so the journal may miss a write", f"trigger {name}"
    for name in sorted(set(there) - set(ours)):
        yield GUARDS, "was not made by sprintsales and acts on its rows", f"trigger {name}"


def journal_replays(connection: Connection) -> Iterator[Found]:
    """Yield where the journal and the tables do not agree."""
    for fault in replay(connection):
        yield fault.invariant, fault.said, f"{fault.table} {fault.row_id}"


def snapshots_unchanged(connection: Connection) -> Iterator[Found]:
    """Yield snapshots whose digest is not that of their body."""
    for row_id, body, digest in connection.exec_driver_sql("SELECT id, body, digest FROM snapshot"):
        if digest_of(str(body)) != digest:
            yield SNAPSHOTS, "was changed after it was taken: its digest is not that of its body", f"snapshot {row_id}"


def texts_unchanged(connection: Connection) -> Iterator[Found]:
    """Yield texts that are not the ones their digests were made of, lost ones, and erased ones that are back."""
    query = "SELECT id, salt, digest, body, erased_as FROM person_text"
    for row_id, salt, digest, body, erased_as in connection.execution_options(yield_per=1000).exec_driver_sql(query):
        row = f"person_text {row_id}"
        if body is None and erased_as is None:
            yield TEXTS, "is lost: it was not erased, and there is no text", row
        if body is not None and erased_as is not None:
            yield TEXTS, "was erased, and the text is there again", row
        if body is not None and hashlib.sha256(f"{salt}{body}".encode()).hexdigest() != digest:
            yield TEXTS, "was changed: its digest is not that of the text", row


def rules_hold(connection: Connection) -> Iterator[Found]:
    """Yield the rows that break a rule."""
    for rule in rules():
        for (row_id,) in connection.exec_driver_sql(rule.query):
            yield rule.invariant, rule.said, f"{rule.table} {row_id}"


LOOKS: tuple[Callable[[Connection], Iterator[Found]], ...] = (
    file_is_whole,
    links_lead_somewhere,
    guards_in_place,
    journal_replays,
    snapshots_unchanged,
    texts_unchanged,
    rules_hold,
)

__all__ = ["Finding", "Report", "check", "examine", "invariants"]
