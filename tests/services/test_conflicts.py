"""Two people never overwrite each other silently: every verb that writes meets another window that was faster."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sprintsales.services
from tests.services.meetings import ALONE, MEETINGS, PARTS
from tests.services.windows import Windows

SERVICES = Path(sprintsales.services.__file__).parent
DOORS = {"write", "decide"}
THE_DOOR_ITSELF = "desk"


def writes(function: ast.FunctionDef) -> bool:
    """Whether a function takes a desk and a token, or goes through a door to the database itself."""
    first, named = [one.annotation for one in function.args.args[:1]], {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    if any(isinstance(kind, ast.Name) and kind.id == "Desk" for kind in first) and "token" in named:
        return True
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    doors = (one for one in calls if isinstance(one, ast.Attribute) and one.attr in DOORS)
    return any(ast.unparse(one.value).split(".")[-1] in ("desk", "database") for one in doors)


def verbs_in(source: str) -> dict[str, ast.FunctionDef]:
    """The functions of a module that write, by name."""
    functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return {one.name: one for one in functions if writes(one)}


def every_verb() -> dict[str, ast.FunctionDef]:
    """Every function of the services that writes, by module and name."""
    found = {}
    for path in SERVICES.rglob("*.py"):
        module = ".".join(path.relative_to(SERVICES).with_suffix("").parts)
        if module != THE_DOOR_ITSELF:
            found.update({f"{module}.{name}": one for name, one in verbs_in(path.read_text(encoding="utf-8")).items()})
    return found


def test_every_verb_that_writes_has_a_row_in_the_table() -> None:
    assert set(every_verb()) == {*MEETINGS, *PARTS, *ALONE}


def test_the_parts_of_verbs_belong_to_them() -> None:
    verbs = every_verb()
    for part, verb in PARTS.items():
        called = {ast.unparse(node.func) for node in ast.walk(verbs[verb]) if isinstance(node, ast.Call)}
        assert part.rsplit(".", maxsplit=1)[-1] in called, f"{verb} does not go through {part}"


@pytest.mark.parametrize(
    "planted",
    [
        "def rename(desk: Desk, name: str, *, token: str | None = None) -> int:\n    return 1",
        "def rename(desk: Desk, name: str) -> int:\n    return desk.write(desk.act('x', 'y'), lambda session: 1).value",
        "def rename(desk: Desk) -> int:\n    return desk.decide('x', look, tell, work).value",
        "def rename(database: Database) -> int:\n    return database.write(act, work, token='t').value",
    ],
)
def test_a_planted_verb_is_noticed(planted: str) -> None:
    assert set(verbs_in(planted)) == {"rename"}


def test_what_only_reads_is_no_verb() -> None:
    assert verbs_in("def look(desk: Desk) -> int:\n    with desk.database.read() as connection:\n        return 1") == {}


@pytest.mark.at_once
@pytest.mark.parametrize("verb", MEETINGS)
def test_the_same_changed_meanwhile_is_refused_by_name_or_both_stand(windows: Windows, verb: str) -> None:
    meeting = MEETINGS[verb]
    seen = meeting.look(windows)
    meeting.same(windows)
    theirs = meeting.theirs(windows)
    if meeting.refused is not None:
        with pytest.raises(meeting.refused, match=meeting.says):
            meeting.act(windows, seen)
    else:
        meeting.act(windows, seen)
        assert meeting.mine(windows) == meeting.wanted
    assert meeting.theirs(windows) == theirs, "what somebody else did was overwritten"


@pytest.mark.parametrize("verb", MEETINGS)
def test_another_field_changed_meanwhile_merges(windows: Windows, verb: str) -> None:
    meeting = MEETINGS[verb]
    seen = meeting.look(windows)
    before = meeting.beside(windows)
    meeting.other(windows)
    beside = meeting.beside(windows)
    assert beside != before, "the other window did nothing: the test proves nothing"
    meeting.act(windows, seen)
    assert (meeting.beside(windows), meeting.mine(windows)) == (beside, meeting.wanted)


@pytest.mark.parametrize("verb", MEETINGS)
def test_a_verb_alone_does_what_it_says(windows: Windows, verb: str) -> None:
    meeting = MEETINGS[verb]
    if meeting.refused is None:
        meeting.same(windows) if verb != "importing.run.import_file" else None
    meeting.act(windows, meeting.look(windows))
    assert meeting.mine(windows) == meeting.wanted
