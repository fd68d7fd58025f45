"""What a hammer does to a database in use: processes killed while they save, a server crashed under people who save."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from sprintsales.services import planning
from tests.cluster import Cluster
from tests.hammers import writer
from tests.hammers.crew import crew, lines, start
from tests.hammers.team import MONDAY, Team, desk_of
from tests.hammers.verdict import Verdict, crowd_of, verdict

FOR_EVER = 3600.0
OFTEN = 1.0
"""Seconds between two saves of one person: often enough that every crash meets saves under way."""


def saves_at_once(team: Team) -> float:
    """Sit down as the next person does, save something, and return the seconds it took."""
    started = time.perf_counter()
    desk = desk_of(team.target, team.names[-1])
    assert planning.add(desk, "call 15m", day=MONDAY).entry_id is not None
    desk.database.close()
    return time.perf_counter() - started


def killed(team: Team, folder: Path, rounds: int) -> tuple[Verdict, int]:
    """Kill a saving process again and again while a colleague saves on; return what is left, and how many saves the dead had heard of."""
    dice = random.Random(rounds)
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
    found = verdict(team, [*logs, folder / "colleague"], time.perf_counter() - started)
    victims = sum("table" in line for log in logs for line in lines(log))
    sys.stdout.write(
        f"\n{rounds} kills of a process that had {victims} saves acknowledged; the next start and its save took "
        f"{max(waits) * 1000:.0f} ms at most. All together: {found.said()}\n"
    )
    return found, victims


def crashed(cluster: Cluster, team: Team, folder: Path, crashes: int) -> Verdict:
    """Crash a server so many times under people who save; return what became of it, after all have saved on by themselves."""
    people = len(team.names)
    hands = crowd_of(team, folder, people, FOR_EVER, OFTEN)
    started, outages = time.perf_counter(), []
    with crew(hands):
        for _ in range(crashes):
            for hand in hands:
                hand.catch_up()
                hand.hear(50)
            down = time.perf_counter()
            cluster.stop("immediate")
            cluster.start()
            outages.append(time.perf_counter() - down)
        for hand in hands:
            hand.catch_up()
            hand.hear(50)
        for hand in hands:
            hand.stop()
    found = verdict(team, [folder / f"log-{place}" for place in range(people)], time.perf_counter() - started)
    away = ", ".join(f"{one:.1f} s" for one in outages)
    sys.stdout.write(f"\n{crashes} crashes (down {away}) under {people} people, times with the outages in them: {found.said()}\n")
    return found
