"""How many saves a second a team gets out of one SQLite file, and whether any was lost: `python -m tests.benchmarks.hammer`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hammers.verdict import Verdict, hammered


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told about one run; times in milliseconds."""

    processes: int
    seconds: float
    saves: int
    saves_per_second: float
    p50: float
    p95: float
    slowest: float
    lost: int
    overwritten: int
    locked: int
    refused: dict[str, int]
    counted: int
    stored: int
    findings: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, locked, miscounted or left torn."""
        return not (self.lost or self.overwritten or self.locked or self.findings) and self.counted == self.stored


def figures(found: Verdict, processes: int) -> Figures:
    """Return the figures of a hammer."""
    return Figures(
        processes=processes,
        seconds=round(found.seconds, 1),
        saves=found.acknowledged,
        saves_per_second=round(found.per_second, 1),
        p50=round(found.percentile(0.5), 1),
        p95=round(found.percentile(0.95), 1),
        slowest=round(found.percentile(1), 1),
        lost=len(found.lost),
        overwritten=len(found.overwritten),
        locked=len(found.unusable),
        refused=dict(found.refused),
        counted=found.counted,
        stored=found.stored,
        findings=len(found.findings),
    )


def main(words: list[str] | None = None) -> int:
    """Hammer as asked and print the figures; return 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8, help="people saving at once (default: 8)")
    parser.add_argument("--seconds", type=float, default=10, help="how long (default: 10)")
    parser.add_argument("--runs", type=int, default=1, help="how often (default: 1)")
    parser.add_argument("--folder", type=Path, help="where the file is made: put it on the disk that is to be measured")
    parser.add_argument("--json", action="store_true", help="one JSON document a run")
    asked = parser.parse_args(words)
    clean = True
    for _ in range(asked.runs):
        with TemporaryDirectory(dir=asked.folder) as folder:
            found = hammered(Path(folder), asked.processes, asked.seconds)
        run = figures(found, asked.processes)
        told = {name: getattr(run, name) for name in Figures.__slots__}
        print(json.dumps(told) if asked.json else f"{asked.processes} processes: {found.said()}")
        clean = clean and run.is_clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
