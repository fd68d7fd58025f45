"""What stands over a screen whose terminal is too small for it: a sentence instead of halves of numbers."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from typing_extensions import override

from sprintsales.ui.content import NOTHING, line
from sprintsales.ui.widgets.lines import LineWidget

WIDTH, HEIGHT = 80, 24
"""What the screens are made for at least."""
LEAST_WIDTH, LEAST_HEIGHT = 70, 16
"""Below this numbers would be cut, and a cut number is a wrong one."""


def is_too_small(width: int, height: int) -> bool:
    """Whether a terminal of this size shows nothing one could trust."""
    return width < LEAST_WIDTH or height < LEAST_HEIGHT


class TooSmall(LineWidget):
    """Covers the screen while it is too small."""

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        room = max(8, width - 2)
        told = [
            *line((f"This window is {width} × {height}, too small for sprintsales.", "bold")).wrap(room),
            NOTHING,
            *line((f"Make it {WIDTH} × {HEIGHT} or larger, or the letters smaller. Nothing is lost.", "$muted")).wrap(room),
        ]
        above = max(0, (height - len(told)) // 2)
        return [*[NOTHING] * above, *(line(" ", row) for row in told)]
