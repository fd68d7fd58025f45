"""Importing again: the same file changes nothing, a newer one is merged, what was changed or undone here is respected."""

from __future__ import annotations

from datetime import date

import pytest

from sprintsales.services.importing.order import NotAllOfIt
from sprintsales.storage import tables
from sprintsales.storage.rows import remove
from sprintsales.storage.schema import metadata
from tests.services.importing_team import FIELDS, Team, codes

ONE = "1,Northwind,Nord AG,Ben Kaya,Qualified,1000.00,2026-12-04"
TWO = "2,Delta,Delta SpA,Cara Lo,Proposal,2000.00,2026-12-11"


def every_table(team: Team) -> dict[str, list[dict[str, object]]]:
    """Return all that is in the database."""
    return {name: team.rows(f"SELECT * FROM {name} ORDER BY 1") for name in metadata.tables}


def test_the_same_file_twice_changes_nothing(team: Team) -> None:
    first = team.deals(ONE, TWO)
    before = team.state()
    entries = team.count("journal_entry")
    again = team.deals(ONE, TWO)
    assert (first.added, again.added, again.changed, again.unchanged) == (2, 0, 0, 2)
    assert first.entry_id is not None
    assert again.entry_id is None
    assert team.state() == before
    assert team.count("journal_entry") == entries
    assert team.count("import_seen") == 2


def test_a_dry_run_tells_all_and_keeps_nothing(team: Team) -> None:
    before = every_table(team)
    report = team.deals(ONE, "3,Bad,,,Nowhere,1,2026-12-04", dry_run=True, save_mapping="weekly")
    assert (report.rows, report.added, len(report.refusals), report.entry_id) == (2, 1, 1, None)
    assert every_table(team) == before


def test_an_import_is_one_act_and_undone_as_one(team: Team) -> None:
    before = team.state()
    report = team.deals(ONE, TWO)
    assert [row["verb"] for row in team.rows("SELECT verb FROM journal_entry")] == ["init", "import"]
    undone = team.undo()
    assert not undone.kept
    assert team.state() == before
    again = team.deals(ONE, TWO)
    assert (again.added, again.unchanged) == (2, 0)
    assert again.entry_id != report.entry_id


def test_an_undone_import_comes_back_by_redo_with_its_links(team: Team) -> None:
    team.deals(ONE, TWO)
    team.undo()
    team.redo()
    assert team.deals(ONE, TWO).unchanged == 2


def test_a_deal_changed_since_survives_the_undo_of_its_import_and_is_found_again(team: Team) -> None:
    report = team.deals(ONE, TWO)
    kept = team.deal("Northwind")["id"]
    team.change(tables.Deal, kept, close_on=date(2027, 1, 15))
    undone = team.undo(report.entry_id)
    assert {(one.table, one.row_id) for one in undone.kept} >= {("deal", kept)}
    assert [row["name"] for row in team.rows("SELECT name FROM deal")] == ["Northwind"]
    again = team.deals(ONE, TWO)
    assert (again.added, again.unchanged) == (1, 1)
    assert team.deal("Northwind")["close_on"] == "2027-01-15"


def test_undoing_the_newer_import_brings_the_older_ones_word_back(team: Team) -> None:
    team.deals(ONE)
    newer = team.deals(ONE.replace("1000.00", "1500.00"))
    assert newer.changed == 1
    team.undo(newer.entry_id)
    assert team.deal("Northwind")["value"] == 100000
    team.change(tables.Deal, team.deal("Northwind")["id"], value=120000)
    again = team.deals(ONE)
    assert (again.unchanged, again.conflicts) == (1, [])
    assert team.deal("Northwind")["value"] == 120000


def test_undoing_the_older_import_leaves_the_newer_ones_word(team: Team) -> None:
    older = team.deals(ONE)
    team.deals(ONE.replace("1000.00", "1500.00"))
    team.undo(older.entry_id)
    team.change(tables.Deal, team.deal("Northwind")["id"], value=170000)
    again = team.deals(ONE.replace("1000.00", "1500.00"))
    assert (again.added, again.unchanged, again.conflicts) == (0, 1, [])


def test_an_import_undone_in_part_is_taken_up_again_where_it_was_taken_back(team: Team) -> None:
    team.deals(ONE)
    newer = team.deals("1,Northwind,Nord AG,Ben Kaya,Proposal,1500.00,2026-12-04")
    team.change(tables.Deal, team.deal("Northwind")["id"], value=170000)
    undone = team.undo(newer.entry_id)
    assert [one.fields for one in undone.kept] == [("value",)]
    assert team.deal("Northwind")["stage"] == "Qualified"
    again = team.deals("1,Northwind,Nord AG,Ben Kaya,Proposal,1500.00,2026-12-04")
    assert again.changed == 1
    assert team.deal("Northwind")["stage"] == "Proposal"


@pytest.mark.parametrize(
    ("column", "newer", "field", "here", "kept", "result"),
    [
        ("value", "1500.00", "value", 120000, "crm", 150000),
        ("close", "2027-02-01", "close_on", date(2027, 1, 15), "here", "2027-01-15"),
        ("name", "Northwind AB", "name", "Northwind!", "crm", "Northwind AB"),
    ],
)
def test_a_field_changed_on_both_sides_goes_by_its_rule_and_both_values_are_shown(
    team: Team, column: str, newer: str, field: str, here: object, kept: str, result: object
) -> None:
    cells = dict(zip(("id", "name", "account", "owner", "stage", "value", "close"), ONE.split(","), strict=True))
    team.deals(ONE)
    team.change(tables.Deal, 1, **{field: here})
    report = team.deals(",".join({**cells, column: newer}.values()))
    (conflict,) = report.conflicts
    assert (conflict.external_id, conflict.field, conflict.kept) == ("1", field, kept)
    assert conflict.rule == ("ask" if field == "close_on" else "crm")
    assert str(conflict.base) == cells[column]
    assert str(conflict.file) == newer
    assert codes(report) == {"local_replaced" if kept == "crm" else "local_kept": 1}
    assert team.one("SELECT * FROM deal")[field] == result
    once_more = team.deals(",".join({**cells, column: newer}.values()))
    assert (once_more.entry_id, once_more.conflicts) == (None, [])


def test_a_rule_said_for_this_import_decides(team: Team) -> None:
    team.deals(ONE)
    team.change(tables.Deal, 1, value=120000)
    report = team.deals(ONE.replace("1000.00", "1500.00"), rules={"value": "here"})
    assert report.conflicts[0].kept == "here"
    assert team.deal("Northwind")["value"] == 120000


def test_names_stand_in_a_conflict_not_numbers(team: Team) -> None:
    team.deals(ONE, TWO)
    cara = team.deal("Delta")["owner_id"]
    team.change(tables.Deal, team.deal("Northwind")["id"], owner_id=cara)
    report = team.deals(ONE.replace("Ben Kaya", "Dan Wu"))
    (conflict,) = report.conflicts
    assert (conflict.field, conflict.base, conflict.file, conflict.here) == ("owner", "Ben Kaya", "Dan Wu", "Cara Lo")


def test_a_deal_deleted_here_is_added_again(team: Team) -> None:
    team.deals(ONE)
    desk = team.desk()
    desk.write(desk.act("remove", "removed a deal"), lambda session: remove(session, tables.Deal, 1))
    report = team.deals(ONE)
    assert (report.added, report.unchanged) == (1, 0)


def test_a_blank_cell_says_nothing(team: Team) -> None:
    team.deals(ONE)
    report = team.deals("1,Northwind,,,,,")
    assert (report.changed, report.unchanged) == (0, 1)
    deal = team.deal("Northwind")
    assert (deal["account"], deal["owner"], deal["stage"], deal["value"], deal["close_on"]) == (
        "Nord AG", "Ben Kaya", "Qualified", 100000, "2026-12-04",
    )  # fmt: skip


def test_a_blank_cell_clears_a_field_that_was_named_for_it(team: Team) -> None:
    team.deals(ONE)
    report = team.deals("1,Northwind,,,Qualified,,", blank_clears=("value", "account"))
    assert report.changed == 1
    deal = team.deal("Northwind")
    assert (deal["account"], deal["value"], deal["close_on"]) == (None, None, "2026-12-04")
    assert team.deals("1,Northwind,,,Qualified,,", blank_clears=("value", "account")).entry_id is None


def test_a_closed_deal_whose_stage_stays_blank_stays_closed(team: Team) -> None:
    team.deals(ONE.replace("Qualified", "Won").replace("2026-12-04", "2026-11-04"))
    report = team.deals("1,Northwind AB,Nord AG,Ben Kaya,,1000.00,2026-11-05")
    assert report.changed == 1
    deal = team.deal("Northwind AB")
    assert (deal["outcome"], deal["closed_on"]) == ("won", "2026-11-04")


def test_an_unknown_stage_of_a_deal_already_here_keeps_the_old_one_and_takes_the_rest(team: Team) -> None:
    team.deals(ONE)
    report = team.deals("1,Northwind,Nord AG,Ben Kaya,Contracting,1500.00,2026-12-04", "9,New one,,,Contracting,1,2026-12-04")
    assert codes(report)["unknown_stage"] == 1
    assert [one.line for one in report.refusals] == [3]
    deal = team.deal("Northwind")
    assert (deal["stage"], deal["value"]) == ("Qualified", 150000)
    later = team.deals("1,Northwind,Nord AG,Ben Kaya,Contracting,1500.00,2026-12-04", stages={"Contracting": "Proposal"})
    assert later.changed == 1
    assert team.deal("Northwind")["stage"] == "Proposal"


@pytest.mark.parametrize(
    ("model", "table", "column", "name"),
    [(tables.Account, "account", "account", "Nord Holding"), (tables.Stage, "stage", "stage", "First talks")],
)
def test_what_was_renamed_here_is_still_found_by_the_files_old_word(
    team: Team, model: type[tables.Base], table: str, column: str, name: str
) -> None:
    team.deals(ONE)
    row = team.deal("Northwind")[f"{column}_id"]
    team.change(model, row, name=name)
    many = team.count(table)
    report = team.deals(ONE.replace("1000.00", "1500.00"))
    assert (report.changed, report.conflicts, report.refusals) == (1, [], [])
    assert team.deal("Northwind")[column] == name
    assert team.count(table) == many


def test_a_further_person_of_a_deal_comes_changes_and_is_kept_apart_by_function(team: Team) -> None:
    text = "id,name,sdr,am\n1,Northwind,{},{}\n"
    fields = {"external_id": "id", "name": "name", "owner:sdr": "sdr", "owner:am": "am"}
    people = (
        "SELECT p.body, dp.function FROM deal_person dp "
        "JOIN member m ON m.id = dp.member_id JOIN person_text p ON p.id = m.name_id ORDER BY 2"
    )
    assert codes(team.bring(text.format("Sam", ""), fields=fields))["unknown_rep"] == 1
    report = team.bring(text.format("Tom", "Uma"), fields=fields)
    assert report.changed == 1
    assert [(row["body"], row["function"]) for row in team.rows(people)] == [("Uma", "am"), ("Tom", "sdr")]
    assert team.bring(text.format("Tom", "Uma"), fields=fields).entry_id is None
    team.undo(report.entry_id)
    assert [(row["body"], row["function"]) for row in team.rows(people)] == [("Sam", "sdr")]


def test_two_sources_keep_their_ids_apart(team: Team) -> None:
    team.deals(ONE, source="east")
    report = team.deals(ONE.replace("Northwind", "Southwind"), source="west")
    assert report.added == 1
    assert team.deals(ONE, source="east").entry_id is None


def test_deals_without_ids_are_known_by_name_and_account_and_alike_ones_stay_apart(team: Team) -> None:
    fields = {name: column for name, column in FIELDS.items() if name != "external_id"}
    lines = (",Renewal,Nord AG,Ben,Qualified,1.00,", ",Renewal,Nord AG,Ben,Qualified,2.00,", ",Renewal,Delta,Ben,Qualified,3.00,")
    assert team.deals(*lines, fields=fields).added == 3
    assert team.deals(*lines, fields=fields).entry_id is None


def test_a_saved_mapping_reads_the_next_file_alike_and_finds_its_deals(team: Team) -> None:
    team.deals(ONE, save_mapping="weekly", stages={"Talks": "Proposal"})
    again = team.bring("id,name,account,owner,stage,value,close\n1,Northwind,Nord AG,Ben Kaya,Talks,1000.00,2026-12-04\n", mapping="weekly")
    assert (again.added, again.changed) == (0, 1)
    assert team.deal("Northwind")["stage"] == "Proposal"


def test_all_or_nothing_takes_nothing(team: Team) -> None:
    before = team.state()
    with pytest.raises(NotAllOfIt) as refused:
        team.deals(ONE, "2,Bad,,,Nowhere,1,2026-12-04", all_or_nothing=True)
    assert "line 3" in str(refused.value)
    assert refused.value.report.added == 0
    assert team.state() == before


def test_a_note_changed_on_both_sides_is_shown_in_both_versions(team: Team) -> None:
    text = "id,name,next\n1,Northwind,{}\n"
    fields = {"external_id": "id", "name": "name", "next_step": "next"}
    team.bring(text.format("call Jo"), fields=fields)
    desk = team.desk()

    def other_step(session: object) -> None:
        from sqlmodel import Session

        from sprintsales.storage.persons import remember
        from sprintsales.storage.rows import put

        assert isinstance(session, Session)
        put(session, tables.Deal, 1, next_step_id=remember(session.connection(), desk.team.id, "next_step", "visit Jo"))

    desk.write(desk.act("change", "changed by hand"), other_step)
    report = team.bring(text.format("mail Jo"), fields=fields)
    (conflict,) = report.conflicts
    assert (conflict.field, conflict.file, conflict.here, conflict.kept) == ("next_step", "mail Jo", "visit Jo", "here")
