"""Fixtures of the storage tests: a new file, and a copy of a small team for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sprintsales.storage.database import Database
from tests.storage.world import World, act, found, live_a_little


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a new database may be made."""
    return tmp_path / "team.db"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """Return a closed file with the small team, and the ids in it."""
    path = tmp_path_factory.mktemp("template") / "team.db"
    database = Database.create(path)
    ids = database.write(act("init", "The team is founded"), found, token="init").value
    database.close()
    return path, ids


@pytest.fixture
def world(template: tuple[Path, dict[str, int]], path: Path) -> Iterator[World]:
    """Return the small team in a file of its own."""
    shutil.copy(template[0], path)
    database = Database.open(path)
    yield World(database, template[1])
    database.close()


@pytest.fixture
def lived(world: World) -> World:
    """Return the small team after a few days of work."""
    live_a_little(world)
    return world
