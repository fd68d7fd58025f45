"""An exported document taken back to a moment: as if nothing had been recorded since, journal and all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sprintsales.storage.journal import plain_value
from sprintsales.storage.schema import APPEND_ONLY, metadata

Document = Mapping[str, Any]
Row = list[Any]
BY_ENTRY = tuple(name for name in APPEND_ONLY if name != "journal_entry" and "entry_id" in metadata.tables[name].c)
"""Records that belong to one act and go with it."""


def rewound(document: Document, moment: datetime) -> dict[str, Any]:
    """Return an export as it stood at a moment: later acts are gone, and every row is what the journal says it was before them.

    Ids given out since are not given out again, and texts of persons stay (nothing names those of later acts any more).
    """
    limit = plain_value(moment)
    tables = {name: {**table, "rows": [list(row) for row in table["rows"]]} for name, table in document["tables"].items()}
    entry_id, recorded = (places(tables["journal_entry"])[name] for name in ("id", "recorded_at"))
    gone = {row[entry_id] for row in tables["journal_entry"]["rows"] if row[recorded] > limit}
    if not gone:
        return {**document, "tables": tables}
    take_back(tables, gone)
    tables["journal_entry"]["rows"] = [row for row in tables["journal_entry"]["rows"] if row[entry_id] not in gone]
    drop_items(tables, gone)
    for name in BY_ENTRY:
        place = places(tables[name])["entry_id"]
        tables[name]["rows"] = [row for row in tables[name]["rows"] if row[place] not in gone]
    withdrawn = places(tables["commitment"])["withdrawn_by"]
    for row in tables["commitment"]["rows"]:
        row[withdrawn] = None if row[withdrawn] in gone else row[withdrawn]
    return {**document, "tables": tables}


def places(table: Mapping[str, Any]) -> dict[str, int]:
    """Return where each column stands in the rows of a table."""
    return {name: place for place, name in enumerate(table["columns"])}


def take_back(tables: Mapping[str, Any], gone: set[int]) -> None:
    """Undo the changes of later acts in the rows themselves, the last one first."""
    at = places(tables["journal_change"])
    later = [row for row in tables["journal_change"]["rows"] if row[at["entry_id"]] in gone]
    rows: dict[str, dict[int, Row]] = {}
    for change in sorted(later, key=lambda row: int(row[at["id"]]), reverse=True):
        name, row_id = change[at["tbl"]], change[at["row_id"]]
        table, columns = tables[name], places(tables[name])
        if name not in rows:
            rows[name] = {row[columns["id"]]: row for row in table["rows"]}
        before = json.loads(change[at["before"]] or "{}")
        if change[at["op"]] == "create":
            del rows[name][row_id]
        elif change[at["op"]] == "delete":
            rows[name][row_id] = [row_id if column == "id" else before.get(column) for column in columns]
        else:
            for column, value in before.items():
                rows[name][row_id][columns[column]] = value
    for name, kept in rows.items():
        tables[name]["rows"] = [kept[row_id] for row_id in sorted(kept)]


def drop_items(tables: Mapping[str, Any], gone: set[int]) -> None:
    """Take the items of later promises out; they name their promise, not its act."""
    promise, item = places(tables["commitment"]), places(tables["commitment_item"])
    later = {row[promise["id"]] for row in tables["commitment"]["rows"] if row[promise["entry_id"]] in gone}
    rows = tables["commitment_item"]["rows"]
    tables["commitment_item"]["rows"] = [row for row in rows if row[item["commitment_id"]] not in later]
