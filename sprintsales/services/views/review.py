"""The review of a sprint: goal, promise per person, figures, deals and dates moved, forecast, and what is not finished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import Connection, exists, select

from sprintsales.domain.accountability import PromiseNumbers, summed
from sprintsales.domain.fates import UNKEPT, CommittedItem, Fate, fate, is_on_time
from sprintsales.domain.periods import Period, month, quarter
from sprintsales.domain.quarter_moves import QuarterMoves, Shift, quarter_moves
from sprintsales.services.desk import Desk
from sprintsales.services.promises import SprintPromise
from sprintsales.services.sprints import SprintView
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.cards import Card
from sprintsales.services.views.forecast import ForecastView, forecast_view
from sprintsales.services.views.kpis import KpiView, kpi_view
from sprintsales.services.views.reading import is_in
from sprintsales.services.views.team_work import MovedDate, TeamWork, moved_dates, team_work
from sprintsales.services.views.week import in_order
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.names import Names
from sprintsales.storage.queries.people import MemberRow
from sprintsales.storage.queries.stages import StageStep, stage_steps
from sprintsales.storage.schema import deal, deal_history

WON, LOST, FORWARD, BACK = "won", "lost", "forward", "back"
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
    """A deal that changed its stage: won, lost, forward or back."""

    deal_id: int
    deal: str
    owner_id: int | None
    on: date
    from_stage: str
    to_stage: str
    kind: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An item still open in the sprint, and whose it is."""

    owner: str | None
    card: Card


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A sprint looked back on.

    Of a closed sprint everything is as it stood at its close: `frozen_on`, the day of it, `digest`, that of the picture taken then, and
    `now`, the same as recorded today. `quarter` is the one of the sprint's last day (today's while it runs); `crossed`: what moved dates
    did to it.
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


def review_as_recorded(connection: Connection, desk: Desk, period: Period) -> ReviewView:
    """Return the review of a sprint from what is recorded."""
    work = team_work(connection, desk, period)
    sprint, span = work.sprint, work.sprint.period
    day = min(max(desk.today, span.start), span.last)
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
    """Return the deals whose stage changed on the days of a period, in order of days."""
    h, earlier = deal_history.c, deal_history.alias("earlier")
    known_before = exists().where(earlier.c.deal_id == h.deal_id, earlier.c.id < h.id)  # else an import alone would name every deal
    ids = select(h.deal_id).where(h.team_id == desk.team.id, h.known_on >= period.start, h.known_on < period.end, known_before).distinct()
    steps = stage_steps(connection, desk.team.id, names, ids=connection.execute(ids).scalars().all())
    changed = {id_: of_deal for id_, of_deal in steps.items() if len(of_deal) > 1 and any(one.on in period for one in of_deal[1:])}
    if not changed:
        return ()
    columns = (deal.c.id, deal.c.name, deal.c.owner_id, deal.c.value, deal.c.currency)
    told = {row.id: row for row in connection.execute(select(*columns).where(deal.c.id.in_(sorted(changed))))}
    found = []
    for id_, of_deal in changed.items():
        if id_ not in told:
            continue
        row = told[id_]
        for before, after in pairwise(of_deal):
            if after.on in period:
                value = names.rates.at_home(row.value, row.currency, after.on)
                found.append(moved_deal(names, id_, row.name, row.owner_id, before, after, value))
    return tuple(sorted(found, key=lambda one: (one.on, -(one.value or 0), one.deal_id)))


def moved_deal(
    names: Names, id_: int, name: str, owner_id: int | None, before: StageStep, after: StageStep, value: int | None
) -> MovedDeal:
    """Return one change of stage."""
    old, new = names.stages[before.stage_id], names.stages[after.stage_id]
    kind = new.kind if new.kind in (WON, LOST) else FORWARD if new.position > old.position else BACK
    return MovedDeal(id_, name, owner_id, after.on, old.name, new.name, kind, value)
