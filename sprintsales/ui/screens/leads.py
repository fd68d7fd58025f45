"""The leads: the queue counted at the top, all leads in a list that filters while you type, and what can be done with one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input
from typing_extensions import override

from sprintsales.ui.commands import KeysNow
from sprintsales.ui.content import Part, line
from sprintsales.ui.screens.cadences import About, CadenceScreen
from sprintsales.ui.screens.deal_words import FilterInput
from sprintsales.ui.screens.lead_edits import LeadEdits
from sprintsales.ui.screens.lead_list import LeadList, LeadPane, Leads
from sprintsales.ui.screens.shared import empty
from sprintsales.ui.screens.take_away import Takeable, file_stem
from sprintsales.ui.widgets.key_line import KeyLine
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.frame import FrameView
    from sprintsales.services.views.leads import LeadCounts, LeadIndex, LeadLine

PRESETS: Mapping[str, str] = {"mine": "owner:me ", "everybody": "", "queue": "queue ", "late": "late "}
KEPT = (("F2", "mine"), ("F3", "everybody"), ("F4", "queue"), ("F5", "late"))
ON_A_LEAD = frozenset({"cadence", "lead_category", "lead_owner", "lead_touch", "lead_log", "convert_lead"})
NO_LEAD = empty("No leads yet.", ("I", "brings a file of leads in"), ("n", "adds one"))
NO_MATCH = empty("No lead fits.", ("/", "changes the words"), ("F3", "shows everybody's"), ("all", "as a word: those that are over too"))


@dataclass(frozen=True, slots=True)
class LeadsView:
    """The top of the screen, all leads, and how many wait for what."""

    frame: FrameView
    index: LeadIndex
    counts: LeadCounts
    mine: LeadCounts
    home: str


class LeadsScreen(LeadEdits["LeadsView"], CadenceScreen[None, "LeadsView"]):
    """Leads in a list, one of them in detail; a manager gives the queue its owners."""

    NAME = "leads"
    TAB: ClassVar[str] = "deals"
    AUTO_FOCUS = "#leads"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.words: str | None = None

    @override
    def body(self) -> Iterable[Widget]:
        slash = Lines([line((" / ", "bold $accent"))], id="slash")
        words = FilterInput(id="words", compact=True, select_on_focus=False)
        yield Horizontal(
            Vertical(Horizontal(slash, words, id="filter"), Lines(id="head"), LeadList(id="leads"), id="left"),
            LeadPane(id="detail"),
            id="body",
        )

    @property
    def leads(self) -> LeadList:
        """The list."""
        return self.query_one("#leads", LeadList)

    @property
    def pane(self) -> LeadPane:
        """The lead in detail."""
        return self.query_one("#detail", LeadPane)

    @property
    def input(self) -> FilterInput:
        """The line of words."""
        return self.query_one("#words", FilterInput)

    # Reading.

    @override
    def question(self) -> None:
        return None

    @override
    def fetch(self, question: None) -> LeadsView:
        def look(connection: Any, desk: Desk) -> LeadsView:
            from sprintsales.services.views.frame import frame_view
            from sprintsales.services.views.leads import counted, lead_index

            index = lead_index(connection, desk)
            own = [one for one in index.lines if one.owner_id == desk.me.id]
            home = PRESETS["mine"] if desk.me.role == "rep" and own else ""
            return LeadsView(frame_view(connection, desk), index, counted(index.lines, desk.today), counted(own, desk.today), home)

        return self.office.read(look)

    @override
    def show(self, view: LeadsView) -> None:
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        if self.words is None:
            self.words = view.home
            self._write_words()
        self.show_frame(replace(frame_text(view.frame, desk.zone), tiles=(), uncovered=None))
        self.show_leads()

    def show_head(self) -> None:
        """Count the queue, what is due and what is late at the top."""
        if self.view is None:
            return
        counts, mine = self.view.counts, "owner:me" in (self.words or "").casefold().split()
        shown = self.view.mine if mine else counts
        parts: list[Part] = ["   "]
        for word, many, tone in (
            ("queue", counts.queue, "$warning"), ("with a day", shown.dated, "$foreground"),
            ("due today", shown.due_today, "$foreground"), ("late", shown.late, "$error"),
        ):  # fmt: skip
            parts += [(f"{word} ", "$muted"), (f"{many:,}", f"bold {tone}" if many else "$muted"), ("   ", "")]
        head, room = line(*parts), self.query_one("#head", Lines).size.width
        for key, word in KEPT if not self.has_class("-narrow") else ():
            preset = line((f"{key} ", "bold $accent"), (f"{word}  ", "$muted"))
            if head.cell_length + preset.cell_length <= room:
                head = line(head, preset)
        self.query_one("#head", Lines).show([head])

    def show_leads(self) -> None:
        """Show what the words leave of the leads."""
        if self.view is None:
            return
        self.show_head()
        self.leads.empty = tuple(self._nothing())
        self.leads.show_source(Leads(self.view.index, self.words or ""))

    def _nothing(self) -> list[Content]:
        return NO_MATCH if self.view is not None and self.view.index.lines else NO_LEAD

    @override
    def keys_now(self) -> KeysNow:
        if self.view is not None and not self.view.index.lines:
            return KeysNow(first=("new_lead",), without=ON_A_LEAD | {"assign_leads"})
        without = frozenset() if self.view is None or self.view.counts.queue else frozenset({"assign_leads"})
        return KeysNow(without=without | (ON_A_LEAD if self.chosen() is None else frozenset()))

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a manager assigns the queue; a rep takes leads with the owner key."""
        if action == "assign":
            desk = self.office.opened
            return desk is not None and desk.me.role == "manager"
        return super().check_action(action, parameters)

    @override
    def refresh_keys(self) -> None:
        if self.input.has_focus:
            ways = [("enter", "to the list", "screen.to_list"), ("esc", "back", "screen.back")]
            self.query_one("#keys", KeyLine).show([*ways, *((key, name, f"screen.preset('{name}')") for key, name in KEPT)])
        else:
            super().refresh_keys()

    # The filter.

    def _write_words(self) -> None:
        if self.input.value != self.words:
            with self.prevent(Input.Changed):
                self.input.value = self.words or ""
                self.input.cursor_position = len(self.input.value)

    @on(Input.Changed, "#words")
    def _words_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.words:
            self.words = event.value
            self.show_leads()

    @on(Input.Submitted, "#words")
    def _words_given(self, event: Input.Submitted) -> None:
        event.stop()
        self.leads.focus()

    def on_descendant_focus(self) -> None:
        """Other keys work while words are typed."""
        self.refresh_keys()

    def action_filter(self) -> None:
        """Go to the words of the filter."""
        self.remove_class("-open")
        self.call_after_refresh(self.input.focus)

    def action_preset(self, name: str) -> None:
        """Filter by words that stand ready."""
        self.words = PRESETS[name]
        self._write_words()
        self.show_leads()
        self.leads.focus()

    def action_sort(self) -> None:
        """Sort by the next column; the filter says by which, and can be typed there too."""
        from sprintsales.services.views.leads import SORTS

        words = (self.words or "").split()
        now = next((word.removeprefix("sort:") for word in words if word.startswith("sort:")), SORTS[0])
        following = SORTS[(SORTS.index(now) + 1) % len(SORTS) if now in SORTS else 0]
        kept = [word for word in words if not word.startswith("sort:")]
        self.words = " ".join([*kept, *([] if following == SORTS[0] else [f"sort:{following}"])])
        self._write_words()
        self.show_leads()

    @override
    def sources(self) -> list[str]:
        lines = self.view.index.lines if self.view is not None else ()
        return [word for word, _ in Counter(one.source for one in lines if one.source).most_common()]

    def action_to_list(self) -> None:
        """From the words to what they found."""
        self.leads.focus()

    def action_back(self) -> None:
        """One step back: out of the words or the details, the message away, or to where one came from."""
        if self.input.has_focus:
            self.leads.focus()
        elif self.pane.has_focus or self.has_class("-open"):
            self.remove_class("-open")
            self.call_after_refresh(self.leads.focus)
        elif self.query_one("#band").display:
            self.action_clear_trouble()
        elif not self.goes_back() and self.view is not None and self.words != self.view.home:
            self.words = self.view.home
            self._write_words()
            self.show_leads()

    # The list and the lead beside it.

    @override
    def chosen(self) -> LeadLine | None:
        return self.leads.row_under_cursor()

    @override
    def cadence_about(self) -> About | None:
        one = self.chosen()
        return None if one is None else About(one.name, lead_id=one.id)

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self._look()
        self.follow_cursor()

    def on_lead_list_found(self) -> None:
        """Show the lead that stands under the cursor now, as it is now."""
        self._look()
        self.follow_cursor()

    def _look(self) -> None:
        if self.view is not None:
            self.pane.look_at(self.chosen(), self.view.index.as_of)

    @on(LineList.Chosen)
    def _opened(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_detail()

    def action_detail(self) -> None:
        """Give the keys to the lead's details, opening them where they are not seen; or back."""
        if self.pane.has_focus or self.has_class("-open"):
            self.remove_class("-open")
            self.call_after_refresh(self.leads.focus)
        elif self.chosen() is not None:
            self.set_class(not self.pane.display, "-open")
            self._look()
            self.call_after_refresh(self.pane.focus)

    def action_neighbour(self, step: int) -> None:
        """The lead before or after, while one is open."""
        self.leads.action_step(step)

    def on_resize(self, event: events.Resize) -> None:
        """Write again what depends on the size."""
        self.call_after_refresh(self.show_head)

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        from sprintsales.reports.leads import leads_document, leads_sheet
        from sprintsales.services.views.leads import counted

        shown = self.leads.shown
        if shown is None or self.view is None:
            return None
        lines, today, rules = shown.found(), shown.index.as_of, shown.index.rules
        counts = counted(lines, today)
        name = file_stem("leads", today.isoformat(), self.words or "")
        said = "1 lead" if len(lines) == 1 else f"{len(lines):,} leads"
        return Takeable(said, name, lambda: leads_sheet(lines, counts, today), lambda: leads_document(lines, counts, rules, today))
