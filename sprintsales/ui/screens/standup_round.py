"""Whose turn it is at a stand-up: who was heard, who speaks, who waits, and the clock that runs beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sprintsales.domain.standup_clock import StandupPace

HEARD, SPEAKING, WAITING, AWAY = "heard", "speaking", "waiting", "away"


class Attendee(NamedTuple):
    """Somebody of the stand-up, and whether that one is away today."""

    id: int
    is_away: bool


@dataclass(slots=True)
class Round:
    """One stand-up's turns, in the order of the people; who is away is passed over."""

    people: tuple[Attendee, ...] = ()
    heard: set[int] = field(default_factory=set)
    at: int | None = None
    """Who is shown; that one speaks, unless away or everybody was heard."""

    def take(self, people: Sequence[Attendee]) -> None:
        """Go on with these people: somebody may have come or gone meanwhile."""
        self.people = tuple(people)
        if self.at not in {one.id for one in people}:
            self.at = next((one.id for one in (*self.present, *people)), None)

    @property
    def present(self) -> tuple[Attendee, ...]:
        """Who is there today."""
        return tuple(one for one in self.people if not one.is_away)

    @property
    def heard_count(self) -> int:
        """How many of those who are there were heard."""
        return sum(one.id in self.heard for one in self.present)

    @property
    def is_over(self) -> bool:
        """Whether everybody who is there was heard."""
        return bool(self.present) and self.heard_count == len(self.present)

    def state(self, one: Attendee) -> str:
        """What somebody is at this moment."""
        if one.is_away:
            return AWAY
        if one.id == self.at and not self.is_over:
            return SPEAKING
        return HEARD if one.id in self.heard else WAITING

    def next(self) -> None:
        """Who spoke was heard; the next one who waits speaks, from here on, then from the start again."""
        self._hear()
        ids = [one.id for one in self.people]
        place = ids.index(self.at) + 1 if self.at in ids else 0
        turn = (*self.people[place:], *self.people[:place])
        self.at = next((one.id for one in turn if not one.is_away and one.id not in self.heard), self.at)

    def back(self) -> None:
        """The one before, of those who are there, speaks again."""
        before: int | None = None
        for one in self.people:
            if one.id == self.at:
                break
            before = before if one.is_away else one.id
        if before is not None:
            self.at = before
            self.heard.discard(before)

    def go(self, id_: int) -> None:
        """Who spoke was heard; somebody else speaks."""
        if id_ != self.at:
            self._hear()
            self.at = id_
            self.heard.discard(id_)

    def look(self, step: int) -> None:
        """Show somebody further down or up the list, without anybody having been heard for it."""
        ids = [one.id for one in self.people]
        if self.at in ids:
            self.at = ids[min(max(0, ids.index(self.at) + step), len(ids) - 1)]

    def _hear(self) -> None:
        if any(one.id == self.at for one in self.present) and self.at is not None:
            self.heard.add(self.at)


@dataclass(slots=True)
class StandupClock:
    """Seconds of a stand-up, started and stopped."""

    kept: float = 0.0
    since: datetime | None = None
    """When it was started last; None while it stands."""

    @property
    def runs(self) -> bool:
        """Whether it runs."""
        return self.since is not None

    @property
    def was_started(self) -> bool:
        """Whether it ran at all."""
        return self.runs or self.kept > 0

    def start(self, now: datetime) -> None:
        """Run from NOW on."""
        self.since = self.since or now

    def stop(self, now: datetime) -> None:
        """Stand still from NOW on."""
        self.kept, self.since = self.seconds(now), None

    def seconds(self, now: datetime) -> float:
        """Seconds it ran until NOW."""
        return self.kept + (max(0.0, (now - self.since).total_seconds()) if self.since else 0.0)

    def pace(self, now: datetime, turns: Round) -> StandupPace:
        """Where the stand-up stands at NOW."""
        return StandupPace(int(self.seconds(now)), turns.heard_count, len(turns.present))
