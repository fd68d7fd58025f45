"""From the table of figures and its trend to what the grid shows: heads, names, and the two lines of each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.kpi_registry import KPIS, LEADING
from sprintsales.ui.content import NOTHING, between, cut, left, line
from sprintsales.ui.screens.kpi_words import BROUGHT, DONE, beside, head_note, note_text, value_text, verdict_style
from sprintsales.ui.widgets.cell_grid import Cell, Grid, GridColumn, GridRow
from sprintsales.ui.widgets.sparkline import highest, sparkline

if TYPE_CHECKING:
    from sprintsales.services.views.kpi_table import KpiTable, TableRow
    from sprintsales.services.views.kpi_trend import KpiTrend

VALUE = 7
"""Columns of a value; the verdict stands in the next one, under all others of its column."""
SHORT = {
    "first_touch_hours": "first touch", "positive_response_hours": "answered in", "meetings_scheduled": "mtgs planned",
    "contacts_reached": "reached", "agreements_sent": "agreements", "win_rate_value": "win r. value", "weighted_pipeline": "weighted",
    "lost_cycle_days_mean": "loss, mean", "lost_cycle_days_median": "loss, median", "quota_attainment": "of quota",
    "quota_attainment_rate": "at quota", "velocity_per_day": "velocity", "forecast_error": "fc. error", "forecast_accuracy": "fc. accuracy",
    "stage_advances": "advances",
}  # fmt: skip
"""Heads that would not fit into a cell."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which figure the rows are sorted; those without a number come last."""

    column: str
    lowest_first: bool = False

    def of(self, rows: Sequence[TableRow]) -> list[TableRow]:
        """The rows in order; equal ones as they were."""
        telling = [row for row in rows if row.figures[self.column].value is not None]
        telling.sort(key=lambda row: row.figures[self.column].value or 0, reverse=not self.lowest_first)
        return [*telling, *(row for row in rows if row.figures[self.column].value is None)]


def next_sorting(now: Sorting | None, column: str) -> Sorting | None:
    """What a key or a click on a head leads to: highest first, lowest first, by name again."""
    if now is None or now.column != column:
        return Sorting(column)
    return None if now.lowest_first else Sorting(column, lowest_first=True)


def with_words(rows: Sequence[TableRow], words: str) -> Sequence[TableRow]:
    """The rows whose name or note holds every word."""
    wanted = words.casefold().split()
    return [row for row in rows if all(word in f"{row.name} {note_text(row.note)}".casefold() for word in wanted)] if wanted else rows


def grid_of(table: KpiTable, trend: KpiTrend | None, sorting: Sorting | None = None, words: str = "") -> Grid:
    """The grid of a table, of the rows with these WORDS only; without a trend its place is empty."""
    rows: Mapping[str, TableRow] = {row.key: row for row in (*table.rows, table.total)}
    currency = table.view.currency
    tops = _tops(table, trend) if trend is not None else {}

    def draw(cell: Cell, width: int) -> tuple[Content, Content]:
        row, kpi = rows[cell.row], KPIS[cell.column]
        figure, held = row.figures[cell.column], row.standings.get(cell.column)
        text = value_text(kpi, figure.value, currency)
        mark = "$muted" if figure.value is None else "bold"
        value, other = line((text, mark)), beside(kpi, figure, held)
        fits = value.cell_length + other.cell_length < width - 1
        upper = between(value, other if fits else NOTHING, width - 1)  # a number is never cut
        if trend is None:
            return upper, NOTHING
        of_total = cell.row == table.total.key
        top = tops[cell.column][1 if of_total else 0]
        judged = held if table.period_of(cell.column) == table.asked else None  # the verdict is on another period than the last bar
        return upper, sparkline(trend.of(cell.row, cell.column), top, last=verdict_style(judged))

    columns = tuple(
        GridColumn(
            key,
            SHORT.get(key, KPIS[key].title),
            head_note(KPIS[key], table.total, currency),
            DONE if KPIS[key].kind == LEADING else BROUGHT,
            ("↑" if sorting.lowest_first else "↓") if sorting is not None and sorting.column == key else "",
        )
        for key in table.columns
    )
    foot = GridRow(table.total.key, line(("Team" if table.by != "team" else "Total", "bold")), line(("ratio of sums", "$muted")))
    rows_shown = with_words(table.rows, words)
    listed = rows_shown if sorting is None else sorting.of(rows_shown)
    return Grid(columns, tuple(_row(row) for row in listed), foot, draw)


def _row(row: TableRow) -> GridRow:
    if len(row.names) > 1:
        first, second = row.names
        return GridRow(row.key, cut(line((first, "bold")), 24), cut(line((second, "$muted")), 24))
    return GridRow(row.key, cut(line((row.name, "bold")), 24), left(line((note_text(row.note), "$muted")), 24))


def _tops(table: KpiTable, trend: KpiTrend) -> dict[str, tuple[float, float]]:
    """The scale of each column: one that the rows share, one of the total."""
    return {
        key: (highest(trend.of(row.key, key) for row in table.rows), highest([trend.of(table.total.key, key)])) for key in table.columns
    }
