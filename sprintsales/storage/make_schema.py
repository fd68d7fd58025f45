"""The script that writes schema.py from the tables: `python -m sprintsales.storage.make_schema`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table, Text, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import TextClause

from sprintsales.storage import tables
from sprintsales.storage.types import Moment

HEAD = '''"""The tables as plain SQLAlchemy, made from tables.py by make_schema.py: what reading imports. Do not edit by hand."""

from sqlalchemy import (
    BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint, text,
)  # fmt: skip

from sprintsales.storage.types import Moment, RowId

metadata = MetaData(
    naming_convention={
'''
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


def index_line(index: Index) -> str:
    """Return the definition of one index, with its condition."""
    names = ", ".join(f'"{column.name}"' for column in index.columns)
    unique = ", unique=True" if index.unique else ""
    where = index.dialect_options["sqlite"]["where"]
    condition = f', sqlite_where=text("{where}")' if isinstance(where, TextClause) else ""
    return f'    Index("{index.name}", {names}{unique}{condition}),'


def table_lines(table: Table) -> list[str]:
    """Return the definition of one table."""
    lines = [f"{table.name} = Table(", f'    "{table.name}",', "    metadata,"]
    lines += [column_line(column) for column in table.columns]
    for rule in sorted((r for r in table.constraints if isinstance(r, CheckConstraint)), key=lambda r: str(r.name)):
        name = str(rule.name).removeprefix(f"ck_{table.name}_")
        lines.append(f'    CheckConstraint("{rule.sqltext}", name="{name}"),')
    for unique in sorted((r for r in table.constraints if isinstance(r, UniqueConstraint)), key=lambda r: str(r.name)):
        names = ", ".join(f'"{column.name}"' for column in unique.columns)
        lines.append(f"    UniqueConstraint({names}),")
    lines += [index_line(index) for index in sorted(table.indexes, key=lambda i: str(i.name))]
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
    lines += ["JOURNALLED = tuple(table for table in metadata.sorted_tables if table.name not in UNJOURNALLED)", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    Path(__file__).with_name("schema.py").write_text(schema_text(), encoding="utf-8")
