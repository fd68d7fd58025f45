"""Proposals: a manager proposes work to somebody, who accepts or declines it; nothing is planned before the yes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.errors import NotFound, NotReadable, Refused
from sprintsales.domain.text import clean_block, clean_line
from sprintsales.services import roles
from sprintsales.services.carrying import ReasonNeeded
from sprintsales.services.desk import Desk
from sprintsales.services.planning import Understood, minute_of, readable, refuse_past, settle
from sprintsales.storage.queries import proposals
from sprintsales.storage.queries.proposals import OPEN, ProposalRow

if TYPE_CHECKING:
    from sqlmodel import Session

BECAME = {"accepted": "was accepted", "declined": "was declined", "withdrawn": "was taken back"}
NAMED = 3


class ProposalIsOver(Refused):
    """The proposal was answered or taken back before."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What was proposed: the numbers of the proposals, what in words, and the entry in the journal."""

    ids: tuple[int, ...]
    said: str
    entry_id: int | None


def propose(desk: Desk, text: str, to_id: int, *, reason: str | None = None, day: date | None = None, token: str | None = None) -> Proposed:
    """Propose to somebody what one line says, for a reason, and return it; for each day named it is one proposal.

    Raises OnlyManagers, NotReadable, NotFound, Ambiguous, PlannedInThePast, Refused for oneself or somebody without a seat.
    """
    line = readable(desk, text)
    why = clean_block(reason or "") or None

    def look(connection: Connection) -> Understood:
        refuse_nobody(connection, desk, to_id)
        wish = settle(connection, desk, line, owner_id=to_id, day=day)
        for one in wish.days:
            refuse_past(desk, one)
        return wish

    def work(session: Session, wish: Understood) -> dict[str, Any]:
        return {"ids": [write(session, desk, wish, to_id, one, why) for one in wish.days], "said": wish.summary}

    done = desk.decide("propose", look, lambda wish: f"proposed {wish.summary}", work, token=token)
    return Proposed(tuple(done.value["ids"]), done.value["said"], done.entry_id)


def refuse_nobody(connection: Connection, desk: Desk, to_id: int) -> None:
    """Raise Refused for a proposal to oneself, or to somebody who could not say yes to it."""
    if to_id == desk.me.id:
        raise Refused("What you want yourself is planned, not proposed: sprintsales add ...")
    if roles.role_on(connection, desk, to_id) not in roles.SELLERS:
        raise Refused(
            f"{roles.name_of(connection, desk, to_id) or 'This person'} has no seat that plans work today. Propose it to somebody else."
        )


def write(session: Session, desk: Desk, wish: Understood, to_id: int, day: date | None, why: str | None) -> int:
    """Put one proposal into the tables and return its id."""
    from sprintsales.storage import tables
    from sprintsales.storage.persons import remember
    from sprintsales.storage.rows import add

    said = " ".join(part for part in (why, wish.line.note) if part)
    row = tables.Proposal(
        team_id=desk.team.id,
        owner_id=to_id,
        by_id=desk.me.id,
        type_id=wish.type.id,
        deal_id=wish.target.deal_id,
        lead_id=wish.target.lead_id,
        account_id=wish.target.account_id,
        list_name=clean_line(wish.line.list_name) if wish.line.list_name else None,
        quantity=wish.quantity,
        minutes=wish.minutes,
        planned_on=day,
        planned_time=minute_of(wish.line.time),
        made_on=desk.today,
        reason_id=remember(session.connection(), desk.team.id, "note", clean_block(said)) if said else None,
    )
    return add(session, row)


def open_proposals(
    connection: Connection, desk: Desk, ids: Iterable[int], *, for_id: int | None = None, by_id: int | None = None
) -> list[ProposalRow]:
    """Return proposals that nobody has answered, to somebody or by somebody; raises NotFound, NotYours, ProposalIsOver."""
    wanted = list(dict.fromkeys(ids))
    found = proposals.with_ids(connection, desk.team.id, wanted) if wanted else {}
    for id_ in wanted:
        row = found.get(id_)
        if row is None:
            raise NotFound(f"There is no proposal #{id_} here. See them with: sprintsales proposals")
        if for_id is not None:
            roles.refuse_others(connection, desk, "suggestion", row.label, row.owner_id)
        if by_id is not None and row.by_id != by_id:
            roles.refuse_others(connection, desk, "proposal", row.label, row.by_id)
        if row.state != OPEN:
            on = "" if row.decided_on is None else f" on {row.decided_on:%d %b}"
            raise ProposalIsOver(
                f"The proposal #{id_} {row.label} {BECAME[row.state]}{on}, so nothing is left to decide. "
                "See those that wait: sprintsales proposals"
            )
    return [found[id_] for id_ in wanted]


def decline(desk: Desk, ids: Iterable[int], reason: str, *, token: str | None = None) -> list[int]:
    """Say no to proposals, with a reason their maker reads, and return their ids.

    Raises ReasonNeeded, NotFound, NotYours, ProposalIsOver.
    """
    why = clean_block(reason)
    if not why:
        raise ReasonNeeded("Say why not: whoever proposed it will read it. sprintsales proposals --decline N --reason WHY")
    return decided(desk, "decline", "declined", ids, why, token, for_id=desk.me.id)


def retract(desk: Desk, ids: Iterable[int], *, token: str | None = None) -> list[int]:
    """Take back proposals nobody has answered and return their ids; raises NotFound, NotYours, ProposalIsOver."""
    return decided(desk, "retract", "withdrawn", ids, None, token, by_id=desk.me.id)


def decided(
    desk: Desk,
    verb: str,
    state: str,
    ids: Iterable[int],
    reason: str | None,
    token: str | None,
    *,
    for_id: int | None = None,
    by_id: int | None = None,
) -> list[int]:
    """Bring open proposals to an end that plans nothing, in one act, and return their ids."""
    wanted = list(ids)
    if not wanted:
        raise NotReadable("No proposal is named. See their numbers with: sprintsales proposals")

    def work(session: Session, rows: Sequence[ProposalRow]) -> list[int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        for row in rows:
            put(session, tables.Proposal, row.id, state=state, decided_on=desk.today)
        return [row.id for row in rows]

    word = "declined" if state == "declined" else "took back"
    return desk.decide(
        verb,
        lambda connection: open_proposals(connection, desk, wanted, for_id=for_id, by_id=by_id),
        lambda rows: f"{word} a proposal: {', '.join(row.says for row in rows[:NAMED])}",
        work,
        reason=reason,
        token=token,
    ).value
