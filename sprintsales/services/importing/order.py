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
    guess: bool = False
    """Whether columns that FIELDS leaves out are read where their names are known; without any FIELDS they are."""
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
class Fault:
    """What is wrong with one cell of a row; `code` names a kind that a command can mend, such as unknown_stage."""

    column: str | None
    value: str | None
    reason: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that stays out: where, what stood there, and why; `faults` are all that is wrong with it, the first one included."""

    line: int
    column: str | None
    value: str | None
    reason: str
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Worded:
    """A value of a file worth a look: how often, the first lines, and the name here that is spelled almost so."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    near: str | None = None

    def note(self, line: int) -> None:
        """Count it once more."""
        self.count += 1
        if len(self.lines) < LINES_SHOWN:
            self.lines.append(line)


@dataclass(slots=True)
class Warned:
    """Something worth a look that did not stop the row: how often, the first lines, and the words it is about where there are some."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    values: dict[str, Worded] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a row here that an import changed, as it was and as it is."""

    id: int
    external_id: str
    name: str
    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class StageRead:
    """What a stage word of the file was read as: by `--stage`, by a saved `mapping`, by its `name`, or as a `new` stage."""

    word: str
    stage: str
    by: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A row here from this source that the file does not name."""

    id: int
    external_id: str
    name: str
    is_open: bool


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


@dataclass(frozen=True, slots=True)
class LeadsBrought:
    """What became of the leads a file named: dated + queue + over + undated are all of them.

    `dated` have an owner and a first-touch day, `queue` wait for an owner, `over` are deals or unqualified, `undated` have an owner who
    never works; `proposed` first touches were put before their owners.
    """

    dated: int
    queue: int
    over: int
    whole_queue: int
    """All leads of the team that wait for an owner."""
    undated: int = 0
    proposed: int = 0

    @property
    def total(self) -> int:
        """All leads the file named that are here."""
        return self.dated + self.queue + self.over + self.undated


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
    guessed: list[str] = field(default_factory=list)
    """The fields of the mapping that nobody named: their columns were known by their names."""
    from_mapping: str | None = None
    """The saved mapping it was read by."""
    our_stages: list[str] = field(default_factory=list)
    """The stages of the pipeline the file's deals go to, as they were before."""
    stages: list[StageRead] = field(default_factory=list)
    new_stages: list[str] = field(default_factory=list)
    dropped_stages: list[str] = field(default_factory=list)
    """The stages every team begins with that the file's own ones replaced."""
    stage_order: list[str] = field(default_factory=list)
    """The stages as they stand now, where the import added some."""
    changes: list[Change] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    """Rows here from this source that the file does not name: nothing is done to them."""
    entry_id: int | None = None
    control: Control | None = None
    leads: LeadsBrought | None = None

    def refuse(self, line: int, faults: tuple[Fault, ...]) -> None:
        """Note a row that stays out, with all that is wrong with it."""
        first = faults[0]
        self.refusals.append(Refusal(line, first.column, first.value, first.reason, faults))

    def warn(self, code: str, line: int) -> None:
        """Note something worth a look."""
        warned = self.warnings.get(code)
        if warned is None:
            warned = self.warnings[code] = Warned()
        warned.count += 1
        if len(warned.lines) < LINES_SHOWN:
            warned.lines.append(line)

    def warn_of(self, code: str, word: str, line: int) -> None:
        """Note which word of the file a warning is about."""
        self.warnings[code].values.setdefault(word, Worded()).note(line)


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
