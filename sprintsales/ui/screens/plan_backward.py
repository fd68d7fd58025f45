"""The backward plan on the Plan screen: shown by one key, and from it a block of work on its way into quick add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.work import WorkScreen

if TYPE_CHECKING:
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
