"""Connections to a SQLite file: how they are opened so that nothing is lost and nothing is seen half-done."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from sprintsales.domain.errors import Unusable

BUSY_SECONDS = 15
MAGIC = b"SQLite format 3\x00"
CACHE = "PRAGMA cache_size=-65536"  # 64 MB at most: an import's indexes stay in memory instead of going through the log again and again


def sqlite_engine(path: Path, *, writing: bool) -> Engine:
    """Return an engine whose transactions take the write lock at once (writing) or cannot write at all (reading)."""
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # a path may hold ? and %
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS, "cached_statements": 256},
    )

    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver would otherwise begin on its own, and too late
        for pragma in pragmas(writing=writing):
            connection.execute(pragma)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def pragmas(*, writing: bool) -> list[str]:
    """Return what every connection is told first."""
    shared = [f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}", "PRAGMA foreign_keys=ON", "PRAGMA synchronous=FULL"]
    # without recursive triggers INSERT OR REPLACE would delete a row unseen
    return [*shared, "PRAGMA recursive_triggers=ON", "PRAGMA journal_mode=WAL", CACHE] if writing else [*shared, "PRAGMA query_only=ON"]


def create_file(path: Path) -> None:
    """Make a new, empty file only its owner can read; raises Unusable when something is there or the folder refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise Unusable(f"{path} is already there. Choose another file, or use it as it is.") from error
    except OSError as error:
        raise Unusable(f"{path} cannot be made here ({error.strerror}). Choose a folder you can write to with --db.") from error


def look_at(path: Path) -> None:
    """Check that a file is a SQLite database, without touching it; raises Unusable with a way out."""
    if path.is_dir():
        raise Unusable(f"{path} is a folder, not a database. Name a file with --db.")
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError as error:
        raise Unusable(
            f"There is no database at {path} yet. Make one with: sprintsales init. To look around first: sprintsales demo"
        ) from error
    except OSError as error:
        raise Unusable(f"{path} cannot be read ({error.strerror}). Check its permissions or name another file with --db.") from error
    if not head:
        raise Unusable(
            f"{path} is empty (0 bytes), so it is no database. Restore a backup into a new file, or make one with: sprintsales init"
        )
    if head != MAGIC:
        raise Unusable(f"{path} is not a sprintsales database; it was left untouched. Name another file with --db.")


def discard(path: Path) -> None:
    """Remove a database file made a moment ago, with what SQLite keeps beside it."""
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        name.unlink(missing_ok=True)
