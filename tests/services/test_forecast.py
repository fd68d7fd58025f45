"""What a period will bring, from the rows of a small team."""

from __future__ import annotations

from datetime import date
from typing import Any

from sprintsales.domain.forecast import Forecast
from sprintsales.domain.periods import Period, month
from sprintsales.services.dealing import set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.forecast import forecast_view
from sprintsales.storage import rows, tables
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, WEDNESDAY, Week

NOVEMBER = AskedPeriod("month", month(MONDAY))


def outlook(desk: Desk, asked: AskedPeriod = NOVEMBER, **more: Any) -> Forecast:
    """Return the outlook."""
    with desk.database.read() as connection:
        return forecast_view(connection, desk, asked, **more).outlook


def sell(desk: Desk, name: str, value: int, on: date) -> None:
    """Add a deal won in the past."""
    fields: dict[str, Any] = {
        "team_id": 1,
        "pipeline_id": 1,
        "stage_id": 5,
        "currency": "EUR",
        "outcome": "won",
        "started_on": date(2026, 1, 1),
    }
    desk.write(desk.act("test", name), lambda session: rows.add(session, tables.Deal(name=name, value=value, closed_on=on, **fields)))


def test_a_month_is_told_by_date_with_overdue_and_undated_deals_apart(week: Week) -> None:
    set_fields(week.desk("Ben", on=WEDNESDAY), 7, {"stage": "won"})
    found = outlook(week.desk("Mia", on=NEXT_MONDAY))
    assert (found.won, found.commit, found.best_case) == (55_000_00, 0, 57_400_00)
    assert found.weighted == 28_700_00
    assert found.weighted_total == 83_700_00
    assert (found.overdue.count, found.overdue.value, found.undated.count) == (1, 12_000_00, 1)


def test_one_rep_alone(week: Week) -> None:
    desk = week.desk("Ben")
    assert outlook(desk, member_id=desk.me.id).best_case == 9_400_00


def test_on_an_earlier_day_the_outlook_was_another(week: Week) -> None:
    set_fields(week.desk("Ana", on=WEDNESDAY), 1, {"close_on": "2026-12-20"})
    desk = week.desk("Ana", on=FRIDAY)
    assert outlook(desk).best_case == 12_000_00 + 9_400_00
    assert outlook(desk, as_of=MONDAY).best_case == 12_000_00 + 9_400_00 + 48_000_00


def test_the_naive_rival_is_the_mean_of_the_last_three_months_that_ended(week: Week) -> None:
    desk = week.desk("Mia", on=FRIDAY)
    assert outlook(desk).naive is None
    for value, on in ((30_000_00, date(2026, 8, 31)), (60_000_00, date(2026, 10, 1))):
        sell(desk, "past", value, on)
    assert (outlook(desk).naive, outlook(desk).naive_n) == (30_000_00, 3)
    assert outlook(desk, AskedPeriod("month", month(date(2026, 12, 1)))).naive == 30_000_00, "November has not ended"
    assert outlook(desk, AskedPeriod("month", month(date(2026, 10, 1)))).naive_n == 2, "nothing is known before August"


def test_the_goal_and_what_is_missing_to_it(week: Week) -> None:
    desk = week.desk("Mia", on=FRIDAY)
    goal = tables.Goal(team_id=1, metric="won_value", period="month", commit_level=80_000_00, from_on=date(2026, 1, 1))
    desk.write(desk.act("test", "goal"), lambda session: rows.add(session, goal))
    sell(desk, "now", 30_000_00, MONDAY)
    found = outlook(desk)
    assert (found.goal, found.gap) == (80_000_00, 50_000_00)


def test_any_range_can_be_asked(week: Week) -> None:
    asked = AskedPeriod("range", Period(date(2026, 12, 1), date(2027, 4, 1)))
    assert outlook(week.desk("Mia"), asked).in_period.count == 4
