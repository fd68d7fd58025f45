"""Where one can go from a few typed letters: screens, people, deals, accounts, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.jumping import ACCOUNT, DEAL, PERSON, SCREEN, Candidate, Key, ranked
from sprintsales.domain.rates import Rates
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import jump as near
from sprintsales.storage.queries import people
from sprintsales.storage.queries.deals import external_ids
from sprintsales.storage.queries.lines import closing_first
from sprintsales.storage.queries.names import StageRow, read_rates, read_stages

LOOKED_AT = 200
"""Deals the database hands over to be ranked."""
SHOWN = 60
SOON = 12


@dataclass(frozen=True, slots=True)
class Place:
    """One place to go to; `about` is the account of a deal or the function of a person, `value` minor units of the team's currency.

    `state` is a deal's stage or outcome, a person's role, or how many open deals an account has.
    """

    kind: str
    id: int
    name: str
    letters: tuple[int, ...] = ()
    about: str | None = None
    owner: str | None = None
    state: str | None = None
    value: int | None = None
    seated: bool = True
    is_me: bool = False
    over: bool = False

    @property
    def key(self) -> Key:
        """What names the place."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class JumpView:
    """What was found for some words."""

    words: str
    places: tuple[Place, ...]
    currency: str


def jump_view(
    connection: Connection, desk: Desk, words: str, *, screens: Sequence[str] = (), recent: Sequence[Key] = (), limit: int = SHOWN
) -> JumpView:
    """Return the best places for the words; for none those opened last (RECENT, the last one first), then my deals that close first.

    SCREENS are the words screens go by; a screen's id is its place among them.
    """
    places: dict[Key, tuple[Candidate, Place]] = {}
    members = people.members(connection, desk.team.id, desk.today)
    for one in (*_screens(screens), *_people(desk, members), *_accounts(connection, desk, words)):
        places[one[0].key] = one
    names = {one.id: one.name for one in members}
    for one in _deals(connection, desk, words, names, recent):
        places[one[0].key] = one
    order = {key: place for place, key in enumerate(recent)}
    found = ranked(words, (candidate for candidate, _ in places.values()), order, limit)
    shown = [_with_letters(places[hit.candidate.key][1], hit.letters) for hit in found]
    return JumpView(words, tuple(shown), desk.team.currency)


def _with_letters(place: Place, letters: tuple[int, ...]) -> Place:
    return replace(place, letters=letters) if letters else place


def _screens(words: Sequence[str]) -> list[tuple[Candidate, Place]]:
    return [(Candidate(SCREEN, at, word, near=True), Place(SCREEN, at, word)) for at, word in enumerate(words)]


def _people(desk: Desk, members: Sequence[people.MemberRow]) -> list[tuple[Candidate, Place]]:
    return [
        (
            Candidate(PERSON, one.id, one.name, also=(one.email,) if one.email else (), near=one.role is not None, over=one.role is None),
            Place(
                PERSON, one.id, one.name, about=one.function, state=one.role or "no seat", seated=one.role in ("rep", "manager"),
                is_me=one.id == desk.me.id, over=one.role is None,
            ),
        )
        for one in members
    ]  # fmt: skip


def _accounts(connection: Connection, desk: Desk, words: str) -> list[tuple[Candidate, Place]]:
    found = near.accounts_near(connection, desk.team.id, words, SHOWN)
    return [
        (
            Candidate(ACCOUNT, one.id, one.name, over=not one.open_deals),
            Place(ACCOUNT, one.id, one.name, state=f"{one.open_deals} open", over=not one.open_deals),
        )
        for one in found
    ]


def _deals(connection: Connection, desk: Desk, words: str, names: dict[int, str], recent: Sequence[Key]) -> list[tuple[Candidate, Place]]:
    team = desk.team.id
    if words.strip():
        rows = near.deals_near(connection, team, words, desk.me.id, LOOKED_AT)
    else:
        soon = closing_first(connection, team, desk.me.id, SOON)
        rows = near.deals_with_ids(connection, team, [*(id_ for kind, id_ in recent if kind == DEAL), *soon])
        rows.sort(key=lambda row: (row.close_on or date.max, row.id))
    stages, rates = read_stages(connection, team), read_rates(connection, team, desk.team.currency)
    foreign = external_ids(connection, team, [row.id for row in rows]) if any(sign.isdigit() for sign in words) else {}
    return [(_candidate(row, desk, foreign.get(row.id)), _place(row, names, stages, rates, desk.today)) for row in rows]


def _candidate(row: near.DealPlace, desk: Desk, foreign: str | None) -> Candidate:
    ids = (f"#{row.id}", str(row.id), *((foreign,) if foreign else ()))
    also = tuple(part for part in (row.account, f"#{row.id}") if part)
    return Candidate(DEAL, row.id, row.name, also, ids, near=row.owner_id == desk.me.id, over=row.outcome != "open", touched=row.touched)


def _place(row: near.DealPlace, names: dict[int, str], stages: dict[int, StageRow], rates: Rates, today: date) -> Place:
    stage = stages.get(row.stage_id)
    return Place(
        DEAL,
        row.id,
        row.name,
        about=row.account,
        owner=names.get(row.owner_id) if row.owner_id is not None else None,
        state=row.outcome if row.outcome != "open" else stage.name if stage else None,
        value=rates.at_home(row.value, row.currency, today),
        over=row.outcome != "open",
    )
