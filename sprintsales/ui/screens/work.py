"""What can be done with one piece of work, from any screen that shows some: done, counted, moved, dropped, blocked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Generic

from textual.content import Content

from sprintsales.domain.activities import TYPES
from sprintsales.domain.dates import day_name, read_day
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.periods import Period
from sprintsales.domain.times import read_minutes
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.line_dialog import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.tracking import Report, Tracked
    from sprintsales.services.views.cards import Card

# Why promised work leaves the week: one key each; the last one asks for words.
REASONS = ("not needed any more", "the customer asked for it", "no time this week", "something more important came", "other …")


class WorkScreen(OfficeScreen[Question, View], Generic[Question, View]):
    """A screen with a piece of work under its cursor."""

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

    # Done, in two keys; a block, one key each.

    def action_done(self) -> None:
        """Ask how it went."""
        card = self.open_card()
        if card is None:
            return
        if card.is_block:
            self._ask_units(card.id, card.type, label(card), card.quantity_done, card.quantity)
        else:
            self._ask_outcome(card)

    def _ask_outcome(self, card: Card) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def chosen(outcome: str | None) -> None:
            if outcome is not None:
                self._report(card.id, outcome)

        choices = [Choice(one.code, one.label, self.usual(card, one.code)) for one in TYPES[card.type].outcomes]
        self.app.push_screen(AskChoice("Done? How did it go", choices, about=about(card)), chosen)

    def usual(self, card: Card, outcome: str) -> str:
        """A note beside an outcome: how often it comes out so."""
        return ""

    def _report(self, id_: int, outcome: str | None, *, quantity: int | None = None, finish: bool = False) -> None:
        def verb(desk: Desk) -> Tracked:
            from sprintsales.services.tracking import Report, done

            told: Report = Report(outcome=outcome, quantity=quantity, finish=finish)
            return done(desk, id_, told)

        self.write(verb, self._reported)

    def _reported(self, done: Tracked) -> None:
        units = f" {done.quantity_done}/{done.quantity_planned}" if done.quantity_planned > 1 else ""
        self.tell(f"✓ {done.label}{units}   u takes it back")

    def _ask_units(self, id_: int, kind: str, name: str, done: int, planned: int) -> None:
        """Count a block: every digit is one more with that outcome, until esc or the last one."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def counted(outcome: str | None) -> None:
            if outcome == "":
                self._report(id_, None, quantity=0, finish=True)
            elif outcome is not None:
                self._report(id_, outcome, quantity=1)
                if done + 1 < planned:
                    self._ask_units(id_, kind, name, done + 1, planned)

        choices = [Choice(one.code, one.label) for one in TYPES[kind].outcomes]
        if done:
            choices.append(Choice("", "that was all for this block"))
        title = f"{name}: {done} of {planned}, each key counts one"
        self.app.push_screen(AskChoice(title, choices), counted)

    def action_count(self) -> None:
        """Count one more with the usual outcome."""
        card = self.open_card()
        if card is not None:
            self._report(card.id, None, quantity=1)

    # Another day, another effort, gone, stopped.

    def action_move(self) -> None:
        """Ask for another day."""
        from sprintsales.ui.dialogs.ask_date import AskDate

        card = self.open_card()
        if card is None:
            return
        today = self.today()

        def moved(day: date | None) -> None:
            if day is not None:
                self.move_card(card, day)

        title = f"Move {label(card)} to which day?"
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
            self.ask_reason(f"Why does {label(card)} leave this week?", go)
        else:
            go(None)

    def ask_reason(self, title: str, then: Callable[[str], None]) -> None:
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

        self.app.push_screen(AskChoice(title, [Choice(reason, reason) for reason in REASONS]), chosen)

    def action_drop(self) -> None:
        """Drop it: at once while nothing was promised, with a reason after."""
        card = self.open_card()
        if card is None:
            return

        def go(reason: str | None) -> None:
            def verb(desk: Desk) -> list[int]:
                from sprintsales.services.planning import drop

                return drop(desk, [card.id], reason)

            self.write(verb, lambda _: self.tell(f"Dropped {label(card)}   u takes it back"))

        if card.is_promised:
            self.ask_reason(f"Drop {label(card)}? It stays in the promise. Why?", go)
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

        self.app.push_screen(AskText(f"What stops {label(card)}?", placeholder="waiting for legal", draft=Draft()), blocked)

    def action_effort(self) -> None:
        """Ask for other minutes."""
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
            AskText(f"How long does {label(card)} take?", value=written.minutes(card.minutes), accept=accept, draft=Draft()), changed
        )

    def action_open_deal(self) -> None:
        """Go to the deal behind the card."""
        card = self.chosen_card()
        if card is None or card.deal_id is None:
            self.say("There is no deal behind this.", "a plans work for one")
            return
        self.call_later(self.run_action, f"app.deals('#{card.deal_id}')")


def label(card: Card) -> str:
    """A piece of work in a few words: its type and what it is about."""
    about_what = card.deal or card.list_name or card.lead or card.account or card.note or ""
    return f"{card.type_name} {about_what}".strip()


def about(card: Card) -> Content:
    """A piece of work as the head of a dialog."""
    sign = signs.activity(card.type)
    return line(
        (signs.drawn(sign), sign.tone),
        " ",
        (card.type_name.capitalize(), sign.tone),
        "  ",
        (card.deal or card.list_name or card.title, "bold"),
    )
