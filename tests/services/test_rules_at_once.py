"""Rules over many rows hold with twenty clients at one moment, each at a connection of its own, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from sprintsales.domain.errors import Refused
from sprintsales.services import committing, dealing, goals, moving, planning, tracking, undoing
from sprintsales.services.closing_by_calendar import close_due
from sprintsales.services.closing_sprint import close_sprint
from sprintsales.services.committing import AlreadyCommitted, commit
from sprintsales.services.desk import Desk, new_token, open_desk
from sprintsales.services.founding import Founding, TeamExists, found
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.services.items import AlreadyDone
from sprintsales.services.roles import OnlyManagers, ReadsOnly
from sprintsales.services.sprints import SprintIsClosed
from sprintsales.services.who import who as named
from sprintsales.settings import Clock, Settings
from sprintsales.storage import rows, tables
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.journal import NotUndone
from sprintsales.storage.queries.people import members, seats_on, teams
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
from tests.places import Place, Template
from tests.services.crowd import CLIENTS, OpenDesk, asked, at_once, count, expect, kinds, seats, together
from tests.services.week import MONDAY, NEXT_MONDAY, WEDNESDAY

ACME = 1

pytestmark = pytest.mark.at_once


@pytest.fixture
def at_desk(week_template: Template, tmp_path: Path) -> Iterator[OpenDesk]:
    """Return what opens a desk at one team, each with a database of its own; afterwards the database has to be sound."""
    target, opened = week_template.copied(tmp_path / "week.db"), []

    def open_one(who: str, on: date = MONDAY) -> Desk:
        database = Database.open(target)
        opened.append(database)
        return open_desk(Settings(database=database.name, user=who, clock=Clock(on)), database)

    yield open_one
    assert check(opened[0]).findings == ()
    for database in opened:
        database.close()


# Promises and sprints.


def test_one_promise_whoever_is_first(at_desk: OpenDesk) -> None:
    """A rep commits in all windows at once: one promise with each item once, and every other window is told so."""
    ana = at_desk("Ana")
    for line in ("call acme renewal tue 30m", "call birch wed 30m"):
        planning.add(ana, line)
    expect(at_once(seats(at_desk, "Ana"), lambda desk, _: commit(desk)), 1, AlreadyCommitted)
    assert count(ana, commitment) == 1
    assert count(ana, commitment_item) == 2
    assert count(ana, snapshot, snapshot.c.kind == "commit") == 1


def test_a_promise_given_and_withdrawn_in_two_places(at_desk: OpenDesk) -> None:
    """Half of the windows commit and half withdraw: never two promises stand, and each withdrawal took back one that stood."""
    ana = at_desk("Ana")
    planning.add(ana, "call acme renewal tue 30m")
    desks = seats(at_desk, "Ana")
    outcomes = at_once(desks, lambda desk, place: commit(desk) if place % 2 else committing.withdraw(desk))
    given, taken = kinds(outcomes[1::2])["done"], kinds(outcomes[::2])["done"]
    standing = count(ana, commitment, commitment.c.withdrawn_by.is_(None))
    assert standing in (0, 1)
    assert (given - taken, count(ana, commitment)) == (standing, given)


def test_one_sprint_for_all_who_plan_in_it_first(at_desk: OpenDesk) -> None:
    """Everybody plans the first thing in the same new week: one sprint with one number, and everything is in it."""
    desks = [*seats(at_desk, "Ana", CLIENTS // 2), *seats(at_desk, "Ben", CLIENTS // 2)]
    expect(at_once(desks, lambda desk, _: planning.add(desk, "call 10m", day=WEDNESDAY)), CLIENTS)
    found = asked(desks[0], select(sprint.c.id, sprint.c.number, sprint.c.start_on))
    assert [(one.number, one.start_on) for one in found] == [(47, MONDAY)]
    assert count(desks[0], activity, activity.c.sprint_id == found[0].id) == CLIENTS


def test_never_two_running_sprints(at_desk: OpenDesk) -> None:
    """Windows that still believe in weeks of their own find the two weeks another one plans in: sprints never share a day."""
    desks = seats(at_desk, "Ana")
    fortnights = replace(desks[0].team.rhythm, first=replace(desks[0].team.rhythm.first, weeks=2))
    longer = [replace(desk, team=replace(desk.team, rhythm=fortnights)) if place % 2 else desk for place, desk in enumerate(desks)]
    days = (MONDAY, NEXT_MONDAY)
    outcomes = at_once(longer, lambda desk, place: planning.add(desk, "call 10m", day=days[place // 2 % 2]))
    assert set(kinds(outcomes)) <= {"done", "SprintsOverlap"}
    found = asked(desks[0], select(sprint.c.start_on, sprint.c.end_on).order_by(sprint.c.start_on))
    assert found
    assert all(one.end_on <= other.start_on for one, other in pairwise(found))


def test_capacity_warns_and_refuses_nobody(at_desk: OpenDesk) -> None:
    """Capacity is a warning, not a limit: all plan a week that is long full, and the promise says how full it is."""
    desks = seats(at_desk, "Ana")
    expect(at_once(desks, lambda desk, _: planning.add(desk, "call 5h", day=WEDNESDAY)), CLIENTS)
    given = commit(desks[0])
    assert (given.items, given.load_minutes) == (CLIENTS, CLIENTS * 300)
    assert given.is_overloaded


@pytest.mark.slow
def test_a_promise_holds_what_was_there_at_its_moment(at_desk: OpenDesk) -> None:
    """One window commits while the others plan: what was saved before is in the promise, what came after is added, nothing is both."""
    ana = at_desk("Ana")
    first = planning.add(ana, "call 30m", day=WEDNESDAY).ids
    desks = seats(at_desk, "Ana")
    outcomes = at_once(desks, lambda desk, place: planning.add(desk, "call 30m", day=WEDNESDAY) if place else commit(desk))
    expect(outcomes, CLIENTS)
    given = outcomes[0]
    assert isinstance(given, committing.Committed)
    planned = [one for one in outcomes[1:] if isinstance(one, planning.Planned)]
    before = {id_ for one in planned for id_ in one.ids if (one.entry_id or 0) < (given.entry_id or 0)} | set(first)
    promised = asked(ana, select(commitment_item.c.activity_id, commitment_item.c.minutes))
    assert {one.activity_id for one in promised} == before
    assert given.load_minutes == sum(one.minutes for one in promised)


@pytest.mark.slow
def test_a_sprint_is_closed_once(at_desk: OpenDesk) -> None:
    """All managers close the same sprint: one picture, one close, every other one is told that it is closed."""
    ana = at_desk("Ana")
    planning.add(ana, "call acme renewal tue 30m")
    commit(ana)
    promote(at_desk("Mia"), "Ben")
    desks = [*seats(at_desk, "Mia", CLIENTS // 2, NEXT_MONDAY), *seats(at_desk, "Ben", CLIENTS // 2, NEXT_MONDAY)]
    expect(at_once(desks, lambda desk, _: close_sprint(desk, MONDAY)), 1, SprintIsClosed)
    assert count(ana, snapshot, snapshot.c.kind == "close") == 1
    assert count(ana, journal_entry, journal_entry.c.verb == "close") == 1


def test_the_calendar_closes_a_sprint_once(at_desk: OpenDesk) -> None:
    """Twenty open the program on the third working day: one act, one picture, whether the first of them was a rep or a viewer."""
    ana = at_desk("Ana")
    planning.add(ana, "call acme renewal tue 30m")
    commit(ana)
    third = date(2026, 11, 25)
    desks = [*seats(at_desk, "Ana", CLIENTS // 2, third), *seats(at_desk, "Vic", CLIENTS // 2, third)]
    outcomes = at_once(desks, lambda desk, _: close_due(desk))
    assert all(isinstance(one, list) for one in outcomes), outcomes
    assert count(ana, snapshot, snapshot.c.kind == "close") == 1
    assert asked(ana, select(journal_entry.c.member_id).where(journal_entry.c.verb == "close")) == [(None,)]
    assert count(ana, sprint, sprint.c.closed_on == third, sprint.c.closed_by_id.is_(None)) == 1
    assert count(ana, activity, activity.c.sprint_id.is_not(None), activity.c.state == "planned") == 0


@pytest.mark.slow
def test_nothing_is_planned_into_a_sprint_that_is_being_closed(at_desk: OpenDesk) -> None:
    """A manager closes while reps log late work: what was saved before counts in the picture, nothing is left planned in the sprint."""
    ana, mia = at_desk("Ana"), at_desk("Mia", NEXT_MONDAY)
    made = [planning.add(ana, "call 10m", day=WEDNESDAY).ids[0] for _ in range(CLIENTS - 1)]
    commit(ana)
    desks = [mia, *seats(at_desk, "Ana", CLIENTS - 1, NEXT_MONDAY)]
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


@pytest.mark.slow
def test_an_item_is_done_once(at_desk: OpenDesk) -> None:
    """The same item is marked done everywhere: once, and every other window is told that it is done."""
    [id_] = planning.add(at_desk("Ana"), "call acme renewal tue 30m").ids
    desks = [*seats(at_desk, "Ana", CLIENTS // 2), *seats(at_desk, "Mia", CLIENTS // 2)]
    expect(at_once(desks, lambda desk, _: tracking.done(desk, id_)), 1, AlreadyDone)
    assert [one.quantity_done for one in asked(desks[0], select(activity.c.quantity_done).where(activity.c.id == id_))] == [1]


@pytest.mark.slow
def test_every_unit_of_a_block_is_counted_once(at_desk: OpenDesk) -> None:
    """All count on the same block: no unit is lost and none counted twice, and the block is done with the last one."""
    [id_] = planning.add(at_desk("Ana"), f"{CLIENTS * 2}x call list:Q4 tue 2h").ids
    desks = seats(at_desk, "Ana")
    expect(at_once(desks, lambda desk, _: tracking.done(desk, id_, tracking.Report(quantity=2))), CLIENTS)
    [row] = asked(desks[0], select(activity.c.quantity_done, activity.c.state).where(activity.c.id == id_))
    assert (row.quantity_done, row.state) == (CLIENTS * 2, "done")
    assert [int(one[0]) for one in asked(desks[0], select(func.sum(activity_tally.c.units)))] == [CLIENTS * 2]


@pytest.mark.slow
def test_an_item_is_carried_once(at_desk: OpenDesk) -> None:
    """The same left-over is carried everywhere: it moves once and counts as carried once."""
    [id_] = planning.add(at_desk("Ana"), "call acme renewal tue 30m").ids
    desks = seats(at_desk, "Ana", on=NEXT_MONDAY)
    expect(at_once(desks, lambda desk, _: moving.move(desk, [id_], NEXT_MONDAY)), CLIENTS)
    [row] = asked(desks[0], select(activity.c.carries).where(activity.c.id == id_))
    assert (row.carries, count(desks[0], fate)) == (1, 1)


@pytest.mark.slow
def test_one_goal_from_one_day_on(at_desk: OpenDesk) -> None:
    """The same goal is set everywhere: one goal, with the level of the last one who was through."""
    desks = seats(at_desk, "Mia")
    levels = [Decimal(10 + place) for place in range(CLIENTS)]
    outcomes = at_once(desks, lambda desk, place: goals.set_goal(desk, goals.GoalWish("calls_made", "month", MONDAY, levels[place])))
    expect(outcomes, CLIENTS)
    [row] = asked(desks[0], select(goal.c.id, goal.c.commit_level))
    assert set(outcomes) == {row.id}
    assert row.commit_level in levels


@pytest.mark.slow
def test_an_act_is_taken_back_once(at_desk: OpenDesk) -> None:
    """The same act is taken back everywhere, by its number: once."""
    ana = at_desk("Ana")
    entry = dealing.set_fields(ana, ACME, {"value": "50000"}).entry_id
    desks = [*seats(at_desk, "Ana", CLIENTS // 2), *seats(at_desk, "Mia", CLIENTS // 2)]
    expect(at_once(desks, lambda desk, _: undoing.undo(desk, entry)), 1, NotUndone)
    assert [one.value for one in asked(ana, select(deal.c.value).where(deal.c.id == ACME))] == [48_000_00]


@pytest.mark.slow
def test_a_deal_has_one_owner_after_a_scramble(at_desk: OpenDesk) -> None:
    """A deal nobody owns is taken by two reps at once: one has it, and who came later is told whose it is."""
    dealing.set_fields(at_desk("Ana"), ACME, {"owner": "none"})
    desks = [*seats(at_desk, "Ana", CLIENTS // 2), *seats(at_desk, "Ben", CLIENTS // 2)]
    outcomes = at_once(desks, lambda desk, _: dealing.set_fields(desk, ACME, {"owner": desk.me.name}))
    [row] = asked(desks[0], select(deal.c.owner_id).where(deal.c.id == ACME))
    for desk, outcome in zip(desks, outcomes, strict=True):
        assert isinstance(outcome, Refused) == (desk.me.id != row.owner_id), outcome


@pytest.mark.slow
def test_one_act_however_often_it_is_asked_for(at_desk: OpenDesk) -> None:
    """The same call with the same token comes in everywhere: one item, and the same answer for all."""
    token, desks = new_token(), seats(at_desk, "Ana")
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


def managers_left(connection: Connection, desk: Desk) -> int:
    """Return how many manager's seats are held."""
    return sum(seat[0] == "manager" for seat in seats_on(connection, desk.team.id, desk.today).values())


@pytest.mark.slow
def test_nothing_is_saved_after_the_seat_is_gone(at_desk: OpenDesk) -> None:
    """A rep's seat is taken away while the rep saves in all windows: no act of the rep comes after it, and the refused ones say why."""
    mia, desks = at_desk("Mia"), seats(at_desk, "Ana", CLIENTS - 1)
    outcomes = at_once(
        [mia, *desks], lambda desk, place: planning.add(desk, "call 10m", day=WEDNESDAY) if place else promote(desk, "Ana", "viewer")
    )
    refused = [one for one in outcomes if isinstance(one, Refused)]
    assert {type(one) for one in refused} <= {ReadsOnly}
    e = journal_entry.c
    [seat] = asked(mia, select(e.id).where(e.verb == "seat"))
    assert count(mia, journal_entry, e.member_id == desks[0].me.id, e.id > seat.id) == 0
    assert count(mia, activity) == CLIENTS - 1 - len(refused)


def test_a_manager_stays_however_they_take_each_others_seats(at_desk: OpenDesk, tmp_path: Path) -> None:
    """Two managers make each other reps at the same moment: one is through, and is the manager left."""
    promote(at_desk("Mia"), "Ben")
    desks = [at_desk("Mia"), at_desk("Ben")]
    files = [tmp_path / "ben.csv", tmp_path / "mia.csv"]
    for file, name in zip(files, ("Ben Okafor", "Mia Chef"), strict=True):
        file.write_text(f"name,role\n{name},rep\n")
    outcomes = at_once(desks, lambda desk, place: import_file(desk, ImportOrder(file=files[place], kind="members")))
    expect(outcomes, 1, OnlyManagers)
    with desks[0].database.read() as connection:
        assert managers_left(connection, desks[0]) == 1


def test_two_who_found_a_team_at_once_make_one(place: Place, tmp_path: Path) -> None:
    target = place.empty(tmp_path / "new.db")
    Database.create(target).close()
    databases = [Database.open(target) for _ in range(CLIENTS)]
    clock = Clock(MONDAY)

    def founded(database: Database) -> object:
        try:
            return found(database, Founding(team="Nordwind", me="Mia Chef"), clock)
        except Refused as refused:
            return refused

    outcomes = together(databases, founded)
    assert sum(isinstance(one, TeamExists) for one in outcomes) == CLIENTS - 1
    with databases[0].read() as connection:
        assert len(teams(connection)) == 1
    for database in databases:
        database.close()
