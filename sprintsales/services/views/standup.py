"""The stand-up: per person what was done since the last working day, what is overdue, what is on today, what is blocked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.accountability import PromiseNumbers, summed
from sprintsales.domain.capacity import DayLoad, PlannedMinutes, day_loads
from sprintsales.domain.errors import NotFound
from sprintsales.domain.goals import Progress, progress
from sprintsales.domain.periods import DAY, Period
from sprintsales.domain.workdays import NoWorkingDay, WorkCalendar
from sprintsales.services.capacity import capacity_of
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import SprintView
from sprintsales.services.views.cards import Card, card
from sprintsales.services.views.day import by_risk
from sprintsales.services.views.reading import UncoveredDeal, uncovered_of_team
from sprintsales.services.views.team_work import MovedDate, TeamWork, moved_dates, of_owner, team_work
from sprintsales.services.views.week import column_of, in_order, stands_in_week
from sprintsales.storage.queries.people import MemberRow


@dataclass(frozen=True, slots=True)
class Stopped:
    """An item that something stops, for how many days, and who can clear it where that was said."""

    card: Card
    days: int
    clears: str | None


@dataclass(frozen=True, slots=True)
class PersonStandup:
    """What one person says; `numbers` is the promise so far, None without a commit, and `pace` whether it can still be kept.

    `back`: the next working day of somebody who is away.
    """

    id: int
    name: str
    is_away: bool
    back: date | None
    done: tuple[Card, ...]
    overdue: tuple[Card, ...]
    today: tuple[Card, ...]
    blocked: tuple[Stopped, ...]
    dates_moved: tuple[MovedDate, ...]
    uncovered: tuple[UncoveredDeal, ...]
    used: int
    """Minutes planned and done today, as in the day's column of the plan."""
    capacity: int
    """What the person can take on today, in minutes, by the same measure; 0 on a day off."""
    numbers: PromiseNumbers | None
    pace: Progress | None = None


@dataclass(frozen=True, slots=True)
class StandupView:
    """The team's stand-up. `since`: the last working day before today; what was done from then on is told."""

    team: str
    currency: str
    today: date
    since: date
    sprint: SprintView
    members: tuple[PersonStandup, ...]
    numbers: PromiseNumbers | None
    """The team's promise so far; None where nobody has committed."""
    pace: Progress | None = None
    """How it stands against the working days gone."""

    def only(self, member_id: int, name: str) -> StandupView:
        """Return what one person says; raises NotFound for somebody who is not in the stand-up."""
        members = tuple(one for one in self.members if one.id == member_id)
        if not members:
            raise NotFound(
                f"{name} has no part in the stand-up: no rep's seat, and no work in this sprint. See who stands up: sprintsales standup"
            )
        return replace(self, members=members)


def standup_view(connection: Connection, desk: Desk) -> StandupView:
    """Return the stand-up of the team today."""
    work = team_work(connection, desk)
    since = last_working_day(work, desk.today)
    moves = moved_dates(connection, desk, work.names, Period(since, desk.today + DAY))
    bare = uncovered_of_team(connection, desk, work.names, work.sprint.period).deals
    promised = [one.numbers for one in work.promises if one.commitment is not None]
    numbers = summed(promised) if promised else None
    return StandupView(
        team=desk.team.name,
        currency=desk.team.currency,
        today=desk.today,
        since=since,
        sprint=work.sprint,
        members=tuple(person(connection, work, one, since, moves, bare) for one in work.present()),
        numbers=numbers,
        pace=paced(work, numbers, work.times.team),
    )


def paced(work: TeamWork, numbers: PromiseNumbers | None, calendar: WorkCalendar) -> Progress | None:
    """Return how what is kept stands against the own working days gone; None without a promise."""
    if numbers is None:
        return None
    return progress(numbers.kept, numbers.committed - numbers.moot, calendar=calendar, period=work.sprint.period, today=work.desk.today)


def last_working_day(work: TeamWork, today: date) -> date:
    """Return the team's last working day before today."""
    try:
        return work.times.team.previous_working_day(today)
    except NoWorkingDay:
        return today - DAY


def back_on(work: TeamWork, member_id: int) -> date | None:
    """Return the next working day of somebody who is away today; None for who is here, and where no day is in sight."""
    calendar = work.times.of(member_id)
    if calendar.is_working(work.desk.today):
        return None
    try:
        return calendar.next_working_day(work.desk.today)
    except NoWorkingDay:
        return None


def day_load(connection: Connection, work: TeamWork, who: MemberRow) -> DayLoad:
    """Return a person's load of today, as the plan has it: what stands on the day against the day's part of the capacity."""
    sprint, today = work.sprint, work.desk.today
    planned = [row for row in work.rows if row.owner_id == who.id and stands_in_week(row, sprint.id, sprint.period)]
    capacity = capacity_of(connection, work.desk, who.id, sprint.period, planned, work.times, who.function)
    cards = work.cards(who.id, work.rows, lambda row: stands_in_week(row, sprint.id, sprint.period))
    items = [PlannedMinutes(column_of(one.planned_on, one.done_on, sprint.period), one.minutes, one.is_selling) for one in cards]
    loads = day_loads(items, capacity=capacity, calendar=work.times.of(who.id), period=sprint.period)
    return next((one for one in loads if one.day == today), DayLoad(today, 0, 0, 0))


def person(
    connection: Connection, work: TeamWork, who: MemberRow, since: date, moves: tuple[MovedDate, ...], bare: tuple[UncoveredDeal, ...]
) -> PersonStandup:
    """Return what one person says."""
    today = work.desk.today
    still = work.cards(who.id, work.open, lambda row: row.planned_on is not None and row.planned_on <= today)
    due = in_order(one for one in still if one.planned_on == today)
    promise, load = work.promise(who.id), day_load(connection, work, who)
    numbers = promise.numbers if promise is not None and promise.commitment is not None else None
    return PersonStandup(
        id=who.id,
        name=who.name,
        is_away=not work.times.of(who.id).is_working(today),
        back=back_on(work, who.id),
        done=done_since(work, who, since),
        overdue=by_risk(one for one in still if one.days_overdue),
        today=due,
        blocked=stopped(work, who),
        dates_moved=of_owner(moves, who.id),
        uncovered=tuple(one for one in bare if one.owner_id == who.id),
        used=load.planned,
        capacity=load.available,
        numbers=numbers,
        pace=paced(work, numbers, work.times.of(who.id)),
    )


def stopped(work: TeamWork, who: MemberRow) -> tuple[Stopped, ...]:
    """Return what stops a person's work, the longest first."""
    names = {one.id: one.name for one in work.members}
    marks, found = work.marks(who.id), []
    for row in work.open:
        blocker = marks.blocker(row) if row.owner_id == who.id else None
        if blocker is not None:
            days = (work.desk.today - blocker.since_on).days
            found.append(Stopped(card(marks, row), days, names.get(blocker.clears_id) if blocker.clears_id is not None else None))
    return tuple(sorted(found, key=lambda one: (-one.days, -(one.card.value or 0), one.card.id)))


def done_since(work: TeamWork, who: MemberRow, since: date) -> tuple[Card, ...]:
    """Return what a person finished from a day on, in that order."""
    found = work.cards(
        who.id, (*work.earlier, *work.rows), lambda row: row.state == "done" and row.done_on is not None and row.done_on >= since
    )
    unique = {one.id: one for one in found}
    return tuple(sorted(unique.values(), key=lambda one: (one.done_on or date.min, one.done_at is None, one.id)))
