"""Shows what could be planned next, with its reason; marks, days and the load change at once, and nothing is planned before the yes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from typing_extensions import override

from sprintsales.domain.activities import kind_of
from sprintsales.domain.suggesting import Suggestion, on_day
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import Part, cut, left, line, right
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.views.suggestions import SuggestionsView

BAR = 14
BESIDE = 96
"""Columns from which the reason stands beside each line; below, only under the list."""


def sign_of(code: str) -> tuple[str, str]:
    """The sign of a kind of reason and its tone, in the marks this terminal draws."""
    if code == "uncovered":
        found = signs.flag("uncovered")
    elif code == "deal":
        found = signs.flag("stalled")
    elif code in ("overdue", "carried"):
        found = signs.STATES[code]
    else:
        return {"proposal": ">", "cadence": "+", "left_over": "<"}.get(code, "-"), "$accent"
    return signs.drawn(found), found.tone


def what_of(one: Suggestion) -> str:
    """What to do: 12 calls, or meeting."""
    kind = kind_of(one.what.type)
    return f"{one.what.quantity} {kind.plural}" if one.what.quantity > 1 else kind.name


class SuggestionList(LineList):
    """The suggestions with their marks; space or a click marks one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "mark", show=False)]

    class Marked(Message):
        """Another suggestion is marked, or one no longer."""

    def __init__(self, view: SuggestionsView) -> None:
        super().__init__(id="choices", empty=(line(("Nothing is suggested: all is covered. a plans in one line.", "$muted")),))
        self.view = view
        self.lines = {one.what.key: one for one in view.found.lines}
        self.marked: set[str] = set()
        self.loaded = True
        self.cursor = 0 if self.lines else -1

    @property
    def chosen(self) -> tuple[Suggestion, ...]:
        """What is marked, else what the cursor stands on."""
        keys = [key for key in self.lines if key in self.marked] or [key for key in (self.cursor_key,) if key]
        return tuple(self.lines[key] for key in keys)

    @property
    def at_cursor(self) -> Suggestion | None:
        """The suggestion under the cursor."""
        return self.lines.get(self.cursor_key)

    @override
    def line_total(self) -> int:
        return len(self.lines)

    @override
    def key_at(self, stop: int) -> str:
        return list(self.lines)[stop] if 0 <= stop < len(self.lines) else ""

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        one = self.lines[self.key_at(y)]
        sign, tone = sign_of(one.what.code)
        is_marked = one.what.key in self.marked
        soft = "" if one.fits or is_marked else "$muted"
        wide = width >= BESIDE
        start: list[Part] = [
            ("[x] " if is_marked else "[ ] ", "bold $accent" if is_marked else "$muted"), (right(line((str(one.rank), "$muted")), 2)), " ",
            left(line((sign, tone)), 2), left(line((cut(what_of(one), 11), soft)), 12),
        ]  # fmt: skip
        value = written.money_short(one.what.value, self.view.currency) if one.what.value else ""
        day = left(line((written.day(one.day, self.view.today), soft)), 7)
        end = line(" ", day, right(line((written.minutes(one.what.minutes), soft)), 6), " ", right(line((value, "$muted")), 6), " ")
        head = line(*start)
        room = width - head.cell_length - end.cell_length
        names = min(30, room) if wide else room
        about = left(line((cut(one.what.title, names), "bold" if selected else soft)), names)
        why = line("  ", (cut(one.what.reason, max(0, room - names - 2)), "$muted")) if wide else line("")
        return line(head, about, end, why) if wide else line(head, about, end)

    def action_mark(self) -> None:
        """Mark the suggestion under the cursor, or no longer, and go on to the next one."""
        key = self.cursor_key
        if key:
            self.marked ^= {key}
            self._changed()
            self.action_step(1)

    def show_view(self, view: SuggestionsView) -> None:
        """Show another list, such as one without what was turned away; marks and days that were changed stay."""
        moved = {key: one.day for key, one in self.lines.items()}
        self.view = view
        self.lines = {one.what.key: on_day(one, moved.get(one.what.key, one.day)) for one in view.found.lines}
        self.marked &= set(self.lines)
        self.lines_changed()
        self.place_cursor(max(0, min(self.cursor, len(self.lines) - 1)))
        self._changed()

    def put_on(self, day: date) -> None:
        """Put the suggestion under the cursor on another day."""
        one = self.at_cursor
        if one is not None:
            self.lines[one.what.key] = on_day(one, day)
            self._changed()

    def _changed(self) -> None:
        self.redraw()
        self.post_message(self.Marked())

    @override
    def on_click(self, event: events.Click) -> None:
        stop = self.stop_at(event.y)
        if stop >= 0:
            self.place_cursor(stop)
            self.marked ^= {self.cursor_key}
            self._changed()


class Way(Lines):
    """A key with what it does, which can be clicked too."""

    def __init__(self, key: str, title: str, action: str) -> None:
        said = line((f"{key} ", "bold $accent"), (title, "$muted"), "   ")
        super().__init__([said], classes="way")
        self.styles.width = said.cell_length
        self._action = action

    async def on_click(self) -> None:
        """Do what the key does."""
        await self.screen.run_action(self._action)


class Suggest(Dialog[tuple[Suggestion, ...]]):
    """Answers what to accept; `esc` answers None. What is turned away leaves the list, which stays open."""

    WIDTH: ClassVar[int] = 80
    WIDE: ClassVar[int] = 132
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("A", "accept_all", show=False),
        Binding("x", "turn_away", show=False),
        Binding("X", "bring_back", show=False),
        Binding("greater_than_sign,shift+right", "shift_day(1)", show=False),
        Binding("less_than_sign,shift+left", "shift_day(-1)", show=False),
    ]

    def __init__(self, view: SuggestionsView, turned_away: set[str], decline: Callable[[Suggestion, Callable[[], None]], None]) -> None:
        super().__init__(f"Suggested for {view.sprint.name}")
        self._all, self._away, self._decline = view, turned_away, decline
        self.view = view.without(turned_away)
        self._list = SuggestionList(self.view)

    @override
    def body(self) -> Iterable[Widget]:
        yield self._list
        yield Lines(id="why")
        yield Horizontal(
            Way("space", "marks", "mark"), Way("> <", "day", "shift_day(1)"), Way("x", "turns away", "turn_away"),
            Way("X", "brings back", "bring_back"), classes="ways",
        )  # fmt: skip
        yield Horizontal(
            Way("enter", "accepts what is marked", "accept"), Way("A", "all that fit", "accept_all"), Way("esc", "not now", "cancel"),
            classes="ways",
        )  # fmt: skip

    def on_mount(self) -> None:
        """The panel takes the width there is, and the list the height; keys go to the list."""
        self.call_after_refresh(self.fit)
        for row in self.query(".ways"):
            row.styles.height = 1
        self._list.focus()
        self.show_why()

    def on_resize(self) -> None:
        """The list keeps to the height there is."""
        self.fit()
        self.show_why()

    def fit(self) -> None:
        """Take the width there is; leave room for the title, the reason and the keys."""
        self.query_one("#panel").styles.width = min(self.WIDE, self.app.size.width)
        self._list.styles.max_height = max(3, self.app.size.height * 9 // 10 - 10)

    @on(LineList.Selected)
    @on(SuggestionList.Marked)
    def show_why(self) -> None:
        """Say the reason of the line in full, and what would be planned with what is marked."""
        width = max(20, min(self.WIDE, self.app.size.width) - 4)
        one, found = self._list.at_cursor, self.view.found
        why: list[Content] = [line("")]
        if one is not None:
            fits = "" if one.fits else "   does not fit the week any more"
            why += line(one.what.reason, (fits, "$warning")).wrap(width)[:2]
        load, available = found.load_with(self._list.marked), found.room_with(self._list.marked)
        over = load > available
        room = written.hours(available, unit=" h")
        share = load / available if available else None
        assumed = " assumed" if self.view.assumed else ""
        marked = f"   {len(self._list.marked)} marked" if self._list.marked else ""
        style = "$warning" if over else "$accent"
        why.append(line(f"load {written.hours(load, unit='')} of {room} selling{assumed} ", bar(BAR, share, style=style), (marked, "bold")))
        self.query_one("#why", Lines).show([*why, line((self.counts(), "$muted"))])

    def counts(self) -> str:
        """How many fit, how many are left over, and how many were turned away."""
        found, away = self.view.found, len(self._away)
        fit = f"all {len(found.fitting)} that fit" if found.fitting else f"none of {len(found.lines)} fits any more"
        parts = (f"A accepts {fit}" if found.fitting else fit, f"{found.left_over} left over" if found.left_over else "")
        return ", ".join(part for part in (*parts, f"{away} turned away" if away else "") if part)

    @on(LineList.Chosen)
    def _enter(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_accept()

    def action_mark(self) -> None:
        """Mark the line under the cursor."""
        self._list.action_mark()

    def action_accept(self) -> None:
        """Answer what is marked, else the line under the cursor."""
        if self._list.chosen:
            self.dismiss(self._list.chosen)

    def action_accept_all(self) -> None:
        """Answer all that fit, on the days they stand on."""
        fitting = tuple(self._list.lines[one.what.key] for one in self.view.found.fitting)
        if fitting:
            self.dismiss(fitting)

    def action_turn_away(self) -> None:
        """Take the line under the cursor off the list; a proposal is declined, and whoever made it reads why."""
        one = self._list.at_cursor
        if one is None:
            return
        if one.what.proposal_id is not None:
            self._decline(one, lambda: self.take_out(one.what.key))
        else:
            self.take_out(one.what.key)

    def take_out(self, key: str) -> None:
        """Show the list without a line; the others move up."""
        self._away.add(key)
        self.show_rest()

    def action_bring_back(self) -> None:
        """Show again what was turned away; a proposal that was declined is answered."""
        self._away.difference_update(one.key for one in self._all.candidates if one.proposal_id is None)
        self.show_rest()

    def show_rest(self) -> None:
        """Show what was not turned away."""
        self.view = self._all.without(self._away)
        self._list.show_view(self.view)

    def action_shift_day(self, step: int) -> None:
        """Put the line under the cursor on the next or the previous working day."""
        one, days = self._list.at_cursor, self.view.days
        if one is None or not days:
            return
        place = days.index(one.day) if one.day in days else 0
        self._list.put_on(days[(place + step) % len(days)])
