"""Cadences as a file: one CSV line for each step, a sentence for each line that cannot be taken.

    cadence,for,type,after,counted_from,minutes,note
    New lead,lead:qualified,email,0,due,,first mail
    New lead,lead:qualified,call,2,done,15,

`for` is `lead:CATEGORY`, `stage:NAME` or empty (whatever it is started for); `after` counts working days.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sprintsales.domain.activities import TYPES, type_named
from sprintsales.domain.cadences import DONE, DUE, MOST_DAYS, MOST_STEPS, Step
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.text import clean_line
from sprintsales.formats.delimited import open_table
from sprintsales.formats.spreadsheet import neutralise

COLUMNS = ("cadence", "for", "type", "after", "counted_from", "minutes", "note")
NEEDED = COLUMNS[:3]
MOST_MINUTES = 14_400


@dataclass(frozen=True, slots=True)
class CadenceWish:
    """A cadence as it is written: its name, what it is for (`lead:CATEGORY`, `stage:NAME` or empty), its steps."""

    name: str
    what_for: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class CadenceFile:
    """What a file holds, and what is wrong with which line; with a wrong line nothing is taken."""

    cadences: tuple[CadenceWish, ...]
    problems: tuple[str, ...]


def read_cadences(place: str | Path | bytes) -> CadenceFile:
    """Return the cadences of a CSV file, in the order of their first lines; raises NotReadable for what is no table of cadences."""
    table = open_table(place)
    names = [name.strip().lower() for name in table.header]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise NotReadable(f"The column {', '.join(missing)} is missing. A file of cadences has the columns: {', '.join(COLUMNS)}")
    found: dict[str, tuple[str, list[Step]]] = {}
    problems: list[str] = []
    for row in table.rows:
        cells = dict(zip(names, (clean_line(cell) for cell in row.cells), strict=False))
        try:
            if row.problem:
                raise NotReadable(row.problem)
            take(cells, found)
        except NotReadable as error:
            problems.append(f"Line {row.line}: {error}")
    return CadenceFile(tuple(CadenceWish(name, what, tuple(steps)) for name, (what, steps) in found.items()), tuple(problems))


def take(cells: dict[str, str], found: dict[str, tuple[str, list[Step]]]) -> None:
    """Put one line where it belongs; raises NotReadable."""
    name, what = cells.get("cadence", ""), cells.get("for", "")
    if not name:
        raise NotReadable("the name of the cadence is missing.")
    if what and not what.lower().startswith(("lead:", "stage:")):
        raise NotReadable(f"“{what}” is nothing a cadence is for: write lead:CATEGORY, stage:NAME, or leave it empty.")
    before, steps = found.setdefault(name, (what, []))
    if before != what:
        raise NotReadable(f"{name} is for “{before}” further up, and for “{what}” here. Write the same, or give it another name.")
    if len(steps) == MOST_STEPS:
        raise NotReadable(f"{name} has more than {MOST_STEPS} steps.")
    steps.append(step_of(cells))


def step_of(cells: dict[str, str]) -> Step:
    """Return the step of a line; raises NotReadable."""
    kind = type_named(cells.get("type", ""))
    if kind is None:
        raise NotReadable(f"“{cells.get('type', '')}” is no kind of work. Write one of {', '.join(TYPES)}.")
    counted = cells.get("counted_from", "").lower() or DUE
    if counted not in (DUE, DONE):
        raise NotReadable(f"counted_from is “{counted}”: write due or done.")
    offset = number(cells.get("after", ""), "after", MOST_DAYS) or 0
    return Step(kind.code, offset, counted, number(cells.get("minutes", ""), "minutes", MOST_MINUTES), cells.get("note") or None)


def number(text: str, column: str, most: int) -> int | None:
    """Return a whole number, None for an empty cell; raises NotReadable."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= most):
        raise NotReadable(f"{column} is “{text[:20]}”: write a whole number up to {most:,}.")
    return int(text)


def write_cadences(cadences: Iterable[CadenceWish]) -> str:
    """Return cadences as CSV that reads back, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in cadences:
        for step in one.steps:
            cells: Sequence[object] = (
                one.name,
                one.what_for,
                step.type,
                step.offset,
                step.counted_from,
                step.minutes or "",
                step.note or "",
            )
            writer.writerow([neutralise(str(cell)) for cell in cells])
    return out.getvalue()
