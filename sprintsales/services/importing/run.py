"""One import from file to journal entry: read, judge, merge, tell."""

from __future__ import annotations

import gc
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sprintsales.domain.errors import Usage
from sprintsales.domain.text import clean_line
from sprintsales.formats.delimited import Row, Table, open_table
from sprintsales.formats.spreadsheet import Reject, write_rejects
from sprintsales.formats.words import truth_of
from sprintsales.services import roles, sprints
from sprintsales.services.desk import Desk
from sprintsales.services.importing.activities import ActivityRows, coming_days
from sprintsales.services.importing.bases import bases_of, source_named
from sprintsales.services.importing.book import Book
from sprintsales.services.importing.catalogue import MemberRows, NamedRows
from sprintsales.services.importing.columns import Columns, checked_currency, kind_of, resolve
from sprintsales.services.importing.conflicts import named_changes, named_conflicts
from sprintsales.services.importing.control import Counted
from sprintsales.services.importing.deals import DealRows
from sprintsales.services.importing.grouped import find_near
from sprintsales.services.importing.leads import LeadRows, brought
from sprintsales.services.importing.merge import PERSON, Merge, Place
from sprintsales.services.importing.order import ON_CONFLICT, ImportOrder, NotAllOfIt, Report, cleaned
from sprintsales.services.importing.reading import Parsed, RowLeftOutError, RowRefusedError
from sprintsales.services.importing.repeats import Repeats
from sprintsales.services.importing.saved import save_mapping, with_mapping
from sprintsales.services.importing.stages import Pipelines
from sprintsales.storage.database import KEEP
from sprintsales.storage.schema import metadata

if TYPE_CHECKING:
    from sqlmodel import Session

PROGRESS_EVERY = 2000
SOURCE = "csv"
TABLE_OF = {"deals": "deal", "activities": "activity", "accounts": "account", "products": "product", "leads": "lead"}
DEFAULTS: dict[str, dict[str, object]] = {
    "deal": {"outcome": "open"},
    "activity": {"state": "planned", "quantity_planned": 1, "quantity_done": 0, "unplanned": 0, "carries": 0},
    "account": {},
    "product": {},
    "lead": {},
}
Reader = Callable[[Row], Parsed]


@dataclass(slots=True)
class Run:
    """An import under way: the desk, the order, the file, how it is read, and what there is to tell."""

    desk: Desk
    order: ImportOrder
    table: Table
    columns: Columns
    report: Report
    rejected: list[Reject] = field(default_factory=list)
    given: tuple[str, ...] = ()
    """The stage words that were named in this order, not by a saved mapping, as they were named."""
    named: set[str] = field(default_factory=set)
    """The ids of rows that were not taken: they are in the file all the same."""


def import_file(desk: Desk, order: ImportOrder) -> Report:
    """Import a file as one act and return what happened; on a dry run nothing is kept.

    Raises NotFound, NotReadable, Unclear or Usage for a file or names that do not fit, NotAllOfIt when rows were refused and all were
    wanted, OnlyManagers without a manager's seat.
    """
    order = cleaned(order)
    given = tuple(order.stages)
    check_order(order)
    with desk.database.read() as connection:
        roles.refuse(connection, desk, "import")  # before a large file is read for nothing; what counts is the seat inside the write
        order = with_mapping(connection, desk.team.company_id, order)
    table = open_table(order.file)
    kind = kind_of(table, order)
    if order.on_conflict == "line-items" and kind != "deals":
        raise Usage(f"--on-conflict line-items adds up the values of deals; for {kind} say update or refuse.")
    runs = [begun(desk, order, table, kind, given)]

    def attempt(session: Session) -> int:
        if runs[0].report.rows:  # a write that was cut is done again: nothing is counted twice
            runs[0] = begun(desk, order, table, kind, given)
        return work(session, runs[0])

    with without_collector():
        done = desk.write(desk.act("import", f"imported {kind} from {runs[0].report.file}"), attempt, rehearse=order.dry_run)
    report = runs[0].report
    report.entry_id = done.entry_id
    return report


def begun(desk: Desk, order: ImportOrder, table: Table, kind: str, given: tuple[str, ...]) -> Run:
    """Return a run of which no row is read yet; raises what `import_file` raises for columns that do not fit."""
    report = Report(file=clean_line(order.file.name), kind=kind, dry_run=order.dry_run, notes=list(table.notes), from_mapping=order.mapping)
    return Run(desk, order, table, resolve(table, order, kind, report), report, given=given)


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the garbage collector from looking at hundreds of thousands of values without cycles again and again: a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def check_order(order: ImportOrder) -> None:
    """Raise Usage for an order that contradicts itself."""
    if order.on_conflict not in ON_CONFLICT:
        raise Usage(f"--on-conflict {order.on_conflict}: write one of {', '.join(ON_CONFLICT)}.")
    if order.rejects is not None and order.rejects.resolve() == order.file.resolve():
        raise Usage(f"--rejects {order.rejects} is the file being read. Name another one.")


def work(session: Session, run: Run) -> int:
    """Take every row of the file into the database and return how many were added."""
    connection = session.connection()
    kind, order, report, desk = run.columns.kind, run.order, run.report, run.desk
    book = Book(connection, desk.team.id)
    if kind == "members":
        members = MemberRows(session, run.columns, book, report, order, team_id=desk.team.id, me=desk.me.id)
        each_row(run, members.take, (book,))
        report.changes = named_changes(connection, report.changes)
        roles.refuse_without_manager(connection, desk)
    else:
        merge_rows(session, run, book)
    tell_left_out(run)
    if order.rejects is not None and run.rejected:
        write_rejects(order.rejects, run.table.header, run.rejected)
    if order.all_or_nothing and report.refusals:
        report.added = report.changed = report.unchanged = 0
        raise NotAllOfIt(report)
    if order.save_mapping:
        save_mapping(session, desk.team.company_id, order, kind, report.mapping)
    return report.added


def merge_rows(session: Session, run: Run, book: Book) -> None:
    """Merge the rows of deals, activities, accounts or products."""
    connection = session.connection()
    order, desk, report = run.order, run.desk, run.report
    table = metadata.tables[TABLE_OF[run.columns.kind]]
    source = order.source or SOURCE
    place = Place(desk.team.id, source, source_named(connection, desk.team.id, source), int(session.info["entry_id"]))
    bases = bases_of(connection, desk.team.id, place.source_id, table)
    pipelines: Pipelines | None = None
    match: Callable[[Parsed], int | None] | None = None
    reader: Reader
    currency = checked_currency(order, desk.team.currency)
    if run.columns.kind == "deals":
        pipelines = Pipelines(connection, desk.team.id, order.pipeline, order.stages, may_add=order.new_stages)
        report.our_stages = [one.name for one in pipelines.default.stages]
        today = desk.today.isoformat()
        reader = DealRows(run.columns, book, pipelines, bases, currency=currency, today=today, strict=order.strict)
    elif run.columns.kind == "activities":
        sprints.ensure_missing(session, desk, coming_days(run.columns, run.table.rows, desk.today))
        reader = ActivityRows(connection, run.columns, book, order.activities, desk=desk, source_id=place.source_id, strict=order.strict)
    elif run.columns.kind == "leads":
        reader = LeadRows(run.columns, book, bases, desk=desk, strict=order.strict)
    else:
        reader = named = NamedRows(run.columns, book, currency)
        match = named.match
    books = (book, pipelines) if pipelines else (book,)
    merge = Merge(
        connection, table, place, bases, report, rules=order.rules, defaults=DEFAULTS[table.name],
        people=[name for name in run.columns.names if name.startswith(PERSON)], match=match,
        before=[one.write for one in books],
    )  # fmt: skip
    repeats = Repeats(order.on_conflict, run.columns, report)
    counted = Counted() if run.columns.kind == "deals" else None
    each_row(run, lambda row: take(row, reader, repeats, merge, books, counted), books)
    for parsed in repeats.held.values():
        merge.take(parsed)
        if counted is not None:
            counted.note(parsed)
    merge.write()
    if pipelines:
        pipelines.settle([order.stages[word] for word in run.given])
    if counted is not None:
        report.control = counted.compared(connection, desk.team.id, merge.source_id)
    if merge.noted:
        session.info[KEEP] = True  # what the file said is worth keeping even where nothing here changed by it
    report.conflicts = named_conflicts(connection, report.conflicts)
    report.changes = named_changes(connection, report.changes)
    report.absent = merge.absent(run.named)
    find_near(connection, report, book)
    if run.columns.kind == "leads":
        report.leads = brought(connection, desk, merge.source_id, place.entry_id)
    if pipelines:
        tell_stages(report, pipelines)
        report.stages = pipelines.read_as(run.given)


def tell_stages(report: Report, pipelines: Pipelines) -> None:
    """Note which stages came, which went, how they stand now, and which of the new ones may be one of ours."""
    order = pipelines.order_now()
    new = {one.name for one in pipelines.added}
    report.new_stages, report.stage_order = [name for name in order if name in new], order
    report.dropped_stages = [one.name for one in pipelines.dropped]
    for name, ours in pipelines.doubtful():
        way = shlex.join(["--stage", f"{name}={ours}"])
        report.notes.append(f"{name} becomes a stage of its own beside {ours}. Did you mean {ours}? Then say {way}")


def take(
    row: Row, reader: Reader, repeats: Repeats, merge: Merge, books: tuple[Book | Pipelines, ...], counted: Counted | None
) -> None:  # fmt: skip
    """Read one row and give it to the merge; what it adds to the books is kept once it is not refused any more."""
    parsed = reader(row)
    ready = repeats.sort(parsed)
    for one in books:
        one.keep()
    for code in parsed.warnings:
        merge.report.warn(code, parsed.line)
    for code, word in parsed.told:
        merge.report.warn_of(code, word, parsed.line)
    if ready:
        merge.take(parsed)
        if counted is not None:
            counted.note(parsed)


def each_row(run: Run, take_row: Callable[[Row], None], books: tuple[Book | Pipelines, ...]) -> None:
    """Give every row of the file to TAKE_ROW, noting refusals, rows left out and progress."""
    report, deleted, progress = run.report, run.columns.deleted, run.order.progress
    for row in run.table.rows:
        report.rows += 1
        if progress is not None and report.rows % PROGRESS_EVERY == 0:
            progress(report.rows)
        try:
            if row.problem is not None:
                raise RowRefusedError(None, None, f"The row {row.problem}.")
            if deleted is not None and truth_of(row.cells[deleted]):
                raise RowLeftOutError("deleted_rows_left_out")
            take_row(row)
        except RowRefusedError as refused:
            report.refuse(row.line, refused.faults)
            run.rejected.append(Reject(row.line, row.cells, " ".join(one.reason for one in refused.faults)))
            for one in books:
                one.forget()
            note_id(run, row)
        except RowLeftOutError as left:
            report.left_out += 1
            note_id(run, row)
            if left.warning:
                report.warn(left.warning, row.line)


def note_id(run: Run, row: Row) -> None:
    """Note the id of a row that was not taken."""
    place = run.columns.places.get("external_id")
    if place is not None and place < len(row.cells):
        run.named.add(clean_line(row.cells[place]))


def tell_left_out(run: Run) -> None:
    """Note what the file held besides rows."""
    found = run.table.left_out
    counted: Mapping[str, int] = {"Empty lines": found.blank, "Lines of a report's footer": found.footers}
    run.report.notes += [f"{what} passed over: {number:,}." for what, number in counted.items() if number]
