"""How a command is declared: its words, its options and what it runs."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from sprintsales.settings import Settings

SCREENS = ("today", "plan", "standup", "deals", "closing", "kpis", "review", "team")
MOST = 10**12 - 1
DONE, REFUSED, WRONG_USAGE, IN_PART, NOT_USABLE = range(5)


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


def as_view(parser: ArgumentParser) -> None:
    """Add the options of a view: whose, which period, known when, in which format."""
    parser.add_argument(
        "--format", choices=("text", "md", "html", "csv", "json"), default="text", help="how to print it (--json is --format json)"
    )
    parser.add_argument("--rep", metavar="NAME", help="only this person")
    parser.add_argument("--team", metavar="NAME", help="only this team")
    parser.add_argument("--week", metavar="2026-W47", help="the ISO week")
    parser.add_argument("--sprint", metavar="N", type=whole_number, help="the sprint with this number")
    parser.add_argument("--period", choices=("day", "sprint", "week", "month", "quarter", "year"), help="the kind of period")
    parser.add_argument("--at", metavar="DATE", help="the period that holds this day (default: today)")
    parser.add_argument("--from", dest="start", metavar="DATE", help="from this day on")
    parser.add_argument("--to", dest="end", metavar="DATE", help="up to, not including, this day")
    parser.add_argument("--through", metavar="DATE", help="up to and including this day")
    parser.add_argument(
        "--by",
        metavar="CUT[,CUT]",
        help="cut by rep, team, manager, function, territory, product, segment, source, stage, week, month, quarter",
    )
    parser.add_argument("--as-of", metavar="DATE", help="as it was known on this day")
