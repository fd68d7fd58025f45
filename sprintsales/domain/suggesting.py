"""What to plan next and why: candidates ranked by kind and worth, each put on a day with room, filled up to what is left for selling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sprintsales.domain.activities import kind_of

PROPOSAL, CARRIED, LATE, CADENCE, UNCOVERED, DEAL, GAP = "proposal", "carried", "overdue", "cadence", "uncovered", "deal", "goal_gap"
FIRST_TOUCH, LEFT = "first_touch", "left_over"


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of reason: its head in a list and its sign; `soon`: it goes on the first day with room, else on the emptiest one."""

    title: str
    sign: str
    soon: bool = False


REASONS: Mapping[str, Reason] = {
    PROPOSAL: Reason("Proposed to you", "→", soon=True),
    CARRIED: Reason("Carried over", "↻", soon=True),
    LATE: Reason("Overdue", "✗", soon=True),
    CADENCE: Reason("Cadence step due", "»", soon=True),
    UNCOVERED: Reason("Closing soon, nothing planned", "!"),
    LEFT: Reason("Left over from a sprint", "↩"),
    FIRST_TOUCH: Reason("New leads, nobody has touched", "·", soon=True),
    DEAL: Reason("Deals that stand still", "◷"),
    GAP: Reason("Below goal", "▼"),
}
"""The kinds of reasons in the order in which they are suggested."""
RANKS = {code: rank for rank, code in enumerate(REASONS)}
ANY_TOUCH = frozenset({UNCOVERED, DEAL})
"""Reasons that any touch of the deal answers."""
BLOCK_MINUTES = 120
"""A gap of a goal is closed in blocks of at most so long, each on a day of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What makes a piece of work only once: the kind of its source, which one, and which part of it."""

    kind: str
    source_id: int
    slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing that could be planned: new work, or work that is there and needs a day (`activity_id`)."""

    code: str
    """Which of REASONS."""
    key: str
    """Names it among all candidates of one person and sprint."""
    title: str
    reason: str
    type: str
    minutes: int
    quantity: int = 1
    deal_id: int | None = None
    deal: str | None = None
    lead_id: int | None = None
    account_id: int | None = None
    list_name: str | None = None
    activity_id: int | None = None
    place: tuple[date | None, int | None] | None = None
    """Of work that is there: the day and the sprint it was seen in."""
    proposal_id: int | None = None
    planned_time: int | None = None
    value: int | None = None
    """Value at risk in minor units; None where no amount is known."""
    worth: Fraction = Fraction(0)
    """Orders candidates of one kind, the greatest first."""
    load: int | None = None
    """Minutes it adds to the sprint: all of them (None), or none where the sprint holds it already."""
    selling: bool = True
    """Whether it counts into the load; what does not leaves less time for selling."""
    note: str | None = None
    """What the work is noted with in place of the reason."""
    wanted: date | None = None
    """The day somebody wished for it; it stands unless it is past."""
    until: date | None = None
    """The last day on which it still helps."""
    origin: Origin | None = None

    @property
    def cost(self) -> int:
        """Minutes of what is left for selling that it takes, as load or as time that is no more for selling."""
        return self.minutes if self.load is None else self.load

    @property
    def selling_cost(self) -> int:
        """Minutes it adds to the sprint's load: none for what is no selling."""
        return self.cost if self.selling else 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate with its place in the list, the day it would go on, and whether it is among those that fit."""

    rank: int
    what: Candidate
    day: date | None
    fits: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """All suggestions of one person for one sprint; minutes `used` of `available` for selling before any is accepted."""

    lines: tuple[Suggestion, ...]
    used: int
    available: int

    @property
    def fitting(self) -> tuple[Suggestion, ...]:
        """Those accepted by “all”: together they never exceed what is left."""
        return tuple(one for one in self.lines if one.fits)

    @property
    def left_over(self) -> int:
        """How many do not fit."""
        return len(self.lines) - len(self.fitting)

    def load_with(self, keys: Iterable[str]) -> int:
        """Return the minutes of selling work planned once the suggestions with these keys are accepted."""
        chosen = frozenset(keys)
        return self.used + sum(one.what.selling_cost for one in self.lines if one.what.key in chosen)

    def room_with(self, keys: Iterable[str]) -> int:
        """Return the minutes for selling there are once they are accepted: other work among them leaves fewer."""
        chosen = frozenset(keys)
        taken = sum(one.what.cost - one.what.selling_cost for one in self.lines if one.what.key in chosen)
        return max(0, self.available - taken)


def suggested(candidates: Iterable[Candidate], *, used: int, available: int, room: Mapping[date, int]) -> Suggested:
    """Return candidates in order: by kind of reason, then by worth, each once, on a day with room.

    ROOM holds the minutes left on each working day that can still be planned. One of each deal and type is kept, the first. A candidate
    fits while the minutes left for selling hold it; smaller ones further down may still fit where a larger one did not.
    """
    free = dict(room)
    # The hours of days that are over are gone: what is left of the sprint is no more than what its days to come hold.
    left = min(available - used, sum(max(0, minutes) for minutes in room.values()))
    lines = []
    for rank, one in enumerate(distinct(ranked(candidates)), start=1):
        fits = one.cost <= max(left, 0)
        day = day_for(one, free)
        if fits:
            left -= one.cost
            if day in free:
                free[day] -= one.minutes
        lines.append(Suggestion(rank, one, day, fits))
    return Suggested(tuple(lines), used, available)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates in the order of their reasons, the worthier first; equal ones by key, so that asking twice tells the same."""
    return sorted(candidates, key=lambda one: (RANKS[one.code], -one.worth, one.key))


def distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates without repeats: one for each key, and one for each deal or lead and type; proposals all stay.

    That a deal closes with nothing planned, or stands still, asks for no touch of its own where one is suggested before it.
    """
    seen: set[object] = set()
    touched: set[int] = set()
    kept = []
    for one in candidates:
        about = None if one.deal_id is None and one.lead_id is None else (one.deal_id, one.lead_id, one.type)
        if one.key in seen or (about in seen and one.code != PROPOSAL) or (one.code in ANY_TOUCH and one.deal_id in touched):
            continue
        seen |= {one.key} | ({about} if about else set())
        if one.deal_id is not None and kind_of(one.type).touch:
            touched.add(one.deal_id)
        kept.append(one)
    return kept


def day_for(one: Candidate, free: Mapping[date, int]) -> date | None:
    """Return the day for a candidate: the one wished for, else one with room for it, else the emptiest; None where no day is left.

    What waits already goes on the first day with room; the rest on the day with most minutes left, so that the week fills evenly.
    """
    if one.wanted is not None and (not free or one.wanted >= min(free)):
        return one.wanted
    days = [day for day in sorted(free) if one.until is None or day <= one.until] or sorted(free)[:1]
    if not days:
        return None
    if REASONS[one.code].soon:
        first = next((day for day in days if free[day] >= one.minutes), None)
        if first is not None:
            return first
    return max(days, key=lambda day: (free[day], -day.toordinal()))


def blocks(missing: int, minutes: int) -> list[int]:
    """Return a number of units cut into blocks of at most two hours, as even as they can be; MINUTES is what one unit takes."""
    if missing <= 0:
        return []
    most = max(1, BLOCK_MINUTES // max(1, minutes))
    parts = -(-missing // most)
    return [missing // parts + (part < missing % parts) for part in range(parts)]


def closing_worth(value: int | None, probability: int | None, days_left: int) -> Fraction:
    """Return what a deal that closes soon is worth a look: p · value / days left (the day itself counts as one)."""
    return Fraction((value or 0) * (probability or 0), 1000 * max(1, days_left))


def on_day(one: Suggestion, day: date | None) -> Suggestion:
    """Return a suggestion moved to another day before it is accepted."""
    return replace(one, day=day)
