"""Asks for one line of work and shows, while it is typed, what was understood; the names are looked up in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widgets import Input
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import EXAMPLE, Draft
from sprintsales.ui.dialogs.line_dialog import LineDialog, refusal
from sprintsales.ui.widgets.band import sentence_of

Explain = Callable[[str], tuple[tuple[str, str], ...]]
"""What a line means, as labels and values; called in a worker. Raises NotReadable or Refused with a sentence."""


class QuickAdd(LineDialog[str]):
    """Answers the line once it is understood; what cannot be taken is said, and the line stays."""

    WIDTH = 76

    def __init__(self, title: str, explain: Explain, *, draft: Draft | None = None, value: str = "", placeholder: str = EXAMPLE) -> None:
        super().__init__(title, draft=draft, value=value, placeholder=placeholder, hint="enter saves   esc cancels")
        self._explain = explain
        self._explaining: Worker[tuple[tuple[str, str], ...]] | None = None
        self._explained = ""
        self._wanted = ""
        self._taking = False

    @override
    def read(self, text: str) -> str:
        return text

    @override
    def meaning(self, text: str) -> Sequence[Content]:
        self._wanted = text
        if self._explaining is None:
            self._look(text)
        return [line(("understood: ", "$muted"), ("…", "$muted"))]

    def _look(self, text: str) -> None:
        self._explained = text
        self._explaining = self.run_worker(lambda: self._explain(text), thread=True, group="explain", exit_on_error=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line as soon as it is understood."""
        event.prevent_default()  # Textual would run the base's handler too, which takes the line unread
        event.stop()
        if event.value.strip():
            self._taking = True
            self._wanted = event.value.strip()
            if self._explaining is None:
                self._look(self._wanted)

    def on_input_changed(self, event: Input.Changed) -> None:
        """A change takes back the wish to save; the base's handler explains it."""
        self._taking = False

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was found, or look again where the line has changed meanwhile."""
        worker = event.worker
        if worker is not self._explaining or not worker.is_finished:
            return
        self._explaining = None
        if self._explained != self._wanted:
            self._look(self._wanted)
        elif event.state is WorkerState.SUCCESS and worker.result is not None:
            self._understood(worker.result)
        elif worker.error is not None:
            self._taking = False
            self._say([refusal(sentence_of(worker.error))])

    def _understood(self, said: tuple[tuple[str, str], ...]) -> None:
        if self._taking:
            self._draft.text = ""
            self.dismiss(self._explained)
            return
        first, *more = [entry(label, value) for label, value in said]
        self._say(rows_of([line(("✓ ", "$success"), first), *more], self.WIDTH - 4))


def entry(label: str, value: str) -> Content:
    """One thing understood; the kind of work needs no label, and `then` is where the next step begins."""
    word = label.removesuffix("type").rstrip() if label.endswith("type") else label.removeprefix("then ")
    return line((f"{word} " if word else "", "$muted"), (value, "bold"))


def rows_of(entries: Sequence[Content], width: int, gap: str = "   ") -> list[Content]:
    """Entries side by side, a new row where one would not fit whole."""
    rows = [entries[0]]
    for one in entries[1:]:
        if rows[-1].cell_length + len(gap) + one.cell_length <= width:
            rows[-1] = line(rows[-1], gap, one)
        else:
            rows.append(one)
    return rows
