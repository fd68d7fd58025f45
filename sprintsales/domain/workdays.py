"""Owns working time: which days a rep works and for how long, after pattern, team holidays and absences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.periods import DAY, Period

FULL_DAY = 480  # minutes
HALF, MORNING, AFTERNOON = "half", "morning", "afternoon"
PARTS = (HALF, MORNING, AFTERNOON)
"""What is not worked of a day that is partly off; `half`: which half was not said."""
Span = tuple[date | None, date | None]
"""From when until before when somebody has a seat; None: always, for good."""
_FAR = 366 * 5  # days searched for a working day before it is said that there is none


class NoWorkingDay(Refused):
    """The calendar has no working day within reach, so nothing can be counted in working days."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Working minutes per weekday, Monday first."""

    minutes: tuple[int, ...] = (FULL_DAY,) * 5 + (0, 0)

    def __post_init__(self) -> None:
        if len(self.minutes) != 7 or not all(0 <= minutes <= 1440 for minutes in self.minutes):
            raise NotReadable("A working week has seven days, Monday first, of 0 to 1440 minutes each.")


FULL_TIME = Pattern()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """One person's working time.

    `patterns` are (valid from, pattern), in any order; None is "from the beginning", and before the first dated one nobody works.
    A holiday and an absence take the whole day, those of `halves` half of each day (the same half only once). Nobody works outside the
    own `seats`; None: a name without a seat, whose time nobody limits.
    """

    patterns: tuple[tuple[date | None, Pattern], ...] = ((None, FULL_TIME),)
    holidays: frozenset[date] = frozenset()
    absences: tuple[Period, ...] = ()
    halves: tuple[tuple[Period, str], ...] = ()
    seats: tuple[Span, ...] | None = None

    @property
    def usual(self) -> WorkCalendar:
        """The working weeks alone: no holiday, no absence, whatever the seat."""
        return WorkCalendar(self.patterns)

    @property
    def without_seats(self) -> WorkCalendar:
        """The same working time for somebody who was always here."""
        return replace(self, seats=None)

    def minutes_on(self, day: date) -> int:
        """Return the minutes worked on this day, 0 on a day off."""
        left = self.halves_left(day)
        if not left:
            return 0
        begun = [(start or date.min, pattern) for start, pattern in self.patterns if start is None or start <= day]
        return max(begun, key=lambda dated: dated[0])[1].minutes[day.weekday()] * left // 2 if begun else 0

    def halves_left(self, day: date) -> int:
        """Return how many halves of this day are neither off nor outside the seat: 2, 1 or 0, whatever the working week says."""
        if not self.has_seat(day) or day in self.holidays or any(day in absence for absence in self.absences):
            return 0
        off = [part for days, part in self.halves if day in days]
        return max(0, 2 - off.count(HALF) - len({*off} - {HALF})) if off else 2

    def has_seat(self, day: date) -> bool:
        """Return whether the person is in the team on a day."""
        return self.seats is None or any((start is None or start <= day) and (end is None or day < end) for start, end in self.seats)

    def is_working(self, day: date) -> bool:
        """Return whether any time is worked on this day."""
        return self.minutes_on(day) > 0

    def days(self, period: Period) -> list[date]:
        """Return the working days of a period in order."""
        return [day for day in period.each_day() if self.is_working(day)]

    def working_days(self, period: Period) -> int:
        """Return how many working days a period has."""
        return len(self.days(period))

    def worth(self, period: Period) -> Fraction:
        """Return how many working days a period is worth: a day worked for half counts as half."""
        return Fraction(sum(self.halves_left(day) for day in self.days(period)), 2)

    def worth_past(self, period: Period, today: date) -> Fraction:
        """Return what the working days fully past are worth: today itself is not past."""
        return self.worth(Period(period.start, min(period.end, today))) if today > period.start else Fraction(0)

    def minutes(self, period: Period) -> int:
        """Return the working minutes of a period."""
        return sum(self.minutes_on(day) for day in period.each_day())

    def days_past(self, period: Period, today: date) -> int:
        """Return how many working days of a period are fully past: today itself is not."""
        return self.working_days(Period(period.start, min(period.end, today))) if today > period.start else 0

    def add_working_days(self, day: date, number: int) -> date:
        """Return the working day `number` working days after `day` (before it if negative); 0 is the day itself or the next one worked.

        Raises NoWorkingDay if the calendar has none within five years.
        """
        if not number:
            return day if self.is_working(day) else self.next_working_day(day)
        step = self.next_working_day if number > 0 else self.previous_working_day
        for _ in range(abs(number)):
            day = step(day)
        return day

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`; raises NoWorkingDay if there is none within five years."""
        return self._first(day, lambda now: now + DAY)

    def previous_working_day(self, day: date) -> date:
        """Return the last working day before `day` (the "yesterday" of a stand-up); raises NoWorkingDay if there is none in five years."""
        return self._first(day, lambda now: now - DAY)

    def _first(self, day: date, step: Callable[[date], date]) -> date:
        found = day
        for _ in range(_FAR):
            found = step(found)
            if self.is_working(found):
                return found
        raise NoWorkingDay(f"There is no working day within five years of {day}; check the working pattern, holidays and absences.")
