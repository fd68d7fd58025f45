"""Goals and quotas: setting them, and listing which ones hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain import spoken
from sprintsales.domain.dates import day_name
from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.kpi_registry import KPIS, title_of
from sprintsales.domain.meanwhile import InWords
from sprintsales.domain.money import to_minor
from sprintsales.domain.text import clean_block
from sprintsales.services.desk import Desk
from sprintsales.services.items import reason_of
from sprintsales.services.views.asking import period_of
from sprintsales.storage.queries import people
from sprintsales.storage.queries.goals import GoalRow, goal_on, goals

if TYPE_CHECKING:
    from sqlmodel import Session

PERIODS = ("day", "sprint", "month", "quarter", "year")
QUOTA = "quota"
MONEY_UNITS = ("money", "money_per_day")


class NoGoal(Refused):
    """There is no such goal on that day."""


@dataclass(frozen=True, slots=True)
class GoalWish:
    """A goal to set: on which KPI (`quota` is won value), for whom (None: the team), in which kind of period, from which one on."""

    metric: str
    period: str
    at: date
    commit: Decimal
    stretch: Decimal | None = None
    member_id: int | None = None
    reason: str | None = None


def set_goal(desk: Desk, wish: GoalWish, *, shown: Mapping[str, object] | None = None, token: str | None = None) -> int:
    """Set a goal from the start of a period on, over an earlier one from the same day, and return its id.

    SHOWN holds the levels the user saw (`commit_level`, `stretch_level`; None where there was no goal). Raises OnlyManagers, NotReadable
    for an unknown KPI, period or level, ChangedMeanwhile.
    """
    metric = metric_of(wish.metric, wish.period)
    commit = level_of(desk, metric, wish.commit)
    stretch = None if wish.stretch is None else level_of(desk, metric, wish.stretch)
    start = period_of(desk, wish.period, wish.at).start
    whose = "the team" if wish.member_id is None else "one person"

    def work(session: Session) -> int:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import Seen, add, edit, put

        there = [
            row
            for row in goals(session.connection(), desk.team.id)
            if row.team_id == desk.team.id
            and (row.metric, row.period, row.member_id, row.from_on) == (metric, wish.period, wish.member_id, start)
            and row.sprint_id is None
        ]
        reason_id = reason_of(session)
        if there:
            now = {"commit_level": there[-1].commit, "stretch_level": there[-1].stretch, **(shown or {})}
            levels = {"commit_level": Seen(now["commit_level"], commit), "stretch_level": Seen(now["stretch_level"], stretch)}
            if edit(session, tables.Goal, there[-1].id, levels) or reason_id is not None:
                put(session, tables.Goal, there[-1].id, reason_id=reason_id)
            if there[-1].until_on == start:  # it had ended before it began
                put(session, tables.Goal, there[-1].id, until_on=None)
            return there[-1].id
        new = tables.Goal(
            team_id=desk.team.id, member_id=wish.member_id, metric=metric, period=wish.period, commit_level=commit, stretch_level=stretch,
            from_on=start, reason_id=reason_id,
        )  # fmt: skip
        return add(session, new)

    reason = clean_block(wish.reason or "") or None
    return desk.write(
        desk.act("goal", f"set a goal on {title_of(metric)} for {whose}, a {wish.period}", reason=reason), work, token=token
    ).value


def metric_of(metric: str, period: str) -> str:
    """Return the KPI a goal is on; raises NotReadable for none, and for what is no period."""
    found = "won_value" if metric == QUOTA else metric
    if found not in KPIS:
        raise NotReadable(f"“{metric}” is no KPI. Choose one such as won_value, calls_made, meetings_held; see: sprintsales kpis")
    if period not in PERIODS:
        raise NotReadable(f"“{period}” is no period for a goal; choose one of {', '.join(PERIODS)}.")
    return found


def end_goal(
    desk: Desk,
    metric: str,
    period: str,
    at: date,
    *,
    member_id: int | None = None,
    reason: str | None = None,
    shown: int | None = None,
    token: str | None = None,
) -> date:
    """End a goal with the period before the one that holds a day, and return the day from which on there is none.

    What it asked for in the periods before stays. SHOWN is the commit level the user saw. A goal that begins later stays as well.
    Raises OnlyManagers, NotReadable, NoGoal where none holds then, ChangedMeanwhile.
    """
    key = (metric_of(metric, period), period, member_id)
    start = period_of(desk, period, at).start
    whose = "the team" if member_id is None else "one person"

    def look(connection: Connection) -> list[GoalRow]:
        rows = [row for row in goals(connection, desk.team.id) if row.team_id == desk.team.id and row.sprint_id is None]
        mine = [row for row in rows if (row.metric, row.period, row.member_id) == key]
        held = [row for row in mine if row.from_on <= start and (row.until_on is None or row.until_on > start)]
        if not held:
            raise NoGoal(f"No goal on {KPIS[key[0]].title} by {period} holds {spoken.day(start, desk.today)}. See them: sprintsales goals")
        return held

    def work(session: Session, held: list[GoalRow]) -> str:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import Seen, put, refuse_clashes, row_to_write, table_of

        table, last = table_of(tables.Goal), held[-1]
        if shown is not None:
            row = row_to_write(session, table, last.id)
            refuse_clashes(table, row, {"commit_level": Seen(shown, InWords("no goal any more"))})
        for one in held:  # an earlier level would hold again
            put(session, tables.Goal, one.id, until_on=start)
        reason_id = reason_of(session)
        if reason_id is not None:
            put(session, tables.Goal, last.id, reason_id=reason_id)
        return start.isoformat()

    why = clean_block(reason or "") or None
    said = f"ended the goal on {title_of(key[0])} for {whose}, a {period}: none from {day_name(start)}"
    return date.fromisoformat(desk.decide("goal", look, lambda _held: said, work, reason=why, token=token).value)


def unit_of(metric: str) -> str:
    """Return the unit of a goal's levels; a KPI that is unknown is refused where the goal is set."""
    name = "won_value" if metric == QUOTA else metric
    return KPIS[name].unit if name in KPIS else "count"


def level_of(desk: Desk, metric: str, value: Decimal) -> int:
    """Return a level in the metric's unit: minor units, per mille of a ratio given as 0..1 or in percent (45), else a whole number.

    Raises NotReadable for what is no such level, a share of more than 100 % included.
    """
    unit = KPIS[metric].unit
    if not value.is_finite() or value < 0:
        raise NotReadable("A goal is a number from 0 up.")
    if unit in MONEY_UNITS:
        return to_minor(value, desk.team.currency)
    if unit == "ratio" and value > 1:
        value = value / 100
        if value > 1:
            raise NotReadable(f"{metric} is a share: more than 100 % is no level for it. Write 45 or 45% for 45 %.")
    scaled = value * 1000 if unit == "ratio" else value
    if scaled != scaled.to_integral_value() or scaled > 10**15:
        raise NotReadable(f"{value} is no level for {metric}: write {'a share such as 0.25' if unit == 'ratio' else 'a whole number'}.")
    return int(scaled)


HOLDS, COMES, WAS = "holds", "comes", "was"
"""Whether a goal counts today, will from a later day on, or did."""


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal as it is listed; no owner: the team's; levels in the metric's unit.

    `until_on`: from when on it does not count any more: it was ended, or another level took its place; None: nobody said so.
    """

    id: int
    metric: str
    owner: str | None
    owner_id: int | None
    period: str
    commit: int
    stretch: int | None
    from_on: date
    until_on: date | None
    replaced: bool
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class GoalsView:
    """The goals of a team, in the order they take effect."""

    team: str
    currency: str
    today: date
    goals: tuple[GoalLine, ...]


def goals_view(connection: Connection, desk: Desk, *, owner_id: int | None = None, of_all: bool = True) -> GoalsView:
    """Return all goals of the team and its members, or (not OF_ALL) those of one owner only; None: the team's own."""
    names = {one.id: one.name for one in people.members(connection, desk.team.id, desk.today)}
    rows = goals(connection, desk.team.id)
    wanted = [row for row in rows if of_all or row.member_id == owner_id]
    lines = tuple(goal_line(desk, rows, row, names.get(row.member_id) if row.member_id is not None else None) for row in wanted)
    return GoalsView(desk.team.name, desk.team.currency, desk.today, lines)


def goal_line(desk: Desk, rows: Sequence[GoalRow], row: GoalRow, owner: str | None) -> GoalLine:
    """Return one goal with how long it counts."""
    key = (row.metric, row.period, row.member_id, row.sprint_id)
    later = [one.from_on for one in rows if (one.metric, one.period, one.member_id, one.sprint_id) == key and one.from_on > row.from_on]
    ends = [day for day in (row.until_on, *later) if day is not None]
    until = min(ends, default=None)
    now = goal_on(rows, row.metric, row.period, desk.today, member_id=row.member_id, sprint_id=row.sprint_id)
    state = HOLDS if now is not None and now.id == row.id else COMES if row.from_on > desk.today and until != row.from_on else WAS
    return GoalLine(
        row.id, row.metric, owner, row.member_id, row.period, row.commit, row.stretch, row.from_on, until, until in later, state, row.reason
    )
