"""Taking an act back in the tables: rows in the order they hang on each other, in sets where there are many, quick to find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from sprintsales.storage import bulk, rows, schema, tables
from sprintsales.storage.check import check
from sprintsales.storage.database import KEEP
from sprintsales.storage.journal import NothingToUndo, next_redo, next_undo
from sprintsales.storage.undo import SETS_ABOVE, TouchedSince, Undone, undo_entry
from tests.places import Template
from tests.storage.world import NOW, TODAY, World, act, copy, deal_named, raw

MANY = SETS_ABOVE * 2
COLUMNS = ("team_id", "version", "name", "account_id", "owner_id", "pipeline_id", "stage_id", "outcome", "value", "currency", "started_on")


def did(world: World, work: Callable[[Any], Any]) -> int:
    """Do something in an act of its own and return the act."""
    entry = world.write(work).entry_id
    assert entry is not None
    return entry


def undo(world: World, entry: int, *, partly: bool = False) -> tuple[int, Undone]:
    """Take an act back and return the act that did it, and what it did."""
    undone = Undone()

    def work(session: Any) -> None:
        nonlocal undone
        undone = undo_entry(session.connection(), entry, partly=partly)

    taken = world.write(work, verb="undo", undoes_id=entry).entry_id
    return taken or 0, undone


def picture(world: World) -> list[Any]:
    """Return all rows of what a test touches, without their versions."""
    names = {
        name: [c.name for c in schema.metadata.tables[name].columns if c.name != "version"] for name in ("account", "deal", "activity")
    }
    return [raw(world, f"SELECT {', '.join(columns)} FROM {name} ORDER BY id") for name, columns in names.items()]


def many_deals(world: World, account: int) -> Callable[[Any], None]:
    """Return the work of an import: thousands of deals."""
    shared = (1, account, world["rep"], world["pipeline"], world["Prospect"], "open", 100, "EUR", TODAY.isoformat())
    lines = [(world["team"], shared[0], f"Deal {place}", *shared[1:]) for place in range(MANY)]
    return lambda session: bulk.insert_rows(session.connection(), "deal", COLUMNS, lines)


def test_a_row_changed_and_then_removed_in_one_act_comes_back_as_it_was(world: World) -> None:
    mistake = world.add(deal_named(world, "a mistake"))
    before = picture(world)

    def work(session: Any) -> None:
        rows.put(session, tables.Deal, mistake, value=1)
        rows.put(session, tables.Deal, mistake, value=2, name="other")
        rows.remove(session, tables.Deal, mistake)

    undo(world, did(world, work))
    assert picture(world) == before
    assert check(world.database).findings == ()


def test_a_row_made_and_removed_in_one_act_leaves_nothing_to_take_back(world: World) -> None:
    def work(session: Any) -> None:
        rows.remove(session, tables.Deal, rows.add(session, deal_named(world, "for a moment")))
        rows.put(session, tables.Deal, world["deal"], value=7)

    before = picture(world)
    _, undone = undo(world, did(world, work))
    assert (undone.rows, picture(world)) == (1, before)


def test_a_row_that_points_at_a_new_one_goes_back_before_it_and_comes_again_after_it(world: World) -> None:
    before = picture(world)

    def work(session: Any) -> None:
        account = rows.add(session, tables.Account(team_id=world["team"], name="New"))
        rows.put(session, tables.Deal, world["deal"], account_id=account)

    entry = did(world, work)
    after = picture(world)
    taken, _ = undo(world, entry)
    assert picture(world) == before
    undo(world, taken)
    assert picture(world) == after


def test_a_chain_of_next_steps_goes_from_its_end_and_comes_back_from_its_start(world: World) -> None:
    before = picture(world)

    def work(session: Any) -> None:
        last = None
        for _ in range(3):
            last = rows.add(session, tables.Activity(team_id=world["team"], type_id=world["call"], after_id=last))

    taken, undone = undo(world, did(world, work))
    assert (undone.rows, picture(world)) == (3, before)
    undo(world, taken)
    assert len(raw(world, "SELECT id FROM activity")) == 4


def test_a_row_whose_place_is_taken_waits_until_it_is_free_again(world: World) -> None:
    first = world.add(tables.Label(team_id=world["team"], kind="segment", name="SMB"))

    def work(session: Any) -> None:
        rows.remove(session, tables.Label, first)
        rows.add(session, tables.Label(team_id=world["team"], kind="segment", name="SMB"))

    undo(world, did(world, work))
    assert raw(world, "SELECT id FROM label") == [(first,)]


def test_what_cannot_come_back_is_said(world: World) -> None:
    label = world.add(tables.Label(team_id=world["team"], kind="segment", name="SMB"))
    account = world.add(tables.Account(team_id=world["team"], name="Doomed"))
    deal = world.add(tables.Deal(**{**deal_named(world, "x").model_dump(exclude={"id"}), "account_id": account}))
    removed = [did(world, lambda session: rows.remove(session, tables.Label, label))]
    removed.append(did(world, lambda session: rows.remove(session, tables.Deal, deal)))
    world.write(lambda session: rows.remove(session, tables.Account, account))
    world.add(tables.Label(team_id=world["team"], kind="segment", name="SMB"))
    for entry, why in zip(removed, ("there is another one like it now", "what it belonged to is gone"), strict=True):
        with pytest.raises(TouchedSince, match=why):
            undo(world, entry)


def test_a_row_that_is_gone_is_not_changed_back(world: World) -> None:
    deal = world.add(deal_named(world, "soon gone"))
    entry = did(world, lambda session: rows.put(session, tables.Deal, deal, value=5))
    world.write(lambda session: rows.remove(session, tables.Deal, deal))
    with pytest.raises(TouchedSince, match=f"deal {deal}: deleted since"):
        undo(world, entry)


def test_what_hangs_on_a_row_is_counted_by_its_kind(world: World) -> None:
    account = world.add(tables.Account(team_id=world["team"], name="Hub"))
    made = raw(world, "SELECT max(id) FROM journal_entry")[0][0]
    for name in ("one", "two"):
        world.add(tables.Deal(**{**deal_named(world, name).model_dump(exclude={"id"}), "account_id": account}))
    world.add(tables.Activity(team_id=world["team"], type_id=world["call"], account_id=account))
    with pytest.raises(TouchedSince) as refused:
        undo(world, made)
    assert f"account {account}: 2 deals and 1 activity hang on it since" in str(refused.value)


def test_the_first_three_hindrances_are_named_and_the_rest_is_counted(world: World) -> None:
    made = [world.add(deal_named(world, f"deal {place}")) for place in range(5)]

    def all_of_them(name: str) -> Callable[[Any], list[bool]]:
        return lambda session: [rows.put(session, tables.Deal, id_, name=name) for id_ in made]

    entry = did(world, all_of_them("first"))
    world.write(all_of_them("second"))
    with pytest.raises(TouchedSince, match=r"name changed since \(and 2 more\)"):
        undo(world, entry)


def test_thousands_of_rows_go_and_come_again_and_go_again(world: World) -> None:
    before = picture(world)
    entry = did(world, many_deals(world, world["account"]))
    after = picture(world)
    for turn in range(4):
        entry, undone = undo(world, entry)
        assert (undone.rows, undone.kept) == (MANY, [])
        assert picture(world) == (after if turn % 2 else before)
    assert check(world.database).findings == ()


def test_of_thousands_of_rows_those_touched_or_used_since_stay(world: World) -> None:
    entry = did(world, many_deals(world, world["account"]))
    touched, used, as_before = (row[0] for row in raw(world, "SELECT id FROM deal WHERE name IN ('Deal 7', 'Deal 8', 'Deal 9')"))
    world.put(tables.Deal, touched, value=1)
    world.add(tables.Activity(team_id=world["team"], type_id=world["call"], deal_id=used))
    world.put(tables.Deal, as_before, value=1)
    world.put(tables.Deal, as_before, value=100)
    _, undone = undo(world, entry, partly=True)
    assert undone.rows == MANY - 2
    assert {one.row_id: one.why for one in undone.kept} == {touched: "value changed since", used: "1 activity hangs on it since"}
    assert check(world.database).findings == ()


@pytest.mark.slow
def test_a_hundred_thousand_rows_undone_come_again_and_again(world: World) -> None:
    shared = (1, "x", world["account"], world["rep"], world["pipeline"], world["Prospect"], "open", 100, "EUR", TODAY.isoformat())
    lines = [(world["team"], *shared)] * 100_000
    entry = did(world, lambda session: bulk.insert_rows(session.connection(), "deal", COLUMNS, lines))
    for _ in range(3):
        entry, undone = undo(world, entry)
        assert (undone.rows, undone.kept) == (100_000, [])


class Stacks:
    """What undo and redo of one person are: the acts done, and those taken back since the last new one."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.back: list[int] = []


STEPS = st.lists(st.tuples(st.sampled_from((0, 1)), st.sampled_from(("new", "new", "undo", "undo", "redo"))), max_size=30)


def enter(world: World, member: int, verb: str, undoes: int | None = None) -> int:
    """Put an act into the journal that changes no row and return it."""

    def work(session: Any) -> None:
        session.info[KEEP] = True

    made = world.database.write(act(verb, team_id=world["team"], member_id=member, undoes_id=undoes), work, token=uuid4().hex)
    assert made.entry_id is not None
    return made.entry_id


@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
def test_the_next_undo_and_redo_are_those_of_two_stacks_for_each_person(template: Template, steps: list[tuple[int, str]]) -> None:
    with TemporaryDirectory() as folder:
        world = copy(template, Path(folder) / "team.db")
        stacks = {world["rep"]: Stacks(), world["manager"]: Stacks()}
        for who, what in steps:
            member = world[("rep", "manager")[who]]
            found, wanted = walk(world, member, what, stacks[member])
            assert found == wanted
        world.database.close()


def walk(world: World, member: int, what: str, stack: Stacks) -> tuple[int | None, int | None]:
    """Do something new, or what undo or redo would do next; return which act that is, and which it is by the stacks, None for none."""
    if what == "new":
        stack.done.append(enter(world, member, what))
        stack.back.clear()
        return None, None
    following, there, other = (next_undo, stack.done, stack.back) if what == "undo" else (next_redo, stack.back, stack.done)
    with world.database.read() as connection:
        try:
            target = following(connection, world["team"], member).id
        except NothingToUndo:
            return None, there[-1] if there else None
    wanted = there.pop() if there else None
    other.append(enter(world, member, what, target))
    return target, wanted


def journal_of(world: World, entries: Iterable[tuple[int, str, int | None]]) -> None:
    """Fill the journal with acts (member, verb, undone act) as years of work would."""
    shared = {"team_id": world["team"], "recorded_at": NOW, "happened_at": NOW, "known_on": TODAY, "summary": "x", "final": False}
    shared["clock_set"] = False
    lines = [
        {**shared, "member_id": member, "verb": verb, "undoes_id": undoes, "token": f"filled-{place}"}
        for place, (member, verb, undoes) in enumerate(entries)
    ]

    def work(session: Any) -> None:
        session.info[KEEP] = True
        session.connection().execute(insert(schema.journal_entry), lines)

    world.database.write(act(), work, token="fill")


@pytest.mark.parametrize("shape", ["acts only", "every second one undone", "all undone"])
def test_the_next_undo_and_redo_are_found_in_twenty_thousand_acts(world: World, shape: str) -> None:
    half, first = 10_000, raw(world, "SELECT max(id) FROM journal_entry")[0][0] + 2
    rep = world["rep"]
    undone = {
        "acts only": [(rep, "new", None)] * half,
        "every second one undone": [(rep, "undo", first + place * 2) for place in range(half // 2)],
        "all undone": [(rep, "undo", first + half - 1 - place) for place in range(half)],
    }
    journal_of(world, [*[(rep, "new", None)] * half, *undone[shape]])
    assert raw(world, "SELECT count(*) FROM journal_entry")[0][0] > half
    last = raw(world, "SELECT max(id) FROM journal_entry")[0][0]
    found: list[int | None] = []
    with world.database.read() as connection:
        for following in (next_undo, next_redo):
            try:
                found.append(following(connection, world["team"], rep).id)
            except NothingToUndo:
                found.append(None)
    assert found == {"acts only": [last, None], "every second one undone": [first + half - 1, last], "all undone": [None, last]}[shape]
