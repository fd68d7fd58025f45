"""What all tables share: names of constraints, and the few ways a column or a rule is written."""

# No `from __future__ import annotations` in these modules: it breaks SQLModel's reading of field types.
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, MetaData, Text, text
from sqlmodel import Field, SQLModel

from sprintsales.storage.types import Moment, RowId

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
LIMIT = 10**15  # minor units: ten trillion euros and still exact in every reader of JSON numbers
ROLES = ("rep", "manager", "viewer")
FUNCTIONS = ("lead_gen", "sdr", "ae", "am", "cs")
PARTS = ("half", "morning", "afternoon")
FATES = ("carried", "handed_over", "split", "dropped", "removed")


class Base(SQLModel):
    """What every table shares: one catalogue of names."""

    metadata = MetaData(naming_convention=NAMING)


def one_of(column: str, *words: str) -> CheckConstraint:
    """Return a rule that the column holds one of these words (or nothing)."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def days(*columns: str) -> list[CheckConstraint]:
    """Return rules that these columns hold civil dates of our time: other text sorts outside the range."""
    return [CheckConstraint(f"{name} >= '1900-01-01' AND {name} <= '2200-12-31'", name=f"{name}_is_a_day") for name in columns]


def between(column: str, low: int, high: int) -> CheckConstraint:
    """Return a rule that a whole number stays within these ends, both included."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=f"{column}_in_range")


def money(*columns: str) -> list[CheckConstraint]:
    """Return rules that amounts in minor units stay exact everywhere."""
    return [between(name, -LIMIT, LIMIT) for name in columns]


def shape(*parts: Any) -> tuple[Any, ...]:
    """Return the table arguments: rules and indexes, with ids that are never used twice."""
    flat = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    return (*flat, {"sqlite_autoincrement": True})


def where_given(table: str, column: str) -> Index:
    """Return an index over the rows that have this link at all: what a refused deletion is looked up by."""
    return Index(f"ix_{table}_{column}", column, sqlite_where=text(f"{column} IS NOT NULL"))


def for_postgresql(metadata: MetaData) -> None:
    """Give partial indexes their condition on PostgreSQL too, before the tables are made there.

    Naming it where the index is declared would import PostgreSQL's dialect at every start on SQLite (a tenth of a reading command).
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


def link(target: str, *, optional: bool = True, index: bool = False) -> Any:
    """Return a field that points at a row of another table; a row that something points at cannot be deleted."""
    if optional:
        return Field(default=None, foreign_key=f"{target}.id", sa_type=RowId, ondelete="RESTRICT", nullable=True, index=index)
    return Field(foreign_key=f"{target}.id", sa_type=RowId, ondelete="RESTRICT", nullable=False, index=index)


def key() -> Any:
    """Return the primary key field."""
    return Field(default=None, primary_key=True, sa_type=RowId)


def amount(**more: Any) -> Any:
    """Return a field of eight bytes: money in minor units, or a goal's level."""
    return Field(sa_type=BigInteger, **more)


def moment(**more: Any) -> Any:
    """Return a field for an aware UTC moment."""
    return Field(sa_type=Moment, **more)


def words(**more: Any) -> Any:
    """Return a field for text of any length."""
    return Field(sa_type=Text, **more)
