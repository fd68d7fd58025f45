"""A verb asked for again under its token changes nothing and answers as it did; what it does stands under the one who did it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sprintsales.domain.errors import NotFound
from sprintsales.services.desk import Desk, new_token
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.services.undoing import undo
from sprintsales.storage.schema import journal_entry, metadata
from tests.services.meetings import PARTS
from tests.services.repeats import CASES, Case
from tests.services.test_conflicts import every_verb
from tests.services.week import MONDAY, Week

LOOKS_FIRST = {
    "undoing.undo": "the act that is meant is the one the user saw last, not one that came in between",
    "undoing.redo": "the same",
    "erasing.forget": "what happens to files is decided by a look of its own; who may is judged again inside",
}
"""Verbs that read before their write, and why that decides nothing."""

FOR_GOOD = {"committing.commit", "committing.withdraw", "closing_sprint.close_sprint", "erasing.forget", "undoing.undo"}
"""Verbs that an undo does not take back."""

Rows = dict[str, list[tuple[Any, ...]]]


def everything(week: Week) -> Rows:
    """Return every row there is, the journal included."""
    with week.database.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table.name != "write_door"
        }


def ready(week: Week, case: Case, folder: Path) -> tuple[Desk, Any]:
    """Return the desk a verb is called at, and what it is about."""
    about = case.ready(week, folder)
    return week.desk(case.who, case.on), about


def takes_a_token(function: ast.FunctionDef) -> bool:
    """Whether a function can be asked again."""
    return "token" in {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}


def test_every_verb_with_a_token_has_a_case() -> None:
    assert set(CASES) == {name for name, function in every_verb().items() if takes_a_token(function)} - set(PARTS)


@pytest.mark.parametrize("name", CASES)
def test_asking_again_under_the_same_token_changes_nothing_and_answers_as_the_first_time(week: Week, tmp_path: Path, name: str) -> None:
    case, token = CASES[name], new_token()
    desk, about = ready(week, case, tmp_path)
    before = everything(week)
    first = case.call(desk, about, token)
    after = everything(week)
    assert after != before
    again = case.call(week.desk(case.who, case.on), about, token)  # as after a cut: at a desk that was opened anew
    assert case.answer(again) == case.answer(first)
    assert everything(week) == after


@pytest.mark.parametrize("name", sorted(set(CASES) - FOR_GOOD))
def test_what_was_taken_back_is_not_done_again_by_its_token(week: Week, tmp_path: Path, name: str) -> None:
    case, token = CASES[name], new_token()
    desk, about = ready(week, case, tmp_path)
    case.call(desk, about, token)
    undo(desk)
    after = everything(week)
    try:
        case.call(desk, about, token)
    except NotFound:
        assert name == "dealing.add_deal", "only a deal that is gone cannot be shown"
    assert everything(week) == after


@pytest.mark.parametrize("name", CASES)
def test_a_verb_is_one_act_of_the_one_who_did_it(week: Week, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    desk, about = ready(week, case, tmp_path)
    before = {row[0] for row in everything(week)["journal_entry"]}
    case.call(desk, about, None)
    assert acts_since(week, before) == [(case.verb, desk.me.id, desk.team.id)]


def test_an_import_is_one_act_of_the_one_who_did_it(week: Week, tmp_path: Path) -> None:
    file, mia = tmp_path / "calls.csv", week.desk("Mia")
    file.write_text("type,owner,planned_on\ncall,Ana Ruiz,2026-11-18\ncall,Ben Okafor,2026-11-25\n")
    before = {row[0] for row in everything(week)["journal_entry"]}
    import_file(mia, ImportOrder(file=file, kind="activities", date_formats={"*": "ymd"}))
    assert acts_since(week, before) == [("import", mia.me.id, mia.team.id)]
    assert len(everything(week)["sprint"]) == 2


def acts_since(week: Week, before: set[int]) -> list[tuple[Any, ...]]:
    """Return verb, member and team of the acts that were not there before."""
    e = journal_entry.c
    with week.database.read() as connection:
        rows = connection.execute(select(e.id, e.verb, e.member_id, e.team_id).order_by(e.id))
        return [tuple(row)[1:] for row in rows if row.id not in before]


def reads_first(function: ast.FunctionDef) -> bool:
    """Whether a function reads the database on its own, outside the write."""
    return any(isinstance(node, ast.Attribute) and node.attr == "read" and ast.unparse(node.value).endswith("database")
               for node in ast.walk(function))  # fmt: skip


def test_no_verb_decides_on_what_it_read_before_its_write() -> None:
    assert {name for name, function in every_verb().items() if takes_a_token(function) and reads_first(function)} == set(LOOKS_FIRST)


def test_a_verb_that_reads_first_is_noticed() -> None:
    [planted] = ast.parse(
        "def close(desk, *, token=None):\n    with desk.database.read() as connection:\n        pass\n    desk.write(1, 2)"
    ).body
    assert isinstance(planted, ast.FunctionDef)
    assert reads_first(planted)


def test_a_token_counts_for_its_own_act_only(week: Week) -> None:
    case, desk = CASES["planning.add"], week.desk("Ana", MONDAY)
    first, second = (case.call(desk, None, new_token()) for _ in range(2))
    assert first != second
