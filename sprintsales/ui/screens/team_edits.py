"""One person changed on the Team screen, field by field, from one list: name, address, function, manager, territory, and the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.text import clean_line
from sprintsales.ui.screens.contested import NOTHING_TOLD, Wish
from sprintsales.ui.screens.team_lines import UNDO
from sprintsales.ui.screens.team_rows import FUNCTIONS
from sprintsales.ui.screens.team_seats import SeatEdits

if TYPE_CHECKING:
    from sprintsales.domain.meanwhile import Values
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.team import TeamPerson, TeamView
    from sprintsales.ui.dialogs.ask_choice import Choice

TITLES = {"name": "name", "email": "e-mail address", "function": "function", "reports_to": "manager", "territory": "territory"}
COLUMNS = {"name": "name_id", "email": "email_id", "function": "function", "reports_to": "reports_to_id", "territory": "territory_id"}
"""What a clash calls each field."""
NONE_WORDS = ("-", "–", "none")
ANOTHER = "another"
WORKING = ("here", "coming")


class TeamEdits(SeatEdits):
    """A screen with a person under its cursor."""

    def action_edit_person(self) -> None:
        """Ask what is to be changed about the person."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice

        one, view = self.chosen(), self.view
        if one is None or view is None:
            return
        ways = self._ways(one, view)
        if len(ways) == 1:  # a rep's own address
            next(iter(ways.values()))[1]()
            return

        def chosen(field: str | None) -> None:
            if field is not None:
                ways[field][1]()

        self.app.push_screen(AskChoice(one.name, [choice for choice, _ in ways.values()]), chosen)

    def _ways(self, one: TeamPerson, view: TeamView) -> dict[str, tuple[Choice[str], Callable[[], None]]]:
        """What can be changed, each with what it is now, and how it is asked for."""
        from sprintsales.ui.dialogs.ask_choice import Choice

        email = ("email", "E-mail address", one.email or "none", lambda: self._ask_text(one, "email", one.email))
        if not view.leads:
            found = [email]
        else:
            found = [
                ("name", "Name", one.name, lambda: self._ask_text(one, "name", one.name)),
                email,
                ("function", "Function", FUNCTIONS.get(one.function or "", "none"), lambda: self._ask_function(one)),
            ]
        if view.leads and one.state in WORKING:
            found += [
                ("reports_to", "Manager", one.manager or "none", lambda: self._ask_boss(one, view)),
                ("territory", "Territory", one.territory or "none", lambda: self._ask_territory(one, view)),
                ("role", "Role, or leaves the team", one.role or "", self.action_role),
                ("week", "Working week", "", self.action_working_week),
            ]
        if view.leads and one.left_behind is not None:
            found.append(("hand", "Hand everything over", one.left_behind.words, lambda: self.ask_hand_over(one)))
        return {key: (Choice(key, label, note), way) for key, label, note, way in found}

    # One line.

    def _ask_text(self, one: TeamPerson, field: str, now: str | None, told: Values = NOTHING_TOLD) -> None:
        title = TITLES[field]

        def wanted(text: str) -> str | None:
            said = clean_line(text)
            if field != "name" and said.casefold() in NONE_WORDS:
                return None
            if field == "email" and ("@" not in said or " " in said):
                raise NotReadable(f"“{said[:40]}” is no e-mail address. Write none where there is none.")
            if not said:
                raise NotReadable(f"Write the {title}{'' if field == 'name' else ', or none'}.")
            return said

        def given(text: str) -> None:
            def again(known: Values) -> None:
                self._ask_text(one, field, now, known)

            self._change(one, field, wanted(text), now, typed=text, again=again, told=told)

        draft = self.draft(field, one.id)
        hint = "Nina Neu" if field == "name" else "none"
        self.ask_line(f"The {title} of {one.name}", lambda text: wanted(text) or f"no {title}", given, draft, hint, now or "")

    # One of a few.

    def _ask_function(self, one: TeamPerson) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        codes = [*FUNCTIONS, ""]
        choices = [Choice(code, FUNCTIONS.get(code, "none"), "now" if code == (one.function or "") else "") for code in codes]

        def chosen(code: str | None) -> None:
            if code is not None:
                self._change(one, "function", code or None, one.function)

        self.app.push_screen(AskChoice(f"Function of {one.name}", choices, first=codes.index(one.function or "")), chosen)

    def _ask_boss(self, one: TeamPerson, view: TeamView) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        now = one.seat.reports_to_id if one.seat is not None else None
        others = [other for other in view.people if other.state == "here" and other.id != one.id]
        choices = [Choice(other.id, other.name, f"{other.role or ''}{', now' if other.id == now else ''}") for other in others]

        def chosen(who: int | None) -> None:
            if who is not None:
                self._change(one, "reports_to", who or None, now)

        title = f"To whom does {one.name} report, from today on?"
        self.app.push_screen(AskChoice(title, [*choices, Choice(0, "Nobody", "" if now else "now")]), chosen)

    def _ask_territory(self, one: TeamPerson, view: TeamView) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        def another() -> None:
            self._ask_text(one, "territory", one.territory)

        if not view.territories:
            another()
            return
        choices = [Choice(name, name, "now" if name == one.territory else "") for name in view.territories]

        def chosen(name: str | None) -> None:
            if name == ANOTHER:
                another()
            elif name is not None:
                self._change(one, "territory", name or None, one.territory)

        more = [Choice("", "None", "" if one.territory else "now"), Choice(ANOTHER, "Another one …")]
        self.app.push_screen(AskChoice(f"Territory of {one.name}, from today on", [*choices, *more]), chosen)

    def _change(
        self,
        one: TeamPerson,
        field: str,
        wanted: str | int | None,
        now: str | int | None,
        *,
        typed: str = "",
        again: Callable[[Values], None] | None = None,
        told: Values = NOTHING_TOLD,
    ) -> None:
        """Write one field as it is wished, where it still is what was on screen."""

        def verb(desk: Desk, told: Values) -> bool:
            from sprintsales.services.person_edits import change_person

            return change_person(desk, one.id, field, wanted, shown=told.get(COLUMNS[field], now))

        shown = self._called(wanted) if isinstance(wanted, int) else FUNCTIONS.get(wanted, wanted) if wanted else "none"
        what = f"{one.name}: {TITLES[field]} {shown}"

        def then(changed: bool) -> None:
            self.tell(what + (UNDO if changed else ", as before"))

        self.wish(Wish(verb, then, what, place=(field, one.id), typed=typed, again=again), told)
