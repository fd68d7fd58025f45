"""The same team gives the same answers from a file and from a server, to the letter; there its rows lie in another order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, text

from sprintsales.cli.main import main
from sprintsales.domain.kpis import CUTS
from sprintsales.services.demo import make_demo
from sprintsales.storage.database import Database
from sprintsales.storage.schema import metadata, write_door
from tests.places import Served, Target

WEDNESDAY = date(2026, 11, 18)
TWENTY = 20
CORE = (
    "plan", "plan --rep Jonas", "today", "standup", "review", "review --sprint 46", "goals", "closing", "forecast", "stages", "deals",
    "deals list owner:any is:open sort:value", "kpis", "kpis --period year --by rep",
)  # fmt: skip
MORE = (
    "standup --today 2026-11-20", "today --rep Jonas --today 2026-11-19", "closing --rep Jonas",
    "closing --period quarter --as-of 2026-11-02",
    "forecast --period year --rep Jonas", "forecast --as-of 2026-10-01", "deals --sort name --reverse", "deals list won --period quarter",
    "kpis --period quarter --compare", "kpis --period month --as-of 2026-11-09",
    *(f"kpis --period year --by {cut}" for cut in CUTS if cut != "rep"),
)  # fmt: skip
COMMANDS = (*CORE, *(pytest.param(command, marks=pytest.mark.slow) for command in MORE))


def move_in(file: Path, url: str) -> None:
    """Copy every row into an empty database of the server, the last one first, past the guards."""
    ours, theirs = Database.open(file), Database.create(url)
    with ours.read() as here, theirs.place.writer.begin() as there:
        there.execute(text("SET LOCAL session_replication_role = replica"))
        there.execute(delete(write_door))
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in here.execute(select(table).order_by(table.c.id.desc())).mappings()]
            if rows:
                there.execute(insert(table), rows)
            last = here.execute(select(func.max(table.c.id))).scalar()
            if last is not None and table is not write_door:
                there.execute(text(f"SELECT setval('{table.name}_id_seq', {last})"))
        there.execute(text("ANALYZE"))
    ours.close()
    theirs.close()


@pytest.fixture(scope="session")
def both(served: Served) -> tuple[Target, Target]:
    """Return the sample team in a file and on the server; all workers read the same two."""
    file = served.meeting / "sample.db"

    def make(target: Target) -> dict[str, int]:
        make_demo(file, WEDNESDAY)
        move_in(file, str(target))
        return {}

    served.template("sample", make)
    return file, served.cluster.url("sample")


def said(capsys: pytest.CaptureFixture[str], target: Target, command: str) -> str:
    """Return what a command prints as JSON, and for people."""
    words = ["--db", str(target), "--today", str(WEDNESDAY), "--as", "Ana Ruiz", *command.split()]
    status = [main(words), main([*words, "--json"])]
    out = capsys.readouterr()
    assert (status, out.err) == ([0, 0], "")
    return out.out.replace(Database(target).name, "DATABASE")


@pytest.mark.postgres
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_and_a_server_give_the_same_answer(both: tuple[Target, Target], command: str, capsys: pytest.CaptureFixture[str]) -> None:
    file, server = both
    answer = said(capsys, file, command)
    assert len(answer) > TWENTY
    assert said(capsys, server, command) == answer
