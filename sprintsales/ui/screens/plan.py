"""The Plan screen: the week by days, what needs attention beside it, capacity and promise below; each key is saved at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui.commands import KeysNow
from sprintsales.ui.content import NOTHING, cut, line
from sprintsales.ui.screens.cadences import About
from sprintsales.ui.screens.contested import Wish
from sprintsales.ui.screens.filling import FillingScreen
from sprintsales.ui.screens.marking import MarkingScreen
from sprintsales.ui.screens.plan_backward import BackwardPlanning
from sprintsales.ui.screens.plan_cleanup import CleaningUp
from sprintsales.ui.screens.plan_promise import Promising
from sprintsales.ui.screens.plan_rows import (
    Need,
    card_words,
    day_column,
    glimpse_column,
    need_row,
    need_words,
    promise_line,
    sections,
)
from sprintsales.ui.screens.plan_suggest import Suggesting
from sprintsales.ui.screens.seen_frame import seen_frame
from sprintsales.ui.screens.sprint_edits import SprintEdits
from sprintsales.ui.screens.take_away import Takeable, file_stem
from sprintsales.ui.screens.work_edits import place_of
from sprintsales.ui.widgets.card import CardMarked, WeekGrid
from sprintsales.ui.widgets.day_cards import DayCards, WeekStrip
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines
from sprintsales.ui.widgets.section_list import SectionList
from sprintsales.ui.widgets.week import Week

if TYPE_CHECKING:
    from sprintsales.domain.attention import AttentionLine
    from sprintsales.domain.meanwhile import Values
    from sprintsales.domain.periods import Period
    from sprintsales.services.desk import Desk
    from sprintsales.services.sprints import SprintView
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.glimpse import WeekGlimpse
    from sprintsales.services.views.plan import PlanView

WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Question:
    """Whose week, and how many sprints from the running one."""

    who: int | None
    sprints: int


def asked_sprint(connection: Any, desk: Desk, question: Question) -> Period:
    """The sprint asked for, counted from the running one; those nobody works in are passed over."""
    from sprintsales.services.views.sprints import worked_sprint

    return worked_sprint(connection, desk, desk.sprint_of(desk.today), question.sprints)


class PlanScreen(
    Promising[Question, "PlanView"],
    Suggesting[Question, "PlanView"],
    CleaningUp[Question, "PlanView"],
    MarkingScreen[Question, "PlanView"],
    SprintEdits[Question, "PlanView"],
    FillingScreen[Question, "PlanView"],
    BackwardPlanning[Question, "PlanView"],
):
    """A week on one screen."""

    NAME = "plan"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.week = Week()
        self.sprints = 0
        self.narrow: bool | None = None

    @override
    def body(self) -> Iterable[Widget]:
        yield WeekStrip(self.week, id="strip")
        yield Horizontal(
            SectionList[Need](need_row, lambda need: need.key, id="needs", classes="panel"),
            DayCards(self.week, id="day"),
            WeekGrid(self.week, id="grid"),
            id="plan",
        )
        yield Lines(id="promise")

    def on_mount(self) -> None:
        """Keys go to the week."""
        self.focus_week()

    def focus_week(self) -> None:
        """Give the keys to whichever view of the week this size shows."""
        self.query_one("#day" if self.has_class("-narrow") else "#grid").focus()

    @override
    def question(self) -> Question:
        return Question(self.office.who_id, self.sprints)

    @override
    def fetch(self, question: Question) -> PlanView:
        def look(connection: Any, desk: Desk) -> PlanView:
            from sprintsales.services.views.plan import plan_view

            return plan_view(connection, desk, question.who, asked_sprint(connection, desk, question))

        return self.office.read(look)

    @override
    def tick(self, id_: int) -> None:
        self.week.restate(str(id_), "done")

    @override
    def glimpse(self, question: Question) -> WeekGlimpse | None:
        from sprintsales.services.views.glimpse import week_glimpse

        return week_glimpse(self.office.settings, question.who, question.sprints)

    @override
    def show_glimpse(self, glimpse: object) -> None:
        from sprintsales.services.views.glimpse import WeekGlimpse

        assert isinstance(glimpse, WeekGlimpse)
        self.show_frame(seen_frame(glimpse.head))
        self.week.show([glimpse_column(day, glimpse.today) for day in glimpse.days])

    @override
    def show(self, view: PlanView) -> None:
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        self.show_frame(frame_text(view.frame, desk.zone))
        self.keep_marks()
        self.show_marks()
        needs = self.query_one("#needs", SectionList)
        needs.show_sections(sections(view, narrow=self.has_class("-narrow")))
        self.follow_cursor()
        self.call_after_refresh(self.follow_size)

    @override
    def show_marks(self) -> None:
        if self.view is not None:
            self.week.show([day_column(self.view, day, self.marks) for day in self.view.days])
            self.show_foot()

    def show_foot(self) -> None:
        """Say what the cursor stands on in full, and under it how the week stands."""
        if self.view is not None:
            width = max(60, self.size.width - 2)
            told = line(" ", cut(self.told(), width - 1))
            self.query_one("#promise", Lines).show([told, line(" ", promise_line(self.view, width - 1))])

    def told(self) -> Content:
        """What the cursor stands on, in full words."""
        assert self.view is not None
        if self.marks:
            return self.marked_words(self.view.frame.currency)
        if self.in_needs:
            row = self.query_one("#needs", SectionList).row_under_cursor()
            return need_words(row) if row is not None else NOTHING
        card = self.chosen_card()
        return card_words(card, self.view) if card is not None else NOTHING

    @override
    def keys_now(self) -> KeysNow:
        now, view = super().keys_now(), self.view
        if self.marks:
            return now
        promised = view is not None and (view.is_committed or self.office.who_id is not None)
        without = now.without | ({"commit"} if promised else frozenset())
        if self.in_needs:
            return replace(now, first=("plan_it", "attention"), titles=(*now.titles, ("attention", "to the week")), without=without)
        first = ("add", "fill", "attention") if self.chosen_card() is None else now.first
        return replace(now, first=first, also=("attention",), without=without | {"plan_it"})

    def on_card_selected(self) -> None:
        """The cursor stands on another card."""
        self.show_foot()
        self.follow_cursor()

    def on_line_list_selected(self) -> None:
        """The cursor stands on another line."""
        self.show_foot()
        self.follow_cursor()

    def on_descendant_focus(self) -> None:
        """Another pane has the keys."""
        self.show_foot()
        self.follow_cursor()

    def on_resize(self) -> None:
        """Draw again what depends on the size."""
        if self.view is not None:
            self.show(self.view)
        self.call_after_refresh(self.follow_size)

    def follow_size(self) -> None:
        """Give the keys back to the week where the view of it that had them is hidden at this size."""
        if self.narrow is not self.has_class("-narrow"):
            self.narrow = self.has_class("-narrow")
            self.focus_week()

    # What the cursor stands on.

    @override
    def chosen_card(self) -> Card | None:
        if self.view is None:
            return None
        if self.in_needs:  # keys act on what the foot tells: the item behind the line, never the resting card
            need = self.chosen_need()
            return self.view.card(need.activity_id) if need is not None and need.activity_id is not None else None
        return self.view.card(int(self.week.key)) if self.week.key else None

    @override
    def cards_here(self) -> Sequence[Card]:
        days = self.view.days if self.view is not None else ()
        return days[self.week.day].cards if self.week.day < len(days) else ()

    @override
    def card_with(self, id_: int) -> Card | None:
        return self.view.card(id_) if self.view is not None else None

    @override
    def step_card(self, by: int) -> None:
        if not self.in_needs:
            self.week.move(0, by)

    def on_card_marked(self, event: CardMarked) -> None:
        """A click with ctrl marks a card, or unmarks it."""
        self.toggle_mark(int(event.key))

    @override
    def action_snooze(self) -> None:
        need = self.chosen_need() if self.in_needs and not self.marks else None
        if need is not None and need.activity_id is None and need.deal_id is not None:
            self.snooze_line(need.deal_id, need.title)
        else:
            super().action_snooze()

    @override
    def chosen_need(self) -> AttentionLine | None:
        """The line of attention under the cursor."""
        row = self.query_one("#needs", SectionList).row_under_cursor()
        return row.line if row is not None else None

    @property
    def in_needs(self) -> bool:
        """Whether keys go to what needs attention."""
        return self.query_one("#needs").has_focus

    @override
    def sprint_period(self) -> Any:
        return self.view.sprint.period if self.view is not None else super().sprint_period()

    @override
    def day_for_new(self) -> date | None:
        if self.view is None or not self.view.days:
            return None
        day = self.view.days[min(self.week.day, len(self.view.days) - 1)].day
        return max(day, self.view.today)

    @override
    def shown_plan(self) -> PlanView | None:
        return self.view

    @override
    def shown_sprint(self) -> SprintView | None:
        return self.view.sprint if self.view is not None else None

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        from sprintsales.reports.plan import plan_document, plan_sheet

        view = self.view
        if view is None:
            return None
        name = file_stem("plan", view.sprint.period.start.isoformat(), view.who.name)
        said, calendar = f"{view.sprint.name} of {view.who.name}", self.calendar_of(view.who.id, view.sprint.period.start)
        return Takeable(said, name, lambda: plan_sheet(view), lambda: plan_document(view), calendar)

    @override
    def cadence_about(self) -> About | None:
        card, need = self.chosen_card(), self.chosen_need() if self.in_needs else None
        if need is not None:
            return About(need.title, need.deal_id) if need.deal_id is not None else None
        return (
            None
            if card is None or card.deal_id is card.lead_id
            else About(card.deal or card.lead or card.title, card.deal_id, card.lead_id)
        )

    # Acts.

    def action_other_pane(self) -> None:
        """To what needs attention and back."""
        if self.in_needs:
            self.focus_week()
        else:
            self.query_one("#needs").focus()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter or a double click on a line of attention plans it."""
        event.stop()
        self.action_plan_it()

    def on_card_chosen(self) -> None:
        """Enter on a card asks how it went."""
        self.action_done()

    def action_plan_it(self) -> None:
        """Plan what the line under the cursor asks for, on the day it proposes."""
        need = self.chosen_need()
        row = self.query_one("#needs", SectionList).row_under_cursor() if self.in_needs else None
        if row is not None and row.key.startswith("stock:"):  # nothing to plan: the deals themselves are to be looked at
            whose = "rep:me " if self.office.who_id is None else ""
            self.call_later(self.run_action, f"app.deals('{whose}flag:{row.key.removeprefix('stock:')}')")
            return
        if row is not None and row.key == "proposals":
            self.action_suggest()
            return
        if row is not None and row.key == "folded":
            self.action_clean_stock()
            return
        if need is None or self.view is None:
            self.say("Choose a line of what needs attention first.", "tab goes there")
            return
        owner, card = self.office.who_id, None if need.activity_id is None else self.view.card(need.activity_id)
        if need.code != "carried_twice" and not self.take(need):
            return
        if need.code == "carried_twice":
            if card is not None:
                self.ask_decision(card)
            else:
                self.say("It stands in another week, and is decided about there.", "[ and ] go to other weeks")
            return

        def verb(desk: Desk, known: Values) -> int:
            from sprintsales.services.accepting import accept

            return accept(desk, need, owner_id=owner, shown=None if card is None else {**place_of(card), **known})

        def planned(id_: int) -> None:
            day = written.day_with_month(max(need.day, self.today()), self.today())
            done = "Planned" if need.activity_id is None else "Moved"
            self.tell(f"{done}: {need.type} {need.title}, {day}   u takes it back")
            self.week.select(str(id_))

        self.wish(Wish(verb, planned, f"{need.type} {need.title}"))

    def action_shift_day(self, step: int) -> None:
        """Move the card to the next or the previous day on screen; what is marked goes to the next working day."""
        if self.marks and step > 0:
            self.action_postpone()
            return
        card = self.open_card()
        if card is None or self.view is None:
            return
        place = self.week.day + step
        if not 0 <= place < len(self.view.days):
            self.say("That is outside this week.", "m moves it to any day")
            return
        self.move_card(card, self.view.days[place].day)

    def action_shift_sprint(self, step: int) -> None:
        """Look at the sprint before or after."""
        self.sprints += step
        self.marks.clear()
        self.week.loaded = False
        self.refresh_data()

    def look_ahead(self) -> None:
        """Show the week that can still be planned: where the running sprint has no working day left, the one after it."""
        desk = self.office.opened
        if desk is None or self.sprints:
            return
        running = desk.sprint_of(desk.today)
        if all((desk.today + timedelta(days=more)).weekday() in WEEKEND for more in range((running.end - desk.today).days)):
            self.action_shift_sprint(1)
