"""Hostile text as argument, option, environment, configuration and file name: a sentence or a plain answer, nothing else."""

from __future__ import annotations

import json
import os
import shutil
from argparse import Action, _HelpAction, _StoreConstAction, _SubParsersAction, _VersionAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from sprintsales.settings import load
from tests.hostile.corpus import MONSTERS, STRINGS, WHOLE
from tests.hostile.places import TODAY, assert_only_text, parsers, printed, ran

# Where a hostile word would reach out of the test's own folder.
ELSEWHERE = ("/", "~")
# What a command needs besides the word under test, so that it comes to use that word at all.
COMPANY: dict[tuple[str, ...], tuple[str, ...]] = {
    ("init",): ("--team", "North", "--me", "Ana"),
    ("deals", "show"): ("#1",),
    ("deals", "add"): ("Acme",),
    ("deals", "set"): ("#1", "note=x"),
    ("add",): ("call", "tue"),
    ("log",): ("call",),
    ("done",): ("#938",),
    ("move",): ("#938", "fri"),
    ("drop",): ("#938",),
    ("block",): ("#938",),
    ("unblock",): ("#938",),
    ("import",): ("deals.csv", "--kind", "deals", "--map", "name=name"),
    ("goals", "set"): ("calls_made", "--commit", "10"),
    ("export",): ("all",),
    ("restore",): ("deals.csv",),
    ("forget",): ("Nobody",),
}
NUMBERS = ("9" * 30, "-1", "9" * 5000, "\u0661\u0662", "\u00b2", "1_000", "0x10", "1e9", " 7 ")


def words_taken() -> Iterator[tuple[tuple[str, ...], Action]]:
    """Every command with each of its arguments and options that take a word."""
    for words, parser in parsers().items():
        for action in parser._actions:
            if (
                isinstance(action, _HelpAction | _VersionAction | _SubParsersAction | _StoreConstAction)
                or action.choices
                or action.nargs == 0
            ):
                continue
            yield words, action


TAKEN = list(words_taken())


def line(words: tuple[str, ...], action: Action, text: str) -> tuple[str, ...]:
    """A command line with the text in one place."""
    company = COMPANY.get(words, ())
    if action.option_strings:
        return (*words, *company, f"{action.option_strings[-1]}={text}")
    if action.nargs in ("+", "*") and company[:1]:
        return (*words, *company[:1], "--", text) if words in (("move",), ("deals", "set")) else (*words, "--", text)
    return (*words, "--", text)


ROUNDS = 12 if WHOLE else 1


@pytest.fixture
def alone(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample team, in a working folder whose parents are the test's own too."""
    deep = copied.parent / "a" / "b" / "c"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    Path("deals.csv").write_text("name\nAcme\n", encoding="utf-8")
    return copied


def try_line(path: Path, words: tuple[str, ...], action: Action, text: str) -> bool:
    """Run a command with a hostile word in one place and say whether it was run."""
    if text.startswith(ELSEWHERE):
        return False
    argv = line(words, action, text)
    assert_only_text(printed(argv) if action.dest == "db" else ran(path, *argv))
    return True


@pytest.mark.slow
def test_every_argument_and_option_takes_a_hostile_word(alone: Path) -> None:
    seen: dict[str, int] = {}
    for place, (words, action) in enumerate(TAKEN):
        # An option that many commands share is read in one place: one of them is enough here.
        seen[action.dest] = seen.get(action.dest, 0) + 1
        if seen[action.dest] == 1:
            try_line(alone, words, action, STRINGS[(5 + place * 13) % len(STRINGS)])
    assert len(seen) > 30


@pytest.mark.slow
@pytest.mark.parametrize("shift", range(0, len(STRINGS), 80 if WHOLE else 160))
def test_every_command_and_option_takes_many_hostile_words(alone: Path, shift: int) -> None:
    runs = [
        try_line(alone, words, action, STRINGS[(shift + place * 13 + number) % len(STRINGS)])
        for place, (words, action) in enumerate(TAKEN)
        for number in range(ROUNDS)
    ]
    assert sum(runs) > 80 * ROUNDS


@pytest.mark.slow
def test_a_number_nobody_can_mean_is_refused_with_a_sentence(alone: Path) -> None:
    taken = [
        (words, action) for words, action in TAKEN if action.metavar in ("N", "NUMBER") and words[0] not in ("kpis", "closing", "review")
    ]
    for place, number in enumerate(NUMBERS):  # the options of numbers take turns
        for words, action in taken[place % 9 :: 9]:
            assert_only_text(ran(alone, *line(words, action, number)))
        assert_only_text(ran(alone, "deals", "show", "--", f"#{number}"))
        assert_only_text(ran(alone, "done", "--", f"#{number}"))
        assert_only_text(ran(alone, "deals", "list", "--", f"value>{number}", f"closing<{number}d"))
        assert_only_text(ran(alone, "deals", "set", "#1", f"value={number}"))


def test_a_command_nobody_knows_is_quoted_harmlessly() -> None:
    for text in STRINGS[::6]:
        if not text.startswith("-"):
            assert_only_text(printed([text]))
        assert_only_text(printed(["plan", f"--bogus={text}"]))


def test_a_file_with_a_hostile_name_is_a_database_like_any_other(copied: Path) -> None:
    folder = copied.parent
    for text in (*STRINGS[::60], "escaped byte \udc9b31m", "bells \x07 \x1b]0;x\x07", "?&%41#'"):
        name = text.replace("/", "_").replace("\0", "_").encode("utf-8", "surrogateescape" if "\udc9b" in text else "replace")[:60] or b"_"
        path = folder / os.fsdecode(name + b".db")
        if path.name in (".db", "..db"):
            continue
        shutil.copy(copied, path)
        for argv in (("deals",), ("db", "status"), ("db", "status", "--json"), ("db", "backup"), ("init", "--team", "x", "--me", "y")):
            found = ran(path, *argv)
            assert found.status == (4 if argv[0] == "init" else 0), (found.where, found.err)
            assert_only_text(found)
            if "--json" in argv:
                assert json.loads(found.out)["version"]


def test_a_path_nobody_can_open_is_refused_with_a_sentence(tmp_path: Path) -> None:
    for text in (
        "a\0b",
        "x" * 300,
        "x/" * 3000,
        str(tmp_path / ("é" * 200)),
        "\ud800",
        str(tmp_path),
        "~nosuchuser/x",
        MONSTERS["one letter"],
    ):
        for argv in (
            ("plan",),
            ("init", "--team", "x", "--me", "y"),
            ("db", "status"),
            ("db", "backup"),
            ("db", "upgrade"),
            ("db", "check"),
        ):
            found = printed((*argv, "--db", text))
            assert found.status in (2, 4), (found.where, found.err[:200])
            assert_only_text(found)


VARIABLES = (
    "SPRINTSALES_USER",
    "SPRINTSALES_TODAY",
    "SPRINTSALES_SIGNS",
    "SPRINTSALES_THEME",
    "LC_ALL",
    "TZ",
    "COLUMNS",
    "SPRINTSALES_CONFIG",
)


def test_the_environment_and_the_configuration_say_only_words(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = copied.parent / "config.toml"
    for place, text in enumerate(STRINGS[::12]):
        safe = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
        written = "\n".join(f"{key} = {json.dumps(safe)}" for key in ("user", "theme", "signs", "language"))
        config.write_text(written if place % 3 else safe, encoding="utf-8", newline="")  # or no configuration at all
        with monkeypatch.context() as changed:
            changed.setenv("SPRINTSALES_CONFIG", str(config))
            assert_only_text(ran(copied, "goals"))
            changed.delenv("SPRINTSALES_CONFIG")
            changed.setenv(VARIABLES[place % len(VARIABLES)], safe)
            assert_only_text(printed(("goals", "--db", str(copied))))


def test_a_configuration_may_name_what_is_no_path(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    for text in ("a\\u0000b", "\\u001b]0;x\\u0007", "x" * 5000):
        config.write_text(f'database = "{text}"', encoding="utf-8")
        assert load(environ={"SPRINTSALES_CONFIG": str(config)}).database
        os.environ["SPRINTSALES_CONFIG"] = str(config)
        try:
            found = printed(("plan", "--today", TODAY))
        finally:
            del os.environ["SPRINTSALES_CONFIG"]
        assert found.status in (2, 4), found.err[:200]
        assert_only_text(found)
