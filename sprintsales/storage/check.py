"""The database examined: every invariant by name, and what breaks it in sentences with the rows it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from sprintsales.storage.catalogue import odd_parts
from sprintsales.storage.database import Database
from sprintsales.storage.digests import digest_of
from sprintsales.storage.door import ENTRY
from sprintsales.storage.guards import SWITCHES, odd_guards
from sprintsales.storage.invariants import Rule, rules
from sprintsales.storage.plain import stream
from sprintsales.storage.replay import HISTORY, TABLES, VERSIONS, replay
from sprintsales.storage.server_errors import sqlstate

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: the invariant it breaks, a sentence, and the rows ("deal 12", the first twenty)."""

    invariant: str
    sentence: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, the names of all invariants examined, how much of the journal was replayed, and what else is to be said."""

    findings: tuple[Finding, ...]
    invariants: tuple[str, ...]
    entries: int
    changes: int
    notes: tuple[str, ...] = ()


Found = tuple[str, str, str]  # the invariant, what is said of a row, the row
Look = Callable[[Connection], Iterator[Found]]


def check(database: Database) -> Report:
    """Return what is wrong with a database as of one moment; raises Unusable when it cannot be read at all."""
    with database.read(any_version=True) as connection:
        return examine(connection)


def examine(connection: Connection) -> Report:
    """Return what is wrong, seen through one connection, whichever database it is of."""
    asked: list[Look] = [partial(broken, rule) for rule in rules(connection.dialect.name)]
    found = [finding for together in (*([look] for look in LOOKS), asked) for finding in looked(connection, together)]
    return Report(tuple(grouped(found)), invariants(), count(connection, "journal_entry"), count(connection, "journal_change"))


def count(connection: Connection, table: str) -> int:
    """Return how many rows a table has, none where it is missing."""
    try:
        with connection.begin_nested():
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())
    except DBAPIError as error:
        if unreadable(error) is None:
            raise
        return 0


def invariants() -> tuple[str, ...]:
    """Return the names of all invariants, in the order they are examined: the same for both databases, but for what only files can hold."""
    own = (WHOLE, GUARDS, TABLES, VERSIONS, HISTORY, SNAPSHOTS, TEXTS, DOOR)
    return tuple(dict.fromkeys((*own, *(rule.invariant for rule in rules("sqlite")))))


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


WHOLE, GUARDS, DOOR = "the tables are whole", "the guards are in place", "the write door is shut"
SNAPSHOTS, TEXTS = "snapshots are unchanged", "texts of persons are unchanged"


def looked(connection: Connection, looks: Sequence[Look]) -> list[Found]:
    """Return what these looks find; one that meets a missing or damaged table says so and lets the others go on.

    They are tried together first: setting each apart would cost two more questions to a server that may be far away.
    """
    try:
        with connection.begin_nested():
            return [finding for look in looks for finding in look(connection)]
    except DBAPIError as error:
        said = unreadable(error)
        if said is None:
            raise
        if len(looks) > 1:
            return [finding for look in looks for finding in looked(connection, [look])]
        return [(WHOLE, f"something cannot be read, so not everything was examined ({said})", "")]


def unreadable(error: DBAPIError) -> str | None:
    """Return what a database says of a part that is missing or damaged; None for an error that is not about that."""
    said = str(error.orig).strip().partition("\n")[0]
    state = sqlstate(error)
    if state:
        # an unknown name; a value that cannot be; data corrupted; a page of a file missing
        return said if state.startswith(("42P", "42703", "22", "XX", "58P01")) else None
    return said if said.startswith(("no such table", "no such column")) else None


def tables_are_whole(connection: Connection) -> Iterator[Found]:
    """Yield what SQLite finds wrong in pages and indexes, and on both databases what is not as this program makes the tables."""
    if connection.dialect.name == "sqlite":
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if said != "ok":
                yield WHOLE, str(said).strip(), ""
    for said, part in odd_parts(connection):
        yield WHOLE, said, part


def guards_in_place(connection: Connection) -> Iterator[Found]:
    """Yield guards that are missing, changed, switched off, or not ours."""
    for said, guard in odd_guards(connection):
        yield GUARDS, said, guard


def door_is_shut(connection: Connection) -> Iterator[Found]:
    """Yield settings that name an act for whole sessions, so that a console could write under it; a file has only its table."""
    if connection.dialect.name != "sqlite":
        for setting in connection.exec_driver_sql(SWITCHES).scalars():
            if setting.startswith(f"{ENTRY}="):
                yield DOOR, "names an act for whole sessions, so a console could write under it", f"setting {setting}"


def journal_replays(connection: Connection) -> Iterator[Found]:
    """Yield where the journal and the tables do not agree."""
    for fault in replay(connection):
        yield fault.invariant, fault.said, f"{fault.table} {fault.row_id}"


def snapshots_unchanged(connection: Connection) -> Iterator[Found]:
    """Yield snapshots whose digest is not that of their body."""
    for row_id, body, digest in stream(connection, "SELECT id, body, digest FROM snapshot ORDER BY id"):
        if digest_of(str(body)) != digest:
            yield SNAPSHOTS, "was changed after it was taken: its digest is not that of its body", f"snapshot {row_id}"


def texts_unchanged(connection: Connection) -> Iterator[Found]:
    """Yield texts that are not the ones their digests were made of, lost ones, and erased ones that are back."""
    for row_id, salt, digest, body, erased_as in stream(
        connection, "SELECT id, salt, digest, body, erased_as FROM person_text ORDER BY id"
    ):
        row = f"person_text {row_id}"
        if body is None and erased_as is None:
            yield TEXTS, "is lost: it was not erased, and there is no text", row
        if body is not None and erased_as is not None:
            yield TEXTS, "was erased, and the text is there again", row
        if body is not None and hashlib.sha256(f"{salt}{body}".encode()).hexdigest() != digest:
            yield TEXTS, "was changed: its digest is not that of the text", row


def broken(rule: Rule, connection: Connection) -> Iterator[Found]:
    """Yield the rows that break a rule."""
    for row_id, *words in sorted(map(tuple, connection.exec_driver_sql(rule.query))):
        yield rule.invariant, rule.said.format(*words), f"{rule.table} {row_id}"


LOOKS: tuple[Look, ...] = (tables_are_whole, guards_in_place, door_is_shut, journal_replays, snapshots_unchanged, texts_unchanged)

__all__ = ["Finding", "Report", "check", "examine", "invariants"]
