"""The demo is the sample team in any week, as it stood on the morning of the day, and it leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sprintsales.domain.errors import Refused
from sprintsales.services.demo import MONDAY, USER, ZONE, make_demo
from sprintsales.services.desk import open_desk
from sprintsales.services.planning import add
from sprintsales.services.sprints import ACTIVE, sprint_on
from sprintsales.services.undoing import undo
from sprintsales.services.views.plan import plan_view
from sprintsales.settings import Clock, Settings
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.schema import activity, journal_entry

WEDNESDAY = date(2026, 11, 18)
DAYS = (date(2026, 11, 16), WEDNESDAY, date(2026, 11, 20), date(2026, 11, 22), date(2025, 2, 27), date(2027, 7, 6), date(2031, 12, 31))


@pytest.fixture(scope="module", params=[DAYS[0], *(pytest.param(day, marks=pytest.mark.slow) for day in DAYS[1:])], ids=str)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A demo of a day, to be looked at."""
    day: date = request.param
    return make_demo(tmp_path_factory.mktemp("demo") / "demo.db", day, clock=Clock(day))


def test_the_sprint_of_the_day_is_the_current_one_and_the_database_is_clean(demo: Settings) -> None:
    desk = open_desk(demo)
    day = desk.today
    assert desk.me.name == USER
    with desk.database.read() as connection:
        sprint = sprint_on(connection, desk, day)
    assert (sprint.number, sprint.state) == (47, ACTIVE)
    assert sprint.period.start == day - timedelta(days=day.weekday())
    assert check(desk.database).findings == ()
    desk.database.close()


def test_nothing_has_happened_yet_that_the_story_tells_for_later(demo: Settings) -> None:
    database, day = Database.open(demo.path), demo.clock.today(ZONE)
    with database.read() as connection:
        last = connection.execute(select(func.max(journal_entry.c.recorded_at))).scalar_one()
        done = connection.execute(select(func.max(activity.c.done_on))).scalar_one()
    friday = day + timedelta(days=4 - day.weekday())
    # The clock of the story moves with the weeks, not with summer time.
    assert last <= datetime.combine(min(day, friday), time(9, 40) if day <= friday else time(18), ZONE) + timedelta(hours=1)
    assert done <= min(day, friday)
    database.close()


def test_a_monday_morning_is_planned_and_committed_and_nothing_is_done(tmp_path: Path) -> None:
    desk = open_desk(make_demo(tmp_path / "demo.db", MONDAY, clock=Clock(MONDAY)))
    with desk.database.read() as connection:
        plan = plan_view(connection, desk)
    assert (plan.is_committed, plan.committed) == (True, 26)
    assert [tile.value for tile in plan.frame.tiles if tile.key in ("promise", "calls_made", "meetings_held")] == [0, 0, 0]
    desk.database.close()


def test_a_demo_is_a_team_like_any_other_to_write_in(tmp_path: Path) -> None:
    desk = open_desk(make_demo(tmp_path / "demo.db", WEDNESDAY, clock=Clock(WEDNESDAY)))
    planned = add(desk, 'call "Corveta upgrade" fri 10m')
    assert undo(desk).summary
    with desk.database.read() as connection:
        assert connection.execute(select(activity.c.id).where(activity.c.id == planned.ids[0])).first() is None
    assert check(desk.database).findings == ()
    desk.database.close()


def test_the_same_day_gives_the_same_team(tmp_path: Path) -> None:
    made = []
    for name in ("one.db", "two.db"):
        database = Database.open(make_demo(tmp_path / name, WEDNESDAY).path)
        with database.read() as connection:
            made.append(connection.execute(select(journal_entry)).all())
        database.close()
    assert made[0] == made[1]


def run_demo(home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home / "tmp"), "XDG_DATA_HOME": str(home / "data"),
           "XDG_CONFIG_HOME": str(home / "config"), "SPRINTSALES_DB": str(home / "mine.db"),
           "SPRINTSALES_USER": "Somebody Else"}  # fmt: skip
    (home / "tmp").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "sprintsales", "demo", *more]
    return subprocess.run(command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL, check=False)


def left(home: Path) -> list[str]:
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*"))


def test_without_a_terminal_it_prints_plan_and_stand_up_and_leaves_nothing(tmp_path: Path) -> None:
    ran = run_demo(tmp_path, "--today", "2026-11-18")
    assert ran.returncode == 0, ran.stderr
    assert "Sprint 47, Mon 16 Nov" in ran.stdout
    assert "Stand-up Nordwind, Wed 18 Nov" in ran.stdout
    assert "In a terminal, sprintsales opens the full view." in ran.stdout
    assert left(tmp_path) == ["tmp"]


def test_as_one_document_for_a_script(tmp_path: Path) -> None:
    document = json.loads(run_demo(tmp_path, "--today", "2026-11-18", "--json").stdout)
    assert (document["schema"], document["as_of"], document["kept"]) == ("sprintsales.demo/1", "2026-11-18", None)
    assert document["standup"]["members"][0]["name"] == USER


def test_a_kept_demo_is_a_new_file_and_never_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    assert run_demo(tmp_path, "--today", "2026-11-18", "--keep", str(path)).returncode == 0
    assert left(tmp_path) == ["kept.db", "tmp"]
    before = path.read_bytes()
    again = run_demo(tmp_path, "--keep", str(path))
    assert (again.returncode, again.stdout) == (1, "")
    assert "already there" in again.stderr
    assert path.read_bytes() == before


def test_a_file_in_the_way_is_refused_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert run_demo(tmp_path, "--keep", str(tmp_path / "notes.txt")).returncode == 1
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    with pytest.raises(Refused):
        make_demo(tmp_path / "notes.txt", WEDNESDAY)
