"""Fixtures of the storage tests: a new database, and a copy of a small team for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import Place, Template
from tests.storage import world as built
from tests.storage.world import World


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a new file may be made."""
    return tmp_path / "team.db"


@pytest.fixture(scope="session")
def template(place: Place) -> Template:
    """Return the small team, to be copied."""
    return place.template("world", built.make)


@pytest.fixture
def world(template: Template, path: Path) -> Iterator[World]:
    """Return the small team in a database of its own."""
    own = built.copy(template, path)
    yield own
    own.database.close()


@pytest.fixture(scope="session")
def lived_template(place: Place) -> Template:
    """Return the small team after a few days of work, to be copied."""
    return place.template("lived", built.make_lived)


@pytest.fixture
def lived(lived_template: Template, path: Path) -> Iterator[World]:
    """Return the small team after a few days of work in a database of its own."""
    own = built.copy(lived_template, path)
    yield own
    own.database.close()
