"""What is read from one line about the team: absences, working weeks, somebody new, goals."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.dates import DayReader
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.team_words import (
    AbsenceLine,
    GoalLine,
    HolidayLine,
    PersonLine,
    goal_text,
    read_absence,
    read_goal,
    read_holiday,
    read_person,
    read_week,
    week_text,
)  # fmt: skip

WEDNESDAY = date(2026, 11, 18)
READER = DayReader(WEDNESDAY)


def away(text: str) -> tuple[date, date, str | None]:
    """First and last day of an absence, and what for."""
    found = read_absence(text, READER)
    return found.days.start, found.days.last, found.kind


@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("fri", (2026, 11, 20), (2026, 11, 20), None),
        ("today sick", (2026, 11, 18), (2026, 11, 18), "sick"),
        ("thu - fri", (2026, 11, 19), (2026, 11, 20), None),
        ("thu-fri training", (2026, 11, 19), (2026, 11, 20), "training"),
        ("fri to tue", (2026, 11, 20), (2026, 11, 24), None),
        ("24 dec – 6 jan parental leave", (2026, 12, 24), (2027, 1, 6), "parental"),
        ("2026-12-24 until 2026-12-28", (2026, 12, 24), (2026, 12, 28), None),
        ("mon for 2 weeks holiday", (2026, 11, 23), (2026, 12, 6), "holiday"),
        ("tomorrow for a day", (2026, 11, 19), (2026, 11, 19), None),
        ("tue 24 nov .. thu", (2026, 11, 24), (2026, 11, 26), None),
    ],
)
def test_absences_are_read(text: str, first: tuple[int, int, int], last: tuple[int, int, int], kind: str | None) -> None:
    assert away(text) == (date(*first), date(*last), kind)


@pytest.mark.parametrize(
    ("text", "day", "kind", "part"),
    [
        ("fri half training", 20, "training", "half"), ("fri half a day", 20, None, "half"), ("half day fri sick", 20, "sick", "half"),
        ("tomorrow morning", 19, None, "morning"), ("fri afternoon, training", 20, "training", "afternoon"),
    ],
)  # fmt: skip
def test_half_days_are_read(text: str, day: int, kind: str | None, part: str) -> None:
    found = read_absence(text, READER)
    assert (found.days.start, found.days.days, found.kind, found.part) == (date(2026, 11, day), 1, kind, part)


@pytest.mark.parametrize(
    ("text", "name", "part"),
    [
        ("24 dec half", "", "half"), ("24 dec half day Christmas Eve", "Christmas Eve", "half"), ("24 dec Eve", "Eve", None),
        ("24 dec Christmas Eve afternoon", "Christmas Eve", "afternoon"), ("24 dec Half-term", "Half-term", None), ("24 dec", "", None),
    ],
)  # fmt: skip
def test_holidays_are_read(text: str, name: str, part: str | None) -> None:
    assert read_holiday(text, READER) == HolidayLine(date(2026, 12, 24), name, part)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "does not begin with a day"), ("holiday", "does not begin with a day"), ("30 nov - 24 nov", "comes before"),
     ("fri sick - mon", "is not part of a day"), ("31 feb", "no day 31"), ("fri dentist", "is none of holiday, sick")],
)  # fmt: skip
def test_what_is_no_absence_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        read_absence(text, READER)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.integers(0, 60))
@settings(max_examples=50)
def test_any_days_written_out_are_read_as_they_are(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    found: AbsenceLine = read_absence(f"{first} - {last} course", READER)
    assert (found.days.start, found.days.last, found.kind) == (first, last, "training")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("8h", (480,) * 5 + (0, 0)),
        ("7.5", (450,) * 5 + (0, 0)),
        ("mon-thu 6h", (360,) * 4 + (0, 0, 0)),
        ("mon tue wed 8h, thu 4h", (480, 480, 480, 240, 0, 0, 0)),
        ("Mon Tue Wed Thu – 6h", (360,) * 4 + (0, 0, 0)),
        ("mon-fri 8h, wed off", (480, 480, 0, 480, 480, 0, 0)),
        ("mon - wed 7h30", (450, 450, 450, 0, 0, 0, 0)),
        ("sat-mon 90m", (90, 0, 0, 0, 0, 90, 90)),
    ],
)
def test_working_weeks_are_read(text: str, minutes: tuple[int, ...]) -> None:
    assert read_week(text, READER).minutes == minutes


def test_a_working_week_may_say_from_when() -> None:
    assert read_week("mon-thu 6h from 1 dec", READER).from_on == date(2026, 12, 1)


@pytest.mark.parametrize("text", ["", "mon", "often 8h", "mon 25h", "mon-xyz 8h", "8h from whenever"])
def test_what_is_no_working_week_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        read_week(text, READER)


@given(st.lists(st.integers(0, 1440), min_size=7, max_size=7))
@settings(max_examples=60)
def test_a_week_as_it_is_written_is_the_week_that_is_read(minutes: list[int]) -> None:
    assert read_week(week_text(minutes), READER).minutes == tuple(minutes)


def test_somebody_new_is_read_name_first_and_the_rest_in_any_order() -> None:
    assert read_person("Nina Neu, AE, nina@x.example, from 1 dec, manager", READER) == PersonLine(
        "Nina Neu", "nina@x.example", "manager", "ae", date(2026, 12, 1)
    )
    assert read_person("Nina Neu", READER) == PersonLine("Nina Neu")


@pytest.mark.parametrize("text", ["", "nina@x.example", "Nina, cook", "Nina, from some day"])
def test_what_is_nobody_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        read_person(text, READER)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("calls 50", GoalLine("calls_made", Decimal(50), "sprint")),
        ("calls 200 a month", GoalLine("calls_made", Decimal(200), "month")),
        ("won 40k stretch 50k", GoalLine("won_value", Decimal(40_000), "month", Decimal(50_000))),
        ("quota €120,000 quarter", GoalLine("won_value", Decimal(120_000), "quarter")),
        ("meetings 4/sprint", GoalLine("meetings_held", Decimal(4), "sprint")),
        ("win rate 25% quarter", GoalLine("win_rate", Decimal("0.25"), "quarter")),
    ],
)
def test_goals_are_read(text: str, goal: GoalLine) -> None:
    assert read_goal(text) == goal


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("calls", "Write what, how much"), ("won many", "Write what"), ("cook 5", "no figure here"), ("calls 1.2.3", "is no number"),
     ("c 5", "write more of it")],
)  # fmt: skip
def test_what_is_no_goal_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        read_goal(text)


def test_a_goal_says_from_when_and_why() -> None:
    found = read_goal("won 300k quarter stretch 350k from 1 jan because of the Milan fair", READER)
    assert found == GoalLine("won_value", Decimal(300_000), "quarter", Decimal(350_000), date(2027, 1, 1), "of the Milan fair")


@given(
    st.sampled_from(["calls_made", "won_value", "win_rate"]),
    st.integers(1, 99),
    st.sampled_from(["sprint", "month", "year"]),
    st.booleans(),
)
@settings(max_examples=30)
def test_a_goal_written_out_is_read_as_it_is(metric: str, level: int, period: str, stretch: bool) -> None:
    commit = Decimal(level) / (100 if metric == "win_rate" else 1)
    goal = GoalLine(metric, commit, period, commit + Decimal("0.25") if stretch and metric != "calls_made" else None)
    assert read_goal(goal_text(goal.metric, goal.commit, goal.period, goal.stretch)) == goal
