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

    def __init__(self, accent: int | None, on_fill: int | None) -> None:
        """ACCENT and ON_FILL are numbers of colours: text in the second on a ground of the first is reversed too."""
        super().__init__()
        self._marked = (accent, on_fill)

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.control or segment.style is None else Segment(segment.text, _own(segment.style, self._marked))
            for segment in segments
        ]


@lru_cache(maxsize=4_096)
def _own(style: Style, marked: tuple[int | None, int | None]) -> Style:
    ground = style.bgcolor.number if style.bgcolor is not None else None
    tone = style.color.number if style.color is not None else None
    if ground == _SELECTED or (ground is not None and (ground, tone) == marked):
        # what is reversed within a reversed row, a cursor in a line of input, shows by standing out of it
        plain = Style(color=_DEFAULT, bgcolor=_DEFAULT, reverse=not style.reverse, dim=False)
        return style + plain
    if tone == _QUIET:
        return style + Style(color=_DEFAULT, dim=True)
    return style
