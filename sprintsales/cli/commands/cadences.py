"""The commands of cadences: listed, made, put away, as a file, started and stopped."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, REFUSED, CommandLine, always, file_path, whole_number
from sprintsales.cli.output import counted, emit, say, tell, wants_json

if TYPE_CHECKING:
    from sprintsales.services.cadence_views import Going
    from sprintsales.services.cadences import Saved
    from sprintsales.services.desk import Desk
    from sprintsales.settings import Settings


def listed(args: Namespace, settings: Settings) -> int:
    """Show the team's cadences, and mine that run."""
    from sprintsales.domain.cadences import steps_say
    from sprintsales.services.cadence_views import mine
    from sprintsales.services.desk import open_desk
    from sprintsales.storage.queries.cadences import cadences

    desk = open_desk(settings)
    with desk.database.read() as connection:
        known, running = cadences(connection, desk.team.id), mine(connection, desk)
    if wants_json(args):
        told = [{"id": one.id, "name": one.name, "for": one.what_for, "steps": steps_say(one.steps)} for one in known]
        going = [
            {
                "id": one.row.id, "cadence": one.cadence.name, "deal_id": one.row.deal_id, "lead_id": one.row.lead_id,
                "about": one.row.about, "started_on": one.row.started_on.isoformat(), "steps_made": len(one.made), "why_over": one.why,
                "open_ids": list(one.open_ids),
            }
            for one in running
        ]  # fmt: skip
        emit({"schema": "sprintsales.cadences/1", "as_of": desk.today.isoformat(), "cadences": told, "running": going})
        return DONE
    if not known:
        say('There is no cadence yet. A manager makes one: sprintsales cadences add "New lead" "email, call +2, call +3"')
    for plan in known:
        say(f"{plan.name}{f' ({plan.what_for})' if plan.what_for else ''}: {steps_say(plan.steps)}")
    for one in running:
        say(f"#{one.row.id} {going_told(one)}")
    return DONE


def going_told(one: Going) -> str:
    """Return one enrolment in words."""
    from sprintsales.domain.cadences import WHY

    so_far = f"{len(one.made)} of {len(one.cadence.steps)} steps"
    over = "" if one.why is None else f" · over: {WHY[one.why]}"
    still = f" · open: {', '.join(f'#{id_}' for id_ in one.open_ids)}" if one.open_ids else ""
    return f"{one.cadence.name} for {one.row.about}, {so_far}{over}{still}"


def add_arguments(parser: ArgumentParser) -> None:
    """Add name, for what, and the steps."""
    parser.add_argument("name", metavar="NAME", help="what it is called; of the same name: it is changed")
    parser.add_argument("steps", nargs="+", metavar="STEPS", help='"email, call +2, call +3 done 15m": + counts working days')
    parser.add_argument("--for", dest="what_for", default="", metavar="WHAT", help="lead:CATEGORY or stage:NAME, where it is offered first")


def add(args: Namespace, settings: Settings) -> int:
    """Make or change a cadence."""
    from sprintsales.domain.cadences import read_steps
    from sprintsales.formats.cadence_file import CadenceWish
    from sprintsales.services.cadences import save
    from sprintsales.services.desk import open_desk

    wish = CadenceWish(args.name, args.what_for, read_steps(" ".join(args.steps)))
    desk = open_desk(settings)
    return saved(args, desk, save(desk, [wish]))


def saved(args: Namespace, desk: Desk, done: Saved) -> int:
    """Print what saving did."""
    if wants_json(args):
        said = {"added": done.added, "changed": done.changed, "same": done.same}
        emit({"schema": "sprintsales.cadences/1", "as_of": desk.today.isoformat(), **said})
    else:
        say(f"{counted(done.added, 'cadence')} new, {done.changed} changed, {done.same} as before.")
    return DONE


def end_arguments(parser: ArgumentParser) -> None:
    """Add which cadence."""
    parser.add_argument("name", nargs="+", metavar="NAME", help="its name, or a part of it")


def end(args: Namespace, settings: Settings) -> int:
    """Put a cadence away."""
    from sprintsales.services.cadences import put_away
    from sprintsales.services.desk import open_desk

    desk = open_desk(settings)
    ended = put_away(desk, " ".join(args.name))
    if wants_json(args):
        emit({"schema": "sprintsales.cadences/1", "as_of": desk.today.isoformat(), "ended": ended})
    else:
        say("Nobody starts it any more; where it runs it goes on." if ended else "It was put away before.")
    return DONE


def import_arguments(parser: ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", type=file_path, metavar="FILE", help="CSV: cadence, for, type, after, counted_from, minutes, note")
    parser.add_argument("--dry-run", action="store_true", help="read it and say what is wrong; nothing is changed")


def import_(args: Namespace, settings: Settings) -> int:
    """Make or change cadences from a file; with a wrong line nothing is."""
    from sprintsales.formats.cadence_file import read_cadences
    from sprintsales.services.cadences import save
    from sprintsales.services.desk import open_desk

    read = read_cadences(args.file)
    for problem in read.problems:
        tell(problem)
    if read.problems:
        tell(f"{counted(len(read.problems), 'line')} cannot be taken, so nothing was changed.")
        return REFUSED
    desk = open_desk(settings)
    if args.dry_run:
        say(f"{counted(len(read.cadences), 'cadence')} can be taken.")
        return DONE
    return saved(args, desk, save(desk, read.cadences))


def export_arguments(parser: ArgumentParser) -> None:
    """Add where to."""
    parser.add_argument("--output", type=file_path, metavar="FILE", help="a CSV file that is not there yet (default: standard output)")


def export(args: Namespace, settings: Settings) -> int:
    """Write the cadences as CSV."""
    from sprintsales.formats.cadence_file import CadenceWish, write_cadences
    from sprintsales.services.desk import open_desk
    from sprintsales.services.tables_written import write_table
    from sprintsales.storage.queries.cadences import cadences

    desk = open_desk(settings)
    with desk.database.read() as connection:
        known = cadences(connection, desk.team.id)
    text = write_cadences(CadenceWish(one.name, one.what_for, one.steps) for one in known)
    if args.output is not None:
        write_table(args.output, text)
    if wants_json(args):
        emit({"schema": "sprintsales.cadences/1", "as_of": desk.today.isoformat(), "exported": len(known)})
    else:
        say(text.rstrip("\n") if args.output is None else f"Wrote {counted(len(known), 'cadence')} to {args.output}")
    return DONE


def start_arguments(parser: ArgumentParser) -> None:
    """Add which cadence, for whom."""
    parser.add_argument("name", metavar="CADENCE", help="its name, or a part of it")
    parser.add_argument("about", nargs="+", metavar="DEAL", help="'#12', words of a deal of mine, or lead:NAME")


def start(args: Namespace, settings: Settings) -> int:
    """Start a cadence for a deal or lead."""
    from sprintsales.domain.quickadd import read_plan
    from sprintsales.services import cadences
    from sprintsales.services.cadence_views import Subject
    from sprintsales.services.desk import open_desk
    from sprintsales.services.targets import target_of

    desk = open_desk(settings)
    with desk.database.read() as connection:
        plan = cadences.named(connection, desk, args.name)
        aim = target_of(connection, desk, read_plan(f"call {' '.join(args.about)}", today=desk.today), desk.me.id)
        if aim.deal_id is None and aim.lead_id is None:
            from sprintsales.domain.errors import NotFound

            raise NotFound("A cadence is for a deal or a lead. Write '#12', words of a deal, or lead:NAME")
    done = cadences.start(desk, plan.id, Subject(aim.deal_id, aim.lead_id))
    if wants_json(args):
        said = {"id": done.enrolment_id, "item_id": done.item_id, "new": done.new}
        emit({"schema": "sprintsales.cadences/1", "as_of": desk.today.isoformat(), **said})
    elif done.new:
        say(f"Started {plan.name} for {aim.name}: #{done.enrolment_id}, first step {f'#{done.item_id}' if done.item_id else 'later'}.")
    else:
        say(f"{plan.name} runs for {aim.name} already: #{done.enrolment_id}.")
    return DONE


def stop_arguments(parser: ArgumentParser) -> None:
    """Add which, and what becomes of open steps."""
    parser.add_argument(
        "running", nargs="*", type=whole_number, metavar="ID", help="its number in cadences list (default: those that are over)"
    )
    parser.add_argument("--drop", action="store_true", help="drop the steps still open")


def stop(args: Namespace, settings: Settings) -> int:
    """Stop cadences."""
    from sprintsales.services import cadences
    from sprintsales.services.desk import open_desk

    desk = open_desk(settings)
    ids = cadences.stop(desk, args.running or None, drop=args.drop)
    if wants_json(args):
        emit({"schema": "sprintsales.cadences/1", "as_of": desk.today.isoformat(), "stopped": ids})
    else:
        say(f"Stopped {', '.join(f'#{id_}' for id_ in ids)}." if ids else "Nothing was running that is to stop.")
    return DONE


def changes(args: Namespace) -> bool:
    """Return whether a file is taken."""
    return not args.dry_run


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("cadences",), "steps of work one after the other, until somebody answers", listed),
    CommandLine(("cadences", "list"), "show the cadences, and mine that run", listed),
    CommandLine(("cadences", "add"), "make a cadence, or change it", add, add_arguments, writes=always),
    CommandLine(("cadences", "end"), "put a cadence away", end, end_arguments, writes=always),
    CommandLine(("cadences", "import"), "make or change cadences from a CSV file", import_, import_arguments, writes=changes),
    CommandLine(("cadences", "export"), "write the cadences as CSV", export, export_arguments),
    CommandLine(("cadences", "start"), "start a cadence for a deal or lead", start, start_arguments, writes=always),
    CommandLine(("cadences", "stop"), "stop cadences that run", stop, stop_arguments, writes=always),
)
