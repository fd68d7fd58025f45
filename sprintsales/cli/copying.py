"""The copies that commands make by themselves: before the first change of a day, and before an import; a failing one stops nobody."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from sprintsales.cli.output import tell
from sprintsales.domain.errors import Unusable

WAITING = "Waiting for another program that is writing, perhaps a large import …"
"""Said once, after two seconds."""

if TYPE_CHECKING:
    from sprintsales.settings import Settings


def run_copied(args: Namespace, settings: Settings) -> int:
    """Run a command, after a copy of the database where it is the first one of a day to change anything; return its exit status."""
    if not args.writes(args):
        return int(args.run(args, settings))
    settings = replace(settings, say_waiting=lambda: tell(WAITING))
    trouble = trouble_of_day(settings)
    status = int(args.run(args, settings))
    if trouble:  # said last, and only where the database itself can be used
        tell(trouble)
    return status


def trouble_of_day(settings: Settings) -> str | None:
    """Make today's copy if it is due and return what to say when that failed."""
    from sprintsales.services.care import backup_if_due

    try:
        backup_if_due(settings)
    except Unusable as error:
        return f"Today's automatic copy of the database was not made. {error}"
    return None


def trouble_before_import(settings: Settings) -> str | None:
    """Make the copy before an import and return what to say when that failed."""
    from sprintsales.services.care import backup_before_import

    try:
        backup_before_import(settings)
    except Unusable as error:
        return f"The copy of the database before this import was not made. {error}"
    return None
