"""The commands that put work, and deals, somewhere else in time: move and snooze."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always, whole_number
from sprintsales.cli.naming import items_named, read_option
from sprintsales.cli.output import emit, say, wants_json

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.settings import Settings

LATER, NEXT_SPRINT, BACKLOG = "later", "next-sprint", "backlog"
"""Words that stand where a day does: the next working day of whose work it is, the sprint after this one, no sprint at all."""


def move_arguments(parser: ArgumentParser) -> None:
    """Add which items, and where they go."""
    parser.add_argument(
        "words", nargs="+", metavar="ID... DAY", help=f"one or several items, then the day (or: {LATER}, {NEXT_SPRINT}, {BACKLOG})"
    )
    parser.add_argument("--reason", metavar="WHY", help="why a promised item leaves its sprint")


def move(args: Namespace, settings: Settings) -> int:
    """Move items to another day, or out of their sprint."""
    from sprintsales.services import moving
    from sprintsales.services.desk import open_desk
    from sprintsales.services.items import short_day
    from sprintsales.services.putting_off import next_sprint, postpone

    desk = open_desk(settings)
    words, where = where_to(desk, args.words)
    ids = items_named(desk, words)
    if where == BACKLOG:
        moved = moving.unplan(desk, ids, reason=args.reason)
        return changed(args, desk, "move", moved, "Moved {} to the backlog.", "Nothing was in a sprint.")
    if isinstance(where, date):
        moved = moving.move(desk, ids, where, reason=args.reason)
        return changed(args, desk, "move", moved, f"Moved {{}} to {short_day(where)}.", "It stands there already.")
    days = (next_sprint if where == NEXT_SPRINT else postpone)(desk, ids, reason=args.reason)
    said = "; ".join(f"#{id_} to {short_day(day)}" for id_, day in days.items())
    return changed(args, desk, "move", list(days), f"Moved {said}.", "It stands there already.")


def where_to(desk: Desk, words: Sequence[str]) -> tuple[list[str], date | str]:
    """Return the items and the place of a move: the longest end of the words that is a day, or one of our words; raises Usage."""
    from sprintsales.domain.dates import DayReader
    from sprintsales.domain.errors import NotReadable, Usage

    if len(words) > 1 and words[-1].lower() in (LATER, NEXT_SPRINT, BACKLOG):
        return list(words[:-1]), words[-1].lower()
    reader = DayReader(desk.today, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month)
    said = "a day is missing"
    for cut in range(1, len(words)):
        try:
            return list(words[:cut]), reader.read(" ".join(words[cut:]))
        except NotReadable as error:
            said = str(error)
    raise Usage(f"sprintsales move ID DAY: {said}")


def snooze_arguments(parser: ArgumentParser) -> None:
    """Add what is put away, and until when."""
    parser.add_argument("item", nargs="*", metavar="ID", help="#12, several numbers, or words of an open item of mine")
    parser.add_argument("--deal", metavar="N", type=whole_number, help="the deal with this number asks for nothing before that day")
    parser.add_argument("--until", metavar="DAY", help="the day it comes back")
    parser.add_argument("--end", action="store_true", help="the deal may ask again from now on")
    parser.add_argument("--reason", metavar="WHY", help="why a promised item leaves its sprint")


def snooze(args: Namespace, settings: Settings) -> int:
    """Put items, or what a deal asks for, away until a day."""
    from sprintsales.domain.errors import Usage
    from sprintsales.services import putting_off
    from sprintsales.services.desk import open_desk
    from sprintsales.services.items import short_day

    desk = open_desk(settings)
    if bool(args.item) == (args.deal is not None):
        raise Usage("Name items (sprintsales snooze 12 14 --until mon) or one deal (sprintsales snooze --deal 3 --until mon).")
    if args.end != (args.until is None) or (args.end and args.deal is None):
        raise Usage("Say until when: --until mon. A deal that shall ask again at once: --deal 3 --end.")
    until = read_option(desk, "--until", args.until) if args.until else None
    if args.deal is not None:
        new = putting_off.snooze_deal(desk, args.deal, until)
        words = f"Deal {{}} asks for nothing before {short_day(until)}." if until else "Deal {} may ask again."
        return changed(args, desk, "snooze", [args.deal] if new else [], words, "That is so already.")
    if until is None:
        raise Usage("Say until when: --until mon.")
    away = putting_off.snooze(desk, items_named(desk, args.item), until, reason=args.reason)
    return changed(args, desk, "snooze", away, f"Put {{}} away until {short_day(until)}.", "It stands there already.")


def changed(args: Namespace, desk: Desk, verb: str, ids: Sequence[int], words: str, nothing: str) -> int:
    """Print which items were changed."""
    if wants_json(args):
        emit({"schema": f"sprintsales.{verb}/1", "as_of": desk.today.isoformat(), "ids": list(ids)})
    else:
        say(words.format(", ".join(f"#{id_}" for id_ in ids)) if ids else nothing)
    return DONE


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("move",), "move items to another day", move, move_arguments, writes=always),
    CommandLine(("snooze",), "put items, or what a deal asks for, away until a day", snooze, snooze_arguments, writes=always),
)
