"""A sprint as an iCalendar file: work with a time and work with a day as events, work without a day as a task."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sprintsales.domain.errors import Refused
from sprintsales.domain.text import clean_line

if TYPE_CHECKING:
    from icalendar import Calendar, Component

    from sprintsales.services.views.calendar_week import CalendarItem, CalendarWeek

PRODUCT = "-//sprintsales//plan//EN"
HOW_TO_GET = "A calendar file needs the icalendar library, which is not installed. Get it with: pip install 'sprintsales[ical]'"
DAY = timedelta(days=1)


class NoCalendarLibrary(Refused):
    """The optional library that writes calendar files is not installed."""


def as_ics(week: CalendarWeek) -> str:
    """Return the sprint as a calendar, lines ended as RFC 5545 wants them; raises NoCalendarLibrary.

    What has a day is an event, with a time or all day long: every calendar shows these, while many pass over tasks. What has no day is a
    task (VTODO) due on the last working day, because an event would claim days for it. No notes and no addresses are in it.
    """
    calendar = empty_calendar(week)
    zone = ZoneInfo(week.zone)
    for one in week.items:
        calendar.add_component(task(one, week) if one.on is None else event(one, one.on, week, zone))
    start = week.sprint.period.start
    if any(one.at is not None for one in week.items):
        calendar.add_missing_timezones(first_date=date(start.year - 1, 1, 1), last_date=date(start.year + 2, 1, 1))
    text: str = calendar.to_ical().decode("utf-8")
    return text


def empty_calendar(week: CalendarWeek) -> Calendar:
    """Return the calendar with its name; raises NoCalendarLibrary."""
    try:
        from icalendar import Calendar
    except ImportError as error:
        raise NoCalendarLibrary(HOW_TO_GET) from error
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", clean_line(f"{week.who.name} · {week.team}"))
    calendar.add("x-wr-timezone", week.zone)
    return calendar


def uid(one: CalendarItem, mark: str) -> str:
    """Return what an item is known again by, wherever it moves: its number and the database it is from, in no name's words."""
    return f"{one.id}.{hashlib.sha256(mark.encode()).hexdigest()[:16]}@sprintsales"


def known(entry: Component, one: CalendarItem, mark: str) -> None:
    """Add identity, version and words of an item; the version counts up with every change, a move included."""
    changed = one.changed.astimezone(UTC).replace(microsecond=0)
    entry.add("uid", uid(one, mark))
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", max(0, one.version - 1))
    entry.add("summary", clean_line(f"{'✓ ' if one.state == 'done' else ''}{one.label}"))
    entry.add("description", clean_line(told(one)))
    entry.add("categories", [clean_line(one.type)])


def told(one: CalendarItem) -> str:
    """Return what stands under the name: account, minutes and units."""
    units = f"{one.quantity_done} of {one.quantity} done" if one.quantity > 1 else ""
    account = one.account if one.account and one.account not in one.label else ""
    return " · ".join(part for part in (account, f"{one.minutes} min", units) if part)


def event(one: CalendarItem, on: date, week: CalendarWeek, zone: ZoneInfo) -> Component:
    """Return an item with a day: at its time in the team's zone, else all day long and not in the way of appointments."""
    from icalendar import Event

    entry = Event()
    known(entry, one, week.mark)
    if one.at is None:
        entry.add("dtstart", on)
        entry.add("dtend", on + DAY)
    else:
        start = datetime.combine(on, time(one.at // 60, one.at % 60))  # noon stays noon: minutes are added on the clock, then placed
        entry.add("dtstart", start.replace(tzinfo=zone))
        if one.minutes:
            entry.add("dtend", (start + timedelta(minutes=one.minutes)).replace(tzinfo=zone))
    entry.add("transp", "TRANSPARENT" if one.at is None else "OPAQUE")
    entry.add("status", "CANCELLED" if one.state == "dropped" else "CONFIRMED")
    return entry


def task(one: CalendarItem, week: CalendarWeek) -> Component:
    """Return an item without a day, due by the end of the sprint."""
    from icalendar import Todo

    entry = Todo()
    known(entry, one, week.mark)
    entry.add("due", week.due)
    entry.add("status", {"done": "COMPLETED", "dropped": "CANCELLED"}.get(one.state, "NEEDS-ACTION"))
    if one.state == "done" and one.done_at is not None:
        entry.add("completed", one.done_at.astimezone(UTC).replace(microsecond=0))
    entry.add("percent-complete", 100 if one.state == "done" else min(99, 100 * one.quantity_done // one.quantity))
    return entry
