"""The goals that hold today, for each person and the team: what was reached, what is asked for, and the pace where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.goals import ADDS_UP, Progress, progress
from sprintsales.domain.kpi_facts import ActivityTally, KpiFacts
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS, why_of
from sprintsales.domain.kpi_standing import goal_in_unit
from sprintsales.domain.kpis import compute
from sprintsales.domain.periods import Period
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import AskedPeriod, period_of
from sprintsales.services.views.quotas import WON_VALUE, held_goal
from sprintsales.services.views.team_work import TeamWork
from sprintsales.storage.queries import goals as stored
from sprintsales.storage.queries import subjects
from sprintsales.storage.queries.activity_counts import leads, work_counts
from sprintsales.storage.queries.goals import GoalRow, goal_in

KINDS = ("day", "sprint", "month", "quarter", "year")
_BY_WORK = frozenset({
    "calls_made", "contacts_reached", "meetings_held", "demos_held", "proposals_sent", "agreements_sent", "follow_ups", "activities_done",
})  # fmt: skip
_LEADS = "leads_created"

Number = int | float | Fraction


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """One goal and how it stands: counts, minor units of the team's currency for money, shares 0..1 for ratios.

    `full`: the goal before it was cut to the working days there are; no `progress` for what has no pace.
    """

    id: int
    metric: str
    title: str
    unit: str
    kind: str
    period: Period
    value: Number | None
    target: Number
    full: Number
    stretch: Number | None
    progress: Progress | None
    since: date
    why: str | None = None
    """The reason there is no number."""


class Results:
    """What was reached, by person, counted once for each kind of period: by plain counting where that is enough."""

    def __init__(self, connection: Connection, work: TeamWork) -> None:
        self.connection, self.work, self.desk = connection, work, work.desk
        self._work: dict[str, dict[int | None, Mapping[str, Figure]]] = {}
        self._won: dict[str, dict[int | None, int]] = {}
        self._leads: dict[str, dict[int | None, int]] = {}
        self._kpis: dict[str, dict[int | None, Mapping[str, Figure]]] = {}

    def of(self, metric: str, kind: str, period: Period, member_id: int | None) -> Figure:
        """Return a person's figure in a period, or the team's."""
        if metric == WON_VALUE:
            won = self._won.get(kind) or self._won.setdefault(
                kind, subjects.won_by_owner(self.connection, self.desk.team.id, period, self.work.names.rates)
            )
            return Figure(won.get(member_id, 0))
        if metric == _LEADS:
            counted = self._leads.get(kind) or self._leads.setdefault(kind, self._count_leads(period))
            return Figure(counted.get(member_id, 0), counted.get(member_id, 0))
        if metric in _BY_WORK:
            figures = self._work.get(kind) or self._work.setdefault(kind, self._count_work(period))
            return figures[member_id][metric] if member_id in figures else Figure(0)
        figures = self._kpis.get(kind) or self._kpis.setdefault(kind, self._all_kpis(kind, period))
        return figures.get(member_id, {}).get(metric, Figure(None, why="nothing to count"))

    def _count_leads(self, period: Period) -> dict[int | None, int]:
        found: dict[int | None, int] = {None: 0}
        for one in leads(self.connection, self.desk.team.id, period):
            found[None] += 1
            if one.owner_id is not None:
                found[one.owner_id] = found.get(one.owner_id, 0) + 1
        return found

    def _count_work(self, period: Period) -> dict[int | None, Mapping[str, Figure]]:
        tallies: dict[int | None, list[ActivityTally]] = {None: []}
        for one in work_counts(self.connection, self.desk.team.id, period):
            tally = ActivityTally(one.type, one.outcome, one.units, one.minutes, one.on or period.start, (), one.kind)
            tallies[None].append(tally)
            if one.owner_id is not None:
                tallies.setdefault(one.owner_id, []).append(tally)
        return {who: compute(KpiFacts(period=period, today=self.desk.today, activities=done)) for who, done in tallies.items()}

    def _all_kpis(self, kind: str, period: Period) -> dict[int | None, Mapping[str, Figure]]:
        from sprintsales.services.views.kpis import kpi_view  # reads every deal: only for goals on figures that need them

        view = kpi_view(self.connection, self.desk, AskedPeriod(kind, period), by="rep")
        found: dict[int | None, Mapping[str, Figure]] = {int(row.key): row.figures for row in view.groups if row.key}
        return {None: view.total.figures, **found}


def standings(connection: Connection, work: TeamWork) -> dict[int | None, tuple[GoalStanding, ...]]:
    """Return the goals that hold today with how they stand, by person; None: the team's own."""
    desk = work.desk
    rows = stored.goals(connection, desk.team.id)
    results = Results(connection, work)
    found: dict[int | None, tuple[GoalStanding, ...]] = {}
    for who in {row.member_id for row in rows if row.member_id is not None or row.company_id is None}:
        held = [
            one
            for metric in KPIS
            for kind in KINDS
            if (goal := goal_in(rows, metric, kind, period_of(desk, kind, desk.today), member_id=who, sprint_id=work.sprint.id)) is not None
            and (one := standing(desk, work, results, rows, goal)) is not None
        ]
        found[who] = tuple(sorted(held, key=lambda one: (KINDS.index(one.kind), one.metric == WON_VALUE)))
    return found


def standing(desk: Desk, work: TeamWork, results: Results, rows: list[GoalRow], goal: GoalRow) -> GoalStanding:
    """Return how one goal stands today, over the own working days of who has it."""
    period = period_of(desk, goal.period, desk.today)
    kpi = KPIS[goal.metric]
    figure = results.of(goal.metric, goal.period, period, goal.member_id)
    calendar = work.times.of(goal.member_id)
    held = held_goal(desk, rows, goal.metric, period, goal.period, calendar, goal.member_id, work.sprint.id)
    target, full = (goal.commit, goal.commit) if held is None else (held.target, held.full)
    stretch = None if goal.stretch is None else goal_in_unit(kpi, goal.stretch)
    paced = None
    if goal.metric in ADDS_UP and isinstance(figure.value, int):
        paced = progress(figure.value, target, calendar=calendar, period=period, today=desk.today, better=kpi.better)
    return GoalStanding(
        goal.id, goal.metric, kpi.title, kpi.unit, goal.period, period, figure.value, goal_in_unit(kpi, target), goal_in_unit(kpi, full),
        stretch, paced, goal.from_on, why_of(kpi, figure),
    )  # fmt: skip
