"""Seats that can be changed on the Team screen: somebody new, another role, somebody who leaves and hands everything over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.dates import day_name
from sprintsales.domain.periods import DAY
from sprintsales.domain.team_words import read_person
from sprintsales.ui import format as written
from sprintsales.ui.content import line
from sprintsales.ui.screens.contested import Wish
from sprintsales.ui.screens.team_goals import GoalEdits
from sprintsales.ui.screens.team_lines import UNDO
from sprintsales.ui.screens.team_rows import FUNCTIONS

if TYPE_CHECKING:
    from sprintsales.domain.meanwhile import Values
    from sprintsales.services.desk import Desk
    from sprintsales.services.handing import LeftBehind
    from sprintsales.services.views.team import TeamPerson
    from sprintsales.ui.dialogs.ask_choice import Choice

ROLES = (("rep", "plans and sells"), ("manager", "leads, and changes the team"), ("viewer", "looks at everything"))
LEAVES = "leaves"
NOBODY = 0
TAKING = frozenset({"here", "coming"})
"""States of who can take over: somebody who starts later gets it now, and finds it on the first day."""


class SeatEdits(GoalEdits):
    """A screen on which seats are changed."""

    def action_role(self) -> None:
        """Ask for another role, or whether the person leaves; then from which day on."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        one = self.chosen()
        if one is None:
            return
        if one.state in ("name", "left"):
            self._ask_new(f"{one.name}, ")
            return
        now = next((place for place, (role, _) in enumerate(ROLES) if role == one.role), 0)
        choices = [Choice(role, role, "the role now" if role == one.role else note) for role, note in ROLES]

        first = one.seat.from_on.isoformat() if one.state == "coming" and one.seat is not None and one.seat.from_on is not None else "today"

        def chosen(role: str | None) -> None:
            if role == LEAVES:
                self._ask_day(f"Last day of {one.name}", "last day", lambda day: self._ask_heir(one, day), first)
            elif role is not None and role != one.role:
                self._ask_day(f"{one.name} is {role} from", "from", lambda day: self._change_role(one, role, day), first)

        dialog = AskChoice(f"Role of {one.name}", [*choices, Choice(LEAVES, "leaves the team", "after a day")], first=now)
        self.app.push_screen(dialog, chosen)

    def _ask_day(self, title: str, word: str, then: Callable[[date], None], first: str) -> None:
        from sprintsales.ui.dialogs.ask_date import AskDate

        reader = self.reader

        def given(day: date | None) -> None:
            if day is not None:
                then(day)

        self.app.push_screen(AskDate(title, reader.read, lambda day: f"{word} {day_name(day)}", value=first), given)

    def _change_role(self, one: TeamPerson, role: str, day: date) -> None:
        def verb(desk: Desk, told: Values) -> int:
            from sprintsales.services.seats import change_role

            later = one.next_seat
            seen = later.role if later is not None and later.from_on is not None and later.from_on <= day else one.role
            return change_role(desk, one.id, role, day, shown=str(told.get("role", seen)))

        said = f"{one.name} is {role} from {written.day_with_month(day, self.reader.today)}"
        self.wish(Wish(verb, lambda _: self.tell(said + UNDO), said, place=("role", one.id)))

    # Who leaves.

    def _ask_heir(self, one: TeamPerson, day: date) -> None:
        """Ask who takes over what is open, where anything is; then who does what is planned up to the last day."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        if one.left_behind is None:
            self._end_seat(one, day, None)
            return
        wait = Choice(NOBODY, "Nobody yet", f"all stays with {one.name}")
        heirs = self._heirs(one)
        choices = [wait, *heirs] if day > self.reader.today else [*heirs, wait]

        def chosen(heir: int | None) -> None:
            if heir == NOBODY:
                self._end_seat(one, day, None)
            elif heir is not None:
                self._ask_plans(one, day, heir, lambda stay: self._end_seat(one, day, heir, plans_stay=stay))

        about = line(f"Last day {written.day_with_month(day, self.reader.today)}. ", waiting_words(one))
        self.app.push_screen(AskChoice(f"Who takes over from {one.name}?", choices, about=about), chosen)

    def _ask_plans(self, one: TeamPerson, day: date, heir_id: int, then: Callable[[bool], None]) -> None:
        """Ask who does what is planned up to a last day that is still to come: by default who planned it."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        if day <= self.reader.today or one.left_behind is None or not one.left_behind.items:
            then(False)
            return

        def chosen(stay: bool | None) -> None:
            if stay is not None:
                then(stay)

        last, heir = written.day_with_month(day, self.reader.today), self._called(heir_id)
        choices = [Choice(True, f"{one.name} does it", "the rest goes over now"), Choice(False, f"{heir} does it", "all goes over now")]
        deals = f"The open deals go to {heir} now, and so does work without a day or planned after {last}."
        title = f"Who does the work up to {last}?"
        self.app.push_screen(AskChoice(title, choices, about=line((deals, "$muted"))), chosen)

    def _heirs(self, one: TeamPerson) -> list[Choice[int]]:
        """Who can take over: the person's manager first, then who looks, then everybody else who sells, or will."""
        from sprintsales.ui.dialogs.ask_choice import Choice

        view = self.view
        assert view is not None
        boss = one.seat.reports_to_id if one.seat is not None else None
        sellers = [other for other in view.people if other.state in TAKING and other.role in ("rep", "manager") and other.id != one.id]
        sellers.sort(key=lambda other: (other.begins is not None, other.id != boss, not other.is_me))
        return [Choice(other.id, other.name, f"{heir_note(other, boss, self.reader.today)}gets all of it") for other in sellers]

    def _end_seat(self, one: TeamPerson, day: date, heir_id: int | None, *, plans_stay: bool = False) -> None:
        def verb(desk: Desk) -> LeftBehind:
            from sprintsales.services.seats import end_seat

            return end_seat(desk, one.id, day, heir_id=heir_id, plans_stay=plans_stay)

        def then(left: LeftBehind) -> None:
            rest = f"\n{self._handed_words(one, left, heir_id, day)}" if left.words or left.stay else ""
            self.tell(f"{one.name} leaves after {written.day_with_month(day, self.reader.today)}{UNDO}{rest}")

        self.write(verb, then)

    def _handed_words(self, one: TeamPerson, left: LeftBehind, heir_id: int | None, day: date) -> str:
        """What went over, and what stays until the last day."""
        if not left.handed:
            return f"{left.words} wait for another owner: e hands them over."
        last, verb = written.day_with_month(day, self.reader.today), "stays" if left.stay == 1 else "stay"
        stay = f"{left.stay} planned up to {last} {verb} with {one.name}"
        went = f"{left.words} went to {self._called(heir_id)}" if left.words else ""
        return "; ".join(part for part in (went, stay if left.stay else "") if part) + "."

    def ask_hand_over(self, one: TeamPerson) -> None:
        """Ask who gets all open deals and planned work of somebody, and hand it over."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice

        until = one.seat.until_on if one.seat is not None and one.next_seat is None else None
        last = until - DAY if until is not None else self.reader.today

        def chosen(heir: int | None) -> None:
            if heir is not None:
                self._ask_plans(one, last, heir, lambda stay: self._hand_over(one, heir, last if stay else None))

        self.app.push_screen(AskChoice(f"Who takes over from {one.name}?", self._heirs(one), about=waiting_words(one)), chosen)

    def _hand_over(self, one: TeamPerson, heir_id: int, stays_through: date | None) -> None:
        def verb(desk: Desk) -> LeftBehind:
            from sprintsales.services.handing import hand_over

            return hand_over(desk, one.id, heir_id, stays_through=stays_through)

        def then(left: LeftBehind) -> None:
            stay = f"; {left.stay} planned up to the last day stay with {one.name}" if left.stay else ""
            self.tell(f"{left.words or 'Nothing'} of {one.name} went to {self._called(heir_id)}{stay}{UNDO}")

        self.write(verb, then)

    def _called(self, member_id: int | None) -> str:
        found = self.view.person(member_id) if self.view is not None and member_id is not None else None
        return found.name if found is not None else "somebody else"

    # Somebody new.

    def action_new_person(self) -> None:
        """Ask for somebody new: the name first, the rest in any order."""
        self._ask_new()

    def _ask_new(self, value: str = "") -> None:
        draft, reader = self.draft("new"), self.reader

        def meaning(text: str) -> str:
            found = read_person(text, reader)
            function = FUNCTIONS.get(found.function or "", "no function")
            start = written.day_with_month(found.from_on or reader.today, reader.today)
            parts = (found.name, found.email or "no e-mail", found.role or "rep", function, f"from {start}")
            return " · ".join(parts)

        def given(text: str) -> None:
            found = read_person(text, reader)
            one = self.chosen()
            before = str(one.id) if one is not None else None

            def verb(desk: Desk) -> int:
                from sprintsales.services.seats import NewMember, add_member

                return add_member(desk, NewMember(found.name, found.email, found.function, found.role or "rep", found.from_on))

            def then(id_: int) -> None:
                self.next_person, self.next_from = id_, before
                later = found.from_on is not None and found.from_on > reader.today
                joins = f"joins on {written.day_with_month(found.from_on, reader.today)}" if later else "is in the team"
                self.tell(f"{found.name} {joins}{UNDO}")

            self.write_line(verb, then, draft, text, self._ask_new)

        self.ask_line("Somebody new", meaning, given, draft, "Nina Neu, nina@example.com, AE, from 1 dec", value)


def heir_note(other: TeamPerson, boss: int | None, today: date) -> str:
    """What is to be known of somebody who may take over."""
    begins = f"from {written.day_with_month(other.begins, today)}, " if other.begins is not None else ""
    told = (begins, "the manager, " if other.id == boss else "you, " if other.is_me else "", "away now, " if other.away_now else "")
    return "".join(told)


def waiting_words(one: TeamPerson) -> Content:
    """What is open of somebody, and what handing it over does."""
    words = one.left_behind.words if one.left_behind is not None else ""
    return line((words, "bold"), (" can go over now; u takes it back.", "$muted"))
