"""The plan taken elsewhere, as a user runs it: into a calendar, and from the quota backwards."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.test_work import Run, read, run, template

__all__ = ["run", "template"]


def unfolded(path: Path) -> str:
    """A calendar file without its folds."""
    return path.read_bytes().decode().replace("\r\n ", "")


def test_an_item_keeps_its_uid_through_a_move_and_is_cancelled_once_dropped(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "week.ics"
    run("add", "call acme tue 14:00 30m")
    assert run("export", "ics", "--output", str(file))[:2] == (
        0, f"Sprint 47 of Ana Ruiz: 1 item in {file}. Open it with your calendar; next week's is a file of its own.\n",
    )  # fmt: skip
    first = unfolded(file)
    status, _, refused = run("export", "ics", "--output", str(file))
    assert (status, "--over" in refused, unfolded(file)) == (1, True, first)
    run("move", "1", "thu")
    assert run("export", "ics", "--output", str(file), "--over")[0] == 0
    moved = unfolded(file)
    run("drop", "1", "--reason", "no time")
    run("export", "ics", "--output", str(file), "--over")
    dropped = unfolded(file)
    uids = {tuple(re.findall(r"UID:(\S+)", text)) for text in (first, moved, dropped)}
    assert len(uids) == 1
    assert [re.findall(r"SEQUENCE:(\d+)", text) for text in (first, moved, dropped)] == [["0"], ["1"], ["2"]]
    assert ("20261117T140000" in first, "20261119T140000" in moved, "STATUS:CANCELLED" in dropped) == (True, True, True)
    assert run("plan", "--format", "ics")[1].encode() == file.read_bytes()


def test_what_left_the_week_is_moved_or_taken_out_in_the_calendar_that_has_it(run: Run) -> None:
    run("add", "call acme tue 14:00 30m")
    run("add", "email birch wed")
    run("move", "1", "2026-11-25")
    run("move", "2", "backlog")
    moved, taken_out = run("plan", "--format", "ics")[1].split("BEGIN:VEVENT")[1:]
    assert ("20261125T140000" in moved, "STATUS:CONFIRMED" in moved) == (True, True)
    assert ("DTSTART;VALUE=DATE:20261118" in taken_out, "STATUS:CANCELLED" in taken_out) == (True, True)


def test_a_calendar_gets_a_whole_sprint(run: Run) -> None:
    assert run("export", "ics", "--period", "day")[0] == 2
    assert run("plan", "--backward", "--format", "ics")[0] == 2


def test_the_backward_plan_is_a_document(run: Run) -> None:
    found = read(run, "plan", "--backward", "--period", "quarter")
    assert (found["schema"], found["rep"]) == ("sprintsales.backward/1", "Ana Ruiz")
    assert found["this_period"]["period"] == {"kind": "quarter", "start": "2026-10-01", "end": "2027-01-01"}
    assert found["next_period"]["quota"] is None
    assert [one["key"] for one in found["next_period"]["steps"]] == ["won", "deals", "meetings", "reached", "calls"]
    assert found["next_period"]["missing"][0].startswith("quota")
    assert run("plan", "--backward", "--period", "sprint")[0] == 2
    assert "no quota" in run("plan", "--backward")[1].lower()
