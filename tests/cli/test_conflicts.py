"""Facts about commands that meet what somebody else did meanwhile, run as two users run them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sprintsales.cli.main import main
from tests.places import Place, Template
from tests.services import week as built

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="session")
def template(place: Place) -> Template:
    return place.template("week", built.make)


@pytest.fixture
def run(template: Template, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a way to run a command as somebody on Monday 16 November: status and messages."""
    built.copy(template, tmp_path / "team.db").database.close()
    monkeypatch.delenv("SPRINTSALES_CONFIG", raising=False)

    def go(who: str, *words: str) -> tuple[int, str]:
        status = main(["--db", str(tmp_path / "team.db"), "--as", who, "--today", "2026-11-16", *words])
        return status, capsys.readouterr().err

    return go


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("done", "#1"), "is done. Mia Chef did it just now."),
        (("move", "#1", "fri"), "is done. Mia Chef did it just now."),
        (("drop", "#1"), "is done. Mia Chef did it just now."),
        (("block", "#1", "--reason", "legal"), "is done. Mia Chef did it just now."),
    ],
)
def test_a_command_on_what_somebody_has_just_done_says_who_and_writes_nothing(run: Run, words: tuple[str, ...], sentence: str) -> None:
    run("Ana", "add", "call acme renewal tue")
    assert run("Mia", "done", "#1")[0] == 0
    status, said = run("Ana", *words)
    assert status == 1
    assert sentence in said


def test_a_command_on_what_was_taken_back_says_so(run: Run) -> None:
    run("Ana", "add", "call acme renewal tue")
    run("Ana", "undo")
    assert run("Ana", "done", "#1") == (1, "call Acme renewal (#1) is not there any more: you took it back just now.\n")


def test_a_command_sees_what_stands_now(run: Run) -> None:
    run("Mia", "deals", "set", "#1", "value=52000")
    assert run("Ana", "deals", "set", "#1", "value=50000")[0] == 0
