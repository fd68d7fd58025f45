"""How deals went through their stages, and what won deals say about the time that takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, func, select

from sprintsales.domain.periods import Period
from sprintsales.domain.won_history import StageStay, WonHistory
from sprintsales.storage.queries.names import Names
from sprintsales.storage.queries.standing import Which, among, undone_by
from sprintsales.storage.schema import deal, deal_history, deal_past, journal_change, journal_entry

LEARNT_FROM = 5000
"""Won deals whose stays in stages are looked at: the latest ones."""


@dataclass(frozen=True, slots=True)
class StageStep:
    """A deal stood in a stage from a day on, for this owner; `seen` False where it may have stood there before: it came in by import."""

    on: date
    stage_id: int
    owner_id: int | None
    seen: bool


def stage_steps(
    connection: Connection, team_id: int, names: Names, *, ids: Which | None = None, as_of: date | None = None
) -> dict[int, list[StageStep]]:
    """Return the stages each deal went through, oldest first, one step per change: of deals that changed at all, or of IDS."""
    found = _imported(connection, team_id, as_of, ids)
    h, e = deal_history.c, journal_entry.c
    query = select(h.deal_id, h.known_on, h.stage_id, h.owner_id, h.entry_id, e.verb).join(journal_entry, e.id == h.entry_id)
    query = query.where(h.team_id == team_id, h.gone.is_(False), h.stage_id.is_not(None))
    if as_of is not None:
        query = query.where(h.known_on <= as_of)
    if ids is None:
        several = select(h.deal_id).group_by(h.deal_id).having(func.count() > 1)
        query = query.where(h.deal_id.in_(several.union(select(deal_past.c.deal_id))))
    else:
        query = query.where(among(h.deal_id, ids))
    void = undone_by(connection, team_id, as_of)
    for deal_id, day, stage_id, owner, entry, verb in connection.execute(query.order_by(h.deal_id, h.known_on, h.id)).all():
        if entry not in void:
            of_deal = found.setdefault(deal_id, [])
            of_deal.append(StageStep(day, stage_id, owner, seen=bool(of_deal) or verb != "import"))
    return {deal_id: _changes(steps, names) for deal_id, steps in found.items()}


def _imported(connection: Connection, team_id: int, as_of: date | None, ids: Which | None) -> dict[int, list[StageStep]]:
    p = deal_past.c
    query = select(p.deal_id, p.on_day, p.stage_id, p.by_id).where(p.team_id == team_id, p.stage_id.is_not(None))
    if as_of is not None:
        query = query.where(p.on_day <= as_of)
    if ids is not None:
        query = query.where(among(p.deal_id, ids))
    found: dict[int, list[StageStep]] = {}
    for deal_id, day, stage_id, by in connection.execute(query.order_by(p.deal_id, p.on_day, p.id)).all():
        found.setdefault(deal_id, []).append(StageStep(day, stage_id, by, seen=True))
    return found


def _changes(steps: list[StageStep], names: Names) -> list[StageStep]:
    """The steps in order of days, merged stages as one, repeated ones as none."""
    kept: list[StageStep] = []
    for step in sorted(steps, key=lambda one: one.on):
        row = names.stages.get(step.stage_id)
        if row is not None and not (kept and kept[-1].stage_id == row.id):
            kept.append(StageStep(step.on, row.id, step.owner_id, step.seen))
    return kept


@dataclass(frozen=True, slots=True)
class WonDeal:
    """A won deal's way in time."""

    id: int
    pipeline_id: int | None
    started_on: date | None
    closed_on: date


def won_deals(connection: Connection, team_id: int, names: Names, *, as_of: date) -> list[WonDeal]:
    """Return the deals won up to a day, the latest first."""
    d = deal.c
    query = select(d.id, d.stage_id, d.started_on, d.closed_on).where(
        d.team_id == team_id, d.outcome == "won", d.closed_on.is_not(None), d.closed_on <= as_of
    )
    stages, rows = names.stages, connection.execute(query.order_by(d.closed_on.desc(), d.id)).all()
    return [WonDeal(id_, stages[stage].pipeline_id, started, closed) for id_, stage, started, closed in rows]


def latest_won(team_id: int, as_of: date) -> Select[Any]:
    """Return a query for the latest won deals, which are enough to learn from how long stages take."""
    d = deal.c
    won = select(d.id).where(d.team_id == team_id, d.outcome == "won", d.closed_on.is_not(None), d.closed_on <= as_of)
    return select(won.order_by(d.closed_on.desc(), d.id).limit(LEARNT_FROM).subquery().c.id)


def stage_changed_in(team_id: int, period: Period) -> CompoundSelect[Any]:
    """Return a query for the deals something was known to happen to on a day of a period."""
    h, p = deal_history.c, deal_past.c
    ours = select(h.deal_id).where(h.team_id == team_id, h.known_on >= period.start, h.known_on < period.end)
    return ours.union(select(p.deal_id).where(p.team_id == team_id, p.on_day >= period.start, p.on_day < period.end))


def won_history(connection: Connection, team_id: int, names: Names, *, as_of: date) -> WonHistory:
    """Return how long the deals won up to a day took."""
    steps = stage_steps(connection, team_id, names, ids=latest_won(team_id, as_of), as_of=as_of)
    return told_by(won_deals(connection, team_id, names, as_of=as_of), steps)


def told_by(won: Iterable[WonDeal], steps: Mapping[int, Sequence[StageStep]]) -> WonHistory:
    """Return how long won deals took, in days: stays by stage (as far as both ends were seen), cycles by pipeline."""
    cycles: dict[int | None, list[int]] = {}
    stays: dict[int, list[int]] = {}
    for one in won:
        if one.started_on is not None:
            cycles.setdefault(one.pipeline_id, []).append((one.closed_on - one.started_on).days)
        for step, following in pairwise(steps.get(one.id, ())):
            if step.seen:
                stays.setdefault(step.stage_id, []).append((following.on - step.on).days)
    return WonHistory(stays, cycles)


def won_stays(won: Iterable[WonDeal], steps: Mapping[int, Sequence[StageStep]]) -> list[StageStay]:
    """Return the stays of won deals in their stages, in days since they began; a stay whose beginning nobody saw begins with the deal."""
    found: list[StageStay] = []
    for one in won:
        if one.started_on is None or one.closed_on < one.started_on:
            continue
        cycle = (one.closed_on - one.started_on).days
        for place, (step, following) in enumerate(pairwise(steps.get(one.id, ()))):
            entered = max(0, (step.on - one.started_on).days) if step.seen or place else 0
            found.append(StageStay(step.stage_id, entered, min(cycle, (following.on - one.started_on).days), cycle))
    return found


def made_by_hand(connection: Connection) -> frozenset[int]:
    """Return the deals a person entered here; the others came in by import."""
    c, e = journal_change.c, journal_entry.c
    query = select(c.row_id).join(journal_entry, e.id == c.entry_id).where(e.verb != "import", c.tbl == "deal", c.op == "create")
    return frozenset(connection.execute(query).scalars())
