"""One cell into one value: percentages, whole numbers, minutes, yes and no; amounts and dates come from their own files by this door."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from sprintsales.domain.errors import NotReadable
from sprintsales.formats.amounts import DecimalSign, amount_style, quoted, read_amount, read_number
from sprintsales.formats.dates import DATE_ORDERS, DateGuess, DateOrder, date_order, has_time, read_date, read_moment, read_until
from sprintsales.formats.words import truth_of

__all__ = [
    "DATE_ORDERS",
    "DateGuess",
    "DateOrder",
    "DecimalSign",
    "ProbabilityScale",
    "amount_style",
    "date_order",
    "has_time",
    "probability_scale",
    "read_amount",
    "read_bool",
    "read_date",
    "read_minutes",
    "read_moment",
    "read_number",
    "read_percent",
    "read_until",
    "read_whole",
]

ProbabilityScale = Literal["percent", "ratio", "ambiguous"]

_LENGTH_CAP = 64  # longer than any percentage that is read, so that a cut one is refused
_PERCENT = re.compile(r"\+?([0-9]{1,6}(?:[.,][0-9]{0,18})?|[.,][0-9]{1,18})\s*(%?)")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:[.,]0{1,6})?")
_HOURS_MINUTES = re.compile(
    r"(?:([0-9]{1,4})\s*(?:h|hrs?|hours?|std)\.?)?\s*(?:([0-9]{1,5})\s*(?:m|min|mins|minutes?)?\.?)?", re.IGNORECASE
)
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?")


def read_percent(text: str, *, scale: Literal["percent", "ratio"] = "percent") -> int | None:
    """A share in per mille, None for a blank cell: '60 %' is 600; 0.6 is 600 in a column of ratios and 6 in one of percentages.

    Rounded half up to a whole per mille. Raises NotReadable below 0 and over 100 %.
    """
    if not text or text.isspace():
        return None
    return _percent(text.strip()[:_LENGTH_CAP], scale)


def probability_scale(samples: Iterable[str]) -> ProbabilityScale:
    """How a column writes probabilities: 'percent' by a % or a value over 1, 'ratio' by fractions with none over 1.

    'ambiguous' when only 0, 1 or nothing readable is there: 1 may be one percent or certainty.
    """
    fractions = False
    for text in set(samples):
        found = _PERCENT.fullmatch(text.strip())
        if found is None:
            continue
        figure = _decimal(found[1])
        if found[2] or figure > 1:
            return "percent"
        fractions = fractions or 0 < figure < 1
    return "ratio" if fractions else "ambiguous"


def read_whole(text: str, *, low: int = 0, high: int = 1_000_000) -> int | None:
    """A whole number between low and high (inclusive), None for a blank cell; 30.0 is 30. Raises NotReadable."""
    stripped = text.strip()
    if not stripped:
        return None
    if not _WHOLE.fullmatch(stripped):
        raise NotReadable(f"{quoted(text)} is not a whole number.")
    number = int(re.split("[.,]", stripped)[0])
    if not low <= number <= high:
        raise NotReadable(f"{quoted(text)} is not between {low:,} and {high:,}.")
    return number


def read_minutes(text: str) -> int | None:
    """A length of time in minutes, None for a blank cell: 30, 30m, 1h 30, 1:30 (hours and minutes). Raises NotReadable."""
    stripped = text.strip()
    if not stripped:
        return None
    clock = _CLOCK.fullmatch(stripped)
    if clock is not None:
        return _within_a_week(int(clock[1]) * 60 + int(clock[2]) + (1 if int(clock[3] or 0) >= 30 else 0), text)
    if _WHOLE.fullmatch(stripped):
        return _within_a_week(int(re.split("[.,]", stripped)[0]), text)
    found = _HOURS_MINUTES.fullmatch(stripped)
    if found is None or not (found[1] or found[2]):
        raise NotReadable(f"{quoted(text)} is not a length of time. Write minutes, or 1h 30.")
    return _within_a_week(int(found[1] or 0) * 60 + int(found[2] or 0), text)


def read_bool(text: str) -> bool | None:
    """Yes or no, None for a blank cell. Raises NotReadable for other words."""
    if not text or text.isspace():
        return None
    found = truth_of(text)
    if found is None:
        raise NotReadable(f"{quoted(text)} is neither yes nor no.")
    return found


@lru_cache(maxsize=8192)
def _percent(text: str, scale: Literal["percent", "ratio"]) -> int:
    found = _PERCENT.fullmatch(text)
    if found is None:
        raise NotReadable(f"{quoted(text)} is not a percentage between 0 and 100.")
    per_mille = _decimal(found[1]) * (1000 if scale == "ratio" and not found[2] else 10)
    if per_mille > 1000:
        raise NotReadable(f"{quoted(text)} is more than 100 %.")
    return int(per_mille.quantize(Decimal(1), ROUND_HALF_UP))


def _decimal(figures: str) -> Decimal:
    return Decimal(figures.replace(",", "."))


def _within_a_week(minutes: int, text: str) -> int:
    if not 0 <= minutes <= 7 * 24 * 60:
        raise NotReadable(f"{quoted(text)} is no length of time for one piece of work.")
    return minutes
