"""The touches of deals: which are planned and when the last one was, now or as it was known on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from sprintsales.storage.journal import from_json, read_json
from sprintsales.storage.schema import activity, activity_type, blocker, journal_change, journal_entry


@dataclass(frozen=True, slots=True)
class Touches:
    """One deal's touches: the planned days of all open ones with their types, in order, and the last one done."""

    planned: tuple[tuple[date, str], ...] = ()
    last: date | None = None

    def next_from(self, day: date) -> tuple[str, date] | None:
        """Return type and day of the first one planned for a day or after it."""
        return next(((code, on) for on, code in self.planned if on >= day), None)


def touch_types(connection: Connection, team_id: int) -> dict[int, str]:
    """Return the types of work that touch the customer: code by id."""
    t = activity_type.c
    return dict(connection.execute(select(t.id, t.code).where(t.team_id == team_id, t.touch.is_(True))).all())


def touches(connection: Connection, team_id: int, ids: Collection[int] | None = None) -> dict[int, Touches]:
    """Return the touches of deals as they are now."""
    types = touch_types(connection, team_id)
    a = activity.c
    touching = (a.team_id == team_id, a.deal_id.is_not(None), a.type_id.in_(list(types)))
    mine = () if ids is None else (a.deal_id.in_(list(ids)),)
    planned: dict[int, list[tuple[date, str]]] = {}
    query = select(a.deal_id, a.planned_on, a.type_id).where(a.state == "planned", a.planned_on.is_not(None), *touching, *mine)
    for deal_id, day, type_id in connection.execute(query.order_by(a.planned_on, a.id)).all():
        planned.setdefault(deal_id, []).append((day, types[type_id]))
    done = or_(a.state == "done", a.quantity_done > 0)
    rows = connection.execute(select(a.deal_id, func.max(a.done_on)).where(done, *touching, *mine).group_by(a.deal_id))
    last = dict(rows.all())
    return {deal_id: Touches(tuple(planned.get(deal_id, ())), last.get(deal_id)) for deal_id in planned.keys() | last.keys()}


def touches_on(connection: Connection, team_id: int, day: date) -> dict[int, Touches]:
    """Return the touches of deals as they were known at the end of a day."""
    names = ("type_id", "deal_id", "state", "planned_on", "done_on")
    types = touch_types(connection, team_id)
    planned: dict[int, list[tuple[date, str]]] = {}
    last: dict[int, date] = {}
    for _id, type_id, deal_id, state, planned_on, done_on in rows_on(connection, team_id, day, names):
        if type_id not in types or deal_id is None:
            continue
        if state == "planned" and planned_on is not None:
            planned.setdefault(deal_id, []).append((planned_on, types[type_id]))
        if done_on is not None and done_on > last.get(deal_id, date.min):
            last[deal_id] = done_on
    return {deal_id: Touches(tuple(sorted(planned.get(deal_id, ()))), last.get(deal_id)) for deal_id in planned.keys() | last.keys()}


def rows_on(connection: Connection, team_id: int, day: date, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return activities (id, then the named fields) as they were known at the end of a day: the present with every later act taken back."""
    a, c, e = activity.c, journal_change.c, journal_entry.c
    columns = (a.id, *(a[name] for name in names))
    present = connection.execute(select(*columns).where(a.team_id == team_id)).all()
    later = connection.execute(
        select(c.row_id, c.op, c.before)
        .join(journal_entry, e.id == c.entry_id)
        .where(c.tbl == "activity", e.team_id == team_id, e.known_on > day)
        .order_by(c.id.desc())
    ).all()
    if not later:
        return list(present)
    changed = {row_id for row_id, _op, _before in later}
    kept = [row for row in present if row[0] not in changed]
    rewound: dict[int, dict[str, object] | None] = {row[0]: dict(zip(names, row[1:], strict=True)) for row in present if row[0] in changed}
    for row_id, op, before in later:
        if op == "create":
            rewound[row_id] = None
        else:
            rewound[row_id] = {**dict.fromkeys(names), **(rewound.get(row_id) or {}), **from_json(activity, read_json(before))}
    return kept + [(id_, *(values[name] for name in names)) for id_, values in rewound.items() if values is not None]


def blocked_deals(connection: Connection, team_id: int) -> frozenset[int]:
    """Return the deals something stops."""
    b = blocker.c
    query = select(b.deal_id).where(b.team_id == team_id, b.deal_id.is_not(None), b.cleared_on.is_(None))
    return frozenset(connection.execute(query).scalars())
