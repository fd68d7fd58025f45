"""Rows of one file with the same id: passed over, refused, taken as the newer word, or added up as line items."""

from __future__ import annotations

from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.order import Report
from sprintsales.services.importing.reading import Parsed, RowRefusedError


class Repeats:
    """Decides about ids that stand in a file more than once; `held` are the rows that are whole only at the end of the file."""

    def __init__(self, on_conflict: str, columns: Columns, report: Report) -> None:
        self.way, self.columns, self.report = on_conflict, columns, report
        self.seen: dict[str, tuple[int, int]] = {}
        self.held: dict[str, Parsed] = {}

    def sort(self, parsed: Parsed) -> bool:
        """Return whether the row goes on at once; raises RowRefusedError for another row with its id that says something else."""
        if parsed.key in self.columns.repeated:
            self._hold(parsed)
            return False
        digest = hash(tuple(parsed.values.items()))
        before = self.seen.setdefault(parsed.key, (parsed.line, digest))
        if before[0] == parsed.line:
            return True
        if before[1] != digest:
            ways = "--on-conflict update (the later row counts)"
            ways += " or --on-conflict line-items (the values are added up)" if self.columns.kind == "deals" else ""
            raise self._refused(
                parsed, f"{parsed.key} stands on line {before[0]} too, with other values. Keep one of the rows, or say {ways}."
            )
        self.report.unchanged += 1
        self._same(parsed)
        return False

    def _hold(self, parsed: Parsed) -> None:
        """Keep a row whose id comes again, put together with what stood there before."""
        before = self.held.get(parsed.key)
        if before is None:
            self.held[parsed.key] = parsed
            return
        if self.way == "line-items":
            self._add_up(before, parsed)
        else:
            before.values |= parsed.values
            before.once |= parsed.once
            before.words |= parsed.words
        self.report.combined += 1
        self._same(parsed)

    def _add_up(self, before: Parsed, parsed: Parsed) -> None:
        """Add a line item's value to its deal; raises RowRefusedError where currencies differ."""
        more, there = parsed.values.get("value"), before.values.get("value")
        if not isinstance(more, int):
            return
        if isinstance(there, int) and parsed.values["currency"] != before.values["currency"]:
            first, second = before.values["currency"], parsed.values["currency"]
            raise self._refused(
                parsed, f"Line {before.line} is in {first}, this one in {second}: they cannot be added up. Use one currency."
            )
        before.values["value"] = more + (there if isinstance(there, int) else 0)
        before.values["currency"] = parsed.values["currency"]

    def _same(self, parsed: Parsed) -> None:
        parsed.warnings[:] = ["duplicate_row"]
        parsed.told.clear()

    def _refused(self, parsed: Parsed, reason: str) -> RowRefusedError:
        name = "external_id" if "external_id" in self.columns.names else "name"
        return RowRefusedError(self.columns.names.get(name), parsed.key, reason)
