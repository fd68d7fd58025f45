"""What an import does in the background: looks, rehearsals, the import itself and its undo, on a desk of its own that can be left."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sprintsales.domain.errors import Unusable
from sprintsales.settings import Settings

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.importing.around import Around
    from sprintsales.services.importing.order import Report
    from sprintsales.services.importing.sight import Closer, Sight
    from sprintsales.ui.screens.import_draft import FileDraft
    from sprintsales.ui.screens.import_result import Outcome


class ImportWork:
    """Called in workers only, but for `stop`: rows done so far stand in `done`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.done = 0
        self._stopped = threading.Event()
        self._desk: Desk | None = None
        self._opening = threading.Lock()

    def begin(self) -> None:
        """A new piece of work: nobody has stopped it yet."""
        self.done = 0
        self._stopped.clear()

    def stop(self) -> None:
        """Stop what is under way; a wait for a server too."""
        self._stopped.set()
        if self._desk is not None:
            self._desk.database.leaving.set()

    def close(self) -> None:
        """Let go of the database."""
        if self._desk is not None:
            self._desk.database.close()
            self._desk = None

    def desk(self) -> Desk:
        """The desk, opened on first use and anew after a stop."""
        from sprintsales.services.desk import open_desk

        with self._opening:
            if self._desk is None or self._desk.database.leaving.is_set():
                self.close()
                self._desk = open_desk(self.settings)
            return self._desk

    def tick(self, rows: int) -> None:
        """Note how far it has come; raises Stopped once somebody has enough."""
        self.done = rows
        self.still_wanted()

    def still_wanted(self) -> None:
        """Raise Stopped once somebody has enough."""
        if self._stopped.is_set():
            from sprintsales.services.importing.order import Stopped

            raise Stopped("Stopped; nothing of it was kept. Start it again when you want.")

    # The pieces of work.

    def around(self) -> Around:
        """What is here; raises OnlyManagers and the like for whoever may not import."""
        from sprintsales.services.importing.around import look_around

        return look_around(self.desk())

    def survey(self, path: Path) -> tuple[Sight, Around]:
        """What a file shows, and what is here."""
        from sprintsales.services.importing.sight import survey

        return survey(path, self.tick), self.around()

    def look_closer(self, draft: FileDraft) -> Closer:
        """What the chosen columns hold."""
        from sprintsales.services.importing.sight import look_closer

        given = (draft.saved.body.get("date_formats") or {}) if draft.saved else ()  # what was answered just now is asked again
        return look_closer(draft.sight, draft.kind, draft.fields, given, self.tick)

    def call_me(self, name: str) -> Around:
        """Give me the name a file knows me by, and look around again."""
        from sprintsales.services.importing.around import call_me

        call_me(self.desk(), name)
        self.close()  # the desk knows me by the old name
        return self.around()

    def rehearse(self, draft: FileDraft) -> Report:
        """The report of an import that keeps nothing."""
        from sprintsales.services.importing.run import import_file

        order = replace(draft.order(dry_run=True), rejects=None, progress=self.tick, still_wanted=self.still_wanted)
        return import_file(self.desk(), order)

    def bring(self, draft: FileDraft) -> Outcome:
        """Import a file, after a copy of the database; what the copy met is said beside the result."""
        from sprintsales.services.care import backup_before_import
        from sprintsales.services.importing.around import owns_nothing
        from sprintsales.services.importing.run import import_file
        from sprintsales.ui.screens.import_result import Outcome

        said = ""
        try:
            backup_before_import(self.settings)
        except Unusable as error:
            said = f"The copy of the database before this import was not made. {error}"
        order = draft.order()
        report = import_file(self.desk(), replace(order, progress=self.tick, still_wanted=self.still_wanted))
        return Outcome(draft, order, report, said, owns_nothing(self.desk()), self.cleanup(report))

    def cleanup(self, report: Report) -> tuple[int, str] | None:
        """With whose deals a clean-up begins and what it is about, where it is worth offering after this file."""
        from sprintsales.services.views.cleaning import cleanup_offer

        if report.kind != "deals" or report.entry_id is None:
            return None
        desk = self.desk()
        with desk.database.read() as connection:
            offer = cleanup_offer(connection, desk)
        first = None if offer is None else offer.starts_with(desk.me.id)
        return None if offer is None or first is None else (0 if first == desk.me.id else first, offer.sentence)

    def take_back(self, outcomes: Sequence[Outcome]) -> int:
        """Undo imports, the last one first, and return how many rows had to be kept."""
        from sprintsales.services.undoing import undo

        kept = 0
        for one in reversed(outcomes):
            if one.report.entry_id is not None:
                kept += len(undo(self.desk(), one.report.entry_id).kept)
        return kept


def place_for_rejects(path: Path, settings: Settings) -> Path:
    """Return where refused rows of a file go: beside it, or, where nobody may write, beside the database or where one stands."""
    name = f"{path.stem}-refused.csv"
    folders = [path.parent, *([settings.file.parent] if settings.file is not None else []), Path()]
    folder = next((one for one in folders if os.access(one, os.W_OK | os.X_OK)), path.parent)
    return folder.absolute() / name
