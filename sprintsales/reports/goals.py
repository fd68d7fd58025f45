"""Goals and quotas as a report and as a document."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sprintsales.domain.kpi_registry import title_of, unit_of
from sprintsales.domain.periods import DAY
from sprintsales.reports.sheet import Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, amount, count, day, iso, money, percent, priced

if TYPE_CHECKING:
    from sprintsales.services.goals import GoalLine, GoalsView

MONEY = ("money", "money_per_day")
HOLDS, WAS = "holds", "was"


def goals_sheet(view: GoalsView) -> Sheet:
    """Return the goals as a report."""
    columns = (
        Column("goal", cut=True), Column("whose", cut=True), Column("per"), Column("commit", right=True), Column("stretch", right=True),
        Column("counts"), Column("why", cut=True),
    )  # fmt: skip
    rows = tuple(
        (
            plain(title(one.metric)), plain(one.owner or "the team"), plain(one.period), plain(level(view, one.metric, one.commit)),
            plain(level(view, one.metric, one.stretch)), plain(counts_words(view, one)),
            plain(one.reason),
        )
        for one in view.goals
    )  # fmt: skip
    notes = (
        "Set one: sprintsales goals set won_value --owner NAME --period month --commit 40000",
        "End one: sprintsales goals end won_value --owner NAME --period month --at 2026-12-01",
    )
    return Sheet(f"Goals of {view.team}", (Section("", columns, rows, notes, "No goal is set."),))


def counts_words(view: GoalsView, one: GoalLine) -> str:
    """Return whether a goal counts today, and until when: until its end, or until another level took its place."""
    start = day(one.from_on, view.today)
    if one.until_on == one.from_on:
        return f"ended before {start}"
    if one.until_on is None:
        return f"{'since' if one.state == HOLDS else 'from'} {start}"
    how = f", {'replaced' if one.replaced else 'ended'}" if one.state == WAS else ""
    return f"{start} to {day(one.until_on - DAY, view.today)}{how}"


def title(metric: str) -> str:
    """Return a KPI in words."""
    return title_of(metric)


def level(view: GoalsView, metric: str, value: int | None) -> str:
    """Return a level for reading."""
    unit = unit_of(metric)
    if value is None:
        return DASH
    return amount(value, view.currency) if unit in MONEY else percent(Fraction(value, 1000)) if unit == "ratio" else count(value)


def said(metric: str, value: int, currency: str) -> str:
    """Return a level for a sentence, money with its currency: EUR 40,000, 45 %, 30."""
    unit = unit_of(metric)
    if unit in MONEY:
        return priced(value, currency)
    return percent(Fraction(value, 1000), 0 if value % 10 == 0 else 1) if unit == "ratio" else count(value)


def goals_document(view: GoalsView) -> dict[str, object]:
    """Return the goals as the document sprintsales.goals/1."""
    goals = [
        {
            "id": one.id, "kpi": one.metric, "owner": one.owner, "period": one.period, "commit": raw(view, one, one.commit),
            "stretch": raw(view, one, one.stretch), "from": iso(one.from_on), "until": iso(one.until_on),
            "state": one.state, "replaced": one.replaced, "reason": one.reason,
        }
        for one in view.goals
    ]  # fmt: skip
    return {"schema": "sprintsales.goals/1", "as_of": iso(view.today), "team": view.team, "currency": view.currency, "goals": goals}


def raw(view: GoalsView, one: GoalLine, value: int | None) -> str | int | float | None:
    """Return a level as JSON has it: money as text of major units, a ratio 0..1."""
    unit = unit_of(one.metric)
    if value is None:
        return None
    return money(value, view.currency) if unit in MONEY else value / 1000 if unit == "ratio" else value
