"""The Team screen: who is here in which seat, when they work, how much they can take on, when they are away, and how their goals stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.accountability import PromiseNumbers
from sprintsales.domain.capacity import Capacity, is_overloaded
from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import FULL_TIME
from sprintsales.services.capacity import capacity_of
from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalLine, goals_view
from sprintsales.services.handing import LeftBehind, left_behind
from sprintsales.services.person_edits import territories
from sprintsales.services.roles import LEADERS, MANAGER, role_now
from sprintsales.services.sprints import SprintView
from sprintsales.services.views.frame import FrameView, frame_view
from sprintsales.services.views.team_goals import GoalStanding, standings
from sprintsales.services.views.team_work import TeamWork, team_work
from sprintsales.services.views.week import stands_in_week
from sprintsales.storage.queries import seats as noted
from sprintsales.storage.queries.people import MemberRow
from sprintsales.storage.queries.seats import AbsenceRow, HolidayRow, PatternRow, SeatRow

HERE, COMING, LEFT, NAME = "here", "coming", "left", "name"
"""Whether somebody has a seat today, gets one later, had one, or is only a name met in an import."""
ORDER = {"manager": 0, "rep": 1, "viewer": 2}
STATES = (HERE, COMING, LEFT, NAME)


@dataclass(frozen=True, slots=True)
class Away:
    """Days somebody is away (half-open). `kind` is told to the person and the managers only; others read that somebody is away."""

    id: int
    period: Period
    kind: str | None
    is_now: bool
    part: str | None = None
    """Which part of each day (None: all of it)."""


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """Minutes of work Monday to Sunday from a day on; `own`: not just the team's."""

    minutes: tuple[int, ...]
    since: date | None
    own: bool


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """One day of the sprint that the team or the person usually works: minutes left after holidays, absences, before and after the seat."""

    day: date
    minutes: int
    usual: int
    halves: int = 2
    """How much of it is left: 2 halves, 1 or 0."""
    has_seat: bool = True


@dataclass(frozen=True, slots=True)
class Load:
    """Numbers of one person in the sprint, in minutes; shown to whom they are meant for."""

    capacity: Capacity
    selling: int
    """Planned and done selling work of the sprint."""
    numbers: PromiseNumbers | None
    """The promise so far; None before the commit."""

    @property
    def is_overloaded(self) -> bool:
        """Whether more than 110 % of the capacity for selling is planned."""
        return is_overloaded(self.selling, self.capacity.selling)


@dataclass(frozen=True, slots=True)
class TeamPerson:
    """One person. `load` and `goals` are None and empty where they are not for the one who looks (`is_private`)."""

    id: int
    name: str
    email: str | None
    function: str | None
    state: str
    seat: SeatRow | None
    """The one held today, else the next one, else the last one."""
    next_seat: SeatRow | None
    """What follows on the seat held today."""
    manager: str | None
    territory: str | None
    week: WorkWeek
    """The one that holds today; of somebody yet to come, the one that holds on the first day."""
    coming_weeks: tuple[WorkWeek, ...]
    days: tuple[WorkedDay, ...]
    away: tuple[Away, ...]
    """Running and to come, the earliest first."""
    load: Load | None
    left_behind: LeftBehind | None
    """Open deals and planned work: what waits for another owner once the person leaves; None where there is nothing."""
    goals: tuple[GoalStanding, ...]
    is_me: bool
    is_private: bool

    @property
    def role(self) -> str | None:
        """The role of the seat held today, the next or the last one."""
        return None if self.seat is None else self.seat.role

    @property
    def begins(self) -> date | None:
        """The first day of somebody who is yet to come."""
        return self.seat.from_on if self.state == COMING and self.seat is not None else None

    def usual_minutes(self, day: date) -> int:
        """Minutes usually worked on a day, by the week that holds then; none without a seat, whatever is noted for that day."""
        if not any(seat is not None and seat.holds(day) for seat in (self.seat, self.next_seat)):
            return 0
        begun = [one for one in self.coming_weeks if one.since is not None and one.since <= day]
        return (begun[-1] if begun else self.week).minutes[day.weekday()]

    @property
    def minutes(self) -> int:
        """Working minutes of the sprint."""
        return sum(one.minutes for one in self.days)

    @property
    def worth(self) -> Fraction:
        """Working days of the sprint; a half day counts as half."""
        return Fraction(sum(one.halves for one in self.days if one.minutes), 2)

    @property
    def away_now(self) -> Away | None:
        """The absence that runs today."""
        return next((one for one in self.away if one.is_now), None)


@dataclass(frozen=True, slots=True)
class TeamView:
    """Everybody, the team's own goals and holidays, and what who looks may change."""

    frame: FrameView
    team: str
    currency: str
    today: date
    sprint: SprintView
    people: tuple[TeamPerson, ...]
    goals: tuple[GoalStanding, ...]
    holidays: tuple[HolidayRow, ...]
    """From the first day of the sprint on."""
    territories: tuple[str, ...]
    goal_lines: tuple[GoalLine, ...]
    """Every goal there ever was, those that are not for the one who looks left out."""
    week: WorkWeek
    leads: bool
    """Whether who looks has a manager's seat today."""

    def person(self, id_: int) -> TeamPerson | None:
        """Return one person of this view."""
        return next((one for one in self.people if one.id == id_), None)


@dataclass(frozen=True, slots=True)
class _Noted:
    """What was noted of everybody's time and seats."""

    seats: Mapping[int, Sequence[SeatRow]]
    patterns: Sequence[PatternRow]
    absences: Sequence[AbsenceRow]
    goals: Mapping[int | None, tuple[GoalStanding, ...]]
    behind: Mapping[int, LeftBehind]
    private: bool
    leads: bool


def team_view(connection: Connection, desk: Desk) -> TeamView:
    """Return the team today."""
    work = team_work(connection, desk)
    team = desk.team.id
    seats: dict[int, list[SeatRow]] = {}
    for row in noted.seats(connection, team):
        seats.setdefault(row.member_id, []).append(row)
    found = _Noted(
        seats,
        noted.patterns(connection, team),
        noted.absences(connection, team),
        standings(connection, work),
        left_behind(connection, desk),
        noted.numbers_are_private(connection, team),
        role_now(connection, desk) in LEADERS,
    )
    people = [person(connection, work, found, one) for one in work.members]
    hidden = {one.id for one in people if one.is_private}
    return TeamView(
        frame=frame_view(connection, desk),
        team=desk.team.name,
        currency=desk.team.currency,
        today=desk.today,
        sprint=work.sprint,
        people=tuple(sorted(people, key=lambda one: (STATES.index(one.state), ORDER.get(one.role or "", 3), one.name.casefold()))),
        goals=found.goals.get(None, ()),
        holidays=tuple(one for one in noted.holidays(connection, team) if one.on_day >= work.sprint.period.start),
        territories=tuple(territories(connection, desk)),
        goal_lines=tuple(one for one in goals_view(connection, desk).goals if one.owner_id not in hidden),
        week=week_of(found.patterns, None, desk.today),
        leads=found.leads,
    )


def person(connection: Connection, work: TeamWork, found: _Noted, who: MemberRow) -> TeamPerson:
    """Return one person as the one at the desk may see them."""
    desk = work.desk
    state, seat, after = standing_seat(found.seats.get(who.id, ()), desk.today)
    works_from = seat.from_on if state == COMING and seat is not None and seat.from_on is not None else desk.today
    mine = who.id == desk.me.id
    hidden = found.private and not mine and not found.leads
    sells = state == HERE and seat is not None and seat.role in (MANAGER, "rep")
    return TeamPerson(
        id=who.id,
        name=who.name,
        email=who.email,
        function=who.function,
        state=state,
        seat=seat,
        next_seat=after,
        manager=work.names.person(seat.reports_to_id) if seat else None,
        territory=work.names.labels.get(seat.territory_id) if seat and seat.territory_id is not None else None,
        week=week_of(found.patterns, who.id, works_from),
        coming_weeks=weeks_ahead(found.patterns, who.id, works_from),
        days=worked_days(work, who.id),
        away=absences_ahead(found.absences, who.id, desk.today, told=mine or found.leads),
        load=None if hidden or not sells else load_of(connection, work, who),
        left_behind=found.behind.get(who.id),
        goals=() if hidden else found.goals.get(who.id, ()),
        is_me=mine,
        is_private=hidden,
    )


def standing_seat(seats: Sequence[SeatRow], today: date) -> tuple[str, SeatRow | None, SeatRow | None]:
    """Return how somebody stands today, the seat that says so, and the one that follows on it."""
    held = [one for one in seats if one.holds(today)]
    ahead = [one for one in seats if one.from_on is not None and one.from_on > today]
    if held:
        return HERE, held[-1], ahead[0] if ahead else None
    if ahead:
        return COMING, ahead[0], None
    return (LEFT, seats[-1], None) if seats else (NAME, None, None)


def week_of(patterns: Sequence[PatternRow], member_id: int | None, today: date) -> WorkWeek:
    """Return the working week that holds today: the own one, else the team's; where the team noted none, five full days."""
    for who in (member_id, None):
        begun = [one for one in patterns if one.member_id == who and (one.from_on is None or one.from_on <= today)]
        if begun:
            return WorkWeek(begun[-1].minutes, begun[-1].from_on, own=who is not None)
    begins_later = any(one.member_id is None for one in patterns)
    return WorkWeek((0,) * 7 if begins_later else FULL_TIME.minutes, None, own=False)


def weeks_ahead(patterns: Sequence[PatternRow], member_id: int, today: date) -> tuple[WorkWeek, ...]:
    """Return the own working weeks that begin later."""
    return tuple(
        WorkWeek(one.minutes, one.from_on, own=True)
        for one in patterns
        if one.member_id == member_id and one.from_on is not None and one.from_on > today
    )


def worked_days(work: TeamWork, member_id: int) -> tuple[WorkedDay, ...]:
    """Return the days of the sprint the team or the person usually works, with the minutes that are left of them."""
    calendar, period = work.times.of(member_id), work.sprint.period
    usual, team = calendar.usual, work.times.team.usual
    days = [
        WorkedDay(day, calendar.minutes_on(day), usual.minutes_on(day), calendar.halves_left(day), calendar.has_seat(day))
        for day in period.each_day()
    ]
    return tuple(one for one in days if one.usual or team.minutes_on(one.day))


def absences_ahead(absences: Sequence[AbsenceRow], member_id: int, today: date, *, told: bool) -> tuple[Away, ...]:
    """Return somebody's absences that run or come, the kind only where it is for the one who looks."""
    return tuple(
        Away(one.id, Period(one.start_on, one.end_on), one.kind if told else None, one.start_on <= today, one.part)
        for one in absences
        if one.member_id == member_id and one.end_on > today
    )


def load_of(connection: Connection, work: TeamWork, who: MemberRow) -> Load:
    """Return what a person can take on in the sprint and what is planned, as the Plan screen has it."""
    sprint = work.sprint
    planned = [row for row in work.rows if row.owner_id == who.id and stands_in_week(row, sprint.id, sprint.period)]
    capacity = capacity_of(connection, work.desk, who.id, sprint.period, planned, work.times, who.function)
    cards = work.cards(who.id, work.rows, lambda row: stands_in_week(row, sprint.id, sprint.period))
    promise = work.promise(who.id)
    numbers = promise.numbers if promise is not None and promise.commitment is not None else None
    return Load(capacity, sum(one.minutes for one in cards if one.is_selling), numbers)
