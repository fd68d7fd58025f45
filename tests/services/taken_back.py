"""What the tests of undo look at: every journalled row, single deals and items, and a small export to bring in."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import select

from sprintsales.services.desk import Desk
from sprintsales.services.importing.order import ImportOrder, Report
from sprintsales.services.importing.run import import_file
from sprintsales.storage.schema import JOURNALLED, activity, deal
from tests.services.week import Week

Tables = dict[str, list[tuple[object, ...]]]


def state(week: Week) -> Tables:
    """Return every journalled table, without the versions, which count on."""
    found: Tables = {}
    with week.database.read() as connection:
        for table in JOURNALLED:
            columns = [column for column in table.columns if column.name != "version"]
            found[table.name] = [tuple(row) for row in connection.execute(select(*columns).order_by(table.c.id))]
    return found


def numbers(week: Week, query: str) -> list[int]:
    """Return ids."""
    with week.database.read() as connection:
        return list(connection.exec_driver_sql(query).scalars())


def export(folder: Path, lines: list[tuple[object, ...]], name: str = "crm.csv") -> Path:
    """Write a small export of deals and return the file."""
    path = folder / name
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "name", "account", "stage", "value", "currency", "close_on"), *lines])
    return path


def bring_in(desk: Desk, file: Path) -> Report:
    """Import deals."""
    return import_file(desk, ImportOrder(file=file, kind="deals"))


def the_deal(week: Week, name: str) -> dict[str, Any]:
    """Return a deal by its name."""
    with week.database.read() as connection:
        return dict(connection.execute(select(deal).where(deal.c.name == name)).mappings().one())


def the_item(week: Week, id_: int) -> dict[str, Any] | None:
    """Return an activity, or nothing where there is none."""
    with week.database.read() as connection:
        row = connection.execute(select(activity).where(activity.c.id == id_)).mappings().first()
    return None if row is None else dict(row)
