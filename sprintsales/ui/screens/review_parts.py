"""The parts of the review as lines: goal, promise, activities, deals and dates, forecast, what is unfinished."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.kpi_standing import is_met
from sprintsales.reports.review import adding_words, short_words
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cut, left, line, right, rule
from sprintsales.ui.screens.review_deals import dates_part
from sprintsales.ui.screens.review_told import Reviewed, Tell, Told, is_running
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.frame import Tile
from sprintsales.ui.widgets.unit_chart import LATE, UNITS, counted, legend, unit_chart, unit_counts

if TYPE_CHECKING:
    from sprintsales.domain.forecast import Forecast
    from sprintsales.services.views.kpis import KpiRow
    from sprintsales.services.views.review import PersonPromise, ReviewView, Unfinished, Unkept
    from sprintsales.services.views.reviewed import Restated

NAME, SHORT_NAME, GIVEN, FIGURES = 16, 11, 9, 15
ROOMY, TIGHT = 70, 55
CLOSED = "closed"
PRESSING = frozenset({"overdue", "blocked"})
"""What of the unfinished is told first; the rest follows by value."""
SEAL = 8
"""How much of the picture's digest stands beside the report."""


# Goal.

STATES = {"active": "runs", "review": "in review, not closed yet", "closed": "closed", "cancelled": "cancelled", "planned": "to come"}


def state_words(view: ReviewView) -> str:
    """What the sprint is: running, in review, or closed and frozen."""
    sprint = view.sprint
    if view.frozen_on is None and sprint.state == CLOSED:
        return f"{sprint.name} as recorded today"
    if view.frozen_on is not None:
        return f"{sprint.name} closed {written.day_with_month(view.frozen_on, view.today)}, frozen"
    return f"{sprint.name} {STATES[sprint.state]}"


def goal_verdict(view: ReviewView) -> tuple[str, str, str]:
    """The goal's verdict in words, its tone, and the ground it stands on."""
    sprint = view.sprint
    if sprint.goal_met is not None:
        return ("✓ Goal met", "$success", "on $tint-good") if sprint.goal_met else ("✗ Goal not met", "$error", "on $tint-bad")
    judged = [one for one in view.targets if one.is_met is not None]
    if judged:
        met = sum(bool(one.is_met) for one in judged)
        words = f"{met} of {len(judged)} {'target' if len(judged) == 1 else 'targets'} met"
        return (f"✓ {words}", "$success", "on $tint-good") if met == len(judged) else (f"✗ {words}", "$error", "on $tint-bad")
    return ("○ Goal" if sprint.goal else "○ No goal was set", "$accent", "on $tint-accent")


def goal_line(told: Reviewed, width: int) -> Content:
    """Goal and figures in one line."""
    word, tone, _ground = goal_verdict(told.view)
    figures: list[Part] = []
    for tile in told.frame.tiles[1:]:
        sign = signs.verdict(tile.verdict)
        value = tile.narrow_value or tile.value
        own = tile.label.lower() if tile.label.istitle() and " " not in tile.label else tile.label[:1].lower() + tile.label[1:]
        apart = "  │ " if tile is told.frame.tiles[-1] else "    "  # what was won is the month's, the rest the sprint's
        figures += [(apart, "$muted"), (f"{own} ", "$muted"), value, (f" {signs.drawn(sign)}" if signs.drawn(sign) else "", sign.tone)]
    start = line((word, f"bold {tone}"), "   ", (told.view.sprint.goal or "", "bold"))
    return between(start, line(*figures), width)


def goal_part(told: Reviewed, width: int) -> Told:
    """The goal, and the sprint's figures against theirs, one a line."""
    word, tone, _ground = goal_verdict(told.view)
    lines: list[Content] = [line((told.view.sprint.goal or "Nothing was set as the goal of this sprint.", "bold")), NOTHING]
    lines += [tile_line(tile, width) for tile in told.frame.tiles]
    return Told("Goal", state_words(told.view), line((word, f"bold {tone}")), tuple(lines))


def tile_line(tile: Tile, width: int) -> Content:
    """One figure against its goal, with a bar."""
    sign = signs.verdict(tile.verdict)
    value = f"{tile.value} of {tile.goal}" if tile.goal else tile.value
    words = line((f"{signs.drawn(sign)} {tile.words}".strip(), sign.tone))
    start = line(left(line((tile.label, "$muted")), 12), right(line((value, "bold")), 16), "   ")
    room = max(0, width - start.cell_length - 22)
    return line(start, bar(min(30, room), tile.share, pace=tile.pace) if tile.goal else left("", min(30, room)), "   ", cut(words, 18))


# Promise.


def promise_part(told: Reviewed, width: int) -> Told:
    """Who kept what: one sign for each promised item, say/do, kept of promised."""
    view = told.view
    note = "as recorded today" if view.sprint.state == CLOSED else "so far"
    if view.frozen_on:
        seal = f" · {view.digest[:SEAL]}" if view.digest and width >= TIGHT else ""
        note = f"frozen {written.day_with_month(view.frozen_on, view.today)}{seal}"
    lines: list[Content] = [person_line(one, view, width) for one in view.members]
    if not lines:
        lines = [
            line(("Nobody has worked in this sprint.", "bold")),
            line(("2", "bold $accent"), ("  plans a week, C promises it", "$muted")),
        ]
        return Told("Promise", note, NOTHING, tuple(lines))
    team = view.promise
    counts = counted(fate_of(item.fate, item.is_late) for one in view.members for item in one.items)
    end = _shares(team.kept, team.committed - team.moot, view.promise.say_do, view.kpis.total.goals.get("say_do"), bold=True)
    label = line(("Team", "bold"), (f" {team.reps_committed} of {team.reps_expected}" if width >= TIGHT else "", "$muted"))
    total = line(left(label, name_width(width)), unit_counts(counts, width - name_width(width) - FIGURES - 1))
    foot = [rule(width), between(total, end, width), *legend(counts, width)]
    missing = team.reps_expected - team.reps_committed
    if missing or team.late_commits:
        words = (f"{missing} without a commitment" if missing else "", f"{team.late_commits} committed late" if team.late_commits else "")
        foot.append(line((", ".join(part for part in words if part), "$warning")))
    foot += corrected_lines(told, width)
    return Told("Promise", note, line((f"{'say/do':>8}{'kept':>7}", "$muted")), tuple(lines), tuple(foot))


def corrected_lines(told: Reviewed, width: int) -> list[Content]:
    """What was corrected since the close: how many figures, or which ones where today's records are shown."""
    if not told.corrected:
        return []
    if told.view.frozen_on is not None:
        number = len(told.corrected)
        words = f"{number} figures corrected" if number > 1 else "1 figure corrected"
        return [line(("▲ ", "$warning"), (f"{words} since the close, not counted here: ", "$muted"), ("r", "bold $accent"))]
    of_team = [one for one in told.corrected if not one.who]
    changed = [f"{one.title} {_restated(one, one.frozen, told)} → {_restated(one, one.now, told)}" for one in of_team]
    who = sorted({one.who.split(" ")[0] for one in told.corrected if one.who})
    lines = [line(("▲ ", "$warning"), ("at the close → now: ", "$muted"), ", ".join(changed))] if changed else []
    return [cut(one, width) for one in (*lines, line(("  corrected for ", "$muted"), ", ".join(who)))] if who else lines


def _restated(one: Restated, value: int | float | Fraction | None, told: Reviewed) -> str:
    if value is None:
        return written.DASH
    if one.unit == "ratio":
        return written.percent(float(value))
    return written.money_short(int(value), told.view.currency) if one.unit == "money" else written.count(int(value))


def name_width(width: int) -> int:
    """Columns of a name beside its chart."""
    return NAME if width >= TIGHT else SHORT_NAME


def fate_of(fate: str, late: bool) -> str:
    """The unit of the chart for what became of an item."""
    return LATE if late else fate


def person_line(one: PersonPromise, view: ReviewView, width: int) -> Content:
    """One person's promise."""
    size = name_width(width)
    name = left(line(cut(one.name, size - 1)), size)
    if not one.is_committed:
        word = ("no commitment", "$warning") if one.is_expected else ("nothing promised", "$faint")
        return between(line(name, word), line((written.DASH, "$faint")), width)
    marks = [word for word, holds in (("late", one.is_late_commit), ("light", one.numbers.is_light)) if holds]
    if one.is_restated:
        marks.append("▲")
    tail = line((f" {' '.join(marks)}" if marks else "", "$warning"))
    room = width - size - FIGURES - tail.cell_length - 1
    chart = unit_chart([fate_of(item.fate, item.is_late) for item in one.items], room)
    numbers = one.numbers
    goal = view.kpis.total.goals.get("say_do")
    return between(line(name, chart, tail), _shares(numbers.kept, numbers.committed - numbers.moot, numbers.say_do, goal), width)


def _shares(kept: int, owed: int, say_do: Fraction | None, goal: int | None, *, bold: bool = False) -> Content:
    """say/do with its verdict where there is a goal on it, then kept of promised; no share while the sprint runs."""
    share = float(say_do) if say_do is not None else None
    sign: Part = ""
    if share is not None and goal is not None:
        sign = ("✓", "$success") if is_met(KPIS["say_do"], say_do, goal) else ("▼", "$warning")
    percent = right(line((written.percent(share), "bold" if share is not None else "$faint")), 6)
    return line(" ", left(line(sign), 1), percent, right(line((written.ratio(kept, owed), "bold" if bold else "$muted")), 7))


# Activity beside outcome.

COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("calls_made", "calls", 6),
    ("meetings_held", "meet", 5),
    ("demos_held", "demo", 5),
    ("proposals_sent", "prop", 5),
    ("agreements_sent", "§", 4),
)
OUTCOMES: tuple[tuple[str, str, int], ...] = (("deals_created", "new", 5), ("won_count", "won", 4), ("won_value", "value", 8))
WIDER: tuple[tuple[str, str, int], ...] = (("contact_rate", "reached", 8),)
"""KPI, head and columns, the last one for the sign of a goal that was missed."""


def activities_part(told: Reviewed, width: int) -> Told:
    """What was done beside what came of it, by rep, the team's sum and goals below."""
    view = told.view
    done = [column for column in COLUMNS if width >= TIGHT or column[0] != "demos_held"]
    shown = (*done[:1], *(WIDER if width >= ROOMY else ()), *done[1:], *OUTCOMES)
    name = max(8, width - sum(size for _, _, size in shown) - 2)
    first = len(shown) - len(OUTCOMES)

    def row(label: Content, cells: list[Content]) -> Content:
        return line(left(label, name), *cells[:first], ("  ", ""), *cells[first:])

    head = row(NOTHING, [line(right(line((word, "$muted")), size - 1), " ") for _, word, size in shown])
    lines = [head]
    lines += [row(cut(one.name, name - 1), [_figure(one, key, size, view) for key, _, size in shown]) for one in view.kpis.groups]
    if not view.kpis.groups:
        lines.append(line(("Nothing was logged.", "bold")))
    total = view.kpis.total
    foot = [rule(width), row(line(("Team", "bold")), [_figure(total, key, size, view, bold=True) for key, _, size in shown])]
    goals = [line(right(line((_goal(total, key, view), "$muted")), size - 1), " ") for key, _, size in shown]
    if any(key in total.goals for key, _, _ in shown):
        foot.append(row(line(("goal", "$muted")), goals))
    note = "beside outcome, as it stood at the close" if view.frozen_on else "beside outcome"
    return Told("Activities", note, NOTHING, tuple(lines), tuple(foot))


def _figure(row: KpiRow, key: str, size: int, view: ReviewView, *, bold: bool = False) -> Content:
    """A figure, with a sign beside it where the sprint is over and its goal was missed."""
    figure = row.figures.get(key)
    value = figure.value if figure is not None else None
    goal = row.goals.get(key)
    missed = goal is not None and not is_running(view) and is_met(KPIS[key], value, goal) is False
    sign: Part = ("▼", "$warning") if missed else " "
    text = _value(key, value, view)
    tone = "bold" if bold else "$faint" if not value else ""
    return line(right(line((text, tone)), size - 1), sign)


def _value(key: str, value: int | float | Fraction | None, view: ReviewView) -> str:
    if value is None:
        return written.DASH
    number = float(value)
    if key == "contact_rate":
        return written.percent(number)
    return written.money_short(int(number), view.currency) if key == "won_value" else written.count(int(number))


def _goal(row: KpiRow, key: str, view: ReviewView) -> str:
    goal = row.goals.get(key)
    if goal is None:
        return ""
    return written.percent(goal / 1000) if key == "contact_rate" else _value(key, goal, view)


# Forecast.


def forecast_part(told: Reviewed, width: int) -> Told:
    """What the month brings: one bar of won, commit and best case with the goal on it, and its numbers."""
    view = told.view
    outlook, currency = view.forecast.outlook, view.currency

    def money(value: int | None) -> str:
        return written.money_short(value, currency)

    bar_line = outlook_bar(outlook, width)
    goal: list[Part] = [("no goal", "$muted")]
    if outlook.goal is not None:
        verdict: Part = (f"  ▼ {money(outlook.gap)} to go from won", "$warning") if outlook.gap else ("  ✓ reached", "$success")
        goal = [("│ goal ", "$muted"), (money(outlook.goal), "bold"), verdict]
    sums = line(
        ("█ won ", "$muted"), (money(outlook.won), "bold"), ("   ▓ with commit ", "$muted"), (money(outlook.commit_total), "bold"),
        ("   ░ with best case ", "$muted"), (money(outlook.best_case_total), "bold"),
    )  # fmt: skip
    rest: list[Part] = [("weighted ", "$muted"), money(outlook.weighted_total)]
    if outlook.naive is not None:
        rest += [("   mean of months before ", "$muted"), money(outlook.naive), (f" n {outlook.naive_n}", "$muted")]
    apart = [("overdue", outlook.overdue), ("undated", outlook.undated)]
    heaps = "   ".join(f"{word} {written.count(heap.count)} ({money(heap.known)})" for word, heap in apart if heap.count)
    lines = [bar_line, cut(sums, width), cut(line(*rest), width)]
    if outlook.doubtful.count:
        doubt = f"! {money(outlook.doubtful.known)} of commit rests on a date that cannot be true"
        lines.append(cut(line((doubt, "$warning")), width))
    if heaps:
        lines.append(cut(line(("not in it: ", "$muted"), (heaps, "$muted")), width))
    note = "as it stood at the close" if view.frozen_on else "as it stands today"
    return Told(f"Forecast {outlook.period.start:%B}", note, line(*goal), tuple(lines))


def outlook_bar(outlook: Forecast, width: int) -> Content:
    """Won, up to commit, up to best case on an axis of 0 to 125 % of the goal, which is a line on it; what goes beyond ends in `▸`."""
    scale = round(outlook.goal * 1.25) if outlook.goal else max(outlook.best_case_total, 1)
    ends = [min(width, round(width * value / scale)) for value in (outlook.won, outlook.commit_total, outlook.best_case_total)]
    marks = list("█" * ends[0] + "▓" * (ends[1] - ends[0]) + "░" * (ends[2] - ends[1]) + " " * (width - ends[2]))
    parts: list[Part] = [(mark, "$fill-good" if mark == "█" else "$fill-acc") for mark in marks]
    if outlook.goal:
        parts[min(width - 1, width * 4 // 5)] = ("│", "$foreground")
        if outlook.best_case_total > scale:
            parts[-1] = ("▸", "$accent")
    return line(*parts)


# Unfinished.


def unfinished_part(told: Reviewed, width: int) -> Told:
    """What is still open, then what was promised and not kept; in a closed sprint only that."""
    view = told.view
    unkept = tuple(unkept_line(one, view, width) for one in view.unkept)
    if view.sprint.is_over:
        rows = unkept or (line(("Everything promised was kept.", "bold")),)
        return Told("Not kept", f"{len(view.unkept)} promised, what became of them", NOTHING, rows)
    value = view.open_value
    end = line((f"{written.money_short(value, view.currency)} in their deals", "$muted")) if value else NOTHING
    pressing = sorted(view.unfinished, key=lambda one: (one.card.state not in PRESSING, -(one.card.value or 0)))
    lines = tuple(open_line(one, view, width) for one in pressing) or (line(("Nothing is left open.", "bold")),)
    short = short_words(view)
    if short:
        lines += (line((f"○ {short}", "$muted")),)
    if unkept:
        lines += (NOTHING, line(("Promised, not kept", "bold"), (f"  {len(unkept)}, what became of them", "$muted")), *unkept)
    note = adding_words(view) if view.unfinished else ""
    return Told("Unfinished", note if width >= TIGHT else f"{len(view.unfinished)} open" if note else "", end, lines)


def open_line(one: Unfinished, view: ReviewView, width: int) -> Content:
    """One open item: state, whose, what, and when."""
    card = one.card
    sign = signs.state(card.state)
    carried = f"↻{card.carries} " if card.carries else ""
    word = {"overdue": "overdue", "blocked": "blocked"}.get(card.state, "") or written.day(card.planned_on, view.today)
    value = written.money_short(card.value, view.currency) if card.value else ""
    end = line(
        (carried, "$warning" if card.carries > 1 else "$muted"), (f"{card.type_name}  ", "$muted"),
        right(line((word, sign.tone if card.state in ("overdue", "blocked") else "$muted")), 8), right(value, 8),
    )  # fmt: skip
    start = line((signs.drawn(sign), sign.tone), " ", left(line((_given(one.owner), "$muted")), GIVEN), card.title)
    return between(start, end, width, gap=2)


def unkept_line(one: Unkept, view: ReviewView, width: int) -> Content:
    """One promised item that was not kept, and what became of it."""
    unit = UNITS[fate_of(one.fate, late=False)]
    word = one.fate.replace("_", " ")
    value = written.money_short(one.value, view.currency) if one.value else ""
    end = line((f"{one.type_name}  ", "$muted"), right(line((word, unit.tone)), 11), right(value, 8))
    start = line((unit.mark, unit.tone), " ", left(line((_given(one.owner), "$muted")), GIVEN), one.title)
    return between(start, end, width, gap=2)


def _given(name: str | None) -> Content:
    return cut((name or "nobody").split(" ")[0], GIVEN - 1)


PARTS: tuple[tuple[str, str, str, Tell], ...] = (
    ("goal", "Goal", "Goal", goal_part),
    ("promise", "Promise", "Promise", promise_part),
    ("activities", "Activities", "Activities", activities_part),
    ("deals", "Deals and dates", "Deals", dates_part),
    ("forecast", "Forecast", "Forecast", forecast_part),
    ("unfinished", "Unfinished", "Unfinished", unfinished_part),
)
"""The steps of the review: id, word, short word, and how it is told."""
