"""One person of a stand-up, big enough for a room: name and kept so far in block letters, what was done, is overdue and is on today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.slips import why_moved
from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, between, cut, left, line, right, rule
from sprintsales.ui.screens.standup_people import kept_text, pace_text
from sprintsales.ui.widgets.block_letters import big_text, big_width
from sprintsales.ui.widgets.pane import Pane, in_place

if TYPE_CHECKING:
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.reading import UncoveredDeal
    from sprintsales.services.views.standup import PersonStandup, StandupView, Stopped
    from sprintsales.services.views.team_work import MovedDate

GAP = 3
BAND_WORD = 14
LEAST_ITEMS = 3
ROOM_FOR_WORDS = 80
LOOKS = {"no_plan": "bad", "plan_missed": "risk", "plan_done": "calm", "plan_done_unplanned": "calm", "moved_early": "calm"}
"""By class of a push, the look of its call-out."""
TINTS = {"bad": ("on $tint-bad", "$error"), "risk": ("on $tint-risk", "$warning"), "calm": ("on $tint-accent", "$accent")}
GOOD = ("on $tint-good", "$success")


@dataclass(frozen=True, slots=True)
class Band:
    """A tinted call-out of two rows: its word, what it is about, its figures at the right, and why."""

    word: str
    tint: str
    tone: str
    name: Content
    figures: str
    why: str


class PersonPane(Pane):
    """Whose turn it is."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._view: StandupView | None = None
        self._at: int | None = None

    def show_person(self, view: StandupView, member_id: int | None) -> None:
        """Show somebody, from the name on."""
        if member_id != self._at:
            self.top = 0
        self._view, self._at = view, member_id
        self.redraw()

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self._view is None:
            return [line((" loading …", "$muted"))]
        one = next((one for one in self._view.members if one.id == self._at), None)
        if one is None:
            return nobody(self._view)
        inside = max(20, width - 2)
        if self.top:
            whole = [*head_lines(one, self._view, inside), NOTHING, *body_lines(one, self._view, inside, 10_000, 1)]
            self.top = min(self.top, max(0, len(whole) - height))
            return [in_place(row, width) for row in whole[self.top :]]
        head = head_lines(one, self._view, inside)
        step = 2 if width >= 70 and height >= 22 else 1
        body = body_lines(one, self._view, inside, height - len(head) - 1, step)
        return [in_place(row, width) for row in (*head, NOTHING, *body)]


def nobody(view: StandupView) -> list[Content]:
    """What a stand-up without people says."""
    if view.members:
        return [line((" Choose somebody.", "bold"))]
    return [
        NOTHING,
        line((" Nobody has a rep's seat yet, so nobody stands up.", "bold")),
        NOTHING,
        line(" ", ("8", "bold $accent"), ("  shows the team", "$muted")),
        line(" ", ("I", "bold $accent"), ("  brings it in from a file", "$muted")),
    ]


def head_lines(one: PersonStandup, view: StandupView, width: int) -> list[Content]:
    """The name at the left and what is kept so far at the right, three rows high."""
    numbers = one.numbers
    owed = numbers.committed - numbers.moot if numbers else 0
    figure = big_text(kept_text(numbers.kept, owed), width // 3, "$foreground") if numbers and owed else []
    verdict, tone = pace_text(one.pace)
    marks = ", ".join(numbers.marks) if numbers else ""
    kept = ("kept so far", f"{marks} commit" if marks == "late" else marks) if marks else ("kept", "so far")
    label = (verdict, *kept) if figure else ("", "no promise", f"in {view.sprint.name}")
    wide = big_width(figure)
    beside = max(map(len, label))
    room = width - wide - beside - (3 if wide else 2)
    name = big_text(one.name, room, "$faint" if one.is_away else "$accent")
    rows: list[Content] = []
    for place, row in enumerate(name):
        number = figure[place] if figure else NOTHING
        words = line((label[place], f"bold {tone}" if figure and not place else "$muted"))
        rows.append(between(row, line(right(words, beside), " " if wide else "", left(number, wide)), width))
    if one.is_away:
        back = f", back {written.day_with_month(one.back, view.today)}" if one.back else ""
        rows.append(line((f"– away today{back}", "bold $muted")))
    return rows


def body_lines(one: PersonStandup, view: StandupView, width: int, height: int, step: int) -> list[Content]:
    """What was done and is on today in two columns, then the call-outs; items give way to call-outs, each column says how many more."""
    bands = [*(blocked_band(stop, view) for stop in one.blocked), *(moved_band(move, view) for move in one.dates_moved)]
    bare = uncovered_lines(one.uncovered, view, width)
    start = 3 if step > 1 else 2
    most = max(len(one.done) + sum(card.state != "blocked" for card in one.overdue), len(one.today), 1)
    airy = step > 1 and start + step * most + 3 * len(bands) + len(bare) <= height
    calls = [row for band in bands for row in (*band_lines(band, width), *([NOTHING] if airy else []))] + bare
    since = [*((card, "done") for card in one.done), *((card, "overdue") for card in one.overdue if card.state != "blocked")]
    if not since and not one.today and not calls:
        return quiet(one, view)
    half = (width - GAP) // 2
    heads = _heads(one, view, half, width - half - GAP)
    room = max(LEAST_ITEMS, (height - start - len(calls) - 1) // step)
    done = _since_rows(since, half, room)
    today = _cut([_today_row(card, width - half - GAP) for card in one.today], room) or [line(("Nothing is planned for today.", "$muted"))]
    lines = [*heads, *([NOTHING] if step > 1 else [])]
    for place in range(max(len(done), len(today))):
        first = done[place] if place < len(done) else NOTHING
        second = today[place] if place < len(today) else NOTHING
        lines += [line(left(first, half), " " * GAP, second), *[NOTHING] * (step - 1)]
    if step == 1 and calls:
        lines.append(NOTHING)
    return _fitted([*lines, *calls], height)


def _fitted(lines: list[Content], height: int) -> list[Content]:
    if len(lines) <= height:
        return lines
    hidden = len(lines) - height + 1
    return [*lines[: height - 1], line((f"+ {hidden} more ↓", "$muted"), ("   pgdn", "bold $accent"))]


def quiet(one: PersonStandup, view: StandupView) -> list[Content]:
    """What is said of somebody with nothing to tell."""
    since = written.day(view.since, view.today)
    ways = [] if one.is_away else [NOTHING, line(("2", "bold $accent"), ("  plan something", "$muted"))]
    return [NOTHING, line((f"Nothing done since {since}, nothing planned for today.", "bold")), *ways]


def _heads(one: PersonStandup, view: StandupView, first: int, second: int) -> list[Content]:
    open_ = sum(card.state != "blocked" for card in one.overdue)
    counts = line(
        (f"✓ {len(one.done)}", "$success" if one.done else "$faint"),
        "   ",
        (f"✗ {open_}", "$error" if open_ else "$faint"),
        "   ",
        (f"■ {len(one.blocked)}", "$warning" if one.blocked else "$faint"),
    )
    since = between(line((f"Since {view.since:%A}", "bold")), counts, first)
    over = "▲ " if one.capacity and one.used > 1.1 * one.capacity else ""
    load = f"{over}{written.hours(one.used, unit='')} of {written.hours(one.capacity, unit=' h')}" if one.capacity else "away"
    today = between(line(("Today", "bold")), line((load, "$warning" if over else "$muted")), second)
    return [line(since, " " * GAP, today), line(rule(first), " " * GAP, rule(second))]


def _since_rows(since: list[tuple[Card, str]], width: int, room: int) -> list[Content]:
    """Done, then overdue; where they are too many, done work steps back behind a count."""
    rows = [_since_row(card, what, width) for card, what in since]
    late = sum(what == "overdue" for _, what in since)
    done = len(rows) - late
    if len(rows) <= room:
        return rows or [line(("Nothing was done.", "$muted"))]
    kept = max(1, room - late - 1)
    if done <= kept:
        return _cut(rows, room)
    return _cut([*rows[:kept], line((f"+ {done - kept} more done", "$muted"), ("   pgdn", "bold $accent")), *rows[done:]], room)


def _cut(rows: list[Content], room: int) -> list[Content]:
    if len(rows) <= room:
        return rows
    return [*rows[: room - 1], line((f"+ {len(rows) - room + 1} more ↓", "$muted"), ("   pgdn", "bold $accent"))]


def _since_row(card: Card, what: str, width: int) -> Content:
    if what == "done":
        return between(line(("✓ ", "$success"), (_name(card), "bold")), line((_type(card), "$muted")), width, gap=2)
    late = f"{_type(card)} {card.days_overdue} d".strip()
    if len(_name(card)) + len(late) + len("✗   overdue") + 1 <= width:
        late += " overdue"
    return between(line(("✗ ", "$error"), (_name(card), "bold")), line((late, "bold $error")), width, gap=2)


def _today_row(card: Card, width: int) -> Content:
    time = f"{card.planned_time // 60:02d}:{card.planned_time % 60:02d}" if card.planned_time is not None else "any"
    mark = line((f"↻{card.carries} ", "$warning" if card.carries > 1 else "$muted")) if card.carries else NOTHING
    if card.is_added and not card.carries:
        mark = line(("+ ", "$accent"))
    done = f"{card.quantity_done}/{card.quantity} " if card.is_block and card.quantity_done else ""
    stopped = ("■ ", "$warning") if card.state == "blocked" else ("", "")
    end = line(stopped, mark, (f"{done}{_type(card)}", "$muted"))
    return between(line((f"{time:<6}", "" if card.planned_time is not None else "$muted"), (_name(card), "bold")), end, width, gap=2)


def _name(card: Card) -> str:
    return card.title if card.title != card.type_name else card.title.capitalize()


def _type(card: Card) -> str:
    return card.type_name.capitalize() if card.title != card.type_name else ""


def blocked_band(stop: Stopped, view: StandupView) -> Band:
    """What stops somebody, since when, and who can clear it."""
    card = stop.card
    days = "today" if not stop.days else "1 day" if stop.days == 1 else f"{stop.days} days"
    value = f" · {written.money_short(card.value, view.currency)}" if card.value else ""
    clears = f"{stop.clears} can clear it" if stop.clears else "nobody is named who can clear it"
    since = f"since {written.day_with_month(card.blocked_since, view.today)}" if card.blocked_since and stop.days else ""
    why = (card.blocked_why or "no reason given").rstrip(".")
    told = ", ".join(part for part in (clears, since) if part)
    name = line((_name(card), "bold"), (f"  {_type(card)}", "$muted"))
    return Band("■ Blocked", *TINTS["risk"], name, f"{days}{value}", f"{why[:1].upper()}{why[1:]}. {told[:1].upper()}{told[1:]}")


def moved_band(move: MovedDate, view: StandupView) -> Band:
    """A close date that moved: by how much, the reason given, and what the plan says."""
    value = f" · {written.money_short(move.value, view.currency)}" if move.value is not None else ""
    days = f"{'+' if move.days > 0 else written.MINUS}{abs(move.days)} d"
    tint, tone = TINTS[LOOKS[move.slip_class]] if move.slip_class else GOOD
    dates = f"{written.day(move.from_date, view.today)} → {written.day(move.to_date, view.today)}"
    why = why_moved(move.slip_class, move.reason)
    word = "→ Date moved" if move.days > 0 else "← Pulled in"
    return Band(word, tint, tone, line((move.deal, "bold"), "   ", (dates, "")), f"{days}{value}", f"{why[:1].upper()}{why[1:]}")


def band_lines(band: Band, width: int) -> list[Content]:
    """A call-out in its two rows; the dates in a name are kept, the name gives way."""
    start = left(line((band.word, f"bold {band.tone}")), BAND_WORD)
    first = between(line(start, band.name), line((band.figures, f"bold {band.tone}")), width, gap=2)
    second = left(line(" " * BAND_WORD, (band.why, "$muted")), width)
    return [line((first, band.tint)), line((second, band.tint))]


def uncovered_lines(deals: Sequence[UncoveredDeal], view: StandupView, width: int) -> list[Content]:
    """The own deals that close soon with nothing planned, one line each."""
    rows = []
    for deal in deals[:3]:
        due = f"  {deal.verb} {written.day_with_month(deal.on, view.today)}{', nothing planned' if width >= ROOM_FOR_WORDS else ''}"
        value = written.money_short(deal.value, view.currency) if deal.value else "no value"
        word = "! Uncovered closing  "
        name = cut(line((deal.name, "bold")), max(8, width - len(word) - len(due) - len(value) - 2))
        rows.append(between(line((word, "bold $warning"), name, (due, "$muted")), line((value, "bold $warning")), width, gap=2))
    if len(deals) > 3:
        rows.append(line((f"  + {len(deals) - 3} more, f4 on Deals shows them", "$muted")))
    return rows
