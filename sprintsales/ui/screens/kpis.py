"""The KPIs screen: rep by figure with goal, pace and trend, any period and cut; every number explains itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from textual.containers import Vertical
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import NOTHING, line
from sprintsales.ui.screens.kpi_drawer import ExplainPane
from sprintsales.ui.screens.kpi_grid import Sorting, grid_of, next_sorting, with_words
from sprintsales.ui.screens.kpi_words import KINDS, status_line, top_line
from sprintsales.ui.screens.shared import OfficeScreen, empty
from sprintsales.ui.screens.take_away import Takeable, file_stem
from sprintsales.ui.widgets.cell_grid import Cell, CellGrid
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.frame import FrameView
    from sprintsales.services.views.kpi_explained import Explained, Explainer
    from sprintsales.services.views.kpi_table import KpiTable, TableRow
    from sprintsales.services.views.kpi_trend import KpiTrend


@dataclass(frozen=True, slots=True)
class Asked:
    """Which period (the one a day lies in; None: today) and which cut."""

    kind: str = "month"
    day: date | None = None
    by: str = "rep"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and whether the trend is wanted with it: the table alone comes first."""

    asked: Asked
    trend: bool


@dataclass(frozen=True, slots=True)
class KpisView:
    """The top of the screen, the table, and the trend once it is counted."""

    asked: Asked
    frame: FrameView
    table: KpiTable
    trend: KpiTrend | None


class KpisScreen(OfficeScreen[Question, KpisView]):
    """Figures in a grid, one of them explained."""

    NAME = "kpis"
    AUTO_FOCUS = "#grid"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.asked = Asked()
        self._stood_on: int | None = None
        self._explainer: Explainer | None = None
        """Explains the cells of the table that is shown."""
        self.sorting: Sorting | None = None
        self.words = ""
        """Only rows with these words are shown."""

    @override
    def body(self) -> Iterable[Widget]:
        yield Vertical(
            Lines(id="top"),
            CellGrid(id="grid"),
            Lines(id="status"),
            id="table",
        )
        yield ExplainPane(self.read_explained, id="drawer")

    @override
    def view_state(self) -> dict[str, Any]:
        return {"kind": self.asked.kind, "by": self.asked.by}

    @override
    def take_state(self, state: Mapping[str, Any]) -> None:
        from sprintsales.domain.kpis import CUTS

        kind, by = str(state.get("kind")), str(state.get("by"))
        self.asked = Asked(kind if kind in KINDS else self.asked.kind, by=by if by in CUTS else self.asked.by)

    @property
    def grid(self) -> CellGrid:
        """The table."""
        return self.query_one("#grid", CellGrid)

    @property
    def drawer(self) -> ExplainPane:
        """The explanation."""
        return self.query_one("#drawer", ExplainPane)

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for one thing only."""
        return self.has_class("-narrow")

    # Reading.

    @override
    def question(self) -> Question:
        """The table comes at once and its trend a moment later; what is only read again comes whole."""
        return Question(self.asked, self.view is not None and self.view.asked == self.asked)

    @override
    def fetch(self, question: Question) -> KpisView:
        def look(connection: Any, desk: Desk) -> KpisView:
            from sprintsales.services.views.frame import frame_view
            from sprintsales.services.views.kpi_trend import kpi_trend

            table = read_table(connection, desk, question.asked)
            trend = kpi_trend(connection, desk, table) if question.trend else None
            return KpisView(question.asked, frame_view(connection, desk), table, trend)

        return self.office.read(look)

    def read_explained(self, cell: Cell) -> Explained:
        """One cell explained; called in the drawer's worker."""
        explainer = self._explainer
        assert explainer is not None

        def look(connection: Any, desk: Desk) -> Explained:
            return explainer.explain(connection, desk, cell.row, cell.column)

        return self.office.read(look)

    @override
    def show(self, view: KpisView) -> None:
        from sprintsales.services.views.kpi_explained import Explainer
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        first = self.grid.grid is None
        self.show_frame(replace(frame_text(view.frame, desk.zone), tiles=(), uncovered=None))
        sentence = "No rep has a seat in this period." if view.asked.by == "rep" else "Nothing to count in this period."
        who = (("8", "the team; n adds a rep"),) if view.asked.by == "rep" else (("v", "another cut"),)
        self.grid.empty = empty(sentence, *who, ("[", "the period before"), ("p", "another kind of period"))
        self._explainer = Explainer(view.table)
        if self.sorting is not None and self.sorting.column not in view.table.total.figures:
            self.sorting = None
        self._show_table()
        if first or self._stood_on != self.office.who_id:
            self._stood_on = self.office.who_id
            self._stand_on_person(view.table)
        self._show_status()
        if view.trend is None:
            self.refresh_data()
        if self.has_class("-explained"):
            self.drawer.look_at(self.grid.cell)

    def _stand_on_person(self, table: KpiTable) -> None:
        """Put the cursor on the row of whoever is looked at, me at first."""
        who = self.office.who_id or table.me
        row = next((one.key for one in table.rows if one.member_id == who), None)
        if row is not None:
            self.grid.stand_on(row)

    def _show_table(self) -> None:
        if self.view is None:
            return
        if self.words:
            self.grid.empty = empty(f"No row has “{self.words}” in it.", ("esc", "all rows"), ("/", "other words"))
        else:
            ways = ("[", "the period before"), ("p", "another kind of period"), ("v", "another cut")
            self.grid.empty = empty("Nothing to count in this period.", *ways)
        self.grid.show_grid(grid_of(self.view.table, self.view.trend, self.sorting, self.words))
        self._show_top()

    def _show_top(self) -> None:
        view = self.view
        if view is not None:
            rows = len(self.grid.grid.rows) if self.grid.grid is not None else 0
            told = top_line(view.table, trend=view.trend is not None, narrow=self.is_narrow, words=self.words, rows=rows)
            self.query_one("#top", Lines).show([told, NOTHING])

    def _show_status(self) -> None:
        row = self._row_under_cursor()
        cell = self.grid.cell
        told = status_line(self.view.table, row, cell.column) if self.view is not None and row is not None and cell is not None else NOTHING
        self.query_one("#status", Lines).show([told])

    def _row_under_cursor(self) -> TableRow | None:
        cell = self.grid.cell
        if self.view is None or cell is None:
            return None
        table = self.view.table
        return next((row for row in (*table.rows, table.total) if row.key == cell.row), None)

    # The cell under the cursor.

    def on_cell_grid_pointed(self, event: CellGrid.Pointed) -> None:
        """Say more about the cell, and explain it where the drawer is open."""
        event.stop()
        self._show_status()
        if self.has_class("-explained"):
            self.drawer.look_at(event.cell)

    def on_cell_grid_chosen(self, event: CellGrid.Chosen) -> None:
        """Explain the cell."""
        event.stop()
        self.action_explain()

    def on_cell_grid_head_clicked(self, event: CellGrid.HeadClicked) -> None:
        """Sort by the column."""
        event.stop()
        self.sort_by(event.column)

    def action_sort(self) -> None:
        """Sort by the column under the cursor: highest first, again lowest first, again by name."""
        if self.grid.cell is not None:
            self.sort_by(self.grid.cell.column)

    def sort_by(self, column: str) -> None:
        """Sort the rows, another time the other way round, then as they were; the cursor stays with its row."""
        if self.view is not None:
            self.sorting = next_sorting(self.sorting, column)
            self._show_table()

    def action_filter(self) -> None:
        """Ask for words; only rows with all of them stay, nothing shows all again."""
        from sprintsales.ui.dialogs.ask_text import AskText

        def given(text: str | None) -> None:
            if text is not None:
                self.words = " ".join(text.split())
                self._show_table()

        self.app.push_screen(AskText("Only rows with", value=self.words, hint="enter shows them   empty: all   esc cancels"), given)

    def action_explain(self) -> None:
        """Open the drawer on the cell under the cursor, or close it."""
        if self.has_class("-explained"):
            self._close_drawer()
        elif self.grid.cell is not None:
            self.add_class("-explained")
            self.drawer.look_at(self.grid.cell)
            self.call_after_refresh(self.drawer.focus)

    def _close_drawer(self) -> None:
        self.remove_class("-explained")
        self.drawer.look_at(None)
        self.call_after_refresh(self.grid.focus)

    def action_other_pane(self) -> None:
        """From the drawer to the table and back, where both are there."""
        if self.has_class("-explained") and not self.is_narrow:
            (self.grid if self.drawer.has_focus else self.drawer).focus()

    def action_back(self) -> None:
        """Close the drawer, else take the message away."""
        if self.query_one("#band").display:
            self.action_clear_trouble()
        elif self.has_class("-explained"):
            self._close_drawer()
        elif self.words:
            self.words = ""
            self._show_table()

    def on_explain_pane_deal_chosen(self, event: ExplainPane.DealChosen) -> None:
        """Go to the deal."""
        event.stop()
        self.call_later(self.run_action, f"app.deals('#{event.deal_id}')")

    # Which period, which cut.

    def ask(self, asked: Asked) -> None:
        """Show another period or cut; what stands there stays until it is counted."""
        if asked != self.asked:
            self.asked = asked
            self.query_one("#status", Lines).show([line(" ", ("counting …", "$muted"))])
            self.refresh_data()

    def action_kind(self, by: int) -> None:
        """The next kind of period, or the one before: sprint, week, month, quarter, year; the day looked at stays in it."""
        kind = KINDS[(KINDS.index(self.asked.kind) + by) % len(KINDS)]
        self.ask(replace(self.asked, kind=kind))

    def action_shift(self, by: int) -> None:
        """The period before, or after, but not past the running one."""
        view = self.view
        if view is None or view.asked != self.asked:
            return
        period, today = view.table.asked.period, view.table.today
        if by > 0 and period.end > today:
            self.tell("This is the running one: there are no figures after it.")
            return
        day = period.start - timedelta(days=1) if by < 0 else period.end
        self.ask(replace(self.asked, day=None if day > today else day))

    def action_cut(self) -> None:
        """Ask how to cut the figures."""
        from sprintsales.domain.kpis import CUTS
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def chosen(by: str | None) -> None:
            if by is not None:
                self.ask(replace(self.asked, by=by))

        first = list(CUTS).index(self.asked.by.split(",")[0])
        self.app.push_screen(AskChoice("Figures by", [Choice(key, cut.title) for key, cut in CUTS.items()], first=first), chosen)

    def action_second_cut(self) -> None:
        """Ask how to cut each row again; a time is cut once."""
        from sprintsales.domain.kpis import CUTS
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        cut = CUTS[self.asked.by.split(",")[0]]
        others = [Choice(key, one.title) for key, one in CUTS.items() if one != cut and not (one.time and cut.time)]

        def chosen(second: str | None) -> None:
            if second is not None:
                self.ask(replace(self.asked, by=f"{cut.key},{second}" if second else cut.key))

        self.app.push_screen(AskChoice(f"Figures by {cut.title} and", [Choice("", "nothing else"), *others], first=1), chosen)

    def on_resize(self) -> None:
        """Write again what depends on the size."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self._show_top()
        if self.is_narrow and self.has_class("-explained"):
            self.drawer.focus()

    # Copies.

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        found = self.drawer.explained if self.has_class("-explained") else None
        if found is not None:
            return self._takeable_number(found)
        return self._takeable_table(whole=whole) if self.view is not None else None

    def _takeable_number(self, found: Explained) -> Takeable:
        """The explained number with every row behind it: those beyond the ones shown are read when they are wanted."""
        from sprintsales.reports.kpi_explained import explained_document, explained_sheet

        explainer = self._explainer

        def all_of_it() -> Explained:
            if explainer is None or len(found.rows) == found.total_rows:
                return found
            return self.office.read(lambda connection, desk: explainer.explain(connection, desk, found.row.key, found.kpi.key, most=None))

        said = f"{found.kpi.title} of {found.row.name} with {found.total_rows:,} {'row' if found.total_rows == 1 else 'rows'}"
        name = file_stem(found.kpi.key, found.period.start.isoformat(), found.row.name)
        return Takeable(said, name, lambda: explained_sheet(all_of_it()), lambda: explained_document(all_of_it()))

    def _takeable_table(self, *, whole: bool) -> Takeable:
        """The table: the figures that can be seen, or WHOLE all that have a number."""
        from sprintsales.reports.kpis import as_document, as_sheet

        assert self.view is not None
        table, words = self.view.table, self.words
        columns = table.columns[: table.known] if whole else self.grid.columns_shown
        outcomes = None if table.to_date is None else table.to_date.period
        kept = {row.key for row in with_words(table.rows, words)}
        view, shown = (replace(one, groups=tuple(row for row in one.groups if row.key in kept)) for one in (table.view, table.as_shown()))
        only = f"only-{file_stem(words) or 'filtered'}" if words else ""
        name = file_stem("kpis", table.asked.kind, table.asked.period.start.isoformat(), "by", *view.by, only)
        said = f"{len(columns)} figures of {len(view.groups)} rows and the total"
        chosen = columns or list(view.total.figures)
        return Takeable(said, name, lambda: as_sheet(shown, chosen, outcomes=outcomes), lambda: as_document(view))

    def action_copy_command(self) -> None:
        """Copy the command that prints the number under the cursor."""
        from sprintsales.domain.text import for_terminal

        found = self.drawer.explained if self.has_class("-explained") else None
        if found is None:
            self.say("A number has its command once it is explained.", "e explains the one under the cursor")
            return
        self.app.copy_to_clipboard(for_terminal(found.command))
        self.tell("Copied the command of this number.")


def read_table(connection: Any, desk: Desk, asked: Asked) -> KpiTable:
    """The table that is asked for; called in workers."""
    from sprintsales.services.views.asking import AskedPeriod, period_of
    from sprintsales.services.views.kpi_table import kpi_table

    period = period_of(desk, asked.kind, asked.day or desk.today)
    return kpi_table(connection, desk, AskedPeriod(asked.kind, period), by=asked.by, to_date=True)
