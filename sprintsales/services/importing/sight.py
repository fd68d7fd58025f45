"""What a file looks like before it is imported: its columns and first values, and the words, days and people that need an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.text import clean_line
from sprintsales.formats.aliases import guess_kind, guess_mapping
from sprintsales.formats.amounts import amount_style
from sprintsales.formats.dates import DateGuess, DateOrder, date_order, read_date
from sprintsales.formats.delimited import Table, open_table
from sprintsales.formats.fields import FIELDS, Field
from sprintsales.services.importing.columns import AMOUNTS, DATES, KINDS, SAMPLES

SHOWN_VALUES = 3
SAMPLED_ROWS = 5_000
SHOWN_LENGTH = 60
MOST_WORDS = 200
TICK_EVERY = 1_000
Tick = Callable[[int], None]
"""Told how many rows were looked at; what it raises ends the look."""


@dataclass(frozen=True, slots=True)
class ColumnSight:
    """A column by its name, with its first different values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """A file as it was found: columns, rows, what it plainly is, and what is to be told about reading it."""

    path: Path
    table: Table
    columns: tuple[ColumnSight, ...]
    rows: int
    kind: str | None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about how the file is read."""
        return self.table.notes


@dataclass(frozen=True, slots=True)
class Guessed:
    """Fields with the column each is read from, and those columns that only may be it: two of them claim the field."""

    fields: Mapping[str, str]
    unsure: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DateAsked:
    """A column whose days can be read in more than one way: an example and what it would be in each."""

    column: str
    example: str
    ways: tuple[tuple[DateOrder, date | None], ...]


@dataclass(frozen=True, slots=True)
class Closer:
    """What chosen columns hold: words with how many rows say them, columns of days and amounts to ask about, people named."""

    stages: tuple[tuple[str, int], ...] = ()
    types: tuple[tuple[str, int], ...] = ()
    dates: tuple[DateAsked, ...] = ()
    orders: tuple[tuple[str, DateOrder], ...] = ()
    amount: str | None = None
    people: tuple[tuple[str, int], ...] = ()


def no_tick(rows: int) -> None:
    """Nobody waits."""


def survey(path: Path, tick: Tick = no_tick) -> Sight:
    """Return what a file holds; raises NotFound, NotReadable or Refused with a sentence for a file that is none of ours."""
    table = open_table(path)
    found: list[dict[str, None]] = [{} for _ in table.header]
    wanted = list(range(len(found)))
    rows = 0
    for row in table.rows:
        rows += 1
        if rows % TICK_EVERY == 0:
            tick(rows)
        if not wanted or rows > SAMPLED_ROWS:
            continue
        cells = row.cells
        for place in wanted:
            cell = cells[place].strip() if place < len(cells) else ""
            if cell:
                found[place][clean_line(cell, cap=SHOWN_LENGTH)] = None
        wanted = [place for place in wanted if len(found[place]) < SHOWN_VALUES]
    columns = tuple(ColumnSight(name, tuple(values)) for name, values in zip(table.header, found, strict=True))
    kind = guess_kind(table.header)
    return Sight(path, table, columns, rows, kind if kind in KINDS else None)


def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields a file of this kind may fill."""
    return FIELDS[kind]


def guessed_fields(kind: str, header: Iterable[str]) -> Guessed:
    """Return which column is read for each field; of several that claim one the first is taken, and all are named as unsure."""
    guess = guess_mapping(kind, tuple(header))
    unsure = dict(guess.unclear)
    return Guessed({**guess.mapping, **{field: columns[0] for field, columns in unsure.items()}}, unsure)


def look_closer(sight: Sight, kind: str, fields: Mapping[str, str], given: Collection[str], tick: Tick = no_tick) -> Closer:
    """Return what the chosen columns hold; dates of columns in GIVEN are decided already (`*`: all of them)."""
    header = sight.table.header
    dates = {column for field, column in fields.items() if field in DATES and column not in given and "*" not in given}
    amounts = {column for field, column in fields.items() if field in AMOUNTS}
    people = {column for field, column in fields.items() if is_person(kind, field)}
    words = {fields[field] for field in ("stage", "type") if field in fields}
    columns = [column for column in header if column in dates | amounts | people | words]
    counted = count_values(sight.table, [header.index(column) for column in columns], tick)
    values = dict(zip(columns, counted, strict=True))
    guesses = {column: date_order(values[column]) for column in columns if column in dates}
    unclear = [value for column in sorted(amounts) if amount_style(values[column]) is None for value in values[column] if "." in value]
    named: Counter[str] = Counter()
    for column in people:
        named.update({clean_line(name): times for name, times in values[column].items()})
    return Closer(
        stages=as_met(values, fields.get("stage")) if kind == "deals" else (),
        types=listed(values, fields.get("type")) if kind == "activities" else (),
        dates=tuple(asked(column, guess, values[column]) for column, guess in guesses.items() if guess.ambiguous),
        orders=tuple((column, guess.order) for column, guess in guesses.items() if guess.order is not None and not guess.ambiguous),
        amount=min(unclear, key=len, default=None),
        people=tuple(named.most_common()),
    )


def is_person(kind: str, field: str) -> bool:
    """Return whether a field names somebody of the sales team."""
    return field == "owner" or field.startswith("owner:") or (kind == "members" and field == "name")


def count_values(table: Table, places: list[int], tick: Tick) -> list[Counter[str]]:
    """Return the different values of some columns, with how many rows have each; no more are kept than a decision needs."""
    found: list[Counter[str]] = [Counter() for _ in places]
    pairs = list(zip(places, found, strict=True))
    for number, row in enumerate(table.rows, start=1):
        if number % TICK_EVERY == 0:
            tick(number)
        cells = row.cells
        width = len(cells)
        for place, counted in pairs:
            cell = cells[place] if place < width else ""
            if cell and (cell in counted or len(counted) < SAMPLES):
                counted[cell] += 1
    return found


def listed(values: Mapping[str, Counter[str]], column: str | None) -> tuple[tuple[str, int], ...]:
    """Return the words of a column, most rows first."""
    if column is None:
        return ()
    merged: Counter[str] = Counter()
    for word, times in values[column].items():
        clean = clean_line(word)
        if clean:
            merged[clean] += times
    return tuple(merged.most_common(MOST_WORDS))


def as_met(values: Mapping[str, Counter[str]], column: str | None) -> tuple[tuple[str, int], ...]:
    """Return the words of a column with their rows in the order the file first says them: the order of a sale, where words do not tell."""
    counts = dict(listed(values, column))
    met = dict.fromkeys(clean_line(word) for word in values[column]) if column is not None else {}
    return tuple((word, counts[word]) for word in met if word in counts)


def asked(column: str, guess: DateGuess, values: Iterable[str]) -> DateAsked:
    """Return the question about a column of days: the value that shows the difference best, and what it is in each order."""
    orders: tuple[DateOrder, ...] = ("excel", "epoch") if "Excel" in guess.why else ("dmy", "mdy", "ymd")
    best: tuple[int, str, tuple[tuple[DateOrder, date | None], ...]] = (-1, "", ())
    for value in values:
        ways = tuple((order, read_as(value, order)) for order in orders)
        different = len({day for _, day in ways if day is not None})
        if different > best[0]:
            best = (different, clean_line(value, cap=SHOWN_LENGTH), ways)
    ways = best[2]
    if "mixes" not in guess.why:
        ways = tuple(way for way in ways if way[1] is not None)
    return DateAsked(column, best[1], ways)


def read_as(value: str, order: DateOrder) -> date | None:
    """Return the day a value is in an order, None for none."""
    with suppress(NotReadable):
        return read_date(value, order)
    return None
