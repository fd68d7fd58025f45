"""Opening a file somebody named without harming a database it may be: what is one is refused, and never closed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.text import clean_line

DATABASE = b"SQLite format 3\x00"
_KEPT: dict[tuple[int, int], BinaryIO] = {}
"""Databases opened by mistake, by file. POSIX takes away all locks of a process on a file when any handle on it is closed: SQLite's
connections in this process would go on without theirs, and another program would remove the journal under them. So they stay open."""


def open_bytes(path: Path) -> BinaryIO:
    """Return a stream of a file's bytes; raises OSError as the system does, and NotReadable for a database."""
    found = path.stat()
    if (found.st_dev, found.st_ino) in _KEPT:
        raise _a_database(path)
    stream = path.open("rb")
    if stat.S_ISREG(found.st_mode) and os.pread(stream.fileno(), len(DATABASE), 0) == DATABASE:
        opened = os.fstat(stream.fileno())
        _KEPT[opened.st_dev, opened.st_ino] = stream
        raise _a_database(path)
    return stream


def refuse_database(path: Path) -> None:
    """Raise Refused where a file about to be written over is a database."""
    if path.is_file():
        try:
            open_bytes(path).close()
        except NotReadable as error:
            raise Refused(f"{clean_line(path.name, cap=80)} is a database and stays as it is. Name another file to write to.") from error


def _a_database(path: Path) -> NotReadable:
    return NotReadable(f"{clean_line(path.name, cap=80)} is a database, not a table of text.")
