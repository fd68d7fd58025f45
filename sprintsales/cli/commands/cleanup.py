"""The command of the clean-up pass: the deals that ask for something, and decisions about them as one act."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, as_view
from sprintsales.cli.naming import read_option, rep_named
from sprintsales.cli.output import emit, say, show_sheet, wants_json
from sprintsales.domain.errors import Refused, Usage

if TYPE_CHECKING:
    from datetime import date

    from sprintsales.services.cleaning import Decision
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.cleaning import StockView
    from sprintsales.settings import Settings

HOW = "write ID=keep, ID=keep:DAY, ID=date:DAY, ID=lost, ID=lost:REASON or ID=rest:DAY"


def arguments(parser: ArgumentParser) -> None:
    """Add whose deals, and what is decided about some."""
    as_view(parser, "rep", "team")
    parser.add_argument(
        "--decide", metavar="ID=WHAT", nargs="+", action="extend", default=[],
        help="decide about deals, all in one act: ID=keep, ID=date:DAY, ID=lost:REASON, ID=rest:DAY",
    )  # fmt: skip


def decides(args: Namespace) -> bool:
    """Return whether the command changes anything."""
    return bool(args.decide)


def cleanup(args: Namespace, settings: Settings) -> int:
    """List the deals that ask for something, or decide about some of them."""
    from sprintsales.reports.cleanup import cleanup_document, cleanup_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import check_team
    from sprintsales.services.views.cleaning import stock_view

    desk = open_desk(settings)
    check_team(desk, args.team)
    person = rep_named(desk, args.rep)
    with desk.database.read() as connection:
        view = stock_view(connection, desk, person.id if person else None)
    if args.decide:
        return decide(args, desk, view)
    if wants_json(args):
        emit(cleanup_document(view))
    else:
        show_sheet(args, cleanup_sheet(view))
    return DONE


def decide(args: Namespace, desk: Desk, view: StockView) -> int:
    """Carry out what was decided, as one act."""
    from sprintsales.services.cleaning import WORDS, clean

    decisions = [decision(desk, view, word) for word in args.decide]
    done = clean(desk, decisions)
    if wants_json(args):
        decided = [
            {"deal_id": one.deal_id, "decision": WORDS[one.verb], "date": one.day.isoformat() if one.day else None} for one in decisions
        ]
        told = {"decided": decided, "count": done.count, "entry": done.entry_id}
        emit({"schema": "sprintsales.cleaned/1", "as_of": desk.today.isoformat(), **told})
    else:
        say(f"Cleaned up {done.count} deal{'' if done.count == 1 else 's'}: {counted(decisions)}. To take all of it back: sprintsales undo")
    return DONE


def counted(decisions: Sequence[Decision]) -> str:
    """Return how many of each: 2 kept, 1 lost."""
    from sprintsales.services.cleaning import WORDS

    counts = {verb: sum(one.verb == verb for one in decisions) for verb in WORDS}
    return ", ".join(f"{count} {WORDS[verb]}" for verb, count in counts.items() if count)


def decision(desk: Desk, view: StockView, word: str) -> Decision:
    """Return what one word decides; raises Usage, NotFound, Ambiguous."""
    from sprintsales.services.cleaning import DATE, KEEP, LOST, SNOOZE, Decision
    from sprintsales.services.dealing import deal_named

    named, sign, what = word.rpartition("=")
    verb, _, rest = what.partition(":")
    if not sign or not named.strip() or verb not in ("keep", "date", "lost", "rest"):
        raise Usage(f"--decide {word}: {HOW}.")
    if verb in ("date", "rest") and not rest.strip():
        raise Usage(f"--decide {word}: say which day, such as {named}={verb}:in 2 weeks.")
    deal_id = deal_named(desk, named.strip())
    if verb == "lost":
        return Decision(deal_id, LOST, reason=rest.strip() or None)
    day = read_option(desk, f"--decide {named}", rest) if rest.strip() else kept_until(view, deal_id)
    return Decision(deal_id, {"keep": KEEP, "date": DATE, "rest": SNOOZE}[verb], day)


def kept_until(view: StockView, deal_id: int) -> date:
    """Return the close date a deal is kept with where none is said: its own to come, else the proposed one; raises Refused."""
    found = next((one for one in view.deals if one.id == deal_id), None)
    if found is None:
        raise Refused(f"Deal #{deal_id} asks for nothing, or rests already, so there is nothing to keep. Say a date: {deal_id}=date:DAY")
    return found.close_on if found.close_on is not None and found.close_on >= view.today else view.keep_until


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("cleanup",), "the deals that ask for something; keep, re-date, lose or rest them in one act", cleanup, arguments,
                view=True, writes=decides),
)  # fmt: skip
