"""The review's part about deals: close dates that moved and why, what that took from the quarter, deals won, lost, forward and new."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.slips import SLIP_WORDS, why_moved
from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, Part, between, cut, left, line, right
from sprintsales.ui.screens.review_since import is_recorded, since_words
from sprintsales.ui.screens.review_told import Reviewed, Told

if TYPE_CHECKING:
    from sprintsales.services.views.review import MovedDeal, ReviewView
    from sprintsales.services.views.team_work import MovedDate

TONES: dict[str | None, str] = {"no_plan": "$error", "plan_missed": "$warning", None: "$success"}
"""By class of a push (None: pulled in), its tone; the others are calm."""
CALM = "$muted"
KINDS: dict[str, tuple[str, str]] = {
    "won": ("✓", "$success"),
    "lost": ("✗", "$error"),
    "forward": ("▲", "$accent"),
    "back": ("▼", "$warning"),
    "corrected": ("≠", "$muted"),
}
ORDER = ("won", "lost", "back", "forward", "corrected")
RARE = ("back", "corrected")
"""Told only where there are some."""
TITLE = "Dates moved"
DATES, DAYS, VALUE = 16, 7, 8
LEAST_WHY, MOST_WHY = 10, 60
LEAST_NAME = 20


def dates_part(told: Reviewed, width: int) -> Told:
    """Dates that moved, then the deals that did."""
    view = told.view
    later = sum(one.days > 0 for one in view.dates_moved)
    earlier = len(view.dates_moved) - later
    crossed = crossed_line(view)
    counts = ", ".join(part for part in (f"{later} later" if later else "", f"{earlier} earlier" if earlier else "") if part)
    whole = ", ".join(part for part in (counts, since_words(told)) if part)
    room = width - len(TITLE) - crossed.cell_length - 4 - (5 if is_recorded(told) else 0)  # for how many were corrected
    note = next((one for one in (whole, since_words(told) or counts) if len(one) <= room), "")
    nothing = [line(("No close date moved.", "bold"))]
    lines = [date_line(one, view, width, with_why=True) for one in view.dates_moved] or nothing
    full = [row for one in view.dates_moved for row in whole_date(one, view, width)] or nothing
    deals: list[Content] = []
    if view.deals_moved:
        deals = [NOTHING, line(("Deals that changed their stage", "$muted"))]
        deals += [deal_line(one, view, width) for one in moved_in_order(view)]
    why = why_line(view)
    foot = (*((why,) if why else ()), cut(deals_line(view, width), width))
    return Told(TITLE, note, crossed, (*lines, *deals), foot, (*full, *deals))


def crossed_line(view: ReviewView) -> Content:
    """What left the quarter, and what came into it."""
    crossed = view.crossed
    parts: list[Part] = []
    if crossed.left_count:
        unknown = " and more" if crossed.unvalued else ""
        parts.append((f"{written.money_full(crossed.left, view.currency)}{unknown} left the quarter", "bold $error"))
    if crossed.came_count:
        where = "came in" if parts else "came into the quarter"
        parts += [", " if parts else "", (f"{written.money_full(crossed.came, view.currency)} {where}", "bold $success")]
    if not parts and view.dates_moved:
        parts.append(("none left the quarter", "$muted"))
    return line(*parts)


def whole_date(one: MovedDate, view: ReviewView, width: int) -> list[Content]:
    """One moved date with the whole reason, and what the plan says, in lines of their own."""
    why = line((why_moved(one.slip_class, one.reason), TONES.get(one.slip_class, CALM)))
    return [date_line(one, view, width, with_why=False), *(line("    ", row) for row in why.wrap(max(20, width - 4)))]


def date_line(one: MovedDate, view: ReviewView, width: int, *, with_why: bool) -> Content:
    """One moved date: how far, its value, and why where that is asked for and there is room; its arrow has the tone of its class."""
    tone = TONES.get(one.slip_class, CALM)
    days = f"{'+' if one.days > 0 else written.MINUS}{abs(one.days)} d"
    dates = f"{_short(one.from_date)} → {_short(one.to_date)}"
    room = width - 2 - DATES - DAYS - VALUE
    spare = room - LEAST_NAME - 1
    why = min(spare, MOST_WHY) if with_why and spare >= LEAST_WHY else 0
    start = max(8, room - why - (1 if why else 0))
    words = one.reason or (SLIP_WORDS[one.slip_class] if one.slip_class else "closes earlier")
    return line(
        ("→ " if one.days > 0 else "← ", tone),
        left(line((one.deal, "bold")), start),
        right(line((dates, "$muted")), DATES),
        right(days, DAYS),
        right(line((written.money_short(one.value, view.currency), "bold")), VALUE),
        *((" ", cut(line((words, "$muted" if one.reason else tone)), why)) if why else ()),
    )


def _short(day: date) -> str:
    return f"{day.day} {written.ENGLISH.months[day.month - 1]}"


def why_line(view: ReviewView) -> Content | None:
    """How many of the pushed dates had nothing planned behind them: what a team can change."""
    pushed = [one for one in view.dates_moved if one.days > 0]
    unplanned = sum(one.slip_class == "no_plan" for one in pushed)
    if not unplanned:
        return None
    return line((f"{unplanned} of {len(pushed)} moved later had nothing planned or done since the last date", "$error"))


def deals_line(view: ReviewView, width: int) -> Content:
    """Deals won, lost, forward, back and new, with their value."""
    parts: list[Part] = [("Deals", "bold")]
    forward = "forward a stage" if width >= 70 else "forward"
    for kind, words in (*((one, one) for one in ("won", "lost")), ("forward", forward), *((one, one) for one in RARE)):
        found = [one for one in view.deals_moved if one.kind == kind]
        if not found and kind in RARE:
            continue
        mark, tone = KINDS[kind]
        value = sum(one.value or 0 for one in found)
        amount = f" {written.money_full(value, view.currency)}" if kind in ("won", "lost") and found else ""
        parts.append((f"   {mark} {len(found)} {words}{amount}", tone if found else "$muted"))
    new = view.kpis.total.figures.get("deals_created")
    if new is not None and isinstance(new.value, int):
        parts.append((f"   + {new.value} new", "$accent" if new.value else "$muted"))
        if new.note:
            parts.append((f"   {new.note}", "$muted"))
    return line(*parts)


def moved_in_order(view: ReviewView) -> list[MovedDeal]:
    """The deals that moved: won first, then lost, back and forward, the largest first."""
    return sorted(view.deals_moved, key=lambda one: (ORDER.index(one.kind), -(one.value or 0), one.deal_id))


def deal_line(one: MovedDeal, view: ReviewView, width: int) -> Content:
    """One deal that changed its stage."""
    mark, tone = KINDS[one.kind]
    stages = f"{one.from_stage or written.DASH} → {one.to_stage}"
    end = line(
        (f"{stages}  ", "$muted"),
        right(line((written.day(one.on, view.today), "$muted")), 7),
        right(line((written.money_short(one.value, view.currency), "bold")), VALUE),
    )
    return between(line((f"{mark} ", tone), (one.deal, "")), end, width, gap=2)
