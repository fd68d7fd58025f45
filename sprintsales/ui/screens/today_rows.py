"""The rows of the Today screen: my list under its heads, the days around it, and the ways to start an empty day."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from textual.content import Content

from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cells, cut, left, line, right, rule
from sprintsales.ui.screens.work import capital
from sprintsales.ui.widgets.section_list import Section

if TYPE_CHECKING:
    from sprintsales.domain.periods import Period
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.day import Due
    from sprintsales.services.views.day_glimpse import DayGlimpse
    from sprintsales.services.views.seen import GlimpseCard
    from sprintsales.services.views.today import NextDay, TodayView

    Day = TodayView | DayGlimpse
    """What the list is written from: all of the day, or its first sight."""
    Work = Card | GlimpseCard

WITH_TYPE_WORD = 85
"""From this many columns on a row says its type in a word beside the sign."""
NAME, TYPE, MINUTES, VALUE, MARK = 20, 9, 4, 7, 6
WEEKDAYS = written.ENGLISH.weekdays
OUTSTANDING = ("done", "late", "overdue", "blocked", "planned", "moot")
"""The order in which the states of a day are drawn, so that a day counts itself."""
MOST_SIGNS = 12
NAMES_OF_TOMORROW = (28, 20, 15, 12)
"""How long names may be in the line of tomorrow: as long as leaves room for the most of them."""
SHORT_TYPES = {"social": "Social", "referral": "Referral"}
"""Words for places under twelve columns."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row: what it is, what it takes, what it puts at risk, and one mark with its tone."""

    key: str
    state: str
    time: str
    type: str
    type_word: str
    name: str
    count: str
    what: str
    minutes: str
    value: str
    mark: str
    tone: str
    picked: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do on it."""
        return self.state in ("done", "late")


class Reader(NamedTuple):
    """For whom rows are written: the day, the zone, the currency, the sprint, and the dates of the deals."""

    today: date
    zone: ZoneInfo
    currency: str
    sprint: Period
    due: Mapping[int, Due]

    def item(self, one: Work) -> Item:
        """A piece of work as a row."""
        mark, tone = self.mark(one)
        name = name_of(one)
        return Item(
            key=str(one.id),
            state=one.state,
            time=self.time(one),
            type=one.type,
            type_word=SHORT_TYPES.get(one.type) or capital(one.type_name),
            name=name,
            count=f" ×{written.count(one.quantity)}" if one.is_block else "",
            what=what_of(one, name),
            minutes=f"{one.minutes}m" if one.minutes < 1000 else f"{one.minutes // 60}h",
            value=written.money_short(one.value, self.currency) if one.value else "",
            mark=mark,
            tone=tone,
        )

    def time(self, one: Work) -> str:
        """The time of day it is at or was done at; the day where it is overdue. At most five columns."""
        if one.done_at is not None and not one.is_open:
            return written.clock(one.done_at.astimezone(self.zone))
        if one.days_overdue and one.planned_on is not None:
            return short_day(one.planned_on, self.today)
        return minute_clock(one.planned_time)

    def mark(self, one: Work) -> tuple[str, str]:
        """What else is worth a mark, the gravest only, and its tone."""
        due = self.due.get(one.deal_id or 0)
        if not one.is_open:
            return ("late", "$warning") if one.state == "late" else ("+", "$accent") if one.is_added else ("", "")
        if one.is_block:
            return counted(one.quantity_done, one.quantity), "bold $muted"
        if one.days_overdue:
            return f"{one.days_overdue} d", "bold $error"
        if one.carries > 1:
            return f"↻{one.carries}", "bold $warning"
        if due is not None:
            return due_mark(due, self.today), "bold $warning" if due.on in self.sprint else "$muted"
        if one.carries:
            return f"↻{one.carries}", "$muted"
        return ("+", "$accent") if one.is_added else ("", "")


def name_of(one: Work) -> str:
    """What a piece of work is about, in one name; its note where it is about nothing that has one."""
    return one.deal or one.lead or one.account or one.list_name or one.note or one.type_name


def what_of(one: Work, name: str) -> str:
    """What else is to be said: the obstacle, how it came out, or the note."""
    if one.state == "blocked":
        return f"blocked: {one.blocked_why}" if one.blocked_why else "blocked"
    if not one.is_open:
        words = ("unplanned" if one.is_unplanned else "", outcome_label(one), one.result or "")
        return " · ".join(word for word in words if word)
    return next((word for word in (one.note, one.list_name) if word and word != name), "")


def outcome_label(one: Work) -> str:
    """How it came out, in words; empty where nothing was told."""
    from sprintsales.domain.activities import TYPES

    kind = TYPES.get(one.type)
    found = kind.outcome(one.outcome) if kind and one.outcome else None
    return found.label if found else one.outcome or ""


def counted(done: int, planned: int) -> str:
    """Units of a block in at most six columns: `6/10`; the share where the counts are too long."""
    text = f"{done}/{planned}"
    return text if len(text) <= MARK else f"{100 * done // planned}%"


def due_mark(due: Due, today: date) -> str:
    """The date a deal has to meet: its weekday inside a week, the days until then beyond."""
    sign, days = "§" if due.code == "agreement" else "●", (due.on - today).days
    return f"{sign} {WEEKDAYS[due.on.weekday()] if days < 7 else f'{days}d'}"


def minute_clock(minute: int | None) -> str:
    """A time of day given in minutes since midnight; nothing where there is none."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def short_day(day: date, today: date) -> str:
    """A day gone by in five columns: the weekday inside a week, else day and month."""
    if (today - day).days < 7:
        return WEEKDAYS[day.weekday()]
    text = f"{day.day} {written.ENGLISH.months[day.month - 1]}"
    return text if len(text) <= 5 else text.replace(" ", "")


def sections(view: Day, read: Reader, *, ruled: bool) -> list[Section[Item]]:
    """The list from top to bottom; a head only where something stands under it."""
    lists: tuple[tuple[str, Sequence[Work], str], ...] = (
        ("Overdue", view.overdue, "$error"),
        ("At a time", view.at_time, "$foreground"),
        ("Any time, most value at risk first", view.any_time, "$foreground"),
        ("Some day this week", view.this_week, "$foreground"),
        ("Done today", view.done, "$foreground"),
    )
    return [
        Section(title, tuple(read.item(one) for one in cards), str(len(cards)), tone=tone, ruled=ruled)
        for title, cards, tone in lists
        if cards
    ]


def with_marks(found: list[Section[Item]], marks: Container[int]) -> list[Section[Item]]:
    """The same lists with the marked items marked."""
    return [replace(part, rows=tuple(replace(item, picked=int(item.key) in marks) for item in part.rows)) for part in found]


def item_row(item: Item, width: int, selected: bool) -> Content:
    """One row of the list: state, time, type, name, what, minutes, value, mark; each in its column at any width."""
    over = item.is_over
    # Faint is too weak on the ground of the selected row.
    soft = "$faint" if over and not selected else "$muted"
    state, kind = signs.state(item.state), signs.activity(item.type)
    name = line(cut(item.name, NAME - cells(item.count)), item.count)
    word: list[Part] = [left(line((item.type_word, soft)), TYPE), " "] if width >= WITH_TYPE_WORD else []
    sign = ("●", "bold $accent") if item.picked else (signs.drawn(state), state.tone)
    start: list[Part] = [
        sign, " ", left(line((item.time, soft if over else "")), 5), " ",
        (signs.drawn(kind), soft if over else kind.tone), " ", *word, left(line((name, "$muted" if over else "bold")), NAME), " ",
    ]  # fmt: skip
    end = line(
        " ", right(line((item.minutes, soft)), MINUTES), " ", right(line((item.value, "$muted" if over else "")), VALUE),
        right(line((item.mark, item.tone)), MARK), " ",
    )  # fmt: skip
    room = width - line(*start).cell_length - end.cell_length
    return line(*start, left(line((item.what, soft)), room), end)


def day_line(view: Day, width: int) -> Content:
    """The line above the list: the day, how far it is, what comes next."""
    parts: list[Part] = [(f"{view.today:%A} {view.today.day} {view.today:%B}", "bold"), "   "]
    parts.append((f"{view.done_count} of {view.count} done" if view.count else "nothing due today", "$muted"))
    waiting = view.proposals
    if waiting:
        parts.append((f" · {waiting} proposal{'' if waiting == 1 else 's'}, s in Plan shows them", "$accent"))
    if view.next_time is not None and view.next_in is not None:
        wait = "now" if view.next_in == 0 else f"in {view.next_in} min" if view.next_in < 60 else f"in {written.minutes(view.next_in)}"
        parts.append((f" · next {minute_clock(view.next_time)}, {wait}", "$muted"))
    elif view.count and view.done_count == view.count:
        parts.append((" · all done", "$success"))
    return with_aside(line(*parts), line(("time, then value at risk", "$faint"), " "), width)


def with_aside(start: Content, aside: Content, width: int) -> Content:
    """START with an ASIDE at the right, where there is room for both."""
    return between(start, aside if start.cell_length + aside.cell_length + 2 <= width else NOTHING, width)


def narrow_note(view: TodayView) -> tuple[Part, ...]:
    """What stands beside the uncovered value where there is no room for tiles."""
    if view.cards:
        return day_note(view)
    promise = "committed" if view.plan.is_committed else "not committed"
    free = written.hours(max(0, view.plan.capacity.selling - view.plan.selling_used), unit=" h")
    return (("Promise ", "$muted"), ("– ", "bold"), (f"{promise}   Capacity ", "$muted"), (free, "bold"), (" free", "$muted"))


def day_note(view: Day) -> tuple[Part, ...]:
    """How far the day is, in a few words."""
    waiting = sum(minutes_left(one) for one in (*view.overdue, *view.at_time, *view.any_time))
    parts: list[Part] = [(f"{WEEKDAYS[view.today.weekday()]} {view.today.day} {view.today:%b}", "bold"), "  "]
    if view.count:
        parts += [(f"{view.done_count} of {view.count} done", ""), (f"  {written.hours(waiting)} left", "$muted")]
    else:
        parts.append(("nothing due today", "$muted"))
    return tuple(parts)


def minutes_left(one: Work) -> int:
    """The effort still to come: of a block, that of the units not counted yet."""
    return one.minutes * max(0, one.quantity - one.quantity_done) // max(1, one.quantity)


def foot_lines(view: TodayView, width: int) -> list[Content]:
    """The next working day and my week, under the list."""
    lines: list[Content] = []
    if view.tomorrow is not None:
        lines += [NOTHING, *tomorrow_lines(view.tomorrow, view.today, width)]
    lines += [NOTHING, headed(line(("My week", "bold $muted")), width), week_line(view, width)]
    return lines


def headed(start: Content, width: int) -> Content:
    """A head with its rule to the edge."""
    return line(" ", start, "  ", rule(width - start.cell_length - 4))


def tomorrow_lines(then: NextDay, today: date, width: int) -> list[Content]:
    """The next working day: its load, and what stands on it."""
    from sprintsales.domain.capacity import is_overloaded

    title = "Tomorrow" if (then.day - today).days == 1 else written.day(then.day, today)
    over = is_overloaded(then.used, then.capacity)
    load = f"{written.hours(then.used, unit='')} of {written.hours(then.capacity, unit=' h')}"
    head = line((title, "bold $muted"), "  ", (f"▲ {load}" if over else load, "$warning" if over else "$muted"))
    if not then.cards:
        return [headed(head, width), line("   ", ("nothing planned yet", "$faint"))]
    ways = [fitting([tomorrow_entry(one, longest) for one in then.cards], width - 4) for longest in NAMES_OF_TOMORROW]
    shown, _count = max(ways, key=lambda way: way[1])  # the first of equals has the longest names
    return [headed(head, width), line("   ", shown)]


def tomorrow_entry(one: Card, longest: int) -> Content:
    """One thing of the next working day, its name cut."""
    sign = signs.activity(one.type)
    when = f" {minute_clock(one.planned_time)}" if one.planned_time is not None else ""
    return line((signs.drawn(sign), sign.tone), " ", (cut(one.title, longest), "$muted"), (when, "$muted"))


def fitting(entries: list[Content], width: int) -> tuple[Content, int]:
    """As many entries as fit, each whole, with a word on how many more there are; and how many fit."""
    shown: list[Part] = []
    used = 0
    for place, entry in enumerate(entries):
        gap = 4 if place else 0
        rest = len(entries) - place - 1
        tail = cells(f"    + {rest} more") if rest else 0
        if used + gap + entry.cell_length + tail > width:
            shown.append((f"{'    ' if place else ''}+ {len(entries) - place} more", "$muted"))
            return line(*shown), place
        shown += [" " * gap, entry]
        used += gap + entry.cell_length
    return line(*shown), len(entries)


def week_line(view: TodayView, width: int) -> Content:
    """My week, one sign for each piece of work; counts where there are too many to count by eye."""
    for as_counts in (False, True):
        parts: list[Part] = []
        for day in view.week:
            if parts:
                parts.append("    ")
            name = WEEKDAYS[day.day.weekday()]
            parts += [(f"{name} ", "bold $accent" if day.is_today else "$muted"), states_drawn(day.states, as_counts=as_counts)]
        shown = line("   ", *parts)
        if shown.cell_length <= width - 1:
            return shown
    return shown


def states_drawn(states: tuple[str, ...], *, as_counts: bool) -> Content:
    """The states of one day as signs in their order, done first."""
    if not states:
        return line(("–", "$faint"))
    parts: list[Part] = []
    for code in OUTSTANDING:
        n = states.count(code)
        if n:
            sign = signs.state(code)
            mark = signs.drawn(sign)
            parts.append((f"{mark}{n} " if as_counts or len(states) > MOST_SIGNS else mark * n, sign.tone))
    return line(*parts).rstrip()
