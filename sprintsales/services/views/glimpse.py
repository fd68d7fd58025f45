"""The week at first sight: what stands on which day, from three small reads, while everything about it is still being read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.storage.queries import activities
from sprintsales.storage.queries.sprints import sprint_starting

if TYPE_CHECKING:
    from sprintsales.domain.periods import Period
    from sprintsales.services.desk import Desk
    from sprintsales.storage.queries.activities import ActivityRow

WEEKDAYS_SHOWN = 5
"""Monday to Friday stand there at once; a day of the weekend only with work on it."""


@dataclass(frozen=True, slots=True)
class GlimpseCard:
    """One piece of work as far as its own row tells: promises and blockers are not known yet."""

    id: int
    state: str
    type: str
    type_name: str
    title: str
    minutes: int
    quantity: int
    quantity_done: int
    carries: int


@dataclass(frozen=True, slots=True)
class GlimpseDay:
    """One day with its cards; minutes planned and done."""

    day: date
    used: int
    cards: tuple[GlimpseCard, ...]


@dataclass(frozen=True, slots=True)
class WeekGlimpse:
    """A person's week at first sight; no number for a sprint nothing was planned in yet."""

    team: str
    number: int | None
    period: Period
    today: date
    days: tuple[GlimpseDay, ...]


def week_glimpse(connection: Connection, desk: Desk, who_id: int | None, period: Period) -> WeekGlimpse:
    """Return what stands on the days of a sprint, in the order of the whole view."""
    sprint = sprint_starting(connection, desk.team.id, period.start)
    owner = desk.me.id if who_id is None else who_id
    rows = activities.of_sprint(connection, desk.team.id, owner, sprint.id if sprint else None, period)
    rows = sorted((row for row in rows if row.state != "dropped"), key=in_order)
    days = []
    for day in period.each_day():
        of_day = [row for row in rows if day_of(row, period) == day]
        if of_day or day.weekday() < WEEKDAYS_SHOWN:
            cards = tuple(glimpsed(row, desk.today) for row in of_day)
            days.append(GlimpseDay(day, sum(card.minutes for card in cards), cards))
    return WeekGlimpse(desk.team.name, sprint.number if sprint else None, period, desk.today, tuple(days))


def in_order(row: ActivityRow) -> tuple[bool, int, int, int]:
    """Return the place of an item in its day: by time, then by value at risk."""
    value = row.deal_value if row.deal_outcome == "open" else None
    return (row.planned_time is None, row.planned_time or 0, -(value or 0), row.id)


def day_of(row: ActivityRow, period: Period) -> date | None:
    """Return the day an item stands on: the planned one, else the one it was done on."""
    return next((day for day in (row.planned_on, row.done_on) if day is not None and day in period), None)


def glimpsed(row: ActivityRow, today: date) -> GlimpseCard:
    """Return one item as far as its row tells."""
    late = row.state == "planned" and row.planned_on is not None and row.planned_on < today
    minutes = row.minutes if row.minutes_done is None or row.state != "done" else row.minutes_done
    title = row.deal or row.list_name or row.lead or row.account or row.note or row.title
    return GlimpseCard(
        row.id, "overdue" if late else row.state, row.type, row.type_name, title, minutes, row.quantity_planned, row.quantity_done,
        row.carries,
    )  # fmt: skip
