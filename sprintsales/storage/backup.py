"""Copies of the whole database, made while others work in it: a file page by page, a server's as an export of one moment."""

from __future__ import annotations

import os
import secrets
import sqlite3
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sprintsales.domain.errors import Unusable
from sprintsales.storage.copies import (
    IMPORT,
    KEEP,
    Target,
    daily,
    due,
    family,
    forget_old,
    make_folder,
    newest,
    settle_day,
    stamped,
    state_of_copy,
    stem,
)
from sprintsales.storage.engine import BUSY_SECONDS
from sprintsales.storage.files import look_at
from sprintsales.storage.place import place_of


def backup(database: Target, target: Path, now: datetime) -> Path:
    """Copy a database, with everything acknowledged before, and return the copy.

    TARGET is a new file, or a folder that gets one named after the database and the moment. The copy is one file that only
    its owner can read; it appears under its name only when it is whole. Raises Unusable.
    """
    copy = target / stamped(stem(database), database, now) if target.is_dir() else target
    if copy.exists():
        raise Unusable(f"{copy} is already there. Choose another file for the backup.")
    return copy_database(database, copy)


def backup_daily(database: Target, folder: Path, now: datetime, *, keep: int = KEEP) -> Path | None:
    """Make the first backup of a day (UTC), forget all but the newest, and return it.

    None when today was asked already, or nothing was written since the last copy. Raises Unusable when the copy cannot be made;
    the older ones then stay.
    """
    if not due(database, folder, now):
        return None
    copy = None
    if not holds_all(database, newest(database, folder)):
        copy = copy_database(database, make_folder(folder) / stamped(family(database), database, now))
        forget_old(database, folder, keep=keep)
    settle_day(database, folder, now)
    return copy


def backup_before_import(database: Target, folder: Path, now: datetime, *, keep: int = KEEP) -> Path | None:
    """Copy a database before rows are brought in and return the copy; None when the last copy holds everything.

    The newest fourteen of this kind are kept, beside the daily ones. Raises Unusable.
    """
    if holds_all(database, newest(database, folder)):
        return None
    copy = make_folder(folder) / stamped(f"{family(database)}-before-{IMPORT}", database, now)
    copy_database(database, copy)
    forget_old(database, folder, IMPORT, keep)
    return copy


def backup_before(path: Path, folder: Path, revision: str, now: datetime) -> Path:
    """Copy a file before it is brought to a new schema; these copies are never forgotten. Raises Unusable."""
    return copy_database(path, make_folder(folder) / stamped(f"{family(path)}-before-{revision}", path, now))


def holds_all(database: Target, copy: Path | None) -> bool:
    """Return whether nothing was written since a copy was made: every act takes an id, and no id is given out twice."""
    from sprintsales.storage.database import Database
    from sprintsales.storage.export import ids

    kept = None if copy is None else state_of_copy(copy)
    if kept is None:
        return False
    opened = Database(database)
    try:
        with opened.read(any_version=True) as connection:
            return kept == (opened.place.version(connection), ids(connection))
    finally:
        opened.close()


def copy_database(database: Target, copy: Path) -> Path:
    """Copy a database as of one moment into a whole file of its own and return it; raises Unusable, leaving nothing half-made."""
    path = place_of(database).file
    if path is not None:
        return copy_file(path, copy)
    from sprintsales.storage.database import Database
    from sprintsales.storage.export import export_to

    opened = Database(database)
    try:
        return export_to(opened, copy)
    finally:
        opened.close()


def copy_file(path: Path, copy: Path) -> Path:
    """Copy a database file; raises Unusable, leaving nothing half-made."""
    look_at(path)
    part = new_part(copy)
    try:
        copy_pages(path, part)
        finish(part, copy)
    except (sqlite3.Error, OSError) as error:
        raise Unusable(
            f"The backup {copy} could not be made ({error}). Nothing was changed; make room or choose another folder."
        ) from error
    finally:
        for left in (part, part.with_name(f"{part.name}-wal"), part.with_name(f"{part.name}-shm"), part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)
    return copy


def new_part(target: Path) -> Path:
    """Return a new, empty file beside the target that only its owner can read; raises Unusable."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise Unusable(f"{target} cannot be written here ({error.strerror}). Choose a folder you can write to.") from error
    return part


def copy_pages(path: Path, copy: Path) -> None:
    """Copy all pages in one go, under one read of the source: writers go on, and the copy is one moment."""
    source = sqlite3.connect(f"file:{quote(os.fsencode(path.resolve()))}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    target = sqlite3.connect(copy, isolation_level=None)
    try:
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master").fetchone()  # waits as long as makes sense; the copying itself would wait for ever
        source.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    finally:
        target.close()
        source.close()


def finish(part: Path, target: Path) -> None:
    """Put a written file under its name so that it is there wholly or not at all, also after a power cut."""
    for place, flags in ((part, os.O_RDWR), (target.parent, os.O_RDONLY)):
        if place == target.parent:
            part.replace(target)
        handle = os.open(place, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


__all__ = [
    "KEEP",
    "backup",
    "backup_before",
    "backup_before_import",
    "backup_daily",
    "copy_pages",
    "daily",
    "due",
    "finish",
    "make_folder",
    "new_part",
    "settle_day",
]
