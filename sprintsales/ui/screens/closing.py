"""The Closing screen: open deals on a timeline, what closes in each week against the goal, and the outlook of week, month, quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.domain.closing import cell_sums
from sprintsales.ui.commands import KeysNow
from sprintsales.ui.content import NOTHING, line
from sprintsales.ui.screens.closing_cleanup import pass_line, stock_line, stock_of
from sprintsales.ui.screens.closing_filter import ClosingFilter, ClosingView, Question
from sprintsales.ui.screens.closing_foot import Below, cure_lines, folded_sums, outlook_lines, sum_lines
from sprintsales.ui.screens.closing_list import WIDE, TimelineList
from sprintsales.ui.screens.deal_matches import Matches, many_deals
from sprintsales.ui.screens.deal_pane import DealPane
from sprintsales.ui.screens.deal_sums import Summary, found_line
from sprintsales.ui.screens.deal_words import ON_A_DEAL, PRESETS, WHOSE, whose_said
from sprintsales.ui.screens.shared import empty
from sprintsales.ui.screens.take_away import Takeable, file_stem
from sprintsales.ui.widgets.lines import Lines
from sprintsales.ui.widgets.timeline import UNITS

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.closing import ClosingView as Report

TALL, ROOMY_FOLD = 34, 28
"""Rows of the screen from which the charts stand in full, and from which their folded form may breathe."""
FURTHEST = 520
NO_DEAL = empty("There is no open deal yet.", ("4", "to the deals; n adds one"), ("I", "brings in those of your CRM"))
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
                self.filter_line(),
                Lines(id="pass"),
                timeline,
                Lines(id="foot"),
                id="left",
            ),
            DealPane(self.read_deal, id="detail"),
            id="body",
        )

    # Reading.

    @override
    def question(self) -> Question:
        return Question(whose_said(self.words or ""), self.words is None)

    @override
    def fetch(self, question: Question) -> ClosingView:
        def look(connection: Any, desk: Desk) -> ClosingView:
            from sprintsales.services.views.closing_board import closing_board
            from sprintsales.services.views.frame import frame_view

            home = PRESETS["mine"] if desk.me.role == "rep" else PRESETS["everybody"]
            said = whose_said(home) if question.first else question.said
            board = closing_board(connection, desk, said)
            return ClosingView(frame_view(connection, desk, board.goals.member_id), board, said, home, desk.me.name)

        return self.office.read(look)

    @override
    def show(self, view: ClosingView) -> None:
        self.deals.board = view.board
        super().show(view)
        if whose_said(self.words or "") != view.said:
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

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        from sprintsales.reports.closing import as_document, as_sheet

        matches, view = self.deals.matches, self.view
        if matches is None or view is None or matches.index is not view.board.index:
            return None
        board, words = view.board, "" if self.words == view.home else (self.words or "").strip()

        def told() -> Report:
            from sprintsales.services.views.closing import shown_view

            return shown_view(board, [one.id for one in matches.selected().lines], words)

        name = file_stem("closing", board.index.as_of.isoformat(), words)
        return Takeable(many_deals(matches), name, lambda: as_sheet(told()), lambda: as_document(told()))

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

    @override
    def nothing(self) -> list[Content]:
        return ALL_CLEAN if self.cleaning else NO_MATCH if (self.words or "").strip() else NO_DEAL

    @override
    def show_matches(self, matches: Matches, summary: Summary) -> None:
        self.follow_cursor()
        self.show_found(line(found_line(summary, matches.index.currency, self.size.width // 2), " "))
        width = max(20, self.deals.size.width)
        if self.cleaning is not None:
            self.query_one("#pass", Lines).show([pass_line(self.cleaning, summary.count, width)])
        else:
            self._show_stock(matches, width)
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
            [line(" ", row) for row in (*cure, *gap, *sums, *gap, *outlook_lines(below, folded=not full, roomy=full, apart=roomy))]
        )

    def _below(self) -> Below | None:
        shown, view, matches = self.deals.axis(), self.view, self.deals.matches
        if shown is None or view is None or matches is None or matches.summary is None or self.deals.size.width < 2:
            return None
        if matches.index is not view.board.index:
            return None  # the deals of the new board are still being found
        narrowed = self.cleaning is None and bool(WHOSE.sub("", self.words or "").strip())
        filtered = narrowed or whose_said(self.words or "") != view.said
        key = (view.board, matches, shown, self.deals.size.width, filtered)
        if self._summed is None or any(one is not other for one, other in zip(self._summed[0], key, strict=True)):
            board = view.board
            # While cleaning up one sees where the new dates land, so the weeks stay those of all deals.
            lines = matches.page(0, matches.summary.count) if self.cleaning is None else board.index.select(self.whose_term()).lines
            sums = cell_sums(board.dues(lines), shown.cells, board.index.as_of)
            goals = tuple(None if filtered else board.goals.of(cell, shown.unit) for cell in shown.cells)
            self._summed = (key, Below(board, shown, sums, goals, self.deals.grid, self.deals.size.width - 1, filtered))
        return self._summed[1]

    @override
    def show_chosen(self) -> None:
        self.show_foot()

    @override
    def back_to_start(self) -> None:
        """The clean-up, the filter, then the time."""
        if self.cleaning is None and self.view is not None and self.words == self.view.home:
            self.action_now()
        else:
            super().back_to_start()
