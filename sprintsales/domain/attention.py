"""What needs a rep now: at most seven lines, one per deal, each with the activity that would answer it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from sprintsales.domain.deals import DealFacts
from sprintsales.domain.flag_registry import FLAGS
from sprintsales.domain.flags import Flag
from sprintsales.domain.statistics import median

LINES = 7
STOCK_SHARE = Fraction(30, 100)
STOCK_LEAST = 5
"""A rule becomes a sentence about the stock only from five deals on: two of three deals are still two deals one can look at."""
CARRIED_TWICE = 2
OVERDUE = "overdue_activity"
"""Work planned for a day that is past, carried or not: the same count as in the list of the day."""
QUIET = frozenset({"missing"})
"""Flags that keep a deal out of attention altogether."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A planned activity that is past due or was carried on too often."""

    activity_id: int
    title: str
    planned_on: date | None
    type: str
    minutes: int
    deal_id: int | None = None
    deal_name: str | None = None
    deal_value: int | None = None
    carries: int = 0
    carried_to: date | None = None
    """The day the last carry put it on; None where it is not known."""

    def is_decided(self, today: date) -> bool:
        """Whether a day was fixed for it since it was carried, and is still to come: then nothing is left to decide."""
        return (
            self.planned_on is not None and self.carried_to is not None and self.planned_on != self.carried_to and self.planned_on >= today
        )


@dataclass(frozen=True, slots=True)
class GoalGap:
    """A goal that is behind: what is missing in the metric's unit, and the activity that fills it."""

    metric: str
    title: str
    missing: int
    target: int
    days_left: int
    type: str = "call"
    minutes: int = 15
    shown: str | None = None
    """The missing amount as people read it ("€12,000"); the bare number where None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionLine:
    """One line: what, why, since or until when, what it puts at risk, and the activity one key plans."""

    code: str
    """A flag's code, or overdue_activity, carried_twice, goal_gap."""
    title: str
    sentence: str
    sign: str
    deal_id: int | None = None
    activity_id: int | None = None
    metric: str | None = None
    on: date | None = None
    value: int | None = None
    """Value at risk in minor units; None where no amount is known."""
    others: tuple[str, ...] = ()
    """Codes of what else is raised by the same deal, shown as signs."""
    type: str
    minutes: int
    day: date
    quantity: int = 1

    @property
    def note(self) -> str:
        """The reason that travels along with the planned activity."""
        return self.sentence


OF_MANY = {
    "uncovered": "close soon with nothing planned",
    "overdue": "are past their close date",
    "agreement_late": "wait for an agreement that is late",
    "agreement_after_close": "have the agreement after the close",
    "unlikely": "have a date sooner than is likely",
    "stalled": "have stood in their stage too long",
    "pushed": "had their close date moved later",
    "no_date": "have no close date",
    "dead": "are older than nearly all won ones",
    "no_value": "have no amount",
    "placeholder": "have a placeholder as close date",
}
"""What a rule says of many deals."""


@dataclass(frozen=True, slots=True)
class StockNote:
    """A rule that flags so many of a rep's open deals that it speaks about the stock."""

    rule: str
    count: int
    of: int

    @property
    def sentence(self) -> str:
        """For example: "312 of 540 open deals have no close date: clean them up in one pass."."""
        return f"{self.count} of {self.of} open deals {OF_MANY[self.rule]}: clean them up in one pass."


@dataclass(frozen=True, slots=True)
class Attention:
    """The head's worth: lines in order, how many more there are, and the sentences about the stock."""

    lines: tuple[AttentionLine, ...]
    folded: int
    stock: tuple[StockNote, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """By code, how many deals and items there are: a line speaks of one deal by its worst reason, the others stand beside it."""

    @property
    def folded_sentence(self) -> str | None:
        """What stands under the lines; None where nothing is folded."""
        return f"and {self.folded} more: clean up" if self.folded else None


@dataclass(frozen=True, slots=True)
class _Raised:
    """One reason before the lines are made: `weight` grows with urgency."""

    line: AttentionLine
    rank: int
    weight: Fraction


def stock_notes(raised: Sequence[tuple[DealFacts, Sequence[Flag]]]) -> tuple[StockNote, ...]:
    """The rules that flag over 30 % of these open deals (and at least five), the most frequent first."""
    counts: dict[str, int] = {}
    for _deal, found in raised:
        for flag in found:
            counts[flag.code] = counts.get(flag.code, 0) + 1
    of = len(raised)
    notes = [StockNote(code, count, of) for code, count in counts.items() if count >= STOCK_LEAST and count > STOCK_SHARE * of]
    return tuple(sorted(notes, key=lambda note: (-note.count, FLAGS[note.rule].rank)))


def attention(
    raised: Iterable[tuple[DealFacts, Sequence[Flag]]],
    items: Iterable[OpenItem] = (),
    gaps: Iterable[GoalGap] = (),
    *,
    today: date,
    working_day: Callable[[date], date] = lambda day: day,
    limit: int = LINES,
) -> Attention:
    """At most `limit` lines for one rep's open deals with their flags, late items and goal gaps.

    One line per deal: its worst reason, the others as signs. Order: what forces a decision (carried twice) first, then by value at risk ×
    urgency; a line without an amount is weighed with the median value of the rep's deals. The largest goal gap keeps a place among the
    lines. Rules that hit over 30 % of the stock make no lines. `working_day` gives the day itself or the next one worked.
    """
    deals = [(deal, found) for deal, found in raised if not any(flag.code in QUIET for flag in found)]
    stock = stock_notes(deals)
    silent = {note.rule for note in stock}
    by_thing: dict[tuple[str, int], list[_Raised]] = {}
    for deal, found in deals:
        for flag in found:
            if flag.kind.asks and flag.code not in silent and not (flag.code == "pushed" and (flag.n or 0) < 2):
                by_thing.setdefault(("deal", deal.id), []).append(_from_flag(deal, flag, today, working_day))
    listed = list(items)
    for item in listed:
        thing = ("activity", item.activity_id) if item.deal_id is None else ("deal", item.deal_id)
        late = _from_item(item, today, working_day)
        if late is not None:
            by_thing.setdefault(thing, []).append(late)
    counts = Counter(code for reasons in by_thing.values() for code in {one.line.code for one in reasons} - {OVERDUE})
    counts[OVERDUE] = sum(item.planned_on is not None and item.planned_on < today for item in listed)
    usual = median(deal.value for deal, _found in deals if deal.value) or Fraction(1)
    ranked = sorted((_worst(reasons) for reasons in by_thing.values()), key=lambda one: _order(one, usual))
    behind = sorted((_from_gap(gap, today, working_day) for gap in gaps if gap.missing > 0), key=lambda one: -one.weight)
    counts.update(one.line.code for one in behind)
    lines = _with_one_gap(ranked, behind, limit)
    return Attention(
        tuple(one.line for one in lines), len(ranked) + len(behind) - len(lines), stock, {code: n for code, n in counts.items() if n}
    )


def _with_one_gap(ranked: list[_Raised], behind: list[_Raised], limit: int) -> list[_Raised]:
    """The first lines with the largest gap kept as the last of them; further gaps fill what is left."""
    if not behind:
        return ranked[:limit]
    kept = ranked[: limit - 1]
    return kept + behind[: limit - len(kept)]


def _worst(reasons: list[_Raised]) -> _Raised:
    """The worst reason of one deal or item, with the codes of the others as signs."""
    first, *rest = sorted(reasons, key=lambda one: (one.rank, -one.weight))
    others = tuple(dict.fromkeys(one.line.code for one in rest if one.line.code != first.line.code))
    return replace(first, line=replace(first.line, others=others))


def _order(one: _Raised, usual: Fraction) -> tuple[bool, Fraction, int, str, int]:
    value = Fraction(one.line.value) if one.line.value else usual
    return (one.line.code != "carried_twice", -value * one.weight, one.rank, one.line.title, one.line.deal_id or one.line.activity_id or 0)


URGENCY: dict[str, Fraction] = {
    "uncovered": Fraction(3),
    "overdue": Fraction(2),
    "agreement_late": Fraction(2),
    "agreement_after_close": Fraction(3, 2),
    "unlikely": Fraction(1),
    "stalled": Fraction(1),
    "pushed": Fraction(3, 4),
    "no_date": Fraction(1, 2),
    "dead": Fraction(1, 8),
    "no_value": Fraction(1, 4),
    "placeholder": Fraction(1, 4),
    "overdue_activity": Fraction(3, 2),
    "carried_twice": Fraction(3),
}
"""How much sooner a reason must be answered than a stalled deal; value at risk × this orders the lines."""


def _from_flag(deal: DealFacts, flag: Flag, today: date, working_day: Callable[[date], date]) -> _Raised:
    kind = flag.kind
    weight = URGENCY[flag.code]
    if flag.code == "uncovered":
        weight *= 1 + Fraction(1, 1 + max(0, flag.n or 0))  # twice as urgent on the day itself
    day = working_day(today)
    if flag.code == "uncovered" and flag.on is not None and day > flag.on:
        day = today  # before the date even where the next working day lies behind it
    line = AttentionLine(
        code=flag.code, title=deal.name, sentence=flag_sentence(flag), sign=kind.sign, deal_id=deal.id, on=flag.on,
        value=deal.value or None, type=kind.proposes, minutes=kind.minutes, day=day,
    )  # fmt: skip
    return _Raised(line, kind.rank, weight)


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


DUE = {"close": "closes", "agreement": "agreement is due", "agreement and close": "agreement and close are due"}
"""What comes soon, by which of a deal's dates it is."""


def flag_sentence(flag: Flag) -> str:
    """Why the flag is raised, in the words of a line: "closes in 3 days, nothing planned"."""
    n = flag.n or 0
    when = "today" if n == 0 else "tomorrow" if n == 1 else f"in {_days(n)}"
    told = {
        "uncovered": f"{DUE.get(flag.dates or '', 'agreement or close is due')} {when}, nothing planned",
        "overdue": f"close date is past by {_days(n)}",
        "agreement_late": f"agreement is {_days(n)} late",
        "agreement_after_close": f"agreement is dated {_days(n)} after the close",
        "stalled": f"in this stage for {_days(n)}, longer than most deals that were won",
        "pushed": f"close date moved later {'once' if n == 1 else f'{n} times'}",
        "dead": f"open for {_days(n)}, longer than nearly all deals that were won",
    }
    return told.get(flag.code, flag.kind.title)


ITEM_TITLES = {"overdue_activity": "overdue", "carried_twice": "carried twice: decide"}


def title_of(code: str) -> str:
    """Return a reason in two words, a flag's or another one's."""
    return FLAGS[code].title if code in FLAGS else ITEM_TITLES.get(code, code.replace("_", " "))


def _from_item(item: OpenItem, today: date, working_day: Callable[[date], date]) -> _Raised | None:
    """The line of a late item; None where it is neither past due nor carried twice."""
    late = (today - item.planned_on).days if item.planned_on is not None else 0
    if item.carries >= CARRIED_TWICE and not item.is_decided(today):
        code, rank, sign = "carried_twice", 0, f"↻{item.carries}"
        sentence = f"{item.title}: carried {item.carries} times; fix a day, split it, hand it over or drop it"
    elif late > 0:
        code, rank, sign = "overdue_activity", 2, "✗"
        sentence = f"{item.title}: overdue by {_days(late)}"
    else:
        return None
    line = AttentionLine(
        code=code, title=item.deal_name or item.title, sentence=sentence, sign=sign, deal_id=item.deal_id, activity_id=item.activity_id,
        on=item.planned_on, value=item.deal_value or None, type=item.type, minutes=item.minutes, day=working_day(today),
    )  # fmt: skip
    return _Raised(line, rank, URGENCY[code])


def _from_gap(gap: GoalGap, today: date, working_day: Callable[[date], date]) -> _Raised:
    left = "the last day" if gap.days_left <= 1 else f"{gap.days_left} working days left"
    line = AttentionLine(
        code="goal_gap", title=gap.title, sentence=f"{gap.shown or gap.missing} missing to the goal, {left}", sign="▼", metric=gap.metric,
        type=gap.type, minutes=gap.minutes, day=working_day(today),
    )  # fmt: skip
    return _Raised(line, 99, Fraction(gap.missing, gap.target) if gap.target > 0 else Fraction(1))
