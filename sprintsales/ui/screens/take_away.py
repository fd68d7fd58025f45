"""Taking what a screen shows elsewhere: copied as Markdown, or written into a file as CSV, Markdown or JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic

from textual.content import Content

from sprintsales.domain.errors import NotReadable
from sprintsales.ui.content import line
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.contested import ContestedScreen

if TYPE_CHECKING:
    from sprintsales.reports.sheet import Sheet
    from sprintsales.services.desk import Desk

MOST_COPIED = 500
"""Rows of a table that are copied: a clipboard reached through a terminal holds no more than some ten thousand letters safely."""


@dataclass(frozen=True, slots=True)
class Takeable:
    """What can be taken: `sheet` and `document` make it when it is wanted, away from the loop.

    `said`: what it is, for the notice of a copy; `name`: what its file is called before anybody changes that, without an ending.
    """

    said: str
    name: str
    sheet: Callable[[], Sheet]
    document: Callable[[], object]
    calendar: Callable[[], str] | None = None
    """Makes a calendar file of it, where it has days and times."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The endings it can be written as."""
        from sprintsales.services.tables_written import CALENDAR, KINDS

        return KINDS if self.calendar is None else (*KINDS, CALENDAR)

    def written_as(self, kind: str) -> str:
        """Return it whole as .md, .csv, .json or .ics, as the command prints it."""
        import json

        from sprintsales.reports.sheet import as_csv, as_markdown

        if self.calendar is not None and kind == self.kinds[-1]:
            return self.calendar()
        if kind == ".json":
            return json.dumps(self.document(), ensure_ascii=True, indent=1)
        return as_csv(self.sheet()) if kind == ".csv" else as_markdown(self.sheet())

    def copied(self) -> str:
        """Return it as Markdown, a long table shortened."""
        from sprintsales.reports.sheet import as_markdown, shortened

        return as_markdown(shortened(self.sheet(), MOST_COPIED, "E writes all"))


class TakeAwayScreen(ContestedScreen[Question, View], Generic[Question, View]):
    """A screen that shows something to take elsewhere."""

    def takeable(self, *, whole: bool) -> Takeable | None:
        """What is shown; WHOLE with what did not fit on the screen. None while there is nothing."""
        return None

    def action_copy_view(self) -> None:
        """Copy what is shown as Markdown."""
        taken = self.takeable(whole=False)
        if taken is None:
            return

        def copied(text: str) -> None:
            self.app.copy_to_clipboard(text)
            cut = f" (the first {MOST_COPIED} of a table; E writes all)" if " more: E writes all" in text else ""
            self.tell(f"Copied as Markdown: {taken.said}, {len(text.splitlines())} lines{cut}.")

        self.act(taken.copied, copied)

    def action_export(self) -> None:
        """Ask for a name and write what is shown into that file."""
        taken = self.takeable(whole=True)
        if taken is not None:
            self._ask_name(taken, f"{taken.name}.csv")

    def _ask_name(self, taken: Takeable, name: str) -> None:
        from sprintsales.services.tables_written import named_file
        from sprintsales.ui.dialogs.ask_text import AskText

        def accept(text: str) -> None:
            named_file(text, taken.kinds)

        def given(text: str | None) -> None:
            if text is not None:
                self._write_file(taken, named_file(text, taken.kinds))

        def preview(text: str) -> list[Content]:
            try:
                path = named_file(text, taken.kinds)
            except NotReadable:
                return []
            there = "   already there: asks before writing over it" if path.exists() else ""
            return [line(("into ", "$muted"), str(path), (there, "$warning"))]

        title, hint = f"Write as {', '.join(taken.kinds[:-1])} or {taken.kinds[-1]}", "enter writes   esc cancels"
        self.app.push_screen(AskText(title, preview=preview, value=name, accept=accept, hint=hint), given)

    def _write_file(self, taken: Takeable, path: Path, *, over: bool = False) -> None:
        """Write in the background; where a file of the name is there, ask first."""
        from sprintsales.services.tables_written import FileIsThere, write_table

        def verb(_desk: Desk) -> Path | None:
            try:
                return write_table(path, taken.written_as(path.suffix.lower()), over=over)
            except FileIsThere:
                return None

        def written(done: Path | None) -> None:
            if done is not None:
                self.tell(f"Written: {done}")
            else:
                self._ask_over(taken, path)

        self.write(verb, written)

    def _ask_over(self, taken: Takeable, path: Path) -> None:
        from sprintsales.ui.dialogs.confirm import Confirm

        def answered(over: bool | None) -> None:
            if over:
                self._write_file(taken, path, over=True)
            elif over is not None:
                self._ask_name(taken, str(path))

        self.app.push_screen(Confirm("Write over it?", f"{path} is already there.", yes="write over it", no="another name"), answered)


def file_stem(*words: str) -> str:
    """Return words as a name for a file: small letters, digits and - only; a word of other letters is left out."""
    import re

    parts = (re.sub(r"[^a-z0-9]+", "-", word.casefold()).strip("-") for word in words)
    return "-".join(part for part in parts if part)[:80]
