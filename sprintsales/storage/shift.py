"""An exported document moved in time by whole weeks: what makes a sample a team of this week."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date

from sprintsales.domain.dates import MONTHS, day_name
from sprintsales.domain.periods import WEEKDAYS
from sprintsales.storage.digests import digest_of
from sprintsales.storage.schema import metadata
from sprintsales.storage.types import Moment

DAY = r"[12]\d{3}-[01]\d-[0-3]\d"
MOMENT = r"T[0-2]\d:[0-5]\d:\d\d\.\d{6}Z"
# In JSON an unescaped quote begins or ends a text, so these find whole texts and never a part of a longer one.
WHOLE_TEXT = re.compile(rf'(?<!\\)"({DAY})({MOMENT}|)(?=")')
IN_WORDS = re.compile(rf"(?<!\d){DAY}(?!\d)")
SPOKEN = re.compile(rf"\b({'|'.join(WEEKDAYS)}) (\d{{1,2}}) ({'|'.join(MONTHS)})( \d{{4}}|)\b", re.IGNORECASE)
SEAL = re.compile(r"\b[0-9a-f]{64}\b")

Document = Mapping[str, Any]
Row = list[Any]
Moved = Callable[[str], str]


def shift_dates(document: Document, days: int) -> dict[str, Any]:
    """Return an export with every day and moment moved by whole weeks, in the tables and in the JSON inside them.

    Digests of snapshots are made anew; texts that only look like days (a deal's name) stay. Raises ValueError for days that
    are not whole weeks: a Monday must stay one.
    """
    if days % 7:
        raise ValueError(f"{days} days are not whole weeks")
    moved = mover(days)
    tables = {name: {**table, "rows": shifted(name, table, moved)} for name, table in document["tables"].items()}
    if "snapshot" in tables and "journal_result" in tables:
        seal_anew(tables["snapshot"], tables["journal_result"])
    return {**document, "tables": tables}


def seal_anew(snapshots: Mapping[str, Any], results: Mapping[str, Any]) -> None:
    """Give moved snapshots the digests of their bodies, also where an act gave a digest back."""
    body, digest = snapshots["columns"].index("body"), snapshots["columns"].index("digest")
    anew: dict[str, str] = {}
    for row in snapshots["rows"]:
        anew[row[digest]] = digest_of(row[body])
        row[digest] = anew[row[digest]]
    place = results["columns"].index("body")
    for row in results["rows"]:
        row[place] = SEAL.sub(lambda hit: anew.get(hit[0], hit[0]), row[place])


def mover(days: int) -> Moved:
    """Return what moves one day, remembering each: a sample holds thousands of texts of few hundred days."""
    by = timedelta(days=days)

    @cache
    def moved(text: str) -> str:
        try:
            return (date.fromisoformat(text) + by).isoformat()
        except (ValueError, OverflowError):
            return text

    return moved


def shifted(name: str, table: Mapping[str, Any], moved: Moved) -> list[Row]:
    """Return the rows of one table, moved."""
    columns: list[str] = table["columns"]
    dated = [place for place, column in enumerate(columns) if is_time(name, column)]
    inside = [(columns.index(column), INSIDE[name]) for column in JSON_COLUMNS.get(name, ()) if column in columns]
    rows: list[Row] = []
    for old in table["rows"]:
        row = list(old)
        for place in dated:
            if row[place] is not None:
                row[place] = moved(row[place][:10]) + row[place][10:]
        for place, inner in inside:
            if row[place] is not None:
                row[place] = inner(row[place], dict(zip(columns, old, strict=True)), moved)
        rows.append(row)
    return rows


def is_time(table: str, column: str) -> bool:
    """Return whether a column holds days or moments."""
    return isinstance(metadata.tables[table].c[column].type, (Date, Moment))


@cache
def fields_of(table: str, *, of_time: bool) -> re.Pattern[str]:
    """Return what finds the filled fields of one table's JSON that hold days or moments (or that may, being no text of the table)."""
    known = metadata.tables.get(table)
    columns = [] if known is None else list(known.columns)
    if of_time:
        names = "|".join(column.name for column in columns if isinstance(column.type, (Date, Moment))) or "(?!)"
        key = f"(?:{names})"
    else:
        texts = "|".join(column.name for column in columns if not isinstance(column.type, (Date, Moment))) or "(?!)"
        key = rf'(?!(?:{texts})")\w+'
    return re.compile(rf'((?<!\\)"{key}": ?")({DAY})((?:{MOMENT})?")')


def in_change(text: str, row: Mapping[str, Any], moved: Moved) -> str:
    """Return a journalled change, moved in its table's days and moments only."""
    return fields_of(row["tbl"], of_time=True).sub(lambda hit: hit[1] + moved(hit[2]) + hit[3], text)


def in_seen(text: str, row: Mapping[str, Any], moved: Moved) -> str:
    """Return what an import saw, moved in every field that is no plain text of the row it became."""
    return fields_of(row["kind"], of_time=False).sub(lambda hit: hit[1] + moved(hit[2]) + hit[3], text)


def in_document(text: str, row: Mapping[str, Any], moved: Moved) -> str:
    """Return a JSON document of any shape, moved wherever a whole text is a day or a moment."""
    return WHOLE_TEXT.sub(lambda hit: f'"{moved(hit[1])}{hit[2]}', text)


def in_words(text: str, row: Mapping[str, Any], moved: Moved) -> str:
    """Return a sentence with the days in it moved: 2026-11-18, Wed 18 Nov 2026, and Wed 18 Nov near the day of the act."""

    def spoken(hit: re.Match[str]) -> str:
        year, near = hit[4].strip(), int(str(row["known_on"])[:4])
        for candidate in (int(year),) if year else (near, near + 1, near - 1):
            day = day_of(candidate, hit[3], hit[2])
            if day is not None and day_name(day).startswith(hit[1].title()):
                name = day_name(date.fromisoformat(moved(day.isoformat())))
                return name if year else name.rsplit(" ", maxsplit=1)[0]
        return hit[0]

    return SPOKEN.sub(spoken, IN_WORDS.sub(lambda hit: moved(hit[0]), text))


def day_of(year: int, month: str, day: str) -> date | None:
    """Return a day from its words, None when there is none."""
    try:
        return date(year, MONTHS.index(month.lower()) + 1, int(day))
    except ValueError:
        return None


JSON_COLUMNS = {
    "journal_change": ("before", "after"),
    "journal_entry": ("summary",),
    "journal_result": ("body",),
    "import_seen": ("seen",),
    "snapshot": ("body",),
}
INSIDE: Mapping[str, Callable[[str, Mapping[str, Any], Moved], str]] = {
    "journal_change": in_change,
    "journal_entry": in_words,
    "journal_result": in_document,
    "import_seen": in_seen,
    "snapshot": in_document,
}
