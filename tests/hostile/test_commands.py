"""Hostile text that no door ever cleaned, through every command that reads, in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sprintsales.cli.main import commands
from sprintsales.formats.spreadsheet import neutralise, unneutralise
from tests.hostile import fields
from tests.hostile.corpus import MEGABYTE, MONSTERS, STRINGS, WHOLE
from tests.hostile.places import READS, Printed, assert_only_text, command_of, formats, ran

FORGED = ("Done #1 forged", "✓ All is well")
READ_ELSEWHERE = {("demo",)}
LINES = [(argv, how) for argv in READS for how in formats(command_of(argv))]
IN_EVERY_FORMAT = (("plan",), ("standup",), ("team",), ("deals", "list", "all"), ("deals", "show", "#1"))
FEWER = [
    (argv, how)
    for place, argv in enumerate(READS)
    for turn, how in enumerate(formats(command_of(argv)))
    if argv in IN_EVERY_FORMAT or turn == place % len(formats(command_of(argv)))
]
"""Each way to ask in the format of its turn, a few in every format."""


def test_every_command_that_reads_is_run() -> None:
    read = {one.words for one in commands() if one.view}
    assert read <= {command_of(argv) for argv in READS} | READ_ELSEWHERE


def check(found: Printed) -> None:
    """What one command printed is only text, and whole as what it says it is."""
    assert_only_text(found)
    form = found.line[found.line.index("--format") + 1] if "--format" in found.line else "json" if "--json" in found.line else "text"
    if found.line[:2] == ("export", "all"):
        form = "json"
    if found.out:
        CHECKS[form](found)


def check_text(found: Printed) -> None:
    """No name passes for a line of the program's own."""
    lines = found.out.splitlines()
    if found.line[:2] == ("db", "check") and found.status == 0:
        lines = lines[:-1]  # which says so truly
    assert not [line for line in lines if line.lstrip("✗ ").startswith(FORGED)], found.where


def check_json(found: Printed) -> None:
    """One JSON document that any reader takes."""
    document = json.loads(found.out, parse_constant=_no_number)
    assert json.dumps(document, ensure_ascii=False).encode("utf-8"), found.where


def _no_number(word: str) -> object:
    raise AssertionError(f"{word} is no JSON")


_UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\|")
_OUR_ITEM = re.compile(r"^- \*\*(?:done|overdue|today|blocked|date moved|nothing planned)\*\* ")
_LIVE = re.compile(r"(?<!\\)(?:\\\\)*[\[\]<>`*_#]")


def check_markdown(found: Printed) -> None:
    """Tables keep their columns, and nothing in a cell or a sentence is a link, a tag, a heading or a list."""
    columns = 0
    for printed_line in found.out.splitlines():
        line = _OUR_ITEM.sub("", printed_line) if found.line[0] == "standup" else printed_line
        if line.startswith("|"):
            bars = len(_UNESCAPED.findall(line))
            columns = columns or bars
            assert bars == columns, f"{found.where}: {line!a}"
        else:
            columns = 0
        assert not _LIVE.search(line.lstrip("# ") if line.startswith("#") else line), f"{found.where}: {line!a}"
        # Behind the sign of a heading they are text.
        assert line != printed_line or not re.match(r"\s*(?:[-+=]|[0-9]+[.)])", line), f"{found.where}: {line!a}"
        assert not line.startswith(FORGED), found.where


class _Tags(HTMLParser):
    """What a browser would see in a fragment."""

    ALLOWED = frozenset({"h1", "h2", "table", "tr", "th", "td", "p", "ul", "li", "b"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.live: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag not in self.ALLOWED or attrs not in ([], [("style", "text-align:right")]):
            self.live.append(f"{tag} {attrs}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.live.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.live.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.live.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.live.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.live.append("declaration")


def check_html(found: Printed) -> None:
    """Our own tags, closed, and none made of text: no handler, no outside request."""
    tags = _Tags()
    tags.feed(found.out)
    tags.close()
    assert (tags.live, tags.open) == ([], []), found.where


def check_csv(found: Printed) -> None:
    """Every row has the columns of the header, and no cell is a formula."""
    csv.field_size_limit(4 * MEGABYTE)
    rows = list(csv.reader(io.StringIO(found.out, newline=""), strict=True))
    for row in rows:
        assert len(row) == len(rows[0]), f"{found.where}: {row!a}"
        for cell in row:
            assert neutralise(unneutralise(cell)) == cell, f"{found.where}: {cell!a}"
            assert not is_formula(cell), f"{found.where}: {cell!a}"


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute a cell; judged without the code under test."""
    bare = cell.lstrip()
    return bare[:1] in tuple("=+-@＝＋－＠") and bare[:1] != "" and not re.fullmatch(r"-?[0-9.,]+", cell)


def check_ics(found: Printed) -> None:
    """One calendar that any reader takes, with nobody's line in it."""
    from icalendar import Calendar

    read = Calendar.from_ical(found.out)
    assert {one.name for one in read.walk()} <= {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT", "VTODO"}, found.where
    assert not [line for line in found.out.splitlines() if line.startswith(FORGED)], found.where


CHECKS = {"text": check_text, "json": check_json, "md": check_markdown, "html": check_html, "csv": check_csv, "ics": check_ics}


def through(path: Path, lines: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = LINES) -> Iterator[Printed]:
    """Every reading command in every format."""
    for argv, how in lines:
        yield ran(path, *argv, *how)


@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_hostile_names_are_only_text_in_every_command_and_format(below: Path, part: int) -> None:
    for found in through(below, FEWER[part::2]):
        assert found.status == (1 if found.line[:2] in (("db", "check"), ("plan", "--rep")) else 0), (found.where, found.err)
        check(found)


@pytest.mark.slow
def test_a_word_the_program_does_not_know_is_only_text_too(plain: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(plain, tmp_path / "codes.db"))
    fields.fill(path, 11, codes=True)
    for found in through(path, FEWER[1::6]):
        check(found)


@pytest.mark.slow
@pytest.mark.parametrize("shift", range(1, len(STRINGS), 40 if WHOLE else 120))
def test_every_string_in_every_field_through_every_command(plain: Path, tmp_path: Path, shift: int) -> None:
    path = Path(shutil.copy(plain, tmp_path / "team.db"))
    fields.fill(path, shift, codes=shift == 1)
    for found in through(path):
        check(found)


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 7] if WHOLE else [7])
def test_a_megabyte_in_a_name_is_only_text(plain: Path, tmp_path: Path, first: int) -> None:
    path = Path(shutil.copy(plain, tmp_path / "team.db"))
    monsters = [*MONSTERS.values()]
    fields.fill_endless(path, [*monsters[first:], *monsters[:first]])
    for argv, how in LINES[first % 2 :: 3]:
        found = ran(path, *argv, *how)
        check(found)
