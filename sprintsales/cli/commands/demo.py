"""The demo: the sample team in a throw-away copy, moved to this week; nothing of the user's is touched."""

from __future__ import annotations

import shlex
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, SCREENS, CommandLine, file_path
from sprintsales.cli.output import emit, say, wants_json

if TYPE_CHECKING:
    from pathlib import Path

    from sprintsales.settings import Settings


def demo_arguments(parser: ArgumentParser) -> None:
    """Add where the copy is kept, and the screen to open on."""
    shown = f"the screen to open on (default: today): {', '.join(SCREENS)}"
    parser.add_argument("--screen", choices=SCREENS, metavar="SCREEN", default=SUPPRESS, help=shown)
    parser.add_argument(
        "--keep", type=file_path, metavar="PATH", help="keep the copy in this new file (default: it is thrown away at the end)"
    )


def demo(args: Namespace, settings: Settings) -> int:
    """Open the screens on a copy of the sample team; without a terminal print its plan and today's stand-up instead."""
    from dataclasses import replace

    from sprintsales.cli.commands.basics import open_screens
    from sprintsales.services.demo import USER, ZONE, make_demo

    with copy_at(args.keep) as path:
        made = make_demo(path, settings.clock.today(ZONE), user=getattr(args, "user", None) or USER)
        there = replace(settings, database=made.database, user=made.user, config_path=None, copies=False, state_folder=None)
        if wants_json(args):
            emit(as_document(there, args.keep))
            return DONE
        status = open_screens(args, there)
    if args.keep:
        again = shlex.join(["sprintsales", "--db", str(args.keep), "--as", str(made.user)])
        say(f"The team is kept in {args.keep}. Open it again with: {again}")
    return status


@contextmanager
def copy_at(keep: Path | None) -> Iterator[Path]:
    """Yield where the copy goes: the file that was asked for, or one in a folder that is removed afterwards."""
    import shutil

    from sprintsales.settings import temporary_folder

    if keep is not None:
        yield keep
        return
    folder = temporary_folder()
    try:
        yield folder / "nordwind.db"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_document(settings: Settings, keep: Path | None) -> dict[str, object]:
    """Return plan and stand-up of the copy as one document."""
    from sprintsales.reports.plan import plan_document
    from sprintsales.reports.standup import standup_document
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.plan import plan_view
    from sprintsales.services.views.standup import standup_view

    desk = open_desk(settings)
    with desk.database.read() as connection:
        plan, standup = plan_view(connection, desk), standup_view(connection, desk)
    return {
        "schema": "sprintsales.demo/1", "as_of": desk.today.isoformat(), "user": settings.user, "kept": str(keep) if keep else None,
        "plan": plan_document(plan), "standup": standup_document(standup),
    }  # fmt: skip


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("demo",), "look around in a sample team, moved to this week; nothing of yours is touched", demo, demo_arguments),
)
