"""Items that leave their sprint: removed while it runs, carried at its end, dropped; each leaves its fate behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from sprintsales.domain.errors import Refused
from sprintsales.domain.fates import Fate
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import REVIEW, SprintView, seen
from sprintsales.storage.queries import commitments, sprints
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.schema import commitment_item, fate

if TYPE_CHECKING:
    from sqlmodel import Session


class ReasonNeeded(Refused):
    """A promised item leaves its sprint without a word."""


class CarriedTwice(Refused):
    """An item was carried before: this time something has to be decided."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaving its sprint means for an item: the fate to record (None: nothing) in which sprint."""

    row: ActivityRow
    sprint: SprintView | None = None
    promised: bool = False
    fate: Fate | None = None

    @property
    def carries(self) -> int:
        """How often the item will have been carried."""
        return self.row.carries + (self.fate is Fate.CARRIED)


def promised_in(connection: Connection, desk: Desk, rows: Sequence[ActivityRow]) -> dict[int, set[int]]:
    """Return which items are promised, by the sprint they are promised for."""
    ids = sorted({row.sprint_id for row in rows if row.sprint_id is not None})
    stand = {one.id: one.sprint_id for one in commitments.standing(connection, desk.team.id, ids)}
    i = commitment_item.c
    query = select(i.commitment_id, i.activity_id).where(i.commitment_id.in_(list(stand)), i.activity_id.in_([row.id for row in rows]))
    found: dict[int, set[int]] = {}
    for commitment_id, activity_id in connection.execute(query):
        found.setdefault(stand[commitment_id], set()).add(activity_id)
    return found


def at_its_end(sprint: SprintView, times: Calendars, owner_id: int | None, today: date) -> bool:
    """Whether a sprint has come to its end for a person: in review, or on the last own working day of it."""
    if sprint.state == REVIEW:
        return True
    days = times.of(owner_id).days(sprint.period)
    return bool(days) and today >= days[-1] and today in sprint.period


def leavings(connection: Connection, desk: Desk, rows: Sequence[ActivityRow], *, later: bool) -> list[Leaving]:
    """Return what it means that items leave their sprint, for a later one or for the backlog.

    Definition: carried = moved to a later sprint at its end; removed = a promised item taken out before. A closed sprint's fates stay.
    """
    stored = sprints.sprints_with_ids(connection, desk.team.id, (row.sprint_id for row in rows if row.sprint_id is not None))
    promised = promised_in(connection, desk, rows)
    times = calendars(connection, desk.team.id)
    found = []
    for row in rows:
        sprint = seen(stored[row.sprint_id], desk.today) if row.sprint_id in stored else None
        if sprint is None or sprint.is_over:
            found.append(Leaving(row))
            continue
        is_promised = row.id in promised.get(row.sprint_id or 0, ())
        if later and at_its_end(sprint, times, row.owner_id, desk.today):
            found.append(Leaving(row, sprint, is_promised, Fate.CARRIED))
        else:
            found.append(Leaving(row, sprint, is_promised, Fate.REMOVED if is_promised else None))
    return found


def refuse_without_reason(leaving: Sequence[Leaving], reason: str | None, *, how: str) -> None:
    """Raise ReasonNeeded when a promised item is taken out of its sprint and nobody says why."""
    for one in leaving:
        if one.promised and one.fate in (Fate.REMOVED, Fate.DROPPED) and not (reason or "").strip() and one.sprint is not None:
            raise ReasonNeeded(f"#{one.row.id} {one.row.label} is promised for {one.sprint.name}. Say why it goes: {how}")


def refuse_second_carry(leaving: Sequence[Leaving], day: date | None) -> None:
    """Raise CarriedTwice when an item is carried again without a fixed day."""
    for one in leaving:
        if one.fate is Fate.CARRIED and one.carries > 1 and day is None:
            raise CarriedTwice(
                f"#{one.row.id} {one.row.label} was carried before. Fix a day, split it, hand it over, or drop it with a reason."
            )


def record(
    session: Session, desk: Desk, leaving: Leaving, *, to_sprint_id: int | None, reason_id: int | None, to_member_id: int | None = None
) -> None:
    """Write down the fate of an item that leaves its sprint, over an earlier decision about the same one."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    if leaving.fate is None or leaving.sprint is None or leaving.sprint.id is None:
        return
    sprint_id, decided, today = leaving.sprint.id, leaving.fate.value, desk.today
    before = fate_row(session.connection(), sprint_id, leaving.row.id)
    if before is not None:
        put(
            session, tables.Fate, before[0], fate=decided, on_day=today, to_sprint_id=to_sprint_id, to_member_id=to_member_id,
            reason_id=reason_id,
        )  # fmt: skip
        return
    row = tables.Fate(
        team_id=desk.team.id,
        sprint_id=sprint_id,
        activity_id=leaving.row.id,
        fate=decided,
        on_day=today,
        to_sprint_id=to_sprint_id,
        to_member_id=to_member_id,
        reason_id=reason_id,
    )
    add(session, row)


def welcome_back(session: Session, sprint_id: int, row: ActivityRow) -> int:
    """Forget that an item had left a sprint it comes back to, and return how often it counts as carried then."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import remove

    before = fate_row(session.connection(), sprint_id, row.id)
    if before is None:
        return row.carries
    remove(session, tables.Fate, before[0])
    return max(0, row.carries - (before[1] == Fate.CARRIED))


def fate_row(connection: Connection, sprint_id: int, activity_id: int) -> tuple[int, str] | None:
    """Return the id of a recorded fate and the fate."""
    row = connection.execute(select(fate.c.id, fate.c.fate).where(fate.c.sprint_id == sprint_id, fate.c.activity_id == activity_id)).first()
    return None if row is None else (row.id, row.fate)
