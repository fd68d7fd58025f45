"""What work can be about, by name: open deals, accounts and leads, for finding one from a few typed words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from sprintsales.storage.persons import text_of
from sprintsales.storage.schema import account, deal, lead, person_text


@dataclass(frozen=True, slots=True)
class DealName:
    """A deal as somebody would name it."""

    id: int
    name: str
    account_id: int | None
    account: str | None
    owner_id: int | None
    outcome: str


_DEALS = select(deal.c.id, deal.c.name, deal.c.account_id, account.c.name, deal.c.owner_id, deal.c.outcome).select_from(
    deal.outerjoin(account, account.c.id == deal.c.account_id)
)


def open_deals(connection: Connection, team_id: int, owner_id: int | None = None) -> list[DealName]:
    """Return the open deals of a person (None: of the team)."""
    mine = () if owner_id is None else (deal.c.owner_id == owner_id,)
    query = _DEALS.where(deal.c.team_id == team_id, deal.c.outcome == "open", *mine).order_by(deal.c.id)
    return [DealName(*row) for row in connection.execute(query)]


def deal_with_id(connection: Connection, team_id: int, deal_id: int) -> DealName | None:
    """Return one deal, open or closed."""
    row = connection.execute(_DEALS.where(deal.c.team_id == team_id, deal.c.id == deal_id)).first()
    return None if row is None else DealName(*row)


def accounts(connection: Connection, team_id: int) -> list[tuple[int, str]]:
    """Return the ids and names of all accounts."""
    query = select(account.c.id, account.c.name).where(account.c.team_id == team_id).order_by(account.c.id)
    return [(row.id, row.name) for row in connection.execute(query)]


def leads(connection: Connection, team_id: int) -> list[tuple[int, str]]:
    """Return the ids of all leads under their own name or that of their account."""
    query = (
        select(lead.c.id, person_text.c.body, person_text.c.erased_as, account.c.name)
        .outerjoin(person_text, person_text.c.id == lead.c.name_id)
        .outerjoin(account, account.c.id == lead.c.account_id)
        .where(lead.c.team_id == team_id)
        .order_by(lead.c.id)
    )
    found = [(id_, body or company or text_of(None, erased)) for id_, body, erased, company in connection.execute(query)]
    return [(id_, name) for id_, name in found if name]
