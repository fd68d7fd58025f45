"""Letters to be read across a room: five pixels high in half blocks, a sixth row of pixels for accents, three rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import bidirectional, category, combining, normalize

from textual.content import Content

from sprintsales.domain.text import for_terminal
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, cut, line

ROWS = 3
"""Rows of text a block letter takes."""

# Five rows of pixels from top to bottom, parted by blanks.
_DRAWN: dict[str, str] = {
    "A": ".##. #..# #### #..# #..#", "B": "###. #..# ###. #..# ###.", "C": ".### #... #... #... .###", "D": "###. #..# #..# #..# ###.",
    "E": "### #.. ##. #.. ###", "F": "### #.. ##. #.. #..", "G": ".### #... #.## #..# .###", "H": "#..# #..# #### #..# #..#",
    "I": "### .#. .#. .#. ###", "J": "..## ...# ...# #..# .##.", "K": "#..# #.#. ##.. #.#. #..#", "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#", "N": "#..# ##.# #.## #..# #..#", "O": ".##. #..# #..# #..# .##.", "P": "###. #..# ###. #... #...",
    "Q": ".##. #..# #..# #.#. .#.#", "R": "###. #..# ###. #.#. #..#", "S": ".### #... .##. ...# ###.", "T": "### .#. .#. .#. .#.",
    "U": "#..# #..# #..# #..# .##.", "V": "#...# #...# .#.#. .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#", "X": "#..# #..# .##. #..# #..#",
    "Y": "#.# #.# .#. .#. .#.", "Z": "#### ...# .##. #... ####", "0": ".##. #..# #..# #..# .##.", "1": ".#. ##. .#. .#. ###",
    "2": "###. ...# .##. #... ####", "3": "###. ...# .##. ...# ###.", "4": "#..# #..# #### ...# ...#", "5": "#### #... ###. ...# ###.",
    "6": ".##. #... ###. #..# .##.", "7": "#### ...# ..#. .#.. .#..", "8": ".##. #..# .##. #..# .##.", "9": ".##. #..# .### ...# .##.",
    ":": ". # . # .", "/": "...# ..#. ..#. .#.. #...", "-": ".. .. ## .. ..", "–": "... ... ### ... ...", "−": "... ... ### ... ...",
    "+": "... .#. ### .#. ...", ".": ". . . . #", ",": ". . . # #", "'": "# # . . .", "’": "# # . . .", "&": ".#.. #.#. .#.. #.#. .#.#",
    " ": ".. .. .. .. ..", "Æ": ".#### #.#.. ####. #.#.. #.###", "Œ": ".#### #.#.. #.##. #.#.. .####", "Ø": ".##.# #..#. #.#.# .#..# #.##.",
    "Ł": ".#.. .#.. .##. ##.. .###", "Đ": "###. .#.# ##.# .#.# ###.", "Þ": "#... ###. #..# ###. #...", "ẞ": ".##. #..# #.#. #..# #.#.",
}  # fmt: skip
_GLYPHS = {letter: tuple(rows.split(" ")) for letter, rows in _DRAWN.items()}
# What stands over a letter: pixels of the sixth row, from the letter's left edge; marks below it are left out, as on capitals of old type.
_OVER = {
    "\u0300": ".#..", "\u0301": "..#.", "\u0302": ".##.", "\u0303": "##.#", "\u0304": "####", "\u0306": ".##.", "\u0307": ".#..",
    "\u0308": "#..#", "\u030a": ".##.", "\u030b": ".#.#", "\u030c": "#.#.",
}  # fmt: skip
_BELOW = {"\u0327", "\u0328", "\u0326", "\u0323"}
_PIXELS = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
_JOINED = {"AL", "AN"}  # scripts whose letters join: blanks between them would break the word


def block_rows(text: str) -> tuple[str, ...] | None:
    """TEXT in three rows of half blocks, all of one width; None where a letter of it is not Latin, or this terminal has no half blocks."""
    if signs.plain_in_use():
        return None
    columns: list[list[str]] = []
    for letter in normalize("NFD", text.replace("ß", "ẞ").upper()):
        if letter in _GLYPHS:
            columns.append(["." * len(_GLYPHS[letter][0]), *_GLYPHS[letter]])
        elif letter in _OVER and columns:
            width = len(columns[-1][1])
            columns[-1][0] = f"{_OVER[letter]:.<{width}}"[:width] if width >= 4 else f"{_narrowed(_OVER[letter]):.<{width}}"[:width]
        elif letter not in _BELOW:
            return None
    if not columns:
        return None
    pixels = [".".join(column[row] for column in columns) for row in range(6)]
    pairs = zip(pixels[::2], pixels[1::2], strict=True)
    return tuple("".join(_PIXELS[top + below] for top, below in zip(upper, lower, strict=True)) for upper, lower in pairs)


def big_text(text: str, width: int, style: str) -> list[Content]:
    """TEXT over three rows of at most WIDTH columns: in block letters, else its given name in them, else bold and letter-spaced.

    Beside a given name the rest of the name stands small where there is room.
    """
    clean = " ".join(for_terminal(text).split())
    for words in (clean, clean.split(" ")[0]):
        rows = block_rows(words)
        if rows is not None and len(rows[0]) <= width:
            told = [line((row, style)) for row in rows]
            rest = line("  ", (clean[len(words) :].strip(), f"bold {style}"))
            if clean != words and len(rows[0]) + rest.cell_length <= width:
                told[-1] = line(told[-1], rest)
            return told
    return [NOTHING, line((cut(spaced(clean, width), width), f"bold {style}")), NOTHING]


def spaced(text: str, width: int) -> str:
    """TEXT with a blank between its letters where it fits into WIDTH and its script has letters that stand alone."""
    if any(bidirectional(letter) in _JOINED or category(letter) == "Mc" for letter in text):
        return text
    parts: list[str] = []
    for letter in text:
        if parts and (combining(letter) or category(letter) in {"Mn", "Me", "Cf"}):
            parts[-1] += letter
        else:
            parts.append(letter)
    wide = " ".join(parts)
    return wide if line(wide).cell_length <= width else text


def big_width(rows: Sequence[Content]) -> int:
    """How many columns the widest of these rows takes."""
    return max((row.cell_length for row in rows), default=0)


def _narrowed(pixels: str) -> str:
    """An accent over a letter three pixels wide."""
    return {"#..#": "#.#", "####": "###", "##.#": "###", ".##.": ".#.", "#.#.": "#.#"}.get(pixels, pixels)
