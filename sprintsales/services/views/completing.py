"""What the name being typed into a line of work may be: deals, accounts and leads, my open deals first; and both readings of a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.completing import ANY, DAY, Fragment, as_typed, days_for, fragment_at, offered, open_question, quoted, where_named
from sprintsales.domain.dates import DayReader, day_name
from sprintsales.domain.errors import Ambiguous, NotFound
from sprintsales.domain.fuzzy import folded
from sprintsales.domain.jumping import ACCOUNT, DEAL, LEAD, Candidate, Key
from sprintsales.domain.quickadd import read_plan
from sprintsales.services.desk import Desk
from sprintsales.services.targets import refuse_doubt
from sprintsales.storage.queries import jump as near
from sprintsales.storage.queries import people
from sprintsales.storage.queries.lines import closing_first
from sprintsales.storage.queries.names import read_rates, read_stages

LOOKED_AT = 200
"""Deals the database hands over to be ranked."""
SHOWN = 6
MINE_FIRST = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing the name may be: `put` is what is written into the line for it; `value` minor units of the team's currency."""

    kind: str
    id: int
    name: str
    put: str
    letters: tuple[int, ...] = ()
    about: str | None = None
    owner: str | None = None
    state: str | None = None
    value: int | None = None
    is_mine: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """What the line may go on with; `fragment` is what would be replaced, None where nothing is to be completed."""

    fragment: Fragment | None
    offers: tuple[Offer, ...]
    currency: str


def offers_for(connection: Connection, desk: Desk, text: str, cursor: int, *, owner_id: int | None = None) -> Offers:
    """Return what the name before the cursor may be, for work of a person (me); for no letters yet my deals that close first."""
    team = desk.team
    reader = DayReader(desk.today, week_start=team.week_start, fiscal_start_month=team.fiscal_start_month)
    who = desk.me.id if owner_id is None else owner_id
    fragment = fragment_at(text, cursor, reader) or open_question(text, reader)
    if fragment is not None and fragment.kind == DAY:
        days = tuple(Offer(DAY, 0, day_name(day), as_typed(day), state=distance(day, desk.today)) for day in days_for(fragment, reader))
        return Offers(fragment, days, team.currency)
    named = Offers(None, (), team.currency) if fragment is None else named_offers(connection, desk, fragment, who)
    return named if named.offers else asked_again(connection, desk, text, reader, who, named)


def asked_again(connection: Connection, desk: Desk, text: str, reader: DayReader, owner_id: int, nothing: Offers) -> Offers:
    """Return what a name that stands in the line and fits more than one thing may be; NOTHING where all is clear."""
    said = read_plan(text, today=reader.today, week_start=reader.week_start, fiscal_start_month=reader.fiscal_start_month)
    name, kind = (said.lead, LEAD) if said.lead else (said.account, ACCOUNT) if said.account and not said.target else (said.target, ANY)
    if said.problems or not name or said.quoted or said.deal_ref is not None:
        return nothing
    fragment = where_named(text, name.split(), kind)
    if fragment is None:
        return nothing
    try:
        refuse_doubt(connection, desk, said, owner_id)
    except Ambiguous as error:
        return named_offers(connection, desk, fragment, owner_id, only=set(error.keys))
    except NotFound:
        return nothing
    return nothing


def named_offers(connection: Connection, desk: Desk, fragment: Fragment, owner_id: int, only: Collection[object] = ()) -> Offers:
    """Return what the words of a fragment may be, only those of one kind with certain ids where any are given."""
    team = desk.team
    found = places(connection, desk, fragment, owner_id)
    if only:
        kinds = Counter(kind for kind, id_ in found if id_ in only)
        meant = next((kind for kind in (DEAL, ACCOUNT, LEAD) if kinds[kind] == len(only)), DEAL)
        found = {key: one for key, one in found.items() if key[0] == meant and key[1] in only}
    names = Counter((kind, folded(offer.name)) for (kind, _), (_, offer) in found.items())
    shown: list[Offer] = []
    for hit in offered(fragment.words, (candidate for candidate, _ in found.values()), SHOWN):
        one = found[hit.candidate.key][1]
        alone = names[one.kind, folded(one.name)] == 1 and not (one.kind == DEAL and one.over)
        put = quoted(one.name, one.id, one.kind, alone=alone)
        state = one.state if alone or one.over else " ".join(filter(None, (f"#{one.id}", one.state)))  # of two alike the number tells
        shown.append(Offer(one.kind, one.id, one.name, put, hit.letters, one.about, one.owner, state, one.value, one.is_mine, one.over))
    return Offers(fragment, tuple(shown), team.currency)


def distance(day: date, today: date) -> str:
    """Return how far a day is: in 131 days."""
    days = (day - today).days
    return f"in {days} days" if days > 1 else f"{-days} days ago" if days < -1 else {0: "today", 1: "tomorrow", -1: "yesterday"}[days]


def places(connection: Connection, desk: Desk, fragment: Fragment, owner_id: int) -> dict[Key, tuple[Candidate, Offer]]:
    """Return by key all that may be meant, with what it would be offered as."""
    found: dict[Key, tuple[Candidate, Offer]] = {}
    wanted = {DEAL, ACCOUNT, LEAD} if fragment.kind == ANY else {fragment.kind}
    names = {one.id: one.name for one in people.members(connection, desk.team.id, desk.today)}
    if DEAL in wanted:
        found |= deals(connection, desk, fragment.words, owner_id, names)
    if ACCOUNT in wanted:
        for one in near.accounts_near(connection, desk.team.id, fragment.words, LOOKED_AT):
            offer = Offer(ACCOUNT, one.id, one.name, "", state=f"{one.open_deals} open", over=False)
            found[ACCOUNT, one.id] = Candidate(ACCOUNT, one.id, one.name), offer
    if LEAD in wanted:
        for lead in near.leads_near(connection, desk.team.id, fragment.words, LOOKED_AT):
            also = (lead.account,) if lead.account and lead.account != lead.name else ()
            offer = Offer(
                LEAD, lead.id, lead.name, "", about=lead.account, owner=names.get(lead.owner_id or 0), state=lead.category,
                is_mine=lead.owner_id == owner_id,
            )  # fmt: skip
            found[LEAD, lead.id] = Candidate(LEAD, lead.id, lead.name, also, near=lead.owner_id == owner_id), offer
    return found


def deals(connection: Connection, desk: Desk, words: str, owner_id: int, names: dict[int, str]) -> dict[Key, tuple[Candidate, Offer]]:
    """Return the deals that may be meant."""
    team = desk.team.id
    if words:
        rows = near.deals_near(connection, team, words, owner_id, LOOKED_AT)
    else:
        rows = near.deals_with_ids(connection, team, sorted(closing_first(connection, team, owner_id, MINE_FIRST)))
        rows.sort(key=lambda row: (row.close_on or date.max, row.id))
    stages, rates = read_stages(connection, team), read_rates(connection, team, desk.team.currency)
    found: dict[Key, tuple[Candidate, Offer]] = {}
    for row in rows:
        stage, over, mine = stages.get(row.stage_id), row.outcome != "open", row.owner_id == owner_id
        candidate = Candidate(
            DEAL, row.id, row.name, (row.account,) if row.account else (), (f"#{row.id}",), near=mine, over=over, touched=row.touched
        )
        offer = Offer(
            DEAL, row.id, row.name, "", about=row.account, owner=names.get(row.owner_id or 0), is_mine=mine, over=over,
            state=row.outcome if over else stage.name if stage else None, value=rates.at_home(row.value, row.currency, desk.today),
        )  # fmt: skip
        found[DEAL, row.id] = candidate, offer
    return found
