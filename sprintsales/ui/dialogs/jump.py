"""Asks where to go: finds screens, people, deals and accounts while a name is typed; they are looked up in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content, Span
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, between, cut, left, line, right
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.dialogs.line_dialog import CleanInput, refusal
from sprintsales.ui.widgets.band import sentence_of
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.views.jump import JumpView, Place

Look = Callable[[str], "JumpView"]
"""What fits some words; called in a worker."""
STATES = 12, 8
"""Columns of a stage or role, and of a value."""
OWNER, KIND = 14, 8


class Answer(NamedTuple):
    """Where to go, and whether to its other page."""

    place: Place
    other: bool = False


class Places(LineList):
    """What was found, the likeliest first."""

    CLICKS_TO_CHOOSE = 1

    def __init__(self) -> None:
        super().__init__(id="places")
        self.view: JumpView | None = None
        self.can_focus = False  # the words keep the keys

    def show(self, view: JumpView) -> None:
        """Show what was found; the cursor stands on the likeliest."""
        self.view = view
        self.cursor = self.top = 0
        self.empty = (
            (line("Nothing is called that.", ("  Type fewer letters, or another part of the name.", "$muted")),)
            if view.words.strip()
            else (line(("Type a part of a name, a number (#12), or an id of your CRM.", "$muted")),)
        )
        self.lines_changed()

    @property
    def chosen(self) -> Place | None:
        """The place under the cursor."""
        found = self.view.places if self.view is not None else ()
        return found[self.cursor] if 0 <= self.cursor < len(found) else None

    @override
    def line_total(self) -> int:
        return len(self.view.places) if self.view is not None else 0

    @override
    def key_at(self, stop: int) -> str:
        return str(stop)

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        assert self.view is not None
        return place_row(self.view.places[y], width, self.view.currency, selected=selected)

    @override
    def _marked(self, y: int, width: int) -> Content:
        # Its cursor is the one keys move, although the words have the focus.
        content = left(self.line_at(y, width - 1, selected=y == self.cursor), width - 1)
        return line((line(("▌", "$accent"), content), "on $select")) if y == self.cursor else line(" ", content)


def place_row(place: Place, width: int, currency: str, *, selected: bool) -> Content:
    """One place: what it is, its name with the letters that fit, whose it is, where it stands."""
    state, worth = STATES
    name = lettered(place)
    value = written.money_short(place.value, currency) if place.value else ""
    room = width - KIND - OWNER - state - worth - 4
    quiet = "$muted" if place.over and not selected else "bold" if selected else ""
    return line(
        left(line((place.kind, "$accent" if not place.over else "$muted")), KIND),
        left(line((name, quiet)), room),
        " ",
        left(line((("you" if place.is_me else place.owner) or "", "$muted")), OWNER),
        " ",
        left(line((place.state or "", "$muted")), state),
        " ",
        right(line((value, "$muted" if place.over else "")), worth),
        " ",
    )


def lettered(place: Place) -> Content:
    """The name, the letters that were typed in the accent."""
    plain = line(place.name)
    if len(plain.plain) != len(place.name):  # something was cleaned away: the places of the letters are not known
        return plain
    return Content(place.name, [*plain.spans, *(Span(at, at + 1, "bold $accent") for at in place.letters)], strip_control_codes=False)


class Jump(Dialog[Answer]):
    """`enter` or a click goes there, `tab` to the other page of a person; `esc` stays where one was."""

    WIDTH = 92
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False, id="jump.down"),
        Binding("up", "step(-1)", show=False, id="jump.up"),
        Binding("pagedown", "step(8)", show=False),
        Binding("pageup", "step(-8)", show=False),
        Binding("tab", "other", show=False, id="jump.other"),
    ]

    def __init__(self, look: Look) -> None:
        super().__init__("Go to", hint="enter goes   esc stays")
        self._look = look
        self._looking: Worker[JumpView] | None = None
        self._looked = ""
        self._wanted = ""
        self._going: bool | None = None

    @override
    def body(self) -> Iterable[Widget]:
        yield CleanInput(placeholder="a deal, a person, an account, a screen: acme, ana, #12, kpis", id="text", compact=True)
        yield Places()
        yield Lines([NOTHING], id="meaning")

    def on_mount(self) -> None:
        """What was opened last is there before anything is typed."""
        self._ask()

    def on_resize(self, event: events.Resize) -> None:
        """As many places as there is room for."""
        self.places.styles.height = max(3, min(16, event.size.height * 9 // 10 - 8))
        self._say()

    @property
    def places(self) -> Places:
        """The list."""
        return self.query_one(Places)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look again."""
        event.stop()
        self._wanted, self._going = event.value, None
        if self._looking is None:
            self._ask()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the one under the cursor, once what was typed is looked up."""
        event.stop()
        self._go(other=False)

    def action_other(self) -> None:
        """Go to the other page of a person."""
        self._go(other=True)

    def action_step(self, by: int) -> None:
        """Move the cursor of the list."""
        self.places.action_step(by)

    @on(LineList.Chosen, "#places")
    def _clicked(self, event: LineList.Chosen) -> None:
        event.stop()
        self._go(other=False)

    @on(LineList.Selected, "#places")
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self._say()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel beside the list moves it too."""
        self.places.on_mouse_scroll_down(event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel beside the list moves it too."""
        self.places.on_mouse_scroll_up(event)

    def _go(self, *, other: bool) -> None:
        if self._looking is not None:
            self._going = other
            return
        place = self.places.chosen
        if place is not None:
            self.dismiss(Answer(place, other))

    def _ask(self) -> None:
        self._looked = words = self._wanted
        self._looking = self.run_worker(lambda: self._look(words), thread=True, group="jump", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was found, or look again where the words have changed meanwhile."""
        worker = event.worker
        if worker is not self._looking or not worker.is_finished:
            return
        self._looking = None
        if self._looked != self._wanted:
            self._ask()
        elif event.state is WorkerState.SUCCESS and worker.result is not None:
            self.places.show(worker.result)
            self._say()
            if self._going is not None:
                self._go(other=self._going)
        elif worker.error is not None:
            self._going = None
            self.query_one("#meaning", Lines).show(refusal(sentence_of(worker.error)).wrap(self._inner))

    @property
    def _inner(self) -> int:
        return min(self.WIDTH, self.size.width) - 4

    def _say(self) -> None:
        """The place under the cursor in full, and where a key leads."""
        place = self.places.chosen
        self.query_one("#meaning", Lines).show([place_words(place, self._inner) if place is not None else NOTHING])


def place_words(place: Place, width: int) -> Content:
    """The name in full with what belongs to it; at the right what the keys do with it."""
    number = f"#{place.id}" if place.kind == "deal" else ""
    more = "  ".join(part for part in (number, place.about or "", place.owner or "") if part)
    ways = {
        "person": line(("enter", "bold $accent"), (" week  ", "$muted"), ("tab", "bold $accent"), (" page", "$muted"))
        if place.seated
        else line(("enter", "bold $accent"), (" page in Team", "$muted")),
        "account": line(("enter", "bold $accent"), (" its deals", "$muted")),
    }
    start = line((cut(place.name, 60), "bold"), "  ", (more, "$muted"))
    return between(start, ways.get(place.kind, line(("enter", "bold $accent"), (" opens it", "$muted"))), width)
