"""Cadences as stored: their steps, who goes through them, and what answered since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from sprintsales.domain.activities import kind_of
from sprintsales.domain.cadences import Step
from sprintsales.storage.erased import text_of
from sprintsales.storage.schema import activity, activity_type, cadence, cadence_step, deal, enrolment, lead, person_text, stage


@dataclass(frozen=True, slots=True)
class CadenceRow:
    """A cadence with its steps; for leads of a category, deals in a stage, or for whatever it is started."""

    id: int
    name: str
    category: str | None
    stage_id: int | None
    stage: str | None
    archived: bool
    steps: tuple[Step, ...]

    @property
    def what_for(self) -> str:
        """What it is for, as a file says it."""
        return f"lead:{self.category}" if self.category else f"stage:{self.stage}" if self.stage else ""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A deal or lead that goes, or went, through a cadence, and how that deal or lead stands now."""

    id: int
    cadence_id: int
    owner_id: int
    deal_id: int | None
    deal: str | None
    lead_id: int | None
    lead: str | None
    stage_id: int | None
    stage_now: int | None
    outcome: str | None
    category_now: str | None
    converted: bool
    responded_on: date | None
    """The day the lead is on record as having answered."""
    started_on: date
    stopped_on: date | None
    why: str | None

    @property
    def about(self) -> str:
        """The deal or lead by name."""
        return self.deal or self.lead or "a lead"


def cadences(connection: Connection, team_id: int, *, archived: bool = False) -> list[CadenceRow]:
    """Return the team's cadences by name, those put away only where ARCHIVED."""
    c, s = cadence.c, cadence_step.c
    steps: dict[int, list[Step]] = {}
    query = (
        select(s.cadence_id, activity_type.c.code, s.offset_days, s.counted_from, s.minutes, s.says)
        .join(activity_type, activity_type.c.id == s.type_id)
        .where(s.team_id == team_id, s.archived.is_(False))
        .order_by(s.cadence_id, s.place)
    )
    for cadence_id, code, offset, counted, minutes, says in connection.execute(query):
        steps.setdefault(cadence_id, []).append(Step(code, offset, counted, minutes, says))
    listed = (
        select(c.id, c.name, c.category, c.stage_id, stage.c.name, c.archived)
        .outerjoin(stage, stage.c.id == c.stage_id)
        .where(c.team_id == team_id, *([] if archived else [c.archived.is_(False)]))
        .order_by(c.name, c.id)
    )
    return [CadenceRow(*row, tuple(steps.get(row[0], ()))) for row in connection.execute(listed)]


def enrolments(
    connection: Connection,
    team_id: int,
    *,
    owner_id: int | None = None,
    deal_id: int | None = None,
    lead_id: int | None = None,
    running: bool = True,
) -> list[EnrolmentRow]:
    """Return who goes through cadences, the oldest first: of an owner, of a deal, of a lead; those stopped too unless RUNNING."""
    e, named = enrolment.c, person_text.alias("named")
    wanted = ((e.owner_id, owner_id), (e.deal_id, deal_id), (e.lead_id, lead_id))
    query = (
        select(
            e.id, e.cadence_id, e.owner_id, e.deal_id, deal.c.name, e.lead_id, named.c.body, e.stage_id, deal.c.stage_id, deal.c.outcome,
            lead.c.category, lead.c.deal_id, lead.c.won_on, lead.c.responded_on, e.started_on, e.stopped_on, e.why, named.c.erased_as,
        )
        .outerjoin(deal, deal.c.id == e.deal_id)
        .outerjoin(lead, lead.c.id == e.lead_id)
        .outerjoin(named, named.c.id == lead.c.name_id)
        .where(e.team_id == team_id, *[column == value for column, value in wanted if value is not None])
        .order_by(e.id)
    )  # fmt: skip
    if running:
        query = query.where(e.stopped_on.is_(None))
    found = []
    for row in connection.execute(query):
        *head, into, won, responded, started, stopped, why, erased = row
        if head[5] is not None and head[6] is None and erased is not None:
            head[6] = text_of(None, erased)
        values = [*head, into is not None or won is not None, responded, started, stopped, why]
        found.append(EnrolmentRow(*values))
    return found


def answers(
    connection: Connection, team_id: int, deal_ids: Iterable[int], lead_ids: Iterable[int], since: date
) -> list[tuple[int | None, int | None, int, date]]:
    """Return what somebody answered from a day on, to whatever was done: deal, lead, the activity, its day."""
    a = activity.c
    deals, leads = sorted(set(deal_ids)), sorted(set(lead_ids))
    query = (
        select(a.deal_id, a.lead_id, a.id, a.done_on, activity_type.c.code, a.outcome)
        .join(activity_type, activity_type.c.id == a.type_id)
        .where(a.team_id == team_id, a.state == "done", a.done_on >= since, a.outcome.is_not(None))
        .where(or_(a.deal_id.in_(deals), a.lead_id.in_(leads)))
    )
    found = []
    for deal_id, lead_id, id_, on, code, word in connection.execute(query):
        outcome = kind_of(code).outcome(word)
        if outcome is not None and outcome.is_answer:
            found.append((deal_id, lead_id, id_, on))
    return found


def stands(connection: Connection, team_id: int, deal_id: int | None, lead_id: int | None) -> tuple[int | None, str | None] | None:
    """Return the stage a deal stands in, or the category a lead is of; None for one that is not there."""
    if deal_id is not None:
        row = connection.execute(select(deal.c.stage_id).where(deal.c.team_id == team_id, deal.c.id == deal_id)).first()
        return None if row is None else (row[0], None)
    row = connection.execute(select(lead.c.category).where(lead.c.team_id == team_id, lead.c.id == lead_id)).first()
    return None if row is None else (None, row[0])


def subject_owner(connection: Connection, team_id: int, deal_id: int | None, lead_id: int | None) -> int | None:
    """Return who owns a deal or lead; None for nobody."""
    table, id_ = (deal, deal_id) if deal_id is not None else (lead, lead_id)
    return connection.execute(select(table.c.owner_id).where(table.c.team_id == team_id, table.c.id == id_)).scalar()


def is_over(connection: Connection, team_id: int, deal_id: int | None, lead_id: int | None) -> bool:
    """Return whether a deal is won or lost, or a lead became a deal."""
    if deal_id is not None:
        return connection.execute(select(deal.c.outcome).where(deal.c.team_id == team_id, deal.c.id == deal_id)).scalar() != "open"
    row = connection.execute(select(lead.c.deal_id, lead.c.won_on).where(lead.c.team_id == team_id, lead.c.id == lead_id)).first()
    return row is not None and (row[0] is not None or row[1] is not None)


def safe_name(connection: Connection, deal_id: int | None) -> str | None:
    """Return a deal's name, which the journal may hold; None for a lead, whose name it may not."""
    return None if deal_id is None else connection.execute(select(deal.c.name).where(deal.c.id == deal_id)).scalar()


def step_places(connection: Connection, cadence_id: int) -> dict[int, int]:
    """Return the id of the step at each place of a cadence, those put away too."""
    s = cadence_step.c
    return {row.place: row.id for row in connection.execute(select(s.place, s.id).where(s.cadence_id == cadence_id))}
