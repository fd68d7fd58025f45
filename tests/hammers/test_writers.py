"""Many processes saving at once on one file: nothing acknowledged is lost, nobody overwrites unseen, nobody is told "locked"."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.hammers import writer
from tests.hammers.crew import crew, start
from tests.hammers.team import make
from tests.hammers.verdict import Verdict, hammered, verdict


def told(folder: Path, processes: int, seconds: float) -> Verdict:
    """Hammer, show the figures to whoever asks for them (`pytest -s`), and return them."""
    found = hammered(folder, processes, seconds)
    sys.stdout.write(f"\n{processes} processes: {found.said()}\n")
    return found


def assert_nothing_lost(found: Verdict) -> None:
    assert found.lost == ()
    assert found.overwritten == ()
    assert found.unusable == ()
    assert set(found.refused) <= {"ChangedMeanwhile", "AlreadySo"}
    assert found.counted == found.stored == found.tallied
    assert set(found.saves) == {"add", "move", "done", "edit", "count"}
    assert found.findings == ()


def test_four_people_saving_at_once_lose_nothing(tmp_path: Path) -> None:
    assert_nothing_lost(told(tmp_path, 4, 2))


@pytest.mark.slow
def test_eight_people_saving_for_ten_seconds_lose_nothing_and_never_hear_locked(tmp_path: Path) -> None:
    found = told(tmp_path, 8, 10)
    assert_nothing_lost(found)
    assert found.refused["ChangedMeanwhile"] > 0, "nobody met anybody: the hammer does not hit"


@pytest.mark.parametrize(("processes", "times"), [(4, 10), pytest.param(8, 50, marks=pytest.mark.slow)])
def test_calls_counted_by_several_people_in_one_block_add_up(tmp_path: Path, processes: int, times: int) -> None:
    team = make(tmp_path / "team.db", processes)
    logs = [tmp_path / f"log-{place}" for place in range(processes)]
    hands = [start(writer.count, team, place, log, times) for place, log in enumerate(logs)]
    with crew(hands):
        for hand in hands:
            hand.wait()
    found = verdict(team, logs, 1)
    assert found.counted == found.stored == found.tallied == processes * times
    assert (found.lost, found.findings) == ((), ())
