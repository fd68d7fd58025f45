"""What a manager decides about a sprint beside its close: its goal in a sentence, that it is cancelled, and how long the next ones last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.rhythm import Stretch, next_stretch
from sprintsales.domain.text import clean_line
from sprintsales.services.closing_sprint import undecided
from sprintsales.services.desk import Desk
from sprintsales.services.items import short_day
from sprintsales.services.moving import place
from sprintsales.services.sprints import SprintView, ensure, refuse_over, sprint_on
from sprintsales.storage.queries import people
from sprintsales.storage.queries import sprints as stored

if TYPE_CHECKING:
    from sqlmodel import Session

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
        refuse_over(sprint)
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


def cancel_sprint(desk: Desk, day: date, reason: str, *, token: str | None = None) -> Cancelled:
    """Cancel the sprint of a day, with a reason: what is open in it goes back to the backlog, and its promises count nowhere.

    What was done in it stays done. Raises OnlyManagers, SprintIsClosed, NotReadable without a reason.
    """
    why = clean_line(reason).strip()
    if not why:
        raise NotReadable("A sprint is cancelled with a reason: the team reads it. Say in a few words why.")

    def look(connection: Connection) -> SprintView:
        sprint = sprint_on(connection, desk, day)
        refuse_over(sprint)
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
        rhythm = replace(desk.team.rhythm, later=tuple(people.rhythms(connection).get(desk.team.id, ())))
        last = (rhythm.later or (rhythm.first,))[-1]
        running = rhythm.period(desk.today)
        taken = max([running.end, *(one.end_on for one in stored.sprints_from(connection, desk.team.id, running.start))])
        wish = next_stretch(rhythm, max(taken, last.anchor), weekday, weeks)
        if (last.anchor.weekday(), last.weeks) == (weekday, weeks):
            raise SameRhythm(
                f"Sprints begin on {wish.anchor:%A} and last {weeks_text(weeks)} already. Choose another day or another length."
            )
        return wish

    def work(session: Session, wish: Stretch) -> str:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import add

        add(session, tables.SprintRhythm(team_id=desk.team.id, from_on=wish.anchor, weeks=weeks))
        return wish.anchor.isoformat()

    done = desk.decide("team", look, lambda one: f"sprints last {weeks_text(weeks)} from {short_day(one.anchor)} on", work, token=token)
    return date.fromisoformat(done.value)


def weeks_text(weeks: int) -> str:
    """Return how long a sprint lasts in words."""
    return "a week" if weeks == 1 else f"{weeks} weeks"
