"""A small selling team in a real database, and ways to write to it and to harm it."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from sprintsales.storage import rows, tables
from sprintsales.storage.database import Act, Database, Done
from sprintsales.storage.digests import digest_of
from sprintsales.storage.persons import remember
from sprintsales.storage.triggers import sqlite_triggers
from tests.places import Ids, Target, Template, console

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
HOSTILE = 'Acme [/] deal \x1b]0;owned\x07 \u202egnp.exe\u200b "quoted" \\ 日本 🙂 O\'Brien; DROP TABLE deal; \u0000 \x7f \x9b tail'
_tokens = itertools.count(1)


@dataclass(frozen=True)
class World:
    """The database of the team and the ids of what is in it."""

    database: Database
    ids: Ids
    target: Target
    """What it was opened by."""

    @property
    def path(self) -> Path:
        """Return the file; only of a team in one."""
        return self.database.path

    @property
    def on_file(self) -> bool:
        """Whether it is in a file."""
        return isinstance(self.target, Path)

    @property
    def hostile(self) -> str:
        """Return the worst text this database can keep: a server has no place for a NUL."""
        return HOSTILE if self.on_file else HOSTILE.replace("\0", "")

    def __getitem__(self, name: str) -> int:
        return self.ids[name]

    def write(self, work: Callable[[Session], Any], *, token: str | None = None, **more: Any) -> Done[Any]:
        """Do WORK as the rep, by the front door."""
        used = token or f"test-{next(_tokens)}"
        return self.database.write(act(team_id=self["team"], member_id=self["rep"], **more), work, token=used)

    def put(self, model: type[tables.Base], row_id: int, **wanted: Any) -> Done[Any]:
        """Change fields of one row in an act of its own."""
        return self.write(lambda session: rows.put(session, model, row_id, **wanted))

    def add(self, row: tables.Base) -> int:
        """Add one row in an act of its own and return its id."""
        return int(self.write(lambda session: rows.add(session, row)).value)


def act(verb: str = "change", summary: str = "a change", **more: Any) -> Act:
    """Return an act of this Wednesday morning."""
    return Act(**{"verb": verb, "summary": summary, "recorded_at": NOW, "happened_at": NOW, "known_on": TODAY, **more})


def found(session: Session) -> dict[str, int]:
    """Found the team: two people, a pipeline, an account, two deals, a sprint, work, and a promise."""
    ids: dict[str, int] = {}

    def made(name: str, row: tables.Base) -> int:
        ids[name] = rows.add(session, row)
        return ids[name]

    company = made("company", tables.Company(name="Acme Selling"))
    team = made(
        "team", tables.Team(company_id=company, name="North", currency="EUR", timezone="Europe/Rome", sprint_anchor=date(2026, 11, 2))
    )
    connection = session.connection()
    for name in ("rep", "manager"):
        text_id = remember(connection, team, "name", f"Ada {name}")
        made(name, tables.Member(team_id=team, name_id=text_id, function="ae"))
        made(f"{name}_seat", tables.Membership(team_id=team, member_id=ids[name], role=name))
    pipeline = made("pipeline", tables.Pipeline(team_id=team, name="Sales"))
    for position, (name, kind) in enumerate((("Prospect", "open"), ("Proposal", "open"), ("Won", "won"), ("Lost", "lost"))):
        made(name, tables.Stage(team_id=team, pipeline_id=pipeline, name=name, position=position, kind=kind, probability=position * 100))
    made("account", tables.Account(team_id=team, name="Bistro Verde"))
    for name in ("deal", "other"):
        row = tables.Deal(
            team_id=team, name=f"{name} of Bistro", account_id=ids["account"], owner_id=ids["rep"], pipeline_id=pipeline,
            stage_id=ids["Prospect"], value=125000, currency="EUR", started_on=date(2026, 10, 1), close_on=date(2026, 12, 18),
        )  # fmt: skip
        made(name, row)
    made("call", tables.ActivityType(team_id=team, code="call", name="Call", sign="C", minutes=15, work_class="value", touch=True))
    sprint = made("sprint", tables.Sprint(team_id=team, number=1, start_on=date(2026, 11, 16), end_on=date(2026, 11, 23)))
    activity = tables.Activity(
        team_id=team, type_id=ids["call"], owner_id=ids["rep"], deal_id=ids["deal"], sprint_id=sprint, planned_on=TODAY, minutes=30
    )
    made("activity", activity)
    promise(session, ids)
    return ids


def promise(session: Session, ids: dict[str, int]) -> None:
    """Commit the rep to the one activity, with the picture taken at it."""
    entry = int(session.info["entry_id"])
    team, sprint, rep = ids["team"], ids["sprint"], ids["rep"]
    promised = tables.Commitment(
        team_id=team, entry_id=entry, sprint_id=sprint, member_id=rep, on_day=date(2026, 11, 16), load_minutes=30, capacity_minutes=2400
    )
    ids["commitment"] = rows.add(session, promised)
    item = tables.CommitmentItem(
        team_id=team, commitment_id=ids["commitment"], activity_id=ids["activity"], type_id=ids["call"], minutes=30, planned_on=TODAY,
        deal_id=ids["deal"], deal_value=125000, deal_currency="EUR", deal_stage_id=ids["Prospect"], deal_close_on=date(2026, 12, 18),
    )  # fmt: skip
    ids["item"] = rows.add(session, item)
    body = '{"items":[{"activity":1,"planned_on":"2026-11-18"}],"on":"2026-11-16"}'
    picture = tables.Snapshot(
        team_id=team, entry_id=entry, kind="commit", on_day=date(2026, 11, 16), sprint_id=sprint, member_id=rep, body=body,
        digest=digest_of(body),
    )  # fmt: skip
    ids["snapshot"] = rows.add(session, picture)


def live_a_little(world: World) -> None:
    """Let a few days of ordinary and of hostile work pass through the front door."""
    world.put(tables.Deal, world["deal"], close_on=date(2027, 1, 15), value=150000)
    world.put(tables.Deal, world["deal"], stage_id=world["Proposal"], probability=250)
    gone = world.add(deal_named(world, "a mistake"))
    world.write(lambda session: rows.remove(session, tables.Deal, gone), verb="remove")
    world.add(deal_named(world, world.hostile))
    world.put(tables.Activity, world["activity"], state="done", done_on=TODAY, quantity_done=1, done_at=NOW, logged_at=NOW)
    world.write(
        lambda session: session.add(
            tables.ImportSeen(
                team_id=world["team"], entry_id=int(session.info["entry_id"]), source_id=1, kind="deal", external_id=world.hostile,
                row_id=world["deal"], seen='{"close_on":"2026-12-18","name":"2026-12-18"}',
            )
        ),
        reason=world.hostile,
        final=True,
    )  # fmt: skip


def deal_named(world: World, name: str) -> tables.Deal:
    """Return a deal of the largest value that can be kept, not yet added."""
    stage = world["Prospect"]
    return tables.Deal(team_id=world["team"], name=name, pipeline_id=world["pipeline"], stage_id=stage, currency="EUR", value=10**15)


def make(target: Target) -> Ids:
    """Make the team in a new database and return the ids in it."""
    database = Database.create(target)
    ids = database.write(act("init", "The team is founded"), found, token="init").value
    database.close()
    return ids


def make_lived(target: Target) -> Ids:
    """Make the team, let a few days of work pass, and return the ids in it."""
    ids = make(target)
    world = World(Database.open(target), ids, target)
    live_a_little(world)
    world.database.close()
    return ids


def copy(template: Template, path: Path) -> World:
    """Return the team in a database of its own."""
    target = template.copied(path)
    return World(Database.open(target), template.ids, target)


def raw(where: World | Target, *statements: str) -> list[Any]:
    """Run statements as a bare console would and return the rows of the last one."""
    target = where.target if isinstance(where, World) else where
    return console(target, *statements)


def plant(path: Path, *statements: str, triggers: Iterable[str] | None = None) -> None:
    """Do what no door allows: the guards are taken down, the rows changed, and the guards put back."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        drop_triggers(connection)
        for statement in (*statements, *(sqlite_triggers() if triggers is None else triggers)):
            connection.execute(statement)
    finally:
        connection.close()


def drop_triggers(connection: sqlite3.Connection) -> None:
    """Take every trigger down."""
    names: Sequence[tuple[str]] = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
