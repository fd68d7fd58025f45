"""The people of a stand-up at the left, each with a state and what is kept so far, and the clock under them; or all in one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.domain.goals import AHEAD, BEHIND, Progress
from sprintsales.domain.standup_clock import LENGTH, StandupPace
from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, Part, between, cut, left, line, rule
from sprintsales.ui.screens.standup_round import AWAY, HEARD, SPEAKING, WAITING
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.block_letters import big_text
from sprintsales.ui.widgets.lines import LineWidget, Spot

SIGNS = {HEARD: ("✓", "$success"), SPEAKING: ("▸", "$accent"), WAITING: ("○", "$muted"), AWAY: ("–", "$faint")}
LOOKS = {HEARD: "$muted", SPEAKING: "bold", WAITING: "", AWAY: "$faint"}
CLOCK_ROWS = 6
LEAST, READABLE = 2, 7
"""Letters of a name in the line of everybody: so few where all fit, and so many where only those around the speaker are shown."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list; `kept` is the promise so far as a count of a count."""

    id: int
    name: str
    state: str
    kept: str
    is_shown: bool


class PersonPicked(Message):
    """Somebody was clicked."""

    def __init__(self, member_id: int) -> None:
        super().__init__()
        self.member_id = member_id


class PeoplePane(LineWidget):
    """Everybody on every second row, or on every row where they are many; the team's sum under them."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: Sequence[PersonRow] | None = None
        self._team = ""
        self._pace = ("", "$muted")

    def show_people(self, rows: Sequence[PersonRow], team: str, pace: tuple[str, str]) -> None:
        """Show these people, the team's promise so far, and whether it can be kept at this PACE."""
        self._rows, self._team, self._pace = tuple(rows), team, pace
        self.redraw()

    @override
    def height_for(self, width: int) -> int:
        return 1

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self._rows is None:
            return [line("  ", ("loading …", "$muted"))]
        step = 2 if 2 * len(self._rows) + 3 <= height else 1
        room = max(1, height - 3) // step
        shown = next((place for place, one in enumerate(self._rows) if one.is_shown), 0)
        first = max(0, min(shown - room // 2, len(self._rows) - room))
        lines: list[Content] = []
        for one in self._rows[first : first + room]:
            self.spots.append(Spot(len(lines), 0, width, str(one.id)))
            lines += [_person_line(one, width), *[NOTHING] * (step - 1)]
        if self._rows:
            total = between(line("    ", ("Team kept", "$muted")), line((self._team, "bold")), width - 1)
            lines += [line("  ", rule(width - 3)), total]
            if self._pace[0]:
                lines.append(between(NOTHING, line(self._pace), width - 1))
        return lines

    def on_click(self, event: events.Click) -> None:
        """A click on somebody is that one's turn."""
        _pick(self, event)


def _person_line(one: PersonRow, width: int) -> Content:
    mark, tone = SIGNS[one.state]
    name = line(" ", (mark, tone), " ", (one.name, LOOKS[one.state]))
    end = line((one.kept, "bold" if one.is_shown else "$muted"), " ")
    row = between(name, end, width - 1)
    if not one.is_shown:
        return line(" ", row)
    return line((line(("▌", "$accent"), left(row, width - 1)), "on $select"))


class PeopleLine(LineWidget):
    """Everybody in one line of signs, and the clock at its right: for small terminals."""

    def __init__(self, clock: Callable[[], tuple[StandupPace, bool, bool]], *, id: str) -> None:
        super().__init__(id=id)
        self._rows: Sequence[PersonRow] = ()
        self._clock = clock

    def show_people(self, rows: Sequence[PersonRow]) -> None:
        """Show these people."""
        self._rows = tuple(rows)
        self.redraw()

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        pace, _runs, started = self._clock()
        verdict, tone = _verdict(pace) if started else ("t clock", "$muted")
        end = line((clock_text(pace), "bold"), " ", (verdict.split(" ")[0] if started else verdict, tone), " ")
        room = width - end.cell_length - 3
        before, rows, after = around_shown(self._rows, room)
        most = max(1, (room - 4 * bool(before) - 4 * bool(after)) // max(1, len(rows)) - 4)
        parts: list[Part] = [(f"+{before}".ljust(4), "$muted")] if before else []
        at = 1 + 4 * bool(before)
        for one in rows:
            mark, tone = SIGNS[one.state]
            name = cut(one.name.split(" ")[0], most)
            self.spots.append(Spot(0, at, at + name.cell_length + 2, str(one.id)))
            look = "bold on $select" if one.is_shown else LOOKS[one.state]
            parts += [line((mark, tone), " ", (name, look)), "  "]
            at += name.cell_length + 4
        if after:
            parts.append((f"+{after}", "$muted"))
        return [between(line(" ", *parts), end, width)]

    def on_click(self, event: events.Click) -> None:
        """A click on somebody is that one's turn."""
        _pick(self, event)


def around_shown(rows: Sequence[PersonRow], room: int) -> tuple[int, Sequence[PersonRow], int]:
    """Return the people whose names can be read in ROOM columns, the one looked at among them, between how many stand before and after."""
    fitting = max(1, (room - 8) // (READABLE + 4))
    if len(rows) <= room // (LEAST + 4):
        return 0, rows, 0
    shown = next((place for place, one in enumerate(rows) if one.is_shown), 0)
    first = min(max(0, shown - fitting // 2), len(rows) - fitting)
    return first, rows[first : first + fitting], len(rows) - first - fitting


def _pick(widget: LineWidget, event: events.Click) -> None:
    offset = event.get_content_offset(widget)
    picked = widget.spot_at(offset.x, offset.y) if offset is not None else ""
    if picked:
        widget.post_message(PersonPicked(int(picked)))


class ClockPane(LineWidget):
    """The clock in block letters, the share of the time gone beside the share of people heard."""

    def __init__(self, clock: Callable[[], tuple[StandupPace, bool, bool]], *, id: str) -> None:
        super().__init__(id=id)
        self._clock = clock

    @override
    def height_for(self, width: int) -> int:
        return CLOCK_ROWS + 1

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        pace, runs, started = self._clock()
        inside = max(1, width - 4)
        words = f"over {minutes(LENGTH)}" if pace.is_over else f"left of {minutes(LENGTH)}"
        if started and not runs:
            stands = f"{words}  stands still"
            words = stands if len(stands) <= inside else f"{'over' if pace.is_over else 'left'}, clock stands"
        digits = big_text(clock_text(pace), inside, "$error" if pace.is_over else "$foreground" if started else "$muted")
        heard = f"{pace.heard} of {pace.people}"
        verdict, tone = _verdict(pace)
        last = line((f"{heard}  ", "$muted"), (verdict, tone)) if started else line(("t", "bold $accent"), (" starts the clock", "$muted"))
        share = float(pace.people_share) if pace.people_share is not None else None
        track = bar(inside, float(pace.time_share), pace=share, style="$error" if pace.is_over else "$accent")
        return [line("  ", one) for one in (line((words, "$muted")), *digits, track, last)]


def _verdict(pace: StandupPace) -> tuple[str, str]:
    if pace.people and pace.heard == pace.people:
        return ("✓ all heard", "$success")
    if pace.is_over:
        return ("✗ over", "$error")
    return (f"▼ {minutes(pace.behind)} behind", "$warning") if pace.behind else ("✓ on time", "$success")


def clock_text(pace: StandupPace) -> str:
    """What the clock shows: the time left, or beyond its end the time over."""
    return f"+{minutes(-pace.left)}" if pace.is_over else minutes(pace.left)


def minutes(seconds: int) -> str:
    """Seconds as minutes and seconds: 9:40."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def pace_text(pace: Progress | None) -> tuple[str, str]:
    """Whether a promise can still be kept: its sign with the words, and the tone; nothing while nobody can say."""
    if pace is None or pace.verdict is None:
        return ("", "$muted")
    if pace.verdict == BEHIND and pace.amount:
        return (f"▼ {abs(pace.amount)} behind", "$warning")
    return ("✓ on pace" if pace.verdict != AHEAD or not pace.amount else f"✓ {pace.amount} ahead", "$success")


def kept_text(kept: int | None, owed: int | None) -> str:
    """The promise so far: 9/22, a dash without one."""
    return written.ratio(kept, owed)
