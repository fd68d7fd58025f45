"""The tables read by queries are the tables written by SQLModel, and hold what the business needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Integer, String, Table, Text, UniqueConstraint
from sqlalchemy.schema import CreateIndex, CreateTable

from sprintsales.storage import make_schema, schema, schema_rules, tables
from sprintsales.storage.types import Moment

WITHOUT_TEAM = {"company", "import_mapping", "team", "journal_change", "journal_result", "write_door"}


def ddl(table: Table) -> list[str]:
    return [
        str(CreateTable(table)),
        *sorted(str(CreateIndex(index)) for index in table.indexes),
    ]


def constraints(table: Table) -> set[str]:
    checks = {f"{rule.name}: {rule.sqltext}" for rule in table.constraints if isinstance(rule, CheckConstraint)}
    uniques = {
        f"{rule.name}: {[column.name for column in rule.columns]}" for rule in table.constraints if isinstance(rule, UniqueConstraint)
    }
    return checks | uniques


def test_the_tables_for_reading_are_made_from_the_tables_for_writing() -> None:
    assert Path(schema.__file__).read_text(encoding="utf-8") == make_schema.schema_text()
    assert Path(schema_rules.__file__).read_text(encoding="utf-8") == make_schema.rules_text()


def test_both_catalogues_hold_the_same_tables_columns_rules_and_indexes() -> None:
    ours, theirs = schema_rules.complete().tables, tables.Base.metadata.tables
    assert set(ours) == set(theirs)
    for name in ours:
        assert [(c.name, str(c.type), c.nullable, c.primary_key) for c in ours[name].columns] == [
            (c.name, "VARCHAR" if str(c.type) == "VARCHAR" else str(c.type), c.nullable, c.primary_key) for c in theirs[name].columns
        ], name
        assert constraints(ours[name]) == constraints(theirs[name])
        assert ddl(ours[name])[1:] == ddl(theirs[name])[1:]
        assert {link.target_fullname for link in ours[name].foreign_keys} == {link.target_fullname for link in theirs[name].foreign_keys}
        assert {c.name: getattr(c.default, "arg", None) for c in ours[name].columns} == {
            c.name: getattr(c.default, "arg", None) for c in theirs[name].columns
        }


def test_every_row_belongs_to_a_team_but_the_few_that_cannot() -> None:
    teamless = {name for name, table in schema_rules.complete().tables.items() if "team_id" not in table.c}
    assert teamless == WITHOUT_TEAM


def test_every_table_that_can_be_edited_counts_its_versions() -> None:
    assert all("version" in table.c and not table.c.version.nullable for table in schema.JOURNALLED)


def test_no_id_is_ever_used_twice() -> None:
    reusing = {table.name for table in schema_rules.complete().sorted_tables if not table.dialect_options["sqlite"]["autoincrement"]}
    assert reusing == {"write_door"}


def test_no_column_is_a_floating_point_number() -> None:
    whole = (Integer, BigInteger, Boolean, String, Text, Date, Moment)
    every = [column for table in schema_rules.complete().sorted_tables for column in table.columns]
    assert [str(column) for column in every if not isinstance(column.type, whole)] == []


def test_every_day_is_held_to_the_years_of_our_time() -> None:
    loose = [
        str(column)
        for table in schema_rules.complete().sorted_tables
        for column in table.columns
        if isinstance(column.type, Date)
        and table.name not in {"write_door", "deal_history"}  # written by triggers only, from days that were held before
        and not any(f"{column.name} >= '1900-01-01'" in rule for rule in constraints(table))
    ]
    assert loose == []


def first_columns(table: Table) -> set[str]:
    indexed = [next(iter(index.columns)).name for index in table.indexes]
    return {*indexed, *(next(iter(rule.columns)).name for rule in table.constraints if isinstance(rule, UniqueConstraint))}


def test_every_link_refuses_to_lose_what_it_points_at() -> None:
    assert {link.ondelete for table in schema_rules.complete().sorted_tables for link in table.foreign_keys} == {"RESTRICT"}


def test_every_link_to_what_there_are_many_of_is_indexed_so_that_an_import_can_be_undone() -> None:
    many = {"deal", "activity", "account", "contact", "lead"}
    slow = [
        f"{table.name}.{link.parent.name}"
        for table in schema_rules.complete().sorted_tables
        for link in table.foreign_keys
        if link.column.table.name in many and link.parent.name not in first_columns(table)
    ]
    assert slow == []


def test_reading_does_not_import_sqlmodel() -> None:
    code = "import sys; import sprintsales.storage.database, sprintsales.storage.journal; print('sqlmodel' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
