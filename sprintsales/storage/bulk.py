"""Rows put in: one with its id, or many at once: ids set aside beforehand and inserts through the driver, for imports and restores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from sqlalchemy import Connection, Table, insert

ROWS_TOGETHER = 100
MOST_VALUES = 30_000  # SQLite binds 32,766 at most


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
    """Insert rows of plain values (dates and moments already as stored), a hundred in a statement.

    The triggers make a statement dear to begin and a row in it cheap: a hundred together take a third of the time of executemany.
    """
    every = list(rows)
    start = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    one = f"({', '.join('?' * len(columns))})"
    size = max(1, min(ROWS_TOGETHER, MOST_VALUES // max(1, len(columns))))
    for first in range(0, len(every), size):
        part = every[first : first + size]
        connection.exec_driver_sql(start + ", ".join([one] * len(part)), tuple(chain.from_iterable(part)))
