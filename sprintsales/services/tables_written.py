"""Writing a table somebody exports into a file: never over one that is there, unless that was asked and answered."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sprintsales.domain.errors import NotReadable, Refused, Unusable
from sprintsales.formats.opening import refuse_database

KINDS = (".csv", ".md", ".json")
"""What a table can be written as; the ending of the name says which."""
CALENDAR = ".ics"
"""What a plan can be written as besides."""


class FileIsThere(Refused):
    """A file of this name is there already."""


def named_file(name: str, kinds: Sequence[str] = KINDS) -> Path:
    """Return the file a name means, `~` being the home folder; raises NotReadable for one that says no kind, or a folder."""
    path = Path(name.strip()).expanduser()
    if path.suffix.lower() not in kinds:
        raise NotReadable(f"{path.name or name} does not say as what to write it. End the name in {', '.join(kinds[:-1])} or {kinds[-1]}.")
    if path.is_dir():
        raise NotReadable(f"{path} is a folder. Name a file.")
    if not path.absolute().parent.is_dir():
        raise NotReadable(f"There is no folder {path.absolute().parent}. Choose one that is there.")
    return path.absolute()


def write_table(path: Path, text: str, *, over: bool = False) -> Path:
    """Write TEXT into a file and return it; raises FileIsThere unless OVER, and Unusable where it cannot be written."""
    flags = os.O_CREAT | os.O_WRONLY | (os.O_TRUNC if over else os.O_EXCL)
    refuse_database(path)
    try:
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="\n") as file:
            file.write(text if text.endswith("\n") else f"{text}\n")
    except FileExistsError as error:
        raise FileIsThere(f"{path} is already there. Give another name.") from error
    except OSError as error:
        raise Unusable(f"{path} cannot be written ({error.strerror}). Choose a folder you can write to, or make room.") from error
    return path
