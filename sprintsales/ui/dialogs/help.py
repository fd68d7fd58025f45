"""The help of a screen: what it is for, every key that works on it in groups, what its lines take, and the signs it draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui import signs
from sprintsales.ui.commands import EVERYWHERE, MOVEMENT, Command, CommandTable, key_words, keys_of, screen_word
from sprintsales.ui.content import NOTHING, left, line
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.help_texts import HELP, HelpText
from sprintsales.ui.widgets.line_list import LineList

KEYS, EXAMPLES = 18, 38
"""Columns of keys, and of examples of what can be typed."""


class Part(NamedTuple):
    """One group: a title, and rows of a left and a right text; WIDTH columns for the left one."""

    title: str
    rows: tuple[tuple[Content, str], ...]
    width: int = KEYS


class HelpLines(LineList):
    """Text that is read: wrapped to the width, the cursor stands on each row that begins something."""

    def __init__(self, purpose: str, parts: Sequence[Part], *, id: str) -> None:
        super().__init__(id=id)
        self._purpose, self._parts = purpose, tuple(parts)
        self._all: list[Content] = []
        self._stops: list[int] = []
        self.loaded = True

    @override
    def on_resize(self, event: events.Resize) -> None:
        """Wrap to the width there is."""
        self._write(event.size.width - 2)
        super().on_resize(event)
        self.lines_changed()

    def _write(self, width: int) -> None:
        self._all, self._stops = [], []
        if self._purpose:
            self._stops.append(0)
            self._all += line(self._purpose).wrap(width)
        for part in self._parts:
            self._all += [NOTHING, line((part.title, "bold"))] if self._all else [line((part.title, "bold"))]
            for start, sentence in part.rows:
                self._stops.append(len(self._all))
                told = line((sentence, "$muted")).wrap(max(12, width - part.width)) or [NOTHING]
                if start.cell_length >= part.width:  # it has a row of its own, and the sentence the next
                    self._all.append(start)
                    start = NOTHING
                for row in told:
                    self._all.append(line(left(start, part.width), row))
                    start = NOTHING

    @override
    def line_total(self) -> int:
        return len(self._all)

    @override
    def stops(self) -> Sequence[int]:
        return self._stops

    @override
    def key_at(self, stop: int) -> str:
        return str(stop)

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        return self._all[y]


class Help(Dialog[None]):
    """What the screen is for, this screen's keys first, then moving about and what works everywhere, then its lines and signs."""

    WIDTH: ClassVar[int] = 96
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1,q", "cancel", "close", show=False)]

    def __init__(
        self, table: CommandTable, screen: str, keymap: Mapping[str, str] | None = None, *, hidden: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(f"Help for {screen_word(screen)}", hint="↑ ↓ read on   esc closes")
        commands = [command for command in table.on(screen) if command.id not in hidden]
        text = HELP.get(screen, HelpText(""))
        here = [command for command in commands if command.screens != EVERYWHERE]
        everywhere = _everywhere([command for command in commands if command.screens == EVERYWHERE], keymap)
        moving = tuple((_keys(keys), sentence) for keys, sentence in MOVEMENT)
        self._purpose = text.purpose
        self._parts = [
            part
            for part in (
                *_grouped(here, text, screen, keymap),
                Part("What a line takes", tuple((line((example, "$accent")), meaning) for example, meaning in text.lines), EXAMPLES),
                Part("Signs", tuple((line((signs.drawn(sign), f"bold {sign.tone}")), word) for sign, word in text.legend), 5),
                Part("Moving", moving),
                Part("Everywhere", everywhere),
            )
            if part.rows
        ]

    @override
    def body(self) -> Iterable[Widget]:
        yield HelpLines(self._purpose, self._parts, id="help")

    def on_mount(self) -> None:
        """Keys move in the text."""
        self.query_one("#help").focus()


def _grouped(commands: Sequence[Command], text: HelpText, screen: str, keymap: Mapping[str, str] | None) -> list[Part]:
    """The commands of a screen under the titles of their groups, and what is in no group under the screen's name."""
    known = {command.id: command for command in commands}
    parts = [Part(title, tuple(_entry(known.pop(id_), keymap) for id_ in ids if id_ in known)) for title, ids in text.groups]
    rest = tuple(_entry(command, keymap) for command in known.values())
    return [*parts, Part("More" if parts else screen_word(screen), rest)]


def _everywhere(commands: Sequence[Command], keymap: Mapping[str, str] | None) -> tuple[tuple[Content, str], ...]:
    """What works everywhere, the way to each screen in one row; what has no key is found in the palette."""
    tabs = [command for command in commands if command.id.startswith("tab_") and command.keys]
    rows = [_entry(command, keymap) for command in commands if command.keys and command not in tabs]
    if tabs:
        names = ", ".join(screen_word(command.title) for command in tabs)
        rows.insert(0, (_keys(f"{key_words(keys_of(tabs[0], keymap)[0])} – {key_words(keys_of(tabs[-1], keymap)[0])}"), f"Go to {names}."))
    return tuple(rows)


def _entry(command: Command, keymap: Mapping[str, str] | None) -> tuple[Content, str]:
    return _keys("  ".join(key_words(key) for key in keys_of(command, keymap)) or "palette"), command.help


def _keys(words: str) -> Content:
    return line((words, "bold $accent"))
