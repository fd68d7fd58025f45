"""A day is read as typed or refused; no part of it is ever invented."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sprintsales.domain.dates import DAY_WORDS, DayReader, day_name, read_day
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.periods import WEEKDAYS

SUNDAY = date(2026, 11, 22)
TUESDAY = date(2026, 11, 24)
TODAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def on_sunday(text: str) -> date:
    return read_day(text, today=SUNDAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-24", "2026-11-24"),
        ("20261124", "2026-11-24"),
        ("2026/11/24", "2026-11-24"),
        ("2026.11.24", "2026-11-24"),
        ("2026-5-1", "2026-05-01"),
        ("2026-W48-2", "2026-11-24"),
        ("today", "2026-11-22"),
        (" Tomorrow ", "2026-11-23"),
        ("yesterday", "2026-11-21"),
        ("fri", "2026-11-27"),
        ("FRIDAY", "2026-11-27"),
        ("sun", "2026-11-29"),
        ("this fri", "2026-11-20"),
        ("next fri", "2026-11-27"),
        ("last fri", "2026-11-20"),
        ("+3d", "2026-11-25"),
        ("+2w", "2026-12-06"),
        ("-1d", "2026-11-21"),
        ("in 3 days", "2026-11-25"),
        ("in  2  weeks", "2026-12-06"),
        ("in a week", "2026-11-29"),
        ("in 3 months", "2027-02-22"),
        ("2 days ago", "2026-11-20"),
        ("eow", "2026-11-27"),
        ("eom", "2026-11-30"),
        ("eoq", "2026-12-31"),
        ("eoy", "2026-12-31"),
        ("24 nov", "2026-11-24"),
        ("nov 24", "2026-11-24"),
        ("Nov 24th", "2026-11-24"),
        ("24nov", "2026-11-24"),
        ("24 november 2027", "2027-11-24"),
        ("Nov 24, 2027", "2027-11-24"),
        ("24-Nov-2027", "2027-11-24"),
        ("tue 24 nov", "2026-11-24"),
        ("Tuesday, 24 Nov 2026", "2026-11-24"),
        ("3 jan", "2027-01-03"),
        ("1 nov", "2026-11-01"),
        ("21 oct", "2027-10-21"),
        ("29 feb", "2028-02-29"),
        ("10 may 2026", "2026-05-10"),
        ("may 10", "2027-05-10"),
        ("20/12", "2026-12-20"),
        ("12-20", "2026-12-20"),
        ("24.11.", "2026-11-24"),
        ("5/5", "2027-05-05"),
        ("24/11/2026", "2026-11-24"),
        ("11/24/2026", "2026-11-24"),
    ],
)
def test_a_day_may_be_written_as_people_do(typed: str, meant: str) -> None:
    assert on_sunday(typed) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("may", "both a day and a month"),
        ("10", "both a day and a month"),
        ("99", "both a day and a month"),
        ("1st", "both a day and a month"),
        ("2026", "both a day and a month"),
        ("2026-11", "both a day and a month"),
        ("dec 2026", "both a day and a month"),
        ("sat 5", "both a day and a month"),
        ("5pm", "not a day"),
        ("", "not a day"),
        ("soon", "not a day"),
        ("2026-W47", "not a day"),
        ("next week", "not a day"),
        ("Q1 2026", "not a day"),
        ("3/4", "write 3 apr 2027 or 4 mar 2027"),
        ("3-4", "two ways"),
        ("24/7", "24 jul"),
        ("31/31", "not a day|no day"),
        ("3/4/26", "write 3 apr 2026 or 4 mar 2026"),
        ("20/12/26", "write 20 dec 2026"),
        ("31/4", "There is no day 31/4"),
        ("99/99", "not a day"),
        ("01/02/2026", "two ways"),
        ("2026-02-30", "no day 30"),
        ("31 june", "no day 31"),
        ("0 nov", "no day 0"),
        ("29 feb 2025", "no day 29"),
        ("2025-W53-1", "no day"),
        ("9 nov 24", "four digits"),
        ("mon 24 nov", "is a Tuesday"),
        ("0026-11-24", "too far"),
        ("9999-12-31", "too far"),
        ("+99999d", "not a day"),
        ("in 99999 days", "not a day"),
        ("２４ nov", "not a day"),
        ("٢٤ nov", "not a day"),
        ("24 nov" + " " * 10 + "x" * 10_000, "not a day"),
    ],
)
def test_what_does_not_name_one_single_day_is_refused_with_a_reason(typed: str, why: str) -> None:
    with pytest.raises(NotReadable, match=why):
        on_sunday(typed)


@pytest.mark.parametrize(
    ("typed", "order", "meant"),
    [
        ("24.11.2026", "dmy", "2026-11-24"),
        ("24/11/2026", "dmy", "2026-11-24"),
        ("3/4/2027", "dmy", "2027-04-03"),
        ("3/4/2027", "mdy", "2027-03-04"),
        ("11-24-2026", "mdy", "2026-11-24"),
        ("3/4", "dmy", "2027-04-03"),
        ("24.11.", "dmy", "2026-11-24"),
        ("11/24", "ymd", "2026-11-24"),
        ("2026/11/24", "ymd", "2026-11-24"),
        ("2026-11-12", "dmy", "2026-11-12"),
    ],
)
def test_a_numeric_date_is_read_where_the_order_is_known(typed: str, order: str, meant: str) -> None:
    assert read_day(typed, today=SUNDAY, order=order) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "order"), [("13/02/2026", "mdy"), ("02/13/2026", "dmy"), ("3/4/26", "dmy"), ("24/11/2026", "ymd"), ("24/11.2026", "dmy")]
)
def test_a_numeric_date_that_does_not_fit_the_order_is_refused_not_turned_round(typed: str, order: str) -> None:
    with pytest.raises(NotReadable):
        read_day(typed, today=SUNDAY, order=order)


@given(TODAYS, st.sampled_from(WEEKDAYS))
@example(TUESDAY, "tue")
def test_a_bare_weekday_is_the_next_such_day_from_tomorrow_on(today: date, word: str) -> None:
    day = read_day(word, today=today)
    assert day.weekday() == WEEKDAYS.index(word)
    assert today < day <= today + timedelta(days=7)


@given(TODAYS, st.sampled_from(WEEKDAYS))
def test_for_work_done_a_bare_weekday_is_the_latest_such_day(today: date, word: str) -> None:
    day = read_day(word, today=today, past=True)
    assert day.weekday() == WEEKDAYS.index(word)
    assert today - timedelta(days=7) < day <= today


@given(TODAYS, st.sampled_from(WEEKDAYS), st.integers(0, 6))
def test_this_and_next_name_days_in_this_and_the_following_week(today: date, word: str, week_start: int) -> None:
    reader = DayReader(today, week_start=week_start)
    start = today - timedelta(days=(today.weekday() - week_start) % 7)
    assert start <= reader.read(f"this {word}") < start + timedelta(days=7)
    assert reader.read(f"next {word}") == reader.read(f"this {word}") + timedelta(days=7)
    assert today - timedelta(days=7) <= reader.read(f"last {word}") < today


@given(TODAYS, TODAYS)
def test_a_date_written_out_is_that_day_whatever_today_is(day: date, today: date) -> None:
    for text in (day.isoformat(), day_name(day), day_name(day)[4:], day.strftime("%Y%m%d")):
        assert read_day(text, today=today) == day
    assert read_day(day.strftime("%d/%m/%Y"), today=today, order="dmy") == day
    assert read_day(day.strftime("%m/%d/%Y"), today=today, order="mdy") == day


@given(TODAYS, TODAYS)
def test_a_missing_year_gives_the_nearest_such_day_and_keeps_day_and_month(day: date, today: date) -> None:
    text = day_name(day)[4:-5]
    coming, done = read_day(text, today=today), read_day(text, today=today, past=True)
    assert (coming.day, coming.month) == (done.day, done.month) == (day.day, day.month)
    assert coming >= today - timedelta(days=31)
    assert done <= today + timedelta(days=31)
    if (day.month, day.day) != (2, 29):
        assert coming <= today + timedelta(days=366 - 31)
        assert done > today - timedelta(days=366 - 31)


def test_a_slip_of_two_days_is_not_read_as_last_year() -> None:
    assert read_day("24 nov", today=SUNDAY, past=True) == TUESDAY
    assert read_day("24 dec", today=SUNDAY, past=True) == date(2025, 12, 24)


def test_the_end_of_a_fiscal_quarter_follows_the_team() -> None:
    assert read_day("eoq", today=SUNDAY, fiscal_start_month=2) == date(2027, 1, 31)


def test_every_word_offered_for_completion_is_a_day() -> None:
    assert all(isinstance(on_sunday(word), date) for word in DAY_WORDS)


@given(st.text(max_size=30), TODAYS, st.sampled_from([None, "dmy", "mdy", "ymd"]))
def test_no_text_at_all_breaks_the_reader(text: str, today: date, order: str | None) -> None:
    try:
        day = read_day(text, today=today, order=order)
    except NotReadable as refusal:
        said = str(refusal)
    else:
        said = day_name(day) + "."
        assert 1900 <= day.year <= 2999
    assert said.endswith((".", "?"))


@given(st.from_regex(r"\A[0-9]{1,2}([./ -])([0-9]{1,2}|may|nov)(\1[0-9]{1,4})?\Z"), TODAYS)
def test_text_of_date_shape_is_read_or_refused_never_completed(text: str, today: date) -> None:
    try:
        day = read_day(text, today=today)
    except NotReadable:
        return
    if "may" in text or "nov" in text:
        assert day.month == (5 if "may" in text else 11)
    else:  # taken only where one of its two numbers can be the month
        first, second = (int(part) for part in text.replace("-", ".").replace("/", ".").split(".")[:2])
        assert {first, second} == {day.day, day.month}
        assert first == second or max(first, second) > 12


def test_text_that_is_no_date_is_told_from_a_wrong_date() -> None:
    reader = DayReader(SUNDAY)
    assert reader.look("Acme") is None
    assert reader.look("10") is None
    with pytest.raises(NotReadable):
        reader.look("3/4")
