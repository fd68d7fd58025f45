"""Persons: members, contacts and leads by name, and every text of the store that is theirs, now or earlier."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from sprintsales.domain.text import clean_line
from sprintsales.storage.erased import text_of
from sprintsales.storage.schema import account, contact, journal_change, journal_entry, lead, member, metadata, person_text

KINDS: Mapping[str, Table] = {"member": member, "contact": contact, "lead": lead}
IDENTITY = ("name", "email", "phone", "address")
"""Kinds of text that say who somebody is; the others are what was written."""
TOGETHER = 900
ABOUT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "member": (("activity", "owner_id"), ("goal", "member_id"), ("recurring", "owner_id"), ("proposal", "by_id")),
    "contact": (("activity", "contact_id"),),
    "lead": (("activity", "lead_id"), ("recurring", "lead_id"), ("proposal", "lead_id")),
}
"""Rows whose texts are a person's own, by the column that names the person: the own work, the own goals."""
UNDER: Mapping[str, tuple[tuple[str, str], ...]] = {"activity": (("fate", "activity_id"), ("blocker", "activity_id"))}
"""Rows that hang on those and speak of the same work."""
OTHERS_WORDS = ("import", "undo", "redo")
"""Acts that bring in what others wrote: an import is the CRM's word, an undo somebody's earlier one."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the database; `number` is the id of the name's text, by which an erased person is called for ever."""

    kind: str
    row_id: int
    number: int
    name: str
    email: str | None
    erased: bool
    account: str | None = None
    """Where a contact or lead belongs, to tell two of one name apart."""
    gone: bool = False
    """The row was taken back by an undo; the texts are still in the store."""


def persons(connection: Connection, team_id: int) -> list[Person]:
    """Return everybody who has a name here, members first."""
    return [person for kind in KINDS for person in of_kind(connection, team_id, kind)]


def of_kind(connection: Connection, team_id: int, kind: str, row_id: int | None = None) -> Iterator[Person]:
    """Yield the members, contacts or leads who have a name, or only the one with this id."""
    table = KINDS[kind]
    name, mail = person_text.alias("name"), person_text.alias("mail")
    columns = [table.c.id, name.c.id.label("number"), name.c.body, name.c.erased_as]
    source = table.join(name, name.c.id == table.c.name_id)
    if "email_id" in table.c:
        columns.append(mail.c.body.label("email"))
        source = source.outerjoin(mail, mail.c.id == table.c.email_id)
    if "account_id" in table.c:
        columns.append(account.c.name.label("account"))
        source = source.outerjoin(account, account.c.id == table.c.account_id)
    query = select(*columns).select_from(source).where(table.c.team_id == team_id).order_by(table.c.id)
    for row in connection.execute(query if row_id is None else query.where(table.c.id == row_id)).mappings():
        number = int(row["erased_as"] or row["number"])
        shown, erased = one_line(text_of(row["body"], row["erased_as"])), row["body"] is None
        yield Person(kind, int(row["id"]), number, shown, one_line(row.get("email")) or None, erased, one_line(row.get("account")) or None)


def one_line(text: str | None) -> str:
    """Return a name as one line, whatever wrote it into the database: a sentence it stands in stays one."""
    return clean_line(text or "")


def traces(connection: Connection, team_id: int, said: str) -> list[Person]:
    """Return who was called so once: by a name changed since, or in a row that an undo took back."""
    t = person_text.c
    query = select(t.id, t.body).where(t.team_id == team_id, t.kind.in_(("name", "email")), t.body.is_not(None))
    alike = {int(row.id): str(row.body) for row in connection.execute(query) if row.body.casefold() == said}
    found: dict[tuple[str, int], Person] = {}
    for kind, row_id, number in rows_once_named(connection, set(alike)):
        now = next(of_kind(connection, team_id, kind, row_id), None)
        found.setdefault((kind, row_id), now or Person(kind, row_id, number, one_line(alike[number]), None, erased=False, gone=True))
    return list(found.values())


def rows_once_named(connection: Connection, text_ids: set[int]) -> Iterator[tuple[str, int, int]]:
    """Yield kind, row and text for every row of a person that ever had one of these texts."""
    if not text_ids:
        return
    c = journal_change.c
    query = select(c.tbl, c.row_id, c.before, c.after).where(c.tbl.in_(list(KINDS))).order_by(c.id)
    for tbl, row_id, before, after in connection.execute(query):
        for text_id in sorted(text_ids & {*text_ids_in(tbl, before), *text_ids_in(tbl, after)}):
            yield tbl, row_id, text_id


@dataclass(frozen=True, slots=True)
class Sealed:
    """A name or address that was erased: whose it was, and by which salt and digest it is known again without being kept."""

    row_id: int
    account_id: int | None
    salt: str
    digest: str


def sealed_names(connection: Connection, team_id: int, kind: str) -> list[Sealed]:
    """Return the erased names and addresses of members, contacts or leads who are still in the tables."""
    table, t, name = KINDS[kind], person_text.c, person_text.alias("name")
    columns = (table.c.id, name.c.erased_as, *([table.c.account_id] if "account_id" in table.c else ()))
    query = select(*columns).join(name, name.c.id == table.c.name_id).where(table.c.team_id == team_id, name.c.body.is_(None))
    erased = {int(row[1]): (int(row[0]), row[2] if len(row) > 2 else None) for row in connection.execute(query) if row[1] is not None}
    found = []
    for part in parts(erased):
        texts = select(t.erased_as, t.salt, t.digest).where(t.erased_as.in_(part), t.kind.in_(("name", "email")), t.body.is_(None))
        found += [Sealed(*erased[row.erased_as], row.salt, row.digest) for row in connection.execute(texts)]
    return found


@cache
def text_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table that point into the text store."""
    links = metadata.tables[table].foreign_keys
    return tuple(sorted(link.parent.name for link in links if link.column.table is person_text))


@cache
def tables_with_texts() -> tuple[str, ...]:
    """Return the tables that point into the text store."""
    return tuple(name for name in metadata.tables if text_columns(name))


def text_ids_in(table: str, fields: str | None) -> list[int]:
    """Return the texts that one side of a journalled change names."""
    if fields is None or not text_columns(table):
        return []
    values = json.loads(fields)
    return [value for name in text_columns(table) if isinstance(value := values.get(name), int)]


def texts_of(connection: Connection, team_id: int, person: Person) -> dict[int, str]:
    """Return the ids of all texts of a person that are still there, with their kinds.

    They are the name and addresses (earlier ones too), the notes and reasons on the own work and goals, and, of a member, what the
    member wrote anywhere (not what an import of the member's brought in).
    """
    own = texts_of_rows(connection, person.kind, [person.row_id])
    others: set[int] = set()
    for table, column in ABOUT[person.kind]:
        rows = rows_about(connection, table, column, person.row_id)
        others |= texts_of_rows(connection, table, rows)
        for under, link in UNDER.get(table, ()):
            others |= texts_of_rows(connection, under, ids_where(connection, under, link, rows))
    if person.kind == "member":
        others |= written_by(connection, team_id, person.row_id)
    kinds = kinds_of(connection, team_id, own | others)
    return {id_: kind for id_, kind in kinds.items() if id_ in own or kind not in IDENTITY}


def kinds_of(connection: Connection, team_id: int, ids: Iterable[int]) -> dict[int, str]:
    """Return the kinds of those texts that are still there."""
    t = person_text.c
    found: dict[int, str] = {}
    for part in parts(ids):
        query = select(t.id, t.kind).where(t.id.in_(part), t.team_id == team_id, t.body.is_not(None))
        found |= {int(row.id): str(row.kind) for row in connection.execute(query)}
    return dict(sorted(found.items()))


def texts_of_rows(connection: Connection, table: str, rows: Iterable[int]) -> set[int]:
    """Return the texts rows of a table have or ever had."""
    c, found = journal_change.c, set[int]()
    for part in parts(rows):
        query = select(c.before, c.after).where(c.tbl == table, c.row_id.in_(part))
        for before, after in connection.execute(query):
            found.update(text_ids_in(table, before), text_ids_in(table, after))
    return found


def rows_about(connection: Connection, table: str, column: str, row_id: int) -> list[int]:
    """Return the rows of a table that name a person in a column, those since deleted by an undo included."""
    t, c = metadata.tables[table], journal_change.c
    here = set(connection.execute(select(t.c.id).where(t.c[column] == row_id)).scalars())
    deleted = connection.execute(select(c.row_id, c.before).where(c.tbl == table, c.op == "delete", c.before.contains(f'"{column}"')))
    here |= {gone for gone, before in deleted if json.loads(before).get(column) == row_id}
    return sorted(here)


def ids_where(connection: Connection, table: str, column: str, values: Iterable[int]) -> list[int]:
    """Return the rows of a table that hang on some others."""
    t = metadata.tables[table]
    return [id_ for part in parts(values) for id_ in connection.execute(select(t.c.id).where(t.c[column].in_(part))).scalars()]


def written_by(connection: Connection, team_id: int, member_id: int) -> set[int]:
    """Return the texts a member's acts put in, and the reasons given for them."""
    c, found = journal_change.c, set[int]()
    query = select(c.tbl, c.after).join(journal_entry, journal_entry.c.id == c.entry_id).where(c.tbl.in_(tables_with_texts()))
    for tbl, after in connection.execute(own_acts(query, team_id, member_id)):
        found.update(text_ids_in(tbl, after))
    reasons = select(journal_entry.c.reason_id).where(journal_entry.c.reason_id.is_not(None))
    return found | set(connection.execute(own_acts(reasons, team_id, member_id)).scalars())


def own_acts(query: Select[Any], team_id: int, member_id: int) -> Select[Any]:
    """Return a question narrowed to what a member did in own words."""
    e = journal_entry.c
    return query.where(e.team_id == team_id, e.member_id == member_id, e.verb.not_in(OTHERS_WORDS))


def parts(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """Yield ids in order, as many together as one question may name."""
    every = sorted(set(ids))
    for start in range(0, len(every), TOGETHER):
        yield every[start : start + TOGETHER]
