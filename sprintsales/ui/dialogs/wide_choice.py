"""Asks for one of a few things that say much at their right: the days of a cadence's steps."""

from __future__ import annotations

from typing import ClassVar

from sprintsales.ui.dialogs.ask_choice import AskChoice


class WideChoice(AskChoice[int]):
    """A choice with room for a note."""

    WIDTH: ClassVar[int] = 76
