"""The merge base: what each source last said about our rows, and under which foreign id."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from sprintsales.services.importing.reading import Parsed, Said, TextValue
from sprintsales.storage.journal import undone_entries
from sprintsales.storage.schema import import_seen, import_source, journal_entry

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Base:
    """What the file last said about one of our rows, as JSON."""

    row_id: int
    seen: str

    @property
    def said(self) -> dict[str, object]:
        """Return it as values."""
        return dict(json.loads(self.seen))


def source_named(connection: Connection, team_id: int, name: str) -> int | None:
    """Return the id of a source that is known, None for a new one."""
    query = select(import_source.c.id).where(import_source.c.team_id == team_id, import_source.c.name == name)
    return connection.execute(query).scalar()


def bases_of(connection: Connection, team_id: int, source_id: int | None, table: Table) -> dict[str, Base]:
    """Return the last standing word of a source on every row that is still here, by foreign id.

    Words of an undone import do not count. What an undo noted of the rows it had to keep counts only where no import stands.
    """
    if source_id is None:
        return {}
    s = import_seen.c
    undone = undone_entries(connection, team_id)
    undos = set(connection.execute(select(journal_entry.c.id).where(journal_entry.c.undoes_id.is_not(None))).scalars())
    here = set(connection.execute(select(table.c.id).where(table.c.team_id == team_id)).scalars())
    query = select(s.external_id, s.row_id, s.seen, s.entry_id).where(s.source_id == source_id, s.kind == table.name)
    found: dict[str, Base] = {}
    for external, row_id, seen, entry in connection.execute(query.order_by(s.id)):
        if entry in undone or row_id not in here or (entry in undos and external in found):
            continue
        found[external] = Base(row_id, seen)
    return found


def as_seen(parsed: Parsed, texts: Iterable[str]) -> dict[str, object]:
    """Return what the merge base keeps of a row: values, digests of persons' TEXTS (the names of those columns), marks of words."""
    values: dict[str, object] = {**parsed.values, **parsed.words}
    for name in texts:
        value = values.get(name)
        if isinstance(value, TextValue):
            values[name] = value.digest(parsed.key)
    return values


def as_json(said: Said) -> str:
    """Return what is kept of a row; one mapping spells a row always the same."""
    return _ENCODER.encode(said)


def says_nothing_new(said: Said, seen: str) -> bool:
    """Return whether the file says what it said last time, in every field it fills in."""
    if as_json(said) == seen:
        return True
    before = json.loads(seen)
    return all(name in before and before[name] == value for name, value in said.items())
