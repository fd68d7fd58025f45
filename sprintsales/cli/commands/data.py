"""Data in and out: import, export, restore, and the care of the database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sprintsales.cli.copying import trouble_before_import
from sprintsales.cli.declare import DONE, IN_PART, CommandLine, file_path
from sprintsales.cli.output import emit, say, started, tell, wants_json
from sprintsales.domain.errors import Usage

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.importing.order import Report
    from sprintsales.services.views.cleaning import CleanupOffer
    from sprintsales.settings import Settings


IMPORT_KINDS = ("deals", "activities", "accounts", "members", "products", "leads", "rates", "stage-history", "field-history")

WRITTEN = {"--map": "FIELD=COLUMN", "--stage": "THEIRS=OURS", "--activity": "THEIRS=OURS", "--rule": "FIELD=crm|here|ask"}


def import_arguments(parser: ArgumentParser) -> None:
    """Add how a file is read."""
    add = parser.add_argument
    add("file", type=file_path, metavar="FILE", help="a CSV file (also semicolons, tabs, UTF-16, Windows-1252)")
    add("--kind", metavar="KIND", choices=IMPORT_KINDS, help=f"what it holds: {', '.join(IMPORT_KINDS)} (default: guessed when clear)")
    add(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column is which field (repeatable; README: fields)",
    )
    add(
        "--only-mapped",
        action="store_true",
        help="read only the columns --map names; without it others are read too where their names are known",
    )
    add("--stage", action="append", default=[], metavar="THEIRS=OURS", help="which of our stages a word means; OURS may be won or lost")
    add(
        "--activity",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="which type of work a word means; OURS may be skip or not-rep-work",
    )
    add("--date-format", action="append", default=[], metavar="FORMAT or COLUMN=FORMAT", help="ymd, dmy, mdy, epoch or excel")
    add("--currency", help="the currency of amounts without one (default: the team's)")
    add("--decimal", choices=("point", "comma"), help="which sign separates decimals, where the amounts do not show it")
    add("--pipeline", metavar="NAME", help="the pipeline of deals whose row names none that is here (default: the first)")
    add("--new-stages", action="store_true", help="add unknown stages as open ones, in order of appearance")
    add("--source", metavar="NAME", help="where the file comes from, if from more than one system: ids are kept apart by it")
    add("--save-mapping", metavar="NAME", help="keep how this file was read under a name")
    add("--mapping", metavar="NAME", help="read it as saved under this name")
    add("--rule", action="append", default=[], metavar="FIELD=crm|here|ask", help="who decides when both sides changed a field")
    add("--blank-clears", action="append", default=[], metavar="FIELD", help="a blank cell empties this field (repeatable)")
    add(
        "--on-conflict",
        choices=("update", "refuse", "line-items"),
        default="refuse",
        help="an id twice in one file: the later row counts, is refused (default), or the values are added up",
    )
    add("--dry-run", action="store_true", help="say what would happen, keep nothing")
    add("--all-or-nothing", action="store_true", help="take nothing if any row is refused")
    add("--strict", action="store_true", help="refuse rows with people, accounts or products that are not known here")
    add("--rejects", type=file_path, metavar="FILE", help="write refused rows there, with the reason, in their original columns")


def pairs(option: str, words: Sequence[str]) -> dict[str, str]:
    """Return LEFT=RIGHT words as a mapping; raises Usage for one without both."""
    found = {}
    for word in words:
        left, sign, right = word.partition("=")
        if not sign or not left.strip() or not right.strip():
            raise Usage(f"{option} {word}: write it as {WRITTEN.get(option, 'COLUMN=FORMAT')}.")
        found[left.strip()] = right.strip()
    return found


def date_formats(words: Sequence[str]) -> dict[str, str]:
    """Return column → date order; a format alone holds for all columns."""
    for_all = [word for word in words if "=" not in word]
    by_column = pairs("--date-format", [word for word in words if "=" in word])
    return {"*": for_all[-1], **by_column} if for_all else by_column


def rules(words: Sequence[str]) -> dict[str, str]:
    """Return field → who decides, by the names of our columns; raises Usage for another word or field."""
    from sprintsales.formats.fields import FIELDS

    fields = [one.name for one in FIELDS["deals"]]
    links = ("account", "contact", "owner", "pipeline", "stage", "source", "segment", "territory", "product", "note", "next_step")
    found = {}
    for field, rule in pairs("--rule", words).items():
        if rule not in ("crm", "here", "ask"):
            raise Usage(f"--rule {field}={rule}: write crm (the file decides), here (ours stays) or ask.")
        if field.split(":", 1)[0] not in fields:
            raise Usage(f"--rule {field}={rule}: deals have no field {field}. Fields: {', '.join(fields)}.")
        found[f"{field}_id" if field in links else "outcome" if field == "status" else field] = rule
    return found


def show_progress(rows: int) -> None:
    """Show on the terminal how far a long import has come."""
    sys.stderr.write(f"\r{rows:,} rows read")
    sys.stderr.flush()


def import_(args: Namespace, settings: Settings) -> int:
    """Import a file; return 3 when rows were refused."""
    from sprintsales.reports.import_command import command_of
    from sprintsales.reports.importing import as_document, as_text
    from sprintsales.services.desk import open_desk
    from sprintsales.services.importing.order import ImportOrder, NotAllOfIt
    from sprintsales.services.importing.run import import_file

    quiet = wants_json(args) or not sys.stderr.isatty()
    order = ImportOrder(
        file=args.file, kind=args.kind, fields=pairs("--map", args.map), guess=not (args.only_mapped or args.mapping),
        stages=pairs("--stage", args.stage),
        activities=pairs("--activity", args.activity), date_formats=date_formats(args.date_format), currency=args.currency,
        decimal=args.decimal, pipeline=args.pipeline, new_stages=args.new_stages, source=args.source, rules=rules(args.rule),
        blank_clears=tuple(args.blank_clears), on_conflict=args.on_conflict, save_mapping=args.save_mapping, mapping=args.mapping,
        dry_run=args.dry_run, all_or_nothing=args.all_or_nothing, strict=args.strict, rejects=args.rejects,
        progress=None if quiet else show_progress,
    )  # fmt: skip
    desk, again = open_desk(settings), command_of(order, started(args))
    trouble = None if args.dry_run else trouble_before_import(settings)
    try:
        report = import_file(desk, order)
    except NotAllOfIt as refused:
        if wants_json(args):
            emit(as_document(refused.report, desk.today, again))
        raise
    finally:
        if not quiet:
            sys.stderr.write("\r\x1b[K")
    offer = offered(desk, report)
    if wants_json(args):
        emit({**as_document(report, desk.today, again), "cleanup": None if offer is None else {"flagged": offer.flagged, "of": offer.of}})
    else:
        say(as_text(report, again))
        if offer is not None:
            say(f"{offer.sentence}. Go through them, one key each: c on Plan, or {cleanup_command(args, offer, desk.me.id)}")
        if report.refusals and args.rejects:
            tell(f"The refused rows are in {args.rejects}: mend them there and import that file.")
    if trouble:
        tell(trouble)
    return IN_PART if report.refusals else DONE


def offered(desk: Desk, report: Report) -> CleanupOffer | None:
    """Return the clean-up to offer after an import of deals that changed something, where a third of them asks for something."""
    from sprintsales.services.views.cleaning import cleanup_offer

    if report.kind != "deals" or report.entry_id is None:
        return None
    with desk.database.read() as connection:
        return cleanup_offer(connection, desk)


def cleanup_command(args: Namespace, offer: CleanupOffer, me: int) -> str:
    """Return the command that lists the deals to clean up, of who has the most where none of them is mine."""
    from shlex import join

    first = offer.starts_with(me)
    name = next((name for id_, name, _ in offer.whose if id_ == first and id_ != me), None)
    return join([*started(args), "cleanup", *(["--rep", name] if name else [])])


def changes_rows(args: Namespace) -> bool:
    """Return whether it is more than a rehearsal."""
    return not args.dry_run


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("import",), "bring a CRM's export in, or merge a newer one", import_, import_arguments, writes=changes_rows),
)
