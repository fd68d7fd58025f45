"""The first touch of a lead that got an owner: planned by who gives it to oneself, proposed to anybody else, once for lead and owner."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from sprintsales.domain.leads import plan_day
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import ensure
from sprintsales.services.views.leads import PLANNED, LeadLine, lead_index
from sprintsales.storage.bulk import insert_rows, inserted, reserve_ids
from sprintsales.storage.queries import activities, people
from sprintsales.storage.queries.activities import TypeRow
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.schema import activity, lead, origin, proposal

if TYPE_CHECKING:
    from sqlmodel import Session

    from sprintsales.storage.queries.calendars import Calendars

TYPE = "call"
RECENT_DAYS = 30
"""Days after which a lead a file brings is history, whose first touch nobody is asked for by name."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """How many first touches were planned, and how many proposed."""

    planned: int = 0
    proposed: int = 0


def touch_type(session: Session, desk: Desk) -> TypeRow | None:
    """Return the type of work a first touch is: a call, else the first type that touches the customer."""
    kinds = [one for one in activities.types(session.connection(), desk.team.id).values() if not one.archived and one.touch]
    return next((one for one in kinds if one.code == TYPE), kinds[0] if kinds else None)


def wants_touch(one: LeadLine) -> bool:
    """Whether a lead has an owner, waits for its first touch, and nothing is planned for it, nor proposed to its owner."""
    lacking = one.ahead is None or (one.ahead.proposed and one.ahead.owner_id != one.owner_id)
    return one.owner_id is not None and not one.is_over and one.first_touch_on is None and lacking


def day_of(one: LeadLine, times: Calendars, today: date) -> date:
    """Return the day a first touch is put on: the day it is due, else the next its owner works."""
    return plan_day(one.due, times.of(one.owner_id), today)


def arrange(session: Session, desk: Desk, ids: Collection[int]) -> Arranged:
    """Plan or propose the first touch of these leads inside a write, on the day it is due; what was made once does not come again."""
    connection = session.connection()
    kind = touch_type(session, desk)
    if kind is None or not ids:
        return Arranged()
    index, times = lead_index(connection, desk, ids), calendars(connection, desk.team.id)
    planned = proposed = 0
    for one in index.lines:
        if not wants_touch(one) or one.owner_id is None:
            continue
        day = day_of(one, times, desk.today)
        if one.owner_id == desk.me.id or index.rules.plans == PLANNED:
            planned += _plan(session, desk, one.id, one.owner_id, kind, day)
        else:
            _propose(session, desk, one.id, one.owner_id, kind, day)
            proposed += 1
    return Arranged(planned, proposed)


def propose_brought(connection: Connection, desk: Desk, lines: Sequence[LeadLine]) -> int:
    """Propose the first touch of leads a file brought with an owner, inside its write, and return how many; once for lead and owner.

    Only for who has a seat and for leads of these weeks: what came in long ago keeps the day it was due, and nobody finds hundreds of
    old calls in a plan.
    """
    kinds = activities.types(connection, desk.team.id).values()
    kind = next((one for one in kinds if one.code == TYPE and not one.archived and one.touch), None)
    recent = [one for one in lines if wants_touch(one) and one.created_on is not None and (desk.today - one.created_on).days <= RECENT_DAYS]
    if kind is None or not recent:
        return 0
    times, seats, p, a = calendars(connection, desk.team.id), people.seats_on(connection, desk.team.id, desk.today), proposal.c, activity.c
    told = {
        tuple(row) for row in connection.execute(select(p.lead_id, p.owner_id).where(p.team_id == desk.team.id, p.lead_id.is_not(None)))
    }
    told |= {
        tuple(row) for row in connection.execute(select(a.lead_id, a.owner_id).where(a.team_id == desk.team.id, a.lead_id.is_not(None)))
    }
    new = [one for one in recent if one.owner_id in seats and (one.id, one.owner_id) not in told]
    names = ("id", "team_id", "version", "owner_id", "by_id", "type_id", "lead_id", "quantity", "minutes", "planned_on", "state", "made_on")
    made = desk.today.isoformat()
    insert_rows(
        connection, "proposal", names,
        [
            (id_, desk.team.id, 1, one.owner_id, desk.me.id, kind.id, one.id, 1, kind.minutes, day_of(one, times, desk.today).isoformat(),
             "open", made)
            for id_, one in zip(reserve_ids(connection, "proposal", len(new)), new, strict=True)
        ],
    )  # fmt: skip
    return len(new)


def _plan(session: Session, desk: Desk, lead_id: int, owner_id: int, kind: TypeRow, day: date) -> bool:
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add

    slot, o = f"first touch {owner_id}", origin.c
    made = select(o.id).where(o.team_id == desk.team.id, o.kind == "lead", o.source_id == lead_id, o.slot == slot)
    if session.connection().execute(made).first() is not None:
        return False
    item = add(
        session,
        tables.Activity(
            team_id=desk.team.id, type_id=kind.id, owner_id=owner_id, lead_id=lead_id, sprint_id=ensure(session, desk, day),
            planned_on=day, minutes=kind.minutes,
        ),
    )  # fmt: skip
    add(session, tables.Origin(team_id=desk.team.id, kind="lead", source_id=lead_id, slot=slot, activity_id=item))
    return True


def _propose(session: Session, desk: Desk, lead_id: int, owner_id: int, kind: TypeRow, day: date) -> None:
    inserted(
        session.connection(), proposal,
        {
            "team_id": desk.team.id, "version": 1, "owner_id": owner_id, "by_id": desk.me.id, "type_id": kind.id, "lead_id": lead_id,
            "quantity": 1, "minutes": kind.minutes, "planned_on": day, "state": "open", "made_on": desk.today,
        },
    )  # fmt: skip


def let_go(session: Session, desk: Desk, ids: Collection[int]) -> None:
    """Withdraw what is still proposed to somebody who is not the owner of the lead any more."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import put

    p, c = proposal.c, lead.c
    owners = {row.id: row.owner_id for row in session.connection().execute(select(c.id, c.owner_id).where(c.id.in_(list(ids))))}
    waiting = select(p.id, p.lead_id, p.owner_id).where(p.team_id == desk.team.id, p.lead_id.in_(list(ids)), p.state == "open")
    for row in session.connection().execute(waiting).all():
        if row.owner_id != owners.get(row.lead_id):
            put(session, tables.Proposal, row.id, state="withdrawn", decided_on=desk.today)
