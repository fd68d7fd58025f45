"""How each deal of a team went from its beginning to its end or to today, as cases the likely range learns from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from sprintsales.domain.likely import OPEN, Case, Stay
from sprintsales.storage.queries.names import Names
from sprintsales.storage.queries.stages import StageStep, stage_steps
from sprintsales.storage.queries.standing import first_known, owners_at_closing
from sprintsales.storage.schema import deal

LEARNT_FROM = 3000
"""Closed deals that are looked at: the latest ones."""


def ways(connection: Connection, team_id: int, names: Names, *, today: date) -> list[Case]:
    """Return the team's open deals and the latest closed ones as cases; closed ones of which nobody knows how long they took are left out.

    A closed deal belongs to its owner at the closing.
    """
    d = deal.c
    columns = (d.id, d.owner_id, d.stage_id, d.outcome, d.started_on, d.closed_on)
    closed = d.outcome.in_(("won", "lost")), d.closed_on.is_not(None), d.closed_on <= today
    rows = [
        *connection.execute(select(*columns).where(d.team_id == team_id, d.outcome == OPEN).order_by(d.id)),
        *connection.execute(select(*columns).where(d.team_id == team_id, *closed).order_by(d.closed_on.desc(), d.id).limit(LEARNT_FROM)),
    ]
    known = first_known(connection, None)
    then = owners_at_closing(connection, team_id)
    steps = stage_steps(connection, team_id, names, ids=_open(team_id).union(_closed(team_id, today)))
    found = []
    for id_, owner, stage, outcome, started, ended in rows:
        begun = started or known.get(id_)
        until = today if outcome == OPEN else ended
        if begun is None or until < begun or (started is None and outcome != OPEN and until == begun):
            continue
        row = names.stages.get(stage)
        found.append(
            Case(
                id=id_, owner_id=then.get(id_, owner), pipeline_id=None if row is None else row.pipeline_id, days=(until - begun).days,
                end=outcome, stays=_stays(steps.get(id_, ()), begun, until),
            )
        )  # fmt: skip
    return found


def _open(team_id: int) -> Select[Any]:
    return select(deal.c.id).where(deal.c.team_id == team_id, deal.c.outcome == OPEN)


def _closed(team_id: int, today: date) -> Select[Any]:
    d = deal.c
    ended = select(d.id).where(d.team_id == team_id, d.outcome.in_(("won", "lost")), d.closed_on.is_not(None), d.closed_on <= today)
    return select(ended.order_by(d.closed_on.desc(), d.id).limit(LEARNT_FROM).subquery().c.id)


def _stays(steps: Sequence[StageStep], begun: date, until: date) -> tuple[Stay, ...]:
    """Return the stays whose beginning somebody saw, up to the deal's end: the step into won or lost on that day is no stay."""
    found = []
    for place, step in enumerate(steps):
        following = steps[place + 1].on if place + 1 < len(steps) else until
        entered, left = max(0, (step.on - begun).days), (min(following, until) - begun).days
        if step.seen and left >= entered and step.on <= until:
            found.append(Stay(step.stage_id, entered, left))
    return tuple(found)
