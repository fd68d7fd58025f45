"""The Closing screen: open deals on a timeline, what closes in each week against the goal, and the outlook of week, month, quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from typing_extensions import override

from sprintsales.domain.closing import cell_sums
from sprintsales.domain.flag_registry import FLAGS
from sprintsales.ui.commands import KeysNow
from sprintsales.ui.content import NOTHING, line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.screens.closing_cleanup import pass_line, stock_line, stock_of
from sprintsales.ui.screens.closing_filter import ClosingFilter, ClosingView, Question, said_in
from sprintsales.ui.screens.closing_foot import Below, cure_lines, folded_sums, outlook_lines, sum_lines
from sprintsales.ui.screens.closing_list import WIDE, TimelineList
from sprintsales.ui.screens.deal_detail import DealPane, Detail
from sprintsales.ui.screens.deal_list import Matches, Order
from sprintsales.ui.screens.deal_sums import found_line
from sprintsales.ui.screens.deal_words import ON_A_DEAL, PRESETS, WHOSE, FilterInput
from sprintsales.ui.screens.shared import empty
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines
from sprintsales.ui.widgets.timeline import UNITS

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.deals import DealIndex

TALL, ROOMY_FOLD = 34, 28
"""Rows of the screen from which the charts stand in full, and from which their folded form may breathe."""
FURTHEST = 520
NO_DEAL = empty(
    "There is no open deal yet.", ("4", "to the deals; n adds one"), ("", "sprintsales import deals.csv brings in those of your CRM")
)
NO_MATCH = empty("No open deal fits these words.", ("esc", "back to where you started"), ("f3", "all open deals of everybody"))
ALL_CLEAN = empty(
    "✓ None of this kind is left.", ("c", "goes on with the next kind"), ("esc", "ends the clean-up"), ("u", "takes the last act back")
)


class ClosingScreen(ClosingFilter):
    """Deals by their dates."""

    NAME = "closing"
    AUTO_FOCUS = "#timeline"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self._next_drafts: dict[int, Draft] = {}
        self._begun_for: str | None = None
        self._unit = UNITS[0]
        self._summed: tuple[tuple[object, ...], Below] | None = None
        """What was summed last, with what it was summed for: the cursor moves more often than the sums change."""

    @override
    def body(self) -> Iterable[Widget]:
        timeline = TimelineList(id="timeline")
        timeline.unit = self._unit
        yield Horizontal(
            Vertical(
                Horizontal(
                    Lines([line((" / ", "bold $accent"))], id="slash"),
                    FilterInput(id="words", compact=True, select_on_focus=False),
                    Lines(id="found"),
                    id="filter",
                ),
                Lines(id="pass"),
                timeline,
                Lines(id="foot"),
                id="left",
            ),
            DealPane(self.read_deal, id="detail"),
            id="body",
        )

    @property
    def pane(self) -> DealPane:
        """The deal in detail, where it is open."""
        return self.query_one("#detail", DealPane)

    # Reading.

    @override
    def question(self) -> Question:
        return Question(said_in(self.words or ""), self.words is None)

    @override
    def fetch(self, question: Question) -> ClosingView:
        def look(connection: Any, desk: Desk) -> ClosingView:
            from sprintsales.services.views.closing_board import closing_board
            from sprintsales.services.views.frame import frame_view

            home = PRESETS["mine"] if desk.me.role == "rep" else PRESETS["everybody"]
            said = said_in(home) if question.first else question.said
            board = closing_board(connection, desk, said)
            return ClosingView(frame_view(connection, desk, board.goals.member_id), board, said, home, desk.me.name)

        return self.office.read(look)

    @override
    def show(self, view: ClosingView) -> None:
        if self.words is None:
            self.words = view.home
        self._write_words()
        self._show_top(view)
        self.deals.board = view.board
        self.deals.show_source(Matches(view.board.index, self.words, Order()))
        if self.pane.display:
            self.pane.look_at(self._chosen_id(), again=True)
        if said_in(self.words) != view.said:
            self.refresh_data()

    @override
    def view_state(self) -> dict[str, Any]:
        return {"zoom": self.deals.unit}

    @override
    def take_state(self, state: Mapping[str, Any]) -> None:
        self._unit = next((unit for unit in UNITS if unit == state.get("zoom")), UNITS[0])

    @override
    def keys_now(self) -> KeysNow:
        found = self.deals.matches.summary if self.deals.matches is not None else None
        if found is None or found.count or self.cleaning:
            return KeysNow()
        return KeysNow(first=("filter", "everybody"), without=ON_A_DEAL | {"plan_cure", "weeks_back", "clean_up"})

    # The axis.

    def action_shift_weeks(self, by: int) -> None:
        """Show later or earlier periods."""
        first = max(-FURTHEST, min(FURTHEST, self.deals.first + by))
        self.deals.shift(first, self.deals.unit)

    def action_zoom(self) -> None:
        """Weeks, months, quarters."""
        unit = UNITS[(UNITS.index(self.deals.unit) + 1) % len(UNITS)]
        self.deals.shift(0, unit)

    def action_now(self) -> None:
        """Back to the present week."""
        self.deals.shift(0, "week")

    @on(TimelineList.Moved)
    def _moved(self, event: TimelineList.Moved) -> None:
        event.stop()
        self.show_foot()

    # What was found, and what stands below it.

    def on_timeline_list_found(self, event: TimelineList.Found) -> None:
        """Say how much the list holds, and what to do where it holds nothing."""
        summary = event.matches.summary
        if summary is None or event.matches is not self.deals.matches:
            return
        words = (self.words or "").strip()
        self.follow_cursor()
        self.deals.empty = tuple(ALL_CLEAN if self.cleaning else NO_MATCH if words else NO_DEAL)
        if not summary.count:
            self.deals.refresh()
        found = line(found_line(summary, event.matches.index.currency, self.size.width // 2), " ")
        shown = self.query_one("#found", Lines)
        shown.styles.width = found.cell_length
        shown.show([found])
        width = max(20, self.deals.size.width)
        if self.cleaning is not None:
            self.query_one("#pass", Lines).show([pass_line(self.cleaning, summary.count, width)])
        else:
            self._show_stock(event.matches, width)
        self.show_foot()

    def _show_stock(self, matches: Matches, width: int) -> None:
        """Say in one sentence how many dates are past where they are a good part of all, and begin below them."""
        whose = self.whose_term()
        lines = matches.page(0, matches.count()) if (self.words or "") == whose else ()
        past = stock_of(lines)
        self.set_class(past > 0, "-stock")
        if not past:
            return
        value = sum(one.value or 0 for one in lines[:past])
        self.query_one("#pass", Lines).show([stock_line(past, len(lines), value, matches.index.currency, width)])
        if self._begun_for != whose:
            self._begun_for = whose
            self.call_after_refresh(self.deals.begin_at, past)  # once what stands below has taken its room

    def show_foot(self) -> None:
        """Draw what stands below the list."""
        below = self._below()
        if below is None:
            return
        row = self.deals.row_under_cursor()
        deal = below.board.index.judged.get(row.id) if row is not None else None
        raised = below.board.flags.get(row.id, ()) if row is not None else ()
        full = below.width >= WIDE and self.size.height >= TALL
        roomy = full or self.size.height >= ROOMY_FOLD
        gap = [NOTHING] if roomy else []
        cure = cure_lines(deal, raised, below.width - 1, rows=2 if roomy else 1)
        sums = sum_lines(below) if full else folded_sums(below)
        self.query_one("#foot", Lines).show(
            [line(" ", row) for row in (*cure, *gap, *sums, *gap, *outlook_lines(below, folded=not full, roomy=roomy and full))]
        )

    def _below(self) -> Below | None:
        shown, view, matches = self.deals.axis(), self.view, self.deals.matches
        if shown is None or view is None or matches is None or matches.summary is None or self.deals.size.width < 2:
            return None
        if matches.index is not view.board.index:
            return None  # the deals of the new board are still being found
        narrowed = self.cleaning is None and bool(WHOSE.sub("", self.words or "").strip())
        filtered = narrowed or said_in(self.words or "") != view.said
        key = (view.board, matches, shown, self.deals.size.width, filtered)
        if self._summed is None or any(one is not other for one, other in zip(self._summed[0], key, strict=True)):
            board = view.board
            # While cleaning up one sees where the new dates land, so the weeks stay those of all deals.
            lines = matches.page(0, matches.summary.count) if self.cleaning is None else board.index.select(self.whose_term()).lines
            sums = cell_sums(board.dues(lines), shown.cells, board.index.as_of)
            goals = tuple(None if filtered else board.goals.of(cell, shown.unit) for cell in shown.cells)
            self._summed = (key, Below(board, shown, sums, goals, self.deals.grid, self.deals.size.width - 1, filtered))
        return self._summed[1]

    # The deal under the cursor.

    def _chosen_id(self) -> int | None:
        key = self.deals.cursor_key
        return int(key) if key else None

    @on(LineList.Selected, "#timeline")
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.show_foot()
        if self.pane.display:
            self.pane.look_at(int(event.key) if event.key else None)

    @on(LineList.Chosen, "#timeline")
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_detail()

    def action_detail(self) -> None:
        """Open the deal's details, or close them."""
        if self.has_class("-open"):
            self._close_detail()
        elif (deal_id := self._chosen_id()) is not None:
            self.add_class("-open")
            self.pane.look_at(deal_id)
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
        """One step back: out of the words, the details, the message, the clean-up, the filter, the time."""
        if self.input.has_focus:
            self.deals.focus()
            if self.deals.total:
                return
        if self.has_class("-open"):
            self._close_detail()
        elif self.query_one("#band").display:
            self.action_clear_trouble()
        elif self.cleaning is not None:
            self.filter_by(self._words_after_pass())
        elif self.view is not None and self.words != self.view.home:
            self.filter_by(self.view.home)
        elif (self.deals.first, self.deals.unit) != (0, "week"):
            self.action_now()

    # Acts.

    @override
    def deal_index(self) -> DealIndex | None:
        return self.view.board.index if self.view is not None else None

    @override
    def with_deal(self, ask: Callable[[Detail], None]) -> None:
        deal_id = self._chosen_id()
        if deal_id is None:
            self.say("Choose a deal first.", "/ finds one")
            return
        shown = self.pane.detail
        if self.pane.display and shown is not None and shown.view.deal.id == deal_id:
            ask(shown)
        else:
            self.act(lambda: self.read_deal(deal_id), ask)

    @override
    def deal_changed(self, detail: Detail) -> None:
        if self.pane.display and detail.view.deal.id == self._chosen_id():
            self.pane.take(detail)

    def action_plan_next(self) -> None:
        """Plan the next step on this deal in one line that begins with it."""
        row = self.deals.row_under_cursor()
        if row is None:
            self.say("Choose a deal first.", "/ finds one")
            return
        kind = next((FLAGS[code].proposes for code in row.flags if FLAGS[code].asks), "follow_up")
        draft = self._next_drafts.setdefault(row.id, Draft())
        draft.text = draft.text or f"{kind} #{row.id} "
        self.ask_plan(draft)
