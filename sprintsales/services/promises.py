"""The accountability numbers of a team: promises as frozen, what became of them, and what happened around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.accountability import OutsideCommitment, PromiseNumbers, promise_numbers
from sprintsales.domain.fates import CommittedItem, as_known
from sprintsales.domain.rates import Rates
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import CANCELLED, PLANNED, SprintView
from sprintsales.storage.queries import commitments, people
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.queries.commitments import AddedItem, Around, CommitmentRow, FrozenItem
from sprintsales.storage.queries.names import read_rates


@dataclass(frozen=True, slots=True)
class SprintPromise:
    """One person's promise in one sprint: the numbers, the frozen items, and the ids of what was added after the commit."""

    sprint: SprintView
    member_id: int | None
    numbers: PromiseNumbers
    commitment: CommitmentRow | None = None
    items: tuple[CommittedItem, ...] = ()
    added: frozenset[int] = frozenset()


def promises(
    connection: Connection,
    desk: Desk,
    views: Sequence[SprintView],
    member_id: int | None = None,
    *,
    times: Calendars | None = None,
    rates: Rates | None = None,
) -> list[SprintPromise]:
    """Return the promise of each person who made one, should have, or worked in these sprints; of one member where named."""
    kept = [view for view in views if view.state != CANCELLED]
    ids = [view.id for view in kept if view.id is not None]
    team = desk.team.id
    times = times or calendars(connection, team)
    stand = {(one.sprint_id, one.member_id): one for one in commitments.standing(connection, team, ids, member_id)} if ids else {}
    frozen: dict[commitments.Key, list[FrozenItem]] = {}
    added: dict[commitments.Key, list[AddedItem]] = {}
    if stand:
        rates = rates or read_rates(connection, team, desk.team.currency)
        frozen = grouped(commitments.frozen_items(connection, team, ids, rates, member_id))
        added = grouped_added(commitments.added_items(connection, team, ids, member_id))
    around = commitments.around(connection, team, ids) if ids else {}
    found = []
    for view in kept:
        expected = expected_in(connection, desk, view, times)
        worked = {who for sprint_id, who in around if sprint_id == view.id}
        promised = {who for sprint_id, who in stand if sprint_id == view.id}
        for who in sorted(expected | worked | promised, key=lambda one: (one is None, one or 0)):
            if member_id is None or who == member_id:
                key = (view.id or 0, who)
                promise = stand.get((view.id or 0, who or 0))
                found.append(
                    one_promise(
                        desk, view, who, promise, frozen.get(key, []), added.get(key, []), around.get(key, Around()), who in expected
                    )
                )
    return found


def one_promise(
    desk: Desk,
    view: SprintView,
    who: int | None,
    promise: CommitmentRow | None,
    frozen: Sequence[FrozenItem],
    added: Sequence[AddedItem],
    around: Around,
    expected: bool,
) -> SprintPromise:
    """Return the numbers of one person in one sprint."""
    items = tuple(as_known(one.item, one.logged_at, view.closed_on, desk.zone) for one in frozen)
    outside = OutsideCommitment(
        added=len(added),
        added_carried=sum(one.fate == "carried" for one in added),
        unplanned_done=around.unplanned,
        delivered=around.delivered,
        planned=around.planned,
        capacity=promise.capacity_minutes if promise else None,
        late_commit=bool(promise and promise.late),
        expected=expected or promise is not None,
        committed=promise is not None,
    )
    numbers = promise_numbers(items, view.facts, outside, today=desk.today)
    return SprintPromise(view, who, numbers, promise, items, frozenset(one.activity_id for one in added))


def grouped(frozen: Sequence[FrozenItem]) -> dict[commitments.Key, list[FrozenItem]]:
    """Return promised items by sprint and person."""
    found: dict[commitments.Key, list[FrozenItem]] = {}
    for one in frozen:
        found.setdefault((one.sprint_id, one.member_id), []).append(one)
    return found


def grouped_added(added: Sequence[AddedItem]) -> dict[commitments.Key, list[AddedItem]]:
    """Return added items by sprint and person."""
    found: dict[commitments.Key, list[AddedItem]] = {}
    for one in added:
        found.setdefault((one.sprint_id, one.member_id), []).append(one)
    return found


def expected_in(connection: Connection, desk: Desk, view: SprintView, times: Calendars) -> set[int | None]:
    """Return who should commit in a sprint: reps with a seat and working days in it; nobody before it begins."""
    if view.state == PLANNED:
        return set()
    on = min(max(desk.today, view.period.start), view.period.last)
    seats = people.seats_on(connection, desk.team.id, on)
    return {who for who, seat in seats.items() if seat[0] == "rep" and times.of(who).working_days(view.period)}


def last_working_day(view: SprintView, times: Calendars) -> date:
    """Return the last day the team works in a sprint, else its last day."""
    days = times.team.days(view.period)
    return days[-1] if days else view.period.last
