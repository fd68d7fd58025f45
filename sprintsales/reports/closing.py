"""When deals can close, as a report and as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.domain.flag_registry import FLAGS
from sprintsales.domain.forecast import Heap
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, amount, count, day, iso, money

if TYPE_CHECKING:
    from sprintsales.domain.deals import DealFacts
    from sprintsales.services.views.closing import ClosingDeal, ClosingView, ClosingWeek


def as_document(view: ClosingView) -> dict[str, object]:
    """Return the view as the document sprintsales.closing/1; `as_of` is the day the deals are told as known on."""
    return {
        "schema": "sprintsales.closing/1",
        "as_of": iso(view.day),
        "currency": view.currency,
        "uncovered": heap_document(view.uncovered, view.currency),
        "overdue": heap_document(view.overdue, view.currency),
        "undated": heap_document(view.undated, view.currency),
        "known_from_dates_only": view.from_dates_only,
        "deals": [deal_document(row, view.currency) for row in view.deals],
        "weeks": [week_document(one, view.currency) for one in view.weeks],
    }


def heap_document(heap: Heap, currency: str) -> dict[str, object]:
    """Return count and value; `unvalued` of them have no amount."""
    return {"count": heap.count, "value": money(heap.value, currency), "unvalued": heap.unvalued}


def facts_document(deal: DealFacts, currency: str) -> dict[str, object]:
    """Return what a document says of any deal."""
    touch = deal.next_touch
    return {
        "id": deal.id,
        "external_id": deal.external_id,
        "name": deal.name,
        "account": deal.account,
        "owner": deal.owner,
        "stage": deal.stage,
        "value": money(deal.value, currency),
        "probability": None if deal.probability is None else deal.probability / 1000,
        "agreement_on": iso(deal.agreement_on),
        "close_on": iso(deal.close_on),
        "first_close_on": iso(deal.first_close_on),
        "pushes": deal.pushes,
        "days_slipped": deal.days_slipped,
        "next_activity": None if touch is None else {"type": touch[0], "on": iso(touch[1])},
        "last_touch": iso(deal.last_touch),
    }


def deal_document(row: ClosingDeal, currency: str) -> dict[str, object]:
    """Return one open deal."""
    facts = facts_document(row.deal, currency)
    facts |= {"stage_age_days": row.stage_age, "days_to_close": row.days_to_close, "flags": list(row.codes)}
    return facts | {"known_from_dates_only": True} if row.deal.known_from_dates_only else facts


def week_document(one: ClosingWeek, currency: str) -> dict[str, object]:
    """Return one week ahead."""
    return {
        "start": iso(one.start),
        "count": one.count,
        "value": money(one.value, currency),
        "weighted": money(one.weighted, currency),
        "uncovered": money(one.uncovered, currency),
        "unvalued": one.unvalued,
    }


def as_sheet(view: ClosingView) -> Sheet:
    """Return the view as a report: sums, the weeks ahead, then every open deal."""
    title = f"Closing · {len(view.deals)} open deals · {day(view.day, view.day)} {view.day.year} · amounts in {view.currency}"
    return Sheet(title, (_deals(view), _weeks(view), Section("", notes=_sums(view))))


def _sums(view: ClosingView) -> tuple[str, ...]:
    rows = (("closing soon, nothing planned", view.uncovered), ("overdue", view.overdue), ("without a date", view.undated))
    notes = [f"{count(heap.count)} {words}: {amount(heap.value, view.currency)} {view.currency}" for words, heap in rows if heap.count]
    if view.from_dates_only:
        notes.append(f"{count(view.from_dates_only)} known from their start and closing dates only")
    return tuple(notes)


def flag_words(code: str) -> str:
    """Return the sign and title of a flag."""
    kind = FLAGS[code]
    return f"{kind.sign} {kind.title}"


def _deals(view: ClosingView) -> Section:
    columns = (
        Column("#", right=True, key="id"),
        Column("deal", cut=True, key="name"),
        Column("owner", cut=True, key="owner"),
        Column("value", right=True, key="value"),
        Column("close", key="close_on"),
        Column("moved", right=True, key="pushes"),
        Column("next touch", cut=True, key="next_touch"),
        Column("flags", cut=True, key="flags"),
    )
    return Section("", columns, tuple(_deal_cells(row, view) for row in view.deals), empty="No open deals.")


def _deal_cells(row: ClosingDeal, view: ClosingView) -> tuple[Cell, ...]:
    deal = row.deal
    touch = deal.next_touch
    words = ", ".join(flag_words(code) if place == 0 else FLAGS[code].sign for place, code in enumerate(row.codes))
    return (
        Cell(str(deal.id), deal.id),
        plain(deal.name),
        plain(deal.owner),
        Cell(amount(deal.value, view.currency), money(deal.value, view.currency)),
        Cell(day(deal.close_on, view.day), deal.close_on),
        Cell(f"{deal.pushes}×" if deal.pushes else "", deal.pushes),
        Cell(f"{touch[0].replace('_', ' ')} {day(touch[1], view.day)}" if touch else DASH, iso(touch[1]) if touch else None),
        Cell(words, " ".join(row.codes) or None),
    )


def _weeks(view: ClosingView) -> Section:
    columns = (
        Column("week of", key="start"),
        Column("deals", right=True, key="count"),
        Column("value", right=True, key="value"),
        Column("weighted", right=True, key="weighted"),
        Column("nothing planned", right=True, key="uncovered"),
    )
    rows = tuple(
        (
            Cell(day(one.start, view.day), one.start),
            Cell(count(one.count), one.count),
            *(Cell(amount(value, view.currency), money(value, view.currency)) for value in (one.value, one.weighted, one.uncovered)),
        )
        for one in view.weeks
        if one.count
    )
    return Section("weeks ahead", columns, rows, empty="Nothing is dated in the next 13 weeks.")
