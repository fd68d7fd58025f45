"""What the help says and what is said of words the program does not know."""

from __future__ import annotations

import shlex

import pytest

from sprintsales.cli.examples import EXAMPLES, TOPICS
from sprintsales.cli.main import build, commands, main
from tests.hostile.places import parsers


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """How a command line that is not run ends, and what it prints."""
    with pytest.raises(SystemExit) as left:
        main(list(argv))
    out = capsys.readouterr()
    return int(left.value.code or 0), out.out, out.err


def test_every_command_has_examples_and_each_of_them_is_a_line_the_program_takes() -> None:
    declared, parser = commands(), build(commands())
    uppers = {one.words[:-1] for one in declared}
    for words in ((), *(one.words for one in declared)):
        assert EXAMPLES[words], words
        for line, _why in EXAMPLES[words]:
            name, *argv = shlex.split(line)
            assert name == "sprintsales"
            if "--help" not in argv:
                asked = parser.parse_args(argv)
                assert words in uppers or asked.reader.prog == f"sprintsales {' '.join(words)}"


def test_every_command_stands_under_one_heading_of_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    placed = [name for names in TOPICS.values() for name in names]
    assert sorted(placed) == sorted(one.words[0] for one in commands() if len(one.words) == 1)
    status, out, _ = said(capsys, "--help")
    assert status == 0
    assert all(f"\n  {name:<10} " in out for name in placed)


def test_the_help_of_every_command_says_what_each_option_is_for() -> None:
    for words, made in parsers().items():
        text = made.format_help()
        assert text.startswith(f"usage: sprintsales {' '.join(words)} ")
        assert "examples:" in text, words
        assert all(one.help for one in made._actions if one.option_strings), words


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("stagse",), "There is no command “stagse”. Did you mean stages?"),
        (("deals", "lst"), "Did you mean deals list"),
        (("deals", "acme"), "sprintsales deals list acme"),
        (("today", "--by", "rep"), "sprintsales today takes no --by; it takes --rep, --team."),
        (("kpis", "--perid", "month"), "Did you mean --period"),
        (("kpis", "--format", "docx"), "none of text, md, html, csv, json"),
        (("--screen", "plna"), "Did you mean plan?"),
        (("standup", "ana"), "sprintsales standup takes no “ana”."),
        (("done",), "required: ID-or-words"),
    ],
)
def test_a_wrong_word_is_answered_with_the_nearest_right_one(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], sentence: str
) -> None:
    status, out, err = said(capsys, *argv)
    assert (status, out) == (2, "")
    assert sentence in err
    assert "--help" in err
