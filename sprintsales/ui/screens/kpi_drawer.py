"""The drawer that explains one figure: the number large, its formula with its numbers, what stands beside it, the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, Part, between, left, line
from sprintsales.ui.screens.kpi_explained_words import beside_lines, command_lines, formula_lines, head_line, row_line, rows_title
from sprintsales.ui.widgets.band import Trouble
from sprintsales.ui.widgets.cell_grid import Cell
from sprintsales.ui.widgets.frame import WIDE
from sprintsales.ui.widgets.movement import moving
from sprintsales.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from sprintsales.services.views.kpi_explained import BehindRow, Explained

ROWS = 13
"""Rows of the drawer where there is room for the table too."""


class ExplainPane(Pane, can_focus=True):
    """Explains the cell it is told; keys walk the rows behind the figure, `enter` opens the deal of one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *moving(down="step(1)", up="step(-1)", page_down="step(6)", page_up="step(-6)"),
        *moving(first="step(-100000)", last="step(100000)", choose="open_row"),
        Binding("escape", "screen.back", show=False),
    ]

    class DealChosen(Message):
        """A row that is about a deal was opened."""

        def __init__(self, deal_id: int) -> None:
            super().__init__()
            self.deal_id = deal_id

    def __init__(self, read: Callable[[Cell], Explained], *, id: str) -> None:
        super().__init__(id=id)
        self._read = read
        self._wanted: Cell | None = None
        self._reading: Worker[Explained] | None = None
        self._reading_for: Cell | None = None
        self._again = False
        self._first_row = 0
        self.explained: Explained | None = None
        self.cursor = 0

    # What is explained.

    def look_at(self, cell: Cell | None) -> None:
        """Explain a cell, anew where it is the same one."""
        if cell != self._wanted:
            self.cursor = self.top = 0
            if self.explained is not None and cell is not None and self._shown() != cell:
                self.explained = None
                self.redraw()
        self._wanted = cell
        self._again = self._reading is not None
        if cell is not None and self._reading is None:
            self._start(cell)

    def _shown(self) -> Cell | None:
        return Cell(self.explained.row.key, self.explained.kpi.key) if self.explained is not None else None

    def _start(self, cell: Cell) -> None:
        self._reading_for = cell
        self._reading = self.run_worker(
            lambda: self._read(cell), thread=True, group="explain", exit_on_error=False, description="explaining"
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was read if it is still wanted, and go on with what is."""
        if event.worker is not self._reading or not event.worker.is_finished:
            return
        self._reading = None
        again, self._again = self._again, False
        if again or self._reading_for != self._wanted:
            if self._wanted is not None:
                self._start(self._wanted)
        elif event.state is WorkerState.ERROR and event.worker.error is not None:
            self.post_message(Trouble(event.worker.error))
        elif event.state is WorkerState.SUCCESS and event.worker.result is not None:
            self.explained = event.worker.result
            self.cursor = max(0, min(self.cursor, len(self.explained.rows) - 1))
            self.redraw()
            self.call_after_refresh(self.redraw)  # what lay over the last line at the first painting left it half blank

    @property
    def rows(self) -> Sequence[BehindRow]:
        """The rows behind the figure."""
        return self.explained.rows if self.explained is not None else ()

    # Drawing.

    @override
    def height_for(self, width: int) -> int:
        return ROWS

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self.explained is None:
            return [line((" Explain this number", "bold $accent")), NOTHING, line(" ", ("counting …", "$muted"))]
        mark: Part = ("▌", "$accent") if self.has_focus else ("▏", "$trend")
        head = between(line(mark, head_line(self.explained, width - 14)), line(("esc close", "$muted"), " "), width)
        body = self._wide(width, height - 1) if width >= WIDE else self._narrow(width, height - 1)
        return [head, *body]

    def _wide(self, width: int, height: int) -> Sequence[Content]:
        """Formula, neighbours and rows side by side, the command at the foot."""
        found = self.explained
        assert found is not None
        first, second = (width - 4) * 36 // 100, (width - 4) * 27 // 100
        third = width - 4 - first - second
        command = command_lines(found, width)
        room = height - 2 - len(command)
        columns = (
            formula_lines(found, first - 2, large=True),
            beside_lines(found, second - 2),
            self._rows_within(third, room),
        )
        self._first_row = 3
        lines: list[Content] = [NOTHING]
        for place in range(room):
            parts: list[Part] = ["  "]
            for column, size in zip(columns, (first, second, third), strict=True):
                parts.append(left(column[place] if place < len(column) else NOTHING, size))
            lines.append(line(*parts))
        return [*lines, NOTHING, *command]

    def _narrow(self, width: int, height: int) -> Sequence[Content]:
        """The same one under the other."""
        found = self.explained
        assert found is not None
        command = command_lines(found, width)
        told = [NOTHING, *formula_lines(found, width - 3, large=False), *beside_lines(found, width - 3)]
        told = [line("  ", row) for row in told[: max(1, height - 4 - len(command))]]
        self._first_row = len(told) + 3
        room = height - len(told) - 1 - len(command)
        rows = self._rows_within(width - 3, room)
        return [*told, NOTHING, *(line("  ", row) for row in rows), *[NOTHING] * (room - len(rows)), *command]

    def _rows_within(self, width: int, room: int) -> list[Content]:
        found = self.explained
        assert found is not None
        lines = [rows_title(found, width)]
        space = max(1, room - 1)
        total = len(found.rows)
        fits = total <= space
        shown = space if fits else max(1, space - 1)
        self.top = max(0, min(self.top, self.cursor, total - shown))
        if self.cursor >= self.top + shown:
            self.top = self.cursor - shown + 1
        for place in range(self.top, min(total, self.top + shown)):
            drawn = left(row_line(found.rows[place], found, width - 1), width - 1)
            chosen = place == self.cursor and self.has_focus
            lines.append(line((line(("▌", "$accent"), drawn), "on $select")) if chosen else line(" ", drawn))
        below = found.total_rows - self.top - shown
        if not fits and below > 0:
            lines.append(line(" ", (f"+ {written.count(below)} more ↓", "$muted")))
        return lines

    # Keys and mouse.

    def action_step(self, by: int) -> None:
        """Move the cursor among the rows."""
        self.cursor = max(0, min(self.cursor + by, len(self.rows) - 1))
        self.redraw()

    def action_open_row(self) -> None:
        """Open the deal of the row under the cursor."""
        if 0 <= self.cursor < len(self.rows):
            deal_id = self.rows[self.cursor].deal_id
            if deal_id is not None:
                self.post_message(self.DealChosen(deal_id))

    def on_click(self, event: events.Click) -> None:
        """A click stands on a row, a double click opens it."""
        place = self.top + event.y - self._first_row
        first = 0 if self.size.width < WIDE else (self.size.width - 4) * 63 // 100
        if event.y >= self._first_row and event.x >= first and place < len(self.rows):
            self.cursor = place
            self.redraw()
            if event.chain >= 2:
                self.action_open_row()

    @override
    def turned(self, rows: int) -> None:
        """The wheel walks the rows, one by one."""
        self.action_step(1 if rows > 0 else -1)
