"""One person's sprint as a calendar takes it: every item with its place in time, what was dropped too, and what it is known again by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from sprintsales.services.desk import Desk
from sprintsales.services.sprints import SprintView, sprint_on
from sprintsales.services.views.reading import Person, member
from sprintsales.services.views.week import DROPPED, minutes_of
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.calendar_marks import database_mark, last_changes, stood_on
from sprintsales.storage.queries.calendars import calendars


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One item. `state`: planned, done or dropped; `on` None: some day of the sprint; `at`: minutes since midnight in the team's zone."""

    id: int
    version: int
    changed: datetime
    state: str
    type: str
    label: str
    account: str | None
    on: date | None
    at: int | None
    minutes: int
    quantity: int
    quantity_done: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWeek:
    """A person's sprint. `mark` tells this database's items from those of any other."""

    who: Person
    team: str
    sprint: SprintView
    zone: str
    mark: str
    due: date
    """The last own working day of the sprint: by then items without a day are to be done."""
    items: tuple[CalendarItem, ...]


def calendar_week(connection: Connection, desk: Desk, who_id: int | None, day: date) -> CalendarWeek:
    """Return a person's (my) sprint around a day; raises NotFound for a stranger.

    What stood in it and was put elsewhere is there too, on its new day or as taken out: a calendar that has it would keep it otherwise.
    """
    who = member(connection, desk, desk.me.id if who_id is None else who_id)
    sprint = sprint_on(connection, desk, desk.sprint_of(day).start)
    here = activities.of_sprint(connection, desk.team.id, who.id, sprint.id, sprint.period)
    stood = stood_on(connection, desk.team.id, who.id, sprint.period)
    left = activities.by_ids(connection, desk.team.id, stood.keys() - {row.id for row in here})
    rows = [*here, *left.values()]
    changed = last_changes(connection, [row.id for row in rows])
    worked = calendars(connection, desk.team.id).of(who.id).days(sprint.period)
    first = datetime.combine(sprint.period.start, time(), UTC)
    return CalendarWeek(
        who=Person(who.id, who.name),
        team=desk.team.name,
        sprint=sprint,
        zone=desk.zone.key,
        mark=database_mark(connection),
        due=worked[-1] if worked else sprint.period.last,
        items=tuple(item(row, changed.get(row.id, first), stood.get(row.id)) for row in sorted(rows, key=lambda one: one.id)),
    )


def item(row: ActivityRow, changed: datetime, stood: date | None = None) -> CalendarItem:
    """Return an activity as a calendar takes it; one that STOOD on a day and has none any more is taken out of that day."""
    unplanned = row.state == "planned" and row.planned_on is None and row.sprint_id is None
    on = row.planned_on or row.done_on or stood
    label = f"{row.label} ×{row.quantity_planned}" if row.is_block else row.label
    return CalendarItem(
        id=row.id, version=row.version, changed=changed, state=DROPPED if unplanned else row.state, type=row.type_name, label=label,
        account=row.account, on=on, at=row.planned_time if row.planned_on is not None else None,
        minutes=minutes_of(row.state, row.minutes, row.minutes_done), quantity=row.quantity_planned, quantity_done=row.quantity_done,
        done_at=row.done_at,
    )  # fmt: skip
