"""Which tests run on which database, and what they need for it: one PostgreSQL server for all workers of a run."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import MEMORY, binaries, has_room
from tests.compiled import share
from tests.places import Files, Place, Served, remove_server

MEETING = "SPRINTSALES_TEST_MEETING"
NEED = "SPRINTSALES_NEED_POSTGRES"
"""Set by .ci/run: then a run fails in which a test that needs a server was skipped, or in which none ran."""

BOTH = ("storage", "services", "reports")
"""Folders whose tests run on both databases; screens and commands stand on what these hold."""

ON_A_FILE = frozenset({"test_backup", "test_export", "test_migrations"})
"""Modules about what a file is; single tests of that kind carry the mark on_file, those about a server on_server."""

AT_ONCE = frozenset({"test_triggers", "test_rows", "test_doors"})
"""Modules that run on both databases every time; the others run on a server with the long tests."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder the workers meet at: they find the server there that the first of them started."""
    if not hasattr(config, "workerinput"):
        os.environ[MEETING] = tempfile.mkdtemp(prefix="sprintsales-tests-")
        if has_room(MEMORY):  # thousands of databases are written safely to a disk, one sync after the other
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
        config.pluginmanager.register(OnServers())


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of garbage leave alone what was imported: it would look through all of it again and again."""
    share()
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, however the run ended."""
    if not hasattr(config, "workerinput"):
        remove_server(Path(os.environ.pop(MEETING)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what stands on a place on both databases."""
    if "place" not in metafunc.fixturenames:
        return
    module, one = metafunc.module.__name__.rsplit(".", maxsplit=1)[-1], metafunc.definition
    both = one.path.parent.name in BOTH and module not in ON_A_FILE and one.get_closest_marker("on_file") is None
    marks = [pytest.mark.postgres, *([] if module in AT_ONCE or one.get_closest_marker("at_once") else [pytest.mark.slow])]
    server = [pytest.param("postgresql", marks=marks)] if both else []
    file = [] if one.get_closest_marker("on_server") else ["sqlite"]
    metafunc.parametrize("place", [*file, *server], indirect=True, scope="session")


@pytest.fixture(scope="session")
def served() -> Served:
    """Return the server of this run; what needs one is skipped, visibly, where there is none."""
    if binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    return Served(Path(os.environ[MEETING]))


@pytest.fixture(scope="session")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return where the teams of a test are kept."""
    if request.param == "sqlite":
        return Files(tmp_path_factory.mktemp("teams"))
    server: Served = request.getfixturevalue("served")
    return server


@pytest.fixture(autouse=True)
def _cleared(request: pytest.FixtureRequest) -> Iterator[None]:
    used: Place | None = request.getfixturevalue("place") if "place" in request.fixturenames else None
    yield
    if used is not None:
        used.clear()


class OnServers:
    """What became of the tests that need a server."""

    def __init__(self) -> None:
        self.passed = self.skipped = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count them."""
        if "postgres" in report.keywords:
            self.passed += report.when == "call" and report.passed
            self.skipped += report.skipped

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let the run fail where a server was to be there and tests went without."""
        if os.environ.get(NEED) and (self.skipped or not self.passed):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say how many ran on a server."""
        if self.passed or self.skipped or os.environ.get(NEED):
            terminalreporter.write_line(f"on PostgreSQL: {self.passed} passed, {self.skipped} skipped")
