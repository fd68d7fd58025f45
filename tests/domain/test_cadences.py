"""Cadences: read from a line, on working days, one step after the other, until somebody answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.activities import TYPES
from sprintsales.domain.cadences import (
    CLOSED,
    FINISHED,
    REPLY,
    STAGE,
    Step,
    StepMade,
    cadence_says,
    days_of,
    next_step,
    read_cadence,
    read_steps,
    steps_say,
    why_stopped,
)
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.formats.cadence_file import CadenceWish, read_cadences, write_cadences

MONDAY = date(2026, 11, 16)
FIVE = read_steps("email, call +2, call +3 done 15m, email +5 re last try")
STEPS = st.lists(
    st.builds(
        Step, st.sampled_from(sorted(TYPES)), st.integers(0, 30), st.sampled_from(("due", "done")),
        st.one_of(st.none(), st.integers(1, 600)),
        st.sampled_from((None, "price", "last try")),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def day(number: int) -> date:
    """A day counted from the Monday."""
    return MONDAY + timedelta(days=number)


def test_steps_are_read_from_a_line_and_fall_on_working_days() -> None:
    told = [(step.type, step.offset, step.counted_from, step.minutes, step.note) for step in FIVE]
    assert told == [
        ("email", 0, "due", None, None), ("call", 2, "due", None, None), ("call", 3, "done", 15, None),
        ("email", 5, "due", None, "last try"),
    ]  # fmt: skip
    off = WorkCalendar(holidays=frozenset({day(2)}))
    assert days_of(FIVE, MONDAY, off) == [MONDAY, day(3), day(8), day(15)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No step is written"),
        ("emial, call +2", "Step 1: “emial” is no kind of work. Did you mean email"),
        ("email, call soon", "Step 2: “soon” is not understood"),
        ("email +999", "too far"),
    ],
)
def test_a_step_that_is_none_is_named(text: str, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        read_steps(text)


def test_the_next_step_comes_when_the_one_before_is_done_or_due() -> None:
    def at(today: date, *made: StepMade) -> date | None:
        found = next_step(FIVE, made, started_on=MONDAY, today=today, calendar=WorkCalendar())
        return None if found is None else found.day

    still = StepMade(1, day(2), is_open=True)
    assert at(MONDAY) == MONDAY
    assert at(day(1), StepMade(0, day(2), is_open=True)) is None
    assert at(day(2), StepMade(0, day(2), is_open=True)) == day(4)
    assert at(day(3), still) is None, "it counts from when the call is done"
    assert at(day(3), StepMade(1, day(2), day(3))) == day(8)
    assert at(day(21), StepMade(2, day(2), day(3))) == day(21), "its day has passed"
    assert at(day(21), StepMade(3, day(2), day(3))) is None


def test_a_cadence_stops_for_what_says_most() -> None:
    through = [StepMade(3, MONDAY, MONDAY)]
    facts = [(False, False, False), (False, False, True), (True, False, True), (True, True, True)]
    told = [why_stopped(FIVE, through, answered=a, is_closed=c, has_moved=m) for a, c, m in facts]
    assert told == [FINISHED, STAGE, REPLY, CLOSED]
    assert why_stopped(FIVE, [StepMade(3, MONDAY, is_open=True)], answered=False, is_closed=False, has_moved=False) is None


def test_an_answer_for_or_against_stops_it_and_a_call_that_reached_somebody_does_not() -> None:
    answers = {outcome.code for kind in TYPES.values() for outcome in kind.outcomes if outcome.is_answer}
    assert {"replied", "interested", "not_interested", "refused", "held", "changes_asked"} <= answers
    assert not answers & {"reached", "connected", "sent", "no_answer", "bounced", "done", "no_show"}


def test_a_file_says_what_is_wrong_with_which_line() -> None:
    lines = ("cadence,for,type,after,counted_from,minutes,note", "New,lead:hot,email,0,,,", "New,lead:hot,emial,2,,,")
    text = "\n".join((*lines, "New,stage:Won,call,x,,,", ",,call,,,,", ""))
    read = read_cadences(text.encode())
    assert [problem[:31] for problem in read.problems] == [
        "Line 3: “emial” is no kind of w", "Line 4: New is for “lead:hot” f", "Line 5: the name of the cadence",
    ]  # fmt: skip
    with pytest.raises(NotReadable, match="The column type is missing"):
        read_cadences(b"cadence,for\na,b\nc,d\n")


@settings(max_examples=50)
@given(STEPS, st.sets(st.integers(0, 60)), st.integers(0, 40))
def test_steps_read_back_from_line_and_file_and_fall_on_working_days(steps: list[Step], off: set[int], start: int) -> None:
    assert list(read_steps(steps_say(steps))) == steps
    assert read_cadence(cadence_says("New lead", "lead:hot", steps)) == ("New lead", "lead:hot", tuple(steps))
    assert read_cadence(cadence_says("Any", "", steps)) == ("Any", "", tuple(steps))
    wish = CadenceWish("New lead", "lead:hot", tuple(steps))
    assert read_cadences(write_cadences([wish]).encode()).cadences == (wish,)
    calendar = WorkCalendar(holidays=frozenset(map(day, off)))
    days = days_of(steps, day(start), calendar)
    assert all(map(calendar.is_working, days))
    assert days == sorted(days)
