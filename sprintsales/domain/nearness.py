"""Owns what counts as a slip of the fingers: how many letters a typed word is from a known one, and how many may be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

K = TypeVar("K")

_WORD = re.compile(r"\w+")
_LIMITS = ((9, 3), (6, 2), (3, 1))
"""From how many letters on how many may be wrong: of a short word nearly every letter counts."""
_BEGINNING = 4
"""From how many letters on a word may be unfinished and misspelt at once."""


def slips(said: str, meant: str) -> int | None:
    """Return how many letters were left out, put in, mistaken or swapped; None where it is more than a slip.

    Both are taken as they are compared (folded). The distance is that of Damerau and Levenshtein, each pair swapped at most once.
    """
    limit = _limit(min(len(said), len(meant)))
    if abs(len(said) - len(meant)) > limit or len(set(said) - set(meant)) > limit:
        return None
    distance = _distance(said, meant)
    return distance if distance <= limit else None


def nearest(said: str, known: Iterable[str]) -> list[str]:
    """Return the known words a word may have been meant as, those with the fewest slips only; empty where it is no slip of any."""
    by_word = {word: found for word in known if (found := slips(said.lower(), word.lower())) is not None}
    fewest = min(by_word.values(), default=0)
    return [word for word, found in by_word.items() if found == fewest]


def bare(name: str) -> str:
    """Return a name's letters and figures: GTXPro and gtx pro are one."""
    return "".join(char for char in name.casefold() if char.isalnum())


def near_names(said: str, names: Iterable[tuple[K, str, str]]) -> list[tuple[K, str]]:
    """Return (key, name) of the names whose words are near to all typed words, the fewest slips first; NAMES give (key, name, folded)."""
    parts = _WORD.findall(said)
    known: dict[tuple[str, str], int | None] = {}
    found: list[tuple[int, str, K, str]] = []
    for key, name, other in names:
        total = _of_words(parts, _WORD.findall(other), known)
        if total is not None:
            found.append((total, other, key, name))
    fewest = min((one[0] for one in found), default=0)
    return [(key, name) for total, _, key, name in sorted(found, key=lambda one: one[:2]) if total <= fewest + 1]


def _of_words(parts: list[str], words: list[str], known: dict[tuple[str, str], int | None]) -> int | None:
    """The slips of all parts together, each in a word of its own; None where a part is near to none."""
    total, free = 0, list(words)
    for part in sorted(parts, key=len, reverse=True):
        ways = [(found, word) for word in free if (found := _cached(part, word, known)) is not None]
        if not ways:
            return None
        fewest, taken = min(ways)
        total += fewest
        free.remove(taken)
    return total if parts else None


def _cached(part: str, word: str, known: dict[tuple[str, str], int | None]) -> int | None:
    pair = (part, word)
    if pair not in known:
        known[pair] = _of_word(part, word)
    return known[pair]


def _of_word(part: str, word: str) -> int | None:
    if word.startswith(part):
        return 0
    whole = slips(part, word)
    if len(part) < _BEGINNING or len(word) <= len(part):
        return whole
    begun = [found for more in (-1, 0, 1) if (found := slips(part, word[: len(part) + more])) is not None]
    return min((*begun, *(() if whole is None else (whole,))), default=None)


def _limit(letters: int) -> int:
    return next((wrong for least, wrong in _LIMITS if letters >= least), 0)


def _distance(said: str, meant: str) -> int:
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for at, char in enumerate(said, 1):
        above, row, older = row, [at], before
        for to, other in enumerate(meant, 1):
            cost = min(above[to] + 1, row[to - 1] + 1, above[to - 1] + (char != other))
            if at > 1 and to > 1 and char == meant[to - 2] and said[at - 2] == other:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]
