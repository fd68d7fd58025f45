"""A backup holds everything acknowledged before it, whoever else is writing."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from sprintsales.domain.errors import Unusable
from sprintsales.storage import tables
from sprintsales.storage.backup import backup, backup_before, backup_before_import, backup_daily, daily, due
from sprintsales.storage.database import Database
from sprintsales.storage.version import HEAD
from tests.storage.world import NOW, World, raw

WRITER = """
import sys
from pathlib import Path
from sprintsales.storage import rows, tables
from sprintsales.storage.database import Database
from tests.storage.world import act

database = Database.open(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    name = f"{sys.argv[3]}-{number}"
    database.write(act(team_id=1), lambda session: rows.add(session, tables.Account(team_id=1, name=name)), token=name)
    print(name, flush=True)
"""


def test_a_backup_is_a_whole_file_that_only_its_owner_can_read(world: World, tmp_path: Path) -> None:
    copy = backup(world.path, tmp_path / "copy.db", NOW)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == ["copy.db"]
    assert raw(copy, "PRAGMA journal_mode") == [("delete",)]
    assert raw(copy, "SELECT * FROM deal") == raw(world.path, "SELECT * FROM deal")
    restored = Database.open(copy)
    assert restored.version() == HEAD
    restored.close()


def test_a_backup_holds_what_still_stands_in_the_write_ahead_log(world: World, tmp_path: Path) -> None:
    world.put(tables.Deal, world["deal"], value=42)
    assert world.path.with_name("team.db-wal").stat().st_size > 0
    assert raw(backup(world.path, tmp_path / "copy.db", NOW), "SELECT value FROM deal WHERE id = 1") == [(42,)]


def test_a_backup_into_a_folder_is_named_after_the_moment(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    assert backup(world.path, folder, NOW).name == "team-2026-11-18T093000Z.db"


def test_a_backup_never_covers_a_file(world: World, tmp_path: Path) -> None:
    there = tmp_path / "copy.db"
    there.write_text("precious", encoding="utf-8")
    with pytest.raises(Unusable, match="already there"):
        backup(world.path, there, NOW)
    assert there.read_text(encoding="utf-8") == "precious"


def test_a_backup_that_cannot_be_made_leaves_nothing(world: World, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be written here"):
        backup(world.path, tmp_path / "missing" / "copy.db", NOW)
    harmed = tmp_path / "harmed.db"
    harmed.write_bytes(b"SQLite format 3\x00" + os.urandom(5000))
    with pytest.raises(Unusable, match="could not be made"):
        backup(harmed, tmp_path / "copy.db", NOW)
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == []


def test_the_first_start_of_a_day_makes_a_backup(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert due(world.path, folder, NOW)
    copy = backup_daily(world.path, folder, NOW)
    assert copy is not None
    assert not due(world.path, folder, NOW + timedelta(hours=14))
    assert backup_daily(world.path, folder, NOW + timedelta(hours=14)) is None
    assert due(world.path, folder, NOW + timedelta(hours=15))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_day_on_which_nothing_was_written_makes_no_copy_and_is_not_asked_again(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert backup_daily(world.path, folder, NOW) is not None
    assert backup_daily(world.path, folder, NOW + timedelta(days=1)) is None
    assert not due(world.path, folder, NOW + timedelta(days=1))
    assert len(daily(world.path, folder)) == 1
    world.put(tables.Deal, world["deal"], value=42)
    copy = backup_daily(world.path, folder, NOW + timedelta(days=2))
    assert copy is not None
    assert raw(copy, "SELECT value FROM deal WHERE id = 1") == [(42,)]


def test_a_copy_before_an_import_is_made_unless_the_last_one_holds_everything(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert backup_before_import(world.path, folder, NOW) is not None
    assert backup_before_import(world.path, folder, NOW + timedelta(minutes=1)) is None
    for minute in range(2, 18):
        world.put(tables.Deal, world["deal"], value=minute)
        assert backup_before_import(world.path, folder, NOW + timedelta(minutes=minute)) is not None
    assert len([file for file in folder.iterdir() if "-before-import-" in file.name]) == 14
    assert daily(world.path, folder) == []


def test_a_copy_that_is_damaged_does_not_count_as_one(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    copy = backup_daily(world.path, folder, NOW)
    assert copy is not None
    copy.write_bytes(b"SQLite format 3\x00" + os.urandom(5000))
    assert backup_daily(world.path, folder, NOW + timedelta(days=1)) is not None


def test_fourteen_days_are_kept_and_what_is_not_ours_stays(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    before = backup_before(world.path, folder, "0777", NOW)
    stranger = folder / "team-abcdef-2020-01-01T000000Z.db"
    stranger.write_text("of a file of the same name in another folder", encoding="utf-8")
    for day in range(17):
        world.put(tables.Deal, world["deal"], value=day)
        backup_daily(world.path, folder, NOW + timedelta(days=day))
    kept = daily(world.path, folder)
    assert (len(kept), "2026-11-21T" in kept[0].name, "2026-12-04T" in kept[-1].name) == (14, True, True)
    assert before.exists()
    assert stranger.exists()


@pytest.mark.slow
def test_a_backup_under_writers_opens_and_holds_all_that_was_acknowledged_before(world: World, tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(world.path), "60", f"w{n}"], stdout=subprocess.PIPE, text=True, bufsize=1)
        for n in range(4)
    ]
    try:
        lines = []
        for writer in writers:
            assert writer.stdout is not None
            lines += [writer.stdout.readline().strip() for _ in range(10)]
        copy = backup(world.path, tmp_path / "copy.db", NOW)
    finally:
        for writer in writers:
            writer.communicate()
    acknowledged = {line for line in lines if line != "ready"}
    held = {name for (name,) in raw(copy, "SELECT name FROM account")}
    assert len(acknowledged) == 36
    assert acknowledged <= held
    assert raw(copy, "PRAGMA integrity_check") == [("ok",)]
    assert raw(world.path, "SELECT count(*) FROM account") == [(241,)]
