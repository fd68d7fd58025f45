"""The week's rules: which work stands in it, on which day, in which state and order; the whole view and its first sight share them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, TypeVar

from sprintsales.domain.fates import CommittedItem, Fate, SprintFacts, committed_day, fate
from sprintsales.domain.periods import Period

LATE, DONE, OVERDUE, BLOCKED, MOOT, DROPPED, PLANNED = "late", "done", "overdue", "blocked", "moot", "dropped", "planned"
OPEN_STATES = frozenset({PLANNED, OVERDUE, BLOCKED})


class Placed(Protocol):
    """A piece of work with its place in time."""

    @property
    def state(self) -> str:
        """As stored: planned, done or dropped."""

    @property
    def sprint_id(self) -> int | None:
        """The sprint it was planned into."""

    @property
    def planned_on(self) -> date | None:
        """The day it is planned on."""

    @property
    def done_on(self) -> date | None:
        """The day it was done, or last counted, on."""


class Listed(Protocol):
    """A piece of work as the list looks at it."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def planned_on(self) -> date | None:
        """The day it is planned on."""

    @property
    def planned_time(self) -> int | None:
        """The time of day, in minutes since midnight."""

    @property
    def value(self) -> int | None:
        """What it puts at risk."""

    @property
    def done_at(self) -> datetime | None:
        """When it was done."""


Work = TypeVar("Work", bound=Listed)


def is_planned_into(row: Placed, sprint_id: int | None, period: Period) -> bool:
    """Return whether an item belongs to a sprint's plan."""
    if row.sprint_id is not None:
        return row.sprint_id == sprint_id
    return row.planned_on is not None and row.planned_on in period


def stands_in_week(row: Placed, sprint_id: int | None, period: Period) -> bool:
    """Return whether the columns show an item: it is in the sprint or was done on its days, and was not dropped."""
    if row.state == DROPPED:
        return False
    return is_planned_into(row, sprint_id, period) or (row.state == DONE and row.done_on is not None and row.done_on in period)


def column_of(planned_on: date | None, done_on: date | None, period: Period) -> date | None:
    """Return the column of an item: its planned day, else the day it was done; None where neither is in the sprint."""
    return next((day for day in (planned_on, done_on) if day is not None and day in period), None)


def in_order(cards: Iterable[Work]) -> tuple[Work, ...]:
    """Return cards by time of day, those without one after them, by value at risk."""
    return tuple(sorted(cards, key=lambda one: (one.planned_time is None, one.planned_time or 0, -(one.value or 0), one.id)))


def days_overdue(state: str, planned_on: date | None, today: date) -> int:
    """Return for how many days a planned item has been waiting past its day; 0 where it is not late, has no day or is over."""
    return max(0, (today - planned_on).days) if planned_on is not None and state == PLANNED else 0


def minutes_of(state: str, minutes: int, minutes_done: int | None) -> int:
    """Return the minutes an item stands for: those it took once it is done and they are known, else those it is planned for."""
    return minutes if minutes_done is None or state != DONE else minutes_done


def state_of(row: Placed, own: CommittedItem | None, sprint: SprintFacts | None, *, today: date, blocked: bool) -> str:
    """Return the word for an item's state; blocked stands above overdue, because it says what to do first.

    OWN is the item as it was promised for SPRINT; None where it was not.
    """
    if row.state == DROPPED:
        return DROPPED
    if row.state == DONE:
        due = committed_day(own, sprint) if own is not None and sprint is not None else row.planned_on
        return LATE if due is not None and row.done_on is not None and row.done_on > due else DONE
    if own is not None and sprint is not None and fate(own, sprint) is Fate.MOOT:
        return MOOT
    if blocked:
        return BLOCKED
    return OVERDUE if row.planned_on is not None and row.planned_on < today else PLANNED
