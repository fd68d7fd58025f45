"""Screens as text: compared with the files beside the tests, rewritten by `SPRINTSALES_SNAPSHOTS=write pytest tests/ui`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.app import App

FOLDER = Path(__file__).with_name("snapshots")


def screen_text(app: App[Any]) -> str:
    """The screen of APP as it would be painted now, dialogs over what is under them, blanks at line ends gone."""
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in _painted(app)) + "\n"


def live_links(app: App[Any]) -> list[str]:
    """The stretches of the screen that would run an action when clicked."""
    return [segment.text for row in _painted(app) for segment in row if segment.style is not None and "@click" in segment.style.meta]


def _painted(app: App[Any]) -> list[list[Segment]]:
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    return [[segment for strip in row for segment in strip] for row in update.strips]


def check_snapshot(app: App[Any], name: str) -> None:
    """Compare the screen of APP with the file NAME; a difference fails with both, line by line."""
    path = FOLDER / f"{name}.txt"
    found = screen_text(app)
    if os.environ.get("SPRINTSALES_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"no snapshot {name}; write it with SPRINTSALES_SNAPSHOTS=write and look at it"
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()
