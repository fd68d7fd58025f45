"""The walls of the house: who may import what, and where clock, environment and commits are allowed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sprintsales"
OURS = "sprintsales."
# Which outside packages and which of our layers a layer never imports.
FORBIDDEN: dict[str, tuple[set[str], set[str]]] = {
    "domain": (
        {
            "sqlmodel",
            "sqlalchemy",
            "pydantic",
            "textual",
            "rich",
            "sqlite3",
            "os",
            "pathlib",
            "alembic",
            "time",
            "psycopg",
            "io",
            "subprocess",
        },
        {"settings", "storage", "services", "formats", "reports", "cli", "ui"},
    ),
    "formats": (
        {"sqlmodel", "sqlalchemy", "sqlite3", "textual", "rich", "alembic"},
        {"settings", "storage", "services", "reports", "cli", "ui"},
    ),
    "storage": ({"textual", "rich"}, {"settings", "services", "formats", "reports", "cli", "ui"}),
    "services": ({"textual", "rich"}, {"reports", "cli", "ui"}),
    "reports": ({"sqlmodel", "sqlalchemy", "sqlite3", "textual", "alembic"}, {"storage", "cli", "ui"}),
    "ui": ({"sqlmodel", "sqlalchemy", "sqlite3", "alembic", "psycopg"}, {"storage", "cli", "formats"}),
    "cli": ({"sqlmodel", "sqlalchemy", "sqlite3", "alembic", "rich"}, set()),
}
CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("time", "time"),
    ("time", "localtime"),
    ("func", "now"),
}


def layer_of(path: Path) -> str:
    """The layer a file belongs to, empty for the files at the top."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every module a file names in an import, but for those that only the type checker follows."""
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def broken_walls(layer: str, source: str) -> list[str]:
    """What in this source breaks the walls of its layer."""
    tree = ast.parse(source)
    outside, inside = FORBIDDEN.get(layer, (set(), set()))
    found = []
    for line, name in imported(tree):
        top = name.split(".")[0]
        ours = name.removeprefix(OURS).split(".")[0] if name.startswith(OURS) else None
        if top in outside or ours in inside:
            found.append(f"{line}: {layer} imports {name}")
    return found


def misplaced_calls(path: Path, source: str) -> list[str]:
    """Clock, environment and commits outside the one place each has."""
    name = path.relative_to(PACKAGE).as_posix()
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value).split(".")[-1]
            if (owner, node.func.attr) in CLOCKS and name != "settings.py":
                found.append(f"{node.lineno}: reads the clock")
            if node.func.attr in ("commit", "rollback") and name not in COMMITTERS:
                found.append(f"{node.lineno}: commits")
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and name != "settings.py":
            found.append(f"{node.lineno}: reads the environment")
    return found


# The write door commits; a migration and a restore work on files nobody has open yet.
COMMITTERS = {"storage/database.py", "storage/upgrade.py", "storage/restore.py"}
FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_layer_imports_only_what_it_may(path: Path) -> None:
    assert broken_walls(layer_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_clock_environment_and_commits_have_one_place_each(path: Path) -> None:
    assert misplaced_calls(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("layer", "planted"),
    [
        ("domain", "import sqlalchemy"),
        ("domain", "from pathlib import Path"),
        ("domain", "def f():\n    from sprintsales.storage import schema"),
        ("domain", "from sprintsales.settings import Clock"),
        ("ui", "from sprintsales.storage.tables import Deal"),
        ("ui", "import sqlmodel"),
        ("storage", "from sprintsales.services import desk"),
        ("storage", "import textual"),
        ("services", "from textual.app import App"),
        ("services", "from sprintsales.ui import app"),
        ("reports", "from sqlalchemy import select"),
        ("formats", "from sprintsales.storage.schema import deal"),
    ],
)
def test_a_planted_violation_is_found(layer: str, planted: str) -> None:
    assert broken_walls(layer, planted)


@pytest.mark.parametrize(
    "planted", ["from datetime import date\ndate.today()", "session.commit()", "import os\nos.environ['X']", "func.now()"]
)
def test_a_planted_clock_commit_or_environment_is_found(planted: str) -> None:
    assert misplaced_calls(PACKAGE / "services" / "planted.py", planted)


def modules_after(code: str) -> set[str]:
    """The modules a fresh interpreter has loaded after running this code."""
    program = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split())


HEAVY = {"sqlmodel", "sqlalchemy", "textual", "pydantic", "alembic", "rich", "dateutil"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert modules_after("import sprintsales, sprintsales.__main__") & HEAVY == set()


def test_help_loads_neither_tables_nor_screens() -> None:
    code = "from sprintsales.cli.main import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    assert modules_after(code) & HEAVY == set()


def test_the_first_frame_loads_neither_the_database_nor_the_rules_behind_its_numbers() -> None:
    code = "import sprintsales.ui.app, sprintsales.ui.screens.today, sprintsales.ui.screens.plan"
    later = {f"sprintsales.domain.{name}" for name in ("dates", "periods", "fates", "flags", "attention", "meanwhile", "quickadd")}
    assert modules_after(code) & {*later, "sqlite3", "sqlalchemy", "pydantic", "dateutil"} == set()


def test_every_module_opens_with_a_sentence() -> None:
    silent = [path.name for path in FILES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    made = PACKAGE / "storage" / "schema.py"
    files = {*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "sample_data").glob("*.py")} - {made}
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []
