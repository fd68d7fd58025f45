"""Taking the table of figures elsewhere: copied as Markdown, or written into a file as CSV, Markdown or JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic

from textual.content import Content

from sprintsales.domain.errors import NotReadable
from sprintsales.ui.content import line
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.domain.periods import Period
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.asking import AskedPeriod
    from sprintsales.services.views.kpis import KpiView


@dataclass(frozen=True, slots=True)
class TableText:
    """A table that is to be written: its figures, which of them, and of which period.

    `shown`: the figures as the screen shows them, with the outcomes of another period (`outcomes`) where it does.
    """

    view: KpiView
    columns: Sequence[str]
    asked: AskedPeriod
    shown: KpiView
    outcomes: Period | None = None
    words: str = ""
    """The words that leave only some rows on the screen."""

    def written_as(self, kind: str) -> str:
        """The table as .md, .csv or .json, as the command prints it."""
        import json

        from sprintsales.reports.kpis import as_document, as_sheet
        from sprintsales.reports.sheet import as_csv, as_markdown

        if kind == ".json":
            return json.dumps(as_document(self.view), ensure_ascii=True, indent=1)
        sheet = as_sheet(self.shown, self.columns or list(self.view.total.figures), outcomes=self.outcomes)
        return as_csv(sheet) if kind == ".csv" else as_markdown(sheet)

    @property
    def file_name(self) -> str:
        """A name to begin with: what, of when, by what."""
        words = re.sub(r"[^a-z0-9]+", "-", self.words.casefold()).strip("-")
        only = f"-only-{words or 'filtered'}" if self.words else ""
        return f"kpis-{self.asked.kind}-{self.asked.period.start.isoformat()}-by-{'-'.join(self.view.by)}{only}.csv"


class KpiExports(OfficeScreen[Question, View], Generic[Question, View]):
    """A screen with a table to take elsewhere."""

    def table_text(self, *, seen: bool) -> TableText | None:
        """The table, only the figures that can be SEEN or all that have a number; None while there is none."""
        return None

    def command_shown(self) -> str | None:
        """The command of an open explanation."""
        return None

    def action_copy(self) -> None:
        """Copy the figures on the screen as a table in Markdown, or the command of the explanation that is open."""
        from sprintsales.domain.text import for_terminal

        command, table = self.command_shown(), self.table_text(seen=True)
        if command is not None:
            self.app.copy_to_clipboard(for_terminal(command))
            self.tell("Copied the command of this number.")
        elif table is not None:
            self.app.copy_to_clipboard(table.written_as(".md"))
            self.tell(f"Copied as Markdown: {len(table.columns)} figures of {len(table.view.groups)} rows and the total. E writes all.")

    def action_export(self) -> None:
        """Ask for a name and write the table into that file."""
        table = self.table_text(seen=False)
        if table is not None:
            self._ask_name(table, table.file_name)

    def _ask_name(self, table: TableText, name: str) -> None:
        from sprintsales.services.tables_written import named_file
        from sprintsales.ui.dialogs.ask_text import AskText

        def accept(text: str) -> None:
            named_file(text)

        def given(text: str | None) -> None:
            if text is not None:
                self._write(table, named_file(text))

        def preview(text: str) -> list[Content]:
            try:
                path = named_file(text)
            except NotReadable:
                return []
            there = "   already there: asks before writing over it" if path.exists() else ""
            return [line(("into ", "$muted"), str(path), (there, "$warning"))]

        title, hint = "Write as .csv, .md or .json", "enter writes   esc cancels"
        self.app.push_screen(AskText(title, preview=preview, value=name, accept=accept, hint=hint), given)

    def _write(self, table: TableText, path: Path, *, over: bool = False) -> None:
        """Write in the background; where a file of the name is there, ask first."""
        from sprintsales.services.tables_written import FileIsThere, write_table

        def verb(_desk: Desk) -> Path | None:
            try:
                return write_table(path, table.written_as(path.suffix.lower()), over=over)
            except FileIsThere:
                return None

        def written(done: Path | None) -> None:
            if done is not None:
                self.tell(f"Written: {done}")
            else:
                self._ask_over(table, path)

        self.write(verb, written)

    def _ask_over(self, table: TableText, path: Path) -> None:
        from sprintsales.ui.dialogs.confirm import Confirm

        def answered(over: bool | None) -> None:
            if over:
                self._write(table, path, over=True)
            elif over is not None:
                self._ask_name(table, str(path))

        self.app.push_screen(Confirm("Write over it?", f"{path} is already there.", yes="write over it", no="another name"), answered)
