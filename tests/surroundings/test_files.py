"""A database file in trouble: one sentence that says what and what to do, exit status 4, and nothing of it lost."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from sprintsales.cli.main import commands
from tests.hammers.test_kill import export
from tests.surroundings.files import (
    DISKS,
    SURROUNDINGS,
    Spoil,
    Surrounding,
    changed,
    folder_of,
    limited,
    may_mount,
    permissions,
    small_disk,
)
from tests.surroundings.program import Said, here, screens, there

READING: tuple[tuple[str, ...], ...] = (("plan",), ("deals", "list", "--json"), ("kpis",), ("export", "all"), ("db", "check"))
WRITING: tuple[tuple[str, ...], ...] = (("add", "call 15m"), ("done", "#1"), ("deals", "set", "#1", "value=5"), ("undo",))
OTHERS: tuple[tuple[str, ...], ...] = (
    ("redo",), ("log", "call 5m"), ("move", "#1", "tue"), ("drop", "#1"), ("block", "#1", "why"), ("unblock", "#1"), ("today",),
    ("standup",), ("review",), ("team",), ("goals", "list"), ("goals", "set", "calls", "--commit", "5"), ("closing",), ("forecast",),
    ("stages",), ("leads",), ("snooze", "#1", "fri"), ("sprints",), ("sprints", "goal", "X"), ("propose", "call 5m", "--to", "Ana"),
    ("proposals",), ("cleanup",), ("fill", "copy"), ("week", "list"), ("again", "list"), ("cadences", "list"), ("export", "ics"),
    ("deals", "show", "#1"), ("deals", "add", "X"), ("import", __file__), ("export", "person", "Ana"),
    ("forget", "Ana", "--yes"), ("db", "status"),
    ("db", "backup"), ("db", "upgrade"),
)  # fmt: skip
ALL = (*SURROUNDINGS, *DISKS)


def named(surroundings: Sequence[Surrounding]) -> pytest.MarkDecorator:
    """Run a test with each of these."""
    return pytest.mark.parametrize("trouble", [pytest.param(one, id=one.name, marks=needs(one)) for one in surroundings])


def needs(trouble: Surrounding) -> Sequence[pytest.MarkDecorator]:
    """Return what keeps a test from running on this machine."""
    return [pytest.mark.skipif(trouble in DISKS and not may_mount(), reason="only root may make a disk")]


def state(path: Path) -> dict[str, bytes] | None:
    """Return the bytes of the file, and of what else lies beside it; None where nothing can be looked at."""
    try:
        return {one.name: one.read_bytes() for one in [path] if one.is_file()}
    except OSError:
        return None


def journal(path: Path) -> list[tuple[object, ...]]:
    """Return all that was ever saved in a good file."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute("SELECT * FROM journal_change ORDER BY id").fetchall()


def assert_one_sentence(said: Said, trouble: Surrounding) -> None:
    assert said.status == 4, said
    assert said.out == ""
    assert trouble.says in said.sentence
    assert trouble.way_out in said.sentence
    assert "Traceback" not in said.err


@pytest.mark.slow
@named(ALL)
def test_trouble_with_the_file_is_one_sentence_with_a_way_out_and_nothing_is_lost(trouble: Surrounding, file: Path) -> None:
    saved = journal(file)
    with trouble.spoil(file) as path:
        before = state(path)
        for words in READING:
            said = here(str(path), words)
            if trouble.reads:
                assert (said.status, said.err) == (0, ""), said
            else:
                assert_one_sentence(said, trouble)
        for words in WRITING:
            assert_one_sentence(here(str(path), words), trouble)
        assert state(path) == before
    if trouble.heals:
        assert journal(file) == saved
        gc.collect()  # within one process SQLite shares what it knows of a file with every connection to it, also forgotten ones
        assert here(str(file), ("add", "call 15m")).status == 0


@pytest.mark.slow
@named([one for one in ALL if one.there])
def test_a_process_of_its_own_says_the_same_and_so_does_one_that_opens_the_screens(trouble: Surrounding, file: Path) -> None:
    with trouble.spoil(file) as path:
        assert_one_sentence(there(str(path), ("add", "call 15m")), trouble)
        if trouble.reads:
            assert there(str(path), ("plan",)).status == 0
            return
        assert_one_sentence(there(str(path), ("plan",)), trouble)
        if trouble.name in GUIDED:
            return
        assert screens(str(path)) == (4, there(str(path), ("plan",)).sentence, False)


GUIDED = ("nothing there", "a link to nothing")
"""Where the screens ask whether to make a team instead."""


@pytest.mark.parametrize(
    "name",
    [
        "100% of Q4 #1? äöü [x] 'q' \"d\".db",
        "two  blanks\tand a tab",
        "\x1b[31mred\u202e.db",
        "\udcff no text.db",
        "-",
        "file:x?mode=memory",
    ],
)
def test_a_file_may_be_called_anything(name: str, file: Path) -> None:
    odd = file.rename(file.with_name(name))
    saved = here(str(odd), ("add", "call 15m"))
    assert (saved.status, saved.err) == (0, "")
    made = {one.name.removesuffix("-wal").removesuffix("-shm") for one in odd.parent.iterdir() if one.is_file()}
    assert made == {name}, "something else was made"
    odd.write_bytes(b"")
    said = here(str(odd), ("plan",))
    assert "is empty (0 bytes)" in said.sentence
    assert not set(said.err) & set("\x1b\u202e\udcff\t")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: path.with_name("team.db-wal").write_bytes(b"\xff" * 5000), id="a log that is none"),
        pytest.param(lambda path: path.with_name("team.db-shm").write_bytes(b"\xff" * 32768), id="an index that is none"),
        pytest.param(lambda path: path.with_name("team.db-wal").write_bytes(b""), id="an empty log"),
    ],
)
def test_what_lies_beside_a_closed_file_by_mistake_harms_nothing(change: Callable[[Path], object], file: Path) -> None:
    saved = journal(file)
    change(file)
    assert here(str(file), ("add", "call 15m")).status == 0
    assert here(str(file), ("db", "check")).status == 0
    assert journal(file)[: len(saved)] == saved


def test_what_was_saved_into_the_log_is_there_after_its_index_is_lost(file: Path) -> None:
    with closing(sqlite3.connect(file)) as keeps_the_log:
        keeps_the_log.execute("SELECT * FROM team").fetchall()
        assert here(str(file), ("add", "call 15m")).status == 0
        for one in file.parent.iterdir():  # as a copy of the folder of a machine that was switched off
            if one.is_file() and one.name != "team.db-shm":
                shutil.copy(one, file.parent.parent)
    copied = file.parent.parent / file.name
    assert (here(str(copied), ("db", "check")).status, journal(copied)) == (0, journal(file))


INIT = ("init", "--team", "T", "--me", "Mia")


def test_a_team_is_not_made_where_something_is(file: Path) -> None:
    before = file.read_bytes()
    said = here(str(file), INIT)
    assert (said.status, "already there" in said.sentence, file.read_bytes() == before) == (4, True, True)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(permissions(0o555, folder_of), "cannot be made here (Permission denied)", id="a read-only folder"),
        pytest.param(limited, "The disk takes no more", id="a used-up share"),
        pytest.param(changed(lambda path: path / "below"), "Not a directory", id="below a file"),
        pytest.param(lambda path: small_disk(path, 100_000), "The disk is full", id="a full disk", marks=needs(DISKS[0])),
    ],
)
def test_a_team_that_cannot_be_made_leaves_nothing_behind(spoil: Spoil, says: str, file: Path) -> None:
    with spoil(file) as path:
        new = path / "x.db" if path.name == "below" else path.with_name("new.db")
        said = here(str(new), INIT)
        assert (said.status, says in said.sentence) == (4, True), said
        assert not list(path.parent.parent.rglob("new.db*"))


def test_every_command_that_opens_the_database_refuses_what_is_none(file: Path) -> None:
    file.write_bytes(b"no database" * 99)
    tried = {words[0] for words in (*READING, *WRITING, *OTHERS)}
    assert {command.words[0] for command in commands()} == tried | {"init", "demo", "restore"}
    for words in (*READING, *WRITING, *OTHERS):
        said = here(str(file), words)
        assert (said.status, said.out) == (4, ""), (words, said)
        assert "is not a sprintsales database" in said.sentence


@pytest.mark.skipif(not may_mount(), reason="only root may make a disk")
def test_an_import_the_disk_has_no_room_for_is_not_there_at_all(file: Path, tmp_path: Path) -> None:
    rows = export(tmp_path / "crm.csv", 3000)
    with small_disk(file, 400_000) as path:
        saved = journal(path)
        said = here(str(path), ("import", str(rows)), user="Mia")
        assert (said.status, said.out) == (4, ""), said
        assert "The disk is full" in said.sentence
        assert journal(path) == saved
    assert here(str(file), ("import", str(rows)), user="Mia").status == 0


def test_an_import_of_a_file_that_may_not_be_read_says_so(file: Path, tmp_path: Path) -> None:
    rows = export(tmp_path / "crm.csv", 3)
    with permissions(0)(rows):
        said = here(str(file), ("import", str(rows)), user="Mia")
    assert (said.status, said.out) == (1, "")
    assert "permission denied" in said.sentence
