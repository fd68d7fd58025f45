"""The commands of recurring work: made from one line, listed, paused, ended."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always, whole_number
from sprintsales.cli.naming import read_option
from sprintsales.cli.output import emit, say, wants_json

if TYPE_CHECKING:
    from sprintsales.services.recurring import RuleView
    from sprintsales.settings import Settings


def listed(args: Namespace, settings: Settings) -> int:
    """Show my recurring work."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.items import short_day
    from sprintsales.services.recurring import my_rules

    desk = open_desk(settings)
    with desk.database.read() as connection:
        rules = my_rules(connection, desk)
    if wants_json(args):
        emit({"schema": "sprintsales.again/1", "as_of": desk.today.isoformat(), "rules": [document(one) for one in rules]})
        return DONE
    if not rules:
        say('Nothing comes back yet. Make it so: sprintsales again add "call Acme every mon 30m"')
    for one in rules:
        following = f"next {short_day(one.next_on)}" if one.next_on else "no day ahead"
        until = f", until {short_day(one.row.until_on)}" if one.row.until_on else ""
        several = ", several" if one.row.several else ""
        still = f" · open: #{one.open_id}" if one.open_id else ""
        say(f"#{one.row.id} {one.words}: {one.says}{until}{several} · {following}{still}")
    return DONE


def document(one: RuleView) -> dict[str, object]:
    """Return a rule as JSON."""
    row = one.row
    return {
        "id": row.id, "type": row.type, "about": row.about, "quantity": row.quantity, "minutes": row.minutes, "rule": row.rule,
        "says": one.says, "from": row.from_on.isoformat(), "until": None if row.until_on is None else row.until_on.isoformat(),
        "several": row.several, "next": None if one.next_on is None else one.next_on.isoformat(), "open_id": one.open_id,
    }  # fmt: skip


def add_arguments(parser: ArgumentParser) -> None:
    """Add the line."""
    parser.add_argument(
        "line", nargs="+", metavar="LINE", help='what comes back: "call Acme every mon 30m", "admin last workday of the month"'
    )


def add(args: Namespace, settings: Settings) -> int:
    """Make recurring work from one line."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.recurring import add_rule

    desk = open_desk(settings)
    made = add_rule(desk, " ".join(args.line))
    if wants_json(args):
        emit({"schema": "sprintsales.again/1", "as_of": desk.today.isoformat(), "id": made.id, "says": made.says, "entry": made.entry_id})
    else:
        say(f"Recurring #{made.id}: {made.words}, {made.says}. It is offered for each week: sprintsales fill again")
    return DONE


def which(parser: ArgumentParser) -> None:
    """Add which rule."""
    parser.add_argument("rule", type=whole_number, metavar="ID", help="its number, as in: again list")


def end(args: Namespace, settings: Settings) -> int:
    """End recurring work."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.recurring import end_rule

    desk = open_desk(settings)
    ended = end_rule(desk, args.rule)
    if wants_json(args):
        emit({"schema": "sprintsales.again/1", "as_of": desk.today.isoformat(), "id": args.rule, "ended": ended})
    else:
        say(f"#{args.rule} {'has ended' if ended else 'had ended already'}; what it brought stays planned.")
    return DONE


def pause_arguments(parser: ArgumentParser) -> None:
    """Add which rule, and until when."""
    which(parser)
    parser.add_argument("day", nargs="+", metavar="DAY", help="the day it may come back from")


def pause(args: Namespace, settings: Settings) -> int:
    """Let recurring work rest."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.items import short_day
    from sprintsales.services.recurring import pause_rule

    desk = open_desk(settings)
    first = pause_rule(desk, args.rule, read_option(desk, "DAY", " ".join(args.day)))
    if wants_json(args):
        emit({"schema": "sprintsales.again/1", "as_of": desk.today.isoformat(), "id": args.rule, "from": first.isoformat()})
    else:
        say(f"#{args.rule} rests; it comes back on {short_day(first)}.")
    return DONE


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("again",), "recurring work: what comes back every week or month", listed),
    CommandLine(("again", "list"), "show my recurring work", listed),
    CommandLine(("again", "add"), "make recurring work from one line", add, add_arguments, writes=always),
    CommandLine(("again", "end"), "end recurring work", end, which, writes=always),
    CommandLine(("again", "pause"), "let recurring work rest until a day", pause, pause_arguments, writes=always),
)
