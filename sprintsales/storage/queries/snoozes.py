"""Deals that were put off: not to be asked about before a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from sprintsales.storage.schema import snooze


def asleep(connection: Connection, team_id: int, today: date) -> frozenset[int]:
    """Return the deals that are put off beyond today."""
    s = snooze.c
    query = select(s.deal_id).where(s.team_id == team_id, s.deal_id.is_not(None), s.until_on > today)
    return frozenset(connection.execute(query).scalars())


def standing(connection: Connection, team_id: int, deal_id: int) -> int | None:
    """Return the row that puts a deal off, whenever it ends; None where there is none."""
    s = snooze.c
    query = select(s.id).where(s.team_id == team_id, s.deal_id == deal_id).order_by(s.id.desc()).limit(1)
    return connection.execute(query).scalar()
