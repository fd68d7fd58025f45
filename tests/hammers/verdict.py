"""What a hammer came to: every acknowledged save looked for in the journal, and the figures."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.schema import activity, activity_tally, journal_change, journal_entry
from tests.hammers import writer
from tests.hammers.crew import Process, crew, lines, start
from tests.hammers.team import Team

Fields = dict[str, Any]
A_PROCESS = 10
"""People in one process of a crowd."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Saves and what became of them; times in seconds."""

    saves: Counter[str]
    refused: Counter[str]
    unusable: tuple[str, ...]
    away: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    overwritten: tuple[str, ...]
    counted: int
    stored: int
    tallied: int
    unheard: int
    seconds: float
    times: tuple[float, ...]
    findings: tuple[str, ...]

    @property
    def acknowledged(self) -> int:
        """All saves that were acknowledged."""
        return self.saves.total()

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled, overwritten, refused by the database, miscounted or left torn."""
        wrong = self.lost or self.doubled or self.overwritten or self.unusable or self.findings
        return not wrong and self.counted <= self.stored == self.tallied <= self.counted + self.unheard

    def percentile(self, share: float) -> float:
        """Return the time that a share of the saves did not exceed, in milliseconds."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))] * 1000 if self.times else 0.0

    @property
    def per_second(self) -> float:
        """Saves a second, of all processes together."""
        return self.acknowledged / self.seconds

    def figures(self) -> dict[str, object]:
        """Return the figures by name; times in milliseconds."""
        times = {"p50": 0.5, "p95": 0.95, "slowest": 1.0}
        return {
            "seconds": round(self.seconds, 1),
            "saves": self.acknowledged,
            "saves_per_second": round(self.per_second, 1),
            **{name: round(self.percentile(share), 1) for name, share in times.items()},
            "lost": len(self.lost),
            "doubled": len(self.doubled),
            "overwritten": len(self.overwritten),
            "locked": len(self.unusable),
            "away": self.away,
            "refused": dict(self.refused),
            "unheard": self.unheard,
            "counted": self.counted,
            "stored": self.stored,
            "findings": len(self.findings),
        }

    def said(self) -> str:
        """Return the figures in one line."""
        return (
            f"{self.acknowledged} saves in {self.seconds:.1f} s ({self.per_second:.0f}/s), p50 {self.percentile(0.5):.1f} ms, "
            f"p95 {self.percentile(0.95):.1f} ms, slowest {self.percentile(1):.0f} ms; lost {len(self.lost)}, doubled {len(self.doubled)}, "
            f"overwritten unseen {len(self.overwritten)}, locked {len(self.unusable)}, server away {self.away}, "
            f"refused {dict(self.refused)}, saved unheard {self.unheard}; counted {self.counted} stored {self.stored}; "
            f"findings of db check {len(self.findings)}"
        )


class Change(NamedTuple):
    """What an act did to a row, as the journal holds it."""

    op: str
    before: Fields
    after: Fields


class Journal:
    """All acts and what they changed."""

    def __init__(self, connection: Connection) -> None:
        entry, change = journal_entry.c, journal_change.c
        self.entries: dict[str, int] = {}
        self.twice: list[str] = []
        for token, id_ in connection.execute(select(entry.token, entry.id)):
            if token in self.entries:
                self.twice.append(str(token))
            self.entries[str(token)] = int(id_)
        self.changes: dict[int, dict[tuple[str, int], Change]] = {}
        for row in connection.execute(select(change.entry_id, change.tbl, change.row_id, change.op, change.before, change.after)):
            told = Change(str(row.op), json.loads(row.before or "{}"), json.loads(row.after or "{}"))
            self.changes.setdefault(int(row.entry_id), {})[str(row.tbl), int(row.row_id)] = told

    def of(self, token: str) -> dict[tuple[str, int], Change]:
        """Return what the act with this token changed; nothing where there is none."""
        return self.changes.get(self.entries.get(token, 0), {})

    def is_double(self, verb: str, token: str) -> bool:
        """Return whether an act that is there did more than once what it is about: two calls planned, two units counted."""
        changes = self.of(token)
        items = [change for (table, _), change in changes.items() if table == "activity"]
        if verb == "add":
            return len(items) > 1
        if verb == "count":
            return any(one.after["quantity_done"] - one.before["quantity_done"] != 1 for one in items)
        return False


def verdict(team: Team, logs: Iterable[Path], seconds: float) -> Verdict:
    """Return what the logs of a hammer of so many seconds say, held against the database."""
    told = [line for log in logs for line in lines(log)]
    acks, tried = [line for line in told if "table" in line], {line["token"]: line["tried"] for line in told if "tried" in line}
    database = Database.open(team.target)
    with database.read() as connection:
        journal = Journal(connection)
        stored = connection.execute(select(activity.c.quantity_done).where(activity.c.id == team.block)).scalar_one()
        tally = select(func.sum(activity_tally.c.units)).where(activity_tally.c.activity_id == team.block)
        tallied = connection.execute(tally).scalar()
    lost, overwritten = [], []
    for ack in acks:
        change = journal.of(ack["token"]).get((ack["table"], ack["row_id"]), Change("", {}, {}))
        if not change.after or any(change.after.get(name) != value for name, value in ack["wanted"].items()):
            lost.append(f"{ack['verb']} {ack['token']}")
        elif any(change.before.get(name) != value for name, value in ack["seen"].items()):
            overwritten.append(f"{ack['verb']} {ack['token']}")
    findings = tuple(finding.sentence for finding in check(database).findings)
    database.close()
    heard = {ack["token"] for ack in acks}
    return Verdict(
        saves=Counter(ack["verb"] for ack in acks),
        refused=Counter(line["refused"] for line in told if "refused" in line),
        unusable=tuple(line["unusable"] for line in told if "unusable" in line),
        away=sum("away" in line for line in told),
        lost=tuple(lost),
        doubled=(*journal.twice, *(token for token, verb in tried.items() if journal.is_double(verb, token))),
        overwritten=tuple(overwritten),
        counted=sum(ack["verb"] == "count" for ack in acks),
        stored=int(stored),
        tallied=int(tallied or 0),
        unheard=sum(token in journal.entries for token in tried if token not in heard),
        seconds=seconds,
        times=tuple(ack["s"] for ack in acks),
        findings=findings,
    )


def hammered(team: Team, folder: Path, processes: int, seconds: float) -> Verdict:
    """Let as many processes save for some seconds and return what became of it."""
    logs = [folder / f"log-{place}" for place in range(processes)]
    hands = [start(writer.hammer, team, place, log, seconds, place) for place, log in enumerate(logs)]
    started = time.perf_counter()
    with crew(hands):
        for hand in hands:
            hand.wait()
    return verdict(team, logs, time.perf_counter() - started)


def crowd_of(team: Team, folder: Path, people: int, seconds: float, every: float) -> list[Process]:
    """Return processes with so many people who save every so many seconds (0: without a pause), at the start line."""
    places = list(range(people))
    several = [places[first : first + A_PROCESS] for first in range(0, people, A_PROCESS)]
    return [start(writer.crowd, team, one, folder, seconds, every) for one in several]


def crowded(team: Team, folder: Path, people: int, seconds: float, every: float) -> Verdict:
    """Let a crowd save for some seconds and return what became of it."""
    hands = crowd_of(team, folder, people, seconds, every)
    started = time.perf_counter()
    with crew(hands):
        for hand in hands:
            hand.wait_for(seconds)
    return verdict(team, [folder / f"log-{place}" for place in range(people)], time.perf_counter() - started)
