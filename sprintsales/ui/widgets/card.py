"""The week grid: day columns with cards of two rows, drawn line by line by one widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cells, left, line, right, rule
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.lines import LineWidget, Spot
from sprintsales.ui.widgets.movement import moving
from sprintsales.ui.widgets.week import Card, DayColumn, Week

HEAD_ROWS = 4
"""A row of padding, the head, its bar, a blank row."""
CARD_STEP = 3
"""Two rows of a card and one between."""
ROOMY_COLUMN = 18
"""From this width on a day head has the capacity beside the hours used."""


class CardSelected(Message):
    """The cursor stands on another card; an empty `key` is a day without cards, `day` its place in the week."""

    def __init__(self, key: str, day: int) -> None:
        super().__init__()
        self.key = key
        self.day = day


class CardChosen(CardSelected):
    """Enter or a double click on a card."""


class CardMarked(CardSelected):
    """A click with ctrl on a card."""


class WeekView(LineWidget, can_focus=True):
    """What all views of a week share: the model they draw, movement, and the messages about it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *moving(left="move(-1, 0)", right="move(1, 0)", down="move(0, 1)", up="move(0, -1)"),
        *moving(first="move(0, -999)", last="move(0, 999)", choose="choose"),
        *moving(page_down="move(0, 5)", page_up="move(0, -5)"),
    ]

    def __init__(self, week: Week | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.week = week or Week()

    def on_mount(self) -> None:
        """Follow the week."""
        self.week.watch(self.redraw)

    def on_unmount(self) -> None:
        """Stop following the week."""
        self.week.unwatch(self.redraw)

    def on_focus(self) -> None:
        """Mark the cursor as the one that keys move."""
        self.redraw()

    def on_blur(self) -> None:
        """Mark the cursor as resting."""
        self.redraw()

    def action_move(self, days: int, cards: int) -> None:
        """Move the cursor by DAYS and CARDS."""
        self._go(lambda: self.week.move(days, cards))

    def action_choose(self) -> None:
        """Say that the card under the cursor was chosen."""
        if self.week.key:
            self.post_message(CardChosen(self.week.key, self.week.day))

    def _go(self, step: Callable[[], None]) -> None:
        before = (self.week.key, self.week.day)
        step()
        if (self.week.key, self.week.day) != before:
            self.post_message(CardSelected(self.week.key, self.week.day))

    def on_click(self, event: events.Click) -> None:
        """A click selects a card or a day, a double click chooses."""
        kind, _, place = self.spot_at(event.x, event.y).partition(":")
        if not kind:
            return
        day, _, card = place.partition(":")
        self._go(lambda: self.week.go(int(day), int(card or 0)))
        if kind == "card" and event.ctrl:
            self.post_message(CardMarked(self.week.key, self.week.day))
        elif kind == "card" and event.chain >= 2:
            self.action_choose()


class WeekGrid(WeekView):
    """All days side by side; a day with more cards than rows says how many more there are, and scrolls with the cursor."""

    def __init__(self, week: Week | None = None, *, locale: written.Locale = written.ENGLISH, id: str | None = None) -> None:
        super().__init__(week, id=id)
        self._locale = locale
        self._tops: dict[int, int] = {}

    def show(self, days: Sequence[DayColumn]) -> None:
        """Show DAYS; the cursor stays on its card."""
        self.week.show(days)

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        days = self.week.days
        if not days:
            return [NOTHING, line(" ", ("loading …" if not self.week.loaded else "No days in this sprint.", "$muted"))]
        size = (width - (len(days) - 1)) // len(days)
        columns = [self._column(at, day, size, height, at * (size + 1)) for at, day in enumerate(days)]
        rows: list[Content] = []
        for y in range(height):
            parts: list[Part] = []
            for at, column in enumerate(columns):
                parts += [" ", column[y]] if at else [column[y]]
            rows.append(line(*parts))
        return rows

    def _column(self, at: int, day: DayColumn, width: int, height: int, x: int) -> list[Content]:
        blank = left("", width)
        rows = [blank, left(day_head(day, width, self._locale), width), line(" ", day_bar(day, width - 2), " "), blank]
        self.spots += [Spot(y, x, x + width, f"day:{at}:0") for y in range(HEAD_ROWS)]
        first, shown = self._window(at, day, height)
        for place in range(first, first + shown):
            chosen = at == self.week.day and place == self.week.card
            y = len(rows)
            self.spots += [Spot(y + row, x, x + width, f"card:{at}:{place}") for row in (0, 1)]
            rows += [*card_rows(day.cards[place], width, today=day.is_today, chosen=chosen, focused=self.has_focus), blank]
        below = len(day.cards) - first - shown
        if below > 0 or first > 0:
            words = (f"+ {below} more ↓",) if below > 0 else ()
            rows = rows[: height - 1]
            above = (f"+ {first} more ↑",) if first > 0 else ()
            rows.append(left(line(" ", ("  ".join(words + above), "$muted")), width))
        elif not day.cards and at == self.week.day and self.has_focus:
            rows.append(line((line(("▌", "$accent"), left("nothing planned", width - 1)), "$muted on $select")))
            rows.append(blank)
        rows += self._foot(day, width, height - len(rows))
        rows = (rows + [blank] * height)[:height]
        return [line((row, "on $surface")) for row in rows] if day.is_today else rows

    def _window(self, at: int, day: DayColumn, height: int) -> tuple[int, int]:
        """The first card in view and how many, so that the cursor's card is among them."""
        room = max(1, (height - HEAD_ROWS + 1) // CARD_STEP)
        if len(day.cards) <= room:
            self._tops[at] = 0
            return 0, len(day.cards)
        room = max(1, (height - HEAD_ROWS) // CARD_STEP)
        first = min(self._tops.get(at, 0), len(day.cards) - room)
        if at == self.week.day:
            first = min(max(first, self.week.card - room + 1), self.week.card)
        self._tops[at] = max(0, first)
        return self._tops[at], room

    @staticmethod
    def _foot(day: DayColumn, width: int, room: int) -> list[Content]:
        if not day.foot or room < len(day.foot) + 1:
            return []
        return [line(" ", rule(width - 2, "╌"), " ")] + [left(line(" ", *parts), width) for parts in day.foot]


def day_head(day: DayColumn, width: int, locale: written.Locale = written.ENGLISH) -> Content:
    """Name and hours of a day: `Wed 18   4.8/6.5h`; today carries `▸`, more than 110 % of the capacity `▲` in the tone of risk."""
    name = line(("▸" if day.is_today else "", "$accent"), (day.head, _head_style(day)))
    used = written.hours(day.used, locale, unit="")
    text = f"{used}/{written.hours(day.capacity, locale)}" if width >= ROOMY_COLUMN and day.capacity is not None else f"{used}h"
    sign = signs.drawn(signs.verdict("over"))
    if name.cell_length + len(text) + day.over + 3 > width:
        text = f"{used}h"  # the day is never cut for its capacity
    gap = " " if name.cell_length + len(text) + 5 <= width else ""
    hours = line((f"{sign}{gap}{text}", "bold $warning")) if day.over else line((text, "$muted"))
    if name.cell_length + hours.cell_length < width - 2:
        return line(" ", between(name, hours, width - 2), " ")
    # a sprint of several weeks: which day it is matters more than its hours, which the bar under it shows too
    if name.cell_length > width - 2:
        name = line((day.head.rpartition(" ")[2], _head_style(day)))
    over = (sign, "bold $warning") if day.over and name.cell_length + len(sign) <= width - 1 else ""
    return line(" ", name, over)


def _head_style(day: DayColumn) -> str:
    if day.is_today:
        return "bold $accent"
    return "$muted" if day.past else "bold"


def day_bar(day: DayColumn, width: int) -> Content:
    """How full a day is; days gone are grey, and the track stays empty while the capacity is not known yet."""
    share = None if not day.capacity else day.used / day.capacity
    if day.over:
        return bar(width, 1.0, style="$warning")
    return bar(width, share, style="$faint" if day.past else "$accent")


def card_rows(card: Card, width: int, *, today: bool, chosen: bool, focused: bool) -> tuple[Content, Content]:
    """The two rows of CARD in WIDTH columns: state, deal, mark; under it type and minutes."""
    state, kind = signs.state(card.state), signs.activity(card.type_code)
    quiet = card.closed
    title = line((card.title, "$muted" if quiet else "bold"))
    mark = line((card.mark, f"bold {card.mark_tone}")) if card.mark else NOTHING
    tone = _TONES.get(card.tone, "")
    second = "$faint" if quiet else "$muted"
    first = line(_sign(card, state), " ", between(title, mark, width - 4))
    sign_style = tone or (second if quiet else kind.tone)
    end = line((card.right, tone or second))
    word = line((signs.drawn(kind), sign_style), *(_word(card, width - 4 - end.cell_length, second)))
    below = line("  ", between(word, end, width - 4))
    ground = _ground(card, today=today, chosen=chosen and focused)
    gutter = _gutter(chosen, focused)
    return (
        line((line(gutter, first, " "), ground)),
        line((line(gutter, below, " "), ground)),
    )


_TONES = {"risk": "$warning", "bad": "$error"}
_TINTS = {"risk": "on $tint-risk", "bad": "on $tint-bad"}


def _word(card: Card, room: int, style: str) -> tuple[Part, ...]:
    """The type's word where it fits whole or leaves a readable stump; else the sign alone."""
    space = room - 3
    if cells(card.type_word) <= space or space >= 6:
        return (" ", (card.type_word, style))
    return ()


def _ground(card: Card, *, today: bool, chosen: bool) -> str:
    if chosen:
        return "on $select"
    if card.tone in _TINTS:
        return _TINTS[card.tone]
    if card.closed:
        return ""
    return "on $panel" if today else "on $surface"


def _sign(card: Card, state: signs.Sign) -> Part:
    """What stands before the title: the sign of the state, or that the card is marked."""
    return ("●", "bold $accent") if card.picked else (signs.drawn(state), state.tone)


def _gutter(chosen: bool, focused: bool) -> Content:
    if not chosen:
        return line(" ")
    return line(("▌", "$accent")) if focused else line(("▏", "$trend"))


def card_line(card: Card, width: int, *, selected: bool) -> Content:
    """CARD on one line, for the list of a day below 110 columns: state, deal, type, mark, minutes."""
    state, kind = signs.state(card.state), signs.activity(card.type_code)
    quiet = card.closed and not selected
    tone = _TONES.get(card.tone, "")
    soft = "$faint" if quiet else "$muted"
    figure = line((card.right, tone or soft))
    end = line(right(line((card.mark, f"bold {card.mark_tone}")), 3), " ", right(figure, max(4, figure.cell_length)), " ")
    word = line((signs.drawn(kind), soft if quiet else kind.tone), " ", (card.type_word, soft))
    start = line(_sign(card, state), " ", (card.title, "$muted" if quiet else "bold"))
    room = width - end.cell_length
    name = max(room - 12, room * 2 // 3) if room > 24 else room
    return line(left(start, name), " " if room > name else "", left(word, max(0, room - name - 1)), end)
