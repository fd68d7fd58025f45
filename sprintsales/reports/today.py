"""A person's day as a report and as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sprintsales.reports.plan import attention_document, capacity_document, commitment_document, frame_line, tile_document
from sprintsales.reports.sheet import Column, Section, Sheet, plain
from sprintsales.reports.values import day, iso, money
from sprintsales.reports.work_items import (
    ITEM_COLUMNS,
    STATE_WORDS,
    clock,
    days_document,
    hours,
    item_document,
    item_documents,
    item_row,
    sprint_document,
    uncovered_document,
)

if TYPE_CHECKING:
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.today import TodayView


def today_sheet(view: TodayView) -> Sheet:
    """Return the day as a report, in the order of the screen."""
    coming = f" · next {clock(view.next_time)}" if view.next_time is not None else ""
    lists = (
        ("overdue", "Overdue", view.overdue),
        ("at_time", "At a time", view.at_time),
        ("any_time", "Any time, most value at risk first", view.any_time),
        ("undated", "Some day this sprint", view.this_week),
        ("done", "Done today", view.done),
    )
    sections = [Section("", notes=(frame_line(view.frame), f"{view.done_count} of {view.count} done{coming}"))]
    sections += [section(view, key, title, cards) for key, title, cards in lists if cards]
    if not view.cards:
        sections.append(Section("", notes=('Nothing is planned for today. Plan something: sprintsales add "call Acme 15m today"',)))
    if view.tomorrow is not None and view.tomorrow.cards:
        then = view.tomorrow
        head = f"{day(then.day, view.today)}  {hours(then.used)} of {hours(then.capacity)} h"
        sections.append(section(view, "tomorrow", head, then.cards))
    sections.append(week_section(view))
    return Sheet(f"{day(view.today, view.today)}: {view.who.name}", tuple(sections))


def section(view: TodayView, key: str, title: str, cards: tuple[Card, ...]) -> Section:
    """Return one list of items; what is due soon for the deal of an open one stands before its note."""
    rows = tuple(item_row(one, view.frame.currency, due_words(view, one)) for one in cards)
    return Section(f"{title}  {len(cards):,}", ITEM_COLUMNS, rows, part=("list", key))


def due_words(view: TodayView, one: Card) -> str:
    """Return the first date within two weeks that an item's deal has to meet: agreement Fri 20 Nov."""
    due = view.due.get(one.deal_id) if one.deal_id is not None and one.is_open else None
    return f"{due.code} {day(due.on, view.today)}" if due else ""


def week_section(view: TodayView) -> Section:
    """Return the days of the week with how many of their items are in which state."""
    rows = []
    for one in view.week:
        states = ", ".join(f"{count} {STATE_WORDS.get(state, state)}" for state, count in Counter(one.states).items())
        rows.append((plain(day(one.day, view.today)), plain(states or "nothing planned")))
    return Section("My week", (Column("day"), Column("items", wraps=True)), tuple(rows))


def today_document(view: TodayView) -> dict[str, object]:
    """Return the day as the document sprintsales.today/1."""
    currency, then = view.frame.currency, view.tomorrow
    return {
        "schema": "sprintsales.today/1",
        "as_of": iso(view.today),
        "team": view.frame.team,
        "rep": view.who.name,
        "sprint": sprint_document(view.frame.sprint),
        **days_document(view.frame),
        "tiles": [tile_document(tile, currency) for tile in view.frame.tiles],
        "uncovered": uncovered_document(view.frame.uncovered, currency),
        "done_count": view.done_count,
        "count": view.count,
        "next_time": clock(view.next_time) or None,
        "next_in_minutes": view.next_in,
        "overdue": documents(view, view.overdue),
        "at_time": documents(view, view.at_time),
        "any_time": documents(view, view.any_time),
        "undated": documents(view, view.this_week),
        "done": documents(view, view.done),
        "tomorrow": None if then is None else {
            "date": iso(then.day), "used_minutes": then.used, "capacity_minutes": then.capacity,
            "items": item_documents(then.cards, currency),
        },
        "week": [{"date": iso(one.day), "states": list(one.states)} for one in view.week],
        "value_at_risk": money(sum(one.value or 0 for one in view.overdue), currency),
        "attention": attention_document(view.plan),
        "commitment": commitment_document(view.plan),
        "capacity": capacity_document(view.plan),
        "currency": currency,
    }  # fmt: skip


def documents(view: TodayView, cards: Iterable[Card]) -> list[dict[str, object]]:
    """Return items as JSON, each with the first date within two weeks that its deal has to meet."""
    found = []
    for one in cards:
        due = view.due.get(one.deal_id) if one.deal_id is not None else None
        met = {"due": None if due is None else {"what": due.code, "on": iso(due.on)}}
        found.append({**item_document(one, view.frame.currency), **met})
    return found
