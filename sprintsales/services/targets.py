"""Whom a line of quick add means: deals, accounts and leads found from typed words, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from sprintsales.domain import fuzzy
from sprintsales.domain.errors import Ambiguous, NotFound
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


def account_named(connection: Connection, desk: Desk, name: str, *, exact: bool = False, near: bool = True) -> Target:
    """Return an account by name or number (#3); raises NotFound, Ambiguous."""
    key, found = one_of(name, subjects.accounts(connection, desk.team.id), "account", "@#", exact=exact, near=near)
    return Target(account_id=key, name=found, says=found)


def lead_named(connection: Connection, desk: Desk, name: str, *, exact: bool = False, near: bool = True) -> Target:
    """Return a lead by name or number (#3); raises NotFound, Ambiguous."""
    key, found = one_of(name, subjects.leads(connection, desk.team.id), "lead", "lead:#", exact=exact, near=near)
    return Target(lead_id=key, name=found, says="a lead")


def one_of(name: str, names: Sequence[tuple[int, str]], what: str, sign: str, *, exact: bool, near: bool) -> tuple[int, str]:
    """Return the one that a name or `#` and its number means; raises NotFound, Ambiguous with their numbers as they are typed."""
    number = name.removeprefix("#")
    if number != name and number.isascii() and number.isdigit():
        found = next((one for one in names if one[0] == int(number)), None)
        if found is None:
            raise NotFound(f"There is no {what} {sign}{number} here. Write its name.")
        return found
    return fuzzy.best(name, names, what=what, exact=exact, sign=sign, near=near)


def refuse_doubt(connection: Connection, desk: Desk, line: QuickAdd, owner_id: int) -> None:
    """Raise Ambiguous where a name fits more than one thing, NotFound where it fits none by its letters; looks nowhere twice."""
    if line.lead or line.account or not line.target:
        target_of(connection, desk, line, owner_id)
    elif among(connection, desk, line, subjects.open_deals(connection, desk.team.id, words=line.target), owner_id, None) is None:
        raise NotFound(f"Nothing is called “{line.target}”. Check the spelling, or type fewer letters of it.")


def named(connection: Connection, desk: Desk, line: QuickAdd, owner_id: int, account: Target | None) -> Target:
    """Return what some words name: the first place where anything fits decides."""
    for hinted in (line.target, ""):  # the database narrows a hundred thousand deals; what comes near a slip is looked for in all of them
        everyone = subjects.open_deals(connection, desk.team.id, words=hinted)
        if account is not None:
            everyone = [one for one in everyone if one.account_id == account.account_id]
        found = among(connection, desk, line, everyone, owner_id, account)
        if found is not None:
            return found
    apart = told_apart(connection, desk, line, owner_id, account) if line.slip is None else None
    if apart is not None:
        raise NotFound(apart)
    try:
        key, name = fuzzy.best(line.target, called(everyone), what="open deal", exact=line.quoted)  # says what comes near
    except NotFound as error:
        if line.slip is None:
            raise
        raise NotFound(f"{line.slip} {str(error).partition('. ')[0]}.") from None  # only the day was wrong, as a rule
    return Target(deal_id=key, name=name, says=name)


def told_apart(connection: Connection, desk: Desk, line: QuickAdd, owner_id: int, account: Target | None) -> str | None:
    """Return which words at the front of a name are known and which behind them are not, as a sentence; None where the first is not."""
    words = line.target_words
    if line.quoted or len(words) > _MOST:
        return None
    for size in range(len(words) - 1, 0, -1):
        front, rest = " ".join(words[:size]), " ".join(words[size:])
        if len(front) < _TOLD:
            continue
        shorter = replace(line, target_words=words[:size])
        deals = [
            one
            for one in subjects.open_deals(connection, desk.team.id, words=front)
            if account is None or one.account_id == account.account_id
        ]
        try:
            found = among(connection, desk, shorter, deals, owner_id, account)
            known = None if found is None else f"“{front}” is {found.name}"
        except Ambiguous as error:
            known = str(error).rpartition(". Type")[0]
        if known is not None:
            counted = " A count stands first: 2x call." if _COUNT.fullmatch(words[-1]) else ""
            ways = f"A note begins with re: re {rest}. A day is written tomorrow, fri or 24 nov, a time 14:00.{counted}"
            return f"{known}, but “{rest}” was not understood. {ways}"
    return None


_MOST = 6
"""Words of a name that are told apart; a longer one is a sentence."""
_COUNT = re.compile("[0-9]+[x×]", re.IGNORECASE)
_TOLD = 3
"""Letters that tell a name."""


def among(
    connection: Connection, desk: Desk, line: QuickAdd, everyone: Sequence[DealName], owner_id: int, account: Target | None
) -> Target | None:
    """Return what words name among these deals, my own first, then among accounts and leads; None for nothing. Raises Ambiguous."""
    mine = [one for one in everyone if one.owner_id == owner_id]
    places: list[Sequence[tuple[int, str]]] = [called(mine), within(mine), called(everyone), within(everyone)]
    deals = {one.id: one for one in everyone}
    for names in places:
        try:
            return of_deal(deals[fuzzy.best(line.target, names, exact=line.quoted, near=False)[0]])
        except NotFound:
            continue
    if account is not None:
        return None
    for find in (account_named, lead_named):
        try:
            found = find(connection, desk, line.target, exact=line.quoted, near=False)
        except NotFound:
            continue
        theirs = [one for one in mine if found.account_id is not None and one.account_id == found.account_id]
        return of_deal(theirs[0]) if len(theirs) == 1 else found
    return None


def called(deals: Sequence[DealName]) -> list[tuple[int, str]]:
    """Return deals under their names."""
    return [(one.id, one.name) for one in deals]


def within(deals: Sequence[DealName]) -> list[tuple[int, str]]:
    """Return deals under the name of their account and their own."""
    return [(one.id, f"{one.account} · {one.name}") for one in deals if one.account]
