"""Copies of the whole database, made while others work in it, and kept for two weeks of starts."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sprintsales.domain.errors import Unusable
from sprintsales.storage.engine import BUSY_SECONDS
from sprintsales.storage.files import look_at

KEEP = 14
STAMP = "%Y-%m-%dT%H%M%SZ"


def backup(path: Path, target: Path, now: datetime) -> Path:
    """Copy a database, with everything acknowledged before, and return the copy.

    TARGET is a new file, or a folder that gets one named after the database and the moment. The copy is one file that only
    its owner can read; it appears under its name only when it is whole. Raises Unusable.
    """
    copy = target / f"{path.stem}-{now.astimezone(UTC).strftime(STAMP)}.db" if target.is_dir() else target
    if copy.exists():
        raise Unusable(f"{copy} is already there. Choose another file for the backup.")
    copy_database(path, copy)
    return copy


def backup_daily(path: Path, folder: Path, now: datetime, *, keep: int = KEEP) -> Path | None:
    """Make the first backup of a day (UTC), forget all but the newest, and return it; None when today's is there.

    Raises Unusable when the copy cannot be made; the older ones then stay.
    """
    if not due(path, folder, now):
        return None
    copy = make_folder(folder) / f"{family(path)}-{now.astimezone(UTC).strftime(STAMP)}.db"
    copy_database(path, copy)
    for old in daily(path, folder)[:-keep]:
        old.unlink(missing_ok=True)
    return copy


def backup_before(path: Path, folder: Path, revision: str, now: datetime) -> Path:
    """Copy a database before it is brought to a new schema; these copies are never forgotten. Raises Unusable."""
    copy = make_folder(folder) / f"{family(path)}-before-{revision}-{now.astimezone(UTC).strftime(STAMP)}.db"
    copy_database(path, copy)
    return copy


def due(path: Path, folder: Path, now: datetime) -> bool:
    """Return whether no backup of this database was made on this day (UTC)."""
    today = now.astimezone(UTC).date().isoformat()
    return not any(f"-{today}T" in copy.name for copy in daily(path, folder))


def daily(path: Path, folder: Path) -> list[Path]:
    """Return the daily backups of a database, oldest first."""
    named = re.compile(re.escape(family(path)) + r"-\d{4}-\d\d-\d\dT\d{6}Z\.db")
    return sorted(file for file in folder.glob("*.db") if named.fullmatch(file.name)) if folder.is_dir() else []


def family(path: Path) -> str:
    """Return what the backups of a database are called: files of the same name in two folders are kept apart."""
    return f"{path.stem}-{hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:6]}"


def make_folder(folder: Path) -> Path:
    """Return the folder, made if needed so that only its owner can look into it; raises Unusable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"The backup folder {folder} cannot be made ({error.strerror}). Choose one you can write to.") from error
    return folder


def copy_database(path: Path, copy: Path) -> None:
    """Copy a database as of one moment into a whole file of its own; raises Unusable, leaving nothing half-made."""
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
