"""A list of deals that filters while you type, with the one under the cursor in detail: what Deals and Closing do alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input
from typing_extensions import override

from sprintsales.domain.flag_registry import FLAGS
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question
from sprintsales.ui.screens.deal_edits import DealEdits
from sprintsales.ui.screens.deal_matches import Matches, MatchList, Order
from sprintsales.ui.screens.deal_pane import DealPane, Detail
from sprintsales.ui.screens.deal_sums import Summary
from sprintsales.ui.screens.deal_words import KEPT, PRESETS, WHOSE, FilterInput, whose_deals, whose_term
from sprintsales.ui.widgets.key_line import KeyLine
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.views.deals import DealIndex
    from sprintsales.services.views.frame import FrameView
    from sprintsales.ui.widgets.frame import FrameView as Top


class DealsRead(Protocol):
    """What was read for a list of deals: the top of the screen, the deals, and whose deals come first for whom."""

    @property
    def frame(self) -> FrameView:
        """The top of the screen."""

    @property
    def index(self) -> DealIndex:
        """The deals."""

    @property
    def home(self) -> str:
        """The words of the start."""

    @property
    def me(self) -> str:
        """Who looks."""


Read = TypeVar("Read", bound=DealsRead)


class FilteredDeals(DealEdits[Question, Read], Generic[Question, Read]):
    """A subclass lays out `filter_line()`, its list and `DealPane(self.read_deal, id="detail")`, and hears what was found and chosen.

    On it is the class `-open` while the details are open.
    """

    WAYS_TO_A_DEAL: ClassVar[str] = "/ finds one"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.words: str | None = None
        self.order = Order()
        self._next_drafts: dict[int, Draft] = {}

    # What a subclass says.

    @property
    def deals(self) -> MatchList:
        """The list."""
        return self.query_one(MatchList)

    def nothing(self) -> list[Content]:
        """What the list says where it holds nothing."""
        return []

    def show_matches(self, matches: Matches, summary: Summary) -> None:
        """Say what the list holds now."""

    def show_chosen(self) -> None:
        """Say what the cursor stands on now."""

    def top_of(self, top: Top) -> Top:
        """The top of the screen as this one shows it."""
        return top

    # The parts.

    def filter_line(self) -> Horizontal:
        """The line the words are typed in."""
        return Horizontal(
            Lines([line((" / ", "bold $accent"))], id="slash"),
            FilterInput(id="words", compact=True, select_on_focus=False),
            Lines(id="found"),
            id="filter",
        )

    @property
    def pane(self) -> DealPane:
        """The deal in detail."""
        return self.query_one("#detail", DealPane)

    @property
    def input(self) -> FilterInput:
        """The line of words."""
        return self.query_one("#words", FilterInput)

    @override
    def refresh_keys(self) -> None:
        if self.input.has_focus:
            ways = [("enter", "to the list", "screen.to_list"), ("esc", "back", "screen.back")]
            presets = [(key, name, f"screen.preset('{preset}')") for (key, name), preset in zip(KEPT, PRESETS, strict=True)]
            self.query_one("#keys", KeyLine).show([*ways, *presets])
        else:
            super().refresh_keys()

    # What was read.

    @override
    def show(self, view: Read) -> None:
        if self.words is None:
            self.words = view.home
        self.write_words()
        self.show_top(view)
        self.show_deals()
        self.pane.look_at(self.chosen_id(), again=True)

    def show_top(self, view: Read) -> None:
        """Write the top of the screen: whose deals the words ask for."""
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        whose = whose_deals(self.words or "", view.me, view.frame.team)
        self.show_frame(self.top_of(replace(frame_text(view.frame, desk.zone), whose=whose)))

    def show_deals(self, *, fresh: bool = False, from_top: bool = False) -> None:
        """Show what the words leave of the deals, in order."""
        if self.view is not None:
            self.deals.show_source(Matches(self.view.index, self.words or "", self.order, fresh=fresh, from_top=from_top))

    # The filter.

    def whose_term(self) -> str:
        """The word of the filter that says whose deals, or nothing."""
        return whose_term(self.words or "")

    def filter_by(self, words: str, *, from_top: bool = False) -> None:
        """Filter by other words."""
        self.words = words
        self.office.came_from = None  # who looks for something else is not on a visit any more
        self.write_words()
        if self.view is not None:
            self.show_top(self.view)
            self.show_deals(fresh=True, from_top=from_top)

    def write_words(self) -> None:
        """Write the words into their line, where they do not stand there already."""
        if self.input.value != self.words:
            with self.prevent(Input.Changed):
                self.input.value = self.words or ""
                self.input.cursor_position = len(self.input.value)

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
        self.refresh_keys()

    def action_filter(self) -> None:
        """Go to the words of the filter."""
        self.remove_class("-open")
        if self.input.value and not self.input.value.endswith(" "):
            self.input.value += " "
        self.input.cursor_position = len(self.input.value)
        self.call_after_refresh(self.input.focus)

    def action_preset(self, name: str) -> None:
        """Filter by words that stand ready."""
        whose = name in ("mine", "everybody")
        searched = WHOSE.sub("", self.words or "") if whose and self.deals.total == 0 else ""  # what was looked for is looked for there
        self.filter_by(f"{'' if whose else self.whose_term()}{PRESETS[name]}{searched}", from_top=True)
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

    # What was found.

    def on_match_list_found(self, event: MatchList.Found) -> None:
        """Say how much the list holds, and what to do where it holds nothing."""
        summary = event.matches.summary
        if summary is None or event.matches is not self.deals.matches:
            return
        self.deals.empty = tuple(self.nothing())
        if not summary.count:
            self.deals.refresh()
        self.show_matches(event.matches, summary)

    def show_found(self, found: Content) -> None:
        """Write what was found beside the words."""
        shown = self.query_one("#found", Lines)
        shown.styles.width = found.cell_length
        shown.show([found])

    # The list and the deal beside it.

    def chosen_id(self) -> int | None:
        """The deal under the cursor."""
        key = self.deals.cursor_key
        return int(key) if key else None

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.show_chosen()
        self.pane.look_at(int(event.key) if event.key else None)

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_detail()

    def action_detail(self) -> None:
        """Give the keys to the deal's details, opening them where they are not seen; or back."""
        if self.pane.has_focus or self.has_class("-open"):
            self.close_detail()
        elif (deal_id := self.chosen_id()) is not None:
            self.set_class(not self.pane.display, "-open")
            self.pane.look_at(deal_id)
            self.call_after_refresh(self.pane.focus)

    def close_detail(self) -> None:
        """Give the keys back to the list."""
        self.remove_class("-open")
        self.call_after_refresh(self.deals.focus)

    def action_neighbour(self, step: int) -> None:
        """The deal before or after, while one is open."""
        self.deals.action_step(step)

    def action_to_list(self) -> None:
        """From the words to what they found."""
        self.deals.focus()

    def action_back(self) -> None:
        """One step back: to where a jump began, out of the words or details, the message away, the filter as at the start."""
        if self.input.has_focus:
            self.deals.focus()
            if self.deals.total:
                return
        elif (self.has_class("-open") or not self.pane.has_focus) and not self.query_one("#band").display and self.goes_back():
            self.remove_class("-open")
            return
        if self.pane.has_focus or self.has_class("-open"):
            self.close_detail()
        elif self.query_one("#band").display:
            self.action_clear_trouble()
        else:
            self.back_to_start()

    def back_to_start(self) -> None:
        """Filter as at the start."""
        if self.view is not None and self.words != self.view.home:
            self.filter_by(self.view.home)

    # Acts.

    @override
    def deal_index(self) -> DealIndex | None:
        return self.view.index if self.view is not None else None

    @override
    def with_deal(self, ask: Callable[[Detail], None]) -> None:
        deal_id = self.chosen_id()
        if deal_id is None:
            self.say("Choose a deal first.", self.WAYS_TO_A_DEAL)
            return
        seen = self.pane.seen(deal_id)
        if seen is not None:
            ask(seen)
        else:
            self.look(lambda: self.read_deal(deal_id), ask)

    @override
    def deal_changed(self, detail: Detail) -> None:
        if detail.view.deal.id == self.chosen_id():
            self.pane.take(detail)

    def action_plan_next(self) -> None:
        """Plan the next step on this deal in one line that begins with it."""
        deal_id = self.chosen_id()
        if deal_id is None:
            self.say("Choose a deal first.", self.WAYS_TO_A_DEAL)
            return
        draft = self._next_drafts.setdefault(deal_id, Draft())
        draft.text = draft.text or f"{self._next_type(deal_id)} #{deal_id} "
        self.ask_plan(draft)

    def _next_type(self, deal_id: int) -> str:
        """What kind of work the deal asks for: what would cure its worst flag, else a follow-up."""
        row = self.deals.row_under_cursor()
        codes = row.flags if row is not None and row.id == deal_id else ()
        return next((FLAGS[code].proposes for code in codes if FLAGS[code].asks), "follow_up")
