"""Asks what shall stand where somebody else changed the same meanwhile: before, theirs and mine side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.domain.meanwhile import ChangedMeanwhile, Difference
from sprintsales.ui.content import NOTHING, cells, left, line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.widgets.lines import Lines

THEIRS, MINE, AGAIN = "theirs", "mine", "again"
SIDES = ("before", "theirs", "mine")
LOOKS = {"before": "$muted", "theirs": "$warning", "mine": "$accent"}
LABEL, TITLE, MOST_ROWS = 9, 15, 4
LEAST_VALUE, GAP = 18, 3
SHORT = 36
"""Columns a value may take beside its choice."""
INDENT = " " * LABEL


class AskConflict(AskChoice[str]):
    """Answers THEIRS, MINE or AGAIN; `esc` decides later. The cursor starts where `enter` overwrites nothing and loses nothing.

    AGAIN_WORD says what asking once more means; without one it is not offered.
    """

    WIDTH = 76
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "answer('theirs')", show=False, id="conflict.theirs"),
        Binding("m", "answer('mine')", show=False, id="conflict.mine"),
        Binding("e", "answer('again')", show=False, id="conflict.again"),
    ]

    def __init__(self, clash: ChangedMeanwhile, *, again_word: str = "Edit mine again") -> None:
        one = clash.told[0] if len(clash.told) == 1 else None
        choices = [
            Choice(THEIRS, "Keep theirs", f"{one.theirs} stays" if one and cells(one.theirs) <= SHORT else "mine is given up"),
            Choice(MINE, "Take mine", f"{one.mine} instead" if one and cells(one.mine) <= SHORT else "over theirs"),
            *([Choice(AGAIN, again_word, "opens as you left it")] if again_word else []),
        ]
        super().__init__("Changed meanwhile", choices, first=2 if again_word else 0, hint=f"1–{len(choices)} or enter   esc decides later")
        self._clash = clash

    @override
    def body(self) -> Iterable[Widget]:
        _about, *rest = [NOTHING, *super().body()]
        yield Lines([*told_lines(self._clash, self.WIDTH - 4), NOTHING])
        yield from rest

    def action_answer(self, answer: str) -> None:
        """Answer by a letter."""
        place = next((place for place, choice in enumerate(self._choices) if choice.value == answer), None)
        if place is not None:
            self.choose(place)


def told_lines(clash: ChangedMeanwhile, width: int) -> list[Content]:
    """The clash in WIDTH columns: one field over three lines, several as a table."""
    if len(clash.told) == 1:
        one = clash.told[0]
        head = line((f"{one.title[:1].upper()}{one.title[1:]} of ", "$muted"), (clash.thing, "bold")).wrap(width)[:MOST_ROWS]
        return [*head, NOTHING, *field_lines(one, width)]
    return [*line((clash.thing, "bold")).wrap(width)[:MOST_ROWS], NOTHING, *table_lines(clash.told, width)]


def field_lines(one: Difference, width: int) -> list[Content]:
    """One field: what was seen, what somebody made of it and when, what is wanted; the notes in a column where there is room."""
    notes = {"before": "as you saw it", "theirs": one.whence, "mine": "not saved yet"}
    column = max(LEAST_VALUE, *(cells(getattr(one, side)) + GAP for side in SIDES))
    room = width - LABEL
    lines: list[Content] = []
    for side in SIDES:
        value, look = getattr(one, side), "$muted" if side == "before" else "bold"
        label, note = line((left(side, LABEL), LOOKS[side])), line((notes[side], "$muted"))
        if column + cells(one.whence) <= room:
            lines.append(line(label, (left(value, column), look), note))
            continue
        rows = line((value, look)).wrap(room)
        shown = [*rows[: MOST_ROWS - 1], line(rows[MOST_ROWS - 1].rstrip(), "…")] if len(rows) > MOST_ROWS else rows
        lines += [line(label if not place else INDENT, row.rstrip()) for place, row in enumerate(shown)]
        lines += [line(INDENT, note)] if side == "theirs" else []
    return lines


def table_lines(told: Sequence[Difference], width: int) -> list[Content]:
    """Several fields: a line each, and below them who and when."""
    column = (width - TITLE) // len(SIDES)
    lines = [line(left("", TITLE), *((left(side, column), LOOKS[side]) for side in SIDES))]
    for one in told:
        values = (one.before, "$muted"), (one.theirs, "bold"), (one.mine, "bold")
        lines.append(
            line((left(one.title, TITLE), "$muted"), *((left(line(left(text, column - 2), "  "), column), look) for text, look in values))
        )
    by: dict[str, list[str]] = {}
    for one in told:
        by.setdefault(one.whence, []).append(one.title)
    for whence, titles in by.items():
        if whence:
            lines += [NOTHING] if len(lines) == len(told) + 1 else []
            lines.append(line((f"{whence}: " if len(by) > 1 else whence, "$muted"), (", ".join(titles) if len(by) > 1 else "", "$muted")))
    return lines
