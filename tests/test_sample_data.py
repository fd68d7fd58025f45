"""The sample team is one a sales person believes: the ranges its generator promises hold on its Wednesday."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from sprintsales.domain.periods import Period, quarter
from sprintsales.domain.slips import SLIP_CLASSES
from sprintsales.domain.steadiness import Steadiness, steadiness
from sprintsales.services.demo import make_demo
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.closing import closing_view
from sprintsales.services.views.kpis import kpi_view
from sprintsales.services.views.plan import plan_view
from sprintsales.services.views.team_work import moved_dates
from sprintsales.settings import Clock, sample_folder
from sprintsales.storage.queries.names import read_names

WEDNESDAY = date(2026, 11, 18)
STORY = Period(date(2026, 8, 17), date(2026, 11, 16))
HOSTILE = "Orban [/] Textil [@click=app.quit]x[/]"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return Ana's desk on the Wednesday of the story."""
    found = open_desk(make_demo(tmp_path_factory.mktemp("sample") / "team.db", WEDNESDAY, clock=Clock(WEDNESDAY)))
    yield found
    found.database.close()


@pytest.fixture
def connection(desk: Desk) -> Iterator[Connection]:
    """Return what reads the sample."""
    with desk.database.read() as found:
        yield found


def rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


def one(connection: Connection, query: str) -> int:
    return int(connection.execute(text(query)).scalar_one())


def test_a_manager_and_eight_reps_with_thirteen_closed_sprints_and_the_current_one(connection: Connection) -> None:
    assert rows(connection, "SELECT role, count(*) FROM membership GROUP BY role ORDER BY role") == [("manager", 1), ("rep", 8)]
    assert rows(connection, "SELECT number FROM sprint WHERE closed_on IS NOT NULL ORDER BY number") == [(n,) for n in range(34, 47)]
    assert rows(connection, f"SELECT number FROM sprint WHERE start_on <= '{WEDNESDAY}' AND end_on > '{WEDNESDAY}'") == [(47,)]


def test_one_works_part_time_one_came_last_week_one_is_away_all_week_and_one_from_thursday_on(connection: Connection) -> None:
    assert one(connection, "SELECT count(*) FROM working_pattern WHERE fri = 0") == 1
    assert rows(connection, "SELECT from_on FROM membership WHERE from_on IS NOT NULL") == [("2026-11-09",)]
    away = "SELECT start_on, end_on FROM absence WHERE start_on BETWEEN '2026-11-16' AND '2026-11-22' ORDER BY start_on"
    assert rows(connection, away) == [("2026-11-16", "2026-11-21"), ("2026-11-19", "2026-11-21")]


def test_a_hundred_and_sixty_deals_over_more_than_fifteen_months_in_two_pipelines(connection: Connection) -> None:
    counts = Counter(name for (name,) in rows(connection, "SELECT p.name FROM deal d JOIN pipeline p ON p.id = d.pipeline_id"))
    assert set(counts) == {"Sales", "Renewals"}
    assert 150 <= counts.total() <= 170
    assert counts["Renewals"] >= 20
    [(first, last)] = rows(connection, "SELECT min(closed_on), max(close_on) FROM deal")
    assert (str(first) < "2025-10", str(last) > "2027-01") == (True, True)


@pytest.mark.parametrize("stage", ["Prospect", "Qualified", "Proposal", "Negotiation"])
def test_of_the_deals_that_stood_in_a_stage_most_came_further(connection: Connection, stage: str) -> None:
    stood = (
        "SELECT DISTINCT h.deal_id FROM deal_history h JOIN deal d ON d.id = h.deal_id AND d.outcome <> 'open' "
        f"JOIN stage s ON s.id = h.stage_id WHERE s.name = '{stage}'"
    )
    further = (
        f"SELECT count(DISTINCT h.deal_id) FROM deal_history h JOIN stage s ON s.id = h.stage_id, stage here WHERE here.name = '{stage}' "
        f"AND s.pipeline_id = here.pipeline_id AND s.position > here.position AND s.kind <> 'lost' AND h.deal_id IN ({stood})"
    )
    assert 0.5 <= one(connection, further) / one(connection, f"SELECT count(*) FROM ({stood})") <= 0.95


def test_quarters_end_with_a_rush(connection: Connection) -> None:
    days = [date.fromisoformat(str(day)) for (day,) in rows(connection, "SELECT closed_on FROM deal WHERE outcome = 'won'")]
    late = [day for day in days if (quarter(day).end - day).days <= 21]
    assert 0.40 <= len(late) / len(days) <= 0.70


def test_one_sells_steadily_and_one_in_spikes(connection: Connection) -> None:
    months = [f"2026-{month:02}" for month in range(1, 11)]

    def verdict(email: str) -> Steadiness | None:
        member = f"(SELECT m.id FROM member m JOIN person_text t ON t.id = m.email_id WHERE t.body = '{email}')"
        won = f"SELECT substr(closed_on, 1, 7), sum(value) FROM deal WHERE outcome = 'won' AND owner_id = {member} GROUP BY 1"
        quota = one(connection, f"SELECT commit_level FROM goal WHERE metric = 'won_value' AND period = 'month' AND member_id = {member}")
        values = {str(month): int(str(value)) for month, value in rows(connection, won)}
        return steadiness([Fraction(values.get(month, 0), quota) for month in months])

    assert (verdict("priya@nordwind.example"), verdict("tom@nordwind.example")) == (Steadiness.STEADY, Steadiness.SPIKY)


def test_leads_came_in_and_were_touched(connection: Connection) -> None:
    [(count, touched, answered)] = rows(connection, "SELECT count(*), count(first_touch_on), count(responded_on) FROM lead")
    assert 90 <= int(str(count)) <= 130
    assert int(str(touched)) >= 0.9 * int(str(count))
    assert 0.2 <= int(str(answered)) / int(str(touched)) <= 0.5


def test_everybody_has_goals_and_a_quota(connection: Connection) -> None:
    whose = "SELECT metric, period, count(DISTINCT member_id) FROM goal WHERE member_id IS NOT NULL GROUP BY 1, 2"
    assert {(str(metric), str(period)): count for metric, period, count in rows(connection, whose)} == {
        (metric, period): 9
        for metric, periods in {
            "won_value": ("month", "quarter"),
            "calls_made": ("month", "sprint"),
            "meetings_held": ("month", "sprint"),
            "leads_created": ("month", "sprint"),
        }.items()
        for period in periods
    }


def test_names_that_break_weak_screens_are_in_it(connection: Connection) -> None:
    names = {str(name) for (name,) in rows(connection, "SELECT name FROM deal")}
    assert HOSTILE in names
    assert any(len(name) > 100 for name in names)
    assert any("冷链" in name for name in names)


DONE = "SELECT done_on FROM activity WHERE state = 'done'"


def test_work_is_done_on_working_days_only_and_on_all_of_them(connection: Connection) -> None:
    days = Counter(date.fromisoformat(str(day)).weekday() for (day,) in rows(connection, f"{DONE} AND done_on < '2026-11-16'"))
    assert set(days) == {0, 1, 2, 3, 4}
    assert all(0.12 <= count / days.total() <= 0.28 for count in days.values())


@pytest.mark.parametrize(("key", "low", "high"), [("win_rate", 0.30, 0.45), ("contact_rate", 0.30, 0.45), ("say_do", 0.60, 0.85)])
def test_the_rates_are_those_of_a_team_one_knows(connection: Connection, desk: Desk, key: str, low: float, high: float) -> None:
    found = kpi_view(connection, desk, AskedPeriod("range", STORY)).total.figures[key].value
    assert found is not None
    assert low <= found <= high


def test_some_open_deals_are_overdue_or_uncovered_and_most_are_not(connection: Connection, desk: Desk) -> None:
    raised = [one.codes for one in closing_view(connection, desk).deals]
    for code in ("overdue", "uncovered"):
        share = sum(code in codes for codes in raised) / len(raised)
        assert 0.05 <= share < 0.30, code


def test_every_kind_of_date_trouble_is_met(connection: Connection, desk: Desk) -> None:
    found = {code for deal in closing_view(connection, desk).deals for code in deal.codes}
    assert found >= {"overdue", "uncovered", "pushed", "stalled", "no_date", "no_value", "agreement_late", "agreement_after_close"}


def test_pushes_have_reasons_but_one_and_a_date_was_pulled_in(connection: Connection) -> None:
    moved = (
        "SELECT e.reason_id IS NOT NULL, count(*) FROM deal_history h JOIN journal_entry e ON e.id = h.entry_id "
        "WHERE h.close_before IS NOT NULL AND h.close_on {} h.close_before GROUP BY 1 ORDER BY 1"
    )
    (_, without), (_, with_reason) = rows(connection, moved.format(">"))
    assert without == 1
    assert int(str(with_reason)) > 25
    assert rows(connection, moved.format("<")) == [(1, 1)]


def test_dates_moved_in_every_way_there_is(connection: Connection, desk: Desk) -> None:
    moved = moved_dates(connection, desk, read_names(connection, desk.team.id), Period(STORY.start, WEDNESDAY))
    pushes = Counter(one.slip_class for one in moved if one.days > 0)
    assert set(pushes) == set(SLIP_CLASSES)
    assert 25 <= pushes.total() <= 60


def test_promises_were_given_late_lightly_and_once_not_at_all(connection: Connection) -> None:
    assert one(connection, "SELECT count(*) FROM commitment WHERE late") == 1
    assert one(connection, "SELECT count(*) FROM commitment WHERE load_minutes * 2 < capacity_minutes") >= 1
    closed = "SELECT count(*) FROM commitment c JOIN sprint s ON s.id = c.sprint_id WHERE s.closed_on IS NOT NULL"
    assert one(connection, closed) == 13 * 7 + 1 - 3 - 1  # seven reps and one more at the end; three weeks away, one without a promise


def test_items_were_carried_dropped_and_removed_with_reasons_and_blocked(connection: Connection) -> None:
    assert one(connection, "SELECT max(carries) FROM activity WHERE state = 'planned'") == 2
    for fate in ("carried", "dropped", "removed"):
        assert one(connection, f"SELECT count(*) FROM fate WHERE fate = '{fate}' AND reason_id IS NOT NULL") >= 3
    assert one(connection, "SELECT count(*) FROM blocker WHERE cleared_on IS NULL") >= 1


def test_ana_sees_several_kinds_of_trouble_a_full_thursday_and_a_free_friday(connection: Connection, desk: Desk) -> None:
    plan = plan_view(connection, desk)
    assert {"uncovered", "overdue_activity", "carried_twice", "goal_gap"} <= {line.code for line in plan.attention.lines}
    thursday, friday = plan.days[3:5]
    assert thursday.is_overloaded
    assert friday.used * 2 < friday.capacity
    assert all(tile.target for tile in plan.frame.tiles)


@pytest.mark.slow
def test_the_generator_gives_the_same_file_whatever_the_hash_seed(tmp_path: Path) -> None:
    target = tmp_path / "again.json"
    command = [sys.executable, str(sample_folder() / "generate.py"), "--to", str(target)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "2"})
    assert target.read_bytes() == (sample_folder() / "team.json").read_bytes()
