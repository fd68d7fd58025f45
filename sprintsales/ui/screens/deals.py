"""The Deals screen: all deals in a list that filters while you type, and everything about the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual import events
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.commands import KeysNow
from sprintsales.ui.content import NOTHING, line, rule
from sprintsales.ui.screens.cadences import About, CadenceScreen
from sprintsales.ui.screens.deal_list import COLUMNS, DealList
from sprintsales.ui.screens.deal_matches import Matches, Order, many_deals
from sprintsales.ui.screens.deal_pane import DealPane, Detail
from sprintsales.ui.screens.deal_sums import Summary, counts_line, found_line, stage_lines
from sprintsales.ui.screens.deal_words import NO_DEAL, NO_MATCH, ON_A_DEAL, PRESETS, hint_line, whose_term
from sprintsales.ui.screens.filtered_deals import FilteredDeals
from sprintsales.ui.screens.take_away import Takeable, file_stem
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.deals import DealIndex
    from sprintsales.services.views.frame import FrameView
    from sprintsales.ui.widgets.frame import FrameView as Top

FIRST = 60
"""Lines read before all others: a screen full."""


@dataclass(frozen=True, slots=True)
class DealsView:
    """The top of the screen, all deals as light lines, and whose deals come first."""

    frame: FrameView
    index: DealIndex
    home: str
    me: str


class DealsScreen(FilteredDeals[bool, DealsView], CadenceScreen[bool, DealsView]):
    """Deals in a list, one of them in detail."""

    NAME = "deals"
    AUTO_FOCUS = "#deals"
    WAYS_TO_A_DEAL = "/ finds one   n adds one"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self._open_next = False

    @override
    def body(self) -> Iterable[Widget]:
        yield Horizontal(
            Vertical(
                self.filter_line(),
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
    @override
    def deals(self) -> DealList:
        return self.query_one("#deals", DealList)

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
        super().show(view)
        if not view.index.whole:
            self.refresh_data()

    @override
    def top_of(self, top: Top) -> Top:
        return replace(top, tiles=(), uncovered=None)

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
        home = self.view.home if self.view is not None else ""
        self.filter_by(words if everybodys else f"{whose_term(home)}{words} ")
        self.deals.focus()

    def on_descendant_focus(self) -> None:
        """Where there is little room, what the words may be is said while they are typed only."""
        self.show_sums()

    # What was found.

    @override
    def show_matches(self, matches: Matches, summary: Summary) -> None:
        self.show_sums()
        self.show_hints()
        self.follow_cursor()
        if self._open_next:
            self._open_next = False
            if self.is_narrow and summary.count == 1:
                self.action_detail()

    @override
    def nothing(self) -> list[Content]:
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
        self.show_found(found)
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

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        from sprintsales.reports.deals import list_document, list_sheet

        matches = self.deals.matches
        if matches is None or not matches.index.whole:
            return None
        index, found = matches.index, matches.selected
        name = file_stem("deals", index.as_of.isoformat(), self.words or "")
        said = many_deals(matches)
        return Takeable(said, name, lambda: list_sheet(index, found()), lambda: list_document(index, found()))

    @override
    def cadence_about(self) -> About | None:
        deal_id, index = self.chosen_id(), self.deal_index()
        deal = index.judged.get(deal_id) if index is not None and deal_id is not None else None
        return None if deal is None else About(deal.name, deal.id)

    # The order.

    def on_deal_list_head_chosen(self, event: DealList.HeadChosen) -> None:
        """A click on a head sorts by it, a second one the other way round."""
        self._sort(Order(event.sort, event.sort == self.order.sort and not self.order.reverse))

    def _sort(self, order: Order) -> None:
        self.order = order
        self.show_deals(from_top=True)

    def action_sort(self) -> None:
        """Sort by the next column."""
        sorts = self.deals.sorts()
        at = sorts.index(self.order.sort) if self.order.sort in sorts else -1
        self._sort(Order(sorts[(at + 1) % len(sorts)]))

    def action_turn(self) -> None:
        """Sort the other way round."""
        self._sort(replace(self.order, reverse=not self.order.reverse))

    def on_resize(self, event: events.Resize) -> None:
        """Write again what depends on the size."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.has_class("-open") and not self.is_narrow:
            self.close_detail()
        self.show_sums()
        self.show_hints()
        self.pane.look_at(self.chosen_id())

    @override
    def deal_added(self, detail: Detail) -> None:
        self.tell(f"Added {detail.view.deal.name}   u takes it back")
        self.filter_by(f"#{detail.view.deal.id}")
