"""Many clients at one moment: what each of them does, and what has to be true afterwards, on whatever database they sit at."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, func, select

from sprintsales.domain.errors import Refused
from sprintsales.services import committing, dealing, goals, moving, planning, tracking, undoing
from sprintsales.services.closing_sprint import close_sprint
from sprintsales.services.committing import AlreadyCommitted, commit
from sprintsales.services.desk import Desk, new_token
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.services.items import AlreadyDone
from sprintsales.services.roles import OnlyManagers, ReadsOnly
from sprintsales.services.sprints import SprintIsClosed
from sprintsales.services.who import who as named
from sprintsales.storage import rows, tables
from sprintsales.storage.journal import NotUndone
from sprintsales.storage.queries.people import members, seats_on
from sprintsales.storage.schema import (
    activity,
    activity_tally,
    commitment,
    commitment_item,
    deal,
    fate,
    goal,
    journal_entry,
    membership,
    snapshot,
    sprint,
)
from tests.services.week import MONDAY, NEXT_MONDAY, WEDNESDAY

CLIENTS = 20
ACME, GALE = 1, 7


class OpenDesk(Protocol):
    """Opens somebody's desk at a database connection of its own, as a program of its own would."""

    def __call__(self, who: str, on: date = MONDAY) -> Desk:
        """Return the desk of a person on a day."""


Outcome = object
"""What a client's call gave back, or the refusal it met."""


Seat = TypeVar("Seat")


def together(seats: Sequence[Seat], act: Callable[[Seat], Outcome]) -> list[Outcome]:
    """Let all act at the same moment and return what came of each, in order."""
    gate = threading.Barrier(len(seats))

    def client(seat: Seat) -> Outcome:
        gate.wait(60)
        return act(seat)

    with ThreadPoolExecutor(len(seats)) as pool:
        return list(pool.map(client, seats))


def at_once(desks: Sequence[Desk], act: Callable[[Desk, int], Outcome]) -> list[Outcome]:
    """Let every desk do its act, by its place, at the same moment, and return what came of each; only refusals are caught."""

    def tried(seat: tuple[int, Desk]) -> Outcome:
        place, desk = seat
        try:
            return act(desk, place)
        except Refused as refused:
            return refused

    return together(list(enumerate(desks)), tried)


def seats(open_desk: OpenDesk, who: str, number: int = CLIENTS, on: date = MONDAY) -> list[Desk]:
    """Open so many desks of one person."""
    return [open_desk(who, on) for _ in range(number)]


def kinds(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Count what came of the clients: `done`, or the name of the refusal."""
    return Counter(type(one).__name__ if isinstance(one, Refused) else "done" for one in outcomes)


def asked(desk: Desk, query: Any) -> list[Any]:
    """Return the rows of a query."""
    with desk.database.read() as connection:
        return list(connection.execute(query))


def count(desk: Desk, table: Any, *conditions: Any) -> int:
    """Return how many rows there are."""
    return int(asked(desk, select(func.count()).select_from(table).where(*conditions))[0][0])


def expect(outcomes: Sequence[Outcome], done: int, refused: type[Refused] | None = None) -> None:
    """Hold that so many clients were through and all others were refused by this name."""
    wanted = {"done": done, **({refused.__name__: len(outcomes) - done} if refused is not None and len(outcomes) > done else {})}
    assert kinds(outcomes) == wanted, [str(one) for one in outcomes if isinstance(one, Refused)]


# Promises and sprints.


def one_promise_whoever_is_first(open_desk: OpenDesk) -> None:
    """A rep commits in all windows at once: one promise with each item once, and every other window is told so."""
    ana = open_desk("Ana")
    for line in ("call acme renewal tue 30m", "call birch wed 30m"):
        planning.add(ana, line)
    expect(at_once(seats(open_desk, "Ana"), lambda desk, _: commit(desk)), 1, AlreadyCommitted)
    assert count(ana, commitment) == 1
    assert count(ana, commitment_item) == 2
    assert count(ana, snapshot, snapshot.c.kind == "commit") == 1


def a_promise_given_and_withdrawn_in_two_places(open_desk: OpenDesk) -> None:
    """Half of the windows commit and half withdraw: never two promises stand, and each withdrawal took back one that stood."""
    ana = open_desk("Ana")
    planning.add(ana, "call acme renewal tue 30m")
    desks = seats(open_desk, "Ana")
    outcomes = at_once(desks, lambda desk, place: commit(desk) if place % 2 else committing.withdraw(desk))
    given, taken = kinds(outcomes[1::2])["done"], kinds(outcomes[::2])["done"]
    standing = count(ana, commitment, commitment.c.withdrawn_by.is_(None))
    assert standing in (0, 1)
    assert (given - taken, count(ana, commitment)) == (standing, given)


def one_sprint_for_all_who_plan_in_it_first(open_desk: OpenDesk) -> None:
    """Everybody plans the first thing in the same new week: one sprint with one number, and everything is in it."""
    desks = [*seats(open_desk, "Ana", CLIENTS // 2), *seats(open_desk, "Ben", CLIENTS // 2)]
    expect(at_once(desks, lambda desk, _: planning.add(desk, "call 10m", day=WEDNESDAY)), CLIENTS)
    found = asked(desks[0], select(sprint.c.id, sprint.c.number, sprint.c.start_on))
    assert [(one.number, one.start_on) for one in found] == [(47, MONDAY)]
    assert count(desks[0], activity, activity.c.sprint_id == found[0].id) == CLIENTS


def never_two_running_sprints(open_desk: OpenDesk) -> None:
    """Windows that still believe in weeks of their own find the two weeks another one plans in: sprints never share a day."""
    desks = seats(open_desk, "Ana")
    longer = [replace(desk, team=replace(desk.team, sprint_weeks=2)) if place % 2 else desk for place, desk in enumerate(desks)]
    days = (MONDAY, NEXT_MONDAY)
    outcomes = at_once(longer, lambda desk, place: planning.add(desk, "call 10m", day=days[place // 2 % 2]))
    assert set(kinds(outcomes)) <= {"done", "SprintsOverlap"}
    found = asked(desks[0], select(sprint.c.start_on, sprint.c.end_on).order_by(sprint.c.start_on))
    assert found
    assert all(one.end_on <= other.start_on for one, other in pairwise(found))


def capacity_warns_and_refuses_nobody(open_desk: OpenDesk) -> None:
    """Capacity is a warning, not a limit: all plan a week that is long full, and the promise says how full it is."""
    desks = seats(open_desk, "Ana")
    expect(at_once(desks, lambda desk, _: planning.add(desk, "call 5h", day=WEDNESDAY)), CLIENTS)
    given = commit(desks[0])
    assert (given.items, given.load_minutes) == (CLIENTS, CLIENTS * 300)
    assert given.is_overloaded


def a_promise_holds_what_was_there_at_its_moment(open_desk: OpenDesk) -> None:
    """One window commits while the others plan: what was saved before is in the promise, what came after is added, nothing is both."""
    ana = open_desk("Ana")
    first = planning.add(ana, "call 30m", day=WEDNESDAY).ids
    desks = seats(open_desk, "Ana")
    outcomes = at_once(desks, lambda desk, place: planning.add(desk, "call 30m", day=WEDNESDAY) if place else commit(desk))
    expect(outcomes, CLIENTS)
    given = outcomes[0]
    assert isinstance(given, committing.Committed)
    planned = [one for one in outcomes[1:] if isinstance(one, planning.Planned)]
    before = {id_ for one in planned for id_ in one.ids if (one.entry_id or 0) < (given.entry_id or 0)} | set(first)
    promised = asked(ana, select(commitment_item.c.activity_id, commitment_item.c.minutes))
    assert {one.activity_id for one in promised} == before
    assert given.load_minutes == sum(one.minutes for one in promised)


def a_sprint_is_closed_once(open_desk: OpenDesk) -> None:
    """All managers close the same sprint: one picture, one close, every other one is told that it is closed."""
    ana = open_desk("Ana")
    planning.add(ana, "call acme renewal tue 30m")
    commit(ana)
    promote(open_desk("Mia"), "Ben")
    desks = [*seats(open_desk, "Mia", CLIENTS // 2, NEXT_MONDAY), *seats(open_desk, "Ben", CLIENTS // 2, NEXT_MONDAY)]
    expect(at_once(desks, lambda desk, _: close_sprint(desk, MONDAY)), 1, SprintIsClosed)
    assert count(ana, snapshot, snapshot.c.kind == "close") == 1
    assert count(ana, journal_entry, journal_entry.c.verb == "close") == 1


def nothing_is_planned_into_a_sprint_that_is_being_closed(open_desk: OpenDesk) -> None:
    """A manager closes while reps log late work: what was saved before counts in the picture, nothing is left planned in the sprint."""
    ana, mia = open_desk("Ana"), open_desk("Mia", NEXT_MONDAY)
    made = [planning.add(ana, "call 10m", day=WEDNESDAY).ids[0] for _ in range(CLIENTS - 1)]
    commit(ana)
    desks = [mia, *seats(open_desk, "Ana", CLIENTS - 1, NEXT_MONDAY)]
    late = tracking.Report(on=WEDNESDAY)
    outcomes = at_once(desks, lambda desk, place: tracking.done(desk, made[place - 1], late) if place else close_sprint(desk, MONDAY))
    closed = outcomes[0]
    assert not isinstance(closed, Refused), closed
    for one in outcomes[1:]:
        assert isinstance(one, (tracking.Tracked, Refused)), one
    entry = getattr(closed, "entry_id", None) or 0
    in_time = sum(isinstance(one, tracking.Tracked) and (one.entry_id or 0) < entry for one in outcomes[1:])
    [body] = asked(ana, select(snapshot.c.body).where(snapshot.c.kind == "close"))[0]
    assert f'"kept":{in_time},' in body
    [week] = asked(ana, select(sprint.c.id).where(sprint.c.start_on == MONDAY))
    assert count(ana, activity, activity.c.sprint_id == week.id, activity.c.state == "planned") == 0


# Items, goals, deals.


def an_item_is_done_once(open_desk: OpenDesk) -> None:
    """The same item is marked done everywhere: once, and every other window is told that it is done."""
    [id_] = planning.add(open_desk("Ana"), "call acme renewal tue 30m").ids
    desks = [*seats(open_desk, "Ana", CLIENTS // 2), *seats(open_desk, "Mia", CLIENTS // 2)]
    expect(at_once(desks, lambda desk, _: tracking.done(desk, id_)), 1, AlreadyDone)
    assert [one.quantity_done for one in asked(desks[0], select(activity.c.quantity_done).where(activity.c.id == id_))] == [1]


def every_unit_of_a_block_is_counted_once(open_desk: OpenDesk) -> None:
    """All count on the same block: no unit is lost and none counted twice, and the block is done with the last one."""
    [id_] = planning.add(open_desk("Ana"), f"{CLIENTS * 2}x call list:Q4 tue 2h").ids
    desks = seats(open_desk, "Ana")
    expect(at_once(desks, lambda desk, _: tracking.done(desk, id_, tracking.Report(quantity=2))), CLIENTS)
    [row] = asked(desks[0], select(activity.c.quantity_done, activity.c.state).where(activity.c.id == id_))
    assert (row.quantity_done, row.state) == (CLIENTS * 2, "done")
    assert [int(one[0]) for one in asked(desks[0], select(func.sum(activity_tally.c.units)))] == [CLIENTS * 2]


def an_item_is_carried_once(open_desk: OpenDesk) -> None:
    """The same left-over is carried everywhere: it moves once and counts as carried once."""
    [id_] = planning.add(open_desk("Ana"), "call acme renewal tue 30m").ids
    desks = seats(open_desk, "Ana", on=NEXT_MONDAY)
    expect(at_once(desks, lambda desk, _: moving.move(desk, [id_], NEXT_MONDAY)), CLIENTS)
    [row] = asked(desks[0], select(activity.c.carries).where(activity.c.id == id_))
    assert (row.carries, count(desks[0], fate)) == (1, 1)


def one_goal_from_one_day_on(open_desk: OpenDesk) -> None:
    """The same goal is set everywhere: one goal, with the level of the last one who was through."""
    desks = seats(open_desk, "Mia")
    levels = [Decimal(10 + place) for place in range(CLIENTS)]
    outcomes = at_once(desks, lambda desk, place: goals.set_goal(desk, goals.GoalWish("calls_made", "month", MONDAY, levels[place])))
    expect(outcomes, CLIENTS)
    [row] = asked(desks[0], select(goal.c.id, goal.c.commit_level))
    assert set(outcomes) == {row.id}
    assert row.commit_level in levels


def an_act_is_taken_back_once(open_desk: OpenDesk) -> None:
    """The same act is taken back everywhere, by its number: once."""
    ana = open_desk("Ana")
    entry = dealing.set_fields(ana, ACME, {"value": "50000"}).entry_id
    desks = [*seats(open_desk, "Ana", CLIENTS // 2), *seats(open_desk, "Mia", CLIENTS // 2)]
    expect(at_once(desks, lambda desk, _: undoing.undo(desk, entry)), 1, NotUndone)
    assert [one.value for one in asked(ana, select(deal.c.value).where(deal.c.id == ACME))] == [48_000_00]


def a_deal_has_one_owner_after_a_scramble(open_desk: OpenDesk) -> None:
    """A deal nobody owns is taken by two reps at once: one has it, and who came later is told whose it is."""
    dealing.set_fields(open_desk("Ana"), ACME, {"owner": "none"})
    desks = [*seats(open_desk, "Ana", CLIENTS // 2), *seats(open_desk, "Ben", CLIENTS // 2)]
    outcomes = at_once(desks, lambda desk, _: dealing.set_fields(desk, ACME, {"owner": desk.me.name}))
    [row] = asked(desks[0], select(deal.c.owner_id).where(deal.c.id == ACME))
    for desk, outcome in zip(desks, outcomes, strict=True):
        assert isinstance(outcome, Refused) == (desk.me.id != row.owner_id), outcome


def one_act_however_often_it_is_asked_for(open_desk: OpenDesk) -> None:
    """The same call with the same token comes in everywhere: one item, and the same answer for all."""
    token, desks = new_token(), seats(open_desk, "Ana")
    outcomes = at_once(desks, lambda desk, _: planning.add(desk, "call acme renewal tue 30m", token=token))
    expect(outcomes, CLIENTS)
    assert all(one == outcomes[0] for one in outcomes)
    assert count(desks[0], activity) == 1


# Seats.


def promote(mia: Desk, who: str, role: str = "manager") -> None:
    """Give somebody another seat."""
    mia.write(mia.act("seat", "changed a seat"), partial(give, role=role, member_id=member_named(mia, who)))


def give(session: Any, role: str, member_id: int) -> None:
    """Change the seat of a member."""
    seat = session.connection().execute(select(membership.c.id).where(membership.c.member_id == member_id)).scalar_one()
    rows.put(session, tables.Membership, seat, role=role)


def member_named(desk: Desk, who: str) -> int:
    """Return a member's id."""
    with desk.database.read() as connection:
        return named(who, members(connection, desk.team.id, desk.today)).id


def nothing_is_saved_after_the_seat_is_gone(open_desk: OpenDesk) -> None:
    """A rep's seat is taken away while the rep saves in all windows: no act of the rep comes after it, and the refused ones say why."""
    mia, desks = open_desk("Mia"), seats(open_desk, "Ana", CLIENTS - 1)
    outcomes = at_once(
        [mia, *desks], lambda desk, place: planning.add(desk, "call 10m", day=WEDNESDAY) if place else promote(desk, "Ana", "viewer")
    )
    refused = [one for one in outcomes if isinstance(one, Refused)]
    assert {type(one) for one in refused} <= {ReadsOnly}
    e = journal_entry.c
    [seat] = asked(mia, select(e.id).where(e.verb == "seat"))
    assert count(mia, journal_entry, e.member_id == desks[0].me.id, e.id > seat.id) == 0
    assert count(mia, activity) == CLIENTS - 1 - len(refused)


def a_manager_stays_however_they_take_each_others_seats(open_desk: OpenDesk, folder: Path) -> None:
    """Two managers make each other reps at the same moment: one is through, and is the manager left."""
    promote(open_desk("Mia"), "Ben")
    desks = [open_desk("Mia"), open_desk("Ben")]
    files = [folder / "ben.csv", folder / "mia.csv"]
    for file, name in zip(files, ("Ben Okafor", "Mia Chef"), strict=True):
        file.write_text(f"name,role\n{name},rep\n")
    outcomes = at_once(desks, lambda desk, place: import_file(desk, ImportOrder(file=files[place], kind="members")))
    expect(outcomes, 1, OnlyManagers)
    with desks[0].database.read() as connection:
        assert managers_left(connection, desks[0]) == 1


def managers_left(connection: Connection, desk: Desk) -> int:
    """Return how many manager's seats are held."""
    return sum(seat[0] == "manager" for seat in seats_on(connection, desk.team.id, desk.today).values())


SCENARIOS: tuple[Callable[[OpenDesk], None], ...] = (
    one_promise_whoever_is_first,
    a_promise_given_and_withdrawn_in_two_places,
    one_sprint_for_all_who_plan_in_it_first,
    never_two_running_sprints,
    capacity_warns_and_refuses_nobody,
    a_promise_holds_what_was_there_at_its_moment,
    a_sprint_is_closed_once,
    nothing_is_planned_into_a_sprint_that_is_being_closed,
    an_item_is_done_once,
    every_unit_of_a_block_is_counted_once,
    an_item_is_carried_once,
    one_goal_from_one_day_on,
    an_act_is_taken_back_once,
    a_deal_has_one_owner_after_a_scramble,
    one_act_however_often_it_is_asked_for,
    nothing_is_saved_after_the_seat_is_gone,
)
"""Everything that has to hold however many come at once; the database is whatever the desks are opened at."""
