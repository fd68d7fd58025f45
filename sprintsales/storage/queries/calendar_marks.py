"""What a calendar needs to know an entry again: its last change, the day it stood on before, and which database it is from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from sprintsales.domain.periods import Period
from sprintsales.storage.journal import read_json
from sprintsales.storage.schema import activity, journal_change, journal_entry

LOOKED_BACK = timedelta(days=60)
"""Before a sprint: nobody gives a calendar weeks that lie further ahead."""


def last_changes(connection: Connection, ids: Iterable[int]) -> dict[int, datetime]:
    """Return the moment each of these activities was last changed, in UTC."""
    c, e = journal_change.c, journal_entry.c
    query = (
        select(c.row_id, func.max(c.entry_id))
        .where(c.tbl == activity.name, c.row_id.in_(list(ids)))
        .group_by(c.row_id)
        .subquery("last")
    )  # fmt: skip
    row_id, entry_id = query.c
    found = connection.execute(select(row_id, e.recorded_at).join(query, entry_id == e.id))
    return {row[0]: row[1] for row in found.all()}


def stood_on(connection: Connection, team_id: int, owner_id: int, period: Period) -> dict[int, date]:
    """Return the day of a period that a person's activities stood on before they were put elsewhere, the last one of each."""
    a, c, e = activity.c, journal_change.c, journal_entry.c
    query = (
        select(c.row_id, c.before)
        .join(journal_entry, e.id == c.entry_id)
        .join(activity, a.id == c.row_id)
        .where(
            a.team_id == team_id,
            a.owner_id == owner_id,
            c.tbl == activity.name,
            c.op == "update",
            c.before.contains('"planned_on"', autoescape=True),
            e.known_on >= period.start - LOOKED_BACK,
        )
        .order_by(c.id)
    )
    found = {}
    for id_, before in connection.execute(query):
        day = read_json(before).get("planned_on")
        if day is not None and (on := date.fromisoformat(str(day))) in period:
            found[id_] = on
    return found


def database_mark(connection: Connection) -> str:
    """Return what no other database has, and this one keeps: the token of its first act."""
    e = journal_entry.c
    return str(connection.execute(select(e.token).order_by(e.id).limit(1)).scalar() or "new")
