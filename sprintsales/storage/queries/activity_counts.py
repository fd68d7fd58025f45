"""Work and leads counted for figures: units by type, outcome, doer and deal; meetings by their planned day; leads and their answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, FromClause, func, literal, null, or_, select

from sprintsales.domain.periods import Period
from sprintsales.storage.erased import text_of
from sprintsales.storage.schema import account, activity, activity_tally, activity_type, deal, label, lead, person_text

OUTWARD = or_(activity.c.direction.is_(None), activity.c.direction != "in")
"""What comes in from the customer is no work of a rep."""


@dataclass(frozen=True, slots=True)
class WorkCount:
    """Done units of one type and outcome by one doer, for one deal where asked, on one day where asked."""

    type: str
    kind: str
    outcome: str | None
    owner_id: int | None
    deal_id: int | None
    on: date | None
    units: int
    minutes: int


@dataclass(frozen=True, slots=True)
class WorkLine:
    """Units of one outcome of one activity, to show what a count is made of; `name` of its deal, else account."""

    id: int
    type: str
    outcome: str | None
    owner_id: int | None
    deal_id: int | None
    on: date
    units: int
    name: str | None


@dataclass(frozen=True, slots=True)
class PlannedCount:
    """Units of one type planned for a day."""

    owner_id: int | None
    deal_id: int | None
    on: date
    units: int


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead as figures need it."""

    id: int
    owner_id: int | None
    source: str | None
    created_on: date
    first_touch_on: date | None
    first_touch_at: datetime | None
    responded_on: date | None
    responded_at: datetime | None


def work_counts(connection: Connection, team_id: int, period: Period, *, by_deal: bool = False, by_day: bool = False) -> list[WorkCount]:
    """Return the work done in a period; minutes are those logged, else planned, else usual for the type."""
    a, t, y = activity.c, activity_tally.c, activity_type.c
    told = select(t.activity_id, func.sum(t.units).label("units")).group_by(t.activity_id).subquery("told")
    keys: list[ColumnElement[Any]] = [y.code, y.work_class, a.owner_id]
    keys += [a.deal_id] if by_deal else []
    keys += [a.done_on] if by_day else []
    shape = [
        y.code, y.work_class, a.owner_id, a.deal_id if by_deal else null().label("deal"),
        a.done_on if by_day else literal(None, Date).label("on"),
    ]  # fmt: skip
    done = (a.team_id == team_id, a.done_on >= period.start, a.done_on < period.end, a.quantity_done > 0, OUTWARD)
    minutes = func.coalesce(a.minutes_done, a.minutes, y.minutes * a.quantity_done)
    rest = (
        select(*shape, a.outcome, func.sum(a.quantity_done - func.coalesce(told.c.units, 0)), func.sum(minutes))
        .join(activity_type, y.id == a.type_id)
        .join(told, told.c.activity_id == a.id, isouter=True)
        .where(*done)
        .group_by(*keys, a.outcome)
    )
    by_outcome = (
        select(*shape, t.outcome, func.sum(t.units), literal(0))
        .select_from(activity_tally.join(activity, a.id == t.activity_id).join(activity_type, y.id == a.type_id))
        .where(*done)
        .group_by(*keys, t.outcome)
    )
    rows: list[Any] = [*connection.execute(rest).all(), *connection.execute(by_outcome).all()]
    return [
        WorkCount(code, kind, outcome, owner, deal_id, on, int(units), int(spent))
        for code, kind, owner, deal_id, on, outcome, units, spent in rows
        if units or spent
    ]


def work_lines(connection: Connection, team_id: int, period: Period) -> list[WorkLine]:
    """Return the work done in a period, activity by activity; the units add up to those of `work_counts`, the newest first."""
    a, t, y = activity.c, activity_tally.c, activity_type.c
    told = select(t.activity_id, func.sum(t.units).label("units")).group_by(t.activity_id).subquery("told")
    name = func.coalesce(deal.c.name, account.c.name)
    done = (a.team_id == team_id, a.done_on >= period.start, a.done_on < period.end, a.quantity_done > 0, OUTWARD)
    rest = (
        select(a.id, y.code, a.outcome, a.owner_id, a.deal_id, a.done_on, a.quantity_done - func.coalesce(told.c.units, 0), name)
        .select_from(_named().join(told, told.c.activity_id == a.id, isouter=True))
        .where(*done)
    )
    by_outcome = (
        select(a.id, y.code, t.outcome, a.owner_id, a.deal_id, a.done_on, t.units, name)
        .select_from(_named().join(activity_tally, t.activity_id == a.id))
        .where(*done)
    )
    rows = [WorkLine(*row[:6], int(row[6]), row[7]) for query in (rest, by_outcome) for row in connection.execute(query).all() if row[6]]
    return sorted(rows, key=lambda one: (one.on, one.id), reverse=True)


def planned_lines(connection: Connection, team_id: int, code: str, period: Period) -> list[WorkLine]:
    """Return what of a type was planned for a day of a period, activity by activity, the newest first."""
    a, y = activity.c, activity_type.c
    name = func.coalesce(deal.c.name, account.c.name)
    query = (
        select(a.id, y.code, a.outcome, a.owner_id, a.deal_id, a.planned_on, a.quantity_planned, name)
        .select_from(_named())
        .where(a.team_id == team_id, y.code == code, a.planned_on >= period.start, a.planned_on < period.end)
        .order_by(a.planned_on.desc(), a.id.desc())
    )
    return [WorkLine(*row) for row in connection.execute(query).all() if row[6]]


def _named() -> FromClause:
    a = activity.c
    return (
        activity.join(activity_type, activity_type.c.id == a.type_id)
        .join(deal, deal.c.id == a.deal_id, isouter=True)
        .join(account, account.c.id == a.account_id, isouter=True)
    )


def lead_names(connection: Connection, team_id: int, ids: Iterable[int]) -> dict[int, str]:
    """Return what leads are called."""
    wanted = set(ids)
    query = (
        select(lead.c.id, person_text.c.body, person_text.c.erased_as)
        .join(person_text, person_text.c.id == lead.c.name_id)
        .where(lead.c.team_id == team_id)
    )
    return {id_: text_of(body, erased) for id_, body, erased in connection.execute(query) if id_ in wanted}


def planned_counts(connection: Connection, team_id: int, code: str, period: Period) -> list[PlannedCount]:
    """Return how many units of a type were planned for each day of a period, whatever became of them."""
    a = activity.c
    query = (
        select(a.owner_id, a.deal_id, a.planned_on, func.sum(a.quantity_planned))
        .join(activity_type, activity_type.c.id == a.type_id)
        .where(a.team_id == team_id, activity_type.c.code == code, a.planned_on >= period.start, a.planned_on < period.end)
        .group_by(a.owner_id, a.deal_id, a.planned_on)
    )
    return [PlannedCount(owner, deal_id, on, int(units)) for owner, deal_id, on, units in connection.execute(query).all()]


def leads(connection: Connection, team_id: int, period: Period) -> list[LeadRow]:
    """Return the leads created in a period."""
    c = lead.c
    query = (
        select(
            c.id, c.owner_id, label.c.name, c.created_on, c.first_touch_on, c.first_touch_at, c.responded_on, c.responded_at
        )
        .join(label, label.c.id == c.source_id, isouter=True)
        .where(c.team_id == team_id, c.created_on >= period.start, c.created_on < period.end)
    )  # fmt: skip
    return [LeadRow(*row) for row in connection.execute(query).all()]
