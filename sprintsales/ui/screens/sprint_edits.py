"""What a manager decides about the sprint that is shown: its goal in a sentence, and that it is cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from sprintsales.ui.content import line
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.sprint_life import Cancelling
    from sprintsales.services.sprints import SprintView


class SprintEdits(OfficeScreen[Question, View], Generic[Question, View]):
    """A screen that shows one sprint."""

    def shown_sprint(self) -> SprintView | None:
        """The sprint that is shown; None while nothing is."""
        return None

    def action_sprint_goal(self) -> None:
        """Ask for the sprint's goal in one sentence."""
        from sprintsales.ui.dialogs.ask_text import AskText

        sprint = self.shown_sprint()
        if sprint is None:
            return

        def given(text: str | None) -> None:
            if text is None:
                return

            def verb(desk: Desk) -> str | None:
                from sprintsales.services.sprint_life import set_sprint_goal

                return set_sprint_goal(desk, sprint.period.start, text, shown=sprint.goal)

            self.write(
                verb, lambda said: self.tell(f"{sprint.name}: {said}" if said else f"{sprint.name} has no goal any more   u undoes it")
            )

        hint = "one sentence   enter saves   empty takes it away   esc cancels"
        self.app.push_screen(AskText(f"The goal of {sprint.name}", value=sprint.goal or "", hint=hint), given)

    def action_cancel_sprint(self) -> None:
        """Say what cancelling the sprint that is shown does, ask whether, ask why, then cancel it."""
        from sprintsales.ui.dialogs.ask_text import AskText
        from sprintsales.ui.dialogs.confirm import Confirm

        sprint = self.shown_sprint()
        if sprint is None:
            return
        if sprint.is_over:
            self.say(f"{sprint.name} is over already.", "[ and ] show other sprints")
            return

        def given(text: str | None) -> None:
            if text is None:
                return

            def verb(desk: Desk) -> str:
                from sprintsales.services.sprint_life import cancel_sprint

                done = cancel_sprint(desk, sprint.period.start, text)
                back = "1 open item is" if done.returned == 1 else f"{done.returned} open items are"
                return f"{sprint.name} is cancelled; {back} in the backlog   u takes it back"

            self.write(verb, self.tell)

        def sure(yes: bool | None) -> None:
            if yes:
                hint = "enter cancels it   esc leaves it   the team reads why"
                self.app.push_screen(AskText(f"Why is {sprint.name} cancelled?", hint=hint), given)

        def look() -> Cancelling:
            from sprintsales.services.sprint_life import cancelling

            return self.office.read(lambda connection, desk: cancelling(connection, desk, sprint.period.start))

        def ask(what: Cancelling) -> None:
            title = f"Cancel {sprint.name}?"
            self.app.push_screen(Confirm(title, what.sentence, yes="Yes, and say why", no="No, leave it as it is"), sure)

        self.look(look, ask)

    def action_close_sprint(self) -> None:
        """Ask whether the goal was met, then close the sprint that is shown."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        sprint = self.shown_sprint()
        if sprint is None:
            return

        def look() -> int:
            from sprintsales.services.closing_sprint import left_open

            return self.office.read(lambda connection, desk: left_open(connection, desk, sprint.period.start))

        def ask(left: int) -> None:
            back = {0: "Nothing is left open.", 1: "1 undecided item goes to the backlog, as missed if it was promised."}.get(
                left, f"{left} undecided items go to the backlog; what was promised of them is missed."
            )
            judged = [Choice("met", "Yes, its goal was met"), Choice("missed", "Yes, its goal was not met")] if sprint.goal else []
            plain = Choice("none", "Yes" + (", without a verdict on the goal" if judged else ""))
            choices = [*judged, plain, Choice("", "No, not yet", zero=True)]
            about = line((f"{back} Its figures are frozen then, and u does not take that back.", "$muted"))
            self.app.push_screen(AskChoice(f"Close {sprint.name}?", choices, about=about, first=len(choices) - 1), given)

        def given(said: str | None) -> None:
            if not said:
                return

            def verb(desk: Desk) -> str:
                from sprintsales.services.closing_sprint import close_sprint

                done = close_sprint(desk, sprint.period.start, goal_met=None if said == "none" else said == "met")
                return f"{sprint.name} is closed, {done.returned} to the backlog   7 shows its review"

            self.write(verb, self.tell)

        self.look(look, ask)
