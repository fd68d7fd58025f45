"""Undo and redo of what people do: what hangs on it or was changed since stays, and nobody takes back what is not theirs."""

from __future__ import annotations

import pytest

from sprintsales.domain.errors import NotFound
from sprintsales.services import blocking, committing, dealing, moving, planning, undoing
from sprintsales.services.desk import new_token
from sprintsales.services.roles import NotYourAct, ReadsOnly
from sprintsales.storage import rows, tables
from sprintsales.storage.journal import NothingToUndo, NotUndone, next_undo
from sprintsales.storage.queries.history import date_histories
from sprintsales.storage.queries.names import read_names
from sprintsales.storage.undo import TouchedSince
from tests.services.taken_back import numbers, state, the_deal, the_item
from tests.services.week import FRIDAY, NEXT_MONDAY, TUESDAY, Week


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
