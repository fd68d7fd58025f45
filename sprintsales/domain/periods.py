"""Owns time as people count it: half-open periods of civil days (sprints, weeks, months, fiscal quarters and years) and days in a zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from sprintsales.domain.errors import NotReadable

DAY = timedelta(days=1)
SOON = timedelta(days=14)
"""A date no further away than this is soon."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # index = date.weekday()
KINDS = ("day", "week", "month", "quarter", "year")
FIRST_YEAR, LAST_YEAR = 1900, 2999  # no business lies outside, and no period computed from inside overflows the calendar

_ISO_WEEK = re.compile(r"([0-9]{4})-?[Ww]([0-9]{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to but not including `end`; there is always at least one."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise NotReadable(f"A period must end after it starts; {self.start} to {self.end} does not.")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        """How many calendar days it has."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Its last day, for "up to and including"."""
        return self.end - DAY

    def each_day(self) -> list[date]:
        """Return its days in order."""
        return [self.start + timedelta(days=offset) for offset in range(self.days)]

    def common(self, other: Period) -> Period | None:
        """Return the days in both periods, None where there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


def through(first: date, last: date) -> Period:
    """Return the period of both days and all between; raises NotReadable if the last comes before the first."""
    if last < first:
        raise NotReadable(f"A period must end after it starts; {first} through {last} does not.")
    return Period(first, last + DAY)


def one_day(day: date) -> Period:
    """Return the period of this day alone."""
    return Period(day, day + DAY)


def week(day: date, start_weekday: int = 0) -> Period:
    """Return the week the day lies in, starting on `start_weekday` (0 is Monday)."""
    start = day - timedelta(days=(day.weekday() - start_weekday) % 7)
    return Period(start, start + timedelta(days=7))


def sprint_period(day: date, anchor: date, weeks: int = 1) -> Period:
    """Return the sprint of `weeks` weeks (1 to 4) the day lies in; all sprints follow without a gap from one that starts on `anchor`."""
    if not 1 <= weeks <= 4:
        raise NotReadable(f"A sprint lasts 1 to 4 weeks, not {weeks}.")
    length = 7 * weeks
    start = anchor + timedelta(days=(day - anchor).days // length * length)
    return Period(start, start + timedelta(days=length))


def sprint_number(start: date, anchor: date, weeks: int = 1) -> int:
    """Return the number of the sprint that starts on a day: whole sprints since the one that starts on the anchor, which is 1."""
    return (start - anchor).days // (7 * weeks) + 1


def month(day: date) -> Period:
    """Return the calendar month the day lies in."""
    start = day.replace(day=1)
    return Period(start, start + relativedelta(months=1))


def quarter(day: date, fiscal_start_month: int = 1) -> Period:
    """Return the fiscal quarter the day lies in; the fiscal year starts with `fiscal_start_month` (1 is January)."""
    return _months(day, fiscal_start_month, 3)


def year(day: date, fiscal_start_month: int = 1) -> Period:
    """Return the fiscal year the day lies in; it starts with `fiscal_start_month` (1 is January)."""
    return _months(day, fiscal_start_month, 12)


def _months(day: date, fiscal_start_month: int, length: int) -> Period:
    if not 1 <= fiscal_start_month <= 12:
        raise NotReadable(f"The fiscal year starts with a month from 1 to 12, not {fiscal_start_month}.")
    start = day.replace(day=1) - relativedelta(months=(day.month - fiscal_start_month) % length)
    return Period(start, start + relativedelta(months=length))


_BY_KIND: dict[str, Callable[[date, int, int], Period]] = {
    "day": lambda day, _start, _fiscal: one_day(day),
    "week": lambda day, start, _fiscal: week(day, start),
    "month": lambda day, _start, _fiscal: month(day),
    "quarter": lambda day, _start, fiscal: quarter(day, fiscal),
    "year": lambda day, _start, fiscal: year(day, fiscal),
}


def period(kind: str, day: date, *, week_start: int = 0, fiscal_start_month: int = 1) -> Period:
    """Return the period of this kind (see KINDS) the day lies in; raises NotReadable for another kind or a year nobody plans in."""
    if kind not in _BY_KIND:
        raise NotReadable(f"“{kind}” is not a period; choose one of {', '.join(KINDS)}.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotReadable(f"{day} is too far away; use a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return _BY_KIND[kind](day, week_start, fiscal_start_month)


def previous(current: Period, kind: str, *, week_start: int = 0, fiscal_start_month: int = 1) -> Period:
    """Return the period before this one: of the same kind, or for a sprint or a free range the same number of days just before it."""
    if kind in _BY_KIND:
        return period(kind, current.start - DAY, week_start=week_start, fiscal_start_month=fiscal_start_month)
    return Period(current.start - (current.end - current.start), current.start)


def same_last_year(current: Period, kind: str) -> Period:
    """Return the period to compare with a year before.

    A day, a week and a sprint go back 52 weeks, so that the same weekdays are compared; all others have the same dates in the year before
    (29 February becomes 28 February, and a range keeps at least one day).
    """
    if kind in {"day", "week", "sprint"}:
        return Period(current.start - timedelta(weeks=52), current.end - timedelta(weeks=52))
    start, end = current.start - relativedelta(years=1), current.end - relativedelta(years=1)
    return Period(start, max(end, start + DAY))


def pieces(whole: Period, kind: str, *, week_start: int = 0, fiscal_start_month: int = 1) -> list[Period]:
    """Return the period cut at the borders of a kind; the first and last piece may be shorter, so that the pieces sum to the whole."""
    cut: list[Period] = []
    start = whole.start
    while start < whole.end:
        end = min(period(kind, start, week_start=week_start, fiscal_start_month=fiscal_start_month).end, whole.end)
        cut.append(Period(start, end))
        start = end
    return cut


def iso_week(text: str) -> Period:
    """Return the Monday-to-Sunday week named like 2026-W47 (ISO 8601); raises NotReadable for other text or a week the year has not."""
    found = _ISO_WEEK.fullmatch(text.strip())
    if not found:
        raise NotReadable(f"“{text.strip()[:20]}” is not a week; write it like 2026-W47.")
    number, of_week = int(found[1]), int(found[2])
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise NotReadable(f"{text.strip()} is too far away; use a year from {FIRST_YEAR} to {LAST_YEAR}.")
    # Not dateutil's isoparse: it moves a 53rd week that a year has not into the next year without a word.
    last = date(number, 12, 28).isocalendar().week
    if not 1 <= of_week <= last:
        raise NotReadable(f"{number} has no week {of_week}; its last is {number}-W{last}.")
    return week(date.fromisocalendar(number, of_week, 1))


def iso_name(day: date) -> str:
    """Return the ISO 8601 name of the week the day lies in: 2027-01-01 is in 2026-W53."""
    calendar = day.isocalendar()
    return f"{calendar.year:04d}-W{calendar.week:02d}"


def civil_day(moment: datetime, zone: tzinfo) -> date:
    """Return the day it is in the zone at an aware moment; raises ValueError for a moment without a zone."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without a zone is on no particular day")
    return moment.astimezone(zone).date()


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the UTC moments at which the day begins and ends in the zone; 23, 24 or 25 hours apart, or what the zone's law made of it."""
    return _midnight(day, zone), _midnight(day + DAY, zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    # A midnight that the clock skips takes the offset before the gap (PEP 495, fold 0): that is the moment of the jump itself.
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def period_words(kind: str, period: Period) -> str:
    """Return a month, quarter or year in a word or two: `Nov`, `Oct–Dec`, `2026`, `2026/27` where it is no calendar year."""
    first, last = period.start, period.last
    if kind == "year":
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"
    start, end = _MONTHS[first.month - 1], _MONTHS[last.month - 1]
    return start if start == end else f"{start}–{end}"
