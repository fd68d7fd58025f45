"""A team whose file is spoilt anew for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sprintsales.services import planning
from sprintsales.storage.database import Database
from tests.services import week
from tests.surroundings.servers import Served


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a closed file with a team and a planned call."""
    path = tmp_path_factory.mktemp("good") / "team.db"
    week.make(path)
    team = week.Week(Database.open(path))
    planning.add(team.desk(), "call 15m", day=week.MONDAY)
    team.database.close()
    return path


@pytest.fixture
def file(good: Path, tmp_path: Path) -> Path:
    """Return a copy of it in a folder of its own."""
    folder = tmp_path / "sales"
    folder.mkdir()
    return Path(shutil.copy(good, folder))


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    """Return a server of this worker: others could not work with one that is stopped and closed all the time."""
    made = Served()
    yield made
    made.cluster.remove()


@pytest.fixture
def served(server: Served) -> Served:
    """Return the server with a team that is as good as new, for a test that saves nothing."""
    server.fresh()
    return server


@pytest.fixture
def used(served: Served) -> Served:
    """Return the server for a test that saves."""
    served.used = True
    return served
