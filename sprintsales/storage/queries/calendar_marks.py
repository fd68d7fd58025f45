"""What a calendar needs to know an entry again: when each piece of work was last changed, and which database it is from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from sprintsales.storage.schema import activity, journal_change, journal_entry


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
    return dict(found.tuples().all())


def database_mark(connection: Connection) -> str:
    """Return what no other database has, and this one keeps: the token of its first act."""
    e = journal_entry.c
    return str(connection.execute(select(e.token).order_by(e.id).limit(1)).scalar() or "new")
