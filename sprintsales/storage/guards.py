"""The guards of the journal as they stand in a database, beside what they must be: in place, unchanged, switched on, and alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection

from sprintsales.storage.schema import metadata
from sprintsales.storage.triggers import sqlite_triggers
from sprintsales.storage.triggers_postgresql import postgresql_triggers

Odd = tuple[str, str]
"""What is said of a guard, and the guard: ("is missing, so the journal may miss a write", "trigger deal_j_update")."""
MAY_MISS = ", so the journal may miss a write"
STRANGE = "was not made by sprintsales and acts on its rows"


def odd_guards(connection: Connection) -> Iterator[Odd]:
    """Yield what is missing, changed, switched off, or not ours."""
    yield from (odd_in_file if connection.dialect.name == "sqlite" else odd_on_server)(connection)


def odd_in_file(connection: Connection) -> Iterator[Odd]:
    """Yield triggers of a SQLite file that are missing, changed, or not ours."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    there = {str(name): str(text) for name, text in connection.exec_driver_sql(query)}
    ours = {text.split()[2]: text for text in sqlite_triggers()}
    yield from different("trigger", ours, there)
    for name in sorted(set(there) - set(ours)):
        yield STRANGE, f"trigger {name}"


def different(what: str, ours: dict[str, str], there: dict[str, str]) -> Iterator[Odd]:
    """Yield which of our guards are not there as they were made."""
    for name, text in ours.items():
        if there.get(name) != text:
            yield f"is {'changed' if name in there else 'missing'}{MAY_MISS}", f"{what} {name}"


FUNCTIONS = """
SELECT p.proname, p.prosrc, l.lanname = 'plpgsql' AND p.prokind = 'f' AND NOT p.prosecdef AND p.proconfig IS NULL AND p.pronargs = 0
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = current_schema()::regnamespace"""
TRIGGERS = """
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled::text, t.tgisinternal
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2"""
REWRITING = """
SELECT c.relname, r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1, 2"""
SWITCHES = """
SELECT s.setting FROM pg_db_role_setting d CROSS JOIN LATERAL unnest(d.setconfig) AS s(setting)
WHERE d.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))"""
SOURCE = re.compile(r"CREATE FUNCTION (\w+)\(\) .*?\$guard\$(.*)\$guard\$", re.DOTALL)


def odd_on_server(connection: Connection) -> Iterator[Odd]:
    """Yield functions and triggers of a PostgreSQL database that are missing, changed, switched off, or not ours."""
    sources = [found for statement in postgresql_triggers() if (found := SOURCE.match(statement))]
    there = {name: source if plain else "" for name, source, plain in connection.exec_driver_sql(FUNCTIONS)}
    yield from different("function", {found[1]: found[2] for found in sources}, there)
    yield from odd_triggers(connection)
    for table, name in connection.exec_driver_sql(REWRITING):
        if table in metadata.tables:
            yield STRANGE, f"rewriting rule {name} of {table}"
    for setting in connection.exec_driver_sql(SWITCHES).scalars():
        if setting.startswith("session_replication_role=") and not setting.endswith("=origin"):
            yield "switches every guard off for whole sessions", f"setting {setting}"


def odd_triggers(connection: Connection) -> Iterator[Odd]:
    """Yield triggers that are missing, changed, switched off (those that watch over links too), or not ours."""
    ours = {statement.split()[2]: statement for statement in postgresql_triggers() if statement.startswith("CREATE TRIGGER")}
    there: dict[str, str] = {}
    off: dict[str, None] = {}
    for table, name, definition, enabled, internal in connection.exec_driver_sql(TRIGGERS):
        if table not in metadata.tables:
            continue
        if not internal:
            there[name] = definition
        if enabled != "O":
            off["links of table " + table if internal else f"trigger {name}"] = None
    yield from different("trigger", ours, there)
    for which in off:
        yield f"is switched off{MAY_MISS}" if which.startswith("trigger") else "are not watched over: switched off", which
    for name in sorted(set(there) - set(ours)):
        yield STRANGE, f"trigger {name}"
