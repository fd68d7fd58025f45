"""The commands of the work: planning, doing, promising, and the views of a day, a plan, a stand-up and a review."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sprintsales.cli.commands import again, backward, cadences, calendar, fill, goals, moving, promising, suggesting, team
from sprintsales.cli.commands.moving import changed
from sprintsales.cli.declare import DONE, FORMATS, SPAN, WHOSE, CommandLine, always, as_view, view_of, whole_number
from sprintsales.cli.naming import asked_sprint, days_asked, items_named, read_option, rep_named
from sprintsales.cli.output import emit, report_width, say, show_sheet, wants_json

if TYPE_CHECKING:
    from sprintsales.reports.sheet import Sheet
    from sprintsales.services.desk import Desk
    from sprintsales.services.tracking import Tracked
    from sprintsales.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """Add the line and for whom."""
    parser.add_argument("line", nargs="+", metavar="LINE", help='what to plan: "call Acme re pricing tue 30m", "30x call list:Q4 tue 2h"')
    parser.add_argument("--rep", metavar="NAME", help="for this person (managers only)")


def add(args: Namespace, settings: Settings) -> int:
    """Plan what one line says."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.explaining import minded
    from sprintsales.services.planning import add as plan

    desk = open_desk(settings)
    person = rep_named(desk, args.rep)
    done = plan(desk, " ".join(args.line), owner_id=person.id if person else None)
    understood = done.understood
    with desk.database.read() as connection:
        minds = minded(connection, desk, understood, person.id if person else None)
    if wants_json(args):
        said = dict(understood.said)
        document = {"schema": "sprintsales.add/1", "as_of": desk.today.isoformat(), "ids": list(done.ids), "understood": said}
        document["mind"] = list(minds)
        emit({**document, "entry": done.entry_id})
        return DONE
    numbers = ", ".join(f"#{id_}" for id_ in done.ids)
    extra = "" if understood.line.minutes else f" · effort {understood.minutes} min{' each' if understood.line.separate else ''}"
    when = "" if understood.line.days else " · some day this sprint"
    say(f"Planned {numbers}: {' · '.join(f'{label} {value}' for label, value in understood.said)}{when}{extra}")
    for one in minds:
        say(f"Mind: {one}.")
    return DONE


def log_arguments(parser: ArgumentParser) -> None:
    """Add the line."""
    parser.add_argument("line", nargs="+", metavar="LINE", help='what was done: "call Orsini reached 5m next email fri"')


def log(args: Namespace, settings: Settings) -> int:
    """Log work that was never planned."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.tracking import log as note

    desk = open_desk(settings)
    return told(args, desk, [note(desk, " ".join(args.line))])


def done_arguments(parser: ArgumentParser) -> None:
    """Add which item, and what is told about it."""
    parser.add_argument("item", nargs="+", metavar="ID-or-words", help="#12, several numbers, or words of an open item of mine")
    parser.add_argument("--on", metavar="DAY", help="the day it was done (default: today)")
    parser.add_argument("--quantity", metavar="N", type=whole_number, help="units of a block done now (default: all that are left)")
    parser.add_argument("--finish", action="store_true", help="the block ends here, short of its plan")
    parser.add_argument("--outcome", metavar="WORD", help="how it came out; left out, a terminal asks, and otherwise it stays unknown")
    parser.add_argument("--minutes", metavar="N", type=whole_number, help="how long it took")
    parser.add_argument("--note", metavar="TEXT", help="what to remember")
    parser.add_argument("--next", dest="following", metavar="LINE", help='the next step: "email fri"')


def done(args: Namespace, settings: Settings) -> int:
    """Mark items done."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.tracking import Report
    from sprintsales.services.tracking import done as mark

    desk = open_desk(settings)
    on = read_option(desk, "--on", args.on, past=True) if args.on else None
    marked = []
    for id_ in items_named(desk, args.item):
        outcome = args.outcome or outcome_asked(args, desk, id_)
        report = Report(on, args.quantity, outcome, args.note, args.minutes, args.finish, assume=False)
        marked.append(mark(desk, id_, report, following=args.following))
    return told(args, desk, marked)


def outcome_asked(args: Namespace, desk: Desk, id_: int) -> str | None:
    """Return the outcome somebody at a terminal tells of an item that can come out in several ways; None for unknown."""
    import sys

    from sprintsales.services.tracking import open_outcomes

    if wants_json(args) or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    label, labels = open_outcomes(desk, id_)
    if not labels:
        return None
    say(f"How did #{id_} {label} come out? {', '.join(labels)} (Enter: not known)")
    return input("> ").strip() or None


def told(args: Namespace, desk: Desk, tracked: Sequence[Tracked]) -> int:
    """Print what was marked or logged."""
    if wants_json(args):
        items = [
            {
                "id": one.id, "label": one.label, "state": one.state, "quantity_done": one.quantity_done, "quantity": one.quantity_planned,
                "outcome": one.outcome, "done_on": one.done_on.isoformat(), "next_id": one.next_id, "entry": one.entry_id,
            }
            for one in tracked
        ]  # fmt: skip
        emit({"schema": "sprintsales.done/1", "as_of": desk.today.isoformat(), "items": items})
        return DONE
    for one in tracked:
        more = f", {one.more_than_planned} more than planned" if one.more_than_planned else ""
        counted = f" {one.quantity_done} of {one.quantity_planned}{more}" if one.quantity_planned > 1 else ""
        outcome = f": {one.outcome.replace('_', ' ')}" if one.outcome else f"; no outcome noted ({ways(one)})" if one.outcomes else ""
        following = f"; next #{one.next_id} {one.next_said}" if one.next_id else ""
        say(f"{'Done' if one.state == 'done' else 'Counted'} #{one.id} {one.label}{counted}{outcome}{following}")
    return DONE


def ways(one: Tracked) -> str:
    """Return the outcomes that could be told of an item."""
    return f"--outcome says it: {', '.join(one.outcomes)}"


def reason_arguments(parser: ArgumentParser) -> None:
    """Add which items, and why."""
    parser.add_argument("item", nargs="+", metavar="ID", help="#12, several numbers, or words of an open item of mine")
    parser.add_argument("--reason", metavar="WHY", help="why")


def block_arguments(parser: ArgumentParser) -> None:
    """Add which items, why, and who can clear it."""
    reason_arguments(parser)
    parser.add_argument("--who", metavar="NAME", help="who can clear it")


def drop(args: Namespace, settings: Settings) -> int:
    """Drop items."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.moving import drop as take_away

    desk = open_desk(settings)
    return changed(args, desk, "drop", take_away(desk, items_named(desk, args.item), args.reason), "Dropped {}.", "")


def block(args: Namespace, settings: Settings) -> int:
    """Say what stops items."""
    from sprintsales.services import blocking
    from sprintsales.services.desk import open_desk

    desk = open_desk(settings)
    clears = rep_named(desk, args.who)
    ids = blocking.block(desk, items_named(desk, args.item), args.reason or "", clears_id=clears.id if clears else None)
    return changed(args, desk, "block", ids, "Blocked {}.", "")


def unblock(args: Namespace, settings: Settings) -> int:
    """Say that nothing stops items any more."""
    from sprintsales.services import blocking
    from sprintsales.services.desk import open_desk

    desk = open_desk(settings)
    return changed(args, desk, "unblock", blocking.unblock(desk, items_named(desk, args.item)), "{} can go on.", "Nothing was blocked.")


def unblock_arguments(parser: ArgumentParser) -> None:
    """Add which items."""
    parser.add_argument("item", nargs="+", metavar="ID", help="#12, several numbers, or words of an open item of mine")


def show(args: Namespace, sheet: Sheet, document: dict[str, object]) -> int:
    """Print a view in the format asked for."""
    if wants_json(args):
        emit(document)
    else:
        show_sheet(args, sheet)
    return DONE


def plan_arguments(parser: ArgumentParser) -> None:
    """Add the options of a view, and the promise."""
    as_view(parser, *WHOSE, *SPAN, formats=(*FORMATS, "ics"))
    promise = parser.add_mutually_exclusive_group()
    promise.add_argument("--commit", action="store_true", help="promise what I have planned: it is frozen")
    promise.add_argument("--withdraw", action="store_true", help="take my promise back, until anything in my plan has changed")
    backward.backward_argument(promise)
    suggesting.suggest_arguments(parser)


def plan(args: Namespace, settings: Settings) -> int:
    """Show a plan, or some days of it, or promise it."""
    if args.backward:
        return backward.backward(args, settings)
    from sprintsales.domain.errors import Usage
    from sprintsales.reports.plan import plan_document, plan_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.plan import plan_view

    desk = open_desk(settings)
    person = rep_named(desk, args.rep)
    period, asked = asked_sprint(args, desk)
    days = days_asked(asked)
    if args.commit or args.withdraw:
        if days is not None:
            raise Usage("A promise is for the whole sprint: leave the days out, or name its sprint with --sprint 47 or --week 2026-W47")
        return promising.promise(args, desk, person, period)
    if args.format == "ics":
        calendar.put_out(calendar.ics_of(desk, person.id if person else None, period.start)[0])
        return DONE
    if args.suggest or args.accept:
        return suggesting.suggest(args, desk, person, period)
    with desk.database.read() as connection:
        view = plan_view(connection, desk, person.id if person else None, period)
    return show(args, plan_sheet(view, days), plan_document(view, days))


def today(args: Namespace, settings: Settings) -> int:
    """Show a day."""
    from sprintsales.reports.today import today_document, today_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import check_team
    from sprintsales.services.views.today import today_view

    desk = open_desk(settings)
    check_team(desk, args.team)
    person = rep_named(desk, args.rep)
    with desk.database.read() as connection:
        view = today_view(connection, desk, person.id if person else None)
    return show(args, today_sheet(view), today_document(view))


def standup(args: Namespace, settings: Settings) -> int:
    """Show the stand-up."""
    from sprintsales.reports.standup import standup_document, standup_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import check_team
    from sprintsales.services.views.standup import standup_view

    desk = open_desk(settings)
    check_team(desk, args.team)
    person = rep_named(desk, args.rep)
    with desk.database.read() as connection:
        view = standup_view(connection, desk)
    if person is not None:
        view = view.only(person.id, person.name)
    return show(args, standup_sheet(view), standup_document(view))


def review(args: Namespace, settings: Settings) -> int:
    """Show the review of a sprint: the one in review, else the running one."""
    from sprintsales.domain.errors import Usage
    from sprintsales.reports.review import review_document, review_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.reviewed import review_view

    desk = open_desk(settings)
    period, asked = asked_sprint(args, desk)
    if asked.kind == "day":
        raise Usage("A review is told sprint by sprint: --at DATE alone names the sprint that holds a day")
    with desk.database.read() as connection:
        view = review_view(connection, desk, period)
    return show(args, review_sheet(view, with_restated=args.restated), review_document(view, with_restated=args.restated))


def review_arguments(parser: ArgumentParser) -> None:
    """Add the options of a view, and what was corrected since a close."""
    as_view(parser, "team", *SPAN)
    parser.add_argument(
        "--restated", action="store_true", help="of a closed sprint: beside the frozen report, what today's records say otherwise"
    )


def print_without_terminal(settings: Settings) -> int:
    """Print the plan and today's stand-up, and that a terminal opens the full view."""
    from sprintsales.reports.plan import plan_sheet
    from sprintsales.reports.sheet import as_text
    from sprintsales.reports.standup import standup_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.plan import plan_view
    from sprintsales.services.views.standup import standup_view

    desk = open_desk(settings)
    with desk.database.read() as connection:
        sheets = plan_sheet(plan_view(connection, desk)), standup_sheet(standup_view(connection, desk))
    for sheet in sheets:
        say(as_text(sheet, report_width()))
        say()
    say("This is the plan and the stand-up as text. In a terminal, sprintsales opens the full view.")
    return DONE


def promises(args: Namespace) -> bool:
    """Return whether the plan is promised, a promise withdrawn, or a suggestion accepted."""
    return bool(args.commit or args.withdraw or args.accept)


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("add",), "plan work in one line", add, add_arguments, writes=always),
    CommandLine(("log",), "log work that was never planned, in one line", log, log_arguments, writes=always),
    CommandLine(("done",), "mark an item done, or count units of a block", done, done_arguments, writes=always),
    *moving.COMMANDS,
    CommandLine(("drop",), "drop items", drop, reason_arguments, writes=always),
    CommandLine(("block",), "say what stops an item", block, block_arguments, writes=always),
    CommandLine(("unblock",), "say that nothing stops an item any more", unblock, unblock_arguments, writes=always),
    CommandLine(("plan",), "the plan of a sprint; promise it with --commit", plan, plan_arguments, view=True, writes=promises),
    CommandLine(("today",), "my day, in order of time and value at risk", today, view_of(*WHOSE), view=True),
    CommandLine(("standup",), "the stand-up of the team, person by person", standup, view_of(*WHOSE), view=True),
    CommandLine(("review",), "the review of a sprint: promise, figures, moves, leftovers", review, review_arguments, view=True),
    *suggesting.COMMANDS,
    *fill.COMMANDS,
    *again.COMMANDS,
    *cadences.COMMANDS,
    *team.COMMANDS,
    *calendar.COMMANDS,
    *goals.COMMANDS,
)
