"""What a hammer came to: every acknowledged save looked for in the journal, and the figures."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from tests.hammers import writer
from tests.hammers.crew import crew, lines, start
from tests.hammers.team import Team, make


@dataclass(frozen=True, slots=True)
class Verdict:
    """Saves and what became of them; times in seconds."""

    saves: Counter[str]
    refused: Counter[str]
    unusable: tuple[str, ...]
    lost: tuple[str, ...]
    overwritten: tuple[str, ...]
    counted: int
    stored: int
    tallied: int
    seconds: float
    times: tuple[float, ...]
    findings: tuple[str, ...]

    @property
    def acknowledged(self) -> int:
        """All saves that were acknowledged."""
        return self.saves.total()

    def percentile(self, share: float) -> float:
        """Return the time that a share of the saves did not exceed, in milliseconds."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))] * 1000 if self.times else 0.0

    @property
    def per_second(self) -> float:
        """Saves a second, of all processes together."""
        return self.acknowledged / self.seconds

    def said(self) -> str:
        """Return the figures in one line."""
        return (
            f"{self.acknowledged} saves in {self.seconds:.1f} s ({self.per_second:.0f}/s), p50 {self.percentile(0.5):.1f} ms, "
            f"p95 {self.percentile(0.95):.1f} ms, slowest {self.percentile(1):.0f} ms; lost {len(self.lost)}, "
            f"overwritten unseen {len(self.overwritten)}, locked {len(self.unusable)}, refused {dict(self.refused)}; "
            f"counted {self.counted} stored {self.stored}; findings of db check {len(self.findings)}"
        )


def verdict(team: Team, logs: Iterable[Path], seconds: float) -> Verdict:
    """Return what the logs of a hammer of so many seconds say, held against the database."""
    told = [line for log in logs for line in lines(log)]
    acks = [line for line in told if "token" in line]
    database = Database.open(team.path)
    with database.read() as connection:
        entries: dict[str, int] = dict(connection.exec_driver_sql("SELECT token, id FROM journal_entry").all())
        changes: dict[tuple[int, str, int], tuple[dict[str, Any], dict[str, Any]]] = {
            (entry, table, row_id): (json.loads(before or "{}"), json.loads(after or "{}"))
            for entry, table, row_id, before, after in connection.exec_driver_sql(
                "SELECT entry_id, tbl, row_id, before, after FROM journal_change"
            )
        }
        stored = connection.exec_driver_sql("SELECT quantity_done FROM activity WHERE id = ?", (team.block,)).scalar_one()
        tallied = connection.exec_driver_sql("SELECT sum(units) FROM activity_tally WHERE activity_id = ?", (team.block,)).scalar()
    lost, overwritten = [], []
    for ack in acks:
        before, after = changes.get((entries.get(ack["token"], 0), ack["table"], ack["row_id"]), ({}, {}))
        if not after or any(after.get(name) != value for name, value in ack["wanted"].items()):
            lost.append(f"{ack['verb']} {ack['token']}")
        elif any(before.get(name) != value for name, value in ack["seen"].items()):
            overwritten.append(f"{ack['verb']} {ack['token']}")
    findings = tuple(finding.sentence for finding in check(database).findings)
    database.close()
    return Verdict(
        saves=Counter(ack["verb"] for ack in acks),
        refused=Counter(line["refused"] for line in told if "refused" in line),
        unusable=tuple(line["unusable"] for line in told if "unusable" in line),
        lost=tuple(lost),
        overwritten=tuple(overwritten),
        counted=sum(ack["verb"] == "count" for ack in acks),
        stored=int(stored),
        tallied=int(tallied or 0),
        seconds=seconds,
        times=tuple(ack["s"] for ack in acks),
        findings=findings,
    )


def hammered(folder: Path, processes: int, seconds: float) -> Verdict:
    """Let as many processes save for some seconds on one new file and return what became of it."""
    team = make(folder / "team.db", processes)
    logs = [folder / f"log-{place}" for place in range(processes)]
    hands = [start(writer.hammer, team, place, log, seconds, place) for place, log in enumerate(logs)]
    started = time.perf_counter()
    with crew(hands):
        for hand in hands:
            hand.wait()
    return verdict(team, logs, time.perf_counter() - started)


def doubled(team: Team) -> Sequence[str]:
    """Return the tokens that stand in the journal more than once."""
    database = Database.open(team.path)
    with database.read() as connection:
        found = connection.exec_driver_sql("SELECT token FROM journal_entry GROUP BY token HAVING count(*) > 1").scalars().all()
    database.close()
    return [str(token) for token in found]
