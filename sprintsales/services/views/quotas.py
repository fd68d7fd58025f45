"""Goals as figures need them: which level holds for a person or the team in a period, summed from shorter goals where it must be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sprintsales.domain.goals import prorated
from sprintsales.domain.periods import Period, pieces
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import period_of
from sprintsales.storage.queries.calendars import Calendars
from sprintsales.storage.queries.goals import GoalRow, goal_on
from sprintsales.storage.queries.names import Names

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


def quotas(
    desk: Desk, rows: Sequence[GoalRow], names: Names, times: Calendars, period: Period, kind: str, members: Iterable[int]
) -> dict[int, int]:
    """Return each member's quota on won value for a period, cut to the working days since a joiner's seat began."""
    found: dict[int, int] = {}
    for member_id in members:
        amount = level(desk, rows, WON_VALUE, period, kind, member_id)
        if amount is not None:
            found[member_id] = _since_joining(names, times, member_id, period, amount)
    return found


def _since_joining(names: Names, times: Calendars, member_id: int, period: Period, amount: int) -> int:
    seats = names.seats.get(member_id, ())
    joined = min((seat.from_on for seat in seats), default=period.start)
    if joined not in period or joined == period.start:
        return amount
    team = times.team
    return prorated(amount, days=team.working_days(Period(joined, period.end)), full_days=team.working_days(period))
