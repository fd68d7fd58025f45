"""A page of the import: what it says, rows to choose from, and keys; the list that shows the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from typing_extensions import override

from sprintsales.ui.content import NOTHING, Part, between, left, line
from sprintsales.ui.widgets.key_line import Entry
from sprintsales.ui.widgets.line_list import ListBelowLine

if TYPE_CHECKING:
    from sprintsales.ui.screens.import_wizard import ImportWizard

WIDEST = 118
"""Columns of a row at most: what stands at its right is still seen to belong to it."""
ON = "on"
"""The key of the row that goes on to the next page."""
Draw = Callable[[int, bool], Content]
BACK: Entry = ("esc", "back", "back")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page: without a key the cursor does not stand on it."""

    key: str
    draw: Draw


def told(*parts: Part) -> Row:
    """A row that only says something."""
    content = line(*parts)
    return Row("", lambda width, selected: content)


def on_row(words: str, note: str = "", *, ready: bool = True) -> Row:
    """The row that goes on; not READY: it says what is to be done first."""
    sign, style = ("→ ", "bold $accent") if ready else ("? ", "bold $warning")
    return Row(ON, lambda width, selected: between(line((sign, style), (words, "bold")), line((note, "$muted"), " "), width))


def choice_row(key: str, label: str, value: str, note: str = "", *, at: int = 24) -> Row:
    """A row with a label, what it stands at, and a note at the right."""

    def draw(width: int, selected: bool) -> Content:
        return between(line((left(label, at), "$muted"), " ", (value, "bold")), line((note, "$muted"), " "), width)

    return Row(key, draw)


class WizardRows(ListBelowLine):
    """The rows of a page."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._stops: list[int] = []

    def show_rows(self, rows: Sequence[Row], cursor_key: str | None = None) -> None:
        """Show ROWS, the cursor on CURSOR_KEY, or where it was."""
        wanted = self.cursor_key if cursor_key is None else cursor_key
        self._rows = tuple(rows)
        self._stops = [place for place, row in enumerate(self._rows) if row.key]
        keys = [self._rows[place].key for place in self._stops]
        self.cursor = keys.index(wanted) if wanted in keys else 0
        if cursor_key is not None:
            self.top = 0
        self.lines_changed()

    @override
    def line_total(self) -> int:
        return len(self._rows)

    @override
    def stops(self) -> Sequence[int]:
        return self._stops

    @override
    def key_at(self, stop: int) -> str:
        return self._rows[self._stops[stop]].key

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        return self._rows[y].draw(min(width, WIDEST), selected)


class Page:
    """One step: a subclass says what it shows and what a chosen row does."""

    step: ClassVar[str] = ""
    typing: ClassVar[bool] = False
    """Whether a line is typed above the rows."""

    def __init__(self, wizard: ImportWizard) -> None:
        self.wizard = wizard
        self.cursor = ""
        """The row it was left on, for the way back."""

    def about(self, width: int) -> list[Content]:
        """The lines above the rows."""
        return []

    def rows(self) -> list[Row]:
        """The rows."""
        return []

    def key_entries(self) -> list[Entry]:
        """What can be done here, besides choosing a row."""
        return []

    def choose(self, key: str) -> None:
        """A row was chosen."""

    def go_on(self) -> None:
        """Go on, as the row that does so."""
        self.choose(ON)

    def complete(self, key: str) -> None:
        """Write what is under the cursor into the line, where one is typed."""

    def key_pressed(self, key: str) -> None:
        """One of the page's own keys."""


def wrapped(content: Content, width: int) -> list[Content]:
    """CONTENT on as many lines as it takes."""
    return [row.rstrip() for row in content.wrap(max(20, width))] or [NOTHING]
