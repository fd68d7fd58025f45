"""How long and how large the care of a big database is, in a file and on a server: examined, copied, exported and made again.

    python -m tests.benchmarks.care [--rows 100000]

Each step is a command in a process of its own: seconds on the clock, seconds of the processor (the server's not counted), peak MB.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.importing import write_deals
from tests.cluster import Cluster

IMPORT = ("--new-stages", "--date-format", "ymd")


def step(title: str, folder: Path, *words: str) -> None:
    """Run one command and print what it cost."""
    began = time.perf_counter()
    with (folder / "told").open("w", encoding="utf-8") as told:
        child = subprocess.Popen(
            [sys.executable, "-m", "sprintsales", *words],
            stdout=told,
            stderr=told,
            env={**os.environ, "XDG_DATA_HOME": str(folder / "home")},
        )
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    taken = time.perf_counter() - began
    print(f"{title:<34} {taken:6.1f} s  {used.ru_utime + used.ru_stime:6.1f} s processor  {used.ru_maxrss / 1024:4.0f} MB")
    if child.returncode:
        print((folder / "told").read_text(encoding="utf-8"))


def measure(folder: Path, cluster: Cluster, rows: int) -> None:
    """Make the team, then take every step on both databases."""
    file, server = str(folder / "team.db"), cluster.make("team")
    write_deals(folder / "deals.csv", rows)
    step("found", folder, "--db", file, "init", "--team", "North", "--me", "Ada")
    step("import", folder, "--db", file, "import", str(folder / "deals.csv"), *IMPORT)
    whole = folder / "all.json"
    step("file: export", folder, "--db", file, "export", "all", "-o", str(whole))
    print(f"{'':<34} {whole.stat().st_size / 1e6:6.1f} MB")
    step("server: restore the export", folder, "--db", server, "restore", str(whole))
    for kind, db in (("file", file), ("server", server)):
        copy = folder / f"{kind}.copy.gz"
        step(f"{kind}: check", folder, "--db", db, "db", "check")
        step(f"{kind}: export", folder, "--db", db, "export", "all", "-o", str(folder / f"{kind}.json"))
        step(f"{kind}: backup", folder, "--db", db, "db", "backup", str(copy))
        print(f"{'':<34} {copy.stat().st_size / 1e6:6.1f} MB")
        step(f"{kind}: its backup into a file", folder, "--db", str(folder / f"{kind}.again.db"), "restore", str(copy))
        step(f"{kind}: its backup on a server", folder, "--db", cluster.make(f"again_{kind}"), "restore", str(copy))
    step("file: restore the export", folder, "--db", str(folder / "whole.db"), "restore", str(whole))
    same = (folder / "file.json").read_bytes() == (folder / "server.json").read_bytes() == whole.read_bytes()
    print("the exports of both are the same to the byte" if same else "THE EXPORTS DIFFER")


def report(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of a throw-away folder and server."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    rows: int = parser.parse_args(arguments).rows
    folder, cluster = Path(tempfile.mkdtemp(prefix="care-")), Cluster()
    try:
        measure(folder, cluster, rows)
    finally:
        cluster.remove()
        shutil.rmtree(folder)


if __name__ == "__main__":
    report()
