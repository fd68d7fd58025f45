"""Asks whether to go on."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from sprintsales.ui.content import line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice


class Confirm(AskChoice[bool]):
    """Yes or no by `y`, `n`, digit, `enter` or click; the cursor starts on no unless `safe`, so that enter twice does no harm."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "number(1)", show=False, id="dialog.yes"),
        Binding("n", "number(2)", show=False, id="dialog.no"),
    ]

    def __init__(self, title: str, sentence: str, *, yes: str = "Yes", no: str = "No", safe: bool = False) -> None:
        super().__init__(
            title,
            (Choice(True, yes, "y"), Choice(False, no, "n")),
            about=line((sentence, "$muted")) if sentence else None,
            first=0 if safe else 1,
            hint="y  n   esc cancels",
        )
