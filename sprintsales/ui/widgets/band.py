"""The band above the key line: one sentence about what went wrong, and the way out of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.domain.errors import NotReadable, Refused, Unusable
from sprintsales.ui.content import between, line
from sprintsales.ui.widgets.lines import LineWidget


class Trouble(Message):
    """Work in the background failed with `error`; bubbles up to the screen, the one place that shows it."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


def sentence_of(error: BaseException) -> str:
    """What a reader is told about ERROR: a refusal speaks for itself, anything else is a fault of ours and named."""
    words = str(error).strip()
    if isinstance(error, (Refused, NotReadable, Unusable)) and words:
        return words
    return f"This should not have happened ({type(error).__name__}{': ' + words if words else ''})."


class Band(LineWidget):
    """One tinted line, there only while it has something to say."""

    class Closed(Message):
        """The band was clicked away."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.display = False
        self.sentence = ""
        self._way_out = ""

    def say(self, sentence: str, way_out: str = "") -> None:
        """Say SENTENCE, and at the right the WAY_OUT."""
        self.sentence, self._way_out = sentence, way_out
        self.display = True
        self.redraw(layout=True)

    def clear(self) -> None:
        """Say nothing and take no room."""
        self.sentence = ""
        self.display = False

    @override
    def height_for(self, width: int) -> int:
        return len(self._wrapped(width))

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        first, *more = self._wrapped(width)
        return [between(line(" ", ("✗ ", "bold $error"), first), line((self._way_out, "$muted"), " "), width, gap=2)] + [
            line("   ", row) for row in more
        ]

    def _wrapped(self, width: int) -> list[Content]:
        # A sentence is never cut: half of a way out is none.
        room = max(20, width - 5 - line(self._way_out).cell_length)
        return line(self.sentence).wrap(room)[:4] or [line("")]

    def on_click(self, event: events.Click) -> None:
        """A click closes the band."""
        self.clear()
        self.post_message(self.Closed())
