"""The top of every screen: who and when, the tabs, the tiles that say whether we are winning, what is not covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cut, left, line, rule
from sprintsales.ui.widgets.bars import bar, pips
from sprintsales.ui.widgets.lines import LineWidget, Spot

WIDE = 110
"""From this many columns on the frame has three rows of tiles, a rule under the tabs and the name of the product."""
ROOMY = 130
"""From this many columns on a verdict is a sign and words, below it a sign and a number."""

TABS: tuple[tuple[str, str], ...] = (
    ("today", "Today"),
    ("plan", "Plan"),
    ("standup", "Standup"),
    ("deals", "Deals"),
    ("closing", "Closing"),
    ("kpis", "KPIs"),
    ("review", "Review"),
    ("team", "Team"),
)
"""Screen names and their words; the number of a tab is its place."""

_REMINDERS = (("g jump", "app.jump"), ("^p everything", "app.command_palette"), ("? help", "screen.help"))
"""What works on every screen, and the action behind it."""
_GAP = "   "


@dataclass(frozen=True, slots=True)
class Tile:
    """One number against its goal, as text, with the verdict on it.

    `verdict` is a code of `signs.VERDICTS`; `words` stand beside its sign where there is room, `number` where there is not.
    `share` and `pace` are parts of the goal (1.0 is the goal); None draws no bar and no mark. `narrow` keeps the tile below 110
    columns, under its `narrow_label` where not all find room under their own.
    """

    label: str
    value: str
    goal: str = ""
    verdict: str = "none"
    words: str = ""
    number: str = ""
    share: float | None = None
    pace: float | None = None
    narrow_label: str = ""
    narrow_value: str = ""
    narrow: bool = True
    goal_note: str = ""
    """Stands after the goal where there is room."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """What closes soon with nothing planned: `amount` in full, `short` for chips, two notes.

    An empty amount means that no deal closes soon uncovered; of the `undated` ones nobody can know when they close.
    """

    amount: str = ""
    short: str = ""
    note: str = ""
    history: str = ""
    undated: str = ""
    has_deals: bool = True


@dataclass(frozen=True, slots=True)
class FrameView:
    """All the frame says; texts are shown as they are, so dates and amounts come formatted."""

    team: str
    sprint_name: str = ""
    dates: str = ""
    short_dates: str = ""
    day_n: int = 0
    days: int = 0
    whose: str = ""
    state: str = "saved"
    saved_at: str = ""
    tiles: tuple[Tile, ...] = ()
    uncovered: Uncovered | None = None
    narrow_note: tuple[Part, ...] = ()


# Database state: sign, style, words before the moment.
_STATES: dict[str, tuple[str, str, str]] = {
    "saved": ("●", "$success", "saved"),
    "saving": ("◐", "$accent", "saving"),
    "failed": ("✗", "$error", "not saved, retrying"),
    "away": ("◌", "$warning", "offline, trying"),
    "away-saving": ("◌", "$warning", "offline, not saved yet"),
    "changed": ("→", "$accent", ""),
}


class Frame(LineWidget):
    """The frame's rows in one widget; 7 rows from 110 columns on, 4 below, 3 fewer without tiles (wide) or 1 (narrow)."""

    class TabChosen(Message):
        """A tab was clicked: `screen` is its name."""

        def __init__(self, screen: str) -> None:
            super().__init__()
            self.screen_name = screen

    class WhoseChosen(Message):
        """The name of whose view this is was clicked."""

    class ActionChosen(Message):
        """What works everywhere was clicked: `action` is to be run."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    class UncoveredChosen(Message):
        """The uncovered closing value was clicked."""

    def __init__(self, active: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._active = active
        self._view = FrameView(team="")
        self._saving = False
        self._away = False

    def show(self, view: FrameView) -> None:
        """Say VIEW from now on."""
        taller = bool(view.tiles) != bool(self._view.tiles) or (view.uncovered is None) != (self._view.uncovered is None)
        self._view = view
        self.redraw(layout=taller)

    def show_saving(self, saving: bool) -> None:
        """Show that a change is on its way, whatever the view says."""
        if saving != self._saving:
            self._saving = saving
            self.redraw()

    def show_away(self, away: bool) -> None:
        """Show that the server cannot be reached and is tried again."""
        if away != self._away:
            self._away = away
            self.redraw()

    @property
    def _has_tiles(self) -> bool:
        return bool(self._view.tiles or self._view.uncovered or self._view.narrow_note)

    @override
    def height_for(self, width: int) -> int:
        if width >= WIDE:
            return 7 if self._view.tiles or self._view.uncovered else 4
        return 4 if self._has_tiles else 3

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if width >= WIDE:
            rows = [_ground(self._head(width), width), *self._wide_tabs(width)]
            if self._view.tiles or self._view.uncovered:
                rows += self._wide_tiles(width)
        else:
            rows = [_ground(self._narrow_head(width), width), self._narrow_tabs(width)]
            if self._has_tiles:
                rows.append(self._narrow_tiles(width))
        return rows

    def _state(self, *, words: bool) -> Content:
        kind = "saving" if self._saving else self._view.state
        if self._away:
            kind = "away-saving" if self._saving else "away"
        mark, style, word = _STATES.get(kind, _STATES["saved"])
        if not words:
            return line((mark, style))
        moment = "" if kind in ("saving", "failed", "away", "away-saving") else self._view.saved_at
        return line((mark, style), (f" {f'{word} {moment}'.strip()}", "$muted"))

    def _head(self, width: int) -> Content:
        view = self._view
        parts: list[Part] = [" ", ("▌", "$accent"), ("sprintsales", "bold"), "   ", view.team]
        if view.sprint_name:
            parts += ["   ", (view.sprint_name, "bold"), "   ", (view.dates, "$muted"), *self._day("   ")]
        end = line((view.whose, "bold"), (" ▾", "$muted"), "    ", self._state(words=True), "  ")
        self._remember_whose(end, width)
        return between(line(*parts), end, width, gap=2)

    def _narrow_head(self, width: int) -> Content:
        view = self._view
        parts: list[Part] = [" ", ("▌", "$accent"), (cut(view.team, 20), "bold")]
        if view.sprint_name:
            parts += ["  ", view.sprint_name, "  ", (view.short_dates or view.dates, "$muted"), *self._day("  ")]
        end = line((cut(view.whose, 18), "bold"), "   ", self._state(words=self._away), " ")
        self._remember_whose(end, width)
        return between(line(*parts), end, width, gap=1)

    def _day(self, gap: str) -> list[Part]:
        view = self._view
        if not view.days:
            return []
        return [gap, (f"day {view.day_n} of {view.days} ", "$muted"), pips(view.day_n, view.days)]

    def _remember_whose(self, end: Content, width: int) -> None:
        if self._view.whose:
            start = width - end.cell_length
            self.spots.append(Spot(0, start, start + line(self._view.whose).cell_length + 2, "whose"))

    def _wide_tabs(self, width: int) -> list[Content]:
        parts: list[Part] = ["  "]
        at, under = 2, (0, 0)
        for number, (name, word) in enumerate(TABS, start=1):
            active = name == self._active
            parts += [(f"{number} ", "bold $accent" if active else "$faint"), (word, "bold" if active else "$muted"), "    "]
            size = len(word) + 2
            self.spots.append(Spot(1, at - 1, at + size + 1, f"tab:{name}"))
            if active:
                under = (at - 1, at + size + 1)
            at += size + 4
        tabs = between(line(*parts), self._reminders(width), width) if width >= ROOMY else line(*parts)
        start, end = under
        below = line(rule(start), rule(end - start, "━", "$accent"), rule(width - end))
        return [_ground(tabs, width), _ground(below, width)]

    def _reminders(self, width: int) -> Content:
        shown = line((_GAP.join(words for words, _ in _REMINDERS), "$faint"), " ")
        at = width - shown.cell_length
        for words, action in _REMINDERS:
            self.spots.append(Spot(1, at, at + len(words), f"do:{action}"))
            at += len(words) + len(_GAP)
        return shown

    def _narrow_tabs(self, width: int) -> Content:
        parts: list[Part] = []
        at = 0
        for number, (name, word) in enumerate(TABS, start=1):
            size = len(word) + 4
            self.spots.append(Spot(1, at, at + size, f"tab:{name}"))
            if name == self._active:
                parts.append((f" {number} {word} ", "bold $on-fill on $accent"))
            else:
                parts += [(f" {number} ", "$faint"), (f"{word} ", "$muted")]
            at += size
        return _ground(line(*parts), width)

    def _wide_tiles(self, width: int) -> list[Content]:
        chip = 21 if width >= ROOMY else 18
        size = (width - 2 - chip - 15) // 5
        columns = [_tile(tile, size, roomy=width >= ROOMY) for tile in self._view.tiles[:5]]
        block = _uncovered(self._view.uncovered, chip, roomy=width >= ROOMY)
        rows: list[Content] = []
        for row in range(3):
            parts: list[Part] = [" "]
            for column in columns:
                parts += [column[row], "   "]
            start = left(line(*parts), width - 1 - chip)
            rows.append(line(start, block[row]))
            if self._view.uncovered is not None:
                self.spots.append(Spot(3 + row, width - 1 - chip, width - 1, "uncovered"))
        return rows

    def _narrow_tiles(self, width: int) -> Content:
        chip = _chip(self._view.uncovered)
        room = width - 2 - chip.cell_length
        note = line(*self._view.narrow_note)
        gap_before = 2 if note.cell_length else 0
        # Beside a note there is room for a few only: those with a goal.
        tiles = [tile for tile in self._view.tiles if tile.narrow and (tile.narrow_value or not self._view.narrow_note)]
        parts: list[Part] = [note, " " * gap_before, *_narrow_row(tiles, room - bool(chip) - note.cell_length - gap_before)]
        if chip:
            self.spots.append(Spot(2, width - 1 - chip.cell_length, width - 1, "uncovered"))
        return line(" ", left(line(*parts), room), chip)

    def on_click(self, event: events.Click) -> None:
        """Tabs, the name and the uncovered value answer to the mouse."""
        what = self.spot_at(event.x, event.y)
        if what.startswith("tab:"):
            self.post_message(self.TabChosen(what.removeprefix("tab:")))
        elif what == "whose":
            self.post_message(self.WhoseChosen())
        elif what == "uncovered":
            self.post_message(self.UncoveredChosen())
        elif what.startswith("do:"):
            self.post_message(self.ActionChosen(what.removeprefix("do:")))


def _ground(content: Content, width: int) -> Content:
    return line((left(content, width), "on $surface"))


def _tile(tile: Tile, width: int, *, roomy: bool) -> tuple[Content, Content, Content]:
    sign = signs.verdict(tile.verdict)
    label = tile.label
    said = [" ".join(piece for piece in (signs.drawn(sign), words) if piece) for words in (tile.words, tile.number)]
    fits = roomy and line(label, " ", said[0]).cell_length <= width
    verdict = line((said[0] if fits else said[1], sign.tone))
    of: tuple[Part, ...] = ((" of ", "$muted"), (tile.goal, "$muted")) if tile.goal else ()
    style = sign.tone if tile.verdict in ("good", "risk", "bad") else "$accent"
    track = bar(width, tile.share, pace=tile.pace, style=style) if tile.share is not None or tile.pace is not None else NOTHING
    return (
        between(line((label, "$muted")), verdict, width),
        left(_noted(line((tile.value, "bold"), *of), tile.goal_note, width), width),
        left(track, width),
    )


def _noted(start: Content, note: str, width: int) -> Content:
    return line(start, (f" {note}", "$faint")) if note and start.cell_length + len(note) < width else start


def _narrow_row(tiles: Sequence[Tile], room: int) -> list[Content]:
    """The tiles that find room side by side, with gaps; as loosely and under as long names as lets most of them in."""
    rows = [(_fitting(tiles, room, gap, short=short), gap) for short in (False, True) for gap in (2, 1)]
    shown, gap = max(rows, key=lambda one: (len(one[0]), -sum(place for place, _ in one[0])))
    return [part for _, entry in shown for part in (entry, line(" " * gap))]


def _fitting(tiles: Sequence[Tile], room: int, gap: int, *, short: bool) -> list[tuple[int, Content]]:
    """The tiles that find room, with their places, each with its number where there is room for that too."""
    found: list[tuple[int, Content]] = []
    used = 0
    for place, tile in enumerate(tiles):
        for with_number in (True, False):
            entry = _narrow_tile(tile, with_number=with_number, short=short)
            if used + entry.cell_length <= room:
                found.append((place, entry))
                used += entry.cell_length + gap
                break
    return found


def _narrow_tile(tile: Tile, *, with_number: bool, short: bool) -> Content:
    sign = signs.verdict(tile.verdict)
    drawn = signs.drawn(sign)
    label = (short and tile.narrow_label) or tile.label
    parts: list[Part] = [(label, "$muted"), " ", (tile.narrow_value or tile.value, "bold")]
    if drawn:
        parts.append((f" {drawn}{tile.number if with_number and tile.verdict != 'good' else ''}", sign.tone))
    return line(*parts)


def _uncovered(uncovered: Uncovered | None, width: int, *, roomy: bool) -> tuple[Content, Content, Content]:
    if uncovered is None:
        blank = left("", width)
        return blank, blank, blank
    if not uncovered.amount and uncovered.undated:
        dated = line((" nothing uncovered" if roomy else "nothing uncovered", "$muted"))
        return left(line(" " if roomy else "", (uncovered.undated, "bold")), width), left(dated, width), left("", width)
    if not uncovered.amount:
        covered = line(" ", _covered(uncovered))
        return left(covered, width), left(line(" ", (uncovered.note, "$muted")), width), left("", width)
    rows = (
        line(("! Uncovered closing" if roomy else "! Uncovered", "bold $warning")),
        line((uncovered.amount, "bold"), "  ", (uncovered.note, "$muted")),
        line((uncovered.history, "$muted")),
    )
    first, second, third = (line((line(" ", left(row, width - 2), " "), "on $tint-risk")) for row in rows)
    return first, second, third


def _covered(uncovered: Uncovered) -> Content:
    return line(("✓", "$success"), (" all covered", "$muted")) if uncovered.has_deals else line(("no open deals", "$muted"))


def _chip(uncovered: Uncovered | None) -> Content:
    if uncovered is None:
        return NOTHING
    if not uncovered.amount and uncovered.undated:
        return line("  ", (uncovered.undated, "bold"), " ")
    if not uncovered.amount:
        return line("  ", _covered(uncovered))
    return line((f" ! {uncovered.short or uncovered.amount} uncovered ", "bold $warning on $tint-risk"))
