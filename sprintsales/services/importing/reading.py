"""One row of a file as typed values: the shared part of what every kind of row needs."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, ParamSpec, TypeVar
from zlib import crc32

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.text import clean_block, clean_line
from sprintsales.formats.amounts import read_amount
from sprintsales.formats.dates import read_date, read_until
from sprintsales.formats.delimited import Row
from sprintsales.services.importing.columns import Columns
from sprintsales.services.importing.order import Fault

NAME_CAP = 300
REMEMBERED = 50_000
REMEMBERED_LENGTH = 100
ID_CAP = 255
# What of a refusal of an amount an option answers.
AMOUNT_WAYS = {
    "thousands or decimals": " --decimal point or --decimal comma says it.",
    "is expected here": " --currency CODE does.",
}
T = TypeVar("T")
P = ParamSpec("P")


class TextValue(NamedTuple):
    """A note or another text of a person: it goes into the text store, and only its digest into the merge base."""

    kind: str
    body: str

    def digest(self, key: str) -> str:
        """Return what the merge base keeps of it, salted by the row it belongs to."""
        return "text:" + hashlib.sha256(f"{key}\0{self.body}".encode()).hexdigest()[:32]


Value = int | str | TextValue | None
Said = Mapping[str, object]


class RowRefusedError(Exception):
    """A row that must stay out: which column, what stood there, and why."""

    def __init__(self, column: str | None, value: str | None, reason: str, code: str | None = None) -> None:
        super().__init__(reason)
        self.faults: tuple[Fault, ...] = (Fault(column, value, reason, code),)


class Faults:
    """Collects all that is wrong with a row: each part is read although another one was refused."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def read(self, part: Callable[P, T], *given: P.args, **named: P.kwargs) -> T | None:
        """Return what a part of the row is read as, None where it is refused: what for is kept."""
        try:
            return part(*given, **named)
        except RowRefusedError as refused:
            self.found += [fault for fault in refused.faults if fault not in self.found]
            return None

    def tell(self) -> None:
        """Raise RowRefusedError with every fault, if there is one."""
        if self.found:
            first = self.found[0]
            whole = RowRefusedError(first.column, first.value, first.reason, first.code)
            whole.faults = tuple(self.found)
            raise whole


class RowLeftOutError(Exception):
    """A row that is not for us, by the mapping: not refused, not taken."""

    def __init__(self, warning: str | None) -> None:
        super().__init__(warning or "left out")
        self.warning = warning


@dataclass(slots=True)
class Parsed:
    """A row as values of our columns.

    `owner:sdr` and the like stand among the values and are rows of their own here. `once` goes in with a new row, or when the state is
    taken over, and is never compared. `words` are marks of the names that were looked up: they tell whether the file changed its word
    even where a row here was renamed since. `told` are the words some of the warnings are about.
    """

    line: int
    key: str
    values: dict[str, Value]
    warnings: list[str] = field(default_factory=list)
    once: dict[str, Value] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    def warn(self, code: str, word: str) -> None:
        """Note something worth a look about a word of the row."""
        self.warnings.append(code)
        self.told.append((code, word))

    def mark(self, name: str, word: str) -> int:
        """Note which word a name was looked up by and return its mark, which tells words of one row apart and nothing more."""
        made = self.words[f"~{name}"] = crc32(f"{self.key}\0{word}".encode())
        return made


class Memory:
    """What the cells of a file were read as: a column says the same few words and days again and again."""

    __slots__ = ("days", "lines")

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}
        self.days: dict[tuple[str, str], str] = {}

    def line(self, raw: str) -> str:
        """Return a cell as one clean line."""
        found = self.lines.get(raw)
        if found is None:
            found = clean_line(raw, cap=NAME_CAP)
            if len(raw) <= REMEMBERED_LENGTH and len(self.lines) < REMEMBERED:
                self.lines[raw] = found
        return found


class Cells:
    """Reads one row's fields by name, strictly; raises RowRefusedError for what is not what it should be."""

    __slots__ = ("cells", "columns", "memory", "places", "row")

    def __init__(self, columns: Columns, row: Row, memory: Memory) -> None:
        self.columns = columns
        self.row = row
        self.cells = row.cells
        self.places = columns.places
        self.memory = memory

    def raw(self, name: str) -> str:
        """Return a field as it stands in the file, empty when it is not mapped."""
        place = self.places.get(name)
        return "" if place is None else self.cells[place]

    def line_text(self, name: str) -> str | None:
        """Return a field as one clean line, None when it is blank."""
        place = self.places.get(name)
        if place is None:
            return None
        raw = self.cells[place]
        return (self.memory.line(raw) or None) if raw else None

    def own_text(self, name: str) -> str | None:
        """Return a field that hardly two rows share as one clean line, None when it is blank."""
        raw = self.raw(name)
        return (clean_line(raw, cap=NAME_CAP) or None) if raw else None

    def foreign_id(self) -> str | None:
        """Return the row's id in the other program, None when it is blank; one too long to be told apart is refused."""
        raw = self.raw("external_id")
        if not raw:
            return None
        if len(raw) > ID_CAP:
            raise self.refused("external_id", f"An id has at most {ID_CAP} characters. Map the column that holds the id to external_id.")
        found = clean_line(raw) or None
        if found is not None and found[0] == "~":  # ours for rows without an id
            found = f"\\{found}"
        return found

    def block_text(self, name: str) -> str | None:
        """Return a field as a clean note, None when it is blank."""
        raw = self.raw(name)
        return (clean_block(raw) or None) if raw else None

    def day(self, name: str) -> str | None:
        """Return a field as an ISO day, None when it is blank."""
        place = self.places.get(name)
        if place is None or not (raw := self.cells[place]):
            return None
        known = self.memory.days.get((name, raw))
        if known is not None:
            return known
        order = self.columns.orders[name]
        try:
            found = read_until(raw, order) if name == "active_until" else read_date(raw, order)
        except NotReadable as error:
            column = self.columns.names[name]
            raise self.refused(
                name, f"{error} The column is read as {order}; --date-format {shlex.quote(f'{column}=FORMAT')} changes that."
            ) from error
        if found is None:
            return None
        day = found.isoformat()
        if len(self.memory.days) < REMEMBERED:
            self.memory.days[name, raw] = day
        return day

    def amount(self, name: str, currency: str) -> int | None:
        """Return a field as minor units, None when it is blank."""
        place = self.places.get(name)
        if place is None or not (raw := self.cells[place]):
            return None
        decimal = self.columns.decimals.get(name)
        try:
            return read_amount(raw, currency, decimal=decimal)
        except NotReadable as error:
            said = str(error)
            way = next((way for words, way in AMOUNT_WAYS.items() if words in said), "")
            raise self.refused(name, f"{said}{way}") from error

    def read(self, name: str, reader: Callable[[str], T]) -> T:
        """Return a field through a strict reader."""
        try:
            return reader(self.raw(name))
        except NotReadable as error:
            raise self.refused(name, str(error)) from error

    def refused(self, name: str, reason: str, code: str | None = None) -> RowRefusedError:
        """Return the refusal of this row because of one field."""
        return RowRefusedError(self.columns.names.get(name), clean_line(self.raw(name), cap=80), reason, code)

    def missing(self, names: Iterable[str], reason: str) -> RowRefusedError:
        """Return the refusal of this row because fields are blank: the first of them that has a column is named."""
        column = next((self.columns.names[name] for name in names if name in self.columns.names), None)
        return RowRefusedError(column, "" if column else None, reason)

    def clear(self, parsed: Parsed, table_columns: Collection[str]) -> None:
        """Let the blank cells of the fields that --blank-clears names say that there is nothing."""
        for name in self.columns.clears:
            if self.raw(name).strip():
                continue
            column = name if name in table_columns else f"{name}_id"
            parsed.values.setdefault(column, None)


def mapped_case(names: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping of foreign words with the words folded, for looking up whatever the case."""
    return {theirs.casefold().strip(): ours for theirs, ours in names.items()}
