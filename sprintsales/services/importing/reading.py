"""One row of a file as typed values: the shared part of what every kind of row needs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.text import clean_block, clean_line
from sprintsales.formats.amounts import read_amount
from sprintsales.formats.dates import read_date
from sprintsales.formats.delimited import Row
from sprintsales.services.importing.columns import Columns

NAME_CAP = 300
T = TypeVar("T")


class TextValue(NamedTuple):
    """A note or another text of a person: it goes into the text store, and only its digest into the merge base."""

    kind: str
    body: str

    def digest(self, key: str) -> str:
        """Return what the merge base keeps of it, salted by the row it belongs to."""
        return "text:" + hashlib.sha256(f"{key}\0{self.body}".encode()).hexdigest()[:32]


Value = int | str | TextValue | None


class RowRefusedError(Exception):
    """A row that must stay out: which column, what stood there, and why."""

    def __init__(self, column: str | None, value: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


@dataclass(slots=True)
class Parsed:
    """A row as values of our columns; people hold further persons per function, warnings what is worth a look."""

    line: int
    key: str
    values: dict[str, Value]
    people: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


class Cells:
    """Reads one row's fields by name, strictly; raises RowRefusedError for what is not what it should be."""

    __slots__ = ("columns", "row")

    def __init__(self, columns: Columns, row: Row) -> None:
        self.columns = columns
        self.row = row

    def raw(self, name: str) -> str:
        """Return a field as it stands in the file, empty when it is not mapped."""
        place = self.columns.places.get(name)
        return "" if place is None else self.row.cells[place]

    def line_text(self, name: str) -> str | None:
        """Return a field as one clean line, None when it is blank."""
        raw = self.raw(name)
        return (clean_line(raw, cap=NAME_CAP) or None) if raw else None

    def block_text(self, name: str) -> str | None:
        """Return a field as a clean note, None when it is blank."""
        raw = self.raw(name)
        return (clean_block(raw) or None) if raw else None

    def day(self, name: str) -> str | None:
        """Return a field as an ISO day, None when it is blank."""
        raw = self.raw(name)
        if not raw:
            return None
        found = self.read(name, lambda text: read_date(text, self.columns.orders[name]))
        return found.isoformat() if isinstance(found, date) else None

    def amount(self, name: str, currency: str) -> int | None:
        """Return a field as minor units, None when it is blank."""
        if not self.raw(name):
            return None
        return self.read(name, lambda text: read_amount(text, currency, decimal=self.columns.decimals.get(name)))

    def read(self, name: str, reader: Callable[[str], T]) -> T:
        """Return a field through a strict reader."""
        raw = self.raw(name)
        try:
            return reader(raw)
        except NotReadable as error:
            raise self.refused(name, str(error)) from error

    def refused(self, name: str, reason: str) -> RowRefusedError:
        """Return the refusal of this row because of one field."""
        return RowRefusedError(self.columns.names.get(name), clean_line(self.raw(name), cap=80), reason)


def mapped_case(names: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping of foreign words with the words folded, for looking up whatever the case."""
    return {theirs.casefold().strip(): ours for theirs, ours in names.items()}
