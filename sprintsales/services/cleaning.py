"""Cleaning up the stock of deals: each kept with a date, given another one, lost or put off, all of it in one act with one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.text import clean_line
from sprintsales.services import dealing
from sprintsales.services.deal_fields import Before
from sprintsales.services.desk import Desk
from sprintsales.services.resting import rest

if TYPE_CHECKING:
    from sqlmodel import Session

KEEP, DATE, LOST, SNOOZE = "keep", "date", "lost", "snooze"
WORDS = {KEEP: "kept", DATE: "dated", LOST: "lost", SNOOZE: "put off"}
"""What became of a deal, in a word."""
NAMED = 3
REASON_LENGTH = 200
QUIET_DAYS = 14
"""A deal somebody looked at and kept asks again after so many days, or on its close date where that is sooner."""


class SnoozedToThePast(Refused):
    """A deal is put off to a day that is not to come."""


class KeptInThePast(Refused):
    """A deal is kept with a close date that is past."""


class DecidedTwice(Refused):
    """Two decisions about one deal."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a pass did: how many deals were decided about, and its journal entry."""

    count: int
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one deal.

    KEEP: it is right as it is, with this close date; its flags were seen, so it asks for nothing for a while. DATE gives it another close
    date, LOST closes it (with a REASON, if any), SNOOZE lets it rest until a day.
    """

    deal_id: int
    verb: str
    day: date | None = None
    shown: tuple[date | None] | None = None
    """The close date that was shown; None: whatever it is."""
    reason: str | None = None

    @property
    def fields(self) -> Mapping[str, str]:
        """The deal's fields this changes, as they are typed."""
        if self.verb in (KEEP, DATE) and self.day is not None:
            return {"close_on": self.day.isoformat()}
        return {"status": "lost"} if self.verb == LOST else {}

    def rests_until(self, today: date) -> date | None:
        """The day before which the deal asks for nothing; None: it may ask at once."""
        if self.verb == SNOOZE:
            return self.day
        if self.verb != KEEP or self.day is None:
            return None
        return max(today + DAY, min(self.day, today + timedelta(days=QUIET_DAYS)))


DAY = timedelta(days=1)


def clean(desk: Desk, decisions: Sequence[Decision], *, token: str | None = None) -> Cleaned:
    """Carry out decisions about deals in one act and return how many deals that were.

    Raises NotFound, Gone, NotYours, SnoozedToThePast, KeptInThePast, DecidedTwice, ChangedMeanwhile for a close date somebody changed
    since it was shown; then nothing is written.
    """
    if not decisions:
        raise NotReadable("Nothing is decided yet. Choose for at least one deal; esc leaves everything as it is.")
    refuse_wrong_days(desk, decisions)

    def look(connection: Connection) -> list[tuple[Decision, Before]]:
        rows: list[tuple[Decision, Before]] = [(one, dealing.stored_row(connection, desk, one.deal_id)) for one in decisions]
        for one, row in rows:
            dealing.refuse_others(connection, desk, row, one.fields or {"next_step": ""})
        return rows

    def work(session: Session, rows: list[tuple[Decision, Before]]) -> int:
        for one, row in rows:
            carry_out(session, desk, one, row)
        return len(rows)

    done = desk.decide("deal", look, told, work, token=token)
    return Cleaned(done.value, done.entry_id)


def refuse_wrong_days(desk: Desk, decisions: Sequence[Decision]) -> None:
    """Raise SnoozedToThePast, KeptInThePast, DecidedTwice."""
    ids = [one.deal_id for one in decisions]
    twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
    if twice is not None:
        raise DecidedTwice(f"Deal #{twice} is decided about twice. Leave one of the two out.")
    for one in decisions:
        if one.verb == SNOOZE and (one.day is None or one.day <= desk.today):
            raise SnoozedToThePast("A deal is put off to a day that is still to come: write one such as in 2 weeks.")
        if one.verb in (KEEP, DATE) and (one.day is None or one.day < desk.today):
            raise KeptInThePast(f"Deal #{one.deal_id} would close on a day that is past. Give it a day to come, or mark it lost.")


def told(rows: Sequence[tuple[Decision, Before]]) -> str:
    """What the journal says."""
    names = ", ".join(str(row["name"]) for _, row in rows[:NAMED])
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    words = "put off" if all(one.verb == SNOOZE for one, _ in rows) else "cleaned up"
    return f"{words} {names}{more}"


def carry_out(session: Session, desk: Desk, one: Decision, row: Before) -> None:
    """Do one decision inside the write."""
    if one.fields:
        seen: dict[str, Any] | None = None if one.shown is None else {**row, "close_on": one.shown[0]}
        dealing.put_fields(session, desk, one.deal_id, one.fields, row, seen=seen)
    why = clean_line(one.reason or "").strip()[:REASON_LENGTH] or None
    if one.verb == LOST and why is not None:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        put(session, tables.Deal, one.deal_id, outcome_reason=why)
    until = one.rests_until(desk.today)
    if until is not None:
        rest(session, desk, one.deal_id, until)
