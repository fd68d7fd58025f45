"""Shows what was typed for something that is not there any more, for taking it along."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import NOTHING, left, line
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.widgets.lines import Lines

MOST_ROWS = 8


class TypedText(Dialog[None]):
    """A sentence, what was typed, and a key that copies it."""

    WIDTH = 76
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "copy", show=False, id="typed.copy"),
        Binding("enter", "cancel", "close", show=False, id="typed.close"),
    ]

    def __init__(self, sentence: str, text: str) -> None:
        super().__init__("Not saved", hint="c copies it   esc closes")
        self._sentence, self._text = sentence, text

    @override
    def body(self) -> Iterable[Widget]:
        inner = self.WIDTH - 4
        rows = line(self._text).wrap(inner - 2)
        shown = rows[:MOST_ROWS] + ([line(f"… and {len(rows) - MOST_ROWS} lines more")] if len(rows) > MOST_ROWS else [])
        yield Lines([*line(self._sentence).wrap(inner), NOTHING, line(("What you typed", "$muted"))], id="sentence")
        yield Lines([line((left(line(" ", row.rstrip()), inner), "on $select")) for row in shown])
        yield Lines([NOTHING], id="copied")

    def action_copy(self) -> None:
        """Give the text to the terminal's clipboard."""
        self.app.copy_to_clipboard(self._text)
        self.query_one("#copied", Lines).show([NOTHING, line(("✓ ", "$success"), ("copied, where the terminal allows it", "$muted"))])
