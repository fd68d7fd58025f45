"""The backward plan of one person: what open deals still need in this period, and what must start now for the next one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.backward import (
    CALLS,
    DEALS,
    MEETINGS,
    WEEKS,
    WIN,
    WON,
    Lever,
    Reach,
    Step,
    ceiling,
    chain,
    deals_for,
    reach_of_deals,
    reach_of_time,
    share_of,
)
from sprintsales.domain.capacity import Capacity
from sprintsales.domain.deals import DealFacts
from sprintsales.domain.forecast import Forecast
from sprintsales.domain.likely import Likely
from sprintsales.domain.periods import DAY, Period, period_words
from sprintsales.domain.workdays import NoWorkingDay, WorkCalendar
from sprintsales.services.capacity import capacity_of
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import SprintView, sprint_on
from sprintsales.services.views.asking import AskedPeriod, period_of
from sprintsales.services.views.backward_rates import Experience, experience
from sprintsales.services.views.forecast import forecast_views
from sprintsales.services.views.likely import Hope, beside, counts, learnt, likely_in
from sprintsales.services.views.reading import Person, member
from sprintsales.services.views.week import DROPPED, stands_in_week
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.queries.deals import DealScope, deal_rows
from sprintsales.storage.queries.names import Names, read_names

KINDS = ("month", "quarter", "year")
P50, WEIGHTED = "p50", "weighted"
THIS, NEXT, LATER = "this_period", "next_period", "later_period"
TYPE_OF = {MEETINGS: "meeting", CALLS: "call"}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as told: its need, this week's share of it, and what is planned or done against that share."""

    step: Step
    this_week: int | None = None
    planned: int | None = None
    line: str | None = None
    """The line of work that plans a part of what is missing, for quick add."""

    @property
    def missing(self) -> int | None:
        """This week's share that is not planned yet."""
        return None if self.this_week is None or self.planned is None else max(0, self.this_week - self.planned)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainView:
    """One of the two chains. Money in minor units; `missing` names what is unknown, so that there is no number."""

    key: str
    period: Period
    name: str
    quota: int | None
    won: int
    expected: int
    """What the open deals will bring in the period: the P50 of the likely range, else weighted by date."""
    likely: Likely
    unweighted: int
    gap: int | None
    steps: tuple[StepView, ...]
    reach: Reach | None
    by: date | None
    """The last day the work counts for this period; None where none is left or it is unknown."""
    days: Fraction
    """Own working days up to it."""
    missing: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def expected_from(self) -> str:
        """What `expected` is: the P50, or weighted by date where history is too little for it."""
        return P50 if self.likely.p50 is not None else WEIGHTED

    @property
    def is_reachable(self) -> bool | None:
        """Whether it fits into deals and time; None where that is unknown."""
        return True if self.gap == 0 else None if self.reach is None else self.reach.fits


@dataclass(frozen=True, slots=True, kw_only=True)
class BackwardView:
    """Both chains of one person."""

    today: date
    who: Person
    sprint: SprintView
    kind: str
    currency: str
    learnt: Experience
    this: ChainView
    next: ChainView
    later: ChainView | None
    """Of the first period that work begun after this week can still be won in, where that is not the next one."""

    @property
    def chains(self) -> tuple[ChainView, ...]:
        """This period's, the next one's, and that of the first period new work can reach where that is a later one."""
        return (self.this, self.next) if self.later is None else (self.this, self.next, self.later)


@dataclass(frozen=True, slots=True)
class Week:
    """The sprint looked at, as the shares of a chain need it."""

    desk: Desk
    who_id: int
    function: str | None
    sprint: SprintView
    times: Calendars
    rows: tuple[ActivityRow, ...]
    """What is planned into the sprint or done in it."""
    minutes: dict[str, int]
    """Usual minutes by type of work."""
    a_day: Fraction
    """Minutes a working day holds."""

    @property
    def calendar(self) -> WorkCalendar:
        """The person's working time."""
        return self.times.of(self.who_id)

    def worked(self, window: Period | None) -> Fraction:
        """Return the own working days of a window."""
        return Fraction(0) if window is None else self.calendar.worth(window)

    def units(self, code: str) -> int:
        """Return units of a type planned in the week or done in it."""
        return sum(row.quantity_done if row.state == "done" else row.quantity_planned for row in self.rows if row.type == code)

    def capacity(self, connection: Connection, window: Period) -> Capacity:
        """Return what fits into a window, less what this week holds of other work."""
        planned = [row for row in self.rows if row.state == "planned"]
        return capacity_of(connection, self.desk, self.who_id, window, planned, self.times, self.function)


def backward_view(
    connection: Connection,
    desk: Desk,
    who_id: int | None = None,
    *,
    kind: str = "month",
    at: date | None = None,
    sprint_period: Period | None = None,
) -> BackwardView:
    """Return the backward plan of one person (me) for the period around a day and the one after it, with shares for a sprint."""
    who = member(connection, desk, desk.me.id if who_id is None else who_id)
    this = period_of(desk, kind, at or desk.today)
    following = period_of(desk, kind, this.end)
    week = week_of(connection, desk, who.id, who.function, desk.sprint_of(desk.today) if sprint_period is None else sprint_period)
    taught = experience(connection, desk, who.id)
    reached = first_reached(week, taught, kind, following)
    asked = [AskedPeriod(kind, one) for one in (this, following, *([] if reached is None else [reached]))]
    names = read_names(connection, desk.team.id)
    deals, past = own_open(connection, desk, who.id, names), learnt(connection, desk, names)
    outlooks = [one.outlook for one in forecast_views(connection, desk, asked, who.id)]
    now, after, *later = (Hope(one, likely_in(past, deals, one.period, desk.today)) for one in outlooks)
    return BackwardView(
        today=desk.today,
        who=Person(who.id, who.name),
        sprint=week.sprint,
        kind=kind,
        currency=desk.team.currency,
        learnt=taught,
        this=existing(week, taught, now, kind, deals),
        next=starting(connection, week, taught, after, kind),
        later=starting(connection, week, taught, later[0], kind, key=LATER) if later else None,
    )


def first_reached(week: Week, learnt: Experience, kind: str, following: Period) -> Period | None:
    """Return the first period that deals begun after this week are won in by the median lag; None where that is the next one."""
    if learnt.lag.days is None:
        return None
    won_on = week.sprint.period.last + timedelta(days=learnt.lag.days)
    return None if won_on < following.end else period_of(week.desk, kind, won_on)


def week_of(connection: Connection, desk: Desk, who_id: int, function: str | None, period: Period) -> Week:
    """Return the sprint of a period with a person's work in it."""
    sprint = sprint_on(connection, desk, period.start)
    rows = activities.of_sprint(connection, desk.team.id, who_id, sprint.id, sprint.period)
    mine = tuple(row for row in rows if row.state != DROPPED and stands_in_week(row, sprint.id, sprint.period))
    minutes = {code: row.minutes for code, row in activities.types(connection, desk.team.id).items()}
    times = calendars(connection, desk.team.id)
    able = capacity_of(connection, desk, who_id, sprint.period, mine, times, function)
    return Week(desk, who_id, function, sprint, times, mine, minutes, able.per_day)


def own_open(connection: Connection, desk: Desk, who_id: int, names: Names) -> list[DealFacts]:
    """Return a person's open deals that can count for a period."""
    scope = DealScope(open_only=True, owners=frozenset((who_id,)))
    return counts(deal_rows(connection, desk.team.id, today=desk.today, scope=scope, names=names, judged=False))


def rest_of(deals: Iterable[DealFacts], period: Period, today: date) -> list[DealFacts]:
    """Return the open deals whose value the outlook of a period does not hold: undated, overdue, or dated outside it."""
    return [one for one in deals if one.close_on is None or one.close_on < today or one.close_on not in period]


def existing(week: Week, learnt: Experience, hope: Hope, kind: str, deals: Sequence[DealFacts]) -> ChainView:
    """Return what the deals that are open now still need in a period: how many more must come to a decision in it."""
    outlook, missing, mean_won = hope.outlook, hope.missing, learnt.mean_won.value
    steps = chain(deals_for(missing, mean_won), learnt.rates, why=no_deals(outlook, learnt), to=DEALS)
    window = left(week, outlook.period)
    days = week.worked(window)
    in_week = week.worked(None if window is None else window.common(week.sprint.period))
    rest = rest_of(deals, outlook.period, week.desk.today) if hope.likely.p50 is None else deals
    ids = {one.id for one in rest}
    touched = len({row.deal_id for row in week.rows if row.touch and row.deal_id in ids})
    views = [
        StepView(one, share_of(one.exact, in_week, days), touched) if one.key == DEALS else StepView(one)
        for one in steps
    ]  # fmt: skip
    reach = None
    if missing and outlook.goal is not None and mean_won:
        count = beside(hope.likely, rest) if days else 0
        reach = reach_of_deals(missing=missing, quota=outlook.goal, mean_won=mean_won, win=learnt.rates[WIN], open_deals=count)
    return ChainView(
        key=THIS, period=outlook.period, name=period_words(kind, outlook.period), quota=outlook.goal, won=outlook.won,
        expected=hope.expected, likely=hope.likely, unweighted=outlook.unweighted, gap=missing, steps=tuple(views), reach=reach,
        by=None if window is None else window.last, days=days, missing=unknown(hope, learnt, steps),
        notes=(*hope.notes, *lag_note(week, learnt, outlook.period)),
    )  # fmt: skip


def starting(connection: Connection, week: Week, learnt: Experience, hope: Hope, kind: str, *, key: str = NEXT) -> ChainView:
    """Return what new work must start now, so that its deals are won by the end of a period by the median lag."""
    outlook, missing = hope.outlook, hope.missing
    mean_won, lag = learnt.mean_won.value, learnt.lag.days
    steps = chain(deals_for(missing, mean_won), learnt.rates, why=no_deals(outlook, learnt))
    start = week.sprint.period.start
    by = None if lag is None else outlook.period.last - timedelta(days=lag)
    window = None if by is None or by < start else Period(start, by + DAY)
    days = week.worked(window)
    in_week = week.worked(None if window is None else window.common(week.sprint.period))
    views = tuple(shared(week, one, in_week, days) for one in steps)
    reach = None
    if missing and outlook.goal is not None and lag is not None:
        reach = in_time(connection, week, steps, window, hope, learnt)
    no_lag = () if lag is not None else ("lag: no won deal with a start date in 26 weeks, so nobody knows when work must start",)
    return ChainView(
        key=key, period=outlook.period, name=period_words(kind, outlook.period), quota=outlook.goal, won=outlook.won,
        expected=hope.expected, likely=hope.likely, unweighted=outlook.unweighted, gap=missing, steps=views, reach=reach,
        by=None if window is None else by, days=days, missing=(*unknown(hope, learnt, steps), *no_lag),
        notes=(*hope.notes, *late_note(window, by, missing)),
    )  # fmt: skip


def in_time(
    connection: Connection, week: Week, steps: Sequence[Step], window: Period | None, hope: Hope, learnt: Experience
) -> Reach | None:
    """Return whether the calls and meetings fit into the selling time of a window; without one, which lag would leave the time."""
    each = {key: week.minutes.get(code, 0) for key, code in TYPE_OF.items()}
    missing, goal = hope.missing or 0, hope.outlook.goal or 0
    able = week.capacity(connection, window or week.sprint.period)
    reach = reach_of_time(
        steps, each, missing=missing, quota=goal, mean_won=learnt.mean_won.value, capacity=able.selling if window else 0,
        per_day=able.per_day,
    )  # fmt: skip
    if reach is None or window is not None or not able.per_day or learnt.lag.days is None:
        return reach
    try:
        end = week.calendar.add_working_days(max(week.desk.today, week.sprint.period.start), ceiling(reach.needed / able.per_day))
    except NoWorkingDay:
        return reach
    longest = (hope.period.last - end).days
    if longest < 0:
        return reach
    return replace(reach, levers=(*reach.levers, Lever("lag", Fraction(learnt.lag.days), Fraction(longest))))


def left(week: Week, period: Period) -> Period | None:
    """Return the days of a period from the beginning of the week looked at on; None where it is over by then."""
    start = max(week.sprint.period.start, period.start)
    return Period(start, period.end) if start < period.end and week.desk.today < period.end else None


def shared(week: Week, one: Step, in_week: Fraction, days: Fraction) -> StepView:
    """Return a step of new work with its share of the week, and a line that plans a part of what is missing."""
    share = share_of(one.exact, in_week, days)
    code = TYPE_OF.get(one.key)
    if code is None:
        return StepView(one) if one.key == WON else StepView(one, share)
    planned = week.units(code)
    missing = 0 if share is None else max(0, share - planned)
    return StepView(one, share, planned, line_for(week, code, missing))


def line_for(week: Week, code: str, missing: int) -> str | None:
    """Return a line of work for the freest day that is left of the week, with that day's part of what is missing, as far as it fits."""
    days = [day for day in week.calendar.days(week.sprint.period) if day >= week.desk.today]
    if not missing or not days or week.sprint.is_over:
        return None
    free = {day: week.a_day - sum(row.minutes for row in week.rows if row.planned_on == day) for day in days}
    on = min(days, key=lambda day: (-free[day], day))
    fits = int(free[on] // max(1, week.minutes.get(code, 0)))
    part = min(ceiling(Fraction(missing, len(days))), max(1, fits))
    many = f"{part}x " if part > 1 and code == "call" else ""
    return f"{many}{code} {on.day} {on:%b}".lower()


def no_deals(outlook: Forecast, learnt: Experience) -> str:
    """Return why no number of deals can be told."""
    return "no quota for this period" if outlook.goal is None else "no own won value yet" if not learnt.mean_won.value else "unknown"


def unknown(hope: Hope, learnt: Experience, steps: Iterable[Step]) -> tuple[str, ...]:
    """Return what is missing for a number, each with what would give it."""
    said = [] if hope.outlook.goal is not None else ["quota: none is set for this period (sprintsales goals set won_value)"]
    if hope.missing == 0:
        return ()
    if not learnt.mean_won.value:
        said.append(f"mean won value: no own deal with a value was won in {WEEKS} weeks")
    rates = [one.rate for one in steps if one.rate is not None]
    return (*said, *(rate.why for rate in rates if rate.why))


def lag_note(week: Week, learnt: Experience, period: Period) -> tuple[str, ...]:
    """Return that a deal begun now may still close in the period, where the lag allows it."""
    lag = learnt.lag.days
    if lag is None:
        return ()
    last = period.last - timedelta(days=lag)
    if last < week.desk.today:
        return ()
    return (f"By the median lag of {lag} days a deal begun by {last.day} {last:%b} still closes in this period: new work helps here too.",)


def late_note(window: Period | None, by: date | None, missing: int | None) -> tuple[str, ...]:
    """Return that it is too late by the median lag, where something is missing."""
    if window is not None or by is None or not missing:
        return ()
    return (f"By the median lag its deals had to begin by {by.day} {by:%b}: what starts now is mostly won after the period.",)
