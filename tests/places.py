"""Where a test keeps its team: in a file or on a server, copied from a team that was made once; and a console for either."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg.errors import IntegrityError

from sprintsales.storage.journal import plain_value
from tests.cluster import Cluster

Target = Path | str
"""What Database.open takes: a file, or the URL of a server."""
Ids = Mapping[str, int]
BROKEN_RULE = (sqlite3.IntegrityError, IntegrityError)
"""What the consoles of the two databases raise when a guard or a rule refuses a statement."""
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Template:
    """A team made once, nobody connected to it, and the ids in it; COPIED makes one of its own at a path, or on the server."""

    ids: Ids
    copied: Callable[[Path], Target]


class Place(Protocol):
    """Where the teams of a test run are kept."""

    @property
    def kind(self) -> str:
        """What it is called in the name of a test."""

    def template(self, name: str, make: Callable[[Target], Ids]) -> Template:
        """Return the team of this name, made by MAKE when it is asked for first."""

    def empty(self, path: Path) -> Target:
        """Return where a new database may be made: this file, or an empty database of the server."""

    def clear(self) -> None:
        """Take away what the last test made."""


class Files:
    """SQLite files; who asks says where they go."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def template(self, name: str, make: Callable[[Target], Ids]) -> Template:
        """Return the team of this name, made when it is asked for first."""
        file, noted = self.folder / f"{name}.db", self.folder / f"{name}.json"
        if not noted.exists():
            noted.write_text(json.dumps(dict(make(file))))

        def copied(path: Path) -> Target:
            return Path(shutil.copy(file, path))

        return Template(json.loads(noted.read_text()), copied)

    def empty(self, path: Path) -> Target:
        """Return the path itself."""
        return path

    def clear(self) -> None:
        """Nothing: files go with their folder."""


class Served:
    """Databases of one PostgreSQL server, which all workers of a test run share."""

    kind = "postgresql"

    def __init__(self, meeting: Path) -> None:
        """MEETING is the folder in which the workers find the server and each other's templates."""
        self.meeting = meeting
        self.made: list[str] = []
        with alone(meeting):
            noted = meeting / "server"
            if noted.exists():
                self.cluster = Cluster.running_in(Path(noted.read_text()))
            else:
                self.cluster = Cluster()
                noted.write_text(str(self.cluster.folder))

    def template(self, name: str, make: Callable[[Target], Ids]) -> Template:
        """Return the team of this name, made by the worker that asks first."""
        noted = self.meeting / f"{name}.json"
        with alone(self.meeting):
            if not noted.exists():
                noted.write_text(json.dumps(dict(make(self.cluster.make(name)))))

        def copied(_path: Path) -> Target:
            return self._new(name)

        return Template(json.loads(noted.read_text()), copied)

    def empty(self, path: Path) -> Target:
        """Return an empty database of its own."""
        return self._new(None)

    def clear(self) -> None:
        """Drop what was made since the last time."""
        while self.made:
            self.cluster.drop(self.made.pop())

    def _new(self, like: str | None) -> Target:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.made.append(name)
        return self.cluster.make(name, like=like)


def remove_server(meeting: Path) -> None:
    """Stop the server the workers met at, if there is one, and take the folder away."""
    noted = meeting / "server"
    if noted.exists():
        Cluster.running_in(Path(noted.read_text())).remove()
    shutil.rmtree(meeting, ignore_errors=True)


@contextmanager
def alone(meeting: Path) -> Iterator[None]:
    """Keep the other workers out of the meeting folder meanwhile."""
    with (meeting / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


Rows = list[tuple[Any, ...]]


def console(target: Target, *statements: str, values: tuple[object, ...] = ()) -> Rows:
    """Run statements as a bare console of the database would and return the rows of the last one, in the journal's plain values."""
    return named(target, *statements, values=values)[1]


def named(target: Target, *statements: str, values: tuple[object, ...] = ()) -> tuple[list[str], Rows]:
    """Do the same and return the names of the columns as well."""
    names: list[str] = []
    rows: Rows = []
    if isinstance(target, Path):
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            for statement in statements:
                asked = connection.execute(statement, values)
                names, rows = [column[0] for column in asked.description or ()], asked.fetchall()
        return names, rows
    with psycopg.connect(target, autocommit=True) as server:
        for statement in statements:
            told = server.execute(statement.replace("?", "%s").encode(), values or None)
            names = [column.name for column in told.description or ()]
            rows = [tuple(map(plain, row)) for row in told.fetchall()] if names else []
    return names, rows


def plain(value: object) -> object:
    """Return a server's value as a file holds it: days and moments as text, truth and sums as whole numbers."""
    return int(value) if isinstance(value, Decimal) else plain_value(value)
