"""Numbers, money, days and durations as the team's locale writes them; what is not known is a dash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sprintsales.domain.money import SYMBOLS, digits, rounded

DASH = "–"
MINUS = "−"
_NEAR = timedelta(days=14)  # inside two weeks a weekday says more than a month
_HALF_YEAR = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Locale:
    """How one team writes numbers and days."""

    decimal: str = "."
    thousands: str = ","
    symbol_first: bool = True
    symbol_gap: str = ""
    day_mark: str = ""
    weekdays: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months: tuple[str, ...] = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


ENGLISH = Locale()

# From this many whole units on: divisor, letter, and how many digits stay significant below the next step.
_STEPS = ((10**9, "B"), (10**6, "M"), (10**3, "k"))
_SHORT_FROM = 10_000  # below it the full amount is as short: €9,400


def count(number: int | None, locale: Locale = ENGLISH) -> str:
    """A count with the thousands parted: `1,240`; None is a dash, 0 is 0."""
    if number is None:
        return DASH
    return ("" if number >= 0 else MINUS) + _parted(str(abs(number)), locale)


def money_full(minor: int | None, currency: str, locale: Locale = ENGLISH) -> str:
    """An amount of MINOR units in full: `€48,200`, with its cents only where there are some: `€48,200.50`."""
    if minor is None:
        return DASH
    places = digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    text = _parted(str(whole), locale)
    if rest:
        text += f"{locale.decimal}{rest:0{places}d}"
    return _with_symbol(text, minor, currency, locale)


def money_short(minor: int | None, currency: str, locale: Locale = ENGLISH) -> str:
    """An amount of MINOR units in at most seven columns: `€9,400`, `€48k`, `€1.24M`, halves away from zero."""
    if minor is None:
        return DASH
    amount = Fraction(abs(minor), 10 ** digits(currency))  # rounded once, at the end
    units = rounded(amount)
    text = _parted(str(units), locale) if units < _SHORT_FROM else _stepped(amount, locale)
    return _with_symbol(text, minor if units else 0, currency, locale)


def _stepped(amount: Fraction, locale: Locale) -> str:
    """Thousands without decimals, above that three digits; 999,600 is not 1000k but 1M."""
    scaled, places, letter = 0, 0, ""
    for step, letter in reversed(_STEPS):
        places = 0 if letter == "k" else max(0, 3 - len(str(amount.numerator // (amount.denominator * step))))
        scaled = rounded(amount * 10**places / step)
        if scaled < 1000 * 10**places:
            break
    whole, rest = divmod(scaled, 10**places)
    tail = f"{rest:0{places}d}".rstrip("0") if rest else ""
    return f"{whole}{locale.decimal + tail if tail else ''}{letter}"


def _with_symbol(text: str, minor: int, currency: str, locale: Locale) -> str:
    symbol = SYMBOLS.get(currency)
    gap = locale.symbol_gap
    if symbol is None:
        symbol, gap = currency, " "
    amount = f"{symbol}{gap}{text}" if locale.symbol_first else f"{text}{gap or ' '}{symbol}"
    return (MINUS if minor < 0 else "") + amount


def _parted(figures: str, locale: Locale) -> str:
    head = len(figures) % 3
    groups = [figures[:head]] if head else []
    groups += [figures[at : at + 3] for at in range(head, len(figures), 3)]
    return locale.thousands.join(groups)


def day(on: date | None, today: date, locale: Locale = ENGLISH) -> str:
    """A day in six columns: `Fri 20` inside two weeks, `8 Jan` beyond, `8 Jan 2028` where the nearest 8 January is another one."""
    if on is None:
        return DASH
    if abs(on - today) < _NEAR:
        return f"{locale.weekdays[on.weekday()]} {on.day}{locale.day_mark}"
    return _day_and_month(on, today, locale)


def day_with_month(on: date | None, today: date, locale: Locale = ENGLISH) -> str:
    """A day for tables: `Fri 20 Nov`, with its year instead of the weekday where the nearest such day is another one."""
    if on is None:
        return DASH
    text = _day_and_month(on, today, locale)
    return text if abs(on - today) > _HALF_YEAR else f"{locale.weekdays[on.weekday()]} {text}"


def days_between(first: date, last: date, locale: Locale = ENGLISH, *, weekdays: bool = True) -> str:
    """The days FIRST to LAST, both included: `Mon 16 – Fri 20 Nov`, or `16–20 Nov` without weekdays."""
    if weekdays:
        names = locale.weekdays
        start = f"{names[first.weekday()]} {first.day}{locale.day_mark}" + (
            "" if first.month == last.month else f" {locale.months[first.month - 1]}"
        )
        return f"{start} – {names[last.weekday()]} {last.day}{locale.day_mark} {locale.months[last.month - 1]}"
    if first.month == last.month:
        return f"{first.day}–{last.day}{locale.day_mark} {locale.months[last.month - 1]}"
    return f"{first.day}{locale.day_mark} {locale.months[first.month - 1]} – {last.day}{locale.day_mark} {locale.months[last.month - 1]}"


def _day_and_month(on: date, today: date, locale: Locale) -> str:
    text = f"{on.day}{locale.day_mark} {locale.months[on.month - 1]}"
    return text if abs(on - today) <= _HALF_YEAR else f"{text} {on.year}"


def clock(moment: datetime | None) -> str:
    """The hour and minute of a moment already in the reader's zone: `09:41`."""
    return DASH if moment is None else f"{moment:%H:%M}"


def minutes(number: int | None) -> str:
    """A duration as people say it: `30m`, `1h`, `1h 30`."""
    if number is None:
        return DASH
    if abs(number) < 60:
        return f"{MINUS if number < 0 else ''}{abs(number)}m"
    hour, rest = divmod(abs(number), 60)
    return f"{MINUS if number < 0 else ''}{hour}h" + (f" {rest:02d}" if rest else "")


def hours(number: int | None, locale: Locale = ENGLISH, *, unit: str = "h") -> str:
    """A duration of minutes in hours with one decimal, halves away from zero: `6.5h`."""
    if number is None:
        return DASH
    tenths = rounded(Fraction(abs(number), 6))
    return f"{MINUS if number < 0 and tenths else ''}{tenths // 10}{locale.decimal}{tenths % 10}{unit}"


def percent(share: float | None, locale: Locale = ENGLISH, *, places: int = 0) -> str:
    """A share (1.0 is the whole) in percent: `41%`; no share is a dash, never 0%."""
    if share is None:
        return DASH
    scaled = rounded(Fraction(share) * 100 * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    tail = f"{locale.decimal}{rest:0{places}d}" if places else ""
    return f"{MINUS if scaled < 0 else ''}{whole}{tail}%"


def ratio(part: int | None, whole: int | None) -> str:
    """Part of a whole as two counts: `9/22`; without a whole a dash."""
    if not whole or part is None:
        return DASH
    return f"{part}/{whole}"
