"""Deals as lines of a long list, and what only one deal's page shows: people, texts, work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from sprintsales.storage.erased import text_of
from sprintsales.storage.persons import texts
from sprintsales.storage.schema import activity, activity_type, contact, deal, deal_person, person_text


class ClosedLine(NamedTuple):
    """A won or lost deal, as ids."""

    id: int
    name: str
    account_id: int | None
    owner_id: int | None
    stage_id: int
    outcome: str
    value: int | None
    currency: str
    closed_on: date | None


def closed_lines(connection: Connection, team_id: int) -> list[ClosedLine]:
    """Return all won and lost deals."""
    d = deal.c
    columns = (d.id, d.name, d.account_id, d.owner_id, d.stage_id, d.outcome, d.value, d.currency, d.closed_on)
    rows = connection.execute(select(*columns).where(d.team_id == team_id, d.outcome != "open").order_by(d.id))
    return [ClosedLine._make(row) for row in rows.all()]


def closing_first(connection: Connection, team_id: int, owner_id: int | None, limit: int) -> frozenset[int]:
    """Return the open deals (of one owner, if one is named) that close first; those without a date come last."""
    d = deal.c
    query = select(d.id).where(d.team_id == team_id, d.outcome == "open").order_by(d.close_on.is_(None), d.close_on, d.id).limit(limit)
    if owner_id is not None:
        query = query.where(d.owner_id == owner_id)
    return frozenset(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class DealTexts:
    """What stands on a deal's page beside its figures."""

    contact: str | None
    next_step: str | None
    note: str | None
    outcome_reason: str | None
    people: tuple[tuple[str, int], ...]
    """Function and member of each further person on the deal."""


@dataclass(frozen=True, slots=True)
class DealWorkLine:
    """One activity of a deal."""

    id: int
    type: str
    state: str
    owner_id: int | None
    planned_on: date | None
    done_on: date | None
    outcome: str | None
    note: str | None


def deal_texts(connection: Connection, team_id: int, deal_id: int) -> DealTexts:
    """Return the texts of one deal."""
    d = deal.c
    columns = (d.contact_id, d.next_step_id, d.note_id, d.outcome_reason)
    row = connection.execute(select(*columns).where(d.team_id == team_id, d.id == deal_id)).one()
    p = deal_person.c
    people = connection.execute(select(p.function, p.member_id).where(p.deal_id == deal_id).order_by(p.function)).all()
    bodies = texts(connection, (row.next_step_id, row.note_id))
    return DealTexts(
        contact=None if row.contact_id is None else contact_name(connection, row.contact_id),
        next_step=bodies.get(row.next_step_id),
        note=bodies.get(row.note_id),
        outcome_reason=row.outcome_reason,
        people=tuple((function, member_id) for function, member_id in people),
    )


def contact_name(connection: Connection, contact_id: int) -> str | None:
    """Return a contact's name."""
    query = select(person_text.c.body, person_text.c.erased_as).join(contact, contact.c.name_id == person_text.c.id)
    row = connection.execute(query.where(contact.c.id == contact_id)).first()
    return None if row is None else text_of(row.body, row.erased_as)


def contacts(connection: Connection, team_id: int) -> list[tuple[int, str]]:
    """Return the team's contacts by id and name."""
    query = select(contact.c.id, person_text.c.body, person_text.c.erased_as).join(person_text, person_text.c.id == contact.c.name_id)
    return [(id_, text_of(body, erased)) for id_, body, erased in connection.execute(query.where(contact.c.team_id == team_id))]


def work_lines(connection: Connection, team_id: int, deal_id: int) -> list[DealWorkLine]:
    """Return a deal's activities: planned ones by day, then what was done, the newest first."""
    a = activity.c
    columns: Sequence[Any] = (
        a.id, activity_type.c.code, a.state, a.owner_id, a.planned_on, a.done_on, a.outcome, person_text.c.body,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(activity_type, activity_type.c.id == a.type_id)
        .join(person_text, person_text.c.id == a.note_id, isouter=True)
        .where(a.team_id == team_id, a.deal_id == deal_id)
    )
    rows = [DealWorkLine(*row) for row in connection.execute(query).all()]
    planned = sorted((row for row in rows if row.state == "planned"), key=lambda row: (row.planned_on or date.max, row.id))
    done = sorted((row for row in rows if row.state != "planned"), key=lambda row: (row.done_on or date.min, row.id), reverse=True)
    return planned + done
