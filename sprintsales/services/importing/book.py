"""The address book of an import: names in the file to rows here, made on demand, written together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import Connection, Table, select

from sprintsales.storage.bulk import insert_rows, reserve_ids
from sprintsales.storage.persons import is_sealed, remember_all
from sprintsales.storage.queries.persons import Sealed, sealed_names
from sprintsales.storage.schema import account, contact, label, member, person_text, product

LABELS = ("territory", "segment", "source")
Fixed = tuple[tuple[str, object], ...]


def folded(name: str) -> str:
    """Return a name without case and with single blanks: two spellings of it are one."""
    return " ".join(name.split()).casefold()


@dataclass(slots=True)
class Shelf:
    """The names of one table: those that are here, and those this import adds (with what their rows also hold)."""

    table: str
    known: dict[str, int]
    fixed: Fixed = ()
    fresh: dict[int, tuple[str, Fixed]] = field(default_factory=dict)
    quick: dict[str, int] = field(default_factory=dict)
    before: frozenset[str] = frozenset()
    """The names that were here before the import."""

    def __post_init__(self) -> None:
        self.before = frozenset(self.known)


class Book:
    """Looks names up, adds the missing ones, and writes the added ones in one go before the rows that need them.

    What a row added is kept or forgotten with the row: a refused row leaves no account behind. The name of an erased person means
    that person still, known by its digest, and does not come back.
    """

    def __init__(self, connection: Connection, team_id: int) -> None:
        self.connection = connection
        self.team_id = team_id
        self.accounts = Shelf("account", self._names(account))
        self.products = Shelf("product", self._names(product))
        self.members = Shelf("member", self._members())
        self.contacts = Shelf("contact", {})
        self.labels = {kind: self._labels(kind) for kind in LABELS}
        self._counters: dict[str, count[int]] = {}
        self._added: list[tuple[Shelf, str, int]] = []
        self._sealed = sealed_names(connection, team_id, "member")
        self._erased = frozenset(one.row_id for one in self._sealed)
        self._sealed_contacts: dict[int | None, list[Sealed]] = {}

    def _names(self, table: Table) -> dict[str, int]:
        query = select(table.c.name, table.c.id).where(table.c.team_id == self.team_id).order_by(table.c.id.desc())
        return {folded(name): id_ for name, id_ in self.connection.execute(query)}

    def _labels(self, kind: str) -> Shelf:
        query = select(label.c.name, label.c.id).where(label.c.team_id == self.team_id, label.c.kind == kind).order_by(label.c.id.desc())
        return Shelf("label", {folded(name): id_ for name, id_ in self.connection.execute(query)}, (("kind", kind),))

    def _members(self) -> dict[str, int]:
        """Return members by name and by e-mail; of two with one name the older one."""
        known: dict[str, int] = {}
        for column in (member.c.email_id, member.c.name_id):
            query = select(person_text.c.body, member.c.id).join(person_text, person_text.c.id == column)
            rows = self.connection.execute(query.where(member.c.team_id == self.team_id).order_by(member.c.id.desc()))
            known |= {folded(body): id_ for body, id_ in rows if body is not None}
        return known

    def open_contacts(self) -> None:
        """Read the contacts that are here: only needed when a file names some."""
        query = select(contact.c.account_id, person_text.c.body, contact.c.id).join(person_text, person_text.c.id == contact.c.name_id)
        rows = self.connection.execute(query.where(contact.c.team_id == self.team_id).order_by(contact.c.id.desc()))
        self.contacts.known = {contact_key(account_id, body): id_ for account_id, body, id_ in rows if body is not None}
        for one in sealed_names(self.connection, self.team_id, "contact"):
            self._sealed_contacts.setdefault(one.account_id, []).append(one)

    def find(self, shelf: Shelf, name: str) -> int | None:
        """Return the id of a name that is here (or added by this import), None if it is not."""
        found = shelf.quick.get(name)
        if found is None:
            found = shelf.known.get(folded(name))
            if found is None and shelf is self.members:
                found = erased_as(self._sealed, name)
            if found is not None:
                shelf.quick[name] = found
        return found

    def add(self, shelf: Shelf, name: str) -> int:
        """Return the id of a name, added by this import if it was not here."""
        found = self.find(shelf, name)
        return found if found is not None else self._put(shelf, folded(name), name, shelf.fixed)

    def add_contact(self, name: str, account_id: int | None) -> int:
        """Return the id of a person at an account (or at none), added by this import if nobody of that name was there."""
        key = contact_key(account_id, name)
        found = self.contacts.known.get(key)
        if found is None:
            found = erased_as(self._sealed_contacts.get(account_id, ()), name)
        return found if found is not None else self._put(self.contacts, key, name, (("account_id", account_id),))

    def add_anew(self, name: str) -> int:
        """Return the id of a new member, even where an erased person was called the same."""
        return self._put(self.members, folded(name), name, self.members.fixed)

    def is_erased(self, member_id: int) -> bool:
        """Return whether a member was erased."""
        return member_id in self._erased

    def call(self, shelf: Shelf, name: str, row_id: int) -> None:
        """Let a row of ours be found by a further name."""
        shelf.known.setdefault(folded(name), row_id)

    def _put(self, shelf: Shelf, key: str, name: str, fixed: Fixed) -> int:
        if shelf.table not in self._counters:
            self._counters[shelf.table] = count(reserve_ids(self.connection, shelf.table, 1)[0])
        made = next(self._counters[shelf.table])
        shelf.known[key] = made
        shelf.fresh[made] = (name, fixed)
        self._added.append((shelf, key, made))
        return made

    def keep(self) -> None:
        """Keep the names the row at hand added."""
        if self._added:
            self._added.clear()

    def forget(self) -> None:
        """Forget the names the row at hand added: it was refused."""
        for shelf, key, made in self._added:
            del shelf.known[key], shelf.fresh[made]
            shelf.quick.clear()
        self._added.clear()

    def write(self) -> None:
        """Write the added names, in the order of their ids."""
        self._write_named("label", tuple(self.labels.values()))
        self._write_named("account", (self.accounts,))
        self._write_named("product", (self.products,))
        for shelf in (self.members, self.contacts):
            self._write_people(shelf)

    def _write_named(self, table: str, shelves: Sequence[Shelf]) -> None:
        rows = sorted((id_, name, *(value for _, value in fixed)) for shelf in shelves for id_, (name, fixed) in shelf.fresh.items())
        if rows:
            extra = [name for name, _ in shelves[0].fixed]
            lines = [(id_, self.team_id, 1, *rest) for id_, *rest in rows]
            insert_rows(self.connection, table, ("id", "team_id", "version", "name", *extra), lines)
        for shelf in shelves:
            shelf.fresh = {}

    def _write_people(self, shelf: Shelf) -> None:
        fresh, shelf.fresh = shelf.fresh, {}
        if not fresh:
            return
        texts = remember_all(self.connection, self.team_id, "name", [name for name, _ in fresh.values()])
        extra = [name for name, _ in next(iter(fresh.values()))[1]]
        people = zip(fresh.items(), texts, strict=True)
        lines = [(id_, self.team_id, 1, text, *(value for _, value in fixed)) for (id_, (_, fixed)), text in people]
        insert_rows(self.connection, shelf.table, ("id", "team_id", "version", "name_id", *extra), lines)


def erased_as(sealed: Sequence[Sealed], name: str) -> int | None:
    """Return the erased person a name was of, None where it was nobody's."""
    return next((one.row_id for one in sealed if is_sealed(name, one.salt, one.digest)), None)


def contact_key(account_id: int | None, name: str) -> str:
    """Return what a contact is known by: the account and the name."""
    return f"{account_id or ''}\0{folded(name)}"
