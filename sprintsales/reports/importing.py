"""What an import did, as text and as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.reports import control_totals

if TYPE_CHECKING:
    from sprintsales.services.importing.order import Conflict, Report, Warned

SHOWN = 10
SENTENCES: Mapping[str, str] = {
    "no_owner": "no owner",
    "no_account": "no account",
    "no_value": "no value (unknown, not 0)",
    "no_start": "no start date",
    "no_name": "no name (named after account and product)",
    "zero_won_value": "won with a value of 0",
    "close_before_start": "closing before the start",
    "closed_without_date": "won or lost without a date",
    "overdue_close": "open with a close date in the past",
    "unknown_product": "products that were not here (added)",
    "erased_person": "rows naming somebody who was erased here (the name was not kept)",
    "unknown_rep": "people who were not here (added, without a seat)",
    "unknown_account": "accounts that were not here (added)",
    "unknown_stage": "a stage that is none of ours (the old one stays)",
    "status_stage_conflict": "a status that contradicts the stage (the status counts)",
    "future_closed": "closed on a day still to come",
    "duplicate_row": "ids that stand in the file again",
    "probability_scale": "a probability that is no share of 0 to 100 %, or 1 that may be one percent or certainty (left out)",
    "deleted_rows_left_out": "marked as deleted (left out)",
    "not_rep_work": "no work of a rep (left out)",
    "local_kept": "changed here and in the file, ours stays",
    "local_replaced": "changed here and in the file, the file's stays",
    "date_without_zone": "a time without a zone (read in the team's)",
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
        "combined": report.combined,
        "refused": len(report.refusals),
        "mapping": report.mapping,
        "unused_columns": report.unused,
        "date_formats": report.date_formats,
        "new_stages": report.new_stages,
        "refusals": [asdict(one) for one in report.refusals],
        "warnings": [{"code": code, "count": one.count, "lines": one.lines} for code, one in report.warnings.items()],
        "conflicts": [asdict(one) for one in report.conflicts],
        "notes": report.notes,
        "control": {} if report.control is None else control_totals.document(report.control),
        "entry": report.entry_id,
    }


def as_text(report: Report) -> str:
    """Return an import's result as lines for a person."""
    lines = [counted(report), *report.notes]
    lines.append("Read as: " + ", ".join(f"{field}={column}" for field, column in report.mapping.items()))
    if report.unused:
        lines.append(f"Not used: {listed(report.unused)}")
    if report.date_formats:
        lines.append("Dates: " + ", ".join(f"{column} {order}" for column, order in report.date_formats.items()))
    if report.new_stages:
        lines.append("New stages: " + ", ".join(report.new_stages))
    lines += [warning(code, one) for code, one in report.warnings.items()]
    for refusal in report.refusals[:SHOWN]:
        what = f"{refusal.column} “{refusal.value or ''}”: " if refusal.column else ""
        lines.append(f"  ✗ line {refusal.line}, {what}{refusal.reason}")
    if len(report.refusals) > SHOWN:
        lines.append(f"  and {len(report.refusals) - SHOWN:,} more refused rows; --rejects FILE writes them all")
    lines += [conflict(one) for one in report.conflicts[:SHOWN]]
    if len(report.conflicts) > SHOWN:
        lines.append(f"  and {len(report.conflicts) - SHOWN:,} more fields changed on both sides; --json lists them all")
    if report.control is not None:
        lines += control_totals.lines(report.control)
    if report.dry_run:
        lines.append("Nothing was kept: this was a dry run.")
    elif report.entry_id is not None:
        lines.append(f"Journal entry {report.entry_id}; take it back with: sprintsales undo --entry {report.entry_id}")
    else:
        lines.append("Nothing changed here.")
    return "\n".join(lines)


def counted(report: Report) -> str:
    """Return the sentence of the counts; what is 0 is left out, but for what was added, changed and refused."""
    would = "would be " if report.dry_run else ""
    parts = [f"{report.added:,} {would}added", f"{report.changed:,} {would}changed", f"{report.unchanged:,} unchanged"]
    parts += [f"{report.left_out:,} left out"] if report.left_out else []
    parts += [f"{report.combined:,} combined with another row of the same id"] if report.combined else []
    return f"{report.file}: {report.rows:,} {report.kind} read; {', '.join(parts)}, {len(report.refusals):,} refused."


def warning(code: str, one: Warned) -> str:
    """Return a warning as a line: how many, what, and where first."""
    where = ", ".join(str(line) for line in one.lines[:5])
    return f"  ! {SENTENCES.get(code, code)}: {one.count:,} (line {where}{', …' if one.count > 5 else ''})"


def conflict(one: Conflict) -> str:
    """Return a field both sides changed as a line: both values, and which one stays."""
    kept = "the file’s stays" if one.kept == "crm" else "ours stays until its owner decides" if one.rule == "ask" else "ours stays"
    return f"  ≠ {one.external_id} {one.field}: file {shown(one.file)}, here {shown(one.here)}, before {shown(one.base)}; {kept}"


def shown(value: object) -> str:
    """Return a value as it stands in a sentence."""
    return "empty" if value is None else str(value)


def listed(names: list[str]) -> str:
    """Return names as a sentence shows them: the first ten."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
