"""Goes through the stock of deals, one key a deal: keep it with a date, give another date, lost, or put it off; saved as one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.services.cleaning import DATE, KEEP, LOST, SNOOZE, WORDS, Decision
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import cut, left, line, right
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.dialogs.suggest import Way
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.views.cleaning import StockView, Untidy

TONES = {KEEP: "$success", DATE: "$success", LOST: "$error", SNOOZE: "$warning"}


SIGNS = 5
"""Cells for the signs of a deal, the worst first."""


def signs_of(deal: Untidy) -> Content:
    """What a deal asks for, as signs."""
    found = [signs.flag(code) for code in deal.codes[: SIGNS - 1]]
    return line(*((signs.drawn(one), one.tone) for one in found))


class StockList(LineList):
    """The deals with what was decided about each."""

    def __init__(self, view: StockView) -> None:
        super().__init__(id="choices", empty=(line(("Every deal is in order.", "$muted")),))
        self.view = view
        self.decided: dict[int, Decision] = {}
        self.loaded = True
        self.cursor = 0 if view.deals else -1

    @property
    def at_cursor(self) -> Untidy | None:
        """The deal under the cursor."""
        return self.view.deals[self.cursor] if 0 <= self.cursor < len(self.view.deals) else None

    @override
    def line_total(self) -> int:
        return len(self.view.deals)

    @override
    def key_at(self, stop: int) -> str:
        return str(self.view.deals[stop].id) if 0 <= stop < len(self.view.deals) else ""

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        deal = self.view.deals[y]
        done = self.decided.get(deal.id)
        word = "" if done is None else self.word_of(done, deal)
        value = written.money_short(deal.value, self.view.currency) if deal.value else ""
        close = written.day(deal.close_on, self.view.today) if deal.close_on else "no date"
        end = line(
            left(signs_of(deal), SIGNS),
            left(line((close, "$muted")), 12),
            right(line((value, "$muted")), 7),
            "  ",
            left(line((word, TONES.get(done.verb, "") if done else "")), 19),
        )
        room = width - end.cell_length
        return line(left(line((cut(deal.name, room - 1), "bold" if selected else "")), room), end)

    def word_of(self, done: Decision, deal: Untidy) -> str:
        """What was decided, with its day: of a deal kept as it is the day it asks again."""
        if done.verb == KEEP and done.day == deal.close_on:
            again = done.rests_until(self.view.today)
            return f"kept, asks {written.day(again, self.view.today)}" if again else WORDS[KEEP]
        return f"{WORDS[done.verb]}{f' {written.day(done.day, self.view.today)}' if done.day is not None else ''}"

    def decide(self, decision: Decision | None) -> None:
        """Take a decision about the deal under the cursor, or take it back, and go on."""
        deal = self.at_cursor
        if deal is None:
            return
        if decision is None:
            self.decided.pop(deal.id, None)
        else:
            self.decided[deal.id] = decision
        self.redraw()
        self.action_step(1)


AskDay = Callable[[str, Callable[[date | None], None]], None]
"""Asks for a day under a title and gives it on; None where nobody answers."""


class CleanUp(Dialog[tuple[Decision, ...]]):
    """Answers the decisions, which are written as one act; `esc` answers None and leaves everything as it was."""

    WIDTH: ClassVar[int] = 80
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "keep", show=False, priority=True),
        Binding("d", "date", show=False),
        Binding("l", "lost", show=False, priority=True),
        Binding("z", "rest", show=False),
        Binding("backspace", "undecide", show=False),
    ]

    def __init__(self, view: StockView, ask_day: AskDay) -> None:
        super().__init__(f"Clean up: {len(view.deals)} of {view.of} open deals ask for something")
        self.view = view
        self._ask_day = ask_day
        self._list = StockList(view)
        self._warned = False

    @override
    def body(self) -> Iterable[Widget]:
        keep, rest = (written.day(day, self.view.today) for day in (self.view.keep_until, self.view.rest_until))
        yield self._list
        yield Lines(id="why")
        yield Horizontal(
            Way("k", f"keep (its date, or {keep})", "keep"), Way("d", "date", "date"), Way("l", "lost", "lost"),
            Way("z", f"rest until {rest}", "rest"), classes="ways",
        )  # fmt: skip
        yield Horizontal(
            Way("backspace", "takes it back", "undecide"),
            Way("enter", "saves all at once", "save"),
            Way("esc", "not now", "cancel"),
            classes="ways",
        )

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.call_after_refresh(self.fit)
        for row in self.query(".ways"):
            row.styles.height = 1
        self._list.focus()
        self.show_why()

    def on_resize(self) -> None:
        """The list keeps to the height there is."""
        self.fit()

    def fit(self) -> None:
        """Leave room for the title, the reason and the keys."""
        self._list.styles.max_height = max(3, self.app.size.height * 9 // 10 - 10)

    @on(LineList.Selected)
    def show_why(self) -> None:
        """Say why the deal is here, and how far the pass is."""
        deal, counts = self._list.at_cursor, Counter(one.verb for one in self._list.decided.values())
        said = "not saved: enter saves all, esc again forgets it   " if self._warned else ""
        said += " · ".join(f"{counts[verb]} {word}" for verb, word in WORDS.items() if counts[verb]) or "nothing decided yet"
        why = f"{deal.stage or ''}{': ' if deal.stage else ''}{deal.reason}" if deal is not None else ""
        self.query_one("#why", Lines).show([line(""), cut(line(why), self.WIDTH - 6), line((said, "bold")), line("")])

    def decide(self, verb: str | None, day: date | None = None) -> None:
        """Decide about the deal under the cursor."""
        deal = self._list.at_cursor
        if deal is not None:
            self._warned = False
            self._list.decide(None if verb is None else Decision(deal.id, verb, day, (deal.close_on,) if verb in (KEEP, DATE) else None))
            self.show_why()

    def action_keep(self) -> None:
        """Keep it: with its own date where that is still to come, else with the one proposed; what was seen now asks later again."""
        deal = self._list.at_cursor
        if deal is not None:
            own = deal.close_on if deal.close_on is not None and deal.close_on >= self.view.today else None
            self.decide(KEEP, own or self.view.keep_until)

    def action_date(self) -> None:
        """Ask for another date."""
        deal = self._list.at_cursor
        if deal is not None:
            self._ask_day(f"Close date of {deal.name}", lambda day: self.decide(DATE, day) if day is not None else None)

    def action_lost(self) -> None:
        """It is lost."""
        self.decide(LOST)

    def action_rest(self) -> None:
        """Ask nothing of it for two weeks."""
        self.decide(SNOOZE, self.view.rest_until)

    def action_undecide(self) -> None:
        """Take the decision under the cursor back."""
        self.decide(None)

    @override
    def action_cancel(self) -> None:
        """Leave everything as it was; what is decided already is not forgotten by one key."""
        if self._list.decided and not self._warned:
            self._warned = True
            self.show_why()
        else:
            super().action_cancel()

    @on(LineList.Chosen)
    def _enter(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Answer what was decided."""
        if self._list.decided:
            self.dismiss(tuple(self._list.decided.values()))
