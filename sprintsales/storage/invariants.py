"""What must hold between the rows of a database, each rule a name, a sentence and a query that finds what breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import BigInteger, Boolean, Date, Integer, Table

from sprintsales.storage.schema import metadata
from sprintsales.storage.schema_rules import CHECKS, UNIQUES
from sprintsales.storage.types import MOMENT_FORMAT, Moment, RowId

LIMIT = 10**15
MOMENT_LENGTH = 27
ENTRY_LINKS = (
    ("journal_change", "entry_id"),
    ("journal_result", "entry_id"),
    ("deal_history", "entry_id"),
    ("import_seen", "entry_id"),
    ("commitment", "entry_id"),
    ("commitment", "withdrawn_by"),
    ("snapshot", "entry_id"),
    ("journal_entry", "undoes_id"),
)
# A person may work in several teams, so rows of one team may name a member of another.
FREE_OF_TEAM = ("member",)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way rows can be wrong: the invariant it breaks, what is said of them, their table, and the query that gives their ids.

    A second column of the query is what stands in the sentence for {}.
    """

    invariant: str
    table: str
    said: str
    query: str


SINGLE = (
    Rule(
        "one commitment per rep and sprint",
        "commitment",
        "stands beside another commitment of the same rep for the same sprint",
        "SELECT c.id FROM commitment c WHERE c.withdrawn_by IS NULL AND EXISTS (SELECT 1 FROM commitment o WHERE o.id < c.id "
        "AND o.sprint_id = c.sprint_id AND o.member_id = c.member_id AND o.withdrawn_by IS NULL)",
    ),
    Rule(
        "promised items are of the sprint's team",
        "commitment_item",
        "promises work of another team than the sprint's",
        "SELECT i.id FROM commitment_item i JOIN commitment c ON c.id = i.commitment_id JOIN sprint s ON s.id = c.sprint_id "
        "JOIN activity a ON a.id = i.activity_id WHERE i.team_id <> s.team_id OR c.team_id <> s.team_id OR a.team_id <> s.team_id",
    ),
    Rule(
        "sprints of a team do not overlap",
        "sprint",
        "shares days with an earlier sprint of its team",
        "SELECT s.id FROM sprint s JOIN sprint o ON o.team_id = s.team_id AND o.id <> s.id AND o.cancelled_on IS NULL "
        "AND s.cancelled_on IS NULL AND s.start_on < o.end_on AND o.start_on < s.end_on "
        "AND (o.start_on < s.start_on OR (o.start_on = s.start_on AND o.id < s.id))",
    ),
    Rule(
        "done work has its day",
        "activity",
        "is done, or has units done, without a day it was done on",
        "SELECT id FROM activity WHERE done_on IS NULL AND (state = 'done' OR quantity_done > 0)",
    ),
    Rule(
        "quantities are in range",
        "activity",
        "has a quantity nobody can plan or do",
        "SELECT id FROM activity WHERE quantity_planned < 1 OR quantity_planned > 100000 OR quantity_done < 0 OR quantity_done > 100000",
    ),
    Rule(
        "outcomes fit the units done",
        "activity",
        "has more outcomes than units done",
        "SELECT a.id FROM activity a JOIN activity_tally t ON t.activity_id = a.id GROUP BY a.id, a.quantity_done "
        "HAVING sum(t.units) > a.quantity_done",
    ),
    Rule(
        "open deals have no end",
        "deal",
        "is open and has a day it was closed on",
        "SELECT id FROM deal WHERE outcome = 'open' AND closed_on IS NOT NULL",
    ),
    Rule(
        "a deal's stage is of its pipeline",
        "deal",
        "stands in a stage of another pipeline",
        "SELECT d.id FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.pipeline_id <> d.pipeline_id",
    ),
    Rule(
        "a push reason belongs to a date that moved",
        "push_reason",
        "explains a line of history that is not of its deal",
        "SELECT r.id FROM push_reason r LEFT JOIN deal_history h ON h.id = r.history_id WHERE h.id IS NULL OR h.deal_id <> r.deal_id",
    ),
    Rule(
        "an undo comes after what it undoes",
        "journal_entry",
        "undoes itself or a later entry",
        "SELECT id FROM journal_entry WHERE undoes_id >= id",
    ),
    Rule(
        "reasons of entries are kept",
        "journal_entry",
        "gives a reason that is not in the text store",
        "SELECT e.id FROM journal_entry e WHERE e.reason_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM person_text t WHERE t.id = e.reason_id)",
    ),
    Rule(
        "the write door is shut",
        "write_door",
        "still names an act, so a console could write under it",
        "SELECT id FROM write_door WHERE entry_id IS NOT NULL OR known_on IS NOT NULL",
    ),
    Rule(
        "the write door is shut",
        "write_door",
        "is not there, so nothing can be written",
        "SELECT 1 WHERE (SELECT count(*) FROM write_door) <> 1",
    ),
)


def rules(dialect: str) -> Iterator[Rule]:
    """Yield every rule for a database of this kind: the single ones, and those that hold for columns of a kind in every table."""
    yield from SINGLE
    for name, column in ENTRY_LINKS:
        yield Rule(
            "records belong to an entry of the journal",
            name,
            f"names an entry that is not there ({column})",
            f"SELECT r.id FROM {name} r WHERE r.{column} IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = r.{column})",
        )
    for table in metadata.sorted_tables:
        yield from links(table)
        yield from team_rules(table)
        yield from (file_values if dialect == "sqlite" else server_values)(table)
        if table.name != "write_door":
            yield sequence_rule(table, dialect)
    yield from rules_of_tables()


def links(table: Table) -> Iterator[Rule]:
    """Yield that what a row points at is there, whether or not the database still watches over it itself."""
    for link in sorted(table.foreign_keys, key=lambda link: link.parent.name):
        parent, column = link.column.table.name, link.parent.name
        yield Rule(
            "links lead to rows",
            table.name,
            f"points at a {parent.replace('_', ' ')} that is not there ({column})",
            f"SELECT c.id FROM {table.name} c WHERE c.{column} IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.id = c.{column})",
        )


def rules_of_tables() -> Iterator[Rule]:
    """Yield the tables' own rules, asked again of every row: a rule can have been taken away and put back over rows that break it."""
    for table, checks in groupby(CHECKS, key=itemgetter(0)):
        broken = [(f"NOT ({condition})", name.replace("_", " ")) for _, name, condition in checks]
        yield Rule("the tables' own rules hold", table, "breaks the rule “{}”", first_wrong(table, broken))
    for table, columns in UNIQUES:
        listed, given = ", ".join(columns), " AND ".join(f"{column} IS NOT NULL" for column in columns)
        query = f"SELECT max(id) FROM {table} WHERE {given} GROUP BY {listed} HAVING count(*) > 1"
        yield Rule("what there is once is there once", table, f"is there again with the same {listed.replace('_', ' ')}", query)


def first_wrong(table: str, wrong: Iterable[tuple[str, str]]) -> str:
    """Return the query for the rows of which a condition holds, with the name of the first one: one walk through the table."""
    cases = " ".join(f"WHEN {condition} THEN '{name}'" for condition, name in wrong)
    return f"SELECT id, wrong FROM (SELECT id, CASE {cases} END AS wrong FROM {table}) AS r WHERE wrong IS NOT NULL"


def team_rules(table: Table) -> Iterator[Rule]:
    """Yield that what a row hangs on is of the row's team."""
    for link in sorted(table.foreign_keys, key=lambda link: link.parent.name):
        parent = link.column.table
        if "team_id" in table.c and "team_id" in parent.c and parent.name not in FREE_OF_TEAM:
            yield Rule(
                "rows stay in their team",
                table.name,
                f"hangs on a {parent.name.replace('_', ' ')} of another team ({link.parent.name})",
                f"SELECT c.id FROM {table.name} c JOIN {parent.name} p ON p.id = c.{link.parent.name} WHERE c.team_id <> p.team_id",
            )


def file_values(table: Table) -> Iterator[Rule]:
    """Yield that values in a file are what their columns say: SQLite would keep anything anywhere."""
    yield from amounts(table, "typeof({name}) <> 'integer' OR ")
    wrong: list[tuple[str, str]] = []
    for column in table.columns:
        name, kind = column.name, column.type
        if isinstance(kind, Date):
            query = f"typeof({name}) <> 'text' OR date({name}, '+0 days') IS NOT {name}"  # without '+0 days' SQLite lets 30 February pass
            yield value_rule(table, TIMES, f"has no calendar day in {name}", name, query)
        elif isinstance(kind, Moment):
            shape = f"length({name}) <> {MOMENT_LENGTH} OR {name} NOT GLOB '????-??-??T??:??:??.??????Z'"
            query = f"{shape} OR date({name}, '+0 days') IS NOT substr({name}, 1, 10)"
            yield value_rule(table, TIMES, f"has no moment in {name} (as {MOMENT_FORMAT})", name, query)
        elif isinstance(kind, Boolean):
            wrong.append((f"{name} NOT IN (0, 1)", name))
        else:
            wrong.append((f"typeof({name}) NOT IN ('{'integer' if isinstance(kind, Integer) else 'text'}', 'null')", name))
    yield Rule("values are of their kind", table.name, "has a value of another kind in {}", first_wrong(table.name, wrong))


def server_values(table: Table) -> Iterator[Rule]:
    """Yield what a column's type on a server still lets pass: days before and after all calendars, amounts no reader keeps."""
    yield from amounts(table, "")
    for column in table.columns:
        if isinstance(column.type, (Date, Moment)):
            said = f"has no {'moment' if isinstance(column.type, Moment) else 'calendar day'} in {column.name}"
            outside = f"NOT isfinite({column.name}) OR {column.name} < '0001-01-01' OR {column.name} >= '10000-01-01'"
            yield value_rule(table, TIMES, said, column.name, outside)


def amounts(table: Table, wrong_type: str) -> Iterator[Rule]:
    """Yield that amounts are whole numbers every reader keeps exactly."""
    for column in table.columns:
        name = column.name
        if column.type is not RowId and isinstance(column.type, BigInteger):
            bound = LIMIT * (1000 if name == "rate_nano" else 1)
            query = f"{wrong_type.format(name=name)}{name} > {bound} OR {name} < -{bound}"
            yield value_rule(table, "amounts are whole and in range", f"has an amount that cannot be kept exactly ({name})", name, query)


TIMES = "days and moments are real"


def value_rule(table: Table, invariant: str, said: str, column: str, wrong: str) -> Rule:
    """Return a rule about the filled values of one column."""
    return Rule(invariant, table.name, said, f"SELECT id FROM {table.name} WHERE {column} IS NOT NULL AND ({wrong})")


def sequence_rule(table: Table, dialect: str) -> Rule:
    """Return that the counter of a table's ids is not behind an id that was given out, to a row since deleted or not."""
    name = table.name
    if dialect == "sqlite":
        last = f"coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{name}'), 0)"
    else:
        last = f"(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}_id_seq)"
    given = f"SELECT id FROM {name} WHERE id > {last} UNION SELECT row_id FROM journal_change WHERE tbl = '{name}' AND row_id > {last}"
    return Rule("ids are never used twice", name, "has an id the counter of ids could give out again", given)
