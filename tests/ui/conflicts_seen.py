"""What the tests of conflicts read from a screen: the question that is asked, and the words of the key line."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from sprintsales.ui.dialogs.conflict import AskConflict
from sprintsales.ui.widgets.key_line import KeyLine
from tests.ui.snapshot import screen_text


def asked(pilot: Pilot[Any]) -> str:
    """What the question of a conflict shows; fails where there is none."""
    assert isinstance(pilot.app.screen, AskConflict), screen_text(pilot.app)
    return screen_text(pilot.app)


def on_key_line(pilot: Pilot[Any]) -> list[str]:
    """The words of the key line of the screen."""
    return [word for _key, word, _action in pilot.app.screen.query_one("#keys", KeyLine)._entries]
