"""The list of leads: its columns for every width, and one lead in detail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.domain.leads import QUEUE, WAITING, Clock
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, left, line, rule
from sprintsales.ui.widgets.pane import DetailPane, headed
from sprintsales.ui.widgets.windowed_list import WindowedList

if TYPE_CHECKING:
    from sprintsales.services.views.leads import LeadIndex, LeadLine

SIGNS: Mapping[str, signs.Sign] = {
    QUEUE: signs.Sign("?", "?", "$warning"),
    "late": signs.Sign("!", "!", "$error"),
    WAITING: signs.Sign("·", ".", "$muted"),
    "touched": signs.Sign("☏", "c", "$muted"),
    "responded": signs.Sign("✓", "v", "$success"),
    "converted": signs.Sign("✓", "v", "$muted"),
    "unqualified": signs.Sign("–", "-", "$muted"),
}
NOBODY = "nobody yet"
LEAST_NAME = 10
Cell = Callable[["LeadLine", date], Content]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, and how it is drawn."""

    head: str
    draw: Cell


def sign_of(one: LeadLine) -> signs.Sign:
    """The sign of what a lead waits for."""
    return SIGNS["late"] if one.late else SIGNS[one.state]


def sign_cell(one: LeadLine, _today: date) -> Content:
    """The sign of its state."""
    sign = sign_of(one)
    return line((signs.drawn(sign)[:1], f"bold {sign.tone}"))


def name_cell(one: LeadLine, _today: date) -> Content:
    """Who it is, and of which company."""
    look = "$muted" if one.is_over else ""
    return line((one.name, look), (f"  {one.account}" if one.account else "", "$muted"))


def owner_cell(one: LeadLine, _today: date) -> Content:
    """Who follows it up."""
    return line((one.owner, "$muted")) if one.owner else line((NOBODY, "$warning"))


def word_cell(name: str) -> Cell:
    """Draws a plain word of a lead."""
    return lambda one, _today: line((getattr(one, name) or written.DASH, "$muted"))


def waits_cell(one: LeadLine, today: date) -> Content:
    """What it waits for."""
    from sprintsales.reports.leads import waits

    return line((waits(one, today), "$error" if one.late else "bold" if one.due == today and one.state == WAITING else "$muted"))


def next_cell(one: LeadLine, today: date) -> Content:
    """What is planned or proposed next."""
    if one.ahead is None:
        return line((written.DASH, "$muted"))
    sign = signs.activity(one.ahead.type)
    when = "today" if one.ahead.day == today else written.day(one.ahead.day, today) if one.ahead.day else "some day"
    return line((signs.drawn(sign), sign.tone), " ", when, ("?" if one.ahead.proposed else "", "$warning"))


COLUMNS: Mapping[str, Column] = {
    "sign": Column("", sign_cell),
    "lead": Column("Lead", name_cell),
    "owner": Column("Owner", owner_cell),
    "category": Column("Category", word_cell("category")),
    "source": Column("Source", word_cell("source")),
    "next": Column("Next", next_cell),
    "waits": Column("Waits for", waits_cell),
}
GRIDS: tuple[tuple[int, dict[str, int]], ...] = (
    (110, {"sign": 1, "lead": 0, "owner": 15, "category": 14, "source": 12, "next": 14, "waits": 24}),
    (80, {"sign": 1, "lead": 0, "owner": 13, "category": 11, "next": 12, "waits": 21}),
    (68, {"sign": 1, "lead": 0, "owner": 14, "next": 13, "waits": 23}),
    (0, {"sign": 1, "lead": 0, "waits": 22}),
)
"""From this width on: the columns and their widths; the lead's name takes what is left."""


@cache
def grid(width: int) -> tuple[tuple[Column, int], ...]:
    """Return the columns for a width, each with its own."""
    widths = next(widths for least, widths in GRIDS if max(0, width) >= least)
    name = max(LEAST_NAME, width - sum(widths.values()) - len(widths))
    return tuple((COLUMNS[key], wide or name) for key, wide in widths.items())


class Leads:
    """The leads some words leave, in order: found in the list's worker when it first asks."""

    def __init__(self, index: LeadIndex, text: str) -> None:
        self.index, self.text = index, text
        self._found: tuple[LeadLine, ...] | None = None

    def found(self) -> tuple[LeadLine, ...]:
        """What fits."""
        if self._found is None:
            self._found = self.index.select(self.text)
        return self._found

    def count(self) -> int:
        """How many leads fit."""
        return len(self.found())

    def page(self, offset: int, limit: int) -> Sequence[LeadLine]:
        """Some of the lines."""
        return self.found()[offset : offset + limit]

    def position(self, key: str) -> int | None:
        """The place of a lead."""
        return next((place for place, one in enumerate(self.found()) if str(one.id) == key), None)


class LeadList(WindowedList["LeadLine"]):
    """Leads, drawn in the columns this width has room for."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "screen.back", show=False)]

    class Found(Message):
        """The list stands for other leads now, or for the same as they are now."""

    def __init__(self, *, id: str) -> None:
        super().__init__(self._lead, lambda one: str(one.id), heads=self._heads, id=id)

    @property
    def shown(self) -> Leads | None:
        """What the list stands for."""
        return self._source if isinstance(self._source, Leads) else None

    @override
    def lines_changed(self, *, follow: bool = True) -> None:
        super().lines_changed(follow=follow)
        self.post_message(self.Found())

    def _lead(self, one: LeadLine, width: int, selected: bool) -> Content:
        shown = self.shown
        assert shown is not None, "a row is drawn only once its source is open"
        parts: list[Part] = []
        for column, wide in grid(width):
            cell = left(column.draw(one, shown.index.as_of), wide)
            parts += [(cell, "bold") if selected and column.head == "Lead" else cell, " "]
        return line(*parts)

    def _heads(self, width: int) -> Sequence[Content]:
        parts: list[Part] = []
        for column, wide in grid(width):
            parts += [left(line((column.head, "$muted")), wide), " "]
        return line(*parts), rule(width)


class LeadPane(DetailPane):
    """The lead under the cursor: everything is in the list's own line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.back", show=False)]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._one: LeadLine | None = None
        self._today: date | None = None

    def look_at(self, one: LeadLine | None, today: date) -> None:
        """Show a lead."""
        if one is None or self._one is None or one.id != self._one.id:
            self.top = 0
        self._one, self._today = one, today
        self.redraw()

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self._one is None or self._today is None:
            return []
        return self.placed([NOTHING, *detail_lines(self._one, self._today, width - 2)], width, height)


def detail_lines(one: LeadLine, today: date, width: int) -> list[Content]:
    """Return everything about a lead."""
    from sprintsales.reports.leads import next_words, waits

    sign = sign_of(one)
    rows = [*headed(one.name, line((f"#{one.id}", "$muted")), width)]
    rows += [line((signs.drawn(sign), f"bold {sign.tone}"), " ", (waits(one, today), sign.tone)), NOTHING]
    facts = (
        ("company", one.account), ("owner", one.owner or NOBODY), ("category", one.category), ("source", one.source),
        ("territory", one.territory), ("came in", written.day_with_month(one.created_on, today) if one.created_on else None),
        ("first touch", touch_words(one, today)), ("in", clock_words(one.touch_clock)),
        ("answer", written.day_with_month(one.responded_on, today) if one.responded_on else None),
        ("after", clock_words(one.response_clock)),
        ("touches", str(one.touches) if one.touches else None), ("next", next_words(one, today)), ("deal", one.deal),
    )  # fmt: skip
    for word, value in facts:
        if value:
            rows += [line((f"{word:<12}", "$muted"), value)]
    return rows


def touch_words(one: LeadLine, today: date) -> str | None:
    """The day of the first touch, or the day it is due."""
    if one.first_touch_on is not None:
        return written.day_with_month(one.first_touch_on, today)
    return f"due {written.day_with_month(one.due, today)}" if one.due is not None else None


def clock_words(clock: Clock | None) -> str | None:
    """How long it took: working hours, and hours on the clock."""
    if clock is None:
        return None
    told = f"{clock.working / 60:.1f} working hours, {clock.minutes / 60:.0f} on the clock"
    return f"{told} (by day)" if clock.by_day else told
