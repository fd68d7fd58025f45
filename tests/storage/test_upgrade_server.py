"""A server's database of an older program is brought up to date in one go with everybody else kept out, or stays as it was."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sprintsales.domain.errors import Unusable
from sprintsales.storage import rows, tables
from sprintsales.storage.catalogue import COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES, odd_parts
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.restore import restore
from sprintsales.storage.upgrade import OURS, UpgradeReport, upgrade
from sprintsales.storage.upgrade_server import keep_out, migrate_server
from sprintsales.storage.version import HEAD
from tests.places import Place, Target
from tests.storage.test_migrations import planted
from tests.storage.world import NOW, TODAY, World, raw

pytestmark = pytest.mark.on_server
WAITING = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND NOT l.granted"
NEWER = "UPDATE alembic_version SET version_num = '0777'"
ALL_DATA = ("deal", "journal_change", "deal_history", "commitment_item", "person_text", "write_door")


def shape(target: Target) -> list[list[str]]:
    """How a database describes its tables, rules, indexes and counters."""
    return [sorted(map(str, raw(target, query))) for query in (COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES)]


@pytest.mark.at_once
def test_a_new_database_and_one_brought_up_from_the_first_step_are_alike(place: Place, tmp_path: Path) -> None:
    created, migrated = place.empty(tmp_path / "created"), place.empty(tmp_path / "migrated")
    Database.create(created).close()
    database = Database(migrated)
    with database.place.writer.begin() as connection:
        migrate_server(connection, HEAD, OURS)
        assert list(odd_parts(connection)) == []
    assert shape(created) == shape(migrated)
    assert raw(created, "SELECT * FROM write_door") == raw(migrated, "SELECT * FROM write_door")
    assert check(database).findings == ()
    database.close()


@pytest.mark.at_once
def test_an_upgrade_keeps_every_row_the_guards_and_the_journal_and_copies_first(lived: World, tmp_path: Path) -> None:
    gone = lived.add(tables.Account(team_id=lived["team"], name="Gone"))
    lived.write(lambda session: rows.remove(session, tables.Account, gone))
    raw(lived, "DROP FUNCTION deal_journal CASCADE")  # an older program may have made others
    raw(lived, "CREATE FUNCTION old_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    raw(lived, "CREATE TRIGGER deal_j_update AFTER UPDATE ON deal FOR EACH STATEMENT EXECUTE FUNCTION old_guard()")
    before = {name: raw(lived, f"SELECT * FROM {name} ORDER BY id") for name in ALL_DATA}
    report = upgrade(lived.target, tmp_path / "backups", NOW, steps=planted(tmp_path))
    assert (report.found, report.now) == (HEAD, "0004")
    assert {name: raw(lived, f"SELECT * FROM {name} ORDER BY id") for name in ALL_DATA} == before
    assert raw(lived, "SELECT name, website FROM account") == [("Bistro Verde", None)]
    assert raw(lived, "SELECT last_value FROM account_id_seq") == [(gone,)]
    assert raw(lived, "SELECT count(*) FROM pg_proc WHERE proname = 'old_guard'") == [(0,)]
    findings = check(lived.database).findings
    assert [finding.rows for finding in findings] == [("column account.website",)]  # only the planted step knows it
    assert report.backup is not None
    assert restore(report.backup, tmp_path / "before.db").findings == ()
    assert raw(tmp_path / "before.db", "SELECT count(*) FROM deal") == raw(lived, "SELECT count(*) FROM deal")


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("op.execute('INSERT INTO nowhere VALUES (1)')", 'relation "nowhere" does not exist'),
        ("op.execute('UPDATE deal SET account_id = 999')", "violates foreign key"),
        ("op.drop_constraint('fk_deal_account_id_account', 'deal'); op.execute('UPDATE deal SET account_id = 999')", "broken 2 links"),
        ("op.execute('DROP SEQUENCE membership_id_seq CASCADE')", "let membership use ids twice"),
    ],
)
def test_a_step_that_fails_leaves_the_database_as_it_was(world: World, tmp_path: Path, then: str, said: str) -> None:
    before = (shape(world.target), {name: raw(world, f"SELECT * FROM {name} ORDER BY id") for name in ALL_DATA})
    steps = planted(tmp_path, then=then)
    with pytest.raises(Unusable, match=said):
        upgrade(world.target, tmp_path / "backups", NOW, steps=steps)
    assert (shape(world.target), {name: raw(world, f"SELECT * FROM {name} ORDER BY id") for name in ALL_DATA}) == before
    assert check(world.database).findings == ()
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_two_who_upgrade_at_once_do_it_once(world: World, tmp_path: Path) -> None:
    world.database.close()
    steps = planted(tmp_path)

    def bring_up(folder: str) -> UpgradeReport:
        return upgrade(world.target, tmp_path / folder, NOW, steps=steps)

    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(bring_up, ("one", "other")))
    assert sorted((report.found, report.backup is None) for report in reports) == [(HEAD, False), ("0004", True)]


def test_a_writer_who_waited_for_an_upgrade_is_refused_before_it_writes(world: World) -> None:
    before = raw(world, "SELECT count(*) FROM journal_entry")
    upgrader = Database(world.target)
    with upgrader.place.writer.begin() as connection, ThreadPoolExecutor(1) as pool:
        keep_out(connection)
        waiting = pool.submit(world.add, tables.Holiday(team_id=world["team"], on_day=TODAY))
        while raw(world, WAITING) == [(0,)]:
            assert not waiting.done()
        connection.exec_driver_sql(NEWER)
        connection.commit()
        with pytest.raises(Unusable, match="written by a newer sprintsales"):
            waiting.result()
    assert raw(world, "SELECT count(*) FROM journal_entry") == before
    upgrader.close()


def test_an_upgrade_waits_for_the_writer_that_is_at_work(world: World, tmp_path: Path) -> None:
    steps = planted(tmp_path)
    inside, on = threading.Event(), threading.Event()

    def slow(session: object) -> None:
        del session
        inside.set()
        on.wait()

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(world.write, slow, final=True)
        inside.wait()
        upgrading = pool.submit(upgrade, world.target, tmp_path / "backups", NOW, steps=steps)
        while raw(world, WAITING) == [(0,)]:
            assert not upgrading.done()
        on.set()
        entry = writing.result().entry_id
        report = upgrading.result()
    assert report.backup is not None
    restore(report.backup, tmp_path / "before.db")
    assert raw(tmp_path / "before.db", "SELECT max(id) FROM journal_entry") == [(entry,)]


def test_a_newer_schema_is_never_touched_also_when_it_came_while_open(world: World, tmp_path: Path) -> None:
    raw(world, NEWER)
    for use in (
        lambda: world.add(tables.Holiday(team_id=world["team"], on_day=TODAY)),
        lambda: Database.open(world.target),
        lambda: upgrade(world.target, tmp_path / "backups", NOW),
    ):
        with pytest.raises(Unusable, match=r"written by a newer sprintsales \(0777\)"):
            use()
    assert not (tmp_path / "backups").exists()
    assert raw(world, "SELECT count(*) FROM holiday") == [(0,)]


def test_an_older_schema_is_refused_with_the_way_to_bring_it_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sprintsales.storage.database.HEAD", "0004")
    for use in (lambda: world.add(tables.Holiday(team_id=world["team"], on_day=TODAY)), lambda: Database.open(world.target)):
        with pytest.raises(Unusable, match="sprintsales db upgrade"):
            use()


def test_a_database_of_someone_else_is_never_touched(place: Place, tmp_path: Path) -> None:
    target = place.empty(tmp_path / "strange")
    raw(target, "CREATE TABLE recipes (id INTEGER PRIMARY KEY)")
    with pytest.raises(Unusable, match="not one of sprintsales"):
        upgrade(target, tmp_path / "backups", NOW)
    assert raw(target, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]


def test_a_current_database_is_not_touched(world: World, tmp_path: Path) -> None:
    assert upgrade(world.target, tmp_path / "backups", NOW) == UpgradeReport(HEAD, HEAD, None)
    assert not (tmp_path / "backups").exists()


def test_no_room_for_the_copy_means_no_upgrade(world: World, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(Unusable, match="backup folder"):
        upgrade(world.target, tmp_path / "backups", NOW, steps=planted(tmp_path))
    assert raw(world, "SELECT version_num FROM alembic_version") == [(HEAD,)]
