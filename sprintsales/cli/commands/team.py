"""The command of the team: who is here, when they work, how their goals stand."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, view_of
from sprintsales.cli.output import emit, show_sheet, wants_json

if TYPE_CHECKING:
    from sprintsales.settings import Settings


def team(args: Namespace, settings: Settings) -> int:
    """Show the team."""
    from sprintsales.reports.team import team_document, team_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import check_team
    from sprintsales.services.views.team import team_view

    desk = open_desk(settings)
    check_team(desk, args.team)
    with desk.database.read() as connection:
        view = team_view(connection, desk)
    if wants_json(args):
        emit(team_document(view))
    else:
        show_sheet(args, team_sheet(view))
    return DONE


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("team",), "the team: people, roles, working time, absences, goals", team, view_of("team"), view=True),
)
