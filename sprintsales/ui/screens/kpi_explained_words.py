"""One explained figure in words and signs: its head, its formula, its neighbours, its rows and its command."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.activities import TYPES
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import why_of
from sprintsales.reports.kpis import OF_MONEY
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cells, cut, left, line, right
from sprintsales.ui.screens.kpi_words import MONEY, VERDICTS, WORDS, period_days, period_state, value_text
from sprintsales.ui.widgets.big_number import big

if TYPE_CHECKING:
    from sprintsales.services.views.kpi_explained import BehindRow, Explained

DEAL_STATES = {"won": ("✓", "$success"), "lost": ("✗", "$error"), "open": ("○", "$muted")}
WHO = 14
"""Columns of whose a row is, at most."""
SAID = 15
"""Columns of what came of a row."""
NAMES = {
    "deal": ("deal", "deals"),
    "push": ("push", "pushes"), "advance": ("advance", "advances"), "promise": ("sprint", "sprints"), "lead": ("lead", "leads"),
}  # fmt: skip
"""What rows of a kind are called, one and more; rows of work are activities."""


def head_line(found: Explained, width: int) -> Content:
    """Which number of whom, and when."""
    title = found.kpi.title
    who = f"{found.row.name} · {period_days(found.period)}, {period_state(found.period, found.today)}"
    parts = (
        ("Explain this number", "bold $accent"),
        "   ",
        (f"{title[:1].upper()}{title[1:]}", "bold"),
        (" · ", "$muted"),
        (who, "$muted"),
    )
    return cut(line(*parts), width)


def formula_lines(found: Explained, width: int, *, large: bool) -> list[Content]:
    """The number, equal to its numerator over its denominator, then what it counts and what it leaves out."""
    kpi, figure = found.kpi, found.figure
    lines: list[Content] = []
    if figure.value is None:
        lines += [line(("–", "bold"), "  ", ("no number", "bold")), *_wrapped(why_of(kpi, figure) or "", width, "")]
    elif large:
        lines += [*_large(found, width), NOTHING]
    else:
        upper, lower = quotient(found)
        equal: tuple[Part, ...] = (
            ((" = ", "$muted"), upper, (" / ", "$muted"), lower) if lower else ((f"   n {figure.n} {kpi.denominator}", "$muted"),)
        )
        lines.append(cut(line((value_text(kpi, figure.value, found.currency, full=True), "bold"), *equal), width))
    lines += _wrapped(kpi.explanation, width, "")
    if found.likely is not None and 0 < figure.n < 100:
        low, high = (written.percent(share) for share in found.likely)
        lines += _wrapped(f"With n {figure.n} the true share is likely {low.removesuffix('%')} – {high}", width, "$muted")
    lines += _wrapped(f"Counted: {kpi.source}", width, "$muted")
    if figure.note and figure.value is not None:
        lines += _wrapped(figure.note, width, "$muted")
    if found.open_left_out:
        count = found.open_left_out
        lines += _wrapped(f"{written.count(count)} open {'deal is' if count == 1 else 'deals are'} not in it", width, "$muted")
    return lines


def quotient(found: Explained) -> tuple[str, str]:
    """Numerator and denominator in words; both empty for a figure that is none."""
    figure, kpi = found.figure, found.kpi
    if figure.numerator is None or figure.denominator is None:
        return "", ""
    if kpi.key in OF_MONEY or kpi.unit in MONEY:
        below = (
            written.money_short(int(figure.denominator), found.currency) if kpi.key in OF_MONEY else written.count(int(figure.denominator))
        )
        return written.money_short(
            int(figure.numerator), found.currency
        ), f"{below} {'' if kpi.key in OF_MONEY else kpi.denominator}".strip()
    return written.count(int(figure.numerator)), f"{written.count(int(figure.denominator))} {kpi.denominator}"


def _large(found: Explained, width: int) -> Iterator[Content]:
    """The number in large figures, and beside it the quotient it is."""
    figure, kpi = found.figure, found.kpi
    text = value_text(kpi, figure.value, found.currency)
    rows = big(text)
    size = max(cells(row) for row in rows)
    upper, lower = quotient(found)
    if lower:
        line_ = "─" * max(cells(upper), cells(lower))
        right_side = [line((upper, "bold")), line((line_, "$muted")), line((lower, "bold"))]
        signs_ = ["   ", (" = "), "   "]
    else:
        counted = "" if kpi.unit == "count" and figure.n == figure.value else f"n {written.count(figure.n)}"
        right_side = [NOTHING, line((counted, "bold")), line((kpi.denominator, "$muted"))]
        signs_ = ["   "] * 3
    for row, sign, other in zip(rows, signs_, right_side, strict=True):
        yield cut(line((left(row, size), "bold"), (sign, "$muted"), other), width)


def _wrapped(text: str, width: int, style: str) -> list[Content]:
    return [line((row, style)) if style else row for row in line(f"{text[:1].upper()}{text[1:]}").wrap(width)] if text else []


def beside_lines(found: Explained, width: int) -> list[Content]:
    """What stands beside it: the team, the period before, the goal."""
    kpi = found.kpi
    lines = [line(("Beside it", "bold"))]
    if found.row.member_id is not None or found.by != "team":
        lines.append(_neighbour("Team", found.team, found, width))
    days = written.days_between(found.before_period.start, found.before_period.last, weekdays=False)
    lines.append(_neighbour(f"Before, {days}", found.before, found, width))
    held = found.standing
    if held is None:
        lines.append(_pair("Goal", line(("none set", "$muted")), width))
        return lines
    goal = value_text(kpi, held.goal, found.currency)
    share = written.percent(float(held.share)) if held.share is not None else written.DASH
    lines.append(_pair("Goal", line((goal, ""), (f"  {share} of it", "$muted")), width))
    sign = signs.verdict(VERDICTS[held.verdict])
    if held.due is not None:
        due = held.due * Fraction(held.goal)
        lines.append(_pair("Due by now", line((value_text(kpi, Fraction(round(due)), found.currency), "")), width))
    if held.verdict is not None:
        lines.append(_pair("", line((f"{signs.drawn(sign)} {WORDS[held.verdict]}", sign.tone)), width))
    return lines


def _neighbour(label: str, figure: Figure, found: Explained, width: int) -> Content:
    text = value_text(found.kpi, figure.value, found.currency)
    plain_count = found.kpi.unit == "count" and figure.n == figure.value
    n = "" if figure.value is None or plain_count else f"  n {figure.n}"
    return _pair(label, line(text, (n, "$muted")), width)


def _pair(label: str, value: Content, width: int) -> Content:
    return line((left(label, min(22, max(17, width - 16))), "$muted"), " ", value)


def rows_title(found: Explained, width: int) -> Content:
    """How many rows of what are behind the figure."""
    total = found.total_rows
    if not total:
        return line(("No rows behind it", "bold"))
    kinds = {NAMES.get(row.what, ("activity", "activities")) for row in found.rows}
    one, more = kinds.pop() if len(kinds) == 1 else ("row", "rows")
    title = f"The {one}" if total == 1 else f"The {written.count(total)} {more}"
    deals = any(row.deal_id is not None for row in found.rows)
    return between(line((title, "bold")), line(("enter opens the deal" if deals else "", "$muted")), width)


def row_line(row: BehindRow, found: Explained, width: int) -> Content:
    """One row: its state or type, its name, what came of it, its value or units, its day."""
    day = right(written.day(row.on, found.today) if row.on is not None else written.DASH, 6)
    amounts = max((cells(_amount(one, found.currency)) for one in found.rows), default=0)
    start, said = _state(row)
    name = row.name or (TYPES[row.what].name if row.what in TYPES else row.what)
    room = width - 2 - (amounts + 1 if amounts else 0) - 7
    if row.who and row.what == "promise":
        name = f"{row.who} · {name}"
    who = min(WHO, room // 4, max((cells(one.who) for one in found.rows if one.who and one.what != "promise"), default=0))
    room -= who + 1 if who else 0
    told = min(SAID, room // 2, max(cells(_state(one)[1]) for one in found.rows))
    end: list[Part] = [" ", (left(cut(row.who or "", who), who), "$muted")] if who else []
    end += [" ", (left(said, told), "$muted")] if told else []
    end += [" ", right(_amount(row, found.currency), amounts)] if amounts else []
    return line(start, " ", left(line(name), room - (told + 1 if told else 0)), *end, " ", (day, "$muted"))


def _amount(row: BehindRow, currency: str) -> str:
    if row.value is not None:
        return written.money_short(row.value, currency)
    return f"{row.units}×" if row.units != 1 and row.what != "promise" else ""


def _state(row: BehindRow) -> tuple[Content, str]:
    """The sign of a row, and what came of it in words."""
    if row.what == "deal":
        mark, tone = DEAL_STATES.get(row.state, ("·", "$muted"))
        return line((mark, tone)), "" if row.state in DEAL_STATES else row.state
    if row.what in TYPES:
        sign = signs.activity(row.what)
        outcome = TYPES[row.what].outcome(row.state) if row.state else None
        return line((signs.drawn(sign), sign.tone)), outcome.label if outcome is not None else row.state
    return line(("·", "$muted")), row.state


def command_lines(found: Explained, width: int) -> list[Content]:
    """The command that prints the number, whole: half a command is none."""
    rows = line(found.command).wrap(max(20, width - 10))
    first = line("  ", ("Y", "bold $accent"), " ", ("copy", "$muted"), "  ", rows[0])
    return [first, *(line(" " * 10, row) for row in rows[1:])]
