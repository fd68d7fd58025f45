"""Promises as they were frozen, what became of their items, and what happened around them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, case, exists, func, or_, select

from sprintsales.domain.fates import CommittedItem, Fate
from sprintsales.domain.rates import Rates
from sprintsales.storage.schema import (
    activity,
    blocker,
    commitment,
    commitment_item,
    deal,
    fate,
    journal_change,
    journal_entry,
    sprint,
    stage,
)

Key = tuple[int, int | None]
"""A sprint's id and a member's (None: nobody's work)."""


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One standing promise."""

    id: int
    entry_id: int
    sprint_id: int
    member_id: int
    on_day: date
    late: bool
    load_minutes: int
    capacity_minutes: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class FrozenItem:
    """One item of a standing promise with what is known of it now; its value in the team's currency."""

    sprint_id: int
    member_id: int
    type_id: int
    item: CommittedItem
    logged_at: datetime | None


@dataclass(frozen=True, slots=True)
class AddedItem:
    """An item that came into a sprint after its owner's commit, and its recorded fate in it, if any."""

    sprint_id: int
    member_id: int
    activity_id: int
    fate: str | None


@dataclass(frozen=True, slots=True)
class Around:
    """Items of one person in one sprint: all done on its days, of these never planned, and planned for it at its end."""

    delivered: int = 0
    unplanned: int = 0
    planned: int = 0


_STANDING = commitment.c.withdrawn_by.is_(None)


def standing(connection: Connection, team_id: int, sprint_ids: Sequence[int], member_id: int | None = None) -> list[CommitmentRow]:
    """Return the promises that stand in these sprints, of all or of one member."""
    c = commitment.c
    mine = () if member_id is None else (c.member_id == member_id,)
    columns = (c.id, c.entry_id, c.sprint_id, c.member_id, c.on_day, c.late, c.load_minutes, c.capacity_minutes)
    query = (
        select(*columns, journal_entry.c.happened_at)
        .join(journal_entry, journal_entry.c.id == c.entry_id, isouter=True)
        .where(c.team_id == team_id, c.sprint_id.in_(sprint_ids), _STANDING, *mine)
        .order_by(c.id)
    )
    return [CommitmentRow(*row) for row in connection.execute(query)]


def promised_in(connection: Connection, team_id: int, activity_ids: Collection[int]) -> dict[int, int]:
    """Return the number of the last sprint each of these items was promised in, by a promise that stands."""
    c, i = commitment.c, commitment_item.c
    query = (
        select(i.activity_id, func.max(sprint.c.number))
        .select_from(commitment.join(commitment_item, i.commitment_id == c.id).join(sprint, sprint.c.id == c.sprint_id))
        .where(c.team_id == team_id, i.activity_id.in_(sorted(activity_ids)), _STANDING)
        .group_by(i.activity_id)
    )
    return dict(connection.execute(query).all()) if activity_ids else {}


def frozen_items(
    connection: Connection, team_id: int, sprint_ids: Sequence[int], rates: Rates, member_id: int | None = None
) -> list[FrozenItem]:
    """Return the items of the promises that stand in these sprints, of all or of one member."""
    c, i, a = commitment.c, commitment_item.c, activity.c
    blocked = exists().where(blocker.c.activity_id == i.activity_id, blocker.c.cleared_on.is_(None))
    columns = (
        c.sprint_id, c.member_id, i.type_id, i.activity_id, i.minutes, i.quantity, i.planned_on, i.deal_id, i.deal_value, i.deal_currency,
        c.on_day, stage.c.kind, deal.c.outcome, deal.c.closed_on, a.done_on, a.quantity_done, a.sprint_id.label("now_in"), fate.c.fate,
        blocked.label("blocked"), a.logged_at,
    )  # fmt: skip
    joined = (
        commitment.join(commitment_item, i.commitment_id == c.id)
        .join(activity, a.id == i.activity_id)
        .outerjoin(deal, deal.c.id == i.deal_id)
        .outerjoin(stage, stage.c.id == i.deal_stage_id)
        .outerjoin(fate, and_(fate.c.sprint_id == c.sprint_id, fate.c.activity_id == i.activity_id))
    )
    mine = () if member_id is None else (c.member_id == member_id,)
    query = select(*columns).select_from(joined).where(c.team_id == team_id, c.sprint_id.in_(sprint_ids), _STANDING, *mine)
    found = []
    for row in connection.execute(query.order_by(i.id)):
        item = CommittedItem(
            activity_id=row.activity_id,
            minutes=row.minutes or 0,
            quantity=row.quantity,
            planned_on=row.planned_on,
            deal_id=row.deal_id,
            deal_value=rates.at_home(row.deal_value, row.deal_currency, row.on_day),
            deal_was_open=row.kind in (None, "open"),
            deal_closed_on=row.closed_on if row.outcome not in (None, "open") else None,
            done_on=row.done_on,
            done_quantity=row.quantity_done,
            sprint_id=row.now_in,
            blocked=bool(row.blocked),
            recorded=None if row.fate is None else Fate(row.fate),
        )
        found.append(FrozenItem(row.sprint_id, row.member_id, row.type_id, item, row.logged_at))
    return found


def added_items(connection: Connection, team_id: int, sprint_ids: Sequence[int], member_id: int | None = None) -> list[AddedItem]:
    """Return what came into these sprints after the commit of its owner.

    That is: not promised, not logged unplanned, and brought in by an act after the one of the commit; or carried out of it again.
    """
    c, a = commitment.c, activity.c
    promised = exists().where(commitment_item.c.commitment_id == c.id, commitment_item.c.activity_id == a.id)
    came = exists().where(
        journal_change.c.tbl == "activity",
        journal_change.c.row_id == a.id,
        journal_change.c.entry_id > c.entry_id,
        or_(journal_change.c.after.like('%"sprint_id":%'), journal_change.c.after.like('%"owner_id":%')),
    )
    theirs = or_(fate.c.to_member_id.is_(None), fate.c.to_member_id != c.member_id)  # what was handed to somebody has no fate there
    mine = () if member_id is None else (c.member_id == member_id,)
    here = (
        select(c.sprint_id, c.member_id, a.id, fate.c.fate)
        .select_from(commitment)
        .join(activity, and_(a.team_id == team_id, a.sprint_id == c.sprint_id, a.owner_id == c.member_id))
        .outerjoin(fate, and_(fate.c.sprint_id == c.sprint_id, fate.c.activity_id == a.id, theirs))
        .where(c.team_id == team_id, c.sprint_id.in_(sprint_ids), _STANDING, ~a.unplanned, ~promised, came, *mine)
    )
    gone = (
        select(c.sprint_id, c.member_id, a.id, fate.c.fate)
        .select_from(commitment)
        .join(fate, and_(fate.c.sprint_id == c.sprint_id, theirs))
        .join(activity, and_(a.id == fate.c.activity_id, a.owner_id == c.member_id))
        .where(c.team_id == team_id, c.sprint_id.in_(sprint_ids), _STANDING, ~promised, *mine)
    )
    return [AddedItem(*row) for row in connection.execute(here.union(gone))]


def around(connection: Connection, team_id: int, sprint_ids: Sequence[int]) -> dict[Key, Around]:
    """Return per sprint and person what was delivered and planned, whether promised or not."""
    a, s = activity.c, sprint.c
    done = (
        select(s.id, a.owner_id, func.count(), func.sum(case((a.unplanned, 1), else_=0)))
        .join(activity, and_(a.team_id == team_id, a.done_on >= s.start_on, a.done_on < s.end_on))
        .where(s.team_id == team_id, s.id.in_(sprint_ids), a.state == "done")
        .group_by(s.id, a.owner_id)
    )
    planned = (
        select(a.sprint_id, a.owner_id, func.count())
        .where(a.team_id == team_id, a.sprint_id.in_(sprint_ids), ~a.unplanned, a.state != "dropped")
        .group_by(a.sprint_id, a.owner_id)
    )
    carried = (
        select(fate.c.sprint_id, a.owner_id, func.count())
        .join(activity, a.id == fate.c.activity_id)
        .where(fate.c.team_id == team_id, fate.c.sprint_id.in_(sprint_ids), fate.c.fate == "carried")
        .where(or_(a.sprint_id.is_(None), a.sprint_id != fate.c.sprint_id))
        .group_by(fate.c.sprint_id, a.owner_id)
    )
    counts: dict[Key, list[int]] = {}
    for sprint_id, owner, delivered, unplanned in connection.execute(done):
        counts.setdefault((sprint_id, owner), [0, 0, 0])[:2] = [delivered, unplanned]
    for query in (planned, carried):
        for sprint_id, owner, number in connection.execute(query):
            counts.setdefault((sprint_id, owner), [0, 0, 0])[2] += number
    return {key: Around(*three) for key, three in counts.items()}


def touched_since(connection: Connection, team_id: int, promise: CommitmentRow) -> bool:
    """Return whether any later act changed the promiser's part of the sprint: items in it, promised items, or fates of either."""
    a, i = activity.c, commitment_item.c
    items = select(a.id).where(a.team_id == team_id, a.sprint_id == promise.sprint_id, a.owner_id == promise.member_id)
    promised = select(i.activity_id).where(i.commitment_id == promise.id)
    both = items.union(promised)
    fates = select(fate.c.id).where(fate.c.sprint_id == promise.sprint_id, fate.c.activity_id.in_(both))
    change = journal_change.c
    query = (
        select(change.id)
        .where(change.entry_id > promise.entry_id)
        .where(
            or_(
                and_(change.tbl == "activity", change.row_id.in_(both)),
                and_(change.tbl == "fate", change.row_id.in_(fates)),
            )
        )
        .limit(1)
    )
    return connection.execute(query).first() is not None
