"""The backward plan on screen: its chains step by step, the week's share, the levers, and the line that plans a part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sprintsales.ui.content import NOTHING, left, line, right
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.dialogs.line_dialog import refusal
from sprintsales.ui.widgets.band import sentence_of
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.views.backward import BackwardView, ChainView, StepView

KINDS = ("month", "quarter", "year")
STEP, NUMBER, SHARE = 17, 8, 11
"""Columns of a step's name, of its need, and of the week's share and what is planned."""
NOTHING_TO_PLAN = "Nothing of this step is left to plan for the week. Choose one with “enter plans” under it; esc goes back."


class ChainLines(LineList):
    """The chains as text: the cursor stands on each step; what it can plan is its key."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._view: BackwardView | None = None
        self._all: list[Content] = []
        self._stops: list[tuple[int, str]] = []

    def show_view(self, view: BackwardView) -> None:
        """Show another plan; the cursor goes to the first step that can be planned."""
        self._view, self.loaded = view, True
        self._write(max(40, self.size.width - 2))
        self.top = 0
        self.lines_changed()
        self.place_cursor(next((place for place, (_, text) in enumerate(self._stops) if text), 0))

    @override
    def on_resize(self, event: events.Resize) -> None:
        """Wrap to the width there is."""
        super().on_resize(event)
        if self._view is not None:
            self._write(event.size.width - 2)
            self.lines_changed()

    def _write(self, width: int) -> None:
        self._all, self._stops = [], []
        if self._view is None:
            return
        from sprintsales.reports.backward import basis_notes

        for chain in self._view.chains:
            self._chain(chain, self._view.currency, width)
        self._say("Counted", "bold", width)
        for note in basis_notes(self._view):
            self._say(note, "$muted", width)

    def _say(self, text: str, style: str, width: int) -> None:
        self._rows(line((text, style)).wrap(width))

    def _rows(self, rows: Iterable[Content]) -> None:
        """Rows that are read together; the cursor stops at the first."""
        self._stops.append((len(self._all), ""))
        self._all += rows

    def _chain(self, chain: ChainView, currency: str, width: int) -> None:
        from sprintsales.reports.backward import gap_words, lever_sentence, reach_words, title_of
        from sprintsales.reports.likely import range_words

        self._say(title_of(chain), "bold", width)
        self._say(gap_words(chain, currency), "", width)
        self._say(range_words(chain.likely, currency), "$muted", width)
        if chain.gap:
            head = line(left("", STEP), right("need", NUMBER), right("this week", SHARE), right("planned", SHARE), "   at a rate of")
            self._all.append(line((head, "$muted")))
            for one in chain.steps:
                self._step(chain, one, width)
        fits = reach_words(chain, currency)
        if fits is not None and chain.reach is not None:
            sign, tone = ("✓ ", "$success") if chain.reach.fits else ("✗ ", "$error")
            self._rows(line((sign, f"bold {tone}"), fits).wrap(width))
            if chain.reach.levers:
                self._say("What would close it, each alone:", "bold", width)
            for lever in chain.reach.levers:
                told = line(lever_sentence(lever, currency)).wrap(max(20, width - 2))
                self._rows(line("  ", row) for row in told)
        for sentence in chain.missing:
            self._rows(line(("? ", "bold $warning"), ("Missing: ", "bold"), sentence).wrap(width))
        for note in chain.notes:
            self._say(note, "$muted", width)
        self._all.append(NOTHING)

    def _step(self, chain: ChainView, one: StepView, width: int) -> None:
        from sprintsales.reports.backward import of_words, rate_text, share_words, step_word
        from sprintsales.reports.values import count

        rate = one.step.rate
        based = ""
        if one.step.exact is None and one.step.why:
            based = share_words(chain, one)
        elif rate is not None:
            based = f"{rate_text(rate)} · own {of_words(rate.own.hits, rate.own.n)} · team {of_words(rate.team.hits, rate.team.n)}"
        if not one.line:
            self._stops.append((len(self._all), ""))
        start = line(
            left(step_word(chain, one), STEP),
            (right(count(one.step.need), NUMBER), "bold"),
            right("" if one.this_week is None else count(one.this_week), SHARE),
            (right("" if one.planned is None else count(one.planned), SHARE), "$warning" if one.missing else ""),
            "   ",
        )
        for row in line((based, "$muted")).wrap(max(16, width - start.cell_length)) or [NOTHING]:
            self._all.append(line(start, row))
            start = line(left("", start.cell_length))
        if one.line:  # the cursor stops on the offer, which the step above explains
            self._stops.append((len(self._all), one.line))
            go = (f"{count(one.missing)} to go: ", "$warning")
            self._all.append(line(left("", STEP), go, ("enter plans ", "$muted"), (one.line, "$accent")))

    @override
    def line_total(self) -> int:
        return len(self._all)

    @override
    def stops(self) -> Sequence[int]:
        return [place for place, _ in self._stops]

    @override
    def key_at(self, stop: int) -> str:
        return str(stop)

    def line_of(self, key: str) -> str:
        """The line of work that the step of a KEY plans; empty where there is none."""
        return self._stops[int(key)][1] if key else ""

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        return self._all[y]


class Backward(Dialog[str]):
    """Answers the line of work to plan; nothing is written here. The months, quarters and years are fetched in a worker."""

    WIDTH: ClassVar[int] = 104
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,q", "cancel", "close", show=False),
        Binding("right,tab", "kind(1)", "period", show=False),
        Binding("left,shift+tab", "kind(-1)", "period before", show=False),
    ]

    def __init__(self, fetch: Callable[[str], BackwardView]) -> None:
        super().__init__("Backward plan", hint="enter plans   ← → month, quarter, year   esc closes")
        self._fetch = fetch
        self._kind = 0

    @override
    def body(self) -> Iterable[Widget]:
        yield Lines([line(("reading the last 26 weeks …", "$muted"))], id="whose")
        yield ChainLines(id="chains")
        yield Lines(id="meaning")

    def on_mount(self) -> None:
        """Keys move from step to step."""
        self.query_one("#chains").focus()
        self._look()

    def _look(self) -> None:
        kind = KINDS[self._kind]
        self.run_worker(lambda: self._fetch(kind), thread=True, group="backward", exclusive=True, exit_on_error=False)

    def action_kind(self, step: int) -> None:
        """The quota of the next longer period, or the shorter one."""
        self._kind = (self._kind + step) % len(KINDS)
        self._look()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was found, or why nothing could be."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.query_one("#meaning", Lines).show([refusal(sentence_of(event.worker.error))])
        elif event.state is WorkerState.SUCCESS and event.worker.result is not None:
            self._show(event.worker.result)

    def _show(self, view: BackwardView) -> None:
        from sprintsales.reports.backward import week_words

        kinds = [(f" {kind} ", "bold reverse" if kind == view.kind else "$muted") for kind in KINDS]
        head = line((view.who.name, "bold"), f" · {view.sprint.name}   by ", *kinds)
        week = line((week_words(view), "$accent")).wrap(min(self.WIDTH, self.app.size.width) - 4)
        self.query_one("#whose", Lines).show([head, *week])
        self.query_one("#chains", ChainLines).show_view(view)
        self.query_one("#meaning", Lines).show([])

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Take the step's line to quick add, or say that there is nothing to plan."""
        event.stop()
        text = self.query_one("#chains", ChainLines).line_of(event.key)
        if text:
            self.dismiss(text)
        else:
            self.query_one("#meaning", Lines).show(line((NOTHING_TO_PLAN, "$muted")).wrap(self.size.width - 8))
