"""The base of every dialog: a panel without a frame over the screen, which returns a value and never writes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import between, line
from sprintsales.ui.widgets.lines import Lines

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """Asks one thing; `esc` and a click beside the panel answer None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "cancel", show=False, id="dialog.cancel")]
    CSS_PATH = Path(__file__).with_name("dialog.tcss")
    WIDTH: ClassVar[int] = 64

    def __init__(self, title: str, *, hint: str = "") -> None:
        super().__init__()
        self._title_text = title
        self._hint = hint

    def body(self) -> Iterable[Widget]:
        """The widgets under the title."""
        return ()

    def head(self, width: int) -> list[Content]:
        """The title with its keys at the right, or under it where both do not fit on one line."""
        title, hint = line((self._title_text, "bold")), line((self._hint, "$muted"))
        if title.cell_length + hint.cell_length + 2 <= width:
            return [between(title, hint, width)]
        return [*title.wrap(width), *([hint] if self._hint else [])]

    @override
    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Lines(self.head(min(self.WIDTH, self.app.size.width) - 4), id="title")
            yield from self.body()

    def on_mount(self) -> None:
        """The panel has the width of its kind."""
        self.query_one("#panel").styles.width = self.WIDTH

    def action_cancel(self) -> None:
        """Answer nothing."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """A click beside the panel closes it."""
        if event.widget is self:
            self.dismiss(None)
