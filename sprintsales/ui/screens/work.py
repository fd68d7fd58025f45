"""What can be done with one piece of work, from any screen that shows some: done, counted, moved, dropped, blocked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic

from typing_extensions import override

from sprintsales.ui.commands import KeysNow
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.contested import Wish
from sprintsales.ui.screens.work_edits import WorkEdits
from sprintsales.ui.screens.work_words import about, capital, label

if TYPE_CHECKING:
    from sprintsales.domain.attention import AttentionLine
    from sprintsales.domain.meanwhile import Values
    from sprintsales.services.desk import Desk
    from sprintsales.services.tracking import Tracked
    from sprintsales.services.undoing import TakenBack
    from sprintsales.services.views.cards import Card
    from sprintsales.ui.dialogs.count_units import CountUnits


ON_OPEN_WORK = frozenset({"done", "count", "later", "earlier", "move", "drop", "block", "block_today", "effort"})
"""Commands for work that is not over."""
ON_A_CARD = ON_OPEN_WORK | {"next_step", "open_deal"}


class WorkScreen(WorkEdits[Question, View], Generic[Question, View]):
    """A screen on which work is done."""

    counting: CountUnits | None = None
    """The dialog that counts a block, while it is open."""
    _taken: frozenset[AttentionLine] = frozenset()
    _taken_from: object = None

    def take(self, line: AttentionLine) -> bool:
        """Whether a line of attention may be planned: once from what is shown, however fast the key is pressed again."""
        if self._taken_from is not self.view and not self.acts_waiting:  # what is shown now was read after all that was planned
            self._taken_from, self._taken = self.view, frozenset()
        if line in self._taken:
            return False
        self._taken |= {line}
        return True

    @override
    def keys_now(self) -> KeysNow:
        card = self.chosen_card() if self.view is not None else None
        if card is None:
            return KeysNow(without=ON_A_CARD)
        if not card.is_open:
            return KeysNow(first=("next_step",), without=ON_OPEN_WORK | ({"open_deal"} if card.deal_id is None else frozenset()))
        titles = [("done", "one more")] if card.is_block else []
        titles += [("block", "unblock"), ("block_today", "unblock")] if card.state == "blocked" else []
        return KeysNow(titles=tuple(titles), without=frozenset({"open_deal"}) if card.deal_id is None else frozenset())

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
        from sprintsales.domain.activities import kind_of
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def chosen(outcome: str | None) -> None:
            if outcome is not None:
                then(outcome)

        choices = [Choice(one.code, one.label, self.usual(card, one.code)) for one in kind_of(card.type).outcomes]
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

        place = ("next", card.id)
        draft = self.draft_at(place)

        def planned(text: str | None) -> None:
            if text is None:
                self.kept[place] = draft.text
                return

            def verb(desk: Desk, _told: Values) -> Tracked:
                from sprintsales.services.tracking import Report, done, follow

                if outcome is None:
                    return follow(desk, card.id, text)
                return done(desk, card.id, Report(outcome=outcome, quantity=1), following=text)

            def then(done: Tracked) -> None:
                self.tell(f"{'✓ ' if outcome else ''}{capital(done.label)}, then {done.next_said}")

            wish = Wish(
                verb, then, f"{label(card)}, then {text}", place=place, typed=text, even_over=True,
                again=lambda _: self.take_up_next(card, outcome),
            )  # fmt: skip
            self.wish(wish)

        self.app.push_screen(QuickAdd(f"And then? {label(card)}", explain, draft=draft, placeholder="email fri re price list"), planned)

    def take_up_next(self, card: Card, outcome: str | None) -> None:
        """Ask once more for the step after a piece of work; where that is over by now, only the step is still to be planned."""

        def is_over() -> bool:
            from sprintsales.services.items import rows_of

            return self.office.read(lambda connection, desk: rows_of(connection, desk, [card.id])[0].state != "planned")

        self.look(is_over, lambda over: self.ask_next(card, None if over else outcome))

    def usual(self, card: Card, outcome: str) -> str:
        """A note beside an outcome: how often it comes out so."""
        return ""

    def usual_place(self, card: Card) -> int:
        """At which place of its outcomes it mostly comes out."""
        return 0

    def tell_outcome(self, card: Card, outcome: str) -> None:
        """Write down how it went; of a block, count one, and go on counting."""
        if card.is_block:
            self.count_units(card, outcome)
        else:
            self.report(card.id, outcome, self.say_done, quantity=1)  # the one that was seen, whatever it has become

    def report(
        self, id_: int, outcome: str | None, then: Callable[[Tracked], None], *, quantity: int | None = None, finish: bool = False
    ) -> None:
        """Write down what was done on an item; THEN hears what that made of it."""

        def verb(desk: Desk) -> Tracked:
            from sprintsales.services.tracking import Report, done

            return done(desk, id_, Report(outcome=outcome, quantity=quantity, finish=finish))

        def saved(done: Tracked) -> None:
            if done.state == "done":
                self.tick(done.id)
            then(done)

        self.write(verb, saved)

    def tick(self, id_: int) -> None:
        """Show at once that an item is done; all that follows from it comes with the reading after it."""

    def say_done(self, done: Tracked) -> None:
        """Say what was done, a block with its units."""
        more = f", {done.more_than_planned} more than planned" if done.more_than_planned else ""
        units = f" {done.quantity_done}/{done.quantity_planned}{more}" if done.quantity_planned > 1 else ""
        self.tell(f"✓ {capital(done.label)}{units}   u takes it back")

    def count_units(self, card: Card, first: str | None = None) -> None:
        """Ask for the outcome of one unit after the other; each is written as it is told. FIRST was told already."""
        from sprintsales.domain.activities import kind_of
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

        choices = [Choice(one.code, one.label, self.usual(card, one.code)) for one in kind_of(card.type).outcomes]
        self.counting = CountUnits(
            about(card), choices, card.quantity_done, card.quantity, counted, lambda: self.write(take_back), first=first,
            usual=self.usual_place(card),
        )  # fmt: skip
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

    def action_open_deal(self) -> None:
        """Go to the deal behind the card."""
        card = self.chosen_card()
        if card is None or card.deal_id is None:
            self.say("There is no deal behind this.", "a plans work for one")
            return
        self.call_later(self.run_action, f"app.deals('#{card.deal_id}')")


__all__ = ["WorkScreen", "capital", "label"]
