"""The commands of goals and quotas."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from decimal import Decimal
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always, as_view
from sprintsales.cli.naming import read_option, rep_named
from sprintsales.cli.output import emit, say, show_sheet, wants_json
from sprintsales.domain.errors import Usage

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.settings import Settings


def which(parser: ArgumentParser) -> None:
    """Add which goal, whose, from when."""
    parser.add_argument("kpi", metavar="KPI", help="a KPI's key, such as calls_made or won_value (quota means won_value)")
    parser.add_argument("--owner", metavar="NAME", help="whose goal (default: the team's)")
    parser.add_argument("--period", default="month", choices=("day", "sprint", "month", "quarter", "year"), help="per which period")
    parser.add_argument("--at", metavar="DATE", help="from the period that holds this day on (default: today)")


def end_arguments(parser: ArgumentParser) -> None:
    """Add which goal, whose, from when, why."""
    which(parser)
    parser.add_argument("--reason", metavar="WHY", help="why it ends")


def list_arguments(parser: ArgumentParser) -> None:
    """Add whose."""
    as_view(parser, "team")
    parser.add_argument("--owner", metavar="NAME", help="only this person's goals")


def set_arguments(parser: ArgumentParser) -> None:
    """Add which goal, for whom, from when, how much."""
    which(parser)
    parser.add_argument("--commit", metavar="N", required=True, help="the level to reach")
    parser.add_argument("--stretch", metavar="N", help="the level beyond")
    parser.add_argument("--reason", metavar="WHY", help="why it is set or changed")


def level(desk: Desk, option: str, metric: str, text: str) -> Decimal:
    """Return the level an option holds: an amount as people write it for money, a share or a percentage for a ratio; raises Usage."""
    from sprintsales.domain.errors import NotReadable
    from sprintsales.domain.money import major
    from sprintsales.formats.amounts import read_number, typed_amount
    from sprintsales.services.goals import MONEY_UNITS, unit_of

    unit, currency = unit_of(metric), desk.team.currency
    try:
        if unit in MONEY_UNITS:
            amount = typed_amount(text, currency)
            found = None if amount is None else Decimal(major(amount, currency))
        elif unit == "ratio" and text.strip().endswith("%"):
            percent = read_number(text.strip().removesuffix("%"), decimal="comma" if "," in text else None)
            found = None if percent is None else percent / 100
            if found is not None and found > 1:
                raise NotReadable("more than 100 % is no level for a share.")
        else:
            found = read_number(text)
    except NotReadable as error:
        raise Usage(f"{option} {text}: {error}") from error
    if found is None:
        raise Usage(f"{option}: write a number such as 40 or 12500.50.")
    return found


def set_(args: Namespace, settings: Settings) -> int:
    """Set a goal."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.goals import GoalWish, set_goal

    desk = open_desk(settings)
    person = rep_named(desk, args.owner)
    at = read_option(desk, "--at", args.at) if args.at else desk.today
    wish = GoalWish(
        args.kpi, args.period, at, level(desk, "--commit", args.kpi, args.commit),
        None if args.stretch is None else level(desk, "--stretch", args.kpi, args.stretch), person.id if person else None, args.reason,
    )  # fmt: skip
    id_ = set_goal(desk, wish)
    if wants_json(args):
        emit({"schema": "sprintsales.goal/1", "as_of": desk.today.isoformat(), "id": id_})
    else:
        said = [level_words(desk, args.kpi, one) for one in (wish.commit, wish.stretch) if one is not None]
        stretch = f", stretch {said[1]}" if len(said) > 1 else ""
        say(f"Goal #{id_}: {title(args.kpi)} {said[0]} a {args.period}{stretch} for {person.name if person else 'the team'}.")
    return DONE


def end(args: Namespace, settings: Settings) -> int:
    """End a goal."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.goals import end_goal

    desk = open_desk(settings)
    person = rep_named(desk, args.owner)
    at = read_option(desk, "--at", args.at) if args.at else desk.today
    start = end_goal(desk, args.kpi, args.period, at, member_id=person.id if person else None, reason=args.reason)
    if wants_json(args):
        emit({"schema": "sprintsales.goal/1", "as_of": desk.today.isoformat(), "until": start.isoformat()})
    else:
        say(f"No goal on {args.kpi} a {args.period} for {person.name if person else 'the team'} from {start.isoformat()} on.")
    return DONE


def title(metric: str) -> str:
    """Return a KPI in words."""
    from sprintsales.domain.kpi_registry import KPIS

    return KPIS["won_value" if metric == "quota" else metric].title


def level_words(desk: Desk, metric: str, value: Decimal) -> str:
    """Return a level as people read it: EUR 40,000, 45 %, 30."""
    from sprintsales.reports.goals import said
    from sprintsales.services.goals import level_of

    metric = "won_value" if metric == "quota" else metric
    return said(metric, level_of(desk, metric, value), desk.team.currency)


def list_(args: Namespace, settings: Settings) -> int:
    """List the goals there are."""
    from sprintsales.reports.goals import goals_document, goals_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.goals import goals_view
    from sprintsales.services.views.asking import check_team

    desk = open_desk(settings)
    check_team(desk, getattr(args, "team", None))
    person = rep_named(desk, args.owner)
    with desk.database.read() as connection:
        view = goals_view(connection, desk, owner_id=person.id if person else None, of_all=person is None)
    if wants_json(args):
        emit(goals_document(view))
    else:
        show_sheet(args, goals_sheet(view))
    return DONE


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("goals",), "the goals and quotas there are", list_, list_arguments, view=True),
    CommandLine(("goals", "list"), "the goals and quotas there are", list_, list_arguments, view=True),
    CommandLine(("goals", "set"), "set a goal or quota", set_, set_arguments, writes=always),
    CommandLine(("goals", "end"), "end a goal or quota from a period on", end, end_arguments, writes=always),
)
