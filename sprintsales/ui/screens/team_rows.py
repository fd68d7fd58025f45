"""How the Team screen draws its list: people in columns that line up, the days of the week, and the team's goals beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.goals import AHEAD, BEHIND, ON_PACE
from sprintsales.domain.periods import DAY, Period, one_day
from sprintsales.domain.team_words import PART_WORDS
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cut, left, line, right, rule
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.section_list import Section, SectionList

if TYPE_CHECKING:
    from sprintsales.services.views.team import Away, TeamPerson, TeamView, WorkedDay
    from sprintsales.services.views.team_goals import GoalStanding
    from sprintsales.storage.queries.seats import HolidayRow

FUNCTIONS = {"lead_gen": "lead gen", "sdr": "SDR", "ae": "AE", "am": "AM", "cs": "CS"}
SHORT = {**FUNCTIONS, "lead_gen": "leads"}
SECTIONS = {"coming": "Joining", "left": "Left", "name": "Names without a seat"}
VERDICTS = {AHEAD: ("good", "ahead"), ON_PACE: ("good", "on pace"), BEHIND: ("risk", "behind")}
MONEY = ("money", "money_per_day")
HIDDEN = "private"
ROOM_FOR_YOU = 14
OFF, HALF = "·", "½"


# One cell each: drawn in a width, as of a day.


def name_cell(one: TeamPerson, width: int, _today: date) -> Content:
    """The name, the own one marked."""
    mark: tuple[Part, ...] = ((" you", "$muted"),) if one.is_me and width >= ROOM_FOR_YOU else ()
    end = line(*mark)
    tone = "bold" if one.state == "here" else "$muted"
    return left(line(cut(line((one.name, tone)), width - end.cell_length), end), width)


def role_cell(one: TeamPerson, width: int, _today: date) -> Content:
    """Role and function."""
    return left(line((" · ".join(part for part in (one.role or "no seat", SHORT.get(one.function or "")) if part), "$muted")), width)


def days_cell(one: TeamPerson, width: int, today: date) -> Content:
    """The days of the week: a letter for each one worked, ½ for half of one, a dash where the person is away, a dot for a day off."""
    parts: list[Part] = []
    week = this_week(one, today)
    gap = " " if len(week) <= 5 else ""
    if one.state == "here":
        for worked in week:
            lacks = worked.usual and worked.halves < 2
            letter = written.DASH if lacks else OFF
            if worked.minutes:
                letter = HALF if worked.halves == 1 else f"{worked.day:%a}"[0]
            now = worked.day == today and worked.halves == 2
            tone = "bold $accent" if now and worked.minutes else "$warning" if lacks else "" if worked.minutes else "$faint"
            parts += [(letter, tone), gap]
    return left(line(*parts), width)


def this_week(one: TeamPerson, today: date) -> list[WorkedDay]:
    """The days of the sprint that are in the week of today."""
    return [worked for worked in one.days if worked.day.isocalendar()[:2] == today.isocalendar()[:2]]


def hours_cell(one: TeamPerson, width: int, _today: date) -> Content:
    """The hours of the week, after absences and holidays."""
    if one.state != "here":
        return right(NOTHING, width)
    return right(line((written.hours(one.minutes), "" if one.minutes else "$muted")), width)


def selling_cell(one: TeamPerson, width: int, _today: date) -> Content:
    """Selling work planned, of what can be taken on; a sign where it is too much."""
    if one.is_private:
        return right(line((HIDDEN, "$muted")), width)
    if one.load is None:
        return right(line((written.DASH if one.state == "here" else "", "$muted")), width)
    over = one.load.is_overloaded
    mark = signs.drawn(signs.verdict("over")) if over else " "
    whole = line((written.hours(one.load.selling, unit=""), "$warning" if over else ""), (" of ", "$muted"))
    return right(line(whole, written.hours(one.load.capacity.selling), (mark, "$warning")), width)


def kept_cell(one: TeamPerson, width: int, _today: date) -> Content:
    """Kept of promised so far."""
    numbers = one.load.numbers if one.load is not None else None
    if numbers is None:
        word = "" if one.role != "rep" or one.state != "here" or one.is_private else "not yet"
        return right(line((word, "$muted")), width)
    kept = written.ratio(numbers.kept, numbers.committed - numbers.moot)
    said = next((f" {mark}" for mark in numbers.marks if len(kept) + len(mark) < width), "")
    return right(line(kept, (said, "$warning")), width)


def away_cell(one: TeamPerson, width: int, today: date) -> Content:
    """The absence that runs, else the next one; of who comes or has left, the day."""
    if one.state == "coming" and one.seat is not None:
        return left(line((f"from {written.day(one.seat.from_on, today)}", "$muted")), width)
    if one.state == "left" and one.seat is not None:
        return left(line((f"on {written.day(one.seat.until_on, today)}", "$muted")), width)
    until = one.seat.until_on if one.seat is not None and one.next_seat is None else None
    if until is not None and (not one.away or until <= one.away[0].period.start):
        return left(line((f"leaves {written.day(until - DAY, today)}", "$warning")), width)
    if not one.away:
        return left(NOTHING, width)
    first = one.away[0]
    return left(line((away_words(first, today), "$warning" if first.is_now else "$muted")), width)


def away_words(away: Away, today: date) -> str:
    """When somebody is away: `to Fri 20`, `Thu 19`, `½ Thu 19`, `Thu 19–Fri 20`."""
    first, last = written.day(away.period.start, today), written.day(away.period.last, today)
    half = f"{HALF} " if away.part else ""
    if away.is_now:
        return f"{half}today" if away.period.last == today else f"{half}to {last}"
    return f"{half}{first}" if away.period.days == 1 else f"{half}{first}–{last}"


def days_words(days: Period, today: date, part: str | None = None) -> str:
    """Days away, the last one included: `Thu 19 Nov – Fri 20 Nov`, `Fri 20 Nov, half a day`."""
    first, last = written.day_with_month(days.start, today), written.day_with_month(days.last, today)
    each = "" if days.days == 1 else "each "
    halves = f", {each}{PART_WORDS[part]}" if part else ""
    return f"{first if days.days == 1 else f'{first} – {last}'}{halves}"


def holiday_words(one: HolidayRow, today: date) -> str:
    """A holiday of the team: `Thu 24 Dec, half a day Christmas Eve`."""
    return f"{days_words(one_day(one.on_day), today, one.part)} {one.name}".strip()


Cell = Callable[["TeamPerson", int, date], Content]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its width (0: what is left), how it is drawn."""

    head: str
    width: int
    draw: Cell
    right: bool = False


NAME = Column("Name", 0, name_cell)
ROLE, DAYS = Column("Role", 11, role_cell), Column("This week", 9, days_cell)
HOURS = Column("Hours", 6, hours_cell, right=True)
SELLING = Column("Selling", 14, selling_cell, right=True)
KEPT = Column("Kept", 11, kept_cell, right=True)
AWAY = Column("Away", 13, away_cell)
GAP = 2
GRIDS: tuple[tuple[int, tuple[Column, ...]], ...] = (
    (84, (NAME, ROLE, DAYS, HOURS, SELLING, KEPT, AWAY)),
    (79, (NAME, ROLE, DAYS, HOURS, SELLING, AWAY)),
    (74, (NAME, ROLE, DAYS, HOURS, SELLING, KEPT)),
    (58, (NAME, ROLE, DAYS, HOURS, SELLING)),
    (0, (NAME, ROLE, DAYS, HOURS, AWAY)),
)
"""From this width on: the columns."""


def placed(width: int) -> list[tuple[Column, int]]:
    """The columns for a width, each with how wide it is."""
    columns = next(columns for least, columns in GRIDS if width >= least)
    rest = width - sum(one.width for one in columns) - GAP * (len(columns) - 1) - 1
    return [(one, one.width or max(8, rest)) for one in columns]


class PeopleList(SectionList["TeamPerson"]):
    """The team's people, who has a seat today first."""

    def __init__(self, *, id: str) -> None:
        super().__init__(self._person, lambda one: str(one.id), id=id)
        self._today = date.min

    def show_people(self, view: TeamView) -> None:
        """Show everybody; rows breathe where there is room."""
        self._today = view.today
        lines = 2 * len(view.people) + 6
        self.row_gap = 1 if lines <= self.size.height else 0
        self.show_sections(people_sections(view))

    def _person(self, one: TeamPerson, width: int, _selected: bool) -> Content:
        return line(*(part for column, wide in placed(width) for part in (column.draw(one, wide, self._today), " " * GAP)))

    @override
    def head_lines(self, width: int) -> Sequence[Content]:
        parts: list[Part] = []
        for column, wide in placed(width):
            head = line((column.head, "$muted"))
            parts += [right(head, wide) if column.right else left(head, wide), " " * GAP]
        return line(*parts), rule(width)

    def stand_on(self, member_id: int) -> None:
        """Put the cursor on somebody."""
        keys = [self.key_at(stop) for stop in range(len(self.stops()))]
        if str(member_id) in keys:
            self.place_cursor(keys.index(str(member_id)))


def people_sections(view: TeamView) -> list[Section[TeamPerson]]:
    """Everybody under how they stand; who is here needs no head."""
    made = []
    for state in ("here", *SECTIONS):
        rows = tuple(one for one in view.people if one.state == state)
        if rows:
            made.append(Section(SECTIONS.get(state, ""), rows, str(len(rows)) if state in SECTIONS else "", tone="$muted"))
    return made


# Goals.


def goal_number(goal: GoalStanding, value: int | float | Fraction | None, currency: str) -> str:
    """A number of a goal in its unit, short."""
    if value is None:
        return written.DASH
    if goal.unit in MONEY:
        return written.money_short(round(value), currency)
    if goal.unit == "ratio":
        return written.percent(float(value))
    return written.count(round(value))


def goal_verdict(goal: GoalStanding, currency: str) -> Content:
    """Sign and words on the pace; nothing where there is none."""
    stands = goal.progress
    if stands is None or stands.verdict is None:
        return NOTHING
    gap = goal_number(goal, abs(stands.amount or 0), currency)
    code, words = VERDICTS[stands.verdict] if stands.amount else VERDICTS[ON_PACE]
    sign = signs.verdict(code)
    return line((signs.drawn(sign), sign.tone), " ", (words if words == "on pace" else f"{gap} {words}", sign.tone))


def goal_bar(goal: GoalStanding, width: int) -> Content:
    """How much of a goal is reached, with the pace where there is one."""
    share = float(goal.value) / float(goal.target) if goal.value is not None and goal.target else None
    stands = goal.progress
    due = float(stands.due / stands.target) if stands is not None and stands.due is not None and goal.target else None
    style = "$fill-risk" if stands is not None and stands.verdict == BEHIND and stands.amount else "$fill-good"
    return bar(width, share, pace=due, style=style)


def goal_line(goal: GoalStanding, currency: str, width: int) -> Content:
    """One goal on one line: what, how far, the bar where there is room, the verdict."""
    title = line((goal.title, ""), (f"  {goal.kind}", "$muted"))
    reached, target = goal_number(goal, goal.value, currency), goal_number(goal, goal.target, currency)
    numbers = line((right(reached, 6), "bold"), (" of ", "$muted"), left(target, 6))
    verdict = left(goal_verdict(goal, currency), 15)
    rest = width - 24 - 16 - 15 - 4
    chart = line(goal_bar(goal, min(24, rest)), "  ") if rest >= 8 else NOTHING
    return line(left(title, 22), "  ", numbers, "  ", chart, verdict)


def team_lines(view: TeamView, width: int, rows: int) -> list[Content]:
    """The team's own goals and holidays in at most so many rows."""
    found = [between(line(("The team’s goals", "bold")), line((f"of {view.sprint.name} and the months around it", "$muted")), width)]
    room = max(1, rows - 2)
    fits = len(view.goals) if len(view.goals) <= room else room - 1
    found += [goal_line(goal, view.currency, width) for goal in view.goals[:fits]]
    if fits < len(view.goals):
        way = "t lists all of them" if view.leads else "sprintsales team prints all of them"
        found.append(line((f"+ {len(view.goals) - fits} more: {way}", "$muted")))
    if not view.goals:
        found.append(line(("No goal for the team is set.", "$muted")))
    return [*found, holiday_line(view.holidays, view.today, width)]


def alone_lines() -> list[Content]:
    """What a team of one can do next."""
    return [
        line(("Nobody else is in the team yet.", "bold")),
        line(("n", "bold $accent"), "  ", ("adds somebody in one line: Nina Neu, nina@example.com, AE", "$muted")),
        line(("I", "bold $accent"), "  ", ("brings in many at once, from a file", "$muted")),
    ]


def holiday_line(holidays: Sequence[HolidayRow], today: date, width: int) -> Content:
    """The next days the team does not work."""
    ahead = (holiday_words(one, today) for one in holidays if one.on_day >= today)
    names = "  ·  ".join(ahead)
    return cut(line(("Holidays", "bold"), "  ", (names or "none is noted", "$muted")), width)
