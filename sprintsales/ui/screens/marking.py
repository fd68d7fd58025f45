"""Many pieces of work at once: marked by key or mouse, counted at the foot, then moved, put off or dropped as one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic

from textual.content import Content
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui.commands import KeysNow
from sprintsales.ui.content import Part, line
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.work import WorkScreen
from sprintsales.ui.screens.work_edits import REASONS, place_of
from sprintsales.ui.screens.work_words import about, label
from sprintsales.ui.widgets.band import sentence_of

if TYPE_CHECKING:
    from datetime import date

    from sprintsales.domain.errors import NotReadable, Refused
    from sprintsales.services.desk import Desk
    from sprintsales.services.putting_off import Shown, Sifted
    from sprintsales.services.views.cards import Card

ON_MARKED = ("move", "postpone", "snooze", "next_sprint_too", "drop", "mark")
MOST_NAMED = 3
"""Refused items told one by one before a question; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ManyAct:
    """One act on many items: the verb, what is said once it is done, and how the question about its rest and its reason begins."""

    go: Callable[[Desk, list[int], str | None, Shown], object]
    done: str
    """With {items} where they are counted or named."""
    word: str
    """Move, drop: as the key of the answer that goes on with those that can."""
    why: str = "Why does it leave this week?"
    carries: bool = False


class MarkingScreen(WorkScreen[Question, View], Generic[Question, View]):
    """A screen on which work is marked."""

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.marks: dict[int, Card] = {}

    # What a screen of work knows.

    def cards_here(self) -> Sequence[Card]:
        """The cards of the day under the cursor."""
        return ()

    def card_with(self, id_: int) -> Card | None:
        """A card of what is shown."""
        return None

    def step_card(self, by: int) -> None:
        """Move the cursor by so many cards."""

    def show_marks(self) -> None:
        """Draw what is marked."""

    # Marking.

    def keep_marks(self) -> None:
        """Forget the marks of what is not shown any more; the others are as they are now."""
        now = {id_: self.card_with(id_) for id_ in self.marks}
        self.marks = {id_: card for id_, card in now.items() if card is not None}

    def action_mark(self) -> None:
        """Mark the card under the cursor and go on to the next; a marked one is unmarked."""
        card = self.open_card()
        if card is None:
            return
        if self.marks.pop(card.id, None) is None:
            self.marks[card.id] = card
            self.step_card(1)
        self.marked()

    def action_mark_along(self, by: int) -> None:
        """Mark the card under the cursor and the one the cursor goes to."""
        for step in (0, by):
            self.step_card(step)
            card = self.chosen_card()
            if card is not None and card.is_open:
                self.marks[card.id] = card
        self.marked()

    def action_mark_day(self) -> None:
        """Mark all of the day that is open; where all of it is marked, unmark it."""
        cards = {card.id: card for card in self.cards_here() if card.is_open}
        if not cards:
            self.say("Nothing is open on this day, so there is nothing to mark.", "a plans work for it")
        elif cards.keys() <= self.marks.keys():
            self.marks = {id_: card for id_, card in self.marks.items() if id_ not in cards}
        else:
            self.marks |= cards
        self.marked()

    def toggle_mark(self, id_: int) -> None:
        """Mark or unmark a card the mouse was on."""
        card = self.card_with(id_)
        if self.marks.pop(id_, None) is None and card is not None and card.is_open:
            self.marks[id_] = card
        self.marked()

    def marked(self) -> None:
        """Show what is marked now, and the keys for it."""
        self.show_marks()
        self.refresh_keys()

    def marked_words(self, currency: str) -> Content:
        """What is marked, in numbers, and what keys do with it."""
        cards = list(self.marks.values())
        values = {card.deal_id: card.value for card in cards if card.value}
        parts: list[Part] = [(f"{len(cards)} marked", "bold $accent"), f"  {written.minutes(sum(card.minutes for card in cards))}"]
        parts += [f"  {written.money_short(sum(values.values()), currency)}"] if values else []
        for key, word in (("m", "move"), (">", "next day"), ("z", "away until"), ("}", "next week"), ("x", "drop"), ("esc", "unmark")):
            parts += [f"   {key}", (f" {word}", "$muted")]
        return line(*parts)

    @override
    def keys_now(self) -> KeysNow:
        now = super().keys_now()
        return replace(now, first=ON_MARKED, without=now.without - set(ON_MARKED)) if self.marks else now

    @override
    def action_step_back(self) -> None:
        if self.marks and not self.query_one("#band").display:
            self.marks.clear()
            self.marked()
        else:
            super().action_step_back()

    # Acts on what is marked, else on the card under the cursor.

    def meant(self) -> dict[int, Card]:
        """The marked cards, else the one under the cursor if something is left to do on it."""
        card = None if self.marks else self.open_card()
        return dict(self.marks) if card is None else {card.id: card}

    @override
    def action_move(self) -> None:
        if not self.marks:
            super().action_move()
            return
        cards = dict(self.marks)

        def go_to(day: date) -> None:
            def go(desk: Desk, ids: list[int], reason: str | None, shown: Shown) -> object:
                from sprintsales.services.moving import move

                return move(desk, ids, day, reason=reason, shown=shown)

            self.do_many(cards, ManyAct(go, f"{{items}} → {written.day_with_month(day, self.today())}", "Move"))

        self.ask_day_of(f"To which day? {counted(cards)}", go_to)

    @override
    def action_drop(self) -> None:
        if not self.marks:
            super().action_drop()
            return

        def go(desk: Desk, ids: list[int], reason: str | None, shown: Shown) -> object:
            from sprintsales.services.moving import drop

            return drop(desk, ids, reason, shown=shown)

        self.do_many(dict(self.marks), ManyAct(go, "Dropped: {items}", "Drop", why="Drop it? It stays promised"))

    def action_postpone(self) -> None:
        """Put work off to the next working day of whose it is."""

        def go(desk: Desk, ids: list[int], reason: str | None, shown: Shown) -> object:
            from sprintsales.services.putting_off import postpone

            return postpone(desk, ids, reason=reason, shown=shown)

        self.do_many(self.meant(), ManyAct(go, "{items} → the next working day", "Put off"))

    def action_next_sprint_too(self) -> None:
        """Take work into the sprint after this one."""

        def go(desk: Desk, ids: list[int], reason: str | None, shown: Shown) -> object:
            from sprintsales.services.putting_off import next_sprint

            return next_sprint(desk, ids, reason=reason, shown=shown)

        self.do_many(self.meant(), ManyAct(go, "{items} → next sprint, the same weekday", "Take", carries=True))

    def action_snooze(self) -> None:
        """Put work away until a day: it comes back in that day's week."""
        cards = self.meant()
        if not cards:
            return

        def go_until(day: date) -> None:
            def go(desk: Desk, ids: list[int], reason: str | None, shown: Shown) -> object:
                from sprintsales.services.putting_off import snooze

                return snooze(desk, ids, day, reason=reason, shown=shown)

            self.do_many(cards, ManyAct(go, f"{{items}} away until {written.day_with_month(day, self.today())}", "Put away"))

        self.ask_day_of(f"Away until which day? {counted(cards)}", go_until)

    def snooze_line(self, deal_id: int, name: str) -> None:
        """Ask until when a deal asks for nothing."""

        def until(day: date) -> None:
            def verb(desk: Desk) -> bool:
                from sprintsales.services.putting_off import snooze_deal

                return snooze_deal(desk, deal_id, day)

            away = written.day_with_month(day, self.today())
            self.write(verb, lambda _: self.tell(f"{name} asks for nothing before {away}   u takes it back"))

        self.ask_day_of(f"Away until which day? {name}", until)

    def ask_day_of(self, title: str, then: Callable[[date], None]) -> None:
        """Ask for a day for what is meant."""
        from sprintsales.domain.dates import day_name, read_day
        from sprintsales.ui.dialogs.ask_date import AskDate

        today = self.today()

        def taken(day: date | None) -> None:
            if day is not None:
                then(day)

        self.app.push_screen(AskDate(title, lambda text: read_day(text, today=today), day_name), taken)

    # One act: what cannot go is named before anything is written, then all of the rest goes or nothing.

    def do_many(self, cards: Mapping[int, Card], act: ManyAct) -> None:
        """Do an act on many cards; where some stay as they are, say which and why, and ask about the others."""
        if not cards:
            return

        def look() -> Sifted:
            from sprintsales.services.putting_off import sift

            return self.office.read(lambda connection, desk: sift(connection, desk, cards, carries=act.carries))

        def go_on(found: Sifted) -> None:
            free = {id_: cards[id_] for id_ in found.ids}
            if found.refused:
                self.ask_rest(free, act, found)
            else:
                self.write_many(free, act, None)

        self.look(look, go_on)

    def ask_rest(self, free: Mapping[int, Card], act: ManyAct, found: Sifted) -> None:
        """Say what stays as it is and why, and ask whether the others shall go without it."""
        from sprintsales.ui.dialogs.confirm import Confirm

        more = len(found.refused) - MOST_NAMED
        whys = " ".join(why for _, why in found.refused[:MOST_NAMED]) + (f" And {more} more." if more > 0 else "")
        if not free:
            self.say(f"Nothing was changed. {whys}", "esc unmarks")
            return

        def sure(yes: bool | None) -> None:
            if yes:
                self.write_many(free, act, None)

        title = f"{len(found.refused)} of {len(found.refused) + len(free)} stay as they are"
        self.app.push_screen(Confirm(title, whys, yes=f"{act.word} the other {len(free)}", no="Leave all as they are"), sure)

    def write_many(self, cards: Mapping[int, Card], act: ManyAct, reason: str | None) -> None:
        """Write an act as one; where a promised item needs a reason, ask for one that counts for all."""
        ids, shown = list(cards), {id_: place_of(card) for id_, card in cards.items()}

        def verb(desk: Desk) -> object:
            return act.go(desk, ids, reason, shown)

        def then(_done: object) -> None:
            self.marks.clear()
            self.marked()
            self.tell(f"{act.done.format(items=counted(cards))}   u takes {'it' if len(cards) == 1 else 'them'} back")

        def refused(error: Refused | NotReadable) -> None:
            from sprintsales.services.carrying import ReasonNeeded

            if isinstance(error, ReasonNeeded) and reason is None:
                self.ask_one_reason(cards, act)
            else:
                self.say(f"Nothing was changed. {sentence_of(error)}", "esc unmarks" if self.marks else "")

        self.write(verb, then, refused=refused)

    def ask_one_reason(self, cards: Mapping[int, Card], act: ManyAct) -> None:
        """Ask once why, by a key or in words, for all of them."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
        from sprintsales.ui.dialogs.ask_text import AskText

        title = (
            act.why
            if len(cards) == 1
            else act.why.replace("does it leave", "do they leave").replace("Drop it? It stays", "Drop them? They stay")
        )
        head = about(next(iter(cards.values()))) if len(cards) == 1 else line((counted(cards), "bold"))

        def worded(text: str | None) -> None:
            if text:
                self.write_many(cards, act, text)

        def chosen(reason: str | None) -> None:
            if reason == REASONS[-1]:
                self.app.push_screen(AskText(title, placeholder="in a few words"), worded)
            elif reason is not None:
                self.write_many(cards, act, reason)

        self.app.push_screen(AskChoice(title, [Choice(reason, reason) for reason in REASONS], about=head), chosen)


def counted(cards: Mapping[int, Card]) -> str:
    """One card by its name, several by their number."""
    return label(next(iter(cards.values()))) if len(cards) == 1 else f"{len(cards)} items"
