"""What the calendar closes: a sprint in review that nobody closed by the end of the second working day after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import NoWorkingDay, WorkCalendar
from sprintsales.services.closing_sprint import Closed, closable, settle, undecided
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import sprints as stored
from sprintsales.storage.queries.calendars import calendars

if TYPE_CHECKING:
    from sqlmodel import Session

    from sprintsales.services.sprints import SprintView
    from sprintsales.storage.database import Act

DECIDING_DAYS = 2
"""Working days after a sprint's end in which people decide what is left of it."""
DAY = timedelta(days=1)


class ClosedMeanwhile(Refused):
    """Somebody else, or another program for the calendar, was first."""


def review_ends(team: WorkCalendar, period: Period) -> date:
    """Return the last day a sprint is in review: the team's second working day after it; without any, two days after its end."""
    try:
        return team.add_working_days(period.end - DAY, DECIDING_DAYS)
    except NoWorkingDay:
        return period.end + DAY


def due(connection: Connection, desk: Desk) -> list[Period]:
    """Return the sprints the calendar closes today, the oldest first."""
    waiting = stored.in_review(connection, desk.team.id, desk.today)
    if not waiting:
        return []
    team = calendars(connection, desk.team.id).team
    return [one.period for one in waiting if desk.today > review_ends(team, one.period)]


def close_due(desk: Desk) -> list[Closed]:
    """Close what the calendar closes, each sprint by one act of nobody, and return what that did.

    Whoever opens the program next does it, a viewer too: it is no decision. Nothing is raised: where the database cannot be written, or
    another program is writing for long, the sprint stays in review until the next one comes. On a day set for reading nothing is closed.
    """
    if desk.clock.asked:
        return []
    with desk.database.read() as connection:
        periods = due(connection, desk)
    closed: list[Closed] = []
    if not periods or not desk.database.is_free(desk.team.id):
        return closed
    patience, desk.database.patience = desk.database.patience, 0.0  # who only wants to read does not wait long for this
    try:
        closed.extend(close_one(desk, period) for period in periods)
    except (ClosedMeanwhile, Unusable):
        return closed  # who was first, or comes next, does the rest
    finally:
        desk.database.patience = patience
    return closed


def close_one(desk: Desk, period: Period) -> Closed:
    """Close one sprint for the calendar; raises ClosedMeanwhile, Unusable. Its token makes it happen once, also after a reopening."""
    found: list[SprintView] = []

    def look(connection: Connection) -> Act:
        if period not in due(connection, desk):
            raise ClosedMeanwhile("This sprint was closed meanwhile. Open its report: sprintsales review")
        found[:] = [closable(connection, desk, period.start)]
        left = len(undecided(connection, desk, found[0]))
        back = {0: "nothing was left", 1: "1 undecided item went to the backlog"}.get(left, f"{left} undecided items went to the backlog")
        summary = f"{found[0].name} closed itself after two working days; {back}"
        return replace(desk.act("close", summary, final=True), member_id=None)

    def work(session: Session) -> dict[str, Any]:
        return settle(session, desk, found[0], None, by=None)

    outline = replace(desk.act("close", "close", final=True), member_id=None, settle=look)
    done = desk.database.write(outline, work, token=f"calendar closes {desk.team.id} {period.start.isoformat()}")
    return Closed(**done.value, entry_id=done.entry_id)
