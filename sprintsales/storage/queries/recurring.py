"""Recurring work as stored: each rule with what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from sprintsales.storage.erased import text_of
from sprintsales.storage.schema import account, activity_type, deal, lead, person_text, recurring


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule of somebody's recurring work."""

    id: int
    owner_id: int
    type: str
    deal_id: int | None
    deal: str | None
    deal_outcome: str | None
    lead_id: int | None
    lead: str | None
    account_id: int | None
    account: str | None
    list_name: str | None
    quantity: int
    minutes: int | None
    planned_time: int | None
    rule: str
    from_on: date
    until_on: date | None
    several: bool
    stopped_on: date | None
    note: str | None

    @property
    def about(self) -> str | None:
        """What it is about, in one name."""
        return self.deal or self.lead or self.account or self.list_name


def rules(connection: Connection, team_id: int, owner_id: int | None = None, *, id_: int | None = None) -> list[RuleRow]:
    """Return the recurring work of a person (None: of everybody), the oldest first; with ID_ that one, ended or not."""
    r, named, said = recurring.c, person_text.alias("named"), person_text.alias("said")
    query = (
        select(
            r.id, r.owner_id, activity_type.c.code, r.deal_id, deal.c.name, deal.c.outcome, r.lead_id, named.c.body, r.account_id,
            account.c.name, r.list_name, r.quantity, r.minutes, r.planned_time, r.rule, r.from_on, r.until_on, r.several, r.stopped_on,
            said.c.body, named.c.erased_as,
        )
        .join(activity_type, activity_type.c.id == r.type_id)
        .outerjoin(deal, deal.c.id == r.deal_id)
        .outerjoin(lead, lead.c.id == r.lead_id)
        .outerjoin(account, account.c.id == r.account_id)
        .outerjoin(named, named.c.id == lead.c.name_id)
        .outerjoin(said, said.c.id == r.note_id)
        .where(r.team_id == team_id)
        .order_by(r.id)
    )  # fmt: skip
    if id_ is not None:
        query = query.where(r.id == id_)
    else:
        query = query.where(r.stopped_on.is_(None), *([] if owner_id is None else [r.owner_id == owner_id]))
    found = []
    for row in connection.execute(query):
        *values, erased = row
        if values[6] is not None and values[7] is None and erased is not None:
            values[7] = text_of(None, erased)
        found.append(RuleRow(*values))
    return found
