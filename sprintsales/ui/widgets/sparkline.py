"""The line of small bars beneath a figure: how it was in the periods before, the last one in the colour of its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from textual.content import Content

from sprintsales.ui import signs
from sprintsales.ui.content import Part, line

MARKS = "▁▂▃▄▅▆▇█"
PLAIN_MARKS = "_.:-=+*#"
"""The same on a terminal without them."""


def sparkline(values: Sequence[float | Fraction | None], top: float, *, last: str = "$muted") -> Content:
    """One bar for each of VALUES, 0 at the foot and TOP full; no number is an empty place; the last one in the style LAST."""
    marks = PLAIN_MARKS if signs.plain_in_use() else MARKS
    bars = "".join(" " if value is None else marks[step(float(value), top)] for value in values)
    parts: list[Part] = [(bars[:-1], "$trend"), (bars[-1:], last)]
    return line(*parts)


def step(value: float, top: float) -> int:
    """Which of the eight marks stands for a value: the lowest for nothing and less, the highest for TOP and above."""
    if top <= 0 or value <= 0:
        return 0
    return min(len(MARKS) - 1, int(value / top * len(MARKS)))


def highest(lines: Iterable[Sequence[float | Fraction | None]]) -> float:
    """The highest value of some lines, 0.0 where there is none: the scale they share."""
    return max((float(value) for values in lines for value in values if value is not None), default=0.0)
