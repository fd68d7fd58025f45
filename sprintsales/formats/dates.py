"""Dates and moments of foreign files: a column has one order, decided by all its values; what could be two days is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from sprintsales.domain.errors import NotReadable
from sprintsales.formats.amounts import quoted

DateOrder = Literal["ymd", "dmy", "mdy", "epoch", "excel"]
DATE_ORDERS: tuple[DateOrder, ...] = ("ymd", "dmy", "mdy", "epoch", "excel")
FIRST_YEAR, LAST_YEAR = 1900, 2199

_LENGTH_CAP = 64
_SPOKEN: dict[DateOrder, str] = {
    "ymd": "year first (2026-11-25)",
    "dmy": "day first (25.11.2026)",
    "mdy": "month first (11/25/2026)",
    "epoch": "seconds or milliseconds since 1970",
    "excel": "days as Excel counts them",
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janner janv janvier gen gennaio ene enero janeiro januari",
            "feb february februar febr febbraio fev fevr fevrier febrero fevereiro februari",
            "mar march mrz marz maerz mars marzo marco mrt maart",
            "apr april avr avril aprile abr abril",
            "may mai mag maggio mayo maio mei",
            "jun june juni juin giu giugno junio junho",
            "jul july juli juil juillet lug luglio julio julho",
            "aug august aout ago agosto augustus",
            "sep sept september septembre set settembre septiembre setembro",
            "oct october okt oktober octobre ott ottobre octubre out outubro",
            "nov november novembre noviembre novembro",
            "dec december dez dezember decembre dic dicembre diciembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}

_NUMERIC = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NAME = r"([^\W\d_]{3,12})\.?"
_GAP = r"(?:\s*[-/,]\s*|\s+(?:de\s+|del\s+)?)"
_DAY_NAMED = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th|\.|º|er)?(?:{_GAP})?{_NAME}{_GAP}([0-9]{{4}})")
_MONTH_NAMED = re.compile(rf"{_NAME}(?:{_GAP})?([0-9]{{1,2}})(?:st|nd|rd|th)?{_GAP}([0-9]{{4}})")
_YEAR_NAMED = re.compile(rf"([0-9]{{4}}){_GAP}{_NAME}{_GAP}([0-9]{{1,2}})")
_TIME = re.compile(
    r"(?:(?<=[0-9])[Tt]|,?\s+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"\s*([AaPp])?(?(5)\.?[Mm]\.?)\s*(Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
)
_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}")
_EPOCH = re.compile(r"([0-9]{9,10}|[0-9]{12,13})(?:\.[0-9]+)?")
_EXCEL = re.compile(r"([0-9]{5,6})(\.[0-9]+)?")
_EXCEL_START = date(1899, 12, 30)  # Excel believes that 1900 was a leap year


@dataclass(frozen=True, slots=True)
class DateGuess:
    """The order of a date column: `order` None and `ambiguous` asks a person, None without it means that nothing is a date."""

    order: DateOrder | None
    ambiguous: bool
    why: str


def read_date(text: str, order: DateOrder) -> date | None:
    """The civil date of a cell read in its column's order, None for a blank cell.

    A time behind the date is checked and left out: the date is the one written, whatever its zone; epoch values give the UTC date.
    Raises NotReadable for anything else: another order, two-digit years, days that do not exist, years outside 1900-2199.
    """
    if not text or text.isspace():
        return None
    return _date(text, order)


def read_until(text: str, order: DateOrder) -> date | None:
    """Like read_date for the end of something: far-off years that databases write for 'no end' (9999, 2999) give None."""
    stripped = text.strip()
    if re.match(r"(?:9999|2999|3000|4000)[-/.]?12[-/.]?31|31[-/.]12[-/.](?:9999|2999|3000|4000)|12/31/(?:9999|2999|3000|4000)", stripped):
        return None
    return read_date(text, order)


def read_moment(text: str, order: DateOrder, zone: ZoneInfo) -> tuple[datetime, bool] | None:
    """The moment in UTC and whether the text named its zone; None for a blank cell.

    Without a zone the time is the one on a clock in `zone`; a time the clock shows twice is the first of the two, one that it skips is
    counted from before the gap. A date alone is its first minute there (see has_time). Raises NotReadable.
    """
    if not text or text.isspace():
        return None
    return _moment(text, order, zone)


def has_time(text: str) -> bool:
    """Whether a readable date cell also tells a time of day."""
    stripped = text.strip()
    return (
        _TIME.search(stripped) is not None or _EPOCH.fullmatch(stripped) is not None or bool(re.fullmatch(r"[0-9]{5,6}\.[0-9]+", stripped))
    )


def date_order(samples: Iterable[str]) -> DateGuess:
    """The order in which a column writes its dates, decided by all values: one above 12 in a place settles it for the column.

    Values that are no dates in any order say nothing here; they are refused where they are read.
    """
    possible: dict[frozenset[DateOrder], str] = {}
    matters = ""
    for text in set(samples):
        orders = _possible(text.strip())
        if orders:
            possible.setdefault(orders, text)
            if orders == _EITHER and not matters and not _same_either_way(text):
                matters = text
    if not possible:
        return DateGuess(None, False, "no value is a date")
    common = frozenset.intersection(*possible)
    if not common:
        ways = sorted(possible.values())
        return DateGuess(None, True, f"the column mixes orders: {quoted(ways[0])} and {quoted(ways[1])}")
    if common == {"excel"}:
        return DateGuess(None, True, f"{quoted(possible[common])} may be a day as Excel counts them; name the format excel if it is")
    if common == _EITHER and matters:
        return DateGuess(None, True, f"{quoted(matters)} may be day first or month first")
    if common == _EITHER:
        return DateGuess("dmy", False, f"{quoted(possible[common])} is the same day in either order")
    (order,) = common
    return DateGuess(order, False, f"{quoted(possible[common])} is {_SPOKEN[order]}")


_EITHER: frozenset[DateOrder] = frozenset({"dmy", "mdy"})
_ONLY: dict[DateOrder, frozenset[DateOrder]] = {order: frozenset({order}) for order in DATE_ORDERS}


def _same_either_way(text: str) -> bool:
    found = _NUMERIC.match(text.strip())
    return found is None or int(found[1]) == int(found[3])


def _possible(text: str) -> frozenset[DateOrder]:
    if len(text) > _LENGTH_CAP:
        return frozenset()
    found = _NUMERIC.match(text)
    if found is not None:
        first, second = int(found[1]), int(found[3])
        if len(found[1]) == 4:
            return _ONLY["ymd"] if second <= 12 else frozenset()
        if len(found[4]) != 4:
            return frozenset()
        day_first, month_first = first <= 31 and second <= 12, first <= 12 and second <= 31
        return _EITHER if day_first and month_first else _ONLY["dmy"] if day_first else _ONLY["mdy"] if month_first else frozenset()
    if _EPOCH.fullmatch(text):
        return _ONLY["epoch"]
    if _EXCEL.fullmatch(text):
        return _ONLY["excel"]
    for order in ("ymd", "dmy"):
        if _readable(text, order):
            return _EITHER if order == "dmy" else _ONLY["ymd"]
    return frozenset()


def _readable(text: str, order: DateOrder) -> bool:
    try:
        return read_date(text, order) is not None
    except NotReadable:
        return False


@lru_cache(maxsize=65536)  # few days, many cells; what is kept is short, because long cells are refused
def _date(text: str, order: DateOrder) -> date:
    if order == "ymd" and len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
        with suppress(ValueError):  # told below in words
            return _in_range(date.fromisoformat(text), text)
    return _split(text, order)[0]


@lru_cache(maxsize=65536)
def _moment(text: str, order: DateOrder, zone: ZoneInfo) -> tuple[datetime, bool]:
    if order == "ymd" and _ISO_MOMENT.fullmatch(text):  # what programs write, four times as fast
        with suppress(ValueError):  # told below in words
            at = datetime.fromisoformat(text).replace(tzinfo=zone)
            if FIRST_YEAR <= at.year <= LAST_YEAR:
                return at.astimezone(UTC), False
    day, clock, offset = _split(text, order)
    at = datetime(day.year, day.month, day.day, tzinfo=zone if offset is None else offset)
    # Wall-clock arithmetic within one zone, then UTC: this is what makes 10:00 ten o'clock on either side of a change of clocks.
    return (at + clock).astimezone(UTC), offset is not None


def _split(text: str, order: DateOrder) -> tuple[date, timedelta, timezone | None]:
    """The day, the time of day and the zone of a cell."""
    stripped = text.strip()
    if len(text) > _LENGTH_CAP:
        raise NotReadable(f"{quoted(text)} is too long for a date.")
    if order == "epoch":
        return _since_1970(stripped)
    if order == "excel":
        return _by_excel(stripped)
    found = _TIME.search(stripped)
    clock, offset = (timedelta(), None) if found is None else _clock(found, text)
    written = stripped if found is None else stripped[: found.start()]
    return _in_range(_day(written, order, text), text), clock, offset


def _day(written: str, order: DateOrder, text: str) -> date:
    numeric = _NUMERIC.fullmatch(written) or (_COMPACT.fullmatch(written) if order == "ymd" else None)
    if numeric is not None:
        groups = numeric.groups()
        first, second, third = groups[0], groups[-2], groups[-1]
        if len(first) < 4 and len(third) < 4:
            raise NotReadable(f"{quoted(text)} has no year of four figures. Write it as 2026-11-25.")
        if (len(first) == 4) != (order == "ymd") or len(first) == len(third):
            raise NotReadable(f"{quoted(text)} does not fit a column that is {_SPOKEN[order]}.")
        if order == "ymd":
            return _built(first, second, third, text)
        return _built(third, second, first, text) if order == "dmy" else _built(third, first, second, text)
    if order == "ymd":
        named = _YEAR_NAMED.fullmatch(written)
        year, month, day = (named[1], named[2], named[3]) if named else ("", "", "")
    else:
        named = _DAY_NAMED.fullmatch(written)
        year, month, day = (named[3], named[2], named[1]) if named else ("", "", "")
        if named is None and (named := _MONTH_NAMED.fullmatch(written)):
            year, month, day = named[3], named[1], named[2]
    number = _MONTHS.get("".join(sign for sign in unicodedata.normalize("NFKD", month.casefold()) if not unicodedata.combining(sign)))
    if named is None or number is None:
        raise NotReadable(f"{quoted(text)} is not a date that is {_SPOKEN[order]}.")
    return _built(year, str(number), day, text)


def _built(year: str, month: str, day: str, text: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotReadable(f"{quoted(text)} is not a day of the calendar (month {int(month)}, day {int(day)}).") from None


def _in_range(day: date, text: str) -> date:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise NotReadable(f"{quoted(text)} is outside the years {FIRST_YEAR} to {LAST_YEAR}.")


def _clock(found: re.Match[str], text: str) -> tuple[timedelta, timezone | None]:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            raise NotReadable(f"{quoted(text)} has no hour {hour} in the {'morning' if found[5] in 'aA' else 'afternoon'}.")
        hour = hour % 12 + (12 if found[5] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise NotReadable(f"{quoted(text)} has no such time of day.")
    part = timedelta(microseconds=int((found[4] or "0").ljust(6, "0")[:6]))
    return timedelta(hours=hour, minutes=minute, seconds=second) + part, _offset(found[6], text)


def _offset(written: str | None, text: str) -> timezone | None:
    if written is None:
        return None
    if written[0] not in "+-":
        return UTC
    hours, minutes = int(written[1:3]), int(written[3:].strip(":") or 0)
    if hours > 14 or minutes > 59:
        raise NotReadable(f"{quoted(text)} names a zone that does not exist.")
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if written[0] == "-" else 1))


def _since_1970(written: str) -> tuple[date, timedelta, timezone | None]:
    found = _EPOCH.fullmatch(written)
    if found is None:
        raise NotReadable(f"{quoted(written)} is not a count of {_SPOKEN['epoch']}.")
    count = int(found[1])
    passed = timedelta(milliseconds=count) if len(found[1]) > 10 else timedelta(seconds=count)
    return _in_range(date(1970, 1, 1) + timedelta(days=passed.days), written), passed - timedelta(days=passed.days), UTC


def _by_excel(written: str) -> tuple[date, timedelta, timezone | None]:
    found = _EXCEL.fullmatch(written)
    if found is None:
        raise NotReadable(f"{quoted(written)} is not a count of {_SPOKEN['excel']}.")
    clock = timedelta(seconds=round(float(f"0{found[2] or '.0'}") * 86_400))
    return _in_range(_EXCEL_START + timedelta(days=int(found[1])), written), clock, None
