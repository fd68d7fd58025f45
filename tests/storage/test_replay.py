"""Whatever is done through the doors, replaying the journal gives the tables, also when half of it is taken back."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from sprintsales.domain.errors import Refused
from sprintsales.storage import rows, schema, tables
from sprintsales.storage.check import check
from sprintsales.storage.undo import undo_entry
from tests.places import Template
from tests.storage.world import TODAY, World, copy, deal_named

Step = tuple[str, int, int]
STEPS = st.lists(st.tuples(st.sampled_from(("add", "edit", "remove", "undo", "many")), st.integers(0, 9), st.integers(0, 9)), max_size=25)
BIG = """
import sys
from datetime import date, timedelta
from pathlib import Path
from sprintsales.storage import bulk
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from tests.storage.world import act, found

database = Database.create(Path(sys.argv[1]))
database.write(act(), found, token="init")
columns = "team_id version name account_id owner_id pipeline_id stage_id outcome value currency probability started_on close_on".split()
first = date(2026, 1, 1)
deals = [
    (1, 1, f"Deal {n}", 1, 1, 1, 1, "open", n * 100, "EUR", n % 1000, (first + timedelta(n % 300)).isoformat(), "2026-12-18")
    for n in range(100_000)
]
database.write(act(), lambda session: bulk.insert_rows(session.connection(), "deal", columns, deals), token="deals")
moved = "UPDATE deal SET close_on = '2027-03-01', version = version + 1 WHERE id % 2 = 0"
database.write(act(), lambda session: session.connection().exec_driver_sql(moved) and None, token="moved")
del deals
report = check(database)
# Its own peak: what getrusage tells begins with the memory of the process that started it.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
print(report.findings, report.changes, int(peak.split()[1]) // 1024)
"""


def do(world: World, step: Step, entries: list[int]) -> None:
    """Do one step; what the rules refuse is simply not done."""
    what, one, other = step

    def work(session: Any) -> None:
        if what == "add":
            rows.add(session, deal_named(world, f"{world.hostile} {one}"))
        elif what == "edit":
            close_on = None if other == 0 else TODAY + timedelta(days=other)
            rows.put(session, tables.Deal, one, value=other * 100, close_on=close_on, name=f"name {other // 3}", probability=one * 100)
        elif what == "remove":
            rows.remove(session, tables.Deal, one)
        elif what == "undo" and entries:
            undo_entry(session.connection(), entries[(one * 10 + other) % len(entries)], partly=other % 2 == 0)
        elif what == "many":
            d, stage = schema.deal.c, world["Proposal"] if other % 2 else world["Prospect"]
            moved = update(schema.deal).where(d.id % 2 == one % 2).values(version=d.version + 1, stage_id=stage)
            session.connection().execute(moved)

    try:
        done = world.write(work)
    except Refused:
        return
    if done.entry_id is not None:
        entries.append(done.entry_id)


@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
def test_the_journal_gives_the_tables_after_any_steps(template: Template, steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        world = copy(template, Path(folder) / "team.db")
        entries: list[int] = []
        for step in steps:
            do(world, step, entries)
        assert check(world.database).findings == ()
        world.database.close()


@pytest.mark.slow
def test_a_hundred_thousand_deals_are_examined_in_half_a_gigabyte(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", BIG, str(tmp_path / "big.db")], capture_output=True, text=True, check=True)
    findings, changes, megabytes = run.stdout.rsplit(maxsplit=2)
    assert (findings, int(changes) > 150_000) == ("()", True)
    assert int(megabytes) < 500
