"""Rows of a leads file: who came in, from where, on which day, and who follows it up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.leads import OVER, QUEUE
from sprintsales.domain.periods import civil_day
from sprintsales.formats.dates import has_time, read_moment
from sprintsales.formats.delimited import Row
from sprintsales.services.desk import Desk
from sprintsales.services.first_touch import propose_brought
from sprintsales.services.importing.bases import Base
from sprintsales.services.importing.book import Book, Shelf, folded
from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.order import LeadsBrought
from sprintsales.services.importing.reading import Cells, Faults, Memory, Parsed, TextValue
from sprintsales.services.views.leads import lead_index
from sprintsales.storage.queries import leads as stored
from sprintsales.storage.schema import lead
from sprintsales.storage.types import MOMENT_FORMAT

TABLE_COLUMNS = frozenset(lead.columns.keys())


class LeadRows:
    """Turns rows of a leads file into values of our columns; BASES tells what this source said of the leads that are here."""

    def __init__(self, columns: Columns, book: Book, bases: Mapping[str, Base], *, desk: Desk, strict: bool) -> None:
        self.columns, self.book, self.bases, self.strict = columns, book, bases, strict
        self.zone = desk.zone
        self.today = desk.today.isoformat()
        self.same: dict[str, int] = {}
        self.memory = Memory()

    def __call__(self, row: Row) -> Parsed:
        """Return the row as values; raises RowRefusedError."""
        cells = Cells(self.columns, row, self.memory)
        parsed = Parsed(row.line, "", {})
        faults = Faults()
        faults.read(self._identity, cells, parsed)
        for name in ("created_on", "first_touch_on"):
            faults.read(self._moment, cells, parsed, name)
        won = faults.read(cells.day, "won_on")
        if won:
            parsed.values["won_on"] = won
        faults.read(self._link, cells, parsed, "account", self.book.accounts, "unknown_account")
        faults.read(self._link, cells, parsed, "owner", self.book.members, "unknown_rep")
        faults.tell()
        source, category = cells.line_text("source"), cells.line_text("category")
        if source:
            parsed.values["source_id"] = self.book.add(self.book.labels["source"], source)
        if category:
            parsed.values["category"] = category
        if "created_on" not in parsed.values and parsed.key not in self.bases:
            parsed.once["created_on"] = self.today
            parsed.warnings.append("no_created")
        if self.columns.clears:
            cells.clear(parsed, TABLE_COLUMNS)
        return parsed

    def _identity(self, cells: Cells, parsed: Parsed) -> None:
        external, name = cells.foreign_id(), cells.own_text("name")
        if not external and not name:
            raise cells.missing(("external_id", "name"), "A lead needs an id or a name, and this row has neither. Fill one of them in.")
        parsed.key = external or self._own_key(str(name), cells.line_text("account"))
        if name:
            parsed.values["name_id"] = TextValue("name", name)

    def _own_key(self, name: str, account: str | None) -> str:
        """Return what a lead without an id is known by: a digest, for its name may be a person's, and which of those alike it is."""
        base = "~" + hashlib.sha256(f"{folded(name)}\0{folded(account or '')}".encode()).hexdigest()[:32]
        self.same[base] = self.same.get(base, 0) + 1
        return base if self.same[base] == 1 else f"{base}|{self.same[base]}"

    def _moment(self, cells: Cells, parsed: Parsed, name: str) -> None:
        """Note a day, with its moment where the file tells one; a day that has not come is refused."""
        raw = cells.raw(name)
        if not raw.strip():
            return
        day = cells.day(name)
        if has_time(raw):
            moment, had_zone = cells.read(name, lambda text: self._read_moment(text, name))
            day = civil_day(moment, self.zone).isoformat() if had_zone else day
            parsed.values[f"{name.removesuffix('_on')}_at"] = moment.strftime(MOMENT_FORMAT)
            parsed.warnings += [] if had_zone else ["date_without_zone"]
        if day is not None and day > self.today:
            raise cells.refused(name, "This day has not come yet. Mend the date.")
        parsed.values[name] = day

    def _read_moment(self, text: str, name: str) -> tuple[datetime, bool]:
        found = read_moment(text, self.columns.orders[name], self.zone)
        if found is None:
            raise NotReadable("A day with its time is expected here.")
        return found

    def _link(self, cells: Cells, parsed: Parsed, name: str, shelf: Shelf, unknown: str) -> None:
        """Note the row a name means, added when it is new; raises RowRefusedError for a new one under --strict."""
        word = cells.line_text(name)
        if not word:
            return
        mark = parsed.mark(name, word)
        found = self.book.find(shelf, word)
        base = self.bases.get(parsed.key)
        if found is None and base is not None and base.said.get(f"~{name}") == mark:  # renamed here since: the word means the same row
            same = base.said.get(f"{name}_id")
            found = same if isinstance(same, int) and same in shelf.known.values() else None
        if found is None:
            if self.strict:
                why = f"{word} is not known here, and --strict was asked for. Import the {shelf.table}s first, or leave --strict out."
                raise cells.refused(name, why, code=unknown)
            parsed.warn(unknown, word)
            found = self.book.add(shelf, word)
        elif shelf is self.book.members and self.book.is_erased(found):
            parsed.warnings.append("erased_person")
        parsed.values[f"{name}_id"] = found


def brought(connection: Connection, desk: Desk, source_id: int | None, entry_id: int) -> LeadsBrought:
    """Propose the first touches of the leads an import under way added or changed, and return what became of each of these leads."""
    ids = set(stored.brought(connection, source_id, entry_id))
    proposed = propose_brought(connection, desk, [one for one in lead_index(connection, desk).lines if one.id in ids])
    index = lead_index(connection, desk)
    mine = [one for one in index.lines if one.id in ids]
    queue, over = sum(one.state == QUEUE for one in mine), sum(one.is_over for one in mine)
    dated = sum(one.state not in {QUEUE, *OVER} and one.touch_day is not None for one in mine)
    waiting = sum(one.state == QUEUE for one in index.lines)
    return LeadsBrought(dated, queue, over, waiting, len(mine) - dated - queue - over, proposed)
