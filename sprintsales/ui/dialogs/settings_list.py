"""Shows every setting with its value and where that comes from, and asks for another theme while it is seen at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from textual import on

from sprintsales.ui.content import line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.widgets.line_list import LineList


class Row(NamedTuple):
    """A setting as people read it: its key, its word, its value, where that is from."""

    key: str
    word: str
    value: str
    source: str


NOT_MADE = " (not made yet: your first change makes it)"


class SettingsList(AskChoice[str]):
    """Answers the key of the setting somebody wants to change."""

    WIDTH = 76

    def __init__(self, rows: Sequence[Row], file: Path | None, first: int = 0, *, made: bool = True) -> None:
        kept = "This is a demo: what you change holds until you leave." if file is None else f"kept in {file}{'' if made else NOT_MADE}"
        choices = [Choice(row.key, f"{row.word:<13}{row.value}", row.source) for row in rows]
        super().__init__("Settings", choices, about=line((kept, "$muted")), first=first, hint="enter changes   esc closes")


class AskTheme(AskChoice[str]):
    """Shows each theme while the cursor stands on it; who cancels has the one of before."""

    def __init__(self, choices: Sequence[Choice[str]], first: int, preview: Callable[[str], None]) -> None:
        super().__init__("Theme", choices, first=first)
        self._preview = preview
        self._before = choices[first].value

    @on(LineList.Selected)
    def _shown(self, event: LineList.Selected) -> None:
        if event.key:
            self._preview(self._choices[int(event.key)].value)

    def action_cancel(self) -> None:
        """Answer nothing, and show what was shown before."""
        self._preview(self._before)
        self.dismiss(None)
