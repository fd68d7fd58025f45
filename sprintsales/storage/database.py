"""The doors to the database: read, write and edit; the only place where anything is committed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from sprintsales.domain.errors import Unreachable, Unusable
from sprintsales.storage import door, schema
from sprintsales.storage.bulk import inserted
from sprintsales.storage.persons import remember
from sprintsales.storage.place import Place, place_of
from sprintsales.storage.version import HEAD, KNOWN

if TYPE_CHECKING:
    from sqlmodel import Session

T = TypeVar("T")
KEEP = "keep the entry"
WORD_AFTER = 2.0
"""Seconds after which whoever waits for another program's write is told so."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0


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

    def __init__(self, target: Path | str) -> None:
        """TARGET is a file or the URL of a server; nothing is opened before it is needed."""
        self.place: Place = place_of(target)
        self.patience = self.place.patience
        self.waiting_since: float | None = None
        """Since when, on the monotonic clock, a write waits for its turn; None: none does."""
        self.say_waiting: Callable[[], None] | None = None
        """Called once, in a thread, when a write has waited for two seconds."""
        self.leaving = threading.Event()
        self._patient = threading.local()

    @property
    def name(self) -> str:
        """Return how this database is called in sentences: its path, or its URL without a password."""
        return self.place.name

    @property
    def path(self) -> Path:
        """Return the file of a SQLite database; raises Unusable for one on a server."""
        if self.place.file is None:
            raise Unusable(f"{self.name} is on a server; this works on a database file only.")
        return self.place.file

    @classmethod
    def open(cls, target: Path | str) -> Database:
        """Return a database of the current schema; raises Unusable with a way out."""
        database = cls(target)
        database.place.look()
        database.check_version()
        return database

    @classmethod
    def create(cls, target: Path | str) -> Database:
        """Return a new database with the current schema; raises Unusable if it cannot be made."""
        database = cls(target)
        try:
            database.place.make()
        except DBAPIError as error:
            raise database.trouble(error) from error
        return database

    def check_version(self) -> None:
        """Raise Unusable unless the schema is the one this program speaks."""
        with self.read():
            pass

    def version(self) -> str | None:
        """Return the schema's version, None for a database that is not ours."""
        with self._reading() as connection:
            return self.place.version(connection)

    @contextmanager
    def read(self, *, any_version: bool = False) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the database and cannot write.

        Raises Unusable when the schema is not this program's, also when it was changed while the database was open.
        """
        with self._reading() as connection:
            if not any_version:
                self._check(connection)
            yield connection

    def write(self, act: Act, work: Callable[[Session], T], *, token: str, rehearse: bool = False) -> Done[T]:
        """Do WORK in one transaction under one journal entry and return what it gave back; a rehearsal keeps nothing.

        The token makes it safe to ask again: the same token returns what was done before. What WORK returns must be JSON
        for that. Anything WORK raises leaves the database as it was. Where a server went away in the middle, or two writes
        waited for each other, WORK is done again under the same token: it must decide everything anew from its session.
        """
        self.waiting_since = time.monotonic()
        word = threading.Timer(WORD_AFTER, self._still_waiting) if self.say_waiting is not None else None
        if word is not None:
            word.daemon = True
            word.start()
        try:
            return self._waiting_for(lambda: self._write_once(act, work, token, rehearse=rehearse))
        except DBAPIError as error:
            raise self.trouble(error) from error
        finally:
            self.waiting_since = None
            if word is not None:
                word.cancel()

    @property
    def waited(self) -> float | None:
        """Seconds a write has waited for its turn, None while none waits."""
        since = self.waiting_since
        return None if since is None else time.monotonic() - since

    def _still_waiting(self) -> None:
        if self.waiting_since is not None and self.say_waiting is not None:
            self.say_waiting()

    @contextmanager
    def patiently(self) -> Iterator[None]:
        """Let what this thread reads wait for a server that is away too: a verb that begins by reading waits as one that writes."""
        self._patient.now = True
        try:
            yield
        finally:
            self._patient.now = False

    def _waiting_for(self, once: Callable[[], T]) -> T:
        """Do ONCE again while what stops it passes by itself, as long as patience lasts."""
        until, pause = time.monotonic() + self.patience, FIRST_PAUSE  # a try at a network that swallows all takes seconds itself
        while True:
            try:
                return once()
            except DBAPIError as error:
                if not self.place.passes(error) or time.monotonic() >= until or self.leaving.is_set():
                    raise
            self.leaving.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _write_once(self, act: Act, work: Callable[[Session], T], token: str, *, rehearse: bool) -> Done[T]:
        from sqlmodel import Session

        with self.place.writer.connect() as connection, connection.begin() as transaction:
            self.place.hold(connection, act.team_id)
            self.waiting_since = None
            self._check(connection)
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
                transaction.rollback()
                return Done(value, None)
            connection.execute(insert(schema.journal_result), {"entry_id": entry_id, "body": json.dumps(value)})
            door.shut(connection)
            transaction.commit()
        return Done(value, entry_id)

    def is_free(self, team_id: int) -> bool:
        """Return whether a write of a team could begin now, or in a moment; no where the database cannot be reached."""
        try:
            return self.place.is_free(team_id)
        except DBAPIError:
            return False

    def change_counter(self) -> int:
        """Return a number that grows when anybody else has written: microseconds for a file, a short question to a server."""
        try:
            return self.place.counter()
        except DBAPIError as error:
            raise self.trouble(error) from error

    def discard(self) -> None:
        """Take away a database made a moment ago, when nothing came to stand in it."""
        self.place.close()
        self.place.discard()

    def close(self) -> None:
        """Let go of the database; a write that waits for its server to come back gives up."""
        self.leaving.set()
        self.place.close()

    def trouble(self, error: DBAPIError) -> Unusable | DBAPIError:
        """Return the sentence for a database that could not be used, with a way out; an error of ours stays what it is."""
        said = self.place.explain(error)
        if said is None:
            return error
        return Unreachable(said) if self.place.is_away(error) else Unusable(said)

    def _check(self, connection: Connection) -> None:
        found = self.place.version(connection)
        if found == HEAD:
            return
        if found is None:
            or_else = "" if self.place.file else ", or make a team in an empty one: sprintsales init"
            raise Unusable(f"{self.name} is a database, but not one of sprintsales. Name another one with --db{or_else}.")
        if found not in KNOWN:
            raise Unusable(f"{self.name} was written by a newer sprintsales ({found}). Update the program; nothing was changed.")
        raise Unusable(f"{self.name} is from an older sprintsales ({found}). Bring it up to date with: sprintsales db upgrade")

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._connection() as connection, connection.get_transaction() or connection.begin():
                yield connection
        except DBAPIError as error:
            raise self.trouble(error) from error

    def _connection(self) -> Connection:
        """Return a connection; one that was cut while nobody used it is replaced."""
        if getattr(self._patient, "now", False):
            return self._waiting_for(self._live_connection)
        return self._live_connection()

    def _live_connection(self) -> Connection:
        connection = self.place.reader.connect()
        if self.place.is_alive(connection):
            return connection
        connection.close()
        return self.place.reader.connect()

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
        if act.reason and act.team_id is not None:
            door.name_act(connection, 0, act.known_on)
            values["reason_id"] = remember(connection, act.team_id, "reason", act.reason)
        entry_id = inserted(connection, schema.journal_entry, values)
        door.name_act(connection, entry_id, act.known_on)
        return entry_id


__all__ = ["KEEP", "Act", "Database", "Done"]
