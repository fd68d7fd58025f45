"""What a manager decides about a sprint beside its close: its goal in a sentence, that it is cancelled, and how long the next ones last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.periods import DAY, Period
from sprintsales.domain.rhythm import LONGEST, Rhythm, Stretch, next_stretch
from sprintsales.domain.text import clean_line
from sprintsales.services import roles
from sprintsales.services.closing_sprint import undecided
from sprintsales.services.desk import Desk
from sprintsales.services.items import short_day
from sprintsales.services.moving import place
from sprintsales.services.promises import promises
from sprintsales.services.sprints import SprintView, ensure, refuse_over, sprint_on
from sprintsales.storage.queries import people
from sprintsales.storage.queries import sprints as stored

if TYPE_CHECKING:
    from sqlmodel import Session

NOT_CANCELLED = "it cannot be cancelled. Only a sprint that runs, is in review or is to come can"
GOAL_LENGTH = 200
"""Letters of a sprint's goal: one sentence that can be read from across a room."""


class SameRhythm(Refused):
    """The sprints follow each other like that already."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cancelled sprint: its number, and how many items went back to the backlog."""

    sprint: int
    returned: int
    entry_id: int | None = None


def set_sprint_goal(desk: Desk, day: date, goal: str, *, shown: str | None = None, token: str | None = None) -> str | None:
    """Give the sprint of a day its goal in one sentence, or none, and return it.

    SHOWN is the goal that was seen, None where there was none. Raises OnlyManagers, SprintIsClosed, NotReadable, and ChangedMeanwhile
    where it is another one by now.
    """
    said = clean_line(goal).strip() or None
    if said is not None and len(said) > GOAL_LENGTH:
        raise NotReadable(f"A goal is one sentence of at most {GOAL_LENGTH} letters, and this has {len(said)}. Say it shorter.")

    def look(connection: Connection) -> SprintView:
        sprint = sprint_on(connection, desk, day)
        refuse_over(sprint, "its goal stays as it was. Set that of a sprint that runs or is to come")
        return sprint

    def work(session: Session, sprint: SprintView) -> str | None:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import Seen, edit

        sprint_id = ensure(session, desk, sprint.period.start)
        edit(session, tables.Sprint, sprint_id, {"goal": Seen(shown, said)})
        return said

    return desk.decide(
        "sprint", look, lambda one: f"set the goal of {one.name}" if said else f"took the goal of {one.name} away", work, token=token
    ).value


@dataclass(frozen=True, slots=True)
class Cancelling:
    """What cancelling a sprint would do: open items that go to the backlog, and promises, with their items, that count nowhere then."""

    sprint: SprintView
    returned: int
    promises: int
    promised: int

    @property
    def sentence(self) -> str:
        """What to know before it is done."""
        back = {0: "Nothing is open in it.", 1: "1 open item goes to the backlog."}.get(
            self.returned, f"{self.returned} open items go to the backlog."
        )
        items = "1 item" if self.promised == 1 else f"{self.promised} items"
        whose = {0: "Nobody has promised anything for it.", 1: f"The promise one person gave for it ({items}) counts nowhere then."}.get(
            self.promises, f"The promises {self.promises} people gave for it ({items}) count nowhere then."
        )
        return f"{back} {whose} What is done stays done; its targets get no verdict. One undo takes it back."


def cancelling(connection: Connection, desk: Desk, day: date) -> Cancelling:
    """Return what cancelling the sprint of a day would do; raises OnlyManagers, SprintIsClosed."""
    roles.refuse(connection, desk, "cancel")
    sprint = sprint_on(connection, desk, day)
    refuse_over(sprint, NOT_CANCELLED)
    given = [one for one in promises(connection, desk, [sprint]) if one.commitment is not None] if sprint.id is not None else []
    left = undecided(connection, desk, sprint) if sprint.id is not None else []
    return Cancelling(sprint, len(left), len(given), sum(len(one.items) for one in given))


def cancel_sprint(desk: Desk, day: date, reason: str, *, token: str | None = None) -> Cancelled:
    """Cancel the sprint of a day, with a reason: what is open in it goes back to the backlog, and its promises count nowhere.

    What was done in it stays done. Raises OnlyManagers, SprintIsClosed, NotReadable without a reason.
    """
    why = clean_line(reason).strip()
    if not why:
        raise NotReadable("A sprint is cancelled with a reason: the team reads it. Say in a few words why.")

    def look(connection: Connection) -> SprintView:
        sprint = sprint_on(connection, desk, day)
        refuse_over(sprint, NOT_CANCELLED)
        return sprint

    def work(session: Session, sprint: SprintView) -> dict[str, int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        sprint_id = ensure(session, desk, sprint.period.start)
        put(session, tables.Sprint, sprint_id, cancelled_on=desk.today, cancel_reason=why)
        left = undecided(session.connection(), desk, sprint)
        for row in left:
            place(session, desk, row, None, None, None)
        return {"sprint": sprint.number, "returned": len(left)}

    done = desk.decide("cancel", look, lambda one: f"cancelled {one.name}", work, reason=why, token=token)
    return Cancelled(**done.value, entry_id=done.entry_id)


def set_rhythm(desk: Desk, weekday: int, weeks: int, *, token: str | None = None) -> date:
    """Let sprints begin on a weekday (0 is Monday) and last 1 to 4 weeks, after the last one that is planned; return from which day on.

    Nothing before that day changes. Raises OnlyManagers, NotReadable, SameRhythm.
    """
    if not 0 <= weekday <= 6:
        raise NotReadable(f"{weekday} is no weekday; 0 is Monday and 6 is Sunday.")

    def look(connection: Connection) -> Stretch:
        rhythm = people.rhythm_now(connection, desk.team)
        wish = wished(connection, desk, rhythm, weekday, weeks)
        last = rhythm.last
        if (last.anchor.weekday(), last.weeks) == (weekday, weeks):
            raise SameRhythm(
                f"Sprints begin on {wish.anchor:%A} and last {weeks_text(weeks)} already. Choose another weekday or another length."
            )
        return wish

    def work(session: Session, wish: Stretch) -> str:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import add

        add(session, tables.SprintRhythm(team_id=desk.team.id, from_on=wish.anchor, weeks=weeks))
        return wish.anchor.isoformat()

    done = desk.decide("team", look, lambda one: f"sprints last {weeks_text(weeks)} from {short_day(one.anchor)} on", work, token=token)
    return date.fromisoformat(done.value)


def wished(connection: Connection, desk: Desk, rhythm: Rhythm, weekday: int, weeks: int) -> Stretch:
    """Return the stretch a change makes, after the last sprint anything is planned in; raises NotReadable."""
    running = rhythm.period(desk.today)
    taken = max([running.end, *(one.end_on for one in stored.sprints_from(connection, desk.team.id, running.start))])
    return next_stretch(rhythm, max(taken, rhythm.last.anchor), weekday, weeks)


@dataclass(frozen=True, slots=True)
class RhythmView:
    """How the sprints follow each other in the end: from which weekday (0 is Monday), how many weeks; and the next sprints.

    `ways`: the same for each other weekday and number of weeks, if it were chosen: the first three sprints, a shortened one before them
    included.
    """

    weekday: int
    weeks: int
    following: tuple[Period, ...]
    ways: Mapping[tuple[int, int], tuple[Period, ...]]


def rhythm_view(connection: Connection, desk: Desk) -> RhythmView:
    """Return the rhythm with what each other one would bring; raises OnlyManagers for who may not change it."""
    roles.refuse(connection, desk, "team")
    rhythm = people.rhythm_now(connection, desk.team)
    ways = {}
    for weekday, weeks in product(range(7), range(1, LONGEST + 1)):
        stretch = wished(connection, desk, rhythm, weekday, weeks)
        after = replace(rhythm, later=(*(one for one in rhythm.later if one.anchor < stretch.anchor), stretch))
        before = after.period(stretch.anchor - DAY)
        is_cut = before != rhythm.period(before.start)
        ways[weekday, weeks] = three_from(after, before if is_cut else after.period(stretch.anchor))
    next_one = rhythm.shifted(rhythm.period(desk.today), 1)
    return RhythmView(rhythm.last.anchor.weekday(), rhythm.last.weeks, three_from(rhythm, next_one), ways)


def three_from(rhythm: Rhythm, first: Period) -> tuple[Period, ...]:
    """Return a sprint and the two after it."""
    return (first, rhythm.shifted(first, 1), rhythm.shifted(first, 2))


def weeks_text(weeks: int) -> str:
    """Return how long a sprint lasts in words."""
    return "a week" if weeks == 1 else f"{weeks} weeks"
