"""Trouble that comes while the program has the file open: what was not saved is said, and work goes on where it ends."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from sprintsales.domain.errors import Unusable
from sprintsales.services import planning
from sprintsales.services.desk import Desk, open_desk
from sprintsales.settings import Clock, Settings
from sprintsales.storage import database, engine, place
from sprintsales.storage.queries.activities import open_of
from sprintsales.ui.app import opening_on
from sprintsales.ui.base import KitScreen
from sprintsales.ui.widgets.band import Band
from tests.services.week import MONDAY, TUESDAY
from tests.surroundings.files import limited, may_mount, no_room_beside, older, small_disk, statement
from tests.surroundings.rights import ordinary_rights
from tests.surroundings.test_files import journal
from tests.ui.settled import settled

AT_MOST = 400
"""Saves that may still find room in what the log holds already."""


def settings(path: Path) -> Settings:
    """Return the settings of Ana on a Monday."""
    return Settings(database=str(path), user="Ana", clock=Clock(MONDAY))


@contextmanager
def at_the_desk(path: Path) -> Iterator[Desk]:
    """Work in the file as a program that stays open does, with connections to read and to write that are kept."""
    desk = open_desk(settings(path))
    plan(desk)
    look(desk)
    yield desk
    desk.database.close()


def plan(desk: Desk) -> None:
    """Save something."""
    assert planning.add(desk, "call 15m", day=TUESDAY).entry_id


def look(desk: Desk) -> int:
    """Read something, and ask whether others saved."""
    desk.database.change_counter()
    with desk.database.read() as connection:
        return len(open_of(connection, desk.team.id, desk.me.id))


def plan_until_refused(desk: Desk) -> tuple[int, str]:
    """Save until that is refused, and return how often it was done and the sentence."""
    for done in range(AT_MOST):
        try:
            plan(desk)
        except Unusable as refusal:
            return done, str(refusal)
    pytest.fail("nothing was ever refused")


@contextmanager
def filled(path: Path) -> Iterator[Path]:
    """Fill the disk the file is on."""
    with no_room_beside(path):
        yield path


@contextmanager
def counted_pages(path: Path) -> Iterator[Path]:
    """Let SQLite find no page more than there are."""
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    before = engine.pragmas

    def fewer(*, writing: bool) -> list[str]:
        return [*before(writing=writing), f"PRAGMA max_page_count={pages}"]

    with patch.object(engine, "pragmas", fewer):
        yield path


def fills_up(path: Path, full: Callable[[Path], AbstractContextManager[Path]]) -> tuple[str, list[int]]:
    """Work until the disk is full, and on when it is no longer.

    Return what was said, and how many acknowledged saves cannot be read: while it is full, and when there is room again.
    """
    with at_the_desk(path) as desk:
        before = look(desk)
        with full(path):
            done, sentence = plan_until_refused(desk)
            missing = [before + done - look(desk)]
        plan(desk)
        missing.append(before + done + 1 - look(desk))
    assert len(journal(path)) > done
    return sentence, missing


@pytest.mark.skipif(not may_mount(), reason="only root may make a disk")
def test_a_disk_that_fills_up_loses_nothing_and_work_goes_on_when_there_is_room(file: Path) -> None:
    with small_disk(file, 1_000_000) as path:
        sentence, missing = fills_up(path, filled)
    assert "The disk is full" in sentence
    assert missing == [0, 0]


def test_a_share_of_the_disk_that_is_used_up_loses_nothing(file: Path) -> None:
    sentence, missing = fills_up(file, limited)
    assert "The disk takes no more" in sentence
    assert missing == [0, 0]


def test_a_file_that_may_not_grow_any_more_loses_nothing(file: Path) -> None:
    with counted_pages(file), at_the_desk(file) as desk:
        before = look(desk)
        done, sentence = plan_until_refused(desk)
        assert "The disk is full" in sentence
        assert look(desk) == before + done
    with at_the_desk(file) as desk:
        assert look(desk) == before + done + 1


def refusals(desk: Desk) -> tuple[str, str]:
    """What is said to who reads, and to who saves."""
    with pytest.raises(Unusable) as reading:
        look(desk)
    with pytest.raises(Unusable) as saving:
        plan(desk)
    return str(reading.value), str(saving.value)


def both(desk: Desk, says: str) -> bool:
    """Whether reading and saving are refused in these words."""
    return all(re.search(says, sentence) for sentence in refusals(desk))


def test_another_program_that_brings_the_file_to_a_newer_schema_is_noticed_and_nothing_more_is_written(file: Path) -> None:
    with at_the_desk(file) as desk:
        saved = journal(file)
        with statement("UPDATE alembic_version SET version_num = '9999'")(file):
            assert both(desk, "newer sprintsales .* Update the program; nothing was changed")
        assert journal(file) == saved


def test_a_program_that_was_updated_while_an_older_file_was_open_says_so(file: Path) -> None:
    with at_the_desk(file) as desk, older(file):
        assert both(desk, "older sprintsales .* sprintsales db upgrade")


def test_a_file_that_is_busy_for_too_long_is_said_to_be_and_can_be_used_after(file: Path) -> None:
    with (
        patch.object(engine, "BUSY_SECONDS", 0.2),
        patch.object(place, "WRITER_PATIENCE", 0.2),
        patch.object(database, "WORD_AFTER", 0.1),
        at_the_desk(file) as desk,
    ):
        told: list[str] = []
        desk.database.say_waiting = lambda: told.append("waiting")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert look(desk)
            with pytest.raises(Unusable, match="is busy"):
                plan(desk)
        assert (told, desk.database.waiting_since) == (["waiting"], None)
        plan(desk)
        assert told == ["waiting"]


def test_a_file_that_was_taken_away_is_missed_and_used_again_when_it_is_back(file: Path) -> None:
    with at_the_desk(file) as desk:
        before = look(desk)
        away = file.rename(file.with_name("away.db"))
        with pytest.raises(Unusable, match="taken away or replaced while it was open, so nothing was saved"):
            plan(desk)
        assert both(desk, "There is no database at .* yet")
        assert not file.exists(), "an empty file was made in its place"
        away.rename(file)
        plan(desk)
        assert look(desk) == before + 1


def test_a_file_that_took_the_place_of_the_open_one_gets_nothing_that_was_meant_for_the_other(file: Path, good: Path) -> None:
    with at_the_desk(file) as desk:
        counter = desk.database.change_counter()
        before = look(desk)
        Path(shutil.copy(good, file.with_name("restored.db"))).replace(file)
        with pytest.raises(Unusable, match="taken away or replaced while it was open, so nothing was saved"):
            plan(desk)
        assert desk.database.change_counter() != counter, "a screen would not read again"
        assert look(desk) == before - 1, "the file of before, or its log, is still read"
        plan(desk)
        assert look(desk) == before
    assert len(journal(file)) == len(journal(good)) + 1


def test_a_file_that_is_cut_off_while_it_is_open_is_said_to_be_damaged(file: Path) -> None:
    with at_the_desk(file) as desk:
        os.truncate(file, 8192)
        desk.database.place.reader.dispose()  # a new page has to be read; what is in memory is whole
        assert both(desk, "is damaged|cannot be read")


@pytest.mark.parametrize(("mode", "of"), [(0o444, "file"), (0o555, "folder")])
def test_rights_taken_away_while_the_file_is_open_stop_nobody(mode: int, of: str, file: Path) -> None:
    which = file if of == "file" else file.parent
    with at_the_desk(file) as desk:
        which.chmod(mode)
        with ordinary_rights():
            plan(desk)
            assert look(desk)
        which.chmod(0o700)
    assert journal(file)


async def told_on_screen(path: Path, spoil: Callable[[Path], AbstractContextManager[Path]]) -> str:
    """Mark an item done on a screen while the trouble is there, read on after it, and return what was said meanwhile."""
    app = opening_on("plan")(settings(path))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, KitScreen)
        desk = app.office.desk
        before = journal(path)
        with spoil(path):
            for _ in range(AT_MOST):
                screen.act(lambda: plan(desk))
                await settled(pilot)
                if app.screen.query_one(Band).sentence:
                    break
            sentence = app.screen.query_one(Band).sentence
        screen.action_read_again()
        await settled(pilot)
        assert app.return_code is None, "the program has left"
    assert journal(path)[: len(before)] == before
    return sentence


async def test_a_newer_schema_is_told_on_the_screen_that_is_open(file: Path) -> None:
    newer = statement("UPDATE alembic_version SET version_num = '9999'")
    assert "Update the program; nothing was changed" in await told_on_screen(file, newer)


async def test_a_full_disk_is_told_on_the_screen_that_is_open(file: Path) -> None:
    assert "The disk takes no more" in await told_on_screen(file, limited)
