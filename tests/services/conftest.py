"""Fixtures of the services' tests: a copy of a small team for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import Place, Template
from tests.services import week as built
from tests.services.importing_team import Team, founded
from tests.services.windows import Windows, call_planned


@pytest.fixture(scope="session")
def week_template(place: Place) -> Template:
    """Return the team, to be copied."""
    return place.template("week", built.make)


@pytest.fixture
def week(week_template: Template, tmp_path: Path) -> Iterator[built.Week]:
    """Return the team in a database of its own."""
    team = built.copy(week_template, tmp_path / "week.db")
    yield team
    team.database.close()


@pytest.fixture
def team(place: Place, tmp_path: Path) -> Iterator[Team]:
    """Return a new team that files are brought into."""
    made = founded(tmp_path, place)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def call_template(place: Place) -> Template:
    """Return the team with a call planned, to be copied."""
    return built.prepared(place, "call_planned", call_planned)


@pytest.fixture
def windows(call_template: Template, tmp_path: Path) -> Iterator[Windows]:
    """Return two windows on one team, Ana's and Mia's; both see the call."""
    opened = Windows(call_template.copied(tmp_path / "week.db"), tmp_path)
    yield opened
    opened.close()
