"""The journal's triggers for PostgreSQL, made from the tables: the same facts as in SQLite, written once a statement."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table

from sprintsales.storage.door import ENTRY, KNOWN_ON
from sprintsales.storage.schema import APPEND_ONLY, HISTORY_FIELDS, JOURNALLED, metadata
from sprintsales.storage.triggers import FOR_EVER, NO_ENTRY, NOT_NEWER, SAME_ROW
from sprintsales.storage.types import Moment

UTC_TEXT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
REFUSED = "23000"  # integrity_constraint_violation: what drivers hand on as a broken rule
DECLARE = f"""DECLARE
  entry bigint := nullif(current_setting('{ENTRY}', true), '')::bigint;
  known date := nullif(current_setting('{KNOWN_ON}', true), '')::date;
BEGIN"""


def spelled(side: str, column: Column[object]) -> str:
    """Return a field of a row as JSON, the same text on both databases; NULL for an empty one."""
    name = f"{side}.{column.name}"
    if isinstance(column.type, Boolean):
        return f"{name}::int::text"
    if isinstance(column.type, (Integer, BigInteger)):
        return f"{name}::text"
    if isinstance(column.type, Moment):
        return f"'\"' || to_char({name} AT TIME ZONE 'UTC', '{UTC_TEXT}') || '\"'"
    return f"to_json({name})::text"


def fields(table: Table) -> list[Column[object]]:
    """Return the columns the journal keeps of a row."""
    return [column for column in table.columns if column.name != "id"]


def whole(table: Table, side: str) -> str:
    """Return the JSON of a row, without its empty fields."""
    pairs = ", ".join(f"'\"{column.name}\":' || {spelled(side, column)}" for column in fields(table))
    return f"'{{' || concat_ws(',', {pairs}) || '}}'"


def changed(table: Table, side: str) -> str:
    """Return the JSON of the fields an update changed, as they are on one side of it."""
    pairs = ", ".join(
        f"CASE WHEN o.{column.name} IS DISTINCT FROM n.{column.name} "
        f"THEN '\"{column.name}\":' || coalesce({spelled(side, column)}, 'null') END"
        for column in fields(table)
    )
    return f"'{{' || concat_ws(',', {pairs}) || '}}'"


def refuse(sentence: str) -> str:
    """Return the statement that stops a write."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = '{REFUSED}';"


def refuse_if(condition: str, sentence: str) -> str:
    """Return the statement that stops a write unless it may pass."""
    return f"IF {condition} THEN {refuse(sentence)} END IF;"


def record(name: str, side: str, op: str, before: str, after: str) -> str:
    """Return the statement that writes what a statement made or took away under the act of the door."""
    return (
        f"INSERT INTO journal_change (entry_id, tbl, row_id, op, before, after) "
        f"SELECT entry, '{name}', {side}.id, '{op}', {before}, {after} FROM {side}_rows {side} ORDER BY {side}.id;"
    )


def record_update(table: Table) -> str:
    """Return the statement that writes the fields an update changed, as they were and as they are."""
    return (
        f"INSERT INTO journal_change (entry_id, tbl, row_id, op, before, after) "
        f"SELECT entry, '{table.name}', n.id, 'update', {changed(table, 'o')}, {changed(table, 'n')} "
        f"FROM n_rows n JOIN o_rows o ON o.id = n.id ORDER BY n.id;"
    )


def history(source: str, side: str, close_before: str, gone: str) -> str:
    """Return the statement that writes how deals are known from this act on."""
    names = ", ".join(HISTORY_FIELDS)
    values = ", ".join(f"{side}.{name}" for name in HISTORY_FIELDS)
    return (
        f"INSERT INTO deal_history (team_id, deal_id, entry_id, known_on, {names}, close_before, gone) "
        f"SELECT {side}.team_id, {side}.id, entry, known, {values}, {close_before}, {gone} FROM {source} ORDER BY {side}.id;"
    )


def journalled(table: Table) -> list[str]:
    """Return the function and the triggers that journal one table."""
    name = table.name
    deal = name == "deal"
    moved = " OR ".join(f"o.{field} IS DISTINCT FROM n.{field}" for field in HISTORY_FIELDS)
    other_team = " OR o.team_id IS DISTINCT FROM n.team_id" if "team_id" in table.c else ""
    create = [record(name, "n", "create", "NULL", whole(table, "n"))]
    delete = [record(name, "o", "delete", whole(table, "o"), "NULL")]
    update = [
        refuse_if("EXISTS (SELECT 1 FROM n_rows n JOIN o_rows o ON o.id = n.id WHERE n.version <> o.version + 1)", NOT_NEWER),
        refuse_if(f"EXISTS (SELECT 1 FROM n_rows n LEFT JOIN o_rows o ON o.id = n.id WHERE o.id IS NULL{other_team})", SAME_ROW),
        record_update(table),
    ]
    if deal:
        create.append(history("n_rows n", "n", "NULL::date", "false"))
        update.append(history(f"n_rows n JOIN o_rows o ON o.id = n.id WHERE {moved}", "n", "o.close_on", "false"))
        delete.append(history("o_rows o", "o", "o.close_on", "true"))
    body = (
        f"{DECLARE}\n"
        f"IF TG_OP = 'INSERT' THEN\n  IF NOT EXISTS (SELECT 1 FROM n_rows) THEN RETURN NULL; END IF;\n"
        f"  {refuse_if('entry IS NULL', NO_ENTRY)}\n  {' '.join(create)}\n"
        f"ELSIF TG_OP = 'UPDATE' THEN\n  IF NOT EXISTS (SELECT 1 FROM n_rows) THEN RETURN NULL; END IF;\n"
        f"  {refuse_if('entry IS NULL', NO_ENTRY)}\n  {' '.join(update)}\n"
        f"ELSE\n  IF NOT EXISTS (SELECT 1 FROM o_rows) THEN RETURN NULL; END IF;\n"
        f"  {refuse_if('entry IS NULL', NO_ENTRY)}\n  {' '.join(delete)}\n"
        f"END IF;\nRETURN NULL;\nEND"
    )
    made = f"{name}_journal"
    return [
        function(made, body),
        trigger(f"{name}_j_create", f"AFTER INSERT ON {name} REFERENCING NEW TABLE AS n_rows FOR EACH STATEMENT", made),
        trigger(f"{name}_j_update", f"AFTER UPDATE ON {name} REFERENCING OLD TABLE AS o_rows NEW TABLE AS n_rows FOR EACH STATEMENT", made),
        trigger(f"{name}_j_delete", f"AFTER DELETE ON {name} REFERENCING OLD TABLE AS o_rows FOR EACH STATEMENT", made),
        trigger(f"{name}_j_empty", f"BEFORE TRUNCATE ON {name} FOR EACH STATEMENT", "kept_for_ever"),
    ]


def append_only(table: Table, free: tuple[str, ...]) -> list[str]:
    """Return the function and the triggers that keep a record for ever; only the free columns may be filled in later."""
    name = table.name
    fixed = [column.name for column in table.columns if column.name not in free]
    same = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in fixed) if free else "true"
    body = f"{DECLARE}\n{refuse_if(same, FOR_EVER)}\n{refuse_if('entry IS NULL', NO_ENTRY)}\nRETURN NEW;\nEND"
    made = [
        function(f"{name}_kept", body),
        trigger(f"{name}_a_update", f"BEFORE UPDATE ON {name} FOR EACH ROW", f"{name}_kept"),
        trigger(f"{name}_a_delete", f"BEFORE DELETE ON {name} FOR EACH ROW", "kept_for_ever"),
        trigger(f"{name}_a_empty", f"BEFORE TRUNCATE ON {name} FOR EACH STATEMENT", "kept_for_ever"),
    ]
    if name != "journal_entry":  # the entry itself is written before the door names it
        made.append(trigger(f"{name}_a_create", f"BEFORE INSERT ON {name} FOR EACH STATEMENT", "under_an_act"))
    return made


def function(name: str, body: str) -> str:
    """Return one CREATE FUNCTION statement."""
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$\n{body}\n$guard$"


def trigger(name: str, when: str, made: str) -> str:
    """Return one CREATE TRIGGER statement."""
    return f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {made}()"


def postgresql_triggers() -> list[str]:
    """Return every function and trigger of the schema, as PostgreSQL statements."""
    made = [
        function("kept_for_ever", f"BEGIN\n{refuse(FOR_EVER)}\nEND"),
        function("under_an_act", f"{DECLARE}\n{refuse_if('entry IS NULL', NO_ENTRY)}\nRETURN NULL;\nEND"),
    ]
    made += [text for table in JOURNALLED for text in journalled(table)]
    for name, free in APPEND_ONLY.items():
        made += append_only(metadata.tables[name], free)
    return made
