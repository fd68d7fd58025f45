"""How much somebody can take on in a period, learnt from the own sprints before it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from sprintsales.domain.capacity import DEFAULT_SHARE, SELLING_SHARE, SPRINTS_LOOKED_AT, Capacity, ClosedSprintWork, capacity
from sprintsales.domain.periods import Period
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import activities, sprints
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.calendars import Calendars


def capacity_of(
    connection: Connection, desk: Desk, member_id: int, period: Period, rows: Sequence[ActivityRow], times: Calendars, function: str | None
) -> Capacity:
    """Return a person's capacity in a period, from own closed sprints before it or assumed; ROWS is what is planned in it."""
    calendar = times.of(member_id)
    before = sprints.closed_before(connection, desk.team.id, period.start, SPRINTS_LOOKED_AT * 2)
    periods = [one.period for one in before]
    minutes = activities.minutes_worked(connection, desk.team.id, member_id, periods)
    history = [ClosedSprintWork(worked, calendar.worth(one)) for worked, one in zip(minutes, periods, strict=True)]
    idle = sum(row.minutes for row in rows if not row.is_selling)
    share = SELLING_SHARE.get(function or "", DEFAULT_SHARE)
    return capacity(history, calendar=calendar, period=period, non_selling=idle, share=share)
