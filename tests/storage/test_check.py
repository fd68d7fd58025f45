"""Each fault planted behind the doors is found and named, on both databases; a database that was only used is clean."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger

from sprintsales.domain.errors import Unusable
from sprintsales.storage import schema, tables
from sprintsales.storage.check import Finding, Report, check, invariants
from sprintsales.storage.database import Database
from sprintsales.storage.invariants import rules
from sprintsales.storage.types import RowId
from tests.places import Place
from tests.storage.planting import planted_in
from tests.storage.world import TODAY, World, raw

REPLAY, VERSIONS, HISTORY = "the journal gives the tables", "versions count the changes", "the deal history follows the journal"
SHUT, GUARDS, LINKS, WHOLE = "the write door is shut", "the guards are in place", "links lead to rows", "the tables are whole"
ENTRIES, DAYS, AMOUNTS = "records belong to an entry of the journal", "days and moments are real", "amounts are whole and in range"
SNAPSHOTS, TEXTS, TEAMS = "snapshots are unchanged", "texts of persons are unchanged", "rows stay in their team"
IDS, QUANTITIES, PUSH = "ids are never used twice", "quantities are in range", "a push reason belongs to a date that moved"
RULES, ONCE, KINDS = "the tables' own rules hold", "what there is once is there once", "values are of their kind"
ONE_PROMISE = "one commitment per rep and sprint"
COMMITMENT = "team_id, entry_id, sprint_id, member_id, on_day, late, load_minutes"
SOUTH = (
    "INSERT INTO team SELECT 2, version, company_id, NULL, 'South', currency, timezone, week_start, sprint_weeks, sprint_anchor, "
    "fiscal_start_month, sales_model, private_numbers FROM team"
)
FIRST = "(SELECT min(id) FROM journal_change WHERE op = 'update')"
MOMENT_OF = "UPDATE activity SET done_at = {}"


@dataclass(frozen=True)
class Fault:
    """What is planted, the invariant that must name it, the row it must name, words of the sentence, and where it can be planted."""

    statement: str
    invariant: str
    row: str
    said: str
    where: str = "both"


PLANTED = [
    Fault("UPDATE deal SET value = 1 WHERE id = 1", REPLAY, "deal 1", "value is 1, the journal says 150000"),
    Fault("DELETE FROM membership WHERE id = 2", REPLAY, "membership 2", "the journal has it, the table does not"),
    Fault("INSERT INTO holiday VALUES (9, 1, 1, '2026-12-25', '', NULL)", REPLAY, "holiday 9", "the table has it, the journal does not"),
    Fault(f"UPDATE journal_change SET before = '{{\"value\":7}}' WHERE id = {FIRST}", REPLAY, "deal 1", "starts from something else"),
    Fault(f"UPDATE journal_change SET after = 'torn' WHERE id = {FIRST}", REPLAY, "deal 1", "is not readable"),
    Fault(f"UPDATE journal_change SET tbl = 'dael' WHERE id = {FIRST}", REPLAY, "dael 1", "a table that is not there"),
    Fault("UPDATE deal SET version = 9 WHERE id = 1", VERSIONS, "deal 1", "stands at version 9 after 3 changes"),
    Fault("UPDATE deal_history SET close_on = '2026-01-01' WHERE id = 3", HISTORY, "deal 1", "line 2 of its history says close_on"),
    Fault("DELETE FROM deal_history WHERE id = 3", HISTORY, "deal 1", "has 2 lines, the journal 3"),
    Fault("UPDATE write_door SET entry_id = 1", SHUT, "write_door 1", "a console could write under it"),
    Fault("DELETE FROM write_door", SHUT, "write_door 1", "nothing can be written"),
    Fault(f"INSERT INTO commitment ({COMMITMENT}) VALUES (1, 999, 1, 2, '2026-11-16', false, 0)", ENTRIES, "commitment 2", "not there"),
    Fault("UPDATE journal_entry SET undoes_id = 1 WHERE id = 1", "an undo comes after what it undoes", "journal_entry 1", "undoes itself"),
    Fault("UPDATE journal_entry SET reason_id = 99 WHERE id = 2", "reasons of entries are kept", "journal_entry 2", "not in the text"),
    Fault("UPDATE snapshot SET body = replace(body, '2026-11-18', '2026-11-17')", SNAPSHOTS, "snapshot 1", "changed after it was taken"),
    Fault("UPDATE person_text SET body = 'Eve' WHERE id = 1", TEXTS, "person_text 1", "was changed"),
    Fault("UPDATE person_text SET body = NULL WHERE id = 1", TEXTS, "person_text 1", "is lost"),
    Fault("UPDATE person_text SET erased_as = 14 WHERE id = 1", TEXTS, "person_text 1", "was erased, and the text is there again"),
    Fault(
        "INSERT INTO sprint (id, team_id, version, number, start_on, end_on) VALUES (2, 1, 1, 2, '2026-11-20', '2026-11-27')",
        "sprints of a team do not overlap", "sprint 2", "shares days",
    ),
    Fault("UPDATE activity SET done_on = NULL", "done work has its day", "activity 1", "without a day"),
    Fault("UPDATE activity SET quantity_done = -3", QUANTITIES, "activity 1", "nobody can plan or do"),
    Fault(
        "INSERT INTO activity_tally (id, team_id, version, activity_id, outcome, units) VALUES (1, 1, 1, 1, 'reached', 5)",
        "outcomes fit the units done", "activity 1", "more outcomes than units done",
    ),
    Fault("UPDATE deal SET team_id = 2 WHERE id = 2", TEAMS, "deal 2", "hangs on a account of another team (account_id)"),
    Fault("UPDATE sprint SET team_id = 2", "promised items are of the sprint's team", "commitment_item 1", "another team than"),
    Fault("UPDATE deal SET value = 1.5 WHERE id = 1", AMOUNTS, "deal 1", "cannot be kept exactly (value)", "sqlite"),
    Fault("UPDATE deal SET value = 2000000000000000 WHERE id = 1", AMOUNTS, "deal 1", "cannot be kept exactly (value)"),
    Fault("UPDATE deal SET close_on = '2026-02-30' WHERE id = 1", DAYS, "deal 1", "no calendar day in close_on", "sqlite"),
    Fault("UPDATE deal SET close_on = 'infinity' WHERE id = 1", DAYS, "deal 1", "no calendar day in close_on", "postgresql"),
    Fault("UPDATE deal SET close_on = '0044-03-15 BC' WHERE id = 1", DAYS, "deal 1", "no calendar day in close_on", "postgresql"),
    Fault(MOMENT_OF.format("'-infinity'"), DAYS, "activity 1", "no moment in done_at", "postgresql"),
    Fault(MOMENT_OF.format("'2026-02-30T09:30:00.000000Z'"), DAYS, "activity 1", "no moment in done_at", "sqlite"),
    Fault(MOMENT_OF.format("'2026-11-18 09:30:00'"), DAYS, "activity 1", "no moment in done_at", "sqlite"),
    Fault("UPDATE activity SET minutes = 'long'", KINDS, "activity 1", "another kind in minutes", "sqlite"),
    Fault("UPDATE deal SET name = x'00ff' WHERE id = 1", KINDS, "deal 1", "another kind in name", "sqlite"),
    Fault("UPDATE deal SET closed_on = '2026-11-18' WHERE id = 1", "open deals have no end", "deal 1", "is open and has a day"),
    Fault("UPDATE deal SET pipeline_id = 2 WHERE id = 1", "a deal's stage is of its pipeline", "deal 1", "stage of another pipeline"),
    Fault("INSERT INTO push_reason (team_id, version, deal_id, history_id) VALUES (1, 1, 1, 2)", PUSH, "push_reason 1", "not of its deal"),
    Fault("UPDATE deal SET owner_id = 77 WHERE id = 1", LINKS, "deal 1", "points at a member that is not there"),
    Fault("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'deal'", IDS, "deal 4", "give out again", "sqlite"),
    Fault("SELECT setval('deal_id_seq', 3)", IDS, "deal 4", "give out again", "postgresql"),
    Fault("UPDATE deal SET probability = 4000 WHERE id = 1", WHOLE, "", "CHECK constraint failed in deal", "sqlite"),
    Fault("UPDATE deal SET probability = 4000 WHERE id = 4", RULES, "deal 4", "breaks the rule “probability in range”"),
    Fault("ALTER TABLE contact DROP COLUMN job_title", WHOLE, "column contact.job_title", "is not as it was", "postgresql"),
    Fault("ALTER TABLE deal ADD COLUMN secret text", WHOLE, "column deal.secret", "not made by sprintsales", "postgresql"),
    Fault("ALTER TABLE deal ALTER COLUMN name DROP NOT NULL", WHOLE, "column deal.name", "always filled", "postgresql"),
    Fault("ALTER TABLE deal ALTER COLUMN name TYPE varchar(500)", WHOLE, "column deal.name", "(character varying, ", "postgresql"),
    Fault("ALTER TABLE holiday SET UNLOGGED", WHOLE, "table holiday", "emptied when the server crashes", "postgresql"),
    Fault("DROP INDEX ix_deal_history_deal", WHOLE, "index ix_deal_history_deal", "is missing"),
    Fault(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_deal_history_deal'::regclass",
        WHOLE, "index ix_deal_history_deal", "not built to the end", "postgresql",
    ),
    Fault("ALTER TABLE holiday ADD CHECK (name <> '')", WHOLE, "rule holiday_name_check of holiday", "not made by", "postgresql"),
    Fault("ALTER TABLE deal DROP CONSTRAINT fk_deal_stage_id_stage", WHOLE, "link fk_deal_stage_id_stage of deal", "missing", "postgresql"),
    Fault("ALTER SEQUENCE deal_id_seq CYCLE", WHOLE, "counter deal_id_seq", "not as it was made", "postgresql"),
    Fault("ALTER SEQUENCE deal_id_seq OWNED BY NONE", WHOLE, "counter deal_id_seq", "not belong to its table", "postgresql"),
]  # fmt: skip


def planted(world: World, *statements: str) -> Report:
    planted_in(world, *statements)
    return check(world.database)


def of(report: Report, invariant: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.invariant == invariant]


def test_a_new_team_is_clean(world: World) -> None:
    assert check(world.database).findings == ()


def test_a_team_that_lived_a_little_is_clean(lived: World) -> None:
    report = check(lived.database)
    assert report.findings == ()
    assert (report.entries, report.changes > 20) == (8, True)


def test_an_empty_database_is_clean(place: Place, tmp_path: Path) -> None:
    database = Database.create(place.empty(tmp_path / "empty.db"))
    assert check(database).findings == ()
    database.close()


def only(where: str) -> list[Any]:
    """The faults that can be planted there, as parameters with names."""
    return [pytest.param(fault, id=f"{fault.invariant}: {fault.statement[:40]}") for fault in PLANTED if fault.where == where]


@pytest.mark.parametrize("fault", only("both"))
def test_a_planted_fault_is_found_and_named(lived: World, fault: Fault) -> None:
    assert_found(lived, fault)


@pytest.mark.on_file
@pytest.mark.parametrize("fault", only("sqlite"))
def test_a_fault_only_a_file_can_hold_is_found_and_named(lived: World, fault: Fault) -> None:
    assert_found(lived, fault)


@pytest.mark.on_server
@pytest.mark.parametrize("fault", only("postgresql"))
def test_a_fault_only_a_server_can_hold_is_found_and_named(lived: World, fault: Fault) -> None:
    assert_found(lived, fault)


def assert_found(lived: World, fault: Fault) -> None:
    more = [SOUTH] if "team_id = 2" in fault.statement else []
    found = of(planted(lived, *more, fault.statement), fault.invariant)
    assert any(fault.said in finding.sentence and (fault.row in finding.rows or not fault.row) for finding in found), found
    assert all(finding.sentence.startswith(", ".join(finding.rows)) for finding in found)


@pytest.mark.at_once
def test_twenty_faults_planted_together_are_found_and_named_one_by_one(lived: World) -> None:
    others = {PLANTED[place].statement for place in (0, 3, 4, 5, 7)} | {
        "UPDATE person_text SET body = NULL WHERE id = 1",
        "DELETE FROM write_door",
    }
    there = [fault for fault in PLANTED if fault.where == "both" and fault.statement not in others]
    report = planted(lived, SOUTH, *(fault.statement for fault in there))
    unseen = [f for f in there if not any(f.row in one.rows and f.said in one.sentence for one in of(report, f.invariant))]
    assert unseen == []
    assert len({fault.invariant for fault in there}) >= 20


def test_a_missing_table_is_named_and_the_rest_is_examined(lived: World) -> None:
    raw(lived, "DROP TABLE fate" + ("" if lived.on_file else " CASCADE"))
    report = check(lived.database)
    assert ("table fate",) in [finding.rows for finding in of(report, WHOLE)]
    assert any("not everything was examined" in finding.sentence for finding in of(report, WHOLE))
    assert of(report, LINKS) == []


def test_two_commitments_of_a_rep_for_a_sprint_are_found(lived: World) -> None:
    second = f"INSERT INTO commitment ({COMMITMENT}) SELECT {COMMITMENT} FROM commitment"
    (finding,) = of(planted(lived, "DROP INDEX ix_commitment_standing", second), "one commitment per rep and sprint")
    assert finding.rows == ("commitment 2",)


def test_what_there_is_once_is_found_where_it_is_twice(lived: World) -> None:
    anew = ("CREATE TABLE loose AS SELECT * FROM holiday", "DROP TABLE holiday", "ALTER TABLE loose RENAME TO holiday")
    loosened = anew if lived.on_file else ("ALTER TABLE holiday DROP CONSTRAINT uq_holiday_team_id_on_day",)
    twice = [f"INSERT INTO holiday VALUES ({number}, 1, 1, '2026-12-25', '', NULL)" for number in (8, 9)]
    report = planted(lived, *loosened, *twice)
    assert [finding.rows for finding in of(report, ONCE)] == [("holiday 9",)]
    assert of(report, WHOLE)


@pytest.mark.on_file
def test_a_missing_a_changed_and_a_foreign_trigger_are_found(world: World) -> None:
    quiet = "CREATE TRIGGER deal_j_update AFTER UPDATE ON deal BEGIN SELECT 1; END"
    raw(world.path, "DROP TRIGGER deal_j_delete", "DROP TRIGGER deal_j_update", quiet, quiet.replace("deal_j_update", "nice_extra"))
    report = check(world.database)
    assert [(finding.invariant, *finding.rows) for finding in report.findings] == [
        (GUARDS, "trigger deal_j_update"),
        (GUARDS, "trigger deal_j_delete"),
        (GUARDS, "trigger nice_extra"),
    ]


QUIET = "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"


@pytest.mark.at_once
@pytest.mark.on_server
def test_guards_that_are_missing_changed_switched_off_or_strange_are_found(world: World) -> None:
    raw(
        world,
        "DROP TRIGGER deal_j_delete ON deal",
        "ALTER TABLE person_text DISABLE TRIGGER person_text_a_delete",
        "ALTER TABLE stage DISABLE TRIGGER ALL",
        QUIET.replace("quiet", "account_journal").replace("CREATE", "CREATE OR REPLACE"),
        QUIET,
        "CREATE TRIGGER nice_extra BEFORE INSERT ON lead FOR EACH ROW EXECUTE FUNCTION quiet()",
        "CREATE RULE nowhere AS ON INSERT TO label DO INSTEAD NOTHING",
        f"ALTER DATABASE {database_of(world)} SET session_replication_role = replica",
        f"ALTER DATABASE {database_of(world)} SET sprintsales.entry_id = '1'",
    )
    world.database.close()
    found = {(finding.invariant, row): finding.sentence for finding in check(world.database).findings for row in finding.rows}
    said = {
        (GUARDS, "trigger deal_j_delete"): "is missing",
        (GUARDS, "trigger person_text_a_delete"): "switched off",
        (GUARDS, "trigger stage_j_update"): "switched off",
        (GUARDS, "links of table stage"): "not watched over",
        (GUARDS, "function account_journal"): "is changed",
        (GUARDS, "trigger nice_extra"): "not made by sprintsales",
        (GUARDS, "rewriting rule nowhere of label"): "not made by sprintsales",
        (GUARDS, "setting session_replication_role=replica"): "switches every guard off",
        (SHUT, "setting sprintsales.entry_id=1"): "names an act",
    }
    assert {place: words for place, words in said.items() if words not in found.get(place, "")} == {}
    others = {"trigger stage_j_create", "trigger stage_j_delete", "trigger stage_j_empty"}
    assert {row for _, row in found} == {row for _, row in said} | others


def database_of(world: World) -> str:
    """The name of its database on the server."""
    return str(raw(world, "SELECT current_database()")[0][0])


def test_every_invariant_has_a_planted_fault_that_shows_it() -> None:
    assert set(invariants()) == {fault.invariant for fault in PLANTED} | {GUARDS, ONE_PROMISE, ONCE}
    assert len(invariants()) >= 12


def test_rows_of_which_the_same_is_said_stand_in_one_sentence(lived: World) -> None:
    (finding,) = of(planted(lived, "UPDATE deal SET closed_on = '2026-11-18'"), "open deals have no end")
    assert finding.sentence == "deal 1, deal 2, deal 4: is open and has a day it was closed on."


@pytest.mark.on_file
def test_a_damaged_file_is_named_and_does_not_crash(lived: World) -> None:
    lived.database.close()
    raw(lived.path, "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=DELETE")
    content = bytearray(lived.path.read_bytes())
    page = raw(lived.path, "SELECT rootpage FROM sqlite_master WHERE name = 'deal'")[0][0]
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    lived.path.write_bytes(content)
    with pytest.raises(Unusable, match="is damaged"):
        check(lived.database)


def test_checking_changes_nothing(lived: World) -> None:
    before = raw(lived, "SELECT count(*) FROM journal_change")
    counter = lived.database.change_counter()
    check(lived.database)
    assert (raw(lived, "SELECT count(*) FROM journal_change"), lived.database.change_counter()) == (before, counter)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_amounts_are_examined_in_every_column_of_money(dialect: str) -> None:
    money = {
        (table.name, column.name)
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, BigInteger) and column.type is not RowId
    }
    examined = {(rule.table, match[1]) for rule in rules(dialect) if (match := re.search(r"kept exactly \((\w+)\)", rule.said))}
    assert examined == money
    assert ("deal", "value") in money
    assert ("deal", "id") not in money


def test_an_undone_and_repeated_life_is_clean(lived: World) -> None:
    for value in (1, 2, 3):
        lived.put(tables.Deal, lived["deal"], value=value, close_on=TODAY.replace(day=value))
    assert check(lived.database).findings == ()
    kept = raw(lived, "SELECT after FROM journal_change ORDER BY id DESC LIMIT 1")
    assert json.loads(kept[0][0]) == {"version": 6, "value": 3, "close_on": "2026-11-03"}
