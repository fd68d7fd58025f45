"""The commands of the sprints themselves: which there are, their goal, cancelling one, how long the next ones last."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always, as_view
from sprintsales.cli.naming import read_option
from sprintsales.cli.output import emit, say, show_sheet, wants_json
from sprintsales.domain.errors import Usage

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.settings import Settings


def list_arguments(parser: ArgumentParser) -> None:
    """Add the forms."""
    as_view(parser, "team")


def at(parser: ArgumentParser) -> None:
    """Add which sprint."""
    parser.add_argument("--at", metavar="DATE", help="a day of the sprint (default: today)")


def goal_arguments(parser: ArgumentParser) -> None:
    """Add the sentence and which sprint."""
    parser.add_argument("sentence", metavar="SENTENCE", help="the goal in one sentence; an empty one takes it away")
    at(parser)


def cancel_arguments(parser: ArgumentParser) -> None:
    """Add why and which sprint."""
    parser.add_argument("--reason", metavar="WHY", required=True, help="why; the team reads it")
    at(parser)


def close_arguments(parser: ArgumentParser) -> None:
    """Add which sprint, and the verdict on its goal."""
    parser.add_argument("--at", metavar="DATE", help="a day of the sprint (default: the one in review)")
    parser.add_argument("--goal", choices=("met", "missed"), help="whether its goal was met; the targets judge themselves")


def rhythm_arguments(parser: ArgumentParser) -> None:
    """Add the first weekday and the length."""
    parser.add_argument("--start", metavar="mon", help="the weekday a sprint begins on (default: as now)")
    parser.add_argument("--weeks", type=int, choices=(1, 2, 3, 4), help="how many weeks a sprint lasts (default: as now)")


def day_of(args: Namespace, desk: Desk) -> date:
    """Return the day asked for."""
    return read_option(desk, "--at", args.at, past=True) if args.at else desk.today


def list_(args: Namespace, settings: Settings) -> int:
    """List the sprints."""
    from sprintsales.reports.sprints import sprints_document, sprints_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import check_team
    from sprintsales.services.views.sprints import sprint_lines

    desk = open_desk(settings)
    check_team(desk, getattr(args, "team", None))
    with desk.database.read() as connection:
        lines = sprint_lines(connection, desk)
    if wants_json(args):
        emit(sprints_document(desk, lines))
    else:
        show_sheet(args, sprints_sheet(desk, lines))
    return DONE


def goal(args: Namespace, settings: Settings) -> int:
    """Set a sprint's goal."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.sprint_life import set_sprint_goal
    from sprintsales.services.sprints import sprint_on

    desk = open_desk(settings)
    day = day_of(args, desk)
    with desk.database.read() as connection:
        sprint = sprint_on(connection, desk, day)
    said = set_sprint_goal(desk, day, args.sentence, shown=sprint.goal)
    if wants_json(args):
        emit({"schema": "sprintsales.sprint/1", "as_of": desk.today.isoformat(), "sprint": sprint.number, "goal": said})
    else:
        say(f"{sprint.name} from {sprint.period.start.isoformat()}: {said}" if said else f"{sprint.name} has no goal any more.")
    return DONE


def cancel(args: Namespace, settings: Settings) -> int:
    """Cancel a sprint."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.sprint_life import cancel_sprint

    desk = open_desk(settings)
    done = cancel_sprint(desk, day_of(args, desk), args.reason)
    if wants_json(args):
        told = {"sprint": done.sprint, "returned": done.returned, "entry": done.entry_id}
        emit({"schema": "sprintsales.sprint/1", "as_of": desk.today.isoformat(), **told})
    else:
        back = "1 open item is" if done.returned == 1 else f"{done.returned} open items are"
        say(f"Sprint {done.sprint} is cancelled; {back} in the backlog. Its promises count nowhere. To take it back: sprintsales undo")
    return DONE


def close(args: Namespace, settings: Settings) -> int:
    """Close a sprint in review."""
    from sprintsales.services.closing_sprint import close_sprint, waiting
    from sprintsales.services.desk import open_desk

    desk = open_desk(settings)
    day = day_of(args, desk) if args.at else waiting(desk)
    done = close_sprint(desk, day, goal_met=None if args.goal is None else args.goal == "met")
    if wants_json(args):
        told = {"sprint": done.sprint, "returned": done.returned, "digest": done.digest, "entry": done.entry_id}
        emit({"schema": "sprintsales.sprint/1", "as_of": desk.today.isoformat(), **told})
    else:
        back = {0: "nothing was left open", 1: "1 undecided item went to the backlog"}.get(
            done.returned, f"{done.returned} undecided items went to the backlog"
        )
        say(f"Sprint {done.sprint} is closed; {back}. Its report stays as it is now: sprintsales review --sprint {done.sprint}")
    return DONE


def rhythm(args: Namespace, settings: Settings) -> int:
    """Let the sprints to come begin on another weekday or last longer."""
    from sprintsales.domain.periods import WEEKDAYS
    from sprintsales.services.desk import open_desk
    from sprintsales.services.sprint_life import set_rhythm, weeks_text

    if args.start and args.start not in WEEKDAYS:
        raise Usage(f"--start: {args.start} is no weekday; write one of {', '.join(WEEKDAYS)}.")

    desk = open_desk(settings)
    last = (desk.team.rhythm.later or (desk.team.rhythm.first,))[-1]
    weekday = WEEKDAYS.index(args.start) if args.start else last.anchor.weekday()
    weeks = args.weeks or last.weeks
    start = set_rhythm(desk, weekday, weeks)
    if wants_json(args):
        emit({"schema": "sprintsales.rhythm/1", "as_of": desk.today.isoformat(), "from": start.isoformat(), "weeks": weeks})
    else:
        say(f"From {start:%A} {start.isoformat()} on a sprint lasts {weeks_text(weeks)}. Nothing before that day changes.")
    return DONE


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("sprints",), "the sprints there are, with their goals", list_, list_arguments, view=True),
    CommandLine(("sprints", "list"), "the sprints there are, with their goals", list_, list_arguments, view=True),
    CommandLine(("sprints", "goal"), "give a sprint its goal in one sentence", goal, goal_arguments, writes=always),
    CommandLine(("sprints", "cancel"), "cancel a sprint, with a reason", cancel, cancel_arguments, writes=always),
    CommandLine(("sprints", "close"), "close a sprint in review before it closes itself (managers)", close, close_arguments, writes=always),
    CommandLine(("sprints", "rhythm"), "how long the sprints to come last, and when they begin", rhythm, rhythm_arguments, writes=always),
)
