"""One import from file to journal entry: read, judge, merge, tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from sprintsales.domain.text import clean_line
from sprintsales.formats.delimited import Row, Table, open_table
from sprintsales.formats.spreadsheet import Reject, write_rejects
from sprintsales.formats.words import truth_of
from sprintsales.services.desk import Desk, new_token
from sprintsales.services.importing.activities import ActivityRows, RowLeftOutError
from sprintsales.services.importing.book import Book
from sprintsales.services.importing.catalogue import MemberRows, NamedRows
from sprintsales.services.importing.columns import Columns, checked_currency, kind_of, resolve
from sprintsales.services.importing.deals import DealRows
from sprintsales.services.importing.merge import Merge
from sprintsales.services.importing.order import ImportOrder, NotAllOfIt, Report
from sprintsales.services.importing.reading import Parsed, RowRefusedError
from sprintsales.services.importing.saved import save_mapping, with_mapping
from sprintsales.services.importing.stages import StageBook
from sprintsales.storage.bulk import inserted
from sprintsales.storage.schema import import_source, metadata

if TYPE_CHECKING:
    from sqlmodel import Session

PROGRESS_EVERY = 2000
TABLE_OF = {"deals": "deal", "activities": "activity", "accounts": "account", "products": "product"}
DEFAULTS: dict[str, dict[str, object]] = {
    "deal": {"outcome": "open"},
    "activity": {"state": "planned", "quantity_planned": 1, "quantity_done": 0, "unplanned": 0, "carries": 0},
    "account": {},
    "product": {},
}


@dataclass(slots=True)
class Run:
    """An import under way: the desk, the order, the file, how it is read, and what there is to tell."""

    desk: Desk
    order: ImportOrder
    table: Table
    columns: Columns
    report: Report
    rejected: list[Reject]


def import_file(desk: Desk, order: ImportOrder) -> Report:
    """Import a file as one act and return what happened; on a dry run nothing is kept.

    Raises NotFound, NotReadable or Unclear for a file or names that do not fit, NotAllOfIt when rows were refused and all were wanted.
    """
    with desk.database.read() as connection:
        order = with_mapping(connection, desk.team.company_id, order)
    table = open_table(order.file)
    kind = kind_of(table, order)
    report = Report(file=clean_line(order.file.name), kind=kind, dry_run=order.dry_run, notes=list(table.notes))
    run = Run(desk, order, table, resolve(table, order, kind, report), report, [])
    act = desk.act("import", f"imported {kind} from {report.file}")
    try:
        done = desk.write(act, lambda session: work(session, run), token=new_token(), rehearse=order.dry_run)
        report.entry_id = done.entry_id
    finally:
        if order.rejects is not None and run.rejected:
            write_rejects(order.rejects, table.header, run.rejected)
    return report


def work(session: Session, run: Run) -> int:
    """Take every row of the file into the database and return how many were added."""
    connection = session.connection()
    kind, order, report = run.columns.kind, run.order, run.report
    book = Book(connection, run.desk.team.id)
    if kind == "members":
        members = MemberRows(session, run.columns, book, report, run.desk.team.id)
        each_row(run, members.take)
    else:
        merge_rows(session, run, book)
    if order.all_or_nothing and report.refusals:
        raise NotAllOfIt(report)
    if order.save_mapping:
        save_mapping(session, run.desk.team.company_id, order, kind, report.mapping)
    return report.added


def merge_rows(session: Session, run: Run, book: Book) -> None:
    """Merge the rows of deals, activities, accounts or products."""
    connection = session.connection()
    kind, order, desk = run.columns.kind, run.order, run.desk
    name = TABLE_OF[kind]
    currency = checked_currency(order, desk.team.currency)
    stages: StageBook | None = None
    reader: Callable[[Row], Parsed]
    match: Callable[[Parsed], int | None] | None = None
    merge: Merge
    if kind == "deals":
        stages = StageBook(connection, desk.team.id, order.pipeline, order.stages, may_add=order.new_stages)
        reader = DealRows(
            run.columns,
            book,
            stages,
            currency=currency,
            today=desk.today.isoformat(),
            strict=order.strict,
            is_here=lambda key: key in merge.bases,
        )
    elif kind == "activities":
        reader = ActivityRows(
            connection, run.columns, book, order.activities, team_id=desk.team.id, zone=desk.zone, now=desk.now, strict=order.strict
        )
    else:
        reader = named = NamedRows(run.columns, book, currency)
        match = named.match
    before = (book.write, stages.write) if stages else (book.write,)
    merge = Merge(
        connection, metadata.tables[name], team_id=desk.team.id, source_id=source(connection, desk.team.id, order.source or "csv"),
        entry_id=int(session.info["entry_id"]), rules=order.rules, defaults=DEFAULTS[name], report=run.report, match=match, before=before,
    )  # fmt: skip
    seen: dict[str, int] = {}

    def take(row: Row) -> None:
        parsed = reader(row)
        digest = hash((*sorted(parsed.values.items()), *sorted(parsed.people.items())))
        if parsed.key in seen:
            twice(run, parsed, row, same=seen[parsed.key] == digest)
            return
        seen[parsed.key] = digest
        for code in parsed.warnings:
            run.report.warn(code, parsed.line)
        merge.take(parsed)

    each_row(run, take)
    merge.write()
    if stages:
        run.report.new_stages = [one.name for one in stages.added]


def twice(run: Run, parsed: Parsed, row: Row, *, same: bool) -> None:
    """Treat an id that stands in the file a second time: the same again is passed over, something else is refused."""
    if same:
        run.report.warn("duplicate_row", row.line)
        run.report.unchanged += 1
        return
    reason = f"{parsed.key} stands in the file more than once, with different values. Keep one of the rows."
    raise RowRefusedError(run.columns.names.get("external_id"), parsed.key, reason)


def each_row(run: Run, take: Callable[[Row], None]) -> None:
    """Give every row of the file to TAKE, noting refusals, rows left out and progress."""
    report, deleted = run.report, run.columns.deleted
    for row in run.table.rows:
        report.rows += 1
        if run.order.progress is not None and report.rows % PROGRESS_EVERY == 0:
            run.order.progress(report.rows)
        try:
            if row.problem is not None:
                raise RowRefusedError(None, None, row.problem)
            if deleted is not None and truth_of(row.cells[deleted]):
                raise RowLeftOutError("deleted_rows_left_out")
            take(row)
        except RowRefusedError as refused:
            report.refuse(row.line, refused.column, refused.value, refused.reason)
            run.rejected.append(Reject(row.line, row.cells, refused.reason))
        except RowLeftOutError as left:
            report.left_out += 1
            if left.warning:
                report.warn(left.warning, row.line)


def source(connection: Connection, team_id: int, name: str) -> int:
    """Return the source of this name, made when it is new."""
    query = select(import_source.c.id).where(import_source.c.team_id == team_id, import_source.c.name == name)
    known = connection.execute(query).scalar()
    return int(known) if known is not None else inserted(connection, import_source, {"team_id": team_id, "name": name})
