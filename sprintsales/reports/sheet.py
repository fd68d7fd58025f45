"""A report as sections of columns and rows, and its writers: aligned text, Markdown, HTML and CSV."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from sprintsales.domain.text import clean_line, for_terminal
from sprintsales.formats.spreadsheet import write_csv

Raw = str | int | float | date | None
GAP = "  "
SEPARATOR = " · "
LEAST = 10
"""Terminal cells a cut text keeps at least; where that is still too much, LAST_RESORT."""
LAST_RESORT = 6
READABLE = 16
"""Terminal cells a name should have: where it has fewer, spare columns go first."""
BESIDE = 24
"""Terminal cells a column of sentences needs to stand beside the others; with less room its text goes below the row."""
INDENT = 6
LABEL = 16
"""Terminal cells of the word a line of a list begins with."""
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
    """One column. `right`: numbers; `cut`: a name that may be shortened; `key`: its head in a spreadsheet.

    `spare`: left out of aligned text where the lines would not fit. `wraps` (the last column only): sentences, which go on in further
    lines and are never shortened.
    """

    title: str
    right: bool = False
    cut: bool = False
    key: str = ""
    spare: bool = False
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its heading and the sentences under it; without columns only sentences.

    `listed`: its rows are a word and a sentence each, told as a list. `part`: what the rows have in common, as the head and the value of
    one more column in a spreadsheet, where sections with the same columns are one table.
    """

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""
    """The sentence that stands where there are no rows."""
    listed: bool = False
    part: tuple[str, Raw] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report: one heading, sections."""

    title: str
    sections: tuple[Section, ...]


def shortened(sheet: Sheet, most: int, where: str) -> Sheet:
    """Return the report with at most so many rows a table; a note says how many are left out, and WHERE they are."""
    return replace(sheet, sections=tuple(_shortened(one, most, where) for one in sheet.sections))


def _shortened(section: Section, most: int, where: str) -> Section:
    rest = len(section.rows) - most
    if rest <= 0:
        return section
    return replace(section, rows=section.rows[:most], notes=(f"and {rest:,} more: {where}", *section.notes))


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


def wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines of at most so many cells: broken at its · where each part fits, else at blanks, else where it must be."""
    if cells(text) <= width:
        return [text]
    parts = text.split(SEPARATOR)
    if len(parts) > 1 and all(cells(part) + len(SEPARATOR) <= width for part in parts):
        return _flowed(parts, SEPARATOR, width)
    return _flowed([piece for word in text.split(" ") for piece in broken(word, width)], " ", width)


def _flowed(parts: Sequence[str], between: str, width: int) -> list[str]:
    """Parts side by side as long as they fit; what stands between two lines stays at the end of the first."""
    lines, line, used, mark = [], parts[0], cells(parts[0]), len(between.rstrip())
    for place, part in enumerate(parts[1:], start=2):
        room = len(between) + cells(part)
        if used + room + (mark if place < len(parts) else 0) > width:
            lines.append((line + between).rstrip())
            line, used = part, cells(part)
        else:
            line, used = f"{line}{between}{part}", used + room
    return [*lines, line]


def broken(word: str, width: int) -> list[str]:
    """Return a word in pieces of at most so many cells."""
    if cells(word) <= width:
        return [word]
    pieces, piece, used = [], "", 0
    for char in word:
        room = cells(char)
        if piece and used + room > width:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + char, used + room
    return [*pieces, piece]


def as_text(sheet: Sheet, width: int = 80) -> str:
    """Return the report as aligned text of at most so many cells a line, where that is possible: names are cut, sentences go on."""
    parts = ["\n".join(wrapped(sentence(sheet.title), width))]
    for section in sheet.sections:
        lines = wrapped(sentence(section.title).upper(), width) if section.title else []
        if section.listed and section.rows:
            lines += [line for row in section.rows for line in _told(row, width)]
        elif section.columns and section.rows:
            lines += _aligned(section, [row for one in sheet.sections if one.columns == section.columns for row in one.rows], width)
        elif section.empty:
            lines += wrapped(sentence(section.empty), width)
        lines += [line for note in section.notes for line in wrapped(sentence(note), width)]
        parts.append("\n".join(lines))
    return "\n\n".join(part for part in parts if part)


def _told(row: Sequence[Cell], width: int) -> list[str]:
    word, said = row[0].text, " ".join(cell.text for cell in row[1:])
    first, *more = wrapped(said, width - LABEL)
    return [padded(word, LABEL) + first, *(" " * LABEL + line for line in more)]


def _aligned(section: Section, alike: Sequence[Sequence[Cell]], width: int) -> list[str]:
    """The rows under their heads; sections with the same columns have the same widths, which ALIKE rows decide."""
    columns = section.columns
    last = columns[-1].wraps
    places = _places(columns[:-1] if last else columns, alike, width)
    widths = _widths(columns, places, alike, width)
    used = sum(widths.values()) + len(GAP) * (len(widths) - 1)
    room = width - used - len(GAP)
    beside = last and (room >= BESIDE or max(cells(row[-1].text) for row in alike) <= room)
    titles = [padded(columns[place].title, widths[place], right=columns[place].right) for place in places]
    head = GAP.join([*titles, *([columns[-1].title] if beside else [])]).rstrip()
    said = max((cells(row[-1].text) for row in alike), default=0) if beside else 0
    rule = used + (len(GAP) + min(room, max(said, cells(columns[-1].title))) if beside and said else 0)
    lines = [head, "─" * min(width, rule)] if head else []
    for row in section.rows:
        line = GAP.join(_filled(row[place], columns[place], widths[place]) for place in places)
        text = row[-1].text if last else ""
        if text and beside:
            first, *more = wrapped(text, room)
            lines += [line + GAP + first, *(" " * (used + len(GAP)) + rest for rest in more)]
        else:
            lines.append(line.rstrip())
            lines += [" " * INDENT + rest for rest in wrapped(text, width - INDENT)] if text else []
    return lines


def _filled(cell: Cell, column: Column, room: int) -> str:
    return padded(fitted(cell.text, room) if column.cut else cell.text, room, right=column.right)


def _natural(columns: Sequence[Column], place: int, rows: Sequence[Sequence[Cell]]) -> int:
    return max(cells(columns[place].title), *(cells(row[place].text) for row in rows))


def _places(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """Which columns are told: spare ones, the last first, make room where names would be cut too short to be read."""
    places = list(range(len(columns)))
    least = {
        place: min(READABLE, natural) if columns[place].cut else natural for place in places for natural in [_natural(columns, place, rows)]
    }
    spare = [place for place in places if columns[place].spare]
    while spare and sum(least[place] for place in places) + len(GAP) * (len(places) - 1) > width:
        places.remove(spare.pop())
    return places


def _widths(columns: Sequence[Column], places: Sequence[int], rows: Sequence[Sequence[Cell]], width: int) -> dict[int, int]:
    """Natural widths; where they are too much, the widest columns that may be cut give way."""
    widths = {place: _natural(columns, place, rows) for place in places}
    surplus = sum(widths.values()) + len(GAP) * (len(widths) - 1) - width
    for least in (LEAST, LAST_RESORT):
        while surplus > 0:
            giving = [place for place in places if columns[place].cut and widths[place] > least]
            if not giving:
                break
            widths[max(giving, key=lambda place: widths[place])] -= 1
            surplus -= 1
    return widths


def as_markdown(sheet: Sheet) -> str:
    """Return the report as Markdown tables."""
    parts = [f"# {_escaped(sheet.title)}"]
    for section in sheet.sections:
        lines = [f"## {_escaped(section.title)}", ""] if section.title else []
        if section.listed and section.rows:
            lines += [f"- **{_escaped(row[0].text)}** {' '.join(_escaped(cell.text) for cell in row[1:])}" for row in section.rows]
        elif section.columns and section.rows:
            lines.append(_piped(column.title for column in section.columns))
            lines.append("|" + "|".join("---:" if column.right else "---" for column in section.columns) + "|")
            lines += [_piped(cell.text for cell in row) for row in section.rows]
        elif section.empty:
            lines.append(_paragraph(section.empty))
        told = "\n".join(lines).rstrip()
        # A blank line between them: Markdown would make one paragraph of lines that follow each other.
        parts += [told] if told else []
        parts += [_paragraph(note) for note in section.notes if note]
    return "\n\n".join(parts)


_MARKS = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#~&"})

_LIST_LIKE = re.compile(r"^(\s*[0-9]*)([-+=.)])")
_CALL = re.compile(r"(?<!\w)@(?=\w)")
"""What would call people where a report is posted: @here, @channel; an address is none."""


def _escaped(text: str) -> str:
    return _CALL.sub(r"\\@", sentence(text).translate(_MARKS))


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
        if section.listed and section.rows:
            said = (f"<b>{html.escape(row[0].text)}</b> {html.escape(' '.join(cell.text for cell in row[1:]))}" for row in section.rows)
            parts += ["<ul>", *(f"<li>{line}</li>" for line in said), "</ul>"]
        elif section.columns and section.rows:
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
    """Return the first table of the report as CSV that is safe to open in a spreadsheet, with raw values.

    Sections with the same columns are one table, told apart by what their rows have in common.
    """
    out = io.StringIO(newline="")
    first = next((one for one in sheet.sections if one.columns), None)
    if first is not None:
        alike = [one for one in sheet.sections if one.columns == first.columns]
        named = next((one.part[0] for one in alike if one.part), None)
        header = [*([named] if named else []), *(column.key or column.title for column in first.columns)]
        rows = [[*([one.part[1] if one.part else None] if named else []), *(cell.raw for cell in row)] for one in alike for row in one.rows]
        write_csv(out, header, [[_safe(value) for value in row] for row in rows])
    return out.getvalue().replace("\r\n", "\n").rstrip("\n")


def _safe(value: Raw) -> Raw:
    """What a spreadsheet gets; cleaned before it is quoted, because cleaning may make line breaks of other signs."""
    return for_terminal(value) if isinstance(value, str) else value


WRITERS: Mapping[str, Callable[[Sheet], str]] = {"text": as_text, "md": as_markdown, "html": as_html, "csv": as_csv}
"""By the word of --format."""
