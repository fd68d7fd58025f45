"""Opening the screens, founding a team, the demo, undo and redo, and the care of the database."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always, whole_number
from sprintsales.cli.output import emit, say, started, wants_json

if TYPE_CHECKING:
    from sprintsales.settings import Settings


def init_arguments(parser: ArgumentParser) -> None:
    """Add what a new team is made from."""
    parser.add_argument("--team", metavar="NAME", help="the team's name")
    parser.add_argument("--me", metavar="NAME", help="your name; you become its first manager")
    parser.add_argument("--email", metavar="E", help="your e-mail address")
    parser.add_argument("--currency", default="EUR", help="the team's currency (default EUR)")
    parser.add_argument("--timezone", metavar="Europe/Rome", help="the team's time zone (default: this machine's)")
    parser.add_argument("--week-start", default="mon", metavar="mon", help="the weekday a sprint starts on (default mon)")
    parser.add_argument("--sprint-weeks", type=int, default=1, metavar="1", help="how many weeks a sprint lasts, 1 to 4 (default 1)")


def init(args: Namespace, settings: Settings) -> int:
    """Make a new database with one team."""
    from sprintsales.services.founding import Founding, create
    from sprintsales.settings import local_zone

    wish = Founding(
        asked(args.team, "Team name"),
        asked(args.me, "Your name"),
        args.email,
        args.currency,
        args.timezone or local_zone(),
        args.week_start,
        args.sprint_weeks,
    )
    team_id = create(settings, wish)
    if wants_json(args):
        emit({"schema": "sprintsales.init/1", "as_of": None, "team": wish.team, "team_id": team_id, "database": settings.shown})
    else:
        say(f"Team {wish.team} is ready in {settings.shown}; you, {wish.me}, are its manager.")
        start = shlex.join(started(args))
        say(f"Next: {start} import FILE.csv, or just {start}")
    return DONE


def asked(given: str | None, question: str) -> str:
    """Return what was given, or ask for it on a terminal; raises Usage without one."""
    import sys

    from sprintsales.domain.errors import Usage

    if given:
        return given
    if not sys.stdin.isatty():
        raise Usage(f"{question} is missing: sprintsales init --team NAME --me NAME")
    return input(f"{question}: ").strip()


def undo(args: Namespace, settings: Settings) -> int:
    """Take an act back."""
    from sprintsales.cli.undoing import report
    from sprintsales.services.desk import open_desk
    from sprintsales.services.undoing import undo as take_back

    desk = open_desk(settings)
    return report(args, desk, take_back(desk, args.entry))


def redo(args: Namespace, settings: Settings) -> int:
    """Do again what the last undo took back."""
    from sprintsales.cli.undoing import report
    from sprintsales.services.desk import open_desk
    from sprintsales.services.undoing import redo as do_again

    desk = open_desk(settings)
    return report(args, desk, do_again(desk))


def undo_arguments(parser: ArgumentParser) -> None:
    """Add which act."""
    parser.add_argument("--entry", type=whole_number, metavar="N", help="the journal entry to undo (default: my last one)")


def open_screens(args: Namespace, settings: Settings) -> int:
    """Open the terminal screens; without a terminal print the plan and today's stand-up instead."""
    import sys

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from sprintsales.cli.commands.work import print_without_terminal

        return print_without_terminal(settings)
    if settings.file is not None:
        from sprintsales.storage.files import is_missing, look_at

        if is_missing(settings.file):
            return start_guided(args, settings)
        look_at(settings.file)
    from sprintsales.ui.app import run

    run(settings, getattr(args, "screen", None))
    return DONE


def start_guided(args: Namespace, settings: Settings) -> int:
    """Ask what a person without a database wants, and go on with it."""
    from sprintsales.ui.start import DEMO, guided_start

    found = guided_start(settings)
    if found is None:
        say("Nothing was made. Start again any time with: sprintsales. By command: sprintsales init, sprintsales demo")
        return DONE
    if isinstance(found, str):
        from sprintsales.cli.commands.demo import demo

        args.keep = None
        assert found == DEMO
        return demo(args, settings)
    from sprintsales.ui.app import run

    run(found.settings, getattr(args, "screen", None) or "plan", importing=found.importing)
    return DONE


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("init",), "make a new team", init, init_arguments),
    CommandLine(("undo",), "undo the last thing I did, an import included", undo, undo_arguments, writes=always),
    CommandLine(("redo",), "do again what the last undo took back", redo, writes=always),
)
