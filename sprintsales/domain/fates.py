"""What became of each promised item: exactly one fate per item of a commitment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from sprintsales.domain.periods import Period, civil_day


class Fate(StrEnum):
    """The classes of a committed item; `open` exists only until the sprint is closed, `missed` only after it."""

    KEPT = "kept"
    MOOT = "moot"
    CARRIED = "carried"
    HANDED_OVER = "handed_over"
    SPLIT = "split"
    DROPPED = "dropped"
    REMOVED = "removed"
    MISSED = "missed"
    OPEN = "open"


UNKEPT = frozenset({Fate.CARRIED, Fate.HANDED_OVER, Fate.SPLIT, Fate.DROPPED, Fate.REMOVED, Fate.MISSED})
RECORDED = UNKEPT - {Fate.MISSED}
"""Fates somebody decided, so they are written down; the others follow from the facts."""


@dataclass(frozen=True, slots=True)
class SprintFacts:
    """The sprint a commitment belongs to. `state`: planned, active, review, closed or cancelled."""

    id: int
    period: Period
    state: str

    @property
    def is_closed(self) -> bool:
        """Whether its fates are final."""
        return self.state == "closed"

    @property
    def last_day(self) -> date:
        """Its last day, inclusive."""
        return self.period.end - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommittedItem:
    """One line of a frozen commitment (quantity, minutes, planned day, value as promised) with what is known of its activity now."""

    activity_id: int
    minutes: int = 0
    quantity: int = 1
    planned_on: date | None = None
    deal_id: int | None = None
    deal_value: int | None = None
    """The linked deal's value at commit, minor units of the team currency."""
    deal_was_open: bool = True
    """Whether the deal was open at commit; work promised on a won deal (delivery, renewal) is never moot."""
    deal_closed_on: date | None = None
    """The day the deal closed, None while it is open (also after a reopening)."""
    done_on: date | None = None
    """The day it was done; of a block still being counted, the day of its last count."""
    done_quantity: int = 0
    sprint_id: int | None = None
    """Where the activity is now; None is the backlog."""
    blocked: bool = False
    recorded: Fate | None = None


def as_known(item: CommittedItem, logged_at: datetime | None, closed_on: date | None, zone: tzinfo) -> CommittedItem:
    """The item as it counts: what was logged after its sprint was closed (None: still open) changes nothing any more."""
    if closed_on is not None and logged_at is not None and civil_day(logged_at, zone) > closed_on:
        return replace(item, done_on=None, done_quantity=0)
    return item


def committed_day(item: CommittedItem, sprint: SprintFacts) -> date:
    """The day the item was promised for: its planned day frozen at commit, else the sprint's last day."""
    return item.planned_on or sprint.last_day


def fate(item: CommittedItem, sprint: SprintFacts) -> Fate:
    """The one class of a committed item.

    Looked at in this order: handed over (then another person's work keeps nothing for this one) · kept: done on a day inside the sprint
    and in the promised quantity, whatever was decided before · moot: the committed day is on or after the day the deal closed · the
    recorded decision · missed once the sprint is closed · removed where it left the running sprint · open.
    """
    if item.recorded is Fate.HANDED_OVER:
        return Fate.HANDED_OVER
    if is_done_inside(item, sprint) and item.done_quantity >= item.quantity:
        return Fate.KEPT
    if item.deal_was_open and item.deal_closed_on is not None and committed_day(item, sprint) >= item.deal_closed_on:
        return Fate.MOOT
    if item.recorded in RECORDED:
        return Fate(item.recorded)
    if sprint.is_closed:
        return Fate.MISSED
    return Fate.OPEN if item.sprint_id == sprint.id else Fate.REMOVED


def is_done_inside(item: CommittedItem, sprint: SprintFacts) -> bool:
    """Whether the work was finished on a day of the sprint (late inside it counts)."""
    return item.done_on is not None and sprint.period.start <= item.done_on < sprint.period.end


def is_on_time(item: CommittedItem, sprint: SprintFacts) -> bool:
    """Whether a kept item was done on or before the day frozen at commit."""
    return fate(item, sprint) is Fate.KEPT and item.done_on is not None and item.done_on <= committed_day(item, sprint)


def is_overdue(item: CommittedItem, sprint: SprintFacts, today: date) -> bool:
    """Whether an open item's planned day is past; the word for it while the sprint runs, for every type."""
    return fate(item, sprint) is Fate.OPEN and committed_day(item, sprint) < today


def units_kept(item: CommittedItem, sprint: SprintFacts) -> int:
    """Units of the promise that were done inside the sprint: min(done, promised); a block counted up to 20 of 30 has 20.

    `done_on` of a block still being counted is the day of its last count.
    """
    if item.recorded is Fate.HANDED_OVER or not is_done_inside(item, sprint):
        return 0
    return min(item.done_quantity, item.quantity)


def value_at_risk(items: Iterable[CommittedItem], sprint: SprintFacts) -> int:
    """The value of the deals behind all items neither kept nor moot, each deal once."""
    deals: dict[int, int] = {}
    for item in items:
        if item.deal_id is not None and fate(item, sprint) not in {Fate.KEPT, Fate.MOOT}:
            deals[item.deal_id] = max(item.deal_value or 0, deals.get(item.deal_id, 0))
    return sum(deals.values())
