"""A first look at the files of a folder: which hold a table, and what its header plainly says they are; only their beginnings are read."""

from __future__ import annotations

import codecs
import csv
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sprintsales.domain.errors import NotReadable
from sprintsales.formats.aliases import guess_kind
from sprintsales.formats.delimited import DELIMITERS
from sprintsales.formats.header import clean_header
from sprintsales.formats.opening import open_bytes

HEAD = 16 * 1024
MOST = 400
ENDINGS = (".csv", ".tsv", ".txt")
ORDER = ("members", "accounts", "products", "deals", "activities")
"""Kinds in the order in which files of one export are imported: what later ones name is there by then."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may hold a table: size in bytes, when it was changed (seconds since 1970), and its kind where the header is plain."""

    path: Path
    size: int
    changed: float
    kind: str | None


def files_in(folder: Path) -> list[Found]:
    """The tables of a folder, newest first; none where it cannot be read."""
    found: list[Found] = []
    with suppress(OSError):
        for path in folder.iterdir():
            if path.suffix.casefold() in ENDINGS and not path.name.startswith("."):
                with suppress(OSError, ValueError):
                    about = path.stat()
                    if stat.S_ISREG(about.st_mode):
                        found.append(Found(path, about.st_size, about.st_mtime, None))
    found.sort(key=lambda one: (-one.changed, one.path.name.casefold()))
    return [Found(one.path, one.size, one.changed, kind_in(one.path)) for one in found[:MOST]]


def folders_in(folder: Path) -> list[Path]:
    """The folders in a folder by name, hidden ones left out."""
    with suppress(OSError):
        found = [one for one in folder.iterdir() if not one.name.startswith(".") and is_folder(one)]
        return sorted(found, key=lambda one: one.name.casefold())
    return []


def is_folder(path: Path) -> bool:
    """Whether this is a folder one may look at."""
    with suppress(OSError, ValueError):
        return path.is_dir()
    return False


def kind_in(path: Path) -> str | None:
    """What the header of a file plainly says it holds; None where it says nothing plain, or cannot be read."""
    try:
        with open_bytes(path) as stream:
            head = stream.read(HEAD)
    except (OSError, ValueError, NotReadable):
        return None
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, errors="replace")
    lines = [line for line in text.splitlines()[:20] if line.strip() and not line.lower().startswith("sep=")]
    if not lines or "\0" in text:
        return None
    sign = max(DELIMITERS, key=lines[0].count)
    with suppress(csv.Error):
        header, _ = clean_header(next(csv.reader([lines[0]], delimiter=sign), []))
        return guess_kind(header)
    return None


def one_export(files: Iterable[Found], kinds: Sequence[str] = ORDER) -> list[Found]:
    """The files of one folder that are plainly parts of one export, the newest of each kind, in the order in which to import them."""
    newest: dict[str, Found] = {}
    for one in files:
        if one.kind is not None and one.kind in kinds and (one.kind not in newest or one.changed > newest[one.kind].changed):
            newest[one.kind] = one
    return [newest[kind] for kind in kinds if kind in newest]
