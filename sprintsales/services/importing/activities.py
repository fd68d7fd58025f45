"""Rows of an activities file: what was done (or is planned), by whom, for which deal or lead."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Table, select

from sprintsales.domain.activities import TYPES
from sprintsales.domain.errors import NotReadable, Usage
from sprintsales.domain.periods import civil_day
from sprintsales.formats.dates import has_time, read_date, read_moment
from sprintsales.formats.delimited import Row
from sprintsales.formats.values import read_minutes, read_whole
from sprintsales.formats.words import activity_type_of, direction_of
from sprintsales.services.desk import Desk
from sprintsales.services.importing.book import Book
from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.reading import Cells, Faults, Memory, Parsed, RowLeftOutError, TextValue, Value, mapped_case
from sprintsales.storage.journal import undone_entries
from sprintsales.storage.schema import activity, activity_type, deal, import_seen, lead, sprint
from sprintsales.storage.types import MOMENT_FORMAT

SKIP, NOT_REP_WORK = "skip", "not-rep-work"
QUANTITY_CAP = 100_000
PLAN_DAYS = 182
FIRST_DAY = "1900-01-01"
TABLE_COLUMNS = frozenset(activity.columns.keys())


@dataclass(frozen=True, slots=True)
class Link:
    """A deal or lead an activity may belong to, and who owns it."""

    id: int
    owner_id: int | None


def by_external_id(connection: Connection, team_id: int, source_id: int | None, table: Table) -> dict[str, Link]:
    """Return the team's deals or leads by the ids files know them under; where two sources use one id, the source at hand is meant."""
    undone = undone_entries(connection, team_id)
    owners = {row.id: row.owner_id for row in connection.execute(select(table.c.id, table.c.owner_id).where(table.c.team_id == team_id))}
    s = import_seen.c
    query = select(s.external_id, s.row_id, s.entry_id).where(s.team_id == team_id, s.kind == table.name)
    return {
        external: Link(row_id, owners[row_id])
        for external, row_id, entry in connection.execute(query.order_by(s.source_id == source_id, s.id))
        if entry not in undone and row_id in owners
    }


class ActivityRows:
    """Turns rows of an activities file into values of our columns."""

    def __init__(
        self, connection: Connection, columns: Columns, book: Book, words: Mapping[str, str], *, desk: Desk, source_id: int | None,
        strict: bool,
    ) -> None:  # fmt: skip
        self.columns, self.book, self.zone, self.strict, self.desk = columns, book, desk.zone, strict, desk
        self.words = mapped_case(words)
        self.deals = by_external_id(connection, desk.team.id, source_id, deal)
        self.leads = by_external_id(connection, desk.team.id, source_id, lead) if "lead" in columns.places else {}
        query = select(activity_type.c.code, activity_type.c.name, activity_type.c.id).where(activity_type.c.team_id == desk.team.id)
        rows = connection.execute(query).all()
        self.types: dict[str, int] = {row.code: row.id for row in rows}
        self.named: dict[str, str] = {row.name.casefold(): row.code for row in rows}
        self.sprints = open_sprints(connection, desk)
        self.logged_at = desk.now.strftime(MOMENT_FORMAT)
        self.today = desk.today.isoformat()
        self.same: dict[str, int] = {}
        self.memory = Memory()
        self._check_words()

    def _check_words(self) -> None:
        """Raise Usage for an --activity that names no type of ours."""
        for theirs, ours in self.words.items():
            if ours not in (SKIP, NOT_REP_WORK) and self._code(ours) is None:
                types = ", ".join(self.types)
                raise Usage(f"--activity {theirs}={ours}: we have no type {ours}. Write skip, not-rep-work or one of {types}.")

    def _code(self, word: str) -> str | None:
        """Return the type a word names: by code, by name, or by what it is called in other programs."""
        folded = word.casefold().strip()
        for code in (folded, self.named.get(folded), activity_type_of(word)):
            if code in self.types:
                return code
        return None

    def __call__(self, row: Row) -> Parsed:
        """Return the row as values; raises RowRefusedError, RowLeftOutError."""
        cells = Cells(self.columns, row, self.memory)
        parsed = Parsed(row.line, cells.foreign_id() or "", {})
        faults = Faults()
        code = faults.read(self._type, cells) or ""
        parsed.values["type_id"] = self.types.get(code)
        link = faults.read(self._deal, cells)
        if link is not None:
            parsed.values["deal_id"] = link.id
        prospect = faults.read(self._lead, cells, parsed)
        if prospect is not None:
            parsed.values["lead_id"] = prospect.id
        faults.read(self._when, cells, parsed)
        faults.read(self._owner, cells, parsed, link or prospect)
        faults.read(self._details, cells, parsed, code)
        faults.tell()
        parsed.key = parsed.key or self._own_key(parsed)
        if self.columns.clears:
            cells.clear(parsed, TABLE_COLUMNS)
        return parsed

    def _type(self, cells: Cells) -> str:
        word = cells.line_text("type")
        if not word:
            raise cells.missing(("type",), "An activity needs its type: what kind of work it was. Fill it in.")
        ours = self.words.get(word.casefold())
        if ours == SKIP:
            raise RowLeftOutError(None)
        if ours == NOT_REP_WORK:
            raise RowLeftOutError("not_rep_work")
        code = self._code(ours or word)
        if code is None:
            ways = f"--activity {shlex.quote(f'{word}=call')} (or =skip, =not-rep-work)"
            why = f"{word} is none of our types. Say which with {ways}; types: {', '.join(self.types)}."
            raise cells.refused("type", why, code="unknown_type")
        return code

    def _deal(self, cells: Cells) -> Link | None:
        word = cells.line_text("deal")
        if not word:
            return None
        found = self.deals.get(word)
        if found is None:
            raise cells.refused("deal", f"There is no deal {word} here. Import the deals first, or mend the id.")
        return found

    def _lead(self, cells: Cells, parsed: Parsed) -> Link | None:
        """Return the lead a row is for; an id that is none is told and counted: other programs name contacts in the same column."""
        word = cells.line_text("lead")
        if not word:
            return None
        found = self.leads.get(word)
        if found is None and self.strict:
            raise cells.refused("lead", f"There is no lead {word} here. Import the leads first, or leave --strict out.")
        if found is None:
            parsed.warnings.append("unknown_lead")
        return found

    def _when(self, cells: Cells, parsed: Parsed) -> None:
        """Say when it was done or is planned for, and which sprint's work it is."""
        values = parsed.values
        planned = cells.day("planned_on")
        if planned:
            values["planned_on"] = planned
        done = self._done(cells, parsed)
        if done is None and not planned:
            raise cells.missing(("done_at", "planned_on"), "An activity needs the day it was done or is planned for. Fill one in.")
        if done is None:
            values |= {"state": "planned", "done_on": None, "done_at": None}
        elif not planned:
            parsed.once["unplanned"] = 1
        sprint = self.sprints.sprint_of(str(done or planned))
        if sprint is not None:
            values["sprint_id"] = sprint

    def _done(self, cells: Cells, parsed: Parsed) -> str | None:
        """Note the moment it was done and return its day, None when it was not done; the day is the one on the team's calendar."""
        raw = cells.raw("done_at")
        if not raw.strip():
            return None
        order = self.columns.orders["done_at"]
        read = cells.read("done_at", lambda text: read_moment(text, order, self.zone))
        if read is None:
            return None
        moment, had_zone = read
        if not had_zone and has_time(raw):
            parsed.warnings.append("date_without_zone")
        day = civil_day(moment, self.zone).isoformat() if had_zone else cells.day("done_at")
        if day is not None and day < FIRST_DAY:
            raise cells.refused("done_at", "This day is before 1900. Mend the year.")
        if day is not None and day > self.today:
            raise cells.refused(
                "done_at", "This day has not come yet, so nothing was done on it. Map the column to planned_on if it is a plan."
            )
        parsed.values |= {"state": "done", "done_on": day, "done_at": moment.strftime(MOMENT_FORMAT)}
        parsed.once["logged_at"] = self.logged_at
        return day

    def _owner(self, cells: Cells, parsed: Parsed, link: Link | None) -> None:
        word = cells.line_text("owner")
        owner: Value = link.owner_id if link else None
        if word:
            parsed.mark("owner", word)
            owner = self.book.find(self.book.members, word)
            if owner is None:
                if self.strict:
                    why = f"{word} is not known here, and --strict was asked for. Import the members first, or leave --strict out."
                    raise cells.refused("owner", why)
                owner = self.book.add(self.book.members, word)
                parsed.warn("unknown_rep", word)
            elif self.book.is_erased(owner):
                parsed.warnings.append("erased_person")
        if owner is None:
            parsed.warnings.append("no_owner")
        else:
            parsed.values["owner_id"] = owner

    def _details(self, cells: Cells, parsed: Parsed, code: str) -> None:
        values = parsed.values
        done = values.get("state") == "done"
        quantity = cells.read("quantity", lambda text: read_whole(text, low=1, high=QUANTITY_CAP)) or 1
        values |= {"quantity_planned": quantity, "quantity_done": quantity if done else 0}
        minutes = cells.read("minutes", read_minutes)
        if minutes is not None:
            values["minutes_done" if done else "minutes"] = minutes
        outcome = cells.line_text("outcome")
        known = TYPES[code].outcome_named(outcome) if outcome and code in TYPES else None
        if known:
            values["outcome"] = known.code
        direction = direction_of(cells.raw("direction"))
        if direction:
            values["direction"] = direction
        note = cells.block_text("note")
        if note:
            values["result_id" if done else "note_id"] = TextValue("note", note)

    def _own_key(self, parsed: Parsed) -> str:
        said = [parsed.values.get(name) for name in ("type_id", "deal_id", "owner_id", "done_at", "planned_on", "quantity_planned")]
        said += [f"lead {parsed.values['lead_id']}"] if parsed.values.get("lead_id") else []
        base = "~" + "|".join("" if one is None else str(one) for one in said)
        self.same[base] = self.same.get(base, 0) + 1
        return base if self.same[base] == 1 else f"{base}|{self.same[base]}"


@dataclass(slots=True)
class OpenSprints:
    """The sprints that have a row and may still take work, by their first day."""

    desk: Desk
    ids: dict[date, int]
    found: dict[str, int | None] = field(default_factory=dict)

    def sprint_of(self, day: str) -> int | None:
        """Return the sprint a day's work belongs to, None where there is none open."""
        if day not in self.found:
            self.found[day] = self.ids.get(self.desk.sprint_of(date.fromisoformat(day)).start)
        return self.found[day]


def open_sprints(connection: Connection, desk: Desk) -> OpenSprints:
    """Return the sprints of the team that are neither closed nor cancelled."""
    c = sprint.c
    query = select(c.start_on, c.id).where(c.team_id == desk.team.id, c.closed_on.is_(None), c.cancelled_on.is_(None))
    return OpenSprints(desk, {row.start_on: row.id for row in connection.execute(query)})


def coming_days(columns: Columns, rows: Iterable[Row], today: date) -> set[date]:
    """Return the days from this week on, half a year at most, that a file plans work for: their sprints need a row."""
    place = columns.places.get("planned_on")
    if place is None:
        return set()
    found = set()
    for cell in {row.cells[place] for row in rows if row.problem is None}:
        with suppress(NotReadable):  # refused where its row is read
            day = read_date(cell, columns.orders["planned_on"])
            if day is not None and -7 <= (day - today).days <= PLAN_DAYS:
                found.add(day)
    return found
