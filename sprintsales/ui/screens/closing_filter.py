"""The words above the timeline: whose deals and which, and the clean-up pass, which is a filter that goes from kind to kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual import on
from textual.widgets import Input
from typing_extensions import override

from sprintsales.ui.screens.closing_cleanup import Kind, kind_after
from sprintsales.ui.screens.closing_list import TimelineList
from sprintsales.ui.screens.deal_edits import DealEdits
from sprintsales.ui.screens.deal_list import Matches, Order
from sprintsales.ui.screens.deal_words import KEPT, PRESETS, WHOSE, FilterInput, whose_deals
from sprintsales.ui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from sprintsales.services.views.closing_board import ClosingBoard
    from sprintsales.services.views.frame import FrameView


@dataclass(frozen=True, slots=True)
class Question:
    """Whose goals and outlooks; `first`: nobody has chosen yet."""

    said: str | None
    first: bool


@dataclass(frozen=True, slots=True)
class ClosingView:
    """The top of the screen, the board, for whom it was asked, and whose deals come first."""

    frame: FrameView
    board: ClosingBoard
    said: str | None
    home: str
    me: str


def said_in(words: str) -> str | None:
    """Return whom the words of a filter name: `ana` of `rep:ana`."""
    found = WHOSE.search(words)
    return re.split("[:=]", found[0], maxsplit=1)[1].strip().strip('"') if found else None


class ClosingFilter(DealEdits[Question, ClosingView]):
    """A screen whose timeline shows what some words leave."""

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.words: str | None = None
        self.cleaning: Kind | None = None
        self._words_before = ""

    @property
    def deals(self) -> TimelineList:
        """The list."""
        return self.query_one("#timeline", TimelineList)

    @property
    def input(self) -> FilterInput:
        """The line of words."""
        return self.query_one("#words", FilterInput)

    def _show_top(self, view: ClosingView) -> None:
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        whose = whose_deals(self.words or "", view.me, view.frame.team)
        self.show_frame(replace(frame_text(view.frame, desk.zone), whose=whose))

    @override
    def refresh_keys(self) -> None:
        if self.input.has_focus:
            ways = [("enter", "to the list", "screen.to_list"), ("esc", "back", "screen.back")]
            presets = [(key, name, f"screen.preset('{preset}')") for (key, name), preset in zip(KEPT, PRESETS, strict=True)]
            self.query_one("#keys", KeyLine).show([*ways, *presets])
        else:
            super().refresh_keys()

    # The filter.

    def whose_term(self) -> str:
        """The word of the filter that says whose deals, or nothing."""
        whose = WHOSE.search(self.words or "")
        return whose[0] if whose else ""

    def filter_by(self, words: str, *, from_top: bool = False) -> None:
        """Filter by other words."""
        self.words = words
        self._write_words()
        if self.view is None:
            return
        self._show_top(self.view)
        self.deals.show_source(Matches(self.view.board.index, words, Order(), fresh=True, from_top=from_top))
        if said_in(words) != self.view.said:
            self.refresh_data()

    def _write_words(self) -> None:
        if self.input.value != self.words:
            with self.prevent(Input.Changed):
                self.input.value = self.words or ""
                self.input.cursor_position = len(self.input.value)
        self._show_lines_above()

    def _show_lines_above(self) -> None:
        self.set_class(self.cleaning is not None, "-cleaning")
        filtered = bool(WHOSE.sub("", self.words or "").strip())
        self.set_class(self.cleaning is None and (filtered or self.input.has_focus), "-filtering")

    @on(Input.Changed, "#words")
    def _words_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.words:
            self.filter_by(event.value)

    @on(Input.Submitted, "#words")
    def _words_given(self, event: Input.Submitted) -> None:
        event.stop()
        self.deals.focus()

    def on_descendant_focus(self) -> None:
        """Other keys work while words are typed."""
        self._show_lines_above()
        self.refresh_keys()

    def action_filter(self) -> None:
        """Go to the words of the filter."""
        self._end_pass()
        self.remove_class("-open")
        self.add_class("-filtering")
        if self.input.value and not self.input.value.endswith(" "):
            self.input.value += " "
        self.input.cursor_position = len(self.input.value)
        self.call_after_refresh(self.input.focus)

    def action_preset(self, name: str) -> None:
        """Filter by words that stand ready."""
        self._end_pass()
        keep = self.whose_term() if name not in ("mine", "everybody") else ""
        self.filter_by(f"{keep}{PRESETS[name]}", from_top=True)
        self.deals.focus()

    @override
    def _ask_whose(self, people: list[tuple[int, str, str]]) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def chosen(term: str | None) -> None:
            if term is not None:
                self.filter_by(term + WHOSE.sub("", self.words or ""))

        me = self.view.me if self.view is not None else ""
        choices = [Choice(PRESETS["everybody"], "Everybody"), Choice(PRESETS["mine"], me, "you")]
        choices += [Choice(f'rep:"{name}" ', name, role) for _id, name, role in people if name != me]
        self.app.push_screen(AskChoice("Whose deals?", choices), chosen)

    # Clean-up.

    def action_clean_up(self) -> None:
        """Show the first kind of flagged deals, or the next one, with the keys that cure them."""
        if self.view is None:
            return
        term = self.whose_term()
        lines = self.view.board.index.select(term).lines
        kind = kind_after(self.cleaning, lines)
        if kind is None:
            self.tell("The clean-up is through." if self.cleaning else "Nothing to clean up: no date is past or missing, all is planned.")
            if self.cleaning is not None:
                self.filter_by(self._words_after_pass())
            return
        if self.cleaning is None:
            self._words_before = self.words or ""
        self.cleaning = kind
        self.filter_by(f"{term}{kind.words}", from_top=True)
        self.deals.focus()

    def _words_after_pass(self) -> str:
        self._end_pass()
        return self._words_before

    def _end_pass(self) -> None:
        self.cleaning = None
        self._show_lines_above()
