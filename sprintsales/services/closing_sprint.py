"""Closing a sprint: its fates become final, what nobody decided returns to the backlog, and the numbers are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.accountability import PromiseNumbers
from sprintsales.domain.errors import Refused
from sprintsales.domain.frozen_figures import written_down
from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.services.items import short_day
from sprintsales.services.moving import place
from sprintsales.services.promises import SprintPromise, promises
from sprintsales.services.sprints import ACTIVE, REVIEW, SprintView, refuse_over, sprint_on
from sprintsales.storage.digests import canonical, digest_of
from sprintsales.storage.queries import activities
from sprintsales.storage.queries import sprints as stored
from sprintsales.storage.queries.activities import ActivityRow

if TYPE_CHECKING:
    from sqlmodel import Session

    from sprintsales.services.views.kpis import KpiView

FROZEN = (
    "committed", "kept", "moot", "carried", "handed_over", "split", "dropped", "removed", "missed", "on_time", "added", "unplanned_done",
    "delivered", "planned", "minutes_committed", "minutes_kept", "value_at_risk",
)  # fmt: skip
"""What of each person's numbers goes into the picture taken at the close."""


class SprintRuns(Refused):
    """A sprint that has not ended is not closed."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed sprint: its number, how many items went back to the backlog, and the digest of its picture."""

    sprint: int
    returned: int
    digest: str
    entry_id: int | None = None


def close_sprint(desk: Desk, day: date, *, goal_met: bool | None = None, token: str | None = None) -> Closed:
    """Close the sprint of a day and return what became of it.

    Promised items still open are missed from then on (that follows from the close, it is not written) and go back to the backlog with
    all others. Raises OnlyManagers, SprintRuns, SprintIsClosed.
    """
    done = desk.decide(
        "close",
        lambda connection: closable(connection, desk, day),
        lambda sprint: f"closed sprint {sprint.number}",
        lambda session, sprint: settle(session, desk, sprint, goal_met, by=desk.me.id),
        final=True,
        token=token,
    )
    return Closed(**done.value, entry_id=done.entry_id)


def waiting(desk: Desk) -> date:
    """Return a day of the sprint that waits for its close, the oldest one; of the running sprint where none waits."""
    with desk.database.read() as connection:
        found = stored.in_review(connection, desk.team.id, desk.today)
    return found[0].start_on if found else desk.today


def closable(connection: Connection, desk: Desk, day: date) -> SprintView:
    """Return the sprint of a day if it can be closed; raises SprintRuns, SprintIsClosed."""
    sprint = sprint_on(connection, desk, day)
    refuse_over(sprint, f"it is not closed again. Its report: sprintsales review --sprint {sprint.number}")
    if sprint.state != REVIEW:
        verb = "runs" if sprint.state == ACTIVE else "is planned"
        raise SprintRuns(
            f"{sprint.name} {verb} until {short_day(sprint.period.last)}, and is closed from {short_day(sprint.period.end)} on. "
            "To end it before that, cancel it with a reason: sprintsales sprints cancel --reason WHY"
        )
    if sprint.id is None:
        raise SprintRuns(f"Nothing was ever planned in {sprint.name}, so there is nothing to close. Go on with the next.")
    return sprint


def left_open(connection: Connection, desk: Desk, day: date) -> int:
    """Return how many undecided items closing the sprint of a day would send back; raises OnlyManagers, SprintRuns, SprintIsClosed."""
    roles.refuse(connection, desk, "close")
    return len(undecided(connection, desk, closable(connection, desk, day)))


def settle(session: Session, desk: Desk, sprint: SprintView, goal_met: bool | None, *, by: int | None) -> dict[str, Any]:
    """Write the close by somebody (None: the calendar), send open items back, take the picture and return what it says."""
    from sprintsales.services.views.asking import AskedPeriod
    from sprintsales.services.views.kpis import kpi_view
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    sprint_id = sprint.id or 0
    put(session, tables.Sprint, sprint_id, closed_on=desk.today, closed_by_id=by, goal_met=goal_met)
    left = undecided(session.connection(), desk, sprint)
    for row in left:
        place(session, desk, row, None, None, None)
    closed = sprint_on(session.connection(), desk, sprint.period.start)
    figures = kpi_view(session.connection(), desk, AskedPeriod("sprint", closed.period), by="rep")
    body = picture(desk, closed, promises(session.connection(), desk, [closed]), figures)
    digest = digest_of(body)
    photo = tables.Snapshot(
        team_id=desk.team.id, entry_id=int(session.info["entry_id"]), kind="close", on_day=desk.today, sprint_id=sprint_id, body=body,
        digest=digest,
    )  # fmt: skip
    add(session, photo)
    return {"sprint": sprint.number, "returned": len(left), "digest": digest}


def undecided(connection: Connection, desk: Desk, sprint: SprintView) -> list[ActivityRow]:
    """Return what is still to do in a sprint and was not decided."""
    return [row for row in activities.open_of(connection, desk.team.id, None) if row.sprint_id == sprint.id]


def picture(desk: Desk, sprint: SprintView, found: list[SprintPromise], figures: KpiView) -> str:
    """Return the snapshot's one text: numbers only, no person's name. `figures` by member's id, the team's under "team"."""
    members = [{"member": one.member_id, **numbers(one.numbers)} for one in found]
    document = {
        "schema": "sprintsales.close/1", "sprint": sprint.number, "start": sprint.period.start.isoformat(),
        "end": sprint.period.end.isoformat(), "on": desk.today.isoformat(), "goal_met": sprint.goal_met, "members": members,
        "figures": {"team": written_down(figures.total.figures), **{row.key: written_down(row.figures) for row in figures.groups}},
    }  # fmt: skip
    return canonical(document)


def numbers(found: PromiseNumbers) -> dict[str, int]:
    """Return the numbers that are frozen, by name."""
    return {name: int(getattr(found, name)) for name in FROZEN}
