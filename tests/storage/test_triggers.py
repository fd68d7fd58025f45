"""The database journals itself: no console, statement or import changes a row unseen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Integer, String, func, select, update
from sqlalchemy.exc import IntegrityError

from sprintsales.storage import rows, schema, tables
from sprintsales.storage.journal import changes_of
from tests.places import BROKEN_RULE
from tests.storage.world import TODAY, World, raw

DEAL = "INSERT INTO deal (team_id, version, name, pipeline_id, stage_id, outcome, currency) VALUES (1, 1, 'x', 1, 1, 'open', 'EUR')"
DEAL_1 = DEAL.replace("(team_id", "(id, team_id").replace("(1, 1", "(1, 1, 1")


@pytest.mark.parametrize(
    "statement",
    [
        DEAL,
        "UPDATE deal SET value = 1, version = version + 1 WHERE id = 1",
        "DELETE FROM holiday",
        "DELETE FROM deal WHERE id = 2",
        DEAL_1 + " ON CONFLICT (id) DO UPDATE SET name = 'x', version = 2",
        "INSERT INTO journal_change (entry_id, tbl, row_id, op) VALUES (1, 'deal', 1, 'update')",
        "INSERT INTO deal_history (team_id, deal_id, entry_id, known_on, gone) VALUES (1, 1, 1, '2026-11-18', false)",
        "INSERT INTO import_seen (team_id, entry_id, source_id, kind, external_id, row_id, seen) VALUES (1, 1, 1, 'deal', 'x', 1, '{}')",
        "INSERT INTO person_text (team_id, kind, salt, digest, body) VALUES (1, 'name', 'x', 'x', 'x')",
        "UPDATE commitment SET withdrawn_by = 1",
        "UPDATE person_text SET body = NULL",
    ],
)
def test_a_console_cannot_write_without_an_act(world: World, statement: str) -> None:
    if statement == "DELETE FROM holiday":
        world.add(tables.Holiday(team_id=world["team"], on_day=TODAY))
    with pytest.raises(BROKEN_RULE, match="journal: this write belongs to no act"):
        raw(world, statement)


@pytest.mark.on_file
@pytest.mark.parametrize("statement", [DEAL.replace("INSERT", "INSERT OR REPLACE"), DEAL_1.replace("INSERT", "INSERT OR REPLACE")])
def test_a_console_cannot_put_a_row_over_another_without_an_act(world: World, statement: str) -> None:
    with pytest.raises(BROKEN_RULE, match="journal: this write belongs to no act"):
        raw(world, statement)


def forged(column: Column[Any]) -> str:
    """Return another value than the one a column has, as a statement spells it."""
    if isinstance(column.type, Boolean):
        return f"NOT {column.name}"
    if isinstance(column.type, Integer | BigInteger):
        return "99999"
    return "'forged'" if isinstance(column.type, String) else "'2031-12-31'"


@pytest.mark.parametrize("table", sorted(set(schema.APPEND_ONLY)))
def test_a_record_is_never_changed_nor_deleted(lived: World, table: str) -> None:
    free = schema.APPEND_ONLY[table]
    for column in schema.metadata.tables[table].columns:
        if column.name not in (*free, "id"):
            with pytest.raises(BROKEN_RULE, match="never changed"):
                raw(lived, f"UPDATE {table} SET {column.name} = {forged(column)}")
    with pytest.raises(BROKEN_RULE, match="never changed"):
        raw(lived, f"DELETE FROM {table}")


ENTRY = (
    "INSERT INTO journal_entry ({id}team_id, recorded_at, happened_at, known_on, clock_set, verb, summary, final, token) VALUES "
    "({one}1, '2026-11-18T09:30:00.000000Z', '2026-11-18T09:30:00.000000Z', '2026-11-18', false, 'x', 'forged', false, '{token}')"
)
WITH_ITS_ID, WITH_ITS_TOKEN = ENTRY.format(id="id, ", one="1, ", token="other"), ENTRY.format(id="", one="", token="init")


def test_an_entry_of_the_journal_cannot_be_overwritten_from_a_console(world: World) -> None:
    with pytest.raises(BROKEN_RULE):
        raw(world, f"{WITH_ITS_ID} ON CONFLICT (id) DO UPDATE SET summary = 'forged'")
    with pytest.raises(BROKEN_RULE):
        raw(world, f"{WITH_ITS_TOKEN} ON CONFLICT (token) DO UPDATE SET summary = 'forged'")
    assert raw(world, "SELECT summary FROM journal_entry") == [("The team is founded",)]


@pytest.mark.on_file
@pytest.mark.parametrize("statement", [WITH_ITS_ID, WITH_ITS_TOKEN])
def test_an_entry_of_the_journal_cannot_be_replaced_from_a_console(world: World, statement: str) -> None:
    with pytest.raises(BROKEN_RULE, match="never changed"):
        raw(world, statement.replace("INSERT", "INSERT OR REPLACE"))
    assert raw(world, "SELECT summary FROM journal_entry") == [("The team is founded",)]


@pytest.mark.parametrize("table", ["deal", "journal_entry", "journal_change", "deal_history", "person_text"])
def test_no_table_is_emptied_from_a_console(world: World, table: str) -> None:
    statement = f"DELETE FROM {table}" if world.on_file else f"TRUNCATE {table} CASCADE"
    with pytest.raises(BROKEN_RULE, match="journal: this"):
        raw(world, statement)
    assert raw(world, f"SELECT count(*) FROM {table}") != [(0,)]


@pytest.mark.on_file
def test_replacing_a_row_inside_an_act_is_journalled_as_the_deletion_it_is(world: World) -> None:
    holiday = world.add(tables.Holiday(team_id=world["team"], on_day=TODAY, name="old"))

    def work(session: Any) -> None:
        session.connection().exec_driver_sql(
            "INSERT OR REPLACE INTO holiday (id, team_id, version, on_day, name) VALUES (?, 1, 2, '2026-11-18', 'new')", (holiday,)
        )

    entry = world.write(work).entry_id
    assert entry is not None
    with world.database.read() as connection:
        assert [change.op for change in changes_of(connection, entry)] == ["delete", "create"]


def test_a_core_update_that_does_not_advance_the_version_is_refused(world: World) -> None:
    def work(session: Any) -> None:
        session.connection().execute(update(schema.deal).values(value=7))

    with pytest.raises(IntegrityError, match="must advance the version by one"):
        world.write(work)
    assert raw(world, "SELECT DISTINCT value FROM deal") == [(125000,)]


@pytest.mark.parametrize("change", ["id = id + 100", "team_id = team_id + 1"])
def test_a_row_keeps_its_id_and_its_team(world: World, change: str) -> None:
    def work(session: Any) -> None:
        session.connection().exec_driver_sql(f"UPDATE holiday SET version = version + 1, {change}")

    world.add(tables.Holiday(team_id=world["team"], on_day=TODAY))
    world.add(tables.Team(company_id=1, name="South", currency="EUR", timezone="UTC", sprint_anchor=TODAY))
    with pytest.raises(IntegrityError, match="keeps its id and its team"):
        world.write(work)


def test_an_update_keeps_only_the_fields_it_changed(world: World) -> None:
    entry = world.put(tables.Deal, world["deal"], value=200, close_on=date(2027, 1, 1)).entry_id
    assert entry is not None
    with world.database.read() as connection:
        (change,) = changes_of(connection, entry)
    assert (change.table, change.row_id, change.op) == ("deal", world["deal"], "update")
    assert change.before == {"value": 125000, "close_on": "2026-12-18", "version": 1}
    assert change.after == {"value": 200, "close_on": "2027-01-01", "version": 2}


def test_a_field_set_to_nothing_and_back_is_seen_as_null(world: World) -> None:
    emptied = world.put(tables.Deal, world["deal"], value=None).entry_id
    filled = world.put(tables.Deal, world["deal"], value=3).entry_id
    assert emptied is not None
    assert filled is not None
    with world.database.read() as connection:
        assert changes_of(connection, emptied)[0].after == {"value": None, "version": 2}
        assert changes_of(connection, filled)[0].before == {"value": None, "version": 2}


def test_a_creation_holds_the_row_and_a_deletion_what_was_lost(world: World) -> None:
    holiday = world.add(tables.Holiday(team_id=world["team"], on_day=TODAY, name="Patron saint"))
    entry = world.write(lambda session: rows.remove(session, tables.Holiday, holiday)).entry_id
    kept = {"team_id": world["team"], "version": 1, "on_day": "2026-11-18", "name": "Patron saint"}
    assert entry is not None
    with world.database.read() as connection:
        (deleted,) = changes_of(connection, entry)
        (made,) = changes_of(connection, entry - 1)
    assert (made.op, made.before, made.after) == ("create", {}, kept)
    assert (deleted.op, deleted.before, deleted.after) == ("delete", kept, {})


def test_text_that_looks_like_json_stays_text(world: World) -> None:
    entry = world.put(tables.ActivityType, world["call"], outcomes='["reached", null]', name="null").entry_id
    assert entry is not None
    with world.database.read() as connection:
        (change,) = changes_of(connection, entry)
    assert change.after == {"outcomes": '["reached", null]', "name": "null", "version": 2}


def test_a_deal_is_written_into_its_history_when_something_that_matters_changes(world: World) -> None:
    deal = world.add(
        tables.Deal(
            team_id=world["team"], name="New", pipeline_id=1, stage_id=world["Prospect"], currency="EUR", close_on=date(2026, 12, 1)
        )
    )
    world.put(tables.Deal, deal, close_on=date(2026, 12, 20))
    world.put(tables.Deal, deal, name="Renamed")
    world.write(lambda session: rows.remove(session, tables.Deal, deal))
    history = raw(world, f"SELECT close_on, close_before, gone, known_on FROM deal_history WHERE deal_id = {deal} ORDER BY id")
    assert history == [
        ("2026-12-01", None, 0, "2026-11-18"),
        ("2026-12-20", "2026-12-01", 0, "2026-11-18"),
        ("2026-12-20", "2026-12-20", 1, "2026-11-18"),
    ]


def test_the_id_of_a_deleted_row_is_never_given_to_another(world: World) -> None:
    first = world.add(tables.Holiday(team_id=world["team"], on_day=TODAY))
    world.write(lambda session: rows.remove(session, tables.Holiday, first))
    assert world.add(tables.Holiday(team_id=world["team"], on_day=TODAY)) == first + 1


def guards(world: World) -> dict[str, str]:
    """Return the triggers of the database by name, with what they do."""
    of_file = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    of_server = "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal"
    return dict(raw(world, of_file if world.on_file else of_server))


def test_every_journalled_table_has_three_triggers_that_name_each_of_its_columns(world: World) -> None:
    found, (old, new) = guards(world), ("OLD", "NEW") if world.on_file else ("o", "n")
    for table in schema.JOURNALLED:
        for op in ("create", "update", "delete"):
            side = old if op == "delete" else new
            assert [column.name for column in table.columns if f"{side}.{column.name}" not in found[f"{table.name}_j_{op}"]] == []


def test_what_happened_is_journalled_once_for_each_row(world: World) -> None:
    with world.database.read() as connection:
        made = {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in schema.JOURNALLED}
        kept: dict[str, int] = {
            name: int(count)
            for name, count in connection.execute(select(schema.journal_change.c.tbl, func.count()).group_by(schema.journal_change.c.tbl))
        }
    assert kept == {name: count for name, count in made.items() if count}
