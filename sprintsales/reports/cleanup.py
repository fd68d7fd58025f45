"""The deals that ask for something as a table for people and as a document for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import amount, day, iso, money

if TYPE_CHECKING:
    from sprintsales.services.views.cleaning import StockView

HOW = "Decide about several at once, with one undo: sprintsales cleanup --decide 12=keep 15=date:20dec 16=lost:price 19=rest:mon"


def cleanup_sheet(view: StockView) -> Sheet:
    """Return the deals, the dearest first, with what each asks for."""
    columns = (
        Column("#", right=True, key="id"), Column("deal", cut=True), Column("stage", cut=True, spare=True), Column("value", right=True),
        Column("close"), Column("why", wraps=True),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(str(one.id), one.id), plain(one.name), plain(one.stage or ""),
            Cell(amount(one.value, view.currency) if one.value else "–", money(one.value, view.currency)),
            Cell(day(one.close_on, view.today) if one.close_on else "no date", iso(one.close_on)), plain(one.reason),
        )
        for one in view.deals
    )  # fmt: skip
    title = f"Clean-up: {len(view.deals)} of {view.of} open deals of {view.who} ask for something"
    notes = [f"{note.sentence}" for note in view.stock]
    return Sheet(title, (Section("", columns, rows, (*notes, *((HOW,) if rows else ())), "Every open deal is in order."),))


def cleanup_document(view: StockView) -> dict[str, object]:
    """Return the same as JSON."""
    return {
        "schema": "sprintsales.cleanup/1", "as_of": iso(view.today), "rep": view.who, "open": view.of, "count": len(view.deals),
        "keep_until": iso(view.keep_until), "rest_until": iso(view.rest_until),
        "stock": [{"rule": note.rule, "count": note.count, "of": note.of, "sentence": note.sentence} for note in view.stock],
        "deals": [
            {
                "id": one.id, "name": one.name, "stage": one.stage, "value": money(one.value, view.currency), "currency": view.currency,
                "close_on": iso(one.close_on), "why": one.reason, "flags": list(one.codes),
            }
            for one in view.deals
        ],
    }  # fmt: skip
