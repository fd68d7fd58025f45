"""A report as sections of columns and rows, and its writers: aligned text, Markdown, HTML and CSV."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from sprintsales.domain.text import clean_line, for_terminal
from sprintsales.formats.spreadsheet import write_csv

Raw = str | int | float | date | None
GAP = "  "
LEAST = 10
"""Columns a cut text keeps at least."""
ELLIPSIS = "…"
LONGEST = 2_000
"""Characters of a heading or a note: one that holds a longer name is cut."""


class Cell(NamedTuple):
    """One cell: as people read it and as a spreadsheet should get it."""

    text: str
    raw: Raw = None


def plain(text: str | None) -> Cell:
    """Return a cell of words; nothing is an empty cell."""
    return Cell(clean_line(text or ""), text or None)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `right`: numbers; `cut`: a name that may be shortened; `key`: its head in a spreadsheet."""

    title: str
    right: bool = False
    cut: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its heading and the sentences under it; without columns only sentences."""

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""
    """The sentence that stands where there are no rows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report: one heading, sections."""

    title: str
    sections: tuple[Section, ...]


def sentence(text: str) -> str:
    """Return a heading or a note on one line: a name in it that holds a line break cannot pass for a line of the report."""
    if len(text) > LONGEST:
        return clean_line(text, cap=LONGEST)
    return text if text.isascii() and text.isprintable() else for_terminal(text).replace("\n", " ")


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: two for wide characters, none for marks and joiners."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) or char in "\u200c\u200d\ufe0e\ufe0f" else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def fitted(text: str, width: int) -> str:
    """Return a text cut with … to at most so many cells."""
    if cells(text) <= width:
        return text
    kept, used = "", 1
    for char in text:
        used += cells(char)
        if used > width:
            break
        kept += char
    return kept.rstrip() + ELLIPSIS


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return a text filled with blanks to so many cells."""
    blanks = " " * max(0, width - cells(text))
    return blanks + text if right else text + blanks


def as_text(sheet: Sheet, width: int = 80) -> str:
    """Return the report as aligned text; names are cut so that lines fit into WIDTH where that is possible."""
    parts = [sentence(sheet.title)]
    for section in sheet.sections:
        lines = [sentence(section.title).upper()] if section.title else []
        if section.columns and section.rows:
            lines += _aligned(section, width)
        elif section.columns and section.empty:
            lines.append(sentence(section.empty))
        parts.append("\n".join([*lines, *map(sentence, section.notes)]))
    return "\n\n".join(part for part in parts if part)


def _aligned(section: Section, width: int) -> list[str]:
    widths = _widths(section, width)
    head = GAP.join(padded(one.title, room, right=one.right) for one, room in zip(section.columns, widths, strict=True))
    lines = [head.rstrip(), "─" * min(width, sum(widths) + len(GAP) * (len(widths) - 1))]
    for row in section.rows:
        filled = (
            padded(fitted(cell.text, room) if column.cut else cell.text, room, right=column.right)
            for cell, room, column in zip(row, widths, section.columns, strict=True)
        )
        lines.append(GAP.join(filled).rstrip())
    return lines


def _widths(section: Section, width: int) -> list[int]:
    """Natural widths; where they are too much, the widest columns that may be cut give way."""
    widths = [max(cells(column.title), *(cells(row[place].text) for row in section.rows)) for place, column in enumerate(section.columns)]
    surplus = sum(widths) + len(GAP) * (len(widths) - 1) - width
    while surplus > 0:
        places = [place for place, column in enumerate(section.columns) if column.cut and widths[place] > LEAST]
        if not places:
            break
        widest = max(places, key=lambda place: widths[place])
        widths[widest] -= 1
        surplus -= 1
    return widths


def as_markdown(sheet: Sheet) -> str:
    """Return the report as Markdown tables."""
    parts = [f"# {_escaped(sheet.title)}"]
    for section in sheet.sections:
        lines = [f"## {_escaped(section.title)}", ""] if section.title else []
        if section.columns and section.rows:
            lines.append(_piped(column.title for column in section.columns))
            lines.append("|" + "|".join("---:" if column.right else "---" for column in section.columns) + "|")
            lines += [_piped(cell.text for cell in row) for row in section.rows]
        elif section.empty:
            lines.append(_paragraph(section.empty))
        lines += ["", *(_paragraph(note) for note in section.notes)] if section.notes else []
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


_MARKS = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#~&"})

_LIST_LIKE = re.compile(r"^(\s*[0-9]*)([-+=.)])")


def _escaped(text: str) -> str:
    return sentence(text).translate(_MARKS)


def _paragraph(text: str) -> str:
    """Return a sentence that stays one even where it begins like a list or a rule."""
    return _LIST_LIKE.sub(r"\1\\\2", _escaped(text))


def _piped(texts: Iterable[str]) -> str:
    return "| " + " | ".join(_escaped(text) for text in texts) + " |"


def as_html(sheet: Sheet) -> str:
    """Return the report as an HTML fragment: headings and tables, every text escaped."""
    parts = [f"<h1>{html.escape(sentence(sheet.title))}</h1>"]
    for section in sheet.sections:
        parts += [f"<h2>{html.escape(sentence(section.title))}</h2>"] if section.title else []
        if section.columns and section.rows:
            parts += ["<table>", _row("th", [(column.title, column.right) for column in section.columns])]
            for row in section.rows:
                parts.append(_row("td", [(cell.text, column.right) for cell, column in zip(row, section.columns, strict=True)]))
            parts.append("</table>")
        parts += [f"<p>{html.escape(sentence(note))}</p>" for note in (*([] if section.rows else [section.empty]), *section.notes) if note]
    return "\n".join(parts)


def _row(tag: str, texts: Sequence[tuple[str, bool]]) -> str:
    style = ' style="text-align:right"'
    return "<tr>" + "".join(f"<{tag}{style if right else ''}>{html.escape(text)}</{tag}>" for text, right in texts) + "</tr>"


def as_csv(sheet: Sheet) -> str:
    """Return the first table of the report as CSV that is safe to open in a spreadsheet, with raw values."""
    out = io.StringIO(newline="")
    section = next((one for one in sheet.sections if one.columns), None)
    if section is not None:
        header = [column.key or column.title for column in section.columns]
        write_csv(out, header, [[_raw(cell) for cell in row] for row in section.rows])
    return out.getvalue().replace("\r\n", "\n").rstrip("\n")


def _raw(cell: Cell) -> Raw:
    """What a spreadsheet gets; cleaned before it is quoted, because cleaning may make line breaks of other signs."""
    return for_terminal(cell.raw) if isinstance(cell.raw, str) else cell.raw


WRITERS: Mapping[str, Callable[[Sheet], str]] = {"text": as_text, "md": as_markdown, "html": as_html, "csv": as_csv}
"""By the word of --format."""
