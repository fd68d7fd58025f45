"""The KPIs as a report and as a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.goals import cut_words
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS, Kpi, why_of
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import amount, count, days_through, iso, money, number, percent, period_document, spark, tenths

if TYPE_CHECKING:
    from sprintsales.domain.kpi_standing import Standing
    from sprintsales.domain.periods import Period
    from sprintsales.services.views.kpi_table import KpiTable, TableRow
    from sprintsales.services.views.kpi_trend import KpiTrend
    from sprintsales.services.views.kpis import KpiRow, KpiView

SHOWN = ("won_count", "won_value", "win_rate", "open_count", "open_value", "activities_done", "say_do")
"""Columns of a cut table unless others are asked for."""
SHORT = {"activities_done": "work", "avg_won_value": "avg won", "median_won_value": "med. won", "weighted_pipeline": "weighted"}
"""Heads that would be wider than their figures."""
MONEY = ("money", "money_per_day")
# Quotients of two amounts: their numerator and denominator are money as well.
OF_MONEY = frozenset({"win_rate_value", "quota_attainment", "coverage", "forecast_error", "forecast_accuracy"})


def as_document(view: KpiView, table: KpiTable | None = None, trend: KpiTrend | None = None) -> dict[str, object]:
    """Return the view as the document sprintsales.kpis/1; ratios are not rounded, amounts are strings of major units.

    TABLE adds how each figure stands against its goal and who the reps are, TREND the figures of the periods before.
    """
    rows = {} if table is None else {row.key: row for row in table.rows}
    document: dict[str, object] = {
        "schema": "sprintsales.kpis/1",
        "as_of": iso(view.as_of),
        "period": period_document(view.period, view.kind),
        "team": view.team,
        "rep": view.rep,
        "currency": view.currency,
        "by": ",".join(view.by) or None,
        "total": figures_document(view.total, view.currency, None if table is None else table.total.standings),
        "groups": [group_document(row, rows.get(row.key), view.currency) for row in view.groups],
    }
    for one in view.compared:
        document[one.kind] = {
            "period": period_document(one.period),
            "total": {key: figure_document(KPIS[key], figure, None, view.currency) for key, figure in one.figures.items()},
        }
    if trend is not None:
        document["trend"] = trend_document(trend, view.currency)
    return document


def group_document(row: KpiRow, told: TableRow | None, currency: str) -> dict[str, object]:
    """Return one group; of a rep also the function and territory, and where the seat began in the period."""
    found: dict[str, object] = {"key": row.key, "name": row.name, "names": list(row.names)}
    if told is not None and told.note is not None:
        about = told.note
        found["member"] = {
            "id": told.member_id, "function": about.function, "territory": about.territory, "seated": about.seated, "away": about.away,
            "joined_on": iso(about.joined_on),
        }  # fmt: skip
    return found | {"kpis": figures_document(row, currency, None if told is None else told.standings)}


def figures_document(row: KpiRow, currency: str, standings: Mapping[str, Standing] | None = None) -> dict[str, object]:
    """Return every KPI of a row by its key; with STANDINGS those with a goal say how they stand."""
    found: dict[str, object] = {}
    for key, figure in row.figures.items():
        said = figure_document(KPIS[key], figure, row.goals.get(key), currency)
        if key in row.fulls:
            said["full_goal"] = goal_document(KPIS[key], row.fulls[key], currency)
        held = standings.get(key) if standings is not None else None
        if held is not None:
            said["standing"] = standing_document(KPIS[key], held, currency)
        found[key] = said
    return found


def standing_document(kpi: Kpi, held: Standing, currency: str) -> dict[str, object]:
    """Return how a figure stands against its goal (a sprint's cut to the days there are)."""
    return {
        "goal": raw(kpi, held.goal, currency), "full_goal": raw(kpi, held.full, currency), "share": number(held.share),
        "share_due": number(held.due), "verdict": held.verdict,
    }  # fmt: skip


def trend_document(trend: KpiTrend, currency: str) -> dict[str, object]:
    """Return the figures of the periods before, the shown one last; null where there is no number."""
    rows = {
        row: {key: [raw(KPIS[key], value, currency) for value in values] for key, values in figures.items()}
        for row, figures in trend.values.items()
    }
    return {"periods": [period_document(period) for period in trend.periods], "rows": rows}


def raw(kpi: Kpi, value: int | float | Fraction | None, currency: str) -> str | int | float | None:
    """Return a value as JSON has it: money as text of major units, anything else as a number."""
    return money(value, currency) if kpi.unit in MONEY else number(value)


def figure_document(kpi: Kpi, figure: Figure, goal: int | None, currency: str) -> dict[str, object]:
    """Return one figure with its n, its quotient where it is one, and why there is no number."""
    is_money = kpi.unit in MONEY
    found: dict[str, object] = {"value": money(figure.value, currency) if is_money else number(figure.value), "n": figure.n}
    if figure.numerator is not None and kpi.unit == "ratio":
        parts = (figure.numerator, figure.denominator)
        found["numerator"], found["denominator"] = (money(part, currency) if kpi.key in OF_MONEY else number(part) for part in parts)
    found["goal"] = goal_document(kpi, goal, currency)
    found["unit"] = kpi.unit
    if is_money:
        found["currency"] = currency
    if figure.why:
        found["why"] = figure.why
    if figure.note:
        found["note"] = figure.note
    return found


def goal_document(kpi: Kpi, goal: int | None, currency: str) -> object:
    """Return a goal in the unit of its KPI: money as a string, ratios 0..1 (stored per mille), counts as they are."""
    if goal is None:
        return None
    return money(goal, currency) if kpi.unit in MONEY else goal / 1000 if kpi.unit == "ratio" else goal


def figure_text(kpi: Kpi, figure: Figure | None, currency: str) -> str:
    """Return a figure for reading, a duration with its unit (101.9 h, 106.0 d); no number is a dash."""
    value = None if figure is None else figure.value
    match kpi.unit:
        case "money" | "money_per_day":
            return amount(value, currency)
        case "ratio":
            return percent(value)
        case "count":
            return count(None if value is None else int(value))
    return tenths(value) if value is None else f"{tenths(value)} {kpi.unit[0]}"


def as_sheet(
    view: KpiView,
    chosen: Sequence[str] = (),
    table: KpiTable | None = None,
    trend: KpiTrend | None = None,
    *,
    outcomes: Period | None = None,
) -> Sheet:
    """Return the view as a report: every KPI in a list, or one row a group with the chosen KPIs; OUTCOMES: of which other period those are.

    One KPI of several groups is told whole: with its goal, how it stands, and its trend. Raises NotReadable for an unknown key.
    """
    unknown = [key for key in chosen if key not in KPIS]
    if unknown:
        raise NotReadable(f"There is no KPI “{unknown[0]}”. The keys are: {', '.join(KPIS)}.")
    whose = f"{view.team} · {view.rep}" if view.rep else view.team
    others = f" · outcomes {days_through(outcomes)}" if outcomes is not None else ""
    title = f"{whose} · {days_through(view.period)}{others} · amounts in {view.currency}"
    told = Told(view, table, trend)
    if view.by and table is not None and len(chosen) == 1:
        return Sheet(title, (_one_kpi(told, table, KPIS[chosen[0]]),))
    return Sheet(title, (_groups(view, chosen or SHOWN),) if view.by else _list(told, chosen))


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: the figures, how they stand, and how they were in the periods before, as far as they were asked for."""

    view: KpiView
    table: KpiTable | None
    trend: KpiTrend | None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of goal, standing and trend."""
        stands = (Column("of goal", key="share_of_goal"),) if self.table is not None else ()
        bars = (Column(f"last {len(self.trend.periods)}", key="trend"),) if self.trend is not None else ()
        return (Column("goal", right=True, key="goal"), *stands, *bars)

    def cells(self, row: str, kpi: Kpi, held: Standing | None, goal: int | None) -> tuple[Cell, ...]:
        """The cells of these columns for one figure of a row."""
        currency = self.view.currency
        aim = held.goal if held is not None else Fraction(goal, 1000) if goal is not None and kpi.unit == "ratio" else goal
        aimed = Cell("" if aim is None else figure_text(kpi, Figure(aim), currency), raw(kpi, aim, currency))
        stands = (Cell(stands_words(held), number(held.share) if held is not None else None),) if self.table is not None else ()
        bars: tuple[Cell, ...] = ()
        if self.trend is not None:
            values = self.trend.of(row, kpi.key)
            bars = (Cell(spark(values), " ".join("" if value is None else str(raw(kpi, value, currency)) for value in values)),)
        return (aimed, *stands, *bars)


def stands_words(held: Standing | None) -> str:
    """Return how a figure stands: 66 %, ahead."""
    if held is None or held.share is None:
        return ""
    return percent(held.share, 0) + (f", {held.verdict.replace('_', ' ')}" if held.verdict else "")


def cut_from(kpi: Kpi, full: int | float | Fraction, view: KpiView) -> str:
    """Return what a goal was cut from, in words."""
    return f"goal {cut_words(view.kind, figure_text(kpi, Figure(full), view.currency))}"


def _one_kpi(told: Told, table: KpiTable, kpi: Kpi) -> Section:
    columns = (Column(table.by, cut=True, key=table.by), Column(kpi.title, right=True, key=kpi.key), Column("n", right=True))
    rows = []
    for row in (*table.rows, table.total):
        figure = row.figures[kpi.key]
        more = told.cells(row.key, kpi, row.standings.get(kpi.key), None)
        name = "total" if row is table.total else row.name
        n = Cell(count(figure.n) if figure.n else "", figure.n)
        held = row.standings.get(kpi.key)
        cut = "" if held is None or held.full is None else cut_from(kpi, held.full, told.view)
        said = ", ".join(word for word in (why_of(kpi, figure) or figure.note, cut) if word)
        rows.append((plain(name), _cell(kpi, figure, told.view.currency), n, *more, plain(said)))
    return Section("", (*columns, *told.columns, Column("", key="note", wraps=True)), tuple(rows), (f"{kpi.title}: {kpi.explanation}",))


def _groups(view: KpiView, chosen: Sequence[str]) -> Section:
    kpis = [KPIS[key] for key in chosen]
    columns = [Column(cut, cut=True, key=cut) for cut in view.by]
    columns += [Column(SHORT.get(kpi.key, kpi.title), right=True, key=kpi.key) for kpi in kpis]
    rows = [(*(plain(name) for name in row.names), *_cells(row, kpis, view.currency)) for row in view.groups]
    blanks = tuple(Cell("") for _ in view.by[1:])
    rows.append((Cell("total", "total"), *blanks, *_cells(view.total, kpis, view.currency)))
    return Section("", tuple(columns), tuple(rows))


def _cells(row: KpiRow, kpis: Sequence[Kpi], currency: str) -> tuple[Cell, ...]:
    return tuple(_cell(kpi, row.figures[kpi.key], currency) for kpi in kpis)


def _cell(kpi: Kpi, figure: Figure, currency: str) -> Cell:
    raw = money(figure.value, currency) if kpi.unit in MONEY else number(figure.value)
    return Cell(figure_text(kpi, figure, currency), raw)


def _list(told: Told, chosen: Sequence[str]) -> tuple[Section, ...]:
    view = told.view
    compared = [Column(one.kind.replace("_", " "), right=True, key=one.kind) for one in view.compared]
    columns = (
        Column("KPI", key="kpi"),
        Column("value", right=True, key="value"),
        Column("n", right=True, key="n"),
        *told.columns,
        *compared,
        Column("", key="note", wraps=True),
    )
    rows = tuple(_line(told, kpi) for key, kpi in KPIS.items() if not chosen or key in chosen)
    return (Section("", columns, rows),)


def _line(told: Told, kpi: Kpi) -> tuple[Cell, ...]:
    view = told.view
    figure, goal = view.total.figures[kpi.key], view.total.goals.get(kpi.key)
    held = told.table.total.standings.get(kpi.key) if told.table is not None else None
    others = (_cell(kpi, one.figures[kpi.key], view.currency) for one in view.compared)
    full = view.total.fulls.get("won_value" if kpi.key == "quota" else kpi.key)
    cut = "" if full is None else cut_from(kpi, full, view)
    words = ", ".join(word for word in (why_of(kpi, figure) or (figure.note if figure.value or kpi.unit == "count" else ""), cut) if word)
    return (
        Cell(kpi.title, kpi.key),
        _cell(kpi, figure, view.currency),
        Cell(count(figure.n) if figure.n else "", figure.n),
        *told.cells("total", kpi, held, goal),
        *others,
        plain(words),
    )
