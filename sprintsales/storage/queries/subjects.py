"""What work can be about, by name: open deals, accounts and leads, for finding one from a few typed words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from sprintsales.domain.periods import Period
from sprintsales.domain.rates import Rates
from sprintsales.storage.erased import text_of
from sprintsales.storage.queries.jump import holding
from sprintsales.storage.queries.standing import owners_at_closing
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


def open_deals(connection: Connection, team_id: int, owner_id: int | None = None, *, words: str = "") -> list[DealName]:
    """Return the open deals of a person (None: of the team), with WORDS only those in whose name or account each of them stands."""
    mine = [] if owner_id is None else [deal.c.owner_id == owner_id]
    if words:
        mine.append(holding(connection, words, deal.c.name, account.c.name))
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


def open_ids(connection: Connection, team_id: int, owner_id: int | None) -> frozenset[int]:
    """Return the ids of a person's open deals (None: the team's)."""
    mine = () if owner_id is None else (deal.c.owner_id == owner_id,)
    return frozenset(connection.execute(select(deal.c.id).where(deal.c.team_id == team_id, deal.c.outcome == "open", *mine)).scalars())


def open_and_undated(connection: Connection, team_id: int, owner_id: int | None) -> tuple[int, int]:
    """Return how many open deals a person (None: the team) has, and how many have no close date, without those missing in the CRM."""
    mine = () if owner_id is None else (deal.c.owner_id == owner_id,)
    query = select(func.count(), func.count(deal.c.close_on)).where(
        deal.c.team_id == team_id, deal.c.outcome == "open", deal.c.missing_on.is_(None), *mine
    )
    every, dated = connection.execute(query).one()
    return int(every), int(every) - int(dated)


def ids_due(connection: Connection, team_id: int, owner_id: int | None, period: Period) -> frozenset[int]:
    """Return the ids of open deals whose close or agreement date lies in a period."""
    mine = () if owner_id is None else (deal.c.owner_id == owner_id,)
    soon = or_(deal.c.close_on.between(period.start, period.last), deal.c.agreement_on.between(period.start, period.last))
    query = select(deal.c.id).where(deal.c.team_id == team_id, deal.c.outcome == "open", soon, *mine)
    return frozenset(connection.execute(query).scalars())


def won_between(connection: Connection, team_id: int, owner_id: int | None, period: Period, rates: Rates) -> tuple[int, int]:
    """Return the value (minor units of the team's currency, by the closing day's rate) and the number of deals won in a period.

    A won deal counts for its owner at closing, whoever has it now.
    """
    values = [value for owner, value in won_deals(connection, team_id, period, rates, by_owner=owner_id is not None) if owner == owner_id]
    return sum(value or 0 for value in values), len(values)


def won_by_owner(connection: Connection, team_id: int, period: Period, rates: Rates) -> dict[int | None, int]:
    """Return the same value for everybody who won a deal in a period, and under None the whole team's, from one look at the deals."""
    found: dict[int | None, int] = {None: 0}
    for owner, value in won_deals(connection, team_id, period, rates, by_owner=True):
        found[None] += value or 0
        if owner is not None:
            found[owner] = found.get(owner, 0) + (value or 0)
    return found


def won_deals(connection: Connection, team_id: int, period: Period, rates: Rates, *, by_owner: bool) -> list[tuple[int | None, int | None]]:
    """Return owner at closing (nobody unless asked for) and value of each deal won in a period."""
    d = deal.c
    query = select(d.id, d.owner_id, d.value, d.currency, d.closed_on).where(
        d.team_id == team_id, d.outcome == "won", d.closed_on >= period.start, d.closed_on < period.end
    )
    won = connection.execute(query).all()
    then = owners_at_closing(connection, team_id, [row.id for row in won]) if won and by_owner else {}
    return [(then.get(row.id, row.owner_id) if by_owner else None, rates.at_home(row.value, row.currency, row.closed_on)) for row in won]


def leads_created(connection: Connection, team_id: int, owner_id: int | None, period: Period) -> int:
    """Return how many leads were created on the days of a period."""
    mine = () if owner_id is None else (lead.c.owner_id == owner_id,)
    query = select(func.count()).where(lead.c.team_id == team_id, lead.c.created_on >= period.start, lead.c.created_on < period.end, *mine)
    return int(connection.execute(query).scalar_one())
