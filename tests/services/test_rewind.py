"""An export taken back to a moment is the export that was taken then."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sprintsales.services.blocking import block
from sprintsales.services.committing import commit
from sprintsales.services.dealing import set_fields
from sprintsales.services.moving import drop, move
from sprintsales.services.planning import add
from sprintsales.services.tracking import Report, done, log
from sprintsales.services.undoing import undo
from sprintsales.storage.database import Database
from sprintsales.storage.export import export_all
from sprintsales.storage.restore import restore_document
from sprintsales.storage.rewind import rewound
from sprintsales.storage.types import MOMENT_FORMAT
from tests.services.week import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, Week

STAYS = "person_text"


def exported(database: Database) -> dict[str, Any]:
    stream = io.StringIO()
    export_all(database, stream)
    return dict(json.loads(stream.getvalue()))


def last_moment(document: dict[str, Any]) -> datetime:
    table = document["tables"]["journal_entry"]
    text = max(row[table["columns"].index("recorded_at")] for row in table["rows"])
    return datetime.strptime(f"{text}+0000", f"{MOMENT_FORMAT}%z")


def work_on_monday(week: Week) -> None:
    desk = week.desk("Ana", MONDAY)
    add(desk, "call Acme renewal tue 30m")
    add(desk, "4x call list:Q4 wed 1h")
    add(desk, "email Birch pilot fri")


def work_after_it(week: Week) -> None:
    """One of each way a row can change, come or go."""
    monday, tuesday = week.desk("Ana", MONDAY), week.desk("Ana", TUESDAY)
    first, second, third = 1, 2, 3
    commit(monday)
    block(monday, [first], "legal is slow")
    done(tuesday, first, Report(outcome="reached", note="wants a visit"), following="meeting fri 60m")
    done(tuesday, second, Report(quantity=2, outcome="no answer"))
    move(tuesday, [third], WEDNESDAY)
    undo(tuesday)
    drop(tuesday, [third], "no longer needed")
    log(tuesday, "call Birch pilot reached 5m")
    set_fields(tuesday, 1, {"close_on": FRIDAY.isoformat()}, reason="sooner")


def test_what_was_recorded_later_is_gone_without_a_trace(week: Week) -> None:
    work_on_monday(week)
    then = exported(week.database)
    work_after_it(week)
    back = rewound(exported(week.database), last_moment(then))
    assert {name: table for name, table in back["tables"].items() if name != STAYS} == {
        name: table for name, table in then["tables"].items() if name != STAYS
    }


def test_a_team_taken_back_is_clean_and_gives_no_id_twice(week: Week, tmp_path: Path) -> None:
    work_on_monday(week)
    then = exported(week.database)
    work_after_it(week)
    now = exported(week.database)
    report = restore_document(rewound(now, last_moment(then)), tmp_path / "back.db")
    assert report.findings == ()
    database = Database.open(tmp_path / "back.db")
    assert exported(database)["ids"] == now["ids"]
    database.close()


def test_a_moment_after_everything_changes_nothing_and_the_document_stays_as_it_is(week: Week) -> None:
    work_on_monday(week)
    now = exported(week.database)
    before = json.dumps(now)
    assert rewound(now, last_moment(now) + timedelta(days=1)) == now
    assert rewound(now, last_moment(now) - timedelta(days=9)) != now
    assert json.dumps(now) == before
