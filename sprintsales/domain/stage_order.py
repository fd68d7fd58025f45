"""In which order the stages of a sale follow each other, by what their names say, and which two names are alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from sprintsales.domain.nearness import bare, nearest

STEPS = (
    ("lead", "suspect", "inbound", "mql", "target"),
    ("prospect", "contact", "akquis", "interess", "prospez", "prospec"),
    ("qualif", "sql"),
    (
        "engag", "discover", "need", "bedarf", "demo", "present", "prasent", "meeting", "appointment", "evaluat", "analys",
        "pilot", "trial", "poc", "value propos", "decision",
    ),
    ("propos", "quot", "offer", "angebot", "offert", "devis", "preventiv", "pricing"),
    ("negot", "negoz", "negoc", "verhand", "contract", "contrat", "contratt", "vertrag", "legal", "procure", "verbal", "signature"),
)  # fmt: skip
"""The beginnings of words that name a step of a sale, the first step first."""
_STEMS = {stem: place for place, stems in enumerate(STEPS) for stem in stems}


def stem_of(name: str) -> str | None:
    """Return the beginning of a word that says which step a stage is, the longest one; None for a name that says none."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = " " + "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    spaced = " ".join(("", *words.split()))
    return max((stem for stem in _STEMS if f" {stem}" in spaced), key=len, default=None)


def step_of(name: str) -> int | None:
    """Return the place of a stage in a sale as its name says it, None where it says nothing."""
    stem = stem_of(name)
    return None if stem is None else _STEMS[stem]


def proposed(names: Sequence[str]) -> list[str]:
    """Return stages in the order of a sale; a name that says nothing stays behind the one it was met after."""
    last = -1
    places = {}
    for name in names:
        step = step_of(name)
        last = last if step is None else step
        places[name] = last
    return sorted(names, key=places.__getitem__)


def placed(ours: Sequence[str], new: Sequence[str], said: Sequence[str] = (), movable: Collection[str] = ()) -> list[str]:
    """Return our open stages with the NEW ones (as they were met) at their places.

    A known word goes between those of ours that say an earlier and a later step, any other behind the new one before it or to the end.
    What was SAID counts more: a new stage, or one that is MOVABLE, stands behind the one it was named after.
    """
    order = list(ours)
    last: str | None = None
    for name in proposed(new):
        order.insert(_place(order, name, last), name)
        last = name
    free = {*new, *movable}
    named = [name for name in dict.fromkeys(said) if name in order]
    fixed = next((place for place, name in enumerate(named) if name not in free), 0)
    for name in named[:fixed]:
        order.remove(name)
        order.insert(order.index(named[fixed]), name)
    for before, name in zip(named[fixed:], named[fixed + 1 :], strict=False):
        if name in free:
            order.remove(name)
            order.insert(order.index(before) + 1, name)
    return order


def _place(order: Sequence[str], name: str, last: str | None) -> int:
    step = step_of(name)
    steps = [step_of(one) for one in order]
    if step is not None and any(one is not None for one in steps):
        earlier = [place for place, one in enumerate(steps) if one is not None and one <= step]
        if earlier:
            return earlier[-1] + 1
        return next(place for place, one in enumerate(steps) if one is not None)
    return len(order) if last is None else order.index(last) + 1


def alike(word: str, ours: Sequence[str]) -> str | None:
    """Return the one of ours that a foreign word probably means: spelled almost so, or the same step by the same word; else None."""
    plain = {bare(name): name for name in ours}
    near = nearest(bare(word), plain)
    if near:
        return plain[near[0]]
    stem = stem_of(word)
    same = [name for name in ours if stem is not None and stem_of(name) == stem]
    return same[0] if len(same) == 1 else None
