"""Rows of a deals file: stage and status, dates and money, people and labels, each with its refusals and warnings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.money import currency_code
from sprintsales.formats.delimited import Row
from sprintsales.formats.values import read_percent
from sprintsales.formats.words import fold, status_of, truth_of
from sprintsales.services.importing.bases import Base
from sprintsales.services.importing.book import Book, Shelf
from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.reading import Cells, Faults, Memory, Parsed, Said, TextValue, Value
from sprintsales.services.importing.stages import Pipelines, StageBook, StageRow
from sprintsales.storage.schema import deal

LABELS = ("source", "segment", "territory")
FIELDS = ("name", "value", "probability", "currency", "account", "owner", "contact", "pipeline")
DAYS = ("started_on", "close_on", "closed_on", "agreement_on", "agreement_sent_on")
CATEGORIES = {
    "omitted": "omitted",
    "pipeline": "pipeline",
    "bestcase": "best_case",
    "upside": "best_case",
    "commit": "commit",
    "committed": "commit",
}
TABLE_COLUMNS = frozenset(deal.columns.keys())


class DealRows:
    """Turns rows of a deals file into values of our columns; BASES tells what this source said of the deals that are here."""

    def __init__(
        self, columns: Columns, book: Book, pipelines: Pipelines, bases: Mapping[str, Base], *, currency: str, today: str, strict: bool
    ) -> None:
        self.columns, self.book, self.pipelines, self.bases = columns, book, pipelines, bases
        self.currency, self.today, self.strict = currency, today, strict
        self.people = [name for name in columns.names if name.startswith("owner:")]
        self.days = [name for name in DAYS if name in columns.names]
        self.labels = [name for name in LABELS if name in columns.names]
        self.texts = [name for name in ("next_step", "note") if name in columns.names]
        self.nameless: dict[str, int] = {}
        self.memory = Memory()
        self.has = {name: name in columns.names for name in FIELDS}
        self.decides = "is_won" in columns.names or "is_closed" in columns.names
        if "contact" in columns.names:
            book.open_contacts()

    def __call__(self, row: Row) -> Parsed:
        """Return the row as values; raises RowRefusedError."""
        cells = Cells(self.columns, row, self.memory)
        parsed = Parsed(row.line, "", {})
        faults = Faults()
        faults.read(self._identity, cells, parsed)
        faults.read(self._money, cells, parsed)
        days = {name: faults.read(cells.day, name) for name in self.days}
        base = self.bases.get(parsed.key)
        faults.read(self._stage, cells, parsed, base)
        if not faults.found:
            self._dates(days, parsed, base)
        self._links(cells, parsed, faults)
        faults.tell()
        for name in self.texts:
            body = cells.block_text(name)
            if body:
                parsed.values[f"{name}_id"] = TextValue(name, body)
        if self.columns.clears:
            cells.clear(parsed, TABLE_COLUMNS)
        return parsed

    def _identity(self, cells: Cells, parsed: Parsed) -> None:
        external, name = cells.foreign_id(), cells.own_text("name")
        if not external and not name:
            raise cells.missing(("external_id", "name"), "A deal needs an id or a name, and this row has neither. Fill one of them in.")
        account, product = cells.line_text("account"), cells.line_text("product")
        if not name:
            name = " · ".join(part for part in (account, product) if part) or external or ""
            if self.has["name"]:
                parsed.warnings.append("no_name")
        parsed.key = external or self._own_key(name, account)
        parsed.values["name"] = name

    def _own_key(self, name: str, account: str | None) -> str:
        """Return what a deal without an id is known by: name and account, and which of those alike it is."""
        base = f"~{name.casefold()}|{(account or '').casefold()}"
        self.nameless[base] = self.nameless.get(base, 0) + 1
        return base if self.nameless[base] == 1 else f"{base}|{self.nameless[base]}"

    def _money(self, cells: Cells, parsed: Parsed) -> None:
        currency = cells.line_text("currency")
        code = cells.read("currency", currency_code) if currency else self.currency
        parsed.values["currency"] = code
        value = cells.amount("value", code)
        if value is not None:
            parsed.values["value"] = value
        elif self.has["value"]:
            parsed.warnings.append("no_value")
        chance = cells.line_text("probability")
        if chance:
            share = self._share(chance)
            if share is None:
                parsed.warnings.append("probability_scale")
            else:
                parsed.values["probability"] = share
        category = cells.line_text("forecast_category")
        if category and fold(category) in CATEGORIES:
            parsed.values["forecast_category"] = CATEGORIES[fold(category)]

    def _share(self, text: str) -> int | None:
        """Return a probability in per mille; None where it is none, or where 1 could be one percent as well as certainty."""
        scale = self.columns.scale
        try:
            share = read_percent(text, scale="ratio" if scale == "ratio" else "percent")
        except NotReadable:
            return None
        return share if scale != "ambiguous" or share == 0 or "%" in text else None

    def _stage(self, cells: Cells, parsed: Parsed, base: Base | None) -> None:
        """Find stage and outcome; what is blank for a deal that is here stays as it is."""
        word = cells.line_text("stage")
        status = self._status(cells)
        if base is not None and not word and status is None:
            return
        named = cells.line_text("pipeline")
        book = self.pipelines.find(named)
        if book is None:
            known = ", ".join(self.pipelines.names.values())
            raise cells.refused("pipeline", f"There is no pipeline {named} here ({known}). Say which takes its deals with --pipeline NAME.")
        found = self._found(cells, parsed, book, word, status, base) if word else None
        if word and found is None and status is None:
            return
        outcome = status or (found.kind if found else "open")
        if found is None or found.kind != outcome:
            if found is not None:
                parsed.warnings.append("status_stage_conflict")
            found = book.of_kind(outcome)
        parsed.values["pipeline_id"] = found.pipeline_id
        parsed.values["stage_id"] = found.id
        parsed.values["outcome"] = outcome

    def _status(self, cells: Cells) -> str | None:
        """Return won, lost or open as the status column says, else as is_closed and is_won say together; None where none speaks."""
        said = cells.line_text("status")
        if said:
            status = status_of(said)
            if status is None:
                raise cells.refused("status", f"{said} is no known status: write won, lost or open.")
            return status
        if not self.decides:
            return None
        won, closed = truth_of(cells.raw("is_won")), truth_of(cells.raw("is_closed"))
        if won:
            return "won"
        if closed is None:
            return None
        return ("lost" if won is False else None) if closed else "open"

    def _found(self, cells: Cells, parsed: Parsed, book: StageBook, word: str, status: str | None, base: Base | None) -> StageRow | None:
        """Return the stage of a word; for an unknown one a new stage, the old one, or a refusal."""
        mark = parsed.mark("stage", word)
        found = book.find(word)
        if found is not None:
            return found
        said: Said = base.said if base is not None else {}
        same = self.pipelines.stage(said.get("stage_id")) if said.get("~stage") == mark else None
        if same is not None:  # renamed here since: the file's old word still means it
            return same
        if status in ("won", "lost"):
            return None  # the status says where it ended
        if self.pipelines.may_add:
            return book.add(word)
        if base is not None:
            del parsed.words["~stage"]
            parsed.warn("unknown_stage", word)
            return None
        known, mapped = ", ".join(one.name for one in book.stages), shlex.quote(f"{word}=OURS")
        raise cells.refused(
            "stage", f"{word} is none of our stages ({known}). Say which one with --stage {mapped}, or add it with --new-stages.",
            code="unknown_stage",
        )  # fmt: skip

    def _dates(self, days: Mapping[str, str | None], parsed: Parsed, base: Base | None) -> None:
        values, warnings = parsed.values, parsed.warnings
        started, close, closed = days.get("started_on"), days.get("close_on"), days.get("closed_on")
        for name in ("started_on", "agreement_on", "agreement_sent_on"):
            if days.get(name):
                values[name] = days[name]
        if "started_on" in days and not started:
            warnings.append("no_start")
        outcome = values["outcome"] if "outcome" in values else base.said.get("outcome") if base is not None else None
        if outcome == "open":
            self._still_open(close, parsed)
            closed = None
        elif "outcome" in values:
            self._ended(close, closed, parsed)
        last = closed or close
        if started and last and last < started:
            warnings.append("close_before_start")

    def _still_open(self, close: str | None, parsed: Parsed) -> None:
        if close:
            parsed.values["close_on"] = close
            if close < self.today:
                parsed.warnings.append("overdue_close")
        if "outcome" in parsed.values:
            parsed.values["closed_on"] = None

    def _ended(self, close: str | None, closed: str | None, parsed: Parsed) -> None:
        values, warnings = parsed.values, parsed.warnings
        if closed and close:
            values["close_on"] = close
        end = closed or close
        if end:
            values["closed_on"] = end
            if end > self.today:
                warnings.append("future_closed")
        else:
            warnings.append("closed_without_date")
        if values["outcome"] == "won" and values.get("value") == 0:
            warnings.append("zero_won_value")

    def _links(self, cells: Cells, parsed: Parsed, faults: Faults) -> None:
        values = parsed.values
        faults.read(self._link, cells, parsed, "account", self.book.accounts, "unknown_account", "no_account")
        faults.read(self._link, cells, parsed, "owner", self.book.members, "unknown_rep", "no_owner")
        faults.read(self._link, cells, parsed, "product", self.book.products, "unknown_product", None)
        for name in self.people:
            person = faults.read(self._named, cells, parsed, name, self.book.members, "unknown_rep")
            if person is not None:
                values[name] = person
        for name in self.labels:
            word = cells.line_text(name)
            if word:
                values[f"{name}_id"] = self.book.add(self.book.labels[name], word)
        contact = cells.line_text("contact")
        if contact:
            account_id = values.get("account_id")
            values["contact_id"] = self.book.add_contact(contact, account_id if isinstance(account_id, int) else None)

    def _link(self, cells: Cells, parsed: Parsed, name: str, shelf: Shelf, unknown: str, missing: str | None) -> None:
        found = self._named(cells, parsed, name, shelf, unknown)
        if found is not None:
            parsed.values[f"{name}_id"] = found
        elif missing and self.has[name]:
            parsed.warnings.append(missing)

    def _named(self, cells: Cells, parsed: Parsed, name: str, shelf: Shelf, unknown: str) -> Value:
        """Return the row a name means, added when it is new; None for a blank cell; raises RowRefusedError for a new one under --strict."""
        word = cells.line_text(name)
        if not word:
            return None
        mark = parsed.mark(name, word)
        found = self.book.find(shelf, word)
        if found is not None:
            if shelf is self.book.members and self.book.is_erased(found):
                parsed.warnings.append("erased_person")
            return found
        base = self.bases.get(parsed.key)
        if base is not None:  # renamed here since: the file's old word still means the same row
            said = base.said
            same = said.get(name if name.startswith("owner:") else f"{name}_id")
            if said.get(f"~{name}") == mark and isinstance(same, int) and same in shelf.known.values():
                return same
        if self.strict:
            kind = shelf.table
            raise cells.refused(
                name, f"{word} is not known here, and --strict was asked for. Import the {kind}s first, or leave --strict out.",
                code=unknown,
            )  # fmt: skip
        parsed.warn(unknown, word)
        return self.book.add(shelf, word)
