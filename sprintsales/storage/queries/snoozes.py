"""What was put away until a day: deals that ask for nothing before it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from sprintsales.storage.schema import snooze


def of_deal(connection: Connection, team_id: int, deal_id: int) -> list[tuple[int, date]]:
    """Return how a deal is put away: the row and the day, none or one."""
    s = snooze.c
    query = select(s.id, s.until_on).where(s.team_id == team_id, s.deal_id == deal_id).order_by(s.id)
    return [(int(row.id), row.until_on) for row in connection.execute(query)]


def deals_away(connection: Connection, team_id: int, today: date) -> dict[int, date]:
    """Return the deals that ask for nothing today, with the day they do again."""
    s = snooze.c
    query = select(s.deal_id, func.max(s.until_on)).where(s.team_id == team_id, s.until_on > today, s.deal_id.is_not(None))
    return {int(deal_id): until for deal_id, until in connection.execute(query.group_by(s.deal_id)).all()}
