"""The ideal week: what somebody's week usually holds, line by line; and the plan of the sprint before, to be copied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.errors import NotFound, NotReadable, Refused
from sprintsales.domain.filling import COPY, WEEK
from sprintsales.domain.periods import DAY, WEEKDAYS, Period
from sprintsales.domain.quickadd import QuickAdd
from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.services.pieces import Piece
from sprintsales.services.planning import MOST_MINUTES, minute_of, readable, type_of
from sprintsales.services.sprints import ACTIVE, PLANNED, SprintView, sprint_on
from sprintsales.services.views.week import DROPPED, is_planned_into
from sprintsales.storage.queries import activities, origins
from sprintsales.storage.queries.activities import ActivityRow, TypeRow
from sprintsales.storage.queries.origins import WeekLineRow

if TYPE_CHECKING:
    from sqlmodel import Session

Line = tuple[int, str, str | None, int, int | None, int | None]
"""What makes two lines alike: weekday, type, list, quantity, minutes, time of day."""


class NothingPlanned(Refused):
    """A week without a plan is to be kept as the ideal one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping an ideal week changed: lines added and ended."""

    added: int
    ended: int


def pieces(connection: Connection, desk: Desk, sprint: SprintView) -> list[Piece]:
    """Return what my ideal week holds for a sprint, for each of its weeks."""
    kinds = activities.types(connection, desk.team.id)
    lines = origins.week_lines(connection, desk.team.id, desk.me.id)
    return [
        Piece(
            kind=WEEK,
            source_id=line.id,
            slot=day.isoformat(),
            type=kinds[line.type],
            minutes=minutes_of(line, kinds[line.type]),
            day=day,
            time=line.planned_time,
            quantity=line.quantity,
            list_name=line.list_name,
            why_not=f"{line.type_name} is not used any more" if kinds[line.type].archived else None,
        )
        for day in sprint.period.each_day()
        for line in lines
        if line.weekday == day.weekday()
    ]


def my_week(connection: Connection, desk: Desk) -> list[WeekLineRow]:
    """Return the lines of my ideal week."""
    return origins.week_lines(connection, desk.team.id, desk.me.id)


def minutes_of(line: WeekLineRow, kind: TypeRow) -> int:
    """Return the effort of one line in minutes: its own, else the type's usual for its quantity."""
    return min(line.minutes if line.minutes is not None else kind.minutes * line.quantity, MOST_MINUTES)


def copied(connection: Connection, desk: Desk, sprint: SprintView) -> list[Piece]:
    """Return what I had planned for the sprint before, on the same weekdays of this one: the plan, not what came of it."""
    before = sprint_on(connection, desk, sprint.period.start - DAY)
    kinds = activities.types(connection, desk.team.id)
    rows = activities.of_sprint(connection, desk.team.id, desk.me.id, before.id, before.period)
    planned = [row for row in rows if is_plan(row, before)]
    found = [copy_of(row, kinds[row.type], before, sprint) for row in planned]
    return sorted(found, key=lambda one: (one.day is None, one.day or date.min, one.time is None, one.time or 0))


def is_plan(row: ActivityRow, sprint: SprintView) -> bool:
    """Return whether an item was planned for a sprint and stayed: neither dropped nor only logged."""
    return is_planned_into(row, sprint.id, sprint.period) and row.state != DROPPED and not row.unplanned


def week_of(period: Period, day: date) -> Period:
    """Return the week of a sprint that holds a day; a sprint may last several."""
    start = period.start + (day - period.start).days // 7 * timedelta(days=7)
    return Period(start, start + timedelta(days=7))


def copy_of(row: ActivityRow, kind: TypeRow, before: SprintView, sprint: SprintView) -> Piece:
    """Return one item of the sprint before as it would stand in this one."""
    inside = row.planned_on is not None and row.planned_on in before.period
    day = sprint.period.start + (row.planned_on - before.period.start) if inside and row.planned_on is not None else None
    return Piece(
        kind=COPY,
        source_id=row.id,
        slot=sprint.period.start.isoformat(),
        type=kind,
        minutes=row.minutes,
        day=day,
        time=row.planned_time,
        quantity=row.quantity_planned,
        list_name=row.list_name,
        deal_id=row.deal_id,
        lead_id=row.lead_id,
        account_id=row.account_id if row.deal_id is None and row.lead_id is None else None,
        about=row.deal or row.lead or row.account,
        note=row.note,
        why_not=why_not_again(row, before),
    )


def why_not_again(row: ActivityRow, before: SprintView) -> str | None:
    """Return why an item is not planned once more; None where nothing speaks against it."""
    if row.deal_id is not None and row.deal_outcome != "open":
        return f"the deal is {row.deal_outcome}"
    if row.state == "planned" and before.state not in (PLANNED, ACTIVE):
        return "still open there: move it instead"
    return None


def keep_week(desk: Desk, start: date, *, token: str | None = None) -> Kept:
    """Keep what I have planned in the week of a day as my ideal week, in place of the one before, and say what changed.

    Kind of work, list, count, effort, weekday and time are kept, deals and people are not. Keeping it twice changes nothing.
    Raises NothingPlanned.
    """

    def look(connection: Connection) -> tuple[list[WeekLineRow], list[ActivityRow]]:
        sprint = sprint_on(connection, desk, start)
        rows = activities.of_sprint(connection, desk.team.id, desk.me.id, sprint.id, sprint.period)
        days = week_of(sprint.period, start)
        wanted = [row for row in rows if row.planned_on is not None and row.planned_on in days and is_plan(row, sprint)]
        if not wanted:
            raise NothingPlanned(
                "Nothing is planned on a day of this week, so there is nothing to keep as the ideal one. Plan it first, or add lines: "
                'sprintsales week add mon "10x call 2h"'
            )
        return origins.week_lines(connection, desk.team.id, desk.me.id), wanted

    def work(session: Session, found: tuple[list[WeekLineRow], list[ActivityRow]]) -> dict[str, Any]:
        there, rows = found
        wanted = Counter(line_of(row) for row in rows)
        ended = 0
        for line in there:
            if wanted[as_line(line)]:
                wanted[as_line(line)] -= 1
            else:
                end(session, desk, line.id)
                ended += 1
        types = activities.types(session.connection(), desk.team.id)
        new = list(wanted.elements())
        for one in new:
            put_line(session, desk, one, types[one[1]])
        return {"added": len(new), "ended": ended}

    done = desk.decide("week", look, lambda _: "kept the plan as my ideal week", work, token=token)
    return Kept(**done.value)


def line_of(row: ActivityRow) -> Line:
    """Return a planned item as a line of an ideal week."""
    assert row.planned_on is not None, "only work on a day is kept"
    return row.planned_on.weekday(), row.type, row.list_name, row.quantity_planned, row.minutes, row.planned_time


def as_line(line: WeekLineRow) -> Line:
    """Return a stored line as what makes two alike."""
    return line.weekday, line.type, line.list_name, line.quantity, line.minutes, line.planned_time


def add_line(desk: Desk, weekday: int, text: str, *, token: str | None = None) -> int:
    """Add a line of quick add to a weekday of my ideal week and return its id; raises NotReadable for a day, a name or a note in it."""
    line = week_line_read(desk, text)

    def work(session: Session, kind: TypeRow) -> int:
        quantity = line.quantity
        minutes = min(line.minutes or kind.minutes * quantity, MOST_MINUTES)
        return put_line(session, desk, (weekday, kind.code, line.list_name, quantity, minutes, minute_of(line.time)), kind)

    return desk.decide(
        "week",
        lambda connection: type_of(connection, desk, line.type_code),
        lambda kind: f"added {kind.name} on {WEEKDAYS[weekday].title()} to my ideal week",
        work,
        token=token,
    ).value


def week_line_read(desk: Desk, text: str) -> QuickAdd:
    """Return a line of an ideal week as it reads: kind of work, count, list, time, effort; raises NotReadable for anything else."""
    line = readable(desk, text)
    if line.days:
        raise NotReadable("The weekday stands before the line; leave the day out of it: 10x call list:Q4 2h")
    if line.aims or line.note:
        raise NotReadable(
            "An ideal week says how much of what, for nobody in particular: leave name and note out. For a customer every week: "
            'sprintsales again add "call Acme every mon 30m"'
        )
    return line


def put_line(session: Session, desk: Desk, line: Line, kind: TypeRow) -> int:
    """Put one line in and return its id."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add

    weekday, _, list_name, quantity, minutes, planned_time = line
    row = tables.WeekLine(
        team_id=desk.team.id, owner_id=desk.me.id, weekday=weekday, type_id=kind.id, list_name=list_name, quantity=quantity,
        minutes=minutes, planned_time=planned_time,
    )  # fmt: skip
    return add(session, row)


def end_line(desk: Desk, id_: int, *, token: str | None = None) -> bool:
    """Take a line out of my ideal week and return whether it was in it; what it made stays. Raises NotFound, NotYours."""

    def look(connection: Connection) -> WeekLineRow | None:
        owner = origins.line_owner(connection, desk.team.id, id_)
        if owner is None:
            raise NotFound(f"There is no line #{id_} in an ideal week here. See the numbers with: sprintsales week list")
        roles.refuse_others(connection, desk, "week", f"Line #{id_}", owner)
        return next((one for one in origins.week_lines(connection, desk.team.id, owner) if one.id == id_), None)

    def work(session: Session, line: WeekLineRow | None) -> bool:
        return line is not None and end(session, desk, line.id)

    return desk.decide(
        "week", look, lambda line: f"took {line.type_name if line else 'a line'} out of my ideal week", work, token=token
    ).value


def end(session: Session, desk: Desk, id_: int) -> bool:
    """End a line today and return whether it was still in use."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import put

    return put(session, tables.WeekLine, id_, ended_on=desk.today)
