"""One explained figure as a report and as a document: the number, what it is made of row by row, and the command that prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.domain.activities import TYPES
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.reports.kpis import OF_MONEY, figure_document, figure_text, standing_document, stands_words
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import amount, brief, count, days_through, iso, money, period_document

if TYPE_CHECKING:
    from sprintsales.services.views.kpi_explained import BehindRow, Explained


def explained_sheet(found: Explained) -> Sheet:
    """Return a figure with its formula, its neighbours, every row it holds and its command."""
    kpi = found.kpi
    title = f"{kpi.title[:1].upper()}{kpi.title[1:]} · {found.row.name} · {days_through(found.period)}"
    number = _figure(found, found.figure)
    told = [f"{number}{_parts(found)}", f"{kpi.explanation}", f"Counted: {kpi.source}"]
    told += [note for note in (found.figure.note or "",) if note and found.figure.value is not None]
    told.append(f"Team: {_figure(found, found.team)} · before, {days_through(found.before_period)}: {_figure(found, found.before)}")
    if found.standing is not None:
        goal = figure_text(kpi, Figure(found.standing.goal), found.currency)
        told.append(f"Goal: {goal} · {stands_words(found.standing)}")
    rest = found.total_rows - len(found.rows)
    notes = (*((f"and {count(rest)} more",) if rest else ()), f"The number by command: {found.command}")
    return Sheet(title, (Section("", notes=tuple(told)), Section("", _COLUMNS, tuple(_row(one, found) for one in found.rows), notes)))


_COLUMNS = (
    Column("what", key="what"),
    Column("name", cut=True, key="name"),
    Column("who", cut=True, key="who"),
    Column("came of it", cut=True, key="state"),
    Column("units", right=True, key="units"),
    Column("value", right=True, key="value"),
    Column("day", key="on"),
    Column("deal", right=True, key="deal_id", spare=True),
)


def _figure(found: Explained, figure: Figure) -> str:
    if figure.value is None:
        return f"no number ({figure.why})" if figure.why else "no number"
    return figure_text(found.kpi, figure, found.currency)


def _parts(found: Explained) -> str:
    """What the number is the quotient of, or how many cases it counts."""
    figure, kpi = found.figure, found.kpi
    if figure.value is None:
        return ""
    if figure.numerator is None or figure.denominator is None or kpi.unit != "ratio":
        return f" · n {count(figure.n)} {kpi.denominator}".rstrip()
    of_money = kpi.key in OF_MONEY
    upper, lower = (amount(int(one), found.currency) if of_money else count(int(one)) for one in (figure.numerator, figure.denominator))
    return f" = {upper} / {lower} {'' if of_money else kpi.denominator}".rstrip()


def _row(one: BehindRow, found: Explained) -> tuple[Cell, ...]:
    kind = TYPES.get(one.what)
    outcome = kind.outcome(one.state) if kind is not None and one.state else None
    what = kind.name if kind is not None else one.what
    return (
        Cell(what, one.what),
        plain(one.name),
        plain(one.who or found.row.name),
        Cell(outcome.label if outcome is not None else one.state, one.state or None),
        Cell(count(one.units), one.units),
        Cell("" if one.value is None else amount(one.value, found.currency), money(one.value, found.currency)),
        Cell("" if one.on is None else brief(one.on, found.today), one.on),
        Cell("" if one.deal_id is None else f"#{one.deal_id}", one.deal_id),
    )


def explained_document(found: Explained) -> dict[str, object]:
    """Return it as the document sprintsales.kpi-explained/1."""
    held = found.standing
    return {
        "schema": "sprintsales.kpi-explained/1",
        "as_of": iso(found.today),
        "kpi": found.kpi.key,
        "title": found.kpi.title,
        "explanation": found.kpi.explanation,
        "row": found.row.name,
        "by": found.by,
        "period": period_document(found.period, found.asked.kind),
        "currency": found.currency,
        "figure": figure_document(found.kpi, found.figure, None, found.currency),
        "standing": None if held is None else standing_document(found.kpi, held, found.currency),
        "team": figure_document(found.kpi, found.team, None, found.currency),
        "before": {
            "period": period_document(found.before_period),
            "figure": figure_document(found.kpi, found.before, None, found.currency),
        },
        "count": found.total_rows,
        "rows": [
            {
                "what": one.what, "name": one.name, "who": one.who or found.row.name, "state": one.state or None, "units": one.units,
                "value": money(one.value, found.currency), "on": iso(one.on), "deal_id": one.deal_id,
            }
            for one in found.rows
        ],
        "command": found.command,
    }  # fmt: skip
