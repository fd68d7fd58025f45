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
    if body is None:
        return {}
    found: dict[int | None, Numbers] = {}
    for one in json.loads(body)["members"]:
        who = one.pop("member")
        found[who] = {name: int(value) for name, value in one.items()}
    return found
