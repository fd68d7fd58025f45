"""Filling a week: what the ideal week, last week's plan, recurring work and cadences offer for it, and planning what is chosen, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.capacity import Capacity, PlannedMinutes, day_loads
from sprintsales.domain.errors import Refused
from sprintsales.domain.filling import CADENCE, COPY, RECURRING, THERE, WEEK, Judged, Wanted, judged
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services import cadence_views, ideal_week, recurring
from sprintsales.services.capacity import capacity_of
from sprintsales.services.desk import Desk
from sprintsales.services.pieces import Piece, put_in
from sprintsales.services.sprints import SprintView, refuse_over, sprint_on
from sprintsales.services.views.week import column_of, minutes_of, stands_in_week
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.origins import origins

if TYPE_CHECKING:
    from sqlmodel import Session

SOURCES: Mapping[str, Callable[[Connection, Desk, SprintView], list[Piece]]] = {
    WEEK: ideal_week.pieces,
    COPY: ideal_week.copied,
    RECURRING: recurring.pieces,
    CADENCE: cadence_views.pieces,
}
TITLES: Mapping[str, str] = {WEEK: "my ideal week", COPY: "last week’s plan", RECURRING: "my recurring work", CADENCE: "my cadences"}
"""What each source is called in a sentence."""


class NotOffered(Refused):
    """Somebody chooses a line that is not among those offered."""


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One piece of work that is offered, with what is said about it."""

    piece: Piece
    judged: Judged

    @property
    def key(self) -> str:
        """What it is chosen by."""
        return self.piece.key


@dataclass(frozen=True, slots=True)
class Offer:
    """What a source offers for somebody's sprint; minutes planned and available of all kinds."""

    kind: str
    sprint: SprintView
    lines: tuple[OfferLine, ...]
    used: int
    available: int
    assumed: bool

    @property
    def proposed(self) -> tuple[OfferLine, ...]:
        """The lines that fit the time that is left."""
        return tuple(one for one in self.lines if one.judged.fits)

    @property
    def possible(self) -> tuple[OfferLine, ...]:
        """The lines somebody can take."""
        return tuple(one for one in self.lines if one.judged.possible)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was planned: the items, and the entry in the journal; None where there was nothing left to plan."""

    ids: tuple[int, ...]
    entry_id: int | None


def offer(connection: Connection, desk: Desk, kind: str, start: date) -> Offer:
    """Return what a source offers me for the sprint that holds a day; raises SprintIsClosed."""
    sprint = sprint_on(connection, desk, start)
    refuse_over(sprint)
    pieces = SOURCES[kind](connection, desk, sprint)
    made = {(one.source_id, one.slot) for one in origins(connection, desk.team.id, kind, (piece.source_id for piece in pieces))}
    calendar, capacity, planned = time_left(connection, desk, sprint)
    loads = day_loads(planned, capacity=capacity, calendar=calendar, period=sprint.period)
    used = sum(one.minutes for one in planned)
    verdicts = judged(
        [Wanted(one.key, one.day, one.minutes, one.why_not) for one in pieces],
        calendar=calendar,
        today=desk.today,
        room={one.day: one.available - one.planned for one in loads},
        left=capacity.gross - used,
        made=frozenset(one.key for one in pieces if (one.source_id, one.slot) in made),
    )
    lines = tuple(OfferLine(piece, verdict) for piece, verdict in zip(pieces, verdicts, strict=True))
    return Offer(kind, sprint, lines, used, capacity.gross, capacity.assumed)


def time_left(connection: Connection, desk: Desk, sprint: SprintView) -> tuple[WorkCalendar, Capacity, list[PlannedMinutes]]:
    """Return my working time, what I can take on in a sprint, and what stands in it: the same that the Plan screen counts."""
    times, period = calendars(connection, desk.team.id), sprint.period
    rows = [
        row
        for row in activities.of_sprint(connection, desk.team.id, desk.me.id, sprint.id, period)
        if stands_in_week(row, sprint.id, period)
    ]
    planned = [
        PlannedMinutes(column_of(row.planned_on, row.done_on, period), minutes_of(row.state, row.minutes, row.minutes_done), row.is_selling)
        for row in rows
    ]
    return times.of(desk.me.id), capacity_of(connection, desk, desk.me.id, period, rows, times, desk.me.function), planned


def fill(desk: Desk, kind: str, start: date, keys: Iterable[str] | None = None, *, token: str | None = None) -> Filled:
    """Plan what a source offers me for the sprint that holds a day: the lines chosen by KEYS, without them all that fit.

    What was made before, by whichever window, is not made again; with nothing left nothing is written. One act, one undo.
    Raises NotOffered for a line that is not possible, SprintIsClosed.
    """
    chosen = None if keys is None else list(keys)

    def look(connection: Connection) -> list[Piece]:
        offered = offer(connection, desk, kind, start)
        if chosen is None:
            return [one.piece for one in offered.proposed]
        return pieces_chosen(offered, chosen)

    def work(session: Session, pieces: Sequence[Piece]) -> dict[str, Any]:
        return {"ids": [put_in(session, desk, piece, start) for piece in pieces]}

    done = desk.decide("plan", look, lambda pieces: f"planned {counted(pieces)} from {TITLES[kind]}", work, token=token)
    return Filled(tuple(done.value["ids"]), done.entry_id)


def pieces_chosen(offered: Offer, keys: Sequence[str]) -> list[Piece]:
    """Return the pieces of an offer that were chosen and are not there yet; raises NotOffered for one that is not possible."""
    lines = {one.key: one for one in offered.lines}
    found = []
    for key in dict.fromkeys(keys):
        line = lines.get(key)
        if line is None:
            raise NotOffered("This is not offered any more. Look again at what is: something was changed meanwhile.")
        if line.judged.possible:
            found.append(line.piece)
        elif line.judged.why != THERE:
            raise NotOffered(f"{line.piece.says} is not planned: {line.judged.why}. Leave it out, or plan it with a day of its own.")
    return found


def counted(pieces: Sequence[Piece]) -> str:
    """Return how many items, in words."""
    return "1 item" if len(pieces) == 1 else f"{len(pieces)} items"
