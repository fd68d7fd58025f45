"""The week below 110 columns: a strip of the days, and the chosen day as a list."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from typing_extensions import override

from sprintsales.ui.content import NOTHING, Part, between, left, line, rule
from sprintsales.ui.widgets.card import WeekView, card_line, day_bar, day_head
from sprintsales.ui.widgets.lines import Spot
from sprintsales.ui.widgets.week import Card, DayColumn, Week


class WeekStrip(WeekView, can_focus=False):
    """Three rows: each day with its hours and its bar; the chosen one stands on the ground of a selection."""

    @override
    def height_for(self, width: int) -> int:
        return 3

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        days = self.week.days
        if not days:
            return []
        size = width // len(days)
        top: list[Part] = []
        low: list[Part] = []
        for at, day in enumerate(days):
            self.spots += [Spot(y, at * size, (at + 1) * size, f"day:{at}:0") for y in (0, 1)]
            ground = "on $select" if at == self.week.day else ""
            top.append((left(day_head(day, size), size), ground))
            low.append((left(line(" ", day_bar(day, size - 2), " "), size), ground))
        return [line(*top), line(*low), NOTHING]


WAYS = (("a", "plan in one line"), ("tab", "what needs attention"), ("]", "the week after this one"))
"""What to do with an empty day."""


class DayCards(WeekView):
    """The chosen day as a list, a blank row between cards where there is room, with what is done and free at its foot."""

    FOOT_ROWS = 2

    def __init__(self, week: Week | None = None, *, id: str | None = None) -> None:
        super().__init__(week, id=id)
        self._top = 0

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        day = self.week.column
        if day is None:
            return [line(" ", ("loading …" if not self.week.loaded else "No days in this sprint.", "$muted"))]
        room = max(1, height - self.FOOT_ROWS)
        rows = self._cards(day, width, room) if day.cards else self._nothing(width)
        rows = (rows + [NOTHING] * room)[:room]
        return [*rows, line(" ", rule(width - 2, "╌")), _day_foot(day, width)]

    def _nothing(self, width: int) -> list[Content]:
        words = left(line(("Nothing planned for this day.", "bold")), width - 1)
        first = line((line(("▌", "$accent"), words), "on $select")) if self.has_focus else line(" ", words)
        return [first, NOTHING, *(line(" ", left(line((key, "bold $accent")), 3), "  ", (way, "$muted")) for key, way in WAYS)]

    def _cards(self, day: DayColumn, width: int, room: int) -> list[Content]:
        step = 2 if 2 * len(day.cards) - 1 <= room else 1
        shown = min(len(day.cards), (room + 1) // step)
        if shown < len(day.cards):
            shown = max(1, room - 1)
        self._top = min(max(0, self._top, self.week.card - shown + 1), self.week.card, len(day.cards) - shown)
        rows: list[Content] = []
        for place in range(self._top, self._top + shown):
            if rows and step == 2:
                rows.append(NOTHING)
            self.spots.append(Spot(len(rows), 0, width, f"card:{self.week.day}:{place}"))
            rows.append(self._marked(day.cards[place], width, chosen=place == self.week.card))
        below = len(day.cards) - self._top - shown
        return [*rows, line(" ", (f"+ {below} more ↓", "$muted"))] if below else rows

    def _marked(self, card: Card, width: int, *, chosen: bool) -> Content:
        content = left(card_line(card, width - 1, selected=chosen), width - 1)
        if not chosen:
            return line(" ", content)
        if not self.has_focus:
            return line(("▏", "$trend"), content)
        return line((line(("▌", "$accent"), content), "on $select"))

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view at the new size."""
        self.redraw()


def _day_foot(day: DayColumn, width: int) -> Content:
    missed = sum(card.state in ("overdue", "missed") for card in day.cards)
    blocked = sum(card.state == "blocked" for card in day.cards)
    parts: list[Part] = [" ", ("✓", "$success"), (f" {day.done} done", "$muted")]
    if missed:
        parts += ["   ", (f"✗ {missed}", "$error")]
    if blocked:
        parts += ["   ", (f"■ {blocked}", "$warning")]
    free = line(*day.foot[0]) if day.foot else NOTHING
    return between(line(*parts), line(free, " "), width)
