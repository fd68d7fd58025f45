"""A process killed in the middle of saving: what it was told is saved stays saved, nothing is half there, and work goes on at once."""

from __future__ import annotations

import csv
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.schema import deal, import_seen
from tests.hammers import writer
from tests.hammers.blows import killed, saves_at_once
from tests.hammers.conftest import Ground
from tests.hammers.crew import lines, start
from tests.hammers.team import DEALS, Team, make

KILLS = int(os.environ.get("HAMMER_KILLS", "25"))
"""How many processes the long test kills: 25 while changes are checked, 200 before a release (HAMMER_KILLS=200)."""


def assert_killed(team: Team, folder: Path, rounds: int) -> None:
    """Kill so many processes that save, and find all they were told is saved, and nothing torn."""
    found, victims = killed(team, folder, rounds)
    assert victims > 0
    assert found.unheard <= rounds
    assert found.is_clean, found.said()


def test_what_was_saved_before_a_kill_is_there(ground: Ground, tmp_path: Path) -> None:
    assert_killed(make(ground(), 3), tmp_path, 4)


@pytest.mark.slow
def test_kills_at_random_moments_lose_nothing_acknowledged_and_tear_nothing(ground: Ground, tmp_path: Path) -> None:
    assert_killed(make(ground(), 3), tmp_path, KILLS)


def export(path: Path, rows: int) -> Path:
    """Write a CRM's export of deals."""
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "name", "account", "stage", "value", "currency", "close_on"])
        for place in range(rows):
            close_on = date(2026, 12, 1) + timedelta(place % 90)
            out.writerow([f"D{place}", f"Export {place}", f"Account {place % 50}", "Proposal", place * 10, "EUR", close_on])
    return path


def deals_in(team: Team) -> int:
    """Return how many deals there are, after an examination that finds nothing wrong."""
    database = Database.open(team.target)
    assert check(database).findings == ()
    with database.read() as connection:
        number, seen = (int(connection.execute(select(func.count()).select_from(table)).scalar_one()) for table in (deal, import_seen))
        assert seen in (0, number - DEALS)
    database.close()
    return number


def killed_imports(ground: Ground, folder: Path, rounds: int, rows: int) -> list[tuple[bool, int]]:
    """Kill an import at moments spread over all of its time; return for each whether it was told as saved, and how many rows are there."""
    file = export(folder / "export.csv", rows)
    whole = make(ground(), 1)
    started = time.perf_counter()
    once = start(writer.bring_in, whole, 0, folder / "log-whole", file)
    once.go()
    once.wait()
    lasts = time.perf_counter() - started
    assert deals_in(whole) == DEALS + rows
    left = []
    for place in range(rounds):
        team = make(ground(), 1)
        hand = start(writer.bring_in, team, 0, folder / f"log-{place}", file)
        hand.go()
        hand.kill_after(lasts * 1.2 * (place + 0.5) / rounds)
        left.append((bool(lines(folder / f"log-{place}")), deals_in(team) - DEALS))
        saves_at_once(team)
    wholly = sum(there > 0 for _told, there in left)
    sys.stdout.write(f"\n{rounds} killed imports of {rows} rows ({lasts:.2f} s): {wholly} wholly there, {rounds - wholly} not at all\n")
    return left


def test_a_killed_import_is_there_wholly_or_not_at_all(ground: Ground, tmp_path: Path) -> None:
    assert set(killed_imports(ground, tmp_path, 3, 300)) <= {(True, 300), (False, 300), (False, 0)}


@pytest.mark.slow
def test_an_import_of_thousands_killed_at_any_moment_leaves_no_part_of_itself(ground: Ground, tmp_path: Path) -> None:
    assert set(killed_imports(ground, tmp_path, 12, 4000)) <= {(True, 4000), (False, 4000), (False, 0)}
