"""Where text comes out: the commands that read, and a run of one of them with all it printed."""

from __future__ import annotations

import io
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sprintsales.cli.main import build, commands, main
from tests.hostile.corpus import harm

TODAY = "2026-11-18"
STATUSES = frozenset(range(5))

# One line or more for every command that reads; what needs more than its own words is told here.
READS: tuple[tuple[str, ...], ...] = (
    ("plan",),
    ("plan", "--sprint", "46"),
    ("plan", "--rep", "#"),
    ("today",),
    ("standup",),
    ("team",),
    ("leads",),
    ("leads", "list", "all"),
    ("sprints",),
    ("cleanup",),
    ("sprints", "list"),
    ("week", "list"),
    ("again", "list"),
    ("cadences", "list"),
    ("proposals",),
    ("review",),
    ("review", "--sprint", "46"),
    ("kpis", "--by", "rep"),
    ("kpis", "--by", "rep", "--kpi", "calls_made", "--trend"),
    ("kpis", "--by", "team,product"),
    ("kpis", "--by", "source", "--period", "year"),
    ("kpis", "--by", "stage,territory", "--period", "quarter"),
    ("closing",),
    ("forecast",),
    ("deals",),
    ("deals", "list", "all"),
    ("deals", "list", "all", "--sort", "name"),
    ("deals", "list", "all", "--sort", "rep", "--reverse"),
    ("deals", "show", "#1"),
    ("deals", "show", "#2"),
    ("deals", "show", "#17"),
    ("stages",),
    ("goals",),
    ("goals", "list"),
    ("db", "status"),
    ("db", "check"),
    ("export", "all"),
    ("export", "person", "#2"),
    ("forget", "#3", "--search"),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What one command printed, and how it ended."""

    argv: tuple[str, ...]
    status: int
    out: str
    err: str

    @property
    def where(self) -> str:
        """The command line, short enough for a message."""
        return ascii(" ".join(self.line))[:200]

    @property
    def line(self) -> tuple[str, ...]:
        """The command line without the options that stand before every command."""
        return self.argv[4:] if self.argv[:1] == ("--db",) else self.argv


def ran(path: Path, *argv: str, today: str = TODAY) -> Printed:
    """Run a command on a database and return what it printed; a status no command has, or an exception, fails the test."""
    return printed(("--db", str(path), "--today", today, *argv))


def printed(argv: Sequence[str]) -> Printed:
    """Run the program with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(list(argv))
        except SystemExit as left:  # how argparse says --help and wrong usage
            status = int(left.code or 0)
    found = Printed(tuple(argv), status, out.getvalue(), err.getvalue())
    assert status in STATUSES, found.where
    assert "Traceback" not in found.err, found.where
    if status:
        assert found.err.strip() or found.out.strip(), f"{found.where} says nothing"
    return found


def harm_in(found: Printed) -> list[str]:
    """What was printed that steers a terminal or passes for a line of the program's own."""
    return harm(found.out, found.where) + harm(found.err, f"stderr of {found.where}")


def assert_only_text(found: Printed) -> None:
    """Nothing printed steers a terminal or passes for a line of the program's own."""
    assert harm_in(found) == []


@cache
def parsers() -> dict[tuple[str, ...], ArgumentParser]:
    """The parser of each command by its words, as the command line builds them."""
    return dict(_parsers((), build(commands())))


def _parsers(words: tuple[str, ...], parser: ArgumentParser) -> Iterator[tuple[tuple[str, ...], ArgumentParser]]:
    if words:
        yield words, parser
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for word, deeper in action.choices.items():
                yield from _parsers((*words, word), deeper)


def command_of(argv: Sequence[str]) -> tuple[str, ...]:
    """The words of the command that a line of READS runs."""
    known = {one.words for one in commands()}
    return next(tuple(argv[:size]) for size in (2, 1) if tuple(argv[:size]) in known)


def formats(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The ways a command can print: the options for each."""
    offered = next((tuple(one.choices or ()) for one in parsers()[words]._actions if one.dest == "format"), ())
    return tuple(("--format", str(word)) for word in offered) or ((), ("--json",))
