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
from sprintsales.ui.screens.review_goal import goal_part
from sprintsales.ui.screens.review_since import is_recorded, since_words
from sprintsales.ui.screens.review_told import Reviewed, Tell, Told, is_running
from sprintsales.ui.widgets.unit_chart import LATE, UNITS, counted, legend, unit_chart, unit_counts

if TYPE_CHECKING:
    from sprintsales.domain.forecast import Forecast
    from sprintsales.services.views.kpis import KpiRow
    from sprintsales.services.views.review import PersonPromise, ReviewView, Unfinished, Unkept

NAME, SHORT_NAME, GIVEN, FIGURES = 16, 11, 9, 15
ROOMY, TIGHT = 70, 55
PRESSING = frozenset({"overdue", "blocked"})
"""What of the unfinished is told first; the rest follows by value."""
SEAL = 8
"""How much of the picture's digest stands beside the report."""


# Promise.


def promise_part(told: Reviewed, width: int) -> Told:
    """Who kept what: one sign for each promised item, say/do, kept of promised."""
    view = told.view
    note = since_words(told) or "so far"
    if view.frozen_on and view.digest and width >= TIGHT:
        note += f" · {view.digest[:SEAL]}"
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
    return Told("Promise", note, line((f"{'say/do':>8}{'kept':>7}", "$muted")), tuple(lines), tuple(foot))


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
    lines += [row(cut(one.name, name - 1), [_figure(one, key, size, told) for key, _, size in shown]) for one in view.kpis.groups]
    if not view.kpis.groups:
        lines.append(line(("Nothing was logged.", "bold")))
    total = view.kpis.total
    foot = [rule(width), row(line(("Team", "bold")), [_figure(total, key, size, told, bold=True) for key, _, size in shown])]
    goals = [line(right(line((_goal(total, key, view), "$muted")), size - 1), " ") for key, _, size in shown]
    if any(key in total.goals for key, _, _ in shown):
        foot.append(row(line(("goal", "$muted")), goals))
    note = ", ".join(part for part in ("beside outcome" if width >= TIGHT or not since_words(told) else "", since_words(told)) if part)
    return Told("Activities", note, NOTHING, tuple(lines), tuple(foot))


def _figure(row: KpiRow, key: str, size: int, told: Reviewed, *, bold: bool = False) -> Content:
    """A figure, with a sign beside it where it was corrected since the close, or the sprint is over and its goal was missed."""
    view = told.view
    figure = row.figures.get(key)
    value = figure.value if figure is not None else None
    goal = row.goals.get(key)
    missed = goal is not None and not is_running(view) and is_met(KPIS[key], value, goal) is False
    who = None if row is view.kpis.total else row.name
    corrected = is_recorded(told) and any(one.key == key and one.who == who for one in told.corrected)
    sign: Part = ("≠", "bold $accent") if corrected else ("▼", "$warning") if missed else " "
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
    note = since_words(told) or "as it stands today"
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
        note = f"{len(view.unkept)} promised" + (", what became of them" if width >= ROOMY else "") + f", {since_words(told)}"
        return Told("Not kept", note, NOTHING, rows)
    value = view.open_value
    end = line((f"{written.money_short(value, view.currency)} in deals", "$muted")) if value else NOTHING
    pressing = sorted(view.unfinished, key=lambda one: (one.card.state not in PRESSING, -(one.card.value or 0)))
    lines = tuple(open_line(one, view, width) for one in pressing) or (line(("Nothing is left open.", "bold")),)
    short = short_words(view)
    if short:
        lines += (line((f"○ {short}", "$muted")),)
    if unkept:
        lines += (NOTHING, line(("Promised, not kept", "bold"), (f"  {len(unkept)}, what became of them", "$muted")), *unkept)
    note = adding_words(view) if view.unfinished else ""
    if note and unkept and width >= ROOMY:
        note += f", {len(unkept)} not kept"
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
