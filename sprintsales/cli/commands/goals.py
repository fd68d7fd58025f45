"""The commands of goals and quotas."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always
from sprintsales.cli.naming import read_option, rep_named
from sprintsales.cli.output import emit, say, wants_json
from sprintsales.domain.errors import Usage

if TYPE_CHECKING:
    from sprintsales.settings import Settings


def set_arguments(parser: ArgumentParser) -> None:
    """Add which goal, for whom, from when, how much."""
    parser.add_argument("kpi", metavar="KPI", help="a KPI's key, such as calls_made or won_value (quota means won_value)")
    parser.add_argument("--owner", metavar="NAME", help="whose goal (default: the team's)")
    parser.add_argument("--period", default="month", choices=("day", "sprint", "month", "quarter", "year"), help="per which period")
    parser.add_argument("--at", metavar="DATE", help="from the period that holds this day on (default: today)")
    parser.add_argument("--commit", metavar="N", required=True, help="the level to reach")
    parser.add_argument("--stretch", metavar="N", help="the level beyond")
    parser.add_argument("--reason", metavar="WHY", help="why it is set or changed")


def number(option: str, text: str | None) -> Decimal | None:
    """Return the number an option holds; raises Usage."""
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Usage(f"{option} {text}: write a number such as 40 or 12500.50.") from error


def set_(args: Namespace, settings: Settings) -> int:
    """Set a goal."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.goals import GoalWish, set_goal

    desk = open_desk(settings)
    person = rep_named(desk, args.owner)
    at = read_option(desk, "--at", args.at) if args.at else desk.today
    wish = GoalWish(
        args.kpi, args.period, at, number("--commit", args.commit) or Decimal(0), number("--stretch", args.stretch),
        person.id if person else None, args.reason,
    )  # fmt: skip
    id_ = set_goal(desk, wish)
    if wants_json(args):
        emit({"schema": "sprintsales.goal/1", "as_of": desk.today.isoformat(), "id": id_})
    else:
        say(f"Goal #{id_}: {args.kpi} {args.commit} a {args.period} for {person.name if person else 'the team'}.")
    return DONE


def list_(args: Namespace, settings: Settings) -> int:
    """List the goals there are."""
    from sprintsales.reports.goals import goals_document, goals_sheet
    from sprintsales.reports.sheet import as_text
    from sprintsales.services.desk import open_desk
    from sprintsales.services.goals import goals_view

    desk = open_desk(settings)
    with desk.database.read() as connection:
        view = goals_view(connection, desk)
    if wants_json(args):
        emit(goals_document(view))
    else:
        say(as_text(goals_sheet(view)))
    return DONE


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("goals",), "the goals and quotas there are", list_, view=True),
    CommandLine(("goals", "list"), "the goals and quotas there are", list_, view=True),
    CommandLine(("goals", "set"), "set a goal or quota", set_, set_arguments, writes=always),
)
