"""The week at first sight: what stands on which day, read by the standard library alone while the database layer is still imported."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.views.seen import Asked, GlimpseCard, Head, cards_of, head_of, seen
from sprintsales.services.views.week import column_of, in_order, stands_in_week
from sprintsales.settings import Settings
from sprintsales.storage.first_sight import FirstSight


class GlimpseDay(NamedTuple):
    """One day that is worked or has work on it, with its cards; minutes planned and done."""

    day: date
    used: int
    cards: tuple[GlimpseCard, ...]


class WeekGlimpse(NamedTuple):
    """A person's week at first sight: everything about it that is no number to be counted."""

    head: Head
    today: date
    days: tuple[GlimpseDay, ...]


def week_glimpse(settings: Settings, who_id: int | None = None, sprints: int = 0) -> WeekGlimpse | None:
    """Return what stands on the days of one person's (my) sprint, so many sprints from the running one, as the whole view will show it.

    None where there is nothing to see at once.
    """
    return seen(settings, who_id, sprints, seen_week)


def seen_week(sight: FirstSight, asked: Asked) -> WeekGlimpse:
    """Return the week seen at one moment."""
    calendar = sight.calendar(asked.team.id, asked.person.id)
    return WeekGlimpse(head_of(sight, asked, calendar), asked.today, seen_days(sight, asked, calendar))


def seen_days(sight: FirstSight, asked: Asked, calendar: WorkCalendar) -> tuple[GlimpseDay, ...]:
    """Return the days that are worked or hold work, in order."""
    period = asked.period
    work = sight.work_of_sprint(asked.team.id, asked.person.id, asked.sprint_id, period)
    rows = [row for row in work if stands_in_week(row, asked.sprint_id, period)]
    columns = {row.id: column_of(row.planned_on, row.done_on, period) for row in rows}
    cards = in_order(cards_of(sight, asked, rows))
    days = []
    for day in period.each_day():
        there = tuple(card for card in cards if columns[card.id] == day)
        if there or calendar.is_working(day):
            days.append(GlimpseDay(day, sum(card.minutes for card in there), there))
    return tuple(days)
