"""A person's day as a report and as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.reports.plan import frame_line, tile_document
from sprintsales.reports.sheet import Section, Sheet
from sprintsales.reports.values import day, iso, money
from sprintsales.reports.work_items import ITEM_COLUMNS, clock, hours, item_documents, item_row, sprint_document, uncovered_document

if TYPE_CHECKING:
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.today import TodayView


def today_sheet(view: TodayView) -> Sheet:
    """Return the day as a report, in the order of the screen."""
    coming = f" · next {clock(view.next_time)}" if view.next_time is not None else ""
    lists = (
        ("Overdue", view.overdue),
        ("At a time", view.at_time),
        ("Any time, most value at risk first", view.any_time),
        ("Some day this sprint", view.this_week),
        ("Done today", view.done),
    )
    sections = [Section("", notes=(frame_line(view.frame), f"{view.done_count} of {view.count} done{coming}"))]
    sections += [section(title, cards, view.frame.currency) for title, cards in lists if cards]
    if not view.cards:
        sections.append(Section("", notes=('Nothing is planned for today. Plan something: sprintsales add "call Acme 15m today"',)))
    if view.tomorrow is not None and view.tomorrow.cards:
        then = view.tomorrow
        head = f"{day(then.day, view.today)}  {hours(then.used)} of {hours(then.capacity)} h"
        sections.append(section(head, then.cards, view.frame.currency))
    return Sheet(f"{day(view.today, view.today)}: {view.who.name}", tuple(sections))


def section(title: str, cards: tuple[Card, ...], currency: str) -> Section:
    """Return one list of items."""
    return Section(f"{title}  {len(cards)}", ITEM_COLUMNS, tuple(item_row(one, currency) for one in cards))


def today_document(view: TodayView) -> dict[str, object]:
    """Return the day as the document sprintsales.today/1."""
    currency, then = view.frame.currency, view.tomorrow
    return {
        "schema": "sprintsales.today/1",
        "as_of": iso(view.today),
        "team": view.frame.team,
        "rep": view.who.name,
        "sprint": sprint_document(view.frame.sprint),
        "tiles": [tile_document(tile, currency) for tile in view.frame.tiles],
        "uncovered": uncovered_document(view.frame.uncovered, currency),
        "done_count": view.done_count,
        "count": view.count,
        "overdue": item_documents(view.overdue, currency),
        "at_time": item_documents(view.at_time, currency),
        "any_time": item_documents(view.any_time, currency),
        "undated": item_documents(view.this_week, currency),
        "done": item_documents(view.done, currency),
        "tomorrow": None if then is None else {"date": iso(then.day), "items": item_documents(then.cards, currency)},
        "value_at_risk": money(sum(one.value or 0 for one in view.overdue), currency),
    }
