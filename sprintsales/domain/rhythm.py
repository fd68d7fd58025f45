"""How a team's sprints follow each other: from which day, how many weeks each; a change holds from its day on and moves nothing before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.periods import Period, sprint_number, sprint_period

LONGEST = 4
"""Weeks of a sprint at most."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sprints of so many weeks, one of which begins on `anchor`."""

    anchor: date
    weeks: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The first stretch, which also holds for the days before its anchor, and the later ones, each from its own anchor on (ascending)."""

    first: Stretch
    later: tuple[Stretch, ...] = ()

    def period(self, day: date) -> Period:
        """Return the sprint a day lies in; where the next stretch begins inside it, it ends there and is short."""
        at = self._place(day)
        one = self._stretches[at]
        found = sprint_period(day, one.anchor, one.weeks)
        following = self.later[at] if at < len(self.later) else None
        if following is not None and following.anchor < found.end:
            return Period(found.start, following.anchor)
        return found

    def number(self, start: date) -> int:
        """Return the number of the sprint that begins on a day; the one on the first anchor is 1, and none is left out."""
        at = self._place(start)
        one = self._stretches[at]
        return self._before(at) + sprint_number(start, one.anchor, one.weeks)

    def numbered(self, number: int) -> Period:
        """Return the sprint of a number."""
        at = max((place for place in range(len(self._stretches)) if not place or self._before(place) < number), default=0)
        one = self._stretches[at]
        return self.period(one.anchor + timedelta(weeks=one.weeks * (number - 1 - self._before(at))))

    def shifted(self, period: Period, by: int) -> Period:
        """Return the sprint so many after one, or before it."""
        return self.numbered(self.number(period.start) + by)

    @property
    def last(self) -> Stretch:
        """The stretch that holds in the end."""
        return self._stretches[-1]

    @property
    def _stretches(self) -> tuple[Stretch, ...]:
        return (self.first, *self.later)

    def _place(self, day: date) -> int:
        return sum(one.anchor <= day for one in self.later)

    def _before(self, place: int) -> int:
        """How many sprints all stretches before one have, from the first anchor on."""
        pairs = zip(self._stretches, self.later[:place], strict=False)
        return sum(-(-(following.anchor - one.anchor).days // (7 * one.weeks)) for one, following in pairs)


def next_stretch(rhythm: Rhythm, taken_until: date, weekday: int, weeks: int) -> Stretch:
    """Return the stretch a change makes: on the first such weekday (0 is Monday) from a day on that no sprint has taken yet.

    Raises NotReadable for another number of weeks than 1 to 4.
    """
    if not 1 <= weeks <= LONGEST:
        raise NotReadable(f"A sprint lasts 1 to {LONGEST} weeks, not {weeks}.")
    start = rhythm.period(taken_until).start
    base = taken_until if start == taken_until else rhythm.period(taken_until).end
    return Stretch(base + timedelta(days=(weekday - base.weekday()) % 7), weeks)
