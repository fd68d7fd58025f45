"""An import taken back: as far as nobody touched its rows since, and so that it can be done again or brought in anew."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from sprintsales.services import dealing, undoing
from sprintsales.storage.schema import import_seen
from tests.services.taken_back import bring_in, export, numbers, state, the_deal
from tests.services.week import Week

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
