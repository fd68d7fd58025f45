"""The accountability numbers: what a rep promised for a sprint and what was kept of it, and their sums over people and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from sprintsales.domain.fates import CommittedItem, Fate, SprintFacts, fate, is_on_time, is_overdue, units_kept, value_at_risk
from sprintsales.domain.statistics import ratio

LIGHT = Fraction(1, 2)
"""Load under which a sprint is marked light and left out of awards and trends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideCommitment:
    """What happened around one rep's commitment in one sprint, counted by storage in items unless said."""

    added: int = 0
    """Items that came into the sprint after the commit."""
    added_carried: int = 0
    """Of these, those later carried on."""
    unplanned_done: int = 0
    """Logged work that was never planned."""
    delivered: int = 0
    """All done in the sprint."""
    planned: int = 0
    """All planned for the sprint at its end."""
    capacity: int | None = None
    """Minutes the rep had in the sprint; None where unknown."""
    late_commit: bool = False
    expected: bool = True
    """Whether a commit was due from this person (a seat, working days in the sprint)."""
    committed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseNumbers:
    """Counts of one rep's sprint, or their sum. Law: committed = kept + moot + unkept + open."""

    committed: int = 0
    kept: int = 0
    moot: int = 0
    carried: int = 0
    handed_over: int = 0
    split: int = 0
    dropped: int = 0
    removed: int = 0
    missed: int = 0
    open: int = 0
    overdue: int = 0
    on_time: int = 0
    blocked: int = 0
    units_committed: int = 0
    units_moot: int = 0
    units_kept: int = 0
    minutes_committed: int = 0
    minutes_moot: int = 0
    minutes_kept: int = 0
    added: int = 0
    added_carried: int = 0
    unplanned_done: int = 0
    delivered: int = 0
    planned: int = 0
    value_at_risk: int = 0
    loaded_minutes: int = 0
    """Committed minutes of the sprints whose capacity is known: the load's numerator."""
    capacity: int = 0
    late_commits: int = 0
    light_sprints: int = 0
    reps_expected: int = 0
    reps_committed: int = 0
    open_sprints: int = 0
    """Sprints in these numbers that are not closed: they have no ratio yet."""

    @property
    def unkept(self) -> int:
        """Carried, handed over, split, dropped, removed and missed."""
        return self.carried + self.handed_over + self.split + self.dropped + self.removed + self.missed

    @property
    def say_do(self) -> Fraction | None:
        """kept / (committed − moot); no number while a sprint in it runs, or when nothing is left to keep."""
        return None if self.open_sprints else self.kept_so_far

    @property
    def kept_so_far(self) -> Fraction | None:
        """The same quotient while the sprint runs ("14/22 so far"): shown, never averaged."""
        return ratio(self.kept, self.committed - self.moot)

    @property
    def on_time_share(self) -> Fraction | None:
        """Kept on or before the day frozen at commit / kept."""
        return ratio(self.on_time, self.kept)

    @property
    def units_share(self) -> Fraction | None:
        """Units done / (units promised − moot): say/do in units, where a block of 30 calls weighs 30."""
        return ratio(self.units_kept, self.units_committed - self.units_moot)

    @property
    def minutes_share(self) -> Fraction | None:
        """Promised minutes of kept items / (minutes promised − moot): say/do in effort."""
        return ratio(self.minutes_kept, self.minutes_committed - self.minutes_moot)

    @property
    def scope_added(self) -> Fraction | None:
        """Items added after the commit / committed."""
        return ratio(self.added, self.committed)

    @property
    def scope_removed(self) -> Fraction | None:
        """Committed items taken out of the sprint before its end / committed."""
        return ratio(self.removed, self.committed)

    @property
    def carry_over(self) -> Fraction | None:
        """Committed items carried / committed; carried added items stand apart in `added_carried`."""
        return ratio(self.carried, self.committed)

    @property
    def delivery(self) -> Fraction | None:
        """All done in the sprint / all planned for it at its end; may exceed 1; no number where nothing was planned."""
        return ratio(self.delivered, self.planned)

    @property
    def load(self) -> Fraction | None:
        """Committed minutes / capacity."""
        return ratio(self.loaded_minutes, self.capacity)

    @property
    def is_light(self) -> bool:
        """Whether a single sprint was loaded under 50 %; a sum is light only if all its sprints were."""
        return self.light_sprints > 0 and self.light_sprints >= self.reps_committed

    @property
    def marks(self) -> tuple[str, ...]:
        """What is said of a promise wherever it is shown: given late, and a light load."""
        return tuple(word for word, holds in (("late", self.late_commits > 0), ("light", self.is_light)) if holds)


NOTHING = PromiseNumbers()


def is_light(minutes: int, available: int | None) -> bool:
    """Whether a promise of so many minutes is less than half of the capacity; never where there is no capacity to fill."""
    share = None if available is None else ratio(minutes, available)
    return share is not None and share < LIGHT


def promise_numbers(items: Iterable[CommittedItem], sprint: SprintFacts, outside: OutsideCommitment, *, today: date) -> PromiseNumbers:
    """The numbers of one rep in one sprint, from the frozen items and what happened around them."""
    listed = list(items)
    fates = [fate(item, sprint) for item in listed]
    moot = [item for item, one in zip(listed, fates, strict=True) if one is Fate.MOOT]
    minutes = sum(item.minutes for item in listed)
    return PromiseNumbers(
        committed=len(listed),
        **{one.value: fates.count(one) for one in Fate},
        overdue=sum(is_overdue(item, sprint, today) for item in listed),
        on_time=sum(is_on_time(item, sprint) for item in listed),
        blocked=sum(item.blocked for item, one in zip(listed, fates, strict=True) if one not in {Fate.KEPT, Fate.MOOT}),
        units_committed=sum(item.quantity for item in listed),
        units_moot=sum(item.quantity for item in moot),
        units_kept=sum(units_kept(item, sprint) for item, one in zip(listed, fates, strict=True) if one is not Fate.MOOT),
        minutes_committed=minutes,
        minutes_moot=sum(item.minutes for item in moot),
        minutes_kept=sum(item.minutes for item, one in zip(listed, fates, strict=True) if one is Fate.KEPT),
        added=outside.added,
        added_carried=outside.added_carried,
        unplanned_done=outside.unplanned_done,
        delivered=outside.delivered,
        planned=outside.planned,
        value_at_risk=value_at_risk(listed, sprint),
        loaded_minutes=minutes if outside.capacity is not None and outside.committed else 0,
        capacity=outside.capacity or 0 if outside.committed else 0,
        late_commits=int(outside.late_commit),
        light_sprints=int(outside.committed and is_light(minutes, outside.capacity)),
        reps_expected=int(outside.expected),
        reps_committed=int(outside.committed and outside.expected),
        open_sprints=int(not sprint.is_closed),
    )


_FIELDS = tuple(field.name for field in fields(PromiseNumbers))


def summed(numbers: Iterable[PromiseNumbers]) -> PromiseNumbers:
    """The sum over reps and sprints, so that every ratio of it is a ratio of sums.

    A sprint with nothing planned gives neither its delivered nor its planned work, else work without a plan would raise the quotient.
    """
    total = dict.fromkeys(_FIELDS, 0)
    for one in numbers:
        for name in _FIELDS:
            total[name] += getattr(one, name)
        if not one.planned:
            total["delivered"] -= one.delivered
    return PromiseNumbers(**total)


def closed_only(numbers: Iterable[PromiseNumbers]) -> PromiseNumbers:
    """The sum over the closed sprints alone: what ratios over a period are made of."""
    return summed(one for one in numbers if not one.open_sprints)
