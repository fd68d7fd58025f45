"""Each fault planted behind the doors is found and named; a database that was only used is clean."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import BigInteger

from sprintsales.domain.errors import Unusable
from sprintsales.storage import schema, tables
from sprintsales.storage.check import Finding, Report, check, invariants
from sprintsales.storage.database import Database
from sprintsales.storage.invariants import rules
from sprintsales.storage.types import RowId
from tests.storage.world import TODAY, World, plant, raw

REPLAY, VERSIONS, HISTORY = "the journal gives the tables", "versions count the changes", "the deal history follows the journal"
SHUT, GUARDS, LINKS, FILE = "the write door is shut", "the guards are in place", "links lead to rows", "the file is whole"
ENTRIES, DAYS, AMOUNTS = "records belong to an entry of the journal", "days and moments are real", "amounts are whole and in range"
SNAPSHOTS, TEXTS, TEAMS = "snapshots are unchanged", "texts of persons are unchanged", "rows stay in their team"
IDS, QUANTITIES, PUSH = "ids are never used twice", "quantities are in range", "a push reason belongs to a date that moved"
COMMITMENT = "team_id, entry_id, sprint_id, member_id, on_day, late, load_minutes"
SOUTH = (
    "INSERT INTO team SELECT 2, version, company_id, NULL, 'South', currency, timezone, week_start, sprint_weeks, sprint_anchor, "
    "fiscal_start_month, sales_model, private_numbers FROM team"
)

# What is planted, the invariant that must name it, the row it must name, words of the sentence.
PLANTED = [
    ("UPDATE deal SET value = 1 WHERE id = 1", REPLAY, "deal 1", "value is 1, the journal says 150000"),
    ("DELETE FROM membership WHERE id = 2", REPLAY, "membership 2", "the journal has it, the table does not"),
    ("INSERT INTO holiday VALUES (9, 1, 1, '2026-12-25', '')", REPLAY, "holiday 9", "the table has it, the journal does not"),
    ("UPDATE journal_change SET before = '{\"value\":7}' WHERE id = {first}", REPLAY, "deal 1", "starts from something else"),
    ("UPDATE journal_change SET tbl = 'dael' WHERE id = {first}", REPLAY, "dael 1", "a table that is not there"),
    ("UPDATE deal SET version = 9 WHERE id = 1", VERSIONS, "deal 1", "stands at version 9 after 3 changes"),
    ("UPDATE deal_history SET close_on = '2026-01-01' WHERE id = 3", HISTORY, "deal 1", "line 2 of its history says close_on '2026-01-01'"),
    ("DELETE FROM deal_history WHERE id = 3", HISTORY, "deal 1", "has 2 lines, the journal 3"),
    ("UPDATE write_door SET entry_id = 1", SHUT, "write_door 1", "a console could write under it"),
    ("DELETE FROM write_door", SHUT, "write_door 1", "nothing can be written"),
    (f"INSERT INTO commitment ({COMMITMENT}) VALUES (1, 999, 1, 2, '2026-11-16', 0, 0)", ENTRIES, "commitment 2", "an entry that is not"),
    ("UPDATE journal_entry SET undoes_id = 1 WHERE id = 1", "an undo comes after what it undoes", "journal_entry 1", "undoes itself"),
    ("UPDATE journal_entry SET reason_id = 99 WHERE id = 2", "reasons of entries are kept", "journal_entry 2", "not in the text store"),
    ("UPDATE snapshot SET body = replace(body, '2026-11-18', '2026-11-17')", SNAPSHOTS, "snapshot 1", "changed after it was taken"),
    ("UPDATE person_text SET body = 'Eve' WHERE id = 1", TEXTS, "person_text 1", "was changed"),
    ("UPDATE person_text SET body = NULL WHERE id = 1", TEXTS, "person_text 1", "is lost"),
    ("UPDATE person_text SET erased_as = 14 WHERE id = 1", TEXTS, "person_text 1", "was erased, and the text is there again"),
    (
        "INSERT INTO sprint (id, team_id, version, number, start_on, end_on) VALUES (2, 1, 1, 2, '2026-11-20', '2026-11-27')",
        "sprints of a team do not overlap",
        "sprint 2",
        "shares days",
    ),
    ("UPDATE activity SET done_on = NULL", "done work has its day", "activity 1", "without a day"),
    ("UPDATE activity SET quantity_done = -3", QUANTITIES, "activity 1", "nobody can plan or do"),
    (
        "INSERT INTO activity_tally (id, team_id, version, activity_id, outcome, units) VALUES (1, 1, 1, 1, 'reached', 5)",
        "outcomes fit the units done",
        "activity 1",
        "more outcomes than units done",
    ),
    ("UPDATE deal SET team_id = 2 WHERE id = 2", TEAMS, "deal 2", "hangs on a account of another team (account_id)"),
    ("UPDATE sprint SET team_id = 2", "promised items are of the sprint's team", "commitment_item 1", "another team than the sprint's"),
    ("UPDATE deal SET value = 1.5 WHERE id = 1", AMOUNTS, "deal 1", "cannot be kept exactly (value)"),
    ("UPDATE deal SET value = 2000000000000000 WHERE id = 1", AMOUNTS, "deal 1", "cannot be kept exactly (value)"),
    ("UPDATE deal SET close_on = '2026-02-30' WHERE id = 1", DAYS, "deal 1", "no calendar day in close_on"),
    ("UPDATE activity SET logged_at = '2026-02-30T09:30:00.000000Z'", DAYS, "activity 1", "no moment in logged_at"),
    ("UPDATE activity SET done_at = '2026-11-18 09:30:00'", DAYS, "activity 1", "no moment in done_at"),
    ("UPDATE deal SET closed_on = '2026-11-18' WHERE id = 1", "open deals have no end", "deal 1", "is open and has a day"),
    ("UPDATE deal SET pipeline_id = 2 WHERE id = 1", "a deal's stage is of its pipeline", "deal 1", "stage of another pipeline"),
    ("INSERT INTO push_reason (team_id, version, deal_id, history_id) VALUES (1, 1, 1, 2)", PUSH, "push_reason 1", "not of its deal"),
    ("UPDATE deal SET owner_id = 77 WHERE id = 1", LINKS, "deal 1", "points at a member that is not there"),
    ("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'deal'", IDS, "deal 4", "give out again"),
    ("UPDATE deal SET probability = 4000 WHERE id = 1", FILE, "", "CHECK constraint failed in deal"),
]


def planted(world: World, *statements: str) -> Report:
    world.database.close()
    plant(world.path, *statements)
    return check(world.database)


def of(report: Report, invariant: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.invariant == invariant]


def test_a_new_team_is_clean(world: World) -> None:
    assert check(world.database).findings == ()


def test_a_team_that_lived_a_little_is_clean(lived: World) -> None:
    report = check(lived.database)
    assert report.findings == ()
    assert (report.entries, report.changes > 20) == (8, True)


def test_an_empty_database_is_clean(path: Path) -> None:
    database = Database.create(path)
    assert check(database).findings == ()
    database.close()


@pytest.mark.parametrize(("statement", "invariant", "row", "said"), PLANTED, ids=[f"{case[1]}: {case[0][:40]}" for case in PLANTED])
def test_a_planted_fault_is_found_and_named(lived: World, statement: str, invariant: str, row: str, said: str) -> None:
    statement = statement.replace("{first}", "(SELECT min(id) FROM journal_change WHERE op = 'update')")
    more = [SOUTH] if "team_id = 2" in statement else []
    found = of(planted(lived, *more, statement), invariant)
    assert any(said in finding.sentence and (row in finding.rows or not row) for finding in found), found
    assert all(finding.sentence.startswith(", ".join(finding.rows)) for finding in found)


def test_two_commitments_of_a_rep_for_a_sprint_are_found(lived: World) -> None:
    second = f"INSERT INTO commitment ({COMMITMENT}) SELECT {COMMITMENT} FROM commitment"
    (finding,) = of(planted(lived, "DROP INDEX ix_commitment_standing", second), "one commitment per rep and sprint")
    assert finding.rows == ("commitment 2",)


def test_a_missing_a_changed_and_a_foreign_trigger_are_found(world: World) -> None:
    quiet = "CREATE TRIGGER deal_j_update AFTER UPDATE ON deal BEGIN SELECT 1; END"
    raw(world.path, "DROP TRIGGER deal_j_delete", "DROP TRIGGER deal_j_update", quiet, quiet.replace("deal_j_update", "nice_extra"))
    report = check(world.database)
    assert [(finding.invariant, *finding.rows) for finding in report.findings] == [
        (GUARDS, "trigger deal_j_update"),
        (GUARDS, "trigger deal_j_delete"),
        (GUARDS, "trigger nice_extra"),
    ]


def test_every_invariant_has_a_planted_fault_that_shows_it() -> None:
    shown = {case[1] for case in PLANTED} | {GUARDS, "one commitment per rep and sprint"}
    assert set(invariants()) == shown
    assert len(invariants()) >= 12


def test_rows_of_which_the_same_is_said_stand_in_one_sentence(lived: World) -> None:
    (finding,) = of(planted(lived, "UPDATE deal SET closed_on = '2026-11-18'"), "open deals have no end")
    assert finding.sentence == "deal 1, deal 2, deal 4: is open and has a day it was closed on."


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
    before = raw(lived.path, "SELECT count(*) FROM journal_change")
    counter = lived.database.change_counter()
    check(lived.database)
    assert (raw(lived.path, "SELECT count(*) FROM journal_change"), lived.database.change_counter()) == (before, counter)


def test_amounts_are_examined_in_every_column_of_money() -> None:
    money = {
        (table.name, column.name)
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, BigInteger) and column.type is not RowId
    }
    examined = {(rule.table, match[1]) for rule in rules() if (match := re.search(r"kept exactly \((\w+)\)", rule.said))}
    assert examined == money
    assert ("deal", "value") in money
    assert ("deal", "id") not in money


def test_an_undone_and_repeated_life_is_clean(lived: World) -> None:
    for value in (1, 2, 3):
        lived.put(tables.Deal, lived["deal"], value=value, close_on=TODAY.replace(day=value))
    assert check(lived.database).findings == ()
    kept = raw(lived.path, "SELECT after FROM journal_change ORDER BY id DESC LIMIT 1")
    assert json.loads(kept[0][0]) == {"version": 6, "value": 3, "close_on": "2026-11-03"}
