"""What was known at a past moment, as tables to read: a copy in memory of every row as the journal tells it, later acts left out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, create_engine, select
from sqlalchemy.pool import StaticPool

from sprintsales.storage.engine import readable
from sprintsales.storage.journal import IDS_TOGETHER, INIT, Values, read_json
from sprintsales.storage.plain import plain_columns, stream
from sprintsales.storage.schema import APPEND_ONLY, JOURNALLED, journal_change, journal_entry, metadata

NOT_READ = frozenset({"write_door", "journal_result", "import_mapping"})
"""What no view asks for."""
NAMES = frozenset({"company", "team", "activity_type", "stage", "pipeline", "product", "label", "account", "contact", "member"})
"""What is only pointed at: it stays where it was not known yet, because a deal told from its dates may point at it."""
TOLD_BY_THEMSELVES = frozenset({"deal", "deal_past", "membership", "working_pattern", "absence", "holiday", "exchange_rate"})
"""What carries its own days: where an import (or the founding) brought it, it is told from these; entered here, from the day it was."""
IMPORT = "import"
BROUGHT = frozenset({IMPORT, INIT})
INDEXES = (
    ("deal_history", "deal_id, known_on, id"), ("activity", "sprint_id"), ("activity", "deal_id"), ("activity_tally", "activity_id"),
    ("journal_change", "tbl, row_id, id"), ("commitment_item", "commitment_id"), ("commitment_item", "activity_id"),
    ("fate", "sprint_id, activity_id"), ("blocker", "activity_id"),
)  # fmt: skip

CREATE, DELETE = "create", "delete"

Row = Sequence[object]


class Change(NamedTuple):
    """One change of one row: by which act of which verb, and the fields afterwards."""

    entry_id: int
    op: str
    after: str | None
    verb: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Up to when acts are known: those known on a day or before it, or those up to one of them.

    As of a day an imported deal is told from its own dates also before it was imported; up to an act nothing later is told.
    """

    day: date | None = None
    entry_id: int | None = None

    def later(self) -> ColumnElement[bool]:
        """Return the condition that an act came after it."""
        e = journal_entry.c
        return e.known_on > self.day if self.day is not None else e.id > (self.entry_id or 0)


@contextmanager
def as_known(connection: Connection, moment: Moment) -> Iterator[Connection]:
    """Yield a connection on which every table reads as it was known at a moment, whatever was recorded since.

    Texts of persons are as they are now: what was erased stays erased. Nothing is copied where nothing was recorded since.
    """
    e = journal_entry.c
    gone = frozenset(connection.execute(select(e.id).where(moment.later())).scalars())
    if not gone:
        yield connection
        return
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    memory.text_factory = readable
    engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    try:
        fill(connection, memory, gone, by_dates=moment.day is not None)
        with engine.connect() as copy:
            yield copy
    finally:
        engine.dispose()
        memory.close()


def fill(connection: Connection, memory: sqlite3.Connection, gone: frozenset[int], *, by_dates: bool) -> None:
    """Make the tables and put in what was known."""
    for table in metadata.sorted_tables:
        if table.name not in NOT_READ:
            columns = ", ".join(column.name for column in table.columns if column.name != "id")
            memory.execute(f"CREATE TABLE {table.name} (id INTEGER PRIMARY KEY, {columns})")  # no rules: they held when it was written
    memory.execute("BEGIN")
    for table in JOURNALLED:
        if table.name not in NOT_READ:
            put(memory, table, then(connection, table, gone, by_dates=by_dates))
    for name in APPEND_ONLY:
        if name not in NOT_READ:
            put(memory, metadata.tables[name], kept(connection, metadata.tables[name], gone))
    for place, (name, columns) in enumerate(INDEXES):
        memory.execute(f"CREATE INDEX known_{place} ON {name} ({columns})")
    memory.execute("COMMIT")


def put(memory: sqlite3.Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put rows of plain values into a table."""
    memory.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})", rows)


def stored(connection: Connection, table: Table) -> Iterator[Row]:
    """Yield the rows of a table as they are now, in plain values."""
    yield from stream(connection, f"SELECT {plain_columns(connection, table)} FROM {table.name} ORDER BY id")


def kept(connection: Connection, table: Table, gone: frozenset[int]) -> Iterator[Row]:
    """Yield the records that no later act wrote; what a later act withdrew was not withdrawn yet."""
    columns = {column.name: place for place, column in enumerate(table.columns)}
    act, withdrawn = columns.get("id" if table is journal_entry else "entry_id"), columns.get("withdrawn_by")
    parents = places_of_later(connection, gone) if table.name == "commitment_item" else frozenset()
    for row in stored(connection, table):
        if act is not None and row[act] in gone:
            continue
        if parents and row[columns["commitment_id"]] in parents:
            continue
        if withdrawn is not None and row[withdrawn] in gone:
            row = (*row[:withdrawn], None, *row[withdrawn + 1 :])
        yield row


def places_of_later(connection: Connection, gone: frozenset[int]) -> frozenset[object]:
    """Return the promises later acts made; their items name them, not the act."""
    c = metadata.tables["commitment"].c
    return frozenset(id_ for id_, entry_id in connection.execute(select(c.id, c.entry_id)) if entry_id in gone)


def then(connection: Connection, table: Table, gone: frozenset[int], *, by_dates: bool) -> Iterator[Row]:
    """Yield the rows of a table as they were known: those no later act touched as they are, the others as the journal tells them."""
    told = dict(retold(connection, table, gone, by_dates=by_dates))
    for row in stored(connection, table):
        if row[0] not in told:
            yield row
    for id_, values in told.items():
        if values is not None:
            yield [id_ if column.name == "id" else values.get(column.name) for column in table.columns]


def retold(connection: Connection, table: Table, gone: frozenset[int], *, by_dates: bool) -> Iterator[tuple[int, Values | None]]:
    """Yield each row that later acts changed as it was known, None where it was not; left out is what stays as it is now."""
    c, e = journal_change.c, journal_entry.c
    ids = changed_rows(connection, table, gone)
    for start in range(0, len(ids), IDS_TOGETHER):
        columns = (c.row_id, c.entry_id, c.op, c.after, e.verb)
        query = select(*columns).join(journal_entry, e.id == c.entry_id).where(c.tbl == table.name)
        query = query.where(c.row_id.in_(ids[start : start + IDS_TOGETHER])).order_by(c.row_id, e.known_on, c.id)
        for row_id, rows in groupby(connection.execute(query).all(), key=itemgetter(0)):
            changes = [Change(*row[1:]) for row in rows]
            if any(one.op == CREATE and one.entry_id not in gone for one in changes):
                yield row_id, folded(one for one in changes if one.entry_id not in gone)
            elif not (by_dates and stays(table, changes)):
                yield row_id, None


def changed_rows(connection: Connection, table: Table, gone: frozenset[int]) -> list[int]:
    """Return the ids of rows that later acts changed."""
    c = journal_change.c
    query = select(c.row_id, c.entry_id).where(c.tbl == table.name, c.entry_id >= min(gone))
    return sorted({row_id for row_id, entry_id in connection.execute(query) if entry_id in gone})


def stays(table: Table, changes: Sequence[Change]) -> bool:
    """Return whether a row that was not known yet is read all the same."""
    brought = any(one.op == CREATE and one.verb in BROUGHT for one in changes)
    return table.name in NAMES or (brought and table.name in TOLD_BY_THEMSELVES)


def folded(changes: Iterable[Change]) -> Values | None:
    """Return what these changes of a row lead to, the last word on each field counting; None where they took it away."""
    row: dict[str, object] | None = None
    for one in changes:
        row = None if one.op == DELETE else {**(row or {}), **read_json(one.after)}
    return row
