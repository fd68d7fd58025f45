"""How an undo or redo is told."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from sprintsales.cli.declare import DONE, IN_PART
from sprintsales.cli.output import counted, emit, say, tell, wants_json
from sprintsales.services.desk import Desk
from sprintsales.services.undoing import TakenBack, told_rows

NAMES: Mapping[str, str] = {
    "deal": "deal", "account": "account", "product": "product", "member": "member", "activity": "activity", "contact": "contact",
    "stage": "stage", "goal": "goal",
}  # fmt: skip
"""What people call the rows of some tables; the others come with them."""


def report(args: Namespace, desk: Desk, done: TakenBack) -> int:
    """Print what was taken back and what was kept; return 3 when something was kept."""
    rows = told_rows(desk, done.entry_id)
    if wants_json(args):
        kept = [{"table": one.table, "id": one.row_id, "fields": list(one.fields), "why": one.why} for one in done.kept]
        emit(
            {
                "schema": "sprintsales.undo/1",
                "as_of": None,
                "summary": done.summary,
                "rows": done.rows,
                "by_table": rows,
                "kept": kept,
                "entry": done.entry_id,
            }
        )
    else:
        say(f"{done.summary[0].upper()}{done.summary[1:]} ({rows_words(done.rows, rows)}).")
        for one in done.kept[:20]:
            tell(f"kept as it is: {one.table.replace('_', ' ')} {one.row_id}, {one.why}")
        if len(done.kept) > 20:
            tell(f"and {len(done.kept) - 20:,} more")
    return IN_PART if done.kept else DONE


def rows_words(whole: int, rows: Mapping[str, int]) -> str:
    """Return what was taken back by what people call it: 8,800 deals, 1 product; all the rows where there is nothing they call so."""
    named = [counted(rows[table], word) for table, word in NAMES.items() if table in rows]
    return ", ".join(named) or counted(whole, "row")
