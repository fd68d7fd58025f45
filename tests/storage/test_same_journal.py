"""The journal of the same days is the same in a file and on a server, byte for byte: what is exported from one is taken by the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from sprintsales.storage.database import Database
from sprintsales.storage.schema import deal_history, journal_change
from tests.places import Rows, Served, Target
from tests.storage.world import World, live_a_little, make, raw

ASKED = [f"SELECT {', '.join(table.columns.keys())} FROM {table.name} ORDER BY id" for table in (journal_change, deal_history)]
NUL = "\\u0000"


def told(target: Target) -> list[Rows]:
    """Let the small team live a few days there and return what was written of them."""
    ids = make(target)
    world = World(Database.open(target), ids, target)
    live_a_little(world)
    world.database.close()
    return [raw(target, query) for query in ASKED]


@pytest.mark.postgres
def test_a_server_journals_what_a_file_journals(served: Served, tmp_path: Path) -> None:
    in_file, on_server = told(tmp_path / "team.db"), told(served.empty(tmp_path))
    without_nul = [[tuple(one.replace(NUL, "") if isinstance(one, str) else one for one in row) for row in rows] for rows in in_file]
    assert without_nul == on_server
    assert NUL in str(in_file)
    served.clear()
