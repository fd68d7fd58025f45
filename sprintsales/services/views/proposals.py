"""Proposals to somebody and by somebody, each in a sentence with what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.services.desk import Desk
from sprintsales.services.items import short_day
from sprintsales.storage.queries import people, proposals
from sprintsales.storage.queries.proposals import ProposalRow

ACTIVITY_WORDS = {"done": "and is done", "dropped": "and dropped later"}


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal with the names of both people and, where it was declined, why."""

    row: ProposalRow
    by: str
    to: str
    answer: str | None
    is_mine: bool
    """Whether it waits for my yes or no, or did."""

    @property
    def became(self) -> str:
        """What became of it, in words."""
        row = self.row
        on = "" if row.decided_on is None else f" on {short_day(row.decided_on)}"
        then = f" {ACTIVITY_WORDS[row.activity_state]}" if row.activity_state in ACTIVITY_WORDS else ""
        told = {
            "open": "waits for an answer",
            "accepted": f"accepted{on}{then}",
            "declined": f"declined{on}{f': {self.answer}' if self.answer else ''}",
            "withdrawn": f"taken back{on}",
        }
        return told[row.state]

    @property
    def sentence(self) -> str:
        """The proposal in one line."""
        row = self.row
        people_ = f"{self.by} proposes" if self.is_mine else f"to {self.to}"
        when = f" {short_day(row.planned_on)}" if row.planned_on else ""
        why = f" ({row.reason})" if row.reason else ""
        return f"#{row.id} {people_}: {row.label}{when} {row.minutes} min{why} · {self.became}"


@dataclass(frozen=True, slots=True)
class ProposalsView:
    """All of them, those that wait first."""

    today: date
    lines: tuple[ProposalLine, ...]

    def document(self) -> Mapping[str, object]:
        """Return them for a script."""
        return {
            "schema": "sprintsales.proposals/1",
            "as_of": self.today.isoformat(),
            "proposals": [
                {
                    "id": one.row.id, "by": one.by, "to": one.to, "type": one.row.type, "deal": one.row.deal, "quantity": one.row.quantity,
                    "minutes": one.row.minutes, "day": one.row.planned_on.isoformat() if one.row.planned_on else None,
                    "reason": one.row.reason, "state": one.row.state, "answer": one.answer, "activity": one.row.activity_id,
                }
                for one in self.lines
            ],
        }  # fmt: skip


def proposals_view(connection: Connection, desk: Desk) -> ProposalsView:
    """Return what is proposed to me and what I proposed, with what became of it."""
    team, me = desk.team.id, desk.me.id
    names = {one.id: one.name for one in people.members(connection, team, desk.today)}
    rows = [*proposals.proposals(connection, team, owner_id=me), *proposals.proposals(connection, team, by_id=me)]
    said = proposals.answers(connection, [row.id for row in rows if row.state == "declined"])
    lines = [
        ProposalLine(row, names.get(row.by_id, "somebody"), names.get(row.owner_id, "somebody"), said.get(row.id), row.owner_id == me)
        for row in rows
    ]
    return ProposalsView(desk.today, tuple(sorted(lines, key=lambda one: (one.row.state != "open", -one.row.id))))
