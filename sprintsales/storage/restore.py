"""A database made again from an export or a backup, journal and all: in a new file, or in an empty database of a server."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage import schema
from sprintsales.storage.backup import copy_pages, finish, new_part
from sprintsales.storage.bulk import insert_rows
from sprintsales.storage.check import Report, check
from sprintsales.storage.database import Database
from sprintsales.storage.document import (
    LEFT_OUT,
    Document,
    Export,
    NotRestorable,
    TableOf,
    Whole,
    checked_rows,
    fitting,
    opened,
    read_document,
)
from sprintsales.storage.export import ids
from sprintsales.storage.files import is_database, size_of
from sprintsales.storage.place import VERSION_TABLE, place_of
from sprintsales.storage.plain import ROWS_AT_ONCE, stream
from sprintsales.storage.schema_rules import complete
from sprintsales.storage.scrub import scrub_file
from sprintsales.storage.triggers import sqlite_triggers
from sprintsales.storage.upgrade import OURS, Steps, alone_with, keep_ids_used, migrate, version_of

Amend = Callable[[Connection], object]
"""What is done to a database before anybody else can see it; true when it erased something."""
T = TypeVar("T")


def restore(source: Path, target: Path | str, *, steps: Steps = OURS, amend: Amend | None = None) -> Report:
    """Make a database from an export (JSON, packed or not) or a backup (SQLite) and return what an examination of it found.

    TARGET is a new file, a server's database without tables, or a database nothing was written to yet. An older export or
    backup is brought to this program's schema. AMEND is done before anybody can see it. Raises NotRestorable for a file that is
    neither, Refused where there is something already, Unusable when a file or server cannot be used; then nothing is there that
    was not there before.
    """
    on_server = place_of(target).file is None
    if not is_pages(source):
        with opened(source) as export:
            return restore_export(export, target, steps=steps, amend=amend)
    if on_server:
        with stored_in(source, steps) as stored:
            return restore_export(stored, target, steps=steps, amend=amend)
    return restore_pages(source, Path(target), steps=steps, amend=amend)


def restore_document(document: Document, path: Path, *, examined: bool = True, steps: Steps = OURS) -> Report:
    """Make a file from an export that was read already and return what an examination found (nothing unless EXAMINED).

    Raises what `restore` raises.
    """
    return restore_export(Whole(document), path, examined=examined, steps=steps)


def restore_export(export: Export, target: Path | str, *, examined: bool = True, steps: Steps = OURS, amend: Amend | None = None) -> Report:
    """Make a database from an export, wherever it is read from; raises what `restore` raises."""
    if export.version not in steps.known:
        raise NotRestorable(f"The export was written by a newer sprintsales ({export.version}). Update the program.")
    place = place_of(target)
    if place.file is None:
        from sprintsales.storage.restore_server import restore_on_server

        return restore_on_server(export, str(target), steps=steps, amend=amend)
    path = place.file
    make_room(path)
    part = new_part(path)
    try:
        older = export.version != steps.head
        if older:
            migrate(part, export.version, steps)
        load(export, part, new=not older)
        if older:
            migrate(part, steps.head, steps)
        return settle(part, path, examined=examined, amend=amend)
    except (SQLAlchemyError, sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
        said = getattr(error, "orig", None) or error
        raise NotRestorable(f"The export breaks a rule of the tables and was not restored ({said}). Try an older one.") from error
    finally:
        sweep(part)


def is_pages(source: Path) -> bool:
    """Return whether a file is a SQLite database; raises Unusable when it cannot be read."""
    return size_of(source) > 0 and is_database(source)


def restore_pages(source: Path, path: Path, *, steps: Steps = OURS, amend: Amend | None = None) -> Report:
    """Make a file from a backup of one; raises what `restore` raises."""
    make_room(path)
    part = new_part(path)
    try:
        with of_backup(source):
            copy_pages(source, part)
            bring_up(part, source, steps)
            return settle(part, path, amend=amend)
    finally:
        sweep(part)


@contextmanager
def of_backup(source: Path) -> Iterator[None]:
    """Say of errors of the file that is read which one it is."""
    try:
        yield
    except sqlite3.Error as error:
        raise NotRestorable(f"{source} is damaged and cannot be restored ({error}). Try an older backup.") from error


class Stored:
    """A database file as the export it would make, for a server: nothing is written down in between."""

    def __init__(self, connection: Connection, version: str) -> None:
        self._connection = connection
        self.version = version
        self.ids = ids(connection)

    def tables(self) -> Iterator[TableOf]:
        """Yield every table once."""
        for name, columns in tables_in(self._connection).items():
            if name not in LEFT_OUT:
                rows = stream(self._connection, f"SELECT {', '.join(columns)} FROM {name} ORDER BY id")
                yield name, columns, checked_rows(name, columns, map(list, rows))


@contextmanager
def stored_in(source: Path, steps: Steps) -> Iterator[Stored]:
    """Yield what a backup holds, brought to this program's schema in a copy; the backup stays as it is."""
    with tempfile.TemporaryDirectory(prefix="sprintsales-") as folder:
        part = new_part(Path(folder) / "backup.db")
        with of_backup(source):
            copy_pages(source, part)
            bring_up(part, source, steps)
        database = Database(part)
        try:
            with database.read(any_version=True) as connection:
                yield Stored(connection, steps.head)
        finally:
            database.close()


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
        raise NotRestorable(f"{source} is a database, but not one of sprintsales. Name a backup or an export of it.")
    if version not in steps.known:
        raise NotRestorable(f"{source} was written by a newer sprintsales ({version}). Update the program.")
    if version != steps.head:
        migrate(part, steps.head, steps)


def load(export: Export, part: Path, *, new: bool) -> None:
    """Put every row in, ids and all, into a NEW file or the tables that are there; guards only afterwards: the journal is given."""
    with alone_with(part, safe=False) as connection:
        if new:
            for table in complete().tables.values():
                connection.execute(CreateTable(table))
            connection.exec_driver_sql(VERSION_TABLE)
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (OURS.head,))
            connection.execute(insert(schema.write_door), {"id": 1})
        for name, columns, rows in fitting(export, tables_in(connection)):
            for together in batches(rows, ROWS_AT_ONCE):
                insert_rows(connection, name, columns, together)
        if new:
            for table in complete().tables.values():  # an index made when all is there takes half the time of one that grows
                for index in sorted(table.indexes, key=lambda one: str(one.name)):
                    connection.execute(CreateIndex(index))
        journalled = connection.exec_driver_sql("SELECT tbl, max(row_id) FROM journal_change GROUP BY tbl")
        keep_ids_used(connection, part, {str(name): int(last) for name, last in journalled})
        keep_ids_used(connection, part, export.ids)
        if new:
            for statement in sqlite_triggers():
                connection.exec_driver_sql(statement)


def tables_in(connection: Connection) -> dict[str, Sequence[str]]:
    """Return the tables of a file with their columns."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
    names = connection.exec_driver_sql(query).scalars().all()
    return {name: [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")] for name in names}


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield rows together, so many at most."""
    left = iter(rows)
    while together := list(islice(left, size)):
        yield together


def settle(part: Path, path: Path, *, examined: bool = True, amend: Amend | None = None) -> Report:
    """Amend and examine what was made, put it under its name and return what was found."""
    report = Report((), (), 0, 0)
    if amend is not None:
        with alone_with(part) as connection:
            erased = amend(connection)
        if erased:
            scrub_file(part)
    if examined:
        database = Database(part)
        report = check(database)
        database.close()
    in_one_file(part)
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


__all__ = ["Amend", "NotRestorable", "read_document", "restore", "restore_document", "restore_export"]
