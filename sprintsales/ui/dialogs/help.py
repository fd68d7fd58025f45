"""The help of a screen: every key that works on it, with a sentence; made from the command table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.commands import EVERYWHERE, MOVEMENT, Command, CommandTable, key_words, keys_of, screen_word
from sprintsales.ui.content import left, line
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.line_examples import EXAMPLES
from sprintsales.ui.widgets.section_list import Section, SectionList

_Entry = tuple[str, str]
"""Keys and a sentence."""


class Help(Dialog[None]):
    """Keys on the left, what they do on the right: this screen first, then moving about, then what works everywhere."""

    WIDTH: ClassVar[int] = 76
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,q", "cancel", "close", show=False)]

    def __init__(self, table: CommandTable, screen: str, keymap: Mapping[str, str] | None = None) -> None:
        super().__init__(f"Keys on {screen_word(screen)}", hint="esc closes")
        commands = table.on(screen)
        here = tuple(_entry(command, keymap) for command in commands if command.screens != EVERYWHERE)
        everywhere = tuple(_entry(command, keymap) for command in commands if command.screens == EVERYWHERE)
        lines = Section("How a line is written", EXAMPLES.get(screen, ()))
        self._sections = (Section(screen_word(screen), here), lines, Section("Moving", MOVEMENT), Section("Everywhere", everywhere))

    @override
    def body(self) -> Iterable[Widget]:
        yield SectionList[_Entry](_drawn, " ".join, id="help")

    def on_mount(self) -> None:
        """Keys move in the list."""
        shown = self.query_one("#help", SectionList)
        shown.show_sections([section for section in self._sections if section.rows])
        shown.focus()


def _entry(command: Command, keymap: Mapping[str, str] | None) -> _Entry:
    return "  ".join(key_words(key) for key in keys_of(command, keymap)) or "palette", command.help


def _drawn(entry: _Entry, width: int, selected: bool) -> Content:
    keys, sentence = entry
    return line(left(line((keys, "bold $accent")), 24), left(line((sentence, "" if selected else "$muted")), width - 24))
