"""Times of day and efforts are read as typed or left alone."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.times import LONGEST, read_minutes, read_span, read_time


@pytest.mark.parametrize(
    ("text", "meant"),
    [("14:00", time(14)), ("9:05", time(9, 5)), ("2pm", time(14)), ("12am", time(0)), ("12 pm", time(12)), ("2:30 PM", time(14, 30)),
     ("14.30", time(14, 30)), ("9.00", time(9)), ("2", None), ("tue", None), ("24.30", None), ("1.5", None)],
)  # fmt: skip
def test_times_of_day(text: str, meant: time | None) -> None:
    assert read_time(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("30m", 30), ("2h", 120), ("1h30", 90), ("1h30m", 90), ("1h 5m", 65), ("1.5h", 90), ("1,25h", 75), ("1.33h", 80), ("1.15h", 69),
     ("90min", 90), ("45 minutes", 45), ("2 hours", 120), ("24h", 1440), ("3M", None), ("30", None), ("m", None), ("5 m", None)],
)  # fmt: skip
def test_efforts(text: str, meant: int | None) -> None:
    assert read_minutes(text) == meant


@pytest.mark.parametrize("text", ["25:00", "14:75", "13pm", "0am", "10.11", "24:00"])
def test_an_hour_that_does_not_exist_or_may_be_a_date_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        read_time(text)


@pytest.mark.parametrize("text", ["0m", "25h", "1441m", "24h1"])
def test_an_effort_is_between_a_minute_and_a_day(text: str) -> None:
    with pytest.raises(NotReadable, match="1 minute to 24 hours"):
        read_minutes(text)


@given(st.times(), st.integers(1, LONGEST))
def test_a_time_and_an_effort_read_back(clock: time, minutes: int) -> None:
    assert read_time(clock.strftime("%H:%M")) == read_time(clock.strftime("%I:%M %p")) == clock.replace(second=0, microsecond=0)
    assert read_minutes(f"{minutes}m") == minutes
    assert minutes >= 9 * 60 or read_minutes(f"{minutes // 60}h{minutes % 60:02d}") == minutes


@pytest.mark.parametrize("text", ["9h", "14h", "14h30"])
def test_hours_nobody_works_on_one_thing_are_asked_about(text: str) -> None:
    with pytest.raises(NotReadable, match="may be a time or an effort; write .*:.* or .*m"):
        read_minutes(text)


def test_an_effort_in_words_and_a_span_of_time_are_read() -> None:
    assert (read_minutes("half an hour"), read_minutes("an hour"), read_minutes("8h")) == (30, 60, 480)
    assert read_span("14:00-15:30") == (90, time(14))
    assert read_span("9–10:15") == (75, time(9))
    with pytest.raises(NotReadable, match="ends before it begins"):
        read_span("15:00-14:00")
