"""Owns work that comes back: rules such as `every mon` or `last workday of the month`, and the working days they fall on.

    every mon · every mon and thu · every workday · every 2 weeks on tue · monthly on the 1st · every 3 months on the 15th ·
    last workday of the month · 2nd tue of the month          then, if wanted: from 1 dec, until 31 mar, several

A rule is kept as RFC 5545's RRULE, of which only FREQ=WEEKLY and MONTHLY with INTERVAL, BYDAY, BYMONTHDAY and BYSETPOS are read: any
other FREQ could go on without end inside one day. A month too short for its day takes its last one: RFC 5545 would leave it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule

from sprintsales.domain.dates import DayReader
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.periods import DAY, WEEKDAYS, Period, month, week
from sprintsales.domain.workdays import WorkCalendar

WORKDAYS = (0, 1, 2, 3, 4)
LAST = -1
MOST_WEEKS, MOST_MONTHS = 52, 24
LOOKED_AT = 400
"""Dates of a rule looked at for one period: more than any rule has in a sprint with the weeks around it."""
A_YEAR = 100
"""Items one rule makes in a year, at most."""
SPRINTS_AHEAD = 2
EXAMPLES = "every mon, every 2 weeks on tue, monthly on the 1st, last workday of the month"

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule. Weekly: every so many weeks on `weekdays`. Monthly: on `day` of the month, or on the `place`-th of its `weekdays`.

    Monthly on Monday to Friday with a place is the n-th working day: the owner's own, holidays and absences left out.
    """

    monthly: bool = False
    every: int = 1
    weekdays: tuple[int, ...] = ()
    day: int | None = None
    place: int | None = None

    def __post_init__(self) -> None:
        most = MOST_MONTHS if self.monthly else MOST_WEEKS
        if not 1 <= self.every <= most:
            raise NotReadable(f"Work comes back every 1 to {most} {'months' if self.monthly else 'weeks'}, not every {self.every}.")
        if self.monthly and self.day is not None and not 1 <= self.day <= 31:
            raise NotReadable(f"A month has no day {self.day}: write 1st to 31st.")
        if self.place is not None and not (self.place == LAST or 1 <= self.place <= (23 if self.is_workday else 4)):
            raise NotReadable("Not every month has that one: write first, second, third, fourth or last.")
        if not self.weekdays and self.day is None:
            raise NotReadable(f"On which day? Write {EXAMPLES}.")

    @property
    def is_workday(self) -> bool:
        """Whether it means the n-th working day of the month."""
        return self.monthly and self.weekdays == WORKDAYS

    @property
    def text(self) -> str:
        """The rule as RFC 5545 writes it."""
        parts = [f"FREQ={'MONTHLY' if self.monthly else 'WEEKLY'}", f"INTERVAL={self.every}"]
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(_CODES[day] for day in self.weekdays))
        if self.day is not None:
            parts.append("BYMONTHDAY=" + ",".join(map(str, self._month_days)))
        if self._position is not None:
            parts.append(f"BYSETPOS={self._position}")
        return ";".join(parts)

    @property
    def _month_days(self) -> tuple[int, ...]:
        return () if self.day is None else tuple(range(min(28, self.day), self.day + 1))

    @property
    def _position(self) -> int | None:
        return LAST if len(self._month_days) > 1 else self.place

    @property
    def says(self) -> str:
        """The rule in the words it is read from."""
        names = _listed([WEEKDAYS[day].title() for day in self.weekdays])
        if not self.monthly:
            if self.weekdays == WORKDAYS and self.every == 1:
                return "every workday"
            return f"every {names}" if self.every == 1 else f"every {self.every} weeks on {names}"
        if self.day is not None:
            return f"{'monthly' if self.every == 1 else f'every {self.every} months'} on the {_nth(self.day)}"
        what = "workday" if self.is_workday else names
        place = "last" if self.place == LAST else _nth(self.place or 1)
        return f"{place} {what} of the month" if self.every == 1 else f"every {self.every} months on the {place} {what}"

    def dates(self, since: date, period: Period) -> list[date]:
        """Return the dates of the rule in a period, from SINCE on, whatever anybody works; weeks and months are counted from SINCE."""
        if period.last < since:
            return []
        if self.monthly:
            first = month(since).start
            months = max(0, (period.start.year - first.year) * 12 + period.start.month - first.month) // self.every * self.every
            start = first + relativedelta(months=months)
        else:
            first = week(since).start
            start = first + timedelta(days=7 * (max(0, (period.start - first).days // 7) // self.every * self.every))
        found = rrule(
            MONTHLY if self.monthly else WEEKLY,
            dtstart=datetime.combine(start, time()),
            interval=self.every,
            byweekday=self.weekdays or None,
            bymonthday=self._month_days or None,
            bysetpos=self._position,
            until=datetime.combine(period.last, time()),
            wkst=MO,
        )
        return [one for moment in islice(found, LOOKED_AT) if (one := moment.date()) in period and one >= since]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of a rule: its date by the rule (what it is known by), and the working day it falls on."""

    on: date
    day: date


def occurrences(rule: Recurrence, since: date, period: Period, calendar: WorkCalendar) -> list[Occurrence]:
    """Return the times of a rule whose working day lies in a period, in order, one a day.

    A date nobody works on moves to the next working day of its week (weekly) or month, else to the one before; without any it is left out.
    """
    wide = Period(month(period.start).start - DAY, month(period.last).end + DAY) if rule.monthly else _weeks(period)
    found: dict[date, Occurrence] = {}
    for on in rule.dates(since, wide):
        around = month(on) if rule.monthly else week(on)
        day = _worked(rule, on, calendar.days(around))
        if day is not None and day >= since and day in period:
            found.setdefault(day, Occurrence(on, day))
    return [found[day] for day in sorted(found)]


def _weeks(period: Period) -> Period:
    return Period(week(period.start).start, week(period.last).end)


def _worked(rule: Recurrence, on: date, days: list[date]) -> date | None:
    if rule.is_workday:
        at = (rule.place or 1) - 1 if rule.place != LAST else LAST
        return days[at] if days and at < len(days) else None
    return next((day for day in days if day >= on), days[-1] if days else None)


def read_rule(text: str) -> Recurrence:
    """Return the rule of an RRULE as `text` writes it; raises NotReadable for any other."""
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    if parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS"} or parts.get("FREQ") not in ("WEEKLY", "MONTHLY"):
        raise NotReadable(f"“{text[:60]}” is no rule of this program: work comes back weekly or monthly.")
    try:
        days = tuple(int(day) for day in parts["BYMONTHDAY"].split(",")) if "BYMONTHDAY" in parts else ()
        rule = Recurrence(
            monthly=parts["FREQ"] == "MONTHLY",
            every=int(parts.get("INTERVAL", "1")),
            weekdays=tuple(_CODES.index(code) for code in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
            day=max(days) if days else None,
            place=int(parts["BYSETPOS"]) if "BYSETPOS" in parts and not days else None,
        )
    except ValueError as error:
        raise NotReadable(f"“{text[:60]}” is no rule of this program: {error}.") from error
    if rule.text != text:
        raise NotReadable(f"“{text[:60]}” is no rule of this program; it would be {rule.text}.")
    return rule


@dataclass(frozen=True, slots=True)
class Again:
    """A line of recurring work as it reads: the rule, from and until when (None: from now on, for good), and `rest`, the work itself."""

    rule: Recurrence
    rest: str
    since: date | None = None
    until: date | None = None
    several: bool = False


_DAY = r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
_DAYS = rf"(?P<days>{_DAY}(?:\s*(?:,|and|&|,\s*and)?\s*\b{_DAY}\b)*)"
_NTH = r"(?P<place>first|second|third|fourth|last|[0-9]{1,2}(?:st|nd|rd|th)?)"
_WORKDAY = r"(?:work\s?day|working\s+day|business\s+day)"
_WHAT = rf"(?P<what>{_WORKDAY}|{_DAY}|day)"
_EVERY = r"(?P<every>other|second|third|[0-9]{1,3}(?:nd|rd|th)?)"
_MONTHS = rf"(?:monthly|every\s+month|every\s+{_EVERY}\s+months?|(?P<quarter>quarterly|every\s+quarter))"
_SHAPES = tuple(
    re.compile(rf"(?<!\S)(?:{shape})(?![^\s,;])", re.IGNORECASE)
    for shape in (
        rf"(?P<workdays>(?:every|each)\s+(?:{_WORKDAY}|weekday|day)|daily)",
        rf"(?:weekly|every\s+week|every\s+{_EVERY}\s+weeks?|(?P<two>biweekly|fortnightly))\s+(?:on\s+)?{_DAYS}",
        rf"(?:every|each)\s+(?:{_EVERY}\s+)?{_DAYS}",
        rf"{_MONTHS}\s+on\s+(?:the\s+)?{_NTH}(?:\s+{_WHAT})?",
        rf"(?:on\s+)?(?:the\s+|every\s+)?{_NTH}\s+(?:{_WHAT}\s+)?of\s+(?:the|each|every)\s+month",
    )
)
_SAYS_SO = re.compile(r"(?<!\S)(?:every|each|daily|weekly|monthly|quarterly|biweekly|fortnightly)(?!\S)", re.IGNORECASE)
_QUOTED = re.compile(r'["“„][^"“”„]*["”“„]')
_ENDS = re.compile(r"(?<!\S)(?P<which>until|till|from|starting)\s+(?P<when>\S+(?:\s+\S+){0,2})", re.IGNORECASE)
_SEVERAL = re.compile(r"(?<!\S)several(?!\S)", re.IGNORECASE)


def read_again(text: str, *, today: date) -> Again:
    """Return what a line of recurring work says; raises NotReadable with what to write where it names no rule, or one not known here."""
    hidden = _QUOTED.sub(lambda found: "\x00" * len(found[0]), text)
    for shape in _SHAPES:
        found = shape.search(hidden)
        if found:
            rule = _meant(found)
            text, hidden = (_without(one, found.span()) for one in (text, hidden))
            break
    else:
        said = "How it comes back is not understood" if _SAYS_SO.search(hidden) else "It does not say when it comes back"
        raise NotReadable(f"{said}: write {EXAMPLES}.")
    ends: dict[str, date] = {}
    while (found := _ENDS.search(hidden)) is not None:
        size, day = _day_in(found["when"], DayReader(today))
        which = "since" if found["which"].lower() in ("from", "starting") else "until"
        if which in ends:
            raise NotReadable(f"Two days for “{found['which']}”; leave one out.")
        ends[which] = day
        text, hidden = (_without(one, (found.start(), found.start("when") + size)) for one in (text, hidden))
    several = _SEVERAL.search(hidden)
    if several:
        text = _without(text, several.span())
    since, until = ends.get("since"), ends.get("until")
    if until is not None and until < (since or today):
        raise NotReadable("It would end before it begins; write a later day after “until”.")
    return Again(rule, " ".join(text.split()), since, until, several is not None)


def _day_in(words: str, reader: DayReader) -> tuple[int, date]:
    for size in range(len(words.split()), 0, -1):
        said = re.match(rf"\S+(?:\s+\S+){{{size - 1}}}", words)
        day = reader.look(said[0].rstrip(",;")) if said else None
        if said and day is not None:
            return said.end(), day
    raise NotReadable(f"“{words.split(maxsplit=1)[0]}” is not a day: write 31 dec or 2026-12-31.")


def _without(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} {text[span[1] :]}"


def _meant(found: re.Match[str]) -> Recurrence:
    said = {name: value.lower() for name, value in found.groupdict().items() if value}
    every = 3 if "quarter" in said else 2 if "two" in said else _number(said.get("every", "1"), {"other": 2, "second": 2, "third": 3})
    if "workdays" in said:
        return Recurrence(weekdays=WORKDAYS)
    if "days" in said:
        return Recurrence(every=every, weekdays=_weekdays(said["days"]))
    place, what = _number(said["place"], _PLACES), said.get("what")
    if what in (None, "day"):
        return Recurrence(monthly=True, every=every, day=31 if place == LAST else place)
    return Recurrence(monthly=True, every=every, weekdays=_weekdays(what or "") or WORKDAYS, place=place)


def _number(word: str, names: dict[str, int]) -> int:
    return names[word] if word in names else int(re.sub(r"\D", "", word))


def _weekdays(words: str) -> tuple[int, ...]:
    return tuple(sorted({WEEKDAYS.index(word[:3]) for word in re.findall(r"[a-z]+", words) if word[:3] in WEEKDAYS}))


def _nth(number: int) -> str:
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
