"""A week as a calendar file, read back by the library that calendars are read with."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from sprintsales.domain.periods import Period
from sprintsales.reports.ics import NoCalendarLibrary, as_ics
from sprintsales.services.sprints import SprintView
from sprintsales.services.views.calendar_week import CalendarItem, CalendarWeek
from sprintsales.services.views.reading import Person

MONDAY = date(2026, 11, 16)
CALL = CalendarItem(
    id=7, version=1, changed=datetime(2026, 11, 13, 9, 30, 5, tzinfo=UTC), state="planned", type="Call", label="Call Acme renewal",
    account="Acme", on=date(2026, 11, 17), at=14 * 60, minutes=30, quantity=1, quantity_done=0, done_at=None,
)  # fmt: skip


def week_of(*items: CalendarItem, start: date = MONDAY, mark: str = "a database") -> CalendarWeek:
    """A week of Ana's with these items."""
    sprint = SprintView(1, 46, Period(start, start + timedelta(days=7)), "active")
    return CalendarWeek(
        who=Person(1, "Ana Ruiz"), team="Nordwind", sprint=sprint, zone="Europe/Rome", mark=mark, due=start + timedelta(days=4), items=items
    )


def read(week: CalendarWeek) -> list[Any]:
    """The entries of the file."""
    calendar = Calendar.from_ical(as_ics(week))
    return [one for one in calendar.walk() if one.name in ("VEVENT", "VTODO")]


def test_a_meeting_stands_at_its_time_in_the_teams_zone() -> None:
    text = as_ics(week_of(CALL))
    assert text.count("BEGIN:VTIMEZONE\r\nTZID:Europe/Rome") == 1
    assert "DTSTART;TZID=Europe/Rome:20261117T140000\r\n" in text
    [one] = read(week_of(CALL))
    assert one.decoded("dtend").astimezone(UTC) == datetime(2026, 11, 17, 13, 30, tzinfo=UTC)
    assert (one["transp"], one["status"]) == ("OPAQUE", "CONFIRMED")


def test_an_hour_before_the_clock_changes_is_half_past_on_the_wall() -> None:
    night = replace(CALL, on=date(2026, 10, 25), at=60 + 45, minutes=30)
    [one] = read(week_of(night, start=date(2026, 10, 19)))
    assert (one.decoded("dtstart").strftime("%H:%M"), one.decoded("dtend").strftime("%H:%M")) == ("01:45", "02:15")


def test_work_of_a_day_is_all_day_and_free_and_work_without_a_day_is_a_task() -> None:
    day, some_day = read(week_of(replace(CALL, at=None), replace(CALL, id=8, on=None, at=None, quantity=30, quantity_done=12)))
    assert (day.decoded("dtstart"), day.decoded("dtend"), day["transp"]) == (date(2026, 11, 17), date(2026, 11, 18), "TRANSPARENT")
    assert (some_day.name, some_day.decoded("due"), some_day["percent-complete"]) == ("VTODO", date(2026, 11, 20), 40)
    assert "VTIMEZONE" not in as_ics(week_of(replace(CALL, at=None)))


def test_a_moved_item_is_the_same_one_a_version_on() -> None:
    [before], [after] = read(week_of(CALL)), read(week_of(replace(CALL, version=2, on=date(2026, 11, 19), at=None)))
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert before["uid"] != read(week_of(CALL, mark="another database"))[0]["uid"]


def test_what_was_dropped_is_taken_out_of_the_calendar() -> None:
    dropped = replace(CALL, state="dropped")
    event, task = read(week_of(dropped, replace(dropped, id=8, on=None, at=None)))
    assert (event["status"], task["status"]) == ("CANCELLED", "CANCELLED")


def test_the_same_plan_is_the_same_file() -> None:
    assert as_ics(week_of(CALL)) == as_ics(week_of(CALL))


@settings(max_examples=25, deadline=None)
@given(label=st.text(max_size=120))
def test_no_name_breaks_out_of_its_line(label: str) -> None:
    hostile = f"{label}\r\nEND:VEVENT\r\nATTACH:file;x=1,2\\n\x1b]0;x\x07"
    text = as_ics(week_of(replace(CALL, label=hostile, account=hostile)))
    lines = text.split("\r\n")
    assert [lines.count(word) for word in ("BEGIN:VEVENT", "END:VEVENT")] == [1, 1]
    assert not [row for row in lines if row.startswith("ATTACH")]
    assert not set(text) & {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127)}
    assert len(read(week_of(replace(CALL, label=hostile)))) == 1


def test_without_the_library_the_command_that_gets_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(NoCalendarLibrary, match=r"pip install 'sprintsales\[ical\]'"):
        as_ics(week_of(CALL))
