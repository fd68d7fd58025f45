"""Rows put in: one with its id, or many at once: ids set aside beforehand and inserts through the driver, for imports and restores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import DBAPIError

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
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).scalar() or 0
    else:
        # Another team may be writing: nobody takes an id of this table from here to the end of this write.
        connection.exec_driver_sql(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        last = connection.exec_driver_sql(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {table}_id_seq").scalar_one()
    return range(int(last) + 1, int(last) + 1 + count)


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows of plain values (dates and moments as the journal writes them), many in one go.

    SQLite: the triggers make a statement dear to begin and a row in it cheap, so a hundred together take a third of the time
    of executemany. PostgreSQL: COPY, three times as fast as many rows in a statement.
    """
    every = list(rows)
    if connection.dialect.name == "sqlite":
        insert_together(connection, table, columns, every)
    elif every:
        copy_in(connection, table, columns, every)


def insert_together(connection: Connection, table: str, columns: Sequence[str], every: Sequence[Sequence[object]]) -> None:
    """Insert rows into SQLite, a hundred in a statement."""
    start = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    one = f"({', '.join('?' * len(columns))})"
    size = max(1, min(ROWS_TOGETHER, MOST_VALUES // max(1, len(columns))))
    for first in range(0, len(every), size):
        part = every[first : first + size]
        connection.exec_driver_sql(start + ", ".join([one] * len(part)), tuple(chain.from_iterable(part)))


def copy_in(connection: Connection, table: str, columns: Sequence[str], every: Sequence[Sequence[object]]) -> None:
    """Insert rows into PostgreSQL and let the counter of ids know which ones were given."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in every:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        cut = connection.dialect.is_disconnect(error, driver, None)
        raise DBAPIError.instance(
            f"COPY {table}", None, error, connection.dialect.loaded_dbapi.Error, connection_invalidated=cut, dialect=connection.dialect
        ) from error
    if "id" in columns:
        place = columns.index("id")
        highest = max(int(str(row[place])) for row in every)
        # only ever forward: another team's write may be taking ids meanwhile
        advance = f"SELECT setval('{table}_id_seq', {highest}) FROM {table}_id_seq WHERE last_value < {highest} OR NOT is_called"
        connection.exec_driver_sql(advance)
