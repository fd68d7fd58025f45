"""Bringing a file of an older schema up to date: a backup first, then every step in one transaction, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from sprintsales.domain.errors import Unusable
from sprintsales.storage.backup import backup_before
from sprintsales.storage.database import Database
from sprintsales.storage.engine import BUSY_SECONDS
from sprintsales.storage.files import look_at
from sprintsales.storage.place import place_of
from sprintsales.storage.triggers import sqlite_triggers
from sprintsales.storage.version import HEAD, KNOWN


@dataclass(frozen=True, slots=True)
class Steps:
    """The migrations of a program: the last revision, all it knows oldest first, and their folder (none = the package's)."""

    head: str = HEAD
    known: tuple[str, ...] = KNOWN
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """What an upgrade did: the schema found and the one there now, and the copy made before (none when nothing was to do)."""

    found: str
    now: str
    backup: Path | None


OURS = Steps()


def upgrade(database: Path | str, backup_folder: Path, now: datetime, *, steps: Steps = OURS) -> UpgradeReport:
    """Bring a database to the schema of this program and return what was done; a current one is not touched.

    Raises Unusable for what is no database of ours, for one of a newer program, and when a step fails: then it is as it was.
    """
    path = place_of(database).file
    if path is None:
        from sprintsales.storage.upgrade_server import upgrade_on_server

        return upgrade_on_server(str(database), backup_folder, now, steps=steps)
    found = version_of(path)
    if found is None:
        raise Unusable(f"{path} is a database, but not one of sprintsales. Name another file with --db.")
    if found not in steps.known:
        raise Unusable(f"{path} was written by a newer sprintsales ({found}). Update the program; nothing was changed.")
    if found == steps.head:
        return UpgradeReport(found, found, None)
    copy = backup_before(path, backup_folder, steps.head, now)
    try:
        migrate(path, steps.head, steps)
    except SQLAlchemyError as error:
        if isinstance(error, DatabaseError) and "locked" in str(error.orig):
            raise Database(path).trouble(error) from error
        raise Unusable(
            f"The upgrade of {path} from {found} to {steps.head} failed, and the file is as it was ({first_line(error)}). "
            f"A copy from before is {copy}. Please report this."
        ) from error
    return UpgradeReport(found, steps.head, copy)


def version_of(path: Path) -> str | None:
    """Return the schema's version of a SQLite file, None for one that is not ours; raises Unusable if it is no database."""
    look_at(path)
    database = Database(path)
    try:
        return database.version()
    finally:
        database.close()


def migrate(path: Path, revision: str, steps: Steps = OURS) -> None:
    """Run the steps up to a revision in one transaction, on a new file from the first one.

    At the last revision the triggers of this program are there. Raises SQLAlchemyError or Unusable with everything as it was.
    """
    with alone_with(path) as connection:
        for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")  # a rebuilt table would lose them silently
        used = used_ids(connection)
        run_steps(connection, revision, steps)
        keep_ids_used(connection, path, used)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise Unusable(
                f"The upgrade of {path} would have broken {len(broken)} links ({broken[0][0]} {broken[0][1]}); nothing was changed."
            )
        if revision == steps.head:
            for statement in sqlite_triggers():
                connection.exec_driver_sql(statement)


@contextmanager
def alone_with(path: Path, *, safe: bool = True) -> Iterator[Connection]:
    """Yield a connection in one write transaction that covers tables as well, with foreign keys off.

    With foreign keys on, rebuilding a parent table would run the deletion rules of its children. Not SAFE is faster, for a
    file that is thrown away when anything goes wrong.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})

    keeping = ("synchronous=FULL",) if safe else ("synchronous=OFF", "journal_mode=OFF")

    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "foreign_keys=OFF", *keeping):
            connection.execute(f"PRAGMA {pragma}")

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    with engine.connect() as connection, connection.begin():
        yield connection


def run_steps(connection: Connection, revision: str, steps: Steps) -> None:
    """Run Alembic on this connection; imported here because it takes long and is hardly ever needed."""
    from alembic import command
    from alembic.config import Config

    with as_file(files("sprintsales.storage") / "migrations") as ours:
        config = Config()
        config.set_main_option("script_location", str(steps.folder or ours).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def used_ids(connection: Connection) -> dict[str, int]:
    """Return the highest id each table ever gave out."""
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").first() is None:
        return {}
    return {str(name): int(last) for name, last in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}


def keep_ids_used(connection: Connection, path: Path, used: Mapping[str, int]) -> None:
    """Let no table give out an id it gave out before; raises Unusable if a rebuilt table lost that promise."""
    for name, last in used.items():
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).scalar()
        if made is None:
            continue
        if "AUTOINCREMENT" not in made:
            raise Unusable(f"The upgrade of {path} would have let {name} use ids twice; nothing was changed. Please report this.")
        there = connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name)).rowcount
        if not there:
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, last))


def first_line(error: Exception) -> str:
    """Return the first line of what an error says."""
    return str(error).partition("\n")[0]
