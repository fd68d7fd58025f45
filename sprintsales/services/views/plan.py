"""The Plan screen: the week by days, what needs attention, capacity, goals and the promise, recomputed from one read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.accountability import PromiseNumbers, is_light
from sprintsales.domain.attention import CARRIED_TWICE, Attention, GoalGap, OpenItem, attention
from sprintsales.domain.capacity import Capacity, DayLoad, PlannedMinutes, day_loads, is_overloaded
from sprintsales.domain.goals import BEHIND
from sprintsales.domain.money import whole_money
from sprintsales.domain.periods import Period
from sprintsales.domain.statistics import ratio
from sprintsales.domain.workdays import NoWorkingDay
from sprintsales.services.committing import is_late
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import SprintView
from sprintsales.services.views.cards import Card, card
from sprintsales.services.views.frame import GOAL, FrameView, Tile, frame_of
from sprintsales.services.views.reading import Person, Reading, Uncovered, read_sprint
from sprintsales.services.views.week import column_of, in_order, stands_in_week
from sprintsales.storage.queries.activities import ActivityRow, carried_to
from sprintsales.storage.queries.commitments import CommitmentRow
from sprintsales.storage.queries.proposals import count_open
from sprintsales.storage.queries.snoozes import deals_away

FILLS = {"calls_made": ("call", 10), "meetings_held": ("meeting", 60), "leads_created": ("research", 30), "won_value": ("call", 15)}
"""The activity that fills the gap of a goal, and its minutes."""

OVER = frozenset({"done", "late", "dropped"})
"""States of cards a promise does not take up."""


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One column: a day with its cards; minutes used and available."""

    day: date
    is_today: bool
    is_past: bool
    is_working: bool
    used: int
    capacity: int
    is_overloaded: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """One person's sprint as the Plan screen shows it."""

    frame: FrameView
    who: Person
    sprint: SprintView
    today: date
    days: tuple[PlanDay, ...]
    """Working days, and others with work on them."""
    undated: tuple[Card, ...]
    """In the sprint, on no day of it."""
    backlog: tuple[Card, ...]
    """To do some time: in no sprint and on no day."""
    attention: Attention
    uncovered: Uncovered | None
    commitment: CommitmentRow | None
    numbers: PromiseNumbers | None
    """The promise so far; None before the commit."""
    committed: int
    added: int
    removed: int
    capacity: Capacity
    used: int
    """Minutes planned and done in the sprint, of all kinds."""
    selling_used: int
    goals: tuple[Tile, ...]
    """The sprint's measurable targets with how they stand."""
    is_late_now: bool = False
    """Whether a promise given today would be late: the own first working day of the sprint is over."""
    proposals: int = 0
    """How many proposals wait for this person's yes or no."""

    @property
    def is_committed(self) -> bool:
        """Whether the promise was given."""
        return self.commitment is not None

    @property
    def is_overloaded(self) -> bool:
        """Whether more than 110 % of the capacity for selling is planned."""
        return is_overloaded(self.selling_used, self.capacity.selling)

    @property
    def to_promise(self) -> tuple[Card, ...]:
        """What a promise would freeze now: all of the week that is still to be done."""
        return tuple(one for one in (*(one for day in self.days for one in day.cards), *self.undated) if one.state not in OVER)

    @property
    def load_minutes(self) -> int:
        """Minutes promised; before the commit those that would be."""
        return sum(one.minutes for one in self.to_promise) if self.commitment is None else self.commitment.load_minutes

    @property
    def load(self) -> Fraction | None:
        """Committed minutes / capacity, as frozen; before the commit what it would be."""
        return self.numbers.load if self.numbers is not None else ratio(self.load_minutes, self.capacity.gross)

    @property
    def is_light(self) -> bool:
        """Whether the promise, or what would be promised, is less than half of the capacity."""
        return self.numbers.is_light if self.numbers is not None else is_light(self.load_minutes, self.capacity.gross)

    @property
    def can_commit(self) -> bool:
        """Whether a promise can still be given for this sprint."""
        return self.commitment is None and self.sprint.state in ("planned", "active")

    def card(self, id_: int) -> Card | None:
        """Return a card of this view by its item's id."""
        places = (*(day.cards for day in self.days), self.undated, self.backlog)
        return next((one for cards in places for one in cards if one.id == id_), None)


def plan_view(connection: Connection, desk: Desk, who_id: int | None = None, sprint_period: Period | None = None) -> PlanView:
    """Return the plan of one person (me) for a sprint (the running one)."""
    period = desk.sprint_of(desk.today) if sprint_period is None else sprint_period
    return planned(connection, read_sprint(connection, desk, desk.me.id if who_id is None else who_id, period))


def planned(connection: Connection, read: Reading) -> PlanView:
    """Return the plan made from what was read."""
    marks = read.marks
    cards = [card(marks, row) for row in week_rows(read)]
    frame = frame_of(connection, read)
    dated = [one for one in cards if day_of(one, read.sprint.period) is not None]
    numbers = read.promise.numbers if read.promise else None
    return PlanView(
        frame=frame,
        who=read.person,
        sprint=read.sprint,
        today=read.today,
        days=columns(read, dated),
        undated=in_order(one for one in cards if day_of(one, read.sprint.period) is None),
        backlog=in_order(card(read.marks, row) for row in read.open if row.sprint_id is None and row.planned_on is None),
        attention=needs(
            read,
            frame,
            carried_to(connection, (row.id for row in read.open if row.carries >= CARRIED_TWICE)),
            deals_away(connection, read.desk.team.id, read.today),
        ),
        uncovered=frame.uncovered,
        commitment=read.promise.commitment if read.promise else None,
        numbers=numbers,
        committed=numbers.committed if numbers else 0,
        added=numbers.added if numbers else 0,
        removed=numbers.removed if numbers else 0,
        capacity=read.capacity,
        used=sum(one.minutes for one in cards),
        selling_used=sum(one.minutes for one in cards if one.is_selling),
        goals=tuple(tile for tile in frame.tiles if tile.basis == GOAL),
        is_late_now=is_late(read.today, read.sprint.period, read.times, read.who.id),
        proposals=count_open(connection, read.desk.team.id, read.who.id),
    )


def week_rows(read: Reading) -> list[ActivityRow]:
    """Return what the columns show: what is in the sprint or was done on its days, without what was dropped."""
    return [row for row in read.rows if stands_in_week(row, read.sprint.id, read.sprint.period)]


def day_of(one: Card, period: Period) -> date | None:
    """Return the column a card stands in: its planned day, else the day it was done; None where neither is in the sprint."""
    return column_of(one.planned_on, one.done_on, period)


def columns(read: Reading, cards: Sequence[Card]) -> tuple[PlanDay, ...]:
    """Return the days of the sprint that are worked or hold work, in order."""
    period, calendar = read.sprint.period, read.calendar
    minutes = [PlannedMinutes(day_of(one, period), one.minutes, one.is_selling) for one in cards]
    loads = day_loads(minutes, capacity=read.capacity, calendar=calendar, period=period)
    return tuple(column(read, load, [one for one in cards if day_of(one, period) == load.day]) for load in loads)


def column(read: Reading, load: DayLoad, cards: Sequence[Card]) -> PlanDay:
    """Return one day."""
    return PlanDay(
        day=load.day,
        is_today=load.day == read.today,
        is_past=load.day < read.today,
        is_working=read.calendar.is_working(load.day),
        used=load.planned,
        capacity=load.available,
        is_overloaded=load.is_overloaded,
        cards=in_order(cards),
    )


def awake(connection: Connection, read: Reading) -> Reading:
    """Return what was read without the flags of deals that are put off: they ask for nothing before their day."""
    put_off = deals_away(connection, read.desk.team.id, read.today)
    return replace(read, raised=tuple(one for one in read.raised if one[0].id not in put_off)) if put_off else read


def needs(read: Reading, frame: FrameView, carried: Mapping[int, date], away: Collection[int] = ()) -> Attention:
    """Return the head's worth of what needs this person now; CARRIED is where the last carry put items, AWAY deals that ask for nothing."""

    def working_day(day: date) -> date:
        day = max(day, read.sprint.period.start)  # who plans next week plans into that week
        try:
            return read.calendar.add_working_days(day, 0)
        except NoWorkingDay:
            return day

    marks = read.marks
    items = [
        OpenItem(
            row.id, row.label, row.planned_on, row.type, row.minutes, deal_id=row.deal_id, deal_name=row.deal, deal_value=marks.value(row),
            carries=row.carries, carried_to=carried.get(row.id),
        )
        for row in read.open
    ]  # fmt: skip
    gaps = [gap for tile in frame.tiles if (gap := gap_of(read, tile)) is not None]
    return attention([one for one in read.raised if one[0].id not in away], items, gaps, today=read.today, working_day=working_day)


def gap_of(read: Reading, tile: Tile) -> GoalGap | None:
    """Return what is missing to a goal that is behind."""
    standing = tile.progress
    if tile.basis != GOAL or standing is None or standing.verdict != BEHIND or tile.target is None or tile.period.end <= read.today:
        return None
    kind, minutes = FILLS.get(tile.key, ("call", 15))
    left = read.calendar.working_days(Period(read.today, tile.period.end)) if read.today < tile.period.end else 0
    gap = int(standing.missing)
    shown = whole_money(gap, read.desk.team.currency) if tile.unit == "money" else None
    return GoalGap(tile.key, tile.title, gap, tile.target, left, kind, minutes, shown)
