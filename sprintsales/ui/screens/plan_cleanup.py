"""The clean-up pass on the Plan screen: the stock of deals one key each, and a single deal put off from its line of attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic

from sprintsales.ui import format as written
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.work import WorkScreen

if TYPE_CHECKING:
    from datetime import date

    from sprintsales.domain.attention import AttentionLine
    from sprintsales.services.cleaning import Decision
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.cleaning import StockView


class CleaningUp(WorkScreen[Question, View], Generic[Question, View]):
    """A screen from which the stock of deals is cleaned up."""

    def chosen_need(self) -> AttentionLine | None:
        """The line of attention under the cursor."""
        return None

    def action_clean_stock(self) -> None:
        """Go through the deals that ask for something; nothing is written before the end."""
        owner = self.office.who_id

        def look() -> StockView:
            from sprintsales.services.views.cleaning import stock_view

            return self.office.read(lambda connection, desk: stock_view(connection, desk, owner))

        self.look(look, self.show_stock)

    def show_stock(self, view: StockView) -> None:
        """Open the pass, or say that every deal is in order."""
        from sprintsales.ui.dialogs.clean_up import CleanUp

        if not view.deals:
            self.say("Every open deal is in order: nothing to clean up.")
            return
        self.app.push_screen(CleanUp(view, self.ask_some_day), self.clean)

    def clean(self, decisions: tuple[Decision, ...] | None) -> None:
        """Write what was decided, as one act."""
        if not decisions:
            return

        def verb(desk: Desk) -> int:
            from sprintsales.services.cleaning import clean

            return clean(desk, decisions).count

        self.write(verb, lambda count: self.tell(f"Cleaned up {count} deal{'' if count == 1 else 's'}   u takes all of it back"))

    def ask_some_day(self, title: str, then: Callable[[date | None], None]) -> None:
        """Ask for a day to come."""
        from sprintsales.domain.dates import read_day
        from sprintsales.ui.dialogs.ask_date import AskDate

        today = self.today()
        self.app.push_screen(AskDate(title, lambda text: read_day(text, today=today), lambda day: written.day_with_month(day, today)), then)
