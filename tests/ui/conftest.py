"""What every test of the screens starts from: no colour or theme wishes of the person running them, signs by marks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sprintsales.ui import signs
from tests.services.conftest import week, week_template
from tests.ui import day

__all__ = ["week", "week_template"]

# Read when textual is imported or an app is made; both change what is drawn.
for _name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
    os.environ.pop(_name, None)


@pytest.fixture(autouse=True)
def _signs_by_marks() -> Iterator[None]:
    signs.use_plain(False)
    yield
    signs.use_plain(False)


@pytest.fixture(autouse=True)
def _notices_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is the same however slow the machine is that day."""
    from textual.app import App  # only now: see above

    monkeypatch.setattr(App, "NOTIFICATION_TIMEOUT", 3600.0)


@pytest.fixture(scope="session")
def day_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with Ana's Wednesday."""
    path = tmp_path_factory.mktemp("day") / "day.db"
    day.make_day(path)
    return path


@pytest.fixture
def wednesday(day_template: Path, tmp_path: Path) -> Path:
    """Ana's Wednesday in a file of its own."""
    return Path(shutil.copy(day_template, tmp_path / "day.db"))
