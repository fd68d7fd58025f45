"""A piece of work that a source makes once: what it is, where it comes from, and putting it in with its origin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.domain.text import clean_block
from sprintsales.services.answering import answer_by_planning
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import ensure
from sprintsales.storage.queries.activities import TypeRow

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Work a source offers. `source_id` and `slot` say which of its times this is: each makes one item, whoever asks how often."""

    kind: str
    source_id: int
    slot: str
    type: TypeRow
    minutes: int
    day: date | None = None
    time: int | None = None
    """Minutes since midnight."""
    quantity: int = 1
    list_name: str | None = None
    deal_id: int | None = None
    lead_id: int | None = None
    account_id: int | None = None
    about: str | None = None
    note: str | None = None
    after_id: int | None = None
    reason: str = ""
    """Why it is offered, for the reader."""
    why_not: str | None = None

    @property
    def key(self) -> str:
        """What it is chosen by."""
        return f"{self.kind}:{self.source_id}:{self.slot}"

    @property
    def says(self) -> str:
        """What it is, in words."""
        count = f"{self.quantity}x " if self.quantity > 1 else ""
        name = self.about or self.list_name
        return f"{count}{self.type.name}{f' {name}' if name else ''}"


def put_in(session: Session, desk: Desk, piece: Piece, start: date) -> int:
    """Plan a piece for me, in the sprint that holds START where it has no day, note what made it, and return the item's id."""
    from sprintsales.storage import tables
    from sprintsales.storage.persons import remember
    from sprintsales.storage.rows import add

    team, said = desk.team.id, clean_block(piece.note or "")
    row = tables.Activity(
        team_id=team,
        type_id=piece.type.id,
        owner_id=desk.me.id,
        deal_id=piece.deal_id,
        lead_id=piece.lead_id,
        account_id=piece.account_id,
        sprint_id=ensure(session, desk, piece.day or start),
        list_name=piece.list_name,
        quantity_planned=piece.quantity,
        planned_on=piece.day,
        planned_time=piece.time,
        minutes=piece.minutes,
        after_id=piece.after_id,
        note_id=remember(session.connection(), team, "note", said) if said else None,
    )
    id_ = add(session, row)
    add(session, tables.Origin(team_id=team, kind=piece.kind, source_id=piece.source_id, slot=piece.slot, activity_id=id_))
    answer_by_planning(
        session, desk, id_, owner_id=desk.me.id, type_code=piece.type.code, deal_id=piece.deal_id, lead_id=piece.lead_id, day=piece.day
    )
    return id_
