"""Drawing by whole lines: the base of every widget of ours, and places on it that answer to a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import NOTHING, cut, for_this_terminal


class Spot(NamedTuple):
    """A stretch of one drawn line that answers to the mouse: columns START up to END of line Y mean WHAT."""

    y: int
    start: int
    end: int
    what: str


def strip_of(widget: Widget, content: Content, width: int) -> Strip:
    """CONTENT as one line of WIDTH columns on WIDGET's ground; styles are names of the theme, so a new theme shows at once."""
    content = for_this_terminal(content if content.cell_length <= width else cut(content, width))
    ground = widget.visual_style
    parse = widget.app.stylesheet.parse_style
    segments = [Segment(text, style.rich_style) for text, style in content.render(ground, end="", parse_style=parse)]
    return Strip(segments, content.cell_length).adjust_cell_length(width, ground.rich_style)


class LineWidget(Widget):
    """A widget that draws all its lines at once: a subclass answers `draw` and, where its height follows its width, `height_for`."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.spots: list[Spot] = []
        self._lines: Sequence[Content] | None = None
        self._lines_size = Size(0, 0)

    def draw(self, width: int, height: int) -> Sequence[Content]:
        """The lines for a space of WIDTH columns and HEIGHT rows; `spots` may be filled on the way."""
        return ()

    def height_for(self, width: int) -> int:
        """How many rows the widget wants at WIDTH columns, for `height: auto`."""
        return len(self.draw(width, 0))

    def redraw(self, *, layout: bool = False) -> None:
        """Draw again with what is known now; with LAYOUT also ask for a new height."""
        self._lines = None
        self.refresh(layout=layout)

    def spot_at(self, x: int, y: int) -> str:
        """What column X of line Y stands for, or an empty word."""
        return next((spot.what for spot in self.spots if spot.y == y and spot.start <= x < spot.end), "")

    @override
    def render(self) -> RenderResult:
        return NOTHING

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.height_for(width) if width else 0

    @override
    def render_line(self, y: int) -> Strip:
        size = self.size
        if self._lines is None or self._lines_size != size:
            self.spots = []
            self._lines = self.draw(size.width, size.height)
            self._lines_size = size
        return strip_of(self, self._lines[y] if y < len(self._lines) else NOTHING, size.width)


class Lines(LineWidget):
    """Lines that stand as they are given."""

    def __init__(self, lines: Sequence[Content] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._given = tuple(lines)

    def show(self, lines: Sequence[Content]) -> None:
        """Stand for other LINES from now on."""
        grown = len(lines) != len(self._given)
        self._given = tuple(lines)
        self.redraw(layout=grown)

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        return self._given
