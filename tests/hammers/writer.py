"""One process of a hammer: members who save as fast as the services let them, or at a pace, and write down each save once acknowledged."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import event, select

from sprintsales.domain.errors import Refused, Unreachable, Unusable
from sprintsales.services import dealing, moving, planning, tracking
from sprintsales.services.desk import Desk, new_token
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.storage.schema import activity
from tests.hammers.team import DAYS, MONDAY, Team, desk_of

READY, GO, STOP, SAVED = "ready", "go", "stop", "saved"
OPEN_ITEMS = 20
PAUSE = threading.Event()
"""Never set: waiting for it is a pause."""
AT_LEAST = 30
"""Saves a process makes whatever the time, so that a busy machine hammers too."""


class AlreadySo(Refused):
    """Somebody else made the same change in the meantime, so that nothing was written."""


@dataclass(frozen=True, slots=True)
class Ack:
    """One save as it was acknowledged: the row it changed, what the fields were seen to hold, and what was wanted there."""

    verb: str
    token: str
    table: str
    row_id: int
    seen: Mapping[str, object] = field(default_factory=dict)
    wanted: Mapping[str, object] = field(default_factory=dict)


class Log:
    """What a client tried, and what it knows to be saved: there before it goes on, also when the process is killed then."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def write(self, **line: object) -> None:
        """Add a line that is there whatever happens next."""
        os.write(self._file, json.dumps(line).encode() + b"\n")

    def acknowledge(self, ack: Ack, seconds: float) -> None:
        """Note a save."""
        self.write(
            verb=ack.verb, token=ack.token, table=ack.table, row_id=ack.row_id, seen=dict(ack.seen), wanted=dict(ack.wanted), s=seconds
        )


@dataclass
class Member:
    """A member at work: the desk, the dice, and the own items that are still open."""

    desk: Desk
    team: Team
    dice: random.Random
    log: Log
    items: list[int] = field(default_factory=list)

    def add(self, token: str) -> Ack:
        """Plan a call."""
        day = self.dice.choice(DAYS)
        made = planning.add(self.desk, "call 15m", day=day, token=token).ids[0]
        self.items.append(made)
        return Ack("add", token, "activity", made, {}, {"planned_on": day.isoformat(), "owner_id": self.desk.me.id})

    def move(self, token: str) -> Ack:
        """Move one of the own items to another day."""
        id_ = self.dice.choice(self.items)
        with self.desk.database.read() as connection:
            before = connection.execute(select(activity.c.planned_on).where(activity.c.id == id_)).scalar_one()
        day = self.dice.choice([day for day in DAYS if day != before])
        moving.move(self.desk, [id_], day, shown={id_: {"planned_on": before}}, token=token)
        return Ack("move", token, "activity", id_, {"planned_on": before.isoformat()}, {"planned_on": day.isoformat()})

    def done(self, token: str) -> Ack:
        """Mark one of the own items done."""
        id_ = self.items.pop(self.dice.randrange(len(self.items)))
        tracking.done(self.desk, id_, token=token)
        return Ack("done", token, "activity", id_, {"state": "planned"}, {"state": "done"})

    def edit(self, token: str) -> Ack:
        """Change one field of a deal everybody changes, as it was seen a moment ago."""
        id_, name = self.dice.choice(self.team.deals), self.dice.choice(tuple(EDITS))
        seen = dealing.as_seen(self.desk, id_)
        typed, wanted = EDITS[name](self.dice)
        saved = dealing.set_fields(self.desk, id_, {name: typed}, seen=seen, token=token)
        if not saved.changed:
            raise AlreadySo(f"{name} of deal {id_} was {typed} already when the save came: nothing to write")
        return Ack("edit", token, "deal", id_, {name: plain(seen[name])}, {name: wanted})

    def count(self, token: str) -> Ack:
        """Count one unit of the block everybody counts."""
        tracking.done(self.desk, self.team.block, tracking.Report(quantity=1), token=token)
        return Ack("count", token, "activity", self.team.block)

    def choose(self) -> Callable[[str], Ack]:
        """Decide what a member does next, whatever it is."""
        verbs: list[Callable[[str], Ack]] = [self.add, self.edit, self.edit, self.count]
        if self.items:
            verbs += [self.move, self.move, self.done] if len(self.items) < OPEN_ITEMS else [self.move, self.done, self.done, self.done]
        return self.dice.choice(verbs)

    def save(self, since: float | None = None) -> bool:
        """Do the next thing and return whether it was acknowledged; its time counts from SINCE, when it was due.

        While the server is away it is tried anew, as a person would: what was begun goes on under its token by itself.
        """
        started = time.perf_counter() if since is None else since
        while True:
            verb, token = self.choose(), new_token()
            self.log.write(tried=verb.__name__, token=token)
            try:
                ack = verb(token)
            except Refused as refused:
                self.log.write(refused=type(refused).__name__)
                return False
            except Unreachable as away:
                self.log.write(away=str(away))
                PAUSE.wait(0.1)
                continue
            except Unusable as unusable:
                self.log.write(unusable=str(unusable))
                return False
            self.log.acknowledge(ack, time.perf_counter() - started)
            return True


def other_value(dice: random.Random) -> tuple[str, object]:
    """Return another amount as it is typed and as it is kept."""
    euros = dice.randint(1, 1_000_000)
    return str(euros), euros * 100


def other_chance(dice: random.Random) -> tuple[str, object]:
    """Return another probability as it is typed and as it is kept."""
    percent = dice.randint(0, 100)
    return f"{percent}%", percent * 10


def other_date(dice: random.Random) -> tuple[str, object]:
    """Return another close date as it is typed and as it is kept."""
    day = (MONDAY + timedelta(days=dice.randint(1, 300))).isoformat()
    return day, day


EDITS = {"value": other_value, "probability": other_chance, "close_on": other_date}


def plain(value: object) -> object:
    """Return a value as the journal writes it."""
    return value if isinstance(value, (int, str)) or value is None else str(value)


def hammer(team: Team, place: int, log_path: Path, seconds: float, seed: int, parent: Connection, *, aloud: bool = False) -> None:
    """Save until the time is over, and at least a few times, or until the parent says stop; ALOUD tells the parent of each save."""
    member = member_at(team, place, log_path, seed)
    parent.send(READY)
    parent.recv()
    end = time.perf_counter() + seconds
    tries = 0
    while (tries < AT_LEAST or time.perf_counter() < end) and not parent.poll():
        tries += 1
        if member.save() and aloud:
            parent.send(SAVED)
    member.desk.database.close()


def crowd(team: Team, places: Sequence[int], folder: Path, seconds: float, every: float, parent: Connection) -> None:
    """Be several people, each with a connection of their own, who save every so often (0: without a pause) until the time is over.

    They begin at different moments. A save's time counts from when it was due, so that one that had to wait for another counts whole.
    The parent is told of each save.
    """
    members = [member_at(team, place, folder / f"log-{place}", place) for place in places]
    parent.send(READY)
    parent.recv()
    begun, over, telling = time.perf_counter(), threading.Event(), threading.Lock()

    def work(member: Member) -> None:
        due = begun + member.dice.random() * every
        while not over.is_set() and due < begun + seconds:
            over.wait(max(0.0, due - time.perf_counter()))
            if member.save(due if every else None):
                with telling:
                    parent.send(SAVED)
            due = due + every if every else time.perf_counter()
        member.desk.database.close()

    threads = [threading.Thread(target=work, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.2)
            if parent.poll():
                over.set()


def member_at(team: Team, place: int, log_path: Path, seed: int) -> Member:
    """Return a member who has sat down."""
    return Member(desk_of(team.target, team.names[place]), team, random.Random(seed), Log(log_path))


def count(team: Team, place: int, log_path: Path, times: int, parent: Connection) -> None:
    """Count one unit of the shared block so many times, one save each."""
    member = member_at(team, place, log_path, place)
    parent.send(READY)
    parent.recv()
    for _ in range(times):
        started, token = time.perf_counter(), new_token()
        member.log.write(tried="count", token=token)
        member.log.acknowledge(member.count(token), time.perf_counter() - started)
    member.desk.database.close()


def bring_in(team: Team, place: int, log_path: Path, file: Path, parent: Connection) -> None:
    """Import a file and write down that it was acknowledged."""
    desk = desk_of(team.target, team.names[place])
    log = Log(log_path)
    parent.send(READY)
    parent.recv()
    report = import_file(desk, ImportOrder(file=file, kind="deals"))
    log.write(imported=report.added, entry=report.entry_id)
    desk.database.close()


def die_saving(team: Team, place: int, log_path: Path, token: str, statement: int | None, parent: Connection) -> None:
    """Plan a call and die by signal 9 at so-manieth statement of it; None: once it is saved and before anybody hears of it."""
    member = member_at(team, place, log_path, place)
    done = 0

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def next_statement(*_of_event: object) -> None:
        nonlocal done
        done += 1
        if done == statement:
            die()

    writer = member.desk.database.place.writer
    for name in ("before_cursor_execute", "commit"):
        event.listen(writer, name, next_statement)
    parent.send(READY)
    parent.recv()
    ack = member.add(token)
    if statement is None:
        die()
    member.log.acknowledge(ack, 0.0)
