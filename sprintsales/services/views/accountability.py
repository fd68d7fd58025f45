"""The accountability numbers over a period, for the tables of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.accountability import PromiseNumbers, summed
from sprintsales.domain.periods import Period
from sprintsales.services.desk import Desk
from sprintsales.services.promises import last_working_day, promises
from sprintsales.services.sprints import SprintView, seen, sprint_on
from sprintsales.storage.queries import sprints
from sprintsales.storage.queries.calendars import calendars


@dataclass(frozen=True, slots=True)
class PromiseOfSprint:
    """One person's numbers in one sprint; `on`: the sprint's last working day, which decides the period it counts for."""

    member_id: int | None
    on: date
    sprint: SprintView
    numbers: PromiseNumbers


def promise_rows(connection: Connection, desk: Desk, period: Period) -> list[PromiseOfSprint]:
    """Return the numbers of each person in each sprint whose last working day lies in a period, running ones included."""
    times = calendars(connection, desk.team.id)
    views = [seen(row, desk.today) for row in sprints.sprints_touching(connection, desk.team.id, period)]
    now = sprint_on(connection, desk, desk.today)
    if now.id is None and now.period.common(period) is not None:
        views.append(now)
    ends = {view.period.start: last_working_day(view, times) for view in views}
    counted = [view for view in views if ends[view.period.start] in period]
    found = promises(connection, desk, counted)
    return [PromiseOfSprint(one.member_id, ends[one.sprint.period.start], one.sprint, one.numbers) for one in found]


def promise_by_member(connection: Connection, desk: Desk, period: Period) -> dict[int | None, PromiseNumbers]:
    """Return the accountability numbers of a period by member.

    The sums of the closed sprints whose last working day lies in it; where none is closed, of the running ones ("so far", no ratio).
    A ratio of these sums is a ratio over the period.
    """
    by_member: dict[int | None, list[PromiseNumbers]] = {}
    for one in promise_rows(connection, desk, period):
        by_member.setdefault(one.member_id, []).append(one.numbers)
    return {who: period_sum(numbers) for who, numbers in by_member.items()}


def period_sum(numbers: Sequence[PromiseNumbers]) -> PromiseNumbers:
    """Return the sum over closed sprints, or over the running ones while none is closed."""
    closed = [one for one in numbers if not one.open_sprints]
    return summed(closed or numbers)
