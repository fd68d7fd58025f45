"""Who changed a row last, and when: the newest act of the journal that wrote one of its fields, or took the row away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from sprintsales.storage.journal import read_json
from sprintsales.storage.schema import journal_change, journal_entry

LOOKED_AT = 50
"""Changes of one row read to find the one that wrote a field; a field's name may stand in the text of another one."""


@dataclass(frozen=True, slots=True)
class Touch:
    """An act on one row: whose (None: nobody's), when by the real clock, what kind of act, and the row's fields before it."""

    member_id: int | None
    recorded_at: datetime
    verb: str
    before: Mapping[str, object]


def last_touch(connection: Connection, table: str, row_id: int, field: str, *, before: int | None = None) -> Touch | None:
    """Return the newest act that wrote a field of a row, None where there is none; BEFORE leaves out that act and later ones."""
    c, e = journal_change.c, journal_entry.c
    query = (
        select(e.member_id, e.recorded_at, e.verb, c.before, c.after)
        .join(journal_entry, e.id == c.entry_id)
        .where(c.tbl == table, c.row_id == row_id, c.op != "delete", c.after.contains(f'"{field}"', autoescape=True))
        .order_by(c.id.desc())
        .limit(LOOKED_AT)
    )
    if before is not None:
        query = query.where(c.entry_id < before)
    for member_id, recorded_at, verb, old, new in connection.execute(query):
        if field in read_json(new):
            return Touch(member_id, recorded_at, verb, read_json(old))
    return None


def taken_away(connection: Connection, team_id: int, table: str, row_id: int) -> Touch | None:
    """Return the act that took a row of a team away, with the row as it was; None where there never was one."""
    c, e = journal_change.c, journal_entry.c
    query = (
        select(e.member_id, e.recorded_at, e.verb, c.before)
        .join(journal_entry, e.id == c.entry_id)
        .where(c.tbl == table, c.row_id == row_id, c.op == "delete", e.team_id == team_id)
        .order_by(c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else Touch(row.member_id, row.recorded_at, row.verb, read_json(row.before))
