"""A process killed in the middle of saving: what it was told is saved stays saved, nothing is half there, and work goes on at once."""

from __future__ import annotations

import csv
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from sprintsales.services import planning
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from tests.hammers import writer
from tests.hammers.crew import crew, lines, start
from tests.hammers.team import DEALS, MONDAY, Team, desk_of, make
from tests.hammers.verdict import doubled, verdict

FOR_EVER = 600.0


def saves_at_once(team: Team) -> float:
    """Sit down as the next person does, save something, and return the seconds it took."""
    started = time.perf_counter()
    desk = desk_of(team.path, team.names[-1])
    assert planning.add(desk, "call 15m", day=MONDAY).entry_id is not None
    desk.database.close()
    return time.perf_counter() - started


def killed_rounds(folder: Path, rounds: int) -> None:
    """Kill a saving process again and again while a colleague saves on, and look at what is left."""
    dice = random.Random(rounds)
    team = make(folder / "team.db", 3)
    logs = [folder / f"log-{place}" for place in range(rounds)]
    colleague = start(writer.hammer, team, 0, folder / "colleague", FOR_EVER, 0)
    waits = []
    started = time.perf_counter()
    with crew([colleague]):
        for place, log in enumerate(logs):
            hand = start(writer.hammer, team, 1, log, FOR_EVER, place, aloud=True)
            hand.go()
            hand.hear(dice.randint(0, 5))
            assert hand.kill_after(dice.uniform(0.0, 0.05)), "it was not at work any more"
            waits.append(saves_at_once(team))
        colleague.stop()
    lasted = time.perf_counter() - started
    found = verdict(team, [*logs, folder / "colleague"], lasted)
    victims = sum("token" in line for log in logs for line in lines(log))
    unheard = entries_of(team, team.names[1]) - victims
    sys.stdout.write(
        f"\n{rounds} kills of a process that had {victims} saves acknowledged and {unheard} more saved; the next start and its save took "
        f"{max(waits) * 1000:.0f} ms at most. All together: {found.said()}\n"
    )
    assert victims > 0
    assert 0 <= unheard <= rounds
    assert found.lost == found.overwritten == found.unusable == found.findings == ()
    assert found.counted <= found.stored <= found.counted + rounds
    assert found.stored == found.tallied
    assert doubled(team) == []


def entries_of(team: Team, name: str) -> int:
    """Return how many acts of a member the journal holds."""
    desk = desk_of(team.path, name)
    with desk.database.read() as connection:
        number = connection.exec_driver_sql("SELECT count(*) FROM journal_entry WHERE member_id = ?", (desk.me.id,)).scalar_one()
    desk.database.close()
    return int(number)


def test_what_was_saved_before_a_kill_is_there(tmp_path: Path) -> None:
    killed_rounds(tmp_path, 4)


@pytest.mark.slow
def test_fifty_kills_at_random_moments_lose_nothing_acknowledged_and_tear_nothing(tmp_path: Path) -> None:
    killed_rounds(tmp_path, 50)


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
    database = Database.open(team.path)
    assert check(database).findings == ()
    with database.read() as connection:
        number = connection.exec_driver_sql("SELECT count(*) FROM deal").scalar_one()
        assert connection.exec_driver_sql("SELECT count(*) FROM import_seen").scalar_one() in (0, number - DEALS)
    database.close()
    return int(number)


def killed_imports(folder: Path, rounds: int, rows: int) -> None:
    """Kill an import at moments spread over all of its time and see that it is there wholly or not at all."""
    file = export(folder / "export.csv", rows)
    whole = make(folder / "whole.db", 1)
    started = time.perf_counter()
    once = start(writer.bring_in, whole, 0, folder / "log-whole", file)
    once.go()
    once.wait()
    lasts = time.perf_counter() - started
    assert deals_in(whole) == DEALS + rows
    wholly = 0
    for place in range(rounds):
        team = make(folder / f"team-{place}.db", 1)
        hand = start(writer.bring_in, team, 0, folder / f"log-{place}", file)
        hand.go()
        hand.kill_after(lasts * 1.2 * (place + 0.5) / rounds)
        acknowledged = bool(lines(folder / f"log-{place}"))
        found = deals_in(team)
        assert found == DEALS + rows if acknowledged else found in (DEALS, DEALS + rows)
        assert saves_at_once(team) < 5
        wholly += found > DEALS
    sys.stdout.write(f"\n{rounds} killed imports of {rows} rows ({lasts:.2f} s): {wholly} wholly there, {rounds - wholly} not at all\n")


def test_a_killed_import_is_there_wholly_or_not_at_all(tmp_path: Path) -> None:
    killed_imports(tmp_path, 3, 300)


@pytest.mark.slow
def test_an_import_of_thousands_killed_at_any_moment_leaves_no_part_of_itself(tmp_path: Path) -> None:
    killed_imports(tmp_path, 12, 4000)
