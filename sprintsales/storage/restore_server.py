"""An export put into an empty database of a server: all in one transaction, so that it is there wholly or not at all."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage.check import Report, examine
from sprintsales.storage.database import Database
from sprintsales.storage.document import LEFT_OUT, Export, NotRestorable, Row, fitting
from sprintsales.storage.plain import DAY, MOMENT, YES_NO
from sprintsales.storage.scrub import scrub_server
from sprintsales.storage.server import TABLES, WRITERS, add_guards, drop_everything, make_tables
from sprintsales.storage.server_errors import sqlstate
from sprintsales.storage.upgrade import Steps, run_steps
from sprintsales.storage.version import HEAD

if TYPE_CHECKING:
    from sprintsales.storage.restore import Amend

OF_THE_DATA = ("22", "23", "54", "42804")
"""Errors that are the export's: a value out of range, a broken rule, a text too long for an index, a wrong type."""
NUL, STAND_IN = "\0", "␀"
NUL_IN_JSON = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
# The journal's own JSON, which an undo or a merge takes values from again. A snapshot is sealed and keeps its escapes.
HOLDING_JSON = {"journal_change": ("before", "after"), "journal_result": ("body",), "import_seen": ("seen",)}
SHOWN = 10
WRITTEN = {
    DAY: re.compile(r"\d{4}-\d\d-\d\d"),
    MOMENT: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"),
    YES_NO: re.compile("[01]"),
}
"""How an export writes what PostgreSQL would also take in other words: "tomorrow" is a day to it."""


def restore_on_server(export: Export, target: str, *, steps: Steps, amend: Amend | None) -> Report:
    """Make the database a URL names from an export and return what an examination of it found, with what had to be changed.

    Raises NotRestorable, Refused where there is something already, Unusable when the server cannot be used.
    """
    database = Database(target)
    try:
        with database.place.writer.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key, 0)"), {"key": WRITERS})
            make_room(connection, database, steps)
            notes = fill(connection, export, steps)
            add_guards(connection)
            connection.exec_driver_sql("ANALYZE")
            erased = amend(connection) if amend is not None else None
            report = examine(connection)
        if erased:
            notes.extend(sentence for sentence in (scrub_server(database)[1],) if sentence)
    except DBAPIError as error:
        raise reason(database, error) from error
    except (OverflowError, UnicodeEncodeError) as error:
        raise NotRestorable(f"The export holds a value no table can keep and was not restored ({error}). Try an older one.") from error
    finally:
        database.close()
    return Report(report.findings, report.invariants, report.entries, report.changes, tuple(notes))


def reason(database: Database, error: DBAPIError) -> Exception:
    """Return the refusal an error stands for: the file that was read, the export, or the server."""
    said = str(error.orig).strip().partition("\n")[0]
    if isinstance(error.orig, sqlite3.Error):
        return NotRestorable(f"The backup is damaged and cannot be restored ({said}). Try an older one.")
    if sqlstate(error).startswith(OF_THE_DATA):
        return NotRestorable(
            f"The export breaks a rule of the tables and was not restored ({said}). To look at it, restore it into a file: "
            "sprintsales --db NEW-FILE restore FILE, then sprintsales --db NEW-FILE db check"
        )
    return database.trouble(error)


def make_room(connection: Connection, database: Database, steps: Steps) -> None:
    """Take away tables of ours that nothing was written to; raises Refused where there is something, Unusable for a newer schema."""
    there = connection.execute(text(TABLES)).scalars().all()
    version = database.place.version(connection)
    if version is None:
        if there:
            raise Refused(f"{database.name} holds other tables ({', '.join(there[:3])}). Ask for an empty database of its own.")
        return
    if version not in steps.known:
        raise Unusable(f"{database.name} was written by a newer sprintsales ({version}). Update the program; nothing was changed.")
    if connection.exec_driver_sql("SELECT 1 FROM journal_entry LIMIT 1").first() is not None:
        raise Refused(f"{database.name} holds a team already, and restoring would replace it. Name an empty database with --db.")
    if version != HEAD:
        raise Refused(
            f"{database.name} is empty and of an older sprintsales ({version}). Bring it up to date first: sprintsales db upgrade"
        )
    drop_everything(connection)


def fill(connection: Connection, export: Export, steps: Steps) -> list[str]:
    """Make the tables of the export's schema, put every row in, bring all to this program's schema; return what to say of it."""
    if export.version == steps.head == HEAD:
        make_tables(connection)
    else:
        run_steps(connection, export.version, steps)
    changed: list[str] = []
    put_back = taken_away(connection)
    there = columns_of(connection)
    for name, columns, rows in fitting(export, there):
        copy_in(connection, name, columns, without_nul(name, columns, as_written(name, columns, rows, there[name]), changed))
    for statement in put_back:
        connection.exec_driver_sql(statement)
    keep_ids(connection, export.ids)
    if export.version != steps.head:
        run_steps(connection, steps.head, steps)
    return [nul_note(changed)] if changed else []


INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid)
ORDER BY 1"""
LINKS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND contype = 'f' ORDER BY 1, 2"""


def taken_away(connection: Connection) -> list[str]:
    """Drop links and indexes and return the statements that make them again: asked once at the end they take a third of the time.

    Without links the tables may also come in any order.
    """
    links = connection.exec_driver_sql(LINKS).all()
    for table, name, _ in links:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.exec_driver_sql(INDEXES).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    return [definition for _, definition in indexes] + [f"ALTER TABLE {table} ADD CONSTRAINT {name} {is_}" for table, name, is_ in links]


def columns_of(connection: Connection) -> Mapping[str, Mapping[str, str]]:
    """Return the tables that are there with their columns and what kind each is of."""
    query = (
        "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name <> 'alembic_version'"
    )
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.exec_driver_sql(query):
        found.setdefault(table, {})[column] = kind
    return found


def as_written(name: str, columns: Sequence[str], rows: Iterable[Row], kinds: Mapping[str, str]) -> Iterator[Row]:
    """Yield rows whose days, moments, and yes and no stand as an export writes them; raises NotRestorable for others."""
    patterns = [(place, WRITTEN[kinds[column]].fullmatch) for place, column in enumerate(columns) if kinds[column] in WRITTEN]
    for row in rows:
        for place, fits in patterns:
            if row[place] is not None and not fits(str(row[place])):
                value = f"{columns[place]} {str(row[place])[:40]!r}"
                raise NotRestorable(
                    f"The export breaks a rule of the tables and was not restored ({name}: {value} cannot be kept). Try an older one."
                )
        yield row


def copy_in(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Send rows to a table as they come, none of them kept in memory."""
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        cut, kind = connection.dialect.is_disconnect(error, driver, None), connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(statement, None, error, kind, connection_invalidated=cut, dialect=connection.dialect) from error


def without_nul(name: str, columns: Sequence[str], rows: Iterable[Row], changed: list[str]) -> Iterator[Row]:
    """Yield rows without NUL, which PostgreSQL cannot keep in a text: it becomes ␀ as in everything typed, its row is noted.

    A person's text gets a digest of what it now is; the journal's JSON names the same sign, so that the two agree.
    """
    json_at = [columns.index(column) for column in HOLDING_JSON.get(name, ()) if column in columns]
    for row in rows:
        if not any(type(value) is str and NUL in value for value in row) and not any("\\u0000" in str(row[place]) for place in json_at):
            yield row
            continue
        new = [value.replace(NUL, STAND_IN) if isinstance(value, str) else value for value in row]
        for place in json_at:
            value = new[place]
            new[place] = NUL_IN_JSON.sub(r"\1\\u2400", value) if isinstance(value, str) else value
        if name == "person_text" and isinstance(body := new[columns.index("body")], str):
            new[columns.index("digest")] = hashlib.sha256(f"{new[columns.index('salt')]}{body}".encode()).hexdigest()
        if new != row:
            changed.append(f"{name} {row[columns.index('id')]}")
        yield new


def nul_note(changed: Sequence[str]) -> str:
    """Return what to say of rows that held a NUL."""
    more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    return (
        f"{len(changed)} rows held a NUL, which PostgreSQL cannot keep: ␀ stands there now, and digests of persons' texts among them "
        f"were made anew ({', '.join(changed[:SHOWN])}{more})."
    )


def keep_ids(connection: Connection, given: Mapping[str, int]) -> None:
    """Let no table give out an id again that it gave out, or that the journal speaks of."""
    spoken_of = connection.exec_driver_sql("SELECT tbl, max(row_id) FROM journal_change GROUP BY tbl")
    journalled = {str(name): int(last) for name, last in spoken_of}
    for name in set(columns_of(connection)) - LEFT_OUT:
        there = connection.exec_driver_sql(f"SELECT max(id) FROM {name}").scalar() or 0
        last = max(int(there), journalled.get(name, 0), given.get(name, 0))
        if last:
            connection.exec_driver_sql(f"SELECT setval('{name}_id_seq', {last})")
