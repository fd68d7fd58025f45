"""Which columns hold text, what a console can put into each, and a database filled with it below every door."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Column, String, UniqueConstraint

from sprintsales.services.demo import make_demo
from sprintsales.settings import Clock
from sprintsales.storage.schema_rules import complete
from sprintsales.storage.triggers import sqlite_triggers
from tests.hostile.corpus import STRINGS
from tests.storage.world import drop_triggers

TODAY = date(2026, 11, 18)
ZONE = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Case:
    """What a console puts into a text column.

    `code`: the program looks the word up, so that a wrong one is no name but a riddle; `needed`: without a right one nothing can be shown.
    """

    fill: Callable[[str, int], str]
    code: bool = False
    needed: bool = False


def free(text: str, _id: int) -> str:
    """The text itself."""
    return text


def unlike(text: str, id_: int) -> str:
    """The text made unlike that of any other row."""
    return f"{text}{id_}"


def listed(text: str, _id: int) -> str:
    """A JSON list of it."""
    return json.dumps([text, "reached"])


def document(text: str, _id: int) -> str:
    """A JSON document with it as key and value."""
    return json.dumps({text: text, "name": text, "close_on": text, "stages": {text: text}, "fields": {"name": text}})


NAME, UNIQUE, LIST, BODY, CODE = Case(free), Case(unlike), Case(listed), Case(document, code=True), Case(free, code=True)
UNIQUE_CODE = Case(unlike, code=True)

CASES: Mapping[str, Case] = {
    "company.name": NAME,
    "team.name": NAME,
    "team.currency": CODE,
    "team.timezone": Case(free, needed=True),
    "team_setting.key": UNIQUE_CODE,
    "team_setting.value": CODE,
    "person_text.body": NAME,
    "person_text.salt": CODE,
    "person_text.digest": CODE,
    "member.login": NAME,
    "member.skills": NAME,
    "absence.kind": NAME,
    "holiday.name": NAME,
    "label.name": UNIQUE,
    "account.name": NAME,
    "account.industry": NAME,
    "account.size": NAME,
    "contact.job_title": NAME,
    "product.name": UNIQUE,
    "product.series": NAME,
    "product.currency": CODE,
    "pipeline.name": UNIQUE,
    "stage.name": UNIQUE,
    "deal.name": NAME,
    "deal.currency": CODE,
    "deal.outcome_reason": NAME,
    "lead.category": NAME,
    "push_reason.code": CODE,
    "exchange_rate.currency": UNIQUE_CODE,
    "activity_type.code": UNIQUE_CODE,
    "activity_type.name": NAME,
    "activity_type.sign": NAME,
    "activity_type.outcomes": LIST,
    "sprint.goal": NAME,
    "sprint.cancel_reason": NAME,
    "activity.list_name": NAME,
    "cadence.name": NAME,
    "cadence.category": NAME,
    "cadence_step.says": NAME,
    "recurring.list_name": NAME,
    "recurring.rule": CODE,
    "week_line.list_name": NAME,
    "proposal.list_name": NAME,
    "origin.slot": UNIQUE_CODE,
    "activity.outcome": CODE,
    "activity_tally.outcome": UNIQUE_CODE,
    "goal.metric": CODE,
    "commitment_item.deal_currency": CODE,
    "import_source.name": UNIQUE,
    "import_mapping.name": UNIQUE,
    "import_mapping.kind": CODE,
    "import_mapping.body": BODY,
    "import_seen.kind": CODE,
    "import_seen.external_id": NAME,
    "import_seen.seen": BODY,
    "snapshot.body": BODY,
    "snapshot.digest": CODE,
    "journal_entry.verb": CODE,
    "journal_entry.summary": NAME,
    "journal_entry.token": UNIQUE_CODE,
    "journal_change.tbl": CODE,
    "journal_change.before": BODY,
    "journal_change.after": BODY,
    "journal_result.body": BODY,
    "deal_history.currency": CODE,
    "deal_history.outcome": CODE,
    "deal_history.forecast_category": CODE,
}
"""Every text column but those to which the database itself admits only our words."""


def text_columns() -> list[Column[str]]:
    """All columns that hold text, days and moments not counted."""
    return [column for table in complete().sorted_tables for column in table.columns if isinstance(column.type, String)]


def admits_only_words(column: Column[str]) -> bool:
    """Whether a rule of the database lists what may stand in a column."""
    rules = (rule for rule in column.table.constraints if isinstance(rule, CheckConstraint))
    return any(str(rule.name).endswith(f"{column.name}_known") for rule in rules)


def named(column: Column[str]) -> str:
    """A column as `table.column`."""
    return f"{column.table}.{column.name}"


def is_unique(column: Column[str]) -> bool:
    """Whether no two rows may hold the same text."""
    rules = (rule for rule in column.table.constraints if isinstance(rule, UniqueConstraint))
    return any(column.name in rule.columns for rule in rules)


def make_plain(path: Path) -> None:
    """The sample team as it is."""
    make_demo(path, TODAY, clock=Clock(TODAY))


# Rows where the sample has none, so that each text column has at least one.
MORE_ROWS = (
    "INSERT INTO deal_person (team_id, version, deal_id, member_id, function) VALUES (1, 1, 1, 2, 'sdr')",
    "INSERT INTO team_setting (team_id, version, key, value) VALUES (1, 1, 'private', 'x')",
    "INSERT INTO holiday (team_id, version, on_day, name) VALUES (1, 1, '2026-11-20', 'Founding day')",
    "INSERT INTO exchange_rate (team_id, version, currency, on_day, rate_nano) VALUES (1, 1, 'USD', '2026-01-01', 900000000)",
    "INSERT INTO import_mapping (company_id, version, name, kind, body) VALUES (1, 1, 'crm', 'deals', '{}')",
    """INSERT INTO push_reason (team_id, version, deal_id, history_id, code)
    SELECT team_id, 1, deal_id, id, 'x' FROM deal_history WHERE close_before IS NOT NULL""",
    "INSERT INTO cadence (team_id, version, name, category, archived) VALUES (1, 1, 'x', 'x', 0)",
    """INSERT INTO cadence_step (team_id, version, cadence_id, place, type_id, offset_days, counted_from, says, archived)
    VALUES (1, 1, 1, 0, 1, 0, 'due', 'x', 0)""",
    """INSERT INTO enrolment (team_id, version, cadence_id, owner_id, deal_id, started_on, stopped_on, why)
    VALUES (1, 1, 1, 2, 1, '2026-11-16', '2026-11-17', 'by_hand')""",
    """INSERT INTO recurring (team_id, version, owner_id, type_id, list_name, quantity, rule, from_on, several)
    VALUES (1, 1, 2, 1, 'x', 1, 'x', '2026-11-16', 0)""",
    "INSERT INTO week_line (team_id, version, owner_id, weekday, type_id, list_name, quantity) VALUES (1, 1, 2, 0, 1, 'x', 1)",
    """INSERT INTO proposal (team_id, version, owner_id, by_id, type_id, list_name, quantity, state, made_on)
    VALUES (1, 1, 2, 1, 1, 'x', 1, 'open', '2026-11-16')""",
    "INSERT INTO origin (team_id, version, kind, source_id, slot, activity_id) VALUES (1, 1, 'week', 1, 'x', 1)",
    "UPDATE deal SET product_id = 1 + id % 4 WHERE product_id IS NULL",
    "UPDATE sprint SET goal = 'x' WHERE goal IS NULL",
)


def fill(path: Path, shift: int = 0, *, codes: bool = False, strings: Sequence[str] = STRINGS) -> None:
    """Put the strings into every text column as a console would that knows no door; row by row others, from SHIFT on.

    CODES: also where the program looks a word up.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys=OFF")
        drop_triggers(connection)
        connection.execute("BEGIN")
        for statement in MORE_ROWS:
            connection.execute(statement)
        for place, column in enumerate(text_columns()):
            case = CASES.get(named(column))
            if case is not None and not case.needed and (codes or not case.code):
                fill_column(connection, column, case, strings, shift + place * 7)
        connection.execute("COMMIT")
        for statement in sqlite_triggers():
            connection.execute(statement)
    finally:
        connection.close()


def fill_endless(path: Path, strings: Sequence[str]) -> None:
    """Put an endless text into one row of every column that holds names and notes, below the doors."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys=OFF")
        drop_triggers(connection)
        for place, column in enumerate(text_columns()):
            case = CASES.get(named(column))
            if case is not None and not case.code and not case.needed:
                table, text = column.table.name, case.fill(strings[place % len(strings)], 1)
                last = f"(SELECT max(id) FROM {table} WHERE {column.name} IS NOT NULL)"
                connection.execute(f"UPDATE {table} SET {column.name} = ? WHERE id = {last}", (text,))
        for statement in sqlite_triggers():
            connection.execute(statement)
    finally:
        connection.close()


def fill_column(connection: sqlite3.Connection, column: Column[str], case: Case, strings: Sequence[str], shift: int) -> None:
    """Put the strings into one column; half a surrogate pair is stored as the bytes that a careless program would write."""
    table, name = column.table.name, column.name
    ids = [row[0] for row in connection.execute(f"SELECT id FROM {table}")]
    values = [(stored(case.fill(strings[(id_ + shift) % len(strings)], id_)), id_) for id_ in ids]
    connection.executemany(f"UPDATE {table} SET {name} = CAST(? AS TEXT) WHERE id = ?", values)


def stored(text: str) -> str | bytes:
    """The text as it can be bound."""
    return text.encode("utf-8", "surrogatepass") if any("\ud800" <= char <= "\udfff" for char in text) else text
