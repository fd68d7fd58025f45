"""The open deals on the timeline: flag, deal, rep, value, the dates in their columns, and what to know at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.domain.deals import DealFacts
from sprintsales.domain.flags import Flag, tone
from sprintsales.domain.forecast import BEST_CASE, COMMIT, category
from sprintsales.domain.money import digits, rounded
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import Part, cells, cut, left, line, right
from sprintsales.ui.screens.deal_list import flag_cell, named
from sprintsales.ui.screens.deal_matches import MatchList
from sprintsales.ui.widgets.outlook_bars import FILLS
from sprintsales.ui.widgets.timeline import CELL, Axis, Track, axis, axis_heads, track

if TYPE_CHECKING:
    from sprintsales.services.views.closing_board import ClosingBoard
    from sprintsales.services.views.deal_filter import DealLine

TONES = {"muted": "$muted", "risk": "$warning", "bad": "$error"}
ROOMY, WIDE = 129, 109
"""Columns of the list from which notes are long and the stage is told, and from which the rep has a column of the own."""
STAGE = 12
CALLS = {COMMIT: FILLS[1], BEST_CASE: FILLS[2]}
"""What the forecast calls a deal, in the fills of its bar."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns for a width: how wide the deal, the stage and the rep (0: none), the value and the notes are, and how many periods
    there are; `call` is the sign of commit and best case with the blank after it."""

    deal: int
    stage: int
    call: int
    rep: int
    value: int
    gap: int
    notes: int
    cells: int

    @property
    def start(self) -> int:
        """The column the timeline begins at."""
        return 2 + self.deal + 1 + self.stage + self.call + self.rep + self.value + 1


@lru_cache(maxsize=16)
def grid(width: int) -> Grid:
    """Return the columns for a list WIDTH columns wide, the mark of the cursor not counted."""
    if width >= WIDE:
        deal, rep, value, notes, gap = 20, 3, 10, 22 if width >= ROOMY else 16, 2
    else:
        deal, rep, value, notes, gap = 14, 0, 7, 11, 1
    stage, call = STAGE if width >= ROOMY else 0, 2 if rep else 0
    rest = width - (2 + deal + 1 + stage + call + rep + value + 1) - gap - notes
    cells = max(1, rest // CELL)
    return Grid(deal + min(8, max(0, rest - cells * CELL - 1)), stage, call, rep, value, gap, notes, cells)


# What to know.


def words_of(flag: Flag, *, short: bool) -> str:
    """What a flag says in a few words, its sign before them."""
    n = flag.n or 0
    days = f"{n}d" if short else f"{n} d"
    said = {
        "uncovered": ("no plan", "nothing planned"),
        "overdue": (f"{days} past", f"{days} past"),
        "agreement_late": (f"§ {days} late", f"§ {days} late"),
        "agreement_after_close": ("before §", "before agreement"),
        "unlikely": ("too soon", "too soon a date"),
        "stalled": (f"stall {days}", f"stalled {days}"),
        "pushed": (f"{n}×", f"{n}×"),
        "no_date": ("no date", "no date"),
        "dead": (f"open {days}", f"dead, {days} open"),
        "no_value": ("no value", "no value"),
        "placeholder": ("month end", "end of a month"),
        "missing": ("not in CRM", "not in the CRM"),
    }
    return f"{signs.drawn(signs.flag(flag.code))[:1]} {said[flag.code][0 if short else 1]}"


def note(deal: DealFacts, raised: Sequence[Flag], pulled_in: int, width: int, *, short: bool) -> Content:
    """What to know of a deal, the worst first: as many things as fit whole, of the rest the signs."""
    found: list[tuple[str, str, str]] = []
    for flag in raised:
        words = words_of(flag, short=short)
        if flag.code == "pushed" and deal.days_slipped:
            words += f" +{deal.days_slipped}d" if short else f"  {deal.days_slipped} d"
        found.append((words, TONES[tone(flag)], words[:1]))
    if deal.blocked:
        sign = signs.flag("blocked")
        found.append((f"{signs.drawn(sign)} blocked", sign.tone, signs.drawn(sign)))
    if pulled_in and not found:
        sign = signs.flag("pulled")
        found.append((f"{signs.drawn(sign)} {pulled_in} d" + ("" if short else " earlier"), sign.tone, signs.drawn(sign)))
    return _fitting(found, width)


def _fitting(found: Sequence[tuple[str, str, str]], width: int) -> Content:
    parts: list[Part] = []
    room = width
    for place, (words, look, sign) in enumerate(found):
        gap = 2 if place else 0
        rest = 2 * (len(found) - place - 1)  # so that a sign of each of the others finds its place
        text = words if line(words).cell_length + gap + rest <= room or place == 0 else sign
        if gap + 1 > room:
            break
        text = cut(text, room - gap).plain
        parts += [" " * gap, (text, look)]
        room -= gap + line(text).cell_length
    return line(*parts)


def tone_of(raised: Sequence[Flag]) -> str:
    """The colour of a deal's dates: that of its worst flag; one move later is no verdict, and what is unknown has none."""
    if not raised or (raised[0].code == "pushed" and raised[0].n == 1):
        return "$success"
    return TONES[tone(raised[0])]


def value_words(value: int | None, currency: str, columns: Grid) -> str:
    """A value in whole units where there is room, in short where not; nobody reads cents on a timeline."""
    if not value:
        return written.DASH
    unit = 10 ** digits(currency)
    full = written.money_full(rounded(Fraction(value, unit)) * unit, currency)
    return full if columns.rep and cells(full) <= columns.value else written.money_short(value, currency)


def initials(name: str | None) -> str:
    """Two letters for a person: `AR` for Ana Ruiz."""
    words = (name or "").split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper() or written.DASH


class TimelineList(MatchList):
    """Deals with their dates; the heads say which weeks are shown."""

    class Moved(Message):
        """The axis shows other periods, or more or fewer of them."""

    def __init__(self, *, id: str) -> None:
        super().__init__(self._deal, heads=self._heads, id=id)
        self._axis: tuple[tuple[object, ...], Axis] | None = None
        self.board: ClosingBoard | None = None
        self.first = 0
        self.unit = "week"
        self._begun_at: int | None = None

    @property
    def grid(self) -> Grid:
        """The columns at this size."""
        return grid(max(1, self.size.width - 1))

    def begin_at(self, place: int) -> None:
        """Put the cursor on a row and that row at the top, also where what stands below takes its room only later."""
        self.top = self.cursor = self._begun_at = place
        self.lines_changed()

    def shift(self, first: int, unit: str) -> None:
        """Show the periods from another one on."""
        self.first, self.unit = first, unit
        self.redraw()
        self.post_message(self.Moved())

    @override
    def on_resize(self, event: events.Resize) -> None:
        """There is room for more or fewer periods."""
        self.post_message(self.Moved())
        if self._begun_at is not None and self._begun_at == self.cursor:
            self.call_after_refresh(self.begin_at, self._begun_at)

    def axis(self) -> Axis | None:
        """The periods shown now."""
        board = self.board
        if board is None:
            return None
        key = (board, self.first, self.unit, self.grid.cells)
        if self._axis is None or self._axis[0][0] is not board or self._axis[0] != key:
            shown = axis(lambda day: board.cell(day, self.unit), board.index.as_of, self.first, self.grid.cells, self.unit)
            self._axis = (key, shown)
        return self._axis[1]

    def _deal(self, one: DealLine, width: int, selected: bool) -> Content:
        board, shown, columns = self.board, self.axis(), self.grid
        if board is None or shown is None or one.id not in board.flags:
            return line(("…", "$muted"))
        today, raised, facts = board.index.as_of, board.flags[one.id], board.index.judged[one.id]
        look = "bold" if selected else ""
        value = value_words(one.value, board.index.currency, columns)
        dates = Track(
            one.close_on,
            None if facts.agreement_sent_on else facts.agreement_on,
            board.earlier.get(one.id, ()),
            tone_of(raised),
        )
        mark = flag_cell(one, 1, today, "") if raised or not facts.blocked else line((signs.drawn(signs.flag("blocked")), "bold $warning"))
        stage = [left(cut(line((one.stage or written.DASH, "$muted")), columns.stage - 1), columns.stage)] if columns.stage else []
        called = [left(line(CALLS.get(category(facts), " ")), columns.call)] if columns.call else []
        rep = [left(line((initials(one.owner), "$muted")), columns.rep)] if columns.rep else []
        notes = note(facts, raised, board.pulled_in.get(one.id, 0), columns.notes, short=columns.notes < 22)
        if not notes and one.close_on is not None and shown.column(one.close_on) >= shown.width:
            notes = cut(line(("● ", "$muted"), (written.day_with_month(one.close_on, today), "$muted")), columns.notes)
        return line(
            mark, " ", named(one, look, columns.deal), " ", *stage, *called, *rep,
            right(line((value, look if one.value else "$muted")), columns.value), " ",
            track(dates, shown, today, selected=selected and self.has_focus), " " * columns.gap, notes,
        )  # fmt: skip

    def _heads(self, width: int) -> Sequence[Content]:
        board, shown, columns = self.board, self.axis(), self.grid
        if board is None or shown is None:
            return ()
        today = board.index.as_of
        if not columns.rep:
            start = line(
                "  ", left(line(("Open deals", "$muted")), columns.deal), " ", right(line(("value", "$muted")), columns.value), " "
            )
            return (line(start, axis_heads(shown, today, one_row=True)[0]),)
        large, small = axis_heads(shown, today)
        marks: list[tuple[str, tuple[str, str]]] = [("agreement", ("§", "")), ("close", ("●", "")), ("earlier", ("○", ""))]
        marks += [("commit", CALLS[COMMIT]), ("best", CALLS[BEST_CASE])] if columns.stage else []
        gap = "" if columns.stage else " "
        signs_line = line(" ", *(part for word, sign in marks for part in (" ", sign, (f" {word}{gap}", "$muted"))))
        by = line((" by close date" if columns.deal >= 24 or not columns.stage else " by date", "$muted"))
        titles = line("  ", ("Open deals", "bold"), by)
        room = columns.start - 1
        named = line(left(titles, 3 + columns.deal), ("Stage", "$muted")) if columns.stage else titles
        head = line(left(named, room - 6), right(line(("Value", "$muted")), 6), " ")
        return (
            line(left(signs_line, columns.start), large),
            line(head, small, "  ", ("What to know", "$muted")),
        )
