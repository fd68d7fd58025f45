"""How much a rep can take on: capacity from own past work or the working pattern, load against it, overload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sprintsales.domain.periods import Period
from sprintsales.domain.statistics import median, ratio, rounded
from sprintsales.domain.workdays import WorkCalendar

SPRINTS_LOOKED_AT = 6
SPRINTS_NEEDED = 3
OVERLOAD = Fraction(110, 100)
SELLING_SHARE: Mapping[str, int] = {"lead_gen": 600, "sdr": 600, "ae": 500, "am": 500, "cs": 400}
"""Per mille of working time a function is assumed to log; a team setting, used only until three closed sprints tell."""
DEFAULT_SHARE = 500


@dataclass(frozen=True, slots=True)
class ClosedSprintWork:
    """One closed sprint of a rep: minutes of all done work, and the rep's own working days in it (a half day counts as half)."""

    done_minutes: int
    working_days: int | Fraction
    number: int | None = None
    """The sprint's number, for whoever asks where a capacity comes from."""

    @property
    def per_day(self) -> Fraction:
        """Done minutes / own working days."""
        return Fraction(self.done_minutes) / self.working_days


@dataclass(frozen=True, slots=True)
class Capacity:
    """Minutes a rep has in a period. `assumed`: from the working pattern, because fewer than three closed sprints (`n`) tell."""

    gross: int
    selling: int
    """Gross minus what is planned for non-selling work, never below 0."""
    per_day: Fraction
    n: int
    assumed: bool
    non_selling: int = 0
    """Minutes planned for non-selling work."""
    days: Fraction = Fraction(0)
    """Own working days in the period; a half day counts as half."""
    pattern: int = 0
    """Minutes of the working pattern on these days."""
    share: int = DEFAULT_SHARE
    """Per mille of the pattern that is assumed until three closed sprints tell."""
    told_by: tuple[ClosedSprintWork, ...] = ()
    """The closed sprints looked at, the newest last."""


def capacity(
    history: Sequence[ClosedSprintWork], *, calendar: WorkCalendar, period: Period, non_selling: int = 0, share: int = DEFAULT_SHARE
) -> Capacity:
    """Capacity in minutes for the period.

    The median of done minutes per own working day over the last six closed sprints (history: newest last; sprints without an own working
    day say nothing) × own working days; below three sprints the working pattern × `share` per mille, marked assumed. A half day is half a
    day, and a day before the seat begins or after it ends is none: the calendar says so.
    """
    known = [one for one in history if one.working_days > 0][-SPRINTS_LOOKED_AT:]
    days = calendar.worth(period)
    learnt = median(Fraction(one.done_minutes, one.working_days) for one in known) if len(known) >= SPRINTS_NEEDED else None
    gross = Fraction(calendar.minutes(period) * share, 1000) if learnt is None else learnt * days
    per_day = learnt if learnt is not None else gross / days if days else Fraction(0)
    whole = rounded(gross)
    return Capacity(
        gross=whole,
        selling=max(0, whole - non_selling),
        per_day=per_day,
        n=len(known),
        assumed=learnt is None,
        non_selling=non_selling,
        days=days,
        pattern=calendar.minutes(period),
        share=share,
        told_by=tuple(known),
    )


def load(minutes: int, available: int | None) -> Fraction | None:
    """Planned or committed selling minutes / capacity for selling; None where there is none."""
    return None if available is None else ratio(minutes, available)


def is_overloaded(minutes: int, available: int | None) -> bool:
    """Whether more than 110 % is planned; with no capacity at all any work is too much, with an unknown one nothing is said."""
    return available is not None and minutes > OVERLOAD * available


@dataclass(frozen=True, slots=True)
class PlannedMinutes:
    """One planned item as capacity sees it; `day` None: somewhere in the sprint."""

    day: date | None
    minutes: int
    selling: bool = True


@dataclass(frozen=True, slots=True)
class DayLoad:
    """One working day (or day off with work on it): planned minutes of all kinds against the day's capacity."""

    day: date
    planned: int
    selling: int
    available: int

    @property
    def load(self) -> Fraction | None:
        """planned / available; None on a day off."""
        return ratio(self.planned, self.available)

    @property
    def is_overloaded(self) -> bool:
        """Whether more than 110 % is planned on this day."""
        return is_overloaded(self.planned, self.available)


def day_loads(items: Iterable[PlannedMinutes], *, capacity: Capacity, calendar: WorkCalendar, period: Period) -> tuple[DayLoad, ...]:
    """The load of each day of the period that is worked or has work planned, in order.

    A learnt capacity gives each working day the same minutes (a half day half of them), an assumed one its part of the pattern. Items
    without a day are in none.
    """
    planned: dict[date, int] = {}
    selling: dict[date, int] = {}
    for item in items:
        if item.day is not None and item.day in period:
            planned[item.day] = planned.get(item.day, 0) + item.minutes
            selling[item.day] = selling.get(item.day, 0) + (item.minutes if item.selling else 0)
    worked = calendar.minutes(period)
    loads = []
    for day in period.each_day():
        minutes = calendar.minutes_on(day)
        if not minutes and day not in planned:
            continue
        available = _available(capacity, minutes, worked, calendar.halves_left(day))
        loads.append(DayLoad(day, planned.get(day, 0), selling.get(day, 0), available))
    return tuple(loads)


def _available(capacity: Capacity, minutes: int, worked: int, halves: int) -> int:
    if not minutes:
        return 0
    return rounded(Fraction(capacity.gross * minutes, worked)) if capacity.assumed else rounded(capacity.per_day * halves / 2)
