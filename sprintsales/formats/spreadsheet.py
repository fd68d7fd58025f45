"""CSV that is safe to open in a spreadsheet: no cell is taken for a formula, and our reader takes the protection off again."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TextIO

from sprintsales.formats.files import write_whole
from sprintsales.formats.header import unused

Cell = str | int | float | Decimal | date | datetime | None

# What a spreadsheet may run as a formula, blanks before it included; apostrophes before it are protection already there.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)*")


class Reject(NamedTuple):
    """A row that was refused: its physical line, its cells as they were read, and the reason."""

    line: int
    cells: Sequence[str]
    reason: str


def neutralise(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; negative numbers stay numbers."""
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def unneutralise(text: str) -> str:
    """The text as it was before `neutralise`: exactly one apostrophe less where that function put one."""
    return text[1:] if text[:1] == "'" and neutralise(text[1:]) == text else text


def write_csv(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table by RFC 4180 (comma, doubled quotes, CRLF) to a text stream that does not translate line ends."""
    out = csv.writer(stream, lineterminator="\r\n")
    out.writerow([_written(cell) for cell in header])
    out.writerows([_written(cell) for cell in row] for row in rows)


def save_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table to a file, whole or not at all; a byte order mark tells spreadsheets that it is UTF-8. Raises Refused."""
    write_whole(path, lambda stream: write_csv(stream, header, rows), encoding="utf-8-sig")


def write_rejects(path: Path, header: Sequence[str], rows: Sequence[Reject]) -> None:
    """Write refused rows with their original columns, then `line` and `reason`; cells beyond the header keep columns of their own.

    The file can be mended and imported as it is. Raises Refused when it cannot be written.
    """
    width = max((len(row.cells) for row in rows), default=0)
    columns = list(header)
    for place in range(len(header) + 1, width + 1):
        columns.append(unused(f"column {place}", columns))
    for added in ("line", "reason"):
        columns.append(unused(added, columns))
    filled = len(columns) - 2
    save_csv(path, columns, ([*row.cells, *[""] * (filled - len(row.cells)), row.line, row.reason] for row in rows))


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutralise(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and not math.isfinite(cell):
        raise ValueError("a figure that is not a number is never written")
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
