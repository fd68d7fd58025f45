"""Leads as they stand: their own facts, the touches on them, and what is planned or proposed for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from sprintsales.domain.activities import TYPES
from sprintsales.domain.periods import Period
from sprintsales.storage.erased import text_of
from sprintsales.storage.queries.activity_counts import OUTWARD
from sprintsales.storage.schema import account, activity, activity_tally, activity_type, deal, label, lead, person_text, proposal

REPLIES = tuple(sorted({one.code for kind in TYPES.values() for one in kind.outcomes if one.reply}))
"""The outcomes that are a positive answer."""


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One lead as it is kept."""

    id: int
    version: int
    name: str
    own_name: bool
    """Whether the name is the lead's own, not its account's."""
    account_id: int | None
    account: str | None
    territory: str | None
    owner_id: int | None
    source_id: int | None
    source: str | None
    category: str | None
    created_on: date | None
    created_at: datetime | None
    first_touch_on: date | None
    first_touch_at: datetime | None
    responded_on: date | None
    responded_at: datetime | None
    won_on: date | None
    deal_id: int | None
    deal: str | None


@dataclass(frozen=True, slots=True)
class Contacts:
    """What was done with a lead: the first touch and the first positive answer, as days and as moments where those are known."""

    touched_on: date | None = None
    touched_at: datetime | None = None
    replied_on: date | None = None
    replied_at: datetime | None = None
    touches: int = 0


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next touch of a lead: the item or the proposal, its day and type; `proposed`: its owner has not said yes yet."""

    id: int
    day: date | None
    type: str
    owner_id: int | None
    proposed: bool


def _leads() -> Select[Any]:
    own, territory, source = person_text.alias("own"), label.alias("territory"), label.alias("source")
    c = lead.c
    return (
        select(
            c.id, c.version, own.c.body, own.c.erased_as, c.account_id, account.c.name.label("account"),
            territory.c.name.label("territory"), c.owner_id, c.source_id, source.c.name.label("source"), c.category, c.created_on,
            c.created_at, c.first_touch_on, c.first_touch_at, c.responded_on, c.responded_at, c.won_on, c.deal_id,
            deal.c.name.label("deal"),
        )
        .outerjoin(own, own.c.id == c.name_id)
        .outerjoin(account, account.c.id == c.account_id)
        .outerjoin(territory, territory.c.id == account.c.territory_id)
        .outerjoin(source, source.c.id == c.source_id)
        .outerjoin(deal, deal.c.id == c.deal_id)
    )  # fmt: skip


def leads(connection: Connection, team_id: int, ids: Collection[int] | None = None, *, created: Period | None = None) -> list[LeadRow]:
    """Return the leads of a team, or those with these ids or that came in on these days, by their number."""
    mine: tuple[ColumnElement[bool], ...] = () if ids is None else (lead.c.id.in_(list(ids)),)
    mine += () if created is None else (lead.c.created_on >= created.start, lead.c.created_on < created.end)
    found = []
    for row in connection.execute(_leads().where(lead.c.team_id == team_id, *mine).order_by(lead.c.id)):
        own = row.body or (text_of(None, row.erased_as) if row.erased_as is not None else None)
        name = own or row.account or f"lead {row.id}"
        found.append(LeadRow(row.id, row.version, name, own is not None, *row[4:]))
    return found


def contacts(
    connection: Connection, team_id: int, ids: Collection[int] | None = None, *, created: Period | None = None, until: date | None = None
) -> dict[int, Contacts]:
    """Return what was done with each lead: a touch is ours, an answer also one that came in; UNTIL a day, itself included."""
    a, y, t = activity.c, activity_type.c, activity_tally.c
    mine: tuple[ColumnElement[bool], ...] = () if ids is None else (a.lead_id.in_(list(ids)),)
    mine += () if until is None else (a.done_on <= until,)
    if created is not None:
        young = select(lead.c.id).where(lead.c.team_id == team_id, lead.c.created_on >= created.start, lead.c.created_on < created.end)
        mine += (a.lead_id.in_(young),)
    base = (a.team_id == team_id, a.lead_id.is_not(None), a.done_on.is_not(None), a.quantity_done > 0, y.touch.is_(True), *mine)
    of = activity.join(activity_type, y.id == a.type_id)
    first = _first(connection, select(a.lead_id, a.done_on, a.done_at).select_from(of).where(*base, OUTWARD))
    replied = _first(connection, select(a.lead_id, a.done_on, a.done_at).select_from(of).where(*base, a.outcome.in_(REPLIES)))
    tallied = of.join(activity_tally, t.activity_id == a.id)
    told = _first(
        connection, select(a.lead_id, a.done_on, a.done_at).select_from(tallied).where(*base, t.outcome.in_(REPLIES), t.units > 0)
    )
    counts: dict[int, int] = dict(
        connection.execute(select(a.lead_id, func.sum(a.quantity_done)).select_from(of).where(*base, OUTWARD).group_by(a.lead_id)).all()
    )
    found = {}
    for lead_id in {*first, *replied, *told}:
        touched_on, touched_at = first.get(lead_id, (None, None))
        answers = sorted((one[lead_id] for one in (replied, told) if lead_id in one), key=lambda one: one[0])
        replied_on, replied_at = answers[0] if answers else (None, None)
        found[lead_id] = Contacts(touched_on, touched_at, replied_on, replied_at, int(counts.get(lead_id, 0)))
    return found


def _first(connection: Connection, query: Select[Any]) -> dict[int, tuple[date, datetime | None]]:
    """Return the first day of each lead with its earliest moment; one touch of that day without a moment leaves only the day."""
    found: dict[int, tuple[date, datetime | None]] = {}
    for lead_id, day, moment in connection.execute(query.order_by(activity.c.done_on, activity.c.id)):
        before = found.get(lead_id)
        if before is None:
            found[lead_id] = (day, moment)
        elif before[0] == day and before[1] is not None:
            found[lead_id] = (day, None if moment is None else min(moment, before[1]))
    return found


def ahead(connection: Connection, team_id: int, ids: Collection[int] | None = None) -> dict[int, Ahead]:
    """Return the next touch of each lead that has one: what is planned before what is only proposed, the earliest first."""
    found: dict[int, Ahead] = {}
    for table, state, proposed in ((activity, "planned", False), (proposal, "open", True)):
        c, y = table.c, activity_type.c
        mine = () if ids is None else (c.lead_id.in_(list(ids)),)
        query = (
            select(c.lead_id, c.id, c.planned_on, y.code, c.owner_id)
            .join(activity_type, y.id == c.type_id)
            .where(c.team_id == team_id, c.lead_id.is_not(None), c.state == state, y.touch.is_(True), *mine)
            .order_by(c.planned_on.nulls_last(), c.id)
        )
        for lead_id, id_, day, code, owner_id in connection.execute(query):
            found.setdefault(lead_id, Ahead(id_, day, code, owner_id, proposed))
    return found


def brought(connection: Connection, source_id: int | None, entry_id: int) -> list[int]:
    """Return the leads one import named anew or changed."""
    from sprintsales.storage.schema import import_seen

    s = import_seen.c
    query = select(s.row_id).where(s.source_id == source_id, s.entry_id == entry_id, s.kind == "lead").order_by(s.row_id)
    return list(dict.fromkeys(connection.execute(query).scalars()))
