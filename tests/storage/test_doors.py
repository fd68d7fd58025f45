"""The doors: reading cannot write, a write is one act or nothing, and nothing acknowledged is lost."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlmodel
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import StatementError

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage import rows, schema, tables
from sprintsales.storage.database import Act, Database
from sprintsales.storage.engine import sqlite_engine
from sprintsales.storage.version import HEAD
from tests.places import Place
from tests.storage.world import NOW, TODAY, World, act, raw


def entries(world: World) -> int:
    return int(raw(world, "SELECT count(*) FROM journal_entry")[0][0])


def test_reading_cannot_write(world: World) -> None:
    with pytest.raises(Unusable, match="read-only"), world.database.read() as connection:
        connection.execute(update(schema.write_door).values(entry_id=1))
    with pytest.raises(Unusable, match="read-only"), world.database.read() as connection:
        connection.execute(insert(schema.label), {"team_id": 1, "kind": "segment", "name": "x"})
    assert raw(world, "SELECT entry_id FROM write_door") == [(None,)]


def test_reading_sees_one_moment(world: World) -> None:
    count = select(func.count()).select_from(schema.journal_entry)
    with world.database.read() as connection:
        before = connection.execute(count).scalar_one()
        world.put(tables.Deal, world["deal"], value=1)
        assert connection.execute(count).scalar_one() == before
    with world.database.read() as connection:
        assert connection.execute(count).scalar_one() == before + 1


def test_the_same_token_returns_what_was_done_before(world: World) -> None:
    runs = []

    def work(session: Any) -> dict[str, int]:
        runs.append(1)
        return {"id": rows.add(session, tables.Holiday(team_id=world["team"], on_day=TODAY, name="one"))}

    first = world.write(work, token="twice")
    again = world.write(work, token="twice")
    assert (again.value, again.entry_id, again.replayed) == (first.value, first.entry_id, True)
    assert (first.replayed, runs) == (False, [1])


def test_an_act_that_changed_nothing_leaves_no_entry(world: World) -> None:
    before = entries(world)
    done = world.write(lambda session: rows.put(session, tables.Deal, world["deal"], value=125000))
    assert (done.entry_id, done.value, entries(world)) == (None, False, before)


def test_a_final_act_is_kept_though_it_changed_no_row(world: World) -> None:
    before = entries(world)
    assert world.write(lambda session: None, final=True).entry_id is not None
    assert entries(world) == before + 1


def test_a_work_that_fails_leaves_nothing(world: World) -> None:
    before = entries(world)

    def work(session: Any) -> None:
        rows.put(session, tables.Deal, world["deal"], value=1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        world.write(work, reason="a reason that must not stay either")
    assert entries(world) == before
    assert raw(world, "SELECT value FROM deal WHERE id = 1") == [(125000,)]
    assert raw(world, "SELECT count(*) FROM person_text WHERE kind = 'reason'") == [(0,)]
    assert raw(world, "SELECT entry_id, known_on FROM write_door") == [(None, None)]


def test_a_token_is_free_again_after_a_failure(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        world.write(lambda session: 1 // 0, token="retry")
    done = world.write(lambda session: rows.put(session, tables.Deal, world["deal"], value=5), token="retry")
    assert (done.value, done.replayed) == (True, False)


def test_a_reason_is_kept_apart_from_the_journal(world: World) -> None:
    world.write(lambda session: rows.put(session, tables.Deal, world["deal"], value=9), reason="Ada's boss is on leave")
    kept = raw(world, "SELECT t.body FROM journal_entry e JOIN person_text t ON t.id = e.reason_id")
    assert kept == [("Ada's boss is on leave",)]


def test_only_its_owner_can_read_the_file(path: Path) -> None:
    database = Database.create(path)
    database.write(act("init", "x"), lambda session: rows.add(session, tables.Company(name="x")), token="x")
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    database.close()


@pytest.mark.on_file
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("busy_timeout", 15000),
        ("foreign_keys", 1),
        ("query_only", 0),
        ("recursive_triggers", 1),
    ],
)
def test_a_writing_connection_loses_nothing(world: World, pragma: str, value: object) -> None:
    engine = sqlite_engine(world.path, writing=True)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    odd = tmp_path / "100% of Q4 #1? äöü [x].db"
    database = Database.create(odd)
    assert database.version() == HEAD
    database.close()
    assert odd.stat().st_size > 0


def test_a_moment_without_a_zone_is_refused(world: World) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="needs its time zone"):
        world.put(tables.Activity, world["activity"], done_at=naive)
    plain = Act("x", "x", recorded_at=naive, happened_at=NOW, known_on=TODAY)
    with pytest.raises(StatementError, match="needs its time zone"):
        world.database.write(plain, lambda session: None, token="naive")


def test_a_moment_comes_back_in_utc(world: World) -> None:
    rome = datetime.fromisoformat("2026-11-18T10:30:00.000001+01:00")
    world.put(tables.Activity, world["activity"], done_at=rome)
    with world.database.read() as connection:
        back = connection.execute(select(schema.activity.c.done_at)).scalar_one()
    assert (back, back.tzname()) == (rome, "UTC")
    assert raw(world, "SELECT done_at FROM activity") == [("2026-11-18T09:30:00.000001Z",)]


def test_sqlmodel_is_new_enough_to_refuse_what_it_cannot_keep() -> None:
    assert tuple(int(part) for part in sqlmodel.__version__.split(".")[:3]) >= (0, 0, 50)


def test_eight_writers_lose_nothing(world: World) -> None:
    def work(session: Any) -> int:
        table = schema.deal
        row = session.connection().execute(select(table.c.value, table.c.version).where(table.c.id == 1)).one()
        rows.change(session, table, 1, row.version, {"value": row.value + 1})
        return int(row.value) + 1

    def hammer() -> None:
        for _ in range(10):
            world.write(work)

    threads = [threading.Thread(target=hammer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raw(world, "SELECT value, version FROM deal WHERE id = 1") == [(125080, 81)]


def test_whoever_looks_on_notices_a_write_of_another(world: World) -> None:
    other = Database.open(world.target)
    seen = other.change_counter()
    assert other.change_counter() == seen
    world.put(tables.Deal, world["deal"], value=1)
    assert other.change_counter() > seen
    other.close()


def test_a_rule_of_the_tables_becomes_a_sentence(world: World) -> None:
    team = world["team"]
    with pytest.raises(Refused, match="already one like it"):
        world.add(tables.Pipeline(team_id=team, name="Sales"))
    with pytest.raises(rows.StillUsed, match="still hangs on this"):
        world.write(lambda session: rows.remove(session, tables.Account, world["account"]))
    with pytest.raises(Refused, match="outside what can be kept"):
        world.put(tables.Deal, world["deal"], probability=1001)


def test_a_row_put_in_by_core_is_journalled_like_any_other(world: World) -> None:
    def work(session: Any) -> None:
        session.connection().execute(insert(schema.label), [{"team_id": 1, "kind": "segment", "name": f"s{n}"} for n in range(3)])

    entry = world.write(work).entry_id
    assert raw(world, f"SELECT tbl, op FROM journal_change WHERE entry_id = {entry}") == [("label", "create")] * 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"name,value\nAcme,12\n" * 9, "not a sprintsales database"),
        (b"SQLite format 3\x00" + b"\x00" * 50, "not a sprintsales database"),
    ],
)
def test_a_file_that_is_no_database_is_named_and_left_alone(path: Path, content: bytes, said: str) -> None:
    path.write_bytes(content)
    with pytest.raises(Unusable, match=said):
        Database.open(path)
    assert path.read_bytes() == content


def test_a_database_of_someone_else_is_left_alone(place: Place, path: Path) -> None:
    target = place.empty(path)
    raw(target, "CREATE TABLE recipes (id INTEGER PRIMARY KEY)")
    with pytest.raises(Unusable, match="not one of sprintsales"):
        Database.open(target)


@pytest.mark.parametrize(("version", "said"), [("0999", "newer sprintsales"), ("0000", "newer sprintsales")])
def test_a_schema_this_program_does_not_know_is_refused(world: World, version: str, said: str) -> None:
    raw(world, f"UPDATE alembic_version SET version_num = '{version}'")
    with pytest.raises(Unusable, match=said):
        Database.open(world.target)


FULL_DISK = """
import resource, sys
from pathlib import Path
from sprintsales.domain.errors import Unusable
from sprintsales.storage.database import Database

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    Database.create(Path(sys.argv[1]))
except Unusable as refusal:
    print(refusal)
"""


def test_a_database_there_is_no_room_for_leaves_nothing_in_the_way(path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True)
    assert "othing was saved" in run.stdout
    assert list(path.parent.iterdir()) == []


def test_nothing_is_made_where_something_is(world: World) -> None:
    with pytest.raises(Unusable, match="already"):
        Database.create(world.target)
