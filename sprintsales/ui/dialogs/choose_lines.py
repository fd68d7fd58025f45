"""Asks which of many lines: space takes one or leaves it, enter takes all that are marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import between, line
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class LineChoice:
    """One line: its key, its words, a note at the right; `possible`: whether it may be taken at all."""

    key: str
    label: str
    note: str = ""
    minutes: int = 0
    chosen: bool = True
    possible: bool = True


class _Marked(LineList):
    """The lines, each with its mark; a click turns one round."""

    CLICKS_TO_CHOOSE = 1

    def __init__(self, choices: Sequence[LineChoice]) -> None:
        super().__init__(id="choices")
        self.choices = tuple(choices)
        self.taken = {one.key for one in choices if one.chosen and one.possible}
        self.cursor = next((place for place, one in enumerate(choices) if one.possible), 0)
        self.loaded = True

    @override
    def line_total(self) -> int:
        return len(self.choices)

    @override
    def key_at(self, stop: int) -> str:
        return self.choices[stop].key

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        one = self.choices[y]
        mark = "[x]" if one.key in self.taken else "[ ]" if one.possible else " · "
        style = "$muted" if not one.possible else "bold" if selected else ""
        return between(
            line((mark, "$accent" if one.key in self.taken else "$muted"), " ", (one.label, style)), line((one.note, "$muted"), " "), width
        )

    def turn(self, key: str) -> None:
        """Take a line, or leave it."""
        if any(one.key == key and one.possible for one in self.choices):
            self.taken ^= {key}
            self.redraw()


class ChooseLines(Dialog[tuple[str, ...]]):
    """Answers the keys of the marked lines in their order; `esc` answers None. SUMS says under the list what the marked ones come to."""

    WIDTH: ClassVar[int] = 76
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", show=False, id="dialog.turn"),
        Binding("enter", "take", show=False, id="dialog.take", priority=True),
        Binding("a", "all(True)", show=False, id="dialog.all"),
        Binding("n", "all(False)", show=False, id="dialog.none"),
    ]

    def __init__(
        self, title: str, choices: Sequence[LineChoice], sums: Callable[[int, int], Content], *, about: Content | None = None
    ) -> None:
        super().__init__(title, hint="space marks   a all   n none   enter takes them   esc cancels")
        self._list = _Marked(choices)
        self._sums = sums
        self._about = about

    @override
    def body(self) -> Iterable[Widget]:
        if self._about is not None:
            yield Lines([*self._about.wrap(self.WIDTH - 4), line("")])
        yield self._list
        yield Lines(id="meaning")

    def on_mount(self) -> None:
        """Keys go to the list; it leaves room for the sums below it."""
        self.fit()
        self._list.focus()
        self._say()

    def on_resize(self) -> None:
        """The list is as long as the terminal allows."""
        self.fit()

    def fit(self) -> None:
        """Give the list the rows that are left between the title and the sums."""
        self._list.styles.max_height = max(3, min(MOST_ROWS, self.app.size.height * 9 // 10 - 9))

    def _say(self) -> None:
        taken = [one for one in self._list.choices if one.key in self._list.taken]
        self.query_one("#meaning", Lines).show([line(""), self._sums(len(taken), sum(one.minutes for one in taken))])

    def action_turn(self) -> None:
        """Turn the line under the cursor round and go on to the next."""
        self._list.turn(self._list.cursor_key)
        self._list.action_step(1)
        self._say()

    def action_all(self, taken: bool) -> None:
        """Mark every possible line, or none."""
        self._list.taken = {one.key for one in self._list.choices if one.possible} if taken else set()
        self._list.redraw()
        self._say()

    def action_take(self) -> None:
        """Answer what is marked; nothing marked is no answer."""
        taken = tuple(one.key for one in self._list.choices if one.key in self._list.taken)
        self.dismiss(taken or None)

    @on(LineList.Chosen)
    def _clicked(self, event: LineList.Chosen) -> None:
        event.stop()
        self._list.turn(event.key)
        self._say()
