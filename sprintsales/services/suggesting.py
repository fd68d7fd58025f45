"""Accepting suggestions: several become planned work in one act, each source only once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.errors import Refused
from sprintsales.domain.quickadd import QuickAdd
from sprintsales.domain.suggesting import Candidate, Suggestion
from sprintsales.services import carrying, roles
from sprintsales.services.desk import Desk
from sprintsales.services.items import NAMED, open_rows, reason_of
from sprintsales.services.moving import place
from sprintsales.services.planning import Understood, answer_for, insert, refuse_past, type_of
from sprintsales.services.proposing import open_proposals
from sprintsales.services.sprints import ensure
from sprintsales.services.targets import Target, deal_numbered
from sprintsales.storage.queries import proposals
from sprintsales.storage.queries.activities import ActivityRow

if TYPE_CHECKING:
    from sqlmodel import Session


class AcceptedBefore(Refused):
    """Everything that was chosen is planned already."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting made: items planned anew, items that were there and have a day now, and how many were planned before."""

    planned: tuple[int, ...]
    moved: tuple[int, ...]
    before: int
    entry_id: int | None

    @property
    def count(self) -> int:
        """How many suggestions became work."""
        return len(self.planned) + len(self.moved)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be written: new work with its source, and items with the day they get."""

    new: tuple[tuple[Suggestion, Understood], ...]
    there: tuple[tuple[Suggestion, ActivityRow], ...]
    before: int

    @property
    def summary(self) -> str:
        """What the journal says, no person named."""
        said = [understood.summary for _, understood in self.new] + [row.deal or row.type_name for _, row in self.there]
        more = f" and {len(said) - NAMED} more" if len(said) > NAMED else ""
        return f"accepted {len(said)} suggestion{'' if len(said) == 1 else 's'}: {'; '.join(said[:NAMED])}{more}"


def accept(desk: Desk, chosen: Sequence[Suggestion], *, owner_id: int | None = None, token: str | None = None) -> Accepted:
    """Plan suggestions in one act, each on its day, and return what that made; only who they are for accepts them.

    What another window accepted meanwhile is left as it is. Raises AcceptedBefore where that is all, NotYours, ProposalIsOver,
    PlannedInThePast, SprintIsClosed, ChangedMeanwhile, AlreadyDone, IsDropped, NotFound; then nothing is written.
    """
    owner = desk.me.id if owner_id is None else owner_id

    def look(connection: Connection) -> _Wish:
        roles.refuse_others(connection, desk, "suggestion", "", owner)
        return wish_of(connection, desk, chosen)

    def work(session: Session, wish: _Wish) -> dict[str, Any]:
        made = [write_new(session, desk, one.what, understood, owner, one.day) for one, understood in wish.new]
        moved = [row.id for one, row in wish.there if put_on_day(session, desk, row, one)]
        return {"planned": made, "moved": moved, "before": wish.before}

    done = desk.decide("accept", look, lambda wish: wish.summary, work, token=token)
    return Accepted(tuple(done.value["planned"]), tuple(done.value["moved"]), done.value["before"], done.entry_id)


def wish_of(connection: Connection, desk: Desk, chosen: Sequence[Suggestion]) -> _Wish:
    """Return what of some suggestions is still to be planned, made precise."""
    if not chosen:
        raise Refused("Nothing is chosen. Mark what you want to plan, or take all that fit.")
    for one in chosen:
        refuse_past(desk, one.day)
    new = [one for one in chosen if one.what.activity_id is None and not is_made(connection, desk, one.what)]
    if not new and not any(one.what.activity_id is not None for one in chosen):
        raise AcceptedBefore("All of this was accepted before. Look at the plan; what was dropped is planned anew with a.")
    open_proposals(connection, desk, [one.what.proposal_id for one in new if one.what.proposal_id is not None], for_id=desk.me.id)
    items = {one.what.activity_id: one for one in chosen if one.what.activity_id is not None}
    rows = open_rows(connection, desk, items) if items else []
    there = tuple((items[row.id], row) for row in rows)
    return _Wish(tuple((one, understood(connection, desk, one)) for one in new), there, len(chosen) - len(new) - len(there))


def is_made(connection: Connection, desk: Desk, what: Candidate) -> bool:
    """Return whether the source of a suggestion has made its work before."""
    if what.origin is None:
        return False
    rows = proposals.origins(connection, desk.team.id, what.origin.kind, what.origin.slot)
    return any((row.source_id, row.slot) == (what.origin.source_id, what.origin.slot) for row in rows)


def understood(connection: Connection, desk: Desk, one: Suggestion) -> Understood:
    """Return a suggestion as a line of planning."""
    what = one.what
    kind = type_of(connection, desk, what.type)
    target = Target(None, what.account_id, what.lead_id, what.title, "a lead" if what.lead_id else what.title if what.account_id else None)
    if what.deal_id is not None:
        target = deal_numbered(connection, desk, what.deal_id)
    clock = None if what.planned_time is None else time(what.planned_time // 60, what.planned_time % 60)
    line = QuickAdd(type_code=what.type, minutes=what.minutes, quantity=what.quantity, list_name=what.list_name, time=clock)
    return Understood(line, kind, target, (one.day,), ())


def write_new(session: Session, desk: Desk, what: Candidate, wish: Understood, owner_id: int, day: date | None) -> int:
    """Plan new work with its reason as the note, keep where it came from, and return its id."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    id_ = insert(session, desk, wish, owner_id, day, note=what.note or what.reason)
    if what.origin is not None:
        source = what.origin
        add(session, tables.Origin(team_id=desk.team.id, kind=source.kind, source_id=source.source_id, slot=source.slot, activity_id=id_))
    if what.proposal_id is not None:
        put(session, tables.Proposal, what.proposal_id, state="accepted", decided_on=desk.today, activity_id=id_)
    else:
        answer_for(session, desk, wish, id_, owner_id, day)
    return id_


def put_on_day(session: Session, desk: Desk, row: ActivityRow, one: Suggestion) -> bool:
    """Put work that waits on the day suggested, with the fates that brings, and return whether it was elsewhere."""
    day = one.day or desk.today
    sprint_id = ensure(session, desk, day)
    away = [row] if row.sprint_id != sprint_id else []
    leaving = carrying.leavings(session.connection(), desk, away, later=True)
    carrying.refuse_without_reason(
        leaving, None if reason_of(session) is None else "given", how=f"sprintsales move {row.id} DAY --reason WHY"
    )
    carrying.refuse_second_carry(leaving, day)
    shown: Mapping[str, object] | None = None
    if one.what.place is not None:
        shown = {"planned_on": one.what.place[0], "sprint_id": one.what.place[1]}
    return place(session, desk, row, sprint_id, day, leaving[0] if leaving else None, shown)
