"""The commands that give a plan to a calendar: `export ics`, and `plan --format ics`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, SPAN, VIEW_OPTIONS, WHOSE, CommandLine, file_path
from sprintsales.cli.naming import asked_sprint, days_asked, rep_named
from sprintsales.cli.output import emit, say, wants_json
from sprintsales.domain.errors import Usage

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.settings import Settings


def ics_arguments(parser: ArgumentParser) -> None:
    """Add whose week, which one, and where to."""
    for name in (*WHOSE, *SPAN):
        VIEW_OPTIONS[name](parser)
    parser.add_argument("--output", "-o", type=file_path, metavar="FILE", help="write it into this file, readable by you alone")
    parser.add_argument("--over", action="store_true", help="write over the file where it is there already")


def export_ics(args: Namespace, settings: Settings) -> int:
    """Write a rep's week as a calendar file."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.tables_written import FileIsThere, write_table

    desk = open_desk(settings)
    person = rep_named(desk, args.rep)
    period, asked = asked_sprint(args, desk)
    if days_asked(asked) is not None:
        raise Usage("A calendar gets the whole sprint: leave the days out, or name its sprint with --sprint 47 or --week 2026-W47")
    text, name, items = ics_of(desk, person.id if person else None, period.start)
    if args.output is None:
        if wants_json(args):
            raise Usage("A calendar file is no JSON: leave --json out, or name a file with --output.")
        put_out(text)
        return DONE
    try:
        path = write_table(args.output, text, over=args.over)
    except FileIsThere as error:
        raise FileIsThere(f"{error} Name another file, or add --over to write over it.") from error
    if wants_json(args):
        emit({"schema": "sprintsales.ics/1", "as_of": desk.today.isoformat(), "file": str(path), "items": items})
    else:
        say(f"{name}: {items} {'item' if items == 1 else 'items'} in {path}. Open it with your calendar; next week's is a file of its own.")
    return DONE


def ics_of(desk: Desk, who_id: int | None, day: date) -> tuple[str, str, int]:
    """Return a sprint as a calendar, what it is called, and how many items are in it; raises NoCalendarLibrary."""
    from sprintsales.reports.ics import as_ics
    from sprintsales.services.views.calendar_week import calendar_week

    with desk.database.read() as connection:
        week = calendar_week(connection, desk, who_id, day)
    return as_ics(week), f"{week.sprint.name} of {week.who.name}", len(week.items)


def put_out(text: str) -> None:
    """Write a calendar on standard output as it is: UTF-8, with the line ends its standard asks for."""
    sys.stdout.flush()
    if not hasattr(sys.stdout, "buffer"):  # lines that are only collected, with the line ends of text
        sys.stdout.write(text.replace("\r\n", "\n"))
        return
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


COMMANDS: tuple[CommandLine, ...] = (CommandLine(("export", "ics"), "a rep's week as a calendar file", export_ics, ics_arguments),)
