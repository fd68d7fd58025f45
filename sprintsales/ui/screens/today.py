"""The Today screen: my list in order of time and value at risk, and everything about the item under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import NOTHING
from sprintsales.ui.office import Office
from sprintsales.ui.screens.day_list import DayList, LogLine
from sprintsales.ui.screens.empty_day import EmptyDay
from sprintsales.ui.screens.item_detail import ItemDialog, ItemPanel, folded_lines, usual
from sprintsales.ui.screens.marking import MarkingScreen
from sprintsales.ui.screens.seen_frame import seen_frame
from sprintsales.ui.screens.take_away import Takeable, file_stem
from sprintsales.ui.screens.today_rows import Reader, day_note, foot_lines, narrow_note, sections, with_marks
from sprintsales.ui.widgets.frame import ROOMY
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.day_glimpse import DayGlimpse
    from sprintsales.services.views.today import TodayView

SECONDS_TO_READ_AGAIN = 60
"""The day line says how long it is until the next fixed time, and a screen left open overnight shows a new day."""
DETAIL, DETAIL_WHEN_TIGHT = 45, 39
ROWS_AROUND = 10
"""Frame, key line and the gaps above and below the list."""
ON_AN_ITEM = frozenset({"done", "count", "move", "drop", "block", "effort", "open_deal", "next_step"})
LOG_ROWS, FOOT_ROWS = 2, 6
"""Rows of the hint, and of the next working day with my week: kept free for them at first sight."""
LEAST_LIST = 12
"""Rows the list keeps before the lines under it give way."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whose day, and which item's details; None: the first open one. With a VIEW only the details are read, and put into it."""

    who: int | None
    selected: int | None
    view: TodayView | None = None


class TodayScreen(MarkingScreen[Question, "TodayView"]):
    """One person's day on one screen."""

    NAME = "today"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._shown: object = None
        self._stale = True
        self._glimpsed = False

    @override
    def body(self) -> Iterable[Widget]:
        yield Horizontal(
            Vertical(DayList(id="list"), Lines(id="foot"), LogLine(id="log"), id="day"),
            EmptyDay(id="empty"),
            ItemPanel(id="detail"),
            id="today",
        )
        yield Lines(id="folded")

    def on_mount(self) -> None:
        """Keys go to the list; the minutes until the next fixed time are kept right."""
        self.query_one("#empty").display = False
        self.focus_list()
        self.set_interval(SECONDS_TO_READ_AGAIN, self.read_while_looked_at)

    def read_while_looked_at(self) -> None:
        """Read again, unless another screen is in front."""
        if self.is_current:
            self.refresh_data()

    @property
    def list(self) -> DayList:
        """The list."""
        return self.query_one("#list", DayList)

    @override
    def refresh_data(self) -> None:
        self._stale = True  # until a whole reading is shown: one that was overtaken has to be made again
        super().refresh_data()

    @override
    def question(self) -> Question:
        key = self.list.cursor_key
        return Question(self.office.who_id, int(key) if key else None, None if self._stale or not key else self.view)

    @override
    def fetch(self, question: Question) -> TodayView:
        def look(connection: Any, desk: Desk) -> TodayView:
            from sprintsales.services.views.today import item_detail, today_view

            if question.view is not None and question.selected is not None:
                return replace(question.view, selected=item_detail(connection, desk, question.selected, question.who))
            return today_view(connection, desk, question.who, question.selected)

        return self.office.read(look)

    @override
    def tick(self, id_: int) -> None:
        if self.view is not None:
            self.draw_view(self.view.with_done(id_))

    @override
    def glimpse(self, question: Question) -> DayGlimpse | None:
        from sprintsales.services.views.day_glimpse import day_glimpse

        found = day_glimpse(self.office.settings, question.who)
        return found if found is not None and found.cards else None  # what to do with an empty day follows from all of it

    @override
    def show_glimpse(self, glimpse: object) -> None:
        from sprintsales.services.views.day_glimpse import DayGlimpse

        assert isinstance(glimpse, DayGlimpse)
        self._glimpsed = True
        head = glimpse.head
        reader = Reader(glimpse.today, head.zone, head.currency, head.period, glimpse.due)
        self.show_frame(replace(seen_frame(head), narrow_note=day_note(glimpse)))
        self.list.view = glimpse
        self.list.show_sections(sections(glimpse, reader, ruled=not self.has_class("-narrow")))
        self.show_parts(empty=False, below=[NOTHING] * FOOT_ROWS)

    @override
    def show(self, view: TodayView) -> None:
        self._stale = False
        self.keep_marks()
        self.draw_view(view)
        if self._glimpsed:
            self._glimpsed = False
            self.read_details(view)

    def draw_view(self, view: TodayView) -> None:
        """Draw what was read, as far as it is not drawn already."""
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        frame = replace(frame_text(view.frame, desk.zone), narrow_note=narrow_note(view))
        if not view.cards:  # its note tells the promise and what is free, all the room there is
            frame = replace(frame, tiles=tuple(replace(tile, narrow=False) for tile in frame.tiles))
        reader = Reader(view.today, desk.zone, view.frame.currency, view.frame.sprint.period, view.due)
        found = with_marks(sections(view, reader, ruled=not self.has_class("-narrow")), self.marks)
        shown = (frame, found, view.next_in, self.size)
        # Most readings follow a move of the cursor, and change nothing but the details.
        if shown != self._shown:
            self._shown = shown
            self.show_frame(frame)
            self.list.step_on(view)
            self.list.view = view
            self.list.marked = self.marked_words(view.frame.currency) if self.marks else None
            self.list.show_sections(found)
            self.query_one("#empty", EmptyDay).show_day(view, mine=self.office.who_id is None)
            below = [] if self.has_class("-narrow") else foot_lines(view, self.list_width)
            self.show_parts(empty=not view.cards, below=below)
            self.refresh_keys()
        self.show_detail(view)

    @property
    def detail_width(self) -> int:
        """Columns of the panel beside the list."""
        return DETAIL if self.size.width >= ROOMY else DETAIL_WHEN_TIGHT

    @property
    def list_width(self) -> int:
        """Columns of the list beside the panel."""
        return self.size.width - self.detail_width - 3

    def show_parts(self, *, empty: bool, below: Sequence[Content]) -> None:
        """Show the list with the lines BELOW it, or the ways to start, give each part its room, and the keys to what is shown."""
        narrow = self.has_class("-narrow")
        for id_, there in (
            ("#day", not empty),
            ("#empty", empty),
            ("#detail", not empty and not narrow),
            ("#folded", not empty and narrow),
        ):
            self.query_one(id_).display = there
        self.query_one("#detail").styles.width = self.detail_width
        self.fit(below)
        if self.focused is None or self.focused.id == ("list" if empty else "empty"):
            self.focus_list()

    def fit(self, below: Sequence[Content]) -> None:
        """The list is as high as it needs to be, so that the lines under it follow it; they give way where the room is short."""
        shown, foot, log = self.list, self.query_one("#foot", Lines), self.query_one("#log", LogLine)
        if self.has_class("-narrow"):
            foot.display = log.display = False
            shown.styles.height = "1fr"
            return
        room = max(3, self.size.height - ROWS_AROUND)
        wanted = shown.line_total() + len(shown.head_lines(self.list_width))
        # The hint gives way first, then the days around.
        log.display = wanted + len(below) + LOG_ROWS <= room
        foot.display = len(below) + min(wanted, LEAST_LIST) <= room
        room -= (LOG_ROWS if log.display else 0) + (len(below) if foot.display else 0)
        foot.show(below)
        log.show_way(self.list_width)
        shown.styles.height = min(wanted, room)

    def focus_list(self) -> None:
        """Give the keys to the list, or to the ways to start where it is empty."""
        empty = self.query_one("#empty")
        (empty if empty.display else self.list).focus()

    def on_resize(self) -> None:
        """Draw again what depends on the size."""
        if self.view is not None:
            self.draw_view(self.view)

    # The details.

    def show_detail(self, view: TodayView) -> None:
        """Show the details that were read, if the cursor still stands on their item; until then the ones before stay."""
        detail = view.selected
        if detail is None or str(detail.card.id) != self.list.cursor_key:
            return
        self.query_one("#detail", ItemPanel).show(detail, view.today, view.frame.currency)
        self.query_one("#folded", Lines).show(folded_lines(detail, view.today, max(40, self.size.width)))

    def on_line_list_selected(self, event: LineList.Selected) -> None:
        """The cursor stands on another item: read its details."""
        if event.source.id != "list" or self.view is None or not event.key:
            return
        self.follow_cursor()
        self.read_details(self.view)

    def read_details(self, view: TodayView) -> None:
        """Read the details of the item under the cursor, unless VIEW has them."""
        key = self.list.cursor_key
        if key and (view.selected is None or str(view.selected.card.id) != key):
            super().refresh_data()

    @override
    def usual(self, card: Card, outcome: str) -> str:
        detail = self.view.selected if self.view is not None else None
        if detail is None or detail.card.id != card.id:
            return ""
        return next((usual(one, detail.outcomes) for one in detail.outcomes if one.code == outcome), "")

    @override
    def usual_place(self, card: Card) -> int:
        detail = self.view.selected if self.view is not None else None
        if detail is None or detail.card.id != card.id:
            return 0
        shares = [one.share or 0 for one in detail.outcomes]
        return shares.index(max(shares)) if shares else 0

    # What the cursor stands on.

    @override
    def chosen_card(self) -> Card | None:
        key = self.list.cursor_key
        return next((one for one in self.view.cards if str(one.id) == key), None) if self.view is not None else None

    @override
    def cards_here(self) -> Sequence[Card]:
        return self.view.cards if self.view is not None else ()

    @override
    def card_with(self, id_: int) -> Card | None:
        return next((card for card in self.cards_here() if card.id == id_), None)

    @override
    def step_card(self, by: int) -> None:
        if by:
            self.list.action_step(by)

    @override
    def show_marks(self) -> None:
        if self.view is not None:
            self.draw_view(self.view)

    def on_line_list_marked(self, event: LineList.Marked) -> None:
        """A click with ctrl marks an item, or unmarks it."""
        if event.source.id == "list":
            self.toggle_mark(int(event.key))

    @override
    def day_for_new(self) -> date | None:
        return self.view.today if self.view is not None else None

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        from sprintsales.reports.today import today_document, today_sheet

        view = self.view
        if view is None:
            return None
        name = file_stem("today", view.today.isoformat(), view.who.name)
        return Takeable(f"the day of {view.who.name}", name, lambda: today_sheet(view), lambda: today_document(view))

    # Acts.

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs an item is not offered where there is none; the suggestion is one for an empty day."""
        view = self.view
        if view is not None and action in ON_AN_ITEM:
            return bool(view.cards)
        if action == "plan_it":
            return view is not None and not view.cards and bool(view.plan.attention.lines)
        return super().check_action(action, parameters)

    async def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter opens the details where they are folded, else asks how it went; on an empty day it takes the way chosen."""
        event.stop()
        if event.source.id == "empty":
            await self.run_action(event.key)
        elif self.has_class("-narrow"):
            self.open_detail()
        else:
            self.action_done()

    def open_detail(self) -> None:
        """Show everything about the item on the whole screen; a digit there says how it went."""
        view, card = self.view, self.chosen_card()
        if view is None or card is None or view.selected is None or view.selected.card.id != card.id:
            return

        def told(outcome: str | None) -> None:
            if outcome is not None:
                self.tell_outcome(card, outcome)

        self.app.push_screen(ItemDialog(view.selected, view.today, view.frame.currency), told)

    def action_plan_it(self) -> None:
        """Plan the first suggestion of an empty day for today."""
        view = self.view
        if view is None or not view.plan.attention.lines:
            return
        need, owner = view.plan.attention.lines[0], self.office.who_id
        if not self.take(need):
            return

        def verb(desk: Desk) -> int:
            from sprintsales.services.accepting import accept

            return accept(desk, need, owner_id=owner, day=desk.today)

        self.write(verb, lambda _: self.tell(f"Planned: {need.type} {need.title}   u takes it back"))
