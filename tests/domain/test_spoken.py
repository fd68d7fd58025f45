"""Single values as a sentence says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sprintsales.domain import spoken
from sprintsales.ui import format as written

NOW = datetime(2026, 11, 18, 9, 41, tzinfo=UTC)
TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (48_200_00, "EUR", "€48,200"), (48_200_50, "EUR", "€48,200.50"), (1_240_000, "JPY", "¥1,240,000"), (-5, "USD", "−$0.05"),
        (0, "CHF", "CHF 0"),
    ],
)  # fmt: skip
def test_an_amount_is_said_with_its_sign_and_cents_only_where_there_are_some(minor: int, currency: str, said: str) -> None:
    assert spoken.money(minor, currency) == said == written.money_full(minor, currency)


@pytest.mark.parametrize("on", [date(2026, 11, 20), date(2027, 2, 26), date(2027, 11, 20), date(2026, 1, 2)])
def test_a_day_is_said_as_the_screens_write_it(on: date) -> None:
    assert spoken.day(on, TODAY) == written.day_with_month(on, TODAY)


@pytest.mark.parametrize("minutes", [0, 5, 60, 90, 125])
def test_an_effort_is_said_as_the_screens_write_it(minutes: int) -> None:
    assert spoken.effort(minutes) == written.minutes(minutes)


@pytest.mark.parametrize(("per_mille", "said"), [(600, "60 %"), (625, "62.5 %"), (0, "0 %"), (1000, "100 %")])
def test_a_share_is_said_in_percent(per_mille: int, said: str) -> None:
    assert spoken.percent(per_mille) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"), (59, "just now"), (60, "1 minute ago"), (150, "2 minutes ago"), (3_600, "1 hour ago"), (7_300, "2 hours ago"),
        (86_400, "1 day ago"), (10 * 86_400, "10 days ago"),
    ],
)  # fmt: skip
def test_how_long_ago_something_was_is_said_in_the_largest_whole_unit(seconds: int, said: str) -> None:
    assert spoken.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_a_clock_that_goes_ahead_never_tells_the_future() -> None:
    assert spoken.ago(NOW + timedelta(hours=3), NOW) == "just now"


def test_a_minute_of_the_day_is_a_time() -> None:
    assert (spoken.clock(0), spoken.clock(14 * 60 + 5)) == ("00:00", "14:05")
