"""The base of dialogs around one line of input: what it will mean is shown while it is typed, and what cannot be taken stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Generic

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input
from typing_extensions import override

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.one_line import lines_of
from sprintsales.domain.text import LINE_CAP, clean_line
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.base import Answer, Dialog
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.widgets.lines import Lines


class CleanInput(Input):
    """An input whose value never holds anything that steers a terminal, pasted or typed."""

    def validate_value(self, value: str) -> str:
        """The value without what must not reach a terminal, cut where it is no line; a blank at its end stays, somebody is typing."""
        if len(value) <= LINE_CAP and value.isascii() and value.isprintable():
            return value
        return clean_line(value) + (" " if value.endswith(" ") and len(value) < LINE_CAP else "")

    def _on_paste(self, event: events.Paste) -> None:
        """Several pasted lines become one; Textual would keep the first and say nothing of the others."""
        lines = lines_of(event.text)
        if len(lines) > 1:
            event.prevent_default()
            event.stop()
            self.take_lines(lines)

    def take_lines(self, lines: Sequence[str]) -> None:
        """Write several LINES where the cursor is."""
        self.replace(" ".join(lines), *self.selection)


class LineDialog(Dialog[Answer], Generic[Answer]):
    """A subclass reads the text (`read`) and may say what it will mean (`meaning`); DRAFT keeps what was typed over a cancel.

    What stands in the line at first, kept or proposed, is selected: typing replaces it, an arrow or `end` goes on with it.
    """

    def __init__(self, title: str, *, draft: Draft | None, value: str, placeholder: str, hint: str) -> None:
        super().__init__(title, hint=hint)
        self._draft = draft if draft is not None else Draft()
        self._first = self._draft.text or value
        self._placeholder = placeholder

    INPUT: ClassVar[type[CleanInput]] = CleanInput

    def read(self, text: str) -> Answer:
        """The answer TEXT stands for; raises NotReadable or Refused with a sentence where it stands for none."""
        raise NotReadable("This dialog reads nothing.")

    def meaning(self, text: str) -> Sequence[Content]:
        """Lines that say what TEXT will mean; called at every key, on the loop."""
        return ()

    @override
    def body(self) -> Iterable[Widget]:
        yield self.INPUT(self._first, placeholder=self._placeholder, select_on_focus=True, id="text", compact=True)
        yield Lines(id="meaning")

    def on_mount(self) -> None:
        """A draft is explained at once."""
        self._show_meaning(self.text)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.query_one("#text", Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the draft and explain it."""
        event.stop()
        self._draft.text = event.value
        self._show_meaning(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, or say why not and keep the text."""
        event.stop()
        text = event.value.strip()
        if not text:
            self._say([refusal("Nothing is written yet. Write it in the line; esc goes back.")])
            return
        try:
            answer = self.read(text)
        except (NotReadable, Refused) as error:
            self._say([refusal(str(error))])
            return
        self._draft.text = ""
        self.dismiss(answer)

    def _show_meaning(self, text: str) -> None:
        self._say(self.meaning(text.strip()) if text.strip() else ())

    def _say(self, lines: Sequence[Content]) -> None:
        wrapped = [row for content in lines for row in content.wrap(self.WIDTH - 4)]
        self.query_one("#meaning", Lines).show(wrapped)


def refusal(sentence: str) -> Content:
    """SENTENCE as a refusal inside a dialog."""
    return line(("✗ ", "bold $error"), (sentence, "$error"))
