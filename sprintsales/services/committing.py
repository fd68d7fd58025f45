"""Committing: the promise of one rep for one sprint, frozen, and its withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from sprintsales.domain.accountability import is_light
from sprintsales.domain.capacity import Capacity, is_overloaded
from sprintsales.domain.errors import Refused
from sprintsales.domain.periods import Period
from sprintsales.domain.statistics import ratio
from sprintsales.services import roles
from sprintsales.services.capacity import capacity_of
from sprintsales.services.desk import Desk
from sprintsales.services.items import NAMED, short_day
from sprintsales.services.sprints import REVIEW, SprintView, refuse_over, sprint_on
from sprintsales.services.views.week import minutes_of, stands_in_week
from sprintsales.storage.digests import canonical, digest_of
from sprintsales.storage.queries import activities, commitments
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.schema import commitment, deal, member

if TYPE_CHECKING:
    from sqlmodel import Session

    from sprintsales.storage.tables import CommitmentItem


class NothingPlanned(Refused):
    """There is nothing in the sprint to promise."""


class AlreadyCommitted(Refused):
    """The promise for this sprint was given."""


class PlanChanged(Refused):
    """The plan is not the one that was looked at any more."""


class NotCommitted(Refused):
    """There is no promise to withdraw."""


class SprintIsOver(Refused):
    """The sprint has ended: nothing is promised for it any more."""


class PromiseStands(Refused):
    """Work has gone on since the commit, so the promise stays."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A promise as it was frozen; minutes; no capacity where the rep does not work in the sprint."""

    sprint: int
    items: int
    late: bool
    load_minutes: int
    selling_minutes: int
    capacity_minutes: int
    selling_capacity: int
    assumed: bool
    digest: str
    entry_id: int | None = None

    @property
    def is_overloaded(self) -> bool:
        """Whether more than 110 % of the capacity for selling is planned in the sprint, what is done before the commit with it."""
        return is_overloaded(self.selling_minutes, self.selling_capacity)

    @property
    def is_light(self) -> bool:
        """Whether less than half of the capacity is promised."""
        return is_light(self.load_minutes, self.capacity_minutes)

    @property
    def load(self) -> Fraction | None:
        """Committed minutes / capacity."""
        return ratio(self.load_minutes, self.capacity_minutes)


def is_late(today: date, period: Period, times: Calendars, member_id: int) -> bool:
    """Whether a commit on this day comes after the end of the rep's first working day of the sprint."""
    days = times.of(member_id).days(period)
    return bool(days) and today > days[0]


def commit(desk: Desk, day: date | None = None, *, shown: Iterable[int] | None = None, token: str | None = None) -> Committed:
    """Freeze everything I have planned in the sprint of a day (today's) as my promise, and return it.

    SHOWN are the items the rep saw when deciding: nobody promises what came meanwhile. Raises PlanChanged, NothingPlanned,
    AlreadyCommitted, SprintIsOver, SprintIsClosed.
    """
    on = day or desk.today

    def look(connection: Connection) -> tuple[SprintView, int]:
        sprint = committable(connection, desk, on)
        rows = promised_rows(connection, desk, sprint)
        if shown is not None:
            refuse_changed_plan(rows, frozenset(shown))
        return sprint, len(rows)

    def tell(found: tuple[SprintView, int]) -> str:
        sprint, count = found
        return f"committed {count} {'item' if count == 1 else 'items'} for sprint {sprint.number}"

    done = desk.decide("commit", look, tell, lambda session, found: freeze(session, desk, found[0]), final=True, token=token)
    return Committed(**done.value, entry_id=done.entry_id)


def refuse_changed_plan(rows: Sequence[ActivityRow], shown: frozenset[int]) -> None:
    """Raise PlanChanged where something came into the plan, or left it, since it was looked at."""
    came = [row.label for row in rows if row.id not in shown]
    left = len(shown - {row.id for row in rows})
    if came or left:
        parts = [f"{listed(came)} came in"] if came else []
        parts += [f"{left} {'item has' if left == 1 else 'items have'} gone"] if left else []
        raise PlanChanged(f"Your plan changed while you were deciding: {', and '.join(parts)}. Look at it, then commit again.")


def listed(names: Sequence[str]) -> str:
    """Return names in a sentence, the first few of them."""
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def refuse_others(desk: Desk, member_id: int) -> None:
    """Raise NotYours for the promise of somebody else: nobody gives or withdraws it for another, not even a manager."""
    with desk.database.read() as connection:
        roles.refuse_others(connection, desk, "commit", "", member_id)


def committable(connection: Connection, desk: Desk, day: date) -> SprintView:
    """Return the sprint of a day if I can commit to it; raises as `commit` does."""
    sprint = sprint_on(connection, desk, day)
    refuse_over(sprint, "nothing is promised for it any more. Commit to one that runs or is to come")
    if sprint.state == REVIEW:
        raise SprintIsOver(
            f"{sprint.name} ended on {short_day(sprint.period.last)}, so nothing is promised for it any more. Commit to the running one."
        )
    if sprint.id is not None and commitments.standing(connection, desk.team.id, [sprint.id], desk.me.id):
        raise AlreadyCommitted(
            f"You have committed to {sprint.name} already. What you add now counts as added; withdraw with: sprintsales plan --withdraw"
        )
    if not promised_rows(connection, desk, sprint):
        raise NothingPlanned(
            f'Nothing is planned in {sprint.name}, so there is nothing to commit. Plan first: sprintsales add "call Acme tue 30m"'
        )
    return sprint


def promised_rows(connection: Connection, desk: Desk, sprint: SprintView) -> list[ActivityRow]:
    """Return what a commit would freeze: everything of mine still to be done that is in the sprint or on its days."""
    mine = activities.open_of(connection, desk.team.id, desk.me.id)
    return [
        row
        for row in mine
        if (sprint.id is not None and row.sprint_id == sprint.id)
        or (row.sprint_id is None and row.planned_on is not None and row.planned_on in sprint.period)
    ]


def freeze(session: Session, desk: Desk, sprint: SprintView) -> dict[str, Any]:
    """Write the promise, its items and its picture, and return what it says."""
    from sprintsales.services.sprints import ensure
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    connection = session.connection()
    sprint_id = ensure(session, desk, sprint.period.start)
    rows = promised_rows(connection, desk, replace(sprint, id=sprint_id))
    for row in rows:
        if row.sprint_id is None:
            put(session, tables.Activity, row.id, sprint_id=sprint_id)
    times = calendars(connection, desk.team.id)
    room, selling = week_load(connection, desk, sprint_id, sprint.period, times)
    late = is_late(desk.today, sprint.period, times, desk.me.id)
    load = sum(row.minutes for row in rows)
    entry = int(session.info["entry_id"])
    promise = tables.Commitment(
        team_id=desk.team.id, entry_id=entry, sprint_id=sprint_id, member_id=desk.me.id, on_day=desk.today, late=late, load_minutes=load,
        capacity_minutes=room.gross,
    )  # fmt: skip
    promise_id = add(session, promise)
    deals = deal_facts(connection, rows)
    for row in rows:
        add(session, frozen_item(desk, promise_id, row, deals.get(row.deal_id or 0)))
    told = {"late": late, "load_minutes": load, "capacity_minutes": room.gross}
    body = picture(desk, sprint, rows, deals, told)
    photo = tables.Snapshot(
        team_id=desk.team.id, entry_id=entry, kind="commit", on_day=desk.today, sprint_id=sprint_id, member_id=desk.me.id, body=body,
        digest=digest_of(body),
    )  # fmt: skip
    add(session, photo)
    more = {"selling_minutes": selling, "selling_capacity": room.selling, "assumed": room.assumed, "digest": photo.digest}
    return {"sprint": sprint.number, "items": len(rows), **told, **more}


def week_load(connection: Connection, desk: Desk, sprint_id: int, period: Period, times: Calendars) -> tuple[Capacity, int]:
    """Return my capacity in a sprint, and the selling minutes its week holds, as the Plan screen counts them: open and done."""
    function = connection.execute(select(member.c.function).where(member.c.id == desk.me.id)).scalar_one()
    found = activities.of_sprint(connection, desk.team.id, desk.me.id, sprint_id, period)
    week = [row for row in found if stands_in_week(row, sprint_id, period)]
    selling = sum(minutes_of(row.state, row.minutes, row.minutes_done) for row in week if row.is_selling)
    return capacity_of(connection, desk, desk.me.id, period, week, times, function), selling


def frozen_item(desk: Desk, promise_id: int, row: ActivityRow, about: DealAtCommit | None) -> CommitmentItem:
    """Return one item as it is promised, with its deal as it is now."""
    from sprintsales.storage import tables

    return tables.CommitmentItem(
        team_id=desk.team.id, commitment_id=promise_id, activity_id=row.id, type_id=row.type_id, minutes=row.minutes,
        quantity=row.quantity_planned, planned_on=row.planned_on, deal_id=row.deal_id,
        deal_value=about.value if about else None, deal_currency=about.currency if about else None,
        deal_stage_id=about.stage_id if about else None, deal_close_on=about.close_on if about else None,
        deal_agreement_on=about.agreement_on if about else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DealAtCommit:
    """What of a deal is frozen with a promise."""

    value: int | None
    currency: str
    stage_id: int
    close_on: date | None
    agreement_on: date | None


def deal_facts(connection: Connection, rows: Sequence[ActivityRow]) -> dict[int, DealAtCommit]:
    """Return the deals behind items as they are now."""
    ids = sorted({row.deal_id for row in rows if row.deal_id is not None})
    d = deal.c
    query = select(d.id, d.value, d.currency, d.stage_id, d.close_on, d.agreement_on).where(d.id.in_(ids))
    return {
        row.id: DealAtCommit(row.value, row.currency, row.stage_id, row.close_on, row.agreement_on) for row in connection.execute(query)
    }


def picture(desk: Desk, sprint: SprintView, rows: Sequence[ActivityRow], deals: dict[int, DealAtCommit], told: Mapping[str, object]) -> str:
    """Return the snapshot's one text: numbers and dates only, no person's name."""
    items = []
    for row in rows:
        about = deals.get(row.deal_id or 0)
        items.append(
            {
                "activity": row.id, "type": row.type, "quantity": row.quantity_planned, "minutes": row.minutes,
                "planned_on": iso(row.planned_on), "deal": row.deal_id, "value": about.value if about else None,
                "currency": about.currency if about else None, "stage": about.stage_id if about else None,
                "close_on": iso(about.close_on) if about else None, "agreement_on": iso(about.agreement_on) if about else None,
            }
        )  # fmt: skip
    document = {
        "schema": "sprintsales.commitment/1", "sprint": sprint.number, "start": iso(sprint.period.start), "end": iso(sprint.period.end),
        "member": desk.me.id, "on": iso(desk.today), **told, "items": items,
    }  # fmt: skip
    return canonical(document)


def iso(day: date | None) -> str | None:
    """Return a day as JSON writes it."""
    return None if day is None else day.isoformat()


def withdraw(desk: Desk, day: date | None = None, *, token: str | None = None) -> int:
    """Withdraw my promise for the sprint of a day (today's) and return the sprint's number; the promise stays on record, marked.

    Raises NotCommitted, PromiseStands once anything in my part of the sprint was changed, SprintIsClosed.
    """
    on = day or desk.today

    def work(session: Session, found: tuple[commitments.CommitmentRow, SprintView]) -> int:
        promise, sprint = found
        entry = int(session.info["entry_id"])
        session.connection().execute(update(commitment).where(commitment.c.id == promise.id).values(withdrawn_by=entry))
        return sprint.number

    return desk.decide(
        "withdraw",
        lambda connection: withdrawable(connection, desk, on),
        lambda found: f"withdrew the commitment to sprint {found[1].number}",
        work,
        undoes=lambda found: found[0].entry_id,
        final=True,
        token=token,
    ).value


def withdrawable(connection: Connection, desk: Desk, day: date) -> tuple[commitments.CommitmentRow, SprintView]:
    """Return my promise for the sprint of a day if it may still be withdrawn; raises as `withdraw` does."""
    sprint = sprint_on(connection, desk, day)
    refuse_over(sprint, f"its promise stands. Its report: sprintsales review --sprint {sprint.number}")
    found = commitments.standing(connection, desk.team.id, [sprint.id], desk.me.id) if sprint.id is not None else []
    if not found:
        raise NotCommitted(
            f"You have not committed to {sprint.name}, so there is nothing to withdraw. To commit: C on Plan, or sprintsales plan --commit"
        )
    if commitments.touched_since(connection, desk.team.id, found[0]):
        raise PromiseStands(
            f"Your plan for {sprint.name} was changed after the commit, so the promise stays as it was given. "
            "Add, move or drop what you need: it is shown beside the promise as a change."
        )
    return found[0], sprint
