"""A number written large: figures three columns wide and three rows high, drawn in half blocks."""

from __future__ import annotations

from sprintsales.ui import signs

ROWS = 3
_PIXELS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ".": (" ", " ", " ", " ", "#"),
    ",": (" ", " ", " ", "#", "#"),
    "−": ("   ", "   ", "###", "   ", "   "),
    "–": ("   ", "   ", "###", "   ", "   "),
}
_BLOCKS = {("#", "#"): "█", ("#", " "): "▀", (" ", "#"): "▄", (" ", " "): " "}


def big(text: str) -> tuple[str, str, str]:
    """TEXT in three rows: figures large, every other sign as it is on the lowest row; where blocks cannot be drawn, on the middle row."""
    if signs.plain_in_use():
        return " " * len(text), text, " " * len(text)
    rows = ["", "", ""]
    for place, char in enumerate(text):
        gap = " " if place else ""
        pixels = _PIXELS.get(char)
        if pixels is None:
            drawn = [" " * (ROWS - 2), " ", char]
        else:
            lines = (*pixels, " " * len(pixels[0]))
            drawn = ["".join(_BLOCKS[pair] for pair in zip(lines[2 * row], lines[2 * row + 1], strict=True)) for row in range(ROWS)]
        for row in range(ROWS):
            rows[row] += gap + drawn[row]
    return rows[0], rows[1], rows[2]
