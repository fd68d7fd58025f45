"""Numbers, money and days as reports write them: for people, and for documents that programs read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction

from sprintsales.domain.money import digits, major, rounded
from sprintsales.domain.periods import WEEKDAYS, Period

DASH = "–"
MINUS = "−"
BARS = "▁▂▃▄▅▆▇█"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(minor: int | Fraction | float | None, currency: str) -> str | None:
    """Return an amount of minor units as a string of major units with the currency's decimals; None stays unknown."""
    return None if minor is None else major(minor if isinstance(minor, int) else rounded(Fraction(minor)), currency)


def iso(day: date | None) -> str | None:
    """Return a day as YYYY-MM-DD."""
    return None if day is None else day.isoformat()


def moment(at: datetime | None) -> str | None:
    """Return a moment in UTC as ISO, to the second."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds")


def number(value: int | Fraction | float | None) -> int | float | None:
    """Return a number as JSON has it, unrounded; None stays unknown."""
    return float(value) if isinstance(value, Fraction) else value


def period_document(period: Period, kind: str | None = None) -> dict[str, object]:
    """Return a half-open period with its kind."""
    named = {} if kind is None else {"kind": kind}
    return {**named, "start": period.start.isoformat(), "end": period.end.isoformat()}


def amount(minor: int | Fraction | float | None, currency: str) -> str:
    """Return an amount for reading: 48,200 with cents only where there are some; unknown is a dash."""
    if minor is None:
        return DASH
    whole_minor = minor if isinstance(minor, int) else rounded(Fraction(minor))
    places = digits(currency)
    whole, rest = divmod(abs(whole_minor), 10**places)
    tail = f".{rest:0{places}d}" if rest else ""
    return f"{MINUS if whole_minor < 0 else ''}{whole:,}{tail}"


def priced(minor: int | Fraction | float | None, currency: str) -> str:
    """Return an amount with its currency for reading: EUR 86,200; unknown is a dash."""
    return DASH if minor is None else f"{currency} {amount(minor, currency)}"


def whole(minor: int | Fraction | float | None, currency: str) -> str:
    """Return an amount for reading without its cents: of goals and means, where cents say nothing."""
    if minor is None:
        return DASH
    unit = 10 ** digits(currency)
    return amount(rounded(Fraction(minor) / unit) * unit, currency)


def value_words(value: object) -> str:
    """Return a value as it stands in a sentence: an amount with its thousands apart, nothing as empty."""
    text = "empty" if value is None else str(value)
    whole, _, rest = text.removeprefix("-").partition(".")
    if isinstance(value, str) and whole.isdigit() and rest.isdigit():
        return f"{'-' if text[0] == '-' else ''}{int(whole):,}{f'.{rest}' if rest.strip('0') else ''}"
    return text


def count(value: int | None) -> str:
    """Return a count for reading; 0 is 0, unknown a dash."""
    return DASH if value is None else f"{MINUS if value < 0 else ''}{abs(value):,}"


def percent(share: Fraction | float | None, places: int = 1) -> str:
    """Return a share in percent for reading; no share is a dash, never 0 %."""
    if share is None:
        return DASH
    return tenths(Fraction(share) * 100, places) + " %"


def tenths(value: Fraction | float | None, places: int = 1) -> str:
    """Return a number with one decimal, halves away from zero, for reading."""
    if value is None:
        return DASH
    scaled = rounded(Fraction(value) * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{MINUS if scaled < 0 else ''}{whole:,}" + (f".{rest:0{places}d}" if places else "")


def spark(values: Sequence[int | float | Fraction | None]) -> str:
    """Return a line of small bars, the highest value full, nothing and less at the foot; no number is an empty place."""
    top = max((float(value) for value in values if value is not None), default=0.0)
    steps = [None if value is None else 0 if top <= 0 else max(0, min(7, int(float(value) / top * 8))) for value in values]
    return "".join(" " if step is None else BARS[step] for step in steps)


def day(on: date | None, today: date) -> str:
    """Return a day for reading: Fri 20 Nov, with the year instead of the weekday where it is half a year away; unknown is a dash."""
    if on is None:
        return DASH
    text = f"{on.day} {_MONTHS[on.month - 1]}"
    return f"{text} {on.year}" if abs((on - today).days) > 183 else f"{WEEKDAYS[on.weekday()].title()} {text}"


def brief(on: date | None, today: date) -> str:
    """Return a day for a narrow column: 20 Nov, with the year where it is half a year away; unknown is a dash."""
    text = day(on, today)
    return text if on is None or abs((on - today).days) > 183 else text.split(" ", maxsplit=1)[1]


def days_through(period: Period) -> str:
    """Return a period with its last day included: 1 Oct 2026 – 31 Dec 2026."""
    first, last = period.start, period.last
    end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    return end if first == last else f"{first.day} {_MONTHS[first.month - 1]} {first.year} – {end}"
