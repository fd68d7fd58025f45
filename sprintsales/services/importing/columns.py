"""How a file's columns are read: which column is which field, in which order its dates, with which decimal sign its amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sprintsales.domain.errors import Usage
from sprintsales.domain.money import currency_code
from sprintsales.formats.aliases import FIELDS, guess_kind, guess_mapping
from sprintsales.formats.amounts import DecimalSign, amount_style
from sprintsales.formats.dates import DATE_ORDERS, DateOrder, date_order
from sprintsales.formats.delimited import Table
from sprintsales.formats.values import probability_scale
from sprintsales.services.importing.order import ImportOrder, Report, Unclear

KINDS = ("deals", "activities", "accounts", "members", "products")
LATER = ("leads", "rates", "stage-history", "field-history")
DATES = frozenset(
    {"started_on", "close_on", "closed_on", "agreement_on", "agreement_sent_on", "done_at", "planned_on", "active_from", "active_until"}
)
AMOUNTS = frozenset({"value", "list_price"})
ALL_COLUMNS = "*"
SAMPLES = 20_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row, and how dates, amounts and shares in it are read."""

    kind: str
    names: Mapping[str, str]
    places: Mapping[str, int]
    orders: Mapping[str, DateOrder]
    decimals: Mapping[str, DecimalSign | None]
    ratio: bool = False
    deleted: int | None = None


@dataclass(slots=True)
class Sampled:
    """Different values of the columns that need a decision, as far as needed to make it."""

    values: dict[int, dict[str, None]] = field(default_factory=dict)

    def look(self, rows: Iterable[tuple[str, ...]], places: Iterable[int]) -> None:
        """Collect values of these columns."""
        self.values = {place: {} for place in places}
        wanted = list(self.values.items())
        if not wanted:
            return
        for cells in rows:
            for place, found in wanted:
                cell = cells[place] if place < len(cells) else ""
                if cell and len(found) < SAMPLES:
                    found[cell] = None


def kind_of(table: Table, order: ImportOrder) -> str:
    """Return what the file holds; raises Unclear when it was not said and is not clear, Usage for a kind that comes later."""
    kind = order.kind or guess_kind(table.header)
    if kind is None:
        raise Unclear(f"{order.file.name} could be several things. Say which with --kind {'|'.join(KINDS)}.")
    if kind not in KINDS:
        raise Usage(f"--kind {kind} is not built yet; today these can be imported: {', '.join(KINDS)}.")
    return kind


def resolve(table: Table, order: ImportOrder, kind: str, report: Report) -> Columns:
    """Return how the columns are read; raises Usage for names that are not there, Unclear for what must be said."""
    names = checked_fields(kind, order.fields, table.header) if order.fields else guessed(kind, table, order)
    places = {name: table.header.index(column) for name, column in names.items()}
    formats = checked_formats(order.date_formats, table.header)
    dates = {name: column for name, column in names.items() if name in DATES}
    unknown = {name: column for name, column in dates.items() if column not in formats and ALL_COLUMNS not in formats}
    amounts = [name for name in names if name in AMOUNTS]
    asked = {*(places[name] for name in unknown), *(places[name] for name in amounts)}
    if "probability" in places:
        asked.add(places["probability"])
    sampled = Sampled()
    sampled.look((row.cells for row in table.rows), asked)
    orders: dict[str, DateOrder] = {}
    for name, column in dates.items():
        given = formats.get(column) or formats.get(ALL_COLUMNS)
        orders[name] = given or guessed_order(column, sampled.values[places[name]])
    decimals = {name: amount_style(sampled.values[places[name]]) for name in amounts}
    ratio = "probability" in places and probability_scale(sampled.values[places["probability"]]) == "ratio"
    report.mapping = dict(names)
    report.date_formats = {names[name]: spelled for name, spelled in orders.items()}
    deleted = next(
        (place for place, column in enumerate(table.header) if column.casefold() in ("is_deleted", "isdeleted", "deleted")), None
    )
    return Columns(kind, names, places, orders, decimals, ratio, deleted)


def checked_fields(kind: str, wanted: Mapping[str, str], header: tuple[str, ...]) -> dict[str, str]:
    """Return field → column with the column as the header spells it; raises Usage naming what is not there."""
    folded = {column.casefold(): column for column in reversed(header)}
    fields = [one.name for one in FIELDS[kind]]
    found = {}
    for name, column in wanted.items():
        if name.split(":", 1)[0] not in fields:
            raise Usage(f"--map {name}={column}: {kind} have no field {name}. Fields: {', '.join(fields)}.")
        exact = column if column in header else folded.get(column.casefold())
        if exact is None:
            raise Usage(f"--map {name}={column}: the file has no column {column}. Columns: {', '.join(header)}.")
        found[name] = exact
    return found


def guessed(kind: str, table: Table, order: ImportOrder) -> dict[str, str]:
    """Return field → column as the names of the columns say; raises Unclear when two columns could be one field, or none is known."""
    guess = guess_mapping(kind, table.header)
    if guess.unclear:
        name, columns = guess.unclear[0]
        raise Unclear(f"{name} could be {' or '.join(columns)} in {order.file.name}. Say which with --map {name}={columns[0]}.")
    if not guess.mapping:
        there = ", ".join(table.header)
        raise Unclear(f"No column of {order.file.name} has a known name. Say which is which with --map FIELD=COLUMN; columns: {there}.")
    return dict(guess.mapping)


def checked_formats(given: Mapping[str, str], header: tuple[str, ...]) -> dict[str, DateOrder]:
    """Return column → date order; raises Usage for an order or a column that is none."""
    known: dict[str, DateOrder] = {order: order for order in DATE_ORDERS}
    found: dict[str, DateOrder] = {}
    for column, spelled in given.items():
        if spelled not in known:
            raise Usage(f"--date-format {spelled}: choose one of {', '.join(DATE_ORDERS)}.")
        if column != ALL_COLUMNS and column not in header:
            raise Usage(f"--date-format {column}={spelled}: the file has no column {column}. Columns: {', '.join(header)}.")
        found[column] = known[spelled]
    return found


def guessed_order(column: str, samples: Iterable[str]) -> DateOrder:
    """Return the order the dates of a column are written in; raises Unclear when it could be two."""
    guess = date_order(samples)
    if guess.order is None or guess.ambiguous:
        ways = f"--date-format '{column}=dmy' or '{column}=mdy'"
        raise Unclear(f"The dates in column {column} can be read in more than one way ({guess.why}). Say how with {ways}.")
    return guess.order


def checked_currency(order: ImportOrder, default: str) -> str:
    """Return the currency amounts are in where a row does not say; raises NotReadable for one that is none."""
    return currency_code(order.currency) if order.currency else default
