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

MOST_LOOKED_THROUGH = 60
"""Closed sprints of the team among which the last six of a person are found: more than a year of weeks."""


def capacity_of(
    connection: Connection, desk: Desk, member_id: int, period: Period, rows: Sequence[ActivityRow], times: Calendars, function: str | None
) -> Capacity:
    """Return a person's capacity in a period, from own closed sprints before it or assumed; ROWS is what its week holds, open and done."""
    calendar = times.of(member_id)
    closed = sprints.closed_before(connection, desk.team.id, period.start, MOST_LOOKED_THROUGH)
    # Who was away for months is known by the sprints before that: those without an own working day say nothing.
    before = [one for one in closed if calendar.worth(one.period) > 0][-SPRINTS_LOOKED_AT:]
    minutes = activities.minutes_worked(connection, desk.team.id, member_id, [one.period for one in before])
    history = [ClosedSprintWork(worked, calendar.worth(one.period), one.number) for worked, one in zip(minutes, before, strict=True)]
    idle = sum(row.minutes for row in rows if not row.is_selling and not row.unplanned)  # done, it has used its time all the same
    share = SELLING_SHARE.get(function or "", DEFAULT_SHARE)
    return capacity(history, calendar=calendar, period=period, non_selling=idle, share=share)
