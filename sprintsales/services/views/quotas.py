"""Goals as every figure and screen needs them: what holds for a person or the team in a period, cut to the own days in the team."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sprintsales.domain.goals import ADDS_UP, scaled_target, while_seated
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.money import digits
from sprintsales.domain.periods import Period, pieces
from sprintsales.domain.statistics import rounded
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import period_of
from sprintsales.storage.queries.calendars import Calendars
from sprintsales.storage.queries.goals import GoalRow, goal_in

WON_VALUE = "won_value"
_SHORTER = ("quarter", "month")
"""Kinds a longer period is summed from, the longest first."""


@dataclass(frozen=True, slots=True)
class HeldGoal:
    """What is asked for in a period (`target`, in the unit goals are stored in), and the level that was set (`full`)."""

    target: int
    full: int


def held_goal(
    desk: Desk,
    rows: Sequence[GoalRow],
    metric: str,
    period: Period,
    kind: str,
    calendar: WorkCalendar,
    member_id: int | None = None,
    sprint_id: int | None = None,
) -> HeldGoal | None:
    """Return what holds in a period: the goal of just this kind, else the sum of shorter goals that fill the period.

    CALENDAR is that of who has the goal. None where there is no goal, none that fits into the period without a rest, or no seat in it.
    Only what adds up day by day is cut and summed: of a rate the shorter periods' level holds where it is the same in all of them.
    """
    if not any(row.metric == metric and row.member_id == member_id for row in rows):
        return None
    own = goal_in(rows, metric, kind, period, member_id=member_id, sprint_id=sprint_id)
    if own is not None:
        target = share(desk, metric, own.commit, kind, period, calendar)
        return None if target is None else HeldGoal(target, own.commit)
    for shorter in _SHORTER:
        cut = pieces(period, shorter, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month)
        if not all(one == period_of(desk, shorter, one.start) for one in cut):
            continue
        goals = [(one, goal_in(rows, metric, shorter, one, member_id=member_id)) for one in cut]
        parts = [(goal.commit, share(desk, metric, goal.commit, shorter, one, calendar)) for one, goal in goals if goal is not None]
        held = [HeldGoal(target, full) for full, target in parts if target is not None]
        if held:
            return HeldGoal(sum(one.target for one in held), sum(one.full for one in held)) if metric in ADDS_UP else _level(held, cut)
    return None


def _level(held: Sequence[HeldGoal], cut: Sequence[Period]) -> HeldGoal | None:
    """The level of a rate that all of the shorter periods have, none where they differ."""
    return held[0] if len(held) == len(cut) and len(set(held)) == 1 else None


def share(desk: Desk, metric: str, full: int, kind: str, period: Period, calendar: WorkCalendar) -> int | None:
    """Return the part of a goal that somebody owes: a sprint's by the days worked in it, any other by the days in the team.

    An amount that was cut is whole money. None without a seat in the period; a rate is never cut.
    """
    if metric not in ADDS_UP:
        return full
    target = while_seated(full, calendar, period)
    if target is not None and kind == "sprint":
        target = scaled_target(full, days=calendar.worth(period), full_days=calendar.usual.worth(period)).target
    if target is None or target == full or KPIS[metric].unit != "money":
        return target
    unit: int = 10 ** digits(desk.team.currency)
    return rounded(Fraction(target, unit)) * unit


def quotas(desk: Desk, rows: Sequence[GoalRow], times: Calendars, period: Period, kind: str, members: Iterable[int]) -> dict[int, int]:
    """Return each member's quota on won value for a period, cut for who joins or leaves inside it; none for who has no seat in it."""
    found = {one: held_goal(desk, rows, WON_VALUE, period, kind, times.of(one), one) for one in members}
    return {member_id: held.target for member_id, held in found.items() if held is not None}
