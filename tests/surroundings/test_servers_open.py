"""A server that goes away, forgets us or refuses while the program works with it: nothing is lost, nothing done twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from sprintsales.domain.errors import Unreachable, Unusable
from sprintsales.services import planning
from sprintsales.services.desk import Desk, new_token, open_desk
from sprintsales.settings import Clock, Settings
from sprintsales.storage import rows, tables
from sprintsales.storage import server as servers
from sprintsales.storage.queries.activities import open_of
from sprintsales.storage.version import HEAD
from tests.cluster import binaries
from tests.services.week import MONDAY, TUESDAY
from tests.surroundings.files import may_mount, no_room_beside
from tests.surroundings.servers import TROUBLES, Served, on_small_disk
from tests.surroundings.test_files_open import plan_until_refused
from tests.surroundings.wire import Wire

pytestmark = [pytest.mark.postgres, pytest.mark.skipif(binaries() is None, reason="PostgreSQL's server is not installed")]
COMES_AND_GOES = (
    "stopped", "every connection taken", "a limit of connections", "closed to all", "read-only for now", "a newer schema",
    "an older schema",
)  # fmt: skip


@pytest.fixture
def wire(used: Served) -> Iterator[Wire]:
    """Return a wire to the server."""
    made = Wire(used.port)
    yield made
    made.close()


@contextmanager
def at_the_desk(url: str) -> Iterator[Desk]:
    """Work on the server as a program that stays open does, with a connection that is kept."""
    desk = open_desk(Settings(database=url, user="Ana", clock=Clock(MONDAY)))
    desk.database.patience = 0.3
    plan(desk)
    look(desk)
    yield desk
    desk.database.close()


def plan(desk: Desk, token: str | None = None) -> int:
    """Save something and return its id."""
    return planning.add(desk, "call 15m", day=TUESDAY, token=token).ids[0]


def look(desk: Desk) -> int:
    """Read something, and ask whether others saved."""
    desk.database.change_counter()
    with desk.database.read() as connection:
        return len(open_of(connection, desk.team.id, desk.me.id))


@pytest.mark.parametrize("name", COMES_AND_GOES)
def test_trouble_that_comes_while_the_program_is_open_is_said_and_work_goes_on_after_it(name: str, used: Served, tmp_path: Path) -> None:
    trouble = next(one for one in TROUBLES if one.name == name)
    with at_the_desk(used.url()) as desk:
        before = look(desk)
        saved = used.journal()
        desk.database.close()  # nobody was quick enough to keep a connection
        with trouble.make(used, tmp_path):
            if not trouble.reads:
                with pytest.raises(Unreachable if trouble.passes else Unusable) as told:
                    look(desk)
                assert trouble.says in str(told.value)
            with pytest.raises(Unreachable if trouble.passes else Unusable) as told:
                plan(desk)
            assert trouble.says in str(told.value)
        if name == "a newer schema":
            used.sql(f"UPDATE alembic_version SET version_num = '{HEAD}'", "team")
        assert used.journal() == saved
        desk.database.close()
        plan(desk)
        assert look(desk) == before + 1


def read_through_a_crash(desk: Desk, used: Served) -> None:
    """Read before and after the server crashes."""
    with desk.database.read() as connection:
        connection.execute(text("SELECT 1"))
        used.cluster.stop("immediate")
        connection.execute(text("SELECT 1"))


def test_a_server_that_crashes_in_the_middle_of_a_reading_is_said_to_be_away_and_read_again_when_it_is_back(used: Served) -> None:
    with at_the_desk(used.url()) as desk:
        before = look(desk)
        with pytest.raises(Unreachable, match="cannot be reached just now"):
            read_through_a_crash(desk, used)
        with pytest.raises(Unreachable, match="cannot be reached just now"):
            look(desk)
        used.cluster.start()
        assert look(desk) == before


def holiday(desk: Desk, session: Session) -> int:
    """Write a row."""
    return rows.add(session, tables.Holiday(team_id=desk.team.id, on_day=MONDAY, name="one"))


def test_a_server_that_crashes_in_the_middle_of_a_save_and_comes_back_gets_it_once(used: Served) -> None:
    crashes = [1]

    def work(session: Session) -> int:
        made = holiday(desk, session)
        if crashes:
            crashes.pop()
            used.cluster.stop("immediate")
            used.cluster.start()
        return made

    with at_the_desk(used.url()) as desk:
        desk.database.patience = 20
        done = desk.write(desk.act("add", "a holiday"), work)
        assert not done.replayed
    assert used.sql("SELECT count(*) FROM holiday", "team") == [(1,)]
    assert used.sql("SELECT count(*) FROM journal_entry WHERE summary = 'a holiday'", "team") == [(1,)]


def test_a_save_gives_up_with_a_sentence_when_the_server_stays_away_and_nothing_of_it_is_there(used: Served) -> None:
    def work(session: Session) -> int:
        made = holiday(desk, session)
        used.cluster.stop("immediate")
        return made

    with at_the_desk(used.url()) as desk:
        with pytest.raises(Unreachable, match=r"cannot be reached just now .* try again"):
            desk.write(desk.act("add", "a holiday"), work)
        used.cluster.start()
        assert used.sql("SELECT count(*) FROM holiday", "team") == [(0,)]
        plan(desk)


@pytest.mark.parametrize("side", ["before", "behind"])
def test_a_save_cut_off_at_its_commit_is_made_good_by_its_token_and_never_doubled(side: str, used: Served, wire: Wire) -> None:
    asked = []

    def cut(said: bytes, answered: bytes) -> bool:
        if b"COMMIT" in said:
            asked.append(said)
            return side == "before" and not wire.cuts
        return side == "behind" and not wire.cuts and bool(asked and answered)

    with at_the_desk(used.url(port=wire.port)) as desk:
        before, desk.database.patience = look(desk), 5
        wire.cut = cut
        token = new_token()
        made = plan(desk, token)
        assert wire.cuts == 1
        assert look(desk) == before + 1
        assert plan(desk, token) == made
        assert look(desk) == before + 1
    assert used.sql(f"SELECT count(*) FROM journal_entry WHERE token = '{token}'", "team") == [(1,)]


def test_a_connection_that_was_cut_while_nobody_used_it_is_noticed_by_nobody(used: Served, wire: Wire) -> None:
    with at_the_desk(used.url(port=wire.port)) as desk:
        before = look(desk)
        used.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ana'")
        assert look(desk) == before
        wire.hang_up()
        plan(desk)
        assert look(desk) == before + 1


def test_a_member_who_writes_for_too_long_keeps_others_out_only_until_they_are_told(used: Served) -> None:
    with patch.object(servers, "SESSION", servers.SESSION.replace("15s", "200ms")), at_the_desk(used.url()) as desk:
        before = look(desk)
        with at_the_desk(used.url()) as other, other.database.place.writer.connect() as connection, connection.begin():
            other.database.place.hold(connection, other.team.id)
            with pytest.raises(Unusable, match="is busy: somebody else of this team has been writing"):
                plan(desk)
            assert look(desk) == before + 1, "reading waits for nobody"
        plan(desk)


def test_a_program_that_stands_still_in_the_middle_of_a_save_loses_its_lock_to_the_others(used: Served) -> None:
    with at_the_desk(used.url()) as desk, at_the_desk(used.url()) as still:
        with patch.object(servers, "STANDSTILL", "200ms"), still.database.place.writer.connect() as connection:
            connection.begin()
            still.database.place.hold(connection, still.team.id)
            plan(desk)
            with pytest.raises(DBAPIError, match="idle-in-transaction timeout"):
                connection.execute(text("SELECT 1"))
        plan(still)


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="only root may make a disk")
def test_a_server_whose_disk_fills_up_keeps_all_it_acknowledged_and_is_written_to_again_when_there_is_room(used: Served) -> None:
    with on_small_disk(used, 64) as (url, disk), at_the_desk(url) as desk:
        before = look(desk)
        with no_room_beside(disk / "tables"):
            done, sentence = plan_until_refused(desk)
            assert "The disk of the server is full, so nothing was saved" in sentence
            assert look(desk) == before + done
        plan(desk)
        assert look(desk) == before + done + 1
