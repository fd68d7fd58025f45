"""The commands that fill a week: from the ideal week, from last week's plan; and the ideal week itself."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always, whole_number
from sprintsales.cli.output import counted, emit, say, wants_json

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.filling import Offer, OfferLine
    from sprintsales.settings import Settings
    from sprintsales.storage.queries.origins import WeekLineRow

SOURCES = {"week": "week", "copy": "copy", "again": "recurring", "cadences": "cadence"}
"""The word of each source on a command line, and its kind."""
ALSO = {"recurring": "again", "last": "copy", "ideal": "week", "cadence": "cadences"}
"""Other words for a source."""


def which_week(parser: ArgumentParser) -> None:
    """Add which week is meant."""
    parser.add_argument("--next", action="store_true", help="the sprint after the running one (default: the running one)")


def start_asked(args: Namespace, desk: Desk) -> date:
    """Return a day of the sprint that is meant."""
    running = desk.sprint_of(desk.today)
    return running.end if args.next else max(running.start, desk.today)


def fill_arguments(parser: ArgumentParser) -> None:
    """Add from what, which lines, and whether it is only shown."""
    parser.add_argument(
        "source",
        choices=tuple(SOURCES),
        type=lambda word: ALSO.get(word, word),
        metavar="SOURCE",
        help="week (my ideal week), copy (last week's plan), again (recurring work) or cadences (steps due)",
    )
    parser.add_argument("lines", nargs="*", type=whole_number, metavar="N", help="only these lines, by their number in --dry-run")
    parser.add_argument("--all", action="store_true", help="all that is possible, also what is more than fits")
    parser.add_argument("--dry-run", action="store_true", help="show what would be planned; nothing is")
    which_week(parser)


def fill(args: Namespace, settings: Settings) -> int:
    """Plan what a source offers, or show it."""
    from sprintsales.domain.filling import THERE
    from sprintsales.services.desk import open_desk
    from sprintsales.services.filling import TITLES, offer
    from sprintsales.services.filling import fill as plan

    desk, kind = open_desk(settings), SOURCES[args.source]
    start = start_asked(args, desk)
    with desk.database.read() as connection:
        offered = offer(connection, desk, kind, start)
    keys = chosen(args, offered)
    if args.dry_run:
        return show(args, desk, offered, set(keys))
    done = plan(desk, kind, start, keys)
    if wants_json(args):
        emit({"schema": "sprintsales.fill/1", "as_of": desk.today.isoformat(), "ids": list(done.ids), "entry": done.entry_id})
        return DONE
    if not done.ids:
        say(f"Nothing new from {TITLES[kind]} for {offered.sprint.name}.")
    else:
        say(f"Planned {counted(len(done.ids), 'item')} from {TITLES[kind]}, in {offered.sprint.name}. Take it back with: sprintsales undo")
    for one in offered.lines:
        if one.key not in keys and one.judged.why != THERE:
            say(f"  left out: {told(one)}")
    return DONE


def chosen(args: Namespace, offered: Offer) -> list[str]:
    """Return the keys of the lines that are meant; raises Usage for a number that is none."""
    from sprintsales.domain.errors import Usage

    if args.lines:
        wrong = [str(number) for number in args.lines if not 1 <= number <= len(offered.lines)]
        if wrong:
            raise Usage(f"There is no line {', '.join(wrong)}: {len(offered.lines)} are offered. See them with --dry-run")
        return [offered.lines[number - 1].key for number in args.lines]
    return [one.key for one in (offered.possible if args.all else offered.proposed)]


def told(one: OfferLine) -> str:
    """Return one line in words."""
    from sprintsales.services.items import short_day

    piece = one.piece
    day = "some day" if piece.day is None else short_day(piece.day)
    clock = "" if piece.time is None else f" {piece.time // 60:02}:{piece.time % 60:02}"
    why = f" · {piece.reason}" if piece.reason else ""
    return f"{day}{clock} {piece.says}, {piece.minutes} min{why}{f' ({one.judged.why})' if one.judged.why else ''}"


def show(args: Namespace, desk: Desk, offered: Offer, keys: set[str]) -> int:
    """Print what a source offers; what would be planned carries a mark."""
    if wants_json(args):
        lines = [
            {
                "key": one.key, "day": None if one.piece.day is None else one.piece.day.isoformat(), "type": one.piece.type.code,
                "about": one.piece.about, "list": one.piece.list_name, "quantity": one.piece.quantity, "minutes": one.piece.minutes,
                "possible": one.judged.possible, "fits": one.judged.fits, "why": one.judged.why, "chosen": one.key in keys,
            }
            for one in offered.lines
        ]  # fmt: skip
        said = {"sprint": offered.sprint.number, "used_minutes": offered.used, "capacity_minutes": offered.available}
        emit({"schema": "sprintsales.offer/1", "as_of": desk.today.isoformat(), **said, "assumed": offered.assumed, "lines": lines})
        return DONE
    if not offered.lines:
        say(nothing_offered(offered))
        return DONE
    for number, one in enumerate(offered.lines, 1):
        say(f"{number:>3} {'x' if one.key in keys else ' '} {told(one)}")
    say(f"{offered.sprint.name}: {offered.used / 60:.1f} of {offered.available / 60:.1f} h planned. x: would be planned.")
    return DONE


def nothing_offered(offered: Offer) -> str:
    """Return what to do where a source holds nothing."""
    ways = {
        "week": "Your ideal week is empty. Keep this week's plan as it: sprintsales week keep",
        "copy": "Nothing was planned in the sprint before, so there is nothing to copy.",
        "recurring": 'Nothing recurring falls on the days left. Make some: sprintsales again add "call Acme every mon 30m"',
    }
    return ways.get(offered.kind, "Nothing is due.")


# The ideal week.


def week_list(args: Namespace, settings: Settings) -> int:
    """Show my ideal week."""
    from sprintsales.services.desk import open_desk
    from sprintsales.storage.queries.origins import week_lines

    desk = open_desk(settings)
    with desk.database.read() as connection:
        lines = week_lines(connection, desk.team.id, desk.me.id)
    if wants_json(args):
        keys = ("id", "weekday", "type", "list_name", "quantity", "minutes", "planned_time")
        emit(
            {
                "schema": "sprintsales.week/1",
                "as_of": desk.today.isoformat(),
                "lines": [{key: getattr(one, key) for key in keys} for one in lines],
            }
        )
        return DONE
    if not lines:
        say("Your ideal week is empty. Keep this week's plan as it: sprintsales week keep")
    for one in lines:
        say(f"#{one.id} {line_told(one)}")
    return DONE


def line_told(one: WeekLineRow) -> str:
    """Return a line of an ideal week in words."""
    from sprintsales.domain.periods import WEEKDAYS

    clock = "" if one.planned_time is None else f" {one.planned_time // 60:02}:{one.planned_time % 60:02}"
    count = f"{one.quantity}x " if one.quantity > 1 else ""
    effort = "" if one.minutes is None else f", {one.minutes} min"
    return f"{WEEKDAYS[one.weekday].title()}{clock} {count}{one.type_name}{f' {one.list_name}' if one.list_name else ''}{effort}"


def week_keep(args: Namespace, settings: Settings) -> int:
    """Keep a plan as the ideal week."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.ideal_week import keep_week

    desk = open_desk(settings)
    kept = keep_week(desk, start_asked(args, desk))
    if wants_json(args):
        emit({"schema": "sprintsales.week/1", "as_of": desk.today.isoformat(), "added": kept.added, "ended": kept.ended})
    elif kept.added or kept.ended:
        say(f"This is your ideal week now: {counted(kept.added, 'line')} new, {kept.ended} gone. Take it back with: sprintsales undo")
    else:
        say("This is your ideal week already.")
    return DONE


def week_add_arguments(parser: ArgumentParser) -> None:
    """Add the weekday and the line."""
    parser.add_argument("weekday", metavar="WEEKDAY", help="mon, tue, wed, thu, fri, sat or sun")
    parser.add_argument("line", nargs="+", metavar="LINE", help='what it usually holds: "30x call list:Q4 9:00 2h"')


def week_add(args: Namespace, settings: Settings) -> int:
    """Add a line to the ideal week."""
    from sprintsales.domain.errors import Usage
    from sprintsales.domain.periods import WEEKDAYS
    from sprintsales.services.desk import open_desk
    from sprintsales.services.ideal_week import add_line

    named = args.weekday.lower()[:3]
    if named not in WEEKDAYS:
        raise Usage(f"“{args.weekday}” is no weekday: write {', '.join(WEEKDAYS)}")
    desk = open_desk(settings)
    id_ = add_line(desk, WEEKDAYS.index(named), " ".join(args.line))
    if wants_json(args):
        emit({"schema": "sprintsales.week/1", "as_of": desk.today.isoformat(), "id": id_})
    else:
        say(f"Added #{id_} to your ideal week, on {named.title()}.")
    return DONE


def week_end_arguments(parser: ArgumentParser) -> None:
    """Add which line."""
    parser.add_argument("line", type=whole_number, metavar="ID", help="the number of a line, as in: week list")


def week_end(args: Namespace, settings: Settings) -> int:
    """Take a line out of the ideal week."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.ideal_week import end_line

    desk = open_desk(settings)
    ended = end_line(desk, args.line)
    if wants_json(args):
        emit({"schema": "sprintsales.week/1", "as_of": desk.today.isoformat(), "ended": ended})
    else:
        say(f"Line #{args.line} is {'' if ended else 'already '}out of your ideal week; what it brought stays planned.")
    return DONE


def plans(args: Namespace) -> bool:
    """Return whether anything is planned."""
    return not args.dry_run


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("fill",), "plan from my ideal week, last week's plan, recurring work or cadences", fill, fill_arguments, writes=plans),
    CommandLine(("week",), "my ideal week, line by line", week_list),
    CommandLine(("week", "list"), "show my ideal week", week_list),
    CommandLine(("week", "keep"), "keep a week's plan as my ideal week", week_keep, which_week, writes=always),
    CommandLine(("week", "add"), "add a line to my ideal week", week_add, week_add_arguments, writes=always),
    CommandLine(("week", "end"), "take a line out of my ideal week", week_end, week_end_arguments, writes=always),
)
