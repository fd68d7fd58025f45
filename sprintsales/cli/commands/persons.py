"""The commands about one person: erase, and everything held on somebody."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, TextIO

from sprintsales.cli.declare import DONE, REFUSED, CommandLine, file_path, whole_number
from sprintsales.cli.output import emit, harmless, report_width, say, tell, wants_json
from sprintsales.domain.errors import Refused, Usage

if TYPE_CHECKING:
    from sprintsales.services.erasing import Outlook
    from sprintsales.settings import Settings


def forget_arguments(parser: ArgumentParser) -> None:
    """Add whom, how far, and how it is confirmed."""
    add = parser.add_argument
    add("who", metavar="NAME-or-EMAIL-or-#NUMBER", help="a member, a contact or a lead")
    add("--search", action="store_true", help="only show what would go and where else the person is named")
    add("--keep-notes", action="store_true", help="erase name and addresses only: what the person wrote stays, unsigned")
    add("--mentions", action="store_true", help="erase the texts of others that hold the whole name too")
    add(
        "--text", type=whole_number, action="append", default=[], metavar="NUMBER", help="erase this text of somebody else too (repeatable)"
    )
    add("--yes", action="store_true", help="do not ask; needs --confirm")
    add("--confirm", metavar="NAME", help="the name again, in full, so that nobody is erased by accident")


def forget(args: Namespace, settings: Settings) -> int:
    """Erase a person, after asking twice."""
    from sprintsales.reports import erasing as told
    from sprintsales.services import erasing
    from sprintsales.services.desk import open_desk

    desk = open_desk(settings)
    with desk.database.read() as connection:
        person = erasing.person_named(connection, desk, args.who)
        view = erasing.outlook(connection, desk, person, keep_notes=args.keep_notes)
    if args.search:
        if wants_json(args):
            emit(told.outlook_document(view))
        else:
            say(told.outlook_text(view, erasing.described(person)))
        return DONE
    if not is_meant(args, view):
        tell("Nothing was erased.")
        return REFUSED
    also = {*args.text, *(view.named if args.mentions else ())}
    done = erasing.forget(desk, person, settings.backups, also=also, keep_notes=args.keep_notes)
    if wants_json(args):
        emit(told.forgotten_document(done))
    else:
        say(told.forgotten_text(done))
    return DONE


def is_meant(args: Namespace, view: Outlook) -> bool:
    """Return whether the erasure is really wanted: asked twice on a terminal, else by --yes with the name in --confirm.

    Raises Usage without a terminal or those options, Refused where the name given again is another one.
    """
    from sprintsales.reports.erasing import outlook_text
    from sprintsales.services.erasing import described

    name = view.person.name
    if args.yes:
        if args.confirm is None:
            raise Usage("--yes needs the name again, so that nobody is erased by accident: --confirm 'FULL NAME'")
        if not same(args.confirm, name):
            raise Refused(
                f"--confirm {args.confirm} is not the name of who would be erased ({name}). Nothing was erased; write it like that."
            )
        return True
    if wants_json(args) or not sys.stdin.isatty():
        raise Usage("Erasing cannot be undone and is asked twice: do it on a terminal, or with --yes --confirm 'FULL NAME'")
    say(outlook_text(view, described(view.person)))
    say()
    if input("Erase this for good? It cannot be undone. Type yes: ").strip().casefold() != "yes":
        return False
    return same(input(harmless(f"Once more: type the full name ({name}): ")), name)


def same(given: str, name: str) -> bool:
    """Return whether a name was typed in full, whatever the case and the blanks, as it is shown or as it is."""
    from sprintsales.domain.text import clean_line

    return " ".join(clean_line(given).casefold().split()) == " ".join(clean_line(name).casefold().split())


def export_arguments(parser: ArgumentParser) -> None:
    """Add who, how and where to."""
    parser.add_argument("who", metavar="NAME-or-EMAIL-or-#NUMBER", help="a member, a contact or a lead")
    parser.add_argument("--format", choices=("json", "text"), default="text", help="text (default) or json (--json is the same)")
    parser.add_argument("--output", "-o", type=file_path, metavar="FILE", help="write it into this file, readable by you alone")


def export_person(args: Namespace, settings: Settings) -> int:
    """Write everything held on a person."""
    import json

    from sprintsales.domain.text import for_document
    from sprintsales.formats.files import write_whole
    from sprintsales.reports.person import person_document, person_sheet
    from sprintsales.reports.sheet import as_text
    from sprintsales.services.desk import open_desk
    from sprintsales.services.erasing import person_named
    from sprintsales.services.person_record import record_of

    desk = open_desk(settings)
    with desk.database.read() as connection:
        record = record_of(connection, desk, person_named(connection, desk, args.who))
    if args.output is not None:
        as_json = json.dumps(person_document(record), ensure_ascii=False, indent=1, allow_nan=False) if wants_json(args) else ""
        text = for_document(as_json, ascii_only=True) or harmless(as_text(person_sheet(record), report_width()))

        def write(stream: TextIO) -> None:
            stream.write(f"{text}\n")

        write_whole(args.output, write)
        say(f"Everything held on {record.person.name} is in {args.output}.")
    elif wants_json(args):
        emit(person_document(record))
    else:
        say(as_text(person_sheet(record), report_width()))
    return DONE


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("export", "person"), "everything held on one person", export_person, export_arguments),
    CommandLine(("forget",), "erase a person for good: name, addresses, notes; figures stay", forget, forget_arguments),
)
