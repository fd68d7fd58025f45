"""One deal in a pane: name and value, stage path, dates with their history and reasons, flags with their cure, work, health."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.activities import TYPES
from sprintsales.domain.attention import flag_sentence
from sprintsales.domain.flags import Flag, tone
from sprintsales.domain.hygiene import HYGIENE
from sprintsales.domain.slips import SLIP_WORDS
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cells, cut, left, line, right
from sprintsales.ui.widgets.pane import headed

if TYPE_CHECKING:
    from sprintsales.services.views.deals import DealView, DealWorkView, ToldMove

HEALTH = {
    "close_date": "date ahead", "next_touch": "next step", "agreement": "§ not late", "value": "value", "stage_age": "stage age",
    "last_touch": "touched",
}  # fmt: skip
TONES = {"muted": "$muted", "risk": "$warning", "bad": "$error"}
TINTS = {"muted": "", "risk": "on $tint-risk", "bad": "on $tint-bad"}
CATEGORIES = {"omitted": "left out", "pipeline": "pipeline", "best_case": "best case", "commit": "commit"}
MOST_NOTE_LINES, MOST_WORK = 5, 12
DAY_WIDTH = 11
BESIDE_PATH = 12


def detail_lines(view: DealView, width: int) -> list[Content]:
    """Return everything about a deal in a width, section by section."""
    lines: list[Content] = []
    for section in (head_lines, stage_lines, date_lines, flag_lines, work_lines, health_lines, note_lines):
        found = list(section(view, width))
        if found:
            lines += [*([NOTHING] if lines else []), *found]
    return lines


def head_lines(view: DealView, width: int) -> Iterator[Content]:
    """The whole name with the value beside it, then account, owner and what the deal is called upon for."""
    deal = view.deal
    value = line((written.money_full(deal.value, view.currency) if deal.value else "no value", "bold" if deal.value else "$muted"))
    yield from headed(deal.name, value, width)
    who = " · ".join(part for part in (deal.account, deal.owner or "nobody's", view.contact) if part)
    word = CATEGORIES.get(view.forecast_category, view.forecast_category) if deal.outcome == "open" else deal.outcome
    yield between(line((who, "$muted")), line((word, "$muted")), width)
    if deal.own_value and deal.currency not in (None, view.currency):
        yield line((f"{written.money_full(deal.own_value, str(deal.currency))} in its own currency", "$muted"))
    for function, person in view.people:
        yield line((f"{function} {person}", "$muted"))


def stage_lines(view: DealView, width: int) -> Iterator[Content]:
    """The way through the pipeline: what is behind, where it stands and since when, what is left."""
    deal = view.deal
    path = [stage for stage in view.path if stage.kind == "open"]
    if not path or deal.stage is None:
        return
    stands = next((place for place, stage in enumerate(path) if stage.name == deal.stage), None)
    won = deal.outcome == "won"
    at = len(path) if won else stands if stands is not None else 0
    room = width - BESIDE_PATH
    step = max(2, min(8, room // (len(path) + 1)))
    entered = {passed.stage for passed in view.stages}
    parts: list[Part] = []
    for place in range(len(path) + 1):
        name = path[place].name if place < len(path) else None
        been = name in entered or (name is None and won)
        parts.append(_station(place, at, deal.outcome, been=been))
        if place < len(path):
            parts.append(("━" * (step - 1), "$success") if place < at and been else ("─" * (step - 1), "$track"))
    age = _stage_age(view) if deal.outcome == "open" else ""
    late = deal.expected_days is not None and (view.least_stage_age or 0) > deal.expected_days
    yield between(line(*parts), line((age, "bold $warning" if late else "bold")), width)
    usual = f"usual {deal.expected_days}" if deal.expected_days and age else ""
    # The place in the pipeline is no progress where nobody knows what was before.
    count = f" · {at + 1} of {len(path)}" if stands is not None and view.stage_age is not None else ""
    start = line((deal.stage, "bold"), (count, "$muted"))
    before = min(at * step, max(0, room - start.cell_length))
    yield between(line(" " * before, start), line((usual, "$muted")), width)
    if view.outcome_reason:
        yield line((f"“{view.outcome_reason}”", "$muted"))


def _stage_age(view: DealView) -> str:
    """How long it has stood in its stage; where nobody saw it enter, how long at least."""
    if view.stage_age is not None:
        return f"day {view.stage_age}"
    return f"day {view.least_stage_age}+" if view.least_stage_age else f"day {written.DASH}"


def _station(place: int, at: int, outcome: str, *, been: bool) -> Part:
    """The mark of one stage, as seen from the stage AT which the deal stands: only where it has BEEN is a step done."""
    if place < at or outcome == "won":
        return ("✓", "$success") if been else ("·", "$muted")
    if place > at:
        return ("○", "$muted")
    return ("✗", "$error") if outcome == "lost" else ("●", "$accent")


def date_lines(view: DealView, width: int) -> Iterator[Content]:
    """Every close date there was, what moved it and why, and the agreement date."""
    deal, today = view.deal, view.as_of
    pushes = [told for told in view.moves if told.move.days > 0]
    slipped = sum(told.move.days for told in pushes)
    if pushes:
        days = "1 day" if slipped == 1 else f"{slipped} days"
        verdict = line((f"→ pushed {len(pushes)}× · {days}", TONES[tone(Flag("pushed", len(pushes)))]))
    else:
        verdict = line(("never moved later" if deal.close_on else "", "$muted"))
    yield between(line(("Dates", "bold")), verdict, width)
    for place, told in enumerate(view.moves):
        since = _when(told.move.since, None, today)
        yield dated("○", "$muted", told.move.from_date, "" if place else "first given", since, today, width)
        yield from _moved(told, view.currency, width)
    setter = view.moves[-1] if view.moves else None
    who = _when(setter.move.on, setter.by, today) if setter else ""
    if deal.outcome != "open":
        yield dated("●", "$success" if deal.outcome == "won" else "$muted", deal.closed_on, deal.outcome, who, today, width)
    elif deal.close_on is None:
        yield line(("? ", "$muted"), ("no close date", ""), ("   d ", "bold $accent"), ("gives one", "$muted"))
    else:
        left_ = view.days_to_close or 0
        word = f"close date, {-left_} d past" if left_ < 0 else "close date"
        yield dated("●", "$error" if left_ < 0 else "$accent", deal.close_on, word, who, today, width)
    if deal.agreement_on is not None:
        after = deal.close_on is not None and deal.agreement_on > deal.close_on
        sent = deal.agreement_sent_on
        note = f"sent {written.day(sent, today)}" if sent else "after the close date" if after else ""
        look = "$success" if sent else "$error"
        yield dated("§", "$accent", deal.agreement_on, "agreement", line((note, look)), today, width)


def dated(mark: str, look: str, day: date | None, word: str, end: str | Content, today: date, width: int) -> Content:
    """One date on the line of dates."""
    start = line((mark, look), " ", (left(line((written.day_with_month(day, today), "bold")), DAY_WIDTH)), "  ", (word, "$muted"))
    return between(start, line((end, "$muted")), width)


def _moved(told: ToldMove, currency: str, width: int) -> Iterator[Content]:
    move = told.move
    later = move.days > 0
    look = "$warning" if later else "$success"
    word = "" if later else "closes earlier"
    value = f"{written.money_short(move.value, currency)} slipped" if move.value and later else ""
    days = f"{'+' if later else written.MINUS} {abs(move.days)} d"
    yield between(line(("│ ", look), (days, look), "   ", (word, look)), line((value, "$muted")), width)
    reason = line((f"“{move.reason}”", "$muted")) if move.reason else line(("no reason given yet", "$muted")) if later else None
    if reason is not None:
        yield line(("│ ", look), cut(reason, width - 2))
    if told.slip:
        yield line(("│ ", look), cut(line((SLIP_WORDS[told.slip], look)), width - 2))


def _when(day: date | None, who: str | None, today: date) -> str:
    return ", ".join(part for part in (written.day(day, today) if day else "", (who or "").split(" ")[0]) if part)


def flag_lines(view: DealView, width: int) -> Iterator[Content]:
    """What speaks against the deal: the worst in a band with its cure, the others below it."""
    for place, flag in enumerate(view.flags):
        sign, look = signs.flag(flag.code), TONES[tone(flag)]
        sentence = flag_sentence(flag)
        rows = line((f"{sentence[:1].upper()}{sentence[1:]}", "" if place else "bold")).wrap(width - 2)
        found = [line((signs.drawn(sign)[:1] if not number else " ", f"bold {look}"), " ", row) for number, row in enumerate(rows)]
        if place:
            yield from found
            continue
        found += [line("  ", row) for row in line((flag.kind.cure, "$muted")).wrap(width - 2)]
        tint = TINTS[tone(flag)]
        yield from (line((left(row, width), tint)) if tint else row for row in found)


def work_lines(view: DealView, width: int) -> Iterator[Content]:
    """What is planned and what was done, the next first."""
    last = view.deal.last_touch
    if last is None:
        touched = "never touched"
    else:
        days = (view.as_of - last).days
        touched = "touched today" if days == 0 else f"last touch {days} d ago"
    yield between(line(("Activities", "bold")), line((touched, "$muted")), width)
    for one in view.work[:MOST_WORK]:
        yield _work(one, view.as_of, width)
    if len(view.work) > MOST_WORK:
        yield line((f"+ {len(view.work) - MOST_WORK} more", "$muted"))
    if not view.work:
        yield line(("nothing planned or done yet", "$muted"), ("   p ", "bold $accent"), ("plans", "$muted"))


def _work(one: DealWorkView, today: date, width: int) -> Content:
    day = one.done_on or one.planned_on
    late = one.state == "planned" and one.planned_on is not None and one.planned_on < today
    state, kind = signs.state("overdue" if late else one.state), signs.activity(one.type)
    known = TYPES.get(one.type)
    outcome = known.outcome(one.outcome) if known is not None and one.outcome else None
    said = " · ".join(part for part in (outcome.label if outcome else one.outcome, one.note) if part)
    text = said or (known.name if known else one.type)
    when = left(line((written.day(day, today) if day else "some day", "$muted")), 8)
    told = (cut(text, max(0, width - 13)), "" if one.state == "planned" else "$muted")
    return line((signs.drawn(state), state.tone), " ", (signs.drawn(kind), kind.tone), " ", when, " ", told)


def health_lines(view: DealView, width: int) -> Iterator[Content]:
    """Which rules of a believable deal it passes."""
    if view.deal.outcome != "open":
        return
    of = len(HYGIENE) - len(view.unjudged)
    passed = of - len(view.failed)
    look = "$success" if passed == of else "$warning"
    yield between(line(("Health", "bold")), line((f"{passed} of {of}", f"bold {look}")), width)
    entries = [_rule_line(HEALTH[rule.key], None if rule.key in view.unjudged else rule.key not in view.failed) for rule in HYGIENE]
    columns = max(1, min(3, width // 15))
    wide = width // columns
    for start in range(0, len(entries), columns):
        yield line(*(left(entry, wide) for entry in entries[start : start + columns]))


def _rule_line(word: str, passed: bool | None) -> Content:
    if passed is None:
        return line((written.DASH, "$muted"), " ", (word, "$muted"))
    return line(("✓", "$success"), " ", (word, "$muted")) if passed else line(("✗", "$error"), " ", word)


def note_lines(view: DealView, width: int) -> Iterator[Content]:
    """The next step and the note as they were written, and the deal's number."""
    for title, text in (("Next step", view.next_step), ("Note", view.note)):
        if text:
            yield line((title, "bold"))
            yield from (line((row, "$muted")) for row in line(text).wrap(width)[:MOST_NOTE_LINES])
            yield NOTHING
    names = [f"#{view.deal.id}", *([view.deal.external_id] if view.deal.external_id else [])]
    begun = f"since {written.day(view.deal.started_on, view.as_of)}" if view.deal.started_on else ""
    yield between(line((" · ".join(names), "$muted")), right(line((begun, "$muted")), cells(begun)), width)
