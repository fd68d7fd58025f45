"""Databases full of hostile text: one written below every door, one through them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.hostile import fields


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample team; closed."""
    path = tmp_path_factory.mktemp("hostile") / "plain.db"
    fields.make_plain(path)
    return path


@pytest.fixture(scope="session")
def below(plain: Path) -> Path:
    """The sample team with hostile text in every name and note, put there below the doors; to read, not to change."""
    path = plain.with_name("below.db")
    shutil.copy(plain, path)
    fields.fill(path)
    return path


@pytest.fixture
def copied(plain: Path, tmp_path: Path) -> Path:
    """The sample team in a file of its own."""
    return Path(shutil.copy(plain, tmp_path / "team.db"))
