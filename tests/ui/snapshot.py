"""Screens as text: compared with the files beside the tests, rewritten by `SPRINTSALES_SNAPSHOTS=write pytest tests/ui`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from textual._compositor import LayoutUpdate
from textual.app import App

FOLDER = Path(__file__).with_name("snapshots")


def screen_text(app: App[Any]) -> str:
    """The screen of APP as it would be painted now, dialogs over what is under them, blanks at line ends gone."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    return "\n".join("".join(strip.text for strip in row).rstrip() for row in update.strips) + "\n"


def check_snapshot(app: App[Any], name: str) -> None:
    """Compare the screen of APP with the file NAME; a difference fails with both, line by line."""
    path = FOLDER / f"{name}.txt"
    found = screen_text(app)
    if os.environ.get("SPRINTSALES_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"no snapshot {name}; write it with SPRINTSALES_SNAPSHOTS=write and look at it"
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()
