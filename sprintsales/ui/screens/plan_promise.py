"""The promise of a week on the Plan screen: given once more asked, and taken back while nothing has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic

from textual import on
from textual.events import Click

from sprintsales.ui import format as written
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.plan import PlanView


class Promising(OfficeScreen[Question, View], Generic[Question, View]):
    """A screen on which a week is promised."""

    def shown_plan(self) -> PlanView | None:
        """The plan that is shown; None while none is."""
        return None

    def action_commit(self) -> None:
        """Ask once more, then freeze the promise."""
        view = self.shown_plan()
        if view is None:
            return
        if self.office.who_id is not None:
            self.say("Only the rep commits; a manager may propose work.", "w goes back to your own week")
            return
        if view.is_committed:
            self.say("This week is promised already.", "W withdraws the promise")
            return
        if not view.can_commit:
            self.say(f"{view.sprint.name} is over: nothing is promised for it any more.", "] goes to the weeks after it")
            return
        if not view.to_promise:
            self.say("Nothing is planned yet, so there is nothing to promise.", "a plans in one line   tab shows what needs you")
            return
        self.ask_to_commit(view)

    def ask_to_commit(self, view: PlanView) -> None:
        """Say what would be frozen, what is too much, little or late about it, and ask."""
        from sprintsales.ui.dialogs.commit import EXPLAIN, YES, Commit

        start, seen = view.sprint.period.start, [card.id for card in view.to_promise]

        def verb(desk: Desk) -> str:
            from sprintsales.services.committing import commit

            on = max(start, desk.today) if desk.sprint_of(desk.today).start == start else start
            done = commit(desk, on, shown=seen)
            load = f", load {written.percent(float(done.load))}" if done.load is not None else ""
            marks = [word for word, holds in (("late", done.late), ("light", done.is_light)) if holds]
            return ", ".join([f"Promised: {done.items} item{'' if done.items == 1 else 's'}{load}", *marks])

        def answered(answer: str | None) -> None:
            if answer == YES:
                self.write(verb, self.tell)
            elif answer == EXPLAIN:
                self.explain_capacity(lambda: self.ask_to_commit(view))

        self.app.push_screen(Commit(view), answered)

    @on(Click, "#promise")
    def explain_on_click(self) -> None:
        """A click on how the week stands explains its capacity."""
        self.action_capacity()

    def action_capacity(self) -> None:
        """Explain what the week can take and what stands against it."""
        self.explain_capacity()

    def explain_capacity(self, then: Callable[[], None] | None = None) -> None:
        """Show where the capacity comes from; THEN goes on once it is closed."""
        from sprintsales.ui.dialogs.capacity import CapacityDialog

        view = self.shown_plan()
        if view is not None:
            self.app.push_screen(CapacityDialog(view), lambda _: then() if then is not None else None)

    def action_withdraw(self) -> None:
        """Take the promise of the week on screen back."""
        view = self.shown_plan()
        if view is None:
            return
        if self.office.who_id is not None:
            self.say("Only the rep withdraws the own promise.", "w goes back to your own week")
            return
        start, name = view.sprint.period.start, view.sprint.name

        def verb(desk: Desk) -> int:
            from sprintsales.services.committing import withdraw

            return withdraw(desk, start)

        self.write(verb, lambda _: self.tell(f"The promise for {name} is withdrawn; the record of it stays. C commits again"))
