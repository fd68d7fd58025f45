"""Nothing brings an erased text back: no undo, no file of the CRM, no older copy, and no byte that was left."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from sprintsales.domain.errors import Unusable
from sprintsales.services import care, dealing, planning
from sprintsales.services.erasing import person_named
from sprintsales.services.undoing import redo, undo
from sprintsales.services.views.deals import deal_view
from sprintsales.settings import Clock, Settings
from sprintsales.storage.backup import backup
from sprintsales.storage.database import Database
from sprintsales.storage.schema import person_text
from tests.services.erasures import erased, holding, look, worked
from tests.services.importing_team import Team, codes
from tests.services.week import FRIDAY, WEDNESDAY, Week


def test_undo_of_earlier_acts_works_and_brings_no_text_back(week: Week, tmp_path: Path) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    dealing.set_fields(ana, 1, {"next_step": "ana-first"})
    second = dealing.set_fields(ana, 1, {"next_step": "ana-second"})
    number = erased(mia, "ana ruiz", tmp_path).number
    undo(mia, second.entry_id)
    with week.database.read() as connection:
        assert deal_view(connection, mia, 1).next_step == f"erased person {number}"
    redo(mia)
    assert holding(week.database, "ana-first", "ana-second", "Ana Ruiz") == []


def test_the_list_of_erasures_holds_no_name_and_is_for_its_owner_only(week: Week, tmp_path: Path) -> None:
    done = erased(week.desk("Mia"), "ana ruiz", tmp_path / "copies")
    assert done.register == tmp_path / "copies" / "erased.jsonl"
    text = done.register.read_text()
    assert done.register.stat().st_mode & 0o777 == 0o600
    assert "Ana" not in text
    assert [json.loads(line)["person"] for line in text.splitlines() if line] == [done.number]
    erased(week.desk("Mia"), "ben okafor", tmp_path / "copies")
    assert len([line for line in done.register.read_text().splitlines() if line]) == 2


def test_a_list_that_cannot_be_written_is_told_and_the_texts_are_erased(week: Week, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file where the folder should be")
    done = erased(week.desk("Mia"), "ana ruiz", tmp_path / "copies")
    assert done.register is None
    assert any("brings the texts back" in note for note in done.notes)
    assert holding(week.database, "Ana Ruiz") == []


IMPORT = ("1,Deal one,Nord,Zoe Quill,Qualified,5,2026-12-04", "2,Deal two,Nord,Zoe Quill,Qualified,7,2026-12-04")


def test_the_next_export_of_the_crm_does_not_bring_the_name_back(team: Team, tmp_path: Path) -> None:
    team.deals(*IMPORT)
    number = erased(team.desk(), "zoe quill", tmp_path).number
    assert team.deals(*IMPORT).entry_id is None
    report = team.deals(*IMPORT, "3,Deal three,Nord,Zoe Quill,Qualified,9,2026-12-04")
    assert codes(report)["erased_person"] == 3
    assert holding(team.database, "Zoe Quill") == []
    with team.database.read() as connection:
        person = person_named(connection, team.desk(), f"#{number}")
    assert {row["owner_id"] for row in team.rows("SELECT owner_id FROM deal")} == {person.row_id}


def test_a_members_file_does_not_bring_an_erased_person_back_but_lets_a_namesake_in(team: Team, tmp_path: Path) -> None:
    team.bring("name,email\nZoe Quill,zoe@x.example\n", kind="members")
    erased(team.desk(), "zoe quill", tmp_path)
    refused = team.bring("name,email\nZoe Quill,\nOther,zoe@x.example\n", kind="members")
    assert [one.reason[:22] for one in refused.refusals] == ["This person was erased"] * 2
    assert holding(team.database, "Zoe Quill", "zoe@x.example") == []
    assert team.bring("name,email\nZoe Quill,quill@y.example\n", kind="members").added == 1


def test_a_contact_stays_erased_when_the_file_comes_again(team: Team, tmp_path: Path) -> None:
    fields = {"external_id": "id", "name": "name", "account": "account", "contact": "contact"}
    file = "id,name,account,contact\n1,Deal,Nord,Jo Quill\n"
    team.bring(file, fields=fields)
    erased(team.desk(), "jo quill", tmp_path)
    team.bring(f"{file}2,More,Nord,Jo Quill\n", fields=fields)
    assert holding(team.database, "Jo Quill") == []
    assert team.count("contact") == 1


def test_whom_an_undone_import_left_in_the_store_is_still_found_and_erased(team: Team, tmp_path: Path) -> None:
    entry = team.deals(*IMPORT).entry_id
    taken_back = team.undo(entry).entry_id
    assert team.count("deal") == 0
    assert look(team.desk(), "zoe quill").person.gone
    number = erased(team.desk(), "zoe quill", tmp_path).number
    assert holding(team.database, "Zoe Quill") == []
    team.undo(taken_back)
    assert team.count("deal") == 2
    with team.database.read() as connection:
        again = person_named(connection, team.desk(), f"#{number}")
    assert (again.name, again.gone) == (f"erased person {number}", False)
    assert holding(team.database, "Zoe Quill") == []


def test_an_import_is_undone_after_the_erasure_without_bringing_the_text_back(team: Team, tmp_path: Path) -> None:
    entry = team.deals(*IMPORT).entry_id
    erased(team.desk(), "zoe quill", tmp_path)
    team.undo(entry)
    assert team.count("deal") == 0
    assert holding(team.database, "Zoe Quill") == []


@pytest.mark.on_file
def test_the_bytes_are_gone_from_the_file_and_its_log(week: Week, tmp_path: Path) -> None:
    worked(week)
    mia = week.desk("Mia", WEDNESDAY)
    view = look(mia, "ana ruiz")
    assert erased(mia, "ana ruiz", tmp_path, also=view.named).scrubbed
    for ending in ("", "-wal", "-shm"):
        file = week.database.path.with_name(week.database.path.name + ending)
        content = file.read_bytes() if file.exists() else b""
        assert [word for word in (b"Ana Ruiz", b"ana-note", b"ana-deal-note", b"ana-push") if word in content] == []


@pytest.mark.on_file
def test_a_reader_in_the_way_of_the_rewriting_is_told_and_asking_again_mends_it(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sprintsales.storage.scrub.BUSY_SECONDS", 0.1)
    mia = week.desk("Mia")
    with week.database.read() as connection:
        connection.execute(select(person_text.c.id)).all()
        done = erased(mia, "ana ruiz", tmp_path)
    assert not done.scrubbed
    assert any(f"sprintsales forget '#{done.number}'" in note for note in done.notes)
    assert erased(mia, f"#{done.number}", tmp_path).scrubbed
    assert b"Ana Ruiz" not in week.database.path.read_bytes()


@pytest.mark.on_file
@pytest.mark.parametrize("kind", ["backup", "export"])
def test_restoring_an_older_copy_erases_again(week: Week, tmp_path: Path, kind: str) -> None:
    worked(week)
    settings = Settings(database=str(week.database.path), clock=Clock(FRIDAY))
    old = tmp_path / "sprintsales-backups" / ("old.db" if kind == "backup" else "old.json")
    old.parent.mkdir()
    if kind == "backup":
        backup(week.database.path, old, settings.clock.recorded())
    else:
        care.export_everything(settings, old)
    mia = week.desk("Mia", WEDNESDAY)
    done = erased(mia, "ana ruiz", settings.backups, also=look(mia, "ana ruiz").named)
    assert done.copies == ((old,) if kind == "backup" else ())
    elsewhere = replace(settings, database=str(tmp_path / "elsewhere" / "new.db"))
    elsewhere.path.parent.mkdir()
    report = care.restore(elsewhere, old)
    assert (report["erased_again"], report["findings"]) == ([done.number], [])
    made = Database.open(elsewhere.path)
    assert holding(made, "Ana Ruiz", "ana-note") == []
    assert b"Ana Ruiz" not in elsewhere.path.read_bytes()
    assert (elsewhere.backups / "erased.jsonl").exists()
    made.close()


@pytest.mark.on_file
def test_a_damaged_list_stops_a_restore_instead_of_letting_texts_come_back(week: Week, tmp_path: Path) -> None:
    settings = Settings(database=str(week.database.path), clock=Clock(FRIDAY))
    old = backup(week.database.path, tmp_path / "old.db", settings.clock.recorded())
    settings.backups.mkdir()
    (settings.backups / "erased.jsonl").write_text('\n{"lineage": "x", "te\n')
    new = replace(settings, database=str(tmp_path / "new.db"))
    with pytest.raises(Unusable, match="Line 2 of .*erased.jsonl, the list of erased persons, is damaged"):
        care.restore(new, old)
    assert not new.path.exists()


@pytest.mark.on_file
def test_a_text_written_after_a_restore_under_an_erased_number_stays(week: Week, tmp_path: Path) -> None:
    settings = Settings(database=str(week.database.path), clock=Clock(FRIDAY))
    old = backup(week.database.path, tmp_path / "old.db", settings.clock.recorded())
    planning.add(week.desk("Ana"), "call acme re ana-note tue")
    erased(week.desk("Mia"), "ana ruiz", settings.backups)
    first = replace(settings, database=str(tmp_path / "first.db"))
    care.restore(first, old)
    made = Week(Database.open(first.path))
    planning.add(made.desk("Ben"), "call gale re ben-note tue")
    made.database.close()
    newer = backup(first.path, tmp_path / "newer.db", settings.clock.recorded())
    second = replace(settings, database=str(tmp_path / "second.db"))
    care.restore(second, newer)
    opened = Database.open(second.path)
    assert holding(opened, "ben-note")
    assert holding(opened, "Ana Ruiz") == []
    opened.close()
