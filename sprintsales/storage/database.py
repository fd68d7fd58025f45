"""The doors to the database: read, write and edit; the only place where anything is committed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DatabaseError, OperationalError

from sprintsales.domain.errors import Unusable
from sprintsales.storage import schema
from sprintsales.storage.bulk import inserted
from sprintsales.storage.engine import sqlite_engine
from sprintsales.storage.files import create_file, look_at
from sprintsales.storage.persons import remember
from sprintsales.storage.triggers import sqlite_triggers
from sprintsales.storage.version import HEAD, KNOWN

if TYPE_CHECKING:
    from sqlmodel import Session

T = TypeVar("T")
KEEP = "keep the entry"
VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what, and when: what the journal keeps of a write."""

    verb: str
    summary: str
    recorded_at: datetime
    happened_at: datetime
    known_on: date
    team_id: int | None = None
    member_id: int | None = None
    reason: str | None = None
    clock_set: bool = False
    undoes_id: int | None = None
    final: bool = False
    settle: Callable[[Connection], Act] | None = None
    """Gives the act as it is kept, asked once the write holds the team's lock and its token is new.

    Who may do it, and what it is called, are then judged by what nobody else can change any more.
    """


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a write gave back; no entry when it changed nothing, `replayed` when its token had been used before."""

    value: T
    entry_id: int | None
    replayed: bool = False


class Database:
    """A sprintsales database: frozen rows come out of `read`, changes go in by `write`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader = sqlite_engine(path, writing=False)
        self._writer = sqlite_engine(path, writing=True)
        self._watch: sqlite3.Connection | None = None

    @classmethod
    def open(cls, path: Path) -> Database:
        """Return the database in a file of the current schema; raises Unusable with a way out."""
        look_at(path)
        database = cls(path)
        database.check_version()
        return database

    @classmethod
    def create(cls, path: Path) -> Database:
        """Return a new database with the current schema; raises Unusable if it cannot be made."""
        from sprintsales.storage.schema_rules import complete

        create_file(path)
        database = cls(path)
        try:
            with database._connected(writing=True) as connection:
                complete().create_all(connection)
                connection.exec_driver_sql(VERSION_TABLE)
                connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
                connection.execute(insert(schema.write_door), {"id": 1})
                for statement in sqlite_triggers():
                    connection.exec_driver_sql(statement)
        except Unusable:
            database.close()
            for ending in ("", "-wal", "-shm"):  # an empty file would stand in the way of the next try
                path.with_name(path.name + ending).unlink(missing_ok=True)
            raise
        return database

    def check_version(self) -> None:
        """Raise Unusable unless the schema is the one this program speaks."""
        found = self.version()
        if found == HEAD:
            return
        if found is None:
            raise Unusable(f"{self.path} is a database, but not one of sprintsales. Name another file with --db.")
        if found not in KNOWN:
            raise Unusable(f"{self.path} was written by a newer sprintsales ({found}). Update the program; nothing was changed.")
        raise Unusable(f"{self.path} is from an older sprintsales ({found}). Bring it up to date with: sprintsales db upgrade")

    def version(self) -> str | None:
        """Return the schema's version, None for a database that is not ours."""
        with self._connected(writing=False) as connection:
            there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if there else None
        return None if found is None else str(found)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the database and cannot write."""
        with self._connected(writing=False) as connection:
            yield connection

    def write(self, act: Act, work: Callable[[Session], T], *, token: str, rehearse: bool = False) -> Done[T]:
        """Do WORK in one transaction under one journal entry and return what it gave back; a rehearsal keeps nothing.

        The token makes it safe to ask again: the same token returns what was done before. What WORK returns must be JSON
        for that. Anything WORK raises leaves the database as it was.
        """
        from sqlmodel import Session

        with self._connected(writing=True) as connection:
            before = self._done_before(connection, token)
            if before is not None:
                return Done(cast(T, before[1]), before[0], replayed=True)
            if act.settle is not None:
                act = act.settle(connection)
            entry_id = self._open_entry(connection, act, token)
            session = Session(bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False)
            session.info["entry_id"] = entry_id
            value = work(session)
            session.flush()
            session.expunge_all()
            change = schema.journal_change
            changed = (
                act.final
                or session.info.get(KEEP)
                or connection.execute(select(change.c.id).where(change.c.entry_id == entry_id).limit(1)).first()
            )
            if rehearse or not changed:
                connection.rollback()
                return Done(value, None)
            connection.execute(insert(schema.journal_result), {"entry_id": entry_id, "body": json.dumps(value)})
            connection.execute(update(schema.write_door).values(entry_id=None, known_on=None))
        return Done(value, entry_id)

    def change_counter(self) -> int:
        """Return a number that grows when any other connection has written: microseconds, for polling."""
        if self._watch is None:
            self._watch = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _connected(self, *, writing: bool) -> Iterator[Connection]:
        engine = self._writer if writing else self._reader
        try:
            with engine.connect() as connection, connection.begin() as transaction:
                yield connection
                if transaction.is_active:
                    transaction.commit()
        except OperationalError as error:
            raise unusable(self.path, error) from error
        except DatabaseError as error:
            if type(error) is DatabaseError:
                raise unusable(self.path, error) from error
            raise

    def _done_before(self, connection: Connection, token: str) -> tuple[int, object] | None:
        entry, result = schema.journal_entry, schema.journal_result
        found = connection.execute(
            select(entry.c.id, result.c.body).join(result, result.c.entry_id == entry.c.id, isouter=True).where(entry.c.token == token)
        ).first()
        return None if found is None else (int(found.id), json.loads(found.body or "null"))

    def _open_entry(self, connection: Connection, act: Act, token: str) -> int:
        values = {
            "team_id": act.team_id, "recorded_at": act.recorded_at, "happened_at": act.happened_at, "known_on": act.known_on,
            "clock_set": act.clock_set, "member_id": act.member_id, "verb": act.verb, "summary": act.summary, "final": act.final,
            "token": token, "undoes_id": act.undoes_id,
        }  # fmt: skip
        door = update(schema.write_door)
        if act.reason and act.team_id is not None:
            connection.execute(door.values(entry_id=0, known_on=act.known_on))
            values["reason_id"] = remember(connection, act.team_id, "reason", act.reason)
        entry_id = inserted(connection, schema.journal_entry, values)
        connection.execute(door.values(entry_id=entry_id, known_on=act.known_on))
        return entry_id


def unusable(path: Path, error: DatabaseError) -> Unusable:
    """Return the sentence for a database that could not be used, with a way out."""
    said = str(error.orig)
    ways = (
        ("readonly", f"{path} is read-only here, so nothing was saved. Check the permissions of the file and its folder."),
        ("disk is full", f"The disk is full, so nothing was saved. Make room and try again; {path} is unharmed."),
        ("locked", f"{path} is busy: another program has been writing for 15 seconds. Try again."),
        ("not a database", f"{path} is not a sprintsales database; it was left untouched. Name another file with --db."),
        ("malformed", f"{path} is damaged. Restore a backup: sprintsales restore BACKUP --db NEW-FILE"),
        ("unable to open", f"{path} cannot be opened. Check that the folder exists and that you may write to it."),
        ("disk i/o", f"{path} cannot be read or written (the disk reported an error). Nothing was saved."),
    )
    for word, sentence in ways:
        if word in said.lower():
            return Unusable(sentence)
    return Unusable(f"{path} could not be used: {said}")


__all__ = ["KEEP", "Act", "Database", "Done"]
