"""Merging the rows of a file into one table: added, left alone, or merged field by field, in batches under one act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import Connection, Table, bindparam, false, select, update

from sprintsales.domain.money import major
from sprintsales.services.importing.bases import Base, as_json, as_seen, says_nothing_new
from sprintsales.services.importing.order import Absent, Change, Conflict, Report
from sprintsales.services.importing.reading import Parsed, Said, TextValue, Value
from sprintsales.services.importing.threeway import CRM, HERE, RULES, Clash, judge
from sprintsales.storage.bulk import insert_rows, inserted, reserve_ids
from sprintsales.storage.journal import plain_value, python_value
from sprintsales.storage.persons import remember_all, texts
from sprintsales.storage.schema import deal_person, import_source, person_text

BATCH = 500
NEW_BATCH = 2000
PERSON = "owner:"
AMOUNTS = ("value", "list_price")
STAGE_MARK = "~stage"  # what a stage's word means is said anew by --stage each time


@dataclass(frozen=True, slots=True)
class Place:
    """Where the merged rows go and on whose word: team, source, act."""

    team_id: int
    source: str
    source_id: int | None
    entry_id: int


class Merge:
    """Merges parsed rows of one kind into one table, under one act."""

    def __init__(
        self, connection: Connection, table: Table, place: Place, bases: dict[str, Base], report: Report, *, rules: Mapping[str, str],
        defaults: Mapping[str, object], people: Sequence[str] = (), match: Callable[[Parsed], int | None] | None = None,
        before: Sequence[Callable[[], None]] = (),
    ) -> None:  # fmt: skip
        self.connection, self.table, self.place, self.bases, self.report = connection, table, place, bases, report
        self.rules, self.people, self.match, self.before = {**RULES, **rules}, people, match, before
        # Plain text: SQLAlchemy's names are a kind of their own, which dictionaries and the driver take several times as long for.
        self.name = str(table.name)
        self.columns = tuple(str(column.name) for column in table.columns)
        self.texts = frozenset(name for name in self.columns if is_text(table, name))
        self.empty: dict[str, object] = {**dict.fromkeys(self.columns), "team_id": place.team_id, "version": 1, **defaults}
        self.in_order = itemgetter(*self.columns)
        self.source_id = place.source_id
        self.claimed = {base.row_id for base in bases.values()} if match else set()
        self.noted = False
        self.met: set[str] = set()
        """The ids the file names: what else of the source is here is not in it."""
        self.new: list[Parsed] = []
        self.maybe: list[tuple[Parsed, Base]] = []

    def take(self, parsed: Parsed) -> None:
        """Sort one row: new, unchanged in the file, or to be merged; batches are written as they fill."""
        self.met.add(parsed.key)
        base = self.bases.get(parsed.key)
        if base is None and self.match is not None:
            base = self._matched(parsed)
        if base is None:
            self.new.append(parsed)
            if len(self.new) >= NEW_BATCH:
                self.write_new()
        elif says_nothing_new(as_seen(parsed, self.texts), base.seen):
            self.report.unchanged += 1
        else:
            self.maybe.append((parsed, base))
            if len(self.maybe) >= BATCH:
                self.write_merged()

    def _matched(self, parsed: Parsed) -> Base | None:
        """Return a row here that this one is by its name, unless another id in the file has it already."""
        row_id = self.match(parsed) if self.match is not None else None
        if row_id is None or row_id in self.claimed:
            return None
        self.claimed.add(row_id)
        return Base(row_id, as_json({"name": parsed.values.get("name")}))

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
        ids = reserve_ids(self.connection, self.name, len(rows))
        wholes = [{**self.empty, **parsed.values, **parsed.once, "id": row_id} for parsed, row_id in zip(rows, ids, strict=True)]
        self._store_texts(wholes)
        lines = [self.in_order(whole) for whole in wholes]
        insert_rows(self.connection, self.name, self.columns, lines)
        self._note([(parsed.key, row_id, as_seen(parsed, self.texts)) for parsed, row_id in zip(rows, ids, strict=True)])
        self._add_people([(row_id, parsed.values) for parsed, row_id in zip(rows, ids, strict=True)])
        self.report.added += len(rows)

    def write_merged(self) -> None:
        """Merge the rows whose file changed, field by field."""
        pairs, self.maybe = self.maybe, []
        if not pairs:
            return
        self._write_first()
        here = self._here([base.row_id for _, base in pairs])
        bodies = texts(self.connection, [id_ for row in here.values() for name in self.texts if isinstance(id_ := row[name], int)])
        writes: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
        people: list[tuple[int, Mapping[str, Value]]] = []
        notes = []
        for parsed, base in pairs:
            said = base.said
            wanted = self._wanted(parsed, said, here[base.row_id], bodies)
            columns = {name: value for name, value in wanted.items() if not name.startswith(PERSON)}
            if columns:
                stored: dict[str, object] = {**columns}
                self._store_texts([stored])
                typed = {f"new_{name}": python_value(self.table, name, value) for name, value in stored.items()}
                version = int(str(here[base.row_id]["version"])) + 1
                writes[tuple(sorted(stored))].append({"of": base.row_id, "new_version": version, **typed})
            people.append((base.row_id, {name: value for name, value in wanted.items() if name.startswith(PERSON)}))
            self.report.changes += self._changes(parsed, wanted, here[base.row_id], bodies)
            self.report.changed += bool(wanted)
            self.report.unchanged += not wanted
            notes.append((parsed.key, base.row_id, said | as_seen(parsed, self.texts)))
        for names, parameters in writes.items():
            bound: dict[str, object] = {name: bindparam(f"new_{name}") for name in (*names, "version")}
            self.connection.execute(update(self.table).where(self.table.c.id == bindparam("of")).values(**bound), parameters)
        self._change_people(people)
        self._note(notes)

    def _here(self, ids: Sequence[int]) -> dict[int, dict[str, object]]:
        """Return rows as they are now, in the values a file is read into, with the further persons of a deal."""
        rows = self.connection.execute(select(self.table).where(self.table.c.id.in_(ids))).mappings()
        here = {int(row["id"]): {name: plain_value(value) for name, value in row.items()} for row in rows}
        if self.name == "deal":
            c = deal_person.c
            query = select(c.deal_id, c.function, c.member_id).where(c.deal_id.in_(ids))
            for deal_id, function, member_id in self.connection.execute(query):
                here[deal_id][f"{PERSON}{function}"] = member_id
        return here

    def _wanted(self, parsed: Parsed, said: dict[str, object], ours: Said, bodies: Mapping[int, str]) -> dict[str, Value]:
        """Return the file's values that go in; notes the conflicts where both sides changed a field."""
        seen = as_seen(parsed, self.texts)
        for mark, word in parsed.words.items():  # the same word as last time: it means the same row, whatever that is called now
            name = column_of(mark)
            if mark != STAGE_MARK and said.get(mark) == word and name in said and name in seen:
                seen[name] = said[name]
        theirs = {name: value for name, value in seen.items() if name not in parsed.words}
        mine = {name: self._mine(name, parsed, ours, bodies) for name in theirs}
        verdict = judge(theirs, said, mine, self.rules)
        kept = {CRM if clash.kept == CRM else HERE for clash in verdict.clashes}
        for side in kept:
            self.report.warn("local_replaced" if side == CRM else "local_kept", parsed.line)
        self.report.conflicts += [self._conflict(clash, parsed, said, ours, bodies) for clash in verdict.clashes]
        wanted = {name: parsed.values[name] for name in sorted(verdict.takes) if theirs[name] != mine[name]}
        return wanted | parsed.once if "state" in wanted else wanted

    def _mine(self, name: str, parsed: Parsed, ours: Said, bodies: Mapping[int, str]) -> object:
        """Return a field as it is here, a person's text as the digest it has for this row."""
        mine = ours.get(name)
        if name not in self.texts or not isinstance(mine, int):
            return mine
        body = bodies.get(mine)
        return None if body is None else TextValue("", body).digest(parsed.key)

    def _conflict(self, clash: Clash, parsed: Parsed, said: Said, ours: Said, bodies: Mapping[int, str]) -> Conflict:
        """Return a clash as it is told: texts and amounts readable, names still as ids."""
        name, base, file, here = clash.field, clash.base, clash.file, clash.here
        if name in self.texts:
            value, mine = parsed.values[name], ours.get(name)
            base, file = None, value.body if isinstance(value, TextValue) else None
            here = bodies.get(mine) if isinstance(mine, int) else None
        if name in AMOUNTS:
            base, file, here = (in_major(one, side) for one, side in ((base, said), (file, parsed.values), (here, ours)))
        return Conflict(parsed.key, name, base, file, here, CRM if clash.kept == CRM else HERE, clash.kept)

    def _changes(self, parsed: Parsed, wanted: Mapping[str, Value], ours: Said, bodies: Mapping[int, str]) -> Iterator[Change]:
        """Give what goes in field by field, as it was and as it will be; names still as ids."""
        called = str(parsed.values.get("name") or ours.get("name") or "")
        external = parsed.key.removeprefix("\\") if not parsed.key.startswith("~") else ""
        for name, value in wanted.items():
            if name in parsed.once:
                continue
            old, new = ours.get(name), value.body if isinstance(value, TextValue) else value
            if name in self.texts:
                old = bodies.get(old) if isinstance(old, int) else None
            elif name in AMOUNTS:
                old, new = in_major(old, ours), in_major(new, {**ours, **wanted})
            yield Change(int(str(ours["id"])), external, called, name, old, new)

    def absent(self, named: Collection[str]) -> list[Absent]:
        """Return the rows here from this source that the file does not name; NAMED are ids of rows that were not taken."""
        gone = {base.row_id: key for key, base in self.bases.items() if key not in self.met and key not in named}
        if not gone or "name" not in self.columns:
            return []
        c = self.table.c
        is_open = (c.outcome == "open").label("is_open") if "outcome" in self.columns else false().label("is_open")
        rows = self.connection.execute(select(c.id, c.name, is_open).where(c.team_id == self.place.team_id).order_by(c.id))
        return [
            Absent(int(row.id), "" if (key := gone[row.id])[0] == "~" else key.removeprefix("\\"), str(row.name), bool(row.is_open))
            for row in rows
            if row.id in gone
        ]  # fmt: skip

    def _store_texts(self, rows: Sequence[dict[str, object]]) -> None:
        """Put every person's text into the store and its id in its place."""
        by_kind: dict[str, list[tuple[dict[str, object], str, str]]] = defaultdict(list)
        for row in rows:
            for name in self.texts:
                value = row.get(name)
                if isinstance(value, TextValue):
                    by_kind[value.kind].append((row, name, value.body))
        for kind, of_kind in sorted(by_kind.items()):
            ids = remember_all(self.connection, self.place.team_id, kind, [body for _, _, body in of_kind])
            for (row, name, _), id_ in zip(of_kind, ids, strict=True):
                row[name] = id_

    def _note(self, rows: Iterable[tuple[str, int, Said]]) -> None:
        """Keep what the file said, as the base of the next merge."""
        place = self.place
        if self.source_id is None:
            self.source_id = inserted(self.connection, import_source, {"team_id": place.team_id, "name": place.source})
        columns = ("team_id", "entry_id", "source_id", "kind", "external_id", "row_id", "seen")
        start = (place.team_id, place.entry_id, self.source_id, self.name)
        insert_rows(self.connection, "import_seen", columns, [(*start, key, row_id, as_json(said)) for key, row_id, said in rows])
        self.noted = True

    def _add_people(self, rows: Iterable[tuple[int, Mapping[str, Value]]]) -> None:
        """Add the further persons of deals."""
        columns = ("team_id", "version", "deal_id", "member_id", "function")
        lines = [
            (self.place.team_id, 1, deal_id, value, name.removeprefix(PERSON))
            for deal_id, values in rows
            for name in self.people
            if (value := values.get(name)) is not None
        ]
        if lines:
            insert_rows(self.connection, "deal_person", columns, lines)

    def _change_people(self, rows: Sequence[tuple[int, Mapping[str, Value]]]) -> None:
        """Put another person in a function of a deal, or the first one."""
        wanted = {(deal_id, name.removeprefix(PERSON)): value for deal_id, values in rows for name, value in values.items()}
        if not wanted:
            return
        c = deal_person.c
        query = select(c.id, c.version, c.deal_id, c.function).where(c.deal_id.in_({deal_id for deal_id, _ in wanted}))
        for id_, version, deal_id, function in self.connection.execute(query).all():
            if (deal_id, function) in wanted:
                change = update(deal_person).where(c.id == id_).values(member_id=wanted.pop((deal_id, function)), version=version + 1)
                self.connection.execute(change)
        self._add_people([(deal_id, {f"{PERSON}{function}": value}) for (deal_id, function), value in wanted.items()])


def in_major(amount: object, side: Mapping[str, object]) -> str | None:
    """Return an amount of one side as people and documents write it, None for none."""
    return major(amount, str(side.get("currency") or "")) if isinstance(amount, int) else None


def column_of(mark: str) -> str:
    """Return the column that a word's mark belongs to."""
    name = mark.removeprefix("~")
    return name if name.startswith(PERSON) else f"{name}_id"


def is_text(table: Table, name: str) -> bool:
    """Return whether a column points into the text store."""
    return any(link.column.table is person_text for link in table.c[name].foreign_keys)
