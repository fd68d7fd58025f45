"""The tables can be made on PostgreSQL as they are: the statements compile, and partial indexes keep their condition."""

from __future__ import annotations

import pytest
from sqlalchemy import MetaData, Table
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from sprintsales.storage import schema
from sprintsales.storage.schema_rules import complete
from sprintsales.storage.tables.base import for_postgresql


@pytest.fixture
def metadata() -> MetaData:
    """The tables of their own, so that the program's stay as they are."""
    copied = MetaData(naming_convention=schema.metadata.naming_convention)
    for table in complete().sorted_tables:
        table.to_metadata(copied)
    for_postgresql(copied)
    return copied


def statements(table: Table) -> str:
    """Everything that makes one table on PostgreSQL."""
    dialect = make_url("postgresql+psycopg://").get_dialect()()
    made = [str(CreateTable(table).compile(dialect=dialect))]
    made += [str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes]
    return "\n".join(made)


def test_a_promise_stands_once_for_a_rep_and_sprint_on_postgresql_too(metadata: MetaData) -> None:
    made = statements(metadata.tables["commitment"])
    assert "CREATE UNIQUE INDEX ix_commitment_standing ON commitment (sprint_id, member_id) WHERE withdrawn_by IS NULL" in made


def test_money_has_eight_bytes_and_moments_their_zone_on_postgresql(metadata: MetaData) -> None:
    assert "value BIGINT" in statements(metadata.tables["deal"])
    assert "done_at TIMESTAMP WITH TIME ZONE" in statements(metadata.tables["activity"])


def test_every_table_has_a_statement(metadata: MetaData) -> None:
    assert all(statements(table).startswith("\nCREATE TABLE") for table in metadata.sorted_tables)


def test_every_partial_index_keeps_its_condition(metadata: MetaData) -> None:
    partial = [
        index.name for table in metadata.sorted_tables for index in table.indexes if index.dialect_options["sqlite"]["where"] is not None
    ]
    made = "\n".join(statements(table) for table in metadata.sorted_tables)
    assert partial
    assert made.count(" WHERE ") == len(partial)
