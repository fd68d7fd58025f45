"""Everything about one piece of work: what it is, why now, its dates, the last touches, and how it can come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, left, line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.screens.today_rows import minute_clock, name_of, outcome_label
from sprintsales.ui.screens.work import capital
from sprintsales.ui.widgets.lines import Lines, LineWidget

if TYPE_CHECKING:
    from sprintsales.domain.deals import DealFacts
    from sprintsales.services.views.cards import Card
    from sprintsales.services.views.today import Choice as Outcome
    from sprintsales.services.views.today import ItemDetail, Reason, Touch

MOST_NAME_LINES, MOST_REASON_LINES = 3, 2
SOON_DAYS = 14
ROWS_AROUND = 5
"""Padding and title of the dialog, and the gap above its choices."""
# Signs of reasons that are neither a flag of the deal nor a date of it.
REASON_SIGNS = {
    "blocked": signs.STATES["blocked"],
    "overdue": signs.STATES["overdue"],
    "carried": signs.STATES["carried"],
    "agreement": signs.Sign("§", "S", "$warning"),
    "close": signs.Sign("●", "*", "$warning"),
    "note": signs.Sign("·", "."),
}


class ItemPanel(LineWidget):
    """The panel beside the list: what it is above, how it can come out at the foot, on a ground of its own."""

    MARGIN = 2

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._detail: ItemDetail | None = None
        self._today: date | None = None
        self._currency = ""

    def show(self, detail: ItemDetail | None, today: date, currency: str) -> None:
        """Show DETAIL from now on."""
        self._detail, self._today, self._currency = detail, today, currency
        self.redraw()

    @override
    def height_for(self, width: int) -> int:
        return 1

    @override
    def draw(self, width: int, height: int) -> Sequence[Content]:
        if self._detail is None or self._today is None:
            return ()
        inner = width - 2 * self.MARGIN
        margin = " " * self.MARGIN
        above = [line(margin, row) for row in about_lines(self._detail, self._today, self._currency, inner)]
        below = [NOTHING, *asking_lines(self._detail, inner), NOTHING] if self._detail.card.is_open and self._detail.outcomes else []
        room = max(0, height - 1 - len(below))
        rows = [NOTHING, *above[:room]]
        rows += [NOTHING] * (height - len(rows) - len(below))
        return rows + [line((left(line(margin, row), width), "on $panel")) for row in below]


class ItemDialog(AskChoice[str]):
    """The same on the whole of a small screen; a digit answers with how it came out."""

    WIDTH = 76

    def __init__(self, detail: ItemDetail, today: date, currency: str) -> None:
        choices = [Choice(one.code, one.label, usual(one, detail.outcomes)) for one in detail.outcomes] if detail.card.is_open else []
        hint = f"1–{len(choices)} says how it went   esc closes" if choices else "esc closes"
        super().__init__("Done? How did it go" if choices else "In detail", choices, hint=hint)
        self._detail, self._today, self._currency = detail, today, currency

    @override
    def body(self) -> Iterable[Widget]:
        choices = len(self._detail.outcomes) if self._detail.card.is_open else 0
        room = max(4, self.app.size.height - ROWS_AROUND - choices)
        yield Lines([*about_lines(self._detail, self._today, self._currency, self.WIDTH - 4)[:room], NOTHING])
        if choices:
            yield from super().body()

    def on_mount(self) -> None:
        """The whole screen is there for it."""
        self.query_one("#panel").styles.max_height = "100%"


def about_lines(detail: ItemDetail, today: date, currency: str, width: int) -> list[Content]:
    """What it is, why now, its dates and the last touches, in WIDTH columns."""
    lines = head_lines(detail, today, currency, width)
    if not detail.card.is_open:
        lines += block_of("How it went", came_out(detail.card, today, width))
    lines += block_of("Why now" if detail.card.is_open else "", reason_lines(detail, width) if detail.card.is_open else [])
    lines += block_of("Dates", date_lines(detail.deal, today, width) if detail.deal is not None else [])
    lines += block_of("Last touches", [touch_line(one, today, width) for one in detail.touches])
    return lines


def block_of(title: str, rows: list[Content]) -> list[Content]:
    """Rows under a title, after a gap; nothing where there are no rows."""
    return [NOTHING, line((title, "$muted")), *rows] if rows else []


def head_lines(detail: ItemDetail, today: date, currency: str, width: int) -> list[Content]:
    """Type, time and effort; the whole name and the value; account and stage."""
    one, sign = detail.card, signs.activity(detail.card.type)
    day = written.day(one.planned_on, today) if one.planned_on not in (None, today) else ""
    at = f"{day} {minute_clock(one.planned_time)}".strip()
    when = " · ".join(word for word in (at, written.minutes(one.minutes)) if word)
    kind = line((signs.drawn(sign), sign.tone), " ", (capital(one.type_name), f"bold {sign.tone}"))
    value = written.money_full(one.value, currency) if one.value else ""
    lines = [between(kind, line((when, "$muted")), width)]
    count = f" ×{written.count(one.quantity)}" if one.is_block else ""
    lines += name_lines(f"{name_of(one)}{count}", value, width)
    account = ", ".join(word for word in (one.lead, one.account) if word and word != name_of(one))
    stage = detail.deal.stage if detail.deal is not None and detail.deal.stage else ""
    if account or stage:
        lines.append(between(line((account, "$muted")), line((stage, "$muted")), width))
    return lines


def name_lines(name: str, value: str, width: int) -> list[Content]:
    """The whole name over as many rows as it needs, the value at the right of the last one, or under it where there is no room."""
    rows = [row.rstrip() for row in line((name, "bold")).wrap(width)[:MOST_NAME_LINES]]
    if value and rows[-1].cell_length + len(value) + 2 > width:
        rows.append(NOTHING)
    return [*rows[:-1], between(rows[-1], line((value, "bold")), width)]


def reason_lines(detail: ItemDetail, width: int) -> list[Content]:
    """Why now, each reason with its sign, at most two rows each."""
    lines: list[Content] = []
    for reason in detail.reasons:
        sign = sign_of(reason)
        rows = line(capital(reason.sentence)).wrap(width - 2)
        for place, row in enumerate(rows[:MOST_REASON_LINES]):
            start = (signs.drawn(sign), f"bold {sign.tone}") if not place else " "
            cut_here = place == MOST_REASON_LINES - 1 and len(rows) > MOST_REASON_LINES
            lines.append(line(start, " ", row.rstrip(), "…" if cut_here else ""))
    return lines


def sign_of(reason: Reason) -> signs.Sign:
    """The sign of a reason: its own, or that of the deal's flag."""
    return REASON_SIGNS.get(reason.code) or signs.flag(reason.code)


def date_lines(deal: DealFacts, today: date, width: int) -> list[Content]:
    """Agreement and close with how far they are, and how often the close was moved later."""
    lines: list[Content] = []
    if deal.agreement_sent_on is not None:
        lines.append(date_line("§", "agreement", deal.agreement_sent_on, today, ("✓ sent", "$success"), width))
    elif deal.agreement_on is not None:
        lines.append(date_line("§", "agreement", deal.agreement_on, today, away(deal.agreement_on, today), width))
    if deal.close_on is None:
        lines.append(line(("? ", "$muted"), (left("close", 10), "$muted"), ("no date yet", "$muted")))
        return lines
    row = date_line("●", "close", deal.close_on, today, away(deal.close_on, today), width)
    if deal.pushes:
        tone = "$error" if deal.pushes > 2 else "$warning" if deal.pushes > 1 else "$muted"
        ways = [line("  ", (words, tone)) for words in (f"→ moved {deal.pushes}×", f"→ {deal.pushes}×")]
        row = line(row, next((way for way in ways if row.cell_length + way.cell_length <= width), NOTHING))
    lines.append(row)
    return lines


def date_line(sign: str, word: str, day: date, today: date, note: tuple[str, str], width: int) -> Content:
    """One date: sign, word, day, and how far it is."""
    start = line((sign, "$accent"), " ", (left(word, 10), "$muted"), left(written.day_with_month(day, today), 10))
    return line(start, "  ", note) if start.cell_length + 2 + len(note[0]) <= width else start


def away(day: date, today: date) -> tuple[str, str]:
    """How far a day is, with its tone: past is bad, within two weeks is at risk."""
    days = (day - today).days
    if days < 0:
        return f"✗ {-days} d ago", "$error"
    if days == 0:
        return "today", "bold $warning"
    return f"in {days} d", "$warning" if days <= SOON_DAYS else "$muted"


def touch_line(one: Touch, today: date, width: int) -> Content:
    """One earlier touch: came off or not, type, day, what came of it."""
    done = signs.STATES["missed" if one.failed else "done"]
    kind = signs.activity(one.type)
    day = written.day(one.on, today)
    said = ": ".join(word for word in (one.outcome or "", one.note or "") if word) or one.type_name
    start = line((signs.drawn(done), done.tone), " ", (signs.drawn(kind), "$muted"), " ", (left(day, max(6, len(day))), "$muted"), "  ")
    return line(start, left(line(said), width - start.cell_length)).rstrip()


def came_out(one: Card, today: date, width: int) -> list[Content]:
    """How a finished piece of work came out, and what was noted."""
    sign = signs.state(one.state)
    units = f"{one.quantity_done} of {one.quantity}" if one.is_block else ""
    word = outcome_label(one) or units or one.state
    when = written.day_with_month(one.done_on, today) if one.done_on is not None else ""
    lines = [between(line((signs.drawn(sign), sign.tone), " ", (word, "bold")), line((when, "$muted")), width)]
    return lines + [line("  ", row.rstrip()) for row in line(one.result or "").wrap(width - 2)[:3] if row.plain.strip()]


def asking_lines(detail: ItemDetail, width: int) -> list[Content]:
    """How it can come out, numbered, with the usual share, and the key that asks."""
    block = detail.card.is_block
    question = f"{detail.card.quantity_done} of {detail.card.quantity} counted" if block else "Done? How did it go"
    lines = [between(line((question, "bold")), line(("space", "bold $accent"), (" counts" if block else "", "$muted")), width)]
    for one in detail.outcomes:
        start: list[Part] = [(str(one.number), "bold $accent"), " ", one.label]
        lines.append(between(line(*start), line((usual(one, detail.outcomes), "$muted")), width))
    return lines


def usual(one: Outcome, among: Sequence[Outcome]) -> str:
    """How often it comes out so: a share, and of how many on the most usual one."""
    if one.share is None or not one.n:
        return ""
    share = written.percent(float(one.share))
    most = max(among, key=lambda other: (other.share or 0, -other.number))
    return f"usual: {share} of {written.count(one.n)}" if one is most else share if one.share else ""


def folded_lines(detail: ItemDetail | None, today: date, width: int) -> list[Content]:
    """The detail in two lines, for a small screen."""
    if detail is None:
        return [NOTHING, NOTHING]
    one, deal, sign = detail.card, detail.deal, signs.activity(detail.card.type)
    facts = [capital(one.type_name)]
    if deal is not None:
        if deal.agreement_on is not None and deal.agreement_sent_on is None:
            facts.append(f"agreement {written.day(deal.agreement_on, today)}")
        facts.append(f"close {written.day(deal.close_on, today)}" if deal.close_on is not None else "no close date")
        if deal.last_touch is not None:
            facts.append(f"last touch {(today - deal.last_touch).days} d ago")
    top = line((name_of(one), "bold"), " ", (signs.drawn(sign), sign.tone), " ", (facts[0], "$muted"))
    for fact in facts[1:]:
        longer = line(top, (f" · {fact}", "$muted"))
        top = longer if longer.cell_length < width else top
    hint = line(("enter: detail and outcome" if one.is_open else "enter: detail", "$faint"), " ")
    return [line(" ", left(top, width - 1)), line(" ", between(second_line(detail, today), hint, width - 1, gap=3))]


def second_line(detail: ItemDetail, today: date) -> Content:
    """The strongest reason, else the last touch, else how it went."""
    one = detail.card
    if not one.is_open:
        return line(("Came out ", "$muted"), outcome_label(one) or one.state, (f" · {one.result}" if one.result else "", "$muted"))
    if detail.touches:
        touch = detail.touches[0]
        said = touch.note or touch.outcome or touch.type_name
        return line(("Last ", "$muted"), f"“{said}”", (f" {written.day(touch.on, today)}", "$muted"))
    if detail.reasons:
        reason = detail.reasons[0]
        return line((signs.drawn(sign_of(reason)), sign_of(reason).tone), " ", reason.sentence)
    return line(("Nothing was done on it yet.", "$muted"))
