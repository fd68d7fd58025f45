"""The stand-up as a report to read out or to post, and as a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sprintsales.domain.goals import ON_PACE
from sprintsales.domain.slips import why_moved
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import amount, day, iso, number
from sprintsales.reports.work_items import (
    clock,
    hours,
    item_document,
    item_documents,
    marked_words,
    moved_document,
    promise_document,
    promise_words,
    short,
    sprint_document,
    uncovered_deal_document,
)

if TYPE_CHECKING:
    from sprintsales.domain.goals import Progress
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.reading import UncoveredDeal
    from sprintsales.services.views.standup import PersonStandup, StandupView, Stopped
    from sprintsales.services.views.team_work import MovedDate

COLUMNS = (Column("", key="what"), Column("", key="text"))


def standup_sheet(view: StandupView) -> Sheet:
    """Return the stand-up: one section a person, one line a thing."""
    title = f"Stand-up {view.team}, {day(view.today, view.today)}, {view.sprint.name}"
    told = f"Promise of the team {promise_words(view.numbers)} · since {day(view.since, view.today)}"
    head = Section("", notes=(told,))
    people = tuple(person_section(view, one) for one in view.members)
    if not people:
        people = (Section("", notes=("Nobody has a rep's seat yet. Import the team: sprintsales import team.csv --kind members",)),)
    return Sheet(title, (head, *people))


def person_section(view: StandupView, one: PersonStandup) -> Section:
    """Return what one person says."""
    back = f", back {day(one.back, view.today)}" if one.back else ""
    away = f"  away{back}" if one.is_away else ""
    room = "" if one.is_away else f"  today {hours(one.used)} of {hours(one.capacity)} h"
    said = [
        *lines("done", (item_words(card) for card in one.done)),
        *lines("overdue", (f"{item_words(card)}, {card.days_overdue} d" for card in one.overdue)),
        *lines(
            "today", (f"{f'{clock(card.planned_time)} ' if card.planned_time is not None else ''}{item_words(card)}" for card in one.today)
        ),
        *lines("blocked", (blocked_words(stop) for stop in one.blocked)),
        *lines("date moved", (moved_words(move, view.currency) for move in one.dates_moved)),
        *lines("nothing planned", (bare_words(deal, view.currency) for deal in one.uncovered)),
    ]
    title = f"{one.name}  {marked_words(one.numbers)}{pace_words(one.pace)}{away}{room}"
    return Section(title, COLUMNS, tuple(said), empty="nothing to tell", listed=True, part=("name", one.name))


def pace_words(pace: Progress | None) -> str:
    """Return whether a promise can still be kept at this pace: ", 3 behind"; nothing before a working day is past."""
    if pace is None or pace.verdict is None:
        return ""
    return f", {abs(pace.amount)} {pace.verdict}" if pace.amount and pace.verdict != ON_PACE else ", on pace"


def lines(word: str, texts: Iterable[str]) -> list[tuple[Cell, ...]]:
    """Return lines that begin with what they are about."""
    return [(plain(word), plain(text)) for text in texts]


def blocked_words(stop: Stopped) -> str:
    """Return what stops an item in words: call Gale: legal has it, 2 d, Tom Okafor can clear it."""
    clears = f", {stop.clears} can clear it" if stop.clears else ""
    return f"{item_words(stop.card)}: {stop.card.blocked_why or 'no reason given'}, {stop.days} d{clears}"


def bare_words(deal: UncoveredDeal, currency: str) -> str:
    """Return a deal that closes soon with nothing planned in words: Corto upgrade, closes 20 Nov, EUR 12,000."""
    value = f", {currency} {amount(deal.value, currency)}" if deal.value is not None else ""
    return f"{deal.name}, {deal.verb} {short(deal.on)}{value}"


def item_words(card: Card) -> str:
    """Return an item in words."""
    counted = f" ({card.quantity_done} of {card.quantity})" if card.is_block and card.is_open else ""
    return f"{card.type_name} {card.title}{counted}" if card.title != card.type_name else card.title


def moved_words(move: MovedDate, currency: str) -> str:
    """Return a moved date in words: Kestrel 18 Nov → 27 Nov, +9 d: “security review”; nothing planned or done."""
    sign = "+" if move.days > 0 else "−"
    value = f", {currency} {amount(move.value, currency)}" if move.value is not None else ""
    why = why_moved(move.slip_class, move.reason)
    return f"{move.deal} {short(move.from_date)} → {short(move.to_date)}, {sign}{abs(move.days)} d{value}: {why}"


def standup_document(view: StandupView) -> dict[str, object]:
    """Return the stand-up as the document sprintsales.standup/1."""
    return {
        "schema": "sprintsales.standup/1",
        "as_of": iso(view.today),
        "team": view.team,
        "since": iso(view.since),
        "sprint": sprint_document(view.sprint),
        "currency": view.currency,
        "promise": promise_document(view.numbers, view.currency),
        "pace": pace_document(view.pace),
        "members": [person_document(view, one) for one in view.members],
    }


def pace_document(pace: Progress | None) -> dict[str, object] | None:
    """Return how a promise stands against the working days gone, in items; None where there is none."""
    if pace is None:
        return None
    return {
        "kept": number(pace.result), "committed": number(pace.target), "due": number(pace.due), "share_of_due": number(pace.pace),
        "verdict": pace.verdict, "ahead_by": pace.amount, "working_days": pace.days, "working_days_past": pace.days_past,
    }  # fmt: skip


def person_document(view: StandupView, one: PersonStandup) -> dict[str, object]:
    """Return what one person says as JSON; say_do stays null while the sprint runs."""
    numbers = one.numbers
    return {
        "id": one.id,
        "name": one.name,
        "away": one.is_away,
        "back": iso(one.back),
        "minutes_today": one.used,
        "capacity_today": one.capacity,
        "done": item_documents(one.done, view.currency),
        "overdue": item_documents(one.overdue, view.currency),
        "today": item_documents(one.today, view.currency),
        "blocked": [
            {**item_document(stop.card, view.currency), "blocked_days": stop.days, "cleared_by": stop.clears} for stop in one.blocked
        ],
        "promises": [],
        "dates_moved": [moved_document(move, view.currency) for move in one.dates_moved],
        "uncovered": [uncovered_deal_document(deal, view.currency) for deal in one.uncovered],
        "say_do": number(numbers.say_do) if numbers else None,
        "kept": numbers.kept if numbers else None,
        "committed": numbers.committed if numbers else None,
        "moot": numbers.moot if numbers else None,
        "promise": promise_document(numbers, view.currency),
        "pace": pace_document(one.pace),
        "due": number(one.pace.due) if one.pace else None,
        "verdict": one.pace.verdict if one.pace else None,
    }
