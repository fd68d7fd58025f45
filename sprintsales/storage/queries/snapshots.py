"""Pictures taken at the close of a sprint, and the act that closed it."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Connection, select

from sprintsales.storage.schema import journal_change, snapshot

Numbers = dict[str, int]


class ClosingAct(NamedTuple):
    """The act that closed a sprint, and the digest of the picture it took, if it took one."""

    entry_id: int
    digest: str | None


def closing_act(connection: Connection, team_id: int, sprint_id: int) -> ClosingAct | None:
    """Return the last act that closed a sprint; None where the journal tells of none."""
    s, c = snapshot.c, journal_change.c
    taken = select(s.entry_id, s.digest).where(s.team_id == team_id, s.sprint_id == sprint_id, s.kind == "close")
    row = connection.execute(taken.order_by(s.id.desc()).limit(1)).first()
    if row is not None:
        return ClosingAct(*row)
    changed = select(c.entry_id).where(c.tbl == "sprint", c.row_id == sprint_id, c.after.like('%"closed_on":%'))
    entry_id = connection.execute(changed.order_by(c.id.desc()).limit(1)).scalar()
    return None if entry_id is None else ClosingAct(entry_id, None)


def closing_numbers(connection: Connection, team_id: int, sprint_id: int) -> dict[int | None, Numbers]:
    """Return what was frozen of each member's numbers when a sprint was last closed; nothing where it never was."""
    s = snapshot.c
    last = select(s.body).where(s.team_id == team_id, s.sprint_id == sprint_id, s.kind == "close").order_by(s.id.desc()).limit(1)
    body = connection.execute(last).scalar()
    return {} if body is None else numbers_of(body)


def numbers_of(body: str) -> dict[int | None, Numbers]:
    """Return the numbers by member in a picture; nothing where it is none of the known shape."""
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    members = document.get("members") if isinstance(document, dict) else None
    found: dict[int | None, Numbers] = {}
    for one in members if isinstance(members, list) else ():
        if isinstance(one, dict) and isinstance(who := one.get("member"), int | None):
            found[who] = {name: value for name, value in one.items() if name != "member" and isinstance(value, int)}
    return found
