"""A sample moved by whole weeks is the same team in another week, and nothing but time has moved."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sprintsales.storage import tables
from sprintsales.storage.digests import canonical, digest_of
from sprintsales.storage.export import export_all
from sprintsales.storage.restore import restore_document
from sprintsales.storage.schema import snapshot
from sprintsales.storage.shift import shift_dates
from tests.storage.world import World, raw

WEEKS = 70


def document_of(world: World) -> dict[str, Any]:
    stream = io.StringIO()
    export_all(world.database, stream)
    return dict(json.loads(stream.getvalue()))


def moved_to(world: World, path: Path, days: int) -> Path:
    report = restore_document(shift_dates(document_of(world), days), path)
    assert report.findings == ()
    return path


def test_a_moved_team_is_clean_and_every_day_has_moved(lived: World, tmp_path: Path) -> None:
    path = moved_to(lived, tmp_path / "moved.db", WEEKS)
    assert raw(path, "SELECT start_on, end_on FROM sprint") == [("2027-01-25", "2027-02-01")]
    assert raw(path, "SELECT planned_on, done_on, done_at FROM activity") == [("2027-01-27", "2027-01-27", "2027-01-27T09:30:00.000000Z")]
    assert raw(path, "SELECT DISTINCT known_on, recorded_at FROM journal_entry") == [("2027-01-27", "2027-01-27T09:30:00.000000Z")]
    assert raw(path, "SELECT close_on FROM deal_history WHERE deal_id = 1") == [("2027-02-26",), ("2027-03-26",), ("2027-03-26",)]


def test_moved_there_and_back_is_the_same_to_the_byte(lived: World) -> None:
    whole = document_of(lived)
    assert shift_dates(shift_dates(whole, WEEKS), -WEEKS) == whole
    assert shift_dates(whole, 0) == whole
    assert shift_dates(whole, WEEKS) != whole


def test_the_document_that_is_moved_stays_as_it_is(lived: World) -> None:
    whole = document_of(lived)
    before = json.dumps(whole)
    shift_dates(whole, WEEKS)
    assert json.dumps(whole) == before


def test_a_snapshot_is_moved_and_sealed_anew(lived: World, tmp_path: Path) -> None:
    ((body, digest),) = raw(moved_to(lived, tmp_path / "moved.db", WEEKS), "SELECT body, digest FROM snapshot")
    assert json.loads(body) == {"items": [{"activity": 1, "planned_on": "2027-01-27"}], "on": "2027-01-25"}
    assert digest == digest_of(body)
    assert body == canonical(json.loads(body))


def test_a_name_that_looks_like_a_day_stays(lived: World, tmp_path: Path) -> None:
    lived.put(tables.Deal, lived["deal"], name="2026-11-18")
    lived.put(tables.Deal, lived["other"], name='"close_on":"2026-11-18"')
    path = moved_to(lived, tmp_path / "moved.db", WEEKS)
    assert raw(path, "SELECT name FROM deal WHERE id < 3") == [("2026-11-18",), ('"close_on":"2026-11-18"',)]
    assert raw(path, "SELECT seen FROM import_seen") == [('{"close_on":"2027-02-26","name":"2026-12-18"}',)]


def test_a_sentence_of_the_journal_tells_the_moved_day(lived: World, tmp_path: Path) -> None:
    said = "Moved from Thu 19 Nov and Sun 3 Jan to 2026-11-20, Fri 20 Nov 2026 (not Mon 20 Nov, Fri 31 Feb, order 12026-11-200)"
    lived.write(lambda session: None, summary=said, final=True)
    path = moved_to(lived, tmp_path / "moved.db", WEEKS)
    assert raw(path, "SELECT summary FROM journal_entry ORDER BY id DESC LIMIT 1") == [
        ("Moved from Thu 28 Jan and Sun 14 Mar to 2027-01-29, Fri 29 Jan 2027 (not Mon 20 Nov, Fri 31 Feb, order 12026-11-200)",)
    ]


def test_an_act_that_gave_a_seal_back_gives_the_new_one(lived: World, tmp_path: Path) -> None:
    with lived.database.read() as connection:
        old = connection.execute(select(snapshot.c.digest)).scalar_one()
    lived.write(lambda session: {"digest": old, "on": "2026-11-18"}, final=True)
    path = moved_to(lived, tmp_path / "moved.db", WEEKS)
    ((new,),) = raw(path, "SELECT digest FROM snapshot")
    ((body,),) = raw(path, "SELECT body FROM journal_result ORDER BY id DESC LIMIT 1")
    assert json.loads(body) == {"digest": new, "on": "2027-01-27"}
    assert new != old


@pytest.mark.parametrize("days", [1, -6, 30])
def test_a_sample_moves_by_whole_weeks_only(lived: World, days: int) -> None:
    with pytest.raises(ValueError, match="not whole weeks"):
        shift_dates(document_of(lived), days)
