"""Below the timeline: what speaks against the deal under the cursor, what closes in each period, and the three outlooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.attention import flag_sentence
from sprintsales.domain.closing import CellSum
from sprintsales.domain.flags import Flag, tone
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cells, cut, left, line, right
from sprintsales.ui.screens.closing_list import TONES, Grid
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.outlook_bars import FILLS, NAIVE, WEIGHTED, axis_line, outlook_bar, outlook_marks
from sprintsales.ui.widgets.timeline import CELL, Axis
from sprintsales.ui.widgets.week_columns import Pillar, off_scale, week_columns

if TYPE_CHECKING:
    from sprintsales.domain.deals import DealFacts
    from sprintsales.services.views.closing_board import ClosingBoard, Outlook
    from sprintsales.services.views.closing_goals import PeriodGoal

CHART_ROWS = 4
DOUBTED = " rests on a date that cannot be true: agreement after close"


@dataclass(frozen=True, slots=True)
class Below:
    """What is drawn below the list: the board, the periods shown with their sums, and the goals where they hold for what is shown."""

    board: ClosingBoard
    on: Axis
    sums: tuple[CellSum, ...]
    goals: tuple[PeriodGoal | None, ...]
    grid: Grid
    width: int
    filtered: bool = False
    """Only some of somebody's deals are shown, so that no goal holds for them."""


# The deal under the cursor.


def cure_lines(deal: DealFacts | None, raised: Sequence[Flag], width: int, *, rows: int) -> list[Content]:
    """Return which rule the deal breaks, by how much, and what cures it, in one or two lines."""
    if deal is None:
        return [NOTHING] * rows
    if not raised:
        calm = "nothing speaks against its dates" if not deal.blocked else "it is blocked"
        return [cut(line("  ", (deal.name, "bold"), (f"   {calm}", "$muted")), width), *[NOTHING] * (rows - 1)]
    worst = raised[0]
    sign = signs.drawn(signs.flag(worst.code))[:1]
    others = [signs.drawn(signs.flag(flag.code))[:1] for flag in raised[1:]]
    more = line((f"+ {' '.join(others)}  ", "$muted"), ("enter", "bold $accent")) if others else NOTHING
    sentence = flag_sentence(worst)
    head = line((sign, f"bold {TONES[tone(worst)]}"), " ", (f"{sentence[:1].upper()}{sentence[1:]}.", "bold"))
    if rows == 1:
        return [between(line(head, " ", (worst.kind.cure, "$muted")), more, width)]
    return [
        between(line(head, "  ", (worst.kind.rule, "$muted")), more, width),
        cut(line("  ", ("→ ", "$accent"), worst.kind.cure), width),
    ]


# What closes in each period.


def sum_lines(below: Below) -> list[Content]:
    """Return the columns of the periods with their numbers below, in five lines."""
    pillars = [Pillar(one.covered, one.uncovered, goal.level if goal else None) for one, goal in zip(below.sums, below.goals, strict=True)]
    chart = week_columns(pillars, below.on, CHART_ROWS)
    start, room = below.grid.start, below.grid.notes
    words: list[Content] = [
        line("  ", (f"Closing per {below.on.unit}", "bold")),
        line("  ", ("█", "$fill-acc"), (" covered   ", "$muted"), ("▒", "$fill-risk"), (" nothing planned", "$muted")),
        goal_words(below),
        NOTHING,
    ]
    notes = _off_notes(below, off_scale(pillars), room)
    found = [line(left(word, start), row, " " * below.grid.gap, said) for word, row, said in zip(words, chart, notes, strict=True)]
    return [*found, line(" " * start, _figures(below))]


def folded_sums(below: Below) -> list[Content]:
    """Return a number and a bar for each period, in two lines."""
    start = below.grid.start
    most = max((one.value for one in below.sums), default=0)
    bars: list[Part] = []
    for place, (one, goal) in enumerate(zip(below.sums, below.goals, strict=True)):
        of = goal.level if goal else most
        style = "$warning" if one.uncovered else "$accent"
        bars += [
            (bar(CELL - 1, one.value / of if of else None, style=style), below.on.shade(place * CELL)),
            (" ", below.on.shade(place * CELL)),
        ]
    return [
        line(left(line("  ", (f"Per {below.on.unit}", "bold")), start), _figures(below)),
        line(left(goal_words(below, "of"), start), *bars),
    ]


def _figures(below: Below) -> Content:
    currency = below.board.index.currency
    parts: list[Part] = []
    for place, one in enumerate(below.sums):
        text = written.money_short(one.value, currency) if one.value else f"{one.count}×{written.DASH}" if one.count else written.DASH
        mark = "!" if one.uncovered else ""
        look = "bold $warning" if one.uncovered else "" if one.value else "$muted"
        figure = line((f"{mark}{text}", look))
        room = CELL - 1 if figure.cell_length < CELL - 1 else CELL  # a blank at both sides, as long as the number leaves one
        parts.append((left(right(figure, room), CELL), below.on.shade(place * CELL)))
    return line(*parts)


def goal_words(below: Below, mark: str = "┄") -> Content:
    """Return what the dashed line (or the full bar) is."""
    known = [goal for goal in below.goals if goal is not None]
    if not known:
        return line("  ", ("of the deals shown" if below.filtered else "no goal on won value", "$muted"))
    first = known[0]
    amount = written.money_short(first.level, below.board.index.currency)
    of = f", part of the {first.part_of}'s" if first.part_of and below.grid.start > 30 else ""
    return line("  ", (f"{mark} ", "$muted"), (f"goal {amount}{of}", "$muted"))


def _off_notes(below: Below, places: Sequence[int], room: int) -> list[Content]:
    currency, today = below.board.index.currency, below.board.index.as_of
    if not places:
        return [NOTHING] * CHART_ROWS
    notes = [line(("▲ off the scale", "bold"))]
    for place in places[: CHART_ROWS - 1]:
        one = below.sums[place]
        start = written.day_with_month(one.period.start, today).split(" ", maxsplit=1)[-1]
        notes.append(between(line((start, "$muted")), line((written.money_short(one.value, currency), "")), min(room, 18)))
    return [*notes, *[NOTHING] * (CHART_ROWS - len(notes))]


# The outlook.


def outlook_lines(below: Below, *, folded: bool, roomy: bool = True, apart: bool = False) -> list[Content]:
    """Return the outlooks: two lines each on one axis of the share of the goal; FOLDED without the week and the head."""
    board, grid = below.board, below.grid
    shown = [one for one in board.outlooks if not folded or one.kind != "week"]
    found: list[Content] = []
    if not folded:
        whose = board.whose or f"team {board.goals.desk.team.name}"
        head = line("  ", ("Forecast", "bold"), (f" of {whose}", "$muted"))
        has_goal = any(one.goal for one in shown)
        scale = axis_line(below.on.width) if has_goal else left(line(("no goal on won value, so no share of it", "$muted")), below.on.width)
        titles = right(line(("weighted, to goal" if grid.notes >= 17 else "weighted to goal", "$muted")), grid.notes)
        found.append(line(left(head, grid.start), scale, " " * grid.gap, titles))
    for one in shown:
        found += _outlook(below, one, folded=folded)
    return [*found, *legend_lines(below, roomy=roomy, apart=apart)]


def period_name(one: Outlook) -> str:
    """What a horizon is called: `Week 16–22 Nov`, `Nov 2026`, `Oct–Dec 2026`."""
    period, months = one.forecast.period, written.ENGLISH.months
    if one.kind == "week":
        return f"Week {written.days_between(period.start, period.last, weekdays=False)}"
    last = f"{months[period.last.month - 1]} {period.last.year}"
    return last if one.kind == "month" else f"{months[period.start.month - 1]}–{last}"


def _outlook(below: Below, one: Outlook, *, folded: bool) -> list[Content]:
    told, currency, grid = one.forecast, below.board.index.currency, below.grid

    def money(amount: int | None) -> str:
        return written.money_short(amount, currency)

    goal = one.goal.level if one.goal is not None else None
    won = line((money(told.won), "bold"), (f" of {money(goal)}" if goal else " won", "$muted"))
    name = line("  ", (period_name(one), "bold"))
    more = f"commit {money(told.commit_total)}  best {money(told.best_case_total)}"
    if folded and grid.rep == 0:
        first, second = name, line("  ", won)
    else:
        first, second = between(name, won, grid.start - 2), right(line((more if goal else "", "$muted")), grid.start - 2)
    width = below.on.width
    if goal:
        chart = outlook_bar((told.won, told.commit_total, told.best_case_total), goal, width)
        beside = (f"{more}  naive {money(told.naive)}", more) if folded and grid.rep == 0 else ()
        marks = outlook_marks(told.weighted_total, told.naive, goal, width, beside)
    else:
        amounts = ((told.commit_total, "commit"), (told.best_case_total, "best case"))
        chart = left(line(*(part for amount, word in amounts for part in ((f"{word} ", "$muted"), f"{money(amount)}   "))), width)
        marks = left(NOTHING, width)
    gap = " " * grid.gap
    naive = f"naive {money(told.naive)}" + (f" (n = {told.naive_n})" if told.naive is None else "")
    days = f"{one.days_left} d left"
    rest = [
        line(line((money(told.weighted_total), "bold"))),
        distance(told.weighted_total, goal, currency, doubtful=told.doubtful.count > 0),
    ]
    if folded and grid.notes < 16:
        return [line(left(first, grid.start), chart, gap, rest[0]), line(left(second, grid.start), marks, gap, rest[1])]
    below_it = (
        line((naive, "$muted"))
        if cells(naive) + cells(days) + 1 > grid.notes
        else between(line((naive, "$muted")), line((days, "$muted")), grid.notes)
    )
    return [
        line(left(first, grid.start), chart, gap, between(rest[0], rest[1], grid.notes)),
        line(left(second, grid.start), marks, gap, below_it),
    ]


def distance(weighted: int, goal: int | None, currency: str, *, doubtful: bool = False) -> Content:
    """Return how far a weighted total is from the goal, with its sign; what rests on a DOUBTFUL date is no good news."""
    if not goal:
        return line(("no goal", "$muted"))
    over = weighted - goal
    text = written.money_short(abs(over), currency)
    if doubtful:
        return line(("! ", "bold $warning"), (f"{'+' if over >= 0 else written.MINUS} {text}", "$warning"))
    return line((f"+ {text}", "$success")) if over >= 0 else line((f"− {text}", "$warning"))


def doubt_line(below: Below, width: int) -> Content:
    """Return what of the longest outlook's commit rests on dates that cannot be true, in as many words as fit; nothing where all may be."""
    told, currency = below.board.outlooks[-1].forecast, below.board.index.currency
    if not told.doubtful.count:
        return NOTHING
    amount = written.money_short(told.doubtful.known, currency)
    said = f"! {amount} of commit"
    ways = [f"{said}{more}" for more in (DOUBTED, DOUBTED.partition(":")[0], " rests on an untrue date")]
    return line((next((words for words in ways if cells(words) <= width), f"! {amount}: date untrue"), "$warning"))


def legend_lines(below: Below, *, roomy: bool, apart: bool = False) -> list[Content]:
    """Return what the fills and marks mean, what no horizon counts, and which dates cannot be true: APART in a line of their own."""
    width = below.width - 1
    words = (("won", *FILLS[0]), ("commit", *FILLS[1]), ("best case" if roomy else "best", *FILLS[2]))
    parts: list[Part] = ["  "]
    for word, mark, look in words:
        parts += [(mark, look), (f" {word}  ", "$muted")]
    naive = "naive: mean of the last 3" if roomy else "naive"
    parts += [WEIGHTED, (" weighted  ", "$muted"), (NAIVE, "$muted"), (f" {naive}  ", "$muted"), "│", (" goal", "$muted")]
    told = below.board.outlooks[0].forecast
    currency = below.board.index.currency
    outside = [
        f"{written.count(heap.count)} {word} {written.money_short(heap.value if heap.count > heap.unvalued else None, currency)}"
        for word, heap in (("overdue", told.overdue), ("undated", told.undated))
        if heap.count
    ]
    counted = line((f"in none: {', '.join(outside)}", "$muted")) if outside else NOTHING
    if not roomy:
        start = line(*parts)
        doubt = doubt_line(below, width - (2 if apart else start.cell_length + 2))
        if doubt and not apart:
            return [between(start, doubt, width)]
        return [
            *([line("  ", doubt)] if doubt else []),
            between(start, counted, width) if start.cell_length + counted.cell_length + 2 <= width else cut(start, width),
        ]
    return [between(line(*parts), counted, width), line("  ", doubt_line(below, width - 2))]
