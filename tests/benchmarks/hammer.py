"""How many saves a second a team gets out of one database, how long one takes, and whether any was lost.

    python -m tests.benchmarks.hammer save                          8 processes without a pause for 10 s, on a file
    python -m tests.benchmarks.hammer save --server --people 100 --every 4 --seconds 60
    python -m tests.benchmarks.hammer kill --times 200              kill -9 of a process that saves
    python -m tests.benchmarks.hammer crash --server --people 20    crashes of the server under people who save
    python -m tests.benchmarks.hammer edit --server                 changes of one person, alone

A server is made for the run and thrown away, one that puts what it acknowledged on the disk first.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sprintsales.services import dealing, moving, planning
from sprintsales.services.desk import new_token
from tests.cluster import Cluster
from tests.hammers.blows import crashed, killed
from tests.hammers.conftest import Ground, databases, files
from tests.hammers.team import DAYS, Team, desk_of, make
from tests.hammers.verdict import Verdict, crowded, hammered
from tests.hammers.writer import EDITS

WARM = 20
"""Changes that are not counted: the first ones fill what is kept in memory."""


@contextmanager
def ground(asked: argparse.Namespace, folder: Path) -> Iterator[tuple[Ground, Cluster | None]]:
    """Yield places for a new team, and the server they are on."""
    if not asked.server:
        yield files(folder), None
        return
    cluster = Cluster(fast=False, settings={"max_connections": str(asked.max_connections)})
    try:
        yield databases(cluster), cluster
    finally:
        cluster.remove()


def edits(team: Team, times: int) -> list[float]:
    """Return the seconds each of so many changes of one field of a deal took; the deal is read again for the answer."""
    desk, dice, took = desk_of(team.target, team.names[0]), random.Random(times), []
    for place in range(WARM + times):
        id_, name = team.deals[place % len(team.deals)], dice.choice(tuple(EDITS))
        seen, (typed, _) = dealing.as_seen(desk, id_), EDITS[name](dice)
        started = time.perf_counter()
        dealing.set_fields(desk, id_, {name: typed}, seen=seen, token=new_token())
        took.append(time.perf_counter() - started)
    desk.database.close()
    return took[WARM:]


def moves(team: Team, times: int) -> list[float]:
    """Return the seconds each of so many moves of an item to another day took."""
    desk, took = desk_of(team.target, team.names[0]), []
    item = planning.add(desk, "call 15m", day=DAYS[0]).ids[0]
    for place in range(1, 1 + WARM + times):
        started = time.perf_counter()
        moving.move(desk, [item], DAYS[place % len(DAYS)], token=new_token())
        took.append(time.perf_counter() - started)
    desk.database.close()
    return took[WARM:]


def alone(team: Team, times: int) -> None:
    """Print how long changes of one person take, nobody else being there."""
    for what, measured in (("a field of a deal", edits), ("an item to another day", moves)):
        took = sorted(1000 * one for one in measured(team, times))
        middle, most = took[len(took) // 2], took[int(len(took) * 0.95)]
        print(f"{what}, {times} times alone: p50 {middle:.1f} ms, p95 {most:.1f} ms, slowest {took[-1]:.1f} ms")


def tell(found: Verdict, *, as_json: bool) -> bool:
    """Print the figures and return whether nothing was lost."""
    if as_json:
        print(json.dumps({**found.figures(), "clean": found.is_clean}))
    else:
        print(found.said())
    return found.is_clean


def run(asked: argparse.Namespace, folder: Path) -> bool:
    """Do what was asked for once and return whether nothing was lost."""
    with ground(asked, folder) as (place, cluster):
        team = make(place(), max(3, asked.people))
        if asked.what == "kill":
            return tell(killed(team, folder, asked.times)[0], as_json=asked.json)
        if asked.what == "crash":
            assert cluster is not None, "only a server can crash: --server"
            return tell(crashed(cluster, team, folder, asked.times), as_json=asked.json)
        if asked.what == "edit":
            alone(team, asked.times)
            return True
        if asked.crowd or asked.every:
            return tell(crowded(team, folder, asked.people, asked.seconds, asked.every), as_json=asked.json)
        return tell(hammered(team, folder, asked.people, asked.seconds), as_json=asked.json)


def main(words: list[str] | None = None) -> int:
    """Hammer as asked and print the figures; return 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("save", "kill", "crash", "edit"))
    parser.add_argument("--server", action="store_true", help="on a PostgreSQL server (default: on a file)")
    parser.add_argument("--max-connections", type=int, default=250, help="of the server (default: 250)")
    parser.add_argument("--people", type=int, default=8, help="people saving at once (default: 8)")
    parser.add_argument("--crowd", action="store_true", help="ten people in a process; always so with a pace")
    parser.add_argument("--every", type=float, default=0.0, metavar="SECONDS", help="the pace of one person (default: without a pause)")
    parser.add_argument("--seconds", type=float, default=10, help="how long (default: 10)")
    parser.add_argument("--times", type=int, default=2, help="kills, crashes or changes")
    parser.add_argument("--runs", type=int, default=1, help="how often (default: 1)")
    parser.add_argument("--folder", type=Path, help="where the file is made: put it on the disk that is to be measured")
    parser.add_argument("--json", action="store_true", help="one JSON document a run")
    asked = parser.parse_args(words)
    clean = True
    for _ in range(asked.runs):
        with TemporaryDirectory(dir=asked.folder) as folder:
            clean = run(asked, Path(folder)) and clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
