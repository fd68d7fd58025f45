"""Database files as files: made for their owner alone, looked at before they are opened; imports nothing heavy."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from sprintsales.domain.errors import Unusable

MAGIC = b"SQLite format 3\x00"
PAGE = 512
"""The smallest page of a SQLite file, bytes."""


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
    if size_of(path) == 0:
        raise Unusable(
            f"{path} is empty (0 bytes), so it is no database. Restore a backup into a new file, or make one with: sprintsales init"
        )
    if not is_database(path):
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


def size_of(path: Path) -> int:
    """Return how many bytes a file has; raises Unusable for what is not there, cannot be looked at or is no file."""
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise Unusable(
            f"There is no database at {path} yet. Make one with: sprintsales init. To look around first: sprintsales demo"
        ) from error
    except (OSError, ValueError) as error:
        raise not_read(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise Unusable(f"{path} is a folder, not a database. Name a file with --db.")
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited at for ever
        raise Unusable(f"{path} is a pipe or a device, not a database. Name a file with --db.")
    return found.st_size


def is_database(path: Path) -> bool:
    """Return whether SQLite takes a file for one of its own; raises Unusable where it cannot be read.

    SQLite is asked, since it alone may open a database: closing a handle of our own would take away every lock this process holds on the
    file (so POSIX has it), and the next program to leave would remove the journal under our open connections.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname == "SQLITE_NOTADB" or error.sqlite_errorname.startswith("SQLITE_CANTOPEN"):
            return beginning(path) == MAGIC  # what SQLite does not take, nobody has open: it may be looked into
    except (OSError, ValueError) as error:
        raise not_read(path, error) from error
    size = size_of(path)
    return beginning(path) == MAGIC if 0 < size < PAGE else size > 0  # SQLite takes less than a page for a file without any


def beginning(path: Path) -> bytes:
    """Return the first bytes of a file that no connection has open; raises Unusable with the system's reason."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC))
    except (OSError, ValueError) as error:
        raise not_read(path, error) from error


def not_read(path: Path, error: OSError | ValueError) -> Unusable:
    """Return what to say of a file that cannot be read."""
    return Unusable(f"{path} cannot be read ({reason(error)}). Check its permissions or name another file with --db.")


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
