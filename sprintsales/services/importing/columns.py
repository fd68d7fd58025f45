"""How a file's columns are read: which column is which field, in which order its dates, with which decimal sign its amounts."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from sprintsales.domain.errors import Usage
from sprintsales.domain.money import currency_code
from sprintsales.domain.text import clean_line
from sprintsales.formats.aliases import FIELDS, guess_kind, guess_mapping
from sprintsales.formats.amounts import DecimalSign, amount_style
from sprintsales.formats.dates import DATE_ORDERS, DateOrder, date_order
from sprintsales.formats.delimited import Table
from sprintsales.formats.values import ProbabilityScale, probability_scale
from sprintsales.services.importing.order import DECIMALS, ImportOrder, Report, Unclear

KINDS = ("deals", "activities", "accounts", "members", "products", "leads")
FUNCTIONS = ("lead_gen", "sdr", "ae", "am", "cs")
DATES = frozenset(
    {
        "started_on", "close_on", "closed_on", "agreement_on", "agreement_sent_on", "done_at", "planned_on", "active_from", "active_until",
        "created_on", "first_touch_on", "won_on",
    }
)  # fmt: skip
AMOUNTS = frozenset({"value", "list_price"})
# A file of the kind says nothing without one of each group.
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "deals": (("external_id", "name"),),
    "activities": (("type",), ("done_at", "planned_on")),
    "accounts": (("name",),),
    "members": (("name",),),
    "products": (("name",),),
    "leads": (("external_id", "name"),),
}
# Fields a mapping may name already, and no import reads yet.
NOT_YET: Mapping[str, tuple[str, ...]] = {"deals": ("merged_ids",), "members": ("team",)}
# Fields whose blank cell may be told to mean that there is nothing.
CLEARABLE: Mapping[str, tuple[str, ...]] = {
    "deals": (
        "account", "contact", "owner", "value", "probability", "forecast_category", "source", "segment", "product", "territory",
        "started_on", "close_on", "agreement_on", "agreement_sent_on", "next_step", "note",
    ),
    "activities": ("deal", "owner", "outcome", "direction", "note"),
    "accounts": ("territory", "segment", "industry", "size"),
    "products": ("series", "list_price"),
    "members": (),
    "leads": ("account", "owner", "source", "category", "first_touch_on", "won_on"),
}  # fmt: skip
# A field that decides whether work counts as a rep's: beside columns that were named it is not read unasked.
ONLY_NAMED = frozenset({"direction"})
DELETED = ("is_deleted", "isdeleted", "is deleted", "deleted")
ALL_COLUMNS = "*"
SAMPLES = 20_000
ASK_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row, and how dates, amounts and shares in it are read."""

    kind: str
    names: Mapping[str, str]
    places: Mapping[str, int]
    orders: Mapping[str, DateOrder]
    decimals: Mapping[str, DecimalSign | None]
    scale: ProbabilityScale = "percent"
    deleted: int | None = None
    clears: tuple[str, ...] = ()
    repeated: frozenset[str] = frozenset()


@dataclass(slots=True)
class Sampled:
    """Different values of the columns that need a decision, as far as needed to make it, and how often an id is there."""

    values: dict[int, dict[str, None]] = field(default_factory=dict)
    ids: Counter[str] = field(default_factory=Counter)

    def look(
        self, rows: Iterable[tuple[str, ...]], places: Iterable[int], id_place: int | None, still_wanted: Callable[[], None] | None
    ) -> None:  # fmt: skip
        """Collect values of these columns, and count those of the id's; STILL_WANTED may raise to stop."""
        self.values = {place: {} for place in places}
        wanted = list(self.values.items())
        if not wanted and id_place is None:
            return
        for number, cells in enumerate(rows):
            if still_wanted is not None and number % ASK_EVERY == 0:
                still_wanted()
            width = len(cells)
            for place, found in wanted:
                cell = cells[place] if place < width else ""
                if cell and len(found) < SAMPLES:
                    found[cell] = None
            if id_place is not None and id_place < width:
                self.ids[clean_line(cells[id_place])] += 1


def kind_of(table: Table, order: ImportOrder) -> str:
    """Return what the file holds; raises Unclear when it was not said and is not clear, Usage for a kind that comes later."""
    kind = order.kind or guess_kind(table.header)
    if kind is None and len(table.header) == 1:
        alone = f"{order.file.name} looks like no table: its first line is “{clean_line(table.header[0], cap=60)}”, a single column."
        raise Unclear(f"{alone} Export the list as CSV, with a line of column names first, or say with --kind what it holds.")
    if kind is None:
        there = listed(table.header)
        raise Unclear(f"{order.file.name} could be several things. Say which with --kind {'|'.join(KINDS)}; its columns are {there}.")
    if kind not in KINDS:
        raise Usage(f"--kind {kind} is not built yet; today these can be imported: {', '.join(KINDS)}.")
    return kind


def resolve(table: Table, order: ImportOrder, kind: str, report: Report) -> Columns:
    """Return how the columns are read; raises Usage for names that are not there, Unclear for what must be said."""
    if order.fields:
        named = checked_fields(kind, order.fields, table.header)
        names = {**named, **guessed_beside(kind, table, named, report)} if order.guess else named
    else:
        named, names = {}, guessed(kind, table, order)
    report.guessed = [name for name in names if name not in named]
    check_needed(kind, names, table, order)
    clears = checked_clears(kind, order.blank_clears, names)
    places = {name: table.header.index(column) for name, column in names.items()}
    formats = checked_formats(order.date_formats, table.header)
    dates = {name: column for name, column in names.items() if name in DATES}
    unknown = {name: column for name, column in dates.items() if column not in formats and ALL_COLUMNS not in formats}
    given = checked_decimal(order.decimal)
    amounts = [name for name in names if name in AMOUNTS]
    asked = {places[name] for name in (*unknown, *(() if given else amounts))}
    if "probability" in places:
        asked.add(places["probability"])
    count_ids = places.get("external_id") if order.on_conflict != "refuse" else None
    sampled = Sampled()
    sampled.look((row.cells for row in table.rows), asked, count_ids, order.still_wanted)
    orders: dict[str, DateOrder] = {}
    for name, column in dates.items():
        said = formats.get(column) or formats.get(ALL_COLUMNS)
        orders[name] = said or guessed_order(column, sampled.values[places[name]])
    decimals = {name: given or amount_style(sampled.values[places[name]]) for name in amounts}
    scale = probability_scale(sampled.values[places["probability"]]) if "probability" in places else "percent"
    deleted = next((place for place, column in enumerate(table.header) if column.casefold() in DELETED), places.get("is_deleted"))
    report.mapping = dict(names)
    report.date_formats = {names[name]: spelled for name, spelled in orders.items()}
    used = {*places.values(), deleted}
    report.unused = [column for place, column in enumerate(table.header) if place not in used]
    report.notes += [f"The field {name} is not used yet and was passed over." for name in NOT_YET.get(kind, ()) if name in names]
    repeated = frozenset(key for key, times in sampled.ids.items() if times > 1)
    return Columns(kind, names, places, orders, decimals, scale, deleted, clears, repeated)


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence shows them: the first twenty."""
    every = list(names)
    return ", ".join(every[:20]) + (f" and {len(every) - 20} more" if len(every) > 20 else "")


def near(word: str, names: Collection[str]) -> str:
    """Return the question whether a similar name was meant, empty without one."""
    folded = {name.casefold(): name for name in names}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.7)
    return f" Did you mean {folded[found[0]]}?" if found else ""


def checked_fields(kind: str, wanted: Mapping[str, str], header: tuple[str, ...]) -> dict[str, str]:
    """Return field → column with the column as the header spells it; raises Usage naming what is not there."""
    folded = {column.casefold(): column for column in reversed(header)}
    found = {}
    for name, column in wanted.items():
        field_name = checked_field(kind, name, column)
        exact = column if column in header else folded.get(column.casefold())
        if exact is None:
            there = f"{near(column, header)} Columns: {listed(header)}."
            raise Usage(f"--map {name}={column}: the file has no column {column}.{there}")
        found[field_name] = exact
    return found


def checked_field(kind: str, name: str, column: str) -> str:
    """Return a field's name as we write it; raises Usage for one that a file of this kind does not have."""
    fields = [one.name for one in FIELDS[kind]]
    if name in fields:
        return name
    start, colon, function = name.partition(":")
    code = function.strip().casefold().replace(" ", "_")
    if kind == "deals" and start == "owner" and colon:
        if code in FUNCTIONS:
            return f"owner:{code}"
        raise Usage(f"--map {name}={column}: there is no function {function}. Write owner: with one of {', '.join(FUNCTIONS)}.")
    if name.casefold() in fields:
        return name.casefold()
    hint = near(name, fields) or (" It is written FIELD=COLUMN." if column in fields else "")
    raise Usage(f"--map {name}={column}: {kind} have no field {name}.{hint} Fields: {', '.join(fields)}.")


def check_needed(kind: str, names: Mapping[str, str], table: Table, order: ImportOrder) -> None:
    """Raise Unclear when no column holds what every row of the kind needs."""
    for group in NEEDED[kind]:
        if not any(name in names for name in group):
            says = " or ".join(group)
            raise Unclear(f"{order.file.name} as {kind} needs {says}. Say --map {group[0]}=COLUMN; its columns are {listed(table.header)}.")


def checked_clears(kind: str, wanted: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields whose blank cells clear; raises Usage for one that is not mapped or is never empty."""
    for name in wanted:
        if name not in CLEARABLE[kind]:
            may = ", ".join(CLEARABLE[kind]) or "no field"
            raise Usage(f"--blank-clears {name}: of {kind} a blank cell may clear {may}.")
        if name not in names:
            raise Usage(f"--blank-clears {name}: no column is mapped to {name}. Say --map {name}=COLUMN too.")
    return tuple(dict.fromkeys(wanted))


def maps(fields: Mapping[str, str]) -> str:
    """Return the options that read fields from columns, quoted for a shell."""
    return " ".join(f"--map {shlex.quote(f'{name}={column}')}" for name, column in fields.items())


def guessed(kind: str, table: Table, order: ImportOrder) -> dict[str, str]:
    """Return field → column as the names of the columns say; raises Unclear when two columns could be one field, or none is known."""
    guess = guess_mapping(kind, table.header)
    if guess.unclear:
        name, columns = guess.unclear[0]
        first = {name: columns[0], **guess.mapping}
        both = " or ".join(columns)
        raise Unclear(f"{name} could be {both} in {order.file.name}. Say which, and what else to read: {maps(first)}")
    if not guess.mapping:
        there = listed(table.header)
        raise Unclear(f"No column of {order.file.name} has a known name. Say which is which with --map FIELD=COLUMN; columns: {there}.")
    return dict(guess.mapping)


def guessed_beside(kind: str, table: Table, named: Mapping[str, str], report: Report) -> dict[str, str]:
    """Return field → column for the columns nobody named, as their names say; where two could be one field, neither is read, and noted."""
    guess = guess_mapping(kind, tuple(column for column in table.header if column not in named.values()))
    for name, columns in guess.unclear:
        if name not in named:
            report.notes.append(f"{name} could be {' or '.join(columns)}; none was read. Say which with {maps({name: columns[0]})}")
    return {name: column for name, column in guess.mapping.items() if name not in named and name not in ONLY_NAMED}


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
    if guess.order is not None and not guess.ambiguous:
        return guess.order
    if not guess.ambiguous:
        return "ymd"  # nothing here is a date: blank cells are fine, anything else is refused where it is read
    ways = " or ".join(shlex.quote(f"{column}={order}") for order in (("excel",) if "Excel" in guess.why else ("dmy", "mdy")))
    raise Unclear(f"The dates in column {column} can be read in more than one way: {guess.why}. Say how with --date-format {ways}.")


def checked_decimal(given: str | None) -> DecimalSign | None:
    """Return the decimal sign that was named, None when it is to be found; raises Usage for another word."""
    if given is None:
        return None
    for sign in DECIMALS:
        if given == sign:
            return "point" if sign == "point" else "comma"
    raise Usage(f"--decimal {given}: write point (1,234.56) or comma (1.234,56).")


def checked_currency(order: ImportOrder, default: str) -> str:
    """Return the currency amounts are in where a row does not say; raises NotReadable for one that is none."""
    return currency_code(order.currency) if order.currency else default
