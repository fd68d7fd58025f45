"""The screen an import happens on: head, typed path, rows, keys, one piece of work at a time, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sprintsales.domain.errors import NotReadable, Refused, Unusable, Usage
from sprintsales.settings import Settings
from sprintsales.ui.dialogs.line_dialog import CleanInput, refusal
from sprintsales.ui.screens.import_draft import FileDraft, plain_sentence
from sprintsales.ui.screens.import_head import busy_rows, head_lines
from sprintsales.ui.screens.import_page import ON, Page, WizardRows, wrapped
from sprintsales.ui.screens.import_work import ImportWork
from sprintsales.ui.widgets.key_line import KeyLine
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.ui.dialogs.base import Dialog

T = TypeVar("T")
COMPACT = 30
SHOW_BUSY_AFTER = 0.15
TOLD = (Refused, NotReadable, Unusable, Usage)
PAGE_KEYS = ["f", "x", "s", "c", "t", "u", "w", "y", "i", "K", "J", "delete"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How the import was left: the way on (`plan`, `whose`, `deals`, `cleanup:` and whose), or why it could not begin."""

    way: str = ""
    sentence: str = ""


@dataclass(slots=True)
class Busy:
    """Work under way: what it is called, how many rows it goes over, and what follows."""

    title: str
    total: int
    then: Callable[[Any], None]
    worker: Worker[Any] | None = None
    shown: bool = False


class ImportScreen(ModalScreen[Ended]):
    """Pages one after the other; `esc` goes back, what was answered stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, id="import.back"),
        Binding("n", "go_on", show=False, id="import.on"),
        Binding("tab", "complete", show=False, id="import.complete"),
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("pagedown", "step(10)", show=False),
        Binding("pageup", "step(-10)", show=False),
        *(Binding(key, f"page('{key}')", show=False, id=f"import.{key}") for key in PAGE_KEYS),
    ]

    def __init__(self, settings: Settings, first: Callable[[Any], Page]) -> None:
        super().__init__()
        self.settings = settings
        self.job = ImportWork(settings)
        self.pages: list[Page] = [first(self)]
        self.draft: FileDraft | None = None
        self.place = (0, 0)
        """Which of how many files is at hand."""
        self.busy: Busy | None = None
        self._opening: Worker[Any] | None = None
        self._listing: Worker[Any] | None = None
        self._listed: Callable[[object], None] | None = None

    @property
    def today(self) -> date:
        """The day that counts, near enough for the age of a file."""
        return self.settings.clock.today(ZoneInfo("UTC"))

    @override
    def compose(self) -> ComposeResult:
        yield Lines(id="import-head")
        yield Lines(id="import-about")
        yield CleanInput(placeholder="~/Downloads/deals.csv", id="import-path", compact=True)
        yield WizardRows(id="import-rows")
        yield Lines(id="import-trouble")
        yield KeyLine(id="import-keys")

    def on_mount(self) -> None:
        """Ask whether I may import while the files are looked for."""
        self.set_interval(0.1, self.show_progress)
        self.show_page(first=True)
        self.typed("")
        self._opening = self.run_worker(self.job.around, thread=True, group="opening", exit_on_error=False, description="opening")

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.set_class(self.size.height < COMPACT, "-compact")
        self.show_page()

    # What stands on the screen.

    @property
    def page(self) -> Page:
        """The page at hand."""
        return self.pages[-1]

    @property
    def cursor_key(self) -> str:
        """The key of the row under the cursor."""
        return self.query_one(WizardRows).cursor_key

    def show_page(self, *, first: bool = False) -> None:
        """Draw the page; FIRST: with the cursor on its first row."""
        page, width = self.page, max(20, self.size.width - 2)
        hidden = self.busy is not None and self.busy.shown
        self.query_one("#import-head", Lines).show(head_lines(self, width + 2))
        self.query_one("#import-about", Lines).show([] if hidden else [row for told in page.about(width) for row in wrapped(told, width)])
        field = self.query_one("#import-path", Input)
        field.display = page.typing and not hidden
        self.query_one(WizardRows).focus() if not page.typing else field.focus()
        self.show_rows(first=first)

    def show_rows(self, *, first: bool = False) -> None:
        """Draw the rows only."""
        rows = self.query_one(WizardRows)
        if self.busy is not None and self.busy.shown:
            rows.show_rows(busy_rows(self.busy.title, self.job.done, self.busy.total), "")
            self.query_one(KeyLine).show([("esc", "stop, nothing is kept", "back")])
            return
        rows.show_rows(self.page.rows(), self.page.cursor if first else None)
        self.query_one(KeyLine).show(self.page.key_entries())

    def show_progress(self) -> None:
        """Move the bar while somebody waits."""
        if self.busy is not None and self.busy.shown:
            self.show_rows()

    def trouble(self, sentence: str) -> None:
        """Say what is in the way; nothing said takes it away."""
        lines = wrapped(refusal(plain_sentence(sentence)), self.size.width - 2) if sentence else []
        self.query_one("#import-trouble", Lines).show(lines)

    def go_to(self, page: Page) -> None:
        """Go to a further page."""
        self.page.cursor = self.cursor_key
        self.pages.append(page)
        self.trouble("")
        self.show_page(first=True)

    def ask(self, dialog: Dialog[T], then: Callable[[T], None]) -> None:
        """Ask in a dialog; where there is an answer, go on with it."""
        self.app.push_screen(dialog, lambda answer: then(answer) if answer is not None else None)

    # Work in the background.

    def work(self, title: str, call: Callable[[], T], then: Callable[[T], None], total: int = 0, *, at_once: bool = False) -> None:
        """Do what may take a while; one thing at a time, its bar is shown where it does, or AT_ONCE."""
        if self.busy is not None:
            return
        self.trouble("")
        self.job.begin()
        self.busy = busy = Busy(title, total, then)
        busy.worker = self.run_worker(call, thread=True, group="import", exit_on_error=False, description=title)
        if at_once:
            self.show_busy(busy)
        else:
            self.set_timer(SHOW_BUSY_AFTER, lambda: self.show_busy(busy))

    def show_busy(self, busy: Busy) -> None:
        """Show that something is under way, if it still is."""
        if self.busy is busy:
            busy.shown = True
            self.show_page()

    def look(self, call: Callable[[], object], then: Callable[[object], None]) -> None:
        """Look for files; a later look overtakes an earlier one."""
        self._listed = then
        self._listing = self.run_worker(call, thread=True, group="files", exclusive=True, exit_on_error=False, description="files")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Go on where work ended well, and say what went wrong where it did not."""
        worker = event.worker
        if not worker.is_finished:
            return
        if worker is self._listing and event.state is WorkerState.SUCCESS and self._listed is not None:
            self._listed(worker.result)
        if worker is self._opening and worker.error is not None:
            self.cannot_begin(worker.error)
        busy = self.busy
        if busy is None or worker is not busy.worker:
            return
        self.busy = None
        if event.state is WorkerState.SUCCESS:
            busy.then(worker.result)
            if self.is_attached:
                self.show_page()
        elif worker.error is not None:
            self.failed(busy, worker.error)

    def failed(self, busy: Busy, error: BaseException) -> None:
        """Say what went wrong, and stay on the page before."""
        if not isinstance(error, TOLD):
            raise RuntimeError(busy.title) from error
        self.show_page()
        self.trouble(str(error))

    def cannot_begin(self, error: BaseException) -> None:
        """Leave where I may not import, or the database cannot be used: the screen below says why."""
        if not isinstance(error, TOLD):
            raise RuntimeError("opening") from error
        if self.busy is None:
            self.finish("", str(error))

    # Keys and mouse.

    def finish(self, way: str, sentence: str = "") -> None:
        """Leave, and go on as WAY says."""
        self.job.close()
        self.dismiss(Ended(way, plain_sentence(sentence) if sentence else ""))

    def action_back(self) -> None:
        """Stop what is under way, else one page back, else leave."""
        if self.busy is not None:
            self.busy.title = "Stopping"
            self.job.stop()
        elif len(self.pages) > 1:
            self.pages.pop()
            self.trouble("")
            self.show_page(first=True)
        else:
            self.finish("")

    def action_go_on(self) -> None:
        """Go on, wherever the cursor stands."""
        if self.busy is None:
            self.page.go_on()

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        self.choose(self.cursor_key or ON)

    def choose(self, key: str) -> None:
        """Choose a row by its key."""
        if self.busy is None:
            self.trouble("")
            self.page.choose(key)

    def action_page(self, key: str) -> None:
        """A key of the page's own."""
        if self.busy is None:
            self.page.key_pressed(key)

    def action_step(self, by: int) -> None:
        """Move the cursor while a path is typed."""
        self.query_one(WizardRows).action_step(by)

    def action_complete(self) -> None:
        """Write the chosen file into the line."""
        if self.busy is None:
            self.page.complete(self.cursor_key)

    def type_path(self, text: str) -> None:
        """Put a path into the line."""
        field = self.query_one("#import-path", Input)
        field.value = text
        field.cursor_position = len(text)

    def typed(self, text: str) -> None:
        """Another path stands in the line."""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another path: look what fits."""
        event.stop()
        self.typed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the row under the cursor."""
        event.stop()
        self.action_choose()

    @on(LineList.Chosen)
    def _row_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.choose(event.key)

    async def on_key_line_chosen(self, event: KeyLine.Chosen) -> None:
        """A click on the key line is its key."""
        event.stop()
        if event.action:
            await self.run_action(event.action)
