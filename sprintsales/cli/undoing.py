"""How an undo or redo is told."""

from __future__ import annotations

from argparse import Namespace

from sprintsales.cli.declare import DONE, IN_PART
from sprintsales.cli.output import emit, say, tell, wants_json
from sprintsales.services.undoing import TakenBack


def report(args: Namespace, done: TakenBack) -> int:
    """Print what was taken back and what was kept; return 3 when something was kept."""
    if wants_json(args):
        kept = [{"table": one.table, "id": one.row_id, "fields": list(one.fields), "why": one.why} for one in done.kept]
        emit(
            {
                "schema": "sprintsales.undo/1",
                "as_of": None,
                "summary": done.summary,
                "rows": done.rows,
                "kept": kept,
                "entry": done.entry_id,
            }
        )
    else:
        say(f"{done.summary[0].upper()}{done.summary[1:]} ({done.rows} {'row' if done.rows == 1 else 'rows'}).")
        for one in done.kept[:20]:
            tell(f"kept as it is: {one.table.replace('_', ' ')} {one.row_id}, {one.why}")
        if len(done.kept) > 20:
            tell(f"and {len(done.kept) - 20} more")
    return IN_PART if done.kept else DONE
