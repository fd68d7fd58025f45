"""A proposal is answered by deed: who plans the touch that was proposed has accepted it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sprintsales.services.desk import Desk
from sprintsales.storage.queries import proposals

if TYPE_CHECKING:
    from sqlmodel import Session


def answer_by_planning(
    session: Session,
    desk: Desk,
    activity_id: int,
    *,
    owner_id: int,
    type_code: str,
    deal_id: int | None,
    lead_id: int | None,
    day: date | None,
) -> int | None:
    """Accept the open proposal that asks for what somebody has just planned for themselves, and return it; None where nobody asked.

    The same type of work for the same deal or lead; one for that day before one for no day, before one for another day, the oldest first.
    """
    from sprintsales.storage import tables
    from sprintsales.storage.rows import put

    if owner_id != desk.me.id or (deal_id is None and lead_id is None):
        return None
    asked = [
        row
        for row in proposals.proposals(session.connection(), desk.team.id, owner_id=owner_id, open_only=True)
        if (row.type, row.deal_id, row.lead_id) == (type_code, deal_id, lead_id)
    ]
    if not asked:
        return None
    row = min(asked, key=lambda one: (one.planned_on != day, one.planned_on is not None, one.id))
    put(session, tables.Proposal, row.id, state="accepted", decided_on=desk.today, activity_id=activity_id)
    return row.id
