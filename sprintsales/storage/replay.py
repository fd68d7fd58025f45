"""Replaying the journal: every table and the deals' history as they must be, row by row, beside what is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, Table

from sprintsales.storage.plain import plain_columns, stream
from sprintsales.storage.schema import HISTORY_FIELDS, JOURNALLED, deal_history, journal_entry

TABLES = "the journal gives the tables"
VERSIONS = "versions count the changes"
HISTORY = "the deal history follows the journal"

# A change as the journal holds it: row_id, id, entry_id, op, before, after.
RawChange = Sequence[object]
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the journal and a table do not agree on."""

    invariant: str
    table: str
    row_id: int
    said: str


@dataclass(slots=True)
class Folded:
    """What the changes of one row lead to: the row (none when deleted), its history, and what did not follow."""

    row: Row | None
    history: list[Row]
    faults: list[tuple[str, str]]
    version: int = 0


def replay(connection: Connection) -> Iterator[Fault]:
    """Yield every place where replaying the journal does not give what is stored.

    Rows stream past in the order of their ids, so memory does not grow with the database; a fault never stops the rest.
    """
    yield from strangers(connection)
    known_on = days_known(connection)
    for table in JOURNALLED:
        yield from replay_table(connection, table, known_on)


def strangers(connection: Connection) -> Iterator[Fault]:
    """Yield the tables the journal speaks of that are not journalled."""
    names = {table.name for table in JOURNALLED}
    for name, row_id in connection.exec_driver_sql("SELECT tbl, min(row_id) FROM journal_change GROUP BY tbl ORDER BY tbl").all():
        if name not in names:
            yield Fault(TABLES, str(name), int(row_id), "the journal speaks of a table that is not there")


def days_known(connection: Connection) -> dict[object, object]:
    """Return for each act the day it is known from."""
    rows = stream(connection, f"SELECT {plain_columns(connection, journal_entry, ('id', 'known_on'))} FROM journal_entry")
    return {row[0]: row[1] for row in rows}


def replay_table(connection: Connection, table: Table, known_on: Mapping[object, object]) -> Iterator[Fault]:
    """Yield what does not agree in one table."""
    columns = [column.name for column in table.columns]
    stored = stream(connection, f"SELECT {plain_columns(connection, table)} FROM {table.name} ORDER BY id")
    changes = stream(
        connection,
        "SELECT row_id, id, entry_id, op, before, after FROM journal_change "
        f"WHERE tbl = '{table.name}' ORDER BY row_id, id",  # the names come from the schema
    )
    deals = table.name == "deal"
    written = histories(connection) if deals else iter(())
    for row_id, row, of_row, lines in side_by_side(stored, changes, written):
        folded = fold(of_row, known_on, with_history=deals)
        for invariant, said in folded.faults:
            yield Fault(invariant, table.name, row_id, said)
        now = None if row is None else dict(zip(columns[1:], row[1:], strict=True))
        said = difference(now, folded.row)
        if said:
            yield Fault(TABLES, table.name, row_id, said)
        if now is not None and folded.row is not None and now.get("version") != folded.version:
            yield Fault(VERSIONS, table.name, row_id, f"stands at version {now.get('version')} after {folded.version} changes")
        if deals and lines != folded.history:
            yield Fault(HISTORY, table.name, row_id, history_difference(lines, folded.history))


def histories(connection: Connection) -> Iterator[Sequence[object]]:
    """Yield the deals' history, deal by deal, in the order it was written."""
    names = ("deal_id", "id", "entry_id", "known_on", *HISTORY_FIELDS, "close_before", "gone")
    query = f"SELECT {plain_columns(connection, deal_history, names)} FROM deal_history ORDER BY deal_id"
    for _, lines in groupby(stream(connection, query), key=itemgetter(0)):  # the index gives deals in order, not lines
        yield from sorted(lines, key=itemgetter(1))


def side_by_side(
    rows: Iterator[Sequence[object]], changes: Iterator[RawChange], lines: Iterator[Sequence[object]]
) -> Iterator[tuple[int, Sequence[object] | None, list[RawChange], list[Row]]]:
    """Yield for each row id, in order: the stored row, its changes and its history, whichever of them there are."""
    row = next(rows, None)
    change, line = next(changes, None), next(lines, None)
    while row is not None or change is not None or line is not None:
        row_id = min(number(first[0]) for first in (row, change, line) if first is not None)
        stored, of_row, of_history = None, [], []
        if row is not None and row[0] == row_id:
            stored, row = row, next(rows, None)
        while change is not None and change[0] == row_id:
            of_row.append(change)
            change = next(changes, None)
        while line is not None and line[0] == row_id:
            of_history.append(line_of(line))
            line = next(lines, None)
        yield row_id, stored, of_row, of_history


def line_of(line: Sequence[object]) -> Row:
    """Return one line of a deal's history without its own id and its deal."""
    names = ("entry_id", "known_on", *HISTORY_FIELDS, "close_before", "gone")
    return dict(zip(names, line[2:], strict=True))


def number(value: object) -> int:
    """Return a driver's id as a number."""
    return value if isinstance(value, int) else int(str(value))


def fold(changes: Iterable[RawChange], known_on: Mapping[object, object], *, with_history: bool) -> Folded:
    """Return what the changes of one row lead to, and where one of them does not follow from those before it."""
    folded = Folded(None, [], [])
    for _, change_id, entry_id, op, before_text, after_text in changes:
        before, after = read(before_text), read(after_text)
        old = folded.row
        if before is None or after is None:
            folded.faults.append((TABLES, f"change {change_id} is not readable"))
            before, after = before or {}, after or {}
        if (old is None) is not (op == "create"):
            folded.faults.append((TABLES, f"change {change_id} is a second {op} or comes before the row"))
        elif old is not None and any(old.get(name) != value for name, value in before.items()):
            folded.faults.append((TABLES, f"change {change_id} starts from something else than the change before left"))
        elif op == "delete" and old is not None and before != {name: value for name, value in old.items() if value is not None}:
            folded.faults.append((TABLES, f"change {change_id} takes away something else than the changes before left"))
        elif op != "delete" and after.get("version") != folded.version + 1:
            folded.faults.append((VERSIONS, f"change {change_id} goes from version {folded.version} to {after.get('version')}"))
        if op != "delete":
            claimed = after.get("version")
            folded.version = claimed if isinstance(claimed, int) else folded.version + 1
        folded.row = None if op == "delete" else {**(old or {}), **after}
        if with_history and (op != "update" or any(name in before for name in HISTORY_FIELDS)):
            folded.history.append(history_line(entry_id, known_on.get(entry_id), op, old, folded.row))
    return folded


def history_line(entry_id: object, known_on: object, op: object, old: Row | None, new: Row | None) -> Row:
    """Return the line the database must have written into the deal's history at this change."""
    state = (old if op == "delete" else new) or {}
    return {
        "entry_id": entry_id,
        "known_on": known_on,
        **{name: state.get(name) for name in HISTORY_FIELDS},
        "close_before": None if op == "create" else (old or {}).get("close_on"),
        "gone": int(op == "delete"),
    }


def read(text: object) -> Row | None:
    """Return the fields of a change, None for a text that is none."""
    try:
        found = {} if text is None else json.loads(str(text))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def difference(now: Row | None, told: Row | None) -> str:
    """Return what a row holds against what the journal says, the first fields only; nothing when they agree."""
    if now is None or told is None:
        if now is None and told is None:
            return ""
        return "the journal has it, the table does not" if now is None else "the table has it, the journal does not"
    fields = [name for name, value in now.items() if name != "version" and told.get(name) != value]
    fields += [name for name in told if name not in now]
    said = [f"{name} is {now.get(name)!r}, the journal says {told.get(name)!r}" for name in fields[:3]]
    return "; ".join(said) + (f" (and {len(fields) - 3} fields more)" if len(fields) > 3 else "")


def history_difference(lines: Sequence[Row], told: Sequence[Row]) -> str:
    """Return where a deal's history leaves the journal."""
    if len(lines) != len(told):
        return f"its history has {len(lines)} lines, the journal {len(told)}"
    place, (line, expected) = next((n, pair) for n, pair in enumerate(zip(lines, told, strict=True), 1) if pair[0] != pair[1])
    fields = [name for name, value in expected.items() if line.get(name) != value]
    return f"line {place} of its history says {fields[0]} {line[fields[0]]!r}, the journal {expected[fields[0]]!r}"
