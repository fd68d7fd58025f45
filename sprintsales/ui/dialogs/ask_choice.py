"""Asks for one of a few things: outcomes, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import between, line
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One way: what it answers, its word, and a note at the right."""

    value: Value
    label: str
    note: str = ""
    zero: bool = False
    """The way out of the question, the last one: its key is `0`."""


class _Choices(LineList):
    """The choices, the first nine numbered."""

    CLICKS_TO_CHOOSE = 1

    def __init__(self, choices: Sequence[Choice[Any]], first: int) -> None:
        super().__init__(id="choices")
        self._choices = choices
        self.cursor = first
        self.loaded = True

    def show_choices(self, choices: Sequence[Choice[Any]]) -> None:
        """Show CHOICES instead, with other notes."""
        self._choices = choices
        self.redraw()

    def line_total(self) -> int:
        return len(self._choices)

    def key_at(self, stop: int) -> str:
        return str(stop)

    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        choice = self._choices[y]
        number = "0" if choice.zero else str(y + 1) if y < 9 else " "
        start = line((number, "bold $accent"), " ", (choice.label, "bold" if selected else ""))
        return between(start, line((choice.note, "$muted"), " "), width)


class AskChoice(Dialog[Value], Generic[Value]):
    """A digit answers at once, `enter` the one under the cursor, a click the one clicked; `esc` answers None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(str(digit), f"number({digit})", show=False) for digit in range(10)]

    def __init__(
        self, title: str, choices: Sequence[Choice[Value]], *, about: Content | None = None, first: int = 0, hint: str = ""
    ) -> None:
        numbered = f"0–{len(choices) - 1}" if choices and choices[-1].zero else f"1–{min(9, len(choices))}"
        super().__init__(title, hint=hint or f"{numbered} or enter   esc cancels")
        self._choices = tuple(choices)
        self._about = about
        self._first = first

    @override
    def body(self) -> Iterable[Widget]:
        if self._about is not None:
            yield Lines([*self._about.wrap(self.WIDTH - 4), line("")])
        yield _Choices(self._choices, self._first)

    def on_mount(self) -> None:
        """Keys go to the choices, where there are some."""
        for choices in self.query("#choices"):
            choices.focus()

    def choose(self, place: int) -> None:
        """Answer the choice at PLACE."""
        self.dismiss(self._choices[place].value)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Put other notes beside the choices."""
        self._choices = tuple(replace(choice, note=note) for choice, note in zip(self._choices, notes, strict=True))
        self.query_one(_Choices).show_choices(self._choices)

    def action_number(self, digit: int) -> None:
        """Choose the DIGIT-th, where there is one."""
        if digit == 0:
            if self._choices and self._choices[-1].zero:
                self.choose(len(self._choices) - 1)
        elif digit <= len(self._choices) and not self._choices[digit - 1].zero:
            self.choose(digit - 1)

    @on(LineList.Chosen)
    def _answer(self, event: LineList.Chosen) -> None:
        event.stop()
        self.choose(int(event.key))
