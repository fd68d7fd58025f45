"""Owns how people write a time of day and an effort: `14:00`, `2pm`, `30m`, `1h30`."""

from __future__ import annotations

import re
from datetime import time
from fractions import Fraction

from sprintsales.domain.dates import MONTHS
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.money import rounded

LONGEST = 24 * 60  # minutes in one item

_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:(?P<by>[:.])(?P<minute>[0-9]{2}))? ?(?P<half>am|pm)?")
_DURATIONS = (
    re.compile(r"(?P<minutes>[0-9]{1,4})(?:m|min|mins| ?minutes?| mins?)"),
    re.compile(r"(?P<hours>[0-9]{1,2})(?:[.,](?P<fraction>[0-9]{1,2}))?(?:h|hrs?| ?hours?| hrs?)"),
    re.compile(r"(?P<hours>[0-9]{1,2})h ?(?P<minutes>[0-9]{1,2})(?:m|min)?"),
)
_IN_WORDS = {
    "half an hour": 30, "half hour": 30, "an hour": 60, "one hour": 60, "quarter of an hour": 15,
}  # fmt: skip
_SPAN = re.compile(r"(?P<start>[0-9]{1,2}(?::[0-9]{2})?) ?[-–] ?(?P<end>[0-9]{1,2}:[0-9]{2})")
_LONG = 8
"""Hours of one piece of work; 14h is a time of day in half of Europe."""


def read_span(text: str) -> tuple[int, time] | None:
    """Return the minutes and the beginning of 14:00-15:30, None for other text; raises NotReadable for one that ends before it begins."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    start = read_time(found["start"] if ":" in found["start"] else f"{found['start']}:00")
    end = read_time(found["end"])
    if start is None or end is None:
        return None
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    if minutes < 1:
        raise NotReadable(f"“{text}” ends before it begins; write such as 14:00-15:30.")
    return minutes, start


def read_time(text: str) -> time | None:
    """Return the time of day written as 14:00, 2pm, 2:30 pm or 14.30, None for other text.

    Raises NotReadable for an hour that does not exist and for 10.11, which may be a date.
    """
    found = _CLOCK.fullmatch(text.lower())
    if not found or (not found["half"] and not found["minute"]):
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if not half and found["by"] == ".":
        if hour > 23 or minute > 59:
            return None  # 24.11 is a day, 99.50 a price
        if 1 <= minute <= 12 and hour:
            turned = f" or {minute} {MONTHS[hour - 1]}" if hour <= 12 and hour != minute else ""
            raise NotReadable(f"“{text}” may be a time or a date; write {hour}:{minute:02d} or {hour} {MONTHS[minute - 1]}{turned}.")
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise NotReadable(f"There is no time {text}.")
    return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)


def read_minutes(text: str) -> int | None:
    """Return the minutes written as 30m, 90min, 2h, 1.5h, 1h30 or 45 minutes (small letters: 3M is a name), None for other text.

    Raises NotReadable for none at all, for more than a day, and for 14h, which may be a time of day.
    """
    if text in _IN_WORDS:
        return _IN_WORDS[text]
    found = next((found for shape in _DURATIONS if (found := shape.fullmatch(text))), None)
    if not found:
        return None
    parts = found.groupdict()
    hours = Fraction(f"{parts.get('hours') or 0}.{parts.get('fraction') or 0}")  # exact: 1.15h is 69 minutes on every machine
    total = rounded(hours * 60) + int(parts.get("minutes") or 0)
    if not 1 <= total <= LONGEST:
        raise NotReadable(f"“{text}” is no effort for one item; use 1 minute to 24 hours.")
    if _LONG < total // 60 < 24 and re.fullmatch("[0-9]{1,2}h(?:[0-9]{2})?", text):
        raise NotReadable(f"“{text}” may be a time or an effort; write {total // 60}:{total % 60:02d} or {total}m.")
    return total
