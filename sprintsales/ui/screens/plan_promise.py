"""The promise of a week on the Plan screen: given once more asked, and taken back while nothing has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from sprintsales.ui import format as written
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.plan import PlanView

OVER = frozenset({"done", "late", "dropped"})
"""States of cards a promise does not take up."""


class Promising(OfficeScreen[Question, View], Generic[Question, View]):
    """A screen on which a week is promised."""

    def shown_plan(self) -> PlanView | None:
        """The plan that is shown; None while none is."""
        return None

    def action_commit(self) -> None:
        """Ask once more, then freeze the promise."""
        from sprintsales.ui.dialogs.confirm import Confirm

        view = self.shown_plan()
        if view is None:
            return
        if self.office.who_id is not None:
            self.say("Only the rep commits; a manager may propose work.", "w goes back to your own week")
            return
        if view.is_committed:
            self.say("This week is promised already.", "W withdraws the promise")
            return
        items = sum(card.is_open for day in view.days for card in day.cards) + sum(card.is_open for card in view.undated)
        if not items:
            self.say("Nothing is planned yet, so there is nothing to promise.", "a plans in one line   tab shows what needs you")
            return
        used, capacity = written.hours(view.selling_used), written.hours(view.capacity.selling)
        warning = "That is more than fits. " if view.is_overloaded else ""
        what = f"{items} item{'' if items == 1 else 's'}"
        sentence = f"{warning}{what}, {used} of {capacity} for selling. What is planned now is frozen; more can be added any time."
        start = view.sprint.period.start
        seen = [card.id for card in (*(one for day in view.days for one in day.cards), *view.undated) if card.state not in OVER]

        def sure(yes: bool | None) -> None:
            if not yes:
                return

            def verb(desk: Desk) -> str:
                from sprintsales.services.committing import commit

                on = max(start, desk.today) if desk.sprint_of(desk.today).start == start else start
                done = commit(desk, on, shown=seen)
                return f"Promised: {done.items} item{'' if done.items == 1 else 's'}" + (", late" if done.late else "")

            self.write(verb, self.tell)

        self.app.push_screen(Confirm("Commit to this week?", sentence, yes="Commit", no="Not yet", safe=True), sure)

    def action_withdraw(self) -> None:
        """Take the promise back."""

        def verb(desk: Desk) -> int:
            from sprintsales.services.committing import withdraw

            return withdraw(desk)

        self.write(verb, lambda _: self.tell("The promise is withdrawn; the record of it stays"))
