"""Cleaning up the stock of deals: each kept with a date, given another one, lost or put off, all of it in one act with one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.services import dealing
from sprintsales.services.deal_fields import Before
from sprintsales.services.desk import Desk

if TYPE_CHECKING:
    from sqlmodel import Session

DATE, LOST, SNOOZE = "date", "lost", "snooze"
NAMED = 3


class SnoozedToThePast(Refused):
    """A deal is put off to a day that is not to come."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one deal: DATE gives it a close date, LOST closes it, SNOOZE lets it rest until a day."""

    deal_id: int
    verb: str
    day: date | None = None
    shown: tuple[date | None] | None = None
    """The close date that was shown; None: whatever it is."""

    @property
    def fields(self) -> Mapping[str, str]:
        """The deal's fields this changes, as they are typed."""
        if self.verb == DATE and self.day is not None:
            return {"close_on": self.day.isoformat()}
        return {"status": "lost"} if self.verb == LOST else {}


def clean(desk: Desk, decisions: Sequence[Decision], *, token: str | None = None) -> int:
    """Carry out decisions about deals in one act and return how many deals that were.

    Raises NotFound, Gone, NotYours, SnoozedToThePast, ChangedMeanwhile for a close date somebody changed since it was shown; then
    nothing is written.
    """
    if not decisions:
        raise NotReadable("Nothing is decided yet. Choose for at least one deal; esc leaves everything as it is.")
    for one in decisions:
        if one.verb == SNOOZE and (one.day is None or one.day <= desk.today):
            raise SnoozedToThePast("A deal is put off to a day that is still to come: write one such as in 2 weeks.")

    def look(connection: Connection) -> list[tuple[Decision, Before]]:
        rows: list[tuple[Decision, Before]] = [(one, dealing.stored_row(connection, desk, one.deal_id)) for one in decisions]
        for one, row in rows:
            dealing.refuse_others(connection, desk, row, one.fields or {"next_step": ""})
        return rows

    def work(session: Session, rows: list[tuple[Decision, Before]]) -> int:
        for one, row in rows:
            carry_out(session, desk, one, row)
        return len(rows)

    return desk.decide("deal", look, told, work, token=token).value


def told(rows: Sequence[tuple[Decision, Before]]) -> str:
    """What the journal says."""
    names = ", ".join(str(row["name"]) for _, row in rows[:NAMED])
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    words = "put off" if all(one.verb == SNOOZE for one, _ in rows) else "cleaned up"
    return f"{words} {names}{more}"


def carry_out(session: Session, desk: Desk, one: Decision, row: Before) -> None:
    """Do one decision inside the write."""
    if one.verb != SNOOZE:
        seen: dict[str, Any] | None = None if one.shown is None else {**row, "close_on": one.shown[0]}
        dealing.put_fields(session, desk, one.deal_id, one.fields, row, seen=seen)
        return
    from sprintsales.storage import tables
    from sprintsales.storage.queries.snoozes import standing
    from sprintsales.storage.rows import add, put

    there = standing(session.connection(), desk.team.id, one.deal_id)
    assert one.day is not None
    if there is None:
        add(session, tables.Snooze(team_id=desk.team.id, member_id=desk.me.id, deal_id=one.deal_id, until_on=one.day))
    else:
        put(session, tables.Snooze, there, member_id=desk.me.id, until_on=one.day)
