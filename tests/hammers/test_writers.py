"""Many people saving at once on one database: nothing acknowledged is lost, nobody overwrites unseen, nobody is told "locked"."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cluster import Cluster
from tests.hammers import writer
from tests.hammers.conftest import Ground, databases
from tests.hammers.crew import crew, start
from tests.hammers.team import Team, make
from tests.hammers.verdict import Verdict, crowded, hammered, verdict


def told(team: Team, folder: Path, processes: int, seconds: float) -> Verdict:
    """Hammer, show the figures to whoever asks for them (`pytest -s`), and return them."""
    found = hammered(team, folder, processes, seconds)
    sys.stdout.write(f"\n{processes} processes: {found.said()}\n")
    return found


def assert_nothing_lost(found: Verdict) -> None:
    assert (found.lost, found.doubled, found.overwritten, found.unusable, found.findings) == ((), (), (), (), ())
    assert set(found.refused) <= {"ChangedMeanwhile", "AlreadySo"}
    assert found.counted == found.stored == found.tallied
    assert found.unheard == 0
    assert set(found.saves) == {"add", "move", "done", "edit", "count"}


def test_four_people_saving_at_once_lose_nothing(ground: Ground, tmp_path: Path) -> None:
    assert_nothing_lost(told(make(ground(), 4), tmp_path, 4, 2))


@pytest.mark.slow
def test_eight_people_saving_for_ten_seconds_lose_nothing_and_never_hear_locked(ground: Ground, tmp_path: Path) -> None:
    found = told(make(ground(), 8), tmp_path, 8, 10)
    assert_nothing_lost(found)
    assert found.refused["ChangedMeanwhile"] > 0, "nobody met anybody: the hammer does not hit"


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize(("people", "every"), [(100, 4.0), (20, 0.0)])
def test_a_team_that_saves_for_twenty_seconds_on_a_server_loses_and_doubles_nothing(
    people: int, every: float, cluster: Cluster, tmp_path: Path
) -> None:
    team = make(databases(cluster)(), people)
    found = crowded(team, tmp_path, people, 20, every)
    pace = f"every {every:g} s" if every else "without a pause"
    sys.stdout.write(f"\n{people} people on a server, a save {pace}: {found.said()}\n")
    assert_nothing_lost(found)
    assert found.acknowledged >= people * 3


@pytest.mark.parametrize(("processes", "times"), [(4, 10), pytest.param(8, 50, marks=pytest.mark.slow)])
def test_calls_counted_by_several_people_in_one_block_add_up(ground: Ground, tmp_path: Path, processes: int, times: int) -> None:
    team = make(ground(), processes)
    logs = [tmp_path / f"log-{place}" for place in range(processes)]
    hands = [start(writer.count, team, place, log, times) for place, log in enumerate(logs)]
    with crew(hands):
        for hand in hands:
            hand.wait()
    found = verdict(team, logs, 1)
    assert found.counted == found.stored == found.tallied == processes * times
    assert (found.lost, found.doubled, found.findings) == ((), (), ())
