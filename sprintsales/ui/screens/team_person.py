"""One person in a pane: seat, working week by weekday, what the sprint holds, absences, goals with their pace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from typing_extensions import override

from sprintsales.domain.periods import WEEKDAYS
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, between, line, right
from sprintsales.ui.screens.team_rows import FUNCTIONS, HALF, days_words, goal_bar, goal_number, goal_verdict
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.pane import DetailPane, headed

if TYPE_CHECKING:
    from sprintsales.services.views.team import Load, TeamPerson, TeamView, WorkedDay, WorkWeek

MOST_AWAY = 6
VERDICT = 16
DAY = 6
"""Columns of one weekday."""


class PersonPane(DetailPane):
    """The person under the cursor, scrolled where there is more than fits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "screen.back", show=False),
        Binding("enter", "screen.week", show=False),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._view: TeamView | None = None
        self._person: TeamPerson | None = None

    def show(self, view: TeamView, person: TeamPerson | None) -> None:
        """Show a person of a view."""
        if person is None or self._person is None or person.id != self._person.id:
            self.top = 0
        self._view, self._person = view, person
        self.redraw()

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self._view is None or self._person is None:
            return []
        return self.placed([NOTHING, *person_lines(self._view, self._person, width - 3)], width, height)


def person_lines(view: TeamView, one: TeamPerson, width: int) -> list[Content]:
    """Everything about a person in a width, section by section."""
    lines: list[Content] = []
    for section in (head_lines, week_lines, sprint_lines, away_lines, goal_lines):
        found = list(section(view, one, width))
        if found:
            lines += [*([NOTHING] if lines else []), *found]
    return lines


def head_lines(view: TeamView, one: TeamPerson, width: int) -> Iterator[Content]:
    """The whole name, the seat and since when, whom the person reports to."""
    role = " · ".join(part for part in (one.role or "no seat", FUNCTIONS.get(one.function or "")) if part)
    end = line((role, "bold $accent" if one.role else "$muted"))
    yield from headed(one.name, end, width)
    yield line((one.email or "no e-mail address", "$muted"))
    above = " · ".join(part for part in (f"reports to {one.manager}" if one.manager else "", one.territory or "") if part)
    yield between(line((above, "$muted")), line((seat_words(view, one), "$muted")), width)
    if one.next_seat is not None and one.next_seat.from_on is not None:
        yield line(("→ ", "$accent"), f"{one.next_seat.role} from {written.day_with_month(one.next_seat.from_on, view.today)}")
    elif one.state == "here" and one.seat is not None and one.seat.until_on is not None:
        yield line(("→ ", "$warning"), f"leaves, last day {written.day_with_month(last_day(one.seat.until_on), view.today)}")
    leaves = one.state == "left" or (one.seat is not None and one.seat.until_on is not None and one.next_seat is None)
    if one.left_behind is not None and leaves:
        way = "   e hands over" if view.leads else ""
        mark = (f"{signs.drawn(signs.verdict('over'))} ", "$warning")
        yield from line(mark, f"{one.left_behind.words} wait for another owner", (way, "$muted")).wrap(width)


def last_day(until: date) -> date:
    """The last day of a time that ends before a day."""
    return date.fromordinal(until.toordinal() - 1)


def seat_words(view: TeamView, one: TeamPerson) -> str:
    """Since or until when somebody has the seat."""
    seat, today = one.seat, view.today
    if seat is None:
        return "a name from an import"
    if one.state == "left" and seat.until_on is not None:
        return f"left after {written.day_with_month(last_day(seat.until_on), today)}"
    if seat.from_on is None:
        return "from the start"
    return f"{'from' if one.state == 'coming' else 'since'} {written.day_with_month(seat.from_on, today)}"


def week_lines(view: TeamView, one: TeamPerson, width: int) -> Iterator[Content]:
    """The working week by weekday, what is left of it this week, and the weeks that come."""
    if one.state not in ("here", "coming"):
        return
    own = "own week" if one.week.own else "the team’s week"
    since = ""
    if one.week.own and one.week.since:
        since = f" {'from' if one.week.since > view.today else 'since'} {written.day(one.week.since, view.today)}"
    yield between(line(("Works", "bold")), line((f"{own}{since}", "$muted")), width)
    names = [name.title() for name in WEEKDAYS[: days_shown(one.week)]]
    yield line(*((right(line((name, "$muted")), DAY)) for name in names))
    yield week_line(one.week)
    lost = {worked.day.weekday(): worked for worked in one.days if worked.usual and worked.minutes < worked.usual}
    if one.state == "here" and lost and len(one.days) <= 7:
        off = {row.on_day: row.part for row in view.holidays}
        yield line(*(lost_cell(lost[place], off) if place in lost else " " * DAY for place in range(len(names))))
    for later in one.coming_weeks:
        yield line(week_line(later), (f"   from {written.day_with_month(later.since, view.today)}", "$accent"))


def lost_cell(lost: WorkedDay, off: Mapping[date, str | None]) -> Content:
    """A day of this week that is not worked after all, or only half of it: a holiday, an absence, not in the team."""
    word = "hol." if off.get(lost.day, "") is None else "away"
    if not lost.has_seat:
        word = "out"
    elif lost.halves:
        word = f"{HALF} {'hol.' if lost.day in off else 'off'}"
    return right(line((word, "$warning")), DAY)


def week_line(week: WorkWeek) -> Content:
    """Hours by weekday."""
    cells = [
        right(line((written.minutes(minutes) if minutes else written.DASH, "" if minutes else "$faint")), DAY)
        for minutes in week.minutes[: days_shown(week)]
    ]
    return line(*cells)


def days_shown(week: WorkWeek) -> int:
    """Five days, or as many as are worked on weekends."""
    return 7 if week.minutes[6] else 6 if week.minutes[5] else 5


def sprint_lines(view: TeamView, one: TeamPerson, width: int) -> Iterator[Content]:
    """What the sprint holds: days, hours, what is planned of what can be taken on, the promise."""
    if one.state != "here":
        return
    worth, usual = one.worth, sum(1 for day in one.days if day.usual)
    short = worth < usual
    worked = int(worth) if worth.denominator == 1 else float(worth)
    figure = f"{worked} of {usual} days · {written.hours(one.minutes)}"
    yield between(line((view.sprint.name, "bold")), line((figure, "$warning" if short else "$muted")), width)
    if one.is_private:
        yield from line(("The numbers of each are private in this team: they are for that person and the managers.", "$muted")).wrap(width)
    elif one.load is not None:
        yield from load_lines(one.load, width, owes=one.role == "rep")


def load_lines(load: Load, width: int, *, owes: bool) -> Iterator[Content]:
    """Selling work against what can be taken on, and the promise; who OWES none may give none."""
    capacity = load.capacity
    over = load.is_overloaded
    mark = line((f" {signs.drawn(signs.verdict('over'))}", "$warning")) if over else NOTHING
    planned = line((written.hours(load.selling, unit=""), "bold $warning" if over else "bold"), (" of ", "$muted"))
    yield between(line("for selling"), line(planned, written.hours(capacity.selling), mark), width)
    share = load.selling / capacity.selling if capacity.selling else None
    yield bar(width, share, style="$fill-risk" if over else "$fill-acc")
    learnt = f"assumed: {capacity.n} of 3 sprints known" if capacity.assumed else f"learnt from {capacity.n} sprints"
    yield between(line(("in all", "$muted")), line((f"{written.hours(capacity.gross)}, {learnt}", "$muted")), width)
    numbers = load.numbers
    if numbers is None and owes:
        yield between(line("promise"), line(("not given yet", "$muted")), width)
    elif numbers is not None:
        kept = line((written.count(numbers.kept), "bold"), (" of ", "$muted"), written.count(numbers.committed - numbers.moot))
        yield between(line("promise"), line(kept, (f" kept so far{''.join(f', {mark}' for mark in numbers.marks)}", "$muted")), width)


def away_lines(view: TeamView, one: TeamPerson, width: int) -> Iterator[Content]:
    """Absences that run or come, the kind where it is told."""
    if one.state not in ("here", "coming"):
        return
    yield between(line(("Away", "bold")), line(("nothing noted" if not one.away else "", "$muted")), width)
    for away in one.away[:MOST_AWAY]:
        days = days_words(away.period, view.today, away.part)
        start = line((signs.drawn(signs.state("unknown")), "$warning" if away.is_now else "$muted"), " ", days)
        yield between(line(start, (f"   {away.kind or 'away'}", "$muted")), line(("now" if away.is_now else "", "$warning")), width)
    if len(one.away) > MOST_AWAY:
        yield line((f"+ {len(one.away) - MOST_AWAY} more", "$muted"))


def goal_lines(view: TeamView, one: TeamPerson, width: int) -> Iterator[Content]:
    """Each goal with what is reached, the verdict, and a bar with the pace."""
    if one.is_private or one.state == "name":
        return
    yield between(line(("Goals", "bold")), line(("none is set" if not one.goals else "", "$muted")), width)
    for goal in one.goals:
        reached, target = goal_number(goal, goal.value, view.currency), goal_number(goal, goal.target, view.currency)
        full = goal_number(goal, goal.full, view.currency)
        cut_short = "" if goal.full == goal.target else f" (full {full})" if goal.kind == "sprint" else f", prorated from {full}"
        numbers = line((reached, "bold"), (" of ", "$muted"), target)
        yield between(line(goal.title, (f"  {goal.kind}{cut_short}", "$muted")), numbers, width)
        verdict = goal_verdict(goal, view.currency)
        room = width - (VERDICT + 1 if verdict.cell_length else 0)
        yield line(goal_bar(goal, room), " ", right(verdict, VERDICT) if verdict.cell_length else "")
