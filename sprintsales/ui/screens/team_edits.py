"""What can be changed about the person under the cursor beside the working time: the seat and goals; and somebody new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sprintsales.domain.dates import day_name
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.money import to_minor
from sprintsales.domain.team_words import GoalLine, read_goal, read_person
from sprintsales.ui import format as written
from sprintsales.ui.screens.contested import NOTHING_TOLD, Wish
from sprintsales.ui.screens.team_lines import UNDO
from sprintsales.ui.screens.team_rows import FUNCTIONS, MONEY
from sprintsales.ui.screens.team_time import TimeEdits

if TYPE_CHECKING:
    from sprintsales.domain.meanwhile import Values
    from sprintsales.services.desk import Desk
    from sprintsales.services.handing import Leaving
    from sprintsales.services.views.team import TeamPerson
    from sprintsales.services.views.team_goals import GoalStanding

ROLES = (("rep", "plans and sells"), ("manager", "leads, and changes the team"), ("viewer", "looks at everything"))
LEAVES = "leaves"


class TeamEdits(TimeEdits):
    """A screen with a person under its cursor."""

    # The seat.

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
                self._ask_day(f"Last day of {one.name}", "last day", lambda day: self._end_seat(one, day), first)
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

    def _end_seat(self, one: TeamPerson, day: date) -> None:
        def verb(desk: Desk) -> Leaving:
            from sprintsales.services.seats import end_seat

            return end_seat(desk, one.id, day)

        def then(left: Leaving) -> None:
            waits = [
                f"{count} {word}{'' if count == 1 else 's'}"
                for count, word in ((left.deals, "open deal"), (left.items, "planned item"))
                if count
            ]
            rest = f"\n{' and '.join(waits)} wait for another owner." if waits else ""
            self.tell(f"{one.name} leaves after {written.day_with_month(day, self.reader.today)}{UNDO}{rest}")

        self.write(verb, then)

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

    # Goals.

    def action_goal(self) -> None:
        """Ask whose goal it is, then which."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        one, view = self.chosen(), self.view
        if one is None or view is None:
            return

        def chosen(who: int | None) -> None:
            if who is not None:
                self._ask_goal(one.name if who else f"Team {view.team}", who or None)

        self.app.push_screen(AskChoice("Whose goal?", [Choice(one.id, one.name), Choice(0, f"Team {view.team}", "the whole team")]), chosen)

    def _ask_goal(self, name: str, who: int | None, told: Values = NOTHING_TOLD) -> None:
        draft, view = self.draft("goal", who or 0), self.view
        if view is None:
            return

        def given(text: str) -> None:
            self._set_goal(name, who, read_goal(text), text, told)

        self.ask_line(
            f"Goal of {name}",
            lambda text: goal_words(read_goal(text), view.currency),
            given,
            draft,
            "calls 50 sprint · won 40k month stretch 50k",
        )

    def _set_goal(self, name: str, who: int | None, goal: GoalLine, text: str, told: Values) -> None:
        def verb(desk: Desk, told: Values) -> int:
            from sprintsales.services.goals import GoalWish, set_goal

            wish = GoalWish(goal.metric, goal.period, desk.today, goal.commit, goal.stretch, who)
            return set_goal(desk, wish, shown={**levels_seen(seen), **told})

        view = self.view
        assert view is not None
        one = None if who is None else view.person(who)
        goals = view.goals if one is None else one.goals
        held = (known for known in goals if (known.metric, known.kind) == (goal.metric, goal.period))
        seen = next((known for known in held if known.since == known.period.start), None)
        said = f"{name}: {goal_words(goal, view.currency)}"
        wish = Wish(
            verb, lambda _: self.tell(said + UNDO), said, place=("goal", who or 0), typed=text,
            again=lambda known: self._ask_goal(name, who, known),
        )  # fmt: skip
        self.wish(wish, told)


def levels_seen(seen: GoalStanding | None) -> dict[str, object]:
    """The levels of a goal that begins with this period, as they were seen; none where an earlier goal holds, or no goal."""
    if seen is None:
        return {"commit_level": None, "stretch_level": None}
    scale = 1000 if seen.unit == "ratio" else 1
    return {"commit_level": int(seen.full * scale), "stretch_level": None if seen.stretch is None else int(seen.stretch * scale)}


def goal_words(goal: GoalLine, currency: str) -> str:
    """A goal as it was understood: `won value €40,000 a month, stretch €50,000`; raises NotReadable for a level its KPI cannot have."""
    kpi = KPIS[goal.metric]

    def level(value: Decimal) -> str:
        if kpi.unit in MONEY:
            return written.money_full(to_minor(value, currency), currency)
        if kpi.unit == "ratio":
            return written.percent(float(value), places=0 if value * 100 == round(value * 100) else 1)
        if value != value.to_integral_value():
            raise NotReadable(f"{kpi.title} are counted: write a whole number.")
        return written.count(int(value))

    stretch = f", stretch {level(goal.stretch)}" if goal.stretch is not None else ""
    return f"{kpi.title} {level(goal.commit)} a {goal.period}{stretch}"
