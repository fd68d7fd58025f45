"""What can be done with one piece of work, from any screen that shows some: done, counted, moved, dropped, blocked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Generic

from textual.content import Content
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.domain.periods import Period
    from sprintsales.services.desk import Desk
    from sprintsales.services.tracking import Tracked
    from sprintsales.services.undoing import TakenBack
    from sprintsales.services.views.cards import Card
    from sprintsales.ui.dialogs.count_units import CountUnits

# Why promised work leaves the week: one key each; the last one asks for words.
REASONS = ("not needed any more", "the customer asked for it", "no time this week", "something more important came", "other …")


class WorkScreen(OfficeScreen[Question, View], Generic[Question, View]):
    """A screen with a piece of work under its cursor."""

    counting: CountUnits | None = None
    """The dialog that counts a block, while it is open."""

    def chosen_card(self) -> Card | None:
        """The piece of work under the cursor."""
        return None

    def today(self) -> date:
        """The day that counts."""
        desk = self.office.opened
        assert desk is not None, "a card is on screen, so the database is open"
        return desk.today

    def sprint_period(self) -> Period:
        """The sprint on screen."""
        desk = self.office.opened
        assert desk is not None, "a card is on screen, so the database is open"
        return desk.sprint_of(desk.today)

    def open_card(self) -> Card | None:
        """The card under the cursor if something is left to do on it; says so where not."""
        card = self.chosen_card()
        if card is not None and not card.is_open:
            self.say(f"{label(card)} is {card.state} already.", "u takes your last act back")
            return None
        return card

    # Done, in two keys; a block, one key each; the next step in one line.

    def action_done(self) -> None:
        """Ask how it went; of a block, each answer counts one."""
        card = self.open_card()
        if card is None:
            return
        if card.is_block:
            self.count_units(card)
        else:
            self.ask_outcome("Done? How did it go", card, lambda outcome: self.tell_outcome(card, outcome))

    def ask_outcome(self, title: str, card: Card, then: Callable[[str], None]) -> None:
        """Ask how it went, by one key."""
        from sprintsales.domain.activities import TYPES
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def chosen(outcome: str | None) -> None:
            if outcome is not None:
                then(outcome)

        choices = [Choice(one.code, one.label, self.usual(card, one.code)) for one in TYPES[card.type].outcomes]
        self.app.push_screen(AskChoice(title, choices, about=about(card)), chosen)

    def action_next_step(self) -> None:
        """Ask how it went and for the next step, and write both as one; of a block or of what is done already, only the next step."""
        card = self.chosen_card()
        if card is None:
            return
        if card.is_open and not card.is_block:
            self.ask_outcome("Done, and then? First, how did it go", card, lambda outcome: self.ask_next(card, outcome))
        else:
            self.ask_next(card, None)

    def ask_next(self, card: Card, outcome: str | None) -> None:
        """Ask for the step after a piece of work; with an OUTCOME the work is marked done in the same act."""
        from sprintsales.ui.dialogs.quick_add import QuickAdd

        def explain(text: str) -> tuple[tuple[str, str], ...]:
            from sprintsales.services.explaining import explain_next

            return self.office.read(lambda connection, desk: explain_next(connection, desk, text, card.id))

        def planned(text: str | None) -> None:
            if text is None:
                return

            def verb(desk: Desk) -> Tracked:
                from sprintsales.services.tracking import Report, done, follow

                return follow(desk, card.id, text) if outcome is None else done(desk, card.id, Report(outcome=outcome), following=text)

            self.write(verb, lambda done: self.tell(f"{'✓ ' if outcome else ''}{capital(done.label)}, then {done.next_said}"))

        self.app.push_screen(QuickAdd(f"And then? {label(card)}", explain, draft=Draft(), placeholder="email fri re price list"), planned)

    def usual(self, card: Card, outcome: str) -> str:
        """A note beside an outcome: how often it comes out so."""
        return ""

    def tell_outcome(self, card: Card, outcome: str) -> None:
        """Write down how it went; of a block, count one, and go on counting."""
        if card.is_block:
            self.count_units(card, outcome)
        else:
            self.report(card.id, outcome, self.say_done)

    def report(
        self, id_: int, outcome: str | None, then: Callable[[Tracked], None], *, quantity: int | None = None, finish: bool = False
    ) -> None:
        """Write down what was done on an item; THEN hears what that made of it."""

        def verb(desk: Desk) -> Tracked:
            from sprintsales.services.tracking import Report, done

            return done(desk, id_, Report(outcome=outcome, quantity=quantity, finish=finish))

        self.write(verb, then)

    def say_done(self, done: Tracked) -> None:
        """Say what was done, a block with its units."""
        units = f" {done.quantity_done}/{done.quantity_planned}" if done.quantity_planned > 1 else ""
        self.tell(f"✓ {capital(done.label)}{units}   u takes it back")

    def count_units(self, card: Card, first: str | None = None) -> None:
        """Ask for the outcome of one unit after the other; each is written as it is told. FIRST was told already."""
        from sprintsales.domain.activities import TYPES
        from sprintsales.ui.dialogs.ask_choice import Choice
        from sprintsales.ui.dialogs.count_units import CountUnits

        entries: list[int | None] = []

        def counted(outcome: str) -> None:
            self.report(card.id, outcome, lambda done: entries.append(done.entry_id), quantity=1)

        def take_back(desk: Desk) -> TakenBack | None:
            from sprintsales.services.undoing import undo

            return undo(desk, entries.pop()) if entries else None

        def ended(finish: bool | None) -> None:
            self.counting = None
            if finish:
                self.report(card.id, None, self.say_done, quantity=0, finish=True)

        choices = [Choice(one.code, one.label, self.usual(card, one.code)) for one in TYPES[card.type].outcomes]
        self.counting = CountUnits(
            about(card), choices, card.quantity_done, card.quantity, counted, lambda: self.write(take_back), first=first
        )
        self.app.push_screen(self.counting, ended)

    @override
    def show_trouble(self, error: BaseException) -> None:
        # What was refused was not counted: the dialog would go on from a wrong number.
        if self.counting is not None and self.counting.is_current:
            self.counting.dismiss(False)
        super().show_trouble(error)

    def action_count(self) -> None:
        """Count one more with the usual outcome."""
        card = self.open_card()
        if card is None:
            return
        if not card.is_block:
            self.say(f"{label(card)} is one piece of work, not a block.", "space marks it done")
            return
        self.report(card.id, None, lambda done: self.say_done(done) if done.state == "done" else None, quantity=1)

    # Another day, another effort, gone, stopped.

    def action_move(self) -> None:
        """Ask for another day."""
        from sprintsales.domain.dates import day_name, read_day
        from sprintsales.ui.dialogs.ask_date import AskDate

        card = self.open_card()
        if card is None:
            return
        today = self.today()

        def moved(day: date | None) -> None:
            if day is not None:
                self.move_card(card, day)

        title = f"To which day? {label(card)}"
        self.app.push_screen(AskDate(title, lambda text: read_day(text, today=today), day_name), moved)

    def move_card(self, card: Card, day: date) -> None:
        """Move a card, asking why where a promised one leaves its week."""

        def go(reason: str | None) -> None:
            def verb(desk: Desk) -> list[int]:
                from sprintsales.services.planning import move

                shown = {card.id: {"planned_on": card.planned_on}}
                return move(desk, [card.id], day, reason=reason, shown=shown)

            self.write(verb, lambda _: self.tell(f"{label(card)} → {written.day_with_month(day, self.today())}   u takes it back"))

        if card.is_promised and day not in self.sprint_period():
            self.ask_reason("Why does it leave this week?", card, go)
        else:
            go(None)

    def ask_reason(self, title: str, card: Card, then: Callable[[str], None]) -> None:
        """Ask for a reason by one key, or in words."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
        from sprintsales.ui.dialogs.ask_text import AskText

        def worded(text: str | None) -> None:
            if text:
                then(text)

        def chosen(reason: str | None) -> None:
            if reason == REASONS[-1]:
                self.app.push_screen(AskText(title, draft=Draft(), placeholder="in a few words"), worded)
            elif reason is not None:
                then(reason)

        self.app.push_screen(AskChoice(title, [Choice(reason, reason) for reason in REASONS], about=about(card)), chosen)

    def action_drop(self) -> None:
        """Drop it: at once while nothing was promised, with a reason after."""
        card = self.open_card()
        if card is None:
            return

        def go(reason: str | None) -> None:
            def verb(desk: Desk) -> list[int]:
                from sprintsales.services.planning import drop

                return drop(desk, [card.id], reason)

            self.write(verb, lambda _: self.tell(f"Dropped: {label(card)}   u takes it back"))

        if card.is_promised:
            self.ask_reason("Drop it? It stays promised", card, go)
        else:
            go(None)

    def action_block(self) -> None:
        """Say what stops it, or that nothing does any more."""
        from sprintsales.ui.dialogs.ask_text import AskText

        card = self.open_card()
        if card is None:
            return
        if card.state == "blocked":

            def free(desk: Desk) -> list[int]:
                from sprintsales.services.tracking import unblock

                return unblock(desk, [card.id])

            self.write(free, lambda _: self.tell(f"{label(card)} is free again"))
            return

        def blocked(reason: str | None) -> None:
            if not reason:
                return

            def verb(desk: Desk) -> list[int]:
                from sprintsales.services.tracking import block

                return block(desk, [card.id], reason)

            self.write(verb, lambda _: self.tell(f"■ {label(card)} is blocked"))

        self.app.push_screen(AskText(f"What stops it? {label(card)}", placeholder="waiting for legal", draft=Draft()), blocked)

    def action_effort(self) -> None:
        """Ask for other minutes."""
        from sprintsales.domain.errors import NotReadable
        from sprintsales.domain.times import read_minutes
        from sprintsales.ui.dialogs.ask_text import AskText

        card = self.open_card()
        if card is None:
            return

        def accept(text: str) -> None:
            if read_minutes(text) is None:
                raise NotReadable(f"{text} is no duration. Write 30m, 1h 30 or 2h.")

        def changed(text: str | None) -> None:
            minutes = read_minutes(text) if text else None
            if minutes is None:
                return

            def verb(desk: Desk) -> bool:
                from sprintsales.services.planning import change

                return change(desk, card.id, shown={"minutes": card.minutes}, minutes=minutes)

            self.write(verb)

        self.app.push_screen(
            AskText(f"How long does it take? {label(card)}", value=written.minutes(card.minutes), accept=accept, draft=Draft()), changed
        )

    def action_open_deal(self) -> None:
        """Go to the deal behind the card."""
        card = self.chosen_card()
        if card is None or card.deal_id is None:
            self.say("There is no deal behind this.", "a plans work for one")
            return
        self.call_later(self.run_action, f"app.deals('#{card.deal_id}')")


def label(card: Card) -> str:
    """A piece of work in a few words, as the beginning of a line: its type and what it is about."""
    about_what = card.deal or card.list_name or card.lead or card.account or card.note or ""
    return capital(f"{card.type_name} {about_what}".strip())


def capital(words: str) -> str:
    """Words as the beginning of a line."""
    return words[:1].upper() + words[1:]


def about(card: Card) -> Content:
    """A piece of work as the head of a dialog."""
    sign = signs.activity(card.type)
    return line(
        (signs.drawn(sign), sign.tone),
        " ",
        (capital(card.type_name), sign.tone),
        "  ",
        (card.deal or card.list_name or card.title, "bold"),
    )
