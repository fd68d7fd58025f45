"""A team whose file is spoilt anew for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sprintsales.services import planning
from sprintsales.storage.database import Database
from tests.services import week


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
