"""The Deals screen: all deals in a list that filters while you type, and everything about the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input
from typing_extensions import override

from sprintsales.domain.flag_registry import FLAGS
from sprintsales.ui.commands import KeysNow
from sprintsales.ui.content import NOTHING, line, rule
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.screens.deal_detail import DealPane, Detail
from sprintsales.ui.screens.deal_edits import DealEdits
from sprintsales.ui.screens.deal_list import COLUMNS, DealList, Matches, Order
from sprintsales.ui.screens.deal_sums import counts_line, found_line, stage_lines
from sprintsales.ui.screens.deal_words import KEPT, NO_DEAL, NO_MATCH, ON_A_DEAL, PRESETS, WHOSE, FilterInput, hint_line, whose_deals
from sprintsales.ui.widgets.key_line import KeyLine
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.deals import DealIndex
    from sprintsales.services.views.frame import FrameView

FIRST = 60
"""Lines read before all others: a screen full."""


@dataclass(frozen=True, slots=True)
class DealsView:
    """The top of the screen, all deals as light lines, and whose deals come first."""

    frame: FrameView
    index: DealIndex
    home: str
    me: str


class DealsScreen(DealEdits[bool, DealsView]):
    """Deals in a list, one of them in detail."""

    NAME = "deals"
    AUTO_FOCUS = "#deals"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.words: str | None = None
        self.order = Order()
        self._open_next = False
        self._next_drafts: dict[int, Draft] = {}

    @override
    def body(self) -> Iterable[Widget]:
        yield Horizontal(
            Vertical(
                Horizontal(
                    Lines([line((" / ", "bold $accent"))], id="slash"),
                    FilterInput(id="words", compact=True, select_on_focus=False),
                    Lines(id="found"),
                    id="filter",
                ),
                Lines(id="hints"),
                DealList(id="deals"),
                Lines(id="foot"),
                id="left",
            ),
            DealPane(self.read_deal, id="detail"),
            id="body",
        )

    def on_mount(self) -> None:
        """What can be typed is said from the start."""
        self.show_hints()

    @property
    def deals(self) -> DealList:
        """The list."""
        return self.query_one("#deals", DealList)

    @property
    def pane(self) -> DealPane:
        """The deal in detail."""
        return self.query_one("#detail", DealPane)

    @property
    def input(self) -> FilterInput:
        """The line of words."""
        return self.query_one("#words", FilterInput)

    @property
    def is_narrow(self) -> bool:
        """Whether the list has the screen for itself."""
        return self.has_class("-narrow")

    @override
    def view_state(self) -> dict[str, Any]:
        preset = next((name for name, words in PRESETS.items() if words == self.words), None)
        return {"preset": preset, "sort": self.order.sort, "reverse": self.order.reverse}

    @override
    def take_state(self, state: Mapping[str, Any]) -> None:
        sort = str(state.get("sort"))
        if sort in {column.sort for column in COLUMNS.values()}:
            self.order = Order(sort, state.get("reverse") is True)
        self.words = PRESETS.get(str(state.get("preset")))

    # Reading.

    @override
    def question(self) -> bool:
        """Whether the first lines are enough for now: something to see comes before everything to search."""
        return self.view is None and self.words is None

    @override
    def fetch(self, question: bool) -> DealsView:
        def look(connection: Any, desk: Desk) -> DealsView:
            from sprintsales.services.views.deals import deal_index, first_lines
            from sprintsales.services.views.frame import frame_view

            mine = desk.me.role == "rep"
            home = PRESETS["mine"] if mine else PRESETS["everybody"]
            index = first_lines(connection, desk, desk.me.id if mine else None, FIRST) if question else deal_index(connection, desk)
            return DealsView(frame_view(connection, desk), index, home, desk.me.name)

        return self.office.read(look)

    @override
    def show(self, view: DealsView) -> None:
        if self.words is None:
            self.words = view.home
        self._write_words()
        self._show_top(view)
        self.deals.show_source(Matches(view.index, self.words, self.order))
        if not view.index.whole:
            self.refresh_data()
            return
        deal_id = self._chosen_id()
        if deal_id is not None:
            self.pane.look_at(deal_id, again=True)

    def _show_top(self, view: DealsView) -> None:
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        whose = whose_deals(self.words or "", view.me, view.frame.team)
        self.show_frame(replace(frame_text(view.frame, desk.zone), tiles=(), uncovered=None, whose=whose))

    @override
    def refresh_keys(self) -> None:
        if self.input.has_focus:
            ways = [("enter", "to the list", "screen.to_list"), ("esc", "back", "screen.back")]
            presets = [(key, name, f"screen.preset('{preset}')") for (key, name), preset in zip(KEPT, PRESETS, strict=True)]
            self.query_one("#keys", KeyLine).show([*ways, *presets])
        else:
            super().refresh_keys()

    @override
    def keys_now(self) -> KeysNow:
        found = self.deals.matches.summary if self.deals.matches is not None else None
        if found is None or found.count:
            return KeysNow()
        ways = ("filter", "everybody", "new_deal") if (self.words or "").strip() else ("new_deal",)
        return KeysNow(first=ways, without=ON_A_DEAL)

    # The filter.

    def look_for(self, words: str) -> None:
        """Show the deals that fit WORDS; `#12` is one deal, and where there is room for one thing only it is opened."""
        everybodys = words.startswith(("#", "account:"))
        self._open_next = words.startswith("#")
        self.filter_by(words if everybodys else f"{self._home_rep()}{words} ")
        self.deals.focus()

    def filter_by(self, words: str, *, from_top: bool = False) -> None:
        """Filter by other words."""
        self.words = words
        self.office.came_from = None  # who looks for something else is not on a visit any more
        self._write_words()
        if self.view is not None:
            self._show_top(self.view)
            self.deals.show_source(Matches(self.view.index, words, self.order, fresh=True, from_top=from_top))

    def _write_words(self) -> None:
        if self.input.value != self.words:
            with self.prevent(Input.Changed):
                self.input.value = self.words or ""
                self.input.cursor_position = len(self.input.value)

    def _home_rep(self) -> str:
        home = self.view.home if self.view is not None else ""
        found = WHOSE.search(home)
        return found[0] if found else ""

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
        """Other keys work while words are typed; where there is little room, what the words may be is said then only."""
        self.refresh_keys()
        self.show_sums()

    def action_filter(self) -> None:
        """Go to the words of the filter."""
        self.remove_class("-open")
        if self.input.value and not self.input.value.endswith(" "):
            self.input.value += " "
        self.input.cursor_position = len(self.input.value)
        self.call_after_refresh(self.input.focus)

    def action_preset(self, name: str) -> None:
        """Filter by words that stand ready."""
        whose = WHOSE.search(self.words or "")
        keep = whose[0] if whose and name not in ("mine", "everybody") else ""
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

    # What was found.

    def on_deal_list_found(self, event: DealList.Found) -> None:
        """Say how much the list holds, and what to do where it holds nothing."""
        summary = event.matches.summary
        if summary is None or event.matches is not self.deals.matches:
            return
        self.deals.empty = tuple(self._nothing())
        if not summary.count:
            self.deals.refresh()
        self.show_sums()
        self.show_hints()
        self.follow_cursor()
        if self._open_next:
            self._open_next = False
            if self.is_narrow and summary.count == 1:
                self.action_detail()

    def _nothing(self) -> list[Content]:
        if self.view is not None and not self.view.index.whole:
            return [line(("reading all deals …", "$muted"))]
        return NO_MATCH if (self.words or "").strip() else NO_DEAL

    def show_sums(self) -> None:
        """Write the numbers beside the filter and at the foot."""
        matches = self.deals.matches
        if matches is None or matches.summary is None:
            return
        summary, currency = matches.summary, matches.index.currency
        found = line(found_line(summary, currency, self.size.width // 2 if self.is_narrow else 56), " ")
        if not matches.index.whole:
            found = line(("reading all deals …", "$muted"), " ")
        shown = self.query_one("#found", Lines)
        shown.styles.width = found.cell_length
        shown.show([found])
        width = max(20, self.deals.size.width)
        if self.is_narrow:
            foot = [self._hint(width) if self.input.has_focus or summary.problems else counts_line(summary, width)]
        elif not matches.index.whole:
            foot = [rule(width)]
        else:
            foot = [rule(width), counts_line(summary, width), NOTHING, *stage_lines(summary, currency, width)]
        self.query_one("#foot", Lines).show(foot)

    def show_hints(self) -> None:
        """Say what can be typed, or what of it was not understood."""
        self.query_one("#hints", Lines).show([self._hint(max(20, self.deals.size.width))])

    def _hint(self, width: int) -> Content:
        matches = self.deals.matches
        problems = matches.summary.problems if matches is not None and matches.summary is not None else ()
        return hint_line(problems, width, with_presets=not self.is_narrow)

    # The list and the deal beside it.

    def _chosen_id(self) -> int | None:
        key = self.deals.cursor_key
        return int(key) if key else None

    @on(LineList.Selected, "#deals")
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.pane.look_at(int(event.key) if event.key else None)

    @on(LineList.Chosen, "#deals")
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_detail()

    def on_deal_list_head_chosen(self, event: DealList.HeadChosen) -> None:
        """A click on a head sorts by it, a second one the other way round."""
        self._sort(Order(event.sort, event.sort == self.order.sort and not self.order.reverse))

    def _sort(self, order: Order) -> None:
        self.order = order
        if self.view is not None:
            self.deals.show_source(Matches(self.view.index, self.words or "", order, from_top=True))

    def action_sort(self) -> None:
        """Sort by the next column."""
        sorts = self.deals.sorts()
        at = sorts.index(self.order.sort) if self.order.sort in sorts else -1
        self._sort(Order(sorts[(at + 1) % len(sorts)]))

    def action_turn(self) -> None:
        """Sort the other way round."""
        self._sort(replace(self.order, reverse=not self.order.reverse))

    def action_detail(self) -> None:
        """Give the keys to the deal's details, opening them where there is room for one thing only; or back."""
        if self.pane.has_focus or self.has_class("-open"):
            self._close_detail()
        elif self._chosen_id() is not None:
            self.set_class(self.is_narrow, "-open")
            self.call_after_refresh(self.pane.focus)

    def _close_detail(self) -> None:
        self.remove_class("-open")
        self.call_after_refresh(self.deals.focus)

    def action_neighbour(self, step: int) -> None:
        """The deal before or after, while one is open."""
        self.deals.action_step(step)

    def action_to_list(self) -> None:
        """From the words to what they found."""
        self.deals.focus()

    def action_back(self) -> None:
        """One step back: out of the words or the details, the message away, the filter as it was at the start."""
        if self.input.has_focus:
            self.deals.focus()
            if self.deals.total:
                return
        elif (self.is_narrow or not self.pane.has_focus) and not self.query_one("#band").display and self.goes_back():
            self.remove_class("-open")
            return
        if self.pane.has_focus or self.has_class("-open"):
            self._close_detail()
        elif self.query_one("#band").display:
            self.action_clear_trouble()
        elif self.view is not None and self.words != self.view.home:
            self.filter_by(self.view.home)

    def on_resize(self, event: events.Resize) -> None:
        """Write again what depends on the size."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.has_class("-open") and not self.is_narrow:
            self._close_detail()
        self.show_sums()
        self.show_hints()
        self.pane.look_at(self._chosen_id())

    # Acts.

    @override
    def deal_index(self) -> DealIndex | None:
        return self.view.index if self.view is not None else None

    @override
    def with_deal(self, ask: Callable[[Detail], None]) -> None:
        deal_id = self._chosen_id()
        if deal_id is None:
            self.say("Choose a deal first.", "/ finds one   n adds one")
            return
        shown = self.pane.detail
        if shown is not None and shown.view.deal.id == deal_id:
            ask(shown)
        else:
            self.act(lambda: self.read_deal(deal_id), ask)

    @override
    def deal_changed(self, detail: Detail) -> None:
        if detail.view.deal.id == self._chosen_id():
            self.pane.take(detail)

    @override
    def deal_added(self, detail: Detail) -> None:
        self.tell(f"Added {detail.view.deal.name}   u takes it back")
        self.filter_by(f"#{detail.view.deal.id}")

    def action_plan_next(self) -> None:
        """Plan the next step on this deal in one line that begins with it."""
        deal_id = self._chosen_id()
        if deal_id is None:
            self.say("Choose a deal first.", "/ finds one")
            return
        draft = self._next_drafts.setdefault(deal_id, Draft())
        draft.text = draft.text or f"{self._next_type(deal_id)} #{deal_id} "
        self.ask_plan(draft)

    def _next_type(self, deal_id: int) -> str:
        """What kind of work the deal asks for: what would cure its worst flag, else a follow-up."""
        row = self.deals.row_under_cursor()
        codes = row.flags if row is not None and row.id == deal_id else ()
        return next((FLAGS[code].proposes for code in codes if FLAGS[code].asks), "follow_up")
