"""The address book of an import: names in the file to rows here, made on demand, written together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import Connection, Table, select

from sprintsales.storage.bulk import insert_rows, reserve_ids
from sprintsales.storage.persons import remember_all
from sprintsales.storage.schema import account, label, member, person_text, product


@dataclass(slots=True)
class Shelf:
    """The names of one table: those that are here, and those this import adds."""

    table: str
    known: dict[str, int]
    fixed: dict[str, object] = field(default_factory=dict)
    fresh: dict[int, str] = field(default_factory=dict)


class Book:
    """Looks names up, adds the missing ones, and writes the added ones in one go before the rows that need them."""

    def __init__(self, connection: Connection, team_id: int) -> None:
        self.connection = connection
        self.team_id = team_id
        self.accounts = Shelf("account", self._names(account))
        self.products = Shelf("product", self._names(product))
        self.members = Shelf("member", self._members())
        self.labels: dict[str, Shelf] = {}
        self._counters: dict[str, count[int]] = {}
        for kind in ("territory", "segment", "source"):
            query = select(label.c.id, label.c.name).where(label.c.team_id == team_id, label.c.kind == kind)
            known = {row.name.casefold(): row.id for row in connection.execute(query)}
            self.labels[kind] = Shelf("label", known, {"kind": kind})

    def _names(self, table: Table) -> dict[str, int]:
        query = select(table.c.id, table.c.name).where(table.c.team_id == self.team_id).order_by(table.c.id.desc())
        return {row.name.casefold(): row.id for row in self.connection.execute(query)}

    def _members(self) -> dict[str, int]:
        query = select(member.c.id, person_text.c.body).join(person_text, person_text.c.id == member.c.name_id)
        rows = self.connection.execute(query.where(member.c.team_id == self.team_id).order_by(member.c.id.desc()))
        return {row.body.casefold(): row.id for row in rows if row.body is not None}

    def find(self, shelf: Shelf, name: str) -> int | None:
        """Return the id of a name that is here (or added by this import), None if it is not."""
        return shelf.known.get(name.casefold())

    def add(self, shelf: Shelf, name: str) -> int:
        """Return the id of a name, added by this import if it was not here."""
        key = name.casefold()
        found = shelf.known.get(key)
        if found is None:
            found = self._next(shelf.table)
            shelf.known[key] = found
            shelf.fresh[found] = name
        return found

    def _next(self, table: str) -> int:
        if table not in self._counters:
            self._counters[table] = count(reserve_ids(self.connection, table, 1)[0])
        return next(self._counters[table])

    def _shelves(self) -> Sequence[Shelf]:
        return (self.accounts, self.products, self.members, *self.labels.values())

    def write(self) -> None:
        """Write the added names, in the order of their ids."""
        for table in ("label", "account", "product"):
            rows = []
            columns: tuple[str, ...] = ("id", "team_id", "version", "name")
            for shelf in self._shelves():
                if shelf.table == table:
                    columns = ("id", "team_id", "version", "name", *shelf.fixed)
                    rows += [(id_, self.team_id, 1, name, *shelf.fixed.values()) for id_, name in shelf.fresh.items()]
                    shelf.fresh = {}
            insert_rows(self.connection, table, columns, sorted(rows, key=lambda row: int(str(row[0]))))
        fresh, self.members.fresh = self.members.fresh, {}
        texts = remember_all(self.connection, self.team_id, "name", list(fresh.values()))
        insert_rows(
            self.connection,
            "member",
            ("id", "team_id", "version", "name_id"),
            [(id_, self.team_id, 1, text) for id_, text in zip(fresh, texts, strict=True)],
        )
