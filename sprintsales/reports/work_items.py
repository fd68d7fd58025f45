"""Items of work as reports write them: cells of a table, and the JSON that every view of work shares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from sprintsales.reports.sheet import Cell, Column, plain
from sprintsales.reports.values import DASH, amount, iso, moment, money, number, tenths

if TYPE_CHECKING:
    from sprintsales.domain.accountability import PromiseNumbers
    from sprintsales.domain.capacity import Capacity
    from sprintsales.services.sprints import SprintView
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.frame import FrameView
    from sprintsales.services.views.reading import Uncovered, UncoveredDeal
    from sprintsales.services.views.team_work import MovedDate

ITEM_COLUMNS = (
    Column("#", right=True, key="id"),
    Column("state"),
    Column("time"),
    Column("type"),
    Column("what", cut=True),
    Column("min", right=True, key="minutes"),
    Column("value", right=True),
    Column("", key="note", wraps=True),
)
STATE_WORDS = {"planned": "open", "late": "done late"}


def clock(minutes: int | None) -> str:
    """Return a time of day: 14:00; nothing without one."""
    return "" if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


def hours(minutes: int) -> str:
    """Return minutes in hours: 4.8."""
    return tenths(Fraction(minutes, 60))


def state_word(one: Card) -> str:
    """Return the word for an item's state."""
    word = STATE_WORDS.get(one.state, one.state)
    if one.is_block and one.is_open:
        return f"{one.quantity_done} of {one.quantity}"
    return word


def marks(one: Card) -> str:
    """Return what else is to say of an item, in words."""
    said = []
    if one.days_overdue and state_word(one) != "overdue":
        said.append("overdue")
    if one.carries:
        said.append(f"carried {one.carries}×")
    if one.is_unplanned:
        said.append("unplanned")
    elif one.is_added:
        said.append("added")
    said += [text for text in (one.blocked_why, one.result or one.note) if text]
    return " · ".join(said)


def item_row(one: Card, currency: str, first: str = "") -> tuple[Cell, ...]:
    """Return an item as a row of ITEM_COLUMNS; FIRST is said before its other notes."""
    said = " · ".join(part for part in (first, marks(one)) if part)
    value = Cell("" if one.value is None else amount(one.value, currency), money(one.value, currency))
    return (
        Cell(str(one.id), one.id), plain(state_word(one)), plain(clock(one.planned_time)), plain(one.type_name), plain(one.title),
        Cell(str(one.minutes), one.minutes), value, plain(said),
    )  # fmt: skip


def item_document(one: Card, currency: str) -> dict[str, object]:
    """Return an item as JSON."""
    return {
        "id": one.id,
        "state": one.state,
        "type": one.type,
        "type_name": one.type_name,
        "title": one.title,
        "deal": one.deal,
        "deal_id": one.deal_id,
        "account": one.account,
        "lead": one.lead,
        "list": one.list_name,
        "date": iso(one.planned_on),
        "time": clock(one.planned_time) or None,
        "minutes": one.minutes,
        "quantity": one.quantity,
        "quantity_done": one.quantity_done,
        "value": money(one.value, currency),
        "currency": currency,
        "carries": one.carries,
        "promised": one.is_promised,
        "added": one.is_added,
        "unplanned": one.is_unplanned,
        "days_overdue": one.days_overdue,
        "blocked_since": iso(one.blocked_since),
        "blocked_by": one.blocked_why,
        "outcome": one.outcome,
        "done_on": iso(one.done_on),
        "done_at": moment(one.done_at),
        "note": one.note,
        "result": one.result,
    }


def item_documents(cards: Iterable[Card], currency: str) -> list[dict[str, object]]:
    """Return items as JSON."""
    return [item_document(one, currency) for one in cards]


def days_document(frame: FrameView) -> dict[str, object]:
    """Return which working day of the sprint it is, of how many, and its last one."""
    return {"day": frame.day_n, "working_days": frame.days, "last_working_day": iso(frame.last_worked)}


def sprint_document(sprint: SprintView) -> dict[str, object]:
    """Return a sprint as JSON, its end not included."""
    return {
        "number": sprint.number, "start": iso(sprint.period.start), "end": iso(sprint.period.end), "state": sprint.state,
        "goal": sprint.goal, "goal_met": sprint.goal_met,
    }  # fmt: skip


def uncovered_document(open_now: Uncovered | None, currency: str) -> dict[str, object] | None:
    """Return what closes soon with nothing planned as JSON, null for a sprint that is over; `undated`: open deals with no date."""
    if open_now is None:
        return None
    deals = [uncovered_deal_document(one, currency) for one in open_now.deals]
    value, unvalued = money(open_now.value, currency), open_now.unvalued
    found = {"count": open_now.count, "value": value, "currency": currency, "unvalued": unvalued, "deals": deals}
    return {**found, "undated": open_now.undated}


def uncovered_deal_document(one: UncoveredDeal, currency: str) -> dict[str, object]:
    """Return a deal that closes soon with nothing planned as JSON."""
    return {"id": one.id, "name": one.name, "on": iso(one.on), "what": one.what, "value": money(one.value, currency), "currency": currency}


def promise_document(numbers: PromiseNumbers | None, currency: str) -> dict[str, object] | None:
    """Return the accountability numbers as JSON; ratios are not rounded, none is null."""
    if numbers is None:
        return None
    counts = (
        "committed", "kept", "moot", "unkept", "carried", "handed_over", "split", "dropped", "removed", "missed", "open", "overdue",
        "on_time", "blocked", "units_committed", "units_kept", "minutes_committed", "minutes_kept", "added", "added_carried",
        "unplanned_done", "delivered", "planned", "late_commits", "light_sprints", "reps_expected", "reps_committed",
        "loaded_minutes", "capacity",
    )  # fmt: skip
    ratios = {
        "say_do": numbers.say_do, "kept_so_far": numbers.kept_so_far, "on_time_share": numbers.on_time_share,
        "units_share": numbers.units_share, "minutes_share": numbers.minutes_share, "scope_added": numbers.scope_added,
        "scope_removed": numbers.scope_removed, "carry_over": numbers.carry_over, "delivery": numbers.delivery, "load": numbers.load,
    }  # fmt: skip
    return {
        **{name: getattr(numbers, name) for name in counts},
        **{name: number(value) for name, value in ratios.items()},
        "value_at_risk": money(numbers.value_at_risk, currency),
        "currency": currency,
    }


def promise_words(numbers: PromiseNumbers | None) -> str:
    """Return kept of committed: 14/22, "so far" while the sprint runs; a dash where nothing was promised."""
    if numbers is None or not numbers.committed:
        return DASH
    return f"{numbers.kept}/{numbers.committed - numbers.moot}{' so far' if numbers.open_sprints else ''}"


def marked_words(numbers: PromiseNumbers | None) -> str:
    """Return kept of committed with what else is to say of the promise: 14/22 so far, late commit, light."""
    said = [] if numbers is None else ["late commit" if mark == "late" else mark for mark in numbers.marks]
    return ", ".join([promise_words(numbers), *said])


def capacity_document(room: Capacity) -> dict[str, object]:
    """Return what somebody can take on in a sprint, in minutes, and where that comes from; the share counts where it is assumed."""
    return {
        "gross_minutes": room.gross, "selling_minutes": room.selling, "minutes_a_day": number(room.per_day), "assumed": room.assumed,
        "n": room.n, "non_selling_minutes": room.non_selling, "working_days": number(room.days), "pattern_minutes": room.pattern,
        "assumed_share": room.share / 1000,
        "told_by": [
            {
                "sprint": one.number, "done_minutes": one.done_minutes, "working_days": number(Fraction(one.working_days)),
                "minutes_a_day": number(one.per_day),
            }
            for one in room.told_by
        ],
    }  # fmt: skip


def kept_cell(words: str) -> Cell:
    """Return kept of committed as a cell; a spreadsheet would take 11/26 for a day."""
    return Cell(words, words.replace("/", " of ") if words != DASH else None)


def moved_document(one: MovedDate, currency: str) -> dict[str, object]:
    """Return a moved close date as JSON."""
    return {
        "deal_id": one.deal_id, "deal": one.deal, "on": iso(one.on), "from": iso(one.from_date), "to": iso(one.to_date), "days": one.days,
        "value": money(one.value, currency), "currency": currency, "class": one.slip_class, "reason": one.reason,
    }  # fmt: skip


def short(day: date) -> str:
    """Return a day without its weekday: 20 Nov."""
    return f"{day:%d}".lstrip("0") + f" {MONTHS[day.month - 1]}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
