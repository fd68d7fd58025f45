"""Where work came from, and the sources it can come from: the ideal week's lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from sprintsales.storage.schema import activity_type, origin, week_line


@dataclass(frozen=True, slots=True)
class WeekLineRow:
    """One line of somebody's ideal week."""

    id: int
    owner_id: int
    weekday: int
    type: str
    type_name: str
    list_name: str | None
    quantity: int
    minutes: int | None
    """None: what the type usually takes."""
    planned_time: int | None


@dataclass(frozen=True, slots=True)
class OriginRow:
    """A piece of work and what made it."""

    source_id: int
    slot: str
    activity_id: int


def origins(connection: Connection, team_id: int, kind: str, source_ids: Iterable[int]) -> list[OriginRow]:
    """Return what these sources of a kind have made, the oldest first."""
    o = origin.c
    wanted = sorted(set(source_ids))
    if not wanted:
        return []
    query = select(o.source_id, o.slot, o.activity_id).where(o.team_id == team_id, o.kind == kind, o.source_id.in_(wanted)).order_by(o.id)
    return [OriginRow(*row) for row in connection.execute(query)]


def week_lines(connection: Connection, team_id: int, owner_id: int) -> list[WeekLineRow]:
    """Return somebody's ideal week as it stands: by weekday, then by time of day, what has none after it."""
    w = week_line.c
    query = (
        select(w.id, w.owner_id, w.weekday, activity_type.c.code, activity_type.c.name, w.list_name, w.quantity, w.minutes, w.planned_time)
        .join(activity_type, activity_type.c.id == w.type_id)
        .where(w.team_id == team_id, w.owner_id == owner_id, w.ended_on.is_(None))
        .order_by(w.weekday, w.planned_time.asc().nulls_last(), w.id)
    )
    return [WeekLineRow(*row) for row in connection.execute(query)]


def line_owner(connection: Connection, team_id: int, id_: int) -> int | None:
    """Return whose a line of an ideal week is or was; None where there is none."""
    w = week_line.c
    return connection.execute(select(w.owner_id).where(w.team_id == team_id, w.id == id_)).scalar()
