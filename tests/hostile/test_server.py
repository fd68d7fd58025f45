"""Hostile text on PostgreSQL: what is typed, imported and restored there is kept clean and shown harmless as in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.corpus import STRINGS, thin
from tests.hostile.doors import WRITES, file_of, typed_line, unclean
from tests.hostile.places import READS, Printed, assert_only_text, command_of, formats, printed, ran
from tests.hostile.test_commands import check
from tests.hostile.test_entrances import UNICODE
from tests.places import Served

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def server(served: Served, tmp_path: Path) -> Iterator[str]:
    """An empty database of the server."""
    url = served.empty(tmp_path)
    assert isinstance(url, str)
    yield url
    served.clear()


def on(url: str, *argv: str) -> Printed:
    """Run a command on the server as its manager; nobody sets the day of a team's database."""
    return printed(("--db", url, "--as", "Lena Vogt", *argv))


def new_item(url: str) -> str:
    """The number of an open item, made now."""
    found = on(url, "add", "call", "re", "x", "--json")
    assert found.status == 0, found.err
    return f"#{json.loads(found.out)['ids'][0]}"


def moved(path: Path, url: str) -> Printed:
    """Move a team from a file to the server."""
    saved = path.parent / "moved.json"
    assert ran(path, "export", "all", "--output", str(saved)).status == 0
    return on(url, "restore", str(saved))


def read_everything(url: str) -> None:
    """Every reading command, each in the format of its turn."""
    for place, argv in enumerate(READS):
        offered = formats(command_of(argv))
        found = on(url, *argv, *offered[place % len(offered)])
        assert_only_text(found)
        if "--format" in found.line or "--json" in found.line:
            check(found)


def test_what_is_typed_on_a_server_is_kept_clean(copied: Path, server: str) -> None:
    assert moved(copied, server).status == 0
    for place, template in enumerate(WRITES):
        for text in thin(STRINGS, 96, place % 96):
            assert_only_text(on(server, *typed_line(template, text, new_item(server) if "ITEM" in template else "")))
    assert unclean(server) == []
    assert on(server, "db", "check").status == 0
    read_everything(server)


def test_what_is_imported_on_a_server_is_kept_clean(copied: Path, server: str) -> None:
    assert moved(copied, server).status == 0
    for kind in ("deals", "accounts", "members", "products", "activities"):
        file = copied.parent / f"{kind}.csv"
        text = file_of(kind, UNICODE)
        file.write_text(text, encoding="utf-8", newline="")
        maps = [f"--map={name}={name}" for name in text.splitlines()[0].split(",")]
        found = on(server, "import", str(file), "--kind", kind, *maps, "--date-format=ymd", "--new-stages")
        assert found.status in (0, 1, 3), found.err
        assert_only_text(found)
    assert unclean(server) == []
    assert on(server, "db", "check").status == 0
    read_everything(server)


def test_a_file_written_below_the_doors_moves_to_a_server_or_is_refused_with_a_sentence(below: Path, server: str, tmp_path: Path) -> None:
    found = moved(below, server)
    assert_only_text(found)
    assert found.status in (0, 1, 4), found.err
    if found.status == 0:
        read_everything(server)


def test_every_word_looked_up_on_a_server_is_found_or_not(copied: Path, server: str) -> None:
    assert moved(copied, server).status == 0
    for place, text in enumerate(thin(STRINGS, 5)):
        lines = (
            ("deals", "show", "--", text),
            ("done", "--", text),
            ("plan", f"--rep={text}"),
            ("deals", "list", "--", text),
            ("import", "x.csv", f"--mapping={text}"),
            ("forget", "--search", "--", text),
            ("export", "person", "--", text),
            ("standup", f"--as={text}"),
        )
        for line in lines[place % 2 :: 2]:
            assert_only_text(on(server, *line))
