"""The review of a sprint: goal, promise per person, figures, deals and dates moved, forecast, and what is not finished."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, exists, select, union

from sprintsales.domain.accountability import PromiseNumbers, summed
from sprintsales.domain.fates import UNKEPT, CommittedItem, Fate, fate, is_on_time
from sprintsales.domain.kpi_registry import KPIS, Kpi
from sprintsales.domain.kpi_standing import goal_in_unit, is_met
from sprintsales.domain.periods import Period, month, quarter
from sprintsales.domain.quarter_moves import QuarterMoves, Shift, quarter_moves
from sprintsales.domain.statistics import Number
from sprintsales.services.desk import Desk
from sprintsales.services.promises import SprintPromise
from sprintsales.services.sprints import CLOSED, REVIEW, SprintView
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.cards import Card
from sprintsales.services.views.forecast import ForecastView, forecast_view
from sprintsales.services.views.kpis import KpiRow, KpiView, kpi_view
from sprintsales.services.views.reading import is_in
from sprintsales.services.views.team_work import MovedDate, TeamWork, moved_dates, team_work
from sprintsales.services.views.week import in_order
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.names import Names
from sprintsales.storage.queries.people import MemberRow
from sprintsales.storage.queries.stages import StageStep, stage_steps
from sprintsales.storage.queries.standing import owners_at_closing
from sprintsales.storage.schema import deal, deal_history

WON, LOST, FORWARD, BACK, CORRECTED = "won", "lost", "forward", "back", "corrected"
# The order of the unit chart: kept, kept late, carried, handed over, split, missed, dropped, removed, open, moot.
_CHART = (Fate.KEPT, Fate.CARRIED, Fate.HANDED_OVER, Fate.SPLIT, Fate.MISSED, Fate.DROPPED, Fate.REMOVED, Fate.OPEN, Fate.MOOT)


@dataclass(frozen=True, slots=True)
class ItemFate:
    """One promised item in the unit chart: its class so far, and whether it was kept after its day."""

    activity_id: int
    fate: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Unkept:
    """A promised item that was not kept, whose it was, and what became of it; value of its open deal in the team's currency."""

    activity_id: int
    owner: str | None
    title: str
    type_name: str
    fate: str
    value: int | None


@dataclass(frozen=True, slots=True)
class PersonPromise:
    """One person's promise as frozen, with what became of each item; no commitment where none was made.

    `is_restated`: of a closed sprint, that what is recorded today gives other numbers than its picture.
    """

    id: int | None
    name: str
    is_expected: bool
    is_committed: bool
    is_late_commit: bool
    committed_on: date | None
    numbers: PromiseNumbers
    items: tuple[ItemFate, ...]
    is_restated: bool = False


@dataclass(frozen=True, slots=True)
class MovedDeal:
    """A deal that changed its stage: won or lost on its closing day, forward, back, or `corrected`: an outcome noted for another day."""

    deal_id: int
    deal: str
    owner_id: int | None
    on: date
    from_stage: str | None
    """None where nobody saw it open."""
    to_stage: str
    kind: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An item still open in the sprint, and whose it is."""

    owner: str | None
    card: Card


@dataclass(frozen=True, slots=True)
class Target:
    """A measurable target of the sprint: the figure, what was asked for (a ratio is 0..1), and whether it was met; None while it runs."""

    key: str
    value: Number | float | None
    goal: Number
    is_met: bool | None
    whole: Number | None = None
    """What a whole sprint would ask for, where this one has fewer working days."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A sprint looked back on.

    Of a closed sprint everything is as it stood at its close: `frozen_on`, the day of it, `digest`, that of the picture taken then, and
    `now`, the same as recorded today. `quarter` is the one of the sprint's last working day (today's while it runs); `crossed`: what
    moved dates did to it.
    """

    team: str
    currency: str
    today: date
    sprint: SprintView
    promise: PromiseNumbers
    members: tuple[PersonPromise, ...]
    kpis: KpiView
    deals_moved: tuple[MovedDeal, ...]
    dates_moved: tuple[MovedDate, ...]
    forecast: ForecastView
    unfinished: tuple[Unfinished, ...]
    unkept: tuple[Unkept, ...]
    quarter: Period
    crossed: QuarterMoves
    frozen_on: date | None = None
    digest: str | None = None
    now: ReviewView | None = None
    retro: tuple[str, ...] = ()
    days: int = 0
    """Days the team works in the sprint."""
    usual_days: int = 0
    """Days of it by the working weeks alone, without holidays."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The goals of the sprint with how they ended, in the order of the KPIs; a skipped one asks for nothing."""
        if self.is_skipped:
            return ()
        total, is_past = self.kpis.total, self.sprint.state in (REVIEW, CLOSED)
        return tuple(target(KPIS[key], total, is_past=is_past) for key in KPIS if key in total.goals)

    @property
    def is_skipped(self) -> bool:
        """Whether nobody works in it and nothing was planned there."""
        return self.sprint.id is None and not self.days

    @property
    def days_words(self) -> str:
        """What its targets are cut to: "3 of 5 days"; empty for a whole sprint."""
        return f"{self.days} of {self.usual_days} days" if self.days < self.usual_days else ""

    @property
    def open_value(self) -> int:
        """The value of the open deals behind what is unfinished, promised or added, each deal once."""
        return sum({one.card.deal_id: one.card.value or 0 for one in self.unfinished if one.card.deal_id is not None}.values())


def target(kpi: Kpi, total: KpiRow, *, is_past: bool) -> Target:
    """Return one target of a sprint; no verdict while the sprint runs, nor without a number."""
    value, goal = total.figures[kpi.key].value, goal_in_unit(kpi, total.goals[kpi.key])
    full = total.fulls.get(kpi.key)
    whole = None if full is None or full == total.goals[kpi.key] else goal_in_unit(kpi, full)
    return Target(kpi.key, value, goal, is_met(kpi, value, total.goals[kpi.key]) if is_past else None, whole)


def review_as_recorded(connection: Connection, desk: Desk, period: Period) -> ReviewView:
    """Return the review of a sprint from what is recorded."""
    work = team_work(connection, desk, period)
    sprint, span = work.sprint, work.sprint.period
    worked = work.times.team.days(span)
    day = min(max(desk.today, span.start), worked[-1] if worked else span.last)
    members = people(work)
    dates = moved_dates(connection, desk, work.names, span)
    running = quarter(day, desk.team.fiscal_start_month)
    return ReviewView(
        team=desk.team.name,
        currency=desk.team.currency,
        today=desk.today,
        sprint=sprint,
        promise=summed(one.numbers for one in members),
        members=members,
        kpis=kpi_view(connection, desk, AskedPeriod("sprint", span), by="rep"),
        deals_moved=moved_deals(connection, desk, work.names, span),
        dates_moved=dates,
        forecast=forecast_view(connection, desk, AskedPeriod("month", month(day))),
        unfinished=unfinished(work),
        unkept=unkept(connection, work),
        quarter=running,
        days=len(worked),
        usual_days=work.times.team.usual.working_days(span),
        crossed=quarter_moves((Shift(one.deal_id, one.on, one.from_date, one.to_date, one.value) for one in dates), running),
    )


def people(work: TeamWork) -> tuple[PersonPromise, ...]:
    """Return everybody who promised, should have, or works in the sprint."""
    by_id = {one.id: one for one in work.members}
    rows = [person(one, by_id.get(one.member_id or 0)) for one in work.promises]
    return tuple(sorted(rows, key=lambda one: (not one.is_committed, not one.is_expected, one.name.casefold())))


def person(promise: SprintPromise, who: MemberRow | None) -> PersonPromise:
    """Return one person's promise."""
    given = promise.commitment
    items = sorted((item_fate(promise, item) for item in promise.items), key=lambda one: (_CHART.index(Fate(one.fate)), one.is_late))
    return PersonPromise(
        id=promise.member_id,
        name=who.name if who else "(no owner)",
        is_expected=bool(promise.numbers.reps_expected),
        is_committed=given is not None,
        is_late_commit=bool(given and given.late),
        committed_on=given.on_day if given else None,
        numbers=promise.numbers,
        items=tuple(items),
    )


def unkept(connection: Connection, work: TeamWork) -> tuple[Unkept, ...]:
    """Return the promised items that were not kept, by person, in the order of the chart."""
    found: list[tuple[SprintPromise, CommittedItem, Fate]] = []
    for promise in work.promises:
        fates: Iterable[tuple[CommittedItem, Fate]] = ((item, fate(item, promise.sprint.facts)) for item in promise.items)
        found += [(promise, item, now) for item, now in fates if now in UNKEPT]
    rows = activities.by_ids(connection, work.desk.team.id, [item.activity_id for _, item, _ in found]) if found else {}
    names = {one.id: one.name for one in work.members}
    told = [
        Unkept(row.id, names.get(promise.member_id or 0), row.title, row.type_name, now.value, work.marks(promise.member_id).value(row))
        for promise, item, now in found
        if (row := rows.get(item.activity_id)) is not None
    ]
    return tuple(
        sorted(told, key=lambda one: (one.owner is None, (one.owner or "").casefold(), _CHART.index(Fate(one.fate)), one.activity_id))
    )


def item_fate(promise: SprintPromise, item: CommittedItem) -> ItemFate:
    """Return what became of one promised item."""
    facts = promise.sprint.facts
    now = fate(item, facts)
    return ItemFate(item.activity_id, now.value, now is Fate.KEPT and not is_on_time(item, facts))


def unfinished(work: TeamWork) -> tuple[Unfinished, ...]:
    """Return what is still open in the sprint, by person."""
    names = {one.id: one.name for one in work.members}
    found: list[Unfinished] = []
    for owner in sorted({row.owner_id for row in work.open}, key=lambda one: (one is None, names.get(one or 0, ""))):
        cards = in_order(work.cards(owner, work.open, lambda row: is_in(row, work.sprint)))
        found += [Unfinished(names.get(owner) if owner is not None else None, one) for one in cards]
    return tuple(found)


def moved_deals(connection: Connection, desk: Desk, names: Names, period: Period) -> tuple[MovedDeal, ...]:
    """Return the deals whose stage changed on the days of a period, in order of days.

    Won and lost stand on the closing day, as in every other figure. An outcome noted in the period for another day is a correction.
    """
    d, h, earlier = deal.c, deal_history.c, deal_history.alias("earlier")
    known_before = exists().where(earlier.c.deal_id == h.deal_id, earlier.c.id < h.id)  # else an import alone would name every deal
    told = select(h.deal_id).where(h.team_id == desk.team.id, h.known_on >= period.start, h.known_on < period.end, known_before)
    closed = select(d.id).where(
        d.team_id == desk.team.id, d.outcome.in_((WON, LOST)), d.closed_on >= period.start, d.closed_on < period.end
    )
    ids = connection.execute(union(told, closed)).scalars().all()
    if not ids:
        return ()
    columns: tuple[Any, ...] = (d.id, d.name, d.owner_id, d.value, d.currency, d.outcome, d.closed_on, d.stage_id)
    rows: Sequence[Row[Any]] = connection.execute(select(*columns).where(d.id.in_(sorted(ids)))).all()
    steps = stage_steps(connection, desk.team.id, names, ids=ids)
    owners = owners_at_closing(connection, desk.team.id, [row.id for row in rows])
    found: list[MovedDeal] = []
    for row in rows:
        found += _moves(names, row, owners.get(row.id, row.owner_id), steps.get(row.id, []), period)
    return tuple(sorted(found, key=lambda one: (one.on, -(one.value or 0), one.deal_id)))


def _moves(names: Names, row: Row[Any], owner_id: int | None, steps: Sequence[StageStep], period: Period) -> Iterator[MovedDeal]:
    """Yield what happened to a deal in a period: its outcome where it closed in it, its steps, and what was corrected."""
    closed_in = row.outcome in (WON, LOST) and row.closed_on is not None and row.closed_on in period
    if closed_in:
        before = next((one for one in reversed(steps) if names.stages[one.stage_id].kind not in (WON, LOST)), None)
        from_stage = names.stages[before.stage_id].name if before else None
        value = names.rates.at_home(row.value, row.currency, row.closed_on)
        yield MovedDeal(row.id, row.name, owner_id, row.closed_on, from_stage, names.stages[row.stage_id].name, row.outcome, value)
    for before, after in pairwise(steps):
        old, new = names.stages[before.stage_id], names.stages[after.stage_id]
        ends = new.kind in (WON, LOST)
        if after.on not in period or (ends and closed_in):
            continue
        kind = CORRECTED if ends else FORWARD if new.position > old.position else BACK
        value = names.rates.at_home(row.value, row.currency, after.on)
        yield MovedDeal(row.id, row.name, row.owner_id, after.on, old.name, new.name, kind, value)
