"""The top of every screen: who and when, the tiles that say whether we are winning, and what is not covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from sprintsales.domain.goals import Progress, progress
from sprintsales.domain.periods import DAY, Period, month, quarter, year
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.promises import SprintPromise, promises
from sprintsales.services.sprints import SprintView, sprint_on
from sprintsales.services.views.quotas import WON_VALUE, held_goal
from sprintsales.services.views.reading import Person, Reading, Uncovered, is_in, member, own_deals, uncovered, uncovered_of_team
from sprintsales.storage.queries import activities, subjects
from sprintsales.storage.queries import goals as stored_goals
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.goals import GoalRow
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.schema import journal_entry

COMMITTED, GOAL, PLANNED = "committed", "goal", "planned"
"""What a tile's target is: the promise, a goal, or what is planned where there is no goal."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number against its target; counts, or minor units of the team's currency where `unit` is money.

    `basis` says what the target is (None: there is none). `full`: the goal before it was cut to the working days there are.
    """

    key: str
    title: str
    value: int
    target: int | None
    basis: str | None
    unit: str
    progress: Progress | None
    period: Period
    full: int | None = None
    so_far: bool = True
    kind: str = "sprint"
    """What kind of period the number is of."""


@dataclass(frozen=True, slots=True)
class FrameView:
    """Team, sprint, the day in it, whose view, tiles, and what closes soon with nothing planned."""

    team: str
    currency: str
    today: date
    now: datetime
    sprint: SprintView
    day_n: int
    """Working days begun, today included."""
    days: int
    last_worked: date
    """The last working day of the sprint: what people call its end."""
    who: Person | None
    """None: the whole team."""
    tiles: tuple[Tile, ...]
    uncovered: Uncovered | None
    """None for a sprint that is over: what is not covered today says nothing about it."""
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counting:
    """What tiles are counted from: one person's or everybody's."""

    desk: Desk
    sprint: SprintView
    calendar: WorkCalendar
    who_id: int | None
    rows: Sequence[ActivityRow]
    promised: Sequence[SprintPromise]
    goals: Sequence[GoalRow]
    names: Names


def frame_view(connection: Connection, desk: Desk, who_id: int | None = None, period: Period | None = None) -> FrameView:
    """Return the top of a screen for one person or, without one, for the team."""
    names, times = read_names(connection, desk.team.id), calendars(connection, desk.team.id)
    sprint = sprint_on(connection, desk, (period or desk.sprint_of(desk.today)).start)
    calendar = times.of(who_id)
    counting = Counting(
        desk, sprint, calendar, who_id,
        activities.of_sprint(connection, desk.team.id, who_id, sprint.id, sprint.period),
        promises(connection, desk, [sprint], who_id, times=times, rates=names.rates), stored_goals.goals(connection, desk.team.id), names,
    )  # fmt: skip
    if who_id is None:
        open_now = uncovered_of_team(connection, desk, names, sprint.period)
        return framed(connection, counting, None, open_now)
    ids = subjects.ids_due(connection, desk.team.id, who_id, Period(desk.today, max(desk.today + 15 * DAY, sprint.period.end)))
    person = member(connection, desk, who_id)
    deals = own_deals(connection, desk, names, ids)
    return framed(connection, counting, Person(person.id, person.name), uncovered(deals, desk.today, sprint.period))


def frame_of(connection: Connection, read: Reading) -> FrameView:
    """Return the top of a screen whose body was read already."""
    counting = Counting(
        read.desk, read.sprint, read.calendar, read.who.id, read.rows,
        [read.promise] if read.promise else [], read.goals, read.names,
    )  # fmt: skip
    return framed(connection, counting, read.person, uncovered(read.deals, read.today, read.sprint.period))


def framed(connection: Connection, counting: Counting, who: Person | None, open_now: Uncovered) -> FrameView:
    """Return the frame around what was counted."""
    desk, sprint = counting.desk, counting.sprint
    worked = counting.calendar.days(sprint.period)
    return FrameView(
        team=desk.team.name,
        currency=desk.team.currency,
        today=desk.today,
        now=desk.now,
        sprint=sprint,
        day_n=sum(day <= desk.today for day in worked),
        days=len(worked),
        last_worked=worked[-1] if worked else sprint.period.last,
        who=who,
        tiles=tiles(connection, counting),
        uncovered=coverage(connection, counting, open_now),
        saved_at=saved_at(connection, desk),
    )


def coverage(connection: Connection, counting: Counting, open_now: Uncovered) -> Uncovered | None:
    """Return what is not covered, with how many open deals have no date; None where the sprint is over."""
    desk = counting.desk
    if counting.sprint.period.end <= desk.today:
        return None
    every, undated = subjects.open_and_undated(connection, desk.team.id, counting.who_id)
    return replace(open_now, undated=undated, has_deals=every > 0)


def tiles(connection: Connection, counting: Counting) -> tuple[Tile, ...]:
    """Return promise, calls, meetings, new leads and won."""
    sprint = counting.sprint
    done = [row for row in counting.rows if row.done_on is not None and row.done_on in sprint.period]
    planned = [row for row in counting.rows if is_in(row, sprint)]
    leads = subjects.leads_created(connection, counting.desk.team.id, counting.who_id, counting.sprint.period)
    return (
        promise_tile(counting),
        count_tile(counting, "calls_made", "Calls", done_units(done, "call"), planned_units(planned, "call")),
        count_tile(counting, "meetings_held", "Meetings", held_units(done), planned_units(planned, "meeting")),
        count_tile(counting, "leads_created", "New leads", leads, None),
        won_tile(connection, counting),
    )


def done_units(rows: Sequence[ActivityRow], code: str) -> int:
    """Return units of a type done, from what was counted on the sprint's days."""
    return sum(row.quantity_done for row in rows if row.type == code)


def held_units(rows: Sequence[ActivityRow]) -> int:
    """Return meetings that took place; one without an outcome counts as held."""
    return sum(row.quantity_done for row in rows if row.type == "meeting" and row.outcome in (None, "held"))


def planned_units(rows: Sequence[ActivityRow], code: str) -> int:
    """Return units of a type planned in the sprint, done ones included."""
    return sum(row.quantity_planned for row in rows if row.type == code and row.state != "dropped" and not row.unplanned)


def paced(counting: Counting, value: int, target: int | None, period: Period) -> Progress | None:
    """Return how a result stands over own working days; None without a target."""
    if target is None:
        return None
    return progress(value, target, calendar=counting.calendar, period=period, today=counting.desk.today)


def promise_tile(counting: Counting) -> Tile:
    """Return kept of committed (without moot), so far or final; no target before the commit."""
    numbers = [one.numbers for one in counting.promised if one.commitment is not None]
    kept, owed = sum(one.kept for one in numbers), sum(one.committed - one.moot for one in numbers)
    period = counting.sprint.period
    target = owed if numbers else None
    return Tile(
        "promise", "Promise", kept, target, COMMITTED if numbers else None, "count", paced(counting, kept, target, period), period,
        so_far=not counting.sprint.is_over,
    )  # fmt: skip


def count_tile(counting: Counting, metric: str, title: str, value: int, planned: int | None) -> Tile:
    """Return a count against the sprint's goal, cut to the working days there are, else against what is planned."""
    sprint = counting.sprint
    goal = held_goal(counting.desk, counting.goals, metric, sprint.period, "sprint", counting.calendar, counting.who_id, sprint.id)
    if goal is None:
        basis = PLANNED if planned else None
        return Tile(
            metric, title, value, planned or None, basis, "count", paced(counting, value, planned or None, sprint.period), sprint.period
        )
    held = paced(counting, value, goal.target, sprint.period)
    return Tile(metric, title, value, goal.target, GOAL, "count", held, sprint.period, goal.full)


def won_tile(connection: Connection, counting: Counting) -> Tile:
    """Return won value against the goal of the month the sprint's last working day lies in, else of the quarter or year that has one."""
    desk = counting.desk
    sprint = counting.sprint.period
    worked = counting.calendar.usual.days(sprint)
    day = min(max(desk.today, sprint.start), worked[-1] if worked else sprint.last)
    fiscal = desk.team.fiscal_start_month
    spans = (("month", month(day)), ("quarter", quarter(day, fiscal)), ("year", year(day, fiscal)))
    asked = (
        (kind, span, held_goal(desk, counting.goals, WON_VALUE, span, kind, counting.calendar, counting.who_id)) for kind, span in spans
    )
    kind, period, goal = next((one for one in asked if one[2] is not None), (*spans[0], None))
    value, _count = subjects.won_between(connection, desk.team.id, counting.who_id, period, counting.names.rates)
    target, basis, full = (goal.target, GOAL, goal.full) if goal else (None, None, None)
    return Tile("won_value", "Won", value, target, basis, "money", paced(counting, value, target, period), period, full, kind=kind)


def saved_at(connection: Connection, desk: Desk) -> datetime | None:
    """Return when anything was last written."""
    last = select(func.max(journal_entry.c.id)).where(journal_entry.c.team_id == desk.team.id).scalar_subquery()
    return connection.execute(select(journal_entry.c.recorded_at).where(journal_entry.c.id == last)).scalar()
