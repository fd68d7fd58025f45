"""Goals as set: levels by metric, person and kind of period, each in force from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from sprintsales.storage.schema import goal


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal: of a member (None: of the team), per period of a kind; levels in the metric's unit (money: minor units)."""

    id: int
    member_id: int | None
    sprint_id: int | None
    metric: str
    period: str
    commit: int
    stretch: int | None
    from_on: date
    until_on: date | None


def goals(connection: Connection, team_id: int, metric: str | None = None) -> list[GoalRow]:
    """Return the team's goals and its members', the oldest first."""
    g = goal.c
    columns = (g.id, g.member_id, g.sprint_id, g.metric, g.period, g.commit_level, g.stretch_level, g.from_on, g.until_on)
    query = select(*columns).where(g.team_id == team_id).order_by(g.from_on, g.id)
    rows = connection.execute(query if metric is None else query.where(g.metric == metric))
    return [GoalRow(*row) for row in rows.tuples().all()]


def in_force(rows: Iterable[GoalRow], *, metric: str, member_id: int | None, period: str, day: date) -> GoalRow | None:
    """Return the goal of a person or the team that holds on a day: the last one set for it; None where there is none."""
    fitting = [
        row
        for row in rows
        if row.metric == metric
        and row.member_id == member_id
        and row.period == period
        and row.sprint_id is None
        and row.from_on <= day
        and (row.until_on is None or row.until_on > day)
    ]
    return max(fitting, key=lambda row: (row.from_on, row.id), default=None)
