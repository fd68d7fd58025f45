"""Asks for one of many things: typing narrows the list, enter takes the line under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input
from typing_extensions import override

from sprintsales.ui.content import cells, cut, line, right
from sprintsales.ui.dialogs.ask_choice import Choice
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.dialogs.line_dialog import CleanInput
from sprintsales.ui.widgets.line_list import LineList, ListBelowLine
from sprintsales.ui.widgets.lines import Lines

Value = TypeVar("Value")


class PickList(ListBelowLine, Generic[Value]):
    """The choices that fit what was typed."""

    def __init__(self, choices: Sequence[Choice[Value]]) -> None:
        super().__init__(id="choices", empty=(line(("Nothing fits. Type less.", "$muted")),))
        self.choices = tuple(choices)
        self.loaded = True

    def narrow(self, choices: Sequence[Choice[Value]]) -> None:
        """Show CHOICES only."""
        self.choices = tuple(choices)
        self.cursor = 0 if choices else -1
        self.top = 0
        self.lines_changed()

    @override
    def line_total(self) -> int:
        return len(self.choices)

    @override
    def key_at(self, stop: int) -> str:
        return str(stop)

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        choice = self.choices[y]
        label = cut(line((choice.label, "bold" if selected else "")), width)  # the note gives way, not the name
        return line(label, right(line((cut(choice.note, max(0, width - cells(label) - 4)), "$muted"), " "), width - cells(label)))


class Pick(Dialog[Value], Generic[Value]):
    """Answers the value of a choice; `esc` answers None."""

    WIDTH: ClassVar[int] = 76
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("pagedown", "step(8)", show=False),
        Binding("pageup", "step(-8)", show=False),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[Value]],
        *,
        first: int = 0,
        about: Content | None = None,
        placeholder: str = "type to narrow",
    ) -> None:
        super().__init__(title, hint="enter takes it   esc goes back")
        self._all = tuple(choices)
        self._first = first
        self._about = about
        self._placeholder = placeholder
        self._list = PickList(self._all)

    @override
    def body(self) -> Iterable[Widget]:
        if self._about is not None:
            yield Lines([*self._about.wrap(self.WIDTH - 4), line("")])
        yield CleanInput("", placeholder=self._placeholder, id="text", compact=True)
        yield self._list

    def on_mount(self) -> None:
        """Keys go to the line; the cursor stands on the first proposal."""
        self.query_one("#text").focus()
        self.call_after_refresh(self._list.place_cursor, self._first)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list to what holds every word."""
        event.stop()
        words = event.value.casefold().split()
        if words or len(self._list.choices) != len(self._all):
            fits = [one for one in self._all if all(word in f"{one.label} {one.note}".casefold() for word in words)]
            self._list.narrow(fits)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the line under the cursor."""
        event.stop()
        self._list.action_choose()

    def action_step(self, by: int) -> None:
        """Move the cursor while the line keeps the keys."""
        self._list.action_step(by)

    @on(LineList.Chosen)
    def _answer(self, event: LineList.Chosen) -> None:
        event.stop()
        self.dismiss(self._list.choices[int(event.key)].value)
