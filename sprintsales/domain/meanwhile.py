"""Owns the refusals of work that meets what somebody else did meanwhile, with both wishes side by side, so that a person can decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sprintsales.domain.errors import NotFound, Refused

Values = Mapping[str, object]
TOGETHER = (frozenset({"value", "currency"}), frozenset({"stage_id", "pipeline_id"}), frozenset({"planned_on", "sprint_id"}))
"""Columns that say one thing together: an amount and its currency, a stage and its pipeline, a day and its sprint."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field somebody else changed meanwhile: what was seen, what is wanted, what is there now."""

    field: str
    before: object
    mine: object
    theirs: object


@dataclass(frozen=True, slots=True)
class InWords:
    """A side of a clash that is no value of the column but words already: what was shown, or what happens to the thing instead."""

    words: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The row as it was seen, as it is now, and as it would be: what the clashes are told from."""

    table: str
    row_id: int
    before: Values
    theirs: Values
    mine: Values


@dataclass(frozen=True, slots=True)
class Difference:
    """One clash in words: who made it what it is now and how long ago, empty where nobody can tell."""

    title: str
    before: str
    theirs: str
    mine: str
    by: str = ""
    ago: str = ""

    @property
    def whence(self) -> str:
        """Who and when: Ben Okafor, 2 minutes ago."""
        return ", ".join(part for part in (self.by, self.ago) if part)

    @property
    def words(self) -> str:
        """The three values in a sentence."""
        whence = f" ({self.whence})" if self.whence else ""
        return f"before {self.before}, theirs {self.theirs}{whence}, mine {self.mine}"


class ChangedMeanwhile(Refused):
    """Somebody changed the same fields to something else since they were shown; nothing was saved.

    `thing` and `told` say it in words once a service has looked up what ids are called; `now` is what to give as seen to take mine.
    """

    def __init__(self, clashes: tuple[Clash, ...], sides: Sides, *, thing: str = "", told: tuple[Difference, ...] = ()) -> None:
        self.clashes, self.sides, self.thing, self.told = clashes, sides, thing, told
        if told:
            named = "; ".join(f"{one.title[:1].upper()}{one.title[1:]}: {one.words}" for one in told)
            super().__init__(f"Meanwhile somebody changed {thing}. {named}. Nothing was saved; look again and decide.")
            return
        named = "; ".join(f"{one.field.removesuffix('_id')} is now {plain(one.theirs)}, not {plain(one.before)}" for one in clashes)
        super().__init__(f"Changed by someone else meanwhile: {named}. Nothing was saved; look again and decide.")

    @property
    def now(self) -> dict[str, object]:
        """What stands in the fields now, with the fields told in one line with them: whoever has been told it may overwrite it."""
        fields = {one.field for one in self.clashes}
        fields |= {name for together in TOGETHER if fields & together for name in together}
        return {name: self.sides.theirs[name] for name in sorted(fields) if name in self.sides.theirs}


class Over(Refused):
    """The thing is over, done or dropped, so nothing on it is changed any more; the message says who ended it."""


class Gone(NotFound):
    """What was to be changed is there no more; the message says who took it away."""


def plain(value: object) -> str:
    """Return a value as it stands in a sentence nobody put into words."""
    return "empty" if value is None else str(value)
