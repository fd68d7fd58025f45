"""The tables as the database describes them itself, beside what they must be: nothing missing, changed, or switched off."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import CheckConstraint, Column, Connection, Dialect, ForeignKeyConstraint, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.schema import Constraint, CreateIndex, CreateTable

from sprintsales.storage.schema_rules import complete

Odd = tuple[str, str]
"""What is said of a part of the schema, and the part: ("is missing", "table deal")."""
MISSING, STRANGE = "is missing", "was not made by sprintsales"
CHANGED = "is not as it was made"


def odd_parts(connection: Connection) -> Iterator[Odd]:
    """Yield what is not as this program makes it."""
    yield from (odd_in_file if connection.dialect.name == "sqlite" else odd_on_server)(connection)


def odd_in_file(connection: Connection) -> Iterator[Odd]:
    """Yield tables and indexes of a SQLite file whose definition is not ours."""
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    there = {str(name): pieces(str(sql)) for name, sql in connection.exec_driver_sql(query)}
    for table in complete().sorted_tables:
        ours = pieces(str(CreateTable(table).compile(dialect=connection.dialect)))
        if table.name not in there:
            yield MISSING, f"table {table.name}"
            continue
        for piece in sorted(ours ^ there[table.name]):
            yield f"{'lacks' if piece in ours else 'has'} the part “{piece}”", f"table {table.name}"
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            if there.get(str(index.name)) != pieces(str(CreateIndex(index).compile(dialect=connection.dialect))):
                yield CHANGED if index.name in there else MISSING, f"index {index.name}"


def pieces(sql: str) -> set[str]:
    """Return the columns and rules of a CREATE statement, whatever their order and the space between them."""
    flat = " ".join(sql.replace('"', "").split())
    found, depth, start = [], 0, 0
    for place, sign in enumerate(flat):
        depth += (sign == "(") - (sign == ")")
        if (sign == "," and depth == 1) or (sign in "()" and depth == (sign == "(")):
            found.append(flat[start:place].strip())
            start = place + 1
    return {piece.replace("( ", "(").replace(" )", ")") for piece in (*found, flat[start:].strip()) if piece}


COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, c.relpersistence::text, pg_get_expr(d.adbin, d.adrelid)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped"""
CONSTRAINTS = """
SELECT c.relname, k.conname, k.contype::text, k.convalidated, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('p', 'u', 'f', 'c', 'x')"""
INDEXES = """
SELECT c.relname, i.relname, x.indisunique, x.indisvalid AND x.indisready AND x.indislive, pg_get_indexdef(i.oid),
  EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relnamespace = current_schema()::regnamespace"""
SEQUENCES = """
SELECT t.relname, s.relname, q.seqincrement = 1 AND NOT q.seqcycle AND q.seqmax >= 9223372036854775807 AND q.seqtypid = 'bigint'::regtype
FROM pg_sequence q JOIN pg_class s ON s.oid = q.seqrelid
JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid = 1
JOIN pg_class t ON t.oid = d.refobjid WHERE t.relnamespace = current_schema()::regnamespace"""
SPELLED = {"varchar": "character varying"}
KINDS = {"p": "key", "u": "rule", "c": "rule", "f": "link", "x": "rule"}


def odd_on_server(connection: Connection) -> Iterator[Odd]:
    """Yield tables, columns, rules, indexes and counters of a PostgreSQL database that are not ours, switched off or not whole."""
    tables = complete().tables
    dialect = connection.dialect
    columns = connection.exec_driver_sql(COLUMNS).all()
    yield from odd_columns(columns, tables.values(), dialect)
    known = {row[0] for row in columns}
    there = [table for table in tables.values() if table.name in known]  # of a missing table everything would be missing
    yield from odd_constraints(connection.exec_driver_sql(CONSTRAINTS), there, dialect)
    yield from odd_indexes(connection.exec_driver_sql(INDEXES), there)
    yield from odd_counters(connection.exec_driver_sql(SEQUENCES), [table.name for table in there])


def odd_columns(rows: Iterable[Any], tables: Iterable[Table], dialect: Dialect) -> Iterator[Odd]:
    """Yield tables and columns that are not as they must be."""
    there: dict[str, dict[str, tuple[str, bool, str]]] = {}
    kept = {}
    for table, column, kind, filled, persistence, default in rows:
        there.setdefault(table, {})[column] = (kind, filled, default or "")
        kept[table] = persistence == "p"
    for one in tables:
        if one.name not in there:
            yield MISSING, f"table {one.name}"
            continue
        if not kept[one.name]:
            yield "would be emptied when the server crashes (it is UNLOGGED)", f"table {one.name}"
        found = there[one.name]
        for column in one.columns:
            ours = described(one, column, dialect)
            if found.pop(column.name, None) != ours:
                yield f"is not as it was made ({ours[0]}{', always filled' if ours[1] else ''})", f"column {one.name}.{column.name}"
        for name in sorted(found):
            yield STRANGE, f"column {one.name}.{name}"


def described(table: Table, column: Column[object], dialect: Dialect) -> tuple[str, bool, str]:
    """Return how PostgreSQL describes a column of ours: its type, whether it is always filled, and its default."""
    kind = column.type.compile(dialect=dialect).lower()
    default = f"nextval('{table.name}_id_seq'::regclass)" if column.primary_key else ""
    return SPELLED.get(kind, kind), not column.nullable, default


def odd_constraints(rows: Iterable[Any], tables: Collection[Table], dialect: Dialect) -> Iterator[Odd]:
    """Yield keys, rules and links that are missing, changed, not ours, or that were never asked of the rows there are."""
    there = {(table, name): (kind, valid, definition) for table, name, kind, valid, definition in rows}
    for table in tables:
        for rule in sorted(table.constraints, key=lambda rule: name_of(rule, dialect)):
            kind, definition = defined(rule)
            name = name_of(rule, dialect)
            found = there.pop((table.name, name), None)
            where = f"{KINDS[kind]} {name} of {table.name}"
            if found is None:
                yield MISSING, where
            elif found[0] != kind or not alike(found[2], definition):
                yield CHANGED, where
            elif not found[1]:
                yield "was never asked of the rows that were there (it is NOT VALID)", where
    ours = {table.name for table in tables}
    for (named, name), (kind, _, _) in sorted(there.items()):
        if named in ours:
            yield STRANGE, f"{KINDS[kind]} {name} of {named}"


def name_of(rule: Constraint, dialect: Dialect) -> str:
    """Return the name a rule has in the database."""
    return dialect.identifier_preparer.format_constraint(rule) or ""


def defined(rule: Constraint) -> tuple[str, str]:
    """Return the kind and the definition of a rule as PostgreSQL tells them."""
    if isinstance(rule, CheckConstraint):
        return "c", f"CHECK ({rule.sqltext})"
    if isinstance(rule, ForeignKeyConstraint):
        (element,) = rule.elements
        return "f", f"FOREIGN KEY ({element.parent.name}) REFERENCES {element.column.table.name}(id) ON DELETE RESTRICT"
    assert isinstance(rule, (PrimaryKeyConstraint, UniqueConstraint))
    listed = ", ".join(column.name for column in rule.columns)
    return ("p", f"PRIMARY KEY ({listed})") if isinstance(rule, PrimaryKeyConstraint) else ("u", f"UNIQUE ({listed})")


def alike(told: str, ours: str) -> bool:
    """Return whether PostgreSQL's words for a rule are ours: a condition comes back rewritten, with the same names and values in it."""
    if not ours.startswith("CHECK"):
        return told.removesuffix(" NOT VALID") == ours
    return meant(told) == meant(ours)


WORDS = re.compile(r"'[^']*'|-?\b\d+\b|\w+")
SAYS_NOTHING = frozenset(
    ("check", "and", "or", "not", "null", "is", "in", "any", "array", "between", "where", "text", "character", "varying", "date", "bigint",
     "integer", "timestamp", "with", "time", "zone", "valid")
)  # fmt: skip
"""The words a condition is joined by, and the types PostgreSQL names in it."""


def meant(condition: str) -> set[str]:
    """Return the names and values in a condition, whichever way it is written."""
    found: list[str] = WORDS.findall(condition)
    return {word.strip("'") for word in found if word.lower() not in SAYS_NOTHING}


def odd_indexes(rows: Iterable[Any], tables: Iterable[Table]) -> Iterator[Odd]:
    """Yield indexes that are missing, changed or not usable, and single-value ones that are not ours."""
    there = {name: (table, unique, usable, definition, ruled) for table, name, unique, usable, definition, ruled in rows}
    ours = set()
    for table in tables:
        ours.add(table.name)
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            found = there.pop(str(index.name), None)
            where = index.dialect_options["sqlite"]["where"]
            told = (
                bool(index.unique),
                ", ".join(column.name for column in index.columns),
                meant(str(where)) if where is not None else set(),
            )
            if found is None:
                yield MISSING, f"index {index.name}"
            elif (found[1], *split_index(found[3])) != told:
                yield CHANGED, f"index {index.name}"
            elif not found[2]:
                yield "is not usable: it was not built to the end", f"index {index.name}"
    for name, (of_table, unique, usable, _, ruled) in sorted(there.items()):
        if of_table in ours and not usable:
            yield "is not usable: it was not built to the end", f"index {name}"
        elif of_table in ours and unique and not ruled:
            yield STRANGE, f"index {name}"


def split_index(definition: str) -> tuple[str, set[str]]:
    """Return the columns of an index, and the names and values in its condition."""
    found = re.search(r"USING btree \((.*?)\)(?: WHERE (.*))?$", definition)
    return (found[1], meant(found[2] or "")) if found else (definition, set())


def odd_counters(rows: Iterable[Any], tables: Iterable[str]) -> Iterator[Odd]:
    """Yield tables whose counter of ids does not belong to them, or counts otherwise than one by one for ever."""
    there = {table: (name, sound) for table, name, sound in rows}
    for table in tables:
        if there.get(table) != (f"{table}_id_seq", True):
            yield CHANGED if table in there else "does not belong to its table", f"counter {table}_id_seq"
