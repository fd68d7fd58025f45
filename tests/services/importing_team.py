"""A new team in a real database, and files brought into it as a CRM would write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.founding import Founding, found
from sprintsales.services.importing.order import ImportOrder, Report
from sprintsales.services.importing.run import import_file
from sprintsales.services.undoing import TakenBack, redo, undo
from sprintsales.settings import Clock, Settings
from sprintsales.storage.database import Database
from sprintsales.storage.rows import put
from sprintsales.storage.schema import metadata
from sprintsales.storage.tables import Base
from tests.places import Files, Ids, Place, Target, named

TODAY = date(2026, 11, 18)
HISTORY = ("journal_entry", "journal_change", "journal_result", "deal_history", "import_seen", "person_text", "write_door")
DEALS = "id,name,account,owner,stage,value,close\n"
FIELDS = dict(zip(("external_id", "name", "account", "owner", "stage", "value", "close_on"), DEALS.strip().split(","), strict=True))


def make(target: Target) -> Ids:
    """Make the team in a new database."""
    database = Database.create(target)
    found(database, Founding("North", "Ana Rossi", "ana@north.example", timezone="Europe/Rome"), Clock(TODAY))
    database.close()
    return {}


@dataclass
class Team:
    """The team's database and the folder the CRM's files lie in."""

    folder: Path
    database: Database
    target: Target
    numbers: count[int]

    @property
    def path(self) -> Path:
        """Return the database file."""
        return self.database.path

    def desk(self, day: date = TODAY) -> Desk:
        """Return the first manager's desk on a day."""
        return open_desk(Settings(database=self.database.name, clock=Clock(day)), self.database)

    def bring(self, text: str | bytes, *, kind: str | None = "deals", day: date = TODAY, **order: Any) -> Report:
        """Import a file with this text and return the report."""
        file = self.folder / f"file-{next(self.numbers)}.csv"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return import_file(self.desk(day), ImportOrder(file, kind=kind, **order))

    def deals(self, *lines: str, **order: Any) -> Report:
        """Import deals of the usual columns, one a line."""
        given: dict[str, Any] = {"fields": FIELDS, "date_formats": {"*": "ymd"}, **order}
        return self.bring(DEALS + "".join(f"{line}\n" for line in lines), **given)

    def undo(self, entry: int | None = None) -> TakenBack:
        """Take my last act back, or the named one."""
        return undo(self.desk(), entry)

    def redo(self) -> TakenBack:
        """Do again what was taken back."""
        return redo(self.desk())

    def change(self, model: type[Base], row_id: int, **wanted: Any) -> None:
        """Change fields of a row here, in an act of its own."""
        desk = self.desk()
        desk.write(desk.act("change", "changed by hand"), lambda session: put(session, model, row_id, **wanted))

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Return what a console would show."""
        names, found = named(self.target, query, values=values)
        return [dict(zip(names, row, strict=True)) for row in found]

    def one(self, query: str, *values: object) -> dict[str, Any]:
        """Return the only row."""
        (row,) = self.rows(query, *values)
        return row

    def deal(self, name: str) -> dict[str, Any]:
        """Return a deal with the names of what it points at."""
        return self.one(
            "SELECT d.*, a.name AS account, p.body AS owner, s.name AS stage, r.name AS product "
            "FROM deal d "
            "LEFT JOIN account a ON a.id = d.account_id LEFT JOIN member m ON m.id = d.owner_id "
            "LEFT JOIN person_text p ON p.id = m.name_id "
            "LEFT JOIN stage s ON s.id = d.stage_id LEFT JOIN product r ON r.id = d.product_id WHERE d.name = ?",
            name,
        )

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.one(f"SELECT count(*) AS n FROM {table}")["n"])

    def state(self, *left_out: str) -> Mapping[str, list[dict[str, Any]]]:
        """Return everything but the journal and what hangs on it; without versions, which only ever grow."""
        tables = [name for name in metadata.tables if name not in (*HISTORY, *left_out)]
        every = {name: self.rows(f"SELECT * FROM {name} ORDER BY 1") for name in tables}
        return {name: [{key: value for key, value in row.items() if key != "version"} for row in rows] for name, rows in every.items()}


def founded(folder: Path, place: Place | None = None) -> Team:
    """Return a new team whose files lie in a folder; its database too, unless another place is named."""
    kept = (place or Files(folder)).template("founded", make)
    target = kept.copied(folder / "team.db")
    return Team(folder, Database.open(target), target, count(1))


def codes(report: Report) -> dict[str, int]:
    """Return the warnings by code."""
    return {code: one.count for code, one in report.warnings.items()}
