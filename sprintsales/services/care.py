"""The care of a database: its state, its examination, copies, upgrades, and everything out and in again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sprintsales.domain.errors import Refused
from sprintsales.settings import Settings
from sprintsales.storage.database import Database
from sprintsales.storage.version import HEAD

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class ServerState:
    """What a server says of itself: its version, and how many others are connected to this database."""

    version: str
    connections: int


@dataclass(frozen=True, slots=True)
class Status:
    """What `db status` tells: where the database is, which schema it has, how much is in it (size in bytes)."""

    place: str
    version: str | None
    head: str
    size: int
    rows: dict[str, int]
    last_backup: Path | None
    server: ServerState | None = None


def status(settings: Settings) -> Status:
    """Return the state of the database, whatever its schema; raises Unusable when it cannot be read."""
    from sqlalchemy import func, select

    from sprintsales.storage.backup import daily
    from sprintsales.storage.schema import activity, deal, journal_entry, member

    database = Database(settings.target)
    database.place.look()
    version = database.version()
    rows: dict[str, int] = {}
    with database.read(any_version=True) as connection:
        if version == HEAD:
            for table in (member, deal, activity, journal_entry):
                rows[table.name] = int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        size, server = size_of(connection, settings.file)
    copies = daily(settings.target, settings.backups)
    database.close()
    return Status(settings.shown, version, HEAD, size, rows, copies[-1] if copies else None, server)


def size_of(connection: Connection, file: Path | None) -> tuple[int, ServerState | None]:
    """Return how many bytes a database takes, and the state of its server if it is on one."""
    if file is not None:
        return file.stat().st_size, None
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    query = f"SELECT pg_database_size(current_database()), current_setting('server_version'), ({others})"
    size, version, connections = connection.exec_driver_sql(query).one()
    return int(size), ServerState(str(version), int(connections))


def check(settings: Settings) -> dict[str, object]:
    """Return what an examination of the database found, as plain values."""
    from sprintsales.storage.check import check as examine

    database = Database.open(settings.target)
    report = examine(database)
    database.close()
    findings = [{"invariant": one.invariant, "sentence": one.sentence, "rows": list(one.rows)} for one in report.findings]
    return {"invariants": list(report.invariants), "entries": report.entries, "changes": report.changes, "findings": findings}


def backup(settings: Settings, target: Path | None) -> Path:
    """Copy the database while it may be in use and return the copy."""
    from sprintsales.storage.backup import backup as copy
    from sprintsales.storage.backup import make_folder

    Database.open(settings.target).close()
    return copy(settings.target, target or make_folder(settings.backups), settings.clock.recorded())


def backup_if_due(settings: Settings) -> Path | None:
    """Copy the database at the first start of a day (UTC), keep fourteen such copies, and return the copy.

    None when nobody needs one: the database is thrown away anyway, somebody asked today already, nothing was written since the last
    copy, or the database is a team's on a server and I do not lead it: a rep's laptop must not hold everybody's data. Raises
    Unusable when the copy cannot be made; that should be said, and stop nobody. Cheap when not due: a look into a folder.
    """
    from sprintsales.storage.backup import backup_daily, due, settle_day

    target, folder, now = settings.target, settings.backups, settings.clock.recorded()
    if not settings.copies or not due(target, folder, now):
        return None
    if may_copy(settings):
        return backup_daily(target, folder, now)
    settle_day(target, folder, now)
    return None


def backup_before_import(settings: Settings) -> Path | None:
    """Copy the database before a file is imported and return the copy; None when the last one holds everything. Raises Unusable."""
    from sprintsales.storage.backup import backup_before_import as copy

    if not settings.copies or not may_copy(settings):
        return None
    return copy(settings.target, settings.backups, settings.clock.recorded())


def may_copy(settings: Settings) -> bool:
    """Return whether copies are made by themselves here: of a file always, of a team's database on a server for its managers only."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.roles import MANAGER

    if settings.file is not None:
        return True
    try:
        desk = open_desk(settings)
    except Refused:  # a name nobody has: whatever is done under it will say so
        return False
    desk.database.close()
    return desk.me.role == MANAGER


def upgrade(settings: Settings) -> tuple[str, str, Path | None]:
    """Bring the database to this program's schema and return the schema before, the one now, and the copy made before."""
    from sprintsales.storage.upgrade import upgrade as bring_up

    Database(settings.target).place.look()
    done = bring_up(settings.target, settings.backups, settings.clock.recorded())
    return done.found, done.now, done.backup


def export_everything(settings: Settings, target: Path) -> Path:
    """Write everything in the database into one file and return it."""
    from sprintsales.storage.export import export_to

    return export_to(Database.open(settings.target), target)


def stream_everything(settings: Settings, stream: TextIO) -> None:
    """Write everything in the database to an open stream, piece by piece."""
    from sprintsales.storage.export import export_all

    export_all(Database.open(settings.target), stream)


def restore(settings: Settings, source: Path) -> dict[str, object]:
    """Make the database from an export or a backup, erase again who was erased since, and return what an examination of it found."""
    from sprintsales.services.erasing import erase_again
    from sprintsales.storage.erasures import REGISTER, keep_register
    from sprintsales.storage.restore import restore as bring_back

    again: list[int] = []
    lists = {source.resolve().parent, settings.backups.resolve()}

    def amend(connection: Connection) -> bool:
        again.extend(erase_again(connection, sorted(lists), settings.clock))
        return bool(again)

    report = bring_back(source, settings.target, amend=amend)
    made = Database.open(settings.target)
    with made.read() as connection:
        keep_register(connection, settings.backups)  # the new database's own copies are made beside it
    made.close()
    return {
        "entries": report.entries,
        "changes": report.changes,
        "findings": [one.sentence for one in report.findings],
        "notes": list(report.notes),
        "erased_again": again,
        "lists": [str(folder / REGISTER) for folder in sorted(lists) if (folder / REGISTER).exists()],
    }
