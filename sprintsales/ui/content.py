"""Text on its way to the screen: cleaned, never markup, cut and padded by terminal cells."""

from __future__ import annotations

from typing import TypeAlias

from textual.content import Content, Span

from sprintsales.domain.text import for_terminal
from sprintsales.ui import signs

Part: TypeAlias = str | Content | tuple[str | Content, str]
"""A piece of a line: a text, a content, or either of them with a style such as `bold $accent`."""

NOTHING = Content("")

# At the edge of a piece they would join it with the blank that follows, and the column would lose its width.
_JOINERS = "\u200c\u200d"


def text_content(text: str) -> Content:
    """TEXT cleaned of everything that steers a terminal and drawn as it stands: `[b]` is three characters. Newlines stay."""
    return Content(for_terminal(text), strip_control_codes=False)


T = text_content
"""The one door to the screen for text people wrote."""


def line(*parts: Part) -> Content:
    """The parts side by side on one line; every text is cleaned, and a newline in it becomes a space."""
    text: list[str] = []
    spans: list[Span] = []
    at = 0
    for part in parts:
        piece, style = part if isinstance(part, tuple) else (part, "")
        if isinstance(piece, Content):
            plain = piece.plain.replace("\n", " ").rstrip(_JOINERS)
            inner = [Span(start + at, min(end, len(plain)) + at, look) for start, end, look in piece.spans]
        else:
            plain, inner = _one_line(piece), []
        if style and plain:
            spans.append(Span(at, at + len(plain), style))
        spans.extend(inner)
        text.append(plain)
        at += len(plain)
    return Content("".join(text), spans, strip_control_codes=False)


def _one_line(text: str) -> str:
    # A printable text holds nothing to clean but a pile of accents, which T removes at the door of each name; most chrome ends here.
    if text.isascii() and text.isprintable():
        return text
    return for_terminal(text).replace("\n", " ").strip(_JOINERS)


def cells(text: str | Content) -> int:
    """How many terminal columns TEXT takes."""
    return (text if isinstance(text, Content) else line(text)).cell_length


def cut(text: str | Content, width: int) -> Content:
    """TEXT on one line, at most WIDTH columns; what does not fit ends in `…`."""
    content = line(text)
    if width <= 0:
        return NOTHING
    if content.cell_length <= width:
        return content
    if content.rstrip().cell_length <= width:
        return line(content.truncate(width))
    kept = content.truncate(width - 1)
    # A wide character cut in half leaves a column of blank; the ellipsis belongs to the text, so it takes the blank's place.
    bare = kept.rstrip().rstrip(_JOINERS)
    end = Content("…", [Span(0, 1, span.style) for span in bare.spans if span.end >= len(bare.plain)])
    return line(bare, end)


def left(text: str | Content, width: int) -> Content:
    """TEXT cut to WIDTH columns and filled with blanks at its right."""
    content = cut(text, width)
    return content.pad_right(max(0, width - content.cell_length))


def right(text: str | Content, width: int) -> Content:
    """TEXT cut to WIDTH columns and filled with blanks at its left."""
    content = cut(text, width)
    return content.pad_left(max(0, width - content.cell_length))


def between(start: str | Content, end: str | Content, width: int, *, gap: int = 1) -> Content:
    """START at the left and END at the right of WIDTH columns; START is cut first, because END is a number, a date or a verdict."""
    tail = cut(end, width)
    room = width - tail.cell_length - (gap if tail.cell_length else 0)
    if room <= 0:
        return right(tail, width)
    head = left(start, room)
    return line(head, " " * (width - room - tail.cell_length), tail)


def styled(text: str | Content, style: str) -> Content:
    """TEXT in STYLE wherever it has no style of its own."""
    return line((text, style))


def rule(width: int, mark: str = "─", style: str = "$line") -> Content:
    """A line of MARK over WIDTH columns."""
    return line((mark * max(0, width), style))


def for_this_terminal(content: Content) -> Content:
    """CONTENT with its marks as this terminal draws them."""
    if not signs.plain_in_use():
        return content
    return Content(signs.on_this_terminal(content.plain), list(content.spans), strip_control_codes=False)
