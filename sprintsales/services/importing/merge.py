"""The three-way merge: what a file said last, what it says now, and what is here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, bindparam, select, update

from sprintsales.services.importing.order import Conflict, Report
from sprintsales.services.importing.reading import Parsed, TextValue, Value
from sprintsales.storage.bulk import insert_rows, reserve_ids
from sprintsales.storage.journal import plain_value, python_value, undone_entries
from sprintsales.storage.persons import remember_all, texts
from sprintsales.storage.schema import import_seen, person_text

BATCH = 500

# Who decides when the file and somebody here changed the same field to different values.
RULES: Mapping[str, str] = {
    "agreement_on": "here",
    "next_step_id": "here",
    "forecast_category": "here",
    "close_on": "ask",
}


@dataclass(frozen=True, slots=True)
class Base:
    """What the file last said about one of our rows, under its foreign id."""

    row_id: int
    seen: str


class Merge:
    """Merges parsed rows of one kind into one table, under one act."""

    def __init__(
        self, connection: Connection, table: Table, *, team_id: int, source_id: int, entry_id: int, rules: Mapping[str, str],
        defaults: Mapping[str, object], report: Report, match: Callable[[Parsed], int | None] | None = None,
        before: Sequence[Callable[[], None]] = (),
    ) -> None:  # fmt: skip
        self.connection, self.table, self.team_id, self.source_id, self.entry_id = connection, table, team_id, source_id, entry_id
        self.rules, self.defaults, self.report, self.match, self.before = {**RULES, **rules}, defaults, report, match, before
        self.columns = tuple(column.name for column in table.columns)
        self.bases = self._bases()
        self.new: list[Parsed] = []
        self.maybe: list[tuple[Parsed, Base]] = []

    def _bases(self) -> dict[str, Base]:
        """Return the last standing word of this source on every row that is still here."""
        s = import_seen.c
        undone = undone_entries(self.connection)
        here = set(self.connection.execute(select(self.table.c.id).where(self.table.c.team_id == self.team_id)).scalars())
        query = select(s.external_id, s.row_id, s.seen, s.entry_id).where(s.source_id == self.source_id, s.kind == self.table.name)
        rows = self.connection.execute(query.order_by(s.id))
        return {external: Base(row_id, seen) for external, row_id, seen, entry in rows if entry not in undone and row_id in here}

    def take(self, parsed: Parsed) -> None:
        """Sort one row: new, unchanged in the file, or to be merged; batches are written as they fill."""
        base = self.bases.get(parsed.key)
        if base is None and self.match is not None:
            row_id = self.match(parsed)
            base = None if row_id is None else Base(row_id, "{}")
        if base is None:
            self.new.append(parsed)
        elif says_nothing_new(parsed, base):
            self.report.unchanged += 1
        else:
            self.maybe.append((parsed, base))
        if len(self.new) >= BATCH * 10:
            self.write_new()
        if len(self.maybe) >= BATCH:
            self.write_merged()

    def write(self) -> None:
        """Write what is left."""
        self.write_new()
        self.write_merged()

    def _write_first(self) -> None:
        """Write the names and stages the rows point at."""
        for write in self.before:
            write()

    def write_new(self) -> None:
        """Add the new rows with what the file said about them."""
        rows, self.new = self.new, []
        if not rows:
            return
        self._write_first()
        stored = self._texts_stored([parsed.values for parsed in rows])
        ids = reserve_ids(self.connection, self.table.name, len(rows))
        fixed = {"team_id": self.team_id, "version": 1, **self.defaults}
        lines = []
        for row_id, values in zip(ids, stored, strict=True):
            whole = {**fixed, **values, "id": row_id}
            lines.append([whole.get(name) for name in self.columns])
        insert_rows(self.connection, self.table.name, self.columns, lines)
        self._note([(parsed, row_id, as_seen(parsed)) for parsed, row_id in zip(rows, ids, strict=True)])
        self._people(rows, ids)
        self.report.added += len(rows)

    def write_merged(self) -> None:
        """Merge the rows whose file changed, field by field."""
        pairs, self.maybe = self.maybe, []
        if not pairs:
            return
        self._write_first()
        rows = self.connection.execute(select(self.table).where(self.table.c.id.in_([base.row_id for _, base in pairs]))).mappings()
        here = {int(row["id"]): {name: plain_value(value) for name, value in row.items()} for row in rows}
        bodies = texts(self.connection, self._text_ids(here.values()))
        writes: dict[tuple[str, ...], list[dict[str, object]]] = {}
        for parsed, base in pairs:
            ours = here[base.row_id]
            said = json.loads(base.seen)
            wanted = {name: value for name, value in parsed.values.items() if self._takes(parsed, name, value, said, ours, bodies)}
            if wanted:
                stored = self._texts_stored([wanted])[0]
                typed = {f"new_{name}": python_value(self.table, name, value) for name, value in stored.items()}
                version = int(str(ours["version"])) + 1
                writes.setdefault(tuple(sorted(stored)), []).append({"of": base.row_id, "new_version": version, **typed})
                self.report.changed += 1
            else:
                self.report.unchanged += 1
        for names, parameters in writes.items():
            bound: dict[str, object] = {name: bindparam(f"new_{name}") for name in (*names, "version")}
            self.connection.execute(update(self.table).where(self.table.c.id == bindparam("of")).values(**bound), parameters)
        self._note([(parsed, base.row_id, {**json.loads(base.seen), **as_seen(parsed)}) for parsed, base in pairs])

    def _text_ids(self, rows: Iterable[Mapping[str, object]]) -> list[int]:
        names = [name for name in self.columns if is_text(self.table, name)]
        return [id_ for row in rows for name in names if isinstance(id_ := row[name], int)]

    def _takes(
        self, parsed: Parsed, name: str, value: Value, said: Mapping[str, object], ours: Mapping[str, object], bodies: Mapping[int, str]
    ) -> bool:
        """Return whether the file's value goes in; notes a conflict where both sides changed it."""
        theirs = value.digest(parsed.key) if isinstance(value, TextValue) else value
        mine = ours[name]
        if isinstance(value, TextValue):
            body = bodies.get(mine) if isinstance(mine, int) else None
            mine = TextValue(value.kind, body).digest(parsed.key) if body is not None else None
        if theirs == mine or (name in said and theirs == said[name]):
            return False
        if mine is None or (name in said and mine == said[name]):
            return True
        rule = self.rules.get(name, "crm")
        kept = "crm" if rule == "crm" else "here"
        self.report.warn("local_replaced" if kept == "crm" else "local_kept", parsed.line)
        hidden = isinstance(value, TextValue)
        shown = (None, None, None) if hidden else (said.get(name), theirs, mine)
        self.report.conflicts.append(Conflict(parsed.key, name.removesuffix("_id"), *shown, kept))
        return kept == "crm"

    def _texts_stored(self, rows: Sequence[Mapping[str, Value]]) -> list[dict[str, object]]:
        """Return the rows with every person's text put into the store and its id in its place."""
        found = [(place, name, value) for place, row in enumerate(rows) for name, value in row.items() if isinstance(value, TextValue)]
        stored: list[dict[str, object]] = [dict(row) for row in rows]
        for kind in sorted({value.kind for _, _, value in found}):
            of_kind = [(place, name, value.body) for place, name, value in found if value.kind == kind]
            ids = remember_all(self.connection, self.team_id, kind, [body for _, _, body in of_kind])
            for (place, name, _), id_ in zip(of_kind, ids, strict=True):
                stored[place][name] = id_
        return stored

    def _note(self, rows: Iterable[tuple[Parsed, int, Mapping[str, object]]]) -> None:
        """Keep what the file said, as the base of the next merge."""
        columns = ("team_id", "entry_id", "source_id", "kind", "external_id", "row_id", "seen")
        start = (self.team_id, self.entry_id, self.source_id, self.table.name)
        lines = [(*start, parsed.key, row_id, json.dumps(seen, ensure_ascii=False, sort_keys=True)) for parsed, row_id, seen in rows]
        insert_rows(self.connection, "import_seen", columns, lines)

    def _people(self, rows: Sequence[Parsed], ids: Sequence[int]) -> None:
        """Add the further persons of new deals."""
        columns = ("team_id", "version", "deal_id", "member_id", "function")
        lines = [
            (self.team_id, 1, id_, member, function) for row, id_ in zip(rows, ids, strict=True) for function, member in row.people.items()
        ]
        insert_rows(self.connection, "deal_person", columns, lines)


def is_text(table: Table, name: str) -> bool:
    """Return whether a column points into the text store."""
    return any(link.column.table is person_text for link in table.c[name].foreign_keys)


def as_seen(parsed: Parsed) -> dict[str, object]:
    """Return what the merge base keeps of a row."""
    return {name: value.digest(parsed.key) if isinstance(value, TextValue) else value for name, value in parsed.values.items()}


def says_nothing_new(parsed: Parsed, base: Base) -> bool:
    """Return whether the file says what it said last time, in every field it fills in."""
    seen = as_seen(parsed)
    if json.dumps(seen, ensure_ascii=False, sort_keys=True) == base.seen:
        return True
    said = json.loads(base.seen)
    return all(name in said and said[name] == value for name, value in seen.items())
