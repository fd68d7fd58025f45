"""Whom a line of quick add means: deals, accounts and leads found from typed words, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from sprintsales.domain import fuzzy
from sprintsales.domain.errors import NotFound
from sprintsales.domain.quickadd import QuickAdd
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import subjects
from sprintsales.storage.queries.subjects import DealName


@dataclass(frozen=True, slots=True)
class Target:
    """What work is about; all empty: nobody in particular. `name` is for the reader, `says` safe for the journal (no person's name)."""

    deal_id: int | None = None
    account_id: int | None = None
    lead_id: int | None = None
    name: str | None = None
    says: str | None = None


def target_of(connection: Connection, desk: Desk, line: QuickAdd, owner_id: int) -> Target:
    """Return what a line is about, looking among the owner's open deals first, then the team's, then accounts and leads.

    Raises NotFound or Ambiguous with candidates.
    """
    if line.deal_ref is not None:
        return deal_numbered(connection, desk, line.deal_ref)
    if line.lead:
        return lead_named(connection, desk, line.lead, exact=line.quoted)
    account = account_named(connection, desk, line.account) if line.account else None
    if not line.target:
        return account or Target()
    return named(connection, desk, line, owner_id, account)


def deal_numbered(connection: Connection, desk: Desk, number: int) -> Target:
    """Return the deal with our number; raises NotFound."""
    found = subjects.deal_with_id(connection, desk.team.id, number)
    if found is None:
        raise NotFound(f"There is no deal #{number} here. See the numbers with: sprintsales deals list")
    return of_deal(found)


def of_deal(deal: DealName) -> Target:
    """Return a deal as a target."""
    return Target(deal_id=deal.id, name=deal.name, says=deal.name)


def account_named(connection: Connection, desk: Desk, name: str, *, exact: bool = False) -> Target:
    """Return an account by name; raises NotFound, Ambiguous."""
    key, found = fuzzy.best(name, subjects.accounts(connection, desk.team.id), what="account", exact=exact)
    return Target(account_id=key, name=found, says=found)


def lead_named(connection: Connection, desk: Desk, name: str, *, exact: bool = False) -> Target:
    """Return a lead by its name, or by #12, its number; raises NotFound, Ambiguous."""
    every = subjects.leads(connection, desk.team.id)
    number = name.removeprefix("#")
    by_number = dict(every).get(int(number)) if number != name and number.isascii() and number.isdigit() and len(number) <= 12 else None
    if by_number is not None:
        return Target(lead_id=int(number), name=by_number, says="a lead")
    key, found = fuzzy.best(name, every, what="lead", exact=exact)
    return Target(lead_id=key, name=found, says="a lead")


def named(connection: Connection, desk: Desk, line: QuickAdd, owner_id: int, account: Target | None) -> Target:
    """Return what some words name: the first place where anything fits decides."""
    everyone = subjects.open_deals(connection, desk.team.id)
    if account is not None:
        everyone = [one for one in everyone if one.account_id == account.account_id]
    mine = [one for one in everyone if one.owner_id == owner_id]
    places: list[Sequence[tuple[int, str]]] = [called(mine), within(mine), called(everyone), within(everyone)]
    deals = {one.id: one for one in everyone}
    for names in places:
        try:
            return of_deal(deals[fuzzy.best(line.target, names, exact=line.quoted)[0]])
        except NotFound:
            continue
    if account is None:
        for find in (account_named, lead_named):
            try:
                found = find(connection, desk, line.target, exact=line.quoted)
            except NotFound:
                continue
            theirs = [one for one in mine if found.account_id is not None and one.account_id == found.account_id]
            return of_deal(theirs[0]) if len(theirs) == 1 else found
    try:
        key, _ = fuzzy.best(line.target, called(everyone), what="open deal", exact=line.quoted)  # says what comes near
    except NotFound as error:
        if line.slip is None:
            raise
        raise NotFound(f"{line.slip} {str(error).partition('. ')[0]}.") from None  # only the day was wrong, as a rule
    return of_deal(deals[key])


def called(deals: Sequence[DealName]) -> list[tuple[int, str]]:
    """Return deals under their names."""
    return [(one.id, one.name) for one in deals]


def within(deals: Sequence[DealName]) -> list[tuple[int, str]]:
    """Return deals under the name of their account and their own."""
    return [(one.id, f"{one.account} · {one.name}") for one in deals if one.account]
