"""Fixtures of the services' tests: a copy of a small team for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import week as built


@pytest.fixture(scope="session")
def week_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a closed file with the team."""
    path = tmp_path_factory.mktemp("week") / "team.db"
    built.make(path)
    return path


@pytest.fixture
def week(week_template: Path, tmp_path: Path) -> Iterator[built.Week]:
    """Return the team in a file of its own."""
    team = built.copy(week_template, tmp_path / "week.db")
    yield team
    team.database.close()
