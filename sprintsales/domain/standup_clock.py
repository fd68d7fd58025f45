"""The clock of a stand-up: how much of its time is gone, measured at how many people have spoken."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sprintsales.domain.statistics import ratio

LENGTH = 15 * 60
"""Seconds a stand-up may take."""


@dataclass(frozen=True, slots=True)
class StandupPace:
    """Where a stand-up stands: seconds gone of `length`, people heard of those who are there; the one who speaks is not heard yet."""

    elapsed: int
    heard: int
    people: int
    length: int = LENGTH

    @property
    def left(self) -> int:
        """Seconds left; below 0 it is over its time."""
        return self.length - self.elapsed

    @property
    def time_share(self) -> Fraction:
        """Seconds gone / length; above 1 when over."""
        return Fraction(self.elapsed, self.length)

    @property
    def people_share(self) -> Fraction | None:
        """People heard / people there; None where nobody is there."""
        return ratio(self.heard, self.people)

    @property
    def behind(self) -> int:
        """Seconds gone beyond what everybody heard and the one who speaks have together, each an equal part; 0 while on time."""
        if not self.people:
            return 0
        allotted = self.length * min(self.heard + 1, self.people) // self.people
        return max(0, self.elapsed - allotted)

    @property
    def is_over(self) -> bool:
        """Whether its time is used up."""
        return self.elapsed > self.length
