"""What every test of the screens starts from: no colour or theme wishes of the person running them, signs by marks."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from sprintsales.ui import signs
from tests.services.conftest import week, week_template

__all__ = ["week", "week_template"]

# Read when textual is imported or an app is made; both change what is drawn.
for _name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
    os.environ.pop(_name, None)


@pytest.fixture(autouse=True)
def _signs_by_marks() -> Iterator[None]:
    signs.use_plain(False)
    yield
    signs.use_plain(False)
