"""One part of the review in a pane that scrolls, and the line of steps over them."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.ui.content import NOTHING, Part, between, cut, left, line, rule
from sprintsales.ui.screens.review_goal import goal_line, goal_verdict
from sprintsales.ui.screens.review_parts import PARTS
from sprintsales.ui.screens.review_since import changes, is_recorded, since_lines
from sprintsales.ui.screens.review_told import Reviewed, Tell
from sprintsales.ui.widgets.lines import LineWidget, Spot
from sprintsales.ui.widgets.pane import Pane

ROOMY, WIDE = 110, 130


class StepPicked(Message):
    """A step was clicked."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


class StepsLine(LineWidget):
    """The steps of the meeting: done, this one, to come."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._at = 0
        self._state: Content = NOTHING

    def show_step(self, at: int, state: Content) -> None:
        """Stand at a step; STATE says which sprint this is, and how it stands."""
        self._at, self._state = at, state
        self.redraw()

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        roomy = width >= ROOMY
        parts: list[Part] = [" "]
        at = 1
        for place, (_id, word, short, _tell) in enumerate(PARTS):
            name = word if roomy else short
            if place:
                gap = f" {('━' if place <= self._at else '─') * (2 if width >= WIDE else 1)} " if roomy else " "
                parts.append((gap, "$success" if place <= self._at else "$track"))
                at += len(gap)
            mark, tone, look = ("✓", "$success", "$muted") if place < self._at else ("○", "$faint", "$faint")
            if place == self._at:
                mark, tone, look = "●", "$accent", "bold"
            parts += [(f"{mark} ", tone), (name, look)]
            self.spots.append(Spot(0, at, at + len(name) + 2, str(place)))
            at += len(name) + 2
        place_words = f"   step {self._at + 1} of {len(PARTS)} " if width >= WIDE else " "
        if at + self._state.cell_length + len(place_words) + 2 > width:
            place_words = " "
        return [between(line(*parts), line(self._state, (place_words, "$muted")), width, gap=2) if roomy else line(*parts)]

    def on_click(self, event: events.Click) -> None:
        """A click on a step goes there."""
        offset = event.get_content_offset(self)
        picked = self.spot_at(offset.x, offset.y) if offset is not None else ""
        if picked:
            self.post_message(StepPicked(int(picked)))


class GoalBand(LineWidget):
    """The goal and the sprint's figures, three rows high on the ground of the verdict."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._told: Reviewed | None = None
        self.is_step = False

    def show_told(self, told: Reviewed, *, is_step: bool) -> None:
        """Tell the goal."""
        self._told, self.is_step = told, is_step
        self.redraw()

    @override
    def height_for(self, width: int) -> int:
        return 3

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self._told is None:
            return [NOTHING, line("  ", ("loading …", "$muted"))]
        ground = goal_verdict(self._told.view)[2]
        mark = "▌" if self.is_step else " "
        row = line((mark, "$accent"), " ", goal_line(self._told, width - 3))
        return [line((left(one, width), ground)) for one in (NOTHING, row, NOTHING)]

    def on_click(self) -> None:
        """A click is a step to the goal."""
        self.post_message(StepPicked(0))


class PartPane(Pane):
    """A part: head, rule, lines; what does not fit is counted in the last row."""

    def __init__(self, place: int, tell: Tell, *, id: str) -> None:
        super().__init__(id=id)
        self._place = place
        self._tell = tell
        self._told: Reviewed | None = None
        self.is_step = False

    def show_told(self, told: Reviewed, *, is_step: bool) -> None:
        """Tell the part, as the step the meeting is at or beside it."""
        if self._told is None or told.view.sprint.period != self._told.view.sprint.period or not is_step:
            self.top = 0
        self._told, self.is_step = told, is_step
        self.redraw()

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self._told is None:
            return [line(" ", ("loading …", "$muted"))]
        inside = max(20, width - 2)
        told = self._tell(self._told, inside)
        part = PARTS[self._place][0]
        over = since_lines(self._told, part, inside) if self.is_step else []
        corrected = len(changes(self._told, part)) if is_recorded(self._told) and part != "forecast" else 0
        title = line((told.title, "bold $accent" if self.is_step else "bold"), (f"  {told.note}" if told.note else "", "$muted"))
        if corrected:
            title = line(title, (f", ≠ {corrected}", "bold $accent"))
        mark = ("▌", "$accent") if self.is_step else " "
        head = [line(mark, between(title, told.end, inside, gap=2)), line(" ", rule(inside, style="$accent" if self.is_step else "$line"))]
        room = max(1, height - len(head) - len(told.foot))
        lines = told.full if told.full and (self.is_step or len(told.full) <= room) else told.lines
        return [*head, *(cut(line(" ", one), width) for one in (*self.seen_of((*over, *lines), room), *told.foot))]

    def rows_wanted(self, width: int) -> int:
        """How many rows the whole part takes."""
        if self._told is None:
            return 3
        told = self._tell(self._told, max(20, width - 2))
        return 2 + len(told.lines) + len(told.foot)

    def on_click(self) -> None:
        """A click is a step to this part."""
        self.post_message(StepPicked(self._place))
