"""Rows of an activities file: what was done (or is planned), by whom, for which deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from sprintsales.domain.activities import TYPES
from sprintsales.domain.periods import civil_day
from sprintsales.formats.dates import read_date, read_moment
from sprintsales.formats.delimited import Row
from sprintsales.formats.values import read_minutes, read_whole
from sprintsales.formats.words import activity_type_of, direction_of
from sprintsales.services.importing.book import Book
from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.reading import Cells, Parsed, RowRefusedError, TextValue, Value, mapped_case
from sprintsales.storage.journal import undone_entries
from sprintsales.storage.schema import activity_type, deal, import_seen
from sprintsales.storage.types import MOMENT_FORMAT

SKIP, NOT_REP_WORK = "skip", "not-rep-work"


class RowLeftOutError(Exception):
    """A row that is no work of a rep, by the mapping: not refused, not taken."""

    def __init__(self, warning: str | None) -> None:
        super().__init__(warning or SKIP)
        self.warning = warning


@dataclass(frozen=True, slots=True)
class DealLink:
    """A deal an activity may belong to, and who owns it."""

    id: int
    owner_id: int | None


def deals_by_external_id(connection: Connection, team_id: int) -> dict[str, DealLink]:
    """Return the team's deals by the ids files know them under."""
    undone = undone_entries(connection)
    owners = {row.id: row.owner_id for row in connection.execute(select(deal.c.id, deal.c.owner_id).where(deal.c.team_id == team_id))}
    seen = import_seen.c
    query = select(seen.external_id, seen.row_id, seen.entry_id).where(seen.team_id == team_id, seen.kind == "deal").order_by(seen.id)
    return {
        row.external_id: DealLink(row.row_id, owners[row.row_id])
        for row in connection.execute(query)
        if row.entry_id not in undone and row.row_id in owners
    }


class ActivityRows:
    """Turns rows of an activities file into values of our columns."""

    def __init__(
        self, connection: Connection, columns: Columns, book: Book, words: Mapping[str, str], *, team_id: int, zone: ZoneInfo,
        now: datetime, strict: bool,
    ) -> None:  # fmt: skip
        self.columns, self.book, self.zone, self.strict = columns, book, zone, strict
        self.words = mapped_case(words)
        self.deals = deals_by_external_id(connection, team_id)
        query = select(activity_type.c.code, activity_type.c.id).where(activity_type.c.team_id == team_id)
        self.types = {row.code: row.id for row in connection.execute(query)}
        self.logged_at = now.strftime(MOMENT_FORMAT)
        self.today = civil_day(now, zone)
        self.same: dict[str, int] = {}

    def __call__(self, row: Row) -> Parsed:
        """Return the row as values; raises RowRefusedError, RowLeftOutError."""
        cells = Cells(self.columns, row)
        parsed = Parsed(row.line, "", {})
        code = self._type(cells)
        link = self._deal(cells)
        parsed.values |= {"type_id": self.types[code], "deal_id": link.id if link else None}
        self._when(cells, parsed)
        self._owner(cells, parsed, link)
        self._details(cells, parsed, code)
        parsed.key = cells.line_text("external_id") or self._own_key(parsed)
        return parsed

    def _type(self, cells: Cells) -> str:
        word = cells.line_text("type")
        if not word:
            raise RowRefusedError(self.columns.names.get("type"), None, "An activity needs its type.")
        ours = self.words.get(word.casefold())
        if ours == SKIP:
            raise RowLeftOutError(None)
        if ours == NOT_REP_WORK:
            raise RowLeftOutError("not_rep_work")
        code = ours or word.casefold()
        code = code if code in self.types else (activity_type_of(ours or word) or "")
        if code not in self.types:
            ways = f"--activity '{word}=call' (or =skip, =not-rep-work)"
            raise cells.refused("type", f"{word} is none of our types. Say which with {ways}; types: {', '.join(self.types)}.")
        return code

    def _deal(self, cells: Cells) -> DealLink | None:
        word = cells.line_text("deal")
        if not word:
            return None
        found = self.deals.get(word)
        if found is None:
            raise cells.refused("deal", f"There is no deal {word} here. Import the deals first.")
        return found

    def _when(self, cells: Cells, parsed: Parsed) -> None:
        values = parsed.values
        if cells.raw("done_at"):
            read = cells.read("done_at", lambda text: read_moment(text, self.columns.orders["done_at"], self.zone))
            if read is not None:
                moment, had_zone = read
                if not had_zone:
                    parsed.warnings.append("date_without_zone")
                day = (
                    civil_day(moment, self.zone)
                    if had_zone
                    else cells.read("done_at", lambda text: read_date(text, self.columns.orders["done_at"]))
                )
                assert isinstance(day, date)
                values |= {
                    "done_at": moment.strftime(MOMENT_FORMAT),
                    "done_on": day.isoformat(),
                    "state": "done",
                    "logged_at": self.logged_at,
                }
        if cells.raw("planned_on"):
            values["planned_on"] = cells.day("planned_on")
        if "done_on" not in values and "planned_on" not in values:
            raise RowRefusedError(self.columns.names.get("done_at"), None, "An activity needs the day it was done or is planned on.")
        done = values.get("done_on")
        if isinstance(done, str) and done > self.today.isoformat():
            raise cells.refused("done_at", "This day has not come yet, so nothing was done on it.")

    def _owner(self, cells: Cells, parsed: Parsed, link: DealLink | None) -> None:
        word = cells.line_text("owner")
        owner: Value = link.owner_id if link else None
        if word:
            owner = self.book.find(self.book.members, word)
            if owner is None:
                if self.strict:
                    raise cells.refused("owner", f"{word} is not known here, and --strict was asked for. Import the members first.")
                owner = self.book.add(self.book.members, word)
                parsed.warnings.append("unknown_rep")
        if owner is None:
            parsed.warnings.append("no_owner")
        parsed.values["owner_id"] = owner

    def _details(self, cells: Cells, parsed: Parsed, code: str) -> None:
        values = parsed.values
        done = values.get("state") == "done"
        quantity = cells.read("quantity", read_whole) if cells.raw("quantity") else None
        if quantity is not None and quantity < 1:
            raise cells.refused("quantity", "A quantity is at least 1.")
        values |= {"quantity_planned": quantity or 1, "quantity_done": (quantity or 1) if done else 0}
        minutes = cells.read("minutes", read_minutes) if cells.raw("minutes") else None
        values["minutes_done" if done else "minutes"] = minutes
        outcome = cells.line_text("outcome")
        known = TYPES[code].outcome_named(outcome) if outcome and code in TYPES else None
        values["outcome"] = known.code if known else None
        direction = cells.line_text("direction")
        values["direction"] = (
            {"inbound": "in", "outbound": "out"}.get(found := direction_of(direction) or "", found or None) if direction else None
        )
        note = cells.block_text("note")
        if note:
            values["result_id" if done else "note_id"] = TextValue("note", note)

    def _own_key(self, parsed: Parsed) -> str:
        said = [parsed.values.get(name) for name in ("type_id", "deal_id", "owner_id", "done_at", "planned_on", "quantity_planned")]
        base = "~" + "|".join("" if one is None else str(one) for one in said)
        self.same[base] = self.same.get(base, 0) + 1
        return base if self.same[base] == 1 else f"{base}|{self.same[base]}"
