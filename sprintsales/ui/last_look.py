"""The last look at what goes to the terminal: whatever painted it, the kit or Textual itself, no character in it steers anything."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from typing_extensions import override

from sprintsales.domain.text import for_terminal


class LastLook(LineFilter):
    """Puts stand-ins of the same width where a character would steer the terminal: our widgets clean before they measure, others do not."""

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.control or (segment.text.isascii() and segment.text.isprintable())
            else Segment(_harmless(segment.text), *segment[1:])
            for segment in segments
        ]


@lru_cache(maxsize=8_192)
def _harmless(text: str) -> str:
    clean = for_terminal(text).replace("\n", " ")
    return text if clean == text else set_cell_size(clean, cell_len(text))
