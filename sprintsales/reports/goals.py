"""Goals and quotas as a report and as a document."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sprintsales.domain.kpi_registry import KPIS
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, amount, count, day, iso, money, percent, priced

if TYPE_CHECKING:
    from sprintsales.services.goals import GoalLine, GoalsView

MONEY = ("money", "money_per_day")


def goals_sheet(view: GoalsView) -> Sheet:
    """Return the goals as a report."""
    columns = (
        Column("goal", cut=True), Column("whose", cut=True), Column("per"), Column("commit", right=True), Column("stretch", right=True),
        Column("from"), Column("why", cut=True),
    )  # fmt: skip
    rows = tuple(
        (
            plain(title(one.metric)), plain(one.owner or "the team"), plain(one.period), cell(view, one, one.commit),
            cell(view, one, one.stretch), Cell(day(one.from_on, view.today), one.from_on), plain(one.reason),
        )
        for one in view.goals
    )  # fmt: skip
    note = "Set one: sprintsales goals set won_value --owner NAME --period month --commit 40000"
    return Sheet(f"Goals of {view.team}", (Section("", columns, rows, (note,), "No goal is set."),))


def cell(view: GoalsView, one: GoalLine, value: int | None) -> Cell:
    """Return a level as people read it and as a spreadsheet gets it."""
    return Cell(level(view, one.metric, value), raw(view, one, value))


def title(metric: str) -> str:
    """Return a KPI in words."""
    return KPIS[metric].title if metric in KPIS else metric


def level(view: GoalsView, metric: str, value: int | None) -> str:
    """Return a level for reading."""
    unit = KPIS[metric].unit if metric in KPIS else "count"
    if value is None:
        return DASH
    return amount(value, view.currency) if unit in MONEY else percent(Fraction(value, 1000)) if unit == "ratio" else count(value)


def said(metric: str, value: int, currency: str) -> str:
    """Return a level for a sentence, money with its currency: EUR 40,000, 45 %, 30."""
    unit = KPIS[metric].unit
    if unit in MONEY:
        return priced(value, currency)
    return percent(Fraction(value, 1000), 0 if value % 10 == 0 else 1) if unit == "ratio" else count(value)


def goals_document(view: GoalsView) -> dict[str, object]:
    """Return the goals as the document sprintsales.goals/1."""
    goals = [
        {
            "id": one.id, "kpi": one.metric, "owner": one.owner, "period": one.period, "commit": raw(view, one, one.commit),
            "stretch": raw(view, one, one.stretch), "from": iso(one.from_on), "until": iso(one.until_on), "reason": one.reason,
        }
        for one in view.goals
    ]  # fmt: skip
    return {"schema": "sprintsales.goals/1", "as_of": iso(view.today), "team": view.team, "currency": view.currency, "goals": goals}


def raw(view: GoalsView, one: GoalLine, value: int | None) -> str | int | float | None:
    """Return a level as JSON has it: money as text of major units, a ratio 0..1."""
    unit = KPIS[one.metric].unit if one.metric in KPIS else "count"
    if value is None:
        return None
    return money(value, view.currency) if unit in MONEY else value / 1000 if unit == "ratio" else value
