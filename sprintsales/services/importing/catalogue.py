"""Rows of accounts and products files, and the seats a members file gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from sprintsales.domain.errors import Refused
from sprintsales.domain.team_words import FUNCTION_WORDS, ROLE_WORDS
from sprintsales.domain.text import clean_line
from sprintsales.formats.delimited import Row
from sprintsales.services.importing.book import Book, folded
from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.order import Change, ImportOrder, Report
from sprintsales.services.importing.reading import Cells, Faults, Memory, Parsed, RowRefusedError
from sprintsales.storage.persons import remember, texts
from sprintsales.storage.rows import add, put
from sprintsales.storage.schema import account, member, membership, product
from sprintsales.storage.tables import Member, Membership

if TYPE_CHECKING:
    from sqlmodel import Session

TABLE_COLUMNS = {"accounts": frozenset(account.columns.keys()), "products": frozenset(product.columns.keys())}


class NamedRows:
    """Turns rows of an accounts or products file into values of our columns."""

    def __init__(self, columns: Columns, book: Book, currency: str) -> None:
        self.columns, self.book, self.currency, self.memory = columns, book, currency, Memory()

    def __call__(self, row: Row) -> Parsed:
        """Return the row as values; raises RowRefusedError."""
        cells = Cells(self.columns, row, self.memory)
        name = cells.line_text("name")
        if not name:
            raise cells.missing(("name",), f"A row of {self.columns.kind} needs a name, and this one has none. Fill it in.")
        parsed = Parsed(row.line, cells.foreign_id() or f"~{folded(name)}", {"name": name})
        for field in ("industry", "size", "series"):
            word = cells.line_text(field)
            if word:
                parsed.values[field] = word
        for kind in ("territory", "segment"):
            word = cells.line_text(kind)
            if word:
                parsed.values[f"{kind}_id"] = self.book.add(self.book.labels[kind], word)
        price = cells.amount("list_price", self.currency)
        if price is not None:
            parsed.values |= {"list_price": price, "currency": self.currency}
        if self.columns.clears:
            cells.clear(parsed, TABLE_COLUMNS[self.columns.kind])
        return parsed

    def match(self, parsed: Parsed) -> int | None:
        """Return the row here with the same name, such as one an earlier deals file made."""
        shelf = self.book.accounts if self.columns.kind == "accounts" else self.book.products
        return self.book.find(shelf, str(parsed.values["name"]))


class MemberRows:
    """Takes rows of a members file: a person each, with a seat in this team."""

    def __init__(
        self, session: Session, columns: Columns, book: Book, report: Report, order: ImportOrder, *, team_id: int, me: int
    ) -> None:
        self.session, self.connection = session, session.connection()
        self.columns, self.book, self.report, self.order, self.team_id, self.me = columns, book, report, order, team_id, me
        self.seen: dict[int, tuple[int, tuple[str, ...]]] = {}
        self.added: set[int] = set()
        self.memory = Memory()

    def take(self, row: Row) -> None:
        """Add or change one person and their seat; raises RowRefusedError."""
        cells = Cells(self.columns, row, self.memory)
        name, email = cells.line_text("name"), cells.line_text("email")
        if not name:
            raise cells.missing(("name",), "A member needs a name, and this row has none. Fill it in.")
        if email and "@" not in email:
            raise cells.refused("email", f"{email} is no e-mail address. Leave the cell empty where there is none.")
        faults = Faults()
        role, function = faults.read(word_of, cells, "role", ROLE_WORDS), faults.read(word_of, cells, "function", FUNCTION_WORDS)
        days = [faults.read(cells.day, field) for field in ("active_from", "active_until")]
        faults.tell()
        from_on, until_on = (date.fromisoformat(day) if day else None for day in days)
        if from_on and until_on and until_on <= from_on:
            raise cells.refused("active_until", "The last day must come after the first. Mend one of them.")
        known = self._known(cells, name, email)
        if known is not None and self._said_before(cells, known):
            return
        if known == self.me and role not in (None, "manager"):
            raise cells.refused("role", "This is your own manager's seat; nobody could lead the team after it. Leave your row out.")
        person = self.book.add_anew(name) if known is None else known
        if known is None:
            self.added.add(person)
        told = len(self.report.changes)
        self.seen[person] = (row.line, self._said(cells))
        boss = self._boss(cells.line_text("manager"), person)
        territory = cells.line_text("territory")
        label = self.book.add(self.book.labels["territory"], territory) if territory else None
        self.book.keep()
        self.book.write()
        seat = Membership(
            team_id=self.team_id, member_id=person, role=role or "rep", reports_to_id=boss, territory_id=label, from_on=from_on,
            until_on=until_on,
        )  # fmt: skip
        try:
            with self.session.begin_nested():  # a server does nothing more after a rule was broken, unless it goes back to before
                changed = self._person(person, name, function, email)
                changed |= self._seat(seat, name, said_role=role is not None)
        except Refused as refused:
            del self.report.changes[told:]
            raise RowRefusedError(self.columns.names["name"], clean_line(name, cap=80), str(refused)) from refused
        self.report.added += known is None
        self.report.changed += changed and known is not None
        self.report.unchanged += not changed and known is not None

    def _known(self, cells: Cells, name: str, email: str | None) -> int | None:
        """Return who this is here: by e-mail, else by name; raises RowRefusedError for somebody who was erased."""
        by_mail = self.book.find(self.book.members, email) if email else None
        found = self.book.find(self.book.members, name) if by_mail is None else by_mail
        if found is None or not self.book.is_erased(found):
            return found
        if by_mail is None and email:
            return None  # another person of the same name, with an address of the own
        way = "Leave the row out. Somebody else of the same name comes in with an e-mail address of the own."
        raise cells.refused("name", f"This person was erased here and is not brought back. {way}")

    def _said(self, cells: Cells) -> tuple[str, ...]:
        return tuple(cells.raw(name) for name in self.columns.names)

    def _said_before(self, cells: Cells, person: int) -> bool:
        """Return whether the file said just this of a person before; raises RowRefusedError when it said something else."""
        if person not in self.seen:
            return False
        line, said = self.seen[person]
        if said == self._said(cells):
            self.report.warn("duplicate_row", cells.row.line)
            self.report.unchanged += 1
            return True
        if self.order.on_conflict == "update":
            return False
        raise cells.refused("name", f"This person stands on line {line} too, with other values. Keep one row, or say --on-conflict update.")

    def _boss(self, name: str | None, person: int) -> int | None:
        """Return who leads a person, with a manager's seat where the file did not give another one."""
        if not name:
            return None
        boss = self.book.add(self.book.members, name)
        if boss == person:
            return None
        if self.book.is_erased(boss):
            return boss
        self.book.keep()
        self.book.write()
        seat = self._seat_of(boss)
        if seat is None:
            add(self.session, Membership(team_id=self.team_id, member_id=boss, role="manager"))
        elif seat[1] == "rep" and "role" not in self.columns.names:
            put(self.session, Membership, seat[0], role="manager")
        return boss

    def _person(self, person: int, name: str, function: str | None, email: str | None) -> bool:
        row = self.connection.execute(select(member.c.email_id, member.c.name_id, member.c.function).where(member.c.id == person)).one()
        bodies = texts(self.connection, [row.email_id, row.name_id])
        wanted: dict[str, object] = {"function": function} if function else {}
        if person not in self.added:
            now = bodies.get(row.name_id) or ""
            renamed = name if folded(now) != folded(name) else None
            said = {"name": (now, renamed), "email": (bodies.get(row.email_id), email), "function": (row.function, function)}
            self._note(person, name, said)
        if email and bodies.get(row.email_id) != email:
            wanted["email_id"] = remember(self.connection, self.team_id, "email", email)
            self.book.call(self.book.members, email, person)
        if folded(bodies[row.name_id]) != folded(name):
            wanted["name_id"] = remember(self.connection, self.team_id, "name", name)
            self.book.call(self.book.members, name, person)
        return put(self.session, Member, person, **wanted) if wanted else False

    def _seat_of(self, person: int) -> tuple[int, str] | None:
        c = membership.c
        query = select(c.id, c.role).where(c.team_id == self.team_id, c.member_id == person).order_by(c.from_on.desc().nulls_last())
        row = self.connection.execute(query.limit(1)).first()
        return None if row is None else (int(row.id), str(row.role))

    def _note(self, person: int, name: str, fields: Mapping[str, tuple[object, object]]) -> None:
        """Note what the file says differently of somebody who was here; what it leaves open is no change."""
        for field, (old, new) in fields.items():
            if new is not None and old != new:
                told = (one.isoformat() if isinstance(one, date) else one for one in (old, new))
                self.report.changes.append(Change(person, "", name, field, *told))

    def _seat(self, wanted: Membership, name: str, *, said_role: bool) -> bool:
        seat = self._seat_of(wanted.member_id)
        if seat is None:
            add(self.session, wanted)
            return True
        said = wanted.model_dump(include={"reports_to_id", "territory_id", "from_on", "until_on"}, exclude_none=True)
        if said_role:
            said["role"] = wanted.role
        if wanted.member_id not in self.added:
            columns = [membership.c[name] for name in said]
            before = self.connection.execute(select(*columns).where(membership.c.id == seat[0])).one() if columns else ()
            self._note(wanted.member_id, name, {field: (old, said[field]) for field, old in zip(said, before, strict=True)})
        return put(self.session, Membership, seat[0], **said)


def word_of(cells: Cells, name: str, words: Mapping[str, str]) -> str | None:
    """Return our code for a word, None when it is blank; raises RowRefusedError for an unknown one."""
    word = cells.line_text(name)
    if not word:
        return None
    code = words.get(folded(word.replace("_", " ").replace("-", " ")))
    if code is None and word.casefold() in words.values():
        code = word.casefold()
    if code is None:
        raise cells.refused(name, f"{word} is no {name} here: write one of {', '.join(sorted(set(words.values())))}.")
    return code
