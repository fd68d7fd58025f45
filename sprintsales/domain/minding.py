"""Owns what a planner should look at twice before a day is taken: an unusual day is planned, and said, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sprintsales.domain.dates import MONTHS
from sprintsales.domain.periods import WEEKDAYS, Period
from sprintsales.domain.workdays import WorkCalendar

FAR = 60
"""Days ahead from which a day is shown with its distance: 3 apr, typed in November, is 130 days away."""


def minds(
    days: Iterable[date | None], typed: bool, today: date, sprint_of: Callable[[date], Period], calendar: WorkCalendar, name: str | None
) -> tuple[str, ...]:
    """Return a sentence for each day that is free for whoever works (NAME; None: the reader), in another sprint or far ahead.

    TYPED: the days stand in the line, so that a weekday of today's name may have meant today.
    """
    here = sprint_of(today)
    found: list[str] = []
    for day in days:
        if day is None or day < today:
            continue
        said = f"{WEEKDAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()}"
        if not calendar.is_working(day):
            found.append(f"{said} is no working day of {name or 'yours'}")
        period = sprint_of(day)
        if day not in here:
            which = "the next sprint" if period.start == here.end else "a later sprint"
            far = f", {(day - today).days} days ahead" if (day - today).days > FAR else ""
            same = "; for today write today" if typed and (day - today).days == 7 else ""
            found.append(f"{said} is in {which}{far}{same}")
    return tuple(found)
