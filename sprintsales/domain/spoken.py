"""Owns how single values are said in a sentence: amounts, days, efforts, shares, and how long ago something was."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sprintsales.domain.dates import MONTHS
from sprintsales.domain.money import SYMBOLS, digits
from sprintsales.domain.periods import WEEKDAYS

MINUS = "−"
_HALF_YEAR = timedelta(days=183)
_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def money(minor: int, currency: str) -> str:
    """Return an amount of minor units in full, with cents only where there are some: €48,200, CHF 12.50."""
    places = digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{MINUS if minor < 0 else ''}{symbol}{whole:,}{f'.{rest:0{places}d}' if rest else ''}"


def priced(minor: int, currency: str) -> str:
    """Return an amount of minor units with the currency's code, as reports write it: EUR 48,200, CHF 12.50."""
    places = digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    return f"{currency} {MINUS if minor < 0 else ''}{whole:,}{f'.{rest:0{places}d}' if rest else ''}"


def day(on: date, today: date) -> str:
    """Return a day: Fri 20 Nov, with its year instead of the weekday where it is more than half a year away."""
    text = f"{on.day} {MONTHS[on.month - 1].title()}"
    return f"{text} {on.year}" if abs(on - today) > _HALF_YEAR else f"{WEEKDAYS[on.weekday()].title()} {text}"


def effort(minutes: int) -> str:
    """Return minutes as people say them: 30m, 1h, 1h 30."""
    hours, rest = divmod(minutes, 60)
    return f"{rest}m" if not hours else f"{hours}h" + (f" {rest:02d}" if rest else "")


def clock(minute: int) -> str:
    """Return a minute of the day as a time: 14:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def percent(per_mille: int) -> str:
    """Return a share given in per mille: 60 %, 62.5 %."""
    whole, rest = divmod(per_mille, 10)
    return f"{whole}{f'.{rest}' if rest else ''} %"


def ago(then: datetime, now: datetime) -> str:
    """Return how long ago a moment was: just now, 2 minutes ago, 3 hours ago; clocks that disagree make it just now, never the future."""
    seconds = int((now - then).total_seconds())
    for length, word in _STEPS:
        if seconds >= length:
            count = seconds // length
            return f"{count} {word}{'' if count == 1 else 's'} ago"
    return "just now"
