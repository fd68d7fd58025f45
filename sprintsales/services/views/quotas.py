"""Goals as figures need them: which level holds for a person or the team in a period, summed from shorter goals where it must be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sprintsales.domain.goals import while_seated
from sprintsales.domain.periods import Period, pieces
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import period_of
from sprintsales.storage.queries.calendars import Calendars
from sprintsales.storage.queries.goals import GoalRow, goal_on

WON_VALUE = "won_value"
_SHORTER = ("quarter", "month")
"""Kinds a longer period is summed from, the longest first."""


def level(desk: Desk, rows: Sequence[GoalRow], metric: str, period: Period, kind: str, member_id: int | None = None) -> int | None:
    """Return the commit level of a metric for a period: the goal of just this kind, else the sum of shorter goals that fill the period.

    None where there is no goal, or none that fits into the period without a rest.
    """
    if not any(row.metric == metric and row.member_id == member_id for row in rows):
        return None
    found = goal_on(rows, metric, kind, period.start, member_id=member_id)
    if found is not None:
        return found.commit
    for shorter in _SHORTER:
        cut = pieces(period, shorter, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month)
        if not all(one == period_of(desk, shorter, one.start) for one in cut):
            continue
        goals = [goal_on(rows, metric, shorter, one.start, member_id=member_id) for one in cut]
        levels = [one.commit for one in goals if one is not None]
        if levels:
            return sum(levels)
    return None


def quotas(desk: Desk, rows: Sequence[GoalRow], times: Calendars, period: Period, kind: str, members: Iterable[int]) -> dict[int, int]:
    """Return each member's quota on won value for a period, cut for who joins or leaves inside it; none for who has no seat in it."""
    found: dict[int, int] = {}
    for member_id in members:
        amount = level(desk, rows, WON_VALUE, period, kind, member_id)
        share = None if amount is None else while_seated(amount, times.of(member_id), period)
        if share is not None:
            found[member_id] = share
    return found
