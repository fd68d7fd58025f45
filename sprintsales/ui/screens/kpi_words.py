"""The figures of the KPIs screen in words: values, periods, verdicts, and what the status line says of a cell."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.goals import AHEAD, BEHIND, ON_PACE, cut_words
from sprintsales.domain.kpi_registry import DOWN, KPIS, Kpi, why_of
from sprintsales.domain.kpi_standing import grows
from sprintsales.domain.money import rounded
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import Part, line
from sprintsales.ui.widgets.cell_grid import CELL

if TYPE_CHECKING:
    from sprintsales.domain.kpi_formulas import Figure
    from sprintsales.domain.kpi_standing import Standing
    from sprintsales.domain.periods import Period
    from sprintsales.services.views.asking import AskedPeriod
    from sprintsales.services.views.kpi_table import KpiTable, RepNote, TableRow

MONEY = ("money", "money_per_day")
DONE, BROUGHT = "What we do", "What it brings"
VERDICTS: dict[str | None, str] = {None: "none", AHEAD: "good", ON_PACE: "good", BEHIND: "risk"}
WORDS: dict[str | None, str] = {None: "", AHEAD: "ahead", ON_PACE: "on pace", BEHIND: "behind"}
KINDS = ("sprint", "week", "month", "quarter", "year")
"""The periods `p` goes through."""


def value_text(kpi: Kpi, value: float | Fraction | None, currency: str, *, full: bool = False) -> str:
    """A value as it stands in a cell of seven columns, or in FULL; no number is a dash."""
    if value is None:
        return written.DASH
    exact = Fraction(value)
    match kpi.unit:
        case "money" | "money_per_day":
            minor = rounded(exact)
            return written.money_full(minor, currency) if full else written.money_short(minor, currency)
        case "ratio":
            return written.percent(float(exact), places=1 if full and exact.denominator > 1 else 0)
        case "count":
            return written.count(int(value))
    unit = "h" if kpi.unit == "hours" else "d"
    near = exact < 10 and exact.denominator > 1
    tenths = rounded(exact * 10)
    number = f"{tenths // 10}.{tenths % 10}" if near or (full and tenths % 10) else written.count(rounded(exact))
    return f"{number} {'hours' if unit == 'h' else 'days'}" if full else f"{number}{unit}"


def period_name(asked: AskedPeriod, number: int | None, fiscal_start_month: int) -> str:
    """What people call a period: Sprint 47, Week 47, Nov 2026, Quarter 4, Year 2026."""
    start, last = asked.period.start, asked.period.last
    match asked.kind:
        case "sprint":
            return f"Sprint {number}"
        case "week":
            return f"Week {(start + (last - start) // 2).isocalendar().week}"
        case "month":
            return f"{written.ENGLISH.months[start.month - 1]} {start.year}"
        case "quarter":
            return f"Quarter {(start.month - fiscal_start_month) % 12 // 3 + 1}"
    return f"Year {start.year}" if start.year == last.year else f"Year {start.year}/{last.year}"


def period_days(period: Period) -> str:
    """The days of a period, with the year."""
    return f"{written.days_between(period.start, period.last, weekdays=False)} {period.last.year}"


def period_state(period: Period, today: date) -> str:
    """Whether a period runs."""
    return "ended" if period.end <= today else "to date" if period.start <= today else "ahead"


def top_line(table: KpiTable, *, trend: bool, narrow: bool, words: str = "", rows: int = 0) -> Content:
    """What is shown: the period, the cut, what it is held against, and which ROWS a filter leaves."""
    period = table.asked.period
    name = period_name(table.asked, table.sprint_number, table.fiscal_start_month)
    days = period_days(period) if not narrow else written.days_between(period.start, period.last, weekdays=False)
    parts: list[Part] = [" ", (name, "bold"), "  ", (f"{days}, {period_state(period, table.today)}", "$muted")]
    gap = "   " if narrow else "      "
    parts += [gap, ("by ", "$muted"), (table.by.replace(",", " and "), "bold")]
    if not narrow:
        parts += [gap, ("against ", "$muted"), ("goal", "bold"), gap]
        plural = f"{table.asked.kind}s"
        parts += [("trend ", "$muted"), (f"last 8 {plural}", "bold")] if trend else [("counting the trend …", "$muted")]
    if table.to_date is not None:
        name = period_name(table.to_date, None, table.fiscal_start_month)
        state = period_state(table.to_date.period, table.today)
        parts += [gap, ("outcomes ", "$muted"), (f"{f'Q{name[-1]}' if narrow else name.lower()} {state}", "bold")]
    if words:
        parts += [gap, ("/ ", "bold $accent"), (words, "bold"), (f"  {rows} of {len(table.rows)}, total of all", "$muted")]
    return line(*parts)


def note_text(note: RepNote | None) -> str:
    """The second line of a rep."""
    if note is None:
        return ""
    if not note.seated:
        return "no seat"
    if note.away:
        return "– away"
    joined = f"since {written.day_with_month(note.joined_on, note.joined_on)}" if note.joined_on else ""
    function = (note.function or "").upper().replace("_", " ")
    return " · ".join(part for part in (joined or function, note.territory) if part)


def head_note(kpi: Kpi, total: TableRow, currency: str) -> str:
    """What stands under a head: the team's goal, else what the figure counts."""
    held = total.standings.get(kpi.key)
    if held is not None:
        return f"goal {value_text(kpi, held.goal, currency)}"
    if kpi.unit == "ratio":
        words = f"of {kpi.denominator}"
        return words if len(words) < CELL else ""
    if kpi.unit in ("days", "hours"):
        return f"in {kpi.unit}"
    return "per day" if kpi.unit == "money_per_day" else ""


def verdict_style(held: Standing | None) -> str:
    """The style of the last bar of a trend."""
    return signs.verdict(VERDICTS[held.verdict if held is not None else None]).tone


def share_text(share: Fraction | None) -> str:
    """A share of a goal in at most four columns: 74%, then 12× the goal."""
    if share is None:
        return ""
    return written.percent(float(share)) if share < 10 else f"{rounded(share)}×"


def beside(kpi: Kpi, figure: Figure, held: Standing | None) -> Content:
    """What stands at the right of a value: verdict sign and share of the goal, else how many cases a figure is made of."""
    if figure.value is None:
        return line("")
    if held is not None:
        sign = signs.verdict(VERDICTS[held.verdict])
        share = share_text(held.share)
        return line((signs.drawn(sign), sign.tone), " " * (5 - len(share)), (share, "$muted"))
    counts_itself = kpi.unit == "count" and figure.n == figure.value
    return line("") if counts_itself or not figure.n else line((f"n {many(figure.n)}", "$muted"))


def many(number: int) -> str:
    """A count in four columns: 1985, then 26k."""
    return str(number) if number < 10_000 else f"{number // 1000}k" if number < 1_000_000 else f"{number // 1_000_000}M"


def status_line(table: KpiTable, row: TableRow, key: str) -> Content:
    """The cell under the cursor in words: why there is no number, or how it stands against its goal, and what is to be known beside."""
    kpi, figure, held = KPIS[key], row.figures[key], row.standings.get(key)
    title = f"{kpi.title[:1].upper()}{kpi.title[1:]}"
    of = table.period_of(key)
    when = f" · {period_name(of, None, table.fiscal_start_month)} {period_state(of.period, table.today)}" if of != table.asked else ""
    who: list[Part] = [" ", (title, "bold"), (" · ", "$muted"), (row.name, ""), (when, "$muted"), "   "]
    if figure.value is None:
        return line(*who, ("– ", "$muted"), (f"no number: {why_of(kpi, figure)}", "$muted"))
    currency = table.view.currency
    told: list[Part] = [(value_text(kpi, figure.value, currency, full=True), "bold")]
    if held is not None:
        told.append((f" of {value_text(kpi, held.goal, currency, full=True)}", "$muted"))
        if held.full is not None:
            told.append((f" ({cut_words(table.asked.kind, value_text(kpi, held.full, currency))})", "$muted"))
        sign = signs.verdict(VERDICTS[held.verdict])
        if held.verdict is not None:
            told += ["   ", (f"{signs.drawn(sign)} {WORDS[held.verdict]}", sign.tone)]
        if held.due is not None and table.period_of(key).period.end > table.today:
            told.append((f"   {written.percent(float(held.due))} of the working days gone", "$muted"))
        elif held.verdict is None and grows(kpi):
            told.append(("   no working day is past yet", "$muted"))
        if kpi.better == DOWN:
            told.append(("   less is better", "$muted"))
    elif figure.n and not (kpi.unit == "count" and figure.n == figure.value):
        told.append((f"   n {figure.n} {kpi.denominator}", "$muted"))
    if figure.note:
        told.append((f"   {figure.note}", "$muted"))
    return line(*who, *told)
