"""Database files as files: made for their owner alone, looked at before they are opened; imports nothing heavy."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sprintsales.domain.errors import Unusable

MAGIC = b"SQLite format 3\x00"


def create_file(path: Path) -> None:
    """Make a new, empty file only its owner can read; raises Unusable when something is there or the folder refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        if path.exists():
            raise Unusable(f"{path} is already there. Choose another file, or use it as it is.") from error
        raise Unusable(f"{path} cannot be made: {path.parent} is no folder. Choose another place with --db.") from error
    except (OSError, ValueError) as error:
        raise Unusable(f"{path} cannot be made here ({reason(error)}). Choose a folder you can write to with --db.") from error


def look_at(path: Path) -> None:
    """Check that a file is a SQLite database, without touching it; raises Unusable with a way out."""
    head = beginning(path)
    if not head:
        raise Unusable(
            f"{path} is empty (0 bytes), so it is no database. Restore a backup into a new file, or make one with: sprintsales init"
        )
    if head != MAGIC:
        raise Unusable(f"{path} is not a sprintsales database; it was left untouched. Name another file with --db.")


def is_missing(path: Path) -> bool:
    """Return whether there is nothing under a path, and something could be made there; not so where looking is refused."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return False


def beginning(path: Path) -> bytes:
    """Return the first bytes of a file; raises Unusable for what is not there, cannot be read or is no file."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise Unusable(f"{path} is a folder, not a database. Name a file with --db.")
        if not stat.S_ISREG(kind):  # a pipe would be waited at for ever
            raise Unusable(f"{path} is a pipe or a device, not a database. Name a file with --db.")
        with path.open("rb") as file:
            return file.read(len(MAGIC))
    except FileNotFoundError as error:
        raise Unusable(
            f"There is no database at {path} yet. Make one with: sprintsales init. To look around first: sprintsales demo"
        ) from error
    except (OSError, ValueError) as error:
        raise Unusable(f"{path} cannot be read ({reason(error)}). Check its permissions or name another file with --db.") from error


def reason(error: OSError | ValueError) -> str:
    """Return why the system refuses a file: its own words, without the path it repeats."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def identity(path: Path) -> tuple[int, int] | None:
    """Return which file on which disk is at a path, None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def discard(path: Path) -> None:
    """Remove a database file made a moment ago, with what SQLite keeps beside it."""
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        name.unlink(missing_ok=True)
