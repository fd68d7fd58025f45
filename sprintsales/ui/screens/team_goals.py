"""Goals that can be changed on the Team screen: the person's under the cursor and the team's; set, changed, ended, looked back on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.kpi_registry import title_of, unit_of
from sprintsales.domain.money import major, to_minor
from sprintsales.domain.periods import DAY
from sprintsales.domain.team_words import GoalLine, goal_text, read_goal
from sprintsales.ui import format as written
from sprintsales.ui.screens.contested import NOTHING_TOLD, Wish
from sprintsales.ui.screens.team_lines import UNDO
from sprintsales.ui.screens.team_rows import MONEY
from sprintsales.ui.screens.team_time import TimeEdits

if TYPE_CHECKING:
    from sprintsales.domain.meanwhile import Values
    from sprintsales.services.desk import Desk
    from sprintsales.services.goals import GoalLine as Listed
    from sprintsales.services.views.team_goals import GoalStanding
    from sprintsales.ui.dialogs.ask_choice import Choice

ORDER = ("holds", "comes", "was")
CHANGE, END_NEXT, END_NOW = "change", "end next", "end now"


class GoalEdits(TimeEdits):
    """A screen on which goals are changed."""

    def action_goal(self) -> None:
        """Ask which goal: a new one of the person or the team, or one there is or was."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        one, view = self.chosen(), self.view
        if one is None or view is None:
            return
        team = f"Team {view.team}"
        lines = sorted(
            (line for line in view.goal_lines if line.owner_id in (one.id, None)),
            key=lambda line: (ORDER.index(line.state), line.owner_id is None, -line.from_on.toordinal()),
        )
        known: list[Choice[int]] = [Choice(line.id, self._goal_title(line), self._goal_note(line)) for line in lines]
        choices = [Choice(0, f"New goal of {one.name}"), Choice(-1, f"New goal of {team}", "the whole team"), *known]

        def chosen(id_: int | None) -> None:
            found = next((line for line in lines if line.id == id_), None)
            if found is not None:
                self._on_goal(found, one.name if found.owner_id else team)
            elif id_ is not None:
                self._ask_goal(one.name if id_ == 0 else team, one.id if id_ == 0 else None)

        self.app.push_screen(AskChoice(f"Goals of {one.name} and the team", choices), chosen)

    def _goal_title(self, one: Listed) -> str:
        whose = "" if one.owner_id is not None else "Team: "
        view = self.view
        assert view is not None
        return f"{whose}{goal_words(as_line(one, view.currency), view.currency)}"

    def _goal_note(self, one: Listed) -> str:
        today = self.reader.today
        start = written.day_with_month(one.from_on, today)
        if one.until_on == one.from_on:
            return f"ended before {start}"
        last = "" if one.until_on is None else written.day_with_month(one.until_on - DAY, today)
        why = f" · {one.reason}" if one.reason else ""
        if one.state == "was":
            return f"was, {start} – {last}{why}"
        return f"{'since' if one.state == 'holds' else 'from'} {start}{f' to {last}' if last else ''}{why}"

    def _on_goal(self, one: Listed, name: str) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        view = self.view
        if view is None:
            return
        goal = as_line(one, view.currency)
        if one.state == "was":
            self._ask_goal(name, one.owner_id, value=goal_text(goal.metric, goal.commit, goal.period, goal.stretch))
            return
        following = self._next_period(one)
        choices = [Choice(CHANGE, "Change it", "from this period on, or from a day you say")]
        if one.state == "holds" and following is not None:
            choices.append(Choice(END_NEXT, f"End it with this {one.period}", f"none from {written.day_with_month(following, view.today)}"))
        choices.append(Choice(END_NOW, f"End it now: no goal for this {one.period}" if one.state == "holds" else "Take it away"))

        def chosen(way: str | None) -> None:
            if way == CHANGE:
                self._ask_goal(name, one.owner_id, value=goal_text(goal.metric, goal.commit, goal.period, goal.stretch))
            elif way is not None and following is not None:
                on = following if way == END_NEXT else view.today if one.state == "holds" else one.from_on
                self._end_goal(one, name, on)

        self.app.push_screen(AskChoice(f"{name}: {goal_words(goal, view.currency)}", choices), chosen)

    def _next_period(self, one: Listed) -> date | None:
        """The first day of the next period of a goal, from what is on screen."""
        view = self.view
        standing = None if view is None else next(
            (known for known in (*view.goals, *(goal for who in view.people for goal in who.goals)) if known.id == one.id), None
        )  # fmt: skip
        return standing.period.end if standing is not None else one.from_on

    def _end_goal(self, one: Listed, name: str, on: date) -> None:
        view = self.view
        assert view is not None

        def verb(desk: Desk, told: Values) -> date:
            from sprintsales.services.goals import end_goal

            shown = int(str(told.get("commit_level", one.commit)))
            return end_goal(desk, one.metric, one.period, on, member_id=one.owner_id, shown=shown)

        what = f"{name}: no goal on {title_of(one.metric).lower()} a {one.period}"

        def then(start: date) -> None:
            self.tell(f"{what} from {written.day_with_month(start, self.reader.today)}{UNDO}")

        self.wish(Wish(verb, then, what, place=("goal", one.owner_id or 0)))

    def _ask_goal(self, name: str, who: int | None, told: Values = NOTHING_TOLD, value: str = "") -> None:
        draft, view, reader = self.draft("goal", who or 0), self.view, self.reader
        if view is None:
            return

        def meaning(text: str) -> str:
            goal = read_goal(text, reader)
            start = f" · from {written.day_with_month(goal.from_on, reader.today)}" if goal.from_on else ""
            return f"{goal_words(goal, view.currency)}{start}{f' · because {goal.reason}' if goal.reason else ''}"

        def given(text: str) -> None:
            self._set_goal(name, who, read_goal(text, reader), text, told)

        hint = "calls 50 sprint · won 40k month stretch 50k from 1 dec"
        self.ask_line(f"Goal of {name}", meaning, given, draft, hint, value)

    def _set_goal(self, name: str, who: int | None, goal: GoalLine, text: str, told: Values) -> None:
        def verb(desk: Desk, told: Values) -> int:
            from sprintsales.services.goals import GoalWish, set_goal

            wish = GoalWish(goal.metric, goal.period, goal.from_on or desk.today, goal.commit, goal.stretch, who, goal.reason)
            return set_goal(desk, wish, shown={**seen, **told} if goal.from_on is None else told or None)

        view = self.view
        assert view is not None
        one = None if who is None else view.person(who)
        goals = view.goals if one is None else one.goals
        held = (known for known in goals if (known.metric, known.kind) == (goal.metric, goal.period))
        seen = levels_seen(next((known for known in held if known.since == known.period.start), None))
        start = f" from {written.day_with_month(goal.from_on, self.reader.today)}" if goal.from_on else ""
        said = f"{name}: {goal_words(goal, view.currency)}{start}"
        wish = Wish(
            verb, lambda _: self.tell(said + UNDO), said, place=("goal", who or 0), typed=text,
            again=lambda known: self._ask_goal(name, who, known),
        )  # fmt: skip
        self.wish(wish, told)


def as_line(one: Listed, currency: str) -> GoalLine:
    """A goal that is stored as one that was written: levels in major units and shares of 1."""

    def level(value: int) -> Decimal:
        unit = unit_of(one.metric)
        return Decimal(major(value, currency)) if unit in MONEY else Decimal(value) / 1000 if unit == "ratio" else Decimal(value)

    return GoalLine(one.metric, level(one.commit), one.period, None if one.stretch is None else level(one.stretch))


def levels_seen(seen: GoalStanding | None) -> dict[str, object]:
    """The levels of a goal that begins with this period, as they were seen; none where an earlier goal holds, or no goal."""
    if seen is None:
        return {"commit_level": None, "stretch_level": None}
    scale = 1000 if seen.unit == "ratio" else 1
    return {"commit_level": int(seen.full * scale), "stretch_level": None if seen.stretch is None else int(seen.stretch * scale)}


def goal_words(goal: GoalLine, currency: str) -> str:
    """A goal as it was understood: `won value €40,000 a month, stretch €50,000`; raises NotReadable for a level its KPI cannot have."""
    unit, title = unit_of(goal.metric), title_of(goal.metric)

    def level(value: Decimal) -> str:
        if unit in MONEY:
            return written.money_full(to_minor(value, currency), currency)
        if unit == "ratio":
            return written.percent(float(value), places=0 if value * 100 == round(value * 100) else 1)
        if value != value.to_integral_value():
            raise NotReadable(f"{title} are counted: write a whole number.")
        return written.count(int(value))

    stretch = f", stretch {level(goal.stretch)}" if goal.stretch is not None else ""
    return f"{title} {level(goal.commit)} a {goal.period}{stretch}"
