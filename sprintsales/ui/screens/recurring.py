"""Recurring work on the Plan screen: what comes back, made from one line, paused and ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Generic

from sprintsales.ui import format as written
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.work import WorkScreen

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.recurring import RuleView

NEW = 0


class RecurringScreen(WorkScreen[Question, View], Generic[Question, View]):
    """A screen on which recurring work is seen and changed."""

    def see_rules(self) -> None:
        """Show my recurring work."""

        def look() -> list[RuleView]:
            from sprintsales.services.recurring import my_rules

            return self.office.read(my_rules)

        self.look(look, self.show_rules)

    def show_rules(self, rules: Sequence[RuleView]) -> None:
        """Ask which one is looked at, or for a new one."""
        from sprintsales.ui.dialogs.ask_choice import Choice
        from sprintsales.ui.dialogs.pick import Pick

        if not rules:
            self.add_rule()
            return

        def chosen(id_: int | None) -> None:
            if id_ == NEW:
                self.add_rule()
            elif id_ is not None:
                self.change_rule(next(one for one in rules if one.row.id == id_))

        choices = [Choice(one.row.id, f"{one.words}, {one.says}", self.rule_note(one)) for one in rules]
        self.app.push_screen(Pick("Recurring work", [*choices, Choice(NEW, "+ new recurring work")]), chosen)

    def rule_note(self, one: RuleView) -> str:
        """When a rule comes next, and whether one of it is open."""
        following = "no day ahead" if one.next_on is None else f"next {written.day_with_month(one.next_on, self.today())}"
        return f"one open · {following}" if one.open_id is not None else following

    def add_rule(self) -> None:
        """Ask for a line of recurring work."""
        from sprintsales.ui.dialogs.quick_add import QuickAdd

        def explain(text: str) -> tuple[tuple[str, str], ...]:
            from sprintsales.services.recurring import explain_again

            return self.office.read(lambda connection, desk: explain_again(connection, desk, text))

        draft = self.draft_at(("again", NEW))

        def added(text: str | None) -> None:
            if text is None:
                return

            def verb(desk: Desk) -> str:
                from sprintsales.services.recurring import add_rule

                made = add_rule(desk, text)
                return f"Recurring: {made.words}, {made.says}   f 3 plans what is due   u takes it back"

            self.write_line(verb, self.tell, draft, text, self.add_rule)

        dialog = QuickAdd("What comes back, and when?", explain, draft=draft, placeholder="call Acme every mon 30m")
        self.app.push_screen(dialog, added)

    def change_rule(self, one: RuleView) -> None:
        """Ask what becomes of a rule."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def chosen(way: str | None) -> None:
            if way == "end":
                self.end_rule(one)
            elif way == "pause":
                self.pause_rule(one)

        choices = [Choice("end", "end it", "what it brought stays planned"), Choice("pause", "let it rest until a day")]
        self.app.push_screen(AskChoice(f"{one.words}, {one.says}", choices), chosen)

    def end_rule(self, one: RuleView) -> None:
        """End a rule."""

        def verb(desk: Desk) -> bool:
            from sprintsales.services.recurring import end_rule

            return end_rule(desk, one.row.id)

        self.write(verb, lambda _: self.tell(f"Ended: {one.words}, {one.says}   u takes it back"))

    def pause_rule(self, one: RuleView) -> None:
        """Ask until when a rule rests."""
        from sprintsales.domain.dates import day_name, read_day
        from sprintsales.ui.dialogs.ask_date import AskDate

        today = self.today()

        def rests(day: date | None) -> None:
            if day is None:
                return

            def verb(desk: Desk) -> date:
                from sprintsales.services.recurring import pause_rule

                return pause_rule(desk, one.row.id, day)

            self.write(verb, lambda first: self.tell(f"{one.words} rests until {written.day_with_month(first, today)}   u takes it back"))

        title = f"Until when? {one.words}"
        dialog = AskDate(title, lambda text: read_day(text, today=today), day_name, draft=self.draft_at(("rest", one.row.id)))
        self.app.push_screen(dialog, rests)
