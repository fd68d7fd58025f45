"""Owns finding by name while typing: case and accents do not matter, and one clear winner is told from a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from heapq import nsmallest
from typing import Generic, TypeVar
from unicodedata import combining, normalize

from sprintsales.domain.errors import Ambiguous, NotFound
from sprintsales.domain.nearness import near_names
from sprintsales.domain.text import clean_line

K = TypeVar("K")

_SHOWN = 5
MOST_TYPED = 1_000
"""Characters of a search that are looked at: no name is longer, and nobody types that much."""
_WORD = re.compile(r"\w+")
_UNFOLDED = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})


class Fit(IntEnum):
    """How well a name fits, best last; only SEQUENCE (the letters occur in order, close together or at beginnings of words) is a guess."""

    SEQUENCE = 1
    INSIDE = 2
    WORDS = 3
    PREFIX = 4
    EXACT = 5


@dataclass(frozen=True, slots=True)
class Match(Generic[K]):
    """A name that fits: `score` (higher is better, comparable within one search), `positions` of the fitting characters in `name`."""

    key: K
    name: str
    score: int
    positions: tuple[int, ...]
    fit: Fit


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return text as it is compared: no case, no accents, single spaces."""
    if not text.isascii():
        text = "".join(_folded_char(char) for char in text)
    return " ".join(text.lower().split())


@lru_cache(maxsize=4_096)
def _folded_char(char: str) -> str:
    bare = "".join(part for part in normalize("NFKD", char.casefold()) if not combining(part))
    return bare.casefold().translate(_UNFOLDED)


def matches(words: str, names: Iterable[tuple[K, str]], limit: int = 8) -> list[Match[K]]:
    """Return the best fitting names, best first, at most `limit`; for no words the first names as they come.

    Exact before beginning of the name, before beginnings of its words (in any order), before anywhere inside, before letters in order;
    then the shorter name, then the alphabet.
    """
    said = folded(words[:MOST_TYPED])
    if not said:
        return [Match(key, name, 0, (), Fit.SEQUENCE) for (key, name), _ in zip(names, range(limit), strict=False)]
    found = nsmallest(limit, _fitting(said, names), key=lambda hit: (-hit[0], hit[1], str(hit[2])))
    return [Match(key, name, score, _positions(said, name, Fit(score // _STEP)), Fit(score // _STEP)) for score, _, key, name in found]


def best(
    words: str, names: Iterable[tuple[K, str]], *, what: str = "deal", exact: bool = False, sign: str = "#", near: bool = True
) -> tuple[K, str]:
    """Return the key and name of the one that is clearly meant; SIGN stands before a number where candidates are named.

    An exact name wins alone; else there must be only one whose beginning or words fit; else only one that holds the text inside.
    With `exact` (a name in quotes) only the whole name counts. Raises NotFound or Ambiguous, both naming up to five candidates; where
    another place is looked at next, NEAR=False spares the search for what comes near.
    """
    said, names = folded(words[:MOST_TYPED]), list(names)
    hits = sorted(_fitting(said, names), key=lambda hit: (-hit[0], hit[1], str(hit[2]))) if said else []
    tiers = ((Fit.EXACT,),) if exact else ((Fit.EXACT,), (Fit.PREFIX, Fit.WORDS), (Fit.INSIDE,))
    for tier in tiers:
        fitting = [(key, name) for score, _, key, name in hits if score // _STEP in tier]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            said = f"“{clean_line(words)}” fits {len(fitting)} {what}s: {_listed(fitting, sign)}. {_way_out(fitting, sign)}"
            raise Ambiguous(said, [key for key, _ in fitting])
    if not near:
        raise NotFound(f"No {what} is called “{clean_line(words)}”. Check the spelling.")
    held = [(key, name) for score, _, key, name in hits if score // _STEP > Fit.SEQUENCE]  # only with `exact`
    guesses = [(key, name) for score, _, key, name in hits if score // _STEP == Fit.SEQUENCE]
    close = held or near_names(said, ((key, name, folded(name)) for key, name in names)) or guesses
    hint = f"Did you mean {_listed(close, sign)}?" if close else "Check the spelling, or type fewer letters of it."
    raise NotFound(f"No {what} is called “{clean_line(words)}”. {hint}")


_STEP = 1_000
_PLACES = 8


def fits(words: str) -> Callable[[str], Fit | None]:
    """Return what tells how well a name fits the words, None where it does not; no words fit nothing."""
    said = folded(words[:MOST_TYPED])
    in_order, parts = _in_order(said), _WORD.findall(said)
    return lambda name: _fit(said, parts, folded(name), in_order) if said else None


def letters_of(words: str, name: str, fit: Fit) -> tuple[int, ...]:
    """Return which characters of a name as written fit the words, for showing them."""
    return _positions(folded(words[:MOST_TYPED]), name, fit)


def _in_order(said: str) -> re.Pattern[str]:
    letters = [re.escape(char) for char in said if char != " "]
    # [^b]*+b from the first letter on instead of .*?b from anywhere: each letter of a long hostile name is looked at once.
    return re.compile("".join(f"[^{char}]*+{char}" for char in letters))


def _fitting(said: str, names: Iterable[tuple[K, str]]) -> Iterable[tuple[int, str, K, str]]:
    """Give (score, folded name, key, name) for each name that fits at all."""
    in_order, parts = _in_order(said), _WORD.findall(said)
    for key, name in names:
        other = folded(name)
        fit = _fit(said, parts, other, in_order)
        if fit:
            yield fit * _STEP + _STEP - 1 - min(len(other), _STEP - 1), other, key, name


def _fit(said: str, parts: list[str], other: str, in_order: re.Pattern[str]) -> Fit | None:
    if said in other:
        if other.startswith(said):
            return Fit.EXACT if len(other) == len(said) else Fit.PREFIX
        return Fit.WORDS if parts and _begin_words(parts, other) else Fit.INSIDE
    if len(parts) > 1 and all(part in other for part in parts):
        return Fit.WORDS if _begin_words(parts, other) else Fit.INSIDE
    return Fit.SEQUENCE if in_order.match(other) and _is_told(said.replace(" ", ""), other) else None


def _is_told(letters: str, other: str) -> bool:
    """Return whether letters in order tell a name: nearly every long name holds any few of them somewhere."""
    return _close_together(letters, other) or _at_beginnings(letters, other)


def _close_together(letters: str, other: str) -> bool:
    """Return whether the letters stand within twice their length; a few places are looked at, from the front."""
    start = 0
    for _ in range(_PLACES):
        at = start - 1
        for char in letters:
            at = other.find(char, at + 1)
            if at < 0:
                return False
        first = at + 1
        for char in reversed(letters):
            first = other.rfind(char, 0, first)
        if at + 1 - first <= 2 * len(letters):
            return True
        start = first + 1
    return False


def _at_beginnings(letters: str, other: str) -> bool:
    """Return whether each letter begins a word or follows the one before it."""
    begins = {found.start() for found in _WORD.finditer(other)}
    places = {at for at in begins if other[at] == letters[0]}
    for char in letters[1:]:
        first = min(places, default=len(other))
        following = {at + 1 for at in places} | {at for at in begins if at > first}
        places = {at for at in following if at < len(other) and other[at] == char}
    return bool(places)


def _begin_words(parts: list[str], other: str) -> bool:
    """Return whether each part begins a word of its own; the longest first, so that "a acme" does not use up Acme for the a."""
    free = _WORD.findall(other)
    for part in sorted(parts, key=len, reverse=True):
        taken = min((word for word in free if word.startswith(part)), key=len, default=None)
        if taken is None:
            return False
        free.remove(taken)
    return True


def _positions(said: str, name: str, fit: Fit) -> tuple[int, ...]:
    """Return which characters of the name as written fit, for showing them; computed only for the few that are shown."""
    origin: list[int] = []
    other = ""
    for at, char in enumerate(name):
        bare = _folded_char(char) if not char.isascii() else char.lower()
        other += bare
        origin += [at] * len(bare)
    if said in other:
        start = other.index(said)
        found = list(range(start, start + len(said)))
    elif fit is Fit.SEQUENCE:
        found, start = [], 0
        for char in said.replace(" ", ""):
            start = other.find(char, start) + 1
            found.append(start - 1)
    else:
        found = [at for part in _WORD.findall(said) for at in _part(part, other)]
    return tuple(sorted({origin[at] for at in found if 0 <= at < len(origin)}))


def _part(part: str, other: str) -> range:
    begun = re.search(rf"\b{part}", other)
    start = begun.start() if begun else other.find(part)
    return range(start, start + len(part)) if start >= 0 else range(0)


def _listed(candidates: list[tuple[K, str]], sign: str) -> str:
    shown = ", ".join(f"{sign}{key} {name}" if isinstance(key, int) else name for key, name in candidates[:_SHOWN])
    more = len(candidates) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _way_out(candidates: list[tuple[K, str]], sign: str) -> str:
    if isinstance(candidates[0][0], int):
        return f"Type more of the name, or its number, such as {sign}{candidates[0][0]}."
    return "Type more of the name, or the whole name in quotes."
