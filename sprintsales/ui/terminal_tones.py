"""The tones of the theme that has none: in the terminal's own colours a selection is reversed and context is dim."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from typing_extensions import override

SELECTED = "ansi_bright_magenta"
"""Stands for the ground of what is selected: no terminal has a ground that its own text of every colour reads on, but it can reverse."""
QUIET = "ansi_bright_black"
"""Stands for context, hints, rules and unfilled bars: as a colour many palettes hide it, dim text reads on any ground."""
_SELECTED, _QUIET = 13, 8
_DEFAULT = RichColor.parse("default")


class TerminalTones(LineFilter):
    """Draws the stand-ins with what every terminal has."""

    def __init__(self, accent: int) -> None:
        """ACCENT is the number of the accent's colour: text on a ground of it is reversed too."""
        super().__init__()
        self._accent = accent

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.control or segment.style is None else Segment(segment.text, _own(segment.style, self._accent))
            for segment in segments
        ]


@lru_cache(maxsize=4_096)
def _own(style: Style, accent: int) -> Style:
    ground = style.bgcolor.number if style.bgcolor is not None else None
    if ground in (_SELECTED, accent):
        # what is reversed within a reversed row, a cursor in a line of input, shows by standing out of it
        plain = Style(color=_DEFAULT, bgcolor=_DEFAULT, reverse=not style.reverse, dim=False)
        return style + plain
    if style.color is not None and style.color.number == _QUIET:
        return style + Style(color=_DEFAULT, dim=True)
    return style
