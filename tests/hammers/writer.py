"""One process of a hammer: a member who saves as fast as the services let it, and writes down each save once it is acknowledged."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import event, select

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.services import dealing, planning, tracking
from sprintsales.services.desk import Desk, new_token
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.storage.schema import activity
from tests.hammers.team import DAYS, MONDAY, Team, desk_of

READY, GO, STOP, SAVED = "ready", "go", "stop", "saved"
OPEN_ITEMS = 20
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
    """What a process knows to be saved, on the disk before it goes on."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def write(self, **line: object) -> None:
        """Add a line that is there whatever happens next."""
        os.write(self._file, json.dumps(line).encode() + b"\n")
        os.fsync(self._file)

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
        planning.move(self.desk, [id_], day, shown={id_: {"planned_on": before}}, token=token)
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

    def save(self) -> Ack:
        """Do what a member does next, whatever it is."""
        verbs: list[Callable[[str], Ack]] = [self.add, self.edit, self.edit, self.count]
        if self.items:
            verbs += [self.move, self.move, self.done] if len(self.items) < OPEN_ITEMS else [self.move, self.done, self.done, self.done]
        return self.dice.choice(verbs)(new_token())


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
    member = Member(desk_of(team.path, team.names[place]), team, random.Random(seed))
    log = Log(log_path)
    parent.send(READY)
    parent.recv()
    end = time.perf_counter() + seconds
    tries = 0
    while (tries < AT_LEAST or time.perf_counter() < end) and not parent.poll():
        tries += 1
        started = time.perf_counter()
        try:
            ack = member.save()
        except Refused as refused:
            log.write(refused=type(refused).__name__)
            continue
        except Unusable as unusable:
            log.write(unusable=str(unusable))
            continue
        log.acknowledge(ack, time.perf_counter() - started)
        if aloud:
            parent.send(SAVED)
    member.desk.database.close()


def count(team: Team, place: int, log_path: Path, times: int, parent: Connection) -> None:
    """Count one unit of the shared block so many times, one save each."""
    member = Member(desk_of(team.path, team.names[place]), team, random.Random(place))
    log = Log(log_path)
    parent.send(READY)
    parent.recv()
    for _ in range(times):
        started = time.perf_counter()
        log.acknowledge(member.count(new_token()), time.perf_counter() - started)
    member.desk.database.close()


def bring_in(team: Team, place: int, log_path: Path, file: Path, parent: Connection) -> None:
    """Import a file and write down that it was acknowledged."""
    desk = desk_of(team.path, team.names[place])
    log = Log(log_path)
    parent.send(READY)
    parent.recv()
    report = import_file(desk, ImportOrder(file=file, kind="deals"))
    log.write(imported=report.added, entry=report.entry_id)
    desk.database.close()


def die_saving(team: Team, place: int, log_path: Path, token: str, statement: int | None, parent: Connection) -> None:
    """Plan a call and die by signal 9 at so-manieth statement of it; None: once it is saved and before anybody hears of it."""
    member = Member(desk_of(team.path, team.names[place]), team, random.Random(place))
    log = Log(log_path)
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
    log.acknowledge(ack, 0.0)
