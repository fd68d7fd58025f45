"""Rows of accounts and products files, and the seats a members file gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from sprintsales.formats.delimited import Row
from sprintsales.services.importing.book import Book
from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.order import Report
from sprintsales.services.importing.reading import Cells, Parsed, RowRefusedError
from sprintsales.storage.persons import remember, texts
from sprintsales.storage.rows import add, put
from sprintsales.storage.schema import member, membership
from sprintsales.storage.tables import Member, Membership

if TYPE_CHECKING:
    from sqlmodel import Session

FUNCTION_WORDS = {
    "lead generation": "lead_gen", "lead gen": "lead_gen", "sdr": "sdr", "bdr": "sdr", "sales development": "sdr", "ae": "ae",
    "account executive": "ae", "sales": "ae", "am": "am", "account manager": "am", "cs": "cs", "customer success": "cs", "csm": "cs",
}  # fmt: skip
ROLE_WORDS = {
    "rep": "rep",
    "sales rep": "rep",
    "seller": "rep",
    "manager": "manager",
    "team lead": "manager",
    "viewer": "viewer",
    "read only": "viewer",
}


class NamedRows:
    """Turns rows of an accounts or products file into values of our columns."""

    def __init__(self, columns: Columns, book: Book, currency: str) -> None:
        self.columns, self.book, self.currency = columns, book, currency

    def __call__(self, row: Row) -> Parsed:
        """Return the row as values; raises RowRefusedError."""
        cells = Cells(self.columns, row)
        name = cells.line_text("name")
        if not name:
            raise RowRefusedError(self.columns.names.get("name"), None, f"One of the {self.columns.kind} has no name.")
        parsed = Parsed(row.line, cells.line_text("external_id") or f"~{name.casefold()}", {"name": name})
        for field in ("industry", "size", "series"):
            if cells.line_text(field):
                parsed.values[field] = cells.line_text(field)
        for kind in ("territory", "segment"):
            word = cells.line_text(kind)
            if word:
                parsed.values[f"{kind}_id"] = self.book.add(self.book.labels[kind], word)
        if cells.raw("list_price"):
            parsed.values |= {"list_price": cells.amount("list_price", self.currency), "currency": self.currency}
        return parsed

    def match(self, parsed: Parsed) -> int | None:
        """Return the row here with the same name, such as one an earlier deals file made."""
        shelf = self.book.accounts if self.columns.kind == "accounts" else self.book.products
        return self.book.find(shelf, str(parsed.values["name"]))


class MemberRows:
    """Takes rows of a members file: a person each, with a seat in this team."""

    def __init__(self, session: Session, columns: Columns, book: Book, report: Report, team_id: int) -> None:
        self.session, self.connection = session, session.connection()
        self.columns, self.book, self.report, self.team_id = columns, book, report, team_id

    def take(self, row: Row) -> None:
        """Add or change one person and their seat; raises RowRefusedError."""

        cells = Cells(self.columns, row)
        name = cells.line_text("name")
        if not name:
            raise RowRefusedError(self.columns.names.get("name"), None, "A member needs a name.")
        role = word_of(cells, "role", ROLE_WORDS) or "rep"
        function = word_of(cells, "function", FUNCTION_WORDS)
        from_on, until_on = (date.fromisoformat(day) if (day := cells.day(field)) else None for field in ("active_from", "active_until"))
        if from_on and until_on and until_on <= from_on:
            raise cells.refused("active_until", "The last day must come after the first.")
        boss_name = cells.line_text("manager")
        new = self.book.find(self.book.members, name) is None
        person = self.book.add(self.book.members, name)
        boss = self._boss(boss_name) if boss_name and boss_name.casefold() != name.casefold() else None
        territory = cells.line_text("territory")
        label = self.book.add(self.book.labels["territory"], territory) if territory else None
        self.book.write()
        changed = self._person(person, function, cells.line_text("email"))
        seat = Membership(
            team_id=self.team_id, member_id=person, role=role, reports_to_id=boss, territory_id=label, from_on=from_on, until_on=until_on
        )
        changed |= self._seat(seat)
        self.report.added += new
        self.report.changed += changed and not new
        self.report.unchanged += not changed and not new

    def _boss(self, name: str) -> int:
        known = self.book.find(self.book.members, name)
        boss = self.book.add(self.book.members, name)
        self.book.write()
        if known is None:
            self._seat(Membership(team_id=self.team_id, member_id=boss, role="manager"))
        return boss

    def _person(self, person: int, function: str | None, email: str | None) -> bool:
        row = self.connection.execute(select(member.c.email_id).where(member.c.id == person)).one()
        wanted: dict[str, object] = {"function": function} if function else {}
        if email and texts(self.connection, [row.email_id]).get(row.email_id) != email:
            wanted["email_id"] = remember(self.connection, self.team_id, "email", email)
        return put(self.session, Member, person, **wanted) if wanted else False

    def _seat(self, wanted: Membership) -> bool:
        query = select(membership.c.id).where(membership.c.team_id == self.team_id, membership.c.member_id == wanted.member_id)
        seat = self.connection.execute(query.order_by(membership.c.from_on.desc().nulls_last()).limit(1)).scalar()
        if seat is None:
            add(self.session, wanted)
            return True
        said = wanted.model_dump(include={"reports_to_id", "territory_id", "from_on", "until_on"}, exclude_none=True)
        if "role" in self.columns.names:
            said["role"] = wanted.role
        return put(self.session, Membership, int(seat), **said)


def word_of(cells: Cells, name: str, words: dict[str, str]) -> str | None:
    """Return our code for a word, None when it is blank; raises RowRefusedError for an unknown one."""
    word = cells.line_text(name)
    if not word:
        return None
    code = words.get(word.casefold().replace("_", " ")) or words.get(word.casefold())
    if code is None:
        raise cells.refused(name, f"{word} is no {name} here: write one of {', '.join(sorted(set(words.values())))}.")
    return code
