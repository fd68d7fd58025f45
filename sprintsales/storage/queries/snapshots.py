"""Pictures taken at the close of a sprint, and the act that closed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
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


class Picture(NamedTuple):
    """What was frozen at a close: the promise's numbers by member, and the figures by row (`team`, a member's id), where it has them."""

    numbers: dict[int | None, Numbers]
    figures: dict[str, dict[str, list[object]]]


def closing_picture(connection: Connection, team_id: int, sprint_id: int) -> Picture:
    """Return the picture taken when a sprint was last closed; an empty one where none was, or none of the known shape."""
    s = snapshot.c
    last = select(s.body).where(s.team_id == team_id, s.sprint_id == sprint_id, s.kind == "close").order_by(s.id.desc()).limit(1)
    body = connection.execute(last).scalar()
    try:
        document = {} if body is None else json.loads(body)
    except ValueError:
        document = {}
    return Picture(numbers_of(document), figures_of(document)) if isinstance(document, dict) else Picture({}, {})


def numbers_of(document: Mapping[str, object]) -> dict[int | None, Numbers]:
    """Return the numbers by member in a picture."""
    members = document.get("members")
    found: dict[int | None, Numbers] = {}
    for one in members if isinstance(members, list) else ():
        if isinstance(one, dict) and isinstance(who := one.get("member"), int | None):
            found[who] = {name: value for name, value in one.items() if name != "member" and isinstance(value, int)}
    return found


def figures_of(document: Mapping[str, object]) -> dict[str, dict[str, list[object]]]:
    """Return the figures by row in a picture; a picture of old has none."""
    rows = document.get("figures")
    return {
        str(key): {str(kpi): list(told) for kpi, told in row.items() if isinstance(told, list)}
        for key, row in (rows.items() if isinstance(rows, dict) else ())
        if isinstance(row, dict)
    }
