"""What is exported comes back whole: every row, id, entry and hostile sign; and nothing half-made or foreign goes in."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage import tables
from sprintsales.storage.backup import backup
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.export import export_all, export_to
from sprintsales.storage.persons import remember
from sprintsales.storage.restore import NotRestorable, read_document, restore, restore_document
from sprintsales.storage.version import HEAD
from tests.storage.test_migrations import planted
from tests.storage.world import HOSTILE, NOW, TODAY, World, deal_named, found, plant, raw


def text_of(database: Database) -> str:
    stream = io.StringIO()
    export_all(database, stream)
    return stream.getvalue()


def document_of(database: Database) -> dict[str, Any]:
    return dict(json.loads(text_of(database)))


def exported_again(path: Path) -> str:
    database = Database.open(path)
    text = text_of(database)
    database.close()
    return text


def test_an_export_restored_and_exported_again_is_the_same_to_the_byte(lived: World, tmp_path: Path) -> None:
    file = export_to(lived.database, tmp_path / "all.json")
    report = restore(file, tmp_path / "again.db")
    assert report.findings == ()
    assert exported_again(tmp_path / "again.db") == file.read_text(encoding="ascii")


def test_hostile_text_comes_back_as_it_was_and_steers_no_terminal(lived: World, tmp_path: Path) -> None:
    file = export_to(lived.database, tmp_path / "all.json")
    assert all(sign == "\n" or " " <= sign <= "~" for sign in file.read_text(encoding="ascii"))
    restore(file, tmp_path / "again.db")
    assert raw(tmp_path / "again.db", "SELECT name FROM deal WHERE id = 4") == [(HOSTILE,)]
    assert raw(tmp_path / "again.db", "SELECT external_id FROM import_seen") == [(HOSTILE,)]
    assert raw(tmp_path / "again.db", "SELECT body FROM person_text WHERE kind = 'reason'") == [(HOSTILE,)]


def test_the_document_names_its_schema_and_holds_every_table(lived: World) -> None:
    document = document_of(lived.database)
    assert (document["schema"], document["version"]) == ("sprintsales.export/1", HEAD)
    there = {name for (name,) in raw(lived.path, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}
    assert there - set(document["tables"]) == {"alembic_version", "write_door"}
    for name, table in document["tables"].items():
        assert [tuple(row) for row in table["rows"]] == raw(lived.path, f"SELECT {', '.join(table['columns'])} FROM {name} ORDER BY id")


def test_only_its_owner_can_read_an_export(lived: World, tmp_path: Path) -> None:
    file = export_to(lived.database, tmp_path / "all.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []


def test_an_export_never_covers_the_database_itself(lived: World) -> None:
    with pytest.raises(Unusable, match="is the database itself"):
        export_to(lived.database, lived.path.parent / "x" / ".." / lived.path.name)
    assert check(lived.database).findings == ()


def test_an_export_that_cannot_be_written_leaves_the_old_one(lived: World, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be written"):
        export_to(lived.database, tmp_path / "missing" / "all.json")


def test_ids_of_deleted_rows_are_not_given_out_after_a_restore(lived: World, tmp_path: Path) -> None:
    restore(export_to(lived.database, tmp_path / "all.json"), tmp_path / "again.db")
    assert raw(tmp_path / "again.db", "SELECT seq FROM sqlite_sequence WHERE name = 'deal'") == [(4,)]
    document = document_of(lived.database)
    del document["ids"]
    document["tables"]["deal"]["rows"] = []
    restore_document(document, tmp_path / "third.db", examined=False)
    assert raw(tmp_path / "third.db", "SELECT seq FROM sqlite_sequence WHERE name = 'deal'") == [(4,)]


def test_work_goes_on_in_a_restored_database(lived: World, tmp_path: Path) -> None:
    restore(export_to(lived.database, tmp_path / "all.json"), tmp_path / "again.db")
    assert stat.S_IMODE((tmp_path / "again.db").stat().st_mode) == 0o600
    again = World(Database.open(tmp_path / "again.db"), lived.ids, tmp_path / "again.db")
    again.put(tables.Deal, again["deal"], close_on=TODAY)
    again.add(deal_named(again, "New"))
    assert check(again.database).findings == ()
    assert raw(again.path, "PRAGMA journal_mode") == [("wal",)]
    replayed = again.write(found, token="init")
    assert (replayed.replayed, replayed.value["deal"]) == (True, 1)
    again.database.close()


def test_a_backup_is_restored_into_a_new_file(lived: World, tmp_path: Path) -> None:
    copy = backup(lived.path, tmp_path / "copy.db", NOW)
    assert restore(copy, tmp_path / "again.db").findings == ()
    assert exported_again(tmp_path / "again.db") == text_of(lived.database)
    assert copy.exists()


def test_a_restore_goes_into_a_database_nothing_was_written_to(lived: World, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    Database.create(empty).close()
    restore(export_to(lived.database, tmp_path / "all.json"), empty)
    assert exported_again(empty) == text_of(lived.database)
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith("empty")) == ["empty.db"]


def test_a_restore_never_covers_a_team_nor_a_strange_database(lived: World, tmp_path: Path) -> None:
    file = export_to(lived.database, tmp_path / "all.json")
    before = text_of(lived.database)
    with pytest.raises(Refused, match="holds a team already"):
        restore(file, lived.path)
    raw(tmp_path / "strange.db", "CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(Refused, match="a database of something else"):
        restore(file, tmp_path / "strange.db")
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    with pytest.raises(Unusable, match="not a sprintsales database"):
        restore(file, tmp_path / "letter.txt")
    assert text_of(lived.database) == before


def test_a_file_in_use_is_not_replaced(lived: World, tmp_path: Path) -> None:
    empty = Database.create(tmp_path / "empty.db")
    file = export_to(lived.database, tmp_path / "all.json")
    with empty.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM deal").all()
        with pytest.raises(Unusable, match="in use by another program"):
            restore(file, tmp_path / "empty.db")
    empty.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name,value\nAcme,12\n",
        b'{"schema":"sprintsales.kpis/1"}',
        b'{"schema":"sprintsales.export/1","version":"0001"',
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"42",
    ],
    ids=["empty", "csv", "another document", "cut off", "deep", "no text", "a number"],
)
def test_what_is_no_export_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file.json").write_bytes(content)
    with pytest.raises(NotRestorable, match="no export of sprintsales"):
        restore(tmp_path / "file.json", tmp_path / "again.db")
    assert [file.name for file in tmp_path.iterdir()] == ["file.json"]


def spoil(document: dict[str, Any], table: str, column: str, value: object) -> None:
    rows, columns = document["tables"][table]["rows"], document["tables"][table]["columns"]
    rows[0][columns.index(column)] = value


def test_an_export_another_program_wrote_down_again_is_read_all_the_same(lived: World, tmp_path: Path) -> None:
    document = document_of(lived.database)
    for place, text in enumerate((json.dumps(document, sort_keys=True), json.dumps(document, indent=2, ensure_ascii=False))):
        (tmp_path / f"{place}.json").write_text(text, encoding="utf-8-sig")
        restore(tmp_path / f"{place}.json", tmp_path / f"{place}.db")
        assert exported_again(tmp_path / f"{place}.db") == text_of(lived.database)
    (tmp_path / "other.json").write_text(json.dumps({"tables": {}, "version": "0001"}), encoding="utf-8")
    with pytest.raises(NotRestorable, match="no export of sprintsales"):
        restore(tmp_path / "other.json", tmp_path / "other.db")


def test_a_large_text_and_a_cut_in_any_place_are_met_on_the_way(lived: World, tmp_path: Path) -> None:
    lived.write(lambda session: remember(session.connection(), lived["team"], "note", "word " * 200_000), final=True)
    file = export_to(lived.database, tmp_path / "all.json")
    whole = file.read_bytes()
    assert restore(file, tmp_path / "again.db").findings == ()
    for place in (1, 40, 400, len(whole) // 3, len(whole) // 2, len(whole) - 2_000, len(whole) - 3):
        (tmp_path / "torn.json").write_bytes(whole[:place])
        with pytest.raises(NotRestorable, match="no export of sprintsales"):
            restore(tmp_path / "torn.json", tmp_path / "torn.db")
    (tmp_path / "torn.json").write_bytes(whole + b"more")
    with pytest.raises(NotRestorable, match="something follows its end"):
        restore(tmp_path / "torn.json", tmp_path / "torn.db")
    assert [name.name for name in tmp_path.iterdir() if name.name.startswith(("torn.db", ".torn"))] == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("deal", "value", 1.5),
        ("deal", "value", float("inf")),
        ("deal", "value", 10**16),
        ("deal", "value", 2**80),
        ("deal", "value", True),
        ("deal", "name", None),
        ("deal", "name", ["x"]),
        ("deal", "name", "\ud800"),
        ("deal", "outcome", "maybe"),
        ("deal", "close_on", "tomorrow"),
        ("deal", "id", 2),
        ("journal_entry", "token", None),
    ],
)
def test_a_value_no_table_can_hold_is_refused_and_nothing_is_left(
    lived: World, tmp_path: Path, table: str, column: str, value: object
) -> None:
    document = document_of(lived.database)
    spoil(document, table, column, value)
    with pytest.raises(NotRestorable):
        restore_document(document, tmp_path / "again.db")
    assert [file.name for file in tmp_path.iterdir() if "again" in file.name] == []


def test_a_document_out_of_shape_is_refused(lived: World, tmp_path: Path) -> None:
    whole = document_of(lived.database)
    changes: list[dict[str, Any]] = [
        {"version": "0999"},
        {"tables": []},
        {"ids": {"deal": "9"}},
        {"tables": {**whole["tables"], "deal": {"columns": [], "rows": []}}},
        {"tables": {**whole["tables"], "deal; DROP TABLE team": {"columns": [], "rows": []}}},
        {"tables": {**whole["tables"], "deal": {"columns": whole["tables"]["deal"]["columns"], "rows": [[1]]}}},
        {"tables": {name: table for name, table in whole["tables"].items() if name != "fate"}},
    ]
    for change in changes:
        with pytest.raises(NotRestorable):
            restore_document({**whole, **change}, tmp_path / "again.db")
    assert not (tmp_path / "again.db").exists()


def test_what_was_tampered_with_is_restored_and_named(lived: World, tmp_path: Path) -> None:
    document = document_of(lived.database)
    spoil(document, "deal", "value", 1)
    report = restore_document(document, tmp_path / "again.db")
    assert [(finding.invariant, finding.rows) for finding in report.findings] == [("the journal gives the tables", ("deal 1",))]


def test_a_backup_of_a_newer_program_is_refused(lived: World, tmp_path: Path) -> None:
    copy = backup(lived.path, tmp_path / "copy.db", NOW)
    raw(copy, "UPDATE alembic_version SET version_num = '0777'")
    with pytest.raises(NotRestorable, match="newer sprintsales"):
        restore(copy, tmp_path / "again.db")
    assert not (tmp_path / "again.db").exists()


@pytest.mark.parametrize("kind", ["export", "backup"])
def test_what_an_older_program_kept_is_brought_up_to_date(lived: World, tmp_path: Path, kind: str) -> None:
    if kind == "export":
        source = export_to(lived.database, tmp_path / "all.json")
    else:
        source = backup(lived.path, tmp_path / "copy.db", NOW)
    steps = planted(tmp_path)
    findings = restore(source, tmp_path / "again.db", steps=steps).findings
    assert [finding.sentence for finding in findings] == [
        "table account: has the part “website VARCHAR”."
    ]  # only the planted step knows it
    assert raw(tmp_path / "again.db", "SELECT version_num FROM alembic_version") == [("0004",)]
    assert raw(tmp_path / "again.db", "SELECT name, website FROM account") == [("Bistro Verde", None)]


def test_a_damaged_backup_is_refused_in_a_sentence(lived: World, tmp_path: Path) -> None:
    copy = backup(lived.path, tmp_path / "copy.db", NOW)
    copy.write_bytes(copy.read_bytes()[:6000])
    with pytest.raises((NotRestorable, Unusable), match="damaged"):
        restore(copy, tmp_path / "again.db")
    assert [file.name for file in tmp_path.iterdir() if "again" in file.name] == []


def test_an_export_is_of_one_moment(lived: World) -> None:
    plant(lived.path)  # the guards are made again: the same guards, the same content
    assert text_of(lived.database) == text_of(lived.database)
    assert read_document(export_to(lived.database, lived.path.with_suffix(".json"))) == document_of(lived.database)
