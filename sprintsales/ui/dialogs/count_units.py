"""Counts a block of work: each key is one more with its outcome, until all are counted or somebody has enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import NOTHING, line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines


class CountUnits(AskChoice[bool]):
    """Stays open from unit to unit, so that no key of a fast counter falls on the screen behind it.

    COUNTED is told each unit's outcome, TAKE_BACK that the last one was a mistake; the answer is whether the block ends here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace,u", "take_back", "take back", show=False, id="count.take_back"),
        Binding("space,plus,equals_sign", "again", "one more", show=False, id="count.again"),
        Binding("e", "finish", "that was all", show=False, id="count.finish"),
    ]

    def __init__(
        self,
        about: Content,
        outcomes: Sequence[Choice[str]],
        done: int,
        planned: int,
        counted: Callable[[str], None],
        take_back: Callable[[], None],
        *,
        first: str | None = None,
        usual: int = 0,
    ) -> None:
        """FIRST: the outcome of one that was told already; USUAL: the place of the outcome the cursor begins on."""
        choices = [Choice(True, one.label, one.note) for one in outcomes]
        super().__init__("How did each one go", choices, about=about, first=usual, hint="each key counts one   esc ends")
        self._outcomes = tuple(outcomes)
        self._done, self._planned = done, planned
        self._counted, self._take_back = counted, take_back
        self._told: list[str] = []
        self._first_told = first

    @override
    def body(self) -> Iterable[Widget]:
        *about, choices = super().body()
        yield from about
        yield Lines(id="counted")
        yield choices
        yield Lines(
            [
                NOTHING,
                line(
                    ("space", "bold $accent"),
                    (" counts one   ", "$muted"),
                    ("backspace", "bold $accent"),
                    (" one back   ", "$muted"),
                    ("e", "bold $accent"),
                    (" ends the block", "$muted"),
                ),
            ]
        )

    def on_mount(self) -> None:
        """Show how far the block is; what was told before counts."""
        if self._first_told is not None:
            self.count(self._first_told)
        else:
            self.show_count()

    @property
    def units(self) -> int:
        """How many are counted by now."""
        return self._done + len(self._told)

    def count(self, outcome: str) -> None:
        """Count one more; the last one closes the dialog."""
        if self.units >= self._planned:
            return
        self._told.append(outcome)
        self._counted(outcome)
        if self.units >= self._planned:
            self.dismiss(False)
        else:
            self.show_count()

    def show_count(self) -> None:
        """Show how far the block is, and what was told here."""
        shown = line((f"{self.units} of {self._planned}   ", "bold"), bar(30, self.units / self._planned))
        self.query_one("#counted", Lines).show([shown, NOTHING])
        told = Counter(self._told)
        self.show_notes([f"{told[one.value]} now" if told[one.value] else one.note for one in self._outcomes])

    @override
    def choose(self, place: int) -> None:
        """Count one with the outcome at PLACE."""
        self.count(self._outcomes[place].value)

    def action_again(self) -> None:
        """Count one more as the cursor stands."""
        self.query_one("#choices", LineList).action_choose()

    def action_take_back(self) -> None:
        """Take back the last one counted here."""
        if self._told:
            self._told.pop()
            self._take_back()
            self.show_count()

    def action_finish(self) -> None:
        """The block ends here, short of its plan."""
        if self.units:
            self.dismiss(True)
