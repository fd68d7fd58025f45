"""The leads, and who would get which, as reports and as documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.domain.activities import kind_of
from sprintsales.domain.leads import QUEUE, STATES, WAITING, Clock
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, count, day, iso, tenths

if TYPE_CHECKING:
    from sprintsales.services.assigning import Assigned, Preview
    from sprintsales.services.importing.order import LeadsBrought
    from sprintsales.services.views.leads import LeadCounts, LeadLine, LeadRules

QUEUE_WORDS = "nobody yet"


def counted_words(counts: LeadCounts) -> str:
    """Return the counts at the top: with a day 458 · queue 37 · over 5 · due today 5 · late 2; the first ones are all leads."""
    rest = "".join(f" · {word} {count(many)}" for word, many in (("without a day", counts.undated), ("over", counts.over)) if many)
    first = f"with a day {count(counts.dated)} · queue {count(counts.queue)}{rest}"
    return f"{first} · due today {count(counts.due_today)} · late {count(counts.late)}"


def clock_words(counts: LeadCounts) -> tuple[str, str]:
    """Return both clocks as sentences, with n; no number without any."""
    return (
        _clock("first touch", counts.touch_hours, counts.touch_clock_hours, counts.touch_n, "no lead here was touched"),
        _clock("positive answer after it", counts.response_hours, counts.response_clock_hours, counts.response_n, "no lead here answered"),
    )


def _clock(title: str, hours: float | None, on_clock: float | None, n: int, why: str) -> str:
    if hours is None:
        return f"{title}: {DASH} ({why})"
    return f"{title}: median {tenths(hours)} working hours, {tenths(on_clock)} on the clock (n = {count(n)})"


def waits(one: LeadLine, today: date) -> str:
    """Return what a lead waits for, in words."""
    if one.state == QUEUE:
        return "waits for an owner"
    if one.state == WAITING:
        if one.due is None:
            return "waits for its first touch"
        if one.late:
            return f"late since {day(one.due, today)}"
        return "first touch today" if one.due == today else f"first touch {day(one.due, today)}"
    if one.state == "touched":
        return f"touched {day(one.first_touch_on, today)}"
    if one.state == "responded":
        return f"answered {day(one.responded_on, today)}"
    return f"is the deal {one.deal}" if one.deal else one.state


def next_words(one: LeadLine, today: date) -> str:
    """Return what is planned or proposed next, in words."""
    if one.ahead is None:
        return DASH
    told = f"{kind_of(one.ahead.type).name} {day(one.ahead.day, today)}"
    return f"{told}, proposed" if one.ahead.proposed else told


def leads_sheet(lines: Sequence[LeadLine], counts: LeadCounts, today: date, problems: Sequence[str] = ()) -> Sheet:
    """Return the leads as a report."""
    columns = (
        Column("#", right=True, key="id"),
        Column("lead", cut=True, key="name"),
        Column("company", cut=True, key="account", spare=True),
        Column("owner", cut=True, key="owner"),
        Column("category", cut=True, key="category"),
        Column("source", cut=True, key="source", spare=True),
        Column("came in", key="created_on", spare=True),
        Column("next", cut=True, key="next"),
        Column("waits for", cut=True, key="waits_for"),
    )
    rows = tuple(_cells(one, today) for one in lines)
    way = "No lead fits. Bring some in: sprintsales import leads.csv, or add one: sprintsales leads add NAME"
    notes = (*problems, *clock_words(counts))
    return Sheet(f"Leads · {count(len(lines))} · {counted_words(counts)}", (Section("", columns, rows, notes, empty=way),))


def _cells(one: LeadLine, today: date) -> tuple[Cell, ...]:
    return (
        Cell(str(one.id), one.id),
        plain(one.name),
        plain(one.account),
        Cell(one.owner or QUEUE_WORDS, one.owner),
        plain(one.category),
        plain(one.source),
        Cell(day(one.created_on, today), one.created_on),
        Cell(next_words(one, today), None if one.ahead is None else one.ahead.day),
        plain(waits(one, today)),
    )


def leads_document(lines: Sequence[LeadLine], counts: LeadCounts, rules: LeadRules, today: date) -> dict[str, object]:
    """Return the leads as the document sprintsales.leads/1."""
    return {
        "schema": "sprintsales.leads/1",
        "as_of": iso(today),
        "count": len(lines),
        "states": {state: counts.states[state] for state in STATES},
        "queue": counts.queue,
        "due_today": counts.due_today,
        "late": counts.late,
        "with_day": counts.dated,
        "without_day": counts.undated,
        "over": counts.over,
        "first_touch": {"working_hours": counts.touch_hours, "clock_hours": counts.touch_clock_hours, "n": counts.touch_n},
        "response": {"working_hours": counts.response_hours, "clock_hours": counts.response_clock_hours, "n": counts.response_n},
        "rules": {"first_touch_days": rules.days, "first_touch_is": rules.plans},
        "leads": [lead_document(one) for one in lines],
    }


def lead_document(one: LeadLine) -> dict[str, object]:
    """Return one lead."""
    return {
        "id": one.id, "name": one.name, "account": one.account, "owner": one.owner, "category": one.category, "source": one.source,
        "territory": one.territory, "state": one.state, "created_on": iso(one.created_on), "due_on": iso(one.due), "late": one.late,
        "first_touch_day": iso(one.touch_day), "first_touch_on": iso(one.first_touch_on), "responded_on": iso(one.responded_on),
        "first_touch": clock_document(one.touch_clock), "response": clock_document(one.response_clock), "touches": one.touches,
        "next": None
        if one.ahead is None
        else {"type": one.ahead.type, "on": iso(one.ahead.day), "proposed": one.ahead.proposed, "id": one.ahead.id},
        "deal": one.deal, "deal_id": one.deal_id,
    }  # fmt: skip


def clock_document(clock: Clock | None) -> dict[str, object] | None:
    """Return a clock in minutes, None where it is not known."""
    return None if clock is None else {"working_minutes": clock.working, "clock_minutes": clock.minutes, "by_day": clock.by_day}


def preview_sheet(found: Preview) -> Sheet:
    """Return who would get which lead, as a report."""
    columns = (
        Column("#", right=True, key="id"),
        Column("lead", cut=True, key="name"),
        Column("for", cut=True, key="owner"),
        Column("first touch", key="first_touch_on"),
        Column("why", key="why", wraps=True),
    )
    rows = tuple(
        (
            Cell(str(one.lead.id), one.lead.id), plain(one.lead.name), Cell(one.owner or "stays in the queue", one.owner),
            Cell(day(one.day, found.as_of), one.day), plain(one.why),
        )
        for one in found.lines
    )  # fmt: skip
    return Sheet(f"{count(len(found.lines))} leads in the queue · {shares_words(found)}", (Section("", columns, rows),))


def shares_words(found: Preview) -> str:
    """Return how many each would get: Ana Ruiz 3, Ben Okafor 2, nobody 1."""
    shares = [f"{name} {count(many)}" for name, many in found.shares]
    return ", ".join([*shares, *([f"nobody {count(found.left)}"] if found.left else [])])


def assigned_words(done: Assigned) -> str:
    """Return what an assignment did."""
    touches = [f"{count(done.planned)} planned"] if done.planned else []
    touches += [f"{count(done.proposed)} proposed to their owners"] if done.proposed else []
    told = f"Assigned {count(done.given)} lead{'' if done.given == 1 else 's'}"
    told += f"; first touches: {', '.join(touches)}" if touches else ""
    return f"{told}; {count(done.left)} stay in the queue." if done.left else f"{told}."


def assign_document(found: Preview, done: Assigned | None) -> dict[str, object]:
    """Return an assignment, or its preview, as the document sprintsales.leads-assign/1."""
    return {
        "schema": "sprintsales.leads-assign/1",
        "as_of": iso(found.as_of),
        "by": found.way,
        "dry_run": done is None,
        "left_in_queue": found.left,
        "shares": dict(found.shares),
        "first_touches": None if done is None else {"planned": done.planned, "proposed": done.proposed},
        "leads": [
            {"id": one.lead.id, "name": one.lead.name, "owner": one.owner, "first_touch_day": iso(one.day), "why": one.why}
            for one in found.lines
        ],
        "entry": None if done is None else done.entry_id,
    }


def brought_words(told: LeadsBrought, *, dry_run: bool = False) -> str:
    """Return what became of the leads of a file."""
    have = "would have" if dry_run else "have"
    many = "1 lead" if told.total == 1 else f"{count(told.total)} leads"
    parts = [f"{count(told.dated)} {have} an owner and a first-touch day", f"{count(told.queue)} wait in the queue for an owner"]
    parts += [f"{count(told.over)} are over"] if told.over else []
    parts += [f"{count(told.undated)} have an owner who never works"] if told.undated else []
    asked = f" {count(told.proposed)} first touches {'would be' if dry_run else 'are'} proposed to their owners." if told.proposed else ""
    return f"{many}: {', '.join(parts)}.{asked}"
