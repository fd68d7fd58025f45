"""What the team's past teaches about its open deals, learnt once and kept until the history of deals grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.won_history import Limits, StageStay, limits
from sprintsales.services.desk import Desk
from sprintsales.storage.queries.names import Names
from sprintsales.storage.queries.stages import latest_won, made_by_hand, stage_steps, told_by, won_deals, won_stays
from sprintsales.storage.queries.standing import newest_history

KEPT = 4


@dataclass(frozen=True, slots=True)
class Lessons:
    """Limits of stage age and deal age, the stays of won deals (the latest first), and which deals a person entered here."""

    limits: Limits
    stays: tuple[StageStay, ...]
    by_hand: frozenset[int]


_LEARNT: dict[tuple[str, int, tuple[int, int], date, bool], Lessons] = {}
"""The last few, by what they were learnt from: won history changes seldom, and screens are read after every key."""


def lessons(connection: Connection, desk: Desk, names: Names, *, as_of: date | None = None) -> Lessons:
    """Return what the deals won up to today, or up to `as_of` with what was known then, teach."""
    day, team_id = as_of or desk.today, desk.team.id
    key = (desk.database.name, team_id, newest_history(connection), day, as_of is not None)
    known = _LEARNT.get(key)
    if known is None:
        steps = stage_steps(connection, team_id, names, ids=latest_won(team_id, day), as_of=as_of)
        won = won_deals(connection, team_id, names, as_of=day)
        known = Lessons(limits(told_by(won, steps)), tuple(won_stays(won, steps)), made_by_hand(connection))
        for old in list(_LEARNT)[: -KEPT + 1]:
            _LEARNT.pop(old, None)
        _LEARNT[key] = known
    return known
