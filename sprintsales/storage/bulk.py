"""Rows put in: one with its id, or many at once: ids set aside beforehand and inserts through the driver, for imports and restores."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import Connection, Table, insert


def inserted(connection: Connection, table: Table, values: Mapping[str, object]) -> int:
    """Insert one row and return its id."""
    made = connection.execute(insert(table), dict(values)).inserted_primary_key
    if made is None:
        raise RuntimeError(f"{table.name} gave no id")
    return int(made[0])


def reserve_ids(connection: Connection, table: str, count: int) -> range:
    """Return COUNT ids that nobody else will use; only inside a write, which holds the write lock."""
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).scalar() or 0
    return range(last + 1, last + 1 + count)


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows of plain values (dates and moments already as stored) in one driver call."""
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    cursor = cast(sqlite3.Cursor, connection.connection.cursor())
    try:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
    finally:
        cursor.close()
