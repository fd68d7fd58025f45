"""The Team screen: who is here and when they work, the person under the cursor beside it, the team's goals and holidays beneath."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import rule
from sprintsales.ui.screens.take_away import Takeable, file_stem
from sprintsales.ui.screens.team_edits import TeamEdits
from sprintsales.ui.screens.team_person import PersonPane
from sprintsales.ui.screens.team_rows import PeopleList, alone_lines, holiday_line, team_lines
from sprintsales.ui.widgets.line_list import LineList
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.team import TeamPerson, TeamView


class TeamScreen(TeamEdits):
    """The people of the team, one of them in detail."""

    NAME = "team"
    AUTO_FOCUS = "#people"
    _stood = False
    _opens = False

    @override
    def body(self) -> Iterable[Widget]:
        yield Horizontal(
            Vertical(PeopleList(id="people"), Lines(id="foot"), id="left"),
            PersonPane(id="person"),
            id="body",
        )

    @property
    def people(self) -> PeopleList:
        """The list."""
        return self.query_one("#people", PeopleList)

    @property
    def pane(self) -> PersonPane:
        """The person in detail."""
        return self.query_one("#person", PersonPane)

    @property
    def is_narrow(self) -> bool:
        """Whether the list has the screen for itself."""
        return self.has_class("-narrow")

    @override
    def chosen(self) -> TeamPerson | None:
        """The person under the cursor."""
        return self.people.row_under_cursor()

    # Reading.

    @override
    def fetch(self, question: None) -> TeamView:
        def look(connection: Any, desk: Desk) -> TeamView:
            from sprintsales.services.views.team import team_view

            return team_view(connection, desk)

        return self.office.read(look)

    @override
    def show(self, view: TeamView) -> None:
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        self.show_frame(frame_text(view.frame, desk.zone))
        self.show_foot()
        stays = self.next_from is not None and (self.people.cursor_key != self.next_from or not self.is_current)
        self.people.show_people(view)
        if not self._stood:  # a rep begins with the own row
            self._stood = True
            self.people.stand_on(self.office.who_id or desk.me.id)
        if self.next_person is not None:
            if not stays:
                self.people.stand_on(self.next_person)
            self.next_person = self.next_from = None
        if self._opens:
            self._opens = False
            self.call_after_refresh(self.open_person)
        self.pane.show(view, self.chosen())
        self.refresh_keys()

    def show_foot(self) -> None:
        """Write the team's goals and holidays under the people; where there is little room, the holidays only."""
        view = self.view
        if view is None:
            return
        foot = self.query_one("#foot", Lines)
        width = max(20, self.query_one("#left").size.width - 2)
        if len(view.people) == 1 and view.leads:
            foot.show(alone_lines())
        elif self.is_narrow:
            foot.show([holiday_line(view.holidays, view.today, width)])
        else:
            foot.show([rule(width), *team_lines(view, width, 8)])

    @on(LineList.Selected, "#people")
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        if self.view is not None:
            self.pane.show(self.view, self.chosen())
            self.refresh_keys()

    @on(LineList.Chosen, "#people")
    async def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        await self.action_week()

    def on_resize(self, event: events.Resize) -> None:
        """Draw again what depends on the size."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.has_class("-open") and not self.is_narrow:
            self.action_back()
        self.show_foot()
        if self.view is not None:
            self.people.show_people(self.view)

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        from sprintsales.reports.team import team_document, team_sheet

        view = self.view
        if view is None:
            return None
        return Takeable("the team", file_stem("team", view.today.isoformat()), lambda: team_sheet(view), lambda: team_document(view))

    # Ways on.

    async def action_week(self) -> None:
        """Open the person's week in Plan."""
        one = self.chosen()
        if one is None:
            return
        if one.state == "name":
            self.say(f"{one.name} has no seat, so there is no week to plan.", "n gives a seat" if self.view and self.view.leads else "")
            return
        await self.run_action(f"app.week_of({0 if one.is_me else one.id})")

    def go_to_person(self, member_id: int) -> None:
        """Stand on somebody, and open their page where there is room for one thing only."""
        self._stood = True
        if self.view is None:
            self.next_person, self._opens = member_id, True
        else:
            self.people.stand_on(member_id)
            self.open_person()

    def open_person(self) -> None:
        """Open the person's page where there is room for one thing only."""
        if self.is_narrow and not self.has_class("-open"):
            self.action_person()

    def action_person(self) -> None:
        """Give the keys to the person, opening the pane where there is room for one thing only; or back."""
        if self.pane.has_focus or self.has_class("-open"):
            self.action_back()
        elif self.chosen() is not None:
            self.set_class(self.is_narrow, "-open")
            self.call_after_refresh(self.pane.focus)

    def action_neighbour(self, step: int) -> None:
        """The person before or after, while one is open."""
        self.people.action_step(step)

    def action_back(self) -> None:
        """Out of the person, back to the list."""
        self.remove_class("-open")
        self.call_after_refresh(self.people.focus)

    @override
    def _ask_whose(self, people: list[tuple[int, str, str]]) -> None:
        """Whose person to stand on: this screen shows everybody."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def chosen(who: int | None) -> None:
            if who is not None:
                self.people.stand_on(who)

        self.app.push_screen(AskChoice("To whom?", [Choice(id_, name, role) for id_, name, role in people]), chosen)
