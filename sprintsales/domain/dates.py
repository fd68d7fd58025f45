"""Owns how people write a day: a small grammar of our own that never invents a part nobody typed.

Read are, in any case:
- `2026-11-24`, `20261124`, `2026/11/24`, `2026-W48-2`;
- `today`, `tomorrow`, `yesterday`, `+3d`, `+2w`, `-1d`, `in 3 days`, `in 2 weeks`, `in a month`, `2 days ago`;
- `fri`: the next Friday from tomorrow on; `this fri`: the one of this week, even if past; `next fri`: the one of the week after this;
  `last fri`: the latest one before today;
- `eow`: the fifth day of this week, next week's once it is past; `eom`, `eoq`, `eoy`: the last day of month, quarter, year;
- `24 nov`, `nov 24`, `24 nov 2027`, `tue 24 nov`: without a year the first such day that is not more than 31 days ago;
- `24.11.2026`, `24/11`, `11-24`: where the order is known, or where they can be read in one way only; `3/4` is asked about.

For work already done (`past=True`) `fri` is the latest Friday, today included, and a missing year gives the latest such day that is not
more than 31 days to come: on 22 November, `24 nov` is a slip to be refused by the caller, not a day of last year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.nearness import nearest
from sprintsales.domain.periods import DAY, FIRST_YEAR, LAST_YEAR, WEEKDAYS, month, quarter, week, year

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ORDERS = ("dmy", "mdy", "ymd")
DAY_WORDS = ("today", "tomorrow", *WEEKDAYS, "next mon", "next fri", "+3d", "+2w", "in 2 weeks", "eow", "eom", "eoq", "yesterday")

_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONG_MONTHS = (
    ("january", "february", "march", "april", "may", "june"),
    ("july", "august", "september", "october", "november", "december"),
)
_WEEKDAY = {name: number % 7 for number, name in enumerate(WEEKDAYS + _LONG_DAYS)}
_WEEKDAY |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTH = {name: number for number, name in enumerate(MONTHS, 1)}
_MONTH |= {name: number for number, name in enumerate(_LONG_MONTHS[0] + _LONG_MONTHS[1], 1)} | {"sept": 9}
_NAMED_DAYS = ("today", "tomorrow", "yesterday")
_USUAL_SLIPS = {"fry": "fri", "thru": "thu", "tmrw": "tomorrow", "tmw": "tomorrow", "2day": "today"}
_NEAR = timedelta(days=31)
_EXAMPLES = "write tomorrow, fri, +3d, 24 nov or 2026-11-24"


@dataclass(frozen=True, slots=True)
class DayReader:
    """How days are read here and now: today, the order of numeric dates (None is unknown), and where week and fiscal year begin."""

    today: date
    order: str | None = None
    past: bool = False
    week_start: int = 0
    fiscal_start_month: int = 1

    def read(self, text: str) -> date:
        """Return the day meant; raises NotReadable, with what to write instead, for everything that does not name one single day."""
        day = self.look(text)
        if day is not None:
            return day
        said = " ".join(text.split())[:40]
        if said.lower() in _MONTH or _HALF_A_DAY.fullmatch(said.lower()):
            raise NotReadable(f"“{said}” needs both a day and a month: {_EXAMPLES}.")
        slip = misspelt_day(said.split(" ")[-1])
        raise NotReadable(f"“{said}” is not a day. Did you mean {slip}?" if slip else f"“{said}” is not a day: {_EXAMPLES}.")

    def look(self, text: str) -> date | None:
        """Return the day meant, None for text that is no date at all; raises NotReadable for a date that is wrong or ambiguous."""
        said = " ".join(text.lower().split())
        if len(said) > 40:
            return None
        for shape, meaning in _GRAMMAR:
            found = shape.fullmatch(said)
            if found:
                return meaning(found, self)
        return None


def read_day(
    text: str, *, today: date, order: str | None = None, past: bool = False, week_start: int = 0, fiscal_start_month: int = 1
) -> date:
    """Return the day meant by typed text (grammar: see the module); `order` is dmy, mdy, ymd or None.

    Raises NotReadable with a sentence for anything without an explicit day, for impossible days, and for numeric dates of unknown order.
    """
    return DayReader(today, order, past, week_start, fiscal_start_month).read(text)


def misspelt_day(word: str, *, sure: bool = False) -> str | None:
    """Return the word for a day that a word is a slip of; None where it is one of these, or of none.

    SURE leaves out what is as likely a word of its own: of the short words for days nearly every neighbour is one (web, due, sum).
    """
    said = word.lower()
    if said in _WEEKDAY or said in _NAMED_DAYS:
        return None
    if said in _USUAL_SLIPS:
        return _USUAL_SLIPS[said]
    near = nearest(said, (*_NAMED_DAYS, *_LONG_DAYS)) or ([] if sure else nearest(said, WEEKDAYS))
    return near[0] if near else None


def day_name(day: date) -> str:
    """Return a day as people check it: Tue 24 Nov 2026."""
    return f"{WEEKDAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()} {day.year}"


def _exact(year_: int, month_: int, day: int) -> date:
    if not FIRST_YEAR <= year_ <= LAST_YEAR:
        raise NotReadable(f"The year {year_} is too far away; use one from {FIRST_YEAR} to {LAST_YEAR}.")
    try:
        return date(year_, month_, day)
    except ValueError:
        raise NotReadable(f"There is no day {day} in month {month_} of {year_}.") from None


def _without_year(reader: DayReader, month_: int, day: int) -> date:
    """Return the day nearest to now that fits; eight years around now hold a 29 February, 1900 and 2100 included."""
    fitting: list[date] = []
    for year_ in range(reader.today.year - 8, reader.today.year + 9):
        try:
            fitting.append(date(year_, month_, day))
        except ValueError:
            continue
    if not fitting:
        raise NotReadable(f"There is no day {day} in month {month_}.")
    if reader.past:
        return max(found for found in fitting if found <= reader.today + _NEAR)
    return min(found for found in fitting if found >= reader.today - _NEAR)


def _shifted(reader: DayReader, number: int, unit: str) -> date:
    try:
        if unit.startswith("m"):
            day = reader.today + relativedelta(months=number)
        else:
            day = reader.today + number * (timedelta(weeks=1) if unit.startswith("w") else DAY)
    except (OverflowError, ValueError):
        raise NotReadable("That day is too far away.") from None
    return _exact(day.year, day.month, day.day)


def _relative(found: re.Match[str], reader: DayReader) -> date:
    number = 1 if found["number"] in {"a", "one"} else int(found["number"])
    backwards = found["sign"] == "-" if "sign" in found.re.groupindex else found.string.endswith("ago")
    return _shifted(reader, -number if backwards else number, found["unit"])


def _weekday(found: re.Match[str], reader: DayReader) -> date:
    number, which = _WEEKDAY[found["weekday"]], found["which"]
    start = week(reader.today, reader.week_start).start
    in_week = start + timedelta(days=(number - reader.week_start) % 7)
    if which == "this":
        return in_week
    if which == "next":
        return in_week + timedelta(weeks=1)
    back = (reader.today.weekday() - number) % 7
    if which == "last":
        return reader.today - timedelta(days=back or 7)
    return reader.today - timedelta(days=back) if reader.past else reader.today + timedelta(days=7 - back)


def _named(found: re.Match[str], reader: DayReader) -> date:
    month_, number = _MONTH[found["month"]], int(found["day"])
    if found["year"] and len(found["year"]) != 4:
        raise NotReadable(f"“{found.string}” may mean two things; write the year with four digits.")
    day = _exact(int(found["year"]), month_, number) if found["year"] else _without_year(reader, month_, number)
    weekday = found["weekday"]
    if weekday and _WEEKDAY[weekday] != day.weekday():
        raise NotReadable(f"{day_name(day)[4:]} is a {_LONG_DAYS[day.weekday()].title()}, not a {weekday.title()}.")
    return day


def _numeric(found: re.Match[str], reader: DayReader) -> date | None:
    first, second, year_ = int(found["first"]), int(found["second"]), found["year"]
    if year_ is None and not (1 <= min(first, second) <= 12 and max(first, second) <= 31):
        return None  # 99.50 is a price, not a day
    if reader.order is None:
        return _only_reading(found.string, reader)
    if reader.order == "ymd" and year_ is not None:
        raise NotReadable(f"“{found.string}” may be read in two ways; write 2026-11-24 or 24 nov.")
    if year_ is not None and len(year_) != 4:
        raise NotReadable(f"“{found.string}” has no clear year; write it with four digits.")
    day, month_ = (first, second) if reader.order == "dmy" else (second, first)
    if not 1 <= month_ <= 12:
        raise NotReadable(f"“{found.string}” has no month {month_}; dates are read as {reader.order} here.")
    return _exact(int(year_), month_, day) if year_ else _without_year(reader, month_, day)


def _only_reading(text: str, reader: DayReader) -> date:
    """Return the day of a numeric date that can be read in one way only (20/12, 12-20, 5/5); raises NotReadable with both readings."""
    found = readings(text, reader)
    if text == "24/7":
        raise NotReadable("“24/7” may be a day or round the clock; write 24 jul, or put it in quotes.")
    if not found:
        raise NotReadable(f"There is no day {text}, whichever number is the month.")
    years = _SHORT_YEAR.search(text)
    if len(found) == 1 and years is None:
        return found[0]
    raise NotReadable(f"“{text}” may be read in two ways; write {' or '.join(map(_written, found))}.")


_SHORT_YEAR = re.compile(r"[./-][0-9]{1,2}[./-][0-9]{1,3}$")


def readings(text: str, reader: DayReader) -> tuple[date, ...]:
    """Return the days a numeric date such as 3/4 may mean, day first; none for any other text. A year of two digits is of this century."""
    shape = _NUMERIC.fullmatch(text)
    if shape is None:
        return ()
    first, second, year_ = int(shape["first"]), int(shape["second"]), shape["year"]
    found: list[date] = []
    for day, month_ in ((first, second), (second, first)):
        try:
            found.append(_exact(int(year_) + (2000 if len(year_) < 3 else 0), month_, day) if year_ else _without_year(reader, month_, day))
        except NotReadable:
            continue
    return tuple(dict.fromkeys(found))


def _written(day: date) -> str:
    """Return a day as it can be typed: 3 apr 2027."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _iso_week_day(found: re.Match[str], _reader: DayReader) -> date:
    try:
        day = date.fromisocalendar(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise NotReadable(f"There is no day {found.string.upper()}.") from None
    return _exact(day.year, day.month, day.day)


def _not_a_day(found: re.Match[str], _reader: DayReader) -> date:
    raise NotReadable(f"“{found.string}” is a week or longer, not a day: {_EXAMPLES}.")


def _end_of_week(_found: re.Match[str], reader: DayReader) -> date:
    day = week(reader.today, reader.week_start).start + timedelta(days=4)
    return day if day >= reader.today else day + timedelta(weeks=1)


_DAY_NAME = f"(?P<weekday>{'|'.join(sorted(_WEEKDAY, key=len, reverse=True))})"
_MONTH_NAME = f"(?P<month>{'|'.join(sorted(_MONTH, key=len, reverse=True))})\\.?"
_NUMERIC = re.compile("(?P<first>[0-9]{1,2})(?P<by>[./-])(?P<second>[0-9]{1,2})(?:\\.?|(?P=by)(?P<year>[0-9]{1,4}))")
_NUMBER = "(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_UNIT = "(?P<unit>days?|weeks?|months?)"
_COUNT = "(?P<number>[0-9]{1,4}|a|one)"
_HALF_A_DAY = re.compile(
    rf"[0-9]{{1,4}}(?:st|nd|rd|th)?|(?:[0-9]{{4}} )?{_MONTH_NAME}(?: [0-9]{{4}})?|[0-9]{{4}}-[0-9]{{2}}|{_DAY_NAME} [0-9]{{1,2}}"
)

_Meaning = Callable[[re.Match[str], DayReader], date | None]
_SHAPES: tuple[tuple[str, _Meaning], ...] = (
    ("([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", lambda found, _: _exact(int(found[1]), int(found[2]), int(found[3]))),
    ("([0-9]{4})([0-9]{2})([0-9]{2})", lambda found, _: _exact(int(found[1]), int(found[2]), int(found[3]))),
    ("([0-9]{4})-?w([0-9]{2})-?([0-9])", _iso_week_day),
    ("[0-9]{4}-?w[0-9]{1,2}|(?:this|next|last) (?:week|month|quarter|year)|[0-9]{4}-?q[1-4]|q[1-4](?: [0-9]{4})?", _not_a_day),
    ("today", lambda _, reader: reader.today),
    ("tomorrow|tmr|tom", lambda _, reader: reader.today + DAY),
    ("yesterday", lambda _, reader: reader.today - DAY),
    ("eow|end of (?:the )?week", _end_of_week),
    ("eom|end of (?:the )?month", lambda _, reader: month(reader.today).last),
    ("eoq", lambda _, reader: quarter(reader.today, reader.fiscal_start_month).last),
    ("eoy", lambda _, reader: year(reader.today, reader.fiscal_start_month).last),
    (f"(?:(?P<which>this|next|last) )?{_DAY_NAME}", _weekday),
    ("(?P<sign>[+-])(?P<number>[0-9]{1,4}) ?(?P<unit>days?|d|weeks?|w)", _relative),
    (f"in {_COUNT} {_UNIT}", _relative),
    (f"{_COUNT} {_UNIT} ago", _relative),
    (f"(?:{_DAY_NAME},? )?{_NUMBER}[ -]?{_MONTH_NAME}(?:[ -](?P<year>[0-9]{{2,4}}))?", _named),
    (f"(?:{_DAY_NAME},? )?{_MONTH_NAME}[ -]?{_NUMBER}(?:(?:, ?|[ -])(?P<year>[0-9]{{2,4}}))?", _named),
    ("(?P<first>[0-9]{1,2})(?P<by>[./-])(?P<second>[0-9]{1,2})(?P=by)(?P<year>[0-9]{1,4})", _numeric),
    ("(?P<first>[0-9]{1,2})[./-](?P<second>[0-9]{1,2})\\.?(?P<year>(?!))?", _numeric),
)
_GRAMMAR = tuple((re.compile(shape), meaning) for shape, meaning in _SHAPES)
