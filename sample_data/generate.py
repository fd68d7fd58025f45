"""Makes team.json: a small, true sales team that played fourteen weeks through the real services under a clock of the story.

    python sample_data/generate.py [--to FILE]

The same program gives the same file, byte for byte: drawing is seeded (20261116), and the salts and tokens that the services draw for
themselves are replaced in the export by ones counted up. What the file holds, and tests/test_sample_data.py keeps true:

- 9 people: a manager who sells and eight reps; one part-time, one on holiday all week and one from Thursday on, one who came last week,
  one whose months are alike (steady) and one whose months are not (spiky);
- 150-170 deals that closed or are to close over more than 15 months, in two pipelines: new business (Sales) and Renewals;
- 13 closed sprints and the current one, told until its Friday evening; a demo of an earlier day of the week is the same file taken back
  to that morning;
- work is done Monday to Friday only; no weekday has less than 12 % or more than 28 % of it;
- of the finished deals of Sales that stood in a stage 50-95 % came further; 40-70 % of what was won closed in the last three weeks of a
  quarter;
- win rate of the sprints 30-45 %; calls that reached somebody 30-45 %; say/do of the closed sprints 60-85 % for the team;
- on that Wednesday 5-30 % of the open deals are overdue, and 5-30 % uncovered;
- close dates pushed in each of the five ways (work missed, done, unplanned, planned ahead, none), each with a reason but one; a pull-in;
- 90-130 leads; nine in ten of them have a first touch; a quota a month and a quarter for everybody, goals a sprint and a month;
- one late commit, one sprint somebody committed to nothing in, light sprints; items carried twice, dropped and removed ones with reasons,
  blockers, an agreement after its close date, deals without a date and without a value;
- one hostile name, one very long one, one in two scripts.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import io
import json
import shutil
import sys
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import deals
import founding
import nordwind as story
import this_week
from weeks import Week
from world import START, World, at

from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.export import export_all, written
from sprintsales.storage.restore import restore_document

TARGET = Path(__file__).parent / "team.json"


def play(database: Database) -> None:
    """Let the story happen in a new database."""
    world = World(database)
    world.moment = START
    founding.begin(world)
    deals.schedule(world)
    this_week.schedule(world)
    for one in story.PEOPLE:
        if one.joined is not None:
            world.at(at(story.day(one.joined), "07:40"), partial(come, world, one.first_name))
    for place in range(story.SPRINTS):
        monday = story.FIRST + timedelta(days=7 * place)
        week = Week(world, monday, place, scripted=this_week.WHO if place == story.SPRINTS - 1 else None)
        world.at(at(monday, "07:55"), week.schedule)
    world.run()


def come(world: World, who: str) -> None:
    """Let somebody join the team, and leads come in for them."""
    founding.join(world, who)
    deals.leads(world, who)


def sealed(document: dict[str, Any]) -> dict[str, Any]:
    """Return an export whose tokens and salts are counted up instead of drawn, its texts sealed with them anew."""
    entries, texts = document["tables"]["journal_entry"], document["tables"]["person_text"]
    token, salt, digest, body = (
        entries["columns"].index("token"), *(texts["columns"].index(name) for name in ("salt", "digest", "body")),
    )  # fmt: skip
    for row in entries["rows"]:
        row[token] = f"sample-{row[0]}"
    for row in texts["rows"]:
        row[salt] = f"{row[0]:016x}"
        row[digest] = hashlib.sha256(f"{row[salt]}{row[body]}".encode()).hexdigest()
    return document


def write(document: dict[str, Any], target: Path) -> None:
    """Write an export as the program does, a row a line, so that a change of the sample can be read."""
    with target.open("w", encoding="ascii", newline="\n") as file:
        head = {name: value for name, value in document.items() if name != "tables"}
        file.write(f'{written(head)[:-1]},\n"tables":{{')
        for place, (name, table) in enumerate(document["tables"].items()):
            rows = ",\n".join(written(row) for row in table["rows"])
            file.write(f'{"," if place else ""}\n{written(name)}:{{"columns":{written(table["columns"])},"rows":[\n{rows}]}}')
        file.write("}}\n")


def main() -> int:
    """Play the story, examine what came of it, and write the file."""
    parser = argparse.ArgumentParser(description="Make the sample team anew.")
    parser.add_argument("--to", type=Path, default=TARGET, help="the file to write")
    target: Path = parser.parse_args().to
    gc.set_threshold(500_000, 20, 20)
    folder = Path(tempfile.mkdtemp(prefix="sample-"))
    try:
        database = Database.create(folder / "team.db")
        play(database)
        stream = io.StringIO()
        export_all(database, stream)
        faults = check(database).findings
        database.close()
        document = sealed(json.loads(stream.getvalue()))
        faults += restore_document(document, folder / "again.db").findings
    finally:
        shutil.rmtree(folder)
    for fault in faults:
        sys.stderr.write(f"{fault.sentence}\n")
    if not faults:
        write(document, target)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
