"""What ids are called: accounts, products, labels, stages, people and their seats, read once and looked up by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Table, select

from sprintsales.domain.rates import Rates, rates_of
from sprintsales.storage.erased import text_of
from sprintsales.storage.schema import account, exchange_rate, label, member, membership, person_text, pipeline, product, stage, team


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage and the pipeline it belongs to; probability in per mille."""

    id: int
    name: str
    kind: str
    position: int
    probability: int | None
    expected_days: int | None
    touch_days: int
    pipeline_id: int
    pipeline: str
    archived: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of one person: until when (exclusive), under whom, in which territory."""

    from_on: date
    until_on: date
    role: str
    reports_to_id: int | None
    territory: str | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with the labels figures are cut by."""

    id: int
    name: str
    territory: str | None
    segment: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """Everything a deal or an activity points at, by id."""

    team: str
    currency: str
    accounts: Mapping[int, AccountRow]
    products: Mapping[int, str]
    labels: Mapping[int, str]
    stages: Mapping[int, StageRow]
    """Merged stages are found under their old ids too."""
    members: Mapping[int, tuple[str, str | None]]
    """Name and function."""
    seats: Mapping[int, tuple[Seat, ...]]
    rates: Rates

    def person(self, member_id: int | None) -> str | None:
        """Return a member's name."""
        found = self.members.get(member_id) if member_id is not None else None
        return found[0] if found else None

    def seat(self, member_id: int | None, day: date) -> Seat | None:
        """Return the seat held on a day, else the last one before it, else the first one there ever was; None for a name without a seat."""
        seats = self.seats.get(member_id, ()) if member_id is not None else ()
        if len(seats) < 2:
            return seats[0] if seats else None
        held = [one for one in seats if one.from_on <= day < one.until_on]
        before = [one for one in seats if one.from_on <= day]
        return held[-1] if held else before[-1] if before else seats[0]

    def is_seated(self, member_id: int | None, day: date) -> bool:
        """Return whether this person holds a seat on a day."""
        return any(one.from_on <= day < one.until_on for one in self.seats.get(member_id or 0, ()))


def read_names(connection: Connection, team_id: int) -> Names:
    """Return the names of a team, all of them."""
    head = connection.execute(select(team.c.name, team.c.currency).where(team.c.id == team_id)).one()
    labels = dict(_pairs(connection, label, team_id))
    return Names(
        team=head.name,
        currency=head.currency,
        accounts=_accounts(connection, team_id, labels),
        products=dict(_pairs(connection, product, team_id)),
        labels=labels,
        stages=read_stages(connection, team_id),
        members=_members(connection, team_id),
        seats=_seats(connection, team_id, labels),
        rates=read_rates(connection, team_id, head.currency),
    )


def _pairs(connection: Connection, table: Table, team_id: int) -> list[tuple[int, str]]:
    rows = connection.execute(select(table.c.id, table.c.name).where(table.c.team_id == team_id))
    return [(row.id, row.name) for row in rows]


def _accounts(connection: Connection, team_id: int, labels: Mapping[int, str]) -> dict[int, AccountRow]:
    a = account.c
    rows = connection.execute(select(a.id, a.name, a.territory_id, a.segment_id).where(a.team_id == team_id))
    return {id_: AccountRow(id_, name, labels.get(territory), labels.get(segment)) for id_, name, territory, segment in rows}


def read_stages(connection: Connection, team_id: int) -> dict[int, StageRow]:
    """Return the team's stages by id; the id of a stage that was merged leads to the stage it lives on in."""
    s, p = stage.c, pipeline.c
    columns = (s.id, s.name, s.kind, s.position, s.probability, s.expected_days, s.touch_days, s.pipeline_id, p.name.label("p"), s.archived)
    query = select(*columns, s.merged_into_id).join(pipeline, p.id == s.pipeline_id).where(s.team_id == team_id)
    rows = list(connection.execute(query.order_by(p.position, s.pipeline_id, s.position, s.id)))
    found = {row[0]: StageRow(*row[:-1]) for row in rows}
    into = {row[0]: row[-1] for row in rows if row[-1] is not None}
    return {id_: found[_survivor(id_, into)] for id_ in found}


def _survivor(stage_id: int, into: Mapping[int, int]) -> int:
    seen = {stage_id}
    while stage_id in into and into[stage_id] not in seen:
        stage_id = into[stage_id]
        seen.add(stage_id)
    return stage_id


def _members(connection: Connection, team_id: int) -> dict[int, tuple[str, str | None]]:
    query = (
        select(member.c.id, member.c.function, person_text.c.body, person_text.c.erased_as)
        .join(person_text, person_text.c.id == member.c.name_id)
        .where(member.c.team_id == team_id)
    )
    return {id_: (text_of(body, erased), function) for id_, function, body, erased in connection.execute(query)}


def _seats(connection: Connection, team_id: int, labels: Mapping[int, str]) -> dict[int, tuple[Seat, ...]]:
    m = membership.c
    columns = (m.member_id, m.from_on, m.until_on, m.role, m.reports_to_id, m.territory_id)
    found: dict[int, list[Seat]] = {}
    for who, start, end, role, boss, territory in connection.execute(select(*columns).where(m.team_id == team_id).order_by(m.id)):
        found.setdefault(who, []).append(Seat(start or date.min, end or date.max, role, boss, labels.get(territory)))
    return {who: tuple(sorted(seats, key=lambda one: one.from_on)) for who, seats in found.items()}


def read_rates(connection: Connection, team_id: int, home: str) -> Rates:
    """Return the team's exchange rates."""
    r = exchange_rate.c
    query = select(r.currency, r.on_day, r.rate_nano).where(r.team_id == team_id).order_by(r.on_day)
    return rates_of(home, ((currency, day, rate) for currency, day, rate in connection.execute(query)))
