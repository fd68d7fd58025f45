"""Files that are either written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from sprintsales.domain.errors import Refused
from sprintsales.domain.text import clean_line
from sprintsales.formats.opening import refuse_database

_NO_TEXT = "backslashreplace"  # half a surrogate pair is no text, yet no reason to lose the file
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "this folder may not be written to",
    errno.EPERM: "this folder may not be written to",
    errno.EROFS: "this disk is read-only",
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "its folder does not exist",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EIO: "the disk reports an error",
}


def write_whole(path: Path, write: Callable[[TextIO], None], *, encoding: str = "utf-8") -> None:
    """Let `write` fill the file at path: a temporary file beside it is filled, forced to the disk and renamed.

    A reader finds the old file or the new one, never a part. New files are for their owner only, since they hold names of customers;
    a replaced file keeps its permissions. Raises Refused with the reason when it cannot be done; nothing is left behind then.
    """
    if "\0" in str(path):
        raise Refused("This is not a file name. Write one such as deals.csv.")
    try:
        found = path.stat().st_mode if path.exists() else None
        if found is not None and stat.S_ISDIR(found):
            raise Refused(f"{_shown(path)} is a folder. Name a file inside it.")
        if found is not None and not stat.S_ISREG(found):  # /dev/stdout or a pipe cannot be replaced, only written to
            with path.open("w", encoding=encoding, errors=_NO_TEXT, newline="") as stream:
                write(stream)
            return
        refuse_database(path)
        target = path.resolve()  # through a link, so that the file it points to is replaced and not the link
        _replace(target, write, encoding, None if found is None else stat.S_IMODE(found))
    except BrokenPipeError:
        raise
    except OSError as error:
        why = _REASONS.get(error.errno or 0, (error.strerror or "the system refused").lower())
        raise Refused(f"{_shown(path)} could not be written: {why}. Name another place.") from None


def _replace(target: Path, write: Callable[[TextIO], None], encoding: str, mode: int | None) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding=encoding, errors=_NO_TEXT, newline="") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)  # after the rename there is nothing left to remove
    _settle(target.parent)


def _settle(folder: Path) -> None:
    """The rename itself must reach the disk; where folders cannot be opened (Windows) the system does it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _shown(path: Path) -> str:
    return clean_line(path.name or str(path), cap=80)
