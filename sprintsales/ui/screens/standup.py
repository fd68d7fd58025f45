"""The Standup screen: one person at a time, readable across a room, everybody's turn at the left, a clock of fifteen minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget
from typing_extensions import override

from sprintsales.domain.standup_clock import LENGTH, StandupPace
from sprintsales.ui.screens.shared import OfficeScreen
from sprintsales.ui.screens.standup_people import ClockPane, PeopleLine, PeoplePane, PersonPicked, PersonRow, kept_text, minutes, pace_text
from sprintsales.ui.screens.standup_person import PersonPane
from sprintsales.ui.screens.standup_round import Attendee, Round, StandupClock
from sprintsales.ui.screens.take_away import Takeable, file_stem

if TYPE_CHECKING:
    from sprintsales.domain.accountability import PromiseNumbers
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.frame import FrameView
    from sprintsales.services.views.standup import StandupView

FOLDED, MIDDLE = 100, 130
"""Columns under which people fold into one line, and under which their list is narrower."""
SCROLL = 8


@dataclass(frozen=True, slots=True)
class Told:
    """The top of the screen and the stand-up."""

    frame: FrameView
    standup: StandupView


class StandupScreen(OfficeScreen[None, Told]):
    """The team's stand-up, step by step."""

    NAME = "standup"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.turns = Round()
        self.clock = StandupClock()
        self._ticks: Timer | None = None
        self._day: date | None = None

    @override
    def body(self) -> Iterable[Widget]:
        yield PeopleLine(self.clock_now, id="line")
        yield Horizontal(
            Vertical(PeoplePane(id="people", classes="panel"), ClockPane(self.clock_now, id="clock"), id="side"),
            PersonPane(id="person"),
            id="round",
        )

    @override
    def fetch(self, question: None) -> Told:
        def look(connection: Any, desk: Desk) -> Told:
            from sprintsales.services.views.frame import frame_view
            from sprintsales.services.views.standup import standup_view

            return Told(frame_view(connection, desk), standup_view(connection, desk))

        return self.office.read(look)

    @override
    def show(self, view: Told) -> None:
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        self.show_frame(replace(frame_text(view.frame, desk.zone), tiles=(), uncovered=None))
        if view.standup.today != self._day:
            self._begin(view.standup.today)
        self.turns.take([Attendee(one.id, one.is_away) for one in view.standup.members])
        self.show_turn()

    def show_turn(self) -> None:
        """Show whose turn it is, and everybody's state."""
        if self.view is None:
            return
        told = self.view.standup
        states = {one.id: self.turns.state(one) for one in self.turns.people}
        rows = [
            PersonRow(one.id, one.name, states[one.id], "away" if one.is_away else kept_words(one.numbers), one.id == self.turns.at)
            for one in told.members
        ]
        self.query_one("#people", PeoplePane).show_people(rows, kept_words(told.numbers), pace_text(told.pace))
        self.query_one("#line", PeopleLine).show_people(rows)
        self.query_one("#person", PersonPane).show_person(told, self.turns.at)
        self.redraw_clock()

    def on_resize(self) -> None:
        """Fold people into a line where there is no room beside them."""
        self.set_class(self.size.width < FOLDED, "-folded")
        self.set_class(self.size.width < MIDDLE, "-middle")

    # The clock: a timer of the screen, which draws nothing but the clock.

    def now(self) -> datetime:
        """The real moment: the clock of a stand-up runs on, whatever day is looked at."""
        return self.office.settings.clock.recorded()

    def clock_now(self) -> tuple[StandupPace, bool, bool]:
        """Where the stand-up stands, whether the clock runs, and whether it was ever started."""
        return self.clock.pace(self.now(), self.turns), self.clock.runs, self.clock.was_started

    def redraw_clock(self) -> None:
        """Draw the clock again, and nothing else."""
        for clock in (self.query_one("#clock", ClockPane), self.query_one("#line", PeopleLine)):
            if clock.region:
                clock.redraw()

    def start_clock(self) -> None:
        """Let the clock run."""
        self.clock.start(self.now())
        if self._ticks is None:
            self._ticks = self.set_interval(1.0, self.redraw_clock)
        self._ticks.resume()
        self.redraw_clock()

    def stop_clock(self) -> None:
        """Let the clock stand."""
        self.clock.stop(self.now())
        if self._ticks is not None:
            self._ticks.pause()
        self.redraw_clock()

    def on_screen_suspend(self) -> None:
        """Nobody looks at the clock; its time goes on."""
        if self._ticks is not None:
            self._ticks.pause()

    def on_screen_resume(self) -> None:
        """Show the time that went on."""
        if self._ticks is not None and self.clock.runs:
            self._ticks.resume()
            self.redraw_clock()

    # Steps.

    def action_next_person(self) -> None:
        """Who speaks was heard; the next one speaks, and the first step starts the clock."""
        if not self.turns.present or self.turns.is_over:
            return
        self.turns.next()
        self._stepped()

    def action_last_person(self) -> None:
        """Back to the one before."""
        self.turns.back()
        self.show_turn()

    def action_look_person(self, step: int) -> None:
        """Look at somebody without a turn."""
        self.turns.look(step)
        self.show_turn()

    def on_person_picked(self, event: PersonPicked) -> None:
        """A click is a step too."""
        event.stop()
        self.turns.go(event.member_id)
        self._stepped()

    def _stepped(self) -> None:
        if self.turns.is_over:
            self.stop_clock()
            spent = int(self.clock.seconds(self.now()))
            self.tell(f"Everybody was heard, in {minutes(spent)} of {minutes(LENGTH)}.   y copies the stand-up")
        elif not self.clock.was_started or self.clock.runs:
            self.start_clock()
        self.show_turn()

    def action_clock(self) -> None:
        """Start the clock, or let it stand."""
        if self.clock.runs:
            self.stop_clock()
        else:
            self.start_clock()

    def action_new_round(self) -> None:
        """Begin anew: nobody was heard, the clock is at its start."""
        self._day = None
        if self.view is not None:
            self.show(self.view)

    def _begin(self, today: date) -> None:
        """A day's stand-up begins: yesterday's turns and time are nobody's any more."""
        self._day = today
        self.stop_clock()
        self.clock = StandupClock()
        self.turns = Round()

    def action_scroll_person(self, step: int) -> None:
        """See what did not fit."""
        self.query_one("#person", PersonPane).scroll_rows(step * SCROLL)

    @override
    def action_whose(self) -> None:
        """A stand-up is everybody's: choosing somebody is that one's turn."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        if self.view is None or not self.turns.people:
            return
        choices = [Choice(one.id, one.name, "away" if one.is_away else "") for one in self.view.standup.members]
        first = next((place for place, one in enumerate(choices) if one.value == self.turns.at), 0)

        def chosen(who: int | None) -> None:
            if who is not None:
                self.turns.go(who)
                self._stepped()

        self.app.push_screen(AskChoice("Whose turn is it?", choices, first=first), chosen)

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        from sprintsales.reports.standup import standup_document, standup_sheet

        if self.view is None:
            return None
        told = self.view.standup
        name = file_stem("standup", told.today.isoformat())
        return Takeable("the stand-up", name, lambda: standup_sheet(told), lambda: standup_document(told))


def kept_words(numbers: PromiseNumbers | None) -> str:
    """What is kept of a promise so far: 9/22."""
    return kept_text(numbers.kept, numbers.committed - numbers.moot) if numbers else kept_text(None, None)
