"""A file of an older program is brought up to date in one go, or stays as it was; a newer one is never touched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from sprintsales.domain.errors import Unusable
from sprintsales.storage import rows, tables
from sprintsales.storage.database import Database
from sprintsales.storage.triggers import sqlite_triggers
from sprintsales.storage.upgrade import Steps, migrate, upgrade
from sprintsales.storage.version import HEAD, KNOWN
from tests.storage.world import NOW, TODAY, World, plant, raw

MIGRATIONS = Path(str(files("sprintsales.storage") / "migrations"))
STRUCTURE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
NEXT = '''
"""A planted step."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("website", sa.String()))
    {then}
'''


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def planted(folder: Path, *, then: str = "pass") -> Steps:
    """Return steps that end with one more revision: an account gets a website."""
    shutil.copytree(MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations" / "versions" / "v0004_website.py").write_text(NEXT.format(then=then), encoding="utf-8")
    return Steps("0004", (*KNOWN, "0004"), folder / "migrations")


def shape(path: Path) -> list[tuple[str, str, str, list[str]]]:
    rows = raw(path, STRUCTURE)
    return [(kind, name, table, parts(sql.replace(f'TABLE "{name}"', f"TABLE {name}"))) for kind, name, table, sql in rows]


def parts(sql: str) -> list[str]:
    """Return columns in their order, then the rules in any."""
    columns, *rules = " ".join(sql.replace("(", "( ").replace(")", " )").split()).removesuffix(" )").split(", CONSTRAINT ")
    return [columns, *sorted(rules)]


def test_the_program_speaks_the_last_revision_and_knows_every_one() -> None:
    revisions = [step.revision for step in scripts().walk_revisions()]
    assert (scripts().get_current_head(), tuple(reversed(revisions))) == (HEAD, KNOWN)


def test_a_new_database_and_one_brought_up_from_the_first_step_are_alike(tmp_path: Path) -> None:
    created, migrated = tmp_path / "created.db", tmp_path / "migrated.db"
    Database.create(created).close()
    migrate(migrated, HEAD)
    assert shape(created) == shape(migrated)
    assert raw(created, "SELECT * FROM write_door") == raw(migrated, "SELECT * FROM write_door")
    Database.open(migrated).close()


def test_an_absence_and_a_holiday_of_the_first_program_stay_whole_days(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    migrate(path, "0001")
    for statement in (
        "INSERT INTO company (id, version, name) VALUES (1, 1, 'Nordwind')",
        "INSERT INTO team VALUES (1, 1, 1, NULL, 'North', 'EUR', 'Europe/Rome', 0, 1, '2026-01-05', 1, 'island', 0)",
        "INSERT INTO person_text (id, team_id, kind, salt, digest, body) VALUES (1, 1, 'name', 's', 'd', 'Ana')",
        "INSERT INTO member (id, team_id, version, name_id) VALUES (1, 1, 1, 1)",
        "INSERT INTO absence VALUES (7, 1, 1, 1, '2026-11-19', '2026-11-21', 'sick')",
        "INSERT INTO holiday VALUES (9, 1, 1, '2026-12-24', 'Eve')",
    ):
        raw(path, statement)
    assert upgrade(path, tmp_path / "backups", NOW).now == HEAD
    assert raw(path, "SELECT * FROM absence") == [(7, 1, 1, 1, "2026-11-19", "2026-11-21", "sick", None)]
    assert raw(path, "SELECT * FROM holiday") == [(9, 1, 1, "2026-12-24", "Eve", None)]
    assert raw(path, "SELECT name, seq FROM sqlite_sequence WHERE name IN ('absence', 'holiday') ORDER BY 1") == [
        ("absence", 7),
        ("holiday", 9),
    ]


def test_a_current_file_is_not_touched_and_alembic_is_not_imported(world: World) -> None:
    world.database.close()
    before = world.path.read_bytes()
    code = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path; from sprintsales.storage.upgrade import upgrade;"
        f"print(upgrade(Path({str(world.path)!r}), Path('nowhere'), datetime.now(UTC)).backup, 'alembic' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "None False"
    assert world.path.read_bytes() == before


def test_rebuilding_a_table_keeps_its_children_its_rules_and_the_journal(lived: World, tmp_path: Path) -> None:
    lived.database.close()
    before = {name: raw(lived.path, f"SELECT * FROM {name}") for name in ("deal", "journal_change", "deal_history", "commitment_item")}
    rules = raw(lived.path, "SELECT sql FROM sqlite_master WHERE name = 'deal'")
    report = upgrade(lived.path, tmp_path / "backups", NOW, steps=planted(tmp_path))
    assert (report.found, report.now) == (HEAD, "0004")
    assert {name: raw(lived.path, f"SELECT * FROM {name}") for name in before} == before
    assert raw(lived.path, "SELECT website, name FROM account") == [(None, "Bistro Verde")]
    assert raw(lived.path, "SELECT sql FROM sqlite_master WHERE name = 'deal'") == rules
    assert raw(lived.path, "PRAGMA foreign_key_check") == []
    assert {text for (text,) in raw(lived.path, "SELECT sql FROM sqlite_master WHERE type = 'trigger'")} == set(sqlite_triggers())
    assert report.backup is not None
    assert raw(report.backup, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_ids_given_out_before_are_not_given_out_after(world: World, tmp_path: Path) -> None:
    gone = world.add(tables.Account(team_id=world["team"], name="Gone"))
    world.write(lambda session: rows.remove(session, tables.Account, gone))
    world.database.close()
    upgrade(world.path, tmp_path / "backups", NOW, steps=planted(tmp_path))
    assert raw(world.path, "SELECT seq FROM sqlite_sequence WHERE name = 'account'") == [(gone,)]


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("op.execute('INSERT INTO nowhere VALUES (1)')", "no such table: nowhere"),
        ("op.execute('UPDATE deal SET account_id = 999')", "broken 2 links"),
    ],
)
def test_a_step_that_fails_leaves_the_file_as_it_was(world: World, tmp_path: Path, then: str, said: str) -> None:
    world.database.close()
    before = (shape(world.path), raw(world.path, "SELECT * FROM account"))
    with pytest.raises(Unusable, match=said):
        upgrade(world.path, tmp_path / "backups", NOW, steps=planted(tmp_path, then=then))
    assert (shape(world.path), raw(world.path, "SELECT * FROM account")) == before
    Database.open(world.path).close()
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_step_that_would_let_ids_be_used_twice_is_refused(world: World, tmp_path: Path) -> None:
    world.database.close()
    before = shape(world.path)
    by_hand = ("CREATE TABLE other AS SELECT * FROM membership", "DROP TABLE membership", "ALTER TABLE other RENAME TO membership")
    careless = planted(tmp_path, then="; ".join(f"op.execute({step!r})" for step in by_hand))
    with pytest.raises(Unusable, match="let membership use ids twice"):
        upgrade(world.path, tmp_path / "backups", NOW, steps=careless)
    assert shape(world.path) == before


@pytest.mark.parametrize("version", ["0004", "9999"])
def test_a_newer_file_is_never_touched(world: World, tmp_path: Path, version: str) -> None:
    world.database.close()
    raw(world.path, f"UPDATE alembic_version SET version_num = '{version}'")
    before = world.path.read_bytes()
    with pytest.raises(Unusable, match="newer sprintsales"):
        upgrade(world.path, tmp_path / "backups", NOW)
    assert (world.path.read_bytes(), (tmp_path / "backups").exists()) == (before, False)


def test_a_database_of_someone_else_is_never_touched(path: Path, tmp_path: Path) -> None:
    raw(path, "CREATE TABLE recipes (id INTEGER PRIMARY KEY)")
    before = path.read_bytes()
    with pytest.raises(Unusable, match="not one of sprintsales"):
        upgrade(path, tmp_path / "backups", NOW)
    assert path.read_bytes() == before


def test_a_file_without_room_for_its_backup_is_not_upgraded(world: World, tmp_path: Path) -> None:
    world.database.close()
    steps = planted(tmp_path)
    (tmp_path / "backups").write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(Unusable, match="backup folder"):
        upgrade(world.path, tmp_path / "backups", NOW, steps=steps)
    assert raw(world.path, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_work_goes_on_after_an_upgrade(world: World, tmp_path: Path) -> None:
    world.database.close()
    plant(world.path, triggers=())  # an older program may have made other triggers
    steps = planted(tmp_path)
    upgrade(world.path, tmp_path / "backups", NOW, steps=steps)
    raw(world.path, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    world.add(tables.Holiday(team_id=world["team"], on_day=TODAY))
    assert raw(world.path, "SELECT tbl FROM journal_change ORDER BY id DESC LIMIT 1") == [("holiday",)]
