"""The README says what is true: its tables are the program's, its commands exist, its pictures are there."""

from __future__ import annotations

import re
from pathlib import Path

from sprintsales.cli.main import build, commands
from sprintsales.settings import Settings
from tests.readme_tables import README, with_tables

TEXT = README.read_text(encoding="utf-8")


def test_tables_of_commands_keys_and_kpis_are_those_of_the_program() -> None:
    assert with_tables(TEXT) == TEXT


def test_every_option_of_every_command_named_in_the_readme_exists() -> None:
    known = {word for one in commands() for word in one.words}
    used = set(re.findall(r"`?sprintsales ([a-z]+)", TEXT)) - {"opens", "keeps", "is"}
    assert used <= known


def test_the_whole_parser_can_be_built_and_refuses_unknown_words() -> None:
    parser = build(commands())
    assert parser.prog == "sprintsales"


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^]]*]\(([^)]+)\)", TEXT)
    assert pictures
    assert all((Path(README.parent) / picture).is_file() for picture in pictures)


def test_every_setting_named_in_the_readme_is_read() -> None:
    named = set(re.findall(r"^\| `(\w+)` \| `SPRINTSALES_", TEXT, flags=re.MULTILINE))
    assert named == {"database", "user", "theme", "signs"}
    assert named <= set(Settings.__dataclass_fields__)
