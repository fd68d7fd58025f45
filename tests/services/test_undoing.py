"""Undo and redo of what people do: whatever was done, taken back, is as if it never was; and nobody takes back what is not theirs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sprintsales.domain.errors import NotFound, Refused
from sprintsales.services import blocking, committing, dealing, moving, planning, tracking, undoing
from sprintsales.services.desk import Desk, new_token
from sprintsales.services.importing.order import ImportOrder, Report
from sprintsales.services.importing.run import import_file
from sprintsales.services.roles import NotYourAct, ReadsOnly
from sprintsales.services.sprints import ensure_missing
from sprintsales.storage import rows, tables
from sprintsales.storage.check import check
from sprintsales.storage.journal import NothingToUndo, NotUndone, next_undo
from sprintsales.storage.queries.history import date_histories
from sprintsales.storage.queries.names import read_names
from sprintsales.storage.schema import JOURNALLED, activity, deal, import_seen
from sprintsales.storage.undo import TouchedSince
from tests.places import Template
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY, Week, copy

Tables = dict[str, list[tuple[object, ...]]]
Step = tuple[str, int, int]
VERBS = ("add", "add", "block", "move", "carry", "unplan", "drop", "done", "log", "stuck", "edit", "push", "close", "import")
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 9), st.integers(0, 9)), max_size=12)
LAW = settings(max_examples=6, deadline=None)


def state(week: Week) -> Tables:
    """Return every journalled table, without the versions, which count on."""
    found: Tables = {}
    with week.database.read() as connection:
        for table in JOURNALLED:
            columns = [column for column in table.columns if column.name != "version"]
            found[table.name] = [tuple(row) for row in connection.execute(select(*columns).order_by(table.c.id))]
    return found


def numbers(week: Week, query: str) -> list[int]:
    """Return ids."""
    with week.database.read() as connection:
        return list(connection.exec_driver_sql(query).scalars())


def export(folder: Path, lines: list[tuple[object, ...]], name: str = "crm.csv") -> Path:
    """Write a small export of deals and return the file."""
    path = folder / name
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "name", "account", "stage", "value", "currency", "close_on"), *lines])
    return path


def bring_in(desk: Desk, file: Path) -> Report:
    """Import deals."""
    return import_file(desk, ImportOrder(file=file, kind="deals"))


def do(week: Week, desk: Desk, step: Step, folder: Path) -> None:
    """Do one step of the rep; raises Refused where a rule says no."""
    verb, one, other = step
    items = numbers(week, f"SELECT id FROM activity WHERE owner_id = {desk.me.id} ORDER BY id")
    deals = numbers(week, "SELECT id FROM deal ORDER BY id")
    item, of_deal = (items[one % len(items)] if items else 0), deals[other % len(deals)]
    day = MONDAY + timedelta(days=other)
    value = str(one * 1000 + other)
    verbs: dict[str, Callable[[], object]] = {
        "add": lambda: planning.add(desk, f"call #{of_deal} 20m" if one % 2 else "email 10m", day=day),
        "block": lambda: planning.add(desk, f"{one + 2}x call", day=day),
        "move": lambda: moving.move(desk, [item], day),
        "carry": lambda: moving.carry(desk, [item], None),
        "unplan": lambda: moving.unplan(desk, [item], reason="later"),
        "drop": lambda: moving.drop(desk, [item], "no need"),
        "done": lambda: tracking.done(desk, item, tracking.Report(note="spoke"), following="email fri" if other % 3 == 0 else None),
        "log": lambda: tracking.log(desk, f"call #{of_deal} 5m" if one % 2 else f"{one + 2}x call 30m"),
        "stuck": lambda: blocking.block(desk, [item], "legal is slow"),
        "edit": lambda: dealing.set_fields(desk, of_deal, {"value": value, "name": f"Name {one}"}),
        "push": lambda: dealing.set_fields(desk, of_deal, {"close_on": (FRIDAY + timedelta(days=one * 7)).isoformat()}, reason="slow"),
        "close": lambda: dealing.set_fields(desk, of_deal, {"stage": ("won", "lost", "Proposal")[one % 3]}),
        "import": lambda: bring_in(desk, crm(folder, one, other)),
    }
    verbs[verb]()


def crm(folder: Path, one: int, other: int) -> Path:
    """Return a file of a few deals, partly the same ones each time."""
    close_on = MONDAY + timedelta(days=10 + other)
    return export(
        folder, [(f"D{n}", f"Deal {n}", f"Account {n % 2 + other}", "Proposal", one * 100 + n, "EUR", close_on) for n in range(1 + one % 3)]
    )


def taken(week: Week, desk: Desk, steps: list[Step], folder: Path) -> list[Tables]:
    """Do the steps and return the state after each act that left an entry, the first one before any."""
    states = [state(week)]
    for step in steps:
        before = last_entry(week)
        try:
            do(week, desk, step, folder)
        except Refused:
            continue
        if last_entry(week) != before:
            states.append(state(week))
    return states


def last_entry(week: Week) -> int:
    """Return the number of the newest act."""
    return numbers(week, "SELECT max(id) FROM journal_entry")[0]


def ready(template: Template, folder: str) -> tuple[Week, Desk]:
    """Return a team whose next weeks have their sprints, and Ana's desk: a sprint's row belongs to nobody and stays.

    Ana has a manager's seat there, because some of the steps are a manager's.
    """
    week = copy(template, Path(folder) / "week.db")
    week.seat("Ana", role="manager")
    mia = week.desk("Mia")
    mia.write(mia.act("sprint", "two sprints"), lambda session: ensure_missing(session, mia, (MONDAY, NEXT_MONDAY)))
    return week, week.desk("Ana")


@LAW
@given(steps=STEPS)
def test_undoing_everything_gives_the_start_and_redoing_everything_gives_it_back(week_template: Template, steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        week, desk = ready(week_template, folder)
        states = taken(week, desk, steps, Path(folder))
        for before in reversed(states[:-1]):
            undoing.undo(desk)
            assert state(week) == before
        with pytest.raises(NothingToUndo):
            undoing.undo(desk)
        for after in states[1:]:
            undoing.redo(desk)
            assert state(week) == after
        with pytest.raises(NothingToUndo):
            undoing.redo(desk)
        assert check(week.database).findings == ()
        week.database.close()


@LAW
@given(steps=STEPS, turns=st.lists(st.booleans(), max_size=20))
def test_undo_and_redo_walk_back_and_forth_over_the_same_states(week_template: Template, steps: list[Step], turns: list[bool]) -> None:
    with TemporaryDirectory() as folder:
        week, desk = ready(week_template, folder)
        states = taken(week, desk, steps, Path(folder))
        place = len(states) - 1
        for back in turns:
            move = undoing.undo if back else undoing.redo
            if (back and place == 0) or (not back and place == len(states) - 1):
                with pytest.raises(NothingToUndo):
                    move(desk)
                continue
            move(desk)
            place += -1 if back else 1
            assert state(week) == states[place]
        week.database.close()


@LAW
@given(mine=STEPS, theirs=STEPS)
def test_whatever_a_colleague_does_an_undo_is_whole_or_refused_with_nothing_changed(
    week_template: Template, mine: list[Step], theirs: list[Step]
) -> None:
    with TemporaryDirectory() as folder:
        week, desk = ready(week_template, folder)
        taken(week, desk, mine, Path(folder))
        taken(week, week.desk("Mia"), theirs, Path(folder))
        for _ in range(len(mine)):
            before = state(week)
            try:
                told = undoing.undo(desk)
            except (TouchedSince, NothingToUndo):
                assert state(week) == before
                break
            if told.entry_id is None:  # an import of which nothing could be taken back
                assert (told.kept, state(week)) != ((), before)
                break
        assert check(week.database).findings == ()
        week.database.close()


def the_deal(week: Week, name: str) -> dict[str, Any]:
    """Return a deal by its name."""
    with week.database.read() as connection:
        return dict(connection.execute(select(deal).where(deal.c.name == name)).mappings().one())


def the_item(week: Week, id_: int) -> dict[str, Any] | None:
    """Return an activity, or nothing where there is none."""
    with week.database.read() as connection:
        row = connection.execute(select(activity).where(activity.c.id == id_)).mappings().first()
    return None if row is None else dict(row)


def test_an_undo_says_what_it_was_about(week: Week) -> None:
    desk = week.desk("Ana")
    planning.add(desk, "call birch 20m", day=TUESDAY)
    undone = undoing.undo(desk)
    assert (undone.verb, undone.summary, undone.rows, undone.kept) == ("undo", "undid: planned call Birch pilot, Tue 17 Nov", 1, ())
    again = undoing.redo(desk)
    assert (again.verb, again.summary) == ("redo", "did again: planned call Birch pilot, Tue 17 Nov")
    assert undoing.undo(desk).summary == undone.summary


def test_a_field_somebody_changed_since_is_named_and_nothing_is_taken_back(week: Week) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    id_ = the_deal(week, "Birch pilot")["id"]
    dealing.set_fields(ana, id_, {"value": "31000", "close_on": "2026-12-21"})
    dealing.set_fields(mia, id_, {"close_on": "2027-01-15"})
    before = state(week)
    with pytest.raises(TouchedSince, match=f"deal {id_}: close on changed since"):
        undoing.undo(ana)
    assert state(week) == before
    undoing.undo(mia)
    undoing.undo(ana)
    assert the_deal(week, "Birch pilot")["value"] == 2700000


def test_another_field_changed_since_is_left_alone_by_an_undo(week: Week) -> None:
    id_ = the_deal(week, "Birch pilot")["id"]
    dealing.set_fields(week.desk("Ana"), id_, {"value": "31000"})
    dealing.set_fields(week.desk("Mia"), id_, {"close_on": "2027-01-15"})
    undoing.undo(week.desk("Ana"))
    now = the_deal(week, "Birch pilot")
    assert (now["value"], now["close_on"].isoformat()) == (2700000, "2027-01-15")


def test_an_item_that_something_hangs_on_stays(week: Week) -> None:
    ana = week.desk("Ana")
    [item] = planning.add(ana, "call birch", day=TUESDAY).ids
    blocking.block(week.desk("Mia"), [item], "legal")
    with pytest.raises(TouchedSince, match=f"activity {item}: 1 blocker hangs on it since"):
        undoing.undo(ana)
    assert the_item(week, item) is not None


def test_an_account_that_deals_hang_on_is_not_taken_away_with_the_deal_that_brought_it(week: Week) -> None:
    ana = week.desk("Ana")
    dealing.add_deal(ana, "Isar first", {"account": "Isar"})
    for name in ("Isar second", "Isar third"):
        dealing.add_deal(week.desk("Ben"), name, {"account": "Isar"})
    with pytest.raises(TouchedSince, match="2 deals hang on it since"):
        undoing.undo(ana)


def test_undo_takes_back_my_own_acts_only(week: Week) -> None:
    ana, ben = week.desk("Ana"), week.desk("Ben")
    [mine] = planning.add(ana, "call birch", day=TUESDAY).ids
    [his] = planning.add(ben, "call gale", day=TUESDAY).ids
    undoing.undo(ana)
    assert (the_item(week, mine), the_item(week, his) is not None) == (None, True)
    with pytest.raises(NothingToUndo, match="nothing of yours"):
        undoing.undo(ana)
    with pytest.raises(NothingToUndo):
        undoing.redo(ben)


def test_a_rep_does_not_take_back_the_act_of_another_by_its_number(week: Week) -> None:
    entry = planning.add(week.desk("Ben"), "call gale", day=TUESDAY).entry_id
    before = state(week)
    with pytest.raises(NotYourAct, match="only a manager"):
        undoing.undo(week.desk("Ana"), entry)
    assert state(week) == before


def test_an_act_a_manager_took_back_does_not_stand_in_the_way_of_my_next_undo(week: Week) -> None:
    ben, mia = week.desk("Ben"), week.desk("Mia")
    [first] = planning.add(ben, "call gale", day=TUESDAY).ids
    second = planning.add(ben, "email gale", day=TUESDAY)
    undoing.undo(mia, second.entry_id)
    assert the_item(week, second.ids[0]) is None
    undoing.undo(ben)
    assert the_item(week, first) is None
    undoing.redo(mia)
    assert the_item(week, second.ids[0]) is not None


def test_an_act_done_again_is_taken_back_by_its_first_number(week: Week) -> None:
    ana = week.desk("Ana")
    made = planning.add(ana, "call birch", day=TUESDAY)
    undoing.undo(ana)
    with pytest.raises(NotUndone, match="has been undone already"):
        undoing.undo(ana, made.entry_id)
    undoing.redo(ana)
    undoing.undo(ana, made.entry_id)
    assert the_item(week, made.ids[0]) is None
    with pytest.raises(NothingToUndo):
        undoing.undo(ana)


def test_an_undo_taken_back_by_its_number_is_a_redo(week: Week) -> None:
    ana = week.desk("Ana")
    made = planning.add(ana, "call birch", day=TUESDAY)
    undone = undoing.undo(ana)
    again = undoing.undo(ana, undone.entry_id)
    assert (again.verb, the_item(week, made.ids[0]) is not None) == ("redo", True)
    assert undoing.undo(ana).verb == "undo"


def test_something_new_ends_what_could_be_done_again(week: Week) -> None:
    ana = week.desk("Ana")
    planning.add(ana, "call birch", day=TUESDAY)
    undoing.undo(ana)
    planning.add(ana, "email birch", day=TUESDAY)
    with pytest.raises(NothingToUndo, match="before anything new"):
        undoing.redo(ana)


def test_a_number_that_is_no_act_of_this_team_is_not_found(week: Week) -> None:
    with pytest.raises(NotFound, match="no journal entry 999"):
        undoing.undo(week.desk("Ana"), 999)


def test_the_founding_of_the_team_is_not_undone(week: Week) -> None:
    [init] = numbers(week, "SELECT id FROM journal_entry WHERE verb = 'init'")
    with pytest.raises(NotFound, match="no journal entry"):
        undoing.undo(week.desk("Mia"), init)


def test_a_viewer_undoes_nothing(week: Week) -> None:
    entry = planning.add(week.desk("Ben"), "call gale", day=TUESDAY).entry_id
    for number in (entry, None):
        with pytest.raises(ReadsOnly):
            undoing.undo(week.desk("Vic"), number)
    with pytest.raises(ReadsOnly):
        undoing.redo(week.desk("Vic"))


def test_asking_twice_for_one_undo_takes_one_act_back(week: Week) -> None:
    ana, token = week.desk("Ana"), new_token()
    [first] = planning.add(ana, "call birch", day=TUESDAY).ids
    [second] = planning.add(ana, "email birch", day=TUESDAY).ids
    once = undoing.undo(ana, token=token)
    assert undoing.undo(ana, token=token) == once
    assert (the_item(week, first) is not None, the_item(week, second)) == (True, None)
    token = new_token()
    once = undoing.redo(ana, token=token)
    assert undoing.redo(ana, token=token) == once


def test_a_commitment_is_not_undone_but_withdrawn(week: Week) -> None:
    ana = week.desk("Ana")
    planning.add(ana, "call birch", day=TUESDAY)
    dealing.set_fields(ana, the_deal(week, "Birch pilot")["id"], {"value": "31000"})
    promise = committing.commit(ana)
    with pytest.raises(NotUndone, match=r"committed 1 item for sprint \d+\) is kept for good.*plan --withdraw"):
        undoing.undo(ana)
    with pytest.raises(NotUndone, match="kept for good"):
        undoing.undo(week.desk("Mia"), promise.entry_id)
    committing.withdraw(ana)
    assert undoing.undo(ana).summary.startswith("undid: changed Birch pilot")
    with pytest.raises(TouchedSince, match="1 promise hangs on it"):
        undoing.undo(ana)


def test_a_push_taken_back_is_no_push(week: Week) -> None:
    ana = week.desk("Ana")
    id_ = the_deal(week, "Birch pilot")["id"]

    def pushes() -> int:
        with week.database.read() as connection:
            names = read_names(connection, ana.team.id)
            histories = date_histories(connection, ana.team.id, names, lambda day: ana.sprint_of(day).start)
        return len(histories[id_].pushes) if id_ in histories else 0

    assert pushes() == 0
    dealing.set_fields(ana, id_, {"close_on": "2027-01-29"})
    assert pushes() == 1
    undoing.undo(ana)
    assert pushes() == 0
    undoing.redo(ana)
    assert pushes() == 1


LINES: list[tuple[object, ...]] = [(f"D{n}", f"Export {n}", "Isar", "Proposal", 1000 + n, "EUR", "2026-12-18") for n in range(5)]


def test_an_import_is_taken_back_as_far_as_nobody_touched_it_and_the_rest_is_listed(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    bring_in(mia, export(tmp_path, LINES))
    kept = the_deal(week, "Export 3")["id"]
    dealing.set_fields(week.desk("Ben"), kept, {"value": "7"})
    undone = undoing.undo(mia)
    told = {(one.table, one.row_id): one.why for one in undone.kept}
    assert told[("deal", kept)] == "value changed since"
    assert told.keys() - {("deal", kept)} == {("account", the_deal(week, "Export 3")["account_id"])}
    assert numbers(week, "SELECT id FROM deal WHERE substr(name, 1, 6) = 'Export'") == [kept]
    again = undoing.redo(mia)
    assert (again.rows, len(numbers(week, "SELECT id FROM deal WHERE substr(name, 1, 6) = 'Export'"))) == (4, 5)


def test_a_row_an_undone_import_left_behind_is_found_again_by_the_next_import(week: Week, tmp_path: Path) -> None:
    mia, file = week.desk("Mia"), export(tmp_path, LINES)
    bring_in(mia, file)
    dealing.set_fields(week.desk("Ben"), the_deal(week, "Export 3")["id"], {"value": "7"})
    undoing.undo(mia)
    undoing.redo(mia)
    dealing.set_fields(week.desk("Ben"), the_deal(week, "Export 1")["id"], {"value": "8"})
    undone = undoing.undo(mia)
    assert [one.row_id for one in undone.kept if one.table == "deal"] == [the_deal(week, "Export 1")["id"]]
    report = bring_in(mia, file)
    assert (report.added, len(numbers(week, "SELECT id FROM deal WHERE substr(name, 1, 6) = 'Export'"))) == (3, 5)


def test_undoing_the_first_import_does_not_make_the_second_one_forget_its_rows(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    first = bring_in(mia, export(tmp_path, LINES[:2]))
    file = export(tmp_path, LINES[2:])
    bring_in(mia, file)
    undoing.undo(mia, first.entry_id)
    report = bring_in(mia, file)
    assert (report.added, report.unchanged) == (0, 3)


def test_an_import_done_again_is_taken_back_as_far_as_it_holds_too(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    bring_in(mia, export(tmp_path, LINES))
    undoing.undo(mia)
    undoing.redo(mia)
    dealing.set_fields(week.desk("Ben"), the_deal(week, "Export 3")["id"], {"value": "7"})
    undone = undoing.undo(mia)
    assert "deal" in {one.table for one in undone.kept}
    assert len(numbers(week, "SELECT id FROM deal WHERE substr(name, 1, 6) = 'Export'")) == 1


def test_an_import_that_is_undone_can_be_brought_in_anew(week: Week, tmp_path: Path) -> None:
    mia, file = week.desk("Mia"), export(tmp_path, LINES)
    before = state(week)
    bring_in(mia, file)
    undoing.undo(mia)
    assert state(week) == before
    assert bring_in(mia, file).added == 5
    with week.database.read() as connection:
        assert len(connection.execute(select(import_seen.c.id).where(import_seen.c.kind == "deal")).all()) == 10


def test_a_deal_moved_to_a_new_account_by_an_import_goes_back_and_there_again(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    bring_in(mia, export(tmp_path, LINES))
    moved = [(*line[:2], "Jade", *line[3:]) for line in LINES]
    before = state(week)
    bring_in(mia, export(tmp_path, moved))
    after = state(week)
    assert after != before
    undoing.undo(mia)
    assert state(week) == before
    undoing.redo(mia)
    assert state(week) == after


def test_a_name_somebody_took_in_the_meantime_is_not_given_back(week: Week) -> None:
    mia = week.desk("Mia")

    def renamed(name: str) -> None:
        mia.write(mia.act("pipeline", "renamed the pipeline"), lambda session: rows.put(session, tables.Pipeline, 1, name=name))

    renamed("New business")
    ben = week.desk("Ben")
    ben.write(ben.act("pipeline", "added"), lambda session: rows.add(session, tables.Pipeline(team_id=ben.team.id, name="Sales")))
    with pytest.raises(TouchedSince, match="pipeline 1: there is another one like it now"):
        undoing.undo(mia)


def test_two_windows_take_the_same_act_back_once(week: Week) -> None:
    ana = week.desk("Ana")
    made = planning.add(ana, "call birch", day=TUESDAY)
    with week.database.read() as connection:
        entry = next_undo(connection, ana.team.id, ana.me.id)
    undoing.undo(ana)
    with pytest.raises(NotUndone, match="by another window"):
        undoing.reverse(ana, entry, None)
    assert the_item(week, made.ids[0]) is None


def test_a_carried_item_comes_back_with_its_count_and_without_its_fate(week: Week) -> None:
    ana = week.desk("Ana")
    [item] = planning.add(ana, "call birch", day=FRIDAY).ids
    committing.commit(ana)
    friday = week.at(ana, FRIDAY)
    before = state(week)
    moving.carry(friday, [item], NEXT_MONDAY)
    assert (the_item(week, item) or {})["carries"] == 1
    fates = "SELECT id FROM fate"
    assert len(numbers(week, fates)) == 1
    undoing.undo(friday)
    assert numbers(week, fates) == []
    assert (the_item(week, item) or {})["carries"] == 0
    assert {name: table for name, table in state(week).items() if name != "sprint"} == {
        name: table for name, table in before.items() if name != "sprint"
    }
