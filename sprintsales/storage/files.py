"""Database files as files: made for their owner alone, looked at before they are opened; imports nothing heavy."""

from __future__ import annotations

import os
from pathlib import Path

from sprintsales.domain.errors import Unusable

MAGIC = b"SQLite format 3\x00"


def create_file(path: Path) -> None:
    """Make a new, empty file only its owner can read; raises Unusable when something is there or the folder refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise Unusable(f"{path} is already there. Choose another file, or use it as it is.") from error
    except OSError as error:
        raise Unusable(f"{path} cannot be made here ({error.strerror}). Choose a folder you can write to with --db.") from error


def look_at(path: Path) -> None:
    """Check that a file is a SQLite database, without touching it; raises Unusable with a way out."""
    if path.is_dir():
        raise Unusable(f"{path} is a folder, not a database. Name a file with --db.")
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError as error:
        raise Unusable(
            f"There is no database at {path} yet. Make one with: sprintsales init. To look around first: sprintsales demo"
        ) from error
    except OSError as error:
        raise Unusable(f"{path} cannot be read ({error.strerror}). Check its permissions or name another file with --db.") from error
    if not head:
        raise Unusable(
            f"{path} is empty (0 bytes), so it is no database. Restore a backup into a new file, or make one with: sprintsales init"
        )
    if head != MAGIC:
        raise Unusable(f"{path} is not a sprintsales database; it was left untouched. Name another file with --db.")


def discard(path: Path) -> None:
    """Remove a database file made a moment ago, with what SQLite keeps beside it."""
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        name.unlink(missing_ok=True)
