"""An exported document moved in time by whole weeks: what makes a sample a team of this week."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
BETWEEN = "\x00"
"""Stands between texts that are looked through together; none of ours holds it."""
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
    if not days:
        return dict(document)
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
    rows: list[Row] = [list(row) for row in table["rows"]]
    texts = [columns.index(column) for column in JSON_COLUMNS.get(name, ()) if column in columns]
    if texts:
        groups = grouped(rows, columns, *INSIDE[name].kinds)  # by days of before: a sentence's year is that of its act
        for kind, together in groups.items():
            for place in texts:
                shift_texts(together, place, INSIDE[name].of(kind, moved))
    for place in (place for place, column in enumerate(columns) if is_time(name, column)):
        for row in rows:
            day = row[place]
            if day is not None:
                row[place] = moved(day[:10]) + day[10:]
    return rows


def grouped(rows: Sequence[Row], columns: Sequence[str], column: str = "", width: int | None = None) -> dict[str, list[Row]]:
    """Return rows by what stands in one of their columns (its first signs, so many), all together where none is named."""
    if not column:
        return {"": list(rows)}
    found: dict[str, list[Row]] = {}
    place = columns.index(column)
    for row in rows:
        found.setdefault(str(row[place])[:width], []).append(row)
    return found


def shift_texts(rows: Sequence[Row], place: int, inner: Callable[[str], str]) -> None:
    """Move the days in one column's texts: all of them as one text, for looking through it once is a third of the work."""
    filled = [row for row in rows if row[place] is not None]
    done = inner(BETWEEN.join([row[place] for row in filled])).split(BETWEEN)
    if len(done) != len(filled):  # a text has such a sign itself
        done = [inner(row[place]) for row in filled]
    for row, text in zip(filled, done, strict=True):
        row[place] = text


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


def in_changes(table: str, moved: Moved) -> Callable[[str], str]:
    """Return what moves journalled changes of a table, in its days and moments only."""
    find = fields_of(table, of_time=True)
    return lambda text: find.sub(lambda hit: hit[1] + moved(hit[2]) + hit[3], text)


def in_seen(kind: str, moved: Moved) -> Callable[[str], str]:
    """Return what moves what an import saw, in every field that is no plain text of the row it became."""
    find = fields_of(kind, of_time=False)
    return lambda text: find.sub(lambda hit: hit[1] + moved(hit[2]) + hit[3], text)


def in_documents(_kind: str, moved: Moved) -> Callable[[str], str]:
    """Return what moves JSON documents of any shape, wherever a whole text is a day or a moment."""
    return lambda text: WHOLE_TEXT.sub(lambda hit: f'"{moved(hit[1])}{hit[2]}', text)


def in_words(near: str, moved: Moved) -> Callable[[str], str]:
    """Return what moves the days in sentences: 2026-11-18, Wed 18 Nov 2026, and Wed 18 Nov near the year of the act."""

    def spoken(hit: re.Match[str]) -> str:
        year, act = hit[4].strip(), int(near)
        for candidate in (int(year),) if year else (act, act + 1, act - 1):
            day = day_of(candidate, hit[3], hit[2])
            if day is not None and day_name(day).startswith(hit[1].title()):
                name = day_name(date.fromisoformat(moved(day.isoformat())))
                return name if year else name.rsplit(" ", maxsplit=1)[0]
        return hit[0]

    return lambda text: SPOKEN.sub(spoken, IN_WORDS.sub(lambda hit: moved(hit[0]), text))


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


@dataclass(frozen=True, slots=True)
class Inside:
    """How days inside the texts of a table are moved; `kinds`: the column that says how, and how many of its signs do."""

    of: Callable[[str, Moved], Callable[[str], str]]
    kinds: tuple[str, int | None] | tuple[()] = ()


INSIDE: Mapping[str, Inside] = {
    "journal_change": Inside(in_changes, ("tbl", None)),
    "journal_entry": Inside(in_words, ("known_on", 4)),
    "journal_result": Inside(in_documents),
    "import_seen": Inside(in_seen, ("kind", None)),
    "snapshot": Inside(in_documents),
}
