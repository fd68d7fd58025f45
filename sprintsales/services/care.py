"""The care of a database: its state, its examination, copies, upgrades, and everything out and in again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sprintsales.settings import Settings
from sprintsales.storage.database import Database
from sprintsales.storage.version import HEAD

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Status:
    """What `db status` tells: where the database is, which schema it has, how much is in it."""

    path: Path
    version: str | None
    head: str
    size: int
    rows: dict[str, int]
    last_backup: Path | None


def status(settings: Settings) -> Status:
    """Return the state of the database, whatever its schema; raises Unusable when it cannot be read."""
    from sqlalchemy import func, select

    from sprintsales.storage.backup import daily
    from sprintsales.storage.files import look_at
    from sprintsales.storage.schema import activity, deal, journal_entry, member

    look_at(settings.path)
    database = Database(settings.path)
    version = database.version()
    rows: dict[str, int] = {}
    if version == HEAD:
        with database.read() as connection:
            for table in (member, deal, activity, journal_entry):
                rows[table.name] = int(connection.execute(select(func.count()).select_from(table)).scalar_one())
    copies = daily(settings.path, settings.backups)
    return Status(settings.path, version, HEAD, settings.path.stat().st_size, rows, copies[-1] if copies else None)


def check(settings: Settings) -> dict[str, object]:
    """Return what an examination of the database found, as plain values."""
    from sprintsales.storage.check import check as examine

    report = examine(Database.open(settings.path))
    findings = [{"invariant": one.invariant, "sentence": one.sentence, "rows": list(one.rows)} for one in report.findings]
    return {"invariants": list(report.invariants), "entries": report.entries, "changes": report.changes, "findings": findings}


def backup(settings: Settings, target: Path | None) -> Path:
    """Copy the database while it may be in use and return the copy."""
    from sprintsales.storage.backup import backup as copy
    from sprintsales.storage.backup import make_folder

    Database.open(settings.path)
    return copy(settings.path, target or make_folder(settings.backups), settings.clock.recorded())


def backup_first_of_day(settings: Settings) -> Path | None:
    """Copy the database at the first start of a day, keeping fourteen; None when today's copy is there."""
    from sprintsales.storage.backup import backup_daily

    return backup_daily(settings.path, settings.backups, settings.clock.recorded())


def upgrade(settings: Settings) -> tuple[str, str, Path | None]:
    """Bring the database to this program's schema and return the schema before, the one now, and the copy made before."""
    from sprintsales.storage.files import look_at
    from sprintsales.storage.upgrade import upgrade as bring_up

    look_at(settings.path)
    done = bring_up(settings.path, settings.backups, settings.clock.recorded())
    return done.found, done.now, done.backup


def export_everything(settings: Settings, target: Path) -> Path:
    """Write everything in the database into one file and return it."""
    from sprintsales.storage.export import export_to

    return export_to(Database.open(settings.path), target)


def stream_everything(settings: Settings, stream: TextIO) -> None:
    """Write everything in the database to an open stream, piece by piece."""
    from sprintsales.storage.export import export_all

    export_all(Database.open(settings.path), stream)


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
