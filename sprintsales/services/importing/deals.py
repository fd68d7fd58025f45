"""Rows of a deals file: stage and status, dates and money, people and labels, each with its refusals and warnings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.money import currency_code
from sprintsales.formats.delimited import Row
from sprintsales.formats.values import read_percent
from sprintsales.formats.words import status_of
from sprintsales.services.importing.book import Book, Shelf
from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.reading import Cells, Parsed, RowRefusedError, TextValue, Value
from sprintsales.services.importing.stages import StageBook, StageRow

LABELS = ("source", "segment", "territory")
CATEGORIES = {
    "omitted": "omitted",
    "pipeline": "pipeline",
    "best case": "best_case",
    "best_case": "best_case",
    "bestcase": "best_case",
    "commit": "commit",
}


class DealRows:
    """Turns rows of a deals file into values of our columns."""

    def __init__(
        self, columns: Columns, book: Book, stages: StageBook, *, currency: str, today: str, strict: bool, is_here: Callable[[str], bool]
    ) -> None:
        self.columns, self.book, self.stages = columns, book, stages
        self.currency, self.today, self.strict, self.is_here = currency, today, strict, is_here
        self.people = {name: name.split(":", 1)[1] for name in columns.names if name.startswith("owner:")}
        self.nameless: dict[str, int] = {}

    def __call__(self, row: Row) -> Parsed:
        """Return the row as values; raises RowRefusedError."""
        cells = Cells(self.columns, row)
        parsed = Parsed(row.line, "", {})
        self._identity(cells, parsed)
        self._money(cells, parsed)
        days = {name: cells.day(name) for name in ("started_on", "close_on", "closed_on", "agreement_on", "agreement_sent_on")}
        self._stage(cells, parsed)
        self._dates(days, parsed)
        self._links(cells, parsed)
        for name, kind in (("next_step", "next_step"), ("note", "note")):
            body = cells.block_text(name)
            if body:
                parsed.values[f"{name}_id"] = TextValue(kind, body)
        return parsed

    def _identity(self, cells: Cells, parsed: Parsed) -> None:
        external, name = cells.line_text("external_id"), cells.line_text("name")
        if not external and not name:
            raise RowRefusedError(None, None, "A deal needs an id or a name, and this row has neither.")
        account, product = cells.line_text("account"), cells.line_text("product")
        if not name:
            name = " · ".join(part for part in (account, product) if part) or external or ""
            if "name" in self.columns.names:
                parsed.warnings.append("no_name")
        parsed.key = external or self._own_key(name, account)
        parsed.values["name"] = name

    def _own_key(self, name: str, account: str | None) -> str:
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
        elif "value" in self.columns.names:
            parsed.warnings.append("no_value")
        if cells.raw("probability"):
            try:
                parsed.values["probability"] = read_percent(cells.raw("probability"), scale="ratio" if self.columns.ratio else "percent")
            except NotReadable:
                parsed.warnings.append("probability_scale")
        category = (cells.line_text("forecast_category") or "").casefold()
        if category in CATEGORIES:
            parsed.values["forecast_category"] = CATEGORIES[category]

    def _stage(self, cells: Cells, parsed: Parsed) -> None:
        word, said = cells.line_text("stage"), cells.line_text("status")
        status = status_of(said) if said else None
        if said and status is None:
            raise cells.refused("status", f"{said} is no known status: write won, lost or open.")
        found = self.stages.find(word) if word else None
        if word and found is None:
            found = self._unknown_stage(cells, parsed, word)
            if found is None and status is None:
                return
        outcome = status or (found.kind if found else "open")
        if found is not None and status is not None and status != found.kind:
            parsed.warnings.append("status_stage_conflict")
            found = None
        if found is None:
            found = self.stages.of_kind(outcome)
        parsed.values |= {"stage_id": found.id, "pipeline_id": self.stages.pipeline_id, "outcome": outcome}

    def _unknown_stage(self, cells: Cells, parsed: Parsed, word: str) -> StageRow | None:
        if self.stages.may_add:
            return self.stages.add(word)
        if self.is_here(parsed.key):
            parsed.warnings.append("unknown_stage")
            return None
        known = ", ".join(one.name for one in self.stages.stages)
        raise cells.refused(
            "stage", f"{word} is none of our stages ({known}). Say which one it is with --stage '{word}=OURS', or add it with --new-stages."
        )

    def _dates(self, days: Mapping[str, str | None], parsed: Parsed) -> None:
        values, warnings = parsed.values, parsed.warnings
        started, close, closed = days["started_on"], days["close_on"], days["closed_on"]
        for name in ("started_on", "agreement_on", "agreement_sent_on"):
            if days[name]:
                values[name] = days[name]
        if "started_on" in self.columns.names and not started:
            warnings.append("no_start")
        if values.get("outcome", "open") == "open":
            self._still_open(close, parsed)
        else:
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

    def _links(self, cells: Cells, parsed: Parsed) -> None:
        values = parsed.values
        self._link(cells, parsed, "account", self.book.accounts, "unknown_account", "no_account")
        self._link(cells, parsed, "owner", self.book.members, "unknown_rep", "no_owner")
        self._link(cells, parsed, "product", self.book.products, "unknown_product", None)
        for name in LABELS:
            word = cells.line_text(name)
            if word:
                values[f"{name}_id"] = self.book.add(self.book.labels[name], word)
        for name, function in self.people.items():
            person = cells.line_text(name)
            if person:
                parsed.people[function] = self.book.add(self.book.members, person)

    def _link(self, cells: Cells, parsed: Parsed, name: str, shelf: Shelf, unknown: str, missing: str | None) -> None:
        word = cells.line_text(name)
        if not word:
            if missing and name in self.columns.names:
                parsed.warnings.append(missing)
            return
        found: Value = self.book.find(shelf, word)
        if found is None:
            if self.strict:
                raise cells.refused(name, f"{word} is not known here, and --strict was asked for. Import the {name}s first.")
            found = self.book.add(shelf, word)
            parsed.warnings.append(unknown)
        parsed.values[f"{name}_id"] = found
