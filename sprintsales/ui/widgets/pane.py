"""A pane of lines of which as many are seen as fit: scrolled by keys and by the wheel, told where there are more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from typing_extensions import override

from sprintsales.ui.content import Part, between, left, line
from sprintsales.ui.format import count
from sprintsales.ui.widgets.line_list import WHEEL_LINES
from sprintsales.ui.widgets.lines import LineWidget

MOST_NAME_LINES = 3


class Pane(LineWidget):
    """A widget as high as its place; `top` is the first line that is seen."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.top = 0

    @override
    def height_for(self, width: int) -> int:
        return 1

    def scroll_rows(self, rows: int) -> None:
        """Move what is seen."""
        self.top = max(0, self.top + rows)
        self.redraw()

    def turned(self, rows: int) -> None:
        """The wheel was turned by so many rows."""
        self.scroll_rows(rows)

    def seen_of(self, lines: Sequence[Content], room: int, *, ways: Sequence[Part] = ()) -> list[Content]:
        """Return the lines that are seen in ROOM rows; where there are more, the last row counts them, and says the WAYS to them."""
        self.top = max(0, min(self.top, len(lines) - room))
        seen = list(lines[self.top : self.top + room])
        hidden = len(lines) - self.top - room
        if hidden > 0 and seen:
            seen[-1] = line((f"+ {count(hidden + 1)} more ↓", "$muted"), *ways)
        return seen

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self.turned(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self.turned(-WHEEL_LINES)

    def on_focus(self) -> None:
        """Mark the pane as the one keys go to."""
        self.redraw()

    def on_blur(self) -> None:
        """Mark the pane as resting."""
        self.redraw()


class DetailPane(Pane, can_focus=True):
    """Everything about the row under the cursor of a list: keys scroll it, go to the neighbours of that row, and back to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_by(1)", show=False),
        Binding("up,k", "scroll_by(-1)", show=False),
        Binding("pagedown,ctrl+d,space", "scroll_by(10)", show=False),
        Binding("pageup,ctrl+u", "scroll_by(-10)", show=False),
        Binding("home", "scroll_by(-1000)", show=False),
        Binding("end,G", "scroll_by(1000)", show=False),
        Binding("right,l", "screen.neighbour(1)", show=False),
        Binding("left,h", "screen.neighbour(-1)", show=False),
        Binding("escape", "screen.back", show=False),
    ]

    def action_scroll_by(self, rows: int) -> None:
        """Move what is seen."""
        self.scroll_rows(rows)

    def placed(self, lines: Sequence[Content], width: int, height: int, *, ways: Sequence[Part] = ()) -> list[Content]:
        """Return the lines that are seen, each in its place, the first one marked while keys go to the pane."""
        marks = ("▌" if self.has_focus else " ", *" " * height)
        return [in_place(row, width, mark=mark) for row, mark in zip(self.seen_of(lines, height, ways=ways), marks, strict=False)]


def in_place(row: Content, width: int, *, mark: str = " ") -> Content:
    """Return a line behind its mark, as wide as its place: a band's ground goes from edge to edge."""
    full = left(line((mark, "$accent"), row), width)
    ground = next((span.style for span in row.spans if isinstance(span.style, str) and span.style.startswith("on $tint")), "")
    return line((full, ground)) if ground else full


def headed(name: str, end: Content, width: int) -> Iterator[Content]:
    """Yield the whole name in as many lines as it takes, up to three, with what belongs beside it at the right of the first."""
    names = line((name, "bold")).wrap(max(8, width - end.cell_length - 2))[:MOST_NAME_LINES]
    for place, row in enumerate(names):
        yield row if place else between(row, end, width, gap=2)
