"""Names that are spelled almost alike: GTXPro and GTX Pro."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

CLOSE = 0.82
"""How alike two names must be, as difflib measures it, before one is taken for a slip of the other."""


def bare(name: str) -> str:
    """Return a name's letters and figures: GTXPro and gtx pro are one."""
    return "".join(char for char in name.casefold() if char.isalnum())


def nearest(word: str, names: Sequence[str]) -> str:
    """Return the name that is spelled almost like a word, empty without one."""
    return next(iter(get_close_matches(word, names, n=1, cutoff=CLOSE)), "")
