"""Commands for the care of the database, and everything out and in again."""

from __future__ import annotations

import shlex
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, REFUSED, CommandLine, file_path
from sprintsales.cli.output import counted, emit, on_one_line, say, tell, wants_json
from sprintsales.domain.errors import Usage

if TYPE_CHECKING:
    from sprintsales.settings import Settings


def status(args: Namespace, settings: Settings) -> int:
    """Tell where the database is, its schema and what is in it."""
    from sprintsales.services.care import status as look

    now = look(settings)
    current = now.version == now.head
    if wants_json(args):
        emit(
            {
                "schema": "sprintsales.db-status/1",
                "as_of": None,
                "path": now.place,
                "version": now.version,
                "head": now.head,
                "current": current,
                "bytes": now.size,
                "rows": now.rows,
                "last_backup": str(now.last_backup) if now.last_backup else None,
                "kind": "postgresql" if now.server else "sqlite",
                "server": {"version": now.server.version, "connections": now.server.connections} if now.server else None,
            }
        )
        return DONE
    say(f"{now.place}: schema {now.version or 'unknown'}{'' if current else f', this program speaks {now.head}'}, {now.size:,} bytes")
    for name, count in now.rows.items():
        say(f"  {count:>9,} {rows_called(name, count)}")
    if now.server:
        others = counted(now.server.connections, "other connection") if now.server.connections else "nobody else connected"
        say(f"  PostgreSQL {now.server.version}, {others}")
    say(f"  last automatic copy: {now.last_backup.name if now.last_backup else 'none yet'}")
    return DONE


def told_acts(report: Mapping[str, object]) -> str:
    """Return how many acts and changes an examination went through."""
    return f"{counted(int(str(report['entries'])), 'act')} with {counted(int(str(report['changes'])), 'change')}"


def rows_called(table: str, count: int) -> str:
    """Return what the rows of a table are called, by how many there are."""
    if table == "journal_entry":
        return f"{'act' if count == 1 else 'acts'} in the journal"
    return counted(count, table.replace("_", " ")).partition(" ")[2]


def check(args: Namespace, settings: Settings) -> int:
    """Examine the database; exit status 1 when something is wrong."""
    from sprintsales.services.care import check as examine

    report = examine(settings)
    findings = report["findings"]
    assert isinstance(findings, list)
    if wants_json(args):
        emit({"schema": "sprintsales.db-check/1", "as_of": None, **report})
        return REFUSED if findings else DONE
    invariants = report["invariants"]
    assert isinstance(invariants, list)
    said = f"{len(invariants)} rules examined, {told_acts(report)} replayed"
    if not findings:
        say(f"✓ All is well: {said}.")
        return DONE
    for one in findings:
        say(on_one_line(f"✗ {one['invariant']}: {one['sentence']}"))
    instead = (
        "Keep the file, and restore a backup: sprintsales --db NEW-FILE" if settings.file else "Restore a backup: sprintsales --db NEW-URL"
    )
    wrong = "One thing is wrong" if len(findings) == 1 else f"{len(findings)} things are wrong"
    tell(f"{wrong}: {said}. {instead} restore BACKUP")
    return REFUSED


def backup(args: Namespace, settings: Settings) -> int:
    """Copy the database while it may be in use."""
    from sprintsales.services.care import backup as copy

    made = copy(settings, args.target)
    if wants_json(args):
        emit({"schema": "sprintsales.db-backup/1", "as_of": None, "backup": str(made)})
    else:
        say(f"Copied to {made}")
    return DONE


def backup_arguments(parser: ArgumentParser) -> None:
    """Add where the copy goes."""
    parser.add_argument(
        "target",
        type=file_path,
        nargs="?",
        metavar="PATH",
        help="a new file or a folder (default: sprintsales-backups beside the database)",
    )


def upgrade(args: Namespace, settings: Settings) -> int:
    """Bring the database to this program's schema."""
    from sprintsales.services.care import upgrade as bring_up

    before, now, copy = bring_up(settings)
    if wants_json(args):
        emit({"schema": "sprintsales.db-upgrade/1", "as_of": None, "from": before, "to": now, "backup": str(copy) if copy else None})
    elif copy is None:
        say(f"Nothing to do: the schema is {now}, which is what this program speaks.")
    else:
        say(f"Brought from schema {before} to {now}; a copy from before is {copy}")
    return DONE


def exports(_args: Namespace, _settings: Settings) -> int:
    """Say which exports there are."""
    raise Usage("Say what: sprintsales export all, sprintsales export ics, or sprintsales export person NAME.")


def export(args: Namespace, settings: Settings) -> int:
    """Write everything out, lossless."""
    from sprintsales.services.care import export_everything, stream_everything

    if args.output is None:
        stream_everything(settings, sys.stdout)
    else:
        made = export_everything(settings, args.output)
        say(f"Everything is in {made}; make a database from it with: sprintsales --db NEW-FILE restore {shlex.quote(str(made))}")
    return DONE


def export_arguments(parser: ArgumentParser) -> None:
    """Add what and where to."""
    parser.add_argument("--format", choices=("json",), default="json", help="json (default, the only one)")
    parser.add_argument("--output", "-o", type=file_path, metavar="FILE", help="write it into this file, readable by you alone")


def restore(args: Namespace, settings: Settings) -> int:
    """Make a database from an export or a backup."""
    from sprintsales.services.care import restore as bring_back

    report = bring_back(settings, args.file)
    if wants_json(args):
        emit({"schema": "sprintsales.restore/1", "as_of": None, "path": settings.shown, **report})
        return DONE
    findings = report["findings"]
    assert isinstance(findings, list)
    verdict = "all rules hold" if not findings else "but look at this:"
    say(f"{settings.shown} is ready: {told_acts(report)}, {verdict}.")
    for sentence in findings:
        say(on_one_line(f"✗ {sentence}"))
    notes = report["notes"]
    assert isinstance(notes, list)
    for sentence in notes:
        say(f"! {sentence}")
    again = report["erased_again"]
    if isinstance(again, list) and again:
        people = ", ".join(f"person {number}" for number in again)
        say(f"Erased again, because it was erased after this copy was made: {people}.")
    if not report["lists"]:
        say("No list of erased persons (erased.jsonl) lies beside it: whoever was erased after it was made must be erased again.")
    return DONE


def restore_arguments(parser: ArgumentParser) -> None:
    """Add what from."""
    parser.add_argument("file", type=file_path, metavar="FILE", help="an export (JSON) or a backup")


def care(_args: Namespace, _settings: Settings) -> int:
    """Say which commands there are."""
    raise Usage("Say what: sprintsales db status, db check, db backup or db upgrade.")


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("db",), "the care of the database: status, check, backup, upgrade", care),
    CommandLine(("db", "status"), "where it is, its schema, what is in it", status),
    CommandLine(("db", "check"), "examine it: rules, links, and the journal replayed", check),
    CommandLine(("db", "backup"), "copy it while it may be in use", backup, backup_arguments),
    CommandLine(("db", "upgrade"), "bring it to this program's schema, after a copy", upgrade),
    CommandLine(("export",), "data out: all of it, or what is held on one person", exports),
    CommandLine(("export", "all"), "everything out as one file, with the whole journal", export, export_arguments),
    CommandLine(("restore",), "make a database from an export or a backup", restore, restore_arguments),
)
