"""The first page of an import: which file, or which files of one export; a path is typed with the folder's files beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.errors import Usage
from sprintsales.services.importing.places import Found, Listing, listing
from sprintsales.settings import file_named, short_path
from sprintsales.ui import format as written
from sprintsales.ui.content import between, left, line
from sprintsales.ui.screens.import_draft import KIND_WORDS
from sprintsales.ui.screens.import_page import Draw, Page, Row, told
from sprintsales.ui.widgets.key_line import Entry

if TYPE_CHECKING:
    from sprintsales.ui.screens.import_wizard import ImportWizard

MOST = 60


class FilesPage(Page):
    """Which file."""

    step: ClassVar[str] = "file"
    typing: ClassVar[bool] = True

    def __init__(self, wizard: ImportWizard) -> None:
        super().__init__(wizard)
        self.text = ""
        self.listing: Listing | None = None

    @override
    def about(self, width: int) -> list[Content]:
        return [
            line(("Which file has your deals, or your people?", "bold")),
            line(("A CSV your CRM exported. Type a path, or choose below; tab completes, ~ is your home folder.", "$muted")),
        ]

    @override
    def rows(self) -> list[Row]:
        found = self.listing
        if found is None:
            return [told(("looking for files …", "$muted"))]
        rows: list[Row] = []
        for name, together, files, folders in found.parts:
            rows += [told(), told((name, "$muted"))] if rows else [told((name, "$muted"))]
            if together:
                rows.append(Row("all:" + "\0".join(str(one.path) for one in together), together_row(together)))
            rows += [Row(f"file:{one.path}", file_row(one, self.wizard.today)) for one in files[:MOST]]
            rows += [Row(f"dir:{one}", folder_row(one)) for one in folders[:MOST]]
            if not files and not folders:
                rows.append(told(("  no CSV here", "$faint")))
        if found.is_empty:
            rows.append(told())
            rows.append(told(("Nothing fits. ", "bold"), ("Export the list from your CRM as CSV, then type its path above.", "$muted")))
        return rows

    @override
    def key_entries(self) -> list[Entry]:
        return [("enter", "take it", "choose"), ("↑↓", "choose", ""), ("tab", "complete", "complete"), ("esc", "back", "back")]

    def typed(self, text: str) -> None:
        """Another text stands in the line: look what fits."""
        self.text = text
        self.wizard.look(lambda: listing(text), self.listed)

    def listed(self, found: object) -> None:
        """Show what fits, unless somebody typed on."""
        if isinstance(found, Listing) and found.text == self.text:
            self.listing = found
            self.wizard.show_rows(first=True)

    @override
    def choose(self, key: str) -> None:
        kind, _, place = key.partition(":")
        if kind == "dir":
            self.wizard.type_path(short_path(Path(place)) + "/")
        elif kind in ("all", "file"):
            self.wizard.take_files([Path(one) for one in place.split("\0")])
        elif self.text.strip():
            self.take_typed(self.text.strip())

    def take_typed(self, text: str) -> None:
        """Take what was typed where nothing in the list fits: the sentence about it is the file's own."""
        try:
            self.wizard.take_files([file_named(text)])
        except Usage as error:
            self.wizard.trouble(str(error))

    @override
    def complete(self, key: str) -> None:
        """Write the chosen file or folder into the line."""
        kind, _, place = key.partition(":")
        if kind in ("dir", "file"):
            self.wizard.type_path(short_path(Path(place)) + ("/" if kind == "dir" else ""))


def together_row(files: Sequence[Found]) -> Draw:
    """The row for all parts of one export."""
    all_of = "Both files" if len(files) == 2 else f"All {len(files)} files"
    order = ", ".join(KIND_WORDS.get(one.kind or "", "") for one in files)

    def draw(width: int, selected: bool) -> Content:
        return between(
            line(("→ ", "$accent"), (f"{all_of} of this export", "bold"), (f": {order}", "")),
            line(("in this order ", "$muted")),
            width,
        )

    return draw


def file_row(one: Found, today: date) -> Draw:
    """The row of a file: name, what it holds, size, and when it was changed."""
    kind = KIND_WORDS.get(one.kind or "", "")
    changed = datetime.fromtimestamp(one.changed, UTC).date()

    def draw(width: int, selected: bool) -> Content:
        end = line(
            (left(kind or "?", 19), "" if kind else "$faint"),
            (f"{size(one.size):>7}  {written.day_with_month(changed, today):>11} ", "$muted"),
        )
        return between(line("  ", (one.path.name, "bold" if kind else "")), end, width)

    return draw


def folder_row(path: Path) -> Draw:
    """The row of a folder."""
    return lambda width, selected: left(line("  ", (f"{path.name}/", "$accent")), width)


def size(number: int) -> str:
    """A size in bytes as people read it."""
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{max(1, number // 1000)} kB"
