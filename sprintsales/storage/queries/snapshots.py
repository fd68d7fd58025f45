"""Pictures taken at the close of a sprint."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from sprintsales.storage.schema import snapshot

Numbers = dict[str, int]


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
