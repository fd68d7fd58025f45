"""Everything held on one person: master data, texts, every row that names them, their acts, imports and mentions by others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, Column, Connection, Table, select

from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.money import major
from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.storage.journal import plain_value
from sprintsales.storage.persons import texts
from sprintsales.storage.queries import mentions
from sprintsales.storage.queries.mentions import Mention
from sprintsales.storage.queries.persons import KINDS, Person, parts, text_columns, texts_of
from sprintsales.storage.schema import (
    account,
    activity_type,
    commitment,
    commitment_item,
    deal,
    deal_history,
    import_seen,
    import_source,
    journal_entry,
    label,
    metadata,
    person_text,
    pipeline,
    product,
    sprint,
    stage,
)

Row = dict[str, object]
NAMES: tuple[tuple[Table, Column[object]], ...] = (
    (account, account.c.name),
    (deal, deal.c.name),
    (label, label.c.name),
    (pipeline, pipeline.c.name),
    (product, product.c.name),
    (stage, stage.c.name),
    (sprint, sprint.c.number),
    (activity_type, activity_type.c.code),
    (import_source, import_source.c.name),
)
"""What rows are called that others point at."""
MONEY = {("deal", "value"): "currency", ("commitment_item", "deal_value"): "deal_currency", ("deal_history", "value"): "currency"}
LEVELS = {("goal", "commit_level"), ("goal", "stretch_level")}
PER_MILLE = {("deal", "probability"), ("deal_history", "probability"), ("deal_person", "credit")}
INNER = frozenset({"team_id", "version"})
"""Columns that say nothing about anybody."""
JSON_COLUMNS = {("snapshot", "body")}


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """All that is held on somebody, as plain values; `held` by table, each row with its links named."""

    person: Person
    today: date
    team: str
    own: Row
    texts: tuple[Row, ...]
    held: Mapping[str, tuple[Row, ...]]
    acts: tuple[Row, ...]
    imports: tuple[Row, ...]
    mentions: tuple[Mention, ...]

    @property
    def acts_by_verb(self) -> dict[str, int]:
        """How many acts of each kind, the most frequent first."""
        counts: dict[str, int] = {}
        for one in self.acts:
            verb = str(one["verb"])
            counts[verb] = counts.get(verb, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def record_of(connection: Connection, desk: Desk, person: Person) -> PersonRecord:
    """Return everything held on a person; raises OnlyManagers unless a manager asks, or the person."""
    refuse_others(connection, desk, person)
    own_texts = texts_of(connection, desk.team.id, person)
    names = mentions.names_of(connection, own_texts)
    writer = Writer(connection, desk.team.currency)
    (own, *_) = [*writer.rows(KINDS[person.kind], [person.row_id]), {}]
    found = mentions.mentions(connection, desk.team.id, person, names, own_texts)
    return PersonRecord(
        person, desk.today, desk.team.name, own, tuple(listed_texts(connection, own_texts)), held(connection, writer, person),
        tuple(acts(connection, desk, person)), tuple(imports(connection, desk, person)),
        tuple(one for one in found if one.why != mentions.PART),
    )  # fmt: skip


def refuse_others(connection: Connection, desk: Desk, person: Person) -> None:
    """Raise OnlyManagers unless a manager asks, or the person."""
    if person.kind == "member" and person.row_id == desk.me.id:
        return
    if roles.role_now(connection, desk) != roles.MANAGER:
        ask = roles.managers(connection, desk)
        raise roles.OnlyManagers(f"What is held on somebody is shown to that person and to a manager. Ask {ask}.")


def held(connection: Connection, writer: Writer, person: Person) -> dict[str, tuple[Row, ...]]:
    """Return every row that points at a person, by table, and the items of the own promises."""
    ids: dict[str, set[int]] = {}
    for table in metadata.sorted_tables:
        for link in table.foreign_keys:
            if link.column.table is KINDS[person.kind]:
                query = select(table.c.id).where(table.c[link.parent.name] == person.row_id)
                ids.setdefault(table.name, set()).update(connection.execute(query).scalars())
    if person.kind == "member":
        promises = select(commitment.c.id).where(commitment.c.member_id == person.row_id)
        items = select(commitment_item.c.id).where(commitment_item.c.commitment_id.in_(promises))
        owned = select(deal_history.c.id).where(deal_history.c.owner_id == person.row_id)
        ids |= {table: set(connection.execute(query).scalars()) for table, query in (("commitment_item", items), ("deal_history", owned))}
    return {name: tuple(writer.rows(metadata.tables[name], found)) for name, found in sorted(ids.items())}


def listed_texts(connection: Connection, kinds: Mapping[int, str]) -> Iterable[Row]:
    """Yield a person's texts with what they belong to."""
    bodies, at = texts(connection, kinds), mentions.rows_with(connection, kinds)
    for id_, kind in kinds.items():
        yield {"id": id_, "kind": kind, "text": bodies[id_], "at": [{"table": table, "id": row} for table, row in at.get(id_, ())]}


def acts(connection: Connection, desk: Desk, person: Person) -> Iterable[Row]:
    """Yield a member's acts as the journal has them."""
    if person.kind != "member":
        return
    e = journal_entry.c
    query = select(e.id, e.recorded_at, e.known_on, e.verb, e.summary, e.reason_id, e.undoes_id)
    rows = connection.execute(query.where(e.team_id == desk.team.id, e.member_id == person.row_id).order_by(e.id)).all()
    reasons = texts(connection, [row.reason_id for row in rows])
    for row in rows:
        yield {
            "id": row.id, "recorded_at": plain_value(row.recorded_at), "known_on": plain_value(row.known_on), "verb": row.verb,
            "summary": row.summary, "reason": reasons.get(row.reason_id), "undoes": row.undoes_id,
        }  # fmt: skip


def imports(connection: Connection, desk: Desk, person: Person) -> Iterable[Row]:
    """Yield the lines of imports whose file named the person."""
    s, column = import_seen.c, {"member": "owner", "contact": "contact_id", "lead": "lead_id"}[person.kind]
    query = select(s.id, s.entry_id, s.kind, s.external_id, s.row_id, s.seen, import_source.c.name).join(
        import_source, import_source.c.id == s.source_id
    )
    for row in connection.execute(query.where(s.team_id == desk.team.id, s.seen.contains(f'"{column}')).order_by(s.id)):
        named = [name for name, value in json.loads(row.seen).items() if name.startswith(column) and value == person.row_id]
        if named:
            yield {
                "id": row.id, "act": row.entry_id, "source": row.name, "kind": row.kind, "external_id": row.external_id,
                "row": row.row_id, "as": [name.removesuffix("_id") for name in named],
            }  # fmt: skip


class Writer:
    """Turns rows into plain values for reading: texts, names of what they point at, amounts in major units."""

    def __init__(self, connection: Connection, currency: str) -> None:
        self.connection, self.currency = connection, currency

    def rows(self, table: Table, ids: Iterable[int]) -> list[Row]:
        """Return rows by id, in order."""
        found = []
        for part in parts(ids):
            rows = [dict(row) for row in self.connection.execute(select(table).where(table.c.id.in_(part)).order_by(table.c.id)).mappings()]
            words = texts(self.connection, [row[name] for row in rows for name in text_columns(table.name)])
            called = {name: self.called(table, name, rows) for name in links(table)}
            found += [self.row(table, row, words, called) for row in rows]
        return found

    def called(self, table: Table, name: str, rows: Iterable[Row]) -> dict[int, object]:
        """Return what the rows are called that a column points at."""
        (target,) = {link.column.table for link in table.c[name].foreign_keys}
        wanted = {value for row in rows if isinstance(value := row[name], int)}
        column = target.c.name_id if "name_id" in target.c else next((column for one, column in NAMES if one is target), None)
        if column is None:
            return {}
        found: dict[int, object] = {}
        for part in parts(wanted):
            found |= {row[0]: row[1] for row in self.connection.execute(select(target.c.id, column).where(target.c.id.in_(part)))}
        if "name_id" not in target.c:
            return found
        words = texts(self.connection, [value for value in found.values() if isinstance(value, int)])
        return {id_: words[value] for id_, value in found.items() if isinstance(value, int)}

    def row(self, table: Table, row: Row, words: Mapping[int, str], called: Mapping[str, Mapping[int, object]]) -> Row:
        """Return one row as plain values."""
        plain: Row = {}
        for column in table.columns:
            name, value = column.name, row[column.name]
            if name in INNER:
                continue
            if name in text_columns(table.name):
                plain[name.removesuffix("_id")] = words.get(value) if isinstance(value, int) else None
                continue
            plain[name] = self.value(table, column, row)
            if called.get(name):
                plain[name.removesuffix("_id")] = called[name].get(value) if isinstance(value, int) else None
        return plain

    def value(self, table: Table, column: Column[object], row: Row) -> object:
        """Return one value: money as text of major units, shares as 0..1, days and moments in ISO 8601."""
        value, place = row[column.name], (table.name, column.name)
        if isinstance(value, int) and place in MONEY:
            return major(value, str(row[MONEY[place]] or ""))
        if place in LEVELS:
            return level(row["metric"], value, self.currency)
        if isinstance(value, int) and place in PER_MILLE:
            return value / 1000
        if isinstance(column.type, Boolean):
            return value
        return json.loads(str(value)) if place in JSON_COLUMNS else plain_value(value)


def links(table: Table) -> list[str]:
    """Return the columns of a table that point at other rows, but for texts, the team and the company."""
    away = ("team", "company")
    return [link.parent.name for link in table.foreign_keys if link.column.table is not person_text and link.column.table.name not in away]


def level(metric: object, value: object, currency: str) -> object:
    """Return a goal's level as JSON has it: money as text of major units, a ratio 0..1, else a count."""
    unit = KPIS[str(metric)].unit if metric in KPIS else "count"
    if not isinstance(value, int):
        return None
    return major(value, currency) if unit in ("money", "money_per_day") else value / 1000 if unit == "ratio" else value
