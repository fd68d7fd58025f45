"""The journal's triggers, made from the tables: no verb, statement, import or console can change a row unseen."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Table

from sprintsales.storage.schema import APPEND_ONLY, HISTORY_FIELDS, JOURNALLED, metadata

ENTRY = "(SELECT entry_id FROM write_door)"
NO_ENTRY = "journal: this write belongs to no act"
NOT_NEWER = "journal: a change must advance the version by one"
SAME_ROW = "journal: a row keeps its id and its team"
FOR_EVER = "journal: this record is never changed"


def object_of(side: str, columns: Iterable[str]) -> str:
    """Return the JSON of a row, without its empty fields."""
    pairs = ", ".join(f"'{name}', {side}.{name}" for name in columns)
    return f"json_patch('{{}}', json_object({pairs}))"


def changed_of(side: str, columns: Iterable[str]) -> str:
    """Return the JSON of the fields an update changed, as they are on one side of it."""
    rows = " UNION ALL ".join(f"SELECT '{name}' AS k, {side}.{name} AS v WHERE OLD.{name} IS NOT NEW.{name}" for name in columns)
    return f"(SELECT json_group_object(k, v) FROM ({rows}))"


def record(table: str, side: str, op: str, before: str, after: str) -> str:
    """Return the statement that writes one change under the act of the door."""
    return (
        f"INSERT INTO journal_change (entry_id, tbl, row_id, op, before, after) "
        f"VALUES ({ENTRY}, '{table}', {side}.id, '{op}', {before}, {after});"
    )


def refuse(sentence: str, condition: str) -> str:
    """Return the statement that stops a write unless it may pass."""
    return f"SELECT RAISE(ABORT, '{sentence}') WHERE {condition};"


def history(side: str, close_before: str, gone: int) -> str:
    """Return the statement that writes how a deal is known from this act on."""
    names = ", ".join(HISTORY_FIELDS)
    values = ", ".join(f"{side}.{name}" for name in HISTORY_FIELDS)
    return (
        f"INSERT INTO deal_history (team_id, deal_id, entry_id, known_on, {names}, close_before, gone) "
        f"SELECT {side}.team_id, {side}.id, entry_id, known_on, {values}, {close_before}, {gone} FROM write_door"
    )


def journalled(table: Table) -> list[str]:
    """Return the triggers that journal one table in SQLite."""
    name = table.name
    columns = [column.name for column in table.columns if column.name != "id"]
    deal = name == "deal"
    moved = " OR ".join(f"OLD.{field} IS NOT NEW.{field}" for field in HISTORY_FIELDS)
    guard = "OLD.id <> NEW.id" + (" OR OLD.team_id IS NOT NEW.team_id" if "team_id" in columns else "")
    insert = [record(name, "NEW", "create", "NULL", object_of("NEW", columns))]
    update = [record(name, "NEW", "update", changed_of("OLD", columns), changed_of("NEW", columns))]
    delete = [record(name, "OLD", "delete", object_of("OLD", columns), "NULL")]
    if deal:
        insert.append(history("NEW", "NULL", 0) + ";")
        update.append(history("NEW", "OLD.close_on", 0) + f" WHERE {moved};")
        delete.append(history("OLD", "OLD.close_on", 1) + ";")
    checks = [
        refuse(NO_ENTRY, f"{ENTRY} IS NULL"),
        refuse(NOT_NEWER, "NEW.version <> OLD.version + 1"),
        refuse(SAME_ROW, guard),
    ]
    return [
        trigger(f"{name}_j_create", f"AFTER INSERT ON {name}", [refuse(NO_ENTRY, f"{ENTRY} IS NULL"), *insert]),
        trigger(f"{name}_j_update", f"AFTER UPDATE ON {name}", [*checks, *update]),
        trigger(f"{name}_j_delete", f"AFTER DELETE ON {name}", [refuse(NO_ENTRY, f"{ENTRY} IS NULL"), *delete]),
    ]


def append_only(table: Table, free: tuple[str, ...]) -> list[str]:
    """Return the triggers that keep a record for ever in SQLite; only the free columns may be filled in later."""
    name = table.name
    fixed = [column.name for column in table.columns if column.name not in free]
    same = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in fixed) if free else "1"
    triggers = [
        trigger(f"{name}_a_update", f"BEFORE UPDATE ON {name}", [refuse(FOR_EVER, same), refuse(NO_ENTRY, f"{ENTRY} IS NULL")]),
        trigger(f"{name}_a_delete", f"BEFORE DELETE ON {name}", [refuse(FOR_EVER, "1")]),
    ]
    if name == "journal_entry":  # the entry itself is written before the door names it, but never over another one
        twice = "EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id OR token = NEW.token)"
        triggers.append(trigger(f"{name}_a_create", f"BEFORE INSERT ON {name}", [refuse(FOR_EVER, twice)]))
    else:
        triggers.append(trigger(f"{name}_a_create", f"BEFORE INSERT ON {name}", [refuse(NO_ENTRY, f"{ENTRY} IS NULL")]))
    return triggers


def trigger(name: str, when: str, statements: list[str]) -> str:
    """Return one CREATE TRIGGER statement."""
    return f"CREATE TRIGGER {name} {when} BEGIN {' '.join(statements)} END"


def sqlite_triggers() -> list[str]:
    """Return every trigger of the schema, as SQLite statements."""
    made = [text for table in JOURNALLED for text in journalled(table)]
    for name, free in APPEND_ONLY.items():
        made += append_only(metadata.tables[name], free)
    return made
