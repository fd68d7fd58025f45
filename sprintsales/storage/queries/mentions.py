"""Where a person is named by others: texts of the store that can be erased too, and places outside it that cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, Table, func, or_, select

from sprintsales.storage.queries.persons import IDENTITY, Person, parts, tables_with_texts, text_columns
from sprintsales.storage.schema import deal, journal_entry, lead, metadata, person_text

WORD = re.compile(r"\w+")
SHORTEST = 3
"""Letters a part of a name has at least to be looked for by itself."""
NAMED, PART, DEAL = "named", "part", "deal"
"""By the whole name or address, by a part of the name, or not by name but on a deal with this person."""
AROUND = 40
EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that may speak of the person without being the person's own; WHY is NAMED, PART or DEAL."""

    text_id: int
    kind: str
    excerpt: str
    why: str
    at: tuple[tuple[str, int], ...]
    """The rows it belongs to; none for a text nothing points at any more."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place outside the text store that holds the name, such as a deal's name: it cannot be erased, only renamed."""

    table: str
    row_id: int
    column: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Names:
    """What a person was ever called, folded: whole names and addresses, and what finds them, or parts of a name, as words."""

    whole: tuple[str, ...]
    part: re.Pattern[str] | None
    every: re.Pattern[str] | None

    @classmethod
    def of(cls, called: Iterable[tuple[str, str]]) -> Names:
        """Return the names of a person from (kind, text)."""
        given = [(kind, " ".join(body.casefold().split())) for kind, body in called]
        whole = tuple(sorted({text for kind, text in given if kind in ("name", "email") and len(text) >= SHORTEST}))
        words = sorted({word for kind, text in given if kind == "name" for word in WORD.findall(text) if len(word) >= SHORTEST})
        return cls(whole, as_words(words), as_words(whole))

    def found(self, text: str) -> tuple[int, bool] | None:
        """Return where a text names the person, and whether wholly; None where it does not."""
        folded = text.casefold()
        for pattern, whole in ((self.every, True), (self.part, False)):
            hit = pattern.search(folded) if pattern is not None else None
            if hit is not None:
                return hit.start(), whole
        return None


def as_words(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these names with no letter or digit next to it: Ann is not in Anna."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{listed})(?![^\W_])") if listed else None


def names_of(connection: Connection, ids: Iterable[int]) -> Names:
    """Return what a person is called in the texts with these ids."""
    t = person_text.c
    rows = [row for part in parts(ids) for row in connection.execute(select(t.kind, t.body).where(t.id.in_(part), t.body.is_not(None)))]
    return Names.of((row.kind, row.body) for row in rows if row.kind in ("name", "email"))


def mentions(connection: Connection, team_id: int, person: Person, names: Names, own: Iterable[int]) -> list[Mention]:
    """Return the texts of the store that may speak of a person, but for the person's OWN ones; those that surely do first."""
    t, mine, near = person_text.c, frozenset(own), texts_on_deals(connection, person)
    hits: dict[int, tuple[str, str, str]] = {}
    written = (t.team_id == team_id, t.body.is_not(None), t.kind.not_in(IDENTITY))  # another Ben is not this Ben
    query = select(t.id, t.kind, t.body).where(*written).order_by(t.id)
    for id_, kind, body in connection.execution_options(yield_per=1000).execute(query):
        found = None if id_ in mine else names.found(body)
        if found is not None:
            hits[id_] = (kind, excerpt(body, found[0]), NAMED if found[1] else PART)
        elif id_ in near and id_ not in mine:
            hits[id_] = (kind, excerpt(body, 0), DEAL)
    at = rows_with(connection, hits)
    listed = [Mention(id_, kind, said, why, tuple(at.get(id_, ()))) for id_, (kind, said, why) in hits.items()]
    return sorted(listed, key=lambda one: ((NAMED, PART, DEAL).index(one.why), one.text_id))


def texts_on_deals(connection: Connection, person: Person) -> set[int]:
    """Return the notes and next steps on the deals a contact stands for, or a lead became."""
    d = deal.c
    which = {"contact": d.contact_id == person.row_id, "lead": d.id.in_(select(lead.c.deal_id).where(lead.c.id == person.row_id))}
    if person.kind not in which:
        return set()
    query = select(d.next_step_id, d.note_id).where(which[person.kind])
    return {text for row in connection.execute(query) for text in row if text is not None}


def loose_names(connection: Connection, team_id: int, names: Names) -> set[int]:
    """Return the texts that are just a name or address of a person and that nothing points at: an undone import left them."""
    t = person_text.c
    query = select(t.id, t.body).where(t.team_id == team_id, t.kind.in_(("name", "email")), t.body.is_not(None))
    alike = {int(row.id) for row in connection.execute(query) if " ".join(row.body.casefold().split()) in names.whole}
    return alike - rows_with(connection, alike).keys()


def rows_with(connection: Connection, ids: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """Return, by text, the rows that have it now."""
    found: dict[int, list[tuple[str, int]]] = {}
    places = [(metadata.tables[table], column) for table in tables_with_texts() for column in text_columns(table)]
    for part in parts(ids):
        for table, column in (*places, (journal_entry, "reason_id")):
            query = select(table.c.id, table.c[column]).where(table.c[column].in_(part))
            for row_id, text_id in connection.execute(query):
                found.setdefault(int(text_id), []).append((table.name, int(row_id)))
    return found


def excerpt(text: str, place: int) -> str:
    """Return the words around a place of a text, on one line."""
    start = max(0, place - AROUND)
    cut = " ".join(text[start : start + EXCERPT].split())
    return f"{'…' if start else ''}{cut}{'…' if start + EXCERPT < len(text) else ''}"


def elsewhere(connection: Connection, team_id: int, names: Names) -> list[Elsewhere]:
    """Return the places outside the text store that hold the whole name or address of a person."""
    if not names.whole:
        return []
    return [one for table in metadata.sorted_tables if table is not person_text for one in in_table(connection, team_id, table, names)]


def in_table(connection: Connection, team_id: int, table: Table, names: Names) -> Iterator[Elsewhere]:
    """Yield the rows of one table with the name in a column of words."""
    columns = [column for column in table.columns if isinstance(column.type, String)]
    if not columns or table.name == "write_door":
        return
    spelled = [spelling for name in names.whole for spelling in {name, json.dumps(name)[1:-1]}]
    may = [rough(column, name) for column in columns for name in spelled]
    pattern = as_words(spelled)
    query = of_team(select(table.c.id, *columns).where(or_(*may)), table, team_id).order_by(table.c.id)
    for row in connection.execution_options(yield_per=1000).execute(query).mappings():
        for column in columns:
            value = str(row[column.name] or "")
            hit = pattern.search(value.casefold()) if pattern is not None else None
            if hit is not None:
                yield Elsewhere(table.name, int(row["id"]), column.name, excerpt(value, hit.start()))


def rough(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Return a condition that holds for every row with the name and some more: databases fold only the plain letters alike."""
    plain = max(re.findall(r"[a-z0-9@._ -]+", name) or [""], key=len)
    return func.lower(column).contains(plain, autoescape=True)


def of_team(query: Select[Any], table: Table, team_id: int) -> Select[Any]:
    """Return a question narrowed to what belongs to a team, directly or by its act."""
    if "team_id" in table.c:
        return query.where(table.c.team_id == team_id)
    if "entry_id" in table.c:
        return query.where(table.c.entry_id.in_(select(journal_entry.c.id).where(journal_entry.c.team_id == team_id)))
    return query
