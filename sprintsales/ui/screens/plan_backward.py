"""What leads out of the Plan screen: the backward plan with a block of work for quick add, and the week for a calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic

from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.work import WorkScreen

if TYPE_CHECKING:
    from datetime import date

    from sprintsales.services.desk import Desk
    from sprintsales.services.views.backward import BackwardView


class BackwardPlanning(WorkScreen[Question, View], Generic[Question, View]):
    """A screen of one person's sprint that can plan it from the quota."""

    def action_backward(self) -> None:
        """Show from the gap to the quota what this week asks for; what is chosen there stands in the line of quick add."""
        from sprintsales.ui.dialogs.backward import Backward

        if self.view is None:
            return
        who, period = self.office.who_id, self.sprint_period()

        def fetch(kind: str) -> BackwardView:
            def look(connection: Any, desk: Desk) -> BackwardView:
                from sprintsales.services.views.backward import backward_view

                return backward_view(connection, desk, who, kind=kind, sprint_period=period)

            return self.office.read(look)

        def chosen(text: str | None) -> None:
            if text:
                self.ask_plan(Draft(), text)

        self.app.push_screen(Backward(fetch), chosen)

    def calendar_of(self, who_id: int, start: date) -> Callable[[], str]:
        """What makes a calendar file of a person's sprint; called in a worker."""

        def look(connection: Any, desk: Desk) -> str:
            from sprintsales.reports.ics import as_ics
            from sprintsales.services.views.calendar_week import calendar_week

            return as_ics(calendar_week(connection, desk, who_id, start))

        return lambda: self.office.read(look)
