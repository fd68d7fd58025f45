"""The last row: what can be done here, most used first, by key or by click."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.ui.content import Part, cells, left, line
from sprintsales.ui.widgets.frame import WIDE
from sprintsales.ui.widgets.lines import LineWidget, Spot

Entry = tuple[str, str, str]
"""Key, word and action of one entry."""

_MOST_WHEN_NARROW = 8


class KeyLine(LineWidget):
    """Bold keys with their words, cut at a whole entry; the way to the help is never cut."""

    class Chosen(Message):
        """An entry was clicked: `action` is to be run."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, entries: Sequence[Entry] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries = tuple(entries)

    def show(self, entries: Sequence[Entry]) -> None:
        """Say other ENTRIES from now on."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.redraw()

    @override
    def height_for(self, width: int) -> int:
        return 1

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        gap = 3 if width >= WIDE else 2
        parts: list[Part] = [" "]
        at = 1
        for index, (key, word, action) in enumerate(fitting(self._entries, width)):
            if index:
                parts.append(" " * gap)
                at += gap
            size = cells(key) + 1 + cells(word)
            self.spots.append(Spot(0, at, at + size, action))
            parts += [(key, "bold $accent"), " ", (word, "$muted")]
            at += size
        return [left(line(*parts), width)]

    def on_click(self, event: events.Click) -> None:
        """A click on an entry is its key."""
        action = self.spot_at(event.x, event.y)
        if action:
            self.post_message(self.Chosen(action))


def fitting(entries: Sequence[Entry], width: int) -> list[Entry]:
    """The ENTRIES that fit WIDTH columns, in order, whole; the one on `?` keeps its place at the end."""
    gap = 3 if width >= WIDE else 2
    room = width - 2
    if width < WIDE and len(entries) > _MOST_WHEN_NARROW:
        room_for = _MOST_WHEN_NARROW
    else:
        room_for = len(entries)
    sizes = {entry: cells(entry[0]) + 1 + cells(entry[1]) for entry in entries}
    if len(entries) <= room_for and sum(sizes.values()) + gap * (len(entries) - 1) <= room:
        return list(entries)
    last = [entry for entry in entries if entry[0] == "?"]
    taken: list[Entry] = []
    used = sum(sizes[entry] + gap for entry in last)
    for entry in entries:
        if entry in last:
            continue
        if used + sizes[entry] > room or len(taken) + len(last) >= room_for:
            break
        taken.append(entry)
        used += sizes[entry] + gap
    return taken + last
