"""The script that writes schema.py and schema_rules.py from the tables: `python -m sprintsales.storage.make_schema`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import BigInteger, CheckConstraint, Column, Table, Text, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import TextClause

from sprintsales.storage import tables
from sprintsales.storage.types import Moment

HEAD = '''"""The tables as plain SQLAlchemy, made from tables.py by make_schema.py: what reading imports. Do not edit by hand.

Rules and indexes stand in schema_rules.py: only making a database needs them, and they cost more to import than the tables.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, MetaData, String, Table, Text

from sprintsales.storage.types import Moment, RowId

metadata = MetaData(
    naming_convention={
'''
RULES_HEAD = '''"""Rules and indexes of the tables, made by make_schema.py: what making a database needs. Do not edit by hand."""

from sqlalchemy import CheckConstraint, Index, MetaData, UniqueConstraint, text

from sprintsales.storage.schema import metadata

'''
RULES_TAIL = '''

def complete() -> MetaData:
    """Return the tables with their rules and indexes, added on the first call."""
    if metadata.info.get("complete"):
        return metadata
    for table, name, rule in CHECKS:
        metadata.tables[table].append_constraint(CheckConstraint(rule, name=name))
    for table, columns in UNIQUES:
        metadata.tables[table].append_constraint(UniqueConstraint(*columns))
    for name, table, columns, unique, where in INDEXES:
        listed = [metadata.tables[table].c[column] for column in columns]
        Index(name, *listed, unique=unique, sqlite_where=None if where is None else text(where))
    metadata.info["complete"] = True
    return metadata
'''
INDEXES_HEAD = "INDEXES: tuple[tuple[str, str, tuple[str, ...], bool, str | None], ...] = ("
PLAIN = {"INTEGER": "Integer", "BOOLEAN": "Boolean", "DATE": "Date", "VARCHAR": "String"}


def type_name(column: Column[object]) -> str:
    """Return how schema.py spells the type of this column."""
    kind = column.type
    if isinstance(kind, Moment):
        return "Moment"
    if isinstance(kind, Text):
        return "Text"
    if isinstance(kind, BigInteger):
        return "RowId" if kind.compile(dialect=sqlite.dialect()) == "INTEGER" else "BigInteger"
    return PLAIN[str(kind)]


def column_line(column: Column[object]) -> str:
    """Return the definition of one column."""
    parts = [repr(column.name), type_name(column)]
    parts += [f'ForeignKey("{link.target_fullname}", ondelete="RESTRICT")' for link in column.foreign_keys]
    if column.primary_key:
        parts.append("primary_key=True")
    elif not column.nullable:
        parts.append("nullable=False")
    default = getattr(column.default, "arg", None)
    if default is not None:
        parts.append(f"default={default!r}")
    return f"    Column({', '.join(parts)}),".replace("'", '"')


def table_lines(table: Table) -> list[str]:
    """Return the definition of one table."""
    lines = [f"{table.name} = Table(", f'    "{table.name}",', "    metadata,"]
    lines += [column_line(column) for column in table.columns]
    if table.dialect_options["sqlite"]["autoincrement"]:
        lines.append("    sqlite_autoincrement=True,")
    return [*lines, ")"]


def schema_text() -> str:
    """Return the whole text of schema.py."""
    names = [f'        "{key}": "{value}",' for key, value in tables.NAMING.items()]
    lines = [HEAD.rstrip("\n"), *names, "    }", ")", ""]
    ordered = tables.Base.metadata.sorted_tables
    for table in ordered:
        lines += [*table_lines(table), ""]
    lines.append("APPEND_ONLY: dict[str, tuple[str, ...]] = {")
    for name, free in tables.APPEND_ONLY.items():
        spelled = "".join(f'"{column}", ' for column in free).strip()
        lines.append(f'    "{name}": ({spelled}),')
    lines += ["}", 'UNJOURNALLED = frozenset(APPEND_ONLY) | {"write_door"}']
    fields = ", ".join(f'"{field}"' for field in tables.HISTORY_FIELDS)
    lines.append(f"HISTORY_FIELDS = ({fields})")
    journalled = ", ".join(table.name for table in ordered if table.name not in tables.UNJOURNALLED)
    lines += [f"JOURNALLED = ({journalled})", ""]
    return "\n".join(lines)


def listed(names: Iterable[str]) -> str:
    """Return names as a tuple is spelled."""
    return "(" + "".join(f'"{name}", ' for name in names).rstrip() + ")"


def rules_text() -> str:
    """Return the whole text of schema_rules.py."""
    checks, uniques, indexes = ["CHECKS = ("], ["UNIQUES: tuple[tuple[str, tuple[str, ...]], ...] = ("], [INDEXES_HEAD]
    for table in tables.Base.metadata.sorted_tables:
        rules = sorted((rule for rule in table.constraints if isinstance(rule, CheckConstraint)), key=lambda rule: str(rule.name))
        checks += [f'    ("{table.name}", "{str(rule.name).removeprefix(f"ck_{table.name}_")}", "{rule.sqltext}"),' for rule in rules]
        sole = sorted((rule for rule in table.constraints if isinstance(rule, UniqueConstraint)), key=lambda rule: str(rule.name))
        uniques += [f'    ("{table.name}", {listed(column.name for column in rule.columns)}),' for rule in sole]
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            where = index.dialect_options["sqlite"]["where"]
            condition = f'"{where}"' if isinstance(where, TextClause) else "None"
            columns = listed(column.name for column in index.columns)
            indexes.append(f'    ("{index.name}", "{table.name}", {columns}, {bool(index.unique)}, {condition}),')
    return RULES_HEAD + "\n".join([*checks, ")", *uniques, ")", *indexes, ")"]) + "\n" + RULES_TAIL


if __name__ == "__main__":
    Path(__file__).with_name("schema.py").write_text(schema_text(), encoding="utf-8")
    Path(__file__).with_name("schema_rules.py").write_text(rules_text(), encoding="utf-8")
