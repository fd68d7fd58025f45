"""Importing files step by step: which file, what its columns mean, what it leaves open, what would happen, what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from sprintsales.settings import Settings
from sprintsales.ui.dialogs.ask_choice import Choice
from sprintsales.ui.dialogs.pick import Pick
from sprintsales.ui.screens.import_columns import ColumnsPage, kind_dialog
from sprintsales.ui.screens.import_draft import FileDraft
from sprintsales.ui.screens.import_files import FilesPage
from sprintsales.ui.screens.import_preview import PreviewPage
from sprintsales.ui.screens.import_questions import DatesPage, QuestionPage, StagesPage, TypesPage
from sprintsales.ui.screens.import_result import Outcome, ResultPage
from sprintsales.ui.screens.import_screen import Ended, ImportScreen
from sprintsales.ui.screens.import_work import place_for_rejects

if TYPE_CHECKING:
    from sprintsales.services.importing.around import Around
    from sprintsales.services.importing.order import Report
    from sprintsales.services.importing.sight import Closer, Sight

PLAIN_KINDS = ("accounts", "members", "products", "leads")
NOBODY = ""


class ImportWizard(ImportScreen):
    """The way from file to result."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, FilesPage)
        self.queue: list[Path] = []
        self.outcomes: list[Outcome] = []
        self.asked_me = False
        self.ways_on: list[QuestionPage] = []

    @override
    def typed(self, text: str) -> None:
        page = self.page
        if isinstance(page, FilesPage) and (text != page.text or page.listing is None):
            self.trouble("")
            page.typed(text)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Begin with these files, in their order."""
        self.queue, self.place = list(paths), (0, len(paths))
        self.next_file()

    def next_file(self) -> None:
        """Look at the next file, or show what happened to all of them."""
        if not self.queue:
            self.pages = [ResultPage(self, self.outcomes)]
            self.show_page(first=True)
            return
        path = self.queue[0]
        self.work(f"Looking through {path.name}", lambda: self.job.survey(path), self.seen, at_once=self.place[1] > 1)

    def seen(self, found: tuple[Sight, Around]) -> None:
        """A file was looked through: show its columns, or go on where they are plain and one of several."""
        sight, around = found
        if sight.kind is None:
            self.ask_kind(sight, None, lambda kind: self.begin_with(sight, around, kind))
        else:
            self.begin_with(sight, around, sight.kind)

    def ask_kind(self, sight: Sight, now: str | None, then: Callable[[str], None]) -> None:
        """Ask what a file holds."""
        self.ask(kind_dialog(sight.path.name, now), then)

    def begin_with(self, sight: Sight, around: Around, kind: str) -> None:
        """Begin the answers of a file."""
        self.queue = self.queue[1:]
        self.place = (self.place[1] - len(self.queue), self.place[1])
        self.draft = draft = FileDraft(sight, around, kind)
        draft.guess(kind)
        self.show_columns(draft)
        if self.is_plain(draft):
            self.look_closer(draft)

    def is_plain(self, draft: FileDraft) -> bool:
        """Whether a file is one of several and leaves nothing to be asked."""
        return self.place[1] > 1 and draft.kind in PLAIN_KINDS and not draft.unsure and not draft.missing and not draft.by_hand

    def show_columns(self, draft: FileDraft) -> None:
        """Show the columns of a file; what was on the way to a preview is behind them again."""
        self.pages = [ResultPage(self, self.outcomes) if self.outcomes else self.pages[0]]
        self.go_to(ColumnsPage(self, draft))

    def look_closer(self, draft: FileDraft) -> None:
        """Look at the chosen columns for what they leave open."""

        def looked(closer: Closer) -> None:
            draft.closer = closer
            draft.take_likely()
            self.ways_on = []
            if draft.asks_stages():
                self.ways_on.append(StagesPage(self, draft))
            if draft.asks_types():
                self.ways_on.append(TypesPage(self, draft))
            if closer.dates or closer.amount is not None:
                self.ways_on.append(DatesPage(self, draft))
            self.ask_next(draft, None)

        self.work(
            f"Looking at {draft.path.name}", lambda: self.job.look_closer(draft), looked, draft.sight.rows, at_once=self.is_plain(draft)
        )

    def ask_next(self, draft: FileDraft, page: QuestionPage | None) -> None:
        """Go to the question after PAGE, or on to the preview."""
        place = self.ways_on.index(page) + 1 if page in self.ways_on else 0 if page is None else len(self.ways_on)
        if place < len(self.ways_on):
            self.go_to(self.ways_on[place])
        elif draft.around.alone and not self.asked_me and draft.new_people() and not draft.names_me():
            self.ask_me(draft)
        else:
            self.rehearse(draft)

    def show_stages(self, draft: FileDraft) -> None:
        """Show what their words for stages were taken for."""
        self.go_to(StagesPage(self, draft))

    def ask_me(self, draft: FileDraft) -> None:
        """Ask whether I am one of the people the file names: my deals and my week are then those of that person."""
        from difflib import get_close_matches

        names = sorted(draft.new_people(), key=str.casefold)
        choices = [Choice(NOBODY, "None of them", "I lead, or look after the data")]
        choices += [Choice(name, name) for name in names]
        me = draft.around.me.casefold()
        near = [name for name in names if me in name.casefold().split()] or get_close_matches(draft.around.me, names, n=1, cutoff=0.6)
        first = names.index(near[0]) + 1 if near else 0

        def answered(name: str) -> None:
            self.asked_me = True
            if name == NOBODY:
                self.rehearse(draft)
            else:
                self.work("One moment", lambda: self.job.call_me(name), called)

        def called(around: Around) -> None:
            draft.around = around
            self.rehearse(draft)

        self.ask(Pick("Are you one of these people?", choices, first=first, placeholder="type your name"), answered)

    def rehearse(self, draft: FileDraft) -> None:
        """Try the import out and show what it would do."""

        def tried(report: Report) -> None:
            draft.rehearsed = report
            draft.rejects = place_for_rejects(draft.path, self.settings) if report.refusals else None
            if self.is_plain(draft) and not report.refusals and not report.warnings and not report.conflicts:
                self.import_now(draft)  # it was said that all files come in, and there is nothing to look at
            else:
                self.go_to(PreviewPage(self, draft, report))

        self.work(f"Trying out {draft.path.name}", lambda: self.job.rehearse(draft), tried, draft.sight.rows, at_once=self.is_plain(draft))

    def import_now(self, draft: FileDraft) -> None:
        """Import it."""

        def done(outcome: Outcome) -> None:
            self.outcomes.append(outcome)
            self.next_file()

        self.work(f"Importing {draft.path.name}", lambda: self.job.bring(draft), done, draft.sight.rows, at_once=True)

    def take_back(self, outcomes: Sequence[Outcome]) -> None:
        """Undo the imports."""

        def taken(kept: int) -> None:
            self.outcomes = []
            self.pages = [ResultPage(self, outcomes, undone=True)]
            self.show_page(first=True)
            if kept:
                self.trouble(f"{kept:,} rows stayed, because somebody changed them since.")

        self.work("Taking it back", lambda: self.job.take_back(outcomes), taken)

    def start_anew(self) -> None:
        """Choose another file."""
        self.outcomes = []
        self.pages = [FilesPage(self)]
        self.type_path("")
        self.typed("")
        self.show_page(first=True)

    def copy(self, text: str) -> None:
        """Give a text to the terminal's clipboard."""
        self.app.copy_to_clipboard(text)
        self.app.notify("Copied, where the terminal allows it.", markup=False)


__all__ = ["Ended", "ImportWizard"]
