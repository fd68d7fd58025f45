"""A program that looks at its database file any other way than through SQLite loses its locks on it, and the journal with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sprintsales.domain.errors import NotReadable, Refused, Unusable
from sprintsales.formats.files import write_whole
from sprintsales.formats.peek import kind_in
from sprintsales.formats.source import find_encoding, find_source
from sprintsales.services.tables_written import write_table
from sprintsales.storage.backup import backup, backup_before_import
from sprintsales.storage.copies import state_of_copy
from sprintsales.storage.database import Database
from sprintsales.storage.document import read_document
from sprintsales.storage.erasures import holds
from sprintsales.storage.file_errors import seen_from_outside
from sprintsales.storage.files import look_at
from sprintsales.storage.first_sight import look_first
from sprintsales.storage.place import File
from sprintsales.storage.upgrade import version_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LOCKS = Path("/proc/locks")
pytestmark = pytest.mark.skipif(not LOCKS.exists(), reason="no /proc/locks here to see who holds which lock")


def locked(path: Path) -> bool:
    """Whether this process holds a lock on a file."""
    inode = path.stat().st_ino
    return any(f" {os.getpid()} " in one and f":{inode} " in one for one in LOCKS.read_text().splitlines())


def read_as_a_table(path: Path) -> None:
    find_encoding(find_source(path))


def opened_again(path: Path) -> None:
    again = Database(path)
    again.version()
    again.close()


LOOKS: dict[str, Callable[[Path], object]] = {
    "looked at before it is opened": look_at,
    "looked at for the first sight": lambda path: look_first(path, lambda sight: sight.team()),
    "looked at after an error": seen_from_outside,
    "asked for its version": version_of,
    "opened a second time": opened_again,
    "copied": lambda path: backup(path, path.with_name("copy.db"), NOW),
    "copied before an import": lambda path: backup_before_import(path, path.with_name("copies"), NOW),
    "taken for a copy": state_of_copy,
    "searched for erased text": lambda path: holds(path, ()),
    "imported by mistake": read_as_a_table,
    "imported by mistake, again": read_as_a_table,
    "listed by the wizard": kind_in,
    "written over by mistake": lambda path: write_whole(path, lambda stream: None),
    "written over by mistake, as a table": lambda path: write_table(path, "a", over=True),
    "restored by mistake": read_document,
}


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Database]:
    """A database with an open connection, as a running screen has it."""
    path = tmp_path / "team.db"
    File(path).make()
    database = Database(path)
    database.version()
    assert locked(path)
    yield database
    database.close()


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("look", LOOKS)
def test_an_open_database_keeps_its_locks_however_it_is_looked_at(look: str, tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    before = path.stat().st_ino
    with suppress(Refused, NotReadable, Unusable):
        LOOKS[look](path)
    assert path.stat().st_ino == before
    assert locked(path)
