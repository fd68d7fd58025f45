"""Recurring work: read from words, kept as a rule, on working days of its owner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.periods import Period, month
from sprintsales.domain.recurrence import LAST, WORKDAYS, Recurrence, occurrences, read_again, read_rule
from sprintsales.domain.workdays import Pattern, WorkCalendar

MONDAY = date(2026, 11, 16)

RULES = st.one_of(
    st.builds(
        lambda every, days: Recurrence(every=every, weekdays=tuple(sorted(days))),
        st.integers(1, 12),
        st.sets(st.integers(0, 6), min_size=1),
    ),
    st.builds(lambda every, day: Recurrence(monthly=True, every=every, day=day), st.integers(1, 12), st.integers(1, 31)),
    st.builds(
        lambda every, place: Recurrence(monthly=True, every=every, weekdays=WORKDAYS, place=place),
        st.integers(1, 12),
        st.sampled_from((LAST, 1, 2, 10)),
    ),
    st.builds(
        lambda day, place: Recurrence(monthly=True, weekdays=(day,), place=place), st.integers(0, 6), st.sampled_from((LAST, 1, 2, 3, 4))
    ),
)


@pytest.mark.parametrize(
    ("text", "rule", "rest"),
    [
        ("call Acme every mon 30m", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO", "call Acme 30m"),
        ("email @Birch every 2 weeks on tue", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "email @Birch"),
        ("call acme every other friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "call acme"),
        ("10x call list:Q4 every mon, wed and fri 9:00 1h", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE,FR", "10x call list:Q4 9:00 1h"),
        ("admin monthly on the 1st", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=1", "admin"),
        ("admin monthly on the 31st", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "admin"),
        ("admin last workday of the month", "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "admin"),
        ("call acme on the 2nd tue of every month", "FREQ=MONTHLY;INTERVAL=1;BYDAY=TU;BYSETPOS=2", "call acme"),
        ("meeting acme quarterly on the 15th", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "meeting acme"),
        ("research every workday", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR", "research"),
        ('call "Every Mon Ltd" every thu', "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH", 'call "Every Mon Ltd"'),
    ],
)  # fmt: skip
def test_a_line_says_how_the_work_comes_back(text: str, rule: str, rest: str) -> None:
    again = read_again(text, today=MONDAY)
    assert (again.rule.text, again.rest, again.several) == (rule, rest, False)


def test_a_line_may_say_from_and_until_when_and_that_several_may_be_open() -> None:
    again = read_again("call acme every mon from 30 nov until 31 mar several 20m", today=MONDAY)
    assert (again.rest, again.since, again.until, again.several) == ("call acme 20m", date(2026, 11, 30), date(2027, 3, 31), True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("call acme tue", "It does not say when it comes back: write every mon"),
        ("call acme weekly", "How it comes back is not understood"),
        ("call acme every 90 weeks on mon", "every 1 to 52 weeks, not every 90"),
        ("call acme monthly on the 40th", "A month has no day 40"),
        ("call acme fifth mon of the month", "does not say when"),
        ("call acme 5th mon of the month", "Not every month has that one"),
        ("call acme every mon until yesterday", "would end before it begins"),
        ("call acme every mon until never", "“never” is not a day"),
    ],
)
def test_what_is_no_rule_is_refused_with_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        read_again(text, today=MONDAY)


@pytest.mark.parametrize(
    "text", ["FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=1", "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO", "FREQ=WEEKLY;COUNT=3;BYDAY=MO", "x"]
)
def test_no_other_rule_is_taken_from_anywhere(text: str) -> None:
    with pytest.raises(NotReadable):
        read_rule(text)


def test_a_month_too_short_takes_its_last_day_and_a_day_off_the_next_worked_one() -> None:
    year = Period(date(2027, 1, 1), date(2027, 5, 1))
    days = [one.day for one in occurrences(Recurrence(monthly=True, day=31), MONDAY, year, WorkCalendar())]
    assert days == [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 31), date(2027, 4, 30)]


def test_the_last_workday_is_the_owners_own() -> None:
    december = month(date(2026, 12, 1))
    away = WorkCalendar(absences=(Period(date(2026, 12, 24), date(2027, 1, 1)),))
    assert [one.day for one in occurrences(Recurrence(monthly=True, weekdays=WORKDAYS, place=LAST), MONDAY, december, away)] == [
        date(2026, 12, 23)
    ]


def test_every_second_week_is_counted_from_the_first() -> None:
    weeks = Period(MONDAY, MONDAY + timedelta(days=56))
    found = occurrences(Recurrence(every=2, weekdays=(1,)), MONDAY, weeks, WorkCalendar(holidays=frozenset({date(2026, 12, 1)})))
    assert [str(one.day) for one in found] == ["2026-11-17", "2026-12-02", "2026-12-15", "2026-12-29"]


@settings(max_examples=80)
@given(
    RULES,
    st.integers(0, 400),
    st.integers(0, 900),
    st.integers(1, 28),
    st.lists(st.sampled_from((0, 480)), min_size=7, max_size=7),
    st.sets(st.integers(0, 60)),
)
def test_a_rule_is_kept_as_it_was_said_and_falls_on_working_days_once_wherever_it_is_asked(
    rule: Recurrence, since_day: int, start_day: int, length: int, hours: list[int], off: set[int]
) -> None:
    assert read_rule(rule.text) == rule
    assert read_again(f"call {rule.says}", today=MONDAY).rule == rule
    since = MONDAY + timedelta(days=since_day)
    period = Period(MONDAY + timedelta(days=start_day), MONDAY + timedelta(days=start_day + length))
    calendar = WorkCalendar(((None, Pattern(tuple(hours))),), frozenset(period.start + timedelta(days=day) for day in off))
    found = occurrences(rule, since, period, calendar)
    assert all(calendar.is_working(one.day) and one.day in period and one.day >= since for one in found)
    assert len({one.day for one in found}) == len({one.on for one in found}) == len(found)
    by_day = [one for day in period.each_day() for one in occurrences(rule, since, Period(day, day + timedelta(days=1)), calendar)]
    assert by_day == found
