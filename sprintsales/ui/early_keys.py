"""Keys typed before a screen has its data: they wait, and come in order as soon as there is something they can act on."""

from __future__ import annotations

from collections import deque
from typing import Any

from textual import events
from textual.screen import Screen

BETWEEN_SECONDS = 0.02
"""Between two keys given back: an action that opens a dialog is to have opened it before the next one comes."""
LOOKS = 25
"""How often it is looked whether a dialog opened by a key is ready for the next: half a second, then it comes anyway."""


class EarlyKeys:
    """The keys of one screen that came too early; those of the program itself (leave, tabs, help) never wait."""

    def __init__(self, screen: Screen[Any]) -> None:
        """For SCREEN, whose first reading is on its way from now on."""
        self._screen = screen
        self._waiting: deque[events.Key] = deque()
        self._giving: events.Key | None = None
        self._early = True
        self._looked = 0

    def keep(self, event: events.Key) -> bool:
        """Whether EVENT is kept for later, so that nobody else is to act on it; escape forgets what was kept."""
        if event is self._giving or not (self._early or self._waiting):
            return False
        if event.key == "escape" or self._is_of_program(event.key):
            self._waiting.clear()
            return False
        self._waiting.append(event)
        return True

    def shown(self) -> None:
        """The first reading ended, well or not: what was kept is given back."""
        if self._early:
            self._early = False
            self._screen.call_after_refresh(self._give)

    def _is_of_program(self, key: str) -> bool:
        known = self._screen.active_bindings.get(key)
        return known is not None and known.node is self._screen.app

    def _give(self) -> None:
        """Give back the first that waits, to whatever it has come to stand before: this screen, or the dialog the one before opened."""
        app = self._screen.app
        before = app.screen
        opening = before is not self._screen and before.focused is None and self._looked < LOOKS
        if self._waiting and not opening:
            kept = self._waiting.popleft()
            self._giving = events.Key(kept.key, kept.character)
            app.post_message(self._giving)
        self._looked = self._looked + 1 if opening else 0
        if self._waiting:
            app.set_timer(BETWEEN_SECONDS, self._give)
