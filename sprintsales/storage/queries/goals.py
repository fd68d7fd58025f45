"""Goals as stored, and which one holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from sprintsales.domain.periods import Period
from sprintsales.storage.schema import goal, person_text, team


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A target: of a member, else of the team, else of the company; levels in the metric's unit (minor units, counts, per mille)."""

    id: int
    company_id: int | None
    team_id: int | None
    member_id: int | None
    sprint_id: int | None
    metric: str
    period: str
    commit: int
    stretch: int | None
    from_on: date
    until_on: date | None
    reason: str | None


def goals(connection: Connection, team_id: int) -> list[GoalRow]:
    """Return every goal of a team, of its members and of its company, in the order they take effect."""
    g = goal.c
    company = select(team.c.company_id).where(team.c.id == team_id).scalar_subquery()
    columns: tuple[Any, ...] = (
        g.id, g.company_id, g.team_id, g.member_id, g.sprint_id, g.metric, g.period, g.commit_level, g.stretch_level, g.from_on, g.until_on,
        person_text.c.body,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(person_text, person_text.c.id == g.reason_id, isouter=True)
        .where(or_(g.team_id == team_id, g.company_id == company))
        .order_by(g.from_on, g.id)
    )
    return [GoalRow(*row) for row in connection.execute(query)]


def goal_on(
    rows: Iterable[GoalRow], metric: str, period: str, day: date, *, member_id: int | None = None, sprint_id: int | None = None
) -> GoalRow | None:
    """Return the goal on a metric that holds on a day for a member (None: the team), the latest that took effect; None without one.

    A goal holds from its day on until the next one or its end; one made for a single sprint stands above the general one.
    """
    holding = [
        row
        for row in rows
        if row.metric == metric
        and row.period == period
        and row.member_id == member_id
        and row.sprint_id in (None, sprint_id)
        and row.from_on <= day
        and (row.until_on is None or day < row.until_on)
    ]
    return max(holding, key=lambda row: (row.sprint_id is not None, row.from_on, row.id), default=None)


def goal_in(
    rows: Iterable[GoalRow], metric: str, kind: str, period: Period, *, member_id: int | None = None, sprint_id: int | None = None
) -> GoalRow | None:
    """Return the goal for a whole period of a kind: the one that holds on its first day, else the first one made inside it.

    Somebody who joins on the 16th has the month's goal from the 16th on; it is the goal of that month.
    """
    own = [row for row in rows if (row.metric, row.period, row.member_id) == (metric, kind, member_id)]
    found = goal_on(own, metric, kind, period.start, member_id=member_id, sprint_id=sprint_id)
    if found is not None:
        return found
    begun = [
        row
        for row in own
        if row.from_on in period and row.sprint_id in (None, sprint_id) and (row.until_on is None or row.until_on > row.from_on)
    ]
    return min(begun, key=lambda row: (row.from_on, -row.id), default=None)
