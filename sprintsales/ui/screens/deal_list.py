"""The list of deals: its columns for every width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message

from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, cells, cut, left, line, right, rule
from sprintsales.ui.screens.deal_matches import MatchList, Order

if TYPE_CHECKING:
    from sprintsales.services.views.deal_filter import DealLine

DECIDED = {"won": signs.Sign("✓", "v", "$success"), "lost": signs.Sign("–", "-", "$muted")}
HEAD_ROWS = 2


# Columns.

Cell = Callable[["DealLine", int, date, str], Content]
"""Draws one deal in a width, on a day, in a currency."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, how it is drawn and sorted; `down` where the natural order is the largest first."""

    key: str
    head: str
    draw: Cell
    sort: str
    right: bool = False
    down: bool = False


def quiet(one: DealLine) -> bool:
    """Whether a deal steps back: decided, or dead."""
    return one.outcome != "open" or "dead" in one.flags


def flag_cell(one: DealLine, _width: int, _today: date, _currency: str) -> Content:
    """The worst flag; of a decided deal how it ended."""
    sign = DECIDED.get(one.outcome) or signs.flag(one.flags[0] if one.flags else "none")
    tone = push_tone(one.pushes) if one.flags[:1] == ("pushed",) else sign.tone
    return line((signs.drawn(sign)[:1], tone if tone == "$muted" else f"bold {tone}"))


def push_tone(pushes: int) -> str:
    """Two pushes are a risk, three and more are bad."""
    return "$error" if pushes >= 3 else "$warning" if pushes == 2 else "$muted"


def name_cell(one: DealLine, width: int, _today: date, _currency: str) -> Content:
    """What the deal is called."""
    return named(one, "$muted" if quiet(one) else "", width)


def named(one: DealLine, look: str, width: int) -> Content:
    """The name; of deals that are called the same the number, which is never cut."""
    if not one.twin:
        return left(line((one.name, look)), width)
    number = f" #{one.id}"
    return left(line(cut(line((one.name, look)), width - cells(number)), (number, "$muted")), width)


def stage_cell(one: DealLine, width: int, _today: date, _currency: str) -> Content:
    """The stage it stands in."""
    return left(line((one.stage or written.DASH, "$muted")), width)


def owner_cell(one: DealLine, width: int, _today: date, _currency: str) -> Content:
    """Whose deal it is."""
    return left(line((one.owner or written.DASH, "$muted")), width)


def value_cell(one: DealLine, width: int, _today: date, currency: str) -> Content:
    """The value in full, in short where that does not fit: a number is never cut."""
    if not one.value:
        return right(line((written.DASH, "$muted")), width)
    text = written.money_full(one.value, currency)
    text = text if cells(text) <= width else written.money_short(one.value, currency)
    return right(line((text, "$muted" if quiet(one) else "")), width)


def close_cell(one: DealLine, width: int, today: date, _currency: str) -> Content:
    """The expected close date; of a decided deal the day it was decided."""
    tone = "$error" if "overdue" in one.flags else "$muted" if quiet(one) or one.close_on is None else ""
    return right(line((written.day_with_month(one.close_on, today), tone)), width)


def moved_cell(one: DealLine, width: int, _today: date, _currency: str) -> Content:
    """How often the date moved later."""
    return left(line((f"→ {one.pushes}×", push_tone(one.pushes))), width) if one.pushes else left(NOTHING, width)


def next_cell(one: DealLine, width: int, today: date, _currency: str) -> Content:
    """The next planned touch, or what there is instead."""
    if one.outcome != "open":
        return left(line((one.outcome, "$muted")), width)
    if one.next_touch is None:
        lacking = "uncovered" in one.flags
        return left(line(("! none", "bold $warning")) if lacking else line((written.DASH, "$muted")), width)
    code, day = one.next_touch
    sign = signs.activity(code)
    text = "today" if day == today else written.day(day, today)
    return left(line((signs.drawn(sign), sign.tone), " ", (text, "" if day == today else "$muted")), width)


COLUMNS = {
    column.key: column
    for column in (
        Column("flag", "", flag_cell, "flags"),
        Column("deal", "Deal", name_cell, "name"),
        Column("stage", "Stage", stage_cell, "stage", down=True),
        Column("owner", "Owner", owner_cell, "rep"),
        Column("value", "Value", value_cell, "value", right=True, down=True),
        Column("close", "Close", close_cell, "closing", right=True),
        Column("moved", "Pushed", moved_cell, "pushes", down=True),
        Column("next", "Next", next_cell, "next"),
    )
}

# From this width on: the columns and their widths; the deal's name takes what is left.
GRIDS: tuple[tuple[int, dict[str, int]], ...] = (
    (106, {"flag": 1, "deal": 0, "stage": 15, "owner": 16, "value": 11, "close": 11, "moved": 6, "next": 14}),
    (84, {"flag": 1, "deal": 0, "stage": 14, "value": 11, "close": 11, "moved": 6, "next": 14}),
    (0, {"flag": 1, "deal": 0, "stage": 12, "value": 11, "close": 11, "next": 12}),
)
ALONE: tuple[tuple[int, dict[str, int]], ...] = (
    (92, {"flag": 1, "deal": 0, "stage": 14, "value": 11, "close": 11, "next": 14}),
    (56, {"flag": 1, "deal": 0, "value": 11, "close": 11, "next": 16}),
    (0, {"flag": 1, "deal": 0, "value": 9, "close": 11}),
)
"""The same where the list has the screen for itself, as below 110 columns."""
LEAST_NAME = 8


@cache
def grid(width: int, *, alone: bool = False) -> tuple[tuple[Column, int, int], ...]:
    """Return the columns for a width: which, from which place on, how wide."""
    width = max(0, width)  # behind the details of a deal the list has no room at all, and can still be sorted
    widths = next(widths for least, widths in (ALONE if alone else GRIDS) if width >= least)
    taken = sum(widths.values()) + len(widths)  # one blank after each column, also after the last one
    name = max(LEAST_NAME, width - taken)
    found: list[tuple[Column, int, int]] = []
    at = 0
    for key, given in widths.items():
        wide = name if key == "deal" else given
        found.append((COLUMNS[key], at, wide))
        at += wide + 1
    return tuple(found)


@lru_cache(maxsize=32)
def heads(width: int, order: Order, *, alone: bool) -> tuple[Content, Content]:
    """Return the heads of the columns and the rule below them; every row that is drawn asks for them."""
    parts: list[Part] = []
    for column, _at, wide in grid(width, alone=alone):
        active = column.sort == order.sort
        mark = ("▼" if column.down != order.reverse else "▲") if active else ""
        text = f"{column.head} {mark}".strip() if cells(column.head) + 2 <= wide else mark or column.head
        cell = line((text, "bold" if active else "$muted"))
        parts += [right(cell, wide) if column.right else left(cell, wide), " "]
    return line(*parts), rule(width)


class DealList(MatchList):
    """Deals, drawn in the columns this width has room for; a click on a head sorts."""

    class HeadChosen(Message):
        """The head of a column was clicked: `sort` is its order."""

        def __init__(self, sort: str) -> None:
            super().__init__()
            self.sort = sort

    def __init__(self, *, id: str) -> None:
        super().__init__(self._deal, heads=self._heads, id=id)

    def grid(self, width: int) -> tuple[tuple[Column, int, int], ...]:
        """The columns for a width on this screen."""
        return grid(width, alone=self.screen.has_class("-narrow"))

    def sorts(self) -> tuple[str, ...]:
        """The orders that the columns on show have, as `s` goes through them: the close date first."""
        shown = [column.sort for column, _at, _wide in self.grid(self.size.width - 1)]
        start = shown.index("closing")
        return (*shown[start:], *shown[:start])

    def _deal(self, one: DealLine, width: int, selected: bool) -> Content:
        shown = self.matches
        assert shown is not None, "a row is drawn only once its source is open"
        today, currency = shown.index.as_of, shown.index.currency
        parts: list[Part] = []
        for column, _at, wide in self.grid(width):
            cell = column.draw(one, wide, today, currency)
            parts += [(cell, "bold") if selected and column.key in ("deal", "value") else cell, " "]
        return line(*parts)

    def _heads(self, width: int) -> Sequence[Content]:
        order = self.matches.order if self.matches is not None else Order()
        return heads(width, order, alone=self.screen.has_class("-narrow"))

    def on_click(self, event: events.Click) -> None:
        """A click on a head sorts by its column."""
        if event.y >= HEAD_ROWS:
            return
        at = event.x - 1
        for column, start, wide in self.grid(self.size.width - 1):
            if start <= at <= start + wide:
                self.post_message(self.HeadChosen(column.sort))
