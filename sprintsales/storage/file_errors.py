"""What the errors of a SQLite file mean in plain words, with a way out of each."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sprintsales.domain.errors import Unusable
from sprintsales.storage.files import look_at

BUSY = "{path} is busy: another program is still writing, perhaps a large import. Nothing was changed; try again."
READ_ONLY = "{path} is read-only here, so nothing was saved. Ask its owner for the right to write, or check its permissions (chmod u+w)."
IN_A_READ_ONLY_FOLDER = (
    "{path} is in a folder that is read-only for you, and SQLite keeps two files beside a database, even to read it. Nothing was changed. "
    "Ask for the right to write in the folder."
)
FULL = "The disk is full, so nothing was saved and {path} is unharmed. Make room and try again."
NO_MORE_TAKEN = (
    "The disk takes no more of {path}: it is full, or your share of it is used up, or it is failing. Nothing was saved. "
    "Make room and try again."
)
NOT_READ = "{path} cannot be read: the disk reported an error. Nothing was changed. Copy the file to another disk, or restore a backup."
DAMAGED = "{path} is damaged; it was left as it is. Keep it, and restore a backup: sprintsales --db NEW-FILE restore BACKUP"
NOT_OURS = "{path} is not a sprintsales database; it was left untouched. Name another file with --db."
NOT_OPENED = "{path} cannot be opened. Check that you may write to it, to its folder, and to {path.name}-wal and {path.name}-shm beside it."
NO_MEMORY = "There is not enough memory to use {path}. Nothing was changed; end other programs and try again."
OTHER = "{path} could not be used ({said}). Nothing was changed. Examine it with: sprintsales db check"

# The longest beginning of SQLite's own name for an error decides.
WAYS = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_PROTOCOL": BUSY,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_READONLY_DIRECTORY": IN_A_READ_ONLY_FOLDER,
    "SQLITE_READONLY_CANTINIT": IN_A_READ_ONLY_FOLDER,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": NO_MORE_TAKEN,
    "SQLITE_IOERR_READ": NOT_READ,
    "SQLITE_IOERR_SHORT_READ": NOT_READ,
    "SQLITE_IOERR_CORRUPTFS": NOT_READ,
    "SQLITE_IOERR_NOMEM": NO_MEMORY,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": NOT_OURS,
    "SQLITE_CANTOPEN": NOT_OPENED,
    "SQLITE_NOMEM": NO_MEMORY,
}


def explained(path: Path, error: BaseException | None) -> str | None:
    """Return what an error of SQLite means, and what to do; None for one that is the program's own."""
    if not isinstance(error, sqlite3.OperationalError) and type(error) is not sqlite3.DatabaseError:
        return None
    name = str(getattr(error, "sqlite_errorname", ""))
    sentence = next((WAYS[known] for known in sorted(WAYS, key=len, reverse=True) if name.startswith(known)), OTHER)
    if sentence is NOT_OPENED and not os.access(path.parent, os.W_OK):
        sentence = IN_A_READ_ONLY_FOLDER
    seen = seen_from_outside(path) if sentence in (NOT_OPENED, NOT_OURS, IN_A_READ_ONLY_FOLDER) else None
    return seen or sentence.format(path=path, said=error)


def seen_from_outside(path: Path) -> str | None:
    """Return what is wrong with a file that can be told without opening it as a database."""
    try:
        look_at(path)
    except Unusable as found:
        return str(found)
    return None
