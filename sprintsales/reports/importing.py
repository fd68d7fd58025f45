"""What an import did, as text and as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sprintsales.services.importing.order import Report

SHOWN = 10
SENTENCES: Mapping[str, str] = {
    "no_owner": "without an owner",
    "no_account": "without an account",
    "no_value": "without a value (unknown, not 0)",
    "no_start": "without a start date",
    "no_name": "without a name (named after account and product)",
    "zero_won_value": "won with a value of 0",
    "close_before_start": "closed before they started",
    "closed_without_date": "won or lost without a date",
    "overdue_close": "open with a close date in the past",
    "unknown_product": "name a product that was not here (added)",
    "unknown_rep": "name a person who was not here (added, without a seat)",
    "unknown_account": "name an account that was not here (added)",
    "unknown_stage": "have an unknown stage (the old one stays)",
    "status_stage_conflict": "have a status that contradicts the stage (the status counts)",
    "future_closed": "closed on a day still to come",
    "duplicate_row": "stand in the file twice",
    "probability_scale": "have a probability outside 0 to 100 % (left out)",
    "deleted_rows_left_out": "are marked deleted (left out)",
    "not_rep_work": "are no work of a rep (left out)",
    "local_kept": "kept what was changed here",
    "local_replaced": "replaced what was changed here",
    "date_without_zone": "have a time without a zone (read in the team's)",
}


def as_document(report: Report, as_of: date) -> dict[str, object]:
    """Return the JSON document of an import."""
    return {
        "schema": "sprintsales.import/1",
        "as_of": as_of.isoformat(),
        "file": report.file,
        "kind": report.kind,
        "dry_run": report.dry_run,
        "rows": report.rows,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "left_out": report.left_out,
        "refused": len(report.refusals),
        "mapping": report.mapping,
        "date_formats": report.date_formats,
        "new_stages": report.new_stages,
        "refusals": [asdict(one) for one in report.refusals],
        "warnings": [{"code": code, "count": one.count, "lines": one.lines} for code, one in report.warnings.items()],
        "conflicts": [asdict(one) for one in report.conflicts],
        "notes": report.notes,
        "control": {},
        "entry": report.entry_id,
    }


def as_text(report: Report) -> str:
    """Return an import's result as lines for a person."""
    verb = "would be" if report.dry_run else "was" if report.added == 1 else "were"
    counted = (
        f"{report.rows:,} {report.kind} read; {report.added:,} {verb} added, {report.changed:,} changed, {report.unchanged:,} unchanged"
    )
    lines = [f"{report.file}: {counted}, {report.left_out:,} left out, {len(report.refusals):,} refused."]
    lines += report.notes
    lines.append("Read as: " + ", ".join(f"{field}={column}" for field, column in report.mapping.items()))
    if report.date_formats:
        lines.append("Dates: " + ", ".join(f"{column} {order}" for column, order in report.date_formats.items()))
    if report.new_stages:
        lines.append("New stages: " + ", ".join(report.new_stages))
    for code, one in report.warnings.items():
        where = ", ".join(str(line) for line in one.lines[:5])
        lines.append(f"  ! {one.count:,} {SENTENCES.get(code, code)} (line {where}{', …' if one.count > 5 else ''})")
    for refusal in report.refusals[:SHOWN]:
        what = f"{refusal.column} “{refusal.value}”: " if refusal.column else ""
        lines.append(f"  ✗ line {refusal.line}, {what}{refusal.reason}")
    if len(report.refusals) > SHOWN:
        lines.append(f"  and {len(report.refusals) - SHOWN:,} more refused rows; --rejects FILE writes them all")
    for conflict in report.conflicts[:SHOWN]:
        lines.append(f"  ≠ {conflict.external_id} {conflict.field}: file {conflict.file}, here {conflict.here}; kept {conflict.kept}")
    if report.dry_run:
        lines.append("Nothing was kept: this was a dry run.")
    elif report.entry_id is not None:
        lines.append(f"Journal entry {report.entry_id}; take it back with: sprintsales undo --entry {report.entry_id}")
    return "\n".join(lines)
