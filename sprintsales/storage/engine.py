"""Connections to a SQLite file: how they are opened so that nothing is lost and nothing is seen half-done."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from sprintsales.storage.files import identity

BUSY_SECONDS = 15
FILE = "file"
"""Where a connection keeps which file it has open: another one may come to stand under the same name."""
CACHE = "PRAGMA cache_size=-65536"  # 64 MB at most: an import's indexes stay in memory instead of going through the log again and again


def sqlite_engine(path: Path, *, writing: bool) -> Engine:
    """Return an engine whose transactions take the write lock at once (writing) or cannot write at all (reading)."""
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    engine = create_engine(
        URL.create("sqlite", database=str(path)), creator=lambda: opened(path), poolclass=QueuePool, pool_size=4, max_overflow=8
    )

    def connected(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info[FILE] = identity(path)
        connection.isolation_level = None  # the driver would otherwise begin on its own, and too late
        connection.text_factory = readable
        for pragma in pragmas(writing=writing):
            connection.execute(pragma)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that is there: the driver would make an empty one where a file has just been taken away."""
    uri = f"{path.absolute().as_uri()}?mode=rw"  # a path may hold ? and % and #
    return sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=BUSY_SECONDS, cached_statements=256)


def readable(text: bytes) -> str:
    """Return stored text; bytes that are none, from a careless program, show as U+FFFD instead of shutting everybody out."""
    return text.decode("utf-8", "replace")


def pragmas(*, writing: bool) -> list[str]:
    """Return what every connection is told first."""
    shared = [f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}", "PRAGMA foreign_keys=ON", "PRAGMA synchronous=FULL"]
    # without recursive triggers INSERT OR REPLACE would delete a row unseen
    return [*shared, "PRAGMA recursive_triggers=ON", "PRAGMA journal_mode=WAL", CACHE] if writing else [*shared, "PRAGMA query_only=ON"]
