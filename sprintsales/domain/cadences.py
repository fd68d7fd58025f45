"""Owns cadences: steps of work one after the other, the days they fall on, and what stops them.

Steps are written in one line: `email, call +2, call +3 done 15m, email +5 re last try`: a type, how many working days after the step
before was due (`done`: after it was done), effort, a note. The first one counts from the day the cadence begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sprintsales.domain.activities import TYPES, kind_of, near_type, type_named
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.text import clean_line
from sprintsales.domain.times import read_minutes
from sprintsales.domain.workdays import WorkCalendar

DUE, DONE = "due", "done"
REPLY, STAGE, CLOSED, FINISHED, BY_HAND = "reply", "stage", "closed", "finished", "by_hand"
WHY = {
    REPLY: "they answered",
    STAGE: "it went on to another stage",
    CLOSED: "it is closed",
    FINISHED: "all steps are through",
    BY_HAND: "it was stopped by hand",
}
"""Why a cadence stopped, in words."""
MOST_STEPS, MOST_DAYS = 30, 400
EXAMPLE = "email, call +2, call +3 done 15m, email +5 re last try"

_CADENCE = re.compile(r"(?P<name>[^:]+?)(?:\s+for\s+(?P<what>(?:lead|stage):[^:]+))?:(?P<steps>[^:].*)", re.IGNORECASE)
_OFFSET = re.compile(r"\+([0-9]{1,4})d?")


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `offset` in working days after the step before was due or done; minutes None: as the type usually takes."""

    type: str
    offset: int
    counted_from: str = DUE
    minutes: int | None = None
    note: str | None = None

    @property
    def says(self) -> str:
        """The step as it is written."""
        parts = [kind_of(self.type).name, f"+{self.offset}" if self.offset else "", "done" if self.counted_from == DONE else ""]
        parts += [f"{self.minutes}m" if self.minutes else "", f"re {self.note}" if self.note else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class StepMade:
    """A step that became work: its place, the day it is planned on, and whether it is done (on which day) or dropped."""

    place: int
    planned_on: date | None
    done_on: date | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """The next step of a cadence that runs, and the working day it falls on."""

    place: int
    day: date


def read_steps(text: str) -> tuple[Step, ...]:
    """Return the steps of a line; raises NotReadable with a sentence about the first one that is not understood."""
    parts = [part.strip() for part in clean_line(text).split(",")]
    if not any(parts):
        raise NotReadable(f"No step is written; try: {EXAMPLE}")
    if len(parts) > MOST_STEPS:
        raise NotReadable(f"A cadence has {MOST_STEPS} steps at most; these are {len(parts)}.")
    return tuple(read_step(part, number) for number, part in enumerate(parts, 1))


def read_step(text: str, number: int) -> Step:
    """Return one step as it is written; raises NotReadable."""
    head, _, note = (part.strip() for part in re.sub(r"\s+re:?\s+", "\0", f"{text} ", count=1).partition("\0"))
    words = head.split()
    size = next((size for size in (3, 2, 1) if len(words) >= size and type_named(" ".join(words[:size]))), 0)
    kind = type_named(" ".join(words[:size])) if size else None
    if kind is None:
        near = near_type(words[0]) if words else None
        instead = f"Did you mean {near}?" if near else f"Begin with one of {', '.join(TYPES)}."
        raise NotReadable(f"Step {number}: “{words[0] if words else ''}” is no kind of work. {instead}")
    offset, counted_from, minutes = 0, DUE, None
    for word in words[size:]:
        found = _OFFSET.fullmatch(word)
        effort = read_minutes(word) if not found else None
        if found:
            offset = int(found[1])
        elif word.lower() == DONE:
            counted_from = DONE
        elif effort is not None:
            minutes = effort
        else:
            raise NotReadable(f"Step {number}: “{word}” is not understood. Write it like: {EXAMPLE}")
    if offset > MOST_DAYS:
        raise NotReadable(f"Step {number}: +{offset} is too far; {MOST_DAYS} working days at most.")
    return Step(kind.code, offset, counted_from, minutes, note or None)


def steps_say(steps: Iterable[Step]) -> str:
    """Return steps as one line that reads back."""
    return ", ".join(step.says for step in steps)


def days_of(steps: Sequence[Step], start: date, calendar: WorkCalendar) -> list[date]:
    """Return the day of each step if every one is done on its day; raises NoWorkingDay."""
    days: list[date] = []
    for step in steps:
        days.append(calendar.add_working_days(days[-1] if days else start, step.offset))
    return days


def next_step(steps: Sequence[Step], made: Sequence[StepMade], *, started_on: date, today: date, calendar: WorkCalendar) -> Next | None:
    """Return the next step of a cadence that runs; None while the one before is neither done nor due, or where none is left.

    A step counted from when the one before was done waits until it is; one whose day has passed falls on the next working day.
    """
    last = max(made, key=lambda one: one.place, default=None)
    place = 0 if last is None else last.place + 1
    if place >= len(steps):
        return None
    step, origin = steps[place], started_on
    if last is not None:
        waits = last.planned_on is None or last.planned_on > today or step.counted_from == DONE
        if last.is_open and waits:
            return None
        origin = (last.done_on if step.counted_from == DONE else last.planned_on) or last.done_on or last.planned_on or started_on
    day = calendar.add_working_days(origin, step.offset)
    return Next(place, day if day >= today else calendar.add_working_days(today, 0))


def why_stopped(steps: Sequence[Step], made: Sequence[StepMade], *, answered: bool, is_closed: bool, has_moved: bool) -> str | None:
    """Return why a cadence is over, None while it runs; what says most comes first: closed, answered, another stage, all through."""
    if is_closed:
        return CLOSED
    if answered:
        return REPLY
    if has_moved:
        return STAGE
    through = bool(made) and max(one.place for one in made) >= len(steps) - 1 and not any(one.is_open for one in made)
    return FINISHED if through or not steps else None


def read_cadence(text: str) -> tuple[str, str, tuple[Step, ...]]:
    """Return name, what it is for, and steps of a line such as `Offer out for stage:Proposal: email, call +2`; raises NotReadable."""
    found = _CADENCE.fullmatch(clean_line(text))
    if found is None:
        raise NotReadable("Write name, for what, and the steps: Offer out for stage:Proposal: email, call +2, call +3 done")
    return found["name"].strip(), clean_line(found["what"] or "").rstrip(), read_steps(found["steps"])


def cadence_says(name: str, what_for: str, steps: Sequence[Step]) -> str:
    """Return a cadence as one line that reads back."""
    return f"{name}{f' for {what_for}' if what_for else ''}: {steps_say(steps)}"
