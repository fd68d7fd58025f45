"""Every refusal of the program, read in its source: a sentence that ends, says a way out, and names nothing of the inside."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sprintsales

ROOT = Path(sprintsales.__file__).parent
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}
DEEDS = (
    "add", "ask", "change", "check", "choose", "close", "commit", "correct", "drop", "end", "erase", "export", "fix", "give", "go",
    "import", "leave", "let", "log", "look", "make", "map", "mark", "move", "name", "plan", "propose", "restore", "save", "say", "see",
    "split", "start", "take", "try", "update", "write",
)  # fmt: skip
DEED = rf"(?:^|[.;:,}}] |and |or )(?:{'|'.join(DEEDS)})\b"
LISTED = r"(?:Here|stages|ones) are\b"  # those there are, to choose from
WAY_OUT = re.compile(rf"sprintsales [a-z]|{DEED}|{LISTED}|\bcan be closed from\b|redo follows", re.IGNORECASE)
PLACEHOLDERS = frozenset({"way", "ways", "how", "instead", "hint", "ask", "report", "clashes", "said", "line.slip", "so"})
"""Parts of a sentence that carry the way out themselves."""
INSIDE = re.compile(r"\b(?:null|row id|constraint|SQL|exception|traceback|foreign key|enum|database refused|[a-z]+_id)\b")
BLAME = re.compile(r"\b(?:you failed|your fault|wrongly|illegal|invalid|forbidden|error)\b", re.IGNORECASE)


def refusal_names() -> frozenset[str]:
    """Return the names of all classes a rule refuses by."""
    found = {"Refused"}
    while True:
        more = {
            one.name
            for tree in TREES.values()
            for one in ast.walk(tree)
            if isinstance(one, ast.ClassDef) and any(isinstance(base, ast.Name) and base.id in found for base in one.bases)
        }
        if more <= found:
            return frozenset(found)
        found |= more


def sentences() -> Iterator[tuple[str, str]]:
    """Yield where each refusal is raised and its sentence, variable parts in braces."""
    names = refusal_names() - {"Damaged"}  # says its way out itself
    for path, tree in TREES.items():
        for one in ast.walk(tree):
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in names and one.args:
                said = one.args[0]
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield f"{path.relative_to(ROOT)}:{one.lineno}", said.value
                elif isinstance(said, ast.JoinedStr):
                    yield f"{path.relative_to(ROOT)}:{one.lineno}", "".join(part(each) for each in said.values)


def part(value: ast.expr) -> str:
    """Return one part of a sentence; a variable one in braces."""
    if isinstance(value, ast.Constant):
        return str(value.value)
    return "{" + re.sub(r"^f['\"]+\{|\}['\"]+$|[{}]", "", ast.unparse(value)) + "}"


ALL = dict(sentences())


def test_there_are_refusals_to_read() -> None:
    assert len(ALL) > 120


@pytest.mark.parametrize("rule", ["way out", "ends", "inside", "blame"])
def test_every_refusal_is_a_sentence_with_a_way_out_that_blames_nobody(rule: str) -> None:
    found = {place: said for place, said in ALL.items() if broken(rule, said)}
    assert found == {}


def broken(rule: str, said: str) -> bool:
    """Whether a sentence breaks a rule of how this program says no."""
    plain = re.sub(r"\{[^}]*\}", "x", said)
    if rule == "way out":
        return not (WAY_OUT.search(said) or any("{" + name + "}" in said for name in PLACEHOLDERS))
    if rule == "ends":
        return not (said[0].isupper() or said[0] in "{“#-") or not re.search(r"[.)}\w'\"*]$", said)
    return bool((INSIDE if rule == "inside" else BLAME).search(plain))


@pytest.mark.parametrize(
    "said", ["This is not there any more.", "The database refused this: {name}. Try again.", "Invalid day. Choose another.", "no day"]
)
def test_a_bare_no_would_be_found(said: str) -> None:
    assert any(broken(rule, said) for rule in ("way out", "ends", "inside", "blame"))
