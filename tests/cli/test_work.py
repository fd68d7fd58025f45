"""Facts about the commands of the work, run as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sprintsales.cli.main import main
from tests.places import Place, Template
from tests.services import week as built

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def template(place: Place) -> Template:
    return place.template("week", built.make)


@pytest.fixture
def run(template: Template, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a way to run a command as Ana on Monday 16 November: status, output, messages."""
    team = built.copy(template, tmp_path / "team.db")
    team.database.close()
    monkeypatch.setenv("SPRINTSALES_DB", str(tmp_path / "team.db"))
    monkeypatch.setenv("SPRINTSALES_USER", "Ana")
    monkeypatch.delenv("SPRINTSALES_CONFIG", raising=False)

    def go(*words: str, today: str = "2026-11-16") -> tuple[int, str, str]:
        status = main(["--today", today, *words])
        told = capsys.readouterr()
        return status, told.out, told.err

    return go


def read(run: Run, *words: str, **more: str) -> dict[str, Any]:
    status, out, err = run(*words, "--json", **more)
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_add_prints_what_it_understood(run: Run) -> None:
    status, out, _ = run("add", "call acme re pricing tue 30m")
    assert (status, out) == (0, "Planned #1: type call · deal Acme renewal · day Tue 17 Nov 2026 · effort 30 min · note pricing\n")
    assert run("add", "email", "birch")[1] == "Planned #2: type email · deal Birch pilot · some day this sprint · effort 5 min\n"
    assert read(run, "add", "2x call corto wed thu")["ids"] == [3, 4]


def test_one_day_of_the_plan_is_told_alone(run: Run) -> None:
    for line in ("call acme tue 30m", "email birch wed"):
        assert run("add", line)[0] == 0
    status, out, _ = run("plan", "--period", "day", "--at", "tomorrow", "--format", "md")
    assert status == 0
    assert out.startswith("# Tue 17 Nov: Ana")
    assert ("Acme renewal" in out, "Birch" in out, "attention" in out) == (True, False, False)
    assert [one["date"] for one in read(run, "plan", "--from", "tue", "--through", "wed")["days"]] == ["2026-11-17", "2026-11-18"]
    assert "no working day" in run("plan", "--period", "day", "--at", "sat")[1].lower()
    assert run("plan", "--period", "day", "--commit")[0] == 2


def test_more_units_than_planned_are_said(run: Run) -> None:
    assert run("add", "5x call acme today")[0] == 0
    assert "7 of 5, 2 more than planned" in run("done", "1", "--quantity", "7")[1]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("acme tue", "Begin with what to do"),
        ("call zzz tue", "No open deal is called “zzz”"),
        ("call acme 3.4.2027", "may be read in two ways"),
        ("call acme 2026-11-10", "Tue 10 Nov is over"),
    ],
)
def test_a_line_with_a_problem_writes_nothing_and_says_why(run: Run, line: str, sentence: str) -> None:
    status, out, err = run("add", line)
    assert (status, out) == (1, "")
    assert sentence in err
    assert [one["items"] for one in read(run, "plan")["days"]] == [[], [], [], [], []]


def test_a_week_from_plan_to_promise_to_done(run: Run) -> None:
    for line in ("call acme tue 30m", "30x call list:Q4 wed 2h", "demo corto thu 14:00"):
        assert run("add", line)[0] == 0
    status, out, _ = run("plan", "--commit")
    assert status == 0
    assert out.startswith("Committed 3 items for sprint 47: 3.5 of 20.0 h, load 17.5 %. It is a light sprint")
    assert run("plan", "--commit")[0] == 1
    assert run("done", "call acme", "--outcome", "voicemail", today="2026-11-17")[1] == "Done #1 call Acme renewal: left message\n"
    assert run("done", "2", "--quantity", "12", today="2026-11-18")[1].startswith("Counted #2 call Q4 12 of 30; no outcome noted")
    logged = run("log", "email birch next call fri", today="2026-11-18")[1]
    assert logged == "Done #4 email Birch pilot: sent; next #5 call Birch pilot, Fri 20 Nov\n"
    assert run("plan", "--withdraw", today="2026-11-18")[0] == 1
    numbers = read(run, "plan", today="2026-11-18")["commitment"]["numbers"]
    assert (numbers["committed"], numbers["kept"], numbers["added"], numbers["unplanned_done"]) == (3, 1, 1, 1)


def test_several_items_move_at_once_to_a_day_in_any_words(run: Run) -> None:
    run("add", "2x call acme tue wed")
    assert run("move", "1", "2", "24", "nov")[1] == "Moved #1, #2 to Tue 24 Nov.\n"
    assert run("move", "1", "fri")[1] == "Moved #1 to Fri 20 Nov.\n"
    assert run("move", "call acme 24 nov", "thu")[1] == "Moved #2 to Thu 19 Nov.\n"
    assert run("move", "2", "backlog")[1] == "Moved #2 to the backlog.\n"
    assert [one["id"] for one in read(run, "plan")["backlog"]] == [2]
    assert run("move", "1", "someday")[0] == 2
    assert run("move", "99", "fri")[0] == 1


def test_what_is_promised_goes_with_a_reason_and_comes_back_by_undo(run: Run) -> None:
    run("add", "2x call acme tue wed")
    run("plan", "--commit")
    status, _, err = run("drop", "1")
    assert status == 1
    assert "Say why it goes: sprintsales drop 1 --reason WHY" in err
    assert run("drop", "1", "2", "--reason", "no budget")[1] == "Dropped #1, #2.\n"
    assert read(run, "plan")["commitment"]["numbers"]["dropped"] == 2
    assert run("undo")[0] == 0
    assert read(run, "plan")["commitment"]["numbers"]["open"] == 2


def test_a_blocked_item_is_told_in_the_standup(run: Run) -> None:
    run("add", "call acme tue")
    assert run("block", "1", "--reason", "legal has it", "--who", "Mia")[1] == "Blocked #1.\n"
    [ana, _ben] = read(run, "standup", today="2026-11-17")["members"]
    assert (ana["name"], [one["blocked_by"] for one in ana["blocked"]]) == ("Ana Ruiz", ["legal has it"])
    assert run("unblock", "1")[1] == "#1 can go on.\n"


def test_only_the_rep_commits(run: Run) -> None:
    run("add", "call acme tue")
    status, _, err = run("--as", "Mia", "plan", "--commit", "--rep", "Ana")
    assert status == 1
    assert "This promise is Ana Ruiz’s to give" in err
    assert read(run, "--as", "Mia", "plan", "--rep", "Ana")["days"][1]["items"][0]["id"] == 1


def test_the_plan_of_another_week_is_named_by_number_week_or_day(run: Run) -> None:
    run("add", "call acme 2026-11-24")
    for words in (("--sprint", "48"), ("--week", "2026-W48"), ("--at", "2026-11-25"), ("--at", "next tue")):
        assert read(run, "plan", *words)["days"][1]["items"][0]["id"] == 1


@pytest.mark.parametrize("command", ["plan", "today", "standup", "review", "team", "goals"])
@pytest.mark.parametrize("style", ["text", "md", "html"])
def test_views_print_in_every_format(run: Run, command: str, style: str) -> None:
    if command == "goals" and style != "text":
        return
    words = () if command == "goals" else ("--format", style)
    status, out, err = run(command, *words)
    assert (status, err) == (0, "")
    assert len(out) > 20


def test_a_quota_is_set_by_a_manager_and_listed(run: Run) -> None:
    assert run("goals", "set", "quota", "--owner", "Ana", "--period", "quarter", "--commit", "120000")[0] == 1
    words = (
        "goals",
        "set",
        "quota",
        "--owner",
        "Ana",
        "--period",
        "quarter",
        "--at",
        "2026-11-16",
        "--commit",
        "120000.50",
        "--reason",
        "new land",
    )
    assert run("--as", "Mia", *words)[1] == "Goal #1: won value EUR 120,000.50 a quarter for Ana Ruiz.\n"
    assert run("--as", "Mia", *words)[0] == 0
    [goal] = read(run, "goals", "list")["goals"]
    assert (goal["kpi"], goal["owner"], goal["commit"], goal["from"], goal["reason"]) == (
        "won_value", "Ana Ruiz", "120000.50", "2026-10-01", "new land",
    )  # fmt: skip
    won = next(one for one in read(run, "plan")["tiles"] if one["key"] == "won_value")
    assert (won["target"], won["basis"], won["start"]) == ("120000.50", "goal", "2026-10-01")
    assert run("--as", "Mia", "goals", "set", "nonsense", "--commit", "1")[0] == 1
    assert run("--as", "Mia", "goals", "set", "calls_made", "--commit", "x")[0] == 2
    ended = ("goals", "end", "quota", "--owner", "Ana", "--period", "quarter", "--at", "2027-01-09")
    assert run(*ended)[0] == 1
    assert run("--as", "Mia", *ended)[1] == "No goal on quota a quarter for Ana Ruiz from 2027-01-01 on.\n"
    assert run("--as", "Mia", *ended)[2].startswith("No goal on won value by quarter holds Fri 1 Jan.")
    [goal] = read(run, "goals", "list", "--owner", "Ana")["goals"]
    assert (goal["until"], goal["state"], read(run, "goals", "--owner", "Ben")["goals"]) == ("2027-01-01", "holds", [])


def test_a_share_is_a_goal_in_percent_or_as_a_part_of_one_and_never_more_than_all(run: Run) -> None:
    for level in ("45", "45%", "0.45"):
        told = run("--as", "Mia", "goals", "set", "contact_rate", "--commit", level, "--period", "sprint")[1]
        assert told == "Goal #1: contact rate 45 % a sprint for the team.\n"
    for level in ("450", "120%"):
        assert "more than 100 %" in run("--as", "Mia", "goals", "set", "contact_rate", "--commit", level)[2]
    assert "Write all figures out" in run("--as", "Mia", "goals", "set", "won_value", "--commit", "1e9")[2]


def test_a_call_done_without_an_outcome_counts_as_made_and_not_as_reached(run: Run) -> None:
    for words in ("call acme", "call birch"):
        assert run("add", f"{words} tue")[0] == 0
    assert run("add", "email corto tue")[0] == 0
    assert run("done", "1")[1].startswith("Done #1 call Acme renewal; no outcome noted (--outcome says it: reached, no answer")
    assert run("done", "2", "--outcome", "no answer")[0] == 0
    assert run("done", "3")[1] == "Done #3 email Corto upgrade: sent\n"
    total = read(run, "kpis", "--rep", "Ana", "--week", "2026-W47")["total"]
    assert (total["calls_made"]["value"], total["contacts_reached"]["value"]) == (2, 0)
    assert (total["contact_rate"]["value"], total["contact_rate"]["n"]) == (0.0, 1)


def test_several_items_go_to_the_next_working_day_the_next_sprint_or_away_until_a_day(run: Run) -> None:
    run("add", "call acme fri 30m")
    run("add", "email birch tue")
    assert run("move", "1", "2", "later")[1] == "Moved #1 to Mon 23 Nov; #2 to Wed 18 Nov.\n"
    assert run("move", "2", "next-sprint")[1] == "Moved #2 to Wed 25 Nov.\n"
    assert run("snooze", "1", "2", "--until", "7 dec")[1] == "Put #1, #2 away until Mon 7 Dec.\n"
    assert run("snooze", "--deal", "1", "--until", "fri")[1] == "Deal #1 asks for nothing before Fri 20 Nov.\n"
    assert run("snooze", "--deal", "1", "--end")[1] == "Deal #1 may ask again.\n"
    code, _, said = run("snooze", "1")
    assert code != 0
    assert "Say until when" in said
