"""What is changed on one piece of work, from any screen that shows some: another day or effort, dropped, stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Generic

from sprintsales.ui import format as written
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.contested import NOTHING_TOLD, Wish
from sprintsales.ui.screens.shared import OfficeScreen
from sprintsales.ui.screens.work_words import about, label

if TYPE_CHECKING:
    from sprintsales.domain.meanwhile import Values
    from sprintsales.domain.periods import Period
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.cards import Card

# Why promised work leaves the week: one key each; the last one asks for words.
REASONS = ("not needed any more", "the customer asked for it", "no time this week", "something more important came", "other …")


class WorkEdits(OfficeScreen[Question, View], Generic[Question, View]):
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

    # Another day, another effort, gone, stopped.

    def action_move(self) -> None:
        """Ask for another day."""
        card = self.open_card()
        if card is not None:
            self.ask_day(card)

    def ask_day(self, card: Card, told: Values = NOTHING_TOLD, why: str | None = None, *, value: str = "") -> None:
        """Ask for the day a card goes to; VALUE stands there at first."""
        from sprintsales.domain.dates import day_name, read_day
        from sprintsales.ui.dialogs.ask_date import AskDate

        today = self.today()
        typed = [""]

        def parse(text: str) -> date:
            typed[0] = text
            return read_day(text, today=today)

        def moved(day: date | None) -> None:
            if day is None:
                self.taken_up(("move", card.id))
            else:
                self.move_card(card, day, typed=typed[0], told=told, why=why)

        title = f"To which day? {label(card)}"
        self.app.push_screen(AskDate(title, parse, day_name, value=value, draft=self.draft_at(("move", card.id))), moved)

    def move_card(self, card: Card, day: date, *, typed: str = "", told: Values = NOTHING_TOLD, why: str | None = None) -> None:
        """Move a card, asking why where a promised one leaves its week; WHY is the reason given before."""

        def go(reason: str | None) -> None:
            def verb(desk: Desk, known: Values) -> list[int]:
                from sprintsales.services.moving import move

                return move(desk, [card.id], day, reason=reason, shown={card.id: {**place_of(card), **known}})

            where = written.day_with_month(day, self.today())

            def then(moved: list[int]) -> None:
                self.tell(f"{label(card)} → {where}   u takes it back" if moved else f"{label(card)} stands on {where} already")

            wish = Wish(
                verb, then, f"{label(card)} → {where}", place=("move", card.id), typed=typed,
                again=lambda known: self.ask_day(card, known, reason, value=day.isoformat()),
            )  # fmt: skip
            self.wish(wish, told)

        if card.is_promised and day not in self.sprint_period():
            self.ask_reason("Why does it leave this week?", card, go, given=why)
        else:
            go(None)

    def ask_reason(self, title: str, card: Card, then: Callable[[str], None], *, given: str | None = None) -> None:
        """Ask for a reason by one key, or in words; the reason GIVEN before stands ready."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
        from sprintsales.ui.dialogs.ask_text import AskText

        place = ("why", card.id)
        draft = self.draft_at(place)

        def worded(text: str | None) -> None:
            if text:
                self.kept.pop(place, None)
                then(text)
            else:
                self.kept[place] = draft.text

        def chosen(reason: str | None) -> None:
            if reason == REASONS[-1]:
                self.app.push_screen(AskText(title, draft=draft, placeholder="in a few words"), worded)
            elif reason is not None:
                then(reason)

        reasons = REASONS if given is None or given in REASONS else (given, *REASONS)
        first = reasons.index(given) if given is not None else 0
        self.app.push_screen(AskChoice(title, [Choice(reason, reason) for reason in reasons], about=about(card), first=first), chosen)

    def ask_decision(self, card: Card) -> None:
        """Ask what becomes of work that was carried twice: it does not just go on."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def chosen(way: Callable[[Card], None] | None) -> None:
            if way is not None:
                way(card)

        day = f"not {written.day(card.planned_on, self.today())} again" if card.planned_on is not None else ""
        ways: list[Choice[Callable[[Card], None]]] = [
            Choice(self.ask_day, "fix another day", day),
            Choice(self.drop_with_reason, "drop it", "with a reason"),
        ]
        self.app.push_screen(AskChoice(f"Carried {card.carries} times: decide", ways, about=about(card)), chosen)

    def action_drop(self) -> None:
        """Drop it: at once while nothing was promised, with a reason after."""
        card = self.open_card()
        if card is not None:
            self.drop_card(card)

    def drop_with_reason(self, card: Card) -> None:
        """Drop a card that was carried twice: it goes with a reason, promised or not."""
        self.drop_card(card, "Drop it, and why?")

    def drop_card(self, card: Card, ask: str | None = None) -> None:
        """Drop a card, asking why where it is promised, or where ASK says so."""

        def go(reason: str | None) -> None:
            def verb(desk: Desk, known: Values) -> list[int]:
                from sprintsales.services.moving import drop

                return drop(desk, [card.id], reason, shown={card.id: {**place_of(card), **known}})

            def then(_dropped: list[int]) -> None:
                self.tell(f"Dropped: {label(card)}   u takes it back")

            typed = reason if reason and reason not in REASONS else ""
            self.wish(Wish(verb, then, f"Drop {label(card)}", place=("why", card.id), typed=typed))

        if card.is_promised or ask:
            self.ask_reason("Drop it? It stays promised" if card.is_promised else str(ask), card, go)
        else:
            go(None)

    def action_block(self) -> None:
        """Say what stops it, or that nothing does any more."""
        card = self.open_card()
        if card is None:
            return
        if card.state != "blocked":
            self.ask_stop(card)
            return

        def free(desk: Desk, known: Values) -> list[int]:
            from sprintsales.services.blocking import unblock

            return unblock(desk, [card.id], shown={card.id: {"reason": card.blocked_why, **known}})

        self.wish(Wish(free, lambda _: self.tell(f"{label(card)} is free again"), f"Free {label(card)}"))

    def ask_stop(self, card: Card, told: Values = NOTHING_TOLD) -> None:
        """Ask what stops a card."""
        from sprintsales.ui.dialogs.ask_text import AskText

        place = ("block", card.id)
        draft = self.draft_at(place)

        def blocked(reason: str | None) -> None:
            if not reason:
                self.kept[place] = draft.text
                return

            def verb(desk: Desk, known: Values) -> list[int]:
                from sprintsales.services.blocking import block

                return block(desk, [card.id], reason, shown={card.id: {"reason": card.blocked_why, **known}})

            wish = Wish(
                verb, lambda _: self.tell(f"■ {label(card)} is blocked"), f"{label(card)} is blocked: {reason}", place=place, typed=reason,
                again=lambda known: self.ask_stop(card, known),
            )  # fmt: skip
            self.wish(wish, told)

        self.app.push_screen(AskText(f"What stops it? {label(card)}", placeholder="waiting for legal", draft=draft), blocked)

    def action_effort(self) -> None:
        """Ask for other minutes."""
        card = self.open_card()
        if card is not None:
            self.ask_effort(card)

    def ask_effort(self, card: Card, told: Values = NOTHING_TOLD) -> None:
        """Ask how long a card takes."""
        from sprintsales.domain.errors import NotReadable
        from sprintsales.domain.times import read_minutes
        from sprintsales.ui.dialogs.ask_text import AskText

        place = ("effort", card.id)

        def accept(text: str) -> None:
            if read_minutes(text) is None:
                raise NotReadable(f"{text} is no duration. Write 30m, 1h 30 or 2h.")

        def changed(text: str | None) -> None:
            minutes = read_minutes(text) if text else None
            if minutes is None or text is None:
                self.taken_up(place)
                return

            def verb(desk: Desk, known: Values) -> bool:
                from sprintsales.services.moving import change

                return change(desk, card.id, shown={"minutes": card.minutes, **known}, minutes=minutes)

            wish = Wish(
                verb, lambda _: None, f"{label(card)}: {written.minutes(minutes)}", place=place, typed=text,
                again=lambda known: self.ask_effort(card, known),
            )  # fmt: skip
            self.wish(wish, told)

        title, now = f"How long does it take? {label(card)}", written.minutes(card.minutes)
        self.app.push_screen(AskText(title, value=now, accept=accept, draft=self.draft_at(place)), changed)


def place_of(card: Card) -> dict[str, object]:
    """Where a piece of work stood when it was looked at."""
    return {"planned_on": card.planned_on, "sprint_id": card.sprint_id}
