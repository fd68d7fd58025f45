"""The command of the backward plan: `plan --backward`."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Protocol

from sprintsales.cli.declare import DONE
from sprintsales.cli.naming import rep_named
from sprintsales.cli.output import emit, show_sheet, wants_json

if TYPE_CHECKING:
    from sprintsales.settings import Settings

CANNOT = ("week", "sprint", "start", "end", "through")


class Options(Protocol):
    """What takes an option: a parser, or a group of one."""

    def add_argument(self, *names: str, action: str, help: str) -> object:
        """Declare it."""


def backward_argument(parser: Options) -> None:
    """Add the backward plan to the plan."""
    parser.add_argument(
        "--backward", action="store_true", help="from the gap to the quota back to this week's calls; --period month, quarter or year"
    )


def backward(args: Namespace, settings: Settings) -> int:
    """Show from the gap to the quota of a month, quarter or year back to what this week asks for."""
    from sprintsales.domain.errors import Usage
    from sprintsales.reports.backward import as_document, as_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import check_team, read_day_option
    from sprintsales.services.views.backward import KINDS, backward_view

    if args.format == "ics":
        raise Usage("A backward plan holds no days, so no calendar takes it: --format text, md, html, csv or json.")
    kind = args.period or KINDS[0]
    if kind not in KINDS or any(getattr(args, name) is not None for name in CANNOT):
        raise Usage("A backward plan is made for a quota: --period month, quarter or year, with --at DATE for another one.")
    desk = open_desk(settings)
    check_team(desk, args.team)
    person = rep_named(desk, args.rep)
    at = None if args.at is None else read_day_option(desk, "--at", args.at)
    with desk.database.read() as connection:
        view = backward_view(connection, desk, person.id if person else None, kind=kind, at=at)
    if wants_json(args):
        emit(as_document(view))
    else:
        show_sheet(args, as_sheet(view))
    return DONE
