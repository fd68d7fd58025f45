"""Letting a deal rest: it asks for nothing before a day; the one place that writes that down, one row a deal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.services.desk import Desk
from sprintsales.storage.queries import snoozes

if TYPE_CHECKING:
    from sqlmodel import Session


def rest(session: Session, desk: Desk, deal_id: int, until: date | None, *, shown: Mapping[str, object] | None = None) -> bool:
    """Let a deal rest until a day, or wake it (None), inside a write, and return whether that is new.

    SHOWN holds the day the user saw, as `until_on`; raises ChangedMeanwhile where it is another one by now.
    """
    from sprintsales.storage import tables
    from sprintsales.storage.rows import Seen, add, edit, remove

    before = snoozes.of_deal(session.connection(), desk.team.id, deal_id)
    if until is None:
        for id_, _ in before:
            remove(session, tables.Snooze, id_)
        return bool(before)
    if before:
        id_, day = before[0]
        return edit(session, tables.Snooze, id_, {"until_on": Seen((shown or {}).get("until_on", day), until)})
    add(session, tables.Snooze(team_id=desk.team.id, member_id=desk.me.id, deal_id=deal_id, until_on=until))
    return True
