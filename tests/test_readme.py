"""The README says what is true: its tables are the program's, its commands are taken, its keys exist, its pictures are there."""

from __future__ import annotations

import html
import re
import shlex
from pathlib import Path

from sprintsales import settings
from sprintsales.cli.main import build, commands
from sprintsales.settings import Settings
from sprintsales.ui.table import COMMANDS
from tests.pictures import MOST, PICTURES
from tests.readme_tables import README, SETTINGS, with_tables

TEXT = README.read_text(encoding="utf-8")


def test_tables_are_those_of_the_program() -> None:
    assert with_tables(TEXT) == TEXT


def lines() -> list[str]:
    """The lines of the README that are to be typed: in blocks of the shell and as code in a sentence."""
    blocks = re.findall(r"^```sh\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
    typed = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    prose = re.sub(r"^```.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    inline = [code for line in prose.splitlines() if not line.startswith("|") for code in re.findall(r"`([^`]+)`", line)]
    return [line for line in (*typed, *inline) if line.startswith("sprintsales ")]


def test_every_line_to_be_typed_is_taken_by_the_program() -> None:
    parser = build(commands())
    typed = [line for line in lines() if "COMMAND" not in line]
    assert len(typed) > 20
    for line in typed:
        parser.parse_args(shlex.split(line, comments=True)[1:])


def test_every_command_named_in_the_readme_exists() -> None:
    known = {word for one in commands() for word in one.words}
    used = set(re.findall(r"`sprintsales ([a-z]+)", TEXT))
    assert used <= known


def test_every_key_of_the_tour_exists() -> None:
    known = {key for keys, _help, _where in COMMANDS.readme_rows() for key in re.findall(r"`([^`]+)`", keys)}
    used = {html.unescape(key) for key in re.findall(r"<kbd>(.*?)</kbd>", TEXT)}
    assert len(used) > 30
    assert used <= known


def test_every_picture_is_there_and_small() -> None:
    named = re.findall(r"!\[[^]]*]\(([^)]+)\)", TEXT)
    assert {Path(one).stem for one in named} == {one.name for one in PICTURES}
    for one in named:
        assert 1000 < (README.parent / one).stat().st_size < MOST


def test_every_setting_and_variable_that_is_read_is_told() -> None:
    read = set(re.findall(r"\"((?:SPRINTSALES|NO)_[A-Z]+)\"", Path(settings.__file__).read_text(encoding="utf-8")))
    assert {variable for _key, variable, _option, _meaning in SETTINGS} == read
    assert {key for key, *_ in SETTINGS if key} <= set(Settings.__dataclass_fields__)
