"""Which sprint a review is about, and the report of a closed one: as it stood at its close, with what today's records say beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from sqlalchemy import Connection, func, select

from sprintsales.domain.accountability import PromiseNumbers, summed
from sprintsales.domain.frozen_figures import as_written
from sprintsales.domain.kpi_registry import KPIS, OF_THE_PERIOD
from sprintsales.domain.periods import Period
from sprintsales.services.closing_by_calendar import review_ends
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import CLOSED, SprintView
from sprintsales.services.views.as_known import known_at
from sprintsales.services.views.frame import FrameView, frame_view
from sprintsales.services.views.kpis import KpiRow, KpiView
from sprintsales.services.views.review import PersonPromise, ReviewView, review_as_recorded
from sprintsales.storage.as_known import Moment
from sprintsales.storage.queries import sprints as stored
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.snapshots import ClosingAct, Numbers, Picture, closing_act, closing_picture
from sprintsales.storage.schema import person_text

KEPT = 8


@dataclass(frozen=True, slots=True)
class Frozen:
    """The top of the screen and the review as they stood when a sprint was closed."""

    frame: FrameView
    review: ReviewView


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The top of the screen and the review; of a closed sprint also that top as recorded today."""

    frame: FrameView
    review: ReviewView
    frame_now: FrameView | None = None


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a closed sprint that is another one today; `who` None: the team's. `unit` as the KPI's, money in minor units."""

    who: str | None
    key: str
    title: str
    unit: str
    frozen: int | float | Fraction | None
    now: int | float | Fraction | None


READ_BEFORE: dict[tuple[str, int, int, int], Frozen] = {}
"""The last few, by database, sprint, closing act and number of persons erased: what is frozen does not change, names may go."""


def reviewed_now(connection: Connection, desk: Desk) -> Period:
    """Return the sprint a review is about today: the one before while it waits for its close, else the running one.

    It waits until the end of the team's second working day after it; from then on people look at the week they are in.
    """
    waiting = stored.in_review(connection, desk.team.id, desk.today)
    if waiting and desk.today <= review_ends(calendars(connection, desk.team.id).team, waiting[-1].period):
        return waiting[-1].period
    return desk.sprint_of(desk.today)


def review_view(connection: Connection, desk: Desk, period: Period | None = None) -> ReviewView:
    """Return the review of a sprint (default: the one a review is about today); of a closed one as it stood at its close."""
    return reviewed(connection, desk, period).review


def reviewed(connection: Connection, desk: Desk, period: Period | None = None) -> Reviewed:
    """Return the top of the screen and the review of a sprint; of a closed one both as they stood at its close."""
    span = period or reviewed_now(connection, desk)
    now = review_as_recorded(connection, desk, span)
    sprint, act = now.sprint, None
    if sprint.state == CLOSED and sprint.id is not None:
        act = closing_act(connection, desk.team.id, sprint.id)
    frame = frame_view(connection, desk, None, span)
    if act is None:
        return Reviewed(frame, now)
    frozen = at_the_close(connection, desk, sprint, act)
    members = tuple(compared(one, now) for one in frozen.review.members)
    return Reviewed(frozen.frame, replace(frozen.review, today=desk.today, members=members, now=now), frame)


def at_the_close(connection: Connection, desk: Desk, sprint: SprintView, act: ClosingAct) -> Frozen:
    """Return frame and review as they stood right after a sprint was closed, the promise as its picture has it."""
    erased = connection.execute(select(func.max(person_text.c.erased_as))).scalar() or 0
    key = (desk.database.name, sprint.id or 0, act.entry_id, erased)
    found = READ_BEFORE.get(key)
    if found is None:
        day = sprint.closed_on or sprint.period.last
        with known_at(connection, desk, Moment(entry_id=act.entry_id), day) as (then, desk_then):
            review = review_as_recorded(then, desk_then, sprint.period)
            frame = frame_view(then, desk_then, None, sprint.period)
        picture = closing_picture(connection, desk.team.id, sprint.id or 0)
        members = tuple(pictured(one, picture.numbers.get(one.id)) for one in review.members)
        promise, kpis = summed(one.numbers for one in members), with_figures(review.kpis, picture)
        found = Frozen(frame, replace(review, members=members, promise=promise, kpis=kpis, frozen_on=day, digest=act.digest))
        for old in list(READ_BEFORE)[: -KEPT + 1]:
            READ_BEFORE.pop(old, None)
        READ_BEFORE[key] = found
    return found


def pictured(one: PersonPromise, numbers: Numbers | None) -> PersonPromise:
    """Return a person's promise with the numbers of the picture taken at the close."""
    if numbers is None or (not one.is_committed and not numbers.get("committed")):
        return one  # work around a promise nobody made is no promise
    known = {field.name for field in fields(PromiseNumbers)}
    return replace(one, numbers=replace(one.numbers, **{name: value for name, value in numbers.items() if name in known}))


def with_figures(view: KpiView, picture: Picture) -> KpiView:
    """Return the figures of a sprint with those that were written down at its close."""

    def row(one: KpiRow, key: str) -> KpiRow:
        return replace(one, figures=as_written(one.figures, picture.figures.get(key, {})))

    return replace(view, total=row(view.total, "team"), groups=tuple(row(one, one.key) for one in view.groups))


def compared(one: PersonPromise, now: ReviewView) -> PersonPromise:
    """Return a person's promise, marked where today's records give other numbers."""
    today = next((other.numbers for other in now.members if other.id == one.id), None)
    return replace(one, is_restated=one.is_committed and today != one.numbers)


def restated(view: ReviewView) -> tuple[Restated, ...]:
    """Return what today's records say otherwise than the report of a closed sprint: the team's figures first, then by person."""
    return () if view.now is None else tuple(_restated(view, view.now))


def _restated(view: ReviewView, now: ReviewView) -> Iterator[Restated]:
    yield from differing(None, view.kpis.total, now.kpis.total)
    for title, key in (("deals moved", "deals_moved"), ("dates moved", "dates_moved")):
        then, today = getattr(view, key), getattr(now, key)
        if len(then) != len(today):
            yield Restated(None, key, title, "count", len(then), len(today))
    rows = {row.key: row for row in now.kpis.groups}
    for row in view.kpis.groups:
        other = rows.pop(row.key, None)
        if other is not None:
            yield from differing(row.name, row, other)
    for row in rows.values():
        yield from differing(row.name, None, row)


def differing(who: str | None, then: KpiRow | None, now: KpiRow) -> Iterator[Restated]:
    """Yield the figures counted on the days of the sprint that are other ones now."""
    for key in OF_THE_PERIOD:
        before, today = (then.figures[key].value if then else None), now.figures[key].value
        if before != today and (then is not None or today):
            yield Restated(who, key, KPIS[key].title, KPIS[key].unit, before, today)
