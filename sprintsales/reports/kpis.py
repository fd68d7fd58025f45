"""The KPIs as a report and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS, Kpi
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import amount, count, days_through, iso, money, number, percent, period_document, tenths

if TYPE_CHECKING:
    from sprintsales.domain.periods import Period
    from sprintsales.services.views.kpis import KpiRow, KpiView

SHOWN = ("won_count", "won_value", "win_rate", "open_count", "open_value", "activities_done", "say_do")
"""Columns of a cut table unless others are asked for."""
SHORT = {"activities_done": "work", "avg_won_value": "avg won", "median_won_value": "med. won", "weighted_pipeline": "weighted"}
"""Heads that would be wider than their figures."""
MONEY = ("money", "money_per_day")
# Quotients of two amounts: their numerator and denominator are money as well.
OF_MONEY = frozenset({"win_rate_value", "quota_attainment", "coverage", "forecast_error", "forecast_accuracy"})


def as_document(view: KpiView) -> dict[str, object]:
    """Return the view as the document sprintsales.kpis/1; ratios are not rounded, amounts are strings of major units."""
    document: dict[str, object] = {
        "schema": "sprintsales.kpis/1",
        "as_of": iso(view.as_of),
        "period": period_document(view.period, view.kind),
        "team": view.team,
        "rep": view.rep,
        "currency": view.currency,
        "by": ",".join(view.by) or None,
        "total": figures_document(view.total, view.currency),
        "groups": [
            {"key": row.key, "name": row.name, "names": list(row.names), "kpis": figures_document(row, view.currency)}
            for row in view.groups
        ],
    }
    for one in view.compared:
        document[one.kind] = {
            "period": period_document(one.period),
            "total": {key: figure_document(KPIS[key], figure, None, view.currency) for key, figure in one.figures.items()},
        }
    return document


def figures_document(row: KpiRow, currency: str) -> dict[str, object]:
    """Return every KPI of a row by its key."""
    return {key: figure_document(KPIS[key], figure, row.goals.get(key), currency) for key, figure in row.figures.items()}


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
    """Return a figure for reading; no number is a dash."""
    value = None if figure is None else figure.value
    match kpi.unit:
        case "money" | "money_per_day":
            return amount(value, currency)
        case "ratio":
            return percent(value)
        case "count":
            return count(None if value is None else int(value))
    return tenths(value)


def as_sheet(view: KpiView, chosen: Sequence[str] = (), *, outcomes: Period | None = None) -> Sheet:
    """Return the view as a report: every KPI in a list, or one row a group with the chosen KPIs; OUTCOMES: of which other period those are.

    Raises NotReadable for an unknown key.
    """
    unknown = [key for key in chosen if key not in KPIS]
    if unknown:
        raise NotReadable(f"There is no KPI “{unknown[0]}”. The keys are: {', '.join(KPIS)}.")
    whose = f"{view.team} · {view.rep}" if view.rep else view.team
    others = f" · outcomes {days_through(outcomes)}" if outcomes is not None else ""
    title = f"{whose} · {days_through(view.period)}{others} · amounts in {view.currency}"
    return Sheet(title, (_groups(view, chosen or SHOWN),) if view.by else _list(view, chosen))


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


def _list(view: KpiView, chosen: Sequence[str]) -> tuple[Section, ...]:
    compared = [Column(one.kind.replace("_", " "), right=True, key=one.kind) for one in view.compared]
    columns = (
        Column("KPI", key="kpi"),
        Column("value", right=True, key="value"),
        Column("n", right=True, key="n"),
        Column("goal", right=True, key="goal"),
        *compared,
        Column("", cut=True, key="note"),
    )
    rows = tuple(_line(view, kpi) for key, kpi in KPIS.items() if not chosen or key in chosen)
    return (Section("", columns, rows),)


def _line(view: KpiView, kpi: Kpi) -> tuple[Cell, ...]:
    figure, goal = view.total.figures[kpi.key], view.total.goals.get(kpi.key)
    goal_text = "" if goal is None else figure_text(kpi, Figure(goal / 1000 if kpi.unit == "ratio" else goal), view.currency)
    others = (_cell(kpi, one.figures[kpi.key], view.currency) for one in view.compared)
    words = figure.why or (figure.note if figure.value else "") or ""
    return (
        Cell(kpi.title, kpi.key),
        _cell(kpi, figure, view.currency),
        Cell(count(figure.n) if figure.n else "", figure.n),
        Cell(goal_text, goal_text or None),
        *others,
        plain(words),
    )
