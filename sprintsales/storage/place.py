"""Where a database is, a file or a server: what the two do differently, behind one shape."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import DBAPIError

from sprintsales.domain.errors import Unusable
from sprintsales.storage import schema
from sprintsales.storage.engine import FILE, opened, sqlite_engine
from sprintsales.storage.file_errors import explained
from sprintsales.storage.files import create_file, discard, identity, look_at
from sprintsales.storage.triggers import sqlite_triggers
from sprintsales.storage.version import HEAD

VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
MANY = 1_000_000_000
"""More changes than one file sees while it is open."""
WRITER_PATIENCE = 120.0
MOMENT_MS = 1500
"""Seconds a write waits for another program that writes into the same file, such as a large import; screens wait while they are open."""
SERVER_SCHEMES = ("postgresql:", "postgresql+", "postgres:")


class Place(Protocol):
    """What the doors need of a database, wherever it is."""

    @property
    def name(self) -> str:
        """How it is called in sentences; never with a password."""

    @property
    def file(self) -> Path | None:
        """The file it is in, None on a server."""

    @property
    def patience(self) -> float:
        """Seconds a write waits for what passes by itself, before it gives up."""

    @property
    def reader(self) -> Engine:
        """Connections that see one moment and cannot write."""

    @property
    def writer(self) -> Engine:
        """Connections that write."""

    def look(self) -> None:
        """Check what can be checked before opening; raises Unusable."""

    def make(self) -> None:
        """Make the current schema in a new place; raises Unusable, leaving nothing behind."""

    def discard(self) -> None:
        """Take away what was made a moment ago."""

    def version(self, connection: Connection) -> str | None:
        """Return the schema's version, None for a database that is not ours."""

    def login(self, connection: Connection) -> str | None:
        """Return as whom the database knows its user; a file knows nobody."""

    def hold(self, connection: Connection, team_id: int | None) -> None:
        """Keep other writers of the team out until the transaction ends."""

    def is_free(self, team_id: int) -> bool:
        """Return whether a write could begin now, or in a moment: what can be left for later does not wait for a long one."""

    def counter(self) -> int:
        """Return a number that grows when anybody else saved."""

    def close(self) -> None:
        """Let go."""

    def passes(self, error: DBAPIError) -> bool:
        """Return whether asking again may well do what failed."""

    def is_away(self, error: DBAPIError) -> bool:
        """Return whether the place cannot be reached just now."""

    def is_alive(self, connection: Connection) -> bool:
        """Return whether a connection that was kept is still one; who reads may find a transaction begun on it."""

    def explain(self, error: DBAPIError) -> str | None:
        """Return what an error of the surroundings means, in a sentence with a way out; None for an error of the program."""


class File:
    """A SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        self.file: Path | None = path
        self.patience = WRITER_PATIENCE
        self.reader = sqlite_engine(path, writing=False)
        self.writer = sqlite_engine(path, writing=True)
        self._watch: sqlite3.Connection | None = None
        self._watched: tuple[int, int] | None = None
        self._files = 0

    def look(self) -> None:
        """Check that the file is a database, without touching it; raises Unusable."""
        look_at(self.path)

    def make(self) -> None:
        """Make a file with the current schema; an empty one would stand in the way of the next try."""
        from sprintsales.storage.schema_rules import complete

        create_file(self.path)
        try:
            with self.writer.begin() as connection:
                complete().create_all(connection)
                connection.exec_driver_sql(VERSION_TABLE)
                connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
                connection.execute(insert(schema.write_door), {"id": 1})
                for statement in sqlite_triggers():
                    connection.exec_driver_sql(statement)
        except DBAPIError:
            self.close()
            discard(self.path)
            raise

    def discard(self) -> None:
        """Remove the file."""
        discard(self.path)

    def version(self, connection: Connection) -> str | None:
        """Return the schema's version, None for a database that is not ours."""
        there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if there else None
        return None if found is None else str(found)

    def login(self, connection: Connection) -> str | None:
        """Nobody: whoever can read the file is let in."""
        return None

    def hold(self, connection: Connection, team_id: int | None) -> None:
        """Refuse a file that is no longer the one under its name: what is saved in it would be gone with this program.

        Nothing else: a SQLite file has one writer at a time, from the first word of its transaction.
        """
        if not self.is_alive(connection):
            raise Unusable(
                f"{self.path} was taken away or replaced while it was open, so nothing was saved. "
                "Look at what is there now, and do it again; a synchronised folder is no place for a database in use."
            )

    def counter(self) -> int:
        """Return SQLite's own count of others' changes, in microseconds; raises Unusable."""
        try:
            watch = self._watch
            if watch is None or self._watched != identity(self.path):
                watch = self._watch_anew()
            return self._files * MANY + int(watch.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise Unusable(explained(self.path, error) or str(error)) from error

    def _watch_anew(self) -> sqlite3.Connection:
        self._unwatch()
        self._watched, self._watch = identity(self.path), opened(self.path)
        self._files += 1  # a file that takes another one's place counts from where it likes
        return self._watch

    def _unwatch(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()

    def close(self) -> None:
        """Let go of the file."""
        self._unwatch()
        self.reader.dispose()
        self.writer.dispose()

    def is_free(self, team_id: int) -> bool:
        """Return whether no other program writes for longer than a moment, and the file may be written at all."""
        with suppress(sqlite3.OperationalError), closing(opened(self.path)) as probe:
            probe.isolation_level = None
            probe.execute(f"PRAGMA busy_timeout={MOMENT_MS}")
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
            return True
        return False

    def passes(self, error: DBAPIError) -> bool:
        """Return whether only another writer is in the way, such as a large import: it ends by itself."""
        return str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_BUSY")

    def is_away(self, error: DBAPIError) -> bool:
        """No: a file that cannot be used does not come back by itself."""
        return False

    def is_alive(self, connection: Connection) -> bool:
        """Return whether the file is still the one under its name; if not, all that was open of it is let go."""
        if connection.info[FILE] == identity(self.path):
            return True
        empty_log(connection)
        connection.invalidate()
        self.close()
        return False

    def explain(self, error: DBAPIError) -> str | None:
        """Return what SQLite's words mean for a rep."""
        return explained(self.path, error.orig)


def empty_log(connection: Connection) -> None:
    """Put what stands in the log into the file it belongs to, wherever that is now.

    A log left behind would be read into the file that came instead.
    """
    held = connection.connection.driver_connection
    assert isinstance(held, sqlite3.Connection)
    with suppress(sqlite3.Error):  # somebody else is at work in it
        if held.in_transaction:
            held.execute("ROLLBACK")
        held.execute("PRAGMA busy_timeout=0")
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def place_of(target: Path | str) -> Place:
    """Return the place a path or a URL names; raises Unusable for a URL that cannot be read."""
    if isinstance(target, str) and target.startswith(SERVER_SCHEMES):
        from sprintsales.storage.server import Server

        return Server(target)
    return File(Path(target))
