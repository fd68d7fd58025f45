"""Proposals with the names a reader needs, and which work was made from which source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from sprintsales.storage.erased import text_of
from sprintsales.storage.persons import texts
from sprintsales.storage.schema import (
    account,
    activity,
    activity_type,
    deal,
    journal_change,
    journal_entry,
    lead,
    origin,
    person_text,
    proposal,
)

OPEN = "open"


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal: what, about whom, from whom to whom, why, and what became of it; the deal's money in its own currency."""

    id: int
    version: int
    owner_id: int
    by_id: int
    type: str
    type_name: str
    deal_id: int | None
    deal: str | None
    deal_value: int | None
    deal_currency: str | None
    lead_id: int | None
    lead: str | None
    account_id: int | None
    account: str | None
    list_name: str | None
    quantity: int
    minutes: int
    """As proposed, else the type's usual for the quantity."""
    planned_on: date | None
    planned_time: int | None
    state: str
    made_on: date
    decided_on: date | None
    activity_id: int | None
    activity_state: str | None
    reason: str | None

    @property
    def title(self) -> str:
        """What it is about, in one name."""
        return self.deal or self.lead or self.account or self.list_name or self.type_name

    @property
    def label(self) -> str:
        """Count, type and subject, in words."""
        count = f"{self.quantity}x " if self.quantity > 1 else ""
        return f"{count}{self.type_name}" + (f" {self.title}" if self.title != self.type_name else "")

    @property
    def says(self) -> str:
        """The same as the journal may hold it: never a person's name."""
        named = self.deal or self.account or self.list_name or ("a lead" if self.lead_id else "")
        return f"{self.type_name} {named}".rstrip()


def proposals(
    connection: Connection,
    team_id: int,
    *,
    owner_id: int | None = None,
    by_id: int | None = None,
    open_only: bool = False,
    since: date | None = None,
) -> list[ProposalRow]:
    """Return proposals to somebody or by somebody, the newest first; SINCE leaves out what was decided before that day."""
    p = proposal.c
    wanted: list[ColumnElement[bool]] = [p.team_id == team_id]
    if owner_id is not None:
        wanted.append(p.owner_id == owner_id)
    if by_id is not None:
        wanted.append(p.by_id == by_id)
    if open_only:
        wanted.append(p.state == OPEN)
    if since is not None:
        wanted.append((p.decided_on.is_(None)) | (p.decided_on >= since))
    return _rows(connection, *wanted)


def with_ids(connection: Connection, team_id: int, ids: Iterable[int]) -> dict[int, ProposalRow]:
    """Return proposals by id."""
    return {row.id: row for row in _rows(connection, proposal.c.team_id == team_id, proposal.c.id.in_(sorted(set(ids))))}


def count_open(connection: Connection, team_id: int, owner_id: int) -> int:
    """Return how many proposals wait for somebody's yes or no."""
    p = proposal.c
    query = select(func.count()).where(p.team_id == team_id, p.owner_id == owner_id, p.state == OPEN)
    return int(connection.execute(query).scalar_one())


def _rows(connection: Connection, *wanted: ColumnElement[bool]) -> list[ProposalRow]:
    p, why, named = proposal.c, person_text.alias("why"), person_text.alias("named")
    minutes = func.coalesce(p.minutes, activity_type.c.minutes * p.quantity)
    columns = (
        p.id, p.version, p.owner_id, p.by_id, activity_type.c.code, activity_type.c.name, p.deal_id, deal.c.name, deal.c.value,
        deal.c.currency, p.lead_id, named.c.body, p.account_id, account.c.name, p.list_name, p.quantity, minutes, p.planned_on,
        p.planned_time, p.state, p.made_on, p.decided_on, p.activity_id, activity.c.state, why.c.body, named.c.erased_as, why.c.erased_as,
    )  # fmt: skip
    query = (
        select(*columns)
        .select_from(
            proposal.join(activity_type, activity_type.c.id == p.type_id)
            .outerjoin(deal, deal.c.id == p.deal_id)
            .outerjoin(lead, lead.c.id == p.lead_id)
            .outerjoin(named, named.c.id == lead.c.name_id)
            .outerjoin(account, account.c.id == p.account_id)
            .outerjoin(activity, activity.c.id == p.activity_id)
            .outerjoin(why, why.c.id == p.reason_id)
        )
        .where(*wanted)
        .order_by(p.id.desc())
    )
    found = []
    for row in connection.execute(query):
        *fields, erased_lead, erased_why = row
        fields[11] = None if fields[11] is None and erased_lead is None else text_of(fields[11], erased_lead)
        fields[24] = None if fields[24] is None and erased_why is None else text_of(fields[24], erased_why)
        found.append(ProposalRow(*fields))
    return found


def answers(connection: Connection, ids: Iterable[int]) -> Mapping[int, str]:
    """Return by proposal why it was declined."""
    c, e = journal_change.c, journal_entry.c
    query = (
        select(c.row_id, e.reason_id)
        .join(journal_entry, e.id == c.entry_id)
        .where(c.tbl == proposal.name, c.row_id.in_(sorted(set(ids))), c.op == "update", e.verb == "decline", e.reason_id.is_not(None))
        .order_by(c.id)
    )
    found = {row.row_id: row.reason_id for row in connection.execute(query)}
    said = texts(connection, found.values())
    return {id_: said[reason] for id_, reason in found.items() if reason in said}


@dataclass(frozen=True, slots=True)
class OriginRow:
    """One piece of work with where it came from."""

    source_id: int
    slot: str
    activity_id: int
    state: str
    quantity: int


def origins(connection: Connection, team_id: int, kind: str, slot: str = "") -> list[OriginRow]:
    """Return the work a kind of source has made, whose slot begins with SLOT."""
    o, a = origin.c, activity.c
    query = (
        select(o.source_id, o.slot, o.activity_id, a.state, a.quantity_planned)
        .join(activity, a.id == o.activity_id)
        .where(o.team_id == team_id, o.kind == kind, o.slot.startswith(slot, autoescape=True))
        .order_by(o.id)
    )
    return [OriginRow(*row) for row in connection.execute(query)]
