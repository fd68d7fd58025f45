"""How deals stood on a day: the fields history keeps, as they were known then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Connection, FromClause, Select, case, func, or_, select, true

from sprintsales.storage.queries.names import Names
from sprintsales.storage.schema import deal, deal_history, deal_past, journal_entry

Which = Collection[int] | Select[Any] | CompoundSelect[Any]
"""Deals by their ids, or by a query that gives these."""


def among(column: ColumnElement[Any], which: Which) -> ColumnElement[bool]:
    """Return the condition that a deal is one of these."""
    return column.in_(which if isinstance(which, (Select, CompoundSelect)) else sorted(which))


def open_at(team_id: int, day: date | None) -> Select[Any]:
    """Return a query for the deals open now; on an earlier DAY also for those closed since."""
    d = deal.c
    still = d.outcome == "open" if day is None else or_(d.outcome == "open", d.closed_on > day)
    return select(d.id).where(d.team_id == team_id, still)


class Standing(NamedTuple):
    """What history says of one deal on one day; `from_past`: imported history, which knows stage and close date only."""

    stage_id: int | None
    owner_id: int | None
    value: int | None
    currency: str | None
    probability: int | None
    close_on: date | None
    agreement_on: date | None
    closed_on: date | None
    outcome: str | None
    forecast_category: str | None
    gone: bool = False
    from_past: bool = False


class Known(NamedTuple):
    """Deals joined with one history row each, and that row's columns."""

    joined: FromClause
    row: FromClause


def known_by(connection: Connection, until: date | ColumnElement[Any]) -> Known:
    """Return deals with their last history row known by a day: one index seek a deal.

    A server would sooner read all history twice than seek ids; asked for the row itself it seeks. A file knows no lateral join.
    """
    earlier = deal_history.alias("earlier")
    last = (
        select(earlier)
        .where(earlier.c.deal_id == deal.c.id, earlier.c.known_on <= until)
        .order_by(earlier.c.known_on.desc(), earlier.c.id.desc())
        .limit(1)
    )
    if connection.dialect.name == "sqlite":
        return Known(deal.join(deal_history, deal_history.c.id == last.with_only_columns(earlier.c.id).scalar_subquery()), deal_history)
    row = last.lateral("known")
    return Known(deal.join(row, true()), row)


def standing_on(connection: Connection, team_id: int, day: date, names: Names) -> dict[int, Standing]:
    """Return how each deal that was known on a day stood at the end of it; from imported history where ours begins later."""
    known = known_by(connection, day)
    h = known.row.c
    columns = (
        h.stage_id, h.owner_id, h.value, h.currency, h.probability, h.close_on, h.agreement_on, h.closed_on, h.outcome, h.forecast_category,
        h.gone,
    )  # fmt: skip
    rows = connection.execute(select(deal.c.id, *columns).select_from(known.joined).where(deal.c.team_id == team_id))
    found = {row[0]: Standing(*row[1:]) for row in rows.all()}
    for deal_id, past in past_on(connection, team_id, day).items():
        if deal_id not in found:
            found[deal_id] = from_past(past[0], past[1], past[2], names)
    return found


def from_past(on_day: date, stage_id: int | None, close_on: date | None, names: Names) -> Standing:
    """Return what a row of imported history tells: the stage, the close date, and the outcome the stage means."""
    row = names.stages.get(stage_id) if stage_id is not None else None
    kind = row.kind if row else "open"
    return Standing(stage_id, None, None, None, None, close_on, None, None if kind == "open" else on_day, kind, None, from_past=True)


def past_on(connection: Connection, team_id: int, day: date) -> dict[int, tuple[date, int | None, date | None]]:
    """Return the last row of imported history up to a day, by deal: since when, stage, close date."""
    p = deal_past.c
    query = select(p.deal_id, p.on_day, p.stage_id, p.close_on).where(p.team_id == team_id, p.on_day <= day)
    found: dict[int, tuple[date, int | None, date | None]] = {}
    for deal_id, on_day, stage_id, close_on in connection.execute(query.order_by(p.deal_id, p.on_day, p.id)):
        before = found.get(deal_id)
        if before is not None:  # a row tells what changed: an empty field leaves what was there
            stage_id, close_on = stage_id or before[1], close_on or before[2]
            on_day = on_day if stage_id != before[1] else before[0]
        found[deal_id] = (on_day, stage_id, close_on)
    return found


def first_known(connection: Connection, ids: Iterable[int] | None = None) -> dict[int, date]:
    """Return the day each deal became known here."""
    h = deal_history.c
    query = select(h.deal_id, func.min(h.known_on)).group_by(h.deal_id)
    rows = connection.execute(query if ids is None else query.where(h.deal_id.in_(list(ids))))
    return dict(rows.all())


def earliest_known(connection: Connection, team_id: int) -> date | None:
    """Return the first day history speaks of at all."""
    ours = connection.execute(select(func.min(journal_entry.c.known_on)).where(journal_entry.c.team_id == team_id)).scalar()
    past = connection.execute(select(func.min(deal_past.c.on_day)).where(deal_past.c.team_id == team_id)).scalar()
    return min((day for day in (ours, past) if day is not None), default=None)


def newest_history(connection: Connection) -> tuple[int, int]:
    """Return the ids of the newest rows of our and of imported history: while they stay, nothing more was learnt of deals."""
    ours = connection.execute(select(func.max(deal_history.c.id))).scalar()
    past = connection.execute(select(func.max(deal_past.c.id))).scalar()
    return ours or 0, past or 0


def first_closing(connection: Connection, team_id: int) -> date | None:
    """Return the day the first deal we know of was won or lost."""
    d = deal.c
    return connection.execute(select(func.min(d.closed_on)).where(d.team_id == team_id, d.outcome != "open")).scalar()


def undone_by(connection: Connection, team_id: int, day: date | None = None) -> frozenset[int]:
    """Return the acts that do not count as history: those taken back (by a day) and the undos and redos themselves."""
    e = journal_entry.c
    query = select(e.id, e.undoes_id).where(e.team_id == team_id, e.undoes_id.is_not(None)).order_by(e.id.desc())
    undone: set[int] = set()
    acts: set[int] = set()
    for id_, target in connection.execute(query if day is None else query.where(e.known_on <= day)):
        acts.add(id_)
        if id_ not in undone:
            undone.add(target)
    return frozenset(undone | acts)


def stage_since(
    connection: Connection,
    team_id: int,
    names: Names,
    *,
    day: date | None = None,
    void: frozenset[int] = frozenset(),
    ids: Collection[int] | None = None,
) -> dict[int, date]:
    """Return since when each open deal (or each of IDS) has been in the stage it is in, or was in on DAY: its last run of that stage.

    Acts in VOID do not count. A deal without such a row is left out: then the day it became known is all there is.
    """
    into = {id_: row.id for id_, row in names.stages.items() if row.id != id_}
    known = Known(deal, deal) if day is None else known_by(connection, day)
    stands = merged(known.row.c.stage_id, into)
    other, run = deal_history.alias("other"), deal_history.alias("run")
    last_other = counting(select(func.max(other.c.known_on)), other, day, void).where(merged(other.c.stage_id, into) != stands)
    last_other = last_other.correlate(deal, known.row)
    begun = counting(select(func.min(run.c.known_on)), run, day, void).where(
        merged(run.c.stage_id, into) == stands, run.c.known_on >= func.coalesce(last_other.scalar_subquery(), run.c.known_on)
    )
    begun = begun.correlate(deal, known.row)
    query = (
        select(deal.c.id, begun.scalar_subquery()).select_from(known.joined).where(deal.c.team_id == team_id, known.row.c.outcome == "open")
    )
    if ids is not None:
        query = query.where(deal.c.id.in_(sorted(ids)))
    return {deal_id: since for deal_id, since in connection.execute(query).all() if since is not None}


def stood_before(
    connection: Connection,
    team_id: int,
    names: Names,
    *,
    day: date | None = None,
    void: frozenset[int] = frozenset(),
    ids: Collection[int] | None = None,
) -> set[int]:
    """Return the deals (of IDS) that came in by import and have known one stage only: since when they stand in it nobody saw."""
    into = {id_: row.id for id_, row in names.stages.items() if row.id != id_}
    h, e = deal_history.c, journal_entry.c
    rows = select(h.deal_id, func.min(h.entry_id).label("first")).where(h.team_id == team_id)
    if ids is not None:
        rows = rows.where(h.deal_id.in_(sorted(ids)))
    if day is not None:
        rows = rows.where(h.known_on <= day)
    if void:
        rows = rows.where(h.entry_id.not_in(void))
    one_stage = rows.group_by(h.deal_id).having(func.count(merged(h.stage_id, into).distinct()) == 1).subquery()
    query = select(one_stage.c.deal_id).join(journal_entry, e.id == one_stage.c.first).where(e.verb == "import")
    return set(connection.execute(query).scalars())


def merged(column: ColumnElement[int | None], into: Mapping[int, int]) -> ColumnElement[int | None]:
    """Return a stage column with merged stages read as the stage they live on in."""
    return case(dict(into), value=column, else_=column) if into else column


def counting(query: Select[tuple[date]], history: FromClause, day: date | None, void: frozenset[int]) -> Select[tuple[date]]:
    """Return a query over a deal's own history rows, up to a day, without acts that do not count."""
    query = query.where(history.c.deal_id == deal.c.id)
    if day is not None:
        query = query.where(history.c.known_on <= day)
    return query.where(history.c.entry_id.not_in(void)) if void else query


def owners_at_closing(connection: Connection, team_id: int, ids: Collection[int] | None = None) -> dict[int, int | None]:
    """Return the owner a closed deal had at its closing where that is another than the present one, as far as history saw it close.

    IDS: of these deals only.
    """
    known = known_by(connection, deal.c.closed_on)
    h = known.row.c
    query = (
        select(deal.c.id, h.owner_id)
        .select_from(known.joined)
        .where(deal.c.team_id == team_id, deal.c.closed_on.is_not(None), h.outcome == deal.c.outcome)
        .where(h.owner_id.is_distinct_from(deal.c.owner_id))
    )
    if ids is not None:
        query = query.where(deal.c.id.in_(sorted(ids)))
    return dict(connection.execute(query).all())
