"""Sprints: which one a day lies in, what state it is in, and the row it gets once something is planned in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain.errors import Refused
from sprintsales.domain.fates import SprintFacts
from sprintsales.domain.periods import Period
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import people
from sprintsales.storage.queries import sprints as stored

if TYPE_CHECKING:
    from sqlmodel import Session

PLANNED, ACTIVE, REVIEW, CLOSED, CANCELLED = "planned", "active", "review", "closed", "cancelled"
STATE_WORDS = {PLANNED: "to come", ACTIVE: "running", REVIEW: "in review", CLOSED: "closed", CANCELLED: "cancelled"}


@dataclass(frozen=True, slots=True)
class SprintView:
    """One sprint as it stands today; no id while nothing was ever planned in it."""

    id: int | None
    number: int
    period: Period
    state: str
    goal: str | None = None
    goal_met: bool | None = None
    closed_on: date | None = None
    cancel_reason: str | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return f"Sprint {self.number}"

    @property
    def is_over(self) -> bool:
        """Whether its plan is no longer open: closed or cancelled."""
        return self.state in (CLOSED, CANCELLED)

    @property
    def facts(self) -> SprintFacts:
        """What the rules about promises need of it."""
        return SprintFacts(self.id or 0, self.period, self.state)


class SprintIsClosed(Refused):
    """A closed or cancelled sprint is not planned into any more."""


class RhythmChanged(Refused):
    """The sprints follow each other otherwise by now."""


class SprintsOverlap(Refused):
    """A team has one running sprint at a time, so two never share a day."""


def state_of(row: stored.SprintRow, today: date) -> str:
    """Return the state of a sprint: what was decided, else what the calendar says; over and not closed is in review."""
    if row.cancelled_on is not None:
        return CANCELLED
    if row.closed_on is not None:
        return CLOSED
    if today < row.start_on:
        return PLANNED
    return ACTIVE if today < row.end_on else REVIEW


def seen(row: stored.SprintRow, today: date) -> SprintView:
    """Return a stored sprint as it stands today."""
    return SprintView(row.id, row.number, row.period, state_of(row, today), row.goal, row.goal_met, row.closed_on, row.cancel_reason)


def virtual(desk: Desk, period: Period) -> stored.SprintRow:
    """Return the sprint of a period as it would be stored."""
    number = desk.team.rhythm.number(period.start)
    return stored.SprintRow(None, 0, number, period.start, period.end)


def sprint_on(connection: Connection, desk: Desk, day: date) -> SprintView:
    """Return the sprint a day lies in, whether it has a row or not."""
    period = desk.sprint_of(day)
    row = stored.sprint_starting(connection, desk.team.id, period.start)
    return seen(row or virtual(desk, period), desk.today)


def ensure(session: Session, desk: Desk, day: date) -> int:
    """Return the id of the sprint a day lies in, making its row inside this write where there is none.

    The row is nobody's: taking back what was planned first in a sprint does not take the sprint from everybody else.
    Raises SprintIsClosed, SprintsOverlap, RhythmChanged.
    """
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add

    connection, period = session.connection(), desk.sprint_of(day)
    refuse_old_rhythm(connection, desk)
    row = stored.sprint_starting(connection, desk.team.id, period.start)
    if row is not None and row.id is not None:
        refuse_over(seen(row, desk.today))
        return row.id
    new = virtual(desk, period)
    for other in stored.sprints_touching(connection, desk.team.id, period):
        raise SprintsOverlap(
            f"Sprint {new.number} from {new.start_on} would share days with sprint {other.number} from {other.start_on}, and a team has "
            "one running sprint at a time. Choose a day of a sprint to come: sprintsales sprints lists them."
        )
    return add(session, tables.Sprint(team_id=desk.team.id, number=new.number, start_on=new.start_on, end_on=new.end_on))


def refuse_old_rhythm(connection: Connection, desk: Desk) -> None:
    """Raise RhythmChanged where sprints follow each other otherwise than this program knows: it would plan into one that is none."""
    if people.rhythm_now(connection, desk.team) != desk.team.rhythm:
        raise RhythmChanged(
            "How long sprints last was changed a moment ago, so their days are others now. Look at the plan, and do it again."
        )


def ensure_missing(session: Session, desk: Desk, days: Iterable[date]) -> None:
    """Make the rows that the sprints of these days do not have yet; a closed one stays closed, and nobody is refused for it."""
    for start in sorted({desk.sprint_of(day).start for day in days}):
        if stored.sprint_starting(session.connection(), desk.team.id, start) is None:
            ensure(session, desk, start)


def refuse_over(sprint: SprintView, so: str = "nothing is planned into it. Choose a later day") -> None:
    """Raise SprintIsClosed for a sprint that is closed or cancelled; SO is what follows from it, and what to do."""
    if sprint.is_over:
        raise SprintIsClosed(f"{sprint.name} is {STATE_WORDS[sprint.state]}, so {so}.")
