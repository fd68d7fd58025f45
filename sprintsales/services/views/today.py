"""The Today screen: my list in order of time and value at risk, and everything about the item under the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.activities import TYPES
from sprintsales.domain.attention import flag_sentence
from sprintsales.domain.deals import DealFacts
from sprintsales.domain.flags import Situation, flags
from sprintsales.domain.statistics import ratio, rounded
from sprintsales.domain.workdays import NoWorkingDay
from sprintsales.services.desk import Desk
from sprintsales.services.views.cards import Card, card
from sprintsales.services.views.day import Due, by_end, dates_due, minutes_of_day, waiting
from sprintsales.services.views.frame import FrameView
from sprintsales.services.views.plan import PlanView, planned
from sprintsales.services.views.reading import Person, Reading, by_id, own_deals, read_alone, read_sprint
from sprintsales.services.views.week import in_order
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.activities import ActivityRow

LOOKED_BACK = timedelta(weeks=26)
"""How far back the usual outcomes are counted."""
MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome to choose by its number; `share` of the own work of this type that came out so, None where nothing tells."""

    number: int
    code: str
    label: str
    share: Fraction | None
    n: int


@dataclass(frozen=True, slots=True)
class Touch:
    """One earlier touch of the same deal."""

    on: date | None
    type: str
    type_name: str
    outcome: str | None
    failed: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why now: the sign's code (a flag, agreement, close, carried, overdue, blocked, note) and a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """An item with what one needs to act on it."""

    card: Card
    deal: DealFacts | None
    reasons: tuple[Reason, ...]
    touches: tuple[Touch, ...]
    outcomes: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class DaySigns:
    """One day of my week as states of its items, in order."""

    day: date
    is_today: bool
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextDay:
    """The next working day: its items, minutes planned and available."""

    day: date
    cards: tuple[Card, ...]
    used: int
    capacity: int


@dataclass(frozen=True, slots=True)
class TodayView:
    """One person's day."""

    frame: FrameView
    who: Person
    today: date
    overdue: tuple[Card, ...]
    at_time: tuple[Card, ...]
    any_time: tuple[Card, ...]
    """Due today at no fixed time, most value at risk first."""
    this_week: tuple[Card, ...]
    """In the sprint, on no day of it."""
    done: tuple[Card, ...]
    tomorrow: NextDay | None
    week: tuple[DaySigns, ...]
    done_count: int
    count: int
    """Everything on today's list: overdue, due today and done today."""
    next_time: int | None
    """The next fixed time, in minutes since midnight."""
    next_in: int | None
    """Minutes from now until then."""
    plan: PlanView
    """The week around the day: its load, its promise, and what needs attention."""
    due: Mapping[int, Due]
    """By deal: the first date within two weeks."""
    selected: ItemDetail | None

    @property
    def proposals(self) -> int:
        """How many proposals wait for this person's yes or no."""
        return self.plan.proposals

    @property
    def cards(self) -> tuple[Card, ...]:
        """The list from top to bottom."""
        return (*self.overdue, *self.at_time, *self.any_time, *self.this_week, *self.done)

    def with_done(self, id_: int) -> TodayView:
        """Return the list with one item done where it stands: what is shown until all is read again."""

        def after(cards: tuple[Card, ...]) -> tuple[Card, ...]:
            return tuple(replace(one, state="done") if one.id == id_ else one for one in cards)

        return replace(
            self, overdue=after(self.overdue), at_time=after(self.at_time), any_time=after(self.any_time), this_week=after(self.this_week)
        )


def today_view(connection: Connection, desk: Desk, who_id: int | None = None, selected_id: int | None = None) -> TodayView:
    """Return the day of one person (me), with the details of the selected item (the first open one)."""
    read = read_sprint(connection, desk, desk.me.id if who_id is None else who_id, desk.sprint_of(desk.today))
    plan = planned(connection, read)
    marks, today = read.marks, read.today
    mine = [card(marks, row) for row in read.open]
    due = waiting(mine, today)
    done = by_end(card(marks, row) for row in read.rows if row.done_on == today and row.state == "done")
    clock = minutes_of_day(desk.now, desk.zone)
    coming = due.next_time(clock)
    first = selected_id
    if first is None:
        first = next((one.id for one in (*due.overdue, *due.at_time, *due.any_time, *plan.undated)), None)
    return TodayView(
        frame=plan.frame,
        who=read.person,
        today=today,
        overdue=due.overdue,
        at_time=due.at_time,
        any_time=due.any_time,
        this_week=tuple(one for one in plan.undated if one.is_open),
        done=done,
        tomorrow=next_day(read, mine),
        week=tuple(DaySigns(day.day, day.is_today, tuple(one.state for one in day.cards)) for day in plan.days),
        done_count=len(done),
        count=len(done) + due.total,
        next_time=coming,
        next_in=None if coming is None else coming - clock,
        plan=plan,
        due={deal.id: dates[0] for deal in read.deals if (dates := dates_of(deal, today))},
        selected=None if first is None else detail_of(connection, read, first),
    )


def next_day(read: Reading, cards: list[Card]) -> NextDay | None:
    """Return the next working day with what is planned on it; None where the calendar has none."""
    try:
        day = read.calendar.next_working_day(read.today)
    except NoWorkingDay:
        return None
    there = in_order(one for one in cards if one.planned_on == day)
    return NextDay(day, there, sum(one.minutes for one in there), rounded(read.capacity.per_day))


def item_detail(connection: Connection, desk: Desk, id_: int, who_id: int | None = None) -> ItemDetail | None:
    """Return everything about one item on somebody's list (mine); None where it is gone. It reads this item and its deal alone."""
    return detail_of(connection, read_alone(connection, desk, desk.me.id if who_id is None else who_id), id_)


def detail_of(connection: Connection, read: Reading, id_: int) -> ItemDetail | None:
    """Return the details of an item beside a list that was read; None where it is gone."""
    row = next((row for row in (*read.open, *read.rows) if row.id == id_), None)
    row = row or activities.by_ids(connection, read.desk.team.id, [id_]).get(id_)
    if row is None:
        return None
    one = card(read.marks, row)
    deal = deal_behind(connection, read, row)
    return ItemDetail(one, deal, reasons(read, one, deal), touches(connection, read, row), choices(connection, read, row))


def deal_behind(connection: Connection, read: Reading, row: ActivityRow) -> DealFacts | None:
    """Return the open deal an item is for, whoever owns it."""
    if row.deal_id is None or row.deal_outcome != "open":
        return None
    mine = by_id(read.deals).get(row.deal_id)
    found = [mine] if mine else own_deals(connection, read.desk, read.names, frozenset([row.deal_id]))
    return found[0] if found else None


def reasons(read: Reading, one: Card, deal: DealFacts | None) -> tuple[Reason, ...]:
    """Return why this item matters now, the strongest first."""
    found: list[Reason] = []
    if one.blocked_why or one.blocked_since:
        found.append(Reason("blocked", one.blocked_why or "blocked"))
    if one.days_overdue:
        found.append(Reason("overdue", f"overdue by {days(one.days_overdue)}"))
    if one.carries:
        found.append(Reason("carried", f"carried {'once' if one.carries == 1 else f'{one.carries} times'}"))
    if deal is not None:
        pending = sorted(dates_of(deal, read.today), key=lambda due: due.code)
        found += [Reason(due.code, f"{due.code} is due {when(due.on, read.today)}") for due in pending]
        found += [Reason(flag.code, flag_sentence(flag)) for flag in flags(deal, Situation(read.today, read.sprint.period))]
    if one.note:
        found.insert(min(1, len(found)), Reason("note", one.note))
    return tuple(found[:MOST_REASONS])


def dates_of(deal: DealFacts, today: date) -> tuple[Due, ...]:
    """Return the dates a deal has to meet soon, the first one first."""
    return dates_due(deal.agreement_on, deal.agreement_sent_on, deal.close_on, today)


def when(day: date, today: date) -> str:
    """Return a day to come in words."""
    return "today" if day == today else f"in {days((day - today).days)}"


def days(n: int) -> str:
    """Return a number of days in words."""
    return "1 day" if n == 1 else f"{n} days"


def touches(connection: Connection, read: Reading, row: ActivityRow) -> tuple[Touch, ...]:
    """Return the last touches of the item's deal."""
    if row.deal_id is None:
        return ()
    return tuple(touch(one) for one in activities.last_touches(connection, read.desk.team.id, row.deal_id))


def touch(row: ActivityRow) -> Touch:
    """Return one earlier touch."""
    kind = TYPES.get(row.type)
    outcome = kind.outcome(row.outcome) if kind and row.outcome else None
    label = outcome.label if outcome else row.outcome
    return Touch(row.done_on, row.type, row.type_name, label, bool(outcome and outcome.failed), row.result)


def choices(connection: Connection, read: Reading, row: ActivityRow) -> tuple[Choice, ...]:
    """Return the outcomes of the item's type with their numbers and the share each usually has."""
    kind = TYPES.get(row.type)
    if kind is None:
        return ()
    counts = activities.outcome_counts(connection, read.desk.team.id, read.who.id, row.type_id, read.today - LOOKED_BACK)
    total = sum(counts.values())
    return tuple(
        Choice(place, one.code, one.label, ratio(counts.get(one.code, 0), total), total) for place, one in enumerate(kind.outcomes[:9], 1)
    )
