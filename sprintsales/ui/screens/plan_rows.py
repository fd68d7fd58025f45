"""How the Plan screen draws what it shows: days, cards, what needs attention, and the words at the foot."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import Part, between, left, line, right
from sprintsales.ui.screens.work import label
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.section_list import Section
from sprintsales.ui.widgets.week import Card as WeekCard
from sprintsales.ui.widgets.week import DayColumn

if TYPE_CHECKING:
    from datetime import date

    from sprintsales.domain.attention import AttentionLine, StockNote
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.glimpse import GlimpseDay
    from sprintsales.services.views.plan import PlanDay, PlanView
    from sprintsales.services.views.seen import GlimpseCard

TITLES = {"overdue_activity": "Overdue", "carried_twice": "Carried twice, decide", "pushed": "Pushed twice+", "goal_gap": "Below goal"}
TONES = {"overdue_activity": "$error", "carried_twice": "$warning", "goal_gap": "$muted"}


WAYS = (("a", "plan in one line"), ("4", "to the deals; n adds one"), ("]", "the week after this one"))
"""What to do in a week with nothing in it and nothing that asks for it."""


@dataclass(frozen=True, slots=True)
class Need:
    """One row of what needs attention: a line that can be planned, or a sentence about the stock."""

    key: str
    name: str
    when: str
    value: str
    line: AttentionLine | None = None
    full: str = ""


def day_column(view: PlanView, day: PlanDay, marks: Container[int] = ()) -> DayColumn:
    """One day as the week draws it; MARKS are the items that are marked."""
    free = day.capacity - day.used
    foot: list[tuple[Part, ...]] = []
    if not day.is_past and free >= 30:
        foot.append(((f"{written.hours(free)} free", "$muted"),))
        if not day.cards:
            foot.append((("a", "bold $accent"), (" add", "$muted")))
    cards = tuple(replace(week_card(card), picked=card.id in marks) for card in day.cards)
    return DayColumn(head_of(day.day, view.today), day.used, day.capacity, day.is_today, day.is_past, cards, tuple(foot))


def glimpse_column(day: GlimpseDay, today: date) -> DayColumn:
    """One day as far as it is known at first sight."""
    cards = tuple(week_card(card) for card in day.cards)
    return DayColumn(head_of(day.day, today), day.used, None, day.day == today, day.day < today, cards)


def head_of(day: date, today: date) -> str:
    """The head of a day's column."""
    return written.day(day, today) if abs((day - today).days) < 14 else f"{day:%a} {day.day}"


def week_card(card: Card | GlimpseCard) -> WeekCard:
    """One piece of work as the week draws it."""
    count = f" ×{card.quantity}" if card.is_block else ""
    mark, tone = ("+", "$accent") if card.is_added else ("", "")
    if card.carries:
        mark, tone = f"↻{card.carries}", "$warning" if card.carries > 1 else "$muted"
    word = {"overdue": "overdue", "blocked": "blocked", "late": "late"}.get(card.state, f"{card.minutes}m")
    if card.is_block and card.is_open and card.quantity_done:
        word = f"{card.quantity_done}/{card.quantity}"
    ground = {"overdue": "bad", "blocked": "risk"}.get(card.state, "")
    title = f"{card.deal or card.list_name or card.lead or card.account or card.note or card.title}{count}"
    return WeekCard(str(card.id), card.state, title, card.type, card.type_name.capitalize(), word, mark, tone or "$accent", ground)


def sections(view: PlanView, *, narrow: bool) -> list[Section[Need]]:
    """What needs attention, under one head a reason, the gravest first."""
    from sprintsales.domain.flag_registry import FLAGS

    found = view.attention
    currency = view.frame.currency
    by_code: dict[str, list[Need]] = {}
    for place, one in enumerate(found.lines):
        others = "".join(signs.drawn(signs.flag(code)) for code in one.others[:2])
        when = f"{others} {written.day(one.on, view.today) if one.on else ''}".strip()
        value = written.money_short(one.value, currency) if one.value else missing(view, one.metric)
        by_code.setdefault(one.code, []).append(
            Need(f"{one.code}:{one.deal_id}:{one.activity_id}:{one.metric}:{place}", one.title, when, value, one)
        )
    total = len(found.lines) + found.folded
    made: list[Section[Need]] = []
    if view.proposals:
        words = f"{view.proposals} proposal{'' if view.proposals == 1 else 's'}"
        made.append(
            Section("Proposed to you", (Need("proposals", words, "s", "", full=f"{words}: s shows them, enter too"),), "", ">", "$accent")
        )
    made.append(Section("Needs attention", (), str(total) if total else ""))
    for code, needs in by_code.items():
        kind = FLAGS.get(code)
        sign = signs.drawn(signs.flag(code)) if kind else next((one.line.sign for one in needs if one.line), "!")
        tone = signs.flag(code).tone if kind else TONES.get(code, "$muted")
        title = TITLES.get(code) or (kind.title[:1].upper() + kind.title[1:] if kind else code)
        every = max(found.counts.get(code, 0), len(needs))
        count = str(every) if every == len(needs) else f"{every}, {len(needs)} here"
        made.append(Section(title, tuple(needs), count, sign, tone))
    if found.stock:
        made.append(
            Section(
                "The stock of deals",
                tuple(Need(f"stock:{one.rule}", stock_words(one), "", "", full=one.sentence) for one in found.stock),
                "c cleans up",
                "≡",
                "$muted",
            )
        )
    if found.folded_sentence:
        made.append(Section("", (Need("folded", found.folded_sentence, "c", ""),)))
    if not total and not found.stock:
        made.append(Section("", (Need("none", covered_words(view), "", ""),)))
        if not any(day.cards for day in view.days) and not view.undated:
            made.append(Section("", tuple(Need(f"way-{key}", way, key, "") for key, way in WAYS)))
    return made


def covered_words(view: PlanView) -> str:
    """What is said where nothing needs anybody: that all is covered only where every open deal has a date."""
    found = view.frame.uncovered
    undated = found.undated if found is not None else 0
    if not undated:
        return "All is covered." if found is None or found.has_deals else "No open deals."
    return f"{written.count(undated)} open {'deal has' if undated == 1 else 'deals have'} no date."


def missing(view: PlanView, metric: str | None) -> str:
    """What is missing to a goal, in its unit."""
    tile = next((one for one in view.frame.tiles if one.key == metric), None)
    if tile is None or tile.progress is None:
        return ""
    gap = round(tile.progress.missing)
    return written.money_short(gap, view.frame.currency) if tile.unit == "money" else written.count(gap)


def stock_words(note: StockNote) -> str:
    """A rule that flags much of the stock, in one short line."""
    from sprintsales.domain.flag_registry import FLAGS

    return f"{note.count} of {note.of}: {FLAGS[note.rule].title}"


def need_row(need: Need, width: int, selected: bool) -> Content:
    """One row of what needs attention."""
    if need.line is None and need.when:
        return line("  ", (need.when, "bold $accent"), "  ", (need.name, "bold" if selected else "$muted"))
    if need.line is None:
        return line("  ", left(line((need.name, "$muted")), width - 2))
    end = line(left(line((need.when, "$muted")), 8), right(line((need.value, "")), 6), " ")
    return between(line("  ", (need.name, "bold" if selected else "")), end, width)


def promise_line(view: PlanView, width: int) -> Content:
    """How the week stands: goal, promise, what came and went since, capacity with its bar."""
    goal = view.sprint.goal
    parts: list[Part] = [("Goal  ", "$muted"), (goal, "bold"), "   "] if goal and width >= 110 else []
    if view.commitment is not None:
        wide = width >= 110
        gap = "   " if wide else "  "
        marks = [word for word, holds in (("late", view.commitment.late), ("light", view.is_light)) if holds]
        short = marks and not wide
        since = f"{gap}+{view.added} −{view.removed}" if short else f"{gap}added {view.added}{gap}removed {view.removed}"
        load = (
            f", load {written.percent(float(view.load))}" if wide and view.load is not None else ""
        )  # of what was promised, as it was then
        parts.append((f"committed {written.day(view.commitment.on_day, view.today)}: {view.committed}{load}", "$muted"))
        parts += [(f"{gap}{mark}", "$warning") for mark in marks]
        parts.append((since, "$muted"))
    elif view.can_commit:
        parts += [("not committed", "bold"), ("   C commits", "$muted")]
        parts += [("   late now", "$warning")] if view.is_late_now else []
    else:
        parts.append(("not committed", "bold"))
    room = view.capacity.selling
    share = view.selling_used / room if room else None
    over = view.is_overloaded
    assumed = " assumed" if view.capacity.assumed and width >= 110 else ""
    text = f"{'▲ ' if over else ''}{written.hours(view.selling_used, unit='')} of {written.hours(room)} selling{assumed} "
    end = line((text, "$warning" if over else "$muted"), bar(14 if width >= 110 else 8, share, style="$warning" if over else "$accent"))
    return between(line(*parts), end, width)


def need_words(need: Need) -> Content:
    """A line of attention in full: what, why, and what one key plans."""
    if need.line is None:
        return line((need.full or need.name, "$muted"))
    one = need.line
    if one.code == "carried_twice":
        return line((one.title, "bold"), "  ", one.sentence, ("   enter asks", "$muted"))
    return line(
        (one.title, "bold"),
        "  ",
        one.sentence,
        ("   enter plans: ", "$muted"),
        (f"{one.type.replace('_', ' ')} {written.minutes(one.minutes)}", ""),
    )


def card_words(card: Card, view: PlanView) -> Content:
    """A card in full: what, for how much, why, and what came of it."""
    parts: list[Part] = [(label(card), "bold")]
    if card.account and card.account not in (card.deal or ""):
        parts.append((f"  {card.account}", "$muted"))
    if card.value:
        parts.append(f"  {written.money_full(card.value, view.frame.currency)}")
    if card.blocked_why:
        parts.append((f"  ■ {card.blocked_why}", "$warning"))
    if card.outcome:
        parts.append((f"  {card.outcome.replace('_', ' ')}", "$success"))
    parts += [(f"  {words}", "$muted") for words in (card.note, card.result) if words]
    return line(*parts)
