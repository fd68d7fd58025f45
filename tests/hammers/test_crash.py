"""A server that crashes under people who save: what was acknowledged is there, once, and they go on by themselves."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import Cluster, binaries
from tests.hammers.conftest import SERVER_IS_MISSING, databases
from tests.hammers.crew import crew
from tests.hammers.team import Team, make
from tests.hammers.verdict import Verdict, crowd_of, verdict

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.skipif(binaries() is None, reason=SERVER_IS_MISSING)]
PEOPLE = 20
OFTEN = 0.3
"""Seconds between two saves of one person: often enough that every crash meets saves under way."""
FOR_EVER = 600.0


@pytest.fixture
def own() -> Iterator[Cluster]:
    """Return a server of this test, which puts what it acknowledged on the disk first."""
    made = Cluster(fast=False)
    yield made
    made.remove()


def crashed(cluster: Cluster, team: Team, folder: Path, crashes: int) -> Verdict:
    """Let people save, crash the server so many times, each time after and before all of them saved on, and return what became of it."""
    hands = crowd_of(team, folder, PEOPLE, FOR_EVER, OFTEN)
    started, outages = time.perf_counter(), []
    with crew(hands):
        for _ in range(crashes):
            for hand in hands:
                hand.hear(30)
            down = time.perf_counter()
            cluster.stop("immediate")
            cluster.start()
            outages.append(time.perf_counter() - down)
        for hand in hands:
            hand.catch_up()
            hand.hear(30)
        for hand in hands:
            hand.stop()
    found = verdict(team, [folder / f"log-{place}" for place in range(PEOPLE)], time.perf_counter() - started)
    away = ", ".join(f"{one:.1f} s" for one in outages)
    sys.stdout.write(f"\n{crashes} crashes (down {away}) under {PEOPLE} people, times with the outages in them: {found.said()}\n")
    return found


def test_two_crashes_of_a_server_under_twenty_people_lose_and_double_nothing(own: Cluster, tmp_path: Path) -> None:
    found = crashed(own, make(databases(own)(), PEOPLE), tmp_path, 2)
    assert found.is_clean, found.said()
    assert found.percentile(1) < 15_000, "somebody did not go on by themselves"
