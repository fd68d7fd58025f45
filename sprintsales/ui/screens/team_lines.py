"""How the Team screen asks for a change: one line whose meaning is shown, and what who looks may ask for at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.dates import DayReader
from sprintsales.domain.errors import NotReadable
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.dialogs.line_dialog import refusal
from sprintsales.ui.office import Office
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.services.views.team import TeamPerson, TeamView

UNDO = "   u takes it back"
BY_MANAGERS = frozenset({"new_person", "role", "working_week", "goal", "holiday", "team_week"})
WORKING = ("here", "coming")
OF_THE_TEAM = frozenset({"new_person", "holiday", "team_week"})


class TeamLines(OfficeScreen[None, "TeamView"]):
    """A screen with a person under its cursor, and lines that change the team."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._drafts: dict[tuple[str, int], Draft] = {}
        self.next_person: int | None = None
        self.next_from: str | None = None
        """Where the cursor stood when that person was written down: who has moved on is not taken back."""
        """Who is to be stood on once the list is read again."""

    def chosen(self) -> TeamPerson | None:
        """The person under the cursor."""
        return None

    def draft(self, kind: str, id_: int = 0) -> Draft:
        """What was typed for a question and not taken."""
        return self._drafts.setdefault((kind, id_), Draft())

    @property
    def reader(self) -> DayReader:
        """Reads days as of today."""
        desk = self.office.opened
        assert desk is not None, "people are on screen, so the database is open"
        return DayReader(desk.today, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month)

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What only managers do is there for managers; absences for the person too."""
        view: TeamView | None = self.view
        one = self.chosen() if view is not None else None
        works = one is not None and one.state in WORKING
        if action in BY_MANAGERS:
            needs_one = one is not None if action == "role" else works
            return view is not None and view.leads and (action in OF_THE_TEAM or needs_one)
        if action == "edit_person":  # the own address is everybody's who may change anything
            return view is not None and one is not None and (view.leads or (one.is_me and one.role == "rep" and one.state == "here"))
        if action in ("absence", "end_absence"):
            mine = view is not None and one is not None and works and (view.leads or one.is_me)
            return mine and (action == "absence" or bool(one is not None and one.away))
        return super().check_action(action, parameters)

    def ask_line(
        self, title: str, meaning: Callable[[str], str], then: Callable[[str], None], draft: Draft, hint: str, value: str = ""
    ) -> None:
        """Ask for a line and show what it means while it is typed; what cannot be read stays in the dialog."""
        from sprintsales.ui.dialogs.ask_text import AskText

        def preview(text: str) -> Sequence[Content]:
            try:
                return [line(("→ ", "$accent"), (meaning(text), "bold"))]
            except NotReadable as error:
                return [refusal(str(error))]

        def accept(text: str) -> None:
            meaning(text)

        def given(text: str | None) -> None:
            if text is not None:
                then(text)

        self.app.push_screen(AskText(title, preview=preview, accept=accept, draft=draft, placeholder=hint, value=value), given)
