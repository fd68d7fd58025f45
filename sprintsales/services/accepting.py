"""Taking up what needs attention: one line becomes planned work, with its reason as the note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.attention import AttentionLine
from sprintsales.domain.quickadd import QuickAdd
from sprintsales.services.desk import Desk
from sprintsales.services.moving import move
from sprintsales.services.planning import Understood, plan, type_of
from sprintsales.services.targets import Target, deal_numbered


def accept(
    desk: Desk,
    line: AttentionLine,
    *,
    owner_id: int | None = None,
    day: date | None = None,
    reason: str | None = None,
    shown: Mapping[str, object] | None = None,
    token: str | None = None,
) -> int:
    """Plan what a line of attention asks for and return the item: a new one, or the overdue one on its new day.

    DAY overrides the day proposed; SHOWN is the place an overdue item was seen in. Raises what planning and moving raise.
    """
    when = max(day or line.day, desk.today)
    if line.activity_id is not None:
        seen = None if shown is None else {line.activity_id: shown}
        move(desk, [line.activity_id], when, reason=reason, shown=seen, token=token)
        return line.activity_id
    read = QuickAdd(type_code=line.type, deal_ref=line.deal_id, days=(when,), minutes=line.minutes, quantity=line.quantity)

    def wish(connection: Connection) -> Understood:
        kind = type_of(connection, desk, line.type)
        target = deal_numbered(connection, desk, line.deal_id) if line.deal_id is not None else Target()
        return Understood(line=read, type=kind, target=target, days=(when,), said=())

    return plan(desk, read, wish, owner_id=owner_id, note=line.note, token=token).ids[0]
