"""Cadences: made, changed and put away by a manager; started and stopped for a deal or lead by whoever works on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain import fuzzy
from sprintsales.domain.cadences import BY_HAND, WHY, read_cadence
from sprintsales.domain.errors import NotFound, NotReadable, Refused
from sprintsales.domain.fates import Fate
from sprintsales.domain.text import clean_line
from sprintsales.formats.cadence_file import CadenceWish
from sprintsales.services import carrying, roles
from sprintsales.services.cadence_views import Going, Subject, going, over, piece_of, standing_of
from sprintsales.services.desk import Desk
from sprintsales.services.items import reason_of
from sprintsales.services.pieces import put_in
from sprintsales.services.planning import type_of
from sprintsales.storage.queries import activities
from sprintsales.storage.queries import cadences as stored
from sprintsales.storage.queries.cadences import CadenceRow
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.names import read_stages

if TYPE_CHECKING:
    from sqlmodel import Session


class DoesNotFit(Refused):
    """A cadence for leads is started for a deal, or the other way round, or for what is closed."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving cadences did: how many were new, changed, left as they were."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class Started:
    """A deal or lead in a cadence: the enrolment, the item of its first step; `new` False where it went through it already."""

    enrolment_id: int
    item_id: int | None
    new: bool


def save(desk: Desk, wishes: Iterable[CadenceWish], *, token: str | None = None) -> Saved:
    """Make cadences, or change those of the same name into what is written, and say how many; the same again changes nothing.

    Who goes through one goes on with its new steps. Raises NotReadable, NotFound, Ambiguous for a stage nobody knows.
    """
    wanted = list(wishes)

    def look(connection: Connection) -> list[tuple[CadenceWish, CadenceRow | None, int | None, str | None]]:
        known = {one.name.casefold(): one for one in stored.cadences(connection, desk.team.id, archived=True)}
        for wish in wanted:
            for step in wish.steps:
                type_of(connection, desk, step.type)
        return [(wish, known.get(clean_line(wish.name).casefold()), *aim_of(connection, desk, wish)) for wish in wanted]

    def work(session: Session, found: Sequence[tuple[CadenceWish, CadenceRow | None, int | None, str | None]]) -> dict[str, int]:
        told = [put_cadence(session, desk, *one) for one in found]
        return {word: told.count(word) for word in ("added", "changed", "same")}

    names = ", ".join(clean_line(wish.name) for wish in wanted[:3])
    return Saved(**desk.decide("cadence", look, lambda _: f"saved the cadence {names}", work, token=token).value)


def save_line(desk: Desk, text: str) -> Saved:
    """Make or change the cadence of one line, such as `Offer out for stage:Proposal: email, call +2`; raises as `save` does."""
    return save(desk, [CadenceWish(*read_cadence(text))])


def aim_of(connection: Connection, desk: Desk, wish: CadenceWish) -> tuple[int | None, str | None]:
    """Return the stage or the category a cadence is for; raises NotReadable, NotFound, Ambiguous."""
    if not clean_line(wish.name):
        raise NotReadable("A cadence has a name: write it before the steps.")
    kind, _, name = wish.what_for.partition(":")
    name = clean_line(name)
    if not wish.what_for:
        return None, None
    if kind.lower() == "lead" and name:
        return None, name
    if kind.lower() != "stage" or not name:
        raise NotReadable(f"“{wish.what_for}” is nothing a cadence is for: write lead:CATEGORY, stage:NAME, or leave it empty.")
    stages = {id_: one.name for id_, one in read_stages(connection, desk.team.id).items() if id_ == one.id and not one.archived}
    exact = [id_ for id_, one in stages.items() if one.casefold() == name.casefold()]
    return (exact[0] if exact else fuzzy.best(name, list(stages.items()), what="stage")[0]), None


def put_cadence(
    session: Session, desk: Desk, wish: CadenceWish, there: CadenceRow | None, stage_id: int | None, category: str | None
) -> str:
    """Put a cadence as it is wished and return what that was: added, changed, same."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    if there is None:
        id_ = add(session, tables.Cadence(team_id=desk.team.id, name=clean_line(wish.name), category=category, stage_id=stage_id))
    else:
        id_ = there.id
        moved = put(session, tables.Cadence, id_, category=category, stage_id=stage_id, archived=False)
        if there.steps == wish.steps:
            return "changed" if moved else "same"
    put_steps(session, desk, id_, wish)
    return "added" if there is None else "changed"


def put_steps(session: Session, desk: Desk, cadence_id: int, wish: CadenceWish) -> None:
    """Write the steps of a cadence over those it has; what is left over is put away."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    connection = session.connection()
    kinds = activities.types(connection, desk.team.id)
    places = stored.step_places(connection, cadence_id)
    for place, step in enumerate(wish.steps):
        fields: dict[str, Any] = {
            "type_id": kinds[step.type].id, "offset_days": step.offset, "counted_from": step.counted_from, "minutes": step.minutes,
            "says": clean_line(step.note) if step.note else None,
        }  # fmt: skip
        if place in places:
            put(session, tables.CadenceStep, places[place], archived=False, **fields)
        else:
            add(session, tables.CadenceStep(team_id=desk.team.id, cadence_id=cadence_id, place=place, **fields))
    for place, id_ in places.items():
        if place >= len(wish.steps):
            put(session, tables.CadenceStep, id_, archived=True)


def named(connection: Connection, desk: Desk, name: str) -> CadenceRow:
    """Return a cadence by its name or a part of it; raises NotFound, Ambiguous."""
    known = {one.id: one for one in stored.cadences(connection, desk.team.id)}
    if not known:
        raise NotFound('There is no cadence yet. A manager makes one: sprintsales cadences add "New lead" "email, call +2, call +3"')
    return known[fuzzy.best(name, [(one.id, one.name) for one in known.values()], what="cadence")[0]]


def put_away(desk: Desk, name: str, *, token: str | None = None) -> bool:
    """Put a cadence away, so that nobody starts it any more, and return whether it was in use; raises NotFound, Ambiguous."""

    def look(connection: Connection) -> CadenceRow:
        known = stored.cadences(connection, desk.team.id, archived=True)
        return next((one for one in known if one.name.casefold() == name.casefold()), None) or named(connection, desk, name)

    def work(session: Session, row: CadenceRow) -> bool:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        return put(session, tables.Cadence, row.id, archived=True)

    return desk.decide("cadence", look, lambda row: f"put the cadence {row.name} away", work, token=token).value


# Started and stopped.


def start(desk: Desk, cadence_id: int, subject: Subject, *, token: str | None = None) -> Started:
    """Start a cadence for a deal or lead of mine and plan its first step; started twice it is one.

    Raises NotFound, NotYours, DoesNotFit, NoWorkingDay.
    """

    def look(connection: Connection) -> tuple[CadenceRow, int | None, list[Going], str | None]:
        plan = next((one for one in stored.cadences(connection, desk.team.id) if one.id == cadence_id), None)
        if plan is None:
            raise NotFound("This cadence is not used any more. See those there are: sprintsales cadences list")
        owner = stored.subject_owner(connection, desk.team.id, subject.deal_id, subject.lead_id)
        stage_id, _ = standing_of(connection, desk, subject)
        if owner is not None:
            roles.refuse_others(connection, desk, "enrol", "This deal" if subject.deal_id else "This lead", owner)
        if (plan.category and subject.deal_id is not None) or (plan.stage_id is not None and subject.lead_id is not None):
            meant, this = (f"{plan.category} leads", "a deal") if plan.category else (f"deals in {plan.stage}", "a lead")
            raise DoesNotFit(f"{plan.name} is for {meant}, and this is {this}. Choose another cadence: sprintsales cadences list")
        rows = stored.enrolments(connection, desk.team.id, deal_id=subject.deal_id, lead_id=subject.lead_id)
        same = [one for one in going(connection, desk, rows) if one.row.cadence_id == cadence_id]
        if stored.is_over(connection, desk.team.id, subject.deal_id, subject.lead_id):
            raise DoesNotFit(f"This is closed, so {plan.name} is not started for it. Choose one that is open.")
        return plan, stage_id, same, stored.safe_name(connection, subject.deal_id)

    def work(session: Session, found: tuple[CadenceRow, int | None, list[Going], str | None]) -> dict[str, Any]:
        plan, stage_id, same, _ = found
        running = next((one for one in same if one.why is None), None)
        if running is not None:
            return {"enrolment_id": running.row.id, "item_id": None, "new": False}
        for one in same:
            note_stop(session, desk, one)
        return enrol(session, desk, plan, subject, stage_id)

    done = desk.decide("enrol", look, lambda found: f"started the cadence {found[0].name} for {found[3] or 'a lead'}", work, token=token)
    return Started(**done.value)


def enrol(session: Session, desk: Desk, plan: CadenceRow, subject: Subject, stage_id: int | None) -> dict[str, Any]:
    """Put an enrolment in, with its first step as work."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add

    row = tables.Enrolment(
        team_id=desk.team.id, cadence_id=plan.id, owner_id=desk.me.id, deal_id=subject.deal_id, lead_id=subject.lead_id,
        stage_id=stage_id, started_on=desk.today,
    )  # fmt: skip
    id_ = add(session, row)
    connection = session.connection()
    rows = [one for one in stored.enrolments(connection, desk.team.id, owner_id=desk.me.id) if one.id == id_]
    [made] = going(connection, desk, rows)
    first = piece_of(connection, desk, made, calendars(connection, desk.team.id).of(desk.me.id))
    return {"enrolment_id": id_, "item_id": None if first is None else put_in(session, desk, first, desk.today), "new": True}


def note_stop(session: Session, desk: Desk, one: Going, why: str | None = None) -> bool:
    """Write down that an enrolment has stopped, and why; return whether that was new."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import put

    return one.row.stopped_on is None and put(session, tables.Enrolment, one.row.id, stopped_on=desk.today, why=why or one.why or BY_HAND)


def stop(desk: Desk, ids: Iterable[int] | None = None, *, drop: bool = False, token: str | None = None) -> list[int]:
    """Stop enrolments of mine by hand, or (without IDS) write down which of mine are over and why; return those that were stopped now.

    DROP drops their open steps in the same act, with the reason the cadence stopped for. Raises NotFound, NotYours.
    """
    wanted = None if ids is None else list(ids)

    def look(connection: Connection) -> list[Going]:
        return over(connection, desk) if wanted is None else of_mine(connection, desk, wanted)

    def work(session: Session, found: list[Going]) -> list[int]:
        if drop:
            drop_steps(session, desk, [id_ for one in found for id_ in one.open_ids])
        return [one.row.id for one in found if note_stop(session, desk, one)]

    return desk.decide("enrol", look, told, work, reason="the cadence stopped" if drop else None, token=token).value


def told(found: Sequence[Going]) -> str:
    """Return enrolments that stop as the journal may name them."""
    said = [f"{one.cadence.name} for {one.row.deal or 'a lead'}, because {WHY[one.why or BY_HAND]}" for one in found[:3]]
    return f"stopped {'; '.join(said)}" if said else "stopped no cadence"


def of_mine(connection: Connection, desk: Desk, ids: Sequence[int]) -> list[Going]:
    """Return enrolments that I may stop, each once; raises NotFound, NotYours."""
    rows = {row.id: row for row in stored.enrolments(connection, desk.team.id, running=False)}
    for id_ in ids:
        if id_ not in rows:
            raise NotFound(f"There is no running cadence #{id_} here. See the numbers with: sprintsales cadences list")
        roles.refuse_others(connection, desk, "enrol", f"Cadence #{id_}", rows[id_].owner_id)
    return going(connection, desk, [rows[id_] for id_ in dict.fromkeys(ids)])


def drop_steps(session: Session, desk: Desk, ids: Sequence[int]) -> None:
    """Drop the open steps of cadences that stopped; a promised one with its fate, as any drop."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import put

    connection = session.connection()
    rows = [row for row in activities.by_ids(connection, desk.team.id, ids).values() if row.state == "planned"]
    reason_id = reason_of(session)
    for one in carrying.leavings(connection, desk, rows, later=False):
        leaving = carrying.Leaving(one.row, one.sprint, one.promised, Fate.DROPPED if one.promised else None)
        carrying.record(session, desk, leaving, to_sprint_id=None, reason_id=reason_id)
        put(session, tables.Activity, one.row.id, state="dropped", drop_reason_id=reason_id)
