"""From words to a command, and from a refusal to an exit status."""

from __future__ import annotations

import os
import sys
from argparse import SUPPRESS, Namespace, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Sequence
from io import TextIOWrapper

from sprintsales import __version__
from sprintsales.cli.declare import DONE, NOT_USABLE, REFUSED, SCREENS, WRONG_USAGE, CommandLine, everywhere
from sprintsales.cli.examples import by_topic, shown, statuses
from sprintsales.cli.output import silence, tell
from sprintsales.cli.reader import Parser
from sprintsales.domain.errors import NotReadable, Refused, Unusable, Usage


def commands() -> tuple[CommandLine, ...]:
    """Return every command, in the order of the help."""
    from sprintsales.cli.commands import basics, care, cleanup, data, demo, leads, numbers, persons, sprints, work

    parts = (basics, demo, work, sprints, cleanup, numbers, leads, data, persons, care)
    return tuple(command for part in parts for command in part.COMMANDS)


def build(declared: Sequence[CommandLine], argv: Sequence[str] | None = None) -> Parser:
    """Return the parser of all commands; with ARGV only commands named in it get their options, which is what --help costs."""
    parser = Parser(
        prog="sprintsales",
        description="Sprint planning for sales teams, in the terminal. Without a command it opens the screens.",
        epilog="\n\n".join((by_topic([(one.words[0], one.help) for one in declared if len(one.words) == 1]), shown(()), statuses())),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"sprintsales {__version__}")
    parser.add_argument("--screen", choices=SCREENS, metavar="SCREEN", help=f"the screen to open on: {', '.join(SCREENS)}")
    everywhere(parser)
    groups: dict[tuple[str, ...], _SubParsersAction[Parser]] = {(): parser.add_subparsers(dest="command", metavar="COMMAND", help=SUPPRESS)}
    parsers: dict[tuple[str, ...], Parser] = {}
    for one in sorted(declared, key=lambda command: len(command.words)):
        upper = one.words[:-1]
        if upper not in groups:
            groups[upper] = parsers[upper].add_subparsers(metavar="...", title="more precisely")
        made = groups[upper].add_parser(
            one.words[-1],
            help=one.help,
            description=f"{one.help[:1].upper()}{one.help[1:]}.",
            epilog=shown(one.words),
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if argv is None or one.words[0] in argv:
            one.arguments(made)
            everywhere(made)
        made.set_defaults(run=one.run, writes=one.writes, reader=made)
        parsers[one.words] = made
    for made in (parser, *parsers.values()):
        made.set_usage()
    return parser


def names_a_command(argv: Sequence[str]) -> bool:
    """Return whether the words may name a command or ask for help.

    Opening the screens names none: importing and building forty parsers is what a person would wait for.
    """
    words = iter(argv)
    for word in words:
        if word in ("--db", "--as", "--today", "--screen"):
            next(words, None)
        elif not word.startswith("-") or word in ("-h", "--help"):
            return True
    return False


def run(argv: Sequence[str]) -> int:
    """Run one command line and return its exit status; refusals become a sentence on standard error."""
    if any("://" in word for word in argv):
        from sprintsales.cli.process_list import hide_passwords

        hide_passwords(argv)
    args = build(commands() if names_a_command(argv) else (), argv).parse_args(argv)
    from sprintsales import settings

    try:
        chosen = settings.load(
            database=getattr(args, "db", None),
            user=getattr(args, "user", None),
            today=getattr(args, "today", None),
            color=not getattr(args, "no_color", False),
        )
        if getattr(args, "run", None) is None:
            return open_screens(args, chosen)
        from sprintsales.cli.copying import run_copied

        return run_copied(args, chosen)
    except (Refused, NotReadable) as error:
        tell(str(error))
        return REFUSED
    except Usage as error:
        tell(str(error))
        return WRONG_USAGE
    except Unusable as error:
        tell(str(error))
        return NOT_USABLE


def open_screens(args: Namespace, chosen: object) -> int:
    """Open the terminal screens."""
    from sprintsales.cli.commands import basics
    from sprintsales.settings import Settings

    assert isinstance(chosen, Settings)
    return basics.open_screens(args, chosen)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; a closed pipe ends it quietly, and what the system refuses is a sentence too."""
    open_streams()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no Chinese shows ? for it
    try:
        status = run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)  # the reader has gone (`| head`): nothing more to say, and nothing to complain about at exit
        return DONE
    except OSError as error:
        tell(refused_by_the_system(error))
        silence(sys.stdout)
        return NOT_USABLE
    except KeyboardInterrupt:
        tell("Stopped; nothing half-done was kept.")
        return 130
    return status


def open_streams() -> None:
    """Give output and messages a place to go where whoever started us closed it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def refused_by_the_system(error: OSError) -> str:
    """Return what to say of a file, or of the output itself, that the system does not take."""
    what = f"{error.filename} cannot be used" if error.filename else "What there is to say cannot be written out"
    return f"{what} ({error.strerror or error}). Make room, check the permissions, or name another place."
