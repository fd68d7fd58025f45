"""The day's rules: what stands under which head of the list and in which order; the whole view and its first sight share them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple
from zoneinfo import ZoneInfo

from sprintsales.domain.periods import SOON
from sprintsales.services.views.week import Work, in_order


class Waiting(NamedTuple, Generic[Work]):
    """What is to be done today, by heads: late already, at a time, at no fixed time."""

    overdue: tuple[Work, ...]
    at_time: tuple[Work, ...]
    any_time: tuple[Work, ...]

    @property
    def total(self) -> int:
        """How much that is."""
        return len(self.overdue) + len(self.at_time) + len(self.any_time)

    def next_time(self, now: int) -> int | None:
        """Return the next fixed time from NOW on, both in minutes since midnight."""
        return next((one.planned_time for one in self.at_time if one.planned_time is not None and one.planned_time >= now), None)


@dataclass(frozen=True, slots=True)
class Due:
    """The next date a deal has to meet: agreement or close, and the day."""

    code: str
    on: date


def waiting(still: Iterable[Work], today: date) -> Waiting[Work]:
    """Return what is late or due today of all that is still to do."""
    dated = [one for one in still if one.planned_on is not None and one.planned_on <= today]
    due = [one for one in dated if one.planned_on == today]
    return Waiting(
        overdue=by_risk(one for one in dated if one.planned_on != today),
        at_time=in_order(one for one in due if one.planned_time is not None),
        any_time=by_risk(one for one in due if one.planned_time is None),
    )


def by_risk(cards: Iterable[Work]) -> tuple[Work, ...]:
    """Return cards by value at risk, the oldest first among equals."""
    return tuple(sorted(cards, key=lambda one: (-(one.value or 0), one.planned_on or date.max, one.id)))


def by_end(cards: Iterable[Work]) -> tuple[Work, ...]:
    """Return finished cards in the order they were finished in."""
    return tuple(sorted(cards, key=lambda one: (one.done_at is None, one.done_at.timestamp() if one.done_at else 0.0, one.id)))


def minutes_of_day(now: datetime, zone: ZoneInfo) -> int:
    """Return the time of day in a zone, in minutes since midnight."""
    local = now.astimezone(zone)
    return local.hour * 60 + local.minute


def dates_due(agreement_on: date | None, agreement_sent_on: date | None, close_on: date | None, today: date) -> tuple[Due, ...]:
    """Return the dates a deal has to meet within two weeks, the first one first; an agreement that was sent is met."""
    pending = (("agreement", agreement_on if agreement_sent_on is None else None), ("close", close_on))
    found = [Due(code, day) for code, day in pending if day is not None and today <= day <= today + SOON]
    return tuple(sorted(found, key=lambda one: one.on))
