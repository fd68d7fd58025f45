"""What may befall a database file: how each comes about, what is said of it, and what still works."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from sprintsales.storage import backup, engine, place
from sprintsales.storage import database as doors
from sprintsales.storage.version import HEAD, KNOWN
from tests.surroundings.rights import ordinary_rights

Spoil = Callable[[Path], AbstractContextManager[Path]]
ROOM = 64 * 1024
"""Bytes left on a full disk: too few for anything to be saved."""


@dataclass(frozen=True, slots=True)
class Surrounding:
    """A trouble with a file: SPOIL makes it of a good one and yields what to open; SAYS and WAY_OUT stand in the sentence.

    READS: who only reads is not troubled. HEALS: the trouble ends with the surrounding, and the file is as good as before.
    THERE: a process of its own meets it too.
    """

    name: str
    spoil: Spoil
    says: str
    way_out: str
    reads: bool = False
    heals: bool = False
    there: bool = True


def changed(change: Callable[[Path], Path | None]) -> Spoil:
    """Return a trouble that stays, made by changing the file or naming another one."""

    @contextmanager
    def spoil(path: Path) -> Iterator[Path]:
        yield change(path) or path

    return spoil


def content(change: Callable[[bytes], bytes]) -> Spoil:
    """Return a trouble that is in the bytes of the file."""

    def spoil(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return changed(spoil)


def statement(*statements: str) -> Spoil:
    """Return a trouble another program makes with statements."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for one in statements:
                connection.execute(one)

    return changed(spoil)


def held(*statements: str) -> Spoil:
    """Return a trouble that lasts as long as another program keeps the file; who waits for it waits a fifth of a second here."""

    @contextmanager
    def spoil(path: Path) -> Iterator[Path]:
        with ExitStack() as held_by, closing(sqlite3.connect(path, isolation_level=None)) as other:
            for module in (engine, backup):
                held_by.enter_context(patch.object(module, "BUSY_SECONDS", 0.2))
            held_by.enter_context(patch.object(place, "WRITER_PATIENCE", 0.2))
            for one in statements:
                other.execute(one).fetchall()
            yield path

    return spoil


def permissions(mode: int, of: Callable[[Path], Path] = lambda path: path) -> Spoil:
    """Return a trouble that is in the permissions of the file, or of its folder."""

    @contextmanager
    def spoil(path: Path) -> Iterator[Path]:
        before = of(path).stat().st_mode
        of(path).chmod(mode)
        try:
            with ordinary_rights():
                yield path
        finally:
            of(path).chmod(before)

    return spoil


def instead(make: Callable[[Path], object]) -> Spoil:
    """Return a trouble with what is there instead of the file."""

    def spoil(path: Path) -> None:
        path.unlink()
        make(path)

    return changed(spoil)


@contextmanager
def limited(path: Path) -> Iterator[Path]:
    """Let no file grow beyond 40 kB, as a used-up share of a disk does: the log cannot take what is to be saved."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40 * 1024, before[1]))
    try:
        yield path
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def may_mount() -> bool:
    """Return whether this machine lets us make a small disk."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


@contextmanager
def small_disk(path: Path, room: int) -> Iterator[Path]:
    """Put the file on a disk of its own with so many bytes of room left, and take it back from there."""
    disk = path.parent / "disk"
    disk.mkdir()
    size = path.stat().st_size + room
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=True)
    try:
        there = Path(shutil.copy(path, disk))
        yield there
        shutil.copy(there, path)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextmanager
def no_room_beside(path: Path) -> Iterator[None]:
    """Fill the disk a file is on to the last byte."""
    filler = path.with_name("filler")
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 4096)
            except OSError:
                break
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def full_disk(path: Path) -> Iterator[Path]:
    """Leave room to read, and none to save."""
    with small_disk(path, ROOM) as there:
        yield there


@contextmanager
def read_only_disk(path: Path) -> Iterator[Path]:
    """Put the file on a disk nobody writes to."""
    with small_disk(path, ROOM) as there:
        subprocess.run(["mount", "-o", "remount,ro", str(there.parent)], check=True)
        yield there


@contextmanager
def older(path: Path) -> Iterator[Path]:
    """Let the program be one schema ahead of the file."""
    with patch.object(doors, "HEAD", "9999"), patch.object(doors, "KNOWN", (*KNOWN, HEAD, "9999")):
        yield path


def folder_of(path: Path) -> Path:
    """Return the folder of a file."""
    return path.parent


ALONE = ("PRAGMA locking_mode=EXCLUSIVE", "SELECT * FROM team")
SURROUNDINGS = (
    Surrounding("nothing there", changed(lambda path: path.with_name("other.db")), "There is no database at", "sprintsales init"),
    Surrounding("a folder", changed(lambda path: path.parent), "is a folder", "--db"),
    Surrounding("a pipe", instead(os.mkfifo), "is a pipe or a device", "--db"),
    Surrounding("a link to nothing", instead(lambda path: path.symlink_to("gone.db")), "There is no database at", "sprintsales init"),
    Surrounding("below a file", changed(lambda path: path / "team.db"), "Not a directory", "--db"),
    Surrounding("0 bytes", content(lambda _: b""), "is empty (0 bytes)", "sprintsales init"),
    Surrounding("not a database", content(lambda _: b"name,value\nAcme,12\n" * 90), "is not a sprintsales database", "--db"),
    Surrounding("cut off in the middle", content(lambda whole: whole[: len(whole) // 2]), "is damaged", "restore BACKUP"),
    Surrounding("cut off at its beginning", content(lambda whole: whole[:50]), "is damaged", "restore BACKUP"),
    Surrounding("written over", content(lambda whole: whole[:100] + b"\xff" * 9000 + whole[9100:]), "is damaged", "restore BACKUP"),
    Surrounding("a database of something else", statement("DROP TABLE alembic_version"), "not one of sprintsales", "--db"),
    Surrounding("a newer schema", statement("UPDATE alembic_version SET version_num = '9999'"), "newer sprintsales", "Update the program"),
    Surrounding("an older schema", older, "older sprintsales", "sprintsales db upgrade", heals=True, there=False),
    Surrounding("may not be read", permissions(0), "Permission denied", "permissions", heals=True),
    Surrounding("its folder may not be entered", permissions(0, folder_of), "Permission denied", "permissions", heals=True),
    Surrounding("a read-only file", permissions(0o444), "is read-only here", "right to write", reads=True, heals=True),
    Surrounding("a read-only folder", permissions(0o555, folder_of), "folder that is read-only", "right to write", heals=True),
    Surrounding("locked by a writer", held("BEGIN IMMEDIATE"), "is busy", "try again", reads=True, heals=True, there=False),
    Surrounding("locked wholly", held(*ALONE), "is busy", "try again", heals=True, there=False),
    Surrounding("a log that is a folder", changed(lambda path: path.with_name(f"{path.name}-wal").mkdir()), "cannot be opened", "-wal"),
    Surrounding("a used-up share of the disk", limited, "The disk takes no more", "Make room", reads=True, heals=True),
)  # fmt: skip

DISKS = (
    Surrounding("a full disk", full_disk, "The disk is full", "Make room", reads=True, heals=True),
    Surrounding("a disk full to the last byte", lambda path: small_disk(path, 0), "The disk takes no more", "Make room", heals=True),
    Surrounding("a read-only disk", read_only_disk, "folder that is read-only", "right to write", heals=True),
)
"""Troubles that need a disk of their own, which only root may make."""
