"""A password in the URL of the database: it gets the program in, and is seen nowhere."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from sprintsales.settings import Settings, load
from sprintsales.storage.database import Database
from tests.cluster import binaries
from tests.surroundings.program import PATIENCE, environment, here, screens, there
from tests.surroundings.servers import QUOTED, SECRET, Served, silent

pytestmark = [pytest.mark.postgres, pytest.mark.skipif(binaries() is None, reason="PostgreSQL's server is not installed")]
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("add", "call 15m"), ("add", "call 15m", "--json"), ("plan",), ("plan", "--json"), ("today",), ("standup",), ("review",), ("team",),
    ("kpis", "--json"), ("deals", "list", "--json"), ("deals", "set", "#1", "value=5", "--json"), ("log", "call 5m"), ("undo",),
    ("redo",), ("export", "all"), ("db", "status"), ("db", "status", "--json"), ("db", "check", "--json"), ("db", "backup"),
    ("db", "upgrade"), ("init", "--team", "T", "--me", "M"), ("restore", "nothing"), ("import", "nothing"),
    ("forget", "Nobody", "--yes"), ("export", "person", "Ana"), ("plan", "--as", "Nobody"),
)  # fmt: skip


def assert_kept(*told: str) -> None:
    for text in told:
        assert not any(secret in text for secret in (SECRET, QUOTED, "s3cret"))


@pytest.mark.parametrize("words", [*COMMANDS[:4], *(pytest.param(one, marks=pytest.mark.slow) for one in COMMANDS[4:])], ids=" ".join)
def test_no_command_tells_the_password(words: tuple[str, ...], used: Served, tmp_path: Path) -> None:
    said = here(used.url(), words, XDG_DATA_HOME=str(tmp_path), HOME=str(tmp_path))
    assert_kept(said.out, said.err)
    assert "Traceback" not in said.err
    assert_kept(*(one.read_bytes().decode(errors="replace") for one in tmp_path.rglob("*") if one.is_file()))


@pytest.mark.parametrize("options", ["?password=", "?sslpassword=x&password="])
def test_a_password_among_the_options_is_kept_as_well(options: str, used: Served) -> None:
    url = used.url(password="") + options
    assert (here(f"{url}{QUOTED}", ("add", "call 15m")).status) == 0
    for words in (("db", "status"), ("plan", "--json")):
        said = here(f"{url}{QUOTED}", words)
        assert_kept(said.out, said.err)
    said = here(f"{url}{QUOTED}x", ("plan",))
    assert said.status == 4
    assert_kept(said.err)


def test_the_journal_and_the_tables_know_no_password(used: Served) -> None:
    assert here(used.url(), ("add", "call 15m")).status == 0
    for (name,) in used.sql("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", "team"):
        assert_kept(str(used.sql(f"SELECT * FROM {name}", "team")))


def test_settings_and_database_show_none_when_they_are_printed(used: Served) -> None:
    settings = load(database=used.url(), environ={})
    database = Database(settings.target)
    assert_kept(
        repr(settings), str(settings), repr(database), repr(database.place), database.name, settings.shown, repr(vars(database.place))
    )
    assert isinstance(settings, Settings)


@pytest.mark.slow
def test_the_screens_show_none(used: Served) -> None:
    status, left, stayed = screens(used.url(database="other"))
    assert (status, stayed) == (4, False)
    assert_kept(left)


@pytest.mark.parametrize("option", [["--db", "{}"], ["--db={}"]])
def test_the_list_of_processes_shows_none(option: list[str], used: Served, tmp_path: Path) -> None:
    with silent(used, tmp_path) as asked:
        url = asked.url.replace("ana@", f"ana:{QUOTED}@").replace("connect_timeout=2", "connect_timeout=20")
        words = [one.format(url) for one in option]
        run = subprocess.Popen([sys.executable, "-m", "sprintsales", *words, "plan"], env=environment(asked.url, "Ana", {}))
        try:
            listed = Path(f"/proc/{run.pid}/cmdline")
            until = time.monotonic() + PATIENCE
            while (not (shown := listed.read_text()) or QUOTED in shown) and time.monotonic() < until:
                with suppress(subprocess.TimeoutExpired):
                    run.wait(0.02)
        finally:
            run.kill()
            run.wait()
    assert "postgresql://ana@127.0.0.1" in shown
    assert shown.rstrip("\0").endswith("plan")


@pytest.mark.slow
def test_a_real_process_tells_none(used: Served) -> None:
    for words in COMMANDS[:4]:
        said = there(used.url(), words)
        assert_kept(said.out, said.err)
