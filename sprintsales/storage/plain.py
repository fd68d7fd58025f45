"""Rows as the journal writes their values, the same from both databases: days and moments as text, yes and no as 1 and 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Boolean, Column, Connection, Date, Table

from sprintsales.storage.triggers_postgresql import UTC_TEXT
from sprintsales.storage.types import Moment

ROWS_AT_ONCE = 1000
DAY, MOMENT, YES_NO, AS_IT_IS = "date", "timestamp with time zone", "boolean", ""
"""What kinds of columns need a word to be written plainly, named as PostgreSQL's catalogue does."""


def kind_of(column: Column[object]) -> str:
    """Return which kind of column this is."""
    if isinstance(column.type, Moment):
        return MOMENT
    if isinstance(column.type, Date):
        return DAY
    return YES_NO if isinstance(column.type, Boolean) else AS_IT_IS


def written_as(name: str, kind: str, dialect: str) -> str:
    """Return how a column is asked for so that its value comes as the journal writes it.

    A file holds it so already. A server is asked for text: its driver would choke on a day no calendar has (infinity, 44 BC).
    """
    if dialect == "sqlite" or kind not in (DAY, MOMENT, YES_NO):
        return name
    if kind == MOMENT:
        return f"to_char({name} AT TIME ZONE 'UTC', '{UTC_TEXT}')"
    return f"{name}::text" if kind == DAY else f"{name}::int"


def plain_columns(connection: Connection, table: Table, names: Sequence[str] | None = None) -> str:
    """Return the list of a table's columns (all, or those NAMED) for a question that gives plain values."""
    columns = table.columns if names is None else [table.c[name] for name in names]
    return ", ".join(written_as(column.name, kind_of(column), connection.dialect.name) for column in columns)


def stream(connection: Connection, query: str) -> Iterator[Sequence[object]]:
    """Yield rows as the driver gives them, a few at a time."""
    yield from connection.exec_driver_sql(query, execution_options={"yield_per": ROWS_AT_ONCE})
