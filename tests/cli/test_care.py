"""The commands for the care of a database say the same of a file and of a server, and the copies they make by themselves hinder nobody."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from sprintsales.cli.main import commands, main
from sprintsales.storage.version import HEAD
from tests.places import Served, console

FOUND = ("init", "--team", "North", "--me", "Ada", "--timezone", "Europe/Rome")
DEALS = "id,name,account,stage,value\n1,Deal,Acme,Prospect,100\n"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])])
def db(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return a new team's database, named as on a command line."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    if request.param == "sqlite":
        yield made(str(tmp_path / "team.db"))
        return
    server: Served = request.getfixturevalue("served")
    yield made(str(server.empty(tmp_path)))
    server.clear()


def made(db: str) -> str:
    assert main(["--db", db, *FOUND]) == 0
    return db


def backups(db: str, tmp_path: Path) -> list[str]:
    """The automatic copies there are, by name."""
    folder = (tmp_path / "home" / "sprintsales" if "://" in db else tmp_path) / "sprintsales-backups"
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith(".")) if folder.is_dir() else []


def told(capsys: pytest.CaptureFixture[str], *argv: str, status: int = 0) -> str:
    capsys.readouterr()
    assert main(argv) == status
    return capsys.readouterr().out


def test_the_state_of_a_database_is_told_and_its_keys_stay(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "--db", db, "db", "status")
    assert said.startswith(f"{db}: schema {HEAD}, ")
    assert "1 act in the journal" in said
    assert ("PostgreSQL" in said) == ("://" in db)
    state = json.loads(told(capsys, "--db", db, "db", "status", "--json"))
    keys = {"schema", "as_of", "path", "version", "head", "current", "bytes", "rows", "last_backup", "kind", "server"}
    assert set(state) == keys
    assert (state["path"], state["kind"]) == (db, "postgresql" if "://" in db else "sqlite")


def test_an_examination_ends_with_status_one_when_something_is_wrong(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "✓ All is well: 28 rules examined, 1 act" in told(capsys, "--db", db, "db", "check")
    undoing = ("DROP TRIGGER deal_j_update",) if "://" not in db else ("DROP TRIGGER deal_j_update ON deal",)
    console(db if "://" in db else Path(db), *undoing)
    said = told(capsys, "--db", db, "db", "check", status=1)
    assert said == "✗ the guards are in place: trigger deal_j_update: is missing, so the journal may miss a write.\n"
    report = json.loads(told(capsys, "--db", db, "db", "check", "--json", status=1))
    assert [finding["rows"] for finding in report["findings"]] == [["trigger deal_j_update"]]


def test_a_copy_goes_where_it_is_sent_and_comes_back_as_a_file(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = json.loads(told(capsys, "--db", db, "db", "backup", str(tmp_path / "copy"), "--json"))["backup"]
    assert Path(copy) == tmp_path / "copy"
    new = str(tmp_path / "new.db")
    assert f"{new} is ready: 1 act with" in told(capsys, "--db", new, "restore", copy)
    assert "All is well" in told(capsys, "--db", new, "db", "check")
    assert told(capsys, "--db", new, "export", "all") == told(capsys, "--db", db, "export", "all")


def test_a_current_database_has_nothing_to_bring_up(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"Nothing to do: the schema is {HEAD}" in told(capsys, "--db", db, "db", "upgrade")


def test_the_first_change_of_a_day_copies_what_was_there_before_it(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "--db", db, "--as", "Ada", "today")
    assert backups(db, tmp_path) == []
    told(capsys, "--db", db, "--as", "Ada", "add", "3x call list:Q4")
    (copy,) = backups(db, tmp_path)
    told(capsys, "--db", db, "--as", "Ada", "add", "2x call list:Q5")
    assert backups(db, tmp_path) == [copy]


def test_an_import_is_preceded_by_a_copy_and_a_rehearsal_is_not(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(DEALS, encoding="utf-8")
    told(capsys, "--db", db, "--as", "Ada", "import", str(file), "--dry-run")
    assert backups(db, tmp_path) == []
    told(capsys, "--db", db, "--as", "Ada", "import", str(file))
    assert len(backups(db, tmp_path)) == 1  # the day's own copy holds everything
    told(capsys, "--db", db, "--as", "Ada", "add", "3x call list:Q4")
    told(capsys, "--db", db, "--as", "Ada", "import", str(file))
    assert [("-before-import-" in name) for name in backups(db, tmp_path)] == [False, True]


def test_a_copy_that_fails_is_said_in_a_line_and_the_work_goes_on(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = (tmp_path / "home" / "sprintsales" if "://" in db else tmp_path) / "sprintsales-backups"
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file stands where the folder should be", encoding="utf-8")
    capsys.readouterr()
    assert main(["--db", db, "--as", "Ada", "add", "3x call list:Q4"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("Planned #1")
    assert printed.err.startswith("Today's automatic copy of the database was not made. The backup folder")
    assert printed.err.count("\n") == 1


def test_every_command_that_changes_the_database_says_so() -> None:
    reading = {"db", "db status", "db check", "db backup", "export", "export all", "export person", "export ics", "demo"}
    reading |= {"week", "week list", "again", "again list", "cadences", "cadences list", "cadences export"}
    own_care = {"init", "restore", "db upgrade", "forget"}  # new databases, a copy of its own, and a text no copy should hold once more
    given = Namespace(commit=True, withdraw=False, dry_run=False, decline=[1], first_touch_days=1, accept=None, decide=["1=keep"])
    silent = {" ".join(one.words) for one in commands() if not one.view and not one.writes(given)}
    assert silent <= reading | own_care
    assert {" ".join(one.words) for one in commands() if one.view and one.writes(given)} == {"plan", "cleanup"}
    asked = Namespace(
        commit=False, withdraw=False, dry_run=True, decline=None, first_touch_days=None, first_touch=None, accept=None, decide=[]
    )
    assert {" ".join(one.words) for one in commands() if one.writes(asked)} >= {
        "add",
        "undo",
    }


@pytest.mark.postgres
@pytest.mark.slow
def test_a_restore_onto_a_server_says_what_became_of_a_nul(served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = made(str(tmp_path / "team.db"))
    triggers = console(Path(file), "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    anew = [statement for _, statement in triggers]
    harm = "UPDATE pipeline SET name = 'Sa' || char(0) || 'les'"
    console(Path(file), *[f"DROP TRIGGER {name}" for name, _ in triggers], harm, *anew)
    said = told(capsys, "--db", str(served.empty(tmp_path)), "restore", file)
    assert "! 1 rows held a NUL, which PostgreSQL cannot keep: ␀ stands there now" in said
    served.clear()
