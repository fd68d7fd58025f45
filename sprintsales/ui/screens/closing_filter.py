"""The words above the timeline: whose deals and which, and the clean-up pass, which is a filter that goes from kind to kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from sprintsales.ui.screens.closing_cleanup import Kind, kind_after
from sprintsales.ui.screens.closing_list import TimelineList
from sprintsales.ui.screens.deal_words import WHOSE, whose_said
from sprintsales.ui.screens.filtered_deals import FilteredDeals

if TYPE_CHECKING:
    from sprintsales.services.views.closing_board import ClosingBoard
    from sprintsales.services.views.deals import DealIndex
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

    @property
    def index(self) -> DealIndex:
        """The deals of the board."""
        return self.board.index


class ClosingFilter(FilteredDeals[Question, ClosingView]):
    """A screen whose timeline shows what some words leave."""

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.cleaning: Kind | None = None
        self._words_before = ""

    @property
    @override
    def deals(self) -> TimelineList:
        return self.query_one("#timeline", TimelineList)

    # The filter: there is a line for it only while it is used.

    @override
    def filter_by(self, words: str, *, from_top: bool = False) -> None:
        super().filter_by(words, from_top=from_top)
        if self.view is not None and whose_said(words) != self.view.said:
            self.refresh_data()

    @override
    def write_words(self) -> None:
        super().write_words()
        self._show_lines_above()

    def _show_lines_above(self) -> None:
        self.set_class(self.cleaning is not None, "-cleaning")
        filtered = bool(WHOSE.sub("", self.words or "").strip())
        self.set_class(self.cleaning is None and (filtered or self.input.has_focus), "-filtering")

    def on_descendant_focus(self) -> None:
        """The words have their line while they are typed."""
        self._show_lines_above()

    @override
    def action_filter(self) -> None:
        """Go to the words of the filter."""
        self._end_pass()
        self.add_class("-filtering")
        super().action_filter()

    @override
    def action_preset(self, name: str) -> None:
        """Filter by words that stand ready."""
        self._end_pass()
        super().action_preset(name)

    @override
    def back_to_start(self) -> None:
        """End the clean-up, then filter as at the start."""
        if self.cleaning is not None:
            self.filter_by(self._words_after_pass())
        else:
            super().back_to_start()

    # Clean-up.

    @property
    @override
    def cures_dates(self) -> bool:
        return self.cleaning is not None

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
