"""The keys that move about, the same in every list, grid and pane."""

from __future__ import annotations

from textual.binding import Binding, BindingType

KEYS = {
    "down": "down,j", "up": "up,k", "right": "right,l", "left": "left,h", "page_down": "pagedown,ctrl+d", "page_up": "pageup,ctrl+u",
    "first": "home", "last": "end,G", "choose": "enter",
}  # fmt: skip
"""By movement, the keys it has."""


def moving(**actions: str) -> list[BindingType]:
    """Return the bindings of a widget that answers each movement with an action of its own; a keymap finds them as `move.NAME`."""
    return [Binding(KEYS[name], action, show=False, id=f"move.{name}") for name, action in actions.items()]
