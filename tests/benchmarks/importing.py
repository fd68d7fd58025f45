"""How fast and how large an import is: 100,000 deals in, undone, in again, unchanged, and a million rows of history read as of a day.

    python -m tests.benchmarks.importing [--rows 100000] [--history 10] [--db postgresql://USER@HOST/EMPTY-DATABASE]

Prints each figure beside its budget; exit status 1 if one is over. Each step runs in a process of its own, so that memory is its own.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

    from sprintsales.services.desk import Desk
    from sprintsales.storage.database import Database

TODAY = date(2026, 11, 18)
HEADER = (
    "id", "name", "account", "contact", "owner", "sdr", "stage", "status", "value", "currency", "probability", "forecast", "source",
    "segment", "product", "region", "created", "close", "closed", "agreement", "next step", "note",
)  # fmt: skip
ACCOUNTS = 8000
STAGES = ("Discovery", "Qualified", "Demo", "Proposal", "Negotiation")
BUDGETS = {
    "import, rows/s": (8000, "at least"),
    "import, peak MB": (400, "at most"),
    "undo as one entry, s": (5, "at most"),
    "import after undo, rows/s": (8000, "at least"),
    "same file again, rows/s": (8000, "at least"),
    "changed file, rows/s": (2000, "at least"),
    "as of a day over the history, s": (1, "at most"),
    "one edit, median ms": (10, "at most"),
}
ON_A_SERVER = {"undo as one entry, s": (8, "at most")}
"""What a server may take longer for."""
EDITS = 200


def write_deals(path: Path, rows: int, *, changed: bool = False) -> None:
    """Write a CRM's export of so many deals with 22 columns: the same every time; CHANGED moves a tenth of the dates and values."""
    chance = random.Random(20261118)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(rows):
            line = deal(number, chance)
            if changed and number % 10 == 0:
                line[8] = f"{float(str(line[8])) + 1:.2f}"
                line[17] = (date.fromisoformat(str(line[17])) + timedelta(days=14)).isoformat()
            out.writerow(line)


def deal(number: int, chance: random.Random) -> list[object]:
    """Return one row of the export: 8,000 accounts with two contacts each, a next step on half the open deals, a note on each fifth."""
    created = TODAY - timedelta(days=chance.randrange(1, 900))
    close = created + timedelta(days=chance.randrange(10, 400))
    status = chance.choice(("open", "won", "lost")) if close < TODAY else "open"
    account = chance.randrange(ACCOUNTS)
    return [
        f"006{number:09d}AAB", f"Renewal {number} of Straße & Söhne", f"Account {account}", f"Contact {account}-{chance.randrange(2)}",
        f"Rep {chance.randrange(120)}", f"Sdr {chance.randrange(40)}" if chance.random() < 0.1 else "", chance.choice(STAGES), status,
        f"{chance.randrange(500, 250000)}.{chance.randrange(100):02d}", "EUR", f"{chance.randrange(5, 100)}%",
        chance.choice(("Pipeline", "Best Case", "Commit", "Omitted")), chance.choice(("Referral", "Web", "Fair", "Cold call")),
        chance.choice(("SMB", "Mid", "Enterprise")), f"Product {chance.randrange(30)}", chance.choice(("North", "South", "East", "West")),
        created.isoformat(), close.isoformat(), close.isoformat() if status != "open" else "", (close - timedelta(days=7)).isoformat(),
        f"Send the draft {number % 50}" if status == "open" and number % 2 else "",
        f"Met at stand {number % 997}; asked for a pilot" if number % 5 == 0 else "",
    ]  # fmt: skip


def mapping() -> dict[str, str]:
    """Return which column is which field."""
    fields = (
        "external_id name account contact owner owner:sdr stage status value currency probability forecast_category source segment product "
        "territory started_on close_on closed_on agreement_on next_step note"
    )
    return dict(zip(fields.split(), HEADER, strict=True))


def step(name: str, folder: Path, target: str) -> None:
    """Do one step in this process and print its seconds and the peak of its memory in MB."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.founding import Founding, create
    from sprintsales.services.importing.order import ImportOrder
    from sprintsales.services.importing.run import import_file
    from sprintsales.services.undoing import undo
    from sprintsales.settings import Clock, Settings

    settings = Settings(database=target, clock=Clock(TODAY))
    if name == "found":
        create(settings, Founding("Bench", "Ana", timezone="Europe/Rome"))
    desk = open_desk(settings)
    began = time.perf_counter()
    if name.startswith("import"):
        file = folder / ("changed.csv" if name == "import changed" else "deals.csv")
        report = import_file(desk, ImportOrder(file, kind="deals", fields=mapping(), new_stages=True, date_formats={"*": "ymd"}))
        assert not report.refusals, report.refusals[:3]
        print(report.added, report.changed, report.unchanged, file=sys.stderr)
    elif name == "undo":
        assert not undo(desk).kept
    elif name == "as-of":
        took = as_of(desk.database)
        began = time.perf_counter() - took
    elif name == "edits":
        took = edits(desk)
        began = time.perf_counter() - took
    desk.database.close()
    print(time.perf_counter() - began, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def grow_history(database: Database, times: int) -> None:
    """Add so many rows of history to every deal, as changes a week apart would have: straight into the table, for reading only."""
    from sqlalchemy import func, insert, literal, select, text

    from sprintsales.storage import door
    from sprintsales.storage.schema import HISTORY_FIELDS, deal, deal_history, journal_entry

    with database.place.writer.begin() as connection:
        entry = connection.execute(select(func.max(journal_entry.c.id))).scalar_one()
        door.name_act(connection, entry, TODAY)
        fields = [deal.c[name] for name in HISTORY_FIELDS]
        for week in range(1, times):
            day = literal(TODAY - timedelta(weeks=week))
            told = select(deal.c.team_id, deal.c.id, literal(entry), day, *fields, literal(False))
            columns = ["team_id", "deal_id", "entry_id", "known_on", *HISTORY_FIELDS, "gone"]
            connection.execute(insert(deal_history).from_select(columns, told))
        door.shut(connection)
        connection.execute(text("ANALYZE"))


def as_of(database: Database) -> float:
    """Read how every deal stood three weeks ago and return the seconds it took."""
    from sqlalchemy import func, select

    from sprintsales.storage.queries.names import read_names
    from sprintsales.storage.queries.standing import standing_on
    from sprintsales.storage.schema import deal_history

    with database.read() as connection:
        rows = connection.execute(select(func.count()).select_from(deal_history)).scalar_one()
        names = read_names(connection, 1)
        began = time.perf_counter()
        found = standing_on(connection, 1, TODAY - timedelta(weeks=3), names)
        took = time.perf_counter() - began
    print(f"{len(found):,} deals of {rows:,} rows of history", file=sys.stderr)
    return took


def edits(desk: Desk) -> float:
    """Edit deals one by one and return the median of the seconds an edit takes."""
    from sqlalchemy import select

    from sprintsales.storage.schema import deal as table

    with desk.database.read() as connection:
        ids = connection.execute(select(table.c.id).order_by(table.c.id).limit(EDITS)).scalars().all()
    took = []
    for id_ in ids:
        began = time.perf_counter()
        desk.write(desk.act("edit", "edited"), partial(changed, id_=id_))
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def changed(session: Session, id_: int) -> bool:
    """Give one deal another value."""
    from sprintsales.storage.rows import put
    from sprintsales.storage.tables import Deal

    return put(session, Deal, id_, value=id_)


def measured(name: str, folder: Path, target: str) -> tuple[float, float]:
    """Return seconds and peak MB of a step in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.importing", "--step", name, "--folder", str(folder), "--db", target]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seconds, processor, megabytes = map(float, done.stdout.split())
    print(f"  {name}: {seconds:.2f} s, of which on the processor {processor:.2f} s", file=sys.stderr)
    return seconds, megabytes


def run(rows: int, history: int, folder: Path, target: str, say: Callable[[str], object]) -> bool:
    """Run every step and return whether all are within their budget."""
    from sprintsales.settings import target_of
    from sprintsales.storage.database import Database

    def seconds(name: str) -> float:
        return measured(name, folder, target)[0]

    write_deals(folder / "deals.csv", rows)
    write_deals(folder / "changed.csv", rows, changed=True)
    seconds("found")
    say(f"{rows:,} deals of {len(HEADER)} columns, {(folder / 'deals.csv').stat().st_size / 1e6:.1f} MB")
    figures: dict[str, float] = {}
    took, figures["import, peak MB"] = measured("import", folder, target)
    figures["import, rows/s"] = rows / took
    figures["undo as one entry, s"] = seconds("undo")
    figures["import after undo, rows/s"] = rows / seconds("import")
    figures["same file again, rows/s"] = rows / seconds("import")
    figures["changed file, rows/s"] = rows / seconds("import changed")
    figures["one edit, median ms"] = seconds("edits") * 1000
    database = Database.open(target_of(target))
    grow_history(database, history)
    database.close()
    figures["as of a day over the history, s"] = seconds("as-of")
    return told(figures, BUDGETS if isinstance(target_of(target), Path) else BUDGETS | ON_A_SERVER, say)


def told(figures: Mapping[str, float], budgets: Mapping[str, tuple[float, str]], say: Callable[[str], object]) -> bool:
    """Tell each figure beside its budget and return whether all hold."""
    within = True
    for name, figure in figures.items():
        budget, way = budgets[name]
        holds = figure >= budget if way == "at least" else figure <= budget
        within &= holds
        say(f"{'ok        ' if holds else 'OVER      '} {name}: {figure:,.2f} ({way} {budget:,})")
    return within


def main() -> int:
    """Measure, or do one step of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--history", type=int, default=10, help="rows of history a deal")
    parser.add_argument("--db", help="an empty database on a server, by its URL; else a new file")
    parser.add_argument("--step")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.step:
        step(options.step, options.folder, options.db)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return 0 if run(options.rows, options.history, Path(folder), options.db or str(Path(folder) / "team.db"), print) else 1


if __name__ == "__main__":
    raise SystemExit(main())
