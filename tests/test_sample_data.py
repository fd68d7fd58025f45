"""The sample team is one a sales person believes: the ranges its generator promises hold on its Wednesday."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from sprintsales.domain.periods import Period
from sprintsales.services.demo import make_demo
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.closing import closing_view
from sprintsales.services.views.kpis import kpi_view
from sprintsales.services.views.plan import plan_view
from sprintsales.settings import Clock, sample_folder

WEDNESDAY = date(2026, 11, 18)
STORY = Period(date(2026, 10, 5), date(2026, 11, 16))
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


def test_five_people_sixty_deals_six_closed_sprints_and_the_current_one(connection: Connection) -> None:
    assert one(connection, "SELECT count(*) FROM membership") == 5
    assert rows(connection, "SELECT role, count(*) FROM membership GROUP BY role ORDER BY role") == [("manager", 1), ("rep", 4)]
    assert one(connection, "SELECT count(*) FROM deal") == 60
    assert rows(connection, "SELECT number FROM sprint WHERE closed_on IS NOT NULL ORDER BY number") == [(n,) for n in range(41, 47)]
    assert rows(connection, f"SELECT number FROM sprint WHERE start_on <= '{WEDNESDAY}' AND end_on > '{WEDNESDAY}'") == [(47,)]
    assert one(connection, "SELECT count(*) FROM working_pattern WHERE fri = 0") == 1
    assert one(connection, "SELECT count(*) FROM absence WHERE start_on BETWEEN '2026-11-16' AND '2026-11-22'") == 1


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


@pytest.mark.parametrize(("key", "low", "high"), [("win_rate", 0.25, 0.45), ("contact_rate", 0.30, 0.45), ("say_do", 0.60, 0.85)])
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
    assert int(str(with_reason)) > 8
    assert rows(connection, moved.format("<")) == [(1, 1)]


def test_promises_were_given_late_lightly_and_once_not_at_all(connection: Connection) -> None:
    assert one(connection, "SELECT count(*) FROM commitment WHERE late") == 1
    assert one(connection, "SELECT count(*) FROM commitment WHERE load_minutes * 2 < capacity_minutes") == 1
    closed = "SELECT count(*) FROM commitment c JOIN sprint s ON s.id = c.sprint_id WHERE s.closed_on IS NOT NULL"
    assert one(connection, closed) == 6 * 4 - 1


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
