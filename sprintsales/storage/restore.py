"""A database made again from an export or a backup, journal and all, in a new file only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.exc import SQLAlchemyError

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage import schema
from sprintsales.storage.backup import copy_pages, finish, new_part
from sprintsales.storage.bulk import insert_rows
from sprintsales.storage.check import Report, check
from sprintsales.storage.database import Database
from sprintsales.storage.export import LEFT_OUT, SCHEMA
from sprintsales.storage.files import MAGIC
from sprintsales.storage.place import VERSION_TABLE
from sprintsales.storage.schema_rules import complete
from sprintsales.storage.triggers import sqlite_triggers
from sprintsales.storage.upgrade import OURS, Steps, alone_with, keep_ids_used, migrate, version_of

Document = Mapping[str, Any]
Amend = Callable[[Database], object]
PLAIN = {int, str, type(None)}


class NotRestorable(Refused):
    """The file is no export and no backup of sprintsales, or not a whole one."""


def restore(source: Path, path: Path, *, steps: Steps = OURS, amend: Amend | None = None) -> Report:
    """Make a database from an export (JSON) or a backup (SQLite) and return what an examination of it found.

    PATH is a new file, or a database nothing was written to yet. An older export or backup is brought to this program's
    schema. AMEND is done to it before it has its name. Raises NotRestorable for a file that is neither, Refused where there is
    something already, Unusable when a file cannot be read or written; then nothing is there that was not there before.
    """
    try:
        with source.open("rb") as file:
            backup = file.read(len(MAGIC)) == MAGIC
    except OSError as error:
        raise Unusable(f"{source} cannot be read ({error.strerror}).") from error
    if not backup:
        return restore_document(read_document(source), path, steps=steps, amend=amend)
    make_room(path)
    part = new_part(path)
    try:
        copy_pages(source, part)
        bring_up(part, source, steps)
        return settle(part, path, amend=amend)
    except sqlite3.Error as error:
        raise NotRestorable(f"{source} is damaged and cannot be restored ({error}). Try an older backup.") from error
    finally:
        sweep(part)


def restore_document(document: Document, path: Path, *, examined: bool = True, steps: Steps = OURS, amend: Amend | None = None) -> Report:
    """Make a database from an export that was read already and return what an examination found (nothing unless EXAMINED).

    Raises what `restore` raises.
    """
    version = checked_version(document, steps)
    make_room(path)
    part = new_part(path)
    try:
        older = version != steps.head
        if older:
            migrate(part, version, steps)
        load(document, part, new=not older)
        if older:
            migrate(part, steps.head, steps)
        return settle(part, path, examined=examined, amend=amend)
    except (SQLAlchemyError, sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
        said = getattr(error, "orig", None) or error
        raise NotRestorable(f"The export breaks a rule of the tables and was not restored ({said}).") from error
    finally:
        sweep(part)


def read_document(source: Path) -> Document:
    """Return an export as the document it is; raises NotRestorable, or Unusable when it cannot be read."""
    try:
        found = json.loads(source.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unusable(f"{source} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise NotRestorable(f"{source} is no export of sprintsales and no backup, or it is cut off ({error}).") from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise NotRestorable(f"{source} is no export of sprintsales. Make one with: sprintsales export all --format json")
    return found


def checked_version(document: Document, steps: Steps) -> str:
    """Return the schema an export was written in; raises NotRestorable for a newer one, or a document out of shape."""
    version = document.get("version")
    if version not in steps.known:
        raise NotRestorable(f"The export was written by a newer sprintsales ({version}). Update the program.")
    tables = document.get("tables")
    given = document.get("ids", {})
    if not isinstance(tables, dict) or not isinstance(given, dict) or not all(type(last) is int for last in given.values()):
        raise NotRestorable("The export holds no tables, or its ids are out of shape.")
    for name, table in tables.items():
        if not isinstance(table, dict) or not isinstance(table.get("columns"), list) or not isinstance(table.get("rows"), list):
            raise NotRestorable(f"The table {name} of the export is out of shape.")
        width = len(table["columns"])
        for place, row in enumerate(table["rows"], 1):
            if not isinstance(row, list) or len(row) != width or not PLAIN.issuperset(map(type, row)):
                raise NotRestorable(f"Row {place} of the table {name} of the export is out of shape.")
    return str(version)


def make_room(path: Path) -> None:
    """Check that a database may be made here; raises Refused when something is there that somebody may need."""
    if not path.exists():
        return
    if version_of(path) is None:
        raise Refused(f"{path} is a database of something else. Name a new file with --db.")
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        (used,) = connection.execute("SELECT count(*) FROM (SELECT 1 FROM journal_entry LIMIT 1)").fetchone()
        if used:
            raise Refused(f"{path} holds a team already, and restoring would replace it. Name a new file with --db.")
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()  # nothing may be left beside the file it was
    except sqlite3.OperationalError as error:
        raise Unusable(f"{path} is in use by another program. Close it and try again.") from error
    finally:
        connection.close()
    if mode != "delete":
        raise Unusable(f"{path} is in use by another program. Close it and try again.")


def bring_up(part: Path, source: Path, steps: Steps) -> None:
    """Bring a copied backup to the schema of this program; raises NotRestorable when it is not one of ours, or newer."""
    version = version_of(part)
    if version is None:
        raise NotRestorable(f"{source} is a database, but not one of sprintsales.")
    if version not in steps.known:
        raise NotRestorable(f"{source} was written by a newer sprintsales ({version}). Update the program.")
    if version != steps.head:
        migrate(part, steps.head, steps)


def load(document: Document, part: Path, *, new: bool) -> None:
    """Put every row in, ids and all, into a NEW file or the tables that are there; guards only afterwards: the journal is given."""
    with alone_with(part, safe=False) as connection:
        if new:
            complete().create_all(connection, checkfirst=False)
            connection.exec_driver_sql(VERSION_TABLE)
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (OURS.head,))
            connection.execute(insert(schema.write_door), {"id": 1})
        fill(connection, document["tables"])
        journalled = connection.exec_driver_sql("SELECT tbl, max(row_id) FROM journal_change GROUP BY tbl")
        keep_ids_used(connection, part, {str(name): int(last) for name, last in journalled})
        keep_ids_used(connection, part, document.get("ids", {}))
        if new:
            for statement in sqlite_triggers():
                connection.exec_driver_sql(statement)


def fill(connection: Connection, tables: Mapping[str, Any]) -> None:
    """Insert the rows of every table; raises NotRestorable unless the document has the tables and columns of its schema."""
    there = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").scalars().all()
    wanted = {name for name in there if name not in LEFT_OUT and name != "alembic_version"}
    if set(tables) != wanted:
        odd = ", ".join(sorted(set(tables) ^ wanted))
        raise NotRestorable(f"The export has not the tables of its schema ({odd}).")
    for name in sorted(wanted):
        columns: Sequence[str] = tables[name]["columns"]
        known = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")}
        if len(set(columns)) != len(columns) or set(columns) != known:
            raise NotRestorable(f"The table {name} of the export has not the columns of its schema.")
        if tables[name]["rows"]:
            insert_rows(connection, name, columns, tables[name]["rows"])


def settle(part: Path, path: Path, *, examined: bool = True, amend: Amend | None = None) -> Report:
    """Amend and examine what was made, put it under its name and return what was found."""
    report = Report((), (), 0, 0)
    if amend is not None:
        database = Database(part)
        amend(database)
        database.close()
        in_one_file(part)
    if examined:
        database = Database(part)
        report = check(database)
        database.close()
    try:
        finish(part, path)
    except OSError as error:
        raise Unusable(f"{path} cannot be written ({error.strerror}). Choose a folder you can write to, or make room.") from error
    return report


def in_one_file(part: Path) -> None:
    """Bring everything out of the log beside a file into it, so that it can be given its name."""
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()


def sweep(part: Path) -> None:
    """Leave nothing half-made."""
    for ending in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + ending).unlink(missing_ok=True)
