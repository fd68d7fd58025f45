"""What an import did, as text and as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.reports import control_totals, import_refusals
from sprintsales.reports.import_refusals import SHOWN, placed
from sprintsales.reports.leads import brought_words
from sprintsales.reports.values import value_words

if TYPE_CHECKING:
    from sprintsales.services.importing.order import Change, Conflict, Report, StageRead, Warned, Worded

ROWS_SHOWN = 20
VALUES_KEPT = 100
SENTENCES: Mapping[str, str] = {
    "no_owner": "no owner",
    "no_account": "no account",
    "no_value": "no value (unknown, not 0)",
    "no_start": "no start date",
    "no_created": "no day they came in (counted from today)",
    "no_name": "no name (named after account and product)",
    "zero_won_value": "won with a value of 0",
    "close_before_start": "closing before the start",
    "closed_without_date": "won or lost without a date",
    "overdue_close": "open with a close date in the past",
    "unknown_product": "products that were not here (added)",
    "erased_person": "rows naming somebody who was erased here (the name was not kept)",
    "unknown_rep": "people who were not here (added, without a seat)",
    "unknown_account": "accounts that were not here (added)",
    "unknown_lead": "ids that are no lead here (the work came in without one)",
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

OF_ONE: Mapping[str, str] = {
    "unknown_product": "product that was not here (added)",
    "unknown_rep": "person who was not here (added, without a seat)",
    "unknown_account": "account that was not here (added)",
    "unknown_lead": "id that is no lead here (the work came in without one)",
    "erased_person": "row naming somebody who was erased here (the name was not kept)",
    "duplicate_row": "id that stands in the file again",
}
"""The same of one only, where that is said otherwise."""


def sentence(code: str, count: int) -> str:
    """Return what a warning says of so many rows or names."""
    return OF_ONE.get(code, SENTENCES.get(code, code)) if count == 1 else SENTENCES.get(code, code)


def as_document(report: Report, as_of: date, again: str = "") -> dict[str, object]:
    """Return the JSON document of an import; AGAIN is the command line that asked for it."""
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
        "guessed": report.guessed,
        "unused_columns": report.unused,
        "date_formats": report.date_formats,
        "stages": [asdict(one) for one in report.stages],
        "new_stages": report.new_stages,
        "dropped_stages": report.dropped_stages,
        "stage_order": report.stage_order,
        "changes": [asdict(one) for one in report.changes],
        "not_in_file": {
            "count": len(report.absent), "open": sum(one.is_open for one in report.absent),
            "rows": [{"id": one.id, "external_id": one.external_id, "name": one.name} for one in report.absent[:VALUES_KEPT]],
        },
        "refusals": [asdict(one) for one in report.refusals],
        "refusal_groups": import_refusals.document(report, again),
        "warnings": [warning_document(code, one) for code, one in report.warnings.items()],
        "conflicts": [asdict(one) for one in report.conflicts],
        "notes": report.notes,
        "control": {} if report.control is None else control_totals.document(report.control),
        "leads": None if report.leads is None else {**asdict(report.leads), "total": report.leads.total},
        "entry": report.entry_id,
    }  # fmt: skip


def warning_document(code: str, one: Warned) -> dict[str, object]:
    """Return a warning; the words it is about, the first hundred of them, where there are some."""
    found: dict[str, object] = {"code": code, "count": one.count, "lines": one.lines}
    if one.values:
        found["values"] = [{"value": word, **asdict(told)} for word, told in list(one.values.items())[:VALUES_KEPT]]
    return found


def as_text(report: Report, again: str = "") -> str:
    """Return an import's result as lines for a person; AGAIN is the command line that asked for it."""
    lines = [counted(report), *report.notes, read_as(report)]
    if report.unused:
        lines.append(f"Not used: {listed(report.unused)}")
    if report.date_formats:
        lines.append("Dates: " + ", ".join(f"{column} {order}" for column, order in report.date_formats.items()))
    lines += leads_lines(report)
    lines += stage_lines(report)
    lines += [warning(code, one) for code, one in report.warnings.items()]
    lines += import_refusals.lines(report, again)
    lines += [conflict(one) for one in report.conflicts[:SHOWN]]
    if len(report.conflicts) > SHOWN:
        lines.append(f"  and {len(report.conflicts) - SHOWN:,} more fields changed on both sides; --json lists them all")
    lines += change_lines(report)
    lines += absent_lines(report)
    if report.control is not None:
        lines += control_totals.lines(report.control)
    if report.dry_run:
        lines.append("Nothing was kept: this was a dry run.")
    elif report.entry_id is not None:
        lines.append(f"Journal entry {report.entry_id}; take it back with: sprintsales undo --entry {report.entry_id}")
    else:
        lines.append("Nothing changed here.")
    return "\n".join(lines)


def read_as(report: Report) -> str:
    """Return which column was read as which field, those that nobody named apart."""
    guessed = set(report.guessed)
    named = [f"{field}={column}" for field, column in report.mapping.items() if field not in guessed]
    known = [f"{field}={column}" for field, column in report.mapping.items() if field in guessed]
    if not named:
        return f"Read as: {', '.join(known)}"
    return f"Read as: {', '.join(named)}" + (f"; by their names also: {', '.join(known)}" if known else "")


def stage_lines(report: Report) -> list[str]:
    """Return what the stage words of the file were read as, and where new stages stand."""
    told = [stage_read(one, report) for one in report.stages if one.by != "new" and one.word != one.stage]
    lines = [f"Stages: {', '.join(told)}"] if told else []
    if report.new_stages:
        lines.append("New stages: " + ", ".join(report.new_stages))
        new = set(report.new_stages)
        if report.dropped_stages:
            lines.append(f"They replace what every team begins with: {', '.join(report.dropped_stages)}")
        lines.append("Their order now: " + ", ".join(f"{name} (new)" if name in new else name for name in report.stage_order))
    return lines


def stage_read(one: StageRead, report: Report) -> str:
    """Return one word and its stage, and where that comes from if nobody said it now."""
    by = {"--stage": "", "mapping": f" (from mapping {report.from_mapping})", "name": " (by its name)"}
    return f"{one.word} → {one.stage}{by.get(one.by, '')}"


def change_lines(report: Report) -> list[str]:
    """Return what changed, row by row: each field as it was and as it is; the first twenty rows."""
    rows: dict[int, list[Change]] = {}
    for one in report.changes:
        rows.setdefault(one.id, []).append(one)
    if not rows:
        return []
    lines = ["What would change:" if report.dry_run else "What changed:"]
    for id_, changes in list(rows.items())[:ROWS_SHOWN]:
        first = changes[0]
        other = f" ({first.external_id})" if first.external_id and first.external_id != first.name else ""
        fields = "; ".join(f"{one.field.replace('_', ' ')} {old_and_new(one.old, one.new)}" for one in changes)
        number = "" if report.kind == "members" else f"#{id_} "
        lines.append(f"  ~ {number}{first.name}{other}: {fields}")
    if len(rows) > ROWS_SHOWN:
        lines.append(f"  and {len(rows) - ROWS_SHOWN:,} more; --json lists every change")
    return lines


def old_and_new(old: object, new: object) -> str:
    """Return a value as it was and as it is."""
    return f"{value_words(old)} → {value_words(new)}"


def absent_lines(report: Report) -> list[str]:
    """Return what is here from this source and not in the file: a count, and the first ones that are open."""
    if not report.absent:
        return []
    many, first = len(report.absent), [one for one in report.absent if one.is_open] or report.absent
    what = report.kind.removesuffix("s") if many == 1 else report.kind
    open_ones = f", {sum(one.is_open for one in report.absent):,} of them open" if report.kind == "deals" else ""
    names = ", ".join(f"#{one.id} {one.name}" for one in first[:3]) + (", …" if len(first) > 3 else "")
    verb, stays = ("is", "stays as it is") if many == 1 else ("are", "stay as they are")
    return [f"  ? {many:,} {what} here from this source {verb} not in this file{open_ones} ({names}): {stays}."]


def leads_lines(report: Report) -> list[str]:
    """Return what became of a file's leads, and the way on where some wait for an owner."""
    if report.leads is None:
        return []
    told = [f"  {brought_words(report.leads, dry_run=report.dry_run)}"]
    if report.leads.whole_queue and not report.dry_run:
        many = report.leads.whole_queue
        told.append(f"  {many:,} in the queue: sprintsales leads assign --by round-robin --dry-run shows who would get which, and why.")
    return told


def counted(report: Report) -> str:
    """Return the sentence of the counts; what is 0 is left out, but for what was added, changed and refused."""
    would = "would be " if report.dry_run else ""
    parts = [f"{report.added:,} {would}added", f"{report.changed:,} {would}changed", f"{report.unchanged:,} unchanged"]
    parts += [f"{report.left_out:,} left out"] if report.left_out else []
    parts += [f"{report.combined:,} combined with another row of the same id"] if report.combined else []
    return f"{report.file}: {report.rows:,} {report.kind} read; {', '.join(parts)}, {len(report.refusals):,} refused."


def warning(code: str, one: Warned) -> str:
    """Return a warning as a line: what, how many or which words, and where first."""
    said = sentence(code, len(one.values) or one.count)
    if not one.values:
        return f"  ! {said}: {one.count:,} {placed(one.lines, one.count)}"
    words = [worded(word, told) for word, told in list(one.values.items())[:SHOWN]]
    more = f" and {len(one.values) - SHOWN:,} more" if len(one.values) > SHOWN else ""
    many = f"{len(one.values):,}: " if len(one.values) > 1 else ""
    return f"  ! {said}: {many}{', '.join(words)}{more}"


def worded(word: str, told: Worded) -> str:
    """Return a word, where it stands first, and the name here that may be meant."""
    times = f" ×{told.count:,}" if told.count > 1 else ""
    return f"{word}{times} (line {told.lines[0]}{f'; did you mean {told.near}?' if told.near else ''})"


def conflict(one: Conflict) -> str:
    """Return a field both sides changed as a line: both values, and which one stays."""
    kept = "the file’s stays" if one.kept == "crm" else "ours stays until its owner decides" if one.rule == "ask" else "ours stays"
    file, here, base = (value_words(value) for value in (one.file, one.here, one.base))
    return f"  ≠ {one.external_id} {one.field}: file {file}, here {here}, before {base}; {kept}"


def listed(names: list[str]) -> str:
    """Return names as a sentence shows them: the first ten."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
