"""Facts about erasing a person and taking out what is held on one, run as a user runs them on the sample team."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sprintsales.cli.main import main
from sprintsales.services.demo import make_demo
from sprintsales.settings import Clock
from sprintsales.storage.schema import metadata

TODAY = "2026-11-18"
MANAGER = "Lena Vogt"
PEOPLE = {
    "Ana Ruiz": ("Ana Ruiz", "ana@nordwind.example"),
    "Tom Okafor": ("Tom Okafor", "tom@nordwind.example"),
    "Jonas Berg": ("Jonas Berg", "jonas@nordwind.example"),
    "Sara Benítez": ("Sara Benítez",),
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample team on a Wednesday morning, in a file nobody changes."""
    path = tmp_path_factory.mktemp("persons") / "sample.db"
    make_demo(path, date.fromisoformat(TODAY), clock=Clock())
    return path


@pytest.fixture
def path(sample: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    copy = tmp_path / "team.db"
    copy.write_bytes(sample.read_bytes())
    return copy


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a way to run a command as the manager (or somebody else): status, output, messages."""
    for name in ("SPRINTSALES_DB", "SPRINTSALES_USER", "SPRINTSALES_CONFIG", "SPRINTSALES_TODAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")

    def go(*words: str, who: str = MANAGER, db: Path = path) -> tuple[int, str, str]:
        status = main(["--db", str(db), "--as", who, "--today", TODAY, *words])
        told = capsys.readouterr()
        return status, told.out, told.err

    return go


def erase(run: Run, name: str, *more: str) -> dict[str, Any]:
    status, out, err = run("forget", name, "--yes", "--confirm", name, "--json", *more)
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table, with where it stands."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            for row in connection.execute(f"SELECT * FROM {name}"):
                yield name, " ".join(str(value) for value in row).casefold()


def bytes_of(path: Path) -> bytes:
    """What the file, its log and its index of the log hold."""
    files = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
    return b"".join(file.read_bytes() for file in files if file.exists())


@pytest.mark.slow
@pytest.mark.parametrize("name", PEOPLE)
def test_no_table_and_no_byte_of_the_file_holds_an_erased_person(run: Run, path: Path, name: str) -> None:
    words = {spelled.casefold() for word in PEOPLE[name] for spelled in (word, json.dumps(word)[1:-1])}
    assert any(word in text for word in words for _, text in texts(path))
    assert erase(run, name, "--mentions")["scrubbed"]
    assert [(table, word) for word in words for table, text in texts(path) if word in text] == []
    assert [word for word in PEOPLE[name] if word.encode() in bytes_of(path)] == []


def figures(run: Run, number: int, name: str) -> list[Any]:
    """Every figure of the team, with the person's name made one before and after."""
    found = []
    for words in (
        ("kpis", "--by", "rep", "--period", "quarter"), ("forecast",), ("closing",),
        ("review", "--sprint", "46"), ("plan", "--sprint", "46"), ("goals", "list"),
    ):  # fmt: skip
        status, out, _ = run(*words, "--json")
        assert status == 0
        document = json.loads(out.replace(f"erased person {number}", name))
        for group in document.get("groups", ()):
            group.pop("key", None)
        found.append(document)
    return found


def without_words(value: Any) -> Any:
    """A document without notes and reasons: those are what goes."""
    if isinstance(value, dict):
        return {key: without_words(inner) for key, inner in value.items() if key not in ("note", "reason", "said", "why", "result")}
    return sorted((without_words(one) for one in value), key=str) if isinstance(value, list) else value


def test_every_figure_promise_and_digest_stays_but_for_the_name(run: Run, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT id, body, digest FROM snapshot ORDER BY id").fetchall()
    figures_before = figures(run, 0, "Ana Ruiz")
    number = erase(run, "Ana Ruiz")["person"]
    assert without_words(figures(run, number, "Ana Ruiz")) == without_words(figures_before)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id, body, digest FROM snapshot ORDER BY id").fetchall() == before
    assert run("db", "check")[1].startswith("✓ All is well")


@pytest.mark.slow
def test_every_view_shows_the_number_and_none_the_name(run: Run) -> None:
    number = erase(run, "Ana Ruiz", "--mentions")["person"]
    for words in (
        ("standup",),
        ("deals", "list", "all"),
        ("kpis", "--by", "rep"),
        ("goals", "list"),
        ("review", "--sprint", "46"),
    ):
        status, out, _ = run(*words)
        assert status == 0
        assert f"erased person {number}" in out.casefold(), words
        assert "ana ruiz" not in out.casefold()
    assert "Ana Ruiz" in run("forget", "Ana Ruiz", "--search")[2]
    assert run("deals", "list", "rep:ana")[1].count("Ana") == 0


def test_erasing_without_a_terminal_needs_the_name_twice(run: Run, path: Path) -> None:
    before = path.read_bytes()
    status, _, err = run("forget", "Ana Ruiz")
    assert (status, err[:49]) == (2, "Erasing cannot be undone and is asked twice: do i")
    assert run("forget", "Ana Ruiz", "--yes")[0] == 2
    status, _, err = run("forget", "Ana Ruiz", "--yes", "--confirm", "Ana")
    assert (status, "Nothing was erased" in err) == (1, True)
    assert path.read_bytes() == before


class Terminal(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "gone"), [("yes\nana  ruiz\n", True), ("yes\nana\n", False), ("no\n", False), ("y\nAna Ruiz\n", False)])
def test_on_a_terminal_it_is_asked_twice(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, gone: bool) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    status, out, err = run("forget", "Ana Ruiz")
    assert "Goes, for good: the name, the e-mail address, " in out
    assert "It cannot be undone. Type yes" in out
    assert (status, "Nothing was erased" in err) == ((0, False) if gone else (1, True))
    assert (b"Ana Ruiz" in bytes_of(path)) is not gone


@pytest.mark.slow
def test_the_copies_that_still_hold_the_texts_are_named(run: Run, path: Path) -> None:
    run("db", "backup")
    status, out, _ = run("forget", "Ana Ruiz", "--yes", "--confirm", "Ana Ruiz")
    (copy,) = (path.parent / "sprintsales-backups").glob("*.db")
    assert status == 0
    assert f"Copies in {copy.parent} still hold the texts: {copy.name}." in out
    assert f"by the list {copy.parent / 'erased.jsonl'}: keep it beside the copies" in out
    new = path.parent / "new.db"
    status, out, _ = run("restore", str(copy), db=new)
    assert status == 0
    assert re.search(r"all rules hold\.\nErased again, because it was erased after this copy was made: person \d+\.\n$", out)
    copy.unlink()
    assert "No automatic copy holds the texts" in run("forget", "Tom Okafor", "--yes", "--confirm", "Tom Okafor")[1]


def test_a_restore_without_the_list_says_so(run: Run, path: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    copy = away / "copy.db"
    run("db", "backup", str(copy))
    out = run("restore", str(copy), db=away / "new.db")[1]
    assert "No list of erased persons (erased.jsonl) lies beside it" in out


def test_search_shows_what_would_go_and_erases_nothing(run: Run, path: Path) -> None:
    status, out, _ = run("forget", "Tom Okafor", "--search")
    assert (status, out.split("\n")[0]) == (0, "Tom Okafor is person #5: member with a rep’s seat.")
    document = json.loads(run("forget", "Tom Okafor", "--search", "--json")[1])
    assert (document["schema"], document["erased"], document["texts"]["name"]) == ("sprintsales.forget/1", False, 1)
    assert b"Tom Okafor" in bytes_of(path)


def test_a_rep_erases_nobody(run: Run) -> None:
    status, _, err = run("forget", "Tom Okafor", "--yes", "--confirm", "Tom Okafor", who="Ana Ruiz")
    assert (status, err) == (1, "A person is erased by a manager, for good. Ask a manager (Lena Vogt).\n")


def held(run: Run, name: str, **more: str) -> dict[str, Any]:
    status, out, err = run("export", "person", name, "--json", **more)
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_all_that_is_held_on_a_member_comes_out(run: Run, path: Path) -> None:
    found = held(run, "Ana Ruiz")
    assert (found["schema"], found["person"]["name"], found["person"]["email"]) == (
        "sprintsales.person/1",
        "Ana Ruiz",
        "ana@nordwind.example",
    )
    member = found["person"]["id"]
    with closing(sqlite3.connect(path)) as connection:

        def count(query: str) -> int:
            return int(connection.execute(query, (member,)).fetchone()[0])

        for table in metadata.sorted_tables:
            links = [link.parent.name for link in table.foreign_keys if link.column.table.name == "member"]
            if links:
                where = " OR ".join(f"{name} = ?1" for name in links)
                assert len(found["held"][table.name]) == count(f"SELECT count(*) FROM {table.name} WHERE {where}"), table.name
        assert found["acts"]["count"] == count("SELECT count(*) FROM journal_entry WHERE member_id = ?")
        assert len(found["imports"]) == count("SELECT count(*) FROM import_seen WHERE json_extract(seen, '$.owner_id') = ?")
        assert len(found["held"]["commitment_item"]) == count(
            "SELECT count(*) FROM commitment_item i JOIN commitment c ON c.id = i.commitment_id WHERE c.member_id = ?"
        )
    assert {"name", "email", "note", "reason"} <= {one["kind"] for one in found["texts"]}
    assert sum(found["acts"]["by_verb"].values()) == found["acts"]["count"] == len(found["acts"]["entries"])
    deal = next(one for one in found["held"]["deal"] if one["name"].startswith("Orban"))
    assert (deal["value"], deal["currency"], deal["stage"], deal["owner"]) == ("48200.00", "EUR", "Proposal", "Ana Ruiz")
    assert {one["commit_level"] for one in found["held"]["goal"] if one["metric"] == "won_value"} == {"40000.00", "120000.00"}


def test_the_own_record_is_shown_to_oneself_and_that_of_others_to_a_manager_only(run: Run) -> None:
    assert held(run, "Tom Okafor", who="Tom Okafor")["person"]["name"] == "Tom Okafor"
    status, out, err = run("export", "person", "Ana Ruiz", who="Tom Okafor")
    assert (status, out, err) == (1, "", "What is held on somebody is shown to that person and to a manager. Ask a manager (Lena Vogt).\n")
    assert run("export", "person", "Sara Benítez", who="Ana Ruiz")[0] == 1


def test_the_record_of_an_erased_person_has_figures_and_no_words(run: Run) -> None:
    number = erase(run, "Ana Ruiz", "--mentions")["person"]
    found = held(run, f"#{number}")
    assert (found["person"]["erased"], found["person"]["email"], found["texts"]) == (True, None, [])
    assert len(found["held"]["activity"]) > 100
    assert "Ana Ruiz" not in json.dumps(found, ensure_ascii=False)


def test_the_record_goes_into_a_file_for_its_owner_only(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ana.json"
    status, out, _ = run("export", "person", "Ana Ruiz", "--format", "json", "--output", str(file))
    assert (status, out) == (0, f"Everything held on Ana Ruiz is in {file}.\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["person"]["name"] == "Ana Ruiz"
    assert run("export", "person", "Ana Ruiz", "--output", str(tmp_path / "none" / "x"))[0] == 1


def test_the_record_as_text_has_a_section_for_each_kind_of_thing(run: Run) -> None:
    out = run("export", "person", "Ana Ruiz")[1]
    heads = set(re.findall(r"^([A-Z][A-Z ,()]*) \([\d,]+\)$", out, flags=re.MULTILINE))
    assert {"TEXTS", "ACTIVITIES", "DEALS", "PROMISES", "ACTS IN THE JOURNAL", "SEATS (OWN, AND OF THOSE LED)"} <= heads


def test_export_alone_says_which_exports_there_are(run: Run) -> None:
    assert run("export")[0] == 2
    assert json.loads(run("export", "all")[1])["schema"] == "sprintsales.export/1"
