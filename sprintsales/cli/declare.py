"""How a command is declared: its words, its options and what it runs."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from sprintsales.settings import Settings

SCREENS = ("today", "plan", "standup", "deals", "closing", "kpis", "review", "team", "leads")
MOST = 10**12 - 1
DONE, REFUSED, WRONG_USAGE, IN_PART, NOT_USABLE = range(5)
STATUSES: Mapping[int, str] = {
    DONE: "done",
    REFUSED: "refused by a rule, or not found: a sentence says why, and nothing was changed",
    WRONG_USAGE: "wrong usage",
    IN_PART: "done in part: an import left rows out, or an undo kept what was changed since",
    NOT_USABLE: "the database cannot be reached or used",
}
"""How the program ends, by its exit status."""


class CommandLine(NamedTuple):
    """One command; `run` returns the exit status. `words` may be two, such as ("deals", "show")."""

    words: tuple[str, ...]
    help: str
    run: Callable[[Namespace, Settings], int]
    arguments: Callable[[ArgumentParser], None] = lambda _parser: None
    view: bool = False
    writes: Callable[[Namespace], bool] = lambda _args: False
    """Whether it changes the database: the first one of a day copies it before."""


def always(_args: Namespace) -> bool:
    """Yes, whatever the options."""
    return True


def file_path(text: str) -> Path:
    """Return an option's text as a path; importing paths for every --help would be a tenth of it."""
    from sprintsales.domain.errors import Usage
    from sprintsales.settings import file_named

    try:
        return file_named(text)
    except Usage as error:
        raise ArgumentTypeError(str(error)) from error


def whole_number(text: str) -> int:
    """Return an option's text as a number that somebody can mean: up to twelve digits."""
    try:
        found = int(text) if len(text) <= 20 else MOST + 1
    except ValueError as error:
        raise ArgumentTypeError(f"“{text[:20]}” is no whole number.") from error
    if abs(found) > MOST:
        raise ArgumentTypeError(f"“{text[:20]}” is too large.")
    return found


def everywhere(parser: ArgumentParser) -> None:
    """Add the options that stand before or after any command."""
    group = parser.add_argument_group("options everywhere")
    group.add_argument(
        "--db", metavar="PATH-or-URL", default=SUPPRESS, help="the database (SPRINTSALES_DB; default: a file in your data folder)"
    )
    group.add_argument("--as", dest="user", metavar="NAME-or-EMAIL", default=SUPPRESS, help="who you are (SPRINTSALES_USER)")
    group.add_argument(
        "--today", metavar="YYYY-MM-DD", default=SUPPRESS, help="read as if it were this day (SPRINTSALES_TODAY); hides nothing"
    )
    group.add_argument("--json", action="store_true", default=SUPPRESS, help="one JSON document on standard output, nothing else")
    group.add_argument("--no-color", action="store_true", default=SUPPRESS, help="no colours (NO_COLOR)")


FORMATS = ("text", "md", "html", "csv", "json")
WHOSE = ("rep", "team")
SPAN = ("week", "sprint", "period", "at", "from", "to", "through")
VIEW_OPTIONS: Mapping[str, Callable[[ArgumentParser], object]] = {
    "rep": lambda parser: parser.add_argument("--rep", metavar="NAME", help="only this person; a part of the name is enough"),
    "team": lambda parser: parser.add_argument("--team", metavar="NAME", help="only this team"),
    "week": lambda parser: parser.add_argument("--week", metavar="2026-W47", help="the ISO week"),
    "sprint": lambda parser: parser.add_argument("--sprint", metavar="N", type=whole_number, help="the sprint with this number"),
    "period": lambda parser: parser.add_argument(
        "--period",
        metavar="KIND",
        choices=("day", "sprint", "week", "month", "quarter", "year"),
        help="day, sprint, week, month, quarter or year",
    ),
    "at": lambda parser: parser.add_argument("--at", metavar="DATE", help="the period that holds this day (default: today)"),
    "from": lambda parser: parser.add_argument("--from", dest="start", metavar="DATE", help="from this day on"),
    "to": lambda parser: parser.add_argument("--to", dest="end", metavar="DATE", help="up to, not including, this day"),
    "through": lambda parser: parser.add_argument("--through", metavar="DATE", help="up to and including this day"),
    "by": lambda parser: parser.add_argument(
        "--by",
        metavar="CUT[,CUT]",
        help="cut by rep, team, manager, function, territory, product, segment, source, stage, week, month, quarter; two at most",
    ),
    "as-of": lambda parser: parser.add_argument("--as-of", metavar="DATE", help="as it was known at the end of this day"),
}
"""The options views share, each taken by the views it means something for."""


def as_format(parser: ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    """Add how something is printed."""
    words = f"text (default), {', '.join(formats[1:-1])} or {formats[-1]}"
    parser.add_argument("--format", metavar="FORMAT", choices=formats, default="text", help=f"{words}; --json is --format json")


def as_view(parser: ArgumentParser, *takes: str, formats: Sequence[str] = FORMATS) -> None:
    """Add the format and those of the options views share that are named, all where none is."""
    as_format(parser, formats)
    for name in takes or VIEW_OPTIONS:
        VIEW_OPTIONS[name](parser)


def view_of(*takes: str) -> Callable[[ArgumentParser], None]:
    """Return what declares a view that takes some of the options views share."""

    def declare(parser: ArgumentParser) -> None:
        as_view(parser, *takes)

    return declare
