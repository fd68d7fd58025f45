"""What can be changed about the person under the cursor: seat, working week, absences, goals; and somebody new. One line each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.dates import DayReader, day_name
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.money import to_minor
from sprintsales.domain.periods import DAY, WEEKDAYS, Period
from sprintsales.domain.team_words import GoalLine, WeekLine, read_absence, read_goal, read_person, read_week, week_text
from sprintsales.ui import format as written
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.dialogs.line_dialog import refusal
from sprintsales.ui.office import Office
from sprintsales.ui.screens.contested import Wish
from sprintsales.ui.screens.shared import OfficeScreen
from sprintsales.ui.screens.team_rows import FUNCTIONS, MONEY

if TYPE_CHECKING:
    from sprintsales.domain.meanwhile import Values
    from sprintsales.services.desk import Desk
    from sprintsales.services.seats import Leaving
    from sprintsales.services.views.team import TeamPerson, TeamView
    from sprintsales.services.views.team_goals import GoalStanding

ROLES = (("rep", "plans and sells"), ("manager", "leads, and changes the team"), ("viewer", "looks at everything"))
LEAVES = "leaves"
UNDO = "   u takes it back"
NOTHING_TOLD: Values = {}
BY_MANAGERS = frozenset({"new_person", "role", "working_week", "goal"})


class TeamEdits(OfficeScreen[None, "TeamView"]):
    """A screen with a person under its cursor."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._drafts: dict[tuple[str, int], Draft] = {}
        self.next_person: int | None = None
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
        if action in BY_MANAGERS:
            one = self.chosen()
            return view is not None and view.leads and (action == "new_person" or (one is not None and one.state != "left"))
        if action in ("absence", "end_absence"):
            one = self.chosen()
            mine = view is not None and one is not None and one.state in ("here", "coming") and (view.leads or one.is_me)
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

    # Absences.

    def action_absence(self) -> None:
        """Ask which days the person is away."""
        one = self.chosen()
        if one is None:
            return
        draft, reader = self.draft("absence", one.id), self.reader

        def meaning(text: str) -> str:
            found = read_absence(text, reader)
            worked = sum(1 for day in found.days.each_day() if one.week.minutes[day.weekday()]) if found.days.days <= 400 else 0
            days = f"{worked} working {'day' if worked == 1 else 'days'}"
            return f"{days_words(found.days, reader.today)} · {days} · {found.kind or 'holiday'}"

        def given(text: str) -> None:
            found = read_absence(text, reader)

            def verb(desk: Desk) -> int:
                from sprintsales.services.calendar_edits import note_absence

                return note_absence(desk, one.id, found.days, found.kind or "holiday")

            told = f"{one.name} is away {days_words(found.days, reader.today)}{UNDO}"
            self.write_line(verb, lambda _: self.tell(told), draft, text, self.action_absence)

        self.ask_line(f"{one.name} is away", meaning, given, draft, "thu - fri · 24 dec - 6 jan training · mon for 2 weeks")

    def action_end_absence(self) -> None:
        """Ask which absence to take away; the only one is shown before it goes, too."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        one = self.chosen()
        if one is None or not one.away:
            return
        today = self.reader.today

        def chosen(id_: int | None) -> None:
            if id_ is None:
                return

            def verb(desk: Desk) -> int:
                from sprintsales.services.calendar_edits import remove_absence

                return remove_absence(desk, id_)

            self.write(verb, lambda _: self.tell(f"{one.name}: that absence is gone{UNDO}"))

        choices = [Choice(away.id, days_words(away.period, today), away.kind or "") for away in one.away]
        self.app.push_screen(AskChoice(f"Take away which absence of {one.name}?", choices), chosen)

    # The working week.

    def action_working_week(self) -> None:
        """Ask for the person's working week, and from when."""
        one = self.chosen()
        if one is not None:
            self._ask_week(one, NOTHING_TOLD)

    def _ask_week(self, one: TeamPerson, told: Values) -> None:
        draft, reader = self.draft("week", one.id), self.reader

        def meaning(text: str) -> str:
            found = read_week(text, reader)
            return (
                f"{week_words(found.minutes)} · {written.hours(sum(found.minutes))} a week · from {day_name(found.from_on or reader.today)}"
            )

        def given(text: str) -> None:
            found = read_week(text, reader)
            self._set_week(one, found, text, told)

        now = week_text(one.week.minutes)
        self.ask_line(f"Working week of {one.name}", meaning, given, draft, "mon-thu 6h · mon-fri 8h, wed off from 1 dec", now)

    def _set_week(self, one: TeamPerson, found: WeekLine, text: str, told: Values) -> None:
        on = found.from_on or self.reader.today

        def verb(desk: Desk, told: Values) -> int:
            from sprintsales.services.calendar_edits import WeekWish, set_week

            held = next((week for week in reversed(one.coming_weeks) if week.since is not None and week.since <= on), one.week)
            shown = tuple(int(str(told.get(day, minutes))) for day, minutes in zip(WEEKDAYS, held.minutes, strict=True))
            return set_week(desk, WeekWish(found.minutes, on, one.id), shown=shown if held.own else None)

        said = f"{one.name} works {week_words(found.minutes)} from {written.day_with_month(on, self.reader.today)}"
        wish = Wish(
            verb, lambda _: self.tell(said + UNDO), said, place=("week", one.id), typed=text, again=lambda known: self._ask_week(one, known)
        )
        self.wish(wish, told)

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

        def chosen(role: str | None) -> None:
            if role == LEAVES:
                self._ask_day(f"Last day of {one.name}", "last day", lambda day: self._end_seat(one, day))
            elif role is not None and role != one.role:
                self._ask_day(f"{one.name} is {role} from", "from", lambda day: self._change_role(one, role, day))

        dialog = AskChoice(f"Role of {one.name}", [*choices, Choice(LEAVES, "leaves the team", "after a day")], first=now)
        self.app.push_screen(dialog, chosen)

    def _ask_day(self, title: str, word: str, then: Callable[[date], None]) -> None:
        from sprintsales.ui.dialogs.ask_date import AskDate

        reader = self.reader

        def given(day: date | None) -> None:
            if day is not None:
                then(day)

        self.app.push_screen(AskDate(title, reader.read, lambda day: f"{word} {day_name(day)}", value="today"), given)

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

            def verb(desk: Desk) -> int:
                from sprintsales.services.seats import NewMember, add_member

                return add_member(desk, NewMember(found.name, found.email, found.function, found.role or "rep", found.from_on))

            def then(id_: int) -> None:
                self.next_person = id_
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


def days_words(days: Period, today: date) -> str:
    """Days away, the last one included: `Thu 19 Nov – Fri 20 Nov`."""
    last = days.end - DAY
    first = written.day_with_month(days.start, today)
    return first if last == days.start else f"{first} – {written.day_with_month(last, today)}"


def week_words(minutes: Sequence[int]) -> str:
    """A working week in words: `mon-thu 6h`."""
    return week_text(minutes).replace("-", "–")


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
