"""Owns the order in which places to go to are offered for a few typed letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sprintsales.domain.fuzzy import Fit, fits, letters_of

SCREEN, PERSON, DEAL, ACCOUNT, LEAD = "screen", "person", "deal", "account", "lead"
KINDS = (SCREEN, PERSON, DEAL, ACCOUNT, LEAD)
"""What one can go to, the fewest first; a lead is only named in a line of work."""
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place to go to: `also` are further words it is found by (an account, an id of the CRM), `ids` words that must be typed whole.

    `near` tells what is mine, or everybody's: screens and people with a seat; `over` a closed deal or a person without a seat.
    """

    kind: str
    id: int
    name: str
    also: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    near: bool = False
    over: bool = False
    touched: date | None = None

    @property
    def key(self) -> Key:
        """What names the place."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate that fits, and the letters of its name that do."""

    candidate: Candidate
    fit: Fit
    letters: tuple[int, ...] = field(default=())


def ranked(words: str, candidates: Iterable[Candidate], recent: Mapping[Key, int], limit: int) -> list[Ranked]:
    """Return the best places for the words, best first.

    A whole name or id comes first, then the beginning of a name, beginnings of its words, anything inside, letters in order; among
    these what is open, then what is near, what was opened last (`recent`: 0 is the last), the kind with fewer members, what was touched
    last, the shorter name. The account of a deal fits like a word of its name, never better. For no words: what was
    opened last, then my open deals as they come.
    """
    if not words.strip():
        known = list(candidates)
        opened = sorted((one for one in known if one.key in recent), key=lambda one: recent[one.key])
        mine = [one for one in known if one.kind == DEAL and one.near and not one.over and one.key not in recent]
        return [Ranked(one, Fit.SEQUENCE) for one in (*opened, *mine)[:limit]]
    judge = fits(words)
    typed = words.strip().casefold()
    found: list[Ranked] = []
    for one in candidates:
        fit = _fit(judge(one.name), one, typed, words)
        if fit is not None:
            found.append(Ranked(one, fit))
    found.sort(key=lambda hit: _order(hit, recent))
    judged = ((hit, judge(hit.candidate.name)) for hit in found[:limit])
    return [Ranked(hit.candidate, hit.fit, letters_of(words, hit.candidate.name, fit) if fit is not None else ()) for hit, fit in judged]


def _fit(own: Fit | None, one: Candidate, typed: str, words: str) -> Fit | None:
    if any(typed == text.casefold() for text in one.ids):
        return Fit.EXACT
    if own is not None and own >= Fit.WORDS:
        return min(own, Fit.PREFIX) if one.kind == ACCOUNT else own  # its deals are what is looked for as a rule
    beside = [fit for fit in map(fits(words), (*one.also, " ".join((one.name, *one.also)))) if fit is not None and fit > Fit.SEQUENCE]
    best = min(max(beside, default=Fit.SEQUENCE), Fit.WORDS)
    if best > Fit.SEQUENCE:
        return max(best, own) if own is not None else best
    return own


def _order(hit: Ranked, recent: Mapping[Key, int]) -> tuple[object, ...]:
    one = hit.candidate
    return (
        -hit.fit,
        one.over,
        not one.near,
        recent.get(one.key, len(recent)),
        KINDS.index(one.kind),
        -(one.touched or date.min).toordinal(),
        len(one.name),
        one.name,
        one.id,
    )
