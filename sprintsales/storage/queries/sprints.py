"""Sprints as stored: their decisions; the calendar gives the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from sprintsales.domain.periods import Period
from sprintsales.storage.schema import sprint


@dataclass(frozen=True, slots=True)
class SprintRow:
    """One sprint and what was decided about it; no id while nothing was ever planned in it."""

    id: int | None
    version: int
    number: int
    start_on: date
    end_on: date
    goal: str | None = None
    goal_met: bool | None = None
    closed_on: date | None = None
    cancelled_on: date | None = None
    cancel_reason: str | None = None

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.start_on, self.end_on)


_COLUMNS = tuple(sprint.c[name] for name in SprintRow.__dataclass_fields__)


def sprint_starting(connection: Connection, team_id: int, start: date) -> SprintRow | None:
    """Return the sprint that starts on a day, None while it has no row."""
    row = connection.execute(select(*_COLUMNS).where(sprint.c.team_id == team_id, sprint.c.start_on == start)).first()
    return None if row is None else SprintRow(*row)


def sprints_touching(connection: Connection, team_id: int, period: Period) -> list[SprintRow]:
    """Return the sprints that have a day in a period, the oldest first."""
    query = (
        select(*_COLUMNS)
        .where(sprint.c.team_id == team_id, sprint.c.start_on < period.end, sprint.c.end_on > period.start)
        .order_by(sprint.c.start_on)
    )
    return [SprintRow(*row) for row in connection.execute(query)]


def in_review(connection: Connection, team_id: int, today: date) -> list[SprintRow]:
    """Return the sprints that have ended and were neither closed nor cancelled, the oldest first."""
    query = (
        select(*_COLUMNS)
        .where(sprint.c.team_id == team_id, sprint.c.end_on <= today, sprint.c.closed_on.is_(None), sprint.c.cancelled_on.is_(None))
        .order_by(sprint.c.start_on)
    )
    return [SprintRow(*row) for row in connection.execute(query)]


def sprints_from(connection: Connection, team_id: int, day: date) -> list[SprintRow]:
    """Return the sprints that begin on a day or later, the oldest first."""
    query = select(*_COLUMNS).where(sprint.c.team_id == team_id, sprint.c.start_on >= day).order_by(sprint.c.start_on)
    return [SprintRow(*row) for row in connection.execute(query)]


def sprints_with_ids(connection: Connection, team_id: int, ids: Iterable[int]) -> dict[int, SprintRow]:
    """Return these sprints by id."""
    query = select(*_COLUMNS).where(sprint.c.team_id == team_id, sprint.c.id.in_(sorted(set(ids))))
    return {row.id: SprintRow(*row) for row in connection.execute(query)}


def closed_before(connection: Connection, team_id: int, day: date, limit: int) -> list[SprintRow]:
    """Return the last closed sprints that ended by a day, the newest last."""
    query = (
        select(*_COLUMNS)
        .where(sprint.c.team_id == team_id, sprint.c.closed_on.is_not(None), sprint.c.cancelled_on.is_(None), sprint.c.end_on <= day)
        .order_by(sprint.c.start_on.desc())
        .limit(limit)
    )
    return [SprintRow(*row) for row in connection.execute(query)][::-1]
