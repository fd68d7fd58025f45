"""Cadences as they stand: which fit a deal or lead, what is due of those that run, and which are over and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.cadences import StepMade, days_of, next_step, why_stopped
from sprintsales.domain.errors import NotFound
from sprintsales.domain.filling import CADENCE
from sprintsales.domain.workdays import NoWorkingDay, WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.pieces import Piece
from sprintsales.services.sprints import SprintView
from sprintsales.storage.queries import activities
from sprintsales.storage.queries import cadences as stored
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.cadences import CadenceRow, EnrolmentRow
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.names import read_names
from sprintsales.storage.queries.origins import origins


@dataclass(frozen=True, slots=True)
class Subject:
    """A deal or lead that may go through a cadence."""

    deal_id: int | None = None
    lead_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fitting:
    """A cadence that can be started, with the day of each step if every one is done on its day; `running`: it goes through it already."""

    cadence: CadenceRow
    days: tuple[date, ...]
    fits: bool
    running: int | None = None


@dataclass(frozen=True, slots=True)
class Going:
    """One enrolment that is not on record as stopped: its steps so far, and why it is over, None where it goes on."""

    row: EnrolmentRow
    cadence: CadenceRow
    made: tuple[StepMade, ...]
    items: tuple[ActivityRow, ...]
    why: str | None

    @property
    def open_ids(self) -> tuple[int, ...]:
        """The steps still to do."""
        return tuple(one.id for one in self.items if one.state == "planned")


def going(connection: Connection, desk: Desk, rows: Sequence[EnrolmentRow]) -> list[Going]:
    """Return how enrolments stand today."""
    if not rows:
        return []
    team = desk.team.id
    known = {one.id: one for one in stored.cadences(connection, team, archived=True)}
    made = origins(connection, team, CADENCE, (row.id for row in rows))
    items = activities.by_ids(connection, team, (one.activity_id for one in made))
    ids = [row.deal_id for row in rows if row.deal_id is not None], [row.lead_id for row in rows if row.lead_id is not None]
    said = stored.answers(connection, team, *ids, min(row.started_on for row in rows))
    found = []
    for row in rows:
        steps = [(int(one.slot), items[one.activity_id]) for one in made if one.source_id == row.id and one.activity_id in items]
        first = min((item.id for _, item in steps), default=0)
        own = {item.id for _, item in steps}
        answered = (row.responded_on is not None and row.responded_on > row.started_on) or any(
            (deal, lead) == (row.deal_id, row.lead_id) and on >= row.started_on and (on > row.started_on or id_ in own or id_ > first)
            for deal, lead, id_, on in said
        )
        taken = tuple(step_made(place, item) for place, item in steps)
        plan = known[row.cadence_id]
        why = row.why or why_stopped(plan.steps, taken, answered=answered, is_closed=is_closed(row), has_moved=has_moved(row, plan))
        found.append(Going(row, plan, taken, tuple(item for _, item in steps), why))
    return found


def step_made(place: int, item: ActivityRow) -> StepMade:
    """Return an item as the step it is."""
    return StepMade(place, item.planned_on, item.done_on if item.state == "done" else None, is_open=item.state == "planned")


def is_closed(row: EnrolmentRow) -> bool:
    """Return whether the deal is won or lost, or the lead became a deal."""
    return row.outcome not in (None, "open") if row.deal_id is not None else row.converted


def has_moved(row: EnrolmentRow, plan: CadenceRow) -> bool:
    """Return whether the deal stands in another stage than at the start, or the lead in another category than the cadence is for."""
    if row.deal_id is not None:
        return row.stage_id is not None and row.stage_now != row.stage_id
    return plan.category is not None and (row.category_now or "").casefold() != plan.category.casefold()


def mine(connection: Connection, desk: Desk, owner_id: int | None = None) -> list[Going]:
    """Return my cadences (or somebody's) that are not on record as stopped."""
    return going(connection, desk, stored.enrolments(connection, desk.team.id, owner_id=desk.me.id if owner_id is None else owner_id))


def over(connection: Connection, desk: Desk) -> list[Going]:
    """Return those of my cadences that are over and not on record as such yet."""
    return [one for one in mine(connection, desk) if one.why is not None]


def pieces(connection: Connection, desk: Desk, sprint: SprintView, owner_id: int | None = None) -> list[Piece]:
    """Return the next steps of my cadences (or somebody's) that fall into a sprint, by day."""
    calendar = calendars(connection, desk.team.id).of(desk.me.id if owner_id is None else owner_id)
    found = [
        piece
        for one in mine(connection, desk, owner_id)
        if one.why is None and (piece := piece_of(connection, desk, one, calendar)) is not None
    ]
    return sorted(
        (one for one in found if one.day is not None and one.day in sprint.period), key=lambda one: (one.day or date.max, one.source_id)
    )


def piece_of(connection: Connection, desk: Desk, one: Going, calendar: WorkCalendar) -> Piece | None:
    """Return the next step of a cadence as work; None while the one before is neither done nor due."""
    steps = one.cadence.steps
    try:
        found = next_step(steps, one.made, started_on=one.row.started_on, today=desk.today, calendar=calendar)
    except NoWorkingDay:
        return None
    if found is None:
        return None
    step, kind = steps[found.place], activities.types(connection, desk.team.id)[steps[found.place].type]
    return Piece(
        kind=CADENCE,
        source_id=one.row.id,
        slot=str(found.place),
        type=kind,
        minutes=step.minutes if step.minutes is not None else kind.minutes,
        day=found.day,
        deal_id=one.row.deal_id,
        lead_id=one.row.lead_id,
        about=one.row.about,
        note=step.note,
        reason=f"{one.cadence.name} {found.place + 1}/{len(steps)}",
        why_not=f"{kind.name} is not used any more" if kind.archived else None,
    )


def fitting(connection: Connection, desk: Desk, subject: Subject) -> list[Fitting]:
    """Return the cadences that can be started for a deal or lead, those made for its stage or category first; raises NotFound."""
    stage_id, category = standing_of(connection, desk, subject)
    rows = stored.enrolments(connection, desk.team.id, deal_id=subject.deal_id, lead_id=subject.lead_id)
    running = {one.row.cadence_id: one.row.id for one in going(connection, desk, rows) if one.why is None}
    calendar = calendars(connection, desk.team.id).of(desk.me.id)
    names = read_names(connection, desk.team.id)
    found = []
    for one in stored.cadences(connection, desk.team.id):
        if (one.category and subject.deal_id is not None) or (one.stage_id is not None and subject.lead_id is not None) or not one.steps:
            continue
        meant = names.stages.get(one.stage_id) if one.stage_id is not None else None
        same_stage = meant is not None and meant.id == stage_id
        same_category = one.category is not None and (category or "").casefold() == one.category.casefold()
        days = tuple(days_of(one.steps, desk.today, calendar))
        found.append(Fitting(one, days, same_stage or same_category, running.get(one.id)))
    return sorted(found, key=lambda one: (not one.fits, one.cadence.name.casefold()))


def standing_of(connection: Connection, desk: Desk, subject: Subject) -> tuple[int | None, str | None]:
    """Return the stage of a deal, the category of a lead; raises NotFound."""
    found = stored.stands(connection, desk.team.id, subject.deal_id, subject.lead_id)
    if found is None:
        raise NotFound("This is not there any more. Look again: sprintsales cadences list")
    return found


def of_team(connection: Connection, desk: Desk) -> list[CadenceRow]:
    """Return the team's cadences by name."""
    return stored.cadences(connection, desk.team.id)
