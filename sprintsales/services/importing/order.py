"""What an import was asked to do, and what it has to tell afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sprintsales.domain.errors import Refused
from sprintsales.domain.text import clean_line

if TYPE_CHECKING:
    from sprintsales.services.importing.control import Control

LINES_SHOWN = 20
ON_CONFLICT = ("update", "refuse", "line-items")
DECIMALS = ("point", "comma")


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """A file and how to read it; everything a saved mapping can hold, and what is said anew each time."""

    file: Path
    kind: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    date_formats: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    decimal: str | None = None
    pipeline: str | None = None
    new_stages: bool = False
    source: str | None = None
    blank_clears: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    on_conflict: str = "refuse"
    save_mapping: str | None = None
    mapping: str | None = None
    dry_run: bool = False
    all_or_nothing: bool = False
    strict: bool = False
    rejects: Path | None = None
    progress: Callable[[int], None] | None = None
    """Told how many rows were taken so far; what it raises stops the import, and nothing of it is kept."""
    still_wanted: Callable[[], None] | None = None
    """Asked while the file is looked through before the first row is taken; what it raises stops the import too."""


def cleaned(order: ImportOrder) -> ImportOrder:
    """Return an order whose names are clean lines, as those of the file are once it is read; only then are they the same, and kept."""

    def line(text: str | None) -> str | None:
        return clean_line(text) if text else None

    def lines(words: Mapping[str, str]) -> dict[str, str]:
        return {clean_line(left): clean_line(right) for left, right in words.items()}

    return replace(
        order, fields=lines(order.fields), stages=lines(order.stages), activities=lines(order.activities),
        date_formats=lines(order.date_formats), currency=line(order.currency), pipeline=line(order.pipeline), source=line(order.source),
        blank_clears=tuple(map(clean_line, order.blank_clears)), save_mapping=line(order.save_mapping), mapping=line(order.mapping),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that stays out: where, what stood there, and why."""

    line: int
    column: str | None
    value: str | None
    reason: str


@dataclass(slots=True)
class Warned:
    """Something worth a look that did not stop the row: how often, and the first lines."""

    count: int = 0
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field the file and somebody here both changed, and which value stayed."""

    external_id: str
    field: str
    base: object
    file: object
    here: object
    kept: str
    rule: str


@dataclass(slots=True)
class Report:
    """What an import did: counts, refusals, warnings, conflicts.

    rows = added + changed + unchanged + left_out + combined + refused; combined rows went into another row with the same id.
    """

    file: str
    kind: str
    dry_run: bool
    mapping: dict[str, str] = field(default_factory=dict)
    date_formats: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    combined: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    warnings: dict[str, Warned] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    new_stages: list[str] = field(default_factory=list)
    entry_id: int | None = None
    control: Control | None = None

    def refuse(self, line: int, column: str | None, value: str | None, reason: str) -> None:
        """Note a row that stays out."""
        self.refusals.append(Refusal(line, column, value, reason))

    def warn(self, code: str, line: int) -> None:
        """Note something worth a look."""
        warned = self.warnings.get(code)
        if warned is None:
            warned = self.warnings[code] = Warned()
        warned.count += 1
        if len(warned.lines) < LINES_SHOWN:
            warned.lines.append(line)


class NotAllOfIt(Refused):
    """All rows or none were asked for, and some were refused."""

    def __init__(self, report: Report) -> None:
        self.report = report
        first = report.refusals[0]
        many = len(report.refusals)
        refused = f"{many:,} of {report.rows:,} rows {'was' if many == 1 else 'were'} refused"
        super().__init__(
            f"Nothing was imported: {refused} and --all-or-nothing was asked for. The first is line {first.line}: {first.reason}"
        )


class Stopped(Refused):
    """Whoever asked for an import does not want it any more; nothing of it was kept."""


class Unclear(Refused):
    """The file does not say clearly enough what it is; the sentence says which option decides."""
