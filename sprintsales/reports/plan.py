"""The plan of a sprint as a report and as a document."""

from __future__ import annotations

from dataclasses import replace
from shlex import join
from typing import TYPE_CHECKING

from sprintsales.domain.activities import kind_of
from sprintsales.domain.attention import OVERDUE, title_of
from sprintsales.domain.goals import cut_words
from sprintsales.domain.periods import period_words
from sprintsales.reports import work_items
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import amount, count, day, iso, moment, money, number, percent, whole
from sprintsales.reports.work_items import (
    ITEM_COLUMNS,
    days_document,
    hours,
    item_documents,
    item_row,
    promise_document,
    promise_words,
    sprint_document,
    uncovered_document,
)

if TYPE_CHECKING:
    from sprintsales.domain.attention import AttentionLine
    from sprintsales.domain.periods import Period
    from sprintsales.services.views.frame import FrameView, Tile
    from sprintsales.services.views.plan import PlanDay, PlanView

VERDICTS = {"ahead": "ahead", "on_pace": "on pace", "behind": "behind"}


def plan_sheet(view: PlanView, days: Period | None = None) -> Sheet:
    """Return the plan as a report: the days, what needs attention, and how it stands; of some DAYS only what is on them."""
    if days is not None:
        return days_sheet(view, days)
    title = f"{view.sprint.name}, {day(view.sprint.period.start, view.today)} – {day(view.sprint.period.last, view.today)}: {view.who.name}"
    sections = [Section("", notes=(frame_line(view.frame),))]
    sections += [day_section(view, one) for one in view.days]
    if view.undated:
        rows = tuple(item_row(one, view.frame.currency) for one in view.undated)
        sections.append(Section("Some day this sprint", ITEM_COLUMNS, rows, part=("day", None)))
    if view.backlog:
        rows = tuple(item_row(one, view.frame.currency) for one in view.backlog)
        sections.append(Section("Backlog", ITEM_COLUMNS, rows, part=("day", "backlog")))
    return Sheet(title, (*sections, attention_section(view), Section("", notes=tuple(standing(view)))))


def days_sheet(view: PlanView, days: Period) -> Sheet:
    """Return some days of the plan with their items, and nothing else: to be pasted."""
    shown = [one for one in view.days if one.day in days]
    sections = tuple(day_section(view, one) for one in shown)
    span = day(days.start, view.today) + ("" if days.days == 1 else f" – {day(days.last, view.today)}")
    if days.days == 1 and shown:
        sections = (replace(sections[0], title=f"{hours(shown[0].used)} of {hours(shown[0].capacity)} h"),)
    off = Section("", notes=("No working day, and nothing is planned." if days.days == 1 else "No working days, and nothing is planned.",))
    return Sheet(f"{span}: {view.who.name}", sections or (off,))


def day_section(view: PlanView, one: PlanDay) -> Section:
    """Return one day with its items."""
    over = ", too much" if one.is_overloaded else ""
    head = f"{day(one.day, view.today)}{' (today)' if one.is_today else ''}  {hours(one.used)} of {hours(one.capacity)} h{over}"
    rows = tuple(item_row(card, view.frame.currency) for card in one.cards)
    return Section(head, ITEM_COLUMNS, rows, empty="nothing planned", part=("day", one.day))


def attention_section(view: PlanView) -> Section:
    """Return what needs attention, at most seven lines."""
    columns = (Column("deal", cut=True), Column("value", right=True), Column("do"), Column("why", wraps=True))
    rows = tuple(attention_row(view, line) for line in view.attention.lines)
    notes = [note.sentence for note in view.attention.stock]
    if view.attention.folded_sentence:
        notes.insert(0, view.attention.folded_sentence)
    if notes:
        notes.append(f"Clean up, deal by deal: {join(['sprintsales', 'cleanup', '--rep', view.who.name])}")
    overdue, here = view.attention.counts.get(OVERDUE, 0), sum(line.code == OVERDUE for line in view.attention.lines)
    if overdue > here:
        notes.append(f"{overdue} items are overdue, {here} of them in lines of their own.")
    return Section("Needs attention", columns, rows, tuple(notes), "" if notes else "Nothing needs you now.")


def attention_row(view: PlanView, line: AttentionLine) -> tuple[Cell, ...]:
    """Return one line of attention."""
    value = Cell("" if line.value is None else amount(line.value, view.frame.currency), money(line.value, view.frame.currency))
    many = f" ×{line.quantity}" if line.quantity > 1 else ""
    do = f"{kind_of(line.type).name}{many} {day(line.day, view.today)}, {line.minutes} min"
    also = f" (also: {', '.join(title_of(code) for code in line.others)})" if line.others else ""
    return (plain(line.title), value, plain(do), plain(f"{line.sentence}{also}"))


def standing(view: PlanView) -> list[str]:
    """Return the promise and the capacity in sentences."""
    room = view.capacity
    assumed = " (assumed from the working hours)" if room.assumed else ""
    other = f", and {hours(view.used - view.selling_used)} h of other work" if view.used > view.selling_used else ""
    lines = [f"Planned {hours(view.selling_used)} of {hours(room.selling)} h for selling{assumed}{other}."]
    if view.is_overloaded:
        lines.append("That is more than 110 % of what fits.")
    given = view.commitment
    if given is None:
        late = " Its first working day is over: a commit is late now." if view.is_late_now else ""
        lines.append(f"Not committed yet: sprintsales plan --commit.{late}" if view.can_commit else "Nothing was committed.")
    else:
        late = ", late" if given.late else ""
        lines.append(
            f"Committed {day(given.on_day, view.today)}{late}: {view.committed}, {load_words(view)}. Kept {promise_words(view.numbers)}. "
            f"Added {view.added}, removed {view.removed}."
        )
    if view.sprint.goal:
        lines.insert(0, f"Goal: {view.sprint.goal}")
    return lines


def load_words(view: PlanView) -> str:
    """Return the promise against the capacity: load 62 %, and whether that is light."""
    if view.load is None:
        return f"{hours(view.load_minutes)} h with no working time"
    return f"load {percent(view.load)}{', a light sprint (under 50 %)' if view.is_light else ''}"


def frame_line(frame: FrameView) -> str:
    """Return the answer to "are we winning?" in one line."""
    parts = [tile_words(tile, frame.currency) for tile in frame.tiles]
    return " · ".join([*parts, *coverage_words(frame)])


def coverage_words(frame: FrameView) -> list[str]:
    """Return what closes soon with nothing planned, and how many open deals have no date; nothing of a sprint that is over."""
    found = frame.uncovered
    if found is None:
        return []
    said = []
    if found.count:
        said.append(f"uncovered closing {frame.currency} {amount(found.value, frame.currency)} ({found.count})")
    if found.undated:
        said.append(f"{count(found.undated)} open {'deal has' if found.undated == 1 else 'deals have'} no date")
    return said or ["all closing deals covered" if found.has_deals else "no open deals"]


def tile_words(tile: Tile, currency: str) -> str:
    """Return one tile in words: calls 31 of 40, 2 behind; a goal that was cut to the days there are with the whole one."""
    unit = f"{currency} " if tile.unit == "money" else ""
    shown = " of ".join(level(tile, value, currency) for value in (tile.value, tile.target) if value is not None)
    uncut = f" ({cut_words(tile.kind, level(tile, tile.full, currency))})" if tile.full not in (None, tile.target) else ""
    verdict = VERDICTS.get((tile.progress.verdict or "") if tile.progress else "", "")
    ahead = tile.progress.amount if tile.progress and verdict not in ("", "on pace") else None
    by = f"{level(tile, abs(ahead), currency)} " if ahead else ""
    period = "" if tile.kind == "sprint" else f" {period_words(tile.kind, tile.period)}"
    return f"{tile.title.lower()}{period} {unit}{shown}{uncut}{f', {by}{verdict}' if verdict else ''}"


def level(tile: Tile, value: int | None, currency: str) -> str:
    """Return a number of a tile for reading."""
    return whole(value, currency) if tile.unit == "money" else count(value)


def capacity_document(view: PlanView) -> dict[str, object]:
    """Return what is planned of what can be done in the sprint, in minutes."""
    return {
        "used_minutes": view.used, "selling_used_minutes": view.selling_used, **work_items.capacity_document(view.capacity),
        "overloaded": view.is_overloaded,
    }  # fmt: skip


def commitment_document(view: PlanView) -> dict[str, object] | None:
    """Return the promise as it was given and how it stands; None before it is."""
    given = view.commitment
    if given is None:
        return None
    return {
        "on": iso(given.on_day), "at": moment(given.at), "late": given.late, "load_minutes": given.load_minutes,
        "capacity_minutes": given.capacity_minutes, "load": number(view.load), "light": view.is_light,
        "numbers": promise_document(view.numbers, view.frame.currency),
    }  # fmt: skip


def to_commit_document(view: PlanView) -> dict[str, object] | None:
    """Return what a commit would freeze now; None where the promise is given or none can be given any more."""
    if not view.can_commit:
        return None
    return {
        "items": len(view.to_promise), "load_minutes": view.load_minutes, "load": number(view.load), "light": view.is_light,
        "overloaded": view.is_overloaded, "late": view.is_late_now,
    }  # fmt: skip


def due_now(tile: Tile, currency: str) -> tuple[str | int | float | None, str | int | None]:
    """Return what should be there by now, and how far the value is ahead of it (behind: below 0), in the tile's unit."""
    if tile.progress is None:
        return None, None
    due, ahead = tile.progress.due, tile.progress.amount
    return (money(due, currency), money(ahead, currency)) if tile.unit == "money" else (number(due), ahead)


def tile_document(tile: Tile, currency: str) -> dict[str, object]:
    """Return one tile as JSON."""
    is_money = tile.unit == "money"
    standing_ = tile.progress
    due, ahead = due_now(tile, currency)
    return {
        "key": tile.key, "title": tile.title, "unit": tile.unit, "value": money(tile.value, currency) if is_money else tile.value,
        "target": (money(tile.target, currency) if is_money else tile.target) if tile.target is not None else None, "basis": tile.basis,
        "full_target": (money(tile.full, currency) if is_money else tile.full) if tile.full is not None else None,
        "due": due, "ahead_by": ahead, "working_days": standing_.days if standing_ else None,
        "working_days_past": standing_.days_past if standing_ else None,
        "currency": currency if is_money else None, "so_far": tile.so_far,
        "pace": number(standing_.pace) if standing_ else None, "verdict": standing_.verdict if standing_ else None,
        "period": tile.kind, "start": iso(tile.period.start), "end": iso(tile.period.end),
    }  # fmt: skip


def plan_document(view: PlanView, asked: Period | None = None) -> dict[str, object]:
    """Return the plan as the document sprintsales.plan/1; where some days were ASKED for, `days` holds only these."""
    currency = view.frame.currency
    days = [
        {
            "date": iso(one.day), "working": one.is_working, "used_minutes": one.used, "capacity_minutes": one.capacity,
            "overloaded": one.is_overloaded, "items": item_documents(one.cards, currency),
        }
        for one in view.days
        if asked is None or one.day in asked
    ]  # fmt: skip
    return {
        "schema": "sprintsales.plan/1",
        "as_of": iso(view.today),
        "team": view.frame.team,
        "rep": view.who.name,
        "sprint": sprint_document(view.sprint),
        **days_document(view.frame),
        "tiles": [tile_document(tile, currency) for tile in view.frame.tiles],
        "uncovered": uncovered_document(view.uncovered, currency),
        "days": days,
        "undated": item_documents(view.undated, currency),
        "backlog": item_documents(view.backlog, currency),
        "attention": attention_document(view),
        "commitment": commitment_document(view),
        "to_commit": to_commit_document(view),
        "added": view.added,
        "removed": view.removed,
        "capacity": capacity_document(view),
    }  # fmt: skip


def attention_document(view: PlanView) -> dict[str, object]:
    """Return what needs attention as JSON, each line with the activity that answers it."""
    currency = view.frame.currency
    lines = [
        {
            "code": line.code, "title": line.title, "sentence": line.sentence, "deal_id": line.deal_id, "activity_id": line.activity_id,
            "on": iso(line.on), "value": money(line.value, currency), "currency": currency, "others": list(line.others),
            "plan": {"type": line.type, "minutes": line.minutes, "date": iso(line.day), "quantity": line.quantity},
        }
        for line in view.attention.lines
    ]  # fmt: skip
    stock = [{"rule": note.rule, "count": note.count, "of": note.of, "sentence": note.sentence} for note in view.attention.stock]
    return {"lines": lines, "folded": view.attention.folded, "counts": dict(view.attention.counts), "stock": stock}
