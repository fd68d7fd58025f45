"""The team as a report and as a document: people, working time, absences, goals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sprintsales.domain.goals import ON_PACE, cut_words
from sprintsales.domain.money import digits, rounded
from sprintsales.domain.periods import DAY, WEEKDAYS, Period
from sprintsales.domain.team_words import PART_WORDS, week_text
from sprintsales.reports.plan import tile_document
from sprintsales.reports.sheet import Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, amount, count, day, iso, money, number, percent, period_document, tenths
from sprintsales.reports.work_items import (
    capacity_document,
    days_document,
    hours,
    kept_cell,
    promise_document,
    sprint_document,
    uncovered_document,
)

if TYPE_CHECKING:
    from datetime import date

    from sprintsales.services.views.team import Away, TeamPerson, TeamView, WorkWeek
    from sprintsales.services.views.team_goals import GoalStanding

MONEY = ("money", "money_per_day")
FUNCTIONS = {"lead_gen": "lead gen", "sdr": "SDR", "ae": "AE", "am": "AM", "cs": "CS"}
STATE_WORDS = {"coming": "joins later", "left": "left", "name": "no seat"}
HIDDEN = "private"


def team_sheet(view: TeamView) -> Sheet:
    """Return the team as a report: people first, then who is away, then goals and holidays."""
    return Sheet(
        f"Team {view.team}, {day(view.today, view.today)}, {view.sprint.name}",
        (people_section(view), away_section(view), goals_section(view), holidays_section(view)),
    )


def people_section(view: TeamView) -> Section:
    """Return everybody with role, working week and what they can take on."""
    columns = (
        Column("name", cut=True), Column("role"), Column("function", spare=True), Column("works"), Column("hours", right=True),
        Column("selling", right=True), Column("planned", right=True), Column("promise", right=True),
        Column("manager", cut=True, spare=True),
    )  # fmt: skip
    rows = tuple(
        (
            plain(one.name), plain(role_words(one, view.today)), plain(FUNCTIONS.get(one.function or "", "")), plain(week_words(one.week)),
            plain(hours(one.minutes) if one.state == "here" else DASH), plain(capacity_words(one)),
            plain(hours(one.load.selling) if one.load else DASH), kept_cell(promise_words(one)), plain(one.manager),
        )
        for one in view.people
    )  # fmt: skip
    notes = ("Hours of this sprint, after holidays and absences; selling: what past sprints show can be sold in, in hours.",)
    return Section("", columns, rows, notes)


def role_words(one: TeamPerson, today: date) -> str:
    """Return somebody's role, and since or until when where that is to be said."""
    if one.seat is None:
        return STATE_WORDS["name"]
    if one.state == "coming":
        return f"{one.seat.role} from {day(one.seat.from_on, today)}"
    until = one.seat.until_on
    if until is None:
        return one.seat.role
    if one.state == "left":
        return f"left after {day(until - DAY, today)}"
    if one.next_seat is not None and one.next_seat.from_on is not None:
        return f"{one.seat.role}, {one.next_seat.role} from {day(one.next_seat.from_on, today)}"
    return f"{one.seat.role}, leaves after {day(until - DAY, today)}"


def week_words(week: WorkWeek) -> str:
    """Return a working week: Mon Tue Wed Thu – 6h; where days differ, mon–thu 8h, fri 4h."""
    last = 7 if week.minutes[6] else 6 if week.minutes[5] else 5
    names = " ".join(WEEKDAYS[place].title() if week.minutes[place] else DASH for place in range(last))
    worked = sorted({minutes for minutes in week.minutes if minutes})
    if len(worked) > 1:
        return week_text(week.minutes).replace("-", "–")
    return f"{names} {hours_short(worked[0])}h" if worked else "does not work"


def hours_short(minutes: int) -> str:
    """Return minutes in hours without a decimal where there is none: 8, 7.5."""
    return str(minutes // 60) if minutes % 60 == 0 else tenths(Fraction(minutes, 60))


def capacity_words(one: TeamPerson) -> str:
    """Return what somebody can take on for selling; private numbers say so."""
    if one.is_private:
        return HIDDEN
    if one.load is None:
        return DASH
    return hours(one.load.capacity.selling) + (" assumed" if one.load.capacity.assumed else "")


def promise_words(one: TeamPerson) -> str:
    """Return kept of promised so far."""
    if one.is_private:
        return HIDDEN
    if one.load is None or one.load.numbers is None:
        return DASH
    numbers = one.load.numbers
    return " ".join([f"{numbers.kept}/{numbers.committed - numbers.moot}", *numbers.marks])


def away_section(view: TeamView) -> Section:
    """Return who is away and when."""
    columns = (Column("name", cut=True), Column("from"), Column("through"), Column("what for", cut=True))
    rows = tuple(
        (plain(one.name), plain(day(away.period.start, view.today)), plain(day(away.period.last, view.today)), plain(away_words(away)))
        for one in view.people
        for away in one.away
    )
    return Section("Away", columns, rows, empty="Nobody is away, and no absence is noted.")


def away_words(away: Away) -> str:
    """Return what an absence is for where that is told, and which part of the day it takes."""
    return f"{away.kind or 'away'}{f', {PART_WORDS[away.part]}' if away.part else ''}"


def goals_section(view: TeamView) -> Section:
    """Return the goals that hold today and how they stand."""
    columns = (
        Column("whose", cut=True), Column("goal", cut=True), Column("per"), Column("so far", right=True), Column("of", right=True),
        Column("stands", wraps=True),
    )  # fmt: skip
    named = [(view.team, view.goals), *((one.name, one.goals) for one in view.people)]
    rows = tuple(
        (
            plain(whose), plain(goal.title), plain(goal.kind), plain(level_words(goal, goal.value, view.currency)),
            plain(level_words(goal, goal.target, view.currency)), plain(stands_words(goal, view.currency)),
        )
        for whose, goals in named
        for goal in goals
    )  # fmt: skip
    return Section("Goals", columns, rows, empty="No goal is set. A manager sets one: sprintsales goals set")


def level_words(goal: GoalStanding, value: int | float | Fraction | None, currency: str) -> str:
    """Return a number of a goal in its unit."""
    if value is None:
        return DASH
    if goal.unit in MONEY:
        return amount(value, currency)
    if goal.unit == "ratio":
        return percent(value if isinstance(value, (Fraction, float)) else Fraction(value))
    text = count(value) if isinstance(value, int) else tenths(value)
    return f"{text} {goal.unit[0]}" if goal.unit in ("hours", "days") else text


def stands_words(goal: GoalStanding, currency: str) -> str:
    """Return how a goal stands, with what it was cut from."""
    full = "" if goal.full == goal.target else cut_words(goal.kind, level_words(goal, goal.full, currency))
    return ", ".join(word for word in (verdict_words(goal, currency), full) if word)


def verdict_words(goal: GoalStanding, currency: str) -> str:
    """Return whether a goal is on pace, in words; nothing where there is no pace."""
    stands = goal.progress
    if stands is None or stands.verdict is None:
        return "" if goal.value is not None else goal.why or ""
    gap = whole(goal, abs(stands.amount or 0), currency)
    return f"{level_words(goal, gap, currency)} {stands.verdict}" if gap and stands.verdict != ON_PACE else "on pace"


def whole(goal: GoalStanding, amount_: int, currency: str) -> int:
    """Return how far a result is from its pace, money without cents: a pace is no invoice."""
    unit = 10 ** digits(currency) if goal.unit in MONEY else 1
    return rounded(Fraction(amount_, unit)) * unit


def holidays_section(view: TeamView) -> Section:
    """Return the days the whole team does not work."""
    rows = tuple(
        (plain(day(one.on_day, view.today)), plain(" ".join(word for word in (one.name, PART_WORDS.get(one.part or "")) if word)))
        for one in view.holidays
    )
    return Section("Holidays of the team", (Column("day"), Column("name", cut=True)), rows, empty="None is noted.")


def team_document(view: TeamView) -> dict[str, object]:
    """Return the team as the document sprintsales.team/1; what is not for the one who asks is null, with private: true."""
    return {
        "schema": "sprintsales.team/1", "as_of": iso(view.today), "team": view.team, "currency": view.currency,
        "tiles": [tile_document(tile, view.currency) for tile in view.frame.tiles],
        "uncovered": uncovered_document(view.frame.uncovered, view.currency), **days_document(view.frame),
        "sprint": sprint_document(view.sprint), "pattern": pattern_document(view.week),
        "members": [person_document(view, one) for one in view.people],
        "goals": [goal_document(goal, view.currency) for goal in view.goals],
        "holidays": [{"on": iso(one.on_day), "name": one.name, "part": one.part} for one in view.holidays],
    }  # fmt: skip


def person_document(view: TeamView, one: TeamPerson) -> dict[str, object]:
    """Return one person as JSON; hours of the sprint, periods half-open."""
    load = one.load
    return {
        "id": one.id, "name": one.name, "email": one.email, "state": one.state, "role": one.role, "function": one.function,
        "manager": one.manager, "territory": one.territory, "from": iso(one.seat.from_on) if one.seat else None,
        "until": iso(one.seat.until_on) if one.seat else None, "pattern": pattern_document(one.week),
        "patterns_to_come": [pattern_document(week) for week in one.coming_weeks],
        "absences": [{**period_document(away.period), "kind": away.kind, "part": away.part} for away in one.away],
        "minutes": one.minutes if one.state == "here" else None, "private": one.is_private,
        "capacity": None if load is None else {
            "gross": load.capacity.gross, "selling": load.capacity.selling, **capacity_document(load.capacity),
        },
        "planned_selling": load.selling if load else None,
        "kept": load.numbers.kept if load and load.numbers else None,
        "committed": load.numbers.committed if load and load.numbers else None,
        "moot": load.numbers.moot if load and load.numbers else None,
        "promise": promise_document(load.numbers, view.currency) if load else None,
        "goals": [goal_document(goal, view.currency) for goal in one.goals],
    }  # fmt: skip


def pattern_document(week: WorkWeek) -> dict[str, object]:
    """Return a working week as JSON: minutes by weekday."""
    return {"from": iso(week.since), "own": week.own, "minutes": dict(zip(WEEKDAYS, week.minutes, strict=True))}


def goal_document(goal: GoalStanding, currency: str) -> dict[str, object]:
    """Return a goal and how it stands as JSON."""

    def raw(value: int | float | Fraction | None) -> str | int | float | None:
        return money(value, currency) if goal.unit in MONEY else number(value)

    stands = goal.progress
    return {
        "id": goal.id, "kpi": goal.metric, "title": goal.title, "unit": goal.unit, "since": iso(goal.since),
        "period": period_document(Period(goal.period.start, goal.period.end), goal.kind),
        "value": raw(goal.value), "goal": raw(goal.target), "full_goal": raw(goal.full), "stretch": raw(goal.stretch),
        "verdict": stands.verdict if stands else None, "pace": number(stands.pace) if stands else None, "why": goal.why,
        "due": raw(stands.due) if stands else None, "ahead_by": raw(stands.amount) if stands else None,
    }  # fmt: skip
